"""How training is shown: while it runs, as a table, a picture, CSV and JSON."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bnlinear import __version__
from bnlinear.dynamics import Outcome
from bnlinear.files import writing_text
from bnlinear.plots import save_figure
from bnlinear.training.networks import NetworkTraining

Runs = Mapping[str, NetworkTraining]


def summary(runs: Runs) -> Any:
    """For each method its best rate, with the mean over the seeds and their standard deviation."""
    from rich.table import Table as RichTable

    out = RichTable(box=None, pad_edge=False, header_style="bold")
    for title in ("method", "best lr", "training loss", "test error in %", "diverged"):
        out.add_column(title, justify="left" if title == "method" else "right", no_wrap=True)
    for name, run in runs.items():
        best = best_rate(run)
        error = "-" if run.test_error is None else _spread(100 * run.test_error[-1, :, best], ".1f")
        out.add_row(name, f"{run.learning_rates[best]:.4g}",
                    _spread(run.loss[-1, :, best], ".4g"), error,
                    f"{int(np.sum(run.outcome == Outcome.DIVERGED))} of {run.outcome.size}")
    return out


def divergences(runs: Runs) -> list[str]:
    """Which rates left the range of floats, for any seed."""
    lines = []
    for name, run in runs.items():
        gone = run.learning_rates[np.any(run.outcome == Outcome.DIVERGED, axis=0)]
        if len(gone):
            listed = ", ".join(f"{lr:.3g}" for lr in gone)
            lines.append(f"{name}: diverged at lr {listed}; what was reached before is kept")
    return lines


def best_rate(run: NetworkTraining) -> int:
    """The place of the rate with the least mean loss over the seeds."""
    return int(np.argmin(run.loss[-1].mean(axis=0)))


def _spread(values: np.ndarray, how: str) -> str:
    if len(values) == 1 or not np.all(np.isfinite(values)):
        return f"{values.mean():{how}}"
    return f"{values.mean():{how}} ± {values.std(ddof=1):{how}}"


def draw(runs: Runs, path: str) -> None:
    """Loss, and test error, against epochs; against the rate where there are several."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 3), layout="constrained")
    FigureCanvasAgg(figure)
    tested = all(run.test_error is not None for run in runs.values())
    axes = np.atleast_1d(figure.subplots(1, 1 + tested))
    for name, run in runs.items():
        several = len(run.learning_rates) > 1
        x = run.learning_rates if several else np.arange(len(run.loss))
        both = [run.loss] if run.test_error is None else [run.loss, run.test_error]
        for ax, values in zip(axes, both, strict=False):
            shown = values[-1] if several else values[:, :, 0].T  # one row a seed
            shown = np.where(np.isfinite(shown), shown, np.nan)  # a gap in the line
            low, middle, high = np.quantile(shown, [0.25, 0.5, 0.75], axis=0)
            line, = ax.plot(x, middle, marker="o", markersize=3, label=name)
            ax.fill_between(x, low, high, alpha=0.2, color=line.get_color(), linewidth=0)
    for ax, title in zip(axes, (r"training loss $\mathcal{L}$", "test error"), strict=False):
        ax.set(xlabel=r"learning rate $\varepsilon$" if several else "epoch", ylabel=title,
               yscale="log", xscale="log" if several else "linear")
    axes[0].legend()
    save_figure(figure, path)


COLUMNS = ("method", "seed", "lr", "epoch", "loss", "batch_loss", "test_error", "outcome")


def write_csv(runs: Runs, path: str) -> None:
    """One row for each method, seed, rate and epoch; epoch 0 is the start."""
    with writing_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, run in runs.items():
            outcomes = _outcomes(run)
            for (epoch, seed, rate), loss in np.ndenumerate(run.loss):
                batch = run.batch_loss[epoch - 1, seed, rate] if epoch else ""
                error = "" if run.test_error is None else run.test_error[epoch, seed, rate]
                writer.writerow([name, run.seeds[seed], run.learning_rates[rate], epoch, loss,
                                 batch, error, outcomes[seed][rate]])


def to_json(runs: Runs, **about: Any) -> dict[str, Any]:
    """Numbers, strings, lists; null for what is not a finite number."""
    return {"bnlinear": __version__, **about, "methods": [{
        "method": name, "seeds": list(run.seeds), "learning_rates": run.learning_rates.tolist(),
        "loss": _finite(run.loss), "batch_loss": _finite(run.batch_loss),
        "test_error": None if run.test_error is None else _finite(run.test_error),
        "outcome": _outcomes(run),
    } for name, run in runs.items()]}


def _outcomes(run: NetworkTraining) -> list[list[str]]:
    """"completed" or "diverged", for each seed and rate."""
    return [[outcome.name.lower() for outcome in row] for row in run.outcome.tolist()]


def _finite(values: np.ndarray) -> Any:
    """Nested lists, with null for what is not finite."""
    if values.ndim:
        return [_finite(part) for part in values]
    return float(values) if np.isfinite(values) else None


class Progress:
    """A bar on standard error with the loss, one line a method; nothing when not a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self.bar = Bar(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                       TextColumn("loss {task.fields[loss]}"), TimeRemainingColumn(),
                       console=Console(stderr=True), transient=True,
                       disable=not sys.stderr.isatty())

    def __enter__(self) -> Callable[[str], Callable[[int, int, float], None]]:
        self.bar.start()
        return self._line

    def _line(self, name: str) -> Callable[[int, int, float], None]:
        task = self.bar.add_task(name, total=None, loss="")
        shown = [0.0]

        def update(done: int, total: int, loss: float) -> None:
            shown[0] = loss if done == 1 else 0.95 * shown[0] + 0.05 * loss  # batches are noisy
            self.bar.update(task, completed=done, total=total, loss=f"{shown[0]:.3g}")

        return update

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
