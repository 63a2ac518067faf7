"""Condition numbers as bars, and curves over steps: what `bnlinear analyze --plot` draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.plots.picture import save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Okabe and Ito (2008): told apart with any colour vision.
COLOURS = ("#E69F00", "#009E73", "#0072B2", "#D55E00", "#CC79A7", "#56B4E9", "#666666")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (6, 2)))


@dataclass(frozen=True, eq=False)
class Curve:
    """A method's name, and a value at each of some steps (shapes (k,))."""

    name: str
    steps: np.ndarray
    values: np.ndarray


def plot_kappa(names: Sequence[str], kappas: Sequence[Any], *, ax: Axes | None = None) -> Axes:
    """Horizontal bars of log κ, from κ = 1, each with its number. Returns the axes.

    `kappas` are floats, or decimals where no float holds them.
    """
    ax = ax if ax is not None else _axes()
    logs = [float(Decimal(kappa).log10()) for kappa in kappas]
    for place, (kappa, log) in enumerate(zip(kappas, logs, strict=True)):
        ax.barh(place, log, height=0.65, color=_colour(place))
        ax.annotate(f"{kappa:.4g}", (log, place), xytext=(3, 0),
                    textcoords="offset points", va="center", fontsize=8)
    ax.set_yticks(range(len(names)), names)
    ax.invert_yaxis()
    ax.set_xlim(0, 1.3 * max(*logs, 1))
    ax.locator_params("x", integer=True)
    ax.xaxis.set_major_formatter(lambda power, _: f"$10^{{{power:g}}}$")
    ax.set_xlabel("condition number κ (largest / smallest nonzero eigenvalue)")
    return ax


def plot_curves(curves: Sequence[Curve], ylabel: str, names: Sequence[str] = (), *,
                ax: Axes | None = None) -> Axes:
    """One line a method, steps and values on logarithmic axes. Returns the axes.

    `names` lists all methods, for colours that agree with the bars.
    """
    ax = ax if ax is not None else _axes()
    order = list(names) or [curve.name for curve in curves]
    for curve in curves:
        place = order.index(curve.name)
        shown = curve.steps > 0
        ax.plot(curve.steps[shown], curve.values[shown], label=curve.name, color=_colour(place),
                linestyle=DASHES[place % len(DASHES)], linewidth=1.6)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("step")
    ax.set_ylabel(ylabel)
    if curves:
        ax.legend(frameon=False, fontsize=8, loc="best")
    return ax


def _colour(place: int) -> str:
    return COLOURS[place % len(COLOURS)]


def _axes() -> Axes:
    from matplotlib.figure import Figure

    return Figure(layout="constrained").add_subplot()


def save(path: str, title: str, names: Sequence[str], kappas: Sequence[Any],
         curves: Sequence[Curve], ylabel: str) -> None:
    """Bars beside curves, in one file; its suffix says the format (png, pdf, svg)."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "bnlinear", "pdf.fonttype": 42}):
        figure = Figure(figsize=(10, 3.8), layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2)
        plot_kappa(names, kappas, ax=left)
        plot_curves(curves, ylabel, names, ax=right)
        for ax in (left, right):
            ax.spines[["top", "right"]].set_visible(False)
        figure.suptitle(title, fontsize=10)
        save_figure(figure, path, dpi=150)
