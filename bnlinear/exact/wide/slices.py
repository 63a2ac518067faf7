"""An integer matrix times few vectors of balls: by float matrix products that cannot round.

Scaled by powers of two to a diagonal of about 1, the matrix is cut into slices of `BITS` bits, and
so are the vectors (Ozaki, Ogita, Oishi & Rump 2012). Products of slices are sums of integers below
2⁵³, where floats are exact; what is cut off, and the radii of the vectors, are bounded by one
number a column. The matrix takes a fifth of the memory of its balls, and less time if it is large.
"""

from __future__ import annotations

import flint
import numpy as np
from flint import arb, arb_mat, fmpz, fmpz_mat

#: Bits of a slice: 2·BITS + log₂(m) ≤ 53, so MOST rows; bits beyond the working precision; rows
#: of the product that are computed at once.
BITS, MOST, SPARE, STRIP = 20, 2**13, 16, 256


class Slices:
    """S, for products to the working precision.

    Parameters
    ----------
    S
        Symmetric, shape (m, m), m ≤ MOST.
    e
        Powers of two, shape (m,), for which diag(2^e)·S·diag(2^e) is of size about 1.
    """

    def __init__(self, S: fmpz_mat, e: np.ndarray) -> None:
        if S.nrows() > MOST:
            raise ValueError(f"{S.nrows()} rows: sums of so many products could round")
        self.S, self.e = S, [int(power) for power in e]
        self.units = [arb(2) ** -power for power in self.e]
        self.bits = -1
        self.parts: list[np.ndarray] = []

    def product(self, X: arb_mat) -> arb_mat:
        """SX, of balls; X has shape (m, c)."""
        self._cut(flint.ctx.prec + SPARE)
        m, c = X.nrows(), X.ncols()
        columns = [_Fixed([X[i, k] * unit for i, unit in enumerate(self.units)]) for k in range(c)]
        sums = self._sums(np.hstack([column.slices for column in columns]), c)
        out = arb_mat(m, c)
        for k, column in enumerate(columns):
            around = arb(0, (self.largest * column.error + self.cut_off * column.size).upper())
            unit = arb(2) ** (column.power - self.bits)
            for i, scale in enumerate(self.units):
                out[i, k] = (fmpz(sums[i, k]) * unit + around) * scale
        return out

    def _cut(self, bits: int) -> None:
        """To so many bits, or all."""
        lowest = -2 * min(self.e)  # bits below 1 that there are
        if self.bits >= min(bits, lowest):
            return
        self.bits = min(bits, lowest)
        count = max(1, -(-(self.bits + 2) // BITS))
        m, top = len(self.e), 0
        self.parts = [np.empty((m, m), dtype=np.float32) for _ in range(count)]
        for i, power in enumerate(self.e):
            row = [_shifted(int(self.S[i, j]), self.bits + power + self.e[j]) for j in range(m)]
            top = max(top, *map(abs, row))
            if top.bit_length() > BITS * count:
                raise ValueError("the matrix is not of size 1 with these scales")
            _write(np.array(row, dtype=object), [part[i] for part in self.parts])
        self.largest = (arb(top) + 1) * arb(2) ** -self.bits
        self.cut_off = arb(0) if self.bits == lowest else arb(2) ** -self.bits

    def _sums(self, slices: np.ndarray, c: int) -> np.ndarray:
        """Σ over both kinds of slices, each with its weight: integers, shape (m, c)."""
        m, count = len(self.e), slices.shape[1] // c
        by_weight = np.zeros((len(self.parts) + count - 1, m, c), dtype=np.int64)
        for a, part in enumerate(self.parts):
            for top in range(0, m, STRIP):
                block = part[top:top + STRIP].astype(float) @ slices
                for b in range(count):
                    by_weight[a + b, top:top + STRIP] += block[:, b::count].astype(np.int64)
        total = by_weight[0].astype(object)
        for more in by_weight[1:]:
            total = total * 2**BITS + more
        return total


class _Fixed:
    """A column of balls as integers times a power of two, in slices, shape (m, count).

    Attributes
    ----------
    error
        Σ over the rows of what the integers differ by.
    size
        Σ of their absolute values.
    power
        Of two: the unit of the integers.
    """

    def __init__(self, column: list[arb]) -> None:
        ends = [(int(a), int(q)) for a, q in (value.mid().man_exp() for value in column)]
        top = max((a.bit_length() + q for a, q in ends if a), default=0)
        count = -(-(flint.ctx.prec + SPARE) // BITS)
        shift = BITS * count - 1 - top  # the leading slice has a bit for the sign
        integers = [_shifted(a, q + shift) for a, q in ends]
        self.slices = np.empty((len(column), count))
        _write(np.array(integers, dtype=object), list(self.slices.T))
        unit = arb(2) ** -shift
        self.error = sum((value.rad() for value in column), arb(0)) + unit * len(column)
        self.size = unit * sum(map(abs, integers))
        self.power = -shift


def _shifted(value: int, power: int) -> int:
    """⌊value·2^power⌋."""
    return value << power if power >= 0 else value >> -power


def _write(values: np.ndarray, places: list[np.ndarray]) -> None:
    """values = Σ_k place_k·2^(BITS·(last − k)), all but the first in [0, 2^BITS)."""
    for place in places[:0:-1]:
        place[:] = values & (2**BITS - 1)
        values = values >> BITS
    places[0][:] = values
