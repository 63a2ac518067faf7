"""What a sweep returns."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.files import writing_text
from bnlinear.sweeps.canonical.coordinates import Diagonal, bn_excess_loss
from bnlinear.sweeps.kernels import closed_form
from bnlinear.sweeps.kernels.chaos import FLOOR, ball_losses, is_chaotic
from bnlinear.sweeps.kernels.scaling import Scaled


@dataclass(frozen=True, eq=False)
class Sweep:
    """The excess losses of one method for a grid of learning rates.

    Attributes
    ----------
    method
        "GD", "BNGD", "direction step" or "SGD-G".
    learning_rates
        As given, shape (n_lr,): ε; the effective ê for the direction step.
    steps
        How many steps were taken.
    excess_loss
        Loss above the minimum (with its ½). record="final": after the last step, shape (n_lr,);
        record="every": after each, shape (n_lr, steps + 1), index 0 the start. Infinite where GD
        left the range of floats, NaN where a normalised trajectory did. A normalised loss is right
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
    """

    method: str
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
        if self.method == "GD":
            error = self.problem.v0 - self.problem.h
            return float(error @ error) / 2
        scaled = Scaled.of(self.problem)
        a0 = None if self.a0 is None else np.ldexp(self.a0, -scaled.h_power)
        return float(np.ldexp(bn_excess_loss(a0, scaled.v0, scaled.h), 2 * scaled.h_power))

    @property
    def rate(self) -> np.ndarray:
        """Measured factor of the excess loss in the last step, shape (n_lr,).

        NaN where there is none: no step was taken, the loss saturates, or it left the floats.
        """
        if self.steps == 0:
            return np.full(len(self.final), np.nan)
        before, after = self.last_two.T
        if self.method == "GD":
            logs = [closed_form.log_losses(self.problem, lr, [self.steps - 1, self.steps])
                    for lr in self.learning_rates]
            with np.errstate(over="ignore", invalid="ignore"):  # −∞ is a loss of 0: no rate
                return np.array([np.exp(b - a) if a > -np.inf else np.nan for a, b in logs])
        fine = np.minimum(before, after) > FLOOR * float(self.problem.h @ self.problem.h)
        return np.divide(after, before, out=np.full(len(after), np.nan), where=fine)

    def steps_to(self, tolerance: float) -> np.ndarray:
        """Steps until the excess loss is at most `tolerance`, shape (n_lr,); infinite if never.

        For GD from its closed form, however many steps it takes; otherwise within the steps of
        this sweep, which must have been recorded.
        """
        if not 0 < tolerance < np.inf:
            raise ValueError(f"tolerance = {tolerance}; it must be a finite number above 0")
        if self.method == "GD":
            return np.array([closed_form.steps_to(self.problem, lr, tolerance)
                             for lr in self.learning_rates])
        if self.excess_loss.ndim == 1:
            raise ValueError('this sweep kept only the final losses; run it with record="every" '
                             "to know when they passed a tolerance")
        below = self.excess_loss <= tolerance
        return np.where(below.any(axis=1), below.argmax(axis=1), np.inf)

    def chaotic(self) -> np.ndarray:
        """Where floats hold no digit of some recorded loss, shape (n_lr,); found by balls.

        Each trajectory is run again rigorously, with all the bits it needs: seconds for each
        learning rate at 1000 coordinates × 1000 steps. GD is never chaotic.
        """
        if self.flags is not None:
            return self.flags
        if self.method == "GD":
            return np.zeros(len(self.learning_rates), dtype=bool)
        check_balls(self.method)
        every = self.excess_loss.ndim == 2
        at = range(self.steps + 1) if every else [max(self.steps - 1, 0), self.steps]
        losses = self.excess_loss if every else self.last_two
        return np.array([
            is_chaotic(row, ball_losses(self.problem, float(lr), self.steps, at, a0=self.a0,
                                        lr_a=self.lr_a,
                                        direction=self.method == "direction step"), self.problem)
            for lr, row in zip(self.learning_rates, losses, strict=True)])

    def to_csv(self, path: str | Path) -> None:
        """Write one line a learning rate: its losses, its final ê, and its flag if there is one."""
        write_csv([self], path)

    def plot(self, ax: Any = None, *, theory: bool = False) -> Any:
        """Final excess loss against the learning rate, on logarithmic axes; returns the axes.

        Diverged runs are left out. With `theory`, the end of GD's stable range, 2/λmax; other
        methods have none.
        """
        if ax is None:
            import matplotlib.pyplot as plt

            ax = plt.subplots()[1]
        order = np.argsort(self.learning_rates, kind="stable")
        x, y = self.learning_rates[order], self.final[order]
        shown = (y > 0) & (y <= 100 * self.start)
        ax.loglog(x[shown], y[shown], marker=".", label=self.method)
        if self.flags is not None and np.any(self.flags):
            marked = self.flags[order] & shown
            ax.loglog(x[marked], y[marked], "x", label=f"{self.method}: chaotic")
        if theory and self.method == "GD":
            ax.axvline(2 / self.problem.eigenvalues.max(), linestyle=":", color="grey",
                       label=r"$2/\lambda_{\max}$")
        symbol = r"\hat\varepsilon" if self.method == "direction step" else r"\varepsilon"
        ax.set_xlabel(rf"learning rate ${symbol}$")
        ax.set_ylabel(rf"excess loss $J - \min J$ after {self.steps} steps")
        ax.legend()
        return ax


def check_balls(method: str) -> None:
    """Raise a `ValueError` for a method that is not run in balls here."""
    if method == "SGD-G":
        raise ValueError("chaos is looked for in BNGD and direction steps only; run SGD-G with "
                         "exact numbers through bnlinear.iterate to see its digits")


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
