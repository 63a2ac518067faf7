"""Covariate shift: does batch normalization keep a layer's gradient from changing under it?

The gradient G of a layer is compared with G′, taken once the layers before it have made their
step (`bnlinear.dynamics.covariate_shift`). Deep linear networks have 25 layers here, batch
normalization behind each but the last; the loss is the mean of (output − y)² over all entries.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.claims import Family, VectorPart, claim, families, le, lt, ref
from bnlinear.dynamics.covariate_shift import (
    cosine_of,
    covariate_shift,
    distance_of,
    loss_and_gradients,
    shifted_gradients,
    stepped,
)
from bnlinear.exact import Number, array
from bnlinear.problems.layers.deep_network import DeepNetwork, random_network

DEPTH, WIDTH, ROWS, STEPS = 25, 10, 20, 3


def correlations(init, lr, seed, networks):
    """Correlation with and without BN, from the same data and weights; shape (networks, 2)."""
    return [[_run(init, batch_norm, float(lr), stream) for batch_norm in (False, True)]
            for stream in np.random.SeedSequence(seed).spawn(networks)]


def _run(init, batch_norm, lr, stream):
    rng = np.random.default_rng(stream)
    x = rng.standard_normal((ROWS, WIDTH))
    y = x @ rng.standard_normal((WIDTH, WIDTH)) / np.sqrt(WIDTH)
    network = random_network([WIDTH] * (DEPTH + 1), batch_norm=batch_norm, linear_output=True,
                             init=init, rng=rng)
    return covariate_shift(network, x, y, lr=lr, steps=STEPS).correlation


@claim(
    statement="Gaussian weights N(0, 1/width), width 10, lr in [0.01, 0.03]: over the first three "
              "steps the gradient correlation is higher WITHOUT batch normalization, in most "
              "networks (decided here: in more than 40 of 80; in some 83 of 100 single ones, so a "
              "false alarm has probability below 1e-9; at width 16 in 60)",
    source=ref("santurkar2018",
               remark="internal covariate shift, as printed in the encyclopedia article on batch "
                      "normalization: 25-layer deep linear networks"),
    lr=families.scalars("1/100", "3/100"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=2,
)
def plain_is_higher(lr, seed):
    plain, normalised = np.transpose(correlations("gaussian", lr, int(seed * 97), 80))
    return lt(40, np.sum(plain > normalised))  # a run that diverges at once does not count


@claim(
    statement="orthogonal weights, width 10, lr in [0.01, 0.1]: the same correlation is higher "
              "WITH batch normalization, in most networks (decided here: in more than 10 of 20; "
              "in all of 800, so in fewer than 3 of 100 it is not, and a false alarm has "
              "probability below 1e-9)",
    source=ref("this_project", remark="the regime in which Santurkar et al. 2018 reverses"),
    lr=families.scalars("1/100", "1/10"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=2,
)
def plain_is_lower_orthogonal(lr, seed):
    plain, normalised = np.transpose(correlations("orthogonal", lr, int(seed * 97), 20))
    return lt(10, np.sum(plain < normalised))


# -- one exact network -----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Rows:
    """Two features and two targets for three rows; each layer starts at the same W (2 × 2)."""

    x: Any
    y: Any
    W: Any


def _rows(v):
    x, y, W = (np.array([v[name + "1"], v[name + "2"]]).T for name in "xyW")
    return Rows(x, y, W[:2])


def step_correlation(p, lr, batch_norm):
    """Mean cosine over the layers but the first, at the first step."""
    network = DeepNetwork((p.W,) * DEPTH, batch_norm=batch_norm, linear_output=True)
    gradients = loss_and_gradients(network, p.x, p.y)[1]
    shifted = shifted_gradients(network, stepped(network, gradients, lr), p.x, p.y)
    return sum(map(cosine_of, gradients[1:], shifted[1:])) / (DEPTH - 1)


@claim(
    statement="25-layer deep linear networks have a higher gradient correlation without batch "
              "normalization, whatever the start and the learning rate",
    source=ref("santurkar2018", remark="internal covariate shift, read for any start"),
    p=Family("rows", tuple(VectorPart(name + k) for name in "xyW" for k in "12"), _rows, 3, 3),
    lr=families.scalars("1/100", "1/10"),
    expect="refuted",
    counterexample={
        "p": Rows(array([[1, 0], [0, 1], [-1, -2]]), array([[0, 1], [1, 0], [1, 1]]),
                  array([[1, 0], [0, 1]])),
        "lr": Number("1/10")},
    repairs="covariate_shift.plain_is_higher",
    screen=False,
    samples=1,
)
def plain_is_higher_any_regime_as_stated(p, lr):  # all weights the identity: 0.38 and 1.00
    return le(step_correlation(p, lr, True), step_correlation(p, lr, False))


@claim(
    statement="|G − G′|²/|G|² = 1 + ρ² − 2ρ cos, ρ = |G′|/|G|, in every layer; a run reports the "
              "means over its steps and all layers but the first",
    source=ref("santurkar2018",
               remark="internal covariate shift: the two measures are those of one triangle"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=16,
)
def distance_and_cosine(seed, width=4, depth=4, rows=8, lr=0.05):
    rng = np.random.default_rng(int(seed * 97))
    x, y = rng.standard_normal((2, rows, width))
    network = random_network([width] * (depth + 1), batch_norm=True, linear_output=True,
                             init="gaussian", rng=rng)
    run = covariate_shift(network, x, y, lr=lr, steps=1)
    gradients = loss_and_gradients(network, x, y)[1]
    shifted = shifted_gradients(network, stepped(network, gradients, lr), x, y)
    said = []
    for G, after, told, cosine in zip(gradients, shifted, run.distance[0], run.cosine[0],
                                      strict=True):
        ratio = np.linalg.norm(after) / np.linalg.norm(G)
        said += [le(abs(told**2 - (1 + ratio**2 - 2 * ratio * cosine)), 1e-12 * (1 + ratio**2)),
                 le(abs(distance_of(G, after) - np.linalg.norm(after - G) / np.linalg.norm(G)),
                    1e-12)]
    return [*said, le(abs(run.relative_distance - np.mean(run.distance[0, 1:])), 1e-14),
            le(abs(run.correlation - np.mean(run.cosine[0, 1:])), 1e-14)]
