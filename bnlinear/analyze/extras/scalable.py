"""What the best diagonal scaling is sought for: a covariance matrix, exact or in balls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from flint import arb, arb_mat, fmpq_poly

from bnlinear.exact.matrices import from_flint, rank, to_flint
from bnlinear.exact.number import Number, dyadic_array
from bnlinear.exact.pencils import pencil_polynomial
from bnlinear.exact.precision import at_precision
from bnlinear.exact.spectra import spectrum_from_polynomial
from bnlinear.exact.wide import Base, Extremes
from bnlinear.exact.wide.form import scaled
from bnlinear.theory.hessians import AnySpectrum

#: Bits of the dual bound.
BITS = 128
#: Balls of a product that are held at once: fewer columns than a matrix cost more for each.
HELD = 2**17


class Scalable(Protocol):
    """A covariance C = diag(u)⁻¹R·diag(u)⁻¹, u powers of two, the diagonal of R about 1."""

    @property
    def rank(self) -> int:
        """Of C."""

    def floats(self) -> np.ndarray:
        """R."""

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        """1/diag(C), and the spectrum of diag(1, R) scaled to a diagonal of 1."""

    def units(self) -> np.ndarray:
        """u, exact."""

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        """Of diag(1, V^(−1/2)·R·V^(−1/2)), V = diag(v)."""

    def traces(self, half: np.ndarray) -> tuple[Number, list[Number]]:
        """tr(FFᵀR) and the diagonal of RFFᵀR for F = half, exact or in balls."""


class ExactCovariance:
    """From an object array of Numbers without zeros on its diagonal, shape (m, m), any rank."""

    def __init__(self, C: np.ndarray) -> None:
        self._units = np.array([_power_of_two(value) for value in np.diag(C)], dtype=object)
        self.R = C * np.outer(self._units, self._units)
        self.rank = rank(self.R)

    def floats(self) -> np.ndarray:
        return self.R.astype(float)

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        diagonal = np.diag(self.R)
        return self._units**2 / diagonal, self.spectrum(diagonal)

    def units(self) -> np.ndarray:
        return self._units

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        return spectrum_from_polynomial(pencil_polynomial(self.R, v) * fmpq_poly([-1, 1]))

    def traces(self, half: np.ndarray) -> tuple[Number, list[Number]]:
        F = dyadic_array(half)
        RF = from_flint(to_flint(self.R) * to_flint(F))
        return (F * RF).sum(), [*(RF * RF).sum(axis=1)]


@dataclass(frozen=True, eq=False)
class WideCovariance:
    """From a base whose forms diag(f)·B·diag(f) have their extreme eigenvalues enclosed.

    Attributes
    ----------
    base
        B, positive semidefinite; its own diagonal scales are of no account here.
    rank
        Of B.
    extremes
        From f to the extreme nonzero eigenvalues.
    correlations
        Those of B scaled to a diagonal of 1, if they are known.
    """

    base: Base
    rank: int
    extremes: Callable[[Callable[[], list[arb]]], Extremes]
    correlations: Extremes | None = None

    def floats(self) -> np.ndarray:
        return at_precision(BITS, self.base.floats)[1]

    def units(self) -> np.ndarray:
        e = at_precision(BITS, self.base.floats)[0]
        return np.array([Number(2) ** int(power) for power in e], dtype=object)

    def normalised(self) -> tuple[np.ndarray, AnySpectrum]:
        def diagonal() -> list[arb]:
            B = self.base.balls()
            return [B[j, j] for j in range(B.nrows())]

        D2 = [Number.from_ball(1 / value) for value in at_precision(BITS, diagonal)]
        ends = self.correlations or self.extremes(
            lambda: [1 / value.sqrt() for value in diagonal()])
        return np.array(D2, dtype=object), ends.including(1)

    def spectrum(self, v: np.ndarray) -> AnySpectrum:
        u = self.units()
        return self.extremes(lambda: [a.ball / b.ball.sqrt() for a, b in zip(u, v, strict=True)]
                             ).including(1)

    def traces(self, half: np.ndarray) -> tuple[Number, list[Number]]:
        return at_precision(BITS, lambda: self._traces(half))

    def _traces(self, half: np.ndarray) -> tuple[Number, list[Number]]:
        """Some columns at a time, since balls take much memory; R = diag(u)·B·diag(u)."""
        u = [value.ball for value in self.units()]
        top, squares = arb(0), [arb(0)] * len(half)
        columns = max(1, HELD // len(half))
        for start in range(0, half.shape[1], columns):
            F = arb_mat(half[:, start:start + columns].tolist())
            BuF = self.base.balls() * scaled(F, u)
            for i, (left, right) in enumerate(zip(F.tolist(), BuF.tolist(), strict=True)):
                sums = arb_mat([left, right]) * arb_mat([right]).transpose()
                top += sums[0, 0] * u[i]
                squares[i] += sums[1, 0] * u[i]**2
        return Number.from_ball(top), [Number.from_ball(value) for value in squares]


def _power_of_two(variance: Number) -> Number:
    """About 1/std, whatever its size."""
    exact = variance.rational
    doubled = int(exact.q).bit_length() - int(exact.p).bit_length()
    return Number(2) ** (doubled // 2)
