"""What `bnlinear sweep` does once its options are read."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from bnlinear.checks import ArgumentError, count
from bnlinear.cli.cluster import cluster
from bnlinear.cli.reading import Reading
from bnlinear.cli.reports.json_report import write_report
from bnlinear.cli.show import sweep as show_sweep
from bnlinear.files import check_outputs
from bnlinear.plots import check_suffix
from bnlinear.sweeps import Diagonal, Sweep, SweepMethod, auto_rates, from_data
from bnlinear.sweeps import sweep as run
from bnlinear.sweeps.canonical.data import draw_start
from bnlinear.sweeps.methods import records
from bnlinear.sweeps.result import write_csv
from bnlinear.sweeps.running.limits import MOST_RATES, check_table
from bnlinear.tables import Table
from bnlinear.tables.centring import centred_floats

if TYPE_CHECKING:
    from rich.console import Console

#: Learning rates that `--lr auto` chooses.
AUTO = 200


@dataclass(frozen=True)
class Request:
    """The options, as they were given."""

    methods: str
    lr: str
    steps: int
    normalised: bool
    rng: int
    workers: int
    scheduler: str | None
    chaos: bool
    csv: str | None
    plot: str | None
    json_path: str | None


@dataclass(frozen=True, eq=False)
class Variant:
    """A method on a table; `bias` says whether it learns one: "raw", "centred" features, or ""."""

    method: SweepMethod
    bias: str
    label: str


def variants() -> dict[str, Variant]:
    """What `--method` offers, by name. The words are those of `bnlinear analyze`."""
    offered = {}
    for one in records():
        if one.option:
            offered[one.option] = Variant(one, "raw" if one.bias else "", one.name)
        if one.option and one.bias:
            offered[f"{one.option}-centred"] = Variant(one, "centred", f"{one.name} centred")
    return offered


def sweep(reading: Reading, request: Request, console: Console) -> None:
    """Sweep the least-squares problem of a table and report."""
    variants, grid = parse_methods(request.methods), parse_lr(request.lr)
    count("rng", request.rng)
    check_outputs({"--json": request.json_path, "--csv": request.csv, "--plot": request.plot},
                  reading.inputs)
    check_suffix("--plot", request.plot)
    table = reading.table()
    data = Data.of(table, request.normalised)
    runs = [(data.problem(one.bias, request.rng), one) for one in variants]
    if grid is None:
        grid = auto_rates([(problem, one.method) for problem, one in runs], AUTO)
    sweeps = _run_all(runs, grid, request)
    if request.csv is not None:  # files first: the screen may be gone
        write_csv(sweeps, request.csv)
    if request.plot is not None:
        show_sweep.draw(sweeps, request.plot)
    write_report(request.json_path, show_sweep.to_json(sweeps, source=table.source, H=data.words,
                                                       rng=request.rng, R_star=data.R_star,
                                                       rank=data.rank))
    show_sweep.show(sweeps, data, console)


def _run_all(runs: list[tuple[Diagonal, Variant]], grid: np.ndarray,
             request: Request) -> list[Sweep]:
    with ExitStack() as stack:
        workers = stack.enter_context(cluster(request.scheduler)) or request.workers
        bar = stack.enter_context(show_sweep.Progress(request.steps))
        return [replace(run(problem, one.method, grid, request.steps, workers=workers,
                            flag_chaos=request.chaos, progress=bar(one.label)), label=one.label)
                for problem, one in runs]


@dataclass(frozen=True, eq=False)
class Data:
    """The table in floats, its features and its target less their means; what is said of it."""

    table: Table
    X: np.ndarray
    y: np.ndarray
    means: np.ndarray
    mean_y: float
    words: str
    constant: tuple[str, ...]

    @classmethod
    def of(cls, table: Table, normalised: bool) -> Data:
        """Centred in exact numbers, then rounded: no digit that all rows share is lost twice."""
        check_table(*table.shape, table.source)
        columns = [centred_floats(column, f"{table.source}, column {name!r}")
                   for column, name in zip(table.columns, table.names, strict=True)]
        y, mean_y = centred_floats(table.target_column, f"{table.source}, target {table.target!r}")
        X, means = np.column_stack([x for x, _ in columns]), np.array([mean for _, mean in columns])
        constant: tuple[str, ...] = ()
        if normalised:
            size = np.where(np.any(X != 0, axis=0), np.abs(X).max(axis=0), 1.0)
            deviation = size * np.sqrt(np.mean((X / size) ** 2, axis=0))
            varies = deviation > 0
            constant = tuple(name for name, fine in zip(table.names, varies, strict=True)
                             if not fine)
            X, means = X[:, varies] / deviation[varies], means[varies] / deviation[varies]
        kind = "Corr(X), g = Cov(X, y)/std(X)" if normalised else "Cov(X), g = Cov(X, y)"
        return cls(table, X, y, means, mean_y, f"H = {kind}", constant)

    def problem(self, bias: str, rng: int) -> Diagonal:
        """With its start: weights drawn from the unit sphere, a bias of 0 if there is one."""
        means = {"": None, "raw": self.means, "centred": 0 * self.means}[bias]
        return from_data(self.X, self.y, draw_start(self.X.shape[1], rng), means=means,
                         mean_y=self.mean_y)

    @property
    def R_star(self) -> float:
        """What the best predictor explains, uᵀHu."""
        h = self.problem("", 0).h
        return float(h @ h)

    @property
    def rank(self) -> int:
        """How many features count, to floats."""
        return len(self.problem("", 0).h)


def parse_methods(text: str) -> list[Variant]:
    """The methods named in a list such as "bngd,gd"."""
    names, offered = [name.strip().lower() for name in text.split(",")], variants()
    for name in names:
        if name not in offered:
            raise ValueError(f"--method {text}: {name!r} is not one of {', '.join(offered)}")
    return [offered[name] for name in dict.fromkeys(names)]


def parse_lr(text: str) -> np.ndarray | None:
    """A grid; None for "auto"."""
    return None if text.strip().lower() == "auto" else parse_grid(text)


def parse_grid(text: str) -> np.ndarray:
    """A geometric grid "first:last:count", or a list "0.1,1,10"."""
    try:
        if ":" not in text:
            return np.array([float(part) for part in text.split(",")])
        first, last, number = text.split(":")
        size = int(number) if len(number) < 20 else MOST_RATES + 1
        if size < 1 or not (0 < float(first) < np.inf and 0 < float(last) < np.inf):
            raise ValueError
    except ValueError:
        raise ValueError(f"--lr {text}: give a grid as first:last:count, such as 1e-3:1e3:200, "
                         "a list, such as 0.1,1,10, or auto; learning rates are above 0") from None
    if size > MOST_RATES:
        raise ArgumentError("lr", text, f"a grid has at most {MOST_RATES:,} learning rates "
                            f"({8 * MOST_RATES / 1e6:,.0f} MB a column)", "take fewer")
    return np.geomspace(float(first), float(last), size)
