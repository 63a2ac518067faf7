"""A grid of learning rates chosen for a problem: from its stable range and the dimension law."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described, count
from bnlinear.sweeps.canonical.coordinates import Diagonal
from bnlinear.sweeps.methods import record_of

#: How far beyond the useful range a grid goes on either side, to show where it ends.
MARGIN = 30.0

#: What `sweep` takes.
LEAST, MOST = 1e-300, 1e300


def auto_rates(problems: Iterable[tuple[Diagonal, Any]], number: int = 200) -> np.ndarray:
    """One geometric grid that shows the useful range of each method, shape (number,).

    Gradient descent's is (0, 2/λmax). BNGD's lies between the asymptotes of its effective learning
    rate and grows with the dimension (Cai et al. 2019, the role of the dimension).

    Parameters
    ----------
    problems
        Pairs of a problem with its start and a method, as for `sweep`.
    number
        How many learning rates, at least 2.

    Examples
    --------
    >>> import bnlinear
    >>> problem = Diagonal.from_spectrum([1.0, 4.0], [1.0, 1.0], [2.0, 0.5])
    >>> auto_rates([(problem, bnlinear.GD)], 3)
    array([1.66666667e-04, 5.00000000e-02, 1.50000000e+01])
    """
    count("number", number, least=2)
    ranges = []
    for problem, method in problems:
        merged = problem.merged()
        if not np.any(merged.h):
            raise ArgumentError("learning_rates", "auto", "no feature explains the target, so no "
                                "learning rate is better than another", "give a grid")
        with np.errstate(divide="ignore", over="ignore"):
            ranges.append(record_of(method).useful(merged))
    if not ranges:
        raise ArgumentError("problems", Described("no problem"), "there must be one at least")
    low, high = np.array(ranges).T
    with np.errstate(over="ignore"):
        first, last = np.clip([low.min() / MARGIN, high.max() * MARGIN], LEAST, MOST)
    return np.geomspace(first, last, number)
