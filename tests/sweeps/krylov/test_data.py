"""Problems of data, without their Hessian; and how much memory they take."""

import tracemalloc

import numpy as np
import pytest
import scipy.sparse as sparse

import bnlinear
from bnlinear.sweeps import Diagonal, krylov
from bnlinear.sweeps.krylov import reduction
from tests.sweeps.krylov.spectra import STEPS, agree, losses

# -- data --------------------------------------------------------------------------------------


@pytest.mark.parametrize("centre", [True, False])
@pytest.mark.parametrize("form", [sparse.csr_array, sparse.csc_matrix, np.asarray])
def test_data(form, centre):
    rng = np.random.default_rng(0)
    X = sparse.random_array((500, 80), density=0.1, rng=rng).toarray() + np.eye(500, 80)
    y, w0 = X @ rng.standard_normal(80) + 3 + rng.standard_normal(500), rng.standard_normal(80)
    problem = bnlinear.LeastSquares.from_data(X, y, centre=centre)
    whole = Diagonal.from_matrix(problem.H, problem.u, w0)
    L = whole.eigenvalues.max()
    found = krylov.for_data(form(X), y, w0, STEPS, centre=centre)
    assert agree(losses(found, L=L), losses(whole, L=L))


def test_the_minimiser_is_found_to_the_last_digits():
    """κ(X) = 100, with a residual; compared with the QR factors refined in long double."""
    rng = np.random.default_rng(0)
    left, _ = np.linalg.qr(rng.standard_normal((300, 50)))
    X = left * np.geomspace(1, 0.01, 50) @ np.linalg.qr(rng.standard_normal((50, 50)))[0]
    y = rng.standard_normal(300)
    R = np.linalg.qr(X, mode="r")
    truth = np.zeros(50, dtype=np.longdouble)
    for _ in range(10):
        gradient = X.astype(np.longdouble).T @ (y - X.astype(np.longdouble) @ truth)
        truth = truth + np.linalg.solve(R, np.linalg.solve(R.T, gradient.astype(float)))
    from scipy.sparse.linalg import aslinearoperator
    found = reduction._least_squares(aslinearoperator(X), y, 10_000)
    miss = np.linalg.norm(X @ (found - truth).astype(float)) / np.linalg.norm(X @ found)
    assert miss < 1e-14  # κ(X)·eps = 2e-14 is the condition of the problem; LSQR once gets 3e-14


def test_more_features_than_rows():
    """H is singular: the minimiser of least norm, and directions that nobody sees."""
    rng = np.random.default_rng(0)
    X, y, w0 = rng.standard_normal((30, 200)), rng.standard_normal(30), rng.standard_normal(200)
    reduced = krylov.for_data(X, y, w0, STEPS, centre=False)
    expected = Diagonal.from_matrix(X.T @ X / 30, np.linalg.pinv(X) @ y, w0)
    L = expected.eigenvalues.max()
    assert agree(losses(reduced, 20, L), losses(expected, 20, L))


def test_nothing_as_long_as_X_is_copied():
    n, d = 200_000, 1000
    rows = np.random.default_rng(0)
    X = sparse.random_array((n, d), density=0.001, rng=rows).tocsr()
    y = np.asarray(X @ np.ones(d)) + rows.standard_normal(n)
    tracemalloc.start()
    krylov.for_data(X, y, rows.standard_normal(d), 10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 8 * n  # a dense X takes 1000 such vectors


def test_memory_is_a_few_vectors_for_any_number_of_steps():
    d = 10**6
    spectrum = np.linspace(0.1, 1, d)
    w0, u = np.ones(d), np.linspace(-1, 1, d)
    peaks = []
    for steps in (3, 12):
        tracemalloc.start()
        krylov.reduce(lambda w: spectrum * w, w0, u, steps)
        peaks.append(tracemalloc.get_traced_memory()[1] / (8 * d))
        tracemalloc.stop()
    assert max(peaks) < 12
    assert peaks[1] < peaks[0] + 0.1
