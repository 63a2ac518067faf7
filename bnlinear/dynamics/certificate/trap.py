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

from flint import arb

from bnlinear.exact.algebraic.roots import number_of
from bnlinear.exact.moments import maximum
from bnlinear.exact.number import Number
from bnlinear.exact.spectra import spectrum
from bnlinear.kinds import Vector
from bnlinear.problems import LeastSquares


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
    return number_of(star.smallest_nonzero), number_of(star.largest), number_of(L)


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
