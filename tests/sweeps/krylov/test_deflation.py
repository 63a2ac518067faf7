"""Blocks that lose a rank: parallel starts, invariant subspaces, dependent columns, rounding."""

import numpy as np
import pytest

import bnlinear
from bnlinear.problems.centring import centred
from bnlinear.sweeps import Diagonal, from_data, krylov
from bnlinear.sweeps.krylov import block_lanczos
from tests.sweeps.krylov.spectra import CLOSE, KERNELS, D, dense

# -- deflation ---------------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [3.0, -1e-150, 1e150, 0.0])
def test_parallel_starts_take_one_coordinate_a_step(factor):
    rng = np.random.default_rng(0)
    spectrum = np.linspace(0.1, 1, D)
    w0 = rng.standard_normal(D)
    reduced = krylov.reduce(dense(spectrum, rng), w0, factor * w0, 20)
    assert len(reduced.h) == 21
    assert reduced.h == pytest.approx(factor * reduced.v0, rel=1e-12, abs=1e-13 * abs(factor))


@pytest.mark.parametrize("size", [1e-6, 1e-9, 1e-12])
def test_nearly_parallel_starts_keep_their_difference(size):
    rng = np.random.default_rng(0)
    H = dense(np.linspace(0.1, 1, D), rng)
    u, miss = rng.standard_normal((2, D))
    w0 = u + size * miss
    found, expected = (
        bnlinear.sweep(problem, bnlinear.GD, [0.5, 1.0], 20, record="every").excess_loss
        for problem in (krylov.reduce(H, w0, u, 20), Diagonal.from_matrix(H, u, w0)))
    # v − h is as long as eps/size of what it is the difference of
    assert found == pytest.approx(expected, rel=100 * 2.2e-16 / size, abs=0)


def test_an_invariant_subspace_stops_it():
    values, Q = np.linspace(0.1, 1, D), np.eye(D)
    H = np.diag(values)
    for w0, u, coordinates in [(Q[:, 3], Q[:, 7], 2),
                               (Q[:, 3] + Q[:, 5], Q[:, 7], 3),
                               (Q[:, 3] + Q[:, 5], Q[:, 3] - 2 * Q[:, 5], 2),
                               (Q[:, :6].sum(axis=1), Q[:, 5], 6)]:
        reduced = krylov.reduce(H, w0, u, 50)
        assert len(reduced.h) == coordinates
        inside = np.abs(values[:, None] - reduced.eigenvalues).min(axis=0)
        assert inside == pytest.approx(0, abs=1e-13)
        found, expected = (bnlinear.sweep(problem, bnlinear.GD, [0.1, 1.0], 50).excess_loss
                           for problem in (reduced, Diagonal.from_matrix(H, u, w0)))
        assert found == pytest.approx(expected, rel=CLOSE, abs=0)


def test_a_subspace_that_is_invariant_up_to_rounding_does_no_harm():
    """Then blocks of rounding errors follow, of no weight."""
    H = dense(np.linspace(0.1, 1, D), np.random.default_rng(0))
    values, Q = np.linalg.eigh(H)
    reduced = krylov.reduce(H, Q[:, 3] + Q[:, 5], Q[:, 7] - Q[:, 3], 50)
    found, expected = (bnlinear.sweep(problem, bnlinear.GD, [0.1, 1.0], 50).excess_loss
                       for problem in (reduced, Diagonal.from_spectrum(
                           values[[3, 5, 7]], [-1, 0, 1], [1, 1, 0])))
    assert found == pytest.approx(expected, rel=CLOSE, abs=0)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("d", [1000, 10**5, 10**6])
def test_few_eigenvalues_need_few_coordinates(d, kernel):
    """Sums of a million terms that are alike must not lose their last digits."""
    spectrum = np.resize([1.0, 2.0, 5.0], d)
    reduced = krylov.reduce(lambda w: spectrum * w, np.ones(d), np.linspace(-1, 1, d), 100,
                            kernel=kernel)
    assert reduced.eigenvalues == pytest.approx([1, 1, 2, 2, 5, 5], rel=1e-13)


@pytest.mark.parametrize("coupling, coordinates", [(1e-3, 2), (1e-13, 2), (1e-17, 1)])
def test_a_weak_coupling_is_kept_unless_it_is_rounding(coupling, coordinates):
    H = np.array([[1.0, coupling], [coupling, 2.0]])
    assert len(krylov.reduce(H, [1.0, 0.0], [3.0, 0.0], 5).h) == coordinates


@pytest.mark.parametrize("miss", [1.0, 1e-4, 1e-8, 1e-12, 1e-14])
def test_a_block_of_nearly_parallel_rows(miss):
    x, y = np.random.default_rng(0).standard_normal((2, 1000))
    Z = np.stack([x, 5 * x + miss * y])
    Q, L = block_lanczos._orthonormal(Z.copy(), Z @ Z.T, np.full(2, 1e-14))
    assert Q @ Q.T == pytest.approx(np.eye(2), abs=1e-14)  # what the function itself aims at
    assert L @ Q == pytest.approx(Z, abs=20 * np.finfo(float).eps * np.abs(Z).max())


@pytest.mark.parametrize("size", [1e-200, 1e200])
def test_extreme_scales(size):
    """Squares of the entries of H, w₀ or u leave the range of floats."""
    spectrum = np.linspace(0.1, 1, D)
    u, w0 = np.random.default_rng(0).standard_normal((2, D))
    plain = krylov.reduce(lambda w: spectrum * w, w0, u, 5)
    assert krylov.reduce(lambda w: size * spectrum * w, w0, u, 5).eigenvalues / size == (
        pytest.approx(plain.eigenvalues, rel=1e-12))
    other = krylov.reduce(lambda w: spectrum * w, size * w0, u / size, 5)
    assert other.v0 / size == pytest.approx(plain.v0, rel=1e-10, abs=1e-12)
    assert other.h * size == pytest.approx(plain.h, rel=1e-10, abs=1e-12)


# -- dependent columns ---------------------------------------------------------------------------

X8 = np.array([[3, 2, 1, 3, 3], [-3, 1, -1, 1, -3], [0, -2, 1, 3, 0], [1, 0, -1, 3, 1],
               [3, -1, 1, 1, 3], [-2, -2, -2, 3, -2], [2, 1, 3, 3, 2], [-2, 1, 2, -2, -2]], float)
Y8 = np.array([-3.0, -1, -3, 5, 1, -1, 5, -5])


def test_what_is_left_may_be_rounding():
    """The first and the last column are equal; a second LSQR on the residual led astray."""
    w0 = np.array([3.0, 3, 2, -1, 2])
    problem = krylov.for_data(X8, Y8, w0, 10)
    direct = bnlinear.LeastSquares.from_data(X8, Y8)
    assert direct.excess_loss(w0) == pytest.approx(91.2766, abs=1e-4)
    for rates in ([1e-3, 0.1], [1.0, 30.0]):
        for method in (bnlinear.GD, bnlinear.BNGD):
            one = bnlinear.sweep(problem, method, rates, 10, record="every").excess_loss
            two = bnlinear.sweep(direct, method, rates, 10, w0=w0, record="every").excess_loss
            assert np.allclose(one, two, rtol=1e-10, atol=1e-26)


@pytest.mark.parametrize("seed", range(30))
def test_fewer_rows_than_features_use_up_the_space(seed):
    """H has rank 14; from then on a block is nothing but rounding errors."""
    rng = np.random.default_rng(seed)
    X, y, w0 = rng.standard_normal((15, 25)), rng.standard_normal(15), rng.standard_normal(25)
    problem = krylov.for_data(X, y, w0, 60)
    direct = from_data(centred(X, "X"), centred(y, "y"), w0)
    L = direct.eigenvalues.max()
    for method, rates in ((bnlinear.GD, np.array([0.1, 1.0]) / L),
                          (bnlinear.BNGD, np.array([0.01, 0.1]) * (w0 @ w0) / L)):
        one, two = (bnlinear.sweep(p, method, rates, 60, record="every").excess_loss
                    for p in (problem, direct))
        assert np.allclose(one, two, rtol=1e-11, atol=0)
