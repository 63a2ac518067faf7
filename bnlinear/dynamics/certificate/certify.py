r"""Certificates that a run of BNGD converges: a rigorous run into a trap, then a theorem.

The trap. Let x ≠ 0, s = sign(x), β = √R*, T ≥ tan of the H-angle between w and the line of u,
c = ê₊L, and q ≥ |1 − êλ| for every ê in [ê₋, ê₊] and every nonzero eigenvalue λ of H*. One step
multiplies x by at least 1 − p and at most 1 + p, p = cT(1 + T), and (Q below) tan by at most Q:

    Q = (q + cT) / (1 − p).                                                     (angle)

While tan shrinks by Q a step, all later factors of x multiply to a number in
[1 − S, 1/(1 − S)], S = p/(1 − Q), by Weierstrass' product inequality. The scale obeys
|a⁺ − sβ| ≤ |1 − ε_a||a − sβ| + ε_aβT²/2, so it stays within
δ = max(|a − sβ|, ε_aβT²/(2(1 − |1 − ε_a|))). Since σ² = x²(1 + tan²)/R*, the effective learning
rate ê = ε a x/σ³ stays in

    ε(β − δ)β(1 − T²/2)(1 − S)²R* / (x²(1 + T²))  ≤  ê  ≤  ε(β + δ)βR* / (x²(1 − S)²).   (ê)

If Q < 1, S < 1, δ < β and (ê) lies in [ê₋, ê₊], the induction closes: tan → 0 linearly, x keeps
its sign and stays bounded, a → sβ, and (a_k, w_k) converges to a global minimiser. The inequalities
behind (angle) are the claim ``cai2019.linear_rate`` of the ledger, proved for every d.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb

from bnlinear.checks import ArgumentError, Described
from bnlinear.dynamics import bngd_step, effective_lr
from bnlinear.exact.moments import maximum
from bnlinear.exact.number import Number
from bnlinear.exact.precision import GaveUp, Undecided, at_precision
from bnlinear.exact.spectra import spectrum
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems import LeastSquares


class NoTrap(GaveUp):
    """The run did not reach a trap within its steps: nothing is decided."""


@dataclass(frozen=True)
class Trap:
    """Bounds that hold from a state on, for ever.

    Attributes
    ----------
    angle
        T: bound on the tangent of the H-angle to the minimisers; times Q per step.
    contraction
        Q < 1, per step.
    effective_lr
        The interval (ê₋, ê₊) that the effective learning rate never leaves.
    drift
        S: x keeps its sign and stays within the factors 1 − S and 1/(1 − S).
    side
        That sign, 1 or −1: the limit of w is a positive or a negative multiple of u.
    """

    angle: Number
    contraction: Number
    effective_lr: tuple[Number, Number]
    drift: Number
    side: int = 1


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


def tangent(problem: LeastSquares, w: Vector) -> Number:
    """tan of the H-angle between w and the line of u: √(yR* − x²)/|x| = √y|yu − xw|_H/(y|x|)."""
    if len(w) == 1:
        return Number(0)  # all directions are that of u; a ball would only say "about 0"
    x, y = w @ problem.g, w @ problem.H @ w
    return _root(problem.direction_gap(w) * y) / abs(x)


def _root(value: Number) -> Number:
    """√ of a number that is nonnegative by theory, though its ball may reach below zero."""
    if value.is_rational:
        return value.sqrt()
    return Number.from_ball(value.ball.nonnegative_part().sqrt())


def star_edges(problem: LeastSquares) -> tuple[Number, Number, Number] | None:
    """Smallest nonzero and largest eigenvalue of H*, and L; None in one dimension."""
    L = spectrum(problem.H).largest
    if len(problem.g) == 1:
        return None
    star = spectrum(problem.H_star)
    return _number(star.smallest_nonzero), _number(star.largest), _number(L)


def _number(value: Scalar) -> Number:
    return value if isinstance(value, Number) else value.number()


def close(problem: LeastSquares, edges: tuple[Number, Number, Number] | None,
          state: tuple[Any, Any], lr: Number, lr_a: Number) -> Trap | None:
    """The trap at this state, or None if the inequalities do not close."""
    a, w = state
    x = w @ problem.g
    beta = problem.R_star.sqrt()
    T = upper(tangent(problem, w)) if edges is not None else Number(0)
    if Number("1/2") < T:
        return None
    rest = 1 - abs(1 - lr_a)
    off = abs(abs(a) - beta) if (a > 0) == (x > 0) else abs(a) + beta
    delta = maximum(upper(off), upper(lr_a * beta * T * T / (2 * rest)))
    if not delta < beta:
        return None
    unit = lr * beta * problem.R_star / (x * x)
    drift = Number(0)
    for _ in range(8):  # guess the drift, see what drift follows, inflate
        kept = (1 - drift) ** 2
        low = lower(unit * (beta - delta) * (1 - T * T / 2) * kept / (1 + T * T))
        high = upper(unit * (beta + delta) / kept)
        contraction, following = _contract(edges, T, low, high)
        if not contraction < 1 or not following < Number("1/2"):
            return None
        if following <= drift:
            return Trap(T, contraction, (low, high), drift, 1 if x > 0 else -1)
        drift = 2 * following
        if not drift < Number("1/2"):
            return None
    return None


def _contract(edges: tuple[Number, Number, Number] | None, T: Number, low: Number,
              high: Number) -> tuple[Number, Number]:
    """Q and S for an interval of effective learning rates; (1, 1) where they do not exist."""
    if edges is None:
        return Number(0), Number(0)
    smallest, largest, L = edges
    q = maximum(upper(1 - low * smallest), upper(high * largest - 1))
    pull = high * L * T * (1 + T)
    if not pull < 1:
        return Number(1), Number(1)
    Q = maximum(upper((q + high * L * T) / (1 - pull)), Number(0))
    return (Q, upper(pull / (1 - Q))) if Q < 1 else (Number(1), Number(1))


def upper(value: Number) -> Number:
    """A rational upper bound."""
    return _dyadic(value.ball.upper()) if not value.is_rational else value


def lower(value: Number) -> Number:
    """A rational lower bound."""
    return _dyadic(value.ball.lower()) if not value.is_rational else value


def _dyadic(end: arb) -> Number:
    mantissa, exponent = end.man_exp()
    return Number(int(mantissa)) * Number(2) ** int(exponent)
