"""Chaotic learning rates: where floats hold no digit of the excess loss, found by balls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from flint import arb

from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.sweeps.canonical.coordinates import (
    Diagonal,
    bn_excess_loss,
    bngd_step,
    direction_step,
)

#: Below this share of R* an excess loss is rounding: e = h − cv is right to eps·|h| only, and
#: ten thousand times eps² leaves room for the sum over the coordinates.
FLOOR = 1e4 * np.finfo(float).eps**2

#: Off by that much, the first digit is wrong.
NO_DIGIT = 0.1

_MOST_BITS = 2**20


def ball_losses(problem: Diagonal, lr: float, steps: int, at: Iterable[int], *,
                a0: float | None, lr_a: float, direction: bool = False) -> np.ndarray:
    """The excess losses after the steps `at`, right to nine digits; shape (len(at),).

    The same step functions as everywhere, on balls, from the very numbers the floats start from.
    Balls lose one to three bits a step; the precision is doubled until the result is sharp.

    Raises
    ------
    Undecided
        If a million bits do not suffice.
    """
    wanted, bits = list(at), 128 + 3 * steps
    while bits <= _MOST_BITS:
        try:
            found = at_precision(bits, lambda: _losses(problem, lr, steps, a0, lr_a, direction))
            sharp = [_float(found[k], problem) for k in wanted]
            if None not in sharp:
                return np.array(sharp, dtype=float)
        except (Undecided, ZeroDivisionError):
            pass
        bits *= 2
    raise Undecided(f"lr = {lr}: {_MOST_BITS} bits do not follow {steps} steps; ask for fewer")


def _losses(problem: Diagonal, lr: float, steps: int, a0: float | None, lr_a: float,
            direction: bool) -> list[Any]:
    eigenvalues, v, h = (_balls(x) for x in (problem.eigenvalues, problem.v0, problem.h))
    rate, rate_a = arb(lr), arb(lr_a)
    a = None if direction else (h @ v) / np.sqrt(v @ v) if a0 is None else arb(a0)
    losses = [bn_excess_loss(a, v, h)]
    for _ in range(steps):
        if direction:
            v = direction_step(v, eigenvalues, h, rate)
        else:
            a, v = bngd_step(a, v, eigenvalues, h, rate, rate_a)
        losses.append(bn_excess_loss(a, v, h))
    return losses


def _balls(values: np.ndarray) -> np.ndarray:
    return np.array([arb(float(x)) for x in values], dtype=object)


def _float(ball: Any, problem: Diagonal) -> float | None:
    """The middle of a ball that is sharp: to nine digits, or far below the floor."""
    if not ball.is_finite():
        return None
    size = max(abs(float(ball.mid())), FLOOR * 1e-3 * float(problem.h @ problem.h))
    return float(ball.mid()) if float(ball.rad()) <= 1e-9 * size else None


def is_chaotic(losses: np.ndarray, true: np.ndarray, problem: Diagonal) -> bool:
    """Has some recorded excess loss no correct digit, although it is above the floor?"""
    larger = np.fmax(losses, true)  # a lost trajectory, NaN, holds no digit either
    relevant = larger > FLOOR * float(problem.h @ problem.h)
    return bool(np.any(relevant & ~(np.abs(losses - true) <= NO_DIGIT * larger)))
