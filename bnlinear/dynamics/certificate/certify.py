"""A rigorous run of BNGD into a trap: the certificate that it converges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described
from bnlinear.dynamics import bngd_step, effective_lr
from bnlinear.dynamics.certificate.trap import Trap, close, star_edges, tangent
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided, at_precision
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares


class NoTrap(GaveUp):
    """The run did not reach a trap within its steps: nothing is decided."""


@dataclass(frozen=True, eq=False)
class Certificate:
    """BNGD from (a0, w0) converges linearly to a global minimiser.

    Attributes
    ----------
    steps
        Steps taken in balls before the trap closed.
    precision
        Bits of the balls.
    trap
        What holds from there on.
    """

    problem: LeastSquares
    a0: Number
    w0: np.ndarray
    lr: Number
    lr_a: Number
    steps: int
    precision: int
    trap: Trap

    def recheck(self, further: int = 10) -> bool:
        """Run on in balls: do the next steps obey the trap's bounds?"""
        def check() -> bool:
            state = (self.a0, self.w0)
            for _ in range(self.steps):
                state = self._step(state)
            side, bound = (state[1] @ self.problem.g) > 0, self.trap.angle
            for _ in range(further):
                state = self._step(state)
                bound = bound * self.trap.contraction
                low, high = self.trap.effective_lr
                ehat = effective_lr(*state, self.problem.H, self.problem.g, self.lr)
                if not (tangent(self.problem, state[1]) <= bound and low <= ehat <= high
                        and ((state[1] @ self.problem.g) > 0) == side):
                    return False
            return True

        bits = self.precision + 4 * further + 64
        return bool(at_precision(bits, check))

    def _step(self, state: tuple[Any, Any]) -> tuple[Any, Any]:
        return bngd_step(*state, self.problem.H, self.problem.g, self.lr, self.lr_a)


def certify(problem: LeastSquares, a0: Scalar, w0: Vector, lr: Scalar, lr_a: Scalar = 1, *,
            max_steps: int = 2000) -> Certificate:
    """Certify that BNGD converges to a global minimiser from an exact start.

    Parameters
    ----------
    problem
        An exact problem (object arrays of rational Numbers).
    a0, w0
        Exact start with w0 ≠ 0.
    lr, lr_a
        Exact learning rates, ε > 0 and 0 < ε_a < 2.
    max_steps
        Give up after so many steps.

    Raises
    ------
    NoTrap
        If no trap was reached: the run started on (or lands on) a saddle, or needs more steps.

    Examples
    --------
    >>> from bnlinear.exact import array
    >>> exact = LeastSquares.from_spectrum(array([1, 4]), array([1, 1]))
    >>> found = certify(exact, Number(1), array([10, 1]), Number(50))
    >>> found.trap.contraction < 1, found.recheck()
    (True, True)
    """
    if problem.nullity:
        raise ArgumentError("problem", Described(f"an H of nullity {problem.nullity}"),
                            "the trap theorem needs a nonsingular H",
                            "drop features that depend on the others")
    if not 0 < Number(lr_a) < 2:
        raise ValueError(f"lr_a = {lr_a}; the trap theorem needs 0 < ε_a < 2")
    start = (Number(a0), np.asarray(w0))
    steps = foresee(problem, start, Number(lr), Number(lr_a), max_steps)
    bits = 128 + 3 * steps  # a step costs one to three bits
    while True:
        found = _attempt(problem, start, Number(lr), Number(lr_a), steps, bits)
        if found is not None:
            taken, trap = found
            return Certificate(problem, *start, Number(lr), Number(lr_a), taken, bits, trap)
        if steps >= max_steps:
            raise NoTrap(f"no trap within {steps} steps")
        steps = min(2 * steps + 16, max_steps)
        bits = 128 + 3 * steps


def foresee(problem: LeastSquares, start: tuple[Any, Any], lr: Number, lr_a: Number,
            max_steps: int) -> int:
    """Guess in floats after how many steps the trap closes (the balls will tell).

    Raises
    ------
    NoTrap
        If the floats see none within `max_steps`.
    """
    if len(problem.g) == 1:
        return 16
    H, g, w = (np.array([[entry.rounded() for entry in row] for row in np.atleast_2d(part)])
               for part in (problem.H, problem.g, start[1]))
    g, w, a = g[0], w[0], start[0].rounded()
    u = np.linalg.solve(H, g)
    star = np.linalg.eigvalsh(H - np.outer(g, g) / (u @ g))[1:]
    L, rates = np.linalg.eigvalsh(H)[-1], (lr.rounded(), lr_a.rounded())
    with np.errstate(all="ignore"):
        for step in range(max_steps):
            a, w = bngd_step(a, w, H, g, *rates)
            x, y = w @ g, w @ H @ w
            T = np.sqrt(max(y * (u @ g) - x * x, 0.0)) / abs(x)
            ehat = effective_lr(a, w, H, g, rates[0])
            pull = ehat * L * T * (1 + T)
            q = max(abs(1 - ehat * star[0]), abs(1 - ehat * star[-1]))
            if 0 < ehat and pull < 1 and (q + ehat * L * T) / (1 - pull) < 1 - pull:
                return step + 8 + step // 4
    raise NoTrap(f"no trap within {max_steps} steps")


def _attempt(problem: LeastSquares, start: tuple[Any, Any], lr: Number, lr_a: Number, steps: int,
             bits: int) -> tuple[int, Trap] | None:
    def run() -> tuple[int, Trap] | None:
        edges = star_edges(problem)
        state = start
        for taken in range(steps):
            if taken % 8 == 0 and taken >= steps // 2:
                trap = close(problem, edges, state, lr, lr_a)
                if trap is not None:
                    return taken, trap
            state = bngd_step(*state, problem.H, problem.g, lr, lr_a)
            state = (_as_ball(state[0]), np.array([_as_ball(v) for v in state[1]]))
        return None

    try:
        found: tuple[int, Trap] | None = at_precision(bits, run)
    except (Undecided, ZeroDivisionError):
        return None
    return found


def _as_ball(value: Number) -> Number:
    """Rationals would double in length every step."""
    return Number.from_ball(value.ball)
