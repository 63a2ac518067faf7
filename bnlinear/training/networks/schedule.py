"""Learning-rate schedules: a factor for each epoch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Drops:
    """The rates are multiplied by `factor` at each of these epochs, counted from 0.

    Examples
    --------
    >>> drops = Drops(at=(2, 4), factor=0.1)
    >>> [round(drops(epoch), 3) for epoch in range(6)]
    [1.0, 1.0, 0.1, 0.1, 0.01, 0.01]
    """

    at: tuple[int, ...]
    factor: float = 0.2

    def __post_init__(self) -> None:
        if not 0 < self.factor < float("inf"):
            raise ValueError(f"factor = {self.factor!r}; it must be a finite number above 0")

    def __call__(self, epoch: int) -> float:
        return float(self.factor ** sum(epoch >= start for start in self.at))
