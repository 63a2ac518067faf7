"""Sharp theorems found with nothing but the inequality given: its constant, and both sides."""

from fractions import Fraction

import pytest

from bnlinear.claims import claim, discover, families, ge, le, ne, spectrum_within
from bnlinear.claims.discovery.question import Question, constant_of
from bnlinear.dynamics import gd_step, rayleigh_step
from bnlinear.exact import maximum

LEAST = families.least_squares(max_dim=2)


@claim(statement="a step 1/L shrinks the excess loss by c", p=LEAST)
def plain(p, c=1):
    after = gd_step(p.w, p.H, p.g, 1 / p.L)
    return le(p.problem.excess_loss(after), c * p.problem.excess_loss(p.w))


@claim(statement="a step 2/(L + μ) shrinks the excess loss by c", p=LEAST)
def better(p, c=1):
    after = gd_step(p.w, p.H, p.g, 2 / (p.L + p.mu))
    return le(p.problem.excess_loss(after), c * p.problem.excess_loss(p.w))


@claim(statement="a direction step 2/(L + μ) shrinks the gap by c", where=lambda p: ne(p.x, 0),
       p=families.directions(max_dim=2))
def direction(p, c=1):
    after = rayleigh_step(p.w, p.H, p.g, 2 / (p.L + p.mu))
    return le(p.gap(after), c * p.gap(p.w))


@claim(statement="0 ≤ ê ≤ c/λmax(H*): the gap never increases",
       where=lambda p, c=1: [ne(p.x, 0), ge(p.effective_lr, 0),
                             spectrum_within(p.effective_lr * p.problem.H_star, 0, c)],
       p=families.directions(max_dim=2, effective_lr=(0, 2)))
def rates_of_the_gap(p):
    return le(p.gap(rayleigh_step(p.w, p.H, p.g, p.effective_lr)), p.gap(p.w))


def minimum(a, b):
    return -maximum(-a, -b)


POSITIVE = {name: families.scalars(0, 4, sign="> 0") for name in ("low_R", "d", "d0", "low")}


@claim(statement="van der Sluis for centred features: beyond.sqrt_m_scalars with c for m",
       where=lambda m, top_R, low_R, d, d0, top, low: [
           ge(m, 1), le(top_R, m), le(d, top), le(low, d * low_R), le(low, top)],
       m=families.scalars(1, 9), top_R=families.scalars(0, 9, sign="> 0"),
       top=families.scalars(0, 9, sign="> 0"), **POSITIVE)
def scaled(m, top_R, low_R, d, d0, top, low, c=9):
    return le(maximum(1, top_R) * minimum(d0, low),
              c * maximum(d0, top) * minimum(1, low_R))


@pytest.mark.parametrize("claimed, options, formula", [
    (plain, {}, "(1 − μ/L)²"),
    (better, {}, "((L − μ)/(L + μ))²"),
    (direction, {}, "((L − μ)/(L + μ))²"),
    (rates_of_the_gap, {"best": "greatest", "rng": 3}, "2"),
    (scaled, {"letters": ("m",)}, "m"),
])
def test_the_sharp_constant_is_found_unaided(claimed, options, formula):
    found = discover(claimed, **options)
    assert (found.closed_form, found.sharp) == (formula, True)
    assert found.derivation is not None


@pytest.mark.parametrize("rate", [Fraction(1, 4), Fraction(1, 2), Fraction(2)])
def test_contraction_of_gradient_descent_at_a_fixed_rate(rate):
    """PEPit's example gradient_descent_contraction, on quadratics: two points, one step."""
    @claim(statement="", p=LEAST)
    def contraction(p, c=1, lr=rate):
        apart = gd_step(p.w, p.H, p.g, lr) - gd_step(p.u, p.H, p.g, lr)
        return le(apart @ apart, c * ((p.w - p.u) @ (p.w - p.u)))

    found = discover(contraction, "c")
    assert found.closed_form == "max((1 − lr μ)², (1 − lr L)²)"
    mu, L = found.setting["mu"], found.setting["L"]
    assert found.proved == found.limit == max((1 - rate * mu) ** 2, (1 - rate * L) ** 2)
    assert found.attained


def attempt(claimed, value, best="least"):
    """Does the kernel prove this constant at the first setting, and is it called sharp there?"""
    question = Question(claimed, *constant_of(claimed, None), best == "greatest", "quick", 0)
    setting = {} if claimed is rates_of_the_gap else {"mu": Fraction(1), "L": Fraction(5, 2)}
    bracket = question.at(setting)
    _, derivation = question._attempt(Fraction(value), setting)
    return derivation is not None, bracket.violated(
        bracket.stronger(Fraction(value), Fraction(1, 1000))) is not None


@pytest.mark.parametrize("claimed, sharp, best", [
    (plain, Fraction(9, 25), "least"), (direction, Fraction(9, 49), "least"),
    (rates_of_the_gap, Fraction(2), "greatest")])
def test_a_constant_that_is_a_little_too_strong_is_not_proved(claimed, sharp, best):
    strong = sharp * (Fraction(101, 100) if best == "greatest" else Fraction(99, 100))
    assert attempt(claimed, strong, best)[0] is False


@pytest.mark.parametrize("claimed, sharp", [(plain, Fraction(9, 25)), (better, Fraction(9, 49))])
def test_a_constant_that_is_a_little_too_weak_is_proved_but_not_sharp(claimed, sharp):
    assert attempt(claimed, sharp * Fraction(101, 100)) == (True, False)


def losses_after(steps, rate):
    @claim(statement="", p=LEAST)
    def losses(p, c=1, lr=rate):
        w = p.w
        for _ in range(steps):
            w = gd_step(w, p.H, p.g, lr)
        return le(p.problem.excess_loss(w), c * ((p.w - p.u) @ (p.w - p.u)))

    return losses


def test_the_loss_after_a_step_over_the_distance_before():
    """PEPit's example gradient_descent_quadratics; the worst eigenvalue may lie between μ and L."""
    found = discover(losses_after(1, Fraction(1, 4)), "c")
    assert found.closed_form == ("max(α(1 − lr α)², L(1 − lr L)²)/2, α the middle one of μ, L and "
                                 "1/(3 lr)")
    assert (found.proved, found.sharp) == (Fraction(8, 27), True)  # at λ = 4/3


def test_a_number_that_no_formula_fits_in_general():
    """At μ = 1, L = 5/2 the least c is 729/8192: three steps, no formula for them in the list."""
    found = discover(losses_after(3, Fraction(1, 4)), "c")
    assert (found.proved, found.attained, found.closed_form) == (
        Fraction(729, 8192), True, "")


def test_what_no_proof_is_found_for_stays_open():
    """L/μ is best, by two lifts multiplied with each other: more than the machine tries."""
    @claim(statement="", p=LEAST)
    def two_lifts(p, c=9):
        return le(p.y * (p.u @ p.u), c * p.R_star * (p.w @ p.w))

    found = discover(two_lifts)
    assert found.limit == Fraction(5, 2)
    assert (found.proved, found.closed_form, found.sharp) == (None, "", False)
    assert "open" in str(found)


def test_cauchy_schwarz_is_found():
    @claim(statement="", p=LEAST)
    def overlap(p, c=2):
        return le(p.x**2, c * p.y * p.R_star)

    found = discover(overlap)
    assert (found.closed_form, found.attained, found.sharp) == ("1", True, True)


@pytest.mark.parametrize("options, message", [
    ({"constant": "zz"}, "constant 'zz'; plain has c"),
    ({"best": "most"}, "best = 'most'; it must be 'least' or 'greatest'"),
    ({"effort": "none"}, "effort = 'none'"),
    ({"letters": ("q",)}, "letter 'q'; plain has mu, L, p"),
])
def test_wrong_arguments(options, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        discover(plain, **options)


def test_an_exponent_is_no_constant():
    @claim(statement="", p=LEAST)
    def powers(p, n=2):
        return le(0, p.mu**n)

    with pytest.raises(ValueError, match="cannot take n = any fraction"):
        discover(powers)


def test_a_claim_without_a_constant():
    @claim(statement="", p=LEAST)
    def none(p):
        return le(0, p.mu)

    with pytest.raises(ValueError, match="none has no constant"):
        discover(none)
