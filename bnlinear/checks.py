"""What arguments must be, checked once; a wrong one is one `ArgumentError`.

Each check takes the argument's name and its value, and returns the value, ready to use. Exact
numbers stay exact. Messages speak of arguments, `batch_size`, never of options of a command line:
the command line translates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Never

import numpy as np

from bnlinear.exact.number import Number
from bnlinear.kinds import Batch, Matrix, Scalar, Vector

#: Orders of magnitude and characters of exact numbers that anybody may type, or put in a table.
WIDEST, LONGEST = 400, 1000


class ArgumentError(ValueError):
    """An argument that cannot be used.

    Parameters
    ----------
    argument
        Its name.
    value
        What was passed: itself, or a few words about it.
    rule
        What it must be, a clause: "it must be 0 or more".
    remedy
        What to do instead, a clause. Names of arguments stand in backquotes, with a value where
        one helps, in `rule` and `remedy` alike: "pass `ridge=1e-3`".

    Examples
    --------
    >>> raise ArgumentError("eps", -1, "it must be 0 or more")
    Traceback (most recent call last):
        ...
    bnlinear.checks.ArgumentError: eps = -1; it must be 0 or more
    """

    def __init__(self, argument: str, value: object, rule: str, remedy: str = "") -> None:
        super().__init__(argument, value, rule, remedy)  # all four: a copy by pickle is whole
        self.argument, self.value, self.rule, self.remedy = argument, value, rule, remedy

    def __str__(self) -> str:
        return f"{self.argument} = {self.shown}; {self.advice}"

    @property
    def shown(self) -> str:
        """The value, at most 80 characters of it."""
        text = str(self.value) if isinstance(self.value, Number) else repr(self.value)
        return text if len(text) <= 80 else text[:79] + "…"

    @property
    def advice(self) -> str:
        """Rule and remedy."""
        return f"{self.rule}; {self.remedy}" if self.remedy else self.rule


def counted(number: int, noun: str, plural: str = "") -> str:
    """A count and its noun, which agree.

    >>> counted(1, "feature"), counted(2, "feature"), counted(0, "batch", "batches")
    ('1 feature', '2 features', '0 batches')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def finite(name: str, value: Scalar, *, remedy: str = "") -> Scalar:
    """A finite real number: an int, a float, a fraction, or an exact `Number`."""
    if not _is_finite(value):
        raise ArgumentError(name, value, "it must be a finite number", remedy)
    return value


def nonnegative(name: str, value: Scalar, *, remedy: str = "") -> Scalar:
    """A finite number, 0 or more."""
    if not _is_finite(value) or not value >= 0:
        raise ArgumentError(name, value, "it must be a finite number, 0 or more", remedy)
    return value


def positive(name: str, value: Scalar, *, remedy: str = "") -> Scalar:
    """A finite number above 0."""
    if not _is_finite(value) or not value > 0:
        raise ArgumentError(name, value, "it must be a finite number above 0", remedy)
    return value


def share(name: str, value: Scalar, *, remedy: str = "") -> Scalar:
    """A number in [0, 1)."""
    if not _is_finite(value) or not 0 <= value < 1:
        raise ArgumentError(name, value, "it must be in [0, 1)", remedy)
    return value


def exact(name: str, value: Scalar, *, remedy: str = "") -> Number:
    """A rational number, from text too; not beyond 1e±400, where exact work takes for ever.

    >>> exact("eps", "1e-3")
    Number('1/1000')
    """
    text = str(value)
    size = re.fullmatch(r"[^eE]*[eE]([+-]?\d+)", text)
    if len(text) > LONGEST or (size and (len(size[1]) > 5 or abs(int(size[1])) > WIDEST)):
        raise ArgumentError(name, value, f"it must be a number within 1e±{WIDEST}, of at most "
                            f"{LONGEST} characters", remedy)
    try:
        return Number(text if isinstance(value, float) else value)
    except (ValueError, TypeError) as error:
        raise ArgumentError(name, value, "it must be a number such as 1e-3", remedy) from error


def count(name: str, value: Scalar, *, least: int = 0, most: int | None = None,
          remedy: str = "") -> int:
    """An integer from `least` to `most`; True and False are none, and 3.0 is none."""
    if _is_integer(value) and least <= value and (most is None or value <= most):
        return int(value)
    span = f"{least} or more" if most is None else f"from {least} to {most}"
    raise ArgumentError(name, value, f"it must be an integer, {span}", remedy)


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> str:
    """One of a few words."""
    if value not in allowed:
        listed = ", ".join(map(repr, allowed[:-1]))
        raise ArgumentError(name, value, f"it must be {listed} or {allowed[-1]!r}")
    return str(value)


def vector(name: str, values: Vector, *, size: int | None = None, remedy: str = "") -> np.ndarray:
    """Finite numbers in a row: floats, or a `Number` each if one of them is."""
    wanted = "(d,)" if size is None else f"({size},)"
    return _shaped(name, values, ndim=1, fits=lambda shape: size in (None, shape[0]),
                   wanted=wanted, remedy=remedy)


def matrix(name: str, values: Matrix, *, rows: int | None = None, columns: int | None = None,
           remedy: str = "") -> np.ndarray:
    """A table of finite numbers: floats, or a `Number` each if one of them is."""
    wanted = f"({'n' if rows is None else rows}, {'d' if columns is None else columns})"
    return _shaped(name, values, ndim=2, wanted=wanted, remedy=remedy,
                   fits=lambda shape: rows in (None, shape[0]) and columns in (None, shape[1]))


def _is_integer(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _is_finite(value: object) -> bool:
    if _is_integer(value) or isinstance(value, Fraction | Number):
        return True
    return isinstance(value, float | np.floating) and bool(np.isfinite(value))


def _shaped(name: str, values: Batch, *, ndim: int, fits: Callable[[tuple[int, ...]], bool],
            wanted: str, remedy: str) -> np.ndarray:
    entries = _entries(name, values, remedy)
    if entries.ndim != ndim or not entries.size or not fits(entries.shape):
        raise ArgumentError(name, Described(f"an array of shape {entries.shape}"),
                            f"its shape must be {wanted}", remedy)
    return entries


def _entries(name: str, values: Batch, remedy: str) -> np.ndarray:
    try:
        entries = np.asarray(values)
    except ValueError:  # rows of different lengths
        _not_numbers(name, values, remedy)
    if entries.dtype == object:
        if not all(_is_finite(value) for value in entries.flat):
            _not_numbers(name, values, remedy)
        if any(isinstance(value, Number) for value in entries.flat):
            return _exact(name, entries, remedy)
    elif entries.dtype.kind not in "iuf":
        _not_numbers(name, values, remedy)
    try:
        entries = entries.astype(float)
    except OverflowError:
        _not_numbers(name, values, remedy)
    wrong = np.argwhere(~np.isfinite(entries))
    if len(wrong):
        place = tuple(int(i) for i in wrong[0])
        raise ArgumentError(f"{name}{list(place)}", float(entries[place]),
                            "every entry must be finite", remedy)
    return entries


def _exact(name: str, entries: np.ndarray, remedy: str) -> np.ndarray:
    """Numbers throughout. A float among them has no one exact meaning, and is refused."""
    for place, value in np.ndenumerate(entries):
        if isinstance(value, float | np.floating):
            raise ArgumentError(f"{name}{list(place)}", value, "exact numbers allow no float",
                                remedy or "pass Number(...) throughout, or floats throughout")
    out = np.empty(entries.shape, dtype=object)
    for place, value in np.ndenumerate(entries):
        out[place] = Number(value)
    return out


def _not_numbers(name: str, values: Batch, remedy: str) -> Never:
    raise ArgumentError(name, values, "it must be an array of finite real numbers", remedy)


class Described(str):
    """A few words about a value that is too long to show."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
