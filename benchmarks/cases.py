"""The problems that are timed: BNGD from one start, at many learning rates, to the final loss."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse


@dataclass(frozen=True, eq=False)
class Problem:
    """Everything a competitor is given.

    Attributes
    ----------
    kind
        "dense", "diagonal" or "sparse".
    H
        Shape (d, d), or its diagonal, shape (d,).
    u, g, w0
        Minimiser, g = Hu, and start, shape (d,).
    learning_rates
        Shape (m,); all of them keep ê ≤ 1/λmax, where no trajectory is chaotic, so that the
        competitors must agree.
    steps
        Number of steps.
    """

    kind: str
    H: Any
    u: np.ndarray
    w0: np.ndarray
    learning_rates: np.ndarray
    steps: int

    @property
    def g(self) -> np.ndarray:
        return self.product(self.u)

    def product(self, w: np.ndarray) -> np.ndarray:
        """Hw, for a vector or for the rows of a matrix."""
        if self.kind == "diagonal":
            return self.H * w
        return self.H @ w if w.ndim == 1 else (self.H @ w.T).T

    @classmethod
    def of(cls, kind: str, H: Any, L: float, rng: np.random.Generator, m: int,
           steps: int) -> Problem:
        d = H.shape[0]
        w0, u = rng.standard_normal((2, d))
        plain = cls(kind, H, u, w0, np.ones(1), steps)
        # ê = εa·⟨w, g⟩/σ³ ≤ ε·R*/σ₀², since |w| only grows
        top = (w0 @ plain.product(w0)) / (u @ plain.g) / L
        return cls(kind, H, u, w0, np.geomspace(1e-2, 1, m) * top, steps)


@dataclass(frozen=True)
class Case:
    """A case, its full and its quick size: (d, learning rates, steps)."""

    title: str
    kind: str
    full: tuple[int, int, int]
    quick: tuple[int, int, int]

    def problem(self, quick: bool = False) -> Problem:
        d, m, steps = self.quick if quick else self.full
        return MAKERS[self.kind](np.random.default_rng(0), d, m, steps)


def dense(rng: np.random.Generator, d: int, m: int, steps: int) -> Problem:
    Q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    H = Q * np.geomspace(1e-2, 1, d) @ Q.T
    return Problem.of("dense", (H + H.T) / 2, 1.0, rng, m, steps)


def diagonal(rng: np.random.Generator, d: int, m: int, steps: int) -> Problem:
    return Problem.of("diagonal", np.geomspace(1e-2, 1, d), 1.0, rng, m, steps)


def sparse_spd(rng: np.random.Generator, d: int, m: int, steps: int) -> Problem:
    """A random graph's signed weights, made diagonally dominant; 0.1 % of the entries are not 0."""
    half = sparse.random_array((d, d), density=5e-4, rng=rng, data_sampler=rng.standard_normal)
    off = (half + half.T).tocsr()
    weight = np.asarray(abs(off).sum(axis=1)).ravel()
    H = (off + sparse.diags_array(1.1 * weight + 0.1)).tocsr()
    return Problem.of("sparse", H, float(2.1 * weight.max() + 0.1), rng, m, steps)


MAKERS = {"dense": dense, "diagonal": diagonal, "sparse": sparse_spd}

CASES = {
    "S1": Case("small and dense", "dense", (100, 200, 1000), (30, 20, 200)),
    "S2": Case("dense", "dense", (1000, 200, 1000), (300, 40, 200)),
    "S3": Case("diagonal", "diagonal", (10**4, 100, 300), (2000, 20, 100)),
    "S4": Case("sparse, 0.1 % filled", "sparse", (20_000, 100, 200), (4000, 20, 50)),
    "S5": Case("a million coordinates", "diagonal", (10**6, 1000, 100), (50_000, 40, 20)),
}
