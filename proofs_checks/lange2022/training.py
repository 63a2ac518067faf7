"""The methods that train a linear model: their steps are the formulas that they are named after.

Main statements
    `sgd_step_is_the_gradient`, `bn_inputs_is_bnp`, `bn_outputs_descends`, `adamg_by_columns`.
Notation
    b and W the weights of one model; α the learning rate; ∇ of the mean loss of the batch.
"""

import numpy as np

from bnlinear.claims import all_of, claim, eq, families, ge, le, ref
from bnlinear.dynamics import adamg_step, clip_adaptive
from bnlinear.dynamics.bnp import batch_preconditioner
from bnlinear.exact import derivative
from bnlinear.problems import (
    BatchNorm,
    linear_regression,
    logistic_regression,
    softmax_regression,
)
from bnlinear.training import BNP, SGD, BNInputs, BNOutputs, train
from bnlinear.training.networks.rules import AdamGRule
from proofs_checks._differences import difference
from proofs_checks.lange2022.update import SIGNS

BATCHES = families.mini_batches(extra_rows=3)
RATE = families.scalars("1/16", 2, sign="> 0")


@claim(
    statement="a step of SGD moves the weights by −α∇: along any direction (c, V) the change is "
              "−α times the slope of the loss with its ridge, in exact arithmetic",
    source=ref("lange2022", remark="the vanilla layer"),
    p=BATCHES,
    lr=RATE,
    samples=40,
    screen=False,
)
def sgd_step_is_the_gradient(p, lr):
    model = linear_regression(p.X, np.column_stack([p.y, p.X[:, 0] ** 2]), ridge=lr)
    b, W = p.X[0, 0] + p.X[:1, 0] * np.array([0, 1]), np.column_stack([p.X[0], p.X[1]])
    c, V = np.array([p.y[0], p.y[1]]), np.column_stack([p.X[1], p.X[2]])
    after = SGD(lr).step(SGD(lr).init(model, b, W), model)

    def moved(t):
        """(1/N) Σ ½|z − y|² + (r/2)|W|², written out, output by output."""
        total = 0 * t
        for k in range(2):
            at = W[:, k] + t * V[:, k]
            miss = W[:, k] @ p.X.T + b[k] - model.Y[:, k] + t * (p.X @ V[:, k] + c[k])
            total = total + miss @ miss / (2 * len(p.X)) + lr * (at @ at) / 2
        return total

    slope = derivative(moved)
    return (eq(((after.b - b) @ c) + ((after.W - W) * V).sum(), -lr * slope),
            eq(model.loss(b, W)[0], moved(0)))


@claim(
    statement="on the whole table a step of BN on the inputs (γ = 1, β = 0) is one of BNP with α "
              "for αq², in the code that trains",
    source=ref("lange2022", remark="BNP and batch normalization"),
    p=families.mini_batches(extra_rows=3, full_rank=False),
    lr=RATE,
    samples=40,
    screen=False,
)
def bn_inputs_is_bnp(p, lr):
    m = p.X.shape[1]
    H = p.X[0] + (1 + p.X[1] ** 2) * SIGNS[:, :m]  # means and deviations are rational
    model = linear_regression(H, H[:, 0] ** 2 + SIGNS[:, 2])
    b, W = p.y[:1], p.X[2][:, None]
    bn = BNInputs(lr, eps=0, inference="population")
    bnp = BNP(lr, rho=0, eps1=0, eps2=0, scale="none")
    inner = bn.step(bn.init(model, b, W), model)
    start = bn.weights(bn.init(model, b, W), model)
    outer = bnp.step(bnp.init(model, *start), model)
    told, seen = bn.weights(inner, model), bnp.weights(outer, model)
    batch = batch_preconditioner(H, scale="none").update(*model.gradient(*start))
    return (eq(told[0], seen[0]), eq(told[1], seen[1]),
            eq(seen[0], start[0] - lr * batch[0]), eq(seen[1], start[1] - lr * batch[1]),
            eq(np.array(bn.weights(inner, model)[0]),
               inner.b - ((p.X[0] / (1 + p.X[1] ** 2)) @ inner.W)))


@claim(
    statement="a step of BN behind the linear map is −α∇ of the loss in (W, γ, β) at once, through "
              "the statistics of the batch; its trained weights are the layer in the running "
              "statistics",
    source=ref("ioffe2015", "Algorithm 2", remark="training with batch normalization"),
    where=lambda p, lr: ge(np.min(np.abs(p.X[1] - p.X[0])), 0.1),
    p=BATCHES,
    lr=RATE,
    screen_only=True,
    samples=24,
)
def bn_outputs_descends(p, lr):
    model, method = linear_regression(p.X, p.y), BNOutputs(lr, eps=0.1, momentum=1)
    W = p.X[0][:, None] + 1
    state = method.init(model, np.array([0.5]), W)
    after = method.step(state, model)

    def loss(t):
        layer = BatchNorm(state.gamma + 3 * t, state.beta + 2 * t, 0.1)
        return model.loss_of_scores(layer.forward(p.X @ (W + t)))[0]

    told = ((after.W - W).sum() + 3 * (after.gamma - state.gamma)[0]
            + 2 * (after.beta - state.beta)[0])
    slope = difference(loss)
    (b, U), x = method.weights(after, model), p.X @ W
    again = after.gamma * (p.X @ after.W - x.mean()) / np.sqrt(x.var(ddof=1) + 0.1) + after.beta
    size = 1 + abs(slope)
    return (le(abs(told + lr * slope), 1e-7 * lr * size),
            le(np.max(np.abs(p.X @ U + b - again)), 1e-12 * (1 + np.max(np.abs(again)))))


@claim(
    statement="logistic and softmax regression: the gradient is the slope of the loss, a step of "
              "SGD is −α times it, and the optimum of the ridged loss has gradient 0",
    source=ref("lange2022", remark="the vanilla layer; the ridge does not act on the bias"),
    p=BATCHES,
    screen_only=True,
    samples=16,
)
def gradients_of_classes(p):
    y = np.arange(len(p.X)) % 3
    return all_of(*(_gradients(model, p) for model in (
        linear_regression(p.X, p.y, 0.3), logistic_regression(p.X, y > 0, 0.3),
        softmax_regression(p.X, y, 0.3))))


def _gradients(model, p):
    k = model.Y.shape[1]
    b, W = np.arange(1.0, k + 1), np.column_stack([p.X[j] for j in range(k)]) / 4
    V = W[::-1] + 1
    G_b, G_w = model.gradient(b, W)
    slope = difference(lambda t: model.loss(b + t, W + t * V)[0])
    after = SGD(0.1).step(SGD(0.1).init(model, b, W), model)
    best = model.gradient(*model.optimum())
    size, said = 1 + np.max(np.abs(model.X)) ** 2, []
    if model.loss_of_row.misses is not None:
        Z = model.scores(b, W)
        missed = [_missed(z, y) for z, y in zip(Z, model.Y, strict=True)]
        said = [eq(model.error_of_scores(Z)[0], np.mean(missed))]
    return all_of(*said, le(abs(G_b.sum() + (G_w * V).sum() - slope), 1e-7 * size),
                  le(np.max(np.abs(after.W - W + 0.1 * G_w)), 1e-14 * size),
                  le(max(np.max(np.abs(best[0])), np.max(np.abs(best[1]))), 1e-8 * size))


def _missed(z, y):
    """Has another class a score as high as the right one?"""
    return y[0] * z[0] <= 0 if len(y) == 1 else max(z[y == 0]) >= z[y == 1][0]


@claim(
    statement="training on the whole table for T epochs is T steps, several rates side by side; "
              "the loss is that of the trained weights",
    source=ref("this_project"),
    p=BATCHES,
    screen_only=True,
    samples=8,
)
def train_takes_the_steps(p):
    model, rates = linear_regression(p.X, p.y), [0.01, 0.02]
    run = train(SGD(rates), model, epochs=2, start=(np.zeros(1), p.X[:1].T))
    said = []
    for k, rate in enumerate(rates):
        method, W = SGD(rate), p.X[:1].T
        state = method.step(method.step(method.init(model, np.zeros(1), W), model), model)
        size = 1 + np.max(np.abs(state.W))
        said += [le(np.max(np.abs(run.W[:, k] - state.W[:, 0])), 1e-12 * size),
                 le(abs(run.loss[-1, k] - model.loss(state.b, state.W)[0]), 1e-12 * size**2)]
    return all_of(*said)


@claim(
    statement="Adam-G and clipping on the columns of a matrix act on each column alone",
    source=ref("cho2017", remark="one second moment for each weight vector; Brock et al. 2021"),
    where=lambda p: ge(np.min(np.abs(p.X[:3]).max(axis=1)), 0.1),
    p=families.mini_batches(min_dim=2, extra_rows=3),
    screen_only=True,
    samples=24,
)
def rules_act_by_columns(p):
    rule = AdamGRule(lr=0.1, beta1=0.5, beta2=0.75, eps=0.1, clip=None)
    w, memory = rule.start(p.X[None, :2].mT)
    gradient = p.X[None, 1:3].mT
    for t in (1, 2):
        w, memory = rule.step(w, memory, gradient, 0.1, t)
    said = []
    for k in range(2):
        y = p.X[k] / np.sqrt(p.X[k] @ p.X[k])
        tau, v = 0 * y, 0.0
        for t in (1, 2):
            y, tau, v = adamg_step(y, tau, v, t, p.X[k + 1], 0.1, 0.5, 0.75, 0.1)
        said += [le(np.max(np.abs(w[0, :, k] - y)), 1e-13)]
    rows = clip_adaptive(p.X[:2], p.X[1:3], clipping=0.5)
    alone = [clip_adaptive(p.X[k], p.X[k + 1], clipping=0.5) for k in range(2)]
    return all_of(*said, le(np.max(np.abs(rows - np.array(alone))), 1e-14))
