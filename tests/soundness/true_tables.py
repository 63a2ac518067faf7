"""True statements beside the false tables: edges, ties, layers, turns, irrational numbers.

None may be refuted. The reason is the one-line proof.
"""

import numpy as np

from bnlinear.claims import any_of, eq, families, ge, implies, le, lt, ne
from bnlinear.dynamics import gd_step, project, rayleigh_step
from bnlinear.exact.spectra import eigenvalues
from bnlinear.problems.gaussian.halfspaces import stein_gradient
from bnlinear.problems.layers.feature_statistics import mean_and_variance, smoothed_variance
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.problems.layers.normalized_weights import to_normalised_gradient, to_weights
from bnlinear.problems.layers.transform import bn_backward, normalised, unbiased_variance
from proofs_checks.cho2017._turns import is_turn, turns
from proofs_checks.ioffe2015.transform import batches, varies
from proofs_checks.lange2022._layers import layers
from tests.soundness.table import Table

row = Table()
X, POSITIVE = families.scalars(-4, 4), families.scalars(0, 4)
SPECTRA, POINTS = families.spectra(), families.least_squares()
PLANE, DIRECTIONS = families.least_squares(min_dim=2), families.directions()
BATCH = {"where": varies, "p": batches()}
REGULAR = families.mini_batches(max_dim=2, extra_rows=1)
SPHERE = {"where": is_turn, "p": turns()}
LAYER = {"p": layers()}
HALFSPACES = {"p": families.least_squares(), "c1": X, "c2": X}


def norm2(v):
    return v @ v


def back(p):
    return bn_backward(p.x, p.ones, p.g, p.gamma, p.eps)


def y_hat(p):
    return normalised(p.x, p.ones, (p.ones @ p.x) / p.m, p.variance, p.eps)


def centred(X):
    C = X - X.sum(axis=0) / len(X)
    return C.T @ C


def across(p):
    return (p.w @ p.w) * p.u - (p.w @ p.u) * p.w


# -- the numbers of thin false neighbours, on the right side -------------------------------

row("square", "(197x − 40)² ≥ 0", "a square", lambda x: ge((197 * x - 40) ** 2, 0), x=X)
row("gap_above", "(1000x − 1)(1000x − 3) ≥ −1", "its least value, at x = 1/500",
    lambda x: ge((1000 * x - 1) * (1000 * x - 3), -1), x=X)
row("no_root", "x² + 2 ≠ 0", "x² ≥ 0", lambda x: ne(x * x + 2, 0), x=X)
row("root_outside", "x² ≠ 2 on [0, 1]", "x² ≤ 1", lambda x: ne(x * x, 2),
    x=families.scalars(0, 1))
row("golden", "x² ≤ x + 1 only for |x| < 2", "the roots are 1.618… and −0.618…",
    lambda x: implies(le(x * x, x + 1), lt(x * x, 4)), x=X)
row("cube", "x³ ≤ 2 only for x < 1.26", "2 < 1.26³",
    lambda x: implies(le(x**3, 2), lt(50 * x, 63)), x=X)
row("root_of_a_mean", "√x ≤ (1 + x)/2", "(1 − √x)² ≥ 0",
    lambda x: le(np.sqrt(x), (1 + x) / 2), x=POSITIVE)
row("fixed_point", "1/(1 + x²) ≤ x only for x > 1/2", "at 0 ≤ x ≤ 1/2 the left side is ≥ 4/5",
    lambda x: implies(le(1 / (1 + x * x), x), lt(1, 2 * x)), x=X)
row("dip", "1/(1 + (500x − 61)²) ≤ 1", "the divisor is at least 1",
    lambda x: le(1 / (1 + (500 * x - 61) ** 2), 1), x=X)

# -- bounds that are attained, at any κ ----------------------------------------------------

row("wielandt", "Wielandt's inequality", "(L + μ)²⟨w, Hz⟩² ≤ (L − μ)²⟨w, Hw⟩⟨z, Hz⟩ for z ⟂ w",
    lambda p: le((p.w @ p.H @ across(p)) ** 2 * (p.L + p.mu) ** 2,
                 (p.L - p.mu) ** 2 * p.y * (across(p) @ p.H @ across(p))), p=PLANE)
row("kantorovich", "4μL|w|²|Hw|² ≤ (L + μ)²⟨w, Hw⟩²", "⟨(H − μ)w, (L − H)w⟩ ≥ 0 and AM–GM",
    lambda p: le(4 * p.mu * p.L * norm2(p.w) * norm2(p.H @ p.w), (p.L + p.mu) ** 2 * p.y**2),
    p=POINTS)
row("sign_kept", "êL < 4: a step keeps the sign of wᵀg",
    "(x − (ê/2)⟨w, Hg⟩)² + ê|·|²(…)(1 − êL/4) > 0", lambda p: lt(
        0, p.x * (rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g)),
    where=lambda p: [ne(p.x, 0), ge(p.effective_lr, 0), lt(p.effective_lr * p.L, 4)], p=DIRECTIONS)
row("kappa_star", "κ* ≤ κ, with equality allowed", "interlacing", lambda p: le(
    eigenvalues(p.problem.H_star)[-1] * p.mu, p.L * eigenvalues(p.problem.H_star)[1]),
    p=families.least_squares(min_dim=3, max_dim=3))
row("contraction", "((L − μ)/(L + μ))² < 1", "4μL > 0",
    lambda p: lt((p.L - p.mu) ** 2, (p.L + p.mu) ** 2), p=SPECTRA)
row("trace", "dμ ≤ tr H ≤ dL", "a sum of d eigenvalues", lambda p: (
    le(len(p.H) * p.mu, sum(np.diag(p.H))), le(sum(np.diag(p.H)), len(p.H) * p.L)), p=SPECTRA)
row("entry", "μ ≤ H₁₁ ≤ L", "a Rayleigh quotient at e₁",
    lambda p: (le(p.mu, p.H[0, 0]), le(p.H[0, 0], p.L)), p=SPECTRA)
row("gd_two_over_L", "ε = 2/L: J(w⁺) ≤ J(w)", "|1 − 2λ/L| ≤ 1", lambda p: le(
    p.problem.excess_loss(gd_step(p.w, p.H, p.g, 2 / p.L)), p.problem.excess_loss(p.w)), p=POINTS)
row("polyak", "|∇J|² ≥ 2μ(J − J*)", "⟨e, H(H − μ)e⟩ ≥ 0",
    lambda p: ge(norm2(p.H @ (p.w - p.u)), 2 * p.mu * p.problem.excess_loss(p.w)), p=POINTS)
row("correlation", "⟨w, g⟩ ≤ L|w||u|, squared", "Cauchy–Schwarz",
    lambda p: le(p.x**2, p.L**2 * norm2(p.w) * norm2(p.u)), p=POINTS)
row("residual", "J* ≥ 0", "half a square", lambda p: ge(p.problem.loss(p.u), 0), p=POINTS)

# -- ties ----------------------------------------------------------------------------------

row("ends_in_order", "μ ≤ L", "by definition", lambda p: le(p.mu, p.L), p=SPECTRA)
row("not_there_yet", "J(w) > J* unless w = u", "H is definite",
    lambda p: any_of(lt(0, p.problem.excess_loss(p.w)), eq(p.w, p.u)), p=POINTS)
row("not_parallel", "⟨w, u⟩² < |w|²|u|² where w₁u₂ ≠ w₂u₁", "Lagrange's identity",
    lambda p: lt((p.w @ p.u) ** 2, norm2(p.w) * norm2(p.u)),
    where=lambda p: ne(p.w[0] * p.u[1], p.w[1] * p.u[0]), p=PLANE)
row("one_direction", "d = 1: the gap is 0", "all w lie on the line of u",
    lambda p: eq(p.gap(p.w), 0), p=families.least_squares(max_dim=1))
row("scale_at_the_best", "a = b: a⁺ = a, or ε_a is no matter", "a⁺ = a + ε_a(b − a)",
    lambda p: implies(eq(p.a * p.sigma, p.x), eq(p.a, p.b)), p=families.bngd_states())
row("gd_done_at_once", "μ = L: GD with ε = 1/L is done in one step", "H = LI", lambda p: implies(
    eq(p.mu, p.L), eq(gd_step(p.w, p.H, p.g, 1 / p.L), p.u)), p=PLANE)
row("means", "4st ≤ (s + t)², with equality only at s = t", "(s − t)² ≥ 0", lambda s, t: (
    le(4 * s * t, (s + t) ** 2), implies(eq(4 * s * t, (s + t) ** 2), eq(s, t))),
    s=POSITIVE, t=POSITIVE)
row("targets_vary", "m|y|² ≥ (Σy)²", "Cauchy–Schwarz with 1",
    lambda p: ge(len(p.y) * norm2(p.y), p.y.sum() ** 2), p=families.mini_batches(max_dim=2))
row("trace_of_a_turn", "−d ≤ tr Q ≤ d", "entries of unit vectors",
    lambda Q: (ge(sum(np.diag(Q)), -len(Q)), le(sum(np.diag(Q)), len(Q))),
    Q=families.orthogonal(min_dim=2))

# -- batches and layers --------------------------------------------------------------------

row("mean_of_outputs", "the outputs have mean β", "ŷ is centred",
    lambda p: eq(p.ones @ p.forward(p.x), p.m * p.beta), **BATCH)
row("gradient_centred", "⟨1, ∂ℓ/∂x⟩ = 0", "a shift of x changes nothing",
    lambda p: eq(p.ones @ back(p)[0], 0), **BATCH)
row("unit_length", "|ŷ|² ≤ m", "σ² ≤ σ² + ε", lambda p: le(norm2(y_hat(p)), p.m), **BATCH)
row("shift", "BN(x + 3·1) = BN(x)", "the mean moves along",
    lambda p: eq(p.forward(p.x + 3 * p.ones), p.forward(p.x)), **BATCH)
row("gradient_bound", "(σ² + ε)|∂ℓ/∂x|² ≤ γ²|g|²", "two parts of g are taken away",
    lambda p: le((p.variance + p.eps) * norm2(back(p)[0]), p.gamma**2 * norm2(p.g)), **BATCH)
row("unbiased", "σ² ≤ m/(m − 1)·σ² ≤ 2σ²", "m ≥ 2", lambda p: (
    le(p.variance, unbiased_variance(p.variance, p.m)),
    le(unbiased_variance(p.variance, p.m), 2 * p.variance)), p=batches())
row("second_moment", "σ² ≤ |x|²/m", "the mean is taken away",
    lambda p: le(p.m * p.variance, norm2(p.x)), p=batches())
row("adjoint", "⟨Pz, ∇⟩ = ⟨z, Pᵀ∇⟩", "the definition of Pᵀ", lambda p: eq(
    paired(to_weights(p["G_b"], p["G_w"], p["mean"], p["std"]), (p["G_b"], p["mean"])),
    paired((p["G_b"], p["G_w"]),
           to_normalised_gradient(p["G_b"], p["mean"], p["mean"], p["std"]))), **LAYER)
row("centring_lowers", "centring lowers λmin and λmax of the second moment", "Weyl: − N·mmᵀ",
    lambda p: (le(eigenvalues(centred(p.X))[0], eigenvalues(p.X.T @ p.X)[0]),
               le(eigenvalues(centred(p.X))[-1], eigenvalues(p.X.T @ p.X)[-1])), p=REGULAR)
row("smoothing", "σ̃² ≥ (1 + ε₁)σ²", "ε₁ max σ² ≥ ε₁σ²", lambda p, s: ge(
    smoothed_variance(mean_and_variance(p.X)[1], s)[0], (1 + s) * mean_and_variance(p.X)[1][0]),
    p=REGULAR, s=families.scalars(0, 2))
row("hessian_of_a_layer", "the layer's Hessian has trace 1 + Σ(σⱼ² + μⱼ²)",
    "its diagonal holds second moments", lambda p: eq(
        sum(np.diag(LayerBatch.from_loss(p.X, "squared").hessian())),
        1 + sum(mean_and_variance(p.X)[1]) + norm2(mean_and_variance(p.X)[0])), p=REGULAR)

# -- Gaussian halfspaces and geodesics -------------------------------------------------------

row("critical_point", "∇f vanishes at w = −(c₁/c₂)S⁻¹u", "c₂Sw = −c₁u",
    lambda p, c1, c2: eq(stein_gradient(-c1 / c2 * p.u, p.H, p.g, c1, c2), 0 * p.u),
    **HALFSPACES | {"where": lambda p, c1, c2: ne(c2, 0)})
row("gradient_bound_of_two", "|∇f|² ≤ 2c₁²|u|² + 2c₂²|Sw|²", "(s + t)² ≤ 2s² + 2t²",
    lambda p, c1, c2: le(norm2(stein_gradient(p.w, p.H, p.g, c1, c2)),
                         2 * c1**2 * norm2(p.g) + 2 * c2**2 * norm2(p.H @ p.w)), **HALFSPACES)
row("exp_unit", "|exp_y(h)| = 1 and |exp_y(h) − y|² ≤ 4", "2 − 2cos",
    lambda p: (eq(norm2(p.point), 1), le(norm2(p.point - p.y), 4)), **SPHERE)
row("transport_isometric", "|pt_y(a; h)| = |a|, orthogonal to exp_y(h), for tangent a",
    "a turn of the plane of y and h", lambda p: (
        eq(norm2(p.carried(p.tangent(p.a))), norm2(p.tangent(p.a))),
        eq(p.carried(p.tangent(p.a)) @ p.point, 0)), **SPHERE)
row("projection", "the projection is orthogonal to w and no longer", "Pythagoras", lambda p: (
    eq(project(p.w, p.u) @ p.w, 0), le(norm2(project(p.w, p.u)), norm2(p.u))), p=POINTS)


def paired(left, right):
    return left[0] * right[0] + left[1] @ right[1]


globals().update(row.claims)
