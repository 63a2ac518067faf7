"""The best diagonal scaling: no other one is better, and the bounds are exact."""

import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import nonzero_rationals

from bnlinear.analyze.extras import scaling
from bnlinear.analyze.extras.scaling import best_scaling
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import Number, array
from bnlinear.exact.precision import Undecided, decide
from bnlinear.exact.spectra import spectrum
from bnlinear.tables import diabetes
from bnlinear.theory.hessians import Moments


@st.composite
def covariances(draw, max_size=4):
    """Of any rank, without zeros on the diagonal."""
    m, r = draw(st.integers(1, max_size)), draw(st.integers(1, max_size))
    rows = st.lists(st.integers(-4, 4), min_size=m, max_size=m)
    F = array(draw(st.lists(rows, min_size=r, max_size=r)))
    C = F.T @ F
    assume(all(value > 0 for value in np.diag(C)))
    return C


def surely_less(found, bound):
    """What 512 bits cannot tell apart is a tie: κ = 1 = the bound, or a best D that was drawn."""
    try:
        return decide(lambda: found.condition_number() < bound, limit=512)
    except Undecided:
        return False


@given(covariances(), st.data())
def test_no_scaling_is_below_the_bound(C, data):
    found = best_scaling(C)
    D = diagonal(array(data.draw(st.lists(nonzero_rationals(), min_size=len(C),
                                          max_size=len(C)))))
    normalised = spectrum(C * (Number(1) / np.diag(C))[:, None])
    for other in (found.spectrum, spectrum(D @ C @ D), normalised):
        assert not surely_less(other, found.at_least)


@given(covariances())
def test_the_spectrum_is_that_of_the_scaling(C):
    """S and D² differ by what the bias is put between: a common factor, and the bias itself."""
    found = best_scaling(C)
    scaled = spectrum(found.D2[:, None] * C)  # similar to DCD
    # the bias lies between the others, up to the 24 bits of D where these are nearly equal
    assert float(found.spectrum.condition_number()) == pytest.approx(
        float(scaled.condition_number()), rel=1e-7)
    assert found.spectrum.nullity == scaled.nullity


@given(covariances())
def test_the_bounds_meet(C):
    """The search stops at 1e-7; D has 24 bits, so κ moves by up to 2·2⁻²⁴ of itself."""
    found = best_scaling(C)
    top, low = float(found.spectrum.condition_number()), float(found.at_least)
    assert top <= low * (1 + 1e-6)


@pytest.mark.parametrize("C, best", [
    ([[4, 1], [1, 1]], 3),  # two features are best normalized: (1 + r)/(1 − r), r = 1/2
    ([[1, 0], [0, 10**30]], 1),
    ([[1, 2], [2, 4]], 1),  # rank 1
])
def test_known_optima(C, best):
    assert float(best_scaling(array(C)).spectrum.condition_number()) == pytest.approx(best,
                                                                                      rel=1e-6)


def test_normalising_is_not_best_for_the_diabetes_data():
    C = Moments.from_data(diabetes().X, diabetes().y).C
    found = best_scaling(C)
    assert Number("277.97") < found.at_least
    assert found.spectrum.condition_number() < Number("277.98")  # 470 normalized


def test_scales_that_no_float_holds():
    tiny = Number("1e-300")
    C = array([[4 * tiny * tiny, tiny], [tiny, 1]])
    assert float(best_scaling(C).spectrum.condition_number()) == pytest.approx(3, rel=1e-6)


def test_the_lower_bound_is_rounded_down_and_what_divides_it_up():
    """Of 3/(c·1), c the largest share: it may be 3/2, or 2, and the bound must hold for both."""
    wide = Number.from_ball(arb(1.75, 0.25))
    assert scaling._quotient(Number(3), [wide], Number(1), [Number(1)]) <= Number("3/2")
    three = Number.from_ball(arb(3, 0.5))
    assert scaling._quotient(three, [Number(1)], Number(1), [Number(1)]) <= Number("5/2")
    assert scaling._quotient(three, [Number(1)], Number(1), [Number(0)]) == 1  # no bound at all
