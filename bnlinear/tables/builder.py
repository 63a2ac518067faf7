"""One column of a text table, built block by block: its numbers, what is missing, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from bnlinear.tables.cells import MISSING, Cells, parse
from bnlinear.tables.column import Column, smallest
from bnlinear.tables.problems import MOST_SHOWN, Problem
from bnlinear.tables.rows import Rows

_SAFE = 18  # powers of ten up to here are held by int64


@dataclass
class Builder:
    """What is known of a column so far.

    Attributes
    ----------
    place, name
        Where it stands in each row, and how it is called.
    wrong
        How many cells hold neither a number nor a missing value.
    missing
        The rows without a value.
    labels
        The texts that are no numbers, at most three of them, and the rows that hold them.
    examples, gaps
        The first cells that are wrong, or missing, as a `Problem` has them.
    """

    place: int
    name: str
    n: int = 0
    wrong: int = 0
    missing: list[np.ndarray] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    examples: list[tuple[str, str]] = field(default_factory=list)
    gaps: list[tuple[str, str]] = field(default_factory=list)
    _parts: list[tuple[np.ndarray, np.ndarray]] = field(default_factory=list)
    _large: dict[int, tuple[int, int]] = field(default_factory=dict)

    def add(self, cells: Cells, rows: Rows, decimal: str) -> None:
        """The next cells."""
        mantissas, decimals = cells.mantissas, cells.decimals
        missing = []
        for i in np.flatnonzero(cells.odd).tolist():
            text = rows.shown(i, self.place)
            number = parse(text, decimal)
            if number is None:
                if text.lower() in MISSING:
                    missing.append(self.n + i)
                    if len(self.gaps) < MOST_SHOWN:
                        self.gaps.append((self._where(rows, i), text))
                else:
                    self._refuse(i, text, rows)
                number = (0, 0)
            if abs(number[0]) < 2**63:  # and 2³¹ in short cells, whose mantissas are int32
                mantissas[i], decimals[i] = number
            else:
                self._large[self.n + i] = number
        if missing:
            self.missing.append(np.array(missing))
        if decimals.size and decimals.min() == decimals.max():
            decimals = decimals[:1].copy()  # the same for all: mostly it is
        self._parts.append((smallest(mantissas), decimals))
        self.n += len(mantissas)

    def _where(self, rows: Rows, i: int) -> str:
        return f"line {rows.lines[i]}, column {self.name!r}"

    def _refuse(self, i: int, text: str, rows: Rows) -> None:
        self.wrong += 1
        if len(self.examples) < MOST_SHOWN:
            self.examples.append((self._where(rows, i), text))
        if text in self.labels or len(self.labels) < 3:
            self.labels.setdefault(text, []).append(self.n + i)

    @property
    def problem(self) -> Problem:
        """What is wrong with it."""
        return Problem(self.name, self.wrong, sum(map(len, self.missing)), self.n, self.examples,
                       self.gaps, tuple(self.labels))

    def column(self, left_out: np.ndarray | None = None) -> Column:
        """Its numbers, without the rows of a mask."""
        scale = max([0, *(int(decimals.max()) for _, decimals in self._parts if decimals.size),
                     *(decimals for _, decimals in self._large.values())])
        parts = [self._scaled(mantissas, decimals, scale) for mantissas, decimals in self._parts]
        self._parts.clear()
        numerators = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int8)
        if self._large:
            numerators = numerators.astype(object)
            for row, (mantissa, decimals) in self._large.items():
                numerators[row] = mantissa * 10**(scale - decimals)
        if left_out is not None:
            numerators = numerators[~left_out]
        return _reduced(numerators, scale)

    @staticmethod
    def _scaled(mantissas: np.ndarray, decimals: np.ndarray, scale: int) -> np.ndarray:
        shift = np.where(mantissas == 0, 0, scale - decimals.astype(np.int64))
        if not shift.any():
            return mantissas
        low, high = int(mantissas.min()), int(mantissas.max())
        most = int(shift.max())
        if most <= _SAFE and max(-low, high) * 10**most < 2**63:
            powers = np.array([10**k for k in range(most + 1)], dtype=np.int64)
            return smallest(mantissas * powers[shift])
        return smallest([p * 10**k for p, k in zip(mantissas.tolist(), shift.tolist(),
                                                   strict=True)])


def _reduced(numerators: np.ndarray, scale: int) -> Column:
    """Over the least power of ten: "1.0" is 1."""
    while scale and not np.any(numerators % 10):
        numerators, scale = numerators // 10, scale - 1
    return Column(smallest(numerators), 10**scale)
