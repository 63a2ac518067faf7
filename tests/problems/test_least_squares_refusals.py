"""Bad input of least squares: each message names the value and the rule or the remedy."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.exact.number import InexactError, array
from bnlinear.problems import LeastSquares

TWO = [[2.0, 1.0], [1.0, 2.0]]
EXACT = array([[2, 1], [1, 2]])


@pytest.mark.parametrize("H, g, c, message", [
    ([[1.0, 2.0, 3.0]], [1.0], 9.0, r"H has shape \(1, 3\); it must be square"),
    ([1.0, 2.0], [1.0], 9.0, r"H has shape \(2,\); it must be square"),
    (TWO, [1.0], 9.0, r"g has shape \(1,\) but H has shape \(2, 2\).*must have shape \(2,\)"),
    (TWO, [[1.0], [1.0]], 9.0, r"g has shape \(2, 1\)"),
    (EXACT, [1.0, 1.0], 9, "both be floats or both be exact.*bnlinear.exact.array"),
    (TWO, array([1, 1]), 9, "both be floats or both be exact.*bnlinear.exact.array"),
    ([[2.0, 1.0], [0.0, 2.0]], [1.0, 1.0], 9.0, r"not symmetric; pass \(H \+ H.T\)/2"),
    (array([[2, 1], [0, 2]]), array([1, 1]), 9, r"not symmetric; pass \(H \+ H.T\)/2"),
    ([[1.0, 2.0], [2.0, 1.0]], [1.0, 1.0], 9.0, "indefinite matrix; it must be positive semi"),
    (array([[1, 2], [2, 1]]), array([1, 1]), 9, "indefinite matrix; it must be positive semi"),
    ([[1.0, 1.0], [1.0, 1.0]], [1.0, 0.0], 9.0, "g = .*in the range of H, or the loss has no"),
    (array([[1, 1], [1, 1]]), array([1, 0]), 9, "g = .*in the range of H, or the loss has no"),
    ([[-1.0]], [1.0], 9.0, "indefinite"),
    ([[0.0]], [1.0], 9.0, "in the range of H"),
    (array([[0]]), array([1]), 9, "in the range of H"),
    ([[2.0, np.nan], [np.nan, 2.0]], [1.0, 1.0], 9.0, r"H\[0, 1\] is nan; .* must be finite"),
    (TWO, [1.0, np.inf], 9.0, r"g\[1\] is inf; .* must be finite"),
    (TWO, [1.0, 1.0], np.nan, "c = nan; it must be finite"),
    (TWO, [1.0, 1.0], np.inf, "c = inf; it must be finite"),
    (TWO, [1.0, 1.0], 0.5, r"c = 0.5 is smaller than gᵀH⁻¹g = 0.66"),
    (EXACT, array([1, 1]), "1/2", r"c = 1/2 is smaller than gᵀH⁻¹g = 2/3"),
    (EXACT, array([1, 1]), Fraction(2, 3) - Fraction(1, 10**50), "is smaller than"),
    ([["a"]], [1.0], 9.0, "H holds 1 entry of type <U1; it must hold real numbers"),
    ([[1j]], [1.0], 9.0, "H holds 1 entry of type complex128"),
    ([[None]], [1.0], 9.0, r"H\[0, 0\] is nan"),
    ([[{}]], [1.0], 9.0, "H is not an array of numbers"),
    ([[1.0, 2.0], [3.0]], [1.0], 9.0, "inhomogeneous"),
    (np.zeros((0, 0)), np.zeros(0), 1.0, "H holds 0 entries"),
])
def test_bad_moments(H, g, c, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares(H, g, c)


def test_the_smallest_possible_c_is_accepted():
    assert LeastSquares(EXACT, array([1, 1]), "2/3").c == Fraction(2, 3)
    assert LeastSquares(TWO, [1.0, 1.0], 2 / 3).c == 2 / 3
    with pytest.raises(InexactError):
        LeastSquares(EXACT, array([1, 1]), 2 / 3)


@pytest.mark.parametrize("X, y, message", [
    ([[1.0], [2.0]], [1.0], r"X has shape \(2, 1\) and y \(1,\); they must be \(n, d\) and \(n,\)"),
    ([1.0, 2.0], [1.0, 2.0], r"X has shape \(2,\)"),
    ([[1.0]], [1.0], r"X has 1 row; at least two"),
    ([[1.0], [np.nan]], [1.0, 2.0], r"X\[1, 0\] is nan"),
    ([[1.0], [2.0]], [1.0, -np.inf], r"y\[1\] is -inf"),
    ([[1e160], [0.0]], [1.0, 2.0], r"X\[:, 0\] = 5e\+159; its largest entry .* divide the column"),
    ([[1.0, 1e-160], [2.0, 0.0]], [1.0, 2.0], r"X\[:, 1\] = 5e-161"),
    ([[1.0], [2.0]], [1e200, 0.0], r"y = 5e\+199"),
    ([[1.7e308], [-1.7e308]], [1.0, 2.0], r"X\[:, 0\] = 1.7e\+308"),
])
def test_bad_data(X, y, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares.from_data(X, y)


@pytest.mark.parametrize("values, u, message", [
    ([[1.0]], [1.0], r"eigenvalues has shape \(1, 1\) and u \(1,\)"),
    ([1.0, 2.0], [1.0], r"eigenvalues has shape \(2,\) and u \(1,\); .* of one length"),
    ([1.0, -2.0], [1.0, 1.0], "indefinite"),
    ([np.nan], [1.0], r"eigenvalues\[0\] is nan"),
])
def test_bad_spectra(values, u, message):
    with pytest.raises(ValueError, match=message):
        LeastSquares.from_spectrum(values, u)


def test_a_negative_residual_is_refused():
    with pytest.raises(ValueError, match="is smaller than"):
        LeastSquares.from_spectrum([1.0], [1.0], residual=-0.5)
