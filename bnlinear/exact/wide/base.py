"""A symmetric matrix in balls, in floats that are scaled, and times few vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flint
import numpy as np
from flint import arb, arb_mat, fmpz, fmpz_mat

from bnlinear.exact.wide.inertia import TINY, UNIT
from bnlinear.exact.wide.slices import MOST, Slices

#: Bits by which a diagonal entry must differ from 0 to set a scale.
CLEAR = 20
#: Rows from which on slices are faster than balls.
LEAST = 256


class Base:
    """A symmetric matrix B in balls, and in floats scaled to a diagonal of about 1.

    Parameters
    ----------
    compute
        Returns B at the working precision, shape (m, m).
    like
        Of at least its size: its scale serves where the diagonal of B may be 0.
    """

    #: Whether the balls of a row are integers that are rounded to the working precision, no wider.
    exact = False

    def __init__(self, compute: Callable[[], arb_mat], *, like: Base | None = None) -> None:
        self._compute, self._like = compute, like
        self._balls: tuple[int, arb_mat] | None = None
        self._floats: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None

    @classmethod
    def of_integers(cls, S: fmpz_mat) -> Integers:
        """An integer matrix."""
        return Integers(S)

    def balls(self) -> arb_mat:
        """B at the working precision; the last one asked for is held."""
        if self._balls is None or self._balls[0] != flint.ctx.prec:
            self._balls = flint.ctx.prec, self._compute()
        return self._balls[1]

    def diagonal(self) -> list[arb]:
        """The entries B_jj."""
        B = self.balls()
        return [B[j, j] for j in range(B.nrows())]

    def row(self, i: int) -> list[arb]:
        """The entries B_ij."""
        B = self.balls()
        return [B[i, j] for j in range(B.nrows())]

    def product(self, X: arb_mat) -> arb_mat:
        """BX for few columns, shape (m, c)."""
        return self.balls() * X

    def release(self) -> None:
        """Forget the balls, of which each takes as much memory as ten floats."""
        self._balls = None

    def floats(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """e, b = diag(2^e)·B·diag(2^e) and a bound on the error of each of its entries."""
        if self._floats is None:
            e = np.array([self._exponent(value, j) for j, value in enumerate(self.diagonal())])
            self._floats = (e, *self._scaled(e))
        return self._floats

    def _exponent(self, value: arb, j: int) -> int:
        """2^e brings the j-th column of a factor of B to a length of about 1."""
        if self._like is not None and value.rel_accuracy_bits() < CLEAR:
            return int(self._like.floats()[0][j])
        return -(log2(value) // 2)

    def _scaled(self, e: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """2^e_i·B_ij·2^e_j and bounds on the error; by rows, to keep few Python objects alive."""
        m = len(e)
        b, error = np.empty((m, m)), np.zeros((m, m))
        for i in range(m):
            row, powers = self.row(i), e[i] + e
            if np.max(np.abs(powers)) > 900:  # scaled in balls, where nothing overflows
                row = [v * arb(2) ** int(q) for v, q in zip(row, powers, strict=True)]
                powers = 0 * powers
            b[i] = np.ldexp([float(value) for value in row], powers)
            if not self.exact:
                error[i] = np.ldexp([radius(value) for value in row], powers)
        # a float is cut off by less than 2u of it; a rounded integer is wider by 2^-60 of u at most
        error += 2.001 * UNIT * np.abs(b) + TINY / m
        return b, error


class Integers(Base):
    """An integer matrix S that is positive semidefinite: if it is large, in slices."""

    exact = True

    def __init__(self, S: fmpz_mat) -> None:
        super().__init__(lambda: arb_mat(S))
        self.S = S
        self._slices: Slices | None = None

    def diagonal(self) -> list[arb]:
        return [arb(self.S[j, j]) for j in range(self.S.nrows())]

    def row(self, i: int) -> list[arb]:
        return [arb(self.S[i, j]) for j in range(self.S.nrows())]

    def product(self, X: arb_mat) -> arb_mat:
        if not LEAST <= self.S.nrows() <= MOST:
            return super().product(X)
        if self._slices is None:
            self._slices = Slices(self.S, self.floats()[0])
        return self._slices.product(X)


class LessRankOne(Base):
    """S − share·hhᵀ for an integer matrix S, positive semidefinite too, without a copy of S.

    Parameters
    ----------
    S
        Shape (m, m).
    h
        Shape (m,).
    share
        Returns the factor at the working precision.
    """

    def __init__(self, S: Integers, h: Sequence[fmpz], share: Callable[[], arb]) -> None:
        super().__init__(self._whole, like=S)
        self.whole, self.h, self._compute_share = S, h, share
        self._share: tuple[int, arb] | None = None

    def share(self) -> arb:
        """The factor at the working precision; the last one asked for is held."""
        if self._share is None or self._share[0] != flint.ctx.prec:
            self._share = flint.ctx.prec, self._compute_share()
        return self._share[1]

    def diagonal(self) -> list[arb]:
        share = self.share()
        return [value - share * arb(h)**2
                for value, h in zip(self.whole.diagonal(), self.h, strict=True)]

    def row(self, i: int) -> list[arb]:
        part = arb(self.h[i]) * self.share()
        return [value - part * h for value, h in zip(self.whole.row(i), self.h, strict=True)]

    def product(self, X: arb_mat) -> arb_mat:
        h = arb_mat(len(self.h), 1, self.h)
        return self.whole.product(X) - h * (h.transpose() * X * self.share())

    def _whole(self) -> arb_mat:
        """Entry by entry: sums of matrices would take several times the memory."""
        out = arb_mat(self.whole.S)
        for i in range(len(self.h)):
            for j, value in enumerate(self.row(i)):
                out[i, j] = value
        return out


def radius(value: arb) -> float:
    """Of the ball, a little more for the rounding to a float."""
    return float(value.rad()) * 1.001


def log2(value: arb) -> int:
    """The exponent of the leading bit of the midpoint."""
    mantissa, exponent = value.mid().man_exp()
    return int(mantissa).bit_length() + int(exponent)
