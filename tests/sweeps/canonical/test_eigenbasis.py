"""Vectors in an eigenbasis: whatever the basis, its inner products are those of the vectors."""

import numpy as np
import pytest

from bnlinear.sweeps.canonical.eigenbasis import in_eigenbasis


def symmetric(d, eigenvalues=None, rng=0):
    rng = np.random.default_rng(rng)
    basis = np.linalg.qr(rng.standard_normal((d, d)))[0]
    values = np.sort(rng.standard_normal(d) if eigenvalues is None else np.asarray(eigenvalues))
    H = (basis * values) @ basis.T
    return (H + H.T) / 2, values, rng.standard_normal((d, 2))


@pytest.mark.parametrize("d", [1, 2, 3, 4, 7, 40, 200])
def test_every_power_of_the_matrix_has_the_same_inner_products(d):
    H, values, X = symmetric(d)
    found, C = in_eigenbasis(H, X)
    size = np.abs(values).max()
    assert np.allclose(found, values, rtol=0, atol=4 * d * 1e-16 * size)  # backward error of LAPACK
    power = X
    for p in range(4):
        expected = X.T @ power
        rounding = 1e-14 * d**2 * max(1.0, size**p) * np.abs(X).max() ** 2
        assert np.allclose(C.T @ (found[:, None] ** p * C), expected, rtol=0, atol=rounding)
        power = H @ power


def test_coordinates_in_an_eigenspace_belong_to_it():
    H, values, X = symmetric(12, [0] * 4 + [1] * 4 + [5] * 4)
    found, C = in_eigenbasis(H, X)
    for value in (0, 1, 5):
        others = [other for other in (0, 1, 5) if other != value]
        part = X
        for other in others:  # the projection on the eigenspace of the value
            part = (H @ part - other * part) / (value - other)
        own = C[np.isclose(found, value, atol=1e-12)]
        assert own.shape == (4, 2) and np.allclose(own.T @ own, part.T @ part, atol=1e-12)
    assert np.allclose(found, values, atol=1e-13)


def test_one_triangle_suffices_and_nothing_is_overwritten():
    H, _, X = symmetric(9)
    before = H.copy(), X.copy()
    first = in_eigenbasis(H, X)
    assert np.array_equal(H, before[0]) and np.array_equal(X, before[1])
    again = in_eigenbasis(np.asfortranarray(H), X)
    assert np.allclose(first[0], again[0]) and np.allclose(np.abs(first[1]), np.abs(again[1]))


def test_what_is_not_finite_is_refused():
    H, _, X = symmetric(5)
    H[1, 2] = H[2, 1] = np.nan
    with pytest.raises((np.linalg.LinAlgError, ValueError)):
        values, _ = in_eigenbasis(H, X)
        assert np.all(np.isfinite(values))
