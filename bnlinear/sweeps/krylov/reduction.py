"""Huge or sparse problems: K steps of every method in 2K + 2 coordinates.

After k steps of BNGD, of the direction step or of GD, at any learning rate, w is a combination of
w₀, Hw₀, …, Hᵏw₀ and u, Hu, …, Hᵏu. Block Lanczos (Golub & Underwood 1977) from the block [w₀, u]
builds an orthonormal basis Q of that space and T = QᵀHQ, block tridiagonal; for k ≤ K the
projected problem (T, Qᵀu) from Qᵀw₀ has the same losses as the whole one. So K + 1 products
with H, each of two vectors, serve every learning rate at once. The start block holds u and not
g = Hu: the projected problem then has the minimiser Qᵀu exactly, and needs no solver.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import numpy as np

from bnlinear.checks import count
from bnlinear.kinds import Batch, Matrix, Seed, Vector
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.kernels.trajectories import choose_kernel
from bnlinear.sweeps.krylov import passes_numpy
from bnlinear.sweeps.krylov.block_lanczos import Block, block_lanczos


def reduce(H: Matrix, w0: Vector, u: Vector, steps: int, *, rng: Seed = None,
           kernel: str = "auto") -> Diagonal:
    """A problem of at most 2·steps + 2 coordinates with the same losses in the first steps.

    So it is for BNGD, the direction step and GD, for every learning rate, in the rows 0 to
    `steps` of a trajectory, and no further. Memory: some ten vectors of length d, and what H
    takes.

    Parameters
    ----------
    H
        Symmetric positive semidefinite, shape (d, d): a scipy sparse matrix or `LinearOperator`,
        an array, or a function that maps a vector w, shape (d,), to Hw.
    w0
        Start, shape (d,).
    u
        Minimiser, Hu = g, shape (d,). The excess loss is measured from it.
    steps
        Number of steps K ≥ 0 that will be taken.
    rng
        Draws the vectors that tell an H that is not symmetric; the result does not depend on it.
    kernel
        "numpy", "numba", or "auto": numba if installed and d × steps ≥ 10⁷, else NumPy. They agree
        to rounding.

    Raises
    ------
    ValueError
        If shapes do not fit, an entry is not finite, Hw₀ is zero, or H is not symmetric (seen on
        two random vectors) or not positive semidefinite (seen in the eigenvalues of T).

    Examples
    --------
    >>> reduce(lambda w: np.arange(1e5) * w, w0=np.ones(10**5), u=np.full(10**5, 2.0), steps=9)
    Diagonal(10 coordinates, eigenvalues 1304 to 9.869e+04)
    """
    count("steps", steps)
    start = np.stack([_vector(w0, "w0"), _vector(u, "u", np.shape(w0))])
    product = _products(H, start.shape[1])
    scale = _probe(product, start.shape[1], np.random.default_rng(rng))
    size = _power_of_two(start)  # squares stay in the range of floats
    T, first = block_lanczos(product, scale, start / size, int(steps),
                             _passes(kernel, start, steps))
    reduced = Diagonal.from_matrix(scale * T, u=first[1] * size[1], w0=first[0] * size[0])
    if not np.any(reduced.v0):
        raise ValueError("w0: Hw0 is zero, so σ = 0 and the normalized direction is undefined "
                         "there; start from any other point")
    return reduced


def _passes(kernel: str, start: Block, steps: int) -> ModuleType:
    if choose_kernel(kernel, float(start.shape[1]) * steps) == "numpy":
        return passes_numpy
    from bnlinear.sweeps.krylov import passes_numba

    return passes_numba


# -- data --------------------------------------------------------------------------------------

def for_data(X: Batch, y: Vector, w0: Vector, steps: int, *, centre: bool = True, u: Vector = None,
             solver_steps: int = 10_000, rng: Seed = None, kernel: str = "auto") -> Diagonal:
    """The same of least squares on data, H = XᵀX/n, for an X too large or too sparse for `eigh`.

    Neither H nor a centred X is ever formed: with C = I − 11ᵀ/n, Hw = Xᵀ(C(Xw))/n.

    Parameters
    ----------
    X, y
        Features, shape (n, d), a scipy sparse matrix or an array, and target, shape (n,).
    w0, steps, rng, kernel
        As for `reduce`.
    centre
        Subtract the means of X and y, as `LeastSquares.from_data` does.
    u
        The minimiser, if it is known. Else LSQR finds it (of least norm, where there are many),
        down to the rounding of its residual, then corrects it once. On matrices X of condition
        10 and 1000 the fitted values Xu came out right to 2e-16 and 2e-14, relative; that is the
        accuracy of √(J − min J)/√R*, and no bar to tiny losses: those are measured from this u.
    solver_steps
        The most iterations that LSQR may take.

    Raises
    ------
    ValueError
        As `reduce`, or if LSQR does not get there.
    """
    from scipy.sparse import issparse
    from scipy.sparse.linalg import LinearOperator, aslinearoperator

    matrix = aslinearoperator(X if hasattr(X, "__matmul__") else np.asarray(X, dtype=float))
    n, d = matrix.shape
    target = _vector(y, "y")
    if len(target) != n or n < 2:
        raise ValueError(f"X has shape {(n, d)} and y {target.shape}; they must be (n, d) and (n,) "
                         "with n at least 2")

    def centred(rows: np.ndarray) -> np.ndarray:
        return rows - rows.mean(axis=0) if centre else rows

    def gram(w: np.ndarray) -> np.ndarray:
        return np.asarray(matrix.rmatmat(centred(matrix @ w))) / n

    operator = LinearOperator((n, d), matvec=lambda w: centred(matrix @ w.ravel()),
                              rmatvec=lambda r: matrix.rmatvec(centred(r.ravel())), dtype=float)
    minimiser = _least_squares(operator, centred(target), solver_steps) if u is None else u
    H = LinearOperator((d, d), matvec=lambda w: gram(w.reshape(d, 1)).ravel(),
                       matmat=None if issparse(X) else gram, dtype=float)
    return reduce(H, w0, minimiser, steps, rng=rng, kernel=kernel)


def _least_squares(X: Batch, y: np.ndarray, limit: int) -> np.ndarray:
    """argmin |y − Xu|, to the last digits: LSQR, and once more on what is left.

    The second step counts only if it brings the gradient Xᵀ(y − Xu) down. Where columns depend on
    each other what is left may be rounding, which LSQR would divide by rounding.
    """
    from scipy.sparse.linalg import lsqr

    u = np.zeros(X.shape[1])
    for attempt in range(2):
        step, stopped, taken = lsqr(X, y - X @ u, atol=0, btol=0, conlim=0, iter_lim=limit)[:3]
        if stopped == 7 or not np.all(np.isfinite(step)):
            raise ValueError(f"X: LSQR has not found the minimiser within {taken} iterations; "
                             "normalize the features or drop dependent ones, raise solver_steps, "
                             "or give u=")
        if attempt and not _gradient(X, y, u + step) < _gradient(X, y, u) / 2:
            break
        u = u + step
    return u


def _gradient(X: Batch, y: np.ndarray, u: np.ndarray) -> float:
    return float(np.linalg.norm(X.rmatvec(y - X.matvec(u))))


# -- what the user gives -----------------------------------------------------------------------

def _vector(values: Vector, name: str, shape: tuple[int, ...] | None = None) -> np.ndarray:
    found = np.asarray(values)
    if found.dtype.kind not in "biuf" or found.ndim != 1 or not found.size:
        raise ValueError(f"{name} has shape {found.shape} and type {found.dtype}; it must be a "
                         "vector of real numbers")
    if shape is not None and found.shape != shape:
        raise ValueError(f"{name} has shape {found.shape} but w0 has shape {shape}; they must be "
                         "the same")
    if not np.all(np.isfinite(found)):
        where = int(np.flatnonzero(~np.isfinite(found))[0])
        raise ValueError(f"{name}[{where}] is {found[where]}; every entry must be finite")
    return found.astype(float)


def _products(H: Matrix, d: int) -> Callable[[Block, Block], Block]:
    """The function that writes the rows Hq to Z, for the rows q of Q, and returns Z."""
    from scipy.sparse import issparse

    if not hasattr(H, "__matmul__") and not callable(H):
        H = np.asarray(H, dtype=float)
    shape = getattr(H, "shape", (d, d))
    if shape != (d, d):
        raise ValueError(f"H has shape {shape} but w0 has shape ({d},); H must be ({d}, {d})")

    if getattr(getattr(H, "dtype", None), "kind", "f") not in "biuf":
        raise ValueError(f"H has type {H.dtype}; it must be real")
    # scipy takes two products of a sparse matrix with a vector faster than one with two columns
    by_rows = issparse(H) or not hasattr(H, "__matmul__")

    def product(Q: Block, Z: Block) -> Block:
        if not by_rows:
            Z[:] = (H @ Q.T).T
            return Z
        for z, q in zip(Z, Q, strict=True):
            Hq = np.asarray(H @ q if issparse(H) else H(q))
            if Hq.shape != (d,) or Hq.dtype.kind not in "biuf":
                raise ValueError(f"H(w) has shape {Hq.shape} and type {Hq.dtype} for a w of shape "
                                 f"({d},); it must be real and of the shape of w")
            z[:] = Hq
        return Z

    return product


def _probe(product: Callable[[Block, Block], Block], d: int, rng: np.random.Generator) -> float:
    """1, or the size of H if its squares leave the range of floats, a power of two.

    Raises if ⟨x, Hy⟩ ≠ ⟨Hx, y⟩ for random x and y.
    """
    pair = rng.standard_normal((2, d))
    image = product(pair, np.empty_like(pair))
    if not np.all(np.isfinite(image)):
        raise ValueError("H returns values that are not finite; check its entries")
    size = float(_power_of_two(image).max())
    scale = 1.0 if 1e-100 < size < 1e100 else size
    image *= 1 / scale
    there, back = pair[0] @ image[1], image[0] @ pair[1]
    lengths = np.linalg.norm(pair, axis=1) @ np.linalg.norm(image, axis=1)[::-1]
    # far above the rounding of sums of products, far below the asymmetry of any other matrix
    if abs(there - back) > 1e-10 * lengths:
        raise ValueError(f"H is not symmetric: ⟨x, Hy⟩ = {scale * there} and ⟨Hx, y⟩ = "
                         f"{scale * back} for two random vectors; for a matrix that is so up to "
                         "rounding pass (H + H.T)/2")
    return scale


def _power_of_two(rows: Block) -> np.ndarray:
    """About the largest entry of each row, shape (r, 1); 1 for a row of zeros."""
    largest = np.abs(rows).max(axis=1, keepdims=True)
    power = np.floor(np.log2(np.where(largest > 0, largest, 1.0)))
    return np.exp2(np.clip(power, -1000, 1000))  # has a reciprocal
