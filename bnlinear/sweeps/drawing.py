"""A sweep as a curve: the final excess loss against the learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.sweeps.kernels.chaos import FLOOR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Above so many times the loss at the start a run counts as diverged.
DIVERGED = 100


def plot_sweep(sweep: Any, *, ax: Axes | None = None, theory: bool = False) -> Axes:
    """Draw a `Sweep` on logarithmic axes; every line has a label. Returns the axes.

    Losses of 0, which have no place on such an axis, stand at its floor as triangles; diverged
    runs at its top as crosses. With `theory`, the end of the stable range, if there is one.
    """
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots()[1]
    order = np.argsort(sweep.learning_rates, kind="stable")
    x, y = sweep.learning_rates[order], sweep.final[order]
    top = DIVERGED * sweep.start
    shown, zero, lost = (y > 0) & (y <= top), y == 0, ~(y <= top)
    floor = y[shown].min() / 10 if np.any(shown) else FLOOR * max(sweep.start, 1e-300)
    line, = ax.loglog(x[shown], y[shown], marker=".", label=sweep.method)
    if theory and sweep.how.stable_end is not None:
        ax.axvline(sweep.how.stable_end(sweep.problem), linestyle=":", color=line.get_color(),
                   label=rf"{sweep.method}: $2/\lambda_{{\max}}$")
    flags = np.zeros(len(x), dtype=bool) if sweep.flags is None else sweep.flags[order] & shown
    for where, height, marker, what in (
            (zero, floor, "v", "loss 0"), (lost, top, "x", "diverged"), (flags, y, "+", "chaotic")):
        if np.any(where):
            ax.loglog(x[where], np.broadcast_to(height, y.shape)[where], marker, linestyle="",
                      color=line.get_color(), label=f"{sweep.method}: {what}")
    ax.set_xlabel(rf"learning rate ${sweep.how.symbol}$")
    ax.set_ylabel(rf"excess loss $J - \min J$ after {sweep.steps} steps")
    ax.legend()
    return ax
