"""The Hessian of one layer's loss, raw and preconditioned: ĤᵀSĤ and ĜᵀSĜ."""

import numpy as np

from bnlinear.claims import Family, OnesPart, Spectrum, VectorPart, claim, eq, families, ge, le, ref
from bnlinear.exact import Number, derivative
from bnlinear.exact.spectra import spectrum
from bnlinear.problems import LayerBatch
from bnlinear.problems.layers.normalized_weights import over, to_normalised_gradient, to_weights
from bnlinear.problems.least_squares import outer
from bnlinear.problems.losses.curvatures import softmax_curvature
from proofs_checks.lange2022._layers import layers, scalar, shifted

# -- ∇²𝓛 = ĤᵀSĤ ----------------------------------------------------------------------------
# The space is ℝᴺ, one coordinate a sample: x and y are any two columns of Ĥ = [1, H].

COLUMNS = Family(
    "two columns of Ĥ",
    (Spectrum(), VectorPart("x"), VectorPart("y"), VectorPart("slopes", nonzero=False),
     scalar("shift", 0, 8), scalar("alpha"), scalar("beta")),
    dict)


@claim(
    statement="𝓛 = (1/N) Σ ℓ_j(a_j), a = Ĥθ: the entry of ∇²𝓛 at two columns x, y of Ĥ is ⟨x, Sy⟩, "
              "S = diag(ℓ″)/N of any sign; ℓ ∈ C² enters by its second-order Taylor form",
    source=ref("lange2022", remark="the Hessian of one layer"),
    p=COLUMNS,
)
def hessian(p, cross=2):
    S, alpha, beta = shifted(p["H"], p["shift"]), p["alpha"], p["beta"]

    def loss(t):
        a = t * (alpha * p["x"] + beta * p["y"])
        return p["slopes"] @ a + a @ (S @ a) / 2

    x, y = p["x"], p["y"]
    return eq(derivative(loss, order=2), alpha**2 * (x @ (S @ x))
              + cross * alpha * beta * (x @ (S @ y)) + beta**2 * (y @ (S @ y)))


@hessian.proof()
def _(prove, p):
    prove.identity()


hessian.mutant(cross=1)  # half of the mixed entries


def quartic(a):
    """a loss whose curvature 12a² − 40 changes sign"""
    return a**4 - 20 * a**2


@claim(
    statement="the code of ĤᵀSĤ, against the second derivative of (1/N) Σ (a_j⁴ − 20a_j²) along a "
              "direction: S = diag(12a² − 40)/N may be indefinite",
    source=ref("this_project"),
    p=families.mini_batches(extra_rows=2, full_rank=False),
    samples=40,
)
def hessian_of_a_quartic_loss(p):
    N, m = p.X.shape
    theta, along = p.y[:m + 1], p.X[:1].sum() + p.y[1:m + 2]
    H_hat = np.column_stack([p.X[:, 0] * 0 + 1, p.X])
    found = LayerBatch(p.X, 12 * (H_hat @ theta) ** 2 - 40).hessian()

    def loss(t):
        return sum((quartic(row @ theta + t * (row @ along)) for row in H_hat), start=0 * t) / N

    return eq(along @ found @ along, derivative(loss, order=2))


# -- PᵀMP = ĜᵀSĜ ------------------------------------------------------------------------------


@claim(
    statement="PᵀMP = ĜᵀSĜ with rows ĝ = (1, (h − μ)/σ) of Ĝ: what one sample adds, "
              "Pᵀ(s ĥĥᵀ)Pz = s ĝ⟨ĝ, z⟩; the sum over the samples is linear",
    source=ref("lange2022", remark="the preconditioned Hessian"),
    p=layers(VectorPart("h"), scalar("s"), scalar("z_b"), VectorPart("z_w")),
)
def preconditioned_hessian(p, centred=1):
    b, w = to_weights(p["z_b"], p["z_w"], p["mean"], p["std"])
    bent = p["s"] * (b + w @ p["h"])  # s ⟨ĥ, Pz⟩
    found_b, found_w = to_normalised_gradient(bent, bent * p["h"], p["mean"], p["std"])
    g = over(p["h"] - centred * p["mean"], p["std"])
    along = p["s"] * (p["z_b"] + g @ p["z_w"])
    return eq(found_b, along), eq(found_w, along * g)


@preconditioned_hessian.proof()
def _(prove, p):
    prove.identity()


preconditioned_hessian.mutant(centred=0)  # scaled, but not centred


# -- softmax: κ* is mandatory ----------------------------------------------------------------------
# The space is ℝᵏ, one coordinate a class: e = exp(a) = E1 with E = diag(e), and p = e/⟨1, e⟩. It is
# proved for every positive definite E.

CLASSES = Family("classes", (Spectrum(), OnesPart(), VectorPart("v")), dict)


@claim(
    statement="C = diag(p) − ppᵀ of softmax: C1 = 0 and C ≥ 0. (So Σ ĥĥᵀ ⊗ C_j vanishes on x ⊗ 1, "
              "x ∈ ℝ^(m+1): nullity ≥ m + 1. softmax_nullity counts it)",
    source=ref("lange2022", remark="several outputs; this project"),
    p=CLASSES,
)
def softmax_hessian_singular(p, scores="H"):
    E, ones, v = p["H"], p["ones"], p["v"]
    total = ones @ ones if scores == "ones" else ones @ (E @ ones)
    probabilities = (E @ ones) / total
    C = E / total - outer(probabilities, probabilities)
    return eq(C @ ones, 0 * ones), le(0, v @ (C @ v))


@softmax_hessian_singular.proof()
def _(prove, p):
    prove.identity(0)
    total = prove.norm(p["ones"], power=1)
    prove.nonzero(total)
    prove.by(prove.gram(p["ones"], p["v"], 1) / (total * total))


softmax_hessian_singular.mutant(scores="ones")  # scores that were not normalized to probabilities


@claim(
    statement="with k classes (k = m + 2 here), p > 0 and Ĥ of full column rank the nullity is "
              "exactly m + 1",
    source=ref("this_project"),
    p=families.mini_batches(max_dim=2),
    screen=False,
    samples=24,
)
def softmax_nullity(p):
    m = p.X.shape[1]
    e = np.column_stack([p.y**2 + 1, p.X**2 + Number(1) / 2, p.y**4 + 2])  # exp of the scores
    layer = LayerBatch(p.X, softmax_curvature(e / e.sum(axis=1, keepdims=True)))
    found = spectrum(layer.hessian())
    return eq(found.nullity, m + 1), ge(found.smallest_nonzero, 0)
