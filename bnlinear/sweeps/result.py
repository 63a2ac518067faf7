"""What a sweep returns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.checks import ArgumentError, positive
from bnlinear.files import writing_text
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.drawing import plot_sweep
from bnlinear.sweeps.kernels.chaos import is_chaotic
from bnlinear.sweeps.methods.record import SweepMethod

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class Sweep:
    """The excess losses of one method for a grid of learning rates.

    Attributes
    ----------
    how
        The record of its method; `method` is its name, such as "BNGD".
    learning_rates
        As given, shape (n_lr,): ε; the effective ê for the direction step.
    steps
        How many steps were taken.
    excess_loss
        Loss above the minimum (with its ½). record="final": after the last step, shape (n_lr,);
        record="every": after each, shape (n_lr, steps + 1), index 0 the start. Infinite where GD
        left the range of floats, NaN where a normalized trajectory did. A normalized loss is right
        to rounding while above about 1e-32·R*, where it saturates; see `chaotic`.
    last_two
        Excess losses after the last step but one and after the last, shape (n_lr, 2).
    effective_lr
        ê = εax/σ³ after the last step, shape (n_lr,); ε itself for GD.
    problem, a0, lr_a
        The problem with its start, in canonical coordinates; the start and the rate of the scale.
    kernel
        What computed it: "numba", "numpy" or "closed form".
    flags
        Chaotic learning rates, shape (n_lr,), if asked for by `flag_chaos=True`.
    label
        Another name for tables and plots.
    """

    how: SweepMethod
    learning_rates: np.ndarray
    steps: int
    excess_loss: np.ndarray
    last_two: np.ndarray
    effective_lr: np.ndarray
    problem: Diagonal
    a0: float | None
    lr_a: float
    kernel: str
    flags: np.ndarray | None = None
    label: str = ""

    @property
    def method(self) -> str:
        """What tables and plots call it: its label, or the name of its method."""
        return self.label or self.how.name

    def __repr__(self) -> str:
        lrs, final = self.learning_rates, self.final
        best = int(np.argmin(np.where(np.isnan(final), np.inf, final)))
        chaotic = "" if self.flags is None else f", {int(self.flags.sum())} chaotic"
        return (f"Sweep({self.method}, {len(lrs)} learning rates {lrs.min():.4g} to "
                f"{lrs.max():.4g}, {self.steps} steps: least excess loss {final[best]:.4g} at "
                f"{lrs[best]:.4g}{chaotic})")

    @property
    def final(self) -> np.ndarray:
        """Excess loss after the last step, shape (n_lr,)."""
        return self.last_two[:, 1]

    @property
    def start(self) -> float:
        """Excess loss before the first step."""
        return self.how.start_loss(self.problem, self.a0)

    @property
    def rate(self) -> np.ndarray:
        """Measured factor of the excess loss in the last step, shape (n_lr,).

        NaN where there is none: no step was taken, the loss saturates, or it left the floats.
        """
        return self.how.rate(self) if self.steps else np.full(len(self.final), np.nan)

    def steps_to(self, tolerance: float) -> np.ndarray:
        """Steps until the excess loss is at most `tolerance`, shape (n_lr,); infinite if never.

        For GD from its closed form, however many steps it takes; otherwise within the steps of
        this sweep, which must have been recorded.
        """
        positive("tolerance", tolerance)
        return self.how.steps_to(self, tolerance)

    def chaotic(self) -> np.ndarray:
        """Where floats hold no digit of some recorded loss, shape (n_lr,); found by balls.

        Each trajectory is run again rigorously, with all the bits it needs: seconds for each
        learning rate at 1000 coordinates × 1000 steps. GD is never chaotic.
        """
        if self.flags is not None:
            return self.flags
        if self.how.stepless:
            return np.zeros(len(self.learning_rates), dtype=bool)
        check_balls(self.how)
        balls: Any = self.how.ball_losses
        every = self.excess_loss.ndim == 2
        at = range(self.steps + 1) if every else [max(self.steps - 1, 0), self.steps]
        losses = self.excess_loss if every else self.last_two
        return np.array([
            is_chaotic(row, balls(self.problem, float(lr), self.steps, at, a0=self.a0,
                                  lr_a=self.lr_a), self.problem)
            for lr, row in zip(self.learning_rates, losses, strict=True)])

    def to_csv(self, path: str | Path) -> None:
        """Write one line a learning rate: its losses, its final ê, and its flag if there is one."""
        write_csv([self], path)

    def plot(self, ax: Axes | None = None, *, theory: bool = False) -> Axes:
        """Final excess loss against the learning rate, on logarithmic axes; returns the axes.

        Losses of 0 are drawn at the floor of the axis, diverged runs as crosses at its top. With
        `theory`, the end of GD's stable range, 2/λmax; other methods have none.
        """
        return plot_sweep(self, ax=ax, theory=theory)


def check_balls(how: SweepMethod) -> None:
    """Raise an `ArgumentError` for a method that is not run in balls here."""
    if how.ball_losses is None and not how.stepless:  # a closed form is never chaotic
        raise ArgumentError("flag_chaos", True, f"{how.name} is not run in balls here",
                            "run it with exact numbers through bnlinear.iterate to see its digits")


def write_csv(sweeps: Sequence[Sweep], path: str | Path) -> None:
    """Sweeps of equal length and record in one table, floats in full."""
    first = sweeps[0]
    every = first.excess_loss.ndim == 2
    header = ["method", "learning_rate", "effective_lr",
              *([f"excess_loss_{k}" for k in range(first.steps + 1)] if every
                else ["excess_loss"]),
              *([] if first.flags is None else ["chaotic"])]
    with writing_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for sweep in sweeps:
            for i, lr in enumerate(sweep.learning_rates):
                numbers = [lr, sweep.effective_lr[i], *np.atleast_1d(sweep.excess_loss[i])]
                flag = [] if sweep.flags is None else [int(sweep.flags[i])]
                writer.writerow([sweep.method, *(repr(float(x)) for x in numbers), *flag])
