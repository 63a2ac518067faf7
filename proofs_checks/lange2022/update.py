"""The preconditioned step: four lines on the gradient, PPᵀ, and batch normalization."""

from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import DataPart, Family, VectorPart, claim, eq, families, gt, le, lt, ne, ref
from bnlinear.dynamics.bnp import batch_preconditioner, bnp_update
from bnlinear.exact import Number, array
from bnlinear.problems import linear_regression, mean_and_variance
from bnlinear.problems.layers.feature_statistics import averaged_variance, running_update
from bnlinear.problems.layers.normalized_weights import over, to_normalised_gradient, to_weights
from proofs_checks.lange2022._layers import layers, scalar, squared

# -- the four steps ------------------------------------------------------------------------


@claim(
    statement="G_w ← (G_w − μG_b)/σ², then G_b ← G_b − μᵀG_w with the new G_w, then both over q²: "
              "that is (1/q²)PPᵀ∇ with P = UD",
    source=ref("lange2022", remark="the algorithm; for k outputs column by column"),
    p=layers(scalar("q2", 1, 8, "> 0")),
)
def implicit_step(p):
    b, w = bnp_update(p["G_b"], p["G_w"], p["mean"], squared(p["std"]), p["q2"])
    return _is_PPt(p, b, w)


def _is_PPt(p, b, w):
    z = to_normalised_gradient(p["G_b"], p["G_w"], p["mean"], p["std"])
    expected_b, expected_w = to_weights(*z, p["mean"], p["std"])
    return eq(b, expected_b / p["q2"]), eq(w, expected_w / p["q2"])


@implicit_step.proof()
def _(prove, p):
    prove.identity()


@implicit_step.mutant
def _(p):  # in parallel: the bias takes the old G_w
    _, w = bnp_update(p["G_b"], p["G_w"], p["mean"], squared(p["std"]), p["q2"])
    return _is_PPt(p, (p["G_b"] - p["mean"] @ p["G_w"]) / p["q2"], w)


@implicit_step.mutant
def _(p):  # the weights alone over q²
    b, w = bnp_update(p["G_b"], p["G_w"], p["mean"], squared(p["std"]), p["q2"])
    return _is_PPt(p, b * p["q2"], w)


@implicit_step.mutant
def _(p):  # σ in place of σ²
    return _is_PPt(p, *bnp_update(p["G_b"], p["G_w"], p["mean"], p["std"], p["q2"]))


@claim(
    statement="the four steps read in parallel (the bias takes the old G_w) still descend: "
              "⟨∇, step⟩ ≥ 0",
    source=ref("lange2022", remark="the algorithm, read as simultaneous updates"),
    p=layers(),
    samples=60,
    expect="refuted",
    counterexample={"p": {"mean": array([2]), "std": array([[1]]), "G_b": Number(-2),
                          "G_w": array([-2])}},
    repairs="lange2022.implicit_step",
)
def parallel_order_as_misread(p):
    _, w = bnp_update(p["G_b"], p["G_w"], p["mean"], squared(p["std"]))
    b = p["G_b"] - p["mean"] @ p["G_w"]
    return le(0, p["G_b"] * b + p["G_w"] @ w)


# -- batch normalization without a layer ---------------------------------------------------------


@claim(
    statement="BN(γ = 1, β = 0) in front of a layer with weights z is the layer θ = Pz on the raw "
              "features; its gradient is Pᵀ∇; and z − α∇_z is the layer of θ − α·PPᵀ∇_θ: one BN "
              "step is one BNP step (with αq² for α)",
    source=ref("lange2022",
               remark="BNP and batch normalization; while the statistics stay the same (first "
                      "layer, full batch) every step is"),
    p=layers(scalar("z_b"), VectorPart("z_w"), scalar("t_b"), VectorPart("t_w"),
             VectorPart("h"), scalar("lr"), scalar("q2", 1, 8, "> 0")),
)
def one_bn_step(p, power=1):
    lr = p["lr"] * p["q2"] ** power
    mean, std = p["mean"], p["std"]
    G, t = (p["G_b"], p["G_w"]), (p["t_b"], p["t_w"])
    b, w = to_weights(p["z_b"], p["z_w"], mean, std)
    bn_b, bn_w = to_normalised_gradient(*G, mean, std)
    along_b, along_w = to_weights(*t, mean, std)
    after = to_weights(p["z_b"] - p["lr"] * bn_b, p["z_w"] - p["lr"] * bn_w, mean, std)
    step_b, step_w = bnp_update(*G, mean, squared(std), p["q2"])
    return (eq(p["z_b"] + p["z_w"] @ over(p["h"] - mean, std), b + w @ p["h"]),  # the same outputs
            eq(bn_b * t[0] + bn_w @ t[1], G[0] * along_b + G[1] @ along_w),  # the slope along t
            eq(after[0], b - lr * step_b), eq(after[1], w - lr * step_w))


@one_bn_step.proof()
def _(prove, p):
    prove.identity()


one_bn_step.mutant(power=0)  # q not absorbed


#: Columns of mean 0 and variance 1: features μ + σ·sign have rational statistics.
SIGNS = array([[1, 1, 1], [-1, 1, -1], [1, -1, -1], [-1, -1, 1], [1, 1, 1], [-1, -1, 1],
               [1, -1, -1], [-1, 1, -1]])
SEVERAL = Family(
    "layers of several outputs",
    (VectorPart("mean", nonzero=False),
     VectorPart("std", box=(Fraction(1, 4), Fraction(4))), scalar("lr", 0, 2),
     DataPart(1, full_rank=False)),  # X: weights, d + 1 rows; y: what the targets are made of
    dict, 1, 3)


def bn_and_bnp(p, steps):
    """Weights (b; W) after so many steps: of BN, carried over to the raw features, and of BNP."""
    normal = SIGNS[:, :len(p["mean"])]
    H = p["mean"] + p["std"] * normal
    Y = np.outer(p["y"][0] + SIGNS[:, 0] + SIGNS[:, 2], p["X"][0]) + H[:, :1]
    raw, bn, P = linear_regression(H, Y), linear_regression(normal, Y), batch_preconditioner(H)
    z_b, z_w = p["X"][0], p["X"][1:]
    b, W = to_weights(z_b, z_w, p["mean"], p["std"])
    for _ in range(steps):
        g_b, g_w = bn.gradient(z_b, z_w)
        z_b, z_w = z_b - p["lr"] * g_b, z_w - p["lr"] * g_w
        G_b, G_w = P.update(*raw.gradient(b, W))
        b, W = b - p["lr"] * P.q2 * G_b, W - p["lr"] * P.q2 * G_w
    return np.vstack([*to_weights(z_b, z_w, p["mean"], p["std"])]), np.vstack([b, W])


@claim(
    statement="one BN step is one BNP step for several outputs, in the code that trains: batch "
              "statistics, gradients of the squared loss, preconditioner",
    source=ref("lange2022", remark="BNP and batch normalization"),
    p=SEVERAL,
    screen=False,
    samples=40,
)
def one_bn_step_several_outputs(p):
    mean, variance = mean_and_variance(p["mean"] + p["std"] * SIGNS[:, :len(p["mean"])])
    bn, bnp = bn_and_bnp(p, 1)
    return eq(mean, p["mean"]), eq(variance, p["std"] ** 2), eq(bn, bnp)


_TWO_STEPS: dict[str, Any] = {
    "mean": array([1]), "std": array([2]), "lr": Number("1/2"),
    "X": array([[1], [2]]), "y": array([1, 0])}


@claim(
    statement="the equivalence holds for one training step only: after two the weights differ",
    source=ref("lange2022", remark="as printed in the slides"),
    where=lambda p: gt(p["lr"], 0),
    p=SEVERAL,
    screen=False,
    samples=20,
    expect="refuted",
    counterexample={"p": _TWO_STEPS},
    repairs="lange2022.one_bn_step",
)
def one_step_only_as_printed(p):  # a first layer, the full batch: its statistics never change
    return ne(*bn_and_bnp(p, 2))


# -- running statistics --------------------------------------------------------------------------


@claim(
    statement="with batches of one sample the running variance works: after the samples x ≠ y some "
              "of it is not the start's",
    source=ref("lange2022", remark="small batches, as printed in the slides"),
    where=lambda start, rho, x, y: [lt(rho, 1), ne(x, y)],
    start=families.scalars(0, 4, sign="> 0"),
    rho=families.scalars(0, 1, sign="> 0"),
    x=families.scalars(-4, 4),
    y=families.scalars(-4, 4),
    expect="refuted",
    counterexample={"start": Number(1), "rho": Number("1/2"), "x": Number(0),
                    "y": Number(1)},
    repairs="lange2022.running_second_moment",
)
def online_batch_one_as_printed(start, rho, x, y):  # σ_k² = ρᵏσ₀² whatever the samples
    variance = start
    for sample in (x, y):
        variance = averaged_variance(variance, _of_one(sample)[1], rho)
    return ne(variance, rho**2 * start)


def _of_one(sample):
    """Mean and variance of a batch of one."""
    mean, variance = mean_and_variance(np.array([[sample]]))
    return mean[0], variance[0]


@claim(
    statement="averaging the first and the second moment, σ² = second − first²: the running "
              "variance is (1 − s)σ² + sσ_B² + s(1 − s)(μ_B − μ)², positive where μ_B ≠ μ, at "
              "batch size one too",
    source=ref("this_project", remark="repairs lange2022.online_batch_one_as_printed"),
    where=lambda mean, variance, x, batch, share: [lt(share, 1), ne(x, mean)],
    mean=families.scalars(-4, 4),
    variance=families.scalars(0, 4, sign=">= 0"),
    x=families.scalars(-4, 4),
    batch=families.scalars(0, 4, sign=">= 0"),
    share=families.scalars(0, 1, sign="> 0"),
)
def running_second_moment(mean, variance, x, batch, share):
    after = running_update(mean, variance, x, batch, share)
    second = (1 - share) * (variance + mean**2) + share * (batch + x**2)
    return (eq(after[0], (1 - share) * mean + share * x), eq(after[1], second - after[0] ** 2),
            gt(after[1], 0))


@running_second_moment.proof()
def _(prove, mean, variance, x, batch, share):
    prove.identity(0)
    prove.identity(1)
    kept, new = prove.given(1 - share), prove.given(share)
    prove.by(kept * prove.given(variance) + new * prove.given(batch)
             + new * kept * prove.positive_square(x - mean))


@running_second_moment.mutant
def _(mean, variance, x, batch, share):  # the variances alone are averaged
    after = running_update(mean, variance, x, batch, share)
    return eq(averaged_variance(variance, batch, 1 - share),
              (1 - share) * (variance + mean**2) + share * (batch + x**2) - after[0] ** 2)
