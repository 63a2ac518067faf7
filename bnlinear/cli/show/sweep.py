"""What `bnlinear sweep` prints, draws and writes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear import __version__
from bnlinear.checks import counted
from bnlinear.cli.terminal.complaints import in_options
from bnlinear.plots import save_figure
from bnlinear.sweeps import Sweep

if TYPE_CHECKING:
    from rich.console import Console


def show(sweeps: Sequence[Sweep], data: Any, console: Console) -> None:
    """The table's name and sizes, a line a method, and what to do next."""
    n, m = data.table.shape
    rank = data.rank
    console.print(f"{data.table.source}: {counted(n, 'row')}, {counted(m, 'feature')}; "
                  f"{data.words}, R* = {data.R_star:.6g}", markup=False)
    if data.constant:
        console.print(f"constant, left out: {', '.join(data.constant)}", markup=False)
    if rank < data.X.shape[1]:
        console.print(f"to floats the features have rank {rank} of {data.X.shape[1]}: least "
                      "squares has a flat of minimisers, and no step moves along it", markup=False)
    console.print(summary(sweeps))
    for note in (note for one in sweeps for note in notes(one)):
        console.print(note, markup=False)
    for note in data.table.notes:
        console.print(f"note: {in_options(note)}", markup=False)


def summary(sweeps: Sequence[Sweep]) -> Any:
    """For each method its best learning rate, and how far from it one may go."""
    from rich.table import Table as RichTable

    out = RichTable(box=None, pad_edge=False, header_style="bold")
    for title in ("method", "best lr", "excess loss", "lr within 10x of it", "chaotic"):
        out.add_column(title, justify="left" if title == "method" else "right", no_wrap=True)
    for one in sweeps:
        out.add_row(one.method, *_best(one),
                    "-" if one.flags is None else str(int(one.flags.sum())))
    return out


def _best(one: Sweep) -> tuple[str, str, str]:
    if _all_diverged(one):
        return "-", "-", "-"
    final = _final(one)
    best = int(np.argmin(final))
    good = one.learning_rates[final <= 10 * final[best]]
    within = f"{good.min():.3g} to {good.max():.3g}" if final[best] > 0 else "-"
    return f"{one.learning_rates[best]:.4g}", f"{final[best]:.4g}", within


def notes(one: Sweep) -> list[str]:
    """What the numbers of one method mean for the next try."""
    if _all_diverged(one):
        end = "" if one.how.stable_end is None else (
            f"; it is stable below {one.how.stable_end(one.problem):.4g}")
        return [f"{one.method}: all learning rates diverged{end}; take smaller ones, or --lr auto"]
    rates, final = one.learning_rates, _final(one)
    best = rates[int(np.argmin(final))]
    if len(rates) < 3 or rates.min() < best < rates.max() or final.min() == 0:
        return []
    side = "smallest" if best == rates.min() else "largest"
    return [f"{one.method}: the best learning rate is the {side} of the grid; widen it there, or "
            "take --lr auto"]


def _final(one: Sweep) -> np.ndarray:
    return np.where(np.isfinite(one.final), one.final, np.inf)


def _all_diverged(one: Sweep) -> bool:
    """Has every run left the floats or, of a method with a stable range, ended above its start?"""
    most = np.inf if one.how.stable_end is None else one.start
    return one.steps > 0 and not np.any((one.final <= most) & np.isfinite(one.final))


def draw(sweeps: Sequence[Sweep], path: str) -> None:
    """All methods in one figure."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    for one in sweeps:
        one.plot(ax, theory=True)
    ax.set_xlabel("learning rate")
    save_figure(figure, path)


def to_json(sweeps: Sequence[Sweep], **about: Any) -> dict[str, Any]:
    """Numbers, strings, lists; null for what is not a finite number."""
    return {"bnlinear": __version__, **about, "sweeps": [{
        "method": one.method, "kernel": one.kernel, "steps": one.steps,
        "learning_rates": one.learning_rates.tolist(),
        "excess_loss": _finite(one.final), "effective_lr": _finite(one.effective_lr),
        "rate": _finite(one.rate),
        "chaotic": None if one.flags is None else one.flags.tolist(),
        "notes": notes(one),
    } for one in sweeps]}


def _finite(values: np.ndarray) -> list[float | None]:
    return [x if np.isfinite(x) else None for x in values.tolist()]


class Progress:
    """A bar on standard error, one line a method, by steps; nothing when not a terminal."""

    def __init__(self, steps: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self.steps = steps
        self.bar = Bar(TextColumn("{task.description}"), BarColumn(),
                       TextColumn("{task.completed:.3g} of {task.total:.3g} steps"),
                       TimeRemainingColumn(), console=Console(stderr=True), transient=True,
                       disable=not sys.stderr.isatty())

    def __enter__(self) -> Callable[[str], Callable[[float, int], None]]:
        self.bar.start()
        return self._line

    def _line(self, name: str) -> Callable[[float, int], None]:
        task, steps = self.bar.add_task(name, total=1), max(self.steps, 1)
        return lambda done, total: self.bar.update(task, completed=done * steps,
                                                   total=total * steps)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
