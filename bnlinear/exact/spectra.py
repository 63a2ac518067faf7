"""Certified eigenvalues of rational matrices.

The characteristic polynomial is exact, its roots are isolated rigorously, and two eigenvalues
that balls cannot tell apart are compared by algebra. Nothing here has a tolerance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from flint import fmpq, fmpq_poly, fmpz_poly

from bnlinear.exact.algebraic.roots import (
    Root,
    number_of,
    placed_root,
    rational_root,
    real_roots,
    squarefree,
)
from bnlinear.exact.matrices import characteristic_polynomial
from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, decide
from bnlinear.kinds import Matrix, Vector

__all__ = ["EXACT_LIMIT", "Conditioned", "Root", "Spectrum", "eigenvalues", "placed_root",
           "spectrum", "spectrum_from_polynomial", "squarefree", "worse_conditioned"]

#: Above this dimension the exact characteristic polynomial takes longer than a minute.
EXACT_LIMIT = 150


def _factors(polynomial: fmpz_poly) -> list[tuple[fmpz_poly, int]]:
    """Squarefree, pairwise coprime factors; irreducible ones (rational roots seen) if cheap."""
    small = polynomial.degree() <= 16
    pairs = polynomial.factor()[1] if small else polynomial.factor_squarefree()[1]
    return [(factor, int(count)) for factor, count in pairs]


@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues of a rational matrix whose eigenvalues are all real.

    Attributes
    ----------
    roots
        Distinct nonzero eigenvalues in increasing order, exact (`Number` or `Root`).
    multiplicities
        How often each occurs.
    nullity
        Multiplicity of the eigenvalue 0: the trailing zeros of the characteristic polynomial.
    """

    roots: tuple[Number | Root, ...]
    multiplicities: tuple[int, ...]
    nullity: int

    @cached_property
    def eigenvalues(self) -> list[Number | Root]:
        """All of them in increasing order, zeros and repetitions included."""
        pairs = zip(self.roots, self.multiplicities, strict=True)
        flat: list[Number | Root] = [root for root, count in pairs for _ in range(count)]
        below = sum(1 for value in flat if value < 0)
        return flat[:below] + [Number(0)] * self.nullity + flat[below:]

    @property
    def rank(self) -> int:
        """How many eigenvalues are not 0, repetitions included."""
        return sum(self.multiplicities)

    @property
    def largest(self) -> Number | Root:
        return self.eigenvalues[-1]

    @property
    def smallest_nonzero(self) -> Number | Root:
        """The smallest eigenvalue that is not 0 (of a positive semidefinite matrix)."""
        if not self.roots:
            raise ValueError("the zero matrix has no nonzero eigenvalue")
        return self.roots[0]

    def condition_number(self) -> Number:
        """κ = largest / smallest nonzero eigenvalue, an enclosure at the working precision."""
        return number_of(self.largest) / number_of(self.smallest_nonzero)


class Conditioned(Protocol):
    """What has a condition number: a `Spectrum`, or the extremes of one."""

    @property
    def rank(self) -> int:
        """How many eigenvalues are not 0."""

    def condition_number(self) -> Number:
        """Only where the rank is not 0."""


def worse_conditioned(one: Conditioned | None, other: Conditioned | None) -> bool:
    """Is κ of `one` above that of `other`? What 1024 bits cannot tell apart counts as equal.

    What is None or has no nonzero eigenvalue has no κ, and nothing is above or below it.
    """
    if one is None or other is None or not one.rank or not other.rank:
        return False
    try:
        return bool(decide(lambda: one.condition_number() > other.condition_number(), limit=1024))
    except Undecided:
        return False


def spectrum(matrix: np.ndarray) -> Spectrum:
    """Certified spectrum of a rational matrix with real eigenvalues.

    Parameters
    ----------
    matrix
        Square object array of rational Numbers, shape (d, d): symmetric, or similar to a
        symmetric one (B·D² has the eigenvalues of D·B·D without its square roots).

    Raises
    ------
    ValueError
        If an eigenvalue is not real: then the matrix was not of that kind.

    >>> from bnlinear.exact.number import array
    >>> spectrum(array([[2, 1, 0], [1, 2, 0], [0, 0, 0]]))
    Spectrum(roots=(Number('1'), Number('3')), multiplicities=(1, 1), nullity=1)
    """
    return spectrum_from_polynomial(characteristic_polynomial(matrix))


def spectrum_from_polynomial(polynomial: fmpq_poly) -> Spectrum:
    """Certified spectrum from a characteristic polynomial; `ValueError` if a root is not real."""
    degree, nullity = polynomial.degree(), 0
    while nullity < degree and polynomial[nullity] == 0:
        nullity += 1
    nonzero = fmpq_poly([polynomial[k] for k in range(nullity, degree + 1)]).numer()
    distinct: list[tuple[Number | Root, int]] = []
    for factor, count in _factors(nonzero):
        if factor.degree() == 1:
            distinct.append((Number(fmpq(-factor[0], factor[1])), count))
            continue
        real = real_roots(factor)
        if len(real) < factor.degree():
            raise ValueError("the matrix has eigenvalues that are not real: it is not similar "
                             "to a symmetric one")
        distinct += [(Root(factor, index), count) for index in range(len(real))]
    distinct.sort(key=lambda pair: pair[0] if isinstance(pair[0], Root)
                  else rational_root(pair[0].rational))
    return Spectrum(tuple(r for r, _ in distinct), tuple(c for _, c in distinct), nullity)


def eigenvalues(matrix: Matrix) -> Vector:
    """All eigenvalues of a symmetric matrix in increasing order: floats, or exact."""
    if matrix.dtype == object:
        return spectrum(matrix).eigenvalues
    return np.linalg.eigvalsh(matrix)
