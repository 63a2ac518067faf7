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
    ne,
    ref,
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
              "(in z it is gradient descent, by one_bn_step; preconditioned_rate_two_features runs "
              "BNP's own code)",
    source=ref("lange2022", remark="the preconditioned rate"),
    p=families.least_squares(),
)
def preconditioned_rate(p, end="mu"):  # p.H is PᵀMP, p.w is z, p.u is z*
    lr = 2 / (p.L + getattr(p, end))
    before, after = p.w - p.u, gd_step(p.w, p.H, p.g, lr) - p.u
    return le(after @ after, rate(p.mu, p.L) ** 2 * (before @ before))


@preconditioned_rate.proof()
def _(prove, p):
    prove.nonzero(prove.given(p.mu) + prove.given(p.L))
    lr, factor = 2 / (p.L + p.mu), rate(p.mu, p.L) ** 2
    prove.by(prove.lift(p.w - p.u, lambda t: factor - (1 - lr * t) ** 2))


preconditioned_rate.mutant(end="L")  # the learning rate 1/L


ERRORS = Family("errors of a layer", (DataPart(2), VectorPart("e_w"), scalar("e_b")), dict, 2, 2)


def bnp_step(p):
    """The error (e_b, e_w) of least squares after one step of BNP at α = 1."""
    H, b, w = p["X"], p["e_b"], p["e_w"]
    outputs = (b + H @ w) / len(H)  # of the error; the gradient of least squares is ĤᵀĤe/N
    step_b, step_w = batch_preconditioner(H).update(outputs.sum(), H.T @ outputs)
    return b - step_b, w - step_w


@claim(
    statement="two features, BNP's own code: at α = 1 the norm of z = P⁻¹θ, |z|² = (b + μᵀw)² + "
              "Σσ²w², shrinks by |r| or more: the eigenvalues of PᵀMP are 1 and 1 ± |r|",
    source=ref("this_project", remark="lange2022.preconditioned_rate, run"),
    where=lambda p: [gt(v, 0) for v in np.diag(covariance(p["X"]))],
    p=ERRORS,
    screen=False,
    samples=40,
)
def preconditioned_rate_two_features(p):
    C, mean = covariance(p["X"]), p["X"].sum(axis=0) / len(p["X"])

    def norm_of_z(b, w):
        return (b + mean @ w) ** 2 + np.diag(C) @ w**2

    r2 = C[0, 1] ** 2 / (C[0, 0] * C[1, 1])
    return le(norm_of_z(*bnp_step(p)), r2 * norm_of_z(p["e_b"], p["e_w"]))


@claim(
    statement="BNP at its best learning rate (α = 1 for two features: the eigenvalues of PᵀMP are "
              "1 and 1 ± |r|) does not increase the distance to the minimiser in the norm of θ",
    source=ref("lange2022", remark="the preconditioned rate, read in the norm of θ"),
    where=lambda p: [gt(v, 0) for v in np.diag(covariance(p["X"]))],
    p=ERRORS,
    screen=False,
    samples=20,
    expect="refuted",
    counterexample={"p": {"X": array([[8, 0], [10, 1], [9, -1], [9, 0]]), "y": array([0] * 4),
                          "e_w": array([0, 1]), "e_b": Number(0)}},
    repairs="lange2022.preconditioned_rate",
)
def preconditioned_rate_norm_of_theta(p):  # |e|² goes from 1 to 41/2
    b, w = bnp_step(p)
    return le(b**2 + w @ w, p["e_b"] ** 2 + p["e_w"] @ p["e_w"])


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
    source=ref("lange2022",
               remark="rate with a singular Hessian; the part in the kernel does not move"),
    where=lambda p: [spectrum_within(p["M"], p["low"], p["high"]), le(p["low"], p["high"])],
    p=SINGULAR,
)
def singular_rate(p, end="low"):
    M, e = p["M"], p["M"] @ p["v"]
    after = e - 2 / (p["high"] + p[end]) * (M @ e)
    return le(after @ after, rate(p["low"], p["high"]) ** 2 * (e @ e))


@singular_rate.proof()
def _(prove, p):
    low, high = p["low"], p["high"]
    given = [prove.given(low), prove.given(high - low)]
    prove.nonzero(prove.scalar(high + low, ">", given))
    lr, factor = 2 / (high + low), rate(low, high) ** 2
    prove.by(prove.lift_within(p["v"], lambda t: t**2 * (factor - (1 - lr * t) ** 2), given))


singular_rate.mutant(end="high")  # the learning rate 1/high


@claim(
    statement="x² + y⁴ is convex, its Hessian at the minimiser singular with κ* = 1: gradient "
              "descent near it converges at some rate below 1",
    source=ref("lange2022",
               remark="rate with a singular Hessian, without a hypothesis on the kernel"),
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
    statement="x² + y⁴ from (0, y): whatever factor < 1 is asked for, near enough (2y² < 1 − "
              "factor) a step shrinks |y| by less than that: there is no rate",
    source=ref("this_project",
               remark="why lange2022.singular_rate_any_loss fails for every factor"),
    where=lambda y, factor: [lt(factor, 1 - 2 * y**2), ne(y, 0)],
    y=families.scalars("-1/2", "1/2"),
    factor=families.scalars(0, "3/4", sign="> 0"),
)
def singular_rate_quartic(y, factor, two=2):
    return lt((factor * y) ** 2, (y - _slope(y) / two) ** 2)


def _slope(y):
    return derivative(lambda t: quartic_valley(0 * y, y + t))


@singular_rate_quartic.proof()
def _(prove, y, factor):
    gap, least = prove.given(1 - 2 * y**2 - factor), prove.given(factor)
    prove.by(gap * (gap + least + least) * prove.positive_square(y))


singular_rate_quartic.mutant(two=1)  # twice the learning rate


@claim(
    statement="f = J(a, ·), the normalized loss: its second derivative along sw + h is that along "
              "h, minus 2s⟨∇f, h⟩; so where ∇f ≠ 0 it takes both signs: f is nowhere convex off "
              "its critical points",
    source=ref("this_project",
               remark="what a theory of locally convex losses leaves out of batch normalization"),
    p=families.bngd_states(),
    s=families.scalars(-4, 4),
)
def scale_invariant_never_convex(p, s, factor=2):
    def f(w):
        return p.problem.bn_loss(p.a, w)

    mixed = derivative(lambda t: f(p.w + t * (s * p.w + p.h)), order=2)
    slope = derivative(lambda t: f(p.w + t * p.h))
    return eq(mixed, derivative(lambda t: f(p.w + t * p.h), order=2) - factor * s * slope)


@scale_invariant_never_convex.proof()
def _(prove, p, s):
    prove.identity()


scale_invariant_never_convex.mutant(factor=0)  # as if the curvature along w were all there is
