"""A target of two classes that are words: yes and no are 1 and 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bnlinear.tables.column import Column

_PAIRS = (("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("negative", "positive"),
          ("neg", "pos"), ("absent", "present"), ("off", "on"), ("bad", "good"), ("fail", "pass"),
          ("control", "case"), ("dead", "alive"))


def two_classes(labels: Mapping[str, Sequence[int]], n: int,
                left_out: np.ndarray | None = None) -> tuple[Column, str]:
    """A column of 0 and 1, and which is which.

    Parameters
    ----------
    labels
        The rows of each of the two words.
    n, left_out
        How many rows there are, and a mask of those that are left out.
    """
    zero, one = _ordered(*labels)
    column = np.zeros(n, dtype=np.int8)
    column[np.asarray(labels[one])] = 1
    if left_out is not None:
        column = column[~left_out]
    return Column(column), f"{zero!r} counts as 0, {one!r} as 1"


def _ordered(first: str, second: str) -> tuple[str, str]:
    """Of the usual pairs the one that says yes comes last; else the alphabet decides.

    >>> _ordered("Yes", "No"), _ordered("versicolor", "setosa")
    (('No', 'Yes'), ('setosa', 'versicolor'))
    """
    known = {first.casefold(): first, second.casefold(): second}
    for pair in _PAIRS:
        if set(pair) == set(known):
            return known[pair[0]], known[pair[1]]
    low, high = sorted((first, second), key=lambda word: (word.casefold(), word))
    return low, high
