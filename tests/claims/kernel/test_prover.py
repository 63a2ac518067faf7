"""The kernel: what each rule accepts, and what it must refuse."""

from types import SimpleNamespace

import numpy as np
import pytest

from bnlinear.claims import (
    all_of,
    any_of,
    claim,
    eq,
    families,
    ge,
    gt,
    implies,
    le,
    lt,
    ne,
    spectrum_within,
)
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.parts import ScalarPart, VectorPart
from bnlinear.claims.kernel.facts import Fact, NotClosed, ProofError
from bnlinear.claims.kernel.prover import Prover, prove
from bnlinear.exact import maximum

STATES, DIRECTIONS = families.bngd_states(), families.directions()


def proved(body, steps, *, p=DIRECTIONS, where=None):
    """The derivation of a claim by these steps; raises as the kernel does."""
    claimed = claim(statement="", p=p, where=where)(body)
    claimed.proof()(steps)
    return prove(claimed)


def prover(body=lambda p: eq(p.x, p.x), *, p=DIRECTIONS, where=None):
    """A prover at work on a claim, and the symbols of the claim's instance."""
    at_work = Prover(claim(statement="", p=p, where=where)(body))
    return at_work, at_work.symbols["p"]


# -- rule 1: identities ------------------------------------------------------------------


def test_identity_accepts_numbers_and_vectors():
    proved(lambda p: (eq(p.gap(p.w), p.R_star - p.x**2 / p.y), eq(p.H @ p.f, p.v)),
           lambda prove, p: prove.identity())


@pytest.mark.parametrize("body", [
    lambda p: eq(p.x, p.y), lambda p: eq(p.v, p.f), lambda p: le(p.x, p.x),
    lambda p: (eq(p.x, p.x), eq(p.x, p.y))],
    ids=["numbers", "vectors", "no equation", "one of two"])
def test_identity_refuses(body):
    with pytest.raises(NotClosed):
        proved(body, lambda prove, p: prove.identity())


def test_equal_is_a_fact_about_zero():
    work, p = prover()
    assert work.equal(p.H @ p.u, p.g).scalar.is_zero()
    with pytest.raises(NotClosed):
        work.equal(p.x, p.y)


# -- signs -------------------------------------------------------------------------------


def test_hypotheses_of_the_family_and_of_the_claim():
    work, p = prover(where=lambda p: [ne(p.x, 0), any_of(gt(p.x, 0), lt(p.x, -1))])
    assert work.given(p.mu).sign == ">" and work.given(p.L - p.mu).sign == ">="
    assert work.given(-p.x).sign == "!="
    with pytest.raises(NotClosed):
        work.given(p.effective_lr)  # alternatives give no fact


def test_numbers_squares_and_norms():
    work, p = prover()
    assert (work.number("1/2").sign, work.number(0).sign) == (">", "=")
    assert work.square(p.x).sign == ">=" and work.norm(p.v).sign == ">="
    assert work.norm(p.w, power=-1).sign == ">"  # a base vector that is not zero
    with pytest.raises(ProofError, match="negative"):
        work.number(-1)
    with pytest.raises(NotClosed):
        work.positive_square(p.x)


def test_a_vector_that_may_vanish_has_no_positive_norm():
    work, p = prover(p=STATES)
    assert work.norm(p.h).sign == ">="
    with pytest.raises(ProofError, match="positive"):
        work.energy(p.h, work.norm(p.h))
    with pytest.raises(NotClosed):
        work.energy(p.h, work.norm(p.w))  # a fact about another vector


def test_sums_products_and_quotients_of_facts():
    work, p = prover(where=lambda p: ne(p.x, 0))
    square, norm, zero, other = work.square(p.x), work.norm(p.w), work.number(0), work.given(-p.x)
    assert [(square + norm).sign, (square + square).sign, (zero + zero).sign] == [">", ">=", "="]
    assert [(square * norm).sign, (norm * norm).sign, (zero * other).sign] == [">=", ">", "="]
    assert [(square / norm).sign, (other * norm).sign] == [">=", "!="]
    for forbidden in (lambda: square + other, lambda: square * other, lambda: norm / square,
                      lambda: norm / other):
        with pytest.raises(ProofError):
            forbidden()


# -- rules 2 and 3 -----------------------------------------------------------------------


def test_lift_needs_the_inequality_on_the_whole_spectrum():
    work, p = prover()
    assert work.lift(p.v, lambda t: (p.L - t) * (t - p.mu)).sign == ">="
    for false in (lambda t: t - p.L, lambda t: p.mu - t, lambda t: -t, lambda t: t - 1):
        with pytest.raises(NotClosed):
            work.lift(p.v, false)


@pytest.mark.parametrize("not_a_polynomial", [lambda t: 1 / t, np.sqrt, abs,
                                              lambda t: maximum(t, 1)])
def test_lift_takes_polynomials_only(not_a_polynomial):
    work, p = prover()
    with pytest.raises(ProofError, match="polynomial"):
        work.lift(p.w, not_a_polynomial)


def test_lift_needs_a_matrix():
    plain = Family("plain", (VectorPart("w"),), lambda v: SimpleNamespace(w=v["w"]))
    work, p = prover(lambda p: eq(p.w, p.w), p=plain)
    with pytest.raises(ProofError, match="Spectrum"):
        work.lift(p.w, lambda t: t)


def test_gram_is_cauchy_schwarz_under_any_power():
    work, p = prover()
    for power in (-2, 0, 1, 3):
        fact = work.gram(p.w, p.u, power)
        across = p.w @ p.u.under(power)
        assert fact.sign == ">="
        norms = (p.w @ p.w.under(power)) * (p.u @ p.u.under(power))
        assert (fact.scalar - norms + across**2).is_zero()
    plain = work.gram(p.w, p.u).scalar  # under H⁰ if no power is named
    assert (plain - (p.w @ p.w) * (p.u @ p.u) + (p.w @ p.u) ** 2).is_zero()


def test_spectrum_within_cannot_ride_along_as_a_goal():
    """Its neighbour is an identity; the kernel must not prove that half and call it the whole."""
    with pytest.raises(ProofError, match="a hypothesis, not a goal"):
        proved(lambda p: (eq(p.x, p.x), spectrum_within(p.H, 0, 1)),
               lambda prove, p: prove.identity())


# -- z3 ----------------------------------------------------------------------------------


def test_contradictory_facts_prove_nothing():
    work, p = prover(where=lambda p: [gt(p.x, 1), lt(p.x, 0)])
    with pytest.raises(ProofError, match="contradict"):
        work.scalar(p.y, ">", [work.given(p.x - 1), work.given(-p.x)])


def test_alternatives_are_for_z3():
    body = lambda p: any_of(gt(p.x, 0), eq(p.x, 0), lt(p.x, 0))  # noqa: E731
    proved(body, lambda prove, p: prove.by_z3())
    with pytest.raises(ProofError, match="by_z3"):
        proved(body, lambda prove, p: prove.by(prove.square(p.x)))
    with pytest.raises(NotClosed):
        proved(lambda p: any_of(gt(p.x, 0), lt(p.x, 0)), lambda prove, p: prove.by_z3())
    with pytest.raises(NotClosed):
        proved(lambda p: implies(ge(p.x, 0), gt(p.x, 0)), lambda prove, p: prove.by_z3())


# -- closing a goal ----------------------------------------------------------------------


@pytest.mark.parametrize(("body", "sign"), [
    (lambda p: lt(0, p.x**2), ">="), (lambda p: eq(0, p.x**2), ">="),
    (lambda p: ne(0, p.x**2), ">="), (lambda p: le(p.x**2, 0), ">=")],
    ids=["lt", "eq", "ne", "reversed"])
def test_a_weak_fact_does_not_close(body, sign):
    with pytest.raises(NotClosed):
        proved(body, lambda prove, p: prove.by(prove.square(p.x)))


def test_a_factor_must_be_positive():
    body, where = lambda p: le(0, p.x), lambda p: ne(p.x, 0)
    for factor in (lambda prove, p: prove.square(p.x), lambda prove, p: prove.given(-p.x),
                   lambda prove, p: prove.number(0)):
        with pytest.raises(ProofError):
            proved(body, lambda prove, p, f=factor: prove.by(prove.square(p.x), times=f(prove, p)),
                   where=where)


def test_every_goal_must_be_closed():
    with pytest.raises(NotClosed, match=r"\[1\]"):
        proved(lambda p: (le(0, p.x**2), le(0, p.y**2)),
               lambda prove, p: prove.by(prove.square(p.x)))
    with pytest.raises(ProofError, match="asserts nothing"):
        proved(lambda p: all_of(), lambda prove, p: None)


# -- denominators and roots --------------------------------------------------------------


def test_a_division_needs_a_hypothesis():
    body = lambda p: eq(p.x / p.x, 1)  # noqa: E731
    with pytest.raises(ProofError, match="divides"):
        proved(body, lambda prove, p: prove.identity())
    proved(body, lambda prove, p: prove.identity(), where=lambda p: ne(p.x, 0))
    proved(lambda p: eq(p.y / p.y, 1), lambda prove, p: prove.identity())  # y > 0 for w ≠ 0


def test_a_division_in_the_steps_needs_one_too():
    def steps(prove, p):
        prove.by(prove.rewrite(prove.square(p.x), p.x**3 * (1 / p.x)))
    with pytest.raises(ProofError, match="divides"):
        proved(lambda p: le(0, p.x**2), steps)


def test_a_root_needs_a_hypothesis():
    body = lambda p: eq(np.sqrt(p.x) ** 2, p.x)  # noqa: E731
    with pytest.raises(ProofError, match="root"):
        proved(body, lambda prove, p: prove.identity())
    with pytest.raises(ProofError, match="root"):
        proved(body, lambda prove, p: prove.identity(), where=lambda p: ne(p.x, 0))
    proved(body, lambda prove, p: prove.identity(), where=lambda p: ge(p.x, 0))
    proved(lambda p: eq(p.sigma**2, p.y), lambda prove, p: prove.identity())


@pytest.mark.parametrize("body", [
    lambda p: eq(np.sqrt(p.x**2), p.x), lambda p: eq(np.sqrt(p.x**2 * p.y), p.x * p.sigma),
    lambda p: eq(abs(p.x), p.x), lambda p: eq(np.sqrt(p.y / p.x**2), p.sigma / p.x)])
def test_the_root_of_a_square_is_an_absolute_value(body):
    with pytest.raises(NotClosed):
        proved(body, lambda prove, p: prove.identity(), where=lambda p: ne(p.x, 0))


def test_a_step_may_cover_a_division_but_not_in_a_circle():
    work, p = prover()
    circle = work.number(1) / work.norm(p.w / p.x) * work.norm(p.w)  # x²: it cancelled its x
    assert (circle.scalar - p.x**2).is_zero()
    with pytest.raises(ProofError, match="divides"):
        work.nonzero(circle)
    work.nonzero(work.square(p.x) + work.number(1))
    with pytest.raises(ProofError):
        work.nonzero(work.square(p.x))


def test_letters_hide_nothing():
    work, p = prover()
    k, m = work.let(k=1 / p.x, m=p.x)
    hidden = work.spell_out(work.scalar(m * m + (k * m - 1) ** 2, ">"))
    with pytest.raises(ProofError, match="divides"):
        work.nonzero(hidden)
    for taken in ("k", "lambda", "mu", "<w|H^9|w>", "sqrt(mu)"):
        with pytest.raises(ProofError):
            work.let(**{taken: p.x})


def test_maxima_hide_nothing():
    work, p = prover()
    with pytest.raises(ProofError, match="divides"):
        work.nonzero(work.scalar(p.x, "!=", [work.square(maximum(1 / p.x, 2 / p.x))]))


# -- facts cannot be forged --------------------------------------------------------------


def test_only_the_kernel_makes_facts():
    work, p = prover()
    with pytest.raises(ProofError):
        Fact(object(), p.x, ">", "I say so")
    with pytest.raises(ProofError):
        work.square(p.x).sign = ">"
    forged = SimpleNamespace(scalar=p.x, sign=">", why="I say so", rests=frozenset())
    for use in (lambda: work.by(forged), lambda: work.square(p.x) + forged,
                lambda: work.scalar(p.x, ">", [forged]), lambda: work.nonzero(forged),
                lambda: work.rewrite(forged, p.x), lambda: work.energy(p.w, forged)):
        with pytest.raises(ProofError, match="no fact"):
            use()


def test_a_fact_belongs_to_one_proof():
    work, p = prover()
    other, q = prover(where=lambda p: gt(p.x, 0))
    theirs = other.given(q.x)
    for use in (lambda: work.by(theirs), lambda: work.square(p.x) + theirs,
                lambda: work.scalar(p.x, ">", [theirs]), lambda: work.nonzero(theirs)):
        with pytest.raises((ProofError, ValueError), match=r"proof|spaces"):
            use()


def test_names_cannot_be_mistaken():
    for parts in ((ScalarPart("s", (0, 1)), ScalarPart("s", (0, 1), "> 0")),
                  (ScalarPart("lambda", (0, 1)),), (ScalarPart("<w|w>", (0, 1)),),
                  (VectorPart("w|H^1|w"),)):
        with pytest.raises(ValueError, match="identifier"):
            Family("odd", parts, lambda v: v)


def test_two_families_keep_their_names_apart():
    two = claim(statement="", p=families.directions(), s=families.scalars(0, 1, sign="> 0"),
                t=families.scalars(-1, 1))(lambda p, s, t: gt(t, 0))
    work = Prover(two)
    assert work.given(work.symbols["s"]).sign == ">"
    with pytest.raises(NotClosed):
        work.given(work.symbols["t"])


def test_moments_know_one_matrix():
    two = claim(statement="", p=families.spectra(), q=families.spectra())(
        lambda p, q: le(p.mu, q.L))
    with pytest.raises(ProofError, match="one H"):
        Prover(two)


def test_unknown_lemmas_are_refused():
    @claim(statement="", p=DIRECTIONS)
    def leaning(p):
        return le(0, p.x**2)

    leaning.proof(uses={"it is well known": "all of it"})(
        lambda prove, p: prove.by(prove.square(p.x)))
    with pytest.raises(ProofError, match="textbook"):
        prove(leaning)
