"""The reference kernel: many trajectories at once, in blocks that fit the cache.

A trajectory's sums are taken along its own row, in an order that no other row can change, so the
result does not depend on which trajectories share a block, bit for bit.
"""

from __future__ import annotations

import numpy as np

from bnlinear.sweeps.kernels.scaling import HIGH, LOW, State

#: Coordinates a tile holds. It fixes the order of the sums, so it is a constant; and it is short
#: enough that BLAS takes the dot product of two rows in one thread, whatever its settings.
TILE = 8192

#: Floats of V in one block, 1 MB: long enough that the calls of NumPy cost little (and that two
#: threads do not wait for each other's), short enough that a pass finds it in the cache.
BLOCK = 131072


def rows(n: int) -> int:
    """How many trajectories of n coordinates make a good block."""
    return max(1, BLOCK // n)


def advance(eigenvalues: np.ndarray, h: np.ndarray, state: State, lr_a: float, step: int,
            steps: int, losses: np.ndarray) -> int:
    """Take the steps from `step` to `steps`, and the loss after each.

    Parameters
    ----------
    eigenvalues, h
        Scaled, shape (n,).
    state
        The trajectories, changed in place.
    losses
        Shape (rows, width); the loss after k steps goes to column k mod width.

    Returns
    -------
    The step that did not fit into the range of floats for some row, or steps + 1.
    """
    E = np.empty((len(state.V), min(TILE, len(h))))
    for k in range(step, steps + 1):
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
    return steps + 1


def _pass(eigenvalues: np.ndarray, h: np.ndarray, state: State, c: np.ndarray, t: np.ndarray,
          scratch: np.ndarray) -> np.ndarray:
    """v⁺ = v + tΛe, e = h − cv; sets |v⁺| and b = ⟨h, v⁺⟩/|v⁺|, returns |e|²."""
    minus_c, t = -c[:, None], t[:, None]
    q, p, e2 = np.zeros((3, len(c)))
    for first in range(0, len(h), TILE):
        part = slice(first, first + TILE)
        V, here = state.V[:, part], h[part]
        E = scratch[:, :len(here)]
        np.multiply(V, minus_c, out=E)
        E += here
        e2 += np.vecdot(E, E)
        E *= eigenvalues[part]
        E *= t
        V += E
        q += np.vecdot(V, V)
        p += np.vecdot(V, here)
    state.length = np.sqrt(q)
    state.b = p / state.length
    return e2
