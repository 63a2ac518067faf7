"""The fast kernel: four trajectories a pass, one read and one write of each v a step.

Λ and h are loaded once for the four, and a pass also sums |v⁺|², ⟨h, v⁺⟩ and |e|², so a step is six
fused multiply-adds a coordinate and nothing else. Only `_pass` may reorder its sums (`reassoc`),
which is what lets the compiler vectorise them; the four are summed alike, so a trajectory does
not depend on its neighbours, bit for bit. Compiled once, then read from numba's cache.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from bnlinear.sweeps.kernels import scaling
from bnlinear.sweeps.kernels.scaling import State

#: Trajectories in a block.
ROWS = 4

_LOW, _HIGH = scaling.LOW, scaling.HIGH


def rows(n: int) -> int:
    """How many trajectories make a block: four, for any n."""
    return ROWS


def advance(eigenvalues: np.ndarray, h: np.ndarray, state: State, lr_a: float, step: int,
            stop: int, steps: int, losses: np.ndarray) -> int:
    """As `numpy_kernel.advance`, for four rows."""
    return int(_advance(eigenvalues, h, state.V, state.a, state.length, state.b, state.lr, lr_a,
                        state.direction, step, stop, steps, losses))


# the divisions live here, outside of `_pass`: reordered, they would enter its loop
@njit(nogil=True, cache=True, error_model="numpy")
def _advance(eigenvalues, h, V, a, length, b, lr, lr_a, direction, step, stop, steps, losses):  # type: ignore[no-untyped-def]
    c, t, q, p, e2 = np.empty(4), np.empty(4), np.empty(4), np.empty(4), np.empty(4)
    for k in range(step, stop):
        for i in range(4):
            c[i] = b[i] / length[i]
            t[i] = lr[i] * (length[i] / b[i]) if direction else lr[i] * a[i] / length[i]
            if k == steps:
                t[i] = 0.0
            if not (length[i] > _LOW and length[i] + abs(t[i]) < _HIGH):
                return k
        (q[0], p[0], e2[0], q[1], p[1], e2[1], q[2], p[2], e2[2], q[3], p[3], e2[3]) = _pass(
            eigenvalues, h, V[0], V[1], V[2], V[3],
            c[0], t[0], c[1], t[1], c[2], t[2], c[3], t[3])
        for i in range(4):
            gap = 0.0 if direction else b[i] - a[i]
            losses[i, k % losses.shape[1]] = 0.5 * (e2[i] + gap * gap)
            if k < steps:
                a[i] += lr_a * gap
            length[i] = np.sqrt(q[i])
            b[i] = p[i] / length[i]
    return stop


@njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})
def _pass(eigenvalues, h, v0, v1, v2, v3, c0, t0, c1, t1, c2, t2, c3, t3):  # type: ignore[no-untyped-def]
    q0 = p0 = r0 = q1 = p1 = r1 = q2 = p2 = r2 = q3 = p3 = r3 = 0.0
    for i in range(h.size):
        L, y = eigenvalues[i], h[i]
        x = v0[i]
        e = y - c0 * x
        x = x + t0 * (L * e)
        v0[i] = x
        q0, p0, r0 = q0 + x * x, p0 + y * x, r0 + e * e
        x = v1[i]
        e = y - c1 * x
        x = x + t1 * (L * e)
        v1[i] = x
        q1, p1, r1 = q1 + x * x, p1 + y * x, r1 + e * e
        x = v2[i]
        e = y - c2 * x
        x = x + t2 * (L * e)
        v2[i] = x
        q2, p2, r2 = q2 + x * x, p2 + y * x, r2 + e * e
        x = v3[i]
        e = y - c3 * x
        x = x + t3 * (L * e)
        v3[i] = x
        q3, p3, r3 = q3 + x * x, p3 + y * x, r3 + e * e
    return q0, p0, r0, q1, p1, r1, q2, p2, r2, q3, p3, r3
