"""From the text of cells to integers over powers of ten: by arrays, or one by one where odd.

A number is ``mantissa / 10**decimals``. Plain cells (`-12.50`) are read digit by digit, a whole
block at once; whatever else a cell may be is left to `parse`, with its exponents and spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import LONGEST, WIDEST

#: What stands for a missing value, in any case of letters.
MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "?", ".", "-"})

_NUMBER = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,5}))?", re.ASCII)
_DIGITS, _CHARACTERS = 18, 20  # what int64 holds; and with a sign and a point
_ZERO, _PLUS, _MINUS = np.frombuffer(b"0+-", np.uint8)


def parse(text: str, decimal: str = ".") -> tuple[int, int] | None:
    """Mantissa and decimals of a finite decimal number, or None.

    >>> parse("-1.50"), parse("2e3"), parse("1,5", decimal=","), parse("red"), parse("1e401")
    ((-150, 2), (2, -3), (15, 1), None, None)
    """
    if decimal != ".":
        text = text.replace(".", "x").replace(decimal, ".")
    match = _NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    sign, whole, part, exponent = match.groups()
    digits = whole + (part or "")
    if not digits:
        return None
    mantissa, decimals = int(sign + digits), len(part or "") - int(exponent or 0)
    if mantissa == 0:
        return 0, 0
    order = len(digits.lstrip("0")) - 1 - decimals
    return (mantissa, decimals) if abs(order) <= WIDEST else None


@dataclass(frozen=True, eq=False)
class Cells:
    """Numbers read from text, all of one shape.

    Attributes
    ----------
    mantissas, decimals
        Integers; 0 where a cell is odd.
    odd
        True where `parse` has to look.
    """

    mantissas: np.ndarray
    decimals: np.ndarray
    odd: np.ndarray


def parse_plain(text: np.ndarray, starts: np.ndarray, ends: np.ndarray,
                decimal: str = ".") -> Cells:
    """The cells ``text[starts[i]:ends[i]]`` of a buffer of bytes, shape (n,)."""
    lengths = np.minimum(ends - starts, 255).astype(np.uint8)
    longest = min(int(lengths.max(initial=0)), _CHARACTERS)
    mantissas: Any = np.zeros(len(ends), dtype=np.int32 if longest <= 9 else np.int64)
    digits, points, decimals = (np.zeros(len(ends), dtype=np.uint8) for _ in range(3))
    always = int(lengths.min(initial=0))
    at = ends - longest
    for place in range(longest - 1, -1, -1):  # from the end of the cell
        byte = text.take(at, mode="clip")
        at += 1
        digit = byte - _ZERO  # below 0 it wraps
        is_digit, is_point = digit <= 9, byte == ord(decimal)
        if place >= always:
            inside = lengths > place
            is_digit &= inside
            is_point &= inside
        mantissas *= np.where(is_digit, np.uint8(10), np.uint8(1))
        mantissas += digit * is_digit
        digits += is_digit
        points += is_point
        decimals += is_point * np.uint8(place)
    first = text.take(starts, mode="clip")
    minus = first == _MINUS  # an empty cell has no digit: never plain
    sign = minus | (first == _PLUS)
    plain = ((digits + points + sign == lengths) & (points <= 1) & (digits >= 1)
             & (digits <= _DIGITS) & (lengths <= _CHARACTERS))
    np.negative(mantissas, out=mantissas, where=minus)
    return Cells(np.where(plain, mantissas, 0), np.where(plain, decimals, 0).astype(np.int16),
                 ~plain)
