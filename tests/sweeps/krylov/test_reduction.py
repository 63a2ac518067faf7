"""The Krylov front end: the same losses as the whole problem, from a few coordinates."""

import tracemalloc
from importlib.util import find_spec

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.sparse.linalg import LinearOperator

import bnlinear
from bnlinear.dynamics import rayleigh_step
from bnlinear.problems.centring import centred
from bnlinear.sweeps import Diagonal, from_data, krylov
from bnlinear.sweeps.canonical import coordinates as canonical
from bnlinear.sweeps.krylov import block_lanczos, reduction

STEPS = 40
D = 300

#: Relative. Both sides round: `eigh` and T are each right to some eps·λmax in each eigenvalue, and
#: a step of length 2/λmax passes that on; 40 steps of it add up to 3e-13 on the worst of these.
CLOSE = 1e-12

KERNELS = ["numpy", "numba"] if find_spec("numba") else ["numpy"]

SPECTRA = {
    "even": np.linspace(0.01, 1, D),
    "log": np.geomspace(1e-6, 1, D),
    "clusters": np.concatenate([0.5 + 1e-3 * np.linspace(0, 1, D - 5), [0.02, 0.1, 0.3, 0.9, 1]]),
    "outliers": np.concatenate([np.linspace(1e-6, 1e-3, D - 3), [0.1, 0.5, 1.0]]),
}


def dense(eigenvalues, rng):
    Q, _ = np.linalg.qr(rng.standard_normal((len(eigenvalues), len(eigenvalues))))
    H = Q * eigenvalues @ Q.T
    return (H + H.T) / 2


def losses(problem, steps=STEPS, L=1.0):
    """Excess losses of BNGD, the direction step and GD, one row a learning rate."""
    # to three digits, so that they are the same for the whole and the reduced problem
    a, b = (float(f"{np.linalg.norm(x):.3g}") for x in (problem.h, problem.v0))
    return np.concatenate([
        bnlinear.sweep(problem, bnlinear.BNGD, np.array([0.1, 1.0, 1.9, 4.0]) * b**2 / (a**2 * L),
                       steps, a0=a, record="every").excess_loss,
        bnlinear.sweep(problem, rayleigh_step, np.array([0.1, 1.0, 1.9]) / L, steps,
                       record="every").excess_loss,
        bnlinear.sweep(problem, bnlinear.GD, np.array([0.1, 1.0, 1.9, 2.1, 10.0]) / L, steps,
                       record="every").excess_loss])


def agree(found, expected):
    """To CLOSE; and what is measured from h, such as |e|, is no better than eps·|h|: a loss J is
    at best right to 2eps·√(2J)·|h|, with |h|² of the size of the first losses."""
    floor = 10 * np.finfo(float).eps * np.sqrt(expected * expected[:1, :1])
    return np.all(np.abs(found - expected) <= CLOSE * expected + floor)


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


# -- what is refused ---------------------------------------------------------------------------

def shear(w):
    return w + 1e-6 * np.roll(w, 1)


@pytest.mark.parametrize("H, w0, u, steps, complaint", [
    (np.eye(3), np.ones(2), np.ones(2), 1, r"H has shape \(3, 3\) but w0 has shape \(2,\)"),
    (np.eye(3), np.ones(3), np.ones(2), 1, r"u has shape \(2,\) but w0 has shape \(3,\)"),
    (np.eye(3), np.ones((3, 1)), np.ones(3), 1, r"w0 has shape \(3, 1\)"),
    (np.eye(3), [1.0, np.nan, 1.0], np.ones(3), 1, r"w0\[1\] is nan"),
    (np.eye(3), np.ones(3), [1.0, 1.0, np.inf], 1, r"u\[2\] is inf"),
    (np.eye(3), np.zeros(3), np.ones(3), 1, "w0: Hw0 is zero"),
    (np.diag([1.0, 1.0, 0.0]), [0.0, 0.0, 1.0], np.ones(3), 1, "w0: Hw0 is zero"),
    (np.zeros((3, 3)), np.ones(3), np.ones(3), 1, "w0: Hw0 is zero"),
    (np.eye(3), np.ones(3), np.ones(3), -1, "steps = -1"),
    (np.eye(3), np.ones(3), np.ones(3), 1.5, "steps = 1.5"),
    (np.diag([1.0, -1.0, 2.0]), np.ones(3), np.arange(3.0), 3, "positive semidefinite"),
    (np.triu(np.ones((3, 3))), np.ones(3), np.ones(3), 1, "H is not symmetric"),
    (shear, np.ones(100), np.ones(100), 1, "H is not symmetric"),
    (np.eye(3) * 1j, np.ones(3), np.ones(3), 1, "H has type complex128; it must be real"),
    (lambda w: w[:2], np.ones(3), np.ones(3), 1, r"H\(w\) has shape \(2,\)"),
    (lambda w: 1.0, np.ones(3), np.ones(3), 1, r"H\(w\) has shape \(\)"),
    (lambda w: w * 1j, np.ones(3), np.ones(3), 1, "must be real"),
    (lambda w: w / np.float64(np.inf) + np.nan, np.ones(3), np.ones(3), 1, "not finite"),
])
def test_bad_input_is_refused(H, w0, u, steps, complaint):
    with pytest.raises(ValueError, match=complaint):
        krylov.reduce(H, w0, u, steps, rng=0)


def test_bad_data_is_refused():
    X = np.random.default_rng(0).standard_normal((20, 3))
    with pytest.raises(ValueError, match=r"X has shape \(20, 3\) and y \(19,\)"):
        krylov.for_data(X, np.ones(19), np.ones(3), 2)
    with pytest.raises(ValueError, match=r"y\[0\] is nan"):
        krylov.for_data(X, np.full(20, np.nan), np.ones(3), 2)
    with pytest.raises(ValueError, match="LSQR has not found the minimiser within 2 iterations"):
        krylov.for_data(X, np.arange(20.0), np.ones(3), 2, solver_steps=2)


def test_the_probe_needs_no_luck():
    """Symmetric up to rounding passes, whatever is drawn."""
    H = dense(SPECTRA["log"], np.random.default_rng(0))
    u, w0 = np.random.default_rng(1).standard_normal((2, D))
    results = [krylov.reduce(H, w0, u, 3, rng=seed) for seed in range(50)]
    assert all(np.array_equal(one.h, results[0].h) for one in results)


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
