"""The reference kernel: many trajectories at once, in blocks that fit the cache.

Vectors that are long enough to fill it by themselves go through `row_kernel`, one by one.

A trajectory's sums are taken along its own row, in an order that no other row can change, so the
result does not depend on which trajectories share a block, bit for bit.
"""

from __future__ import annotations

import numpy as np

from bnlinear.sweeps.kernels import row_kernel
from bnlinear.sweeps.kernels.scaling import HIGH, LOW, State

#: Floats of V in one block, 1 MB: long enough that the calls of NumPy cost little (and that two
#: threads do not wait for each other's), short enough that a pass finds it in the cache.
BLOCK = 131072

#: From so many coordinates on a trajectory has its calls to itself: they cost less than they save.
LONG = 4096


def rows(n: int) -> int:
    """How many trajectories of n coordinates make a good block."""
    return 1 if n >= LONG else max(1, BLOCK // n)


def advance(eigenvalues: np.ndarray, h: np.ndarray, state: State, lr_a: float, step: int,
            stop: int, steps: int, losses: np.ndarray) -> int:
    """Take the losses after `step`, …, `stop` − 1 steps, and the steps between and after them.

    Parameters
    ----------
    eigenvalues, h
        Scaled, shape (n,).
    state
        The trajectories, changed in place.
    stop
        At most steps + 1; from the state after the last step no further one is taken.
    losses
        Shape (rows, width); the loss after k steps goes to column k mod width.

    Returns
    -------
    `stop`, or the step before it that did not fit into the range of floats for some row.
    """
    if len(h) >= LONG:
        return row_kernel.advance(eigenvalues, h, state, lr_a, step, stop, steps, losses)
    E = np.empty((len(state.V), len(h)))
    for k in range(step, stop):
        a, b, length = state.a, state.b, state.length
        with np.errstate(over="ignore"):  # an infinite step does not fit, and is told below
            t = state.lr * (length / b) if state.direction else state.lr * a / length
        if k == steps:
            t = np.zeros_like(t)  # the last pass only takes the loss
        if not np.all((length > LOW) & (length + np.abs(t) < HIGH)):
            return k
        e2 = _pass(eigenvalues, h, state, b / length, t, E)
        gap = 0.0 if state.direction else b - a
        with np.errstate(over="ignore"):  # so large a loss is infinite
            losses[:, k % losses.shape[1]] = 0.5 * (e2 + gap * gap)
        if k < steps:
            state.a = a + lr_a * gap
    return stop


def _pass(eigenvalues: np.ndarray, h: np.ndarray, state: State, c: np.ndarray, t: np.ndarray,
          scratch: np.ndarray) -> np.ndarray:
    """v⁺ = v + tΛe, e = h − cv; sets |v⁺| and b = ⟨h, v⁺⟩/|v⁺|, returns |e|²."""
    V, E = state.V, scratch
    np.multiply(V, -c[:, None], out=E)
    E += h
    e2 = np.vecdot(E, E)
    E *= eigenvalues
    E *= t[:, None]
    V += E
    state.length = np.sqrt(np.vecdot(V, V))
    state.b = np.vecdot(V, h) / state.length
    return np.asarray(e2)
