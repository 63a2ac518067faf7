"""The NumPy kernel for long vectors: one trajectory at a time, which then stays in the cache.

A step is v⁺ = v − tcΛv + tΛh, two of BLAS's axpy and one product a tile, against five passes in
`numpy_kernel`; and e = h − cv is formed only for the losses that are asked for. BLAS runs tiles in
one thread, whatever its settings, so the sums have one order.
"""

from __future__ import annotations

from math import inf, sqrt

import numpy as np

from bnlinear.sweeps.kernels.scaling import HIGH, LOW, State

#: Coordinates a tile holds. It fixes the order of the sums, so it is a constant.
TILE = 8192


def advance(eigenvalues: np.ndarray, h: np.ndarray, state: State, lr_a: float, step: int,
            stop: int, steps: int, losses: np.ndarray) -> int:
    """As `numpy_kernel.advance`, for a single row."""
    v, scratch = state.V[0], np.empty(min(TILE, len(h)))
    pulled = eigenvalues * h
    tiles = [slice(first, first + TILE) for first in range(0, len(h), TILE)]
    a, b, length, lr = (float(x[0]) for x in (state.a, state.b, state.length, state.lr))
    every = losses.shape[1] == steps + 1
    k = step
    while k < stop:
        c = b / length
        t = (lr * (length / b) if b else inf) if state.direction else lr * a / length
        if k == steps:
            t = 0.0  # the last pass only takes the loss
        if not (length > LOW and length + abs(t) < HIGH):
            break
        gap = 0.0 if state.direction else b - a
        if every or k >= steps - 1:
            losses[0, k % losses.shape[1]] = 0.5 * (_residual2(v, h, c, tiles, scratch) + gap * gap)
        if k < steps:
            a += lr_a * gap
            q, p = _step(v, h, pulled, eigenvalues, t, c, tiles, scratch)
            length = sqrt(q)
            b = p / length
        k += 1
    state.a[0], state.b[0], state.length[0] = a, b, length
    return k


def _residual2(v: np.ndarray, h: np.ndarray, c: float, tiles: list[slice],
               scratch: np.ndarray) -> float:
    """|h − cv|²."""
    total = 0.0
    for part in tiles:
        e = scratch[:len(h[part])]
        np.multiply(v[part], -c, out=e)
        e += h[part]
        total += float(np.dot(e, e))
    return total


def _step(v: np.ndarray, h: np.ndarray, pulled: np.ndarray, eigenvalues: np.ndarray, t: float,
          c: float, tiles: list[slice], scratch: np.ndarray) -> tuple[float, float]:
    """v⁺ in place of v; returns |v⁺|² and ⟨h, v⁺⟩."""
    from scipy.linalg.blas import daxpy

    q = p = 0.0
    for part in tiles:
        here = v[part]
        product = scratch[:len(here)]
        np.multiply(here, eigenvalues[part], out=product)
        daxpy(product, here, a=-t * c)  # in place: `here` is contiguous
        daxpy(pulled[part], here, a=t)
        q += float(np.dot(here, here))
        p += float(np.dot(here, h[part]))
    return q, p
