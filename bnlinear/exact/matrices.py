"""Linear algebra over the rationals, on object arrays of Numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import fmpq_mat, fmpq_poly

from bnlinear.exact.number import Number, rational
from bnlinear.kinds import Matrix, Vector


def to_flint(matrix: np.ndarray) -> fmpq_mat:
    """A rational matrix (or a vector, as one column) in flint's own form."""
    table = matrix if matrix.ndim == 2 else matrix.reshape(-1, 1)
    return fmpq_mat([[rational(entry) for entry in row] for row in table])


def from_flint(matrix: fmpq_mat) -> np.ndarray:
    out = np.empty((matrix.nrows(), matrix.ncols()), dtype=object)
    for i, row in enumerate(matrix.tolist()):
        for j, entry in enumerate(row):
            out[i, j] = Number(entry)
    return out


def solve(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The solution of ``matrix @ x = right``, exact for Numbers."""
    if matrix.dtype != object:
        return np.linalg.solve(matrix, right)
    if not all(entry.is_rational for entry in right.flat):  # balls on the right: A⁻¹ is exact
        return from_flint(to_flint(matrix).inv()) @ right
    solution = from_flint(to_flint(matrix).solve(to_flint(right)))
    return solution if right.ndim == 2 else solution[:, 0]


def row_space(matrix: np.ndarray) -> np.ndarray:
    """An exact basis of the row space, one row a basis vector (none for a zero matrix)."""
    reduced, count = to_flint(matrix).rref()
    return from_flint(reduced)[:int(count)]


def under_inverse(matrix: Matrix, vector: Vector) -> Vector:
    """matrix⁻¹ @ vector for floats, exact numbers, and moments (where the matrix is H itself)."""
    return solve(matrix, vector) if isinstance(vector, np.ndarray) else matrix.inverse() @ vector


def rank(matrix: np.ndarray) -> int:
    """The rank: exact for Numbers, NumPy's with its tolerance for floats."""
    if matrix.dtype != object:
        return int(np.linalg.matrix_rank(matrix))
    return int(to_flint(matrix).rank())


def centred_rank(X: np.ndarray) -> int:
    """The rank of X − mean, exact, for X of shape (n, m): that of [1, X] without its 1."""
    return int(to_flint(X - X.sum(axis=0) / len(X)).rank())


def identity(size: int) -> np.ndarray:
    return diagonal([Number(1)] * size)


def diagonal(entries: Vector) -> np.ndarray:
    """A diagonal matrix of whatever the entries are: floats or Numbers."""
    values = np.asarray(entries)
    out = np.zeros((len(values), len(values)), dtype=values.dtype)
    if values.dtype == object:
        out[...] = Number(0)
    np.fill_diagonal(out, values)
    return out


def characteristic_polynomial(matrix: np.ndarray) -> fmpq_poly:
    """det(λI − A), from an integer matrix over a common denominator (flint's fast case)."""
    numerators, denominator = to_flint(matrix).numer_denom()
    scaled = numerators.charpoly()  # roots are `denominator` times the eigenvalues
    degree = scaled.degree()
    coefficients = [rational(int(scaled[k])) / rational(int(denominator)) ** (degree - k)
                    for k in range(degree + 1)]
    return fmpq_poly(coefficients)


def is_symmetric(matrix: np.ndarray) -> bool:
    return matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1] and bool(
        np.all(matrix == matrix.T))


def is_positive_definite(matrix: np.ndarray) -> bool:
    """Exact test of a rational symmetric matrix.

    All its eigenvalues are real, so by Descartes' rule they are all positive exactly when the
    coefficients of the characteristic polynomial are nonzero and alternate in sign.
    """
    return all(sign > 0 for sign in _elementary_symmetric(matrix))


def is_positive_semidefinite(matrix: np.ndarray) -> bool:
    """As `is_positive_definite`, allowing zero eigenvalues."""
    return all(sign >= 0 for sign in _elementary_symmetric(matrix))


def _elementary_symmetric(matrix: np.ndarray) -> list[Any]:
    polynomial = characteristic_polynomial(matrix)
    degree = polynomial.degree()
    return [polynomial[degree - k] * (-1) ** k for k in range(1, degree + 1)]
