"""Vectors in an eigenbasis of a symmetric matrix, without forming the eigenbasis.

H = QTQᵀ with T tridiagonal, T = VΛVᵀ: a vector x has the coordinates Vᵀ(Qᵀx). `eigh` would go on to
multiply Q by V, the 2d³ operations that a few vectors do not need.
"""

from __future__ import annotations

import numpy as np

from bnlinear.kinds import Matrix


def in_eigenbasis(H: Matrix, vectors: Matrix) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of H, ascending, and vectors in an eigenbasis.

    Parameters
    ----------
    H
        Symmetric, shape (d, d), of floats; one triangle is read.
    vectors
        Shape (d, k).

    Returns
    -------
    tuple
        Λ, shape (d,), and the coordinates, shape (d, k).

    Examples
    --------
    >>> values, coordinates = in_eigenbasis([[2.0, 1.0], [1.0, 2.0]], [[1.0], [1.0]])
    >>> values, (coordinates**2).round(12)
    (array([1., 3.]), array([[0.],
           [2.]]))
    """
    from scipy.linalg import lapack

    H, turned = np.asarray(H, dtype=float), np.array(vectors, dtype=float)
    d = len(H)
    if d < 3:  # nothing to reduce
        values, basis = np.linalg.eigh(H)
        return values, basis.T @ turned
    work, _ = lapack.dsytrd_lwork(d, lower=1)
    reflectors, diagonal, beside, tau, info = lapack.dsytrd(H.T, lower=1, lwork=int(work))
    _check(info, "dsytrd")
    turned[1:], _, info = lapack.dormqr("L", "T", np.asfortranarray(reflectors[1:, :-1]), tau,
                                        np.asfortranarray(turned[1:]), lwork=64 * turned.shape[1])
    _check(info, "dormqr")
    values, basis, info = lapack.dstevd(diagonal, beside)
    _check(info, "dstevd")
    return values, basis.T @ turned


def _check(info: int, routine: str) -> None:
    if info:
        raise np.linalg.LinAlgError(f"LAPACK's {routine} ended with info = {info}; are all entries "
                                    "of the matrix finite?")
