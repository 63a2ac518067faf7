"""False statements about batches, layers, Gaussian halfspaces and geodesics of the sphere."""

import numpy as np

from bnlinear.claims import DataPart, Family, eq, families, ge, gt, le, lt, ne
from bnlinear.dynamics import project
from bnlinear.dynamics.gdnp import gdnp_direction_step
from bnlinear.exact.spectra import eigenvalues
from bnlinear.problems.gaussian.halfspaces import stein_gradient
from bnlinear.problems.layers.feature_statistics import mean_and_variance, smoothed_variance
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.layers.normalized_weights import to_normalised_gradient, to_weights
from bnlinear.problems.layers.transform import (
    bn_backward,
    bn_forward,
    normalised,
    running_average,
    unbiased_variance,
)
from proofs_checks.cho2017._turns import is_turn, turns
from proofs_checks.ioffe2015.transform import batches, varies
from proofs_checks.lange2022._layers import layers
from tests.soundness.table import Table

row = Table("refuted")
BATCH = {"where": varies, "p": batches()}
TABLES = Family("tables", (DataPart(1, full_rank=False),), dict, 1, 3)
REGULAR = families.mini_batches(max_dim=2, extra_rows=1)
LAYER = {"p": layers()}
SPHERE = {"where": is_turn, "p": turns()}
HALFSPACES = {"p": families.least_squares(), "c1": families.scalars(-4, 4),
              "c2": families.scalars(-4, 4)}
DIRECTION = {"p": families.bngd_states(max_dim=3), "c1": families.scalars(-4, 4),
             "where": lambda p, c1: [ne(p.a, 0), ne(c1, 0), ne(p.x, 0)]}


def y(p):
    return bn_forward(p.x, p.ones, p.gamma, p.beta, p.eps)


def y_hat(p):
    return normalised(p.x, p.ones, (p.ones @ p.x) / p.m, p.variance, p.eps)


def back(p):
    return bn_backward(p.x, p.ones, p.g, p.gamma, p.eps)


def mean_of(p, v):
    return (p.ones @ v) / p.m


def norm2(v):
    return v @ v


def centred(X):
    C = X - X.sum(axis=0) / len(X)
    return C.T @ C


def correlation(X):
    """The determinant of the correlations of two features, 1 − r²."""
    C = centred(X)
    return (C[0, 0] * C[1, 1] - C[0, 1] * C[1, 0]) / (C[0, 0] * C[1, 1])


def direction_step(p, c1):
    return gdnp_direction_step(p.w, p.H, -p.g, p.a, c1, 1, p.L)


# -- batches -----------------------------------------------------------------------------

row("mean_of_outputs", "the outputs have mean 0", "β = 1",
    lambda p: eq(p.ones @ y(p), 0), **BATCH)
row("variance_of_outputs", "the outputs have variance γ²", "ε > 0 makes it γ²σ²/(σ² + ε)",
    lambda p: eq((y(p) - p.beta * p.ones) @ (y(p) - p.beta * p.ones), p.m * p.gamma**2), **BATCH)
row("unit_length", "|ŷ|² ≥ m", "ε > 0", lambda p: ge(y_hat(p) @ y_hat(p), p.m), **BATCH)
row("gradient_across_x", "⟨x, ∂ℓ/∂x⟩ = 0", "ε > 0, g = x",
    lambda p: eq(p.x @ back(p)[0], 0), **BATCH)
row("gradient_sums_like_g", "⟨1, ∂ℓ/∂x⟩ = ⟨1, g⟩", "g = 1: the left side is always 0",
    lambda p: eq(p.ones @ back(p)[0], p.ones @ p.g), **BATCH)
row("slope_of_gamma", "∂ℓ/∂γ = ⟨g, x⟩", "x of another scale than ŷ",
    lambda p: eq(back(p)[1], p.g @ p.x), **BATCH)
row("slope_of_beta", "∂ℓ/∂β = mean(g)", "m = 2, g = 1", lambda p: eq(
    back(p)[2], mean_of(p, p.g)), **BATCH)
row("gradient_not_longer", "|∂ℓ/∂x|² ≤ γ²|g|²", "σ² + ε < 1",
    lambda p: le(back(p)[0] @ back(p)[0], p.gamma**2 * (p.g @ p.g)), **BATCH)
row("centring_alone", "∂ℓ/∂x = (γ/s)(g − mean(g)1)", "⟨g, ŷ⟩ ≠ 0", lambda p: eq(
    (p.variance + p.eps) * (back(p)[0] @ back(p)[0]),
    p.gamma**2 * (p.g @ p.g - (p.ones @ p.g) ** 2 / p.m)), **BATCH)
row("even", "BN(−x) = BN(x)", "γ ≠ 0, x not constant",
    lambda p: eq(p.forward(-p.x), p.forward(p.x)), **BATCH)
row("no_scale_at_all", "BN(2x) = BN(x)", "ε > 0 and γ ≠ 0",
    lambda p: eq((p.forward(2 * p.x) - p.beta * p.ones) @ (p.forward(2 * p.x) - p.beta * p.ones),
                 (p.forward(p.x) - p.beta * p.ones) @ (p.forward(p.x) - p.beta * p.ones)),
    p=batches(), where=lambda p: gt(p.variance, 0))
row("unbiased_by_half", "m/(m − 1)·σ² ≤ (3/2)σ²", "m = 2: twice σ²",
    lambda p: le(2 * unbiased_variance(p.variance, p.m), 3 * p.variance), p=batches())
row("second_moment", "σ² = |x|²/m", "a mean that is not 0",
    lambda p: eq(p.m * p.variance, p.x @ p.x), p=batches())
row("average_between", "the running average lies between old and new", "momentum 2",
    lambda s, t, q: le((running_average(s, t, q) - s) * (running_average(s, t, q) - t), 0),
    s=families.scalars(-4, 4), t=families.scalars(-4, 4), q=families.scalars(0, 2))

# -- layers ------------------------------------------------------------------------------

row("gradient_of_the_bias", "Pᵀ∇ has the bias part G_b + ⟨μ, G_w⟩", "μ = G_w = e₁",
    lambda p: eq(to_normalised_gradient(p["G_b"], p["G_w"], p["mean"], p["std"])[0],
                 p["G_b"] + p["mean"] @ p["G_w"]), **LAYER)
row("bias_is_kept", "θ = Pz has the bias of z", "μ = z_w = e₁", lambda p: eq(
    to_weights(p["G_b"], p["G_w"], p["mean"], p["std"])[0], p["G_b"]), **LAYER)
row("weights_not_longer", "|z_w/σ|² ≤ |z_w|²", "σ = 1/2", lambda p: le(
    to_weights(p["G_b"], p["G_w"], p["mean"], p["std"])[1]
    @ to_weights(p["G_b"], p["G_w"], p["mean"], p["std"])[1], p["G_w"] @ p["G_w"]), **LAYER)
row("adjoint_up_to_sign", "⟨Pz, ∇⟩ = ⟨z, ∇⟩", "σ = 2: it is ⟨z, Pᵀ∇⟩", lambda p: eq(
    to_weights(p["G_b"], p["G_w"], p["mean"], p["std"])[1] @ p["G_w"], p["G_w"] @ p["G_w"]),
    **LAYER)
row("centring_raises_the_smallest", "centring raises λmin of the features' second moment",
    "it takes mmᵀ away: X = (1, 3)ᵀ has 5, centred 1",
    lambda p: ge(eigenvalues(centred(p.X))[0], eigenvalues(p.X.T @ p.X)[0]), p=REGULAR)
row("centring_keeps_the_largest", "centring keeps λmax of the second moment",
    "X with a mean that is not 0",
    lambda p: eq(eigenvalues(centred(p.X))[-1], eigenvalues(p.X.T @ p.X)[-1]), p=REGULAR)
row("features_vary", "every feature of a batch varies", "a constant column",
    lambda p: gt(min(mean_and_variance(p["X"])[1]), 0), p=TABLES)
row("variance_below_square", "σ² ≤ (μ + 1)²", "a feature of mean −1 that varies",
    lambda p: le(mean_and_variance(p.X)[1][0], (mean_and_variance(p.X)[0][0] + 1) ** 2), p=REGULAR)
row("smoothing_shrinks", "σ̃² ≤ (1 + ε₁)σ²", "two features of unlike variance", lambda p, s: le(
    smoothed_variance(mean_and_variance(p.X)[1], s)[0], (1 + s) * mean_and_variance(p.X)[1][0]),
    p=REGULAR, s=families.scalars(0, 2))
row("hessian_of_a_layer", "the layer's Hessian has trace ≤ 1 + Σσⱼ²", "a mean that is not 0",
    lambda p: le(sum(np.diag(LayerBatch.from_loss(p.X, "squared").hessian())),
                 1 + sum(mean_and_variance(p.X)[1])), p=REGULAR)
row("normalised_determinant", "a normalized layer's Hessian has determinant 1",
    "correlated features: 1 − r²", lambda p: eq(correlation(p.X), 1),
    p=families.mini_batches(min_dim=2, max_dim=2, extra_rows=1))

# -- Gaussian halfspaces -----------------------------------------------------------------

row("critical_point_sign", "∇f vanishes at w = (c₁/c₂)S⁻¹u", "c₁ = c₂ = 1: a sign",
    lambda p, c1, c2: eq(stein_gradient(c1 / c2 * p.u, p.H, p.g, c1, c2), 0 * p.u),
    **HALFSPACES | {"where": lambda p, c1, c2: ne(c2, 0)})
row("scale_invariant", "⟨w, ∇f(w)⟩ = 0", "c₁ = c₂ = 1, w = u: the length is a variable of f",
    lambda p, c1, c2: eq(p.w @ stein_gradient(p.w, p.H, p.g, c1, c2), 0), **HALFSPACES)
row("pythagoras", "|∇f|² ≤ c₁²|u|² + c₂²|Sw|²", "c₁ = c₂ = 1, Sw = u",
    lambda p, c1, c2: le(norm2(stein_gradient(p.w, p.H, p.g, c1, c2)),
                         c1**2 * norm2(p.g) + c2**2 * norm2(p.H @ p.w)), **HALFSPACES)
row("gradient_moves_along_u", "∇f is c₁u up to the length of w",
    "c₂ ≠ 0, Sw not along u", lambda p, c1, c2: eq(
        (stein_gradient(p.w, p.H, p.g, c1, c2) @ p.g) ** 2,
        norm2(stein_gradient(p.w, p.H, p.g, c1, c2)) * norm2(p.g)), **HALFSPACES)
row("direction_rate", "GDNP's direction step contracts the gap by (1 − μ/L)³",
    "the exponent is 2; d = 2, near the minimiser", lambda p, c1: le(
        p.gap(direction_step(p, c1)), (1 - p.mu / p.L) ** 3 * p.gap(p.w)), **DIRECTION)
row("direction_knows_c2", "GDNP's direction step keeps ⟨w, Hw⟩",
    "it adds what is H-orthogonal to w, of positive length", lambda p, c1: eq(
        direction_step(p, c1) @ p.H @ direction_step(p, c1), p.y), **DIRECTION)

# -- geodesics of the sphere -------------------------------------------------------------

row("exp_not_far", "⟨exp_y(h), y⟩ ≥ 0", "a turn by 180°: p = 0, q = 1",
    lambda p: ge(p.point @ p.y, 0), **SPHERE)
row("exp_leaves", "exp_y(h) ≠ y", "a turn by 360°: q = 0",
    lambda p: gt(norm2(p.point - p.y), 0), **SPHERE)
row("chord", "|exp_y(h) − y|² = sin²|h|", "a right angle: 2 = 1",
    lambda p: eq(norm2(p.point - p.y), p.sin**2), **SPHERE)
row("chord_short", "|exp_y(h) − y|² ≤ 2", "a turn by 180°: 4",
    lambda p: le(norm2(p.point - p.y), 2), **SPHERE)
row("transport_trivial", "pt_y(a; h) = a for tangent a", "a = h", lambda p: eq(
    norm2(p.carried(p.tangent(p.a)) - p.tangent(p.a)), 0), **SPHERE)
row("transport_stays_tangent_at_y", "⟨pt_y(a; h), y⟩ = 0", "a = h, a right angle",
    lambda p: eq(p.carried(p.tangent(p.a)) @ p.y, 0), **SPHERE)
row("transport_of_any_vector", "⟨pt_y(a; h), exp_y(h)⟩ = 0 for every a", "a = y",
    lambda p: eq(p.carried(p.a) @ p.point, 0), **SPHERE)
row("transport_shrinks", "|pt_y(a; h)|² < |a|² for tangent a", "it is an isometry",
    lambda p: lt(norm2(p.carried(p.tangent(p.a))), norm2(p.tangent(p.a))), **SPHERE)
row("projection_shortens", "|v − ⟨w, v⟩w/|w|²|² < |v|²", "v ⟂ w, or v = 0", lambda p: lt(
    norm2(project(p.w, p.u)), norm2(p.u)), p=families.least_squares())
row("projection_half", "|v − ⟨w, v⟩w/|w|²|² ≤ |v|²/2", "v ⟂ w", lambda p: le(
    2 * norm2(project(p.w, p.u)), norm2(p.u)), p=families.least_squares())

globals().update(row.claims)
