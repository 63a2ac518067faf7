"""The smallest t with I ≼ M(s) ≼ tI, M(s) = Σ_j s_j b_j b_jᵀ, s ≥ 0, on floats.

A primal-dual interior point method. The dual is to maximise tr P over P, Q ≽ 0 with tr Q = 1 and
z_j = b_jᵀ(Q − P)b_j ≥ 0; at the optimum (M − I)P, (tI − M)Q and s∘z are 0. Each iteration is a
Newton step towards a smaller multiple μ of the identity in these products, in the direction of
Helmberg, Rendl, Vanderbei & Wolkowicz (1996), with Mehrotra's predictor (1992): a dozen of them are
usual at any size. Nothing here is certain: whoever needs bounds computes them from s, P and Q.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

#: The search stops when its float bounds differ by this much; it only has to be worth printing.
GAP = 1e-7
#: Iterations in all. What was reached by then is as good as its bounds.
MOST_STEPS = 60
#: Share of the way to the boundary that a step goes; the predicted μ is not believed below that.
SHARE, LEAST = 0.95, 1e-6


@dataclass(frozen=True, eq=False)
class Step:
    """Changes of a `Point`, each of the shape of what it changes."""

    s: np.ndarray
    M: np.ndarray
    t: float
    P: np.ndarray
    Q: np.ndarray
    z: np.ndarray


@dataclass(frozen=True, eq=False)
class Point:
    """Primal s and t, dual P, Q and z, all strictly feasible but for the equations of the dual.

    Attributes
    ----------
    B
        Rows b_j, shape (m, r).
    s, M, t, P, Q, z
        Shapes (m,), (r, r), (), (r, r), (r, r), (m,). M is M(s).
    """

    B: np.ndarray
    s: np.ndarray
    M: np.ndarray
    t: float
    P: np.ndarray
    Q: np.ndarray
    z: np.ndarray

    @classmethod
    def first(cls, B: np.ndarray) -> Point:
        """Equal weights, and P, Q, z as on the central path."""
        m, r = B.shape
        values = np.linalg.eigvalsh(B.T @ B)
        s, t, none = np.full(m, 2 / values[0]), 4 * values[-1] / values[0], np.zeros((r, r))
        point = cls(B, s, _weighted(B, s), float(t), none, none, 0 * s)
        mu = 1 / np.trace(point.upper_inverse)
        return replace(point, P=mu * point.lower_inverse, Q=mu * point.upper_inverse, z=mu / s)

    @cached_property
    def lower(self) -> np.ndarray:
        """M − I."""
        return self.M - np.eye(len(self.M))

    @cached_property
    def upper(self) -> np.ndarray:
        """tI − M."""
        return self.t * np.eye(len(self.M)) - self.M

    @cached_property
    def lower_inverse(self) -> np.ndarray:
        return _symmetric(np.linalg.inv(self.lower))

    @cached_property
    def upper_inverse(self) -> np.ndarray:
        return _symmetric(np.linalg.inv(self.upper))

    @property
    def gap(self) -> float:
        """What t may be above the optimum, as a share of t."""
        return float(1 - np.trace(self.P) / np.trace(self.Q) / self.t)

    def mean_product(self) -> float:
        """μ."""
        products = np.sum(self.lower * self.P) + np.sum(self.upper * self.Q) + self.s @ self.z
        return float(products / (2 * len(self.P) + len(self.s)))

    def moved(self, step: Step) -> Point | None:
        """By as much of the step as stays inside; None if that is nothing, or no numbers."""
        upper = step.t * np.eye(len(step.M)) - step.M
        primal = min(_part(self.lower, step.M), _part(self.upper, upper),
                     _part_of_line(self.s, step.s))
        dual = min(_part(self.P, step.P), _part(self.Q, step.Q), _part_of_line(self.z, step.z))
        if not min(primal, dual) > 1e-8:
            return None
        return Point(self.B, self.s + primal * step.s, self.M + primal * step.M,
                     self.t + primal * step.t, self.P + dual * step.P, self.Q + dual * step.Q,
                     self.z + dual * step.z)


class Newton:
    """The linear equations of a step from one point."""

    def __init__(self, point: Point) -> None:
        B, m, self.at = point.B, len(point.s), point
        below, above = B @ point.lower_inverse, B @ point.upper_inverse
        G, self.K = (below @ B.T, above @ B.T), np.empty((m + 1, m + 1))
        self.K[:m, :m] = G[0] * (B @ point.P @ B.T) + G[1] * (B @ point.Q @ B.T)
        self.K[range(m), range(m)] += point.z / point.s
        self.K[:m, m] = self.K[m, :m] = -np.sum(above * (B @ point.Q), axis=1)
        self.K[m, m] = np.sum(point.upper_inverse * point.Q)
        self.units = 1 / np.sqrt(np.diag(self.K))
        self.central = np.append(np.diag(G[0]) - np.diag(G[1]) + 1 / point.s,
                                 np.trace(point.upper_inverse))

    def step(self, mu: float, predicted: Step | None = None) -> Step:
        """Towards μ; with the terms of second order of a predicted step."""
        point, B, one = self.at, self.at.B, np.eye(len(self.at.P))
        right, curved = mu * self.central, None
        right[-1] -= 1
        if predicted is not None:
            curved = self._curved(predicted)
            right[:-1] += _form(B, curved.Q - curved.P) - curved.z
            right[-1] -= np.trace(curved.Q)
        x = self.units * np.linalg.solve(self.K * np.outer(self.units, self.units),
                                         self.units * right)
        ds, dt = x[:-1], float(x[-1])
        dM = _weighted(B, ds)
        P = mu * point.lower_inverse - point.P - _symmetric(point.lower_inverse @ dM @ point.P)
        Q = mu * point.upper_inverse - point.Q - _symmetric(
            point.upper_inverse @ (dt * one - dM) @ point.Q)
        z = (mu - point.z * ds) / point.s - point.z
        if curved is not None:
            P, Q, z = P - curved.P, Q - curved.Q, z - curved.z
        return Step(ds, dM, dt, P, Q, z)

    def _curved(self, step: Step) -> Step:
        """The products of the changes, which a linear equation leaves out."""
        point, upper = self.at, step.t * np.eye(len(step.M)) - step.M
        return Step(0 * step.s, 0 * step.M, 0.0, _symmetric(point.lower_inverse @ step.M @ step.P),
                    _symmetric(point.upper_inverse @ upper @ step.Q),
                    step.s * step.z / point.s)


def search(B: np.ndarray) -> Point:
    """The best point that floats come to.

    Parameters
    ----------
    B
        Rows b_j, shape (m, r), of rank r; with orthogonal columns floats keep the most digits.

    Examples
    --------
    >>> round(search(np.diag([1.0, 2.0])).t, 6)  # s = (1, 1/4)
    1.0
    """
    best = point = Point.first(B)
    for _ in range(MOST_STEPS):
        try:
            there = _next(point)
        except np.linalg.LinAlgError:  # rounding ends the search: κ beyond some 1e10
            break
        if there is None:
            break
        point = there
        best = point if point.gap < best.gap else best
        if point.gap < GAP:
            break
    return best


def _next(point: Point) -> Point | None:
    newton, mu = Newton(point), point.mean_product()
    predicted = newton.step(0.0)
    there = point.moved(predicted)
    if there is None:
        return None
    share = max(there.mean_product() / mu, 0.0)
    return point.moved(newton.step(max(share**2, LEAST) * mu, predicted))


def _weighted(B: np.ndarray, s: np.ndarray) -> np.ndarray:
    return B.T @ (s[:, None] * B)


def _form(B: np.ndarray, A: np.ndarray) -> np.ndarray:
    """b_jᵀAb_j."""
    return np.sum((B @ A) * B, axis=1)


def _symmetric(A: np.ndarray) -> np.ndarray:
    return (A + A.T) / 2


def _part(A: np.ndarray, change: np.ndarray) -> float:
    """How much of the change leaves A positive definite, with a margin unless it is all."""
    if _is_positive(A + change):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(30):
        if high - low < 0.05 * low:
            break
        middle = (low + high) / 2
        low, high = (middle, high) if _is_positive(A + middle * change) else (low, middle)
    return SHARE * low


def _is_positive(A: np.ndarray) -> bool:
    try:
        np.linalg.cholesky(A)
    except np.linalg.LinAlgError:
        return False
    return True


def _part_of_line(x: np.ndarray, change: np.ndarray) -> float:
    down = change < 0
    whole = float(np.min(-x[down] / change[down], initial=np.inf))
    return 1.0 if whole > 1 else SHARE * whole
