"""`python -m figures [ID …] [--list] [--out DIR] [--format pdf,svg,png]`."""

from __future__ import annotations

import argparse
import csv
import importlib
import inspect
import json
import pkgutil
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

import figures
from bnlinear import __version__
from bnlinear.cli.main import as_command
from bnlinear.files import write, writing_text
from figures import style

HELPERS = {"__main__", "style", "_networks"}
FORMATS = ("pdf", "svg", "png")
_PLAIN = (int, float, str, tuple, list, dict, np.ndarray, np.generic)

#: No dates and no versions: the same numbers give the same bytes.
METADATA = {"pdf": {"CreationDate": None, "Producer": None, "Creator": None},
            "svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def names() -> list[str]:
    """The ids of all figures: the modules of this folder."""
    found = (module.name for module in pkgutil.iter_modules(figures.__path__))
    return sorted(name for name in found if name not in HELPERS)


def load(name: str) -> ModuleType:
    return importlib.import_module(f"figures.{name}")


def title(module: ModuleType) -> str:
    return (module.__doc__ or "").strip().splitlines()[0].rstrip(".")


def render(name: str, out: Path, formats: list[str], rng: int = 0,
           quick: bool = False) -> list[Path]:
    """Compute one figure, write its numbers, pictures and record; returns their paths."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    from bnlinear.plots import save_figure
    from figures.style import SETTINGS

    module = load(name)
    columns = module.compute(rng=rng, **_quickly(module, quick))
    lengths = {key: len(values) for key, values in columns.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"{name}: columns of different lengths: {lengths}")
    out.mkdir(parents=True, exist_ok=True)
    written = [out / f"{name}.csv", *(out / f"{name}.{kind}" for kind in formats)]
    _csv(columns, written[0])
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=module.SIZE, layout="constrained")
        module.draw(columns, figure)
        for path, kind in zip(written[1:], formats, strict=True):
            save_figure(figure, path, metadata=METADATA[kind])
    about = record(module, name, rng) | _quickly(module, quick)
    text = json.dumps(about, indent=2, ensure_ascii=False)
    write(out / f"{name}.json", text + "\n")
    return [*written, out / f"{name}.json"]


def record(module: ModuleType, name: str, rng: int) -> dict[str, Any]:
    """What a figure's reader needs beside its numbers: caption, claims, parameters, seed."""
    head, _, rest = (module.__doc__ or "").strip().partition("\n")
    caption, _, claims = rest.partition("Claims: ")
    parameters = {key: value.tolist() if isinstance(value, np.ndarray | np.generic) else value
                  for key, value in vars(module).items()
                  if key.isupper() and isinstance(value, _PLAIN) and key not in dir(style)}
    return {"figure": name, "title": head.rstrip("."), "caption": " ".join(caption.split()),
            "claims": claims.strip().split(", "), "rng": rng, "bnlinear": __version__,
            "parameters": json.loads(json.dumps(parameters, default=str))}


def _quickly(module: ModuleType, quick: bool) -> dict[str, bool]:
    """A figure that takes long has a quick version: fewer seeds, fewer samples."""
    return {"quick": quick} if "quick" in inspect.signature(module.compute).parameters else {}


def _csv(columns: dict, path: Path) -> None:
    with writing_text(path) as file:
        writer = csv.writer(file, lineterminator="\n")  # quotes a comma in a name
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow(map(str, row))


def main(args: list[str] | None = None) -> int:
    """Draw the figures that the arguments name; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m figures", description="Draw the figures.")
    parser.add_argument("ids", metavar="ID", nargs="*", help="which ones; by default all")
    parser.add_argument("--list", action="store_true", help="list the figures, one a line")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("figures/out"))
    parser.add_argument("--format", default=",".join(FORMATS), help="default %(default)s")
    parser.add_argument("--rng", type=int, default=0, help="seed; default %(default)s")
    parser.add_argument("--quick", action="store_true",
                        help="networks: fewer seeds and samples, to see that all works")
    return as_command("python -m figures", lambda: lambda: run(parser.parse_args(args)),
                      alone=args is None)


def run(given: argparse.Namespace) -> int:
    """List or draw."""
    unknown = [name for name in given.ids if name not in names()]
    formats = [kind for kind in given.format.split(",") if kind]
    wrong = [kind for kind in formats if kind not in FORMATS]
    if unknown or wrong:
        raise ValueError(f"there is no figure {unknown[0]!r}; --list shows all" if unknown else
                         f"--format {wrong[0]!r} must be among {', '.join(FORMATS)}")
    if given.list:
        for name in names():
            print(f"{name}: {title(load(name))}")
        return 0
    for name in given.ids or names():
        start = time.perf_counter()
        try:
            render(name, given.out, formats, given.rng, given.quick)
        except ImportError as error:  # an optional library that one figure needs
            print(f"{name}: not drawn, {error}", file=sys.stderr)
            return 1
        print(f"{name}: {time.perf_counter() - start:.1f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
