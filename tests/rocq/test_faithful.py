"""The exported statement has the truth of the claim, on exact instances of every dimension."""

from functools import partial
from itertools import chain, zip_longest

import pytest

from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.relations import SpectrumWithin
from bnlinear.claims.running.loading import select
from bnlinear.claims.search.pool import pool_of
from bnlinear.exact.precision import Undecided
from bnlinear.rocq.statement import CannotState, ClaimTerms
from bnlinear.rocq.theorem import conjuncts_of
from bnlinear.rocq.values import matrix_at, statement_at, value

PROVED = {claim.id: claim for _, claim in select([]) if claim.the_proof is not None}

#: What has no statement in Rocq, and why.
NOT_STATED = {"cai2019.scaling_law": "an orthogonal matrix between two bases"}

#: Instances that each claim is compared on.
COUNT = 20


def instances(claim, count=COUNT):
    """Members of the family and the values of its parts, the dimensions by turns."""
    by_dim = [pool_of(claim, dim, 4 * count, 0) for dim in claim.dims]
    found = 0
    for place in chain.from_iterable(zip_longest(*by_dim)):
        if place is None or found == count:
            continue
        try:
            built, at = claim.build(place), claim.values(place)
            claim.hypotheses(built), claim.at(built)
        except (ArithmeticError, Rejected):
            continue
        found += 1
        yield built, at, next((at[n] for n in at if n.split(".")[-1] == "H"), None), place.dim


def verdict(said):
    """True, False, or None where balls cannot tell or a divisor is 0, of what `said` makes."""
    try:
        return said().holds()
    except (Undecided, ZeroDivisionError):
        return None


def hypotheses_agree(claim, terms, built, at, H, dim):
    """Are the hypotheses of claim and statement the same there, one by one?"""
    own, printed = (conjuncts_of(h) for h in (claim.hypotheses(built), terms.hypotheses))
    spectra = iter(terms.images)
    for mine, other in zip(own, printed, strict=True):
        if isinstance(other, SpectrumWithin):
            ends = [(mine.low, other.low), (mine.high, other.high)]
            if any(value(terms.term(b), at, H) != a for a, b in ends):
                return False
            if (matrix_at(next(spectra), at, H, dim) != mine.matrix).any():
                return False
        elif not same(mine, other, at, H):
            return False
    return True


def same(mine, printed, at, H):
    """Has a statement about terms the truth of the claim's?"""
    return verdict(lambda: mine) is verdict(lambda: statement_at(printed, at, H))


def compared(claim, terms):
    """Pairs (verdict of the claim, verdict of the statement's conclusion)."""
    return [(verdict(partial(claim.at, built)), verdict(partial(statement_at, terms.said, at, H)))
            for built, at, H, _ in instances(claim)]


@pytest.mark.parametrize("name", PROVED)
def test_the_statement_has_the_truth_of_the_claim(name):
    claim = PROVED[name]
    if name in NOT_STATED:
        with pytest.raises(CannotState, match=NOT_STATED[name]):
            ClaimTerms(claim)
        return
    terms = ClaimTerms(claim)
    pairs = compared(claim, terms)
    assert len(pairs) == COUNT
    assert all(mine is other for mine, other in pairs)
    assert (True, True) in pairs


@pytest.mark.parametrize("name", sorted(PROVED.keys() - NOT_STATED.keys()))
def test_the_hypotheses_are_those_of_the_claim_and_hold_somewhere(name):
    claim = PROVED[name]
    terms = ClaimTerms(claim)
    for built, at, H, dim in instances(claim):
        assert hypotheses_agree(claim, terms, built, at, H, dim)
        for scalar, sign, _ in terms.given:  # the family's own: every member has them
            number = value(scalar, at, H)
            assert number > 0 if sign == ">" else number >= 0
    assert any(verdict(partial(claim.hypotheses, built)) is True
               for built, *_ in instances(claim, count=25 * COUNT))


def test_a_wrong_formula_is_noticed():
    """The comparison is not blind: false variants, printed in the claim's place, differ from it."""
    noticed, missed = [], []
    for name, claim in PROVED.items():
        for mutant in claim.mutants if name not in NOT_STATED else ():
            pairs = compared(claim, ClaimTerms(claim.mutated(mutant)))
            found = any(mine is True and other is False for mine, other in pairs)
            (noticed if found else missed).append(name)
    assert {"kohler2019.rayleigh_gradient", "cai2019.norm_growth"} <= set(noticed)
    assert len(noticed) >= 4 * len(missed), missed
