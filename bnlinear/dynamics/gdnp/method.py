"""Gradient descent in normalized parameters (GDNP), Kohler et al. 2019.

With w̃ = g w/‖w‖_S the direction w takes gradient steps of f(w, g), and after each the length g
is set by bisection on ∂f/∂g. The paper stops when h = 0; its printed h is wrong unless
g = ‖w‖_S, and h = c₁(uᵀw) is used here. Then the step s = −‖w‖³_S/(L g h) makes the directions the
Rayleigh iterates (`rayleigh_step` with ê = 1/L), for any loss and any lengths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bnlinear.checks import ArgumentError, Described, count, counted, positive
from bnlinear.dynamics.bisection import bisect, find_bracket
from bnlinear.dynamics.loop import iterate
from bnlinear.dynamics.trajectory import Outcome
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems.gaussian.halfspaces import stein_gradient


def gdnp_direction_step(w: Vector, S: Matrix, u: Vector, g: Vector, c1: Scalar, c2: Scalar,
                        L: Scalar) -> Vector:
    """w⁺ = w − s ∇_w f(w, g), s = −‖w‖³_S/(L g h), h = c₁(uᵀw)   (needs g c₁ uᵀw ≠ 0).

    ∇_w f = (g/‖w‖_S) A_w ∇f(w̃) with A_w = I − S w wᵀ/‖w‖²_S and ∇f(w̃) = c₁u + c₂Sw̃.
    """
    Sw = S @ w
    norm2 = w @ Sw
    norm = np.sqrt(norm2)
    full = stein_gradient((g / norm) * w, S, u, c1, c2)
    gradient = (g / norm) * (full - ((w @ full) / norm2) * Sw)
    h = c1 * (u @ w)
    s = -(norm2 * norm) / (L * g * h)
    return w - s * gradient


#: What `Normalisable` has: the names, to complain with.
_NEEDS = ("S", "u", "L", "stein", "length_slope", "gradient_norm2", "rho")


class Normalisable(Protocol):
    """What GDNP asks of a problem; `GaussianHalfspace` has it, so has a unit of `TanhNetwork`."""

    @property
    def S(self) -> np.ndarray: ...
    @property
    def u(self) -> np.ndarray: ...
    @property
    def L(self) -> float: ...
    def stein(self, w: np.ndarray) -> tuple[float, float]: ...
    def length_slope(self, w: np.ndarray, g: float) -> float: ...
    def gradient_norm2(self, w: np.ndarray, g: float) -> float: ...
    def rho(self, w: np.ndarray) -> float: ...


#: A run of GDNP ends as any other does.
GDNPOutcome = Outcome


@dataclass(frozen=True, eq=False)
class GDNPState:
    """Direction w, length g (signed), and the bracket (a, b) that g was bisected from.

    The bracket is (g, g) at the start, where g is given, and None if none was found.
    """

    w: np.ndarray
    g: float
    bracket: tuple[float, float] | None

    def w_tilde(self, S: np.ndarray) -> np.ndarray:
        """w̃ = g w/‖w‖_S."""
        return self.g * self.w / np.sqrt(self.w @ S @ self.w)


@dataclass(frozen=True, eq=False)
class GDNPRun:
    """A run of T steps; row k is the point after k steps, row 0 the start.

    Attributes
    ----------
    w, g, w_tilde
        Directions (T + 1, d), lengths (T + 1,), and w̃ = g w/‖w‖_S (T + 1, d).
    gradient_norm2
        ‖∇f(w̃)‖²_{S⁻¹}, shape (T + 1,).
    rho, h
        ρ(w) = −(uᵀw)²/wᵀSw and h = c₁(uᵀw), shape (T + 1,).
    bracket
        The interval that each g was bisected from, shape (T + 1, 2).
    outcome
        `Outcome`; if no length was found, the rows end before that step.
    """

    w: np.ndarray
    g: np.ndarray
    w_tilde: np.ndarray
    gradient_norm2: np.ndarray
    rho: np.ndarray
    h: np.ndarray
    bracket: np.ndarray
    outcome: Outcome

    def __repr__(self) -> str:
        return (f"GDNPRun({counted(len(self.w) - 1, 'step')}, "
                f"gradient norm {self.gradient_norm2[0]**0.5:.4g} -> "
                f"{self.gradient_norm2[-1]**0.5:.4g}, {self.outcome.name})")


@dataclass(frozen=True)
class GDNP:
    """Gradient descent in normalized parameters.

    Parameters
    ----------
    bisections
        Halvings in each length step (the paper's T_s).
    bracket_limit
        How far from 0 a bracket for the length is searched.

    Examples
    --------
    >>> from bnlinear.problems import GaussianHalfspace
    >>> problem = GaussianHalfspace([[1.0, 0.0], [0.0, 2.0]], [-0.6, 0.2])
    >>> GDNP().run(problem, 3, w0=[1.0, 1.0])
    GDNPRun(3 steps, gradient norm 0.2998 -> 4.603e-05, COMPLETED)
    >>> GDNP().run(GaussianHalfspace(problem.S, problem.u, "sigmoid"), 3, w0=[1.0, 1.0])
    GDNPRun(0 steps, gradient norm 0.1247 -> 0.1247, NO_FINITE_LENGTH)
    """

    bisections: int = 60
    bracket_limit: float = 2.0**20

    def __post_init__(self) -> None:
        count("bisections", self.bisections)
        positive("bracket_limit", self.bracket_limit)

    def init(self, problem: Normalisable, w0: Vector, g0: float = 1.0) -> GDNPState:
        """Start at direction w0 with length g0 (1, as in the paper)."""
        missing = [name for name in _NEEDS if not hasattr(problem, name)]
        if missing:
            raise ArgumentError("problem", Described(type(problem).__name__),
                                "GDNP normalizes with a covariance S and a mean u, and this has "
                                f"no {missing[0]!r}",
                                "pass a bnlinear.GaussianHalfspace; for least squares its "
                                "directions are those of bnlinear.dynamics.rayleigh_step")
        w = np.asarray(w0, dtype=float)
        if w.shape != problem.u.shape:
            raise ValueError(f"w0 has shape {w.shape}; the problem needs {problem.u.shape}")
        if not (np.all(np.isfinite(w)) and np.isfinite(g0)):
            raise ValueError(f"w0 = {w}, g0 = {g0}; both must be finite")
        if not np.any(w):
            raise ValueError("w0 is zero: the direction w/‖w‖_S is undefined there; start from "
                             "any other point")
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            norm = np.sqrt(w @ problem.S @ w)
            if not 0 < norm**3 < np.inf:
                raise ValueError(f"w0 = {w}: ‖w0‖³_S leaves the range of floats; rescale w0, only "
                                 "its direction matters")
        if problem.u @ w == 0:
            raise ValueError("uᵀw0 = 0: the theorem needs ρ(w0) ≠ 0 (the step divides by uᵀw, and "
                             "ρ has a maximum there); start from w0 = u, or add a little of u")
        return GDNPState(w, float(g0), (float(g0), float(g0)))

    def step(self, state: GDNPState, problem: Normalisable) -> GDNPState:
        """A direction step (none if g h = 0: the direction is critical already), then the length.

        If no bracket is found the length stays and the bracket is None.
        """
        w, (c1, c2) = state.w, problem.stein(state.w_tilde(problem.S))
        if state.g * c1 * (problem.u @ w) != 0:
            w = gdnp_direction_step(w, problem.S, problem.u, state.g, c1, c2, problem.L)

        def slope(g: float) -> float:
            return problem.length_slope(w, g)

        bracket = find_bracket(slope, self.bracket_limit)
        g = state.g if bracket is None else bisect(slope, *bracket, self.bisections)
        return GDNPState(w, g, bracket)

    def observe(self, state: GDNPState, problem: Normalisable) -> dict[str, Any]:
        """A row of `GDNPRun`."""
        tilde = state.w_tilde(problem.S)
        return {"w": state.w, "g": state.g, "w_tilde": tilde,
                "gradient_norm2": problem.gradient_norm2(state.w, state.g),
                "rho": problem.rho(state.w),
                "h": problem.stein(tilde)[0] * (problem.u @ state.w),
                "bracket": state.bracket}

    def stop(self, state: GDNPState, row: Mapping[str, Any]) -> Outcome | None:
        """No bracket: no length minimises f in this direction."""
        return Outcome.NO_FINITE_LENGTH if state.bracket is None else None

    def collect(self, columns: Mapping[str, np.ndarray], outcome: Outcome) -> GDNPRun:
        return GDNPRun(**columns, outcome=outcome)

    def run(self, problem: Normalisable, steps: int, *, w0: Vector, g0: float = 1.0) -> GDNPRun:
        """Take a number of steps from w0; the same as `iterate(self, problem, steps, w0=w0)`."""
        return iterate(self, problem, steps, w0=w0, g0=g0)
