"""The characteristic polynomial of a symmetric pencil, det(λV − A) with V diagonal.

Its roots are the eigenvalues of V^(−1/2) A V^(−1/2), found without a square root. Multiplying
V⁻¹A out would put the whole product of the diagonal into one denominator: 150 features then
take minutes. Here every number that is stored stays as small as the data, or smaller than one
machine word: the polynomial is computed modulo many primes and put together again.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isqrt, prod

import numpy as np
from flint import fmpq, fmpq_poly, fmpz, fmpz_mat, nmod_mat

from bnlinear.exact.matrices import diagonal, to_flint
from bnlinear.exact.number import rational


def pencil_polynomial(A: np.ndarray, V: np.ndarray) -> fmpq_poly:
    """The monic polynomial with the roots of det(λV − A).

    Parameters
    ----------
    A
        Symmetric rational matrix, shape (d, d), an object array of Numbers.
    V
        Diagonal of the weight, shape (d,): positive rational Numbers.

    >>> from bnlinear.exact.number import array
    >>> pencil_polynomial(array([[2, 1], [1, 2]]), array([1, "1/2"]))
    x^2 + (-6)*x + 6
    """
    if not all(value > 0 for value in V):
        raise ValueError("V has an entry that is not positive; drop that row and column")
    top, below = to_flint(A).numer_denom()
    weights, weights_below = to_flint(diagonal(V)).numer_denom()
    whole = fmpq_poly(_integer_polynomial(top, [int(weights[i, i]) for i in range(len(V))]))
    # det(tV' − A') has t = λ·below/weights_below
    inner = fmpq_poly([0, fmpq(int(below), int(weights_below))])
    scaled = whole(inner)
    return scaled / scaled[scaled.degree()]


def _integer_polynomial(A: fmpz_mat, V: list[int]) -> list[int]:
    """Coefficients of det(tV − A), lowest first, from their residues (Chinese remainders)."""
    bound, modulus = 2 * _coefficient_bound(A, V), 1
    coefficients = [0] * (len(V) + 1)
    for prime in primes():
        if modulus > bound:
            break
        residues = _polynomial_modulo(A, V, prime)
        if residues is None:
            continue  # the prime divides a weight
        inverse = pow(modulus, -1, prime)
        coefficients = [old + modulus * ((new - old) * inverse % prime)  # one word times many
                        for old, new in zip(coefficients, residues, strict=True)]
        modulus *= prime
    return [c - modulus if c > modulus // 2 else c for c in coefficients]


def _coefficient_bound(A: fmpz_mat, V: list[int]) -> int:
    """No coefficient exceeds the largest |det(tV − A)| on |t| = 1 (Cauchy), nor that the
    product of the lengths of the rows (Hadamard)."""
    rows = [sum(int(entry) ** 2 for entry in row) for row in A.tolist()]
    return prod(weight + isqrt(square) + 1 for weight, square in zip(V, rows, strict=True))


def _polynomial_modulo(A: fmpz_mat, V: list[int], prime: int) -> list[int] | None:
    leading = prod(V) % prime
    if leading == 0:
        return None
    inverse = nmod_mat(len(V), len(V), [0] * len(V) ** 2, prime)
    for i, weight in enumerate(V):
        inverse[i, i] = pow(weight, -1, prime)
    monic = (inverse * nmod_mat(A, prime)).charpoly()
    return [int(monic[k]) * leading % prime for k in range(len(V) + 1)]


def primes() -> Iterator[int]:
    """Proven primes of one machine word, from 2⁶² down."""
    candidate = 2**62 - 1
    while True:
        if fmpz(candidate).is_prime():
            yield candidate
        candidate -= 2


def rank_one_downdate(whole: fmpq_poly, less: fmpq_poly) -> tuple[fmpq, fmpq_poly]:
    """From the polynomials of (A, V) and (A − ggᵀ, V): s = gᵀA⁺g, and that of (A − ggᵀ/s, V).

    A determinant is linear in a rank-one change, so the third polynomial lies on the line
    through the other two, where one more eigenvalue becomes 0 (A(A⁺g) = g, hence
    (A − ggᵀ/s)A⁺g = 0). Only A, positive semidefinite of any rank, and g in its range are
    needed: no solve, no choice of independent columns. With g = 0, s = 0 and the first
    polynomial is returned.

    >>> whole, less = fmpq_poly([8, -6, 1]), fmpq_poly([2, -4, 1])  # diag(2, 4), g = (1, 1)
    >>> rank_one_downdate(whole, less)
    (3/4, x^2 + (-10/3)*x)
    """
    nullity = next(k for k in range(whole.degree() + 1) if whole[k] != 0)
    s = rational((whole[nullity] - less[nullity]) / whole[nullity])
    return s, whole if s == 0 else whole - (whole - less) / s
