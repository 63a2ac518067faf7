"""The transform's gradients, and its blindness to the scale of the weights.

By the chain rule a loss enters through its gradient g = ∂ℓ/∂y alone, so the derivative of ⟨g, y⟩
along every direction h of the inputs is that of any loss.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import (
    Family,
    OnesPart,
    ScalarPart,
    VectorPart,
    claim,
    eq,
    families,
    gt,
    ne,
    ref,
)
from bnlinear.exact import derivative
from bnlinear.problems.layers.transform import (
    batch_statistics,
    bn_backward,
    bn_backward_by_chain_rule,
    bn_forward,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Batch:
    """A mini-batch x of one unit, g = ∂ℓ/∂y, and a direction (h, alpha, delta) of (x, γ, β)."""

    x: Any
    ones: Any
    g: Any
    gamma: Any
    beta: Any
    h: Any = None
    eps: Any = 0
    alpha: Any = 0
    delta: Any = 0

    @property
    def m(self):
        return self.ones @ self.ones

    @property
    def variance(self):
        """The biased variance σ²."""
        return batch_statistics(self.x, self.ones)[1]

    def forward(self, x, t=0):
        """y at other inputs, and t steps away in γ and β."""
        return bn_forward(x, self.ones, self.gamma + t * self.alpha, self.beta + t * self.delta,
                          self.eps)


def box(low, high):
    return Fraction(low), Fraction(high)


PARTS = (OnesPart(), VectorPart("x"), VectorPart("g", nonzero=False),
         VectorPart("h", nonzero=False), ScalarPart("gamma", box(-4, 4)),
         ScalarPart("beta", box(-4, 4)))


def batches():
    """Batches of two to four rows with ε ≥ 0, and a direction in x, γ and β."""
    parts = (*PARTS, ScalarPart("eps", box(0, 4), ">= 0"), ScalarPart("alpha", box(-2, 2)),
             ScalarPart("delta", box(-2, 2)))
    return Family("batches", parts, lambda v: Batch(**v), 2, 4, adjust=with_rational_root)


def with_rational_root(v):
    """Exact instances get an ε that makes s = √(σ² + ε) rational, so that equations are decided.

    For any t > 0, ε = ((σ²/t − t)/2)² makes s = (σ²/t + t)/2, and every ε ≥ 0 has such a t.
    """
    t = (4 * v["eps"] + 1) / 4
    variance = batch_statistics(v["x"], v["ones"])[1]
    return v | {"ones": ones_like(v), "eps": ((variance / t - t) / 2) ** 2}


def ones_like(v):
    """The ones as numbers of the same kind as x: a jet over int64 would divide 0/m as floats."""
    return 0 * v["x"] + 1


def varies(p):
    """σ² + ε > 0: there is a root to divide by."""
    return gt(p.variance + p.eps, 0)


# -- the gradients -------------------------------------------------------------------------


@claim(
    statement="∂ℓ/∂x = (γ/s)(g − mean(g) − ŷ mean(gŷ)), ∂ℓ/∂γ = ⟨g, ŷ⟩, ∂ℓ/∂β = ⟨g, 1⟩ are the "
              "gradients for every ε ≥ 0, and the printed chain rule through ∂σ² and ∂μ gives the "
              "same",
    source=ref("ioffe2015", "Section 3", remark="backpropagation through the transform"),
    where=varies,
    p=batches(),
)
def backward(p):
    dx, dgamma, dbeta = bn_backward(p.x, p.ones, p.g, p.gamma, p.eps)
    chained, *_ = bn_backward_by_chain_rule(p.x, p.ones, p.g, p.gamma, p.eps)
    slope = derivative(lambda t: p.g @ p.forward(p.x + t * p.h, t))
    return eq(dx @ p.h + dgamma * p.alpha + dbeta * p.delta, slope), eq(chained, dx)


@backward.proof()
def _(prove, p):
    prove.identity()


@backward.mutant
def _(p):  # the mean held fixed
    dx, dgamma, dbeta = bn_backward(p.x, p.ones, p.g, p.gamma, p.eps)
    slope = derivative(lambda t: p.g @ p.forward(p.x + t * p.h, t))
    fixed = dx + (p.gamma / np.sqrt(p.variance + p.eps)) * ((p.ones @ p.g) / p.m) * p.ones
    return eq(fixed @ p.h + dgamma * p.alpha + dbeta * p.delta, slope)


@backward.mutant
def _(p):  # as if ε were no part of the root that is differentiated
    dx, dgamma, dbeta = bn_backward(p.x, p.ones, p.g, p.gamma, 0 * p.eps)
    slope = derivative(lambda t: p.g @ p.forward(p.x + t * p.h, t))
    return eq(dx @ p.h + dgamma * p.alpha + dbeta * p.delta, slope)


# -- scale invariance, ε = 0 ------------------------------------------------------------------


def batches_without_eps():
    """Batches of four or five rows with ε = 0 and a rational σ."""
    return Family("batches_without_eps", (*PARTS, ScalarPart("sigma", box("1/4", 4), "> 0")),
                  lambda v: Batch(**without_sigma(v)), 4, 5, adjust=with_rational_sigma)


def without_sigma(v):
    """σ is a property of the batch; its coordinate is there for `adjust` alone."""
    return {name: value for name, value in v.items() if name != "sigma"}


def with_rational_sigma(v):
    """Exact instances get a batch with the same mean whose σ is the given rational (m ≠ 3).

    A ŷ with mean 0 and |ŷ|² = m keeps both when reflected along x − μ1. (For m = 3 no ŷ is
    rational: a² + ab + b² = 3/2 has no solution.)
    """
    x, ones, sigma = v["x"], v["ones"], v["sigma"]
    mean, variance = batch_statistics(x, ones)
    if variance == 0:
        return v  # excluded by the hypothesis σ > 0
    axis, y_hat = x - mean * ones, ones_like(v) * _standard(len(x)) / 2
    y_hat = y_hat - (2 * (axis @ y_hat) / (axis @ axis)) * axis
    return v | {"ones": ones_like(v), "x": mean * ones + sigma * y_hat}


def _standard(m):
    """Whole numbers with sum 0 and sum of squares 4m: twice a ŷ."""
    start = [3, 1, 0, -1, -3] if m % 2 else []
    return np.array(start + [2, -2] * ((m - len(start)) // 2))


def slope(p, x, h):
    """dℓ/dt along x + th for a loss with ∂ℓ/∂y = g."""
    return derivative(lambda t: p.g @ p.forward(x + t * h))


@claim(
    statement="ε = 0, a > 0 (written k²): BN(aw) = BN(w), ∇(aw) = ∇(w)/a, ⟨w, ∇(w)⟩ = 0, with "
              "x = Xw and ∇ = Xᵀ∂ℓ/∂x read along every direction h = Xk of x",
    source=ref("ioffe2015", "Section 3.3",
               remark="the transform does not see the scale of the weights"),
    where=lambda p, k: [gt(p.variance, 0), ne(k, 0)],
    p=batches_without_eps(),
    k=families.scalars(-4, 4),
)
def scale_invariance(p, k):
    a = k * k
    return (eq(p.forward(a * p.x), p.forward(p.x)),
            eq(slope(p, a * p.x, p.h), slope(p, p.x, p.h) / a),
            eq(slope(p, p.x, p.x), 0))


@scale_invariance.proof()
def _(prove, p, k):
    prove.identity()


@scale_invariance.mutant
def _(p, k):  # the gradient does not shrink
    a = k * k
    return (eq(p.forward(a * p.x), p.forward(p.x)),
            eq(slope(p, a * p.x, p.h), slope(p, p.x, p.h)),
            eq(slope(p, p.x, p.x), 0))


@scale_invariance.mutant
def _(p, k):  # a of either sign
    return (eq(p.forward(k * p.x), p.forward(p.x)),
            eq(slope(p, k * p.x, p.h), slope(p, p.x, p.h) / k),
            eq(slope(p, p.x, p.x), 0))
