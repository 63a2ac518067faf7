"""Eigenvectors of near eigenvalues, which floats leave mixed: orthonormal columns, rotations."""

from __future__ import annotations

from collections.abc import Iterable

from flint import arb, arb_mat

from bnlinear.exact.wide.vectors import identity


def orthonormal(X: arb_mat, enough: arb) -> arb_mat:
    """Columns near orthonormal ones, by Newton's steps X(3 − XᵀX)/2 until |XᵀX − 1| is `enough`."""
    one, before = identity(X.ncols()), arb(1)
    while True:
        S = (X.transpose() * X).mid()
        lack = arb(0)
        for value in (S - one).entries():
            lack = lack.max(abs(value))
        if lack < enough or not lack * 2 < before:
            return X
        X, before = (X * ((one * 3 - S) * arb(0.5))).mid(), lack


def separation(H: arb_mat, noise: arb) -> arb_mat:
    """V that makes VᵀHV more nearly diagonal; what is below `noise` of the diagonal is left alone.

    To the first order, all at once, if every angle is small. If one is not, as where floats mix
    eigenvalues that agree to 16 digits, its products with the others would undo what they do: then
    by Jacobi's rotations, one after another.
    """
    size = range(H.nrows())
    pairs = [(i, j) for j in size for i in range(j) if abs(H[i, j]) > abs(H[i, i]) * noise]
    if any(abs(H[i, j]) * 2**10 >= abs(H[j, j] - H[i, i]) for i, j in pairs):
        return rotation(H, pairs)
    turn = identity(H.nrows())
    for i, j in pairs:
        turn[i, j] = H[i, j] / (H[j, j] - H[i, i])
        turn[j, i] = -turn[i, j]
    return turn


def rotation(H: arb_mat, pairs: Iterable[tuple[int, int]]) -> arb_mat:
    """An orthogonal V, nearly, after one rotation for each pair (i, j): then (VᵀHV)_ij is smaller.

    The angle is that of Golub & Van Loan (2013, §8.5): t = tan φ is the smaller root of
    t² + 2ζt = 1 with ζ = (H_jj − H_ii)/(2H_ij).
    """
    V = identity(H.nrows())
    for i, j in pairs:
        if abs(H[i, j]) > 0:
            zeta = (H[j, j] - H[i, i]) / (2 * H[i, j])
            t = (-1 if zeta < 0 else 1) / (abs(zeta) + (1 + zeta**2).sqrt())
            cosine = 1 / (1 + t**2).sqrt()
            turn = cosine, cosine * t
            H = _turned(_turned(H, i, j, *turn).transpose(), i, j, *turn)
            V = _turned(V, i, j, *turn)
    return V


def _turned(A: arb_mat, i: int, j: int, cosine: arb, sine: arb) -> arb_mat:
    """A with its columns i and j rotated, in midpoints."""
    out = arb_mat(A)
    for k in range(A.nrows()):
        left, right = A[k, i], A[k, j]
        out[k, i] = (cosine * left - sine * right).mid()
        out[k, j] = (sine * left + cosine * right).mid()
    return out
