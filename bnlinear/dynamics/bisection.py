"""Bisection: a root of a scalar function between two points where it has opposite signs.

Pure in `*` and `/` and comparisons with zero, so it runs on floats and on exact numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from bnlinear.kinds import Scalar


def bisect(slope: Callable[[Any], Any], a: Scalar, b: Scalar, halvings: int) -> Scalar:
    """The middle of [a, b] after so many halvings that keep the sign change inside.

    A root is at most 2^−(halvings+1) |b − a| away. If the slope has the Lipschitz constant K,
    it is at most K 2^−(halvings+1) |b − a| there (Kohler et al. 2019, length step, has twice
    that with K = ζ/μ).

    Raises
    ------
    ValueError
        If the slope has the same sign at a and b.

    >>> bisect(lambda t: t * t - 2, 1.0, 2.0, 2)  # between 5/4 and 3/2
    1.375
    """
    at_a = slope(a)
    if at_a * slope(b) > 0:
        raise ValueError(f"the slope has one sign at both ends a = {a} and b = {b}; "
                         "bisection needs a sign change")
    for _ in range(halvings):
        middle = (a + b) / 2
        at_middle = slope(middle)
        if at_middle == 0:
            return middle
        if at_a * at_middle > 0:
            a, at_a = middle, at_middle
        else:
            b = middle
    return (a + b) / 2


def find_bracket(slope: Callable[[float], float], limit: float) -> tuple[float, float] | None:
    """Walk downhill from 0 by doubling until the slope changes sign.

    Parameters
    ----------
    slope
        Derivative of the function to minimise, defined on the whole line.
    limit
        How far to walk.

    Returns
    -------
    tuple or None
        (a, b), a nearer to 0: the slope at b has the other sign, or is 0 at a. (0, 0) if it is 0
        at 0. None if there is no sign change up to the limit (a slope that underflows to 0 is
        none), or the slope is not finite before.

    >>> find_bracket(lambda t: t - 5, limit=100.0), find_bracket(lambda t: 1.0, limit=100.0)
    ((4.0, 8.0), None)
    """
    at_zero = slope(0.0)
    if at_zero == 0:
        return 0.0, 0.0
    downhill = -np.sign(at_zero)
    a, b = 0.0, float(downhill) * min(1.0, limit)
    while abs(b) <= limit:
        found = slope(b)
        if not np.isfinite(found):
            return None
        if downhill * found > 0:
            return a, b
        a, b = b, 2 * b
    return None
