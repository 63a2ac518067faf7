"""The NumPy kernel for long vectors: one trajectory at a time, which then stays in the cache.

A step is v⁺ = v − tcΛv + tΛh, two of BLAS's axpy and one product a tile, against five passes in
`numpy_kernel`; and e = h − cv is formed only for the losses that are asked for. BLAS runs tiles in
one thread, whatever its settings, so the sums have one order.
"""

from __future__ import annotations

from math import inf, sqrt
from typing import Any

import numpy as np

from bnlinear.sweeps.kernels.scaling import HIGH, LOW, State

#: Coordinates a tile holds. It fixes the order of the sums, so it is a constant; OpenBLAS takes up
#: to ten thousand in one thread.
TILE = 10_000

#: The parts of v, Λ, h, Λh and scratch that belong together.
Tile = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def advance(eigenvalues: np.ndarray, h: np.ndarray, state: State, lr_a: float, step: int,
            stop: int, steps: int, losses: np.ndarray) -> int:
    """As `numpy_kernel.advance`, for a single row."""
    from scipy.linalg.blas import daxpy

    tiles = _tiles(state.V[0], eigenvalues, h)
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
            losses[0, k % losses.shape[1]] = 0.5 * (_residual2(tiles, c) + gap * gap)
        if k < steps:
            a += lr_a * gap
            q, p = _step(tiles, t, c, daxpy)
            length = sqrt(q)
            b = p / length
        k += 1
    state.a[0], state.b[0], state.length[0] = a, b, length
    return k


def _tiles(v: np.ndarray, eigenvalues: np.ndarray, h: np.ndarray) -> list[Tile]:
    """Views, made once: slicing in every step would cost as much as the step."""
    pulled, scratch = eigenvalues * h, np.empty(min(TILE, len(h)))
    parts = [slice(first, min(first + TILE, len(h))) for first in range(0, len(h), TILE)]
    return [(v[part], eigenvalues[part], h[part], pulled[part],
             scratch[:part.stop - part.start]) for part in parts]


def _residual2(tiles: list[Tile], c: float) -> float:
    """|h − cv|²."""
    total = 0.0
    for v, _, h, _, e in tiles:
        np.multiply(v, -c, out=e)
        e += h
        total += float(np.dot(e, e))
    return total


def _step(tiles: list[Tile], t: float, c: float, daxpy: Any) -> tuple[float, float]:
    """v⁺ in place of v; returns |v⁺|² and ⟨h, v⁺⟩."""
    q = p = 0.0
    for v, eigenvalues, h, pulled, product in tiles:
        np.multiply(v, eigenvalues, out=product)
        daxpy(product, v, a=-t * c)  # in place: v is contiguous
        daxpy(pulled, v, a=t)
        q += float(np.dot(v, v))
        p += float(np.dot(v, h))
    return q, p
