"""One pass over the units of a network: each at its own optimum, the whole not at one.

Main statements
    `mlp_linear_rate_as_printed`.
Notation
    S⁻¹u =: s, R = uᵀs. Units w_i = α_i s on that line see the margin t = zᵀs ∼ N(R, R − R²) alone,
    so f(α) = E log(1 + exp(Σᵢ θᵢ tanh(α_i t))), and the S⁻¹-norm of the gradient is |∇f(α)|/√R.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import Family, GaveUp, ScalarPart, claim, le, lt, ref
from bnlinear.exact import Number, array
from bnlinear.exact.precision import at_precision
from bnlinear.problems.gaussian.tanh_sums import TrapezoidalSums


@dataclass(frozen=True, eq=False)
class Pass:
    """Two aligned units after one pass.

    Attributes
    ----------
    R, theta1, theta2
        R* in (0, 1), and the output weights.
    alpha1, alpha2
        Where the units stand after their own steps: unit 1 with unit 2 at zero, then unit 2.
    radius1, radius2
        The optimum of each unit is at most so far from there.
    """

    R: Any
    theta1: Any
    theta2: Any
    alpha1: Any
    alpha2: Any
    radius1: Any
    radius2: Any


def scalar(name, low, high, sign=""):
    return ScalarPart(name, (Fraction(low), Fraction(high)), sign)


def slopes(p, alpha1, alpha2):
    """∇f(α), enclosed by balls."""
    return at_precision(100, lambda: TrapezoidalSums(
        array([[p.R]]), array([p.R]), array([p.theta1, p.theta2]),
        np.array([[Number(alpha1)], [Number(alpha2)]])).moments()[0])


@claim(
    statement="since the parameters of each hidden unit converge linearly, the whole problem has a "
              "linear rate: so after one pass, each unit at the optimum it converged to, the "
              "gradient of the whole may vanish",
    source=ref("kohler2019", remark="networks with one hidden layer, as printed"),
    p=Family("tanh_passes", (
        scalar("R", 0, 1, "> 0"), scalar("theta1", -2, 2), scalar("theta2", -2, 2),
        scalar("alpha1", -9, 9), scalar("alpha2", -9, 9), scalar("radius1", 0, 1, "> 0"),
        scalar("radius2", 0, 1, "> 0")), lambda v: Pass(**v), 1, 1),
    where=lambda p: lt(p.R, 1),  # uᵀS⁻¹u, where S has a covariance beyond uuᵀ
    expect="refuted",
    counterexample={"p": Pass(  # S = diag(1, 2, 3), u = (−3/5, 1/5, 1/10), so R = 23/60
        Number("23/60"), Number(1), Number("1/2"), Number("-4.96416704"), Number("-2.375086198"),
        Number("1/100000"), Number("1/1000"))},
    repairs="kohler2019.mlp_alignment_per_unit",
    screen=False,
    samples=1,
)
def mlp_linear_rate_as_printed(p):
    """|∂₁₂f| ≤ Rθ₁θ₂/4 and |∂₁₁f| ≤ R(θ₁²/4 + ⅘|θ₁|), as |φ″| ≤ ¼, |φ′| ≤ 1, |tanh″| ≤ ⅘."""
    cross = abs(p.theta1 * p.theta2) * p.R / 4
    own = p.R * (p.theta1**2 / 4 + abs(p.theta1) * Fraction(4, 5))
    first = [slopes(p, p.alpha1 + sign * p.radius1, 0)[0] for sign in (-1, 1)]
    second = [slopes(p, p.alpha1, p.alpha2 + sign * p.radius2)[1]
              + sign * cross * p.radius1 * -1 for sign in (-1, 1)]
    for low, high in (first, second):  # a change of sign: the optimum lies in between
        if not (low < 0 and high > 0):
            raise GaveUp("no optimum of a unit is certified near α")
    whole = slopes(p, p.alpha1, p.alpha2)[0]
    return le(abs(whole), own * p.radius1 + cross * p.radius2)
