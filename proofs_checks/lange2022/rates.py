"""Rates of convergence: of the preconditioned step, and where the Hessian is singular."""

from fractions import Fraction

import numpy as np

from bnlinear.claims import (
    DataPart,
    Family,
    Spectrum,
    VectorPart,
    claim,
    eq,
    families,
    gt,
    le,
    lt,
    spectrum_within,
)
from bnlinear.dynamics import gd_step
from bnlinear.dynamics.bnp import batch_preconditioner
from bnlinear.exact import Number, array, derivative
from proofs_checks.beyond.centring import covariance
from proofs_checks.lange2022._layers import scalar, shifted


def rate(low, high):
    """(κ − 1)/(κ + 1) for κ = high/low."""
    return (high - low) / (high + low)


# -- the norm of z ---------------------------------------------------------------------------------


@claim(
    statement="BNP with the learning rate 2/(L′ + μ′) contracts in the norm of z = P⁻¹θ: "
              "|z⁺ − z*| ≤ ((κ′ − 1)/(κ′ + 1))|z − z*|, μ′ and L′ the extreme eigenvalues of PᵀMP "
              "(in z it is gradient descent, one_bn_step)",
    source="Lange et al. 2022, the preconditioned rate",
    p=families.least_squares(),
)
def preconditioned_rate(p):  # p.H is PᵀMP, p.w is z, p.u is z*
    return _contracts(p, 2 / (p.L + p.mu))


def _contracts(p, lr):
    before, after = p.w - p.u, gd_step(p.w, p.H, p.g, lr) - p.u
    return le(after @ after, rate(p.mu, p.L) ** 2 * (before @ before))


@preconditioned_rate.proof(scope="all N, m", uses=("induction",))
def _(prove, p):
    prove.nonzero(prove.given(p.mu) + prove.given(p.L))
    lr, factor = 2 / (p.L + p.mu), rate(p.mu, p.L) ** 2
    prove.by(prove.lift(p.w - p.u, lambda t: factor - (1 - lr * t) ** 2))


@preconditioned_rate.mutant
def _(p):  # the learning rate 1/L
    return _contracts(p, 1 / p.L)


@claim(
    statement="BNP at its best learning rate (α = 1 for two features: the eigenvalues of PᵀMP are "
              "1 and 1 ± |r|) does not increase the distance to the minimiser in the norm of θ",
    source="Lange et al. 2022, the preconditioned rate, read in the norm of θ",
    where=lambda p: [gt(v, 0) for v in np.diag(covariance(p["X"]))],
    p=Family("errors of a layer", (DataPart(2), VectorPart("e_w"), scalar("e_b")), dict, 2, 2),
    screen=False,
    samples=20,
    expect="refuted",
    counterexample={"p": {"X": array([[8, 0], [10, 1], [9, -1], [9, 0]]), "y": array([0] * 4),
                          "e_w": array([0, 1]), "e_b": Number(0)}},
    repairs="lange2022.preconditioned_rate",
)
def preconditioned_rate_norm_of_theta(p):  # |e|² goes from 1 to 41/2
    H, b, w = p["X"], p["e_b"], p["e_w"]
    outputs = (b + H @ w) / len(H)  # of the error; the gradient of least squares is ĤᵀĤe/N
    step_b, step_w = batch_preconditioner(H).update(outputs.sum(), H.T @ outputs)
    after_b, after_w = b - step_b, w - step_w
    return le(after_b**2 + after_w @ after_w, b**2 + w @ w)


# -- singular Hessians -----------------------------------------------------------------------------

SINGULAR = Family(
    "singular quadratics",
    (Spectrum(), VectorPart("v"), scalar("low", 0, 4, "> 0")),
    lambda v: {"M": shifted(v["H"], v["mu"]), "high": v["L"] - v["mu"], "v": v["v"],
               "low": v["low"]}, 2)


@claim(
    statement="quadratic loss, M ≥ 0 of any rank with nonzero eigenvalues in [low, high]: at the "
              "learning rate 2/(high + low) the distance to the minimisers, the part e = Mv of the "
              "error in the range of M, shrinks by (κ* − 1)/(κ* + 1), κ* = high/low",
    source="Lange et al. 2022, rate with a singular Hessian; the part in the kernel does not move",
    where=lambda p: [spectrum_within(p["M"], p["low"], p["high"]), le(p["low"], p["high"])],
    p=SINGULAR,
)
def singular_rate(p):
    return _range_contracts(p, 2 / (p["high"] + p["low"]))


def _range_contracts(p, lr):
    M, e = p["M"], p["M"] @ p["v"]
    after = e - lr * (M @ e)
    return le(after @ after, rate(p["low"], p["high"]) ** 2 * (e @ e))


@singular_rate.proof(scope="all d", uses=("spectral theorem", "induction"))
def _(prove, p):
    low, high = p["low"], p["high"]
    given = [prove.given(low), prove.given(high - low)]
    prove.nonzero(prove.scalar(high + low, ">", given))
    lr, factor = 2 / (high + low), rate(low, high) ** 2
    prove.by(prove.lift_within(p["v"], lambda t: t**2 * (factor - (1 - lr * t) ** 2), given))


@singular_rate.mutant
def _(p):  # the learning rate 1/high
    return _range_contracts(p, 1 / p["high"])


@claim(
    statement="x² + y⁴ is convex, its Hessian at the minimiser singular with κ* = 1: gradient "
              "descent near it converges at some rate below 1",
    source="Lange et al. 2022, rate with a singular Hessian, without a hypothesis on the kernel",
    where=lambda x, y, factor: [lt(factor, 1), le(x**2 + y**2, Fraction(1, 4))],
    x=families.scalars(-1, 1),
    y=families.scalars(-1, 1),
    factor=families.scalars(0, 1, sign="> 0"),
    expect="refuted",
    counterexample={"x": Number(0), "y": Number("1/10"), "factor": Number("9/10")},
    repairs="lange2022.singular_rate",
)
def singular_rate_any_loss(x, y, factor):  # y⁺/y = 1 − 2y²: nearer to 1 than any factor below it
    dx = derivative(lambda t: quartic_valley(x + t, y))
    dy = derivative(lambda t: quartic_valley(x, y + t))
    after_x, after_y = x - dx / 2, y - dy / 2  # 2/(L + μ*) = 1/2
    return le(after_x**2 + after_y**2, factor**2 * (x**2 + y**2))


def quartic_valley(x, y):
    """x² + y⁴"""
    return x**2 + y**4


@claim(
    statement="f(cw) = f(w): the second derivative along sw + h is that along h, minus 2s⟨∇f, h⟩; "
              "so where ∇f ≠ 0 it takes both signs: a normalised loss is nowhere convex off its "
              "critical points",
    source="this project; what a theory of locally convex losses leaves out of batch normalization",
    p=families.bngd_states(),
    s=families.scalars(-4, 4),
)
def scale_invariant_never_convex(p, s):
    return _along_w(p, s, 2)


def _along_w(p, s, factor):
    def f(w):
        return p.problem.bn_loss(p.a, w)

    mixed = derivative(lambda t: f(p.w + t * (s * p.w + p.h)), order=2)
    slope = derivative(lambda t: f(p.w + t * p.h))
    return eq(mixed, derivative(lambda t: f(p.w + t * p.h), order=2) - factor * s * slope)


@scale_invariant_never_convex.proof()
def _(prove, p, s):
    prove.identity()


@scale_invariant_never_convex.mutant
def _(p, s):  # as if the curvature along w were all there is
    return _along_w(p, s, 0)
