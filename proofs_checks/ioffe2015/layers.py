"""The batch-norm layer for data: its output, its gradient, its running statistics.

Main statements
    `layer_normalises`, `layer_backward`, `layer_in_its_own_statistics`.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ge, le, ref
from bnlinear.exact import Number
from bnlinear.problems import BatchNorm, RunningStatistics

BATCHES = families.mini_batches(extra_rows=2)
POSITIVE = families.scalars("1/8", 4, sign="> 0")
TINY = Number("1e-20")  # for a ball around 0: far above rounding


@claim(
    statement="the output of a layer has mean β and variance γ²σ²/(σ² + ε)",
    source=ref("ioffe2015", "Algorithm 1", remark="the batch normalizing transform"),
    p=BATCHES,
    gamma=families.scalars(-4, 4),
    beta=families.scalars(-4, 4),
    eps=POSITIVE,
    samples=60,
    screen=False,
)
def layer_normalises(p, gamma, beta, eps):
    y, m = BatchNorm(gamma, beta, eps).forward(p.X), len(p.X)
    apart = p.X - p.X.sum(axis=0) / m
    variance = (apart * apart).sum(axis=0) / m
    spread = ((y - beta) * (y - beta)).sum(axis=0) / m - gamma**2 * variance / (variance + eps)
    return [le(abs(gap), TINY) for gap in [*(y.sum(axis=0) / m - beta), *spread]]


@claim(
    statement="the backward pass of a layer is the slope of its forward pass, in x, γ and β, for "
              "several units",
    source=ref("ioffe2015", "Section 3", remark="the gradient of the transform"),
    where=lambda p, eps: ge(np.min(np.abs(p.X[1] - p.X[0])), 0.1),
    p=BATCHES,
    eps=POSITIVE,
    screen_only=True,
    samples=40,
)
def layer_backward(p, eps, step=1e-5):
    m, k = p.X.shape
    gamma, beta = np.arange(1.0, k + 1), np.arange(2.0, k + 2)
    g, x, V = np.outer(p.y, gamma), p.X, np.outer(p.y + np.arange(m), beta)

    def loss(t):
        return (g * BatchNorm(gamma + t, beta + 2 * t, eps).forward(x + t * V)).sum()

    dx, dgamma, dbeta = BatchNorm(gamma, beta, eps).backward(x, g)
    told = (dx * V).sum() + dgamma.sum() + 2 * dbeta.sum()
    slope = (loss(step) - loss(-step)) / (2 * step)
    return le(abs(told - slope), 1e-6 * (1 + abs(loss(0.0)) + abs(slope)))


@claim(
    statement="with momentum 1 the running statistics are those of the last batch, the variance "
              "times m/(m − 1); so inference on the batch is its output at γ√((m − 1)/m) for γ and "
              "ε(m − 1)/m for ε",
    source=ref("ioffe2015", "Algorithm 2", remark="inference; the conventions of PyTorch"),
    p=BATCHES,
    gamma=families.scalars(-4, 4),
    eps=POSITIVE,
    samples=60,
    screen=False,
)
def layer_in_its_own_statistics(p, gamma, eps):
    m = len(p.X)
    share = Number(m - 1) / m
    start = RunningStatistics(p.X[0], p.X[1] ** 2)
    statistics = start.after(p.X, momentum=Number(1))
    half = start.after(p.X, momentum=Number("1/2"))
    told = BatchNorm(gamma, 1, eps).inference(p.X, statistics)
    seen = BatchNorm(gamma * np.sqrt(share), 1, eps * share).forward(p.X)
    return [eq(2 * half.mean, start.mean + statistics.mean),
            eq(2 * half.variance, start.variance + statistics.variance),
            *(le(abs(gap), TINY) for gap in (told - seen).ravel())]
