"""Families: the spectrum is what the parts say, exact and float builds agree, axes can go."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnlinear.claims import (
    BNGDState,
    Direction,
    Family,
    Point,
    ScalarPart,
    Spectrum,
    VectorPart,
    claim,
    eq,
    families,
    le,
)
from bnlinear.claims.families.coordinates import Coordinates, Rejected, simplest
from bnlinear.claims.kernel.facts import ProofError
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.search.pool import pool
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number
from bnlinear.exact.matrices import identity
from bnlinear.exact.spectra import eigenvalues

FAMILIES = {
    "least_squares": families.least_squares(), "directions": families.directions(),
    "bngd_states": families.bngd_states(), "spectra": families.spectra(),
    "orthogonal": families.orthogonal(), "cayley": families.orthogonal(how="cayley"),
    "mini_batches": families.mini_batches(), "scalars": families.scalars(-2, 3),
}


def members(family, count=40):
    """Coordinates of members of a family, all dimensions."""
    return pool(claim(statement="", p=family)(lambda p: le(0, 0)), count, rng=5)


def built(family, at):
    """The instance, or None: a vector that must not vanish may be drawn zero."""
    try:
        return family.build(at)
    except Rejected:
        return None


def arrays(instance):
    """All numbers of an instance, flat."""
    if isinstance(instance, Point):
        parts = [instance.H, instance.g, instance.u, instance.problem.c, instance.mu, instance.L,
                 instance.w]
        extra = {Direction: ("effective_lr",), BNGDState: ("a", "lr", "lr_a", "h", "alpha")}
        parts += [getattr(instance, name) for name in extra.get(type(instance), ())]
    elif hasattr(instance, "__dict__"):
        parts = list(vars(instance).values())
    else:
        parts = [instance]
    return [value for part in parts for value in np.ravel(part)]


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_members_are_exact_and_agree_with_floats(family):
    seen = set()
    for at in members(family):
        exact = built(family, at)
        if exact is None:
            continue
        seen.add(at.dim)
        floats = family.build(at.floats())
        assert all(isinstance(value, Number) and value.is_rational for value in arrays(exact))
        assert all(isinstance(value, float) for value in arrays(floats))
        # a few roundings of numbers up to about 10⁴ (σ²/y scales H)
        assert np.allclose([float(v) for v in arrays(exact)], arrays(floats), rtol=1e-9, atol=1e-9)
    assert seen == set(range(family.min_dim, family.max_dim + 1))


@pytest.mark.parametrize("name", ["least_squares", "directions", "bngd_states", "spectra"])
def test_mu_and_L_are_the_extreme_eigenvalues(name):
    for at in members(FAMILIES[name], 20):
        instance = built(FAMILIES[name], at)
        if instance is not None:
            values = eigenvalues(instance.H)
            assert values[0] == instance.mu > 0 and values[-1] == instance.L


def test_the_whole_spectrum_is_controlled():
    for at in members(FAMILIES["spectra"], 20):
        given_values = sorted(map(Number, at.values[:at.dim]))
        assert all(a == b for a, b in zip(eigenvalues(FAMILIES["spectra"].build(at).H),
                                          given_values, strict=True))


def test_sigma_of_a_state_is_a_coordinate():
    family = FAMILIES["bngd_states"]
    for at in members(family, 20):
        state = built(family, at)
        if state is not None:
            place = 4 * at.dim - 1  # after the spectrum, u and w
            assert state.sigma == Number(at.values[place])


@pytest.mark.parametrize("how", ["rotations", "cayley"])
def test_orthogonal_matrices_are_orthogonal(how):
    family = families.orthogonal(how=how)
    for at in members(family):
        Q = family.build(at)
        assert np.all(Q @ Q.T == identity(at.dim))


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_an_axis_can_be_dropped(family):
    for at in members(family, 20):
        if at.dim > family.min_dim:
            for axis in range(at.dim):
                fewer = family.without_axis(at, axis)
                assert fewer.dim == at.dim - 1
                assert len(fewer.values) == len(family.boxes(fewer.dim))
                assert set(fewer.values) <= set(at.values)
                built(family, fewer)


@settings(max_examples=30)
@given(st.fractions(-200, 200), st.integers(1, 99))
def test_simplest_is_simple(value, limit):
    found = simplest(value, limit)
    assert found.denominator <= limit
    assert abs(found - value) <= max(Fraction(1, 1), abs(value)) / limit


def test_two_families_share_a_dimension():
    two = claim(statement="", p=families.directions(min_dim=2), Q=families.orthogonal(max_dim=3))(
        lambda p, Q: le(0, 0))
    assert list(two.dims) == [2, 3]
    for at in pool(two, 10, rng=0):
        assert len(at.values) == len(two.boxes(at.dim))
        assert two.build(at)["Q"].shape == (at.dim, at.dim)


@pytest.mark.parametrize("bad", [
    lambda: families.directions(min_dim=3, max_dim=2), lambda: families.scalars(0, 1, sign="<"),
    lambda: families.orthogonal(how="random"), lambda: families.mini_batches(extra_rows=0)])
def test_bad_parameters_are_refused(bad):
    with pytest.raises(ValueError, match=r"must|need"):
        bad()


def test_zero_vectors_are_no_members():
    family = families.directions(max_dim=1)
    with pytest.raises(Rejected):
        family.build(Coordinates(1, (Fraction(1), Fraction(0), Fraction(1), Fraction(1))))


def test_mini_batches_have_full_rank_unless_asked_otherwise():
    tied = Coordinates(1, (1, 2, 1, 3, 1, 5))  # one feature, three rows, constant; and a target
    with pytest.raises(Rejected, match="dependent"):
        families.mini_batches().build(tied)
    assert len(families.mini_batches(full_rank=False).build(tied).X) == 3


def halves():
    return Family("halves", (Spectrum(), VectorPart("u"),
                             Spectrum(names=("K", "mu_K", "L_K"))), dict)


def test_two_spectra_have_names_of_their_own():
    apart = 0
    for at in members(halves()):
        member = built(halves(), at)
        if member is None:
            continue
        for matrix, low, high in (("H", "mu", "L"), ("K", "mu_K", "L_K")):
            roots = eigenvalues(member[matrix])
            assert (roots[0], roots[-1]) == (member[low], member[high])
        apart += (member["H"] != member["K"]).any()
    assert apart > 5


def test_no_proof_takes_two_spectra_for_one():
    """Moments know one H: that H = K is neither proved nor believed."""
    @claim(statement="H = K", p=halves())
    def same(p):
        return eq(p["u"] @ p["H"] @ p["u"], p["u"] @ p["K"] @ p["u"])

    @same.proof()
    def _(prove, p):
        prove.identity()

    @same.mutant
    def _(p):
        return eq(p["u"] @ p["H"] @ p["u"], 2 * (p["u"] @ p["K"] @ p["u"]))

    with pytest.raises(ProofError, match="moments know one H"):
        prove(same)
    assert judge(same, effort="quick").verdict == "refuted"


def test_a_spectrum_under_another_name_is_the_operator_of_a_proof():
    @claim(statement="μ|w|² ≤ ⟨w, Mw⟩", p=Family("renamed", (
        Spectrum(names=("M", "low", "high")), VectorPart("w")), dict))
    def stretched(p):
        return le(p["low"] * (p["w"] @ p["w"]), p["w"] @ p["M"] @ p["w"])

    @stretched.proof()
    def _(prove, p):
        prove.by(prove.lift(p["w"], lambda t: t - p["low"]))

    @stretched.mutant
    def _(p):
        return le(2 * p["low"] * (p["w"] @ p["w"]), p["w"] @ p["M"] @ p["w"])

    assert judge(stretched, effort="quick").verdict == "proved"


def test_a_vector_that_is_called_like_the_operator_of_another_family_is_not_taken_for_it():
    @claim(statement="⟨w, Hw⟩ ≤ L|w|²",
           q=Family("vectors", (VectorPart("H"),), dict), p=Family("problems", (
               Spectrum(), VectorPart("w")), dict))
    def stretched(q, p):
        return le(p["w"] @ p["H"] @ p["w"], p["L"] * (p["w"] @ p["w"]))

    @stretched.proof()
    def _(prove, q, p):
        prove.by(prove.lift(p["w"], lambda t: p["L"] - t))

    @stretched.mutant
    def _(q, p):
        return le(2 * (p["w"] @ p["H"] @ p["w"]), p["L"] * (p["w"] @ p["w"]))

    assert judge(stretched, effort="quick").verdict == "proved"


@pytest.mark.parametrize(("part", "wrong"), [
    (ScalarPart("s", (0, 32), "> 0"), lambda s: -s), (ScalarPart("s", (0, 32), "> 0"), lambda s: 0),
    (ScalarPart("s", (0, 32), ">= 0"), lambda s: -s), (VectorPart("s"), lambda s: 0 * s)])
def test_what_adjust_takes_out_of_the_family_is_no_member(part, wrong):
    """Else a theorem about the family would be refuted, for those seeds that draw it."""
    def adjust(values):
        return {"s": wrong(values["s"]) if np.sum(values["s"]) > 3 else values["s"]}

    family = Family("odd", (part,), lambda v: v["s"], 1, 1, adjust=adjust)
    assert np.sum(family.build(Coordinates(1, (Fraction(2),)))) == 2
    for four in (Fraction(4), 4.0):
        with pytest.raises(Rejected, match="adjust gives s = "):
            family.build(Coordinates(1, (four,)))
