"""Covariate shift as optimisation sees it (Santurkar et al. 2018, internal covariate shift).

The gradient G of a layer, at the weights W of step t, against the gradient G′ of the same layer
once the layers before it have taken their step: if G′ is far from G, the layer steps towards what
the layers below have already changed. Training is gradient descent on the mean of (output − y)²
over all entries, all layers at once, with or without batch normalization.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.dynamics.trajectory import Outcome
from bnlinear.kinds import Batch, Matrix, Scalar
from bnlinear.problems.layers.deep_network import DeepNetwork, times


@dataclass(frozen=True, eq=False)
class CovariateShift:
    """A training run. Layer 0 has no layer before it: there G′ = G.

    Attributes
    ----------
    cosine
        ⟨G, G′⟩/(|G||G′|) of each step and layer, Frobenius, shape (steps, depth).
    distance
        |G − G′|/|G|, shape (steps, depth).
    loss
        Before each step and after the last, shape (steps + 1,).
    outcome
        DIVERGED if a gradient or the loss was no longer finite; that step is left out.
    """

    cosine: np.ndarray
    distance: np.ndarray
    loss: np.ndarray
    outcome: Outcome

    @property
    def correlation(self) -> float:
        """Mean cosine over all steps and all layers but the first."""
        return float(self.cosine[:, 1:].mean()) if self.cosine.size else float("nan")

    @property
    def relative_distance(self) -> float:
        """Mean distance over all steps and all layers but the first."""
        return float(self.distance[:, 1:].mean()) if self.distance.size else float("nan")

    def __repr__(self) -> str:
        return (f"CovariateShift({counted(len(self.cosine), 'step')}, "
                f"correlation {self.correlation:.4g}, distance {self.relative_distance:.4g}, "
                f"{self.outcome.name})")


def covariate_shift(network: DeepNetwork, x: Batch, y: Batch, *, lr: float,
                    steps: int) -> CovariateShift:
    """Train by gradient descent, and compare G with G′ at each step.

    Parameters
    ----------
    network
        Where training starts.
    x, y
        The whole batch, shapes (m, d_in) and (m, d_out).
    lr
        Learning rate.
    steps
        1 or more.

    Examples
    --------
    >>> from bnlinear.problems.layers.deep_network import random_network
    >>> x, y = np.random.default_rng(0).standard_normal((2, 50, 10))
    >>> network = random_network([10] * 6, batch_norm=False, rng=1)
    >>> covariate_shift(network, x, y, lr=0.01, steps=3)
    CovariateShift(3 steps, correlation 0.99..., distance 0.0..., COMPLETED)
    """
    if steps < 1 or not np.isfinite(lr) or lr <= 0:
        raise ValueError(f"steps = {steps}, lr = {lr}; steps must be 1 or more, and lr a positive "
                         "number")
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    shapes = (len(x), len(network.weights[0])), (len(x), network.weights[-1].shape[1])
    if (x.shape, y.shape) != shapes:
        raise ValueError(f"x has shape {x.shape} and y {y.shape}; this network needs one row an "
                         f"example, shapes {shapes[0]} and {shapes[1]}")
    cosine: list[list[float]] = []
    distance: list[list[float]] = []
    with np.errstate(all="ignore"):  # a run that diverges says so in its outcome
        inputs = network.forward(x)
        losses = [_loss(inputs[-1], y)]
        while len(cosine) < steps:
            gradients = _gradients(network, inputs, y)
            after = stepped(network, gradients, lr)
            pairs = list(zip(gradients, shifted_gradients(network, after, x, y), strict=True))
            inputs = after.forward(x)
            loss = _loss(inputs[-1], y)
            found = [[measure(*pair) for pair in pairs] for measure in (cosine_of, distance_of)]
            if not np.all(np.isfinite([loss, *found[0], *found[1]])):
                break
            cosine.append(found[0])
            distance.append(found[1])
            losses.append(loss)
            network = after
    shape = len(cosine), network.depth
    return CovariateShift(np.reshape(cosine, shape), np.reshape(distance, shape),
                          np.array(losses),
                          Outcome.COMPLETED if len(cosine) == steps else Outcome.DIVERGED)


# -- one step, in any arithmetic -------------------------------------------------------------


def loss_and_gradients(network: DeepNetwork, x: Batch, y: Batch) -> tuple[Any, list[Any]]:
    """Mean of (output − y)² over all entries, and G of every layer."""
    inputs = network.forward(x)
    return _loss(inputs[-1], y), _gradients(network, inputs, y)


def _loss(output: Batch, y: Batch) -> Any:
    miss = output - y
    return np.sum(miss * miss) / y.size


def _gradients(network: DeepNetwork, inputs: list[Any], y: Batch) -> list[Any]:
    return network.backward(inputs, 2 * (inputs[-1] - y) / y.size).weights


def stepped(network: DeepNetwork, gradients: list[Any], lr: Scalar) -> DeepNetwork:
    """W − lr·G in every layer."""
    return replace(network, weights=tuple(
        W - lr * G for W, G in zip(network.weights, gradients, strict=True)))


def cosine_of(G: Matrix, H: Matrix) -> Scalar:
    """⟨G, H⟩/(|G||H|)."""
    return np.sum(G * H) / (np.sqrt(np.sum(G * G)) * np.sqrt(np.sum(H * H)))


def distance_of(G: Matrix, H: Matrix) -> Scalar:
    """|G − H|/|G|."""
    return np.sqrt(np.sum((H - G) * (H - G)) / np.sum(G * G))


def shifted_gradients(network: DeepNetwork, after: DeepNetwork, x: Batch, y: Batch) -> list[Any]:
    """G′ of every layer: the layers before it from `after`, itself and the rest from `network`.

    One forward pass with the updated weights; at layer j it gives the input of chain j, which
    goes on with the old weights beside the chains 0 … j − 1. Going back, chain j ends at layer j.
    """
    chains = x[:, None, :]  # (m, chains, d): they run side by side; the last is the updated one
    inputs, products = [], []
    for layer, (old, new) in enumerate(zip(network.weights, after.weights, strict=True)):
        inputs.append(chains[:, -1])
        products.append(times(chains, old))
        updated = (inputs[-1] @ new)[:, None, :]
        chains = network.activate(layer, np.concatenate([products[-1], updated], axis=1))
    g, shifted = 2 * (chains[:, :-1] - y[:, None, :]) / y.size, []
    for layer in reversed(range(network.depth)):
        at_h = network.pull_back(layer, products[layer], g)
        shifted.append(inputs[layer].T @ at_h[:, -1])
        g = times(at_h[:, :-1], network.weights[layer].T)
    return shifted[::-1]
