"""Learning-rate schedules: a factor for each epoch."""

from __future__ import annotations

from dataclasses import dataclass

from bnlinear.checks import positive


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
        positive("factor", self.factor)

    def __call__(self, epoch: int) -> float:
        return float(self.factor ** sum(epoch >= start for start in self.at))
