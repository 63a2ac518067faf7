"""Statistics of features as they run: averaged, smoothed, sparse; the Hessian as an operator.

Main statements
    `running_moments_are_weighted_means`, `smoothing_bounds_the_spread`, `sparse_statistics`,
    `products_with_the_hessian`.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ge, le, ref
from bnlinear.dynamics.bnp import preconditioner
from bnlinear.exact import Number
from bnlinear.problems import LayerBatch, RunningMoments, mean_and_variance
from bnlinear.problems.layers.feature_statistics import (
    smoothed_variance,
    sparse_mean_and_variance,
)
from bnlinear.problems.layers.layer_operator import (
    hessian_product,
    layer_operator,
    preconditioned_product,
)
from bnlinear.problems.layers.normalized_weights import to_normalised_gradient, to_weights

BATCHES = families.mini_batches(extra_rows=2, full_rank=False)


@claim(
    statement="running moments at ρ weigh the k-th of t batches with ρᵗ⁻ᵏ: mean Σρᵗ⁻ᵏμ_k/Σρᵗ⁻ᵏ, "
              "and variance + mean² is the same mean of E[h²], at batch size one too",
    source=ref("lange2022", remark="running statistics, repaired"),
    p=BATCHES,
    rho=families.scalars(0, "15/16", sign=">= 0"),
    samples=60,
    screen=False,
)
def running_moments_are_weighted_means(p, rho):
    batches = [p.X[:1], p.X[1:], p.X[1:2]]
    running = RunningMoments(rho)
    for batch in batches:
        running = running.update(batch)
    weights = [rho**2, rho, Number(1)]
    first, second = (sum(share * (batch**power).sum(axis=0) / len(batch)
                         for share, batch in zip(weights, batches, strict=True)) / sum(weights)
                     for power in (1, 2))
    return eq(running.mean, first), eq(running.variance + running.mean**2, second)


@claim(
    statement="σ̃² = σ² + ε₁ max σ² + ε₂: no feature is divided by less than "
              "√(ε₁/(1 + ε₁)) of what another one is, attained beside a constant feature at "
              "ε₂ = 0; ε₂ is added to each; q² = max(m/N, 1)",
    source=ref("lange2022", remark="ε₁ and ε₂ in the algorithm"),
    where=lambda p, eps1, eps2: ge(abs(p.X - p.X[0]).max(), Number("1/100")),
    p=BATCHES,
    eps1=families.scalars("1/64", 2, sign="> 0"),
    eps2=families.scalars("1/64", 2, sign="> 0"),
    samples=60,
    screen=False,
)
def smoothing_bounds_the_spread(p, eps1, eps2):
    H = np.hstack([p.X, p.X[:, :1] * 0 + 3])
    mean, variance = mean_and_variance(H)
    smooth = smoothed_variance(variance, eps1, 0)
    both = smoothed_variance(variance, eps1, eps2)
    P = preconditioner(mean, variance, len(H), eps1=eps1, eps2=eps2, constant="eps")
    m = H.shape[1]
    return [eq((1 + eps1) * min(smooth), eps1 * max(smooth)),
            *(le(eps1 * max(smooth), (1 + eps1) * value) for value in smooth),
            eq(both - smooth, smooth * 0 + eps2), eq(P.variance, both),
            eq(P.q2, max(Number(m) / len(H), Number(1)))]


@claim(
    statement="mean and variance of a sparse matrix, whose zeros are not stored, are those of the "
              "dense one, to rounding",
    source=ref("this_project"),
    p=BATCHES,
    screen_only=True,
    samples=40,
)
def sparse_statistics(p):
    from scipy.sparse import csr_array

    H = np.where(np.abs(p.X) < 1, 0.0, p.X)
    (mean, variance), (told, spread) = mean_and_variance(H), sparse_mean_and_variance(csr_array(H))
    size = 1 + np.max(np.abs(H)) ** 2
    return (le(np.max(np.abs(told - mean)), 1e-14 * size),
            le(np.max(np.abs(spread - variance)), 1e-14 * size))


@claim(
    statement="the products with ∇²𝓛 and Pᵀ∇²𝓛P, which never form them, are those with the "
              "matrices ĤᵀSĤ and, from centred and normalized features, ĜᵀSĜ",
    source=ref("lange2022", remark="the Hessian of one layer"),
    p=BATCHES,
    samples=40,
    screen=False,
)
def products_with_the_hessian(p):
    layer = LayerBatch(p.X, p.y**2 + 1)
    mean, std = p.X[0], p.X[1] ** 2 + 1
    z_b, z_w = p.y[0], p.X[-1]
    raw = np.hstack([*hessian_product(layer, z_b, z_w)])
    moved = np.hstack([*hessian_product(layer.centred(mean), z_b, z_w)])
    told = np.hstack([*preconditioned_product(layer, z_b, z_w, mean, std)])
    vector, P = np.array([z_b, *z_w]), to_weights(z_b, z_w, mean, std)
    matrix, one = layer.hessian(), z_w * 0 + 1
    seen = matrix @ np.array([P[0], *P[1]])
    return (eq(raw, matrix @ vector),
            eq(moved, layer.centred(mean).hessian() @ vector),
            eq(np.hstack([*preconditioned_product(layer, z_b, z_w, mean, one)]), moved),
            eq(told, np.hstack([*to_normalised_gradient(seen[0], seen[1:], mean, std)])))


@claim(
    statement="the linear operator of ĤᵀSĤ and of ĜᵀSĜ is the matrix, for several outputs too",
    source=ref("lange2022", remark="the Hessian of one layer"),
    p=BATCHES,
    screen_only=True,
    samples=20,
)
def operator_of_the_hessian(p):
    several = LayerBatch.from_loss(p.X, "softmax", np.column_stack([p.y, -p.y, p.y * 0]))
    single = LayerBatch.from_loss(p.X, "logistic", p.y)
    mean, std = p.X[0], 1 + np.abs(p.X[1])
    normalised = LayerBatch((p.X - mean) / std, single.curvature)
    return [le(np.max(np.abs(operator @ np.eye(len(matrix)) - matrix)), 1e-12 * (
                1 + np.max(np.abs(matrix))))
            for operator, matrix in (
                (layer_operator(single), single.hessian()),
                (layer_operator(several), several.hessian()),
                (layer_operator(single, mean, std), normalised.hessian()))]
