"""What a training step meets: how far a gradient can be trusted, and what earlier layers shift.

Two measurements of Santurkar et al. 2018. Networks side by side make each of them one pass.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from bnlinear.kinds import Batch, Scalar
from bnlinear.problems.networks.layer import Parameters
from bnlinear.problems.networks.network import Network, Weights


class Along(NamedTuple):
    """Steps w − η∇𝓛(w) of r lengths η.

    Attributes
    ----------
    loss
        𝓛 after the step, (r,).
    distance
        ‖∇𝓛(w − η∇𝓛(w)) − ∇𝓛(w)‖, (r,): their largest is the paper's gradient predictiveness.
    gradient
        ‖∇𝓛(w)‖.
    """

    loss: np.ndarray
    distance: np.ndarray
    gradient: float


def along_gradient(net: Network, weights: Weights, X: Batch, Y: Batch, lr: Scalar) -> Along:
    """Look along the gradient of one network on one batch.

    Parameters
    ----------
    net, weights
        A network and its weights, c = 1.
    X, Y
        The batch, (N, d) and (N, k).
    lr
        The r lengths η.
    """
    lr = np.atleast_1d(lr).astype(weights[0].W.dtype)[:, None, None]
    G = net.gradients(weights, X, Y).gradients
    there = net.gradients(_moved(weights, G, lr), X, Y)
    square: Any = 0
    for after, before in zip(there.gradients, G, strict=True):
        square = square + sum(((new - old) ** 2).sum(axis=(-2, -1))
                              for new, old in zip(after, before, strict=True) if old is not None)
    here = sum(float((part**2).sum()) for one in G for part in one if part is not None)
    return Along(there.loss, np.sqrt(square), float(np.sqrt(here)))


class Shift(NamedTuple):
    """The gradient of each layer before and after the earlier layers took their steps.

    Attributes
    ----------
    distance
        ‖G′ − G‖/‖G‖ of each layer's W, (layers,); 0 for the first, which has none before it.
    cosine
        ⟨G, G′⟩/(‖G‖‖G′‖).
    """

    distance: np.ndarray
    cosine: np.ndarray


def layer_shift(net: Network, weights: Weights, X: Batch, Y: Batch, lr: float) -> Shift:
    """Internal covariate shift as Santurkar et al. 2018 measure it, on one batch.

    G is the gradient of W_i, and G′ that with W_1 … W_{i−1} after their steps of rate `lr`; the
    parameters are those of `along_gradient`.
    """
    G = net.gradients(weights, X, Y).gradients
    count = len(net.layers)
    moved = []
    for number, (p, g) in enumerate(zip(weights, G, strict=True)):
        # in network i of the stack, layers before i have moved
        steps = np.where(np.arange(count) > number, lr, 0).astype(p.W.dtype)[:, None, None]
        moved.append(_moved((p,), (g,), steps)[0])
    after = net.gradients(tuple(moved), X, Y).gradients
    pairs = [(g.W[0].ravel(), a.W[number].ravel())
             for number, (g, a) in enumerate(zip(G, after, strict=True))]
    return Shift(
        np.array([np.linalg.norm(a - g) / np.linalg.norm(g) for g, a in pairs]),
        np.array([g @ a / np.linalg.norm(g) / np.linalg.norm(a) for g, a in pairs]))


def _moved(weights: Weights, G: Weights, lr: Scalar) -> Weights:
    """w − η∇ for each η in front."""
    return tuple(Parameters(*(None if w is None else w - lr * g
                              for w, g in zip(p, one, strict=True)))
                 for p, one in zip(weights, G, strict=True))
