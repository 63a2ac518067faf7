"""Tables in canonical coordinates, against 60 digits, however badly they are scaled."""

import mpmath
import numpy as np
import pytest

from bnlinear import BNGD, GD, LeastSquares, sweep
from bnlinear.problems.centring import centred
from bnlinear.sweeps import Diagonal, from_data


def truth(X, y, w0):
    """Eigenvalues, R*, σ₀² and w₀ᵀg of the floats given, with 60 digits."""
    with mpmath.workdps(60):
        A, b, w = mpmath.matrix(X.tolist()), mpmath.matrix(y.tolist()), mpmath.matrix(w0.tolist())
        n = len(y)
        H, g = A.T * A / n, A.T * b / n
        values = sorted(float(value) for value in mpmath.eigsy(H, eigvals_only=True))
        u = mpmath.lu_solve(H, g)
        return (np.array(values), float((u.T * g)[0]), float((w.T * H * w)[0]),
                float((w.T * g)[0]))


@pytest.mark.parametrize("scales", [np.zeros(5), np.array([0, 5, -5, 8, -8]), np.full(5, 60.0)])
def test_small_eigenvalues_keep_their_digits(scales):
    rng = np.random.default_rng(0)
    X = centred(rng.standard_normal((60, 5)) * 10.0**scales, "X")
    y, w0 = centred(rng.standard_normal(60), "y"), rng.standard_normal(5)
    values, R_star, sigma2, x = truth(X, y, w0)
    problem = from_data(X, y, w0)
    assert np.allclose(np.sort(problem.eigenvalues), values, rtol=1e-13, atol=0)
    assert problem.h @ problem.h == pytest.approx(R_star, rel=1e-13)
    assert problem.v0 @ problem.v0 == pytest.approx(sigma2, rel=1e-13)
    size = np.linalg.norm(problem.h) * np.linalg.norm(problem.v0)  # the inner product cancels
    assert problem.h @ problem.v0 == pytest.approx(x, rel=0, abs=1e-13 * size)


@pytest.mark.parametrize("mean", [0.0, 1e3, 1e12])
def test_a_bias_is_learnt_on_features_far_from_zero(mean):
    """Least squares on [1, X]: condition numbers up to 1e24, of which H in floats knows nothing."""
    rng = np.random.default_rng(1)
    X, y = centred(rng.standard_normal((40, 3)), "X"), centred(rng.standard_normal(40), "y")
    means, mean_y, w0 = mean * np.array([1.0, -2.0, 0.5]), 7.0, rng.standard_normal(3)
    with mpmath.workdps(60):
        wide = mpmath.matrix(40, 4)
        for i in range(40):
            for j, value in enumerate([1.0, *X[i]]):
                wide[i, j] = mpmath.mpf(float(value)) + (mpmath.mpf(means[j - 1]) if j else 0)
        values = [float(v) for v in mpmath.eigsy(wide.T * wide / 40, eigvals_only=True)]
    problem = from_data(X, y, w0, means=means, mean_y=mean_y)
    assert np.allclose(np.sort(problem.eigenvalues), sorted(values), rtol=1e-12, atol=0)
    fit = X @ np.linalg.lstsq(X, y, rcond=None)[0]
    assert problem.h @ problem.h == pytest.approx(mean_y**2 + np.mean(fit**2), rel=1e-13)
    if mean == 0:  # where H in floats has the digits
        table = np.column_stack([np.ones(40), X + means])
        direct = LeastSquares.from_data(table, y + mean_y, centre=False)
        one = sweep(problem, GD, [1e-8, 1e-7], 1000)
        two = sweep(direct, GD, [1e-8, 1e-7], 1000, w0=np.append(0.0, w0))
        assert np.allclose(one.final, two.final, rtol=1e-7)


@pytest.mark.parametrize("n, d, rank", [(30, 6, 4), (5, 9, 4), (40, 5, 5), (3, 1, 1),
                                        (400, 350, 350)])
def test_dependent_columns_leave_no_coordinate(n, d, rank):
    rng = np.random.default_rng(n)
    X = centred(rng.standard_normal((n, rank)) @ rng.standard_normal((rank, d)), "X")
    y, w0 = centred(rng.standard_normal(n), "y"), rng.standard_normal(d)
    problem = from_data(X, y, w0)
    assert len(problem.h) == min(rank, n - 1)
    U, s, Vt = np.linalg.svd(X / np.sqrt(n), full_matrices=False)
    U, s, Vt = U[:, :len(problem.h)], s[:len(problem.h)], Vt[:len(problem.h)]
    direct = Diagonal(s**2, s * (Vt @ w0), U.T @ y / np.sqrt(n))
    rates = np.array([0.01, 0.3]) / s[0] ** 2 * (w0 @ w0)
    one, two = (sweep(p, BNGD, rates, 30).final for p in (problem, direct))
    assert np.allclose(one, two, rtol=1e-10)


def test_nothing_but_constants():
    problem = from_data(np.zeros((4, 2)), np.array([-1.0, 0.0, 1.0, 0.0]), [1.0, 2.0])
    assert len(problem.h) == 0
    with pytest.raises(ValueError, match="w0 is zero"):
        sweep(problem, BNGD, [1.0], 3)
