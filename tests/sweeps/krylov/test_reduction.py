"""The Krylov front end: the same losses as the whole problem, from a few coordinates."""

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.sparse.linalg import LinearOperator

import bnlinear
from bnlinear.dynamics import rayleigh_step
from bnlinear.sweeps import Diagonal, krylov
from bnlinear.sweeps.canonical import coordinates as canonical
from bnlinear.sweeps.krylov import block_lanczos
from tests.sweeps.krylov.spectra import CLOSE, KERNELS, SPECTRA, STEPS, D, agree, dense, losses


@pytest.mark.parametrize("name", SPECTRA)
def test_the_losses_are_those_of_the_dense_problem(name):
    rng = np.random.default_rng(0)
    H = dense(SPECTRA[name], rng)
    u, w0 = rng.standard_normal((2, D))
    expected = losses(Diagonal.from_matrix(H, u, w0))
    for kernel in KERNELS:
        reduced = krylov.reduce(H, w0, u, STEPS, kernel=kernel)
        assert len(reduced.h) == 2 * STEPS + 2
        assert agree(losses(reduced), expected)


def test_one_step_too_few_shows():
    """The reduced problem is exact up to its own steps and no further: K + 1 blocks are needed."""
    rng = np.random.default_rng(0)
    H = dense(SPECTRA["even"], rng)
    u, w0 = rng.standard_normal((2, D))
    expected = losses(Diagonal.from_matrix(H, u, w0), steps=6)
    found = losses(krylov.reduce(H, w0, u, 5), steps=6)
    assert agree(found[:, :6], expected[:, :6])
    miss = np.abs(found[:, 6] / expected[:, 6] - 1)
    assert miss[3] > 10 * CLOSE  # BNGD from |w₀| = 17 still takes short steps
    assert np.all(miss[[6, 9]] > 1e-3)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("name", SPECTRA)
def test_more_steps_than_dimensions(name, kernel):
    """Far beyond d columns, where no orthogonality is left, T still lives on the spectrum of H."""
    d, steps = 60, 200
    spectrum = np.quantile(SPECTRA[name], np.linspace(0, 1, d))
    rng = np.random.default_rng(0)
    H = dense(spectrum, rng)
    u, w0 = rng.standard_normal((2, d))
    reduced = krylov.reduce(H, w0, u, steps, kernel=kernel)
    assert reduced.eigenvalues.max() == pytest.approx(1, abs=1e-12)
    assert reduced.eigenvalues.min() > 0.9 * spectrum.min()
    whole = Diagonal.from_matrix(H, u, w0)
    for method in (bnlinear.GD, rayleigh_step):
        one, two = (bnlinear.sweep(problem, method, [0.1, 1.0], steps, record="every").excess_loss
                    for problem in (reduced, whole))
        # the direction step takes |e|² from h of length 1: nothing below (1e-16)² counts
        assert one == pytest.approx(two, rel=1e-10, abs=1e-25)


def test_blocks_are_orthogonal_to_the_last_two(monkeypatch):
    blocks = []
    orthonormal = block_lanczos._orthonormal

    def record(*arguments):
        Q, L = orthonormal(*arguments)
        blocks.append(Q.copy())
        return Q, L

    monkeypatch.setattr(block_lanczos, "_orthonormal", record)
    monkeypatch.setattr(block_lanczos, "STORED", 0)  # the recurrence alone
    rng = np.random.default_rng(0)
    H = dense(SPECTRA["log"], rng)
    krylov.reduce(H, *rng.standard_normal((2, D)), 140)
    assert len(blocks) == 141
    for k, Q in enumerate(blocks):
        for other in blocks[max(k - 2, 0):k]:
            # eps over the least β/λmax met, 0.01, and the block before the last by the recurrence
            # alone; with A made symmetric and no second round this is 0.2
            assert np.abs(Q @ other.T).max() < 1e-11
    far = max(np.abs(blocks[-1] @ other.T).max() for other in blocks[:-3])
    assert far > 1e-3  # and no orthogonality is left to the far ones: the losses need none


@pytest.mark.parametrize("stored", [0, 2**22])
@pytest.mark.parametrize("spectrum", SPECTRA.values(), ids=SPECTRA)
def test_a_stored_basis_and_the_recurrence_give_the_same_losses(monkeypatch, spectrum, stored):
    monkeypatch.setattr(block_lanczos, "STORED", stored)
    rng = np.random.default_rng(3)
    H = dense(spectrum, rng)
    u, w0 = rng.standard_normal((2, D))
    whole = Diagonal.from_matrix(H, u, w0)
    L = whole.eigenvalues.max()
    assert agree(losses(krylov.reduce(H, w0, u, STEPS), L=L), losses(whole, L=L))


def test_every_form_of_H_gives_the_same():
    rng = np.random.default_rng(0)
    A = sparse.random_array((D, D), density=0.02, rng=rng)
    H = (A @ A.T + 0.1 * sparse.eye_array(D)).tocsr()
    u, w0 = rng.standard_normal((2, D))
    whole = Diagonal.from_matrix(H.toarray(), u, w0)
    L = whole.eigenvalues.max()
    expected = losses(whole, L=L)
    forms = [H, H.toarray(), H.toarray().tolist(), lambda w: H @ w,
             LinearOperator((D, D), matvec=lambda w: H @ w, dtype=float)]
    for form in forms:
        assert agree(losses(krylov.reduce(form, w0, u, STEPS), L=L), expected)


class ByProducts:
    """What a user hands to `sweep`."""

    def __init__(self, H, u):
        self.H, self.u = H, u

    def matvec(self, w):
        return self.H @ w


def test_sweep_takes_products():
    rng = np.random.default_rng(0)
    H = dense(SPECTRA["even"], rng)
    u, w0 = rng.standard_normal((2, D))
    grid = np.geomspace(1e-3, 1e-2, 5)
    found = bnlinear.sweep(ByProducts(H, u), bnlinear.BNGD, grid, STEPS, w0=w0).excess_loss
    problem = bnlinear.LeastSquares.from_minimiser(H, u)
    direct = [bnlinear.iterate(bnlinear.BNGD(lr), problem, STEPS, w0=w0).excess_loss[-1]
              for lr in grid]
    assert found == pytest.approx(direct, rel=CLOSE, abs=0)


def test_steps_zero_needs_one_product():
    calls = []

    def H(w):
        calls.append(w)
        return np.array([1.0, 2.0, 4.0]) * w

    reduced = krylov.reduce(H, [1.0, 1.0, 1.0], [0.0, 1.0, 2.0], 0)
    assert len(calls) == 4  # two for the probe
    whole = Diagonal.from_spectrum([1.0, 2.0, 4.0], [0.0, 1.0, 2.0], [1.0, 1.0, 1.0])
    # a product of two vectors of length 2: some roundings
    assert reduced.h @ reduced.h == pytest.approx(whole.h @ whole.h, rel=1e-14)
    assert reduced.h @ reduced.v0 == pytest.approx(whole.h @ whole.v0, rel=1e-14)
    assert reduced.v0 @ reduced.v0 == pytest.approx(whole.v0 @ whole.v0, rel=1e-14)


@pytest.mark.skipif("numba" not in KERNELS, reason="numba is not installed")
@pytest.mark.parametrize("d", [1, 5, 4096, 40_000])
@pytest.mark.parametrize("rows", [(2, 2), (2, 1), (1, 1), (1, 2), (2, 0)])
def test_both_kernels_do_the_same_passes(d, rows):
    from bnlinear.sweeps.krylov import passes_numba, passes_numpy
    rng = np.random.default_rng(0)
    Z, Y, W = rng.standard_normal((2, d))[:rows[0]], *rng.standard_normal((2, 2, d))
    Y, C, M = Y[:rows[1]], rng.standard_normal((rows[0], rows[1])), rng.standard_normal((2, 2))
    M = M[:rows[0], :rows[0]]
    blocks = [Z.copy() for _ in range(2)]
    for against in (W, None):
        found = [passes.subtract(block, C, Y, against)
                 for passes, block in zip((passes_numba, passes_numpy), blocks, strict=True)]
        assert found[0] == pytest.approx(found[1], abs=1e-14 * d)  # rounding of d terms
    found = [passes.transform(block, M)
             for passes, block in zip((passes_numba, passes_numpy), blocks, strict=True)]
    assert found[0] == pytest.approx(found[1], abs=1e-14 * d)
    expected = M @ (Z - 2 * C @ Y)
    for block, gram in zip(blocks, found, strict=True):
        assert block == pytest.approx(expected, abs=1e-13)
        assert gram == pytest.approx(expected @ expected.T, abs=1e-13 * d)


def test_the_losses_of_the_projection_are_steps_of_the_paper():
    """Not through `sweep`: the written-once step, on the coordinates found."""
    rng = np.random.default_rng(0)
    H = dense(SPECTRA["even"], rng)
    u, w = rng.standard_normal((2, D))
    problem = bnlinear.LeastSquares.from_minimiser(H, u)
    reduced = krylov.reduce(H, w, u, 10)
    a = a_here = 1.0
    v = reduced.v0
    for _ in range(10):
        a, w = bnlinear.dynamics.bngd_step(a, w, H, problem.g, 0.1, 0.5)
        a_here, v = canonical.bngd_step(a_here, v, reduced.eigenvalues, reduced.h, 0.1, 0.5)
        assert canonical.bn_excess_loss(a_here, v, reduced.h) == pytest.approx(
            problem.bn_excess_loss(a, w), rel=CLOSE)
