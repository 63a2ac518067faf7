"""A figure as a file; the suffix of its name says the format."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bnlinear.files import is_special, writing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMATS = ("pdf", "png", "svg")


def check_suffix(option: str, path: str | None) -> None:
    """Raise a `ValueError` if the name of a picture does not say which format it has."""
    if path is not None and not is_special(path) and _suffix(path) not in FORMATS:
        raise ValueError(f"{option} {path}: the name must end in .{', .'.join(FORMATS)}")


def save_figure(figure: Figure, path: str | Path, **options: Any) -> None:
    """Save a matplotlib figure, whole or not at all; as png where a name has no suffix.

    `options` are those of `Figure.savefig`.
    """
    suffix = _suffix(path)
    with writing(path) as file:
        figure.savefig(file, format=suffix if suffix in FORMATS else "png", **options)


def _suffix(path: str | Path) -> str:
    return Path(path).suffix.lower().removeprefix(".")
