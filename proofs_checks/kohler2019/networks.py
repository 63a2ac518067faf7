"""Networks with one hidden layer: which units align with S⁻¹u."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import (
    Family,
    GaveUp,
    ScalarPart,
    Spectrum,
    VectorPart,
    claim,
    eq,
    families,
    ne,
    ref,
)
from bnlinear.exact import Number, array
from bnlinear.problems import certify_strict_minimum
from bnlinear.problems.gaussian.halfspaces import stein_gradient


@claim(
    statement="unit i of a network aligns when the other units are aligned or zero: with "
              "w_j = sS⁻¹u its gradient is αu + βSw_i + γSw_j = βS(w_i + ((α + γs)/β)S⁻¹u)",
    source=ref("kohler2019", remark="networks with one hidden layer, repaired"),
    where=lambda p, alpha, beta, gamma, s: ne(beta, 0),
    p=families.least_squares(),
    alpha=families.scalars(-4, 4),
    beta=families.scalars(-4, 4),
    gamma=families.scalars(-4, 4),
    s=families.scalars(-4, 4),
)
def mlp_alignment_per_unit(p, alpha, beta, gamma, s, unit="u"):
    other = -s * getattr(p, unit)
    u = -p.g  # so S⁻¹u = −p.u
    gradient = stein_gradient(p.w, p.H, u, alpha, beta) + gamma * (p.H @ other)
    return eq(gradient, beta * (p.H @ (p.w - ((alpha + gamma * s) / beta) * p.u)))


@mlp_alignment_per_unit.proof(uses={
    "Stein": "the body starts from the gradient as the lemma gives it"})
def _(prove, p, alpha, beta, gamma, s):
    prove.identity()


mlp_alignment_per_unit.mutant(unit="w")  # the other unit elsewhere


@dataclass(frozen=True, eq=False)
class TanhPoint:
    """Two tanh units W on z ∼ N(u, S − uuᵀ) with output weights theta, and a small radius."""

    S: Any
    u: Any
    theta: Any
    W: Any
    radius: Any


def box(low, high):
    return Fraction(low), Fraction(high)


def _tanh_point(v):
    return TanhPoint(v["H"] + np.outer(v["u"], v["u"]), v["u"], np.array([v["t1"], v["t2"]]),
                     np.array([v["w1"], v["w2"]]), v["radius"])


SIGMA = array([["1", "3/10"], ["3/10", "3/5"]])
MEAN = array(["1/2", "-3/10"])


@claim(
    statement="all critical points of all tanh units align with S⁻¹u, jointly; so wherever a "
              "strict minimum of the logistic loss is certified, every unit may be aligned",
    source=ref("kohler2019", remark="networks with one hidden layer, as printed"),
    p=Family("tanh_networks", (
        Spectrum(), VectorPart("u"), VectorPart("w1"), VectorPart("w2"),
        ScalarPart("t1", box(-2, 2)), ScalarPart("t2", box(-2, 2)),
        ScalarPart("radius", box(0, 1), "> 0")), _tanh_point, 2, 2),
    expect="refuted",
    counterexample={"p": TanhPoint(
        S=SIGMA + np.outer(MEAN, MEAN), u=MEAN, theta=array([1, "-7/10"]),
        W=array([["-1.1855014", "1.6290036"], ["1.4421710", "-1.2822932"]]),
        radius=Number("1/20000"))},
    repairs="kohler2019.mlp_alignment_per_unit",
    screen=False,
    samples=1,
)
def mlp_alignment_as_printed(p):  # by balls: a minimum exists, and no aligned unit is near it
    try:
        minimum = certify_strict_minimum(p.S, p.u, p.theta, p.W, p.radius)
    except ValueError as error:
        raise GaveUp(str(error)) from error
    return list(minimum.aligned)
