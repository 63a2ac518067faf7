"""What `bnlinear sweep` does once its options are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bnlinear import __version__
from bnlinear.cli.json_report import write_report
from bnlinear.cli.reading import Reading
from bnlinear.dynamics import BNGD, GD, SGDG, rayleigh_step
from bnlinear.files import check_outputs
from bnlinear.plots import check_suffix, save_figure
from bnlinear.problems import LeastSquares
from bnlinear.sweeps import Sweep
from bnlinear.sweeps import sweep as run
from bnlinear.sweeps.result import write_csv
from bnlinear.tables import Table

METHODS = {"bngd": BNGD, "gd": GD, "rayleigh": rayleigh_step, "sgdg": SGDG}


def sweep(reading: Reading, *, methods: str, lr: str, steps: int, normalised: bool,
          rng: int, workers: int, chaos: bool, csv: str | None, plot: str | None,
          json_path: str | None, console: Any) -> None:
    """Sweep the least-squares problem of a table and report."""
    classes = parse_methods(methods)
    grid = parse_grid(lr)
    if workers < 1:
        raise ValueError(f"--workers {workers}: at least one worker is needed")
    if steps < 0:
        raise ValueError(f"--steps {steps}: a number of steps is 0 or more")
    if rng < 0:
        raise ValueError(f"--rng {rng}: a seed is a whole number, 0 or more")
    check_outputs({"--json": json_path, "--csv": csv, "--plot": plot}, reading.inputs)
    check_suffix("--plot", plot)
    table = reading.table()
    problem, H = problem_of(table, normalised)
    with _Progress() as bar:
        found = [run(problem, method, grid, steps, rng=rng, workers=workers, flag_chaos=chaos,
                     progress=bar(name)) for name, method in classes.items()]
    if csv is not None:  # files first: the screen may be gone
        write_csv(found, csv)
    if plot is not None:
        draw(found, plot)
    write_report(json_path, to_json(found, source=table.source, H=H, rng=rng,
                                    R_star=float(problem.R_star)))
    n, m = table.X.shape
    console.print(f"{table.source}: {n} rows, {m} features; {H}, R* = {problem.R_star:.6g}",
                  markup=False)
    console.print(summary(found))
    for note in table.notes:
        console.print(f"note: {note}", markup=False)


def problem_of(table: Table, normalised: bool) -> tuple[LeastSquares, str]:
    """Least squares on centred features, as a normalised method sees it, and its H in words."""
    X, y = table.X.astype(float), table.y.astype(float)
    X = X - X.mean(axis=0)
    if normalised:
        deviation = X.std(axis=0)
        if not np.all(deviation > 0):
            name = table.names[int(np.argmin(deviation))]
            raise ValueError(f"{table.source}: the feature {name!r} is constant, so it cannot be "
                             "normalised; drop it")
        X = X / deviation
    kind = "Corr(X), g = Cov(X, y)/std(X)" if normalised else "Cov(X), g = Cov(X, y)"
    return LeastSquares.from_data(X, y), f"H = {kind}"


def parse_methods(text: str) -> dict[str, Any]:
    """The methods named in a list such as "bngd,gd"."""
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in METHODS:
            raise ValueError(f"--method {text}: {name!r} is not one of {', '.join(METHODS)}")
    return {name: METHODS[name] for name in names}


def parse_grid(text: str) -> np.ndarray:
    """A geometric grid "first:last:count", or a list "0.1,1,10"."""
    try:
        if ":" not in text:
            return np.array([float(part) for part in text.split(",")])
        first, last, count = text.split(":")
        number = int(count)
        if number < 1 or not (0 < float(first) < np.inf and 0 < float(last) < np.inf):
            raise ValueError
        return np.geomspace(float(first), float(last), number)
    except ValueError:
        raise ValueError(f"--lr {text}: give a grid as first:last:count, such as 1e-3:1e3:200, "
                         "or a list, such as 0.1,1,10; learning rates are above 0") from None


def summary(sweeps: Sequence[Sweep]) -> Any:
    """For each method its best learning rate, and how far from it one may go."""
    from rich.table import Table as RichTable

    out = RichTable(box=None, pad_edge=False, header_style="bold")
    for title in ("method", "best lr", "excess loss", "lr within 10x of it", "chaotic"):
        out.add_column(title, justify="left" if title == "method" else "right", no_wrap=True)
    for one in sweeps:
        final = np.where(np.isfinite(one.final), one.final, np.inf)
        best = int(np.argmin(final))
        good = one.learning_rates[final <= 10 * final[best]]
        out.add_row(one.method, f"{one.learning_rates[best]:.4g}", f"{final[best]:.4g}",
                    f"{good.min():.3g} to {good.max():.3g}",
                    "-" if one.flags is None else str(int(one.flags.sum())))
    return out


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
    } for one in sweeps]}


def _finite(values: np.ndarray) -> list[float | None]:
    return [x if np.isfinite(x) else None for x in values.tolist()]


class _Progress:
    """A bar on standard error, one line a method; nothing when not a terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self.bar = Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
                            console=Console(stderr=True), transient=True,
                            disable=not sys.stderr.isatty())

    def __enter__(self) -> Callable[[str], Callable[[int, int], None]]:
        self.bar.start()
        return self._line

    def _line(self, name: str) -> Callable[[int, int], None]:
        task = self.bar.add_task(name, total=None)
        return lambda done, total: self.bar.update(task, completed=done, total=total)

    def __exit__(self, *_: object) -> None:
        self.bar.stop()
