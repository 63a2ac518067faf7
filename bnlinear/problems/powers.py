"""Powers of two that bring floats to a size whose square is in range, without changing a digit.

What is normalized does not depend on the size of its argument, so floats need not either: the
square of 1e200 leaves their range, 1e200 does not. Exact numbers and moments need no such help.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.kinds import Vector


def scaled(w: Vector, axis: int | None = None) -> tuple[Any, Any]:
    """w/2ᵖ with its largest entry in [½, 1), and p; w and 0 for what is not floats.

    With `axis=0`, one p for each column. Zeros, and what is not finite, stay as they are.

    >>> scaled(np.array([6.0, -2.0]))
    (array([ 0.75, -0.25]), 3)
    """
    if not isinstance(w, np.ndarray) or w.dtype.kind != "f":
        return w, 0
    largest = np.max(np.abs(w), axis=axis, initial=0.0)
    power = np.where(np.isfinite(largest), np.frexp(largest)[1], 0)
    return np.ldexp(w, -power), power if power.ndim else int(power)
