"""Deep fully connected networks, with or without batch normalization: forward and backward.

A layer maps the rows x of a mini-batch to φ(BN(xW)), or to φ(xW) without normalization. BN has no
scale, shift or ε. Gradients are the closed forms of `bnlinear.problems.layers.transform`.

Rows may carry several batches side by side: x of shape (m, …, d). Each column is normalized over
the m rows by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from bnlinear.kinds import Batch, Matrix, Seed
from bnlinear.problems.layers.activations import IDENTITY, Activation
from bnlinear.problems.layers.transform import Ones, bn_backward, bn_forward


@dataclass(frozen=True, eq=False)
class Backward:
    """Gradients of a loss ℓ of the output.

    Attributes
    ----------
    weights
        ∂ℓ/∂W of each layer.
    signals
        ∂ℓ/∂x at the input of each layer, then at the output: depth + 1 arrays.
    """

    weights: list[Any]
    signals: list[Any]

    def __repr__(self) -> str:
        return f"Backward({len(self.weights)} layers)"


@dataclass(frozen=True, eq=False)
class DeepNetwork:
    """Layers x ↦ φ(BN(xW)).

    Attributes
    ----------
    weights
        One W a layer, shape (d_in, d_out).
    activation
        φ.
    batch_norm
        False leaves BN out everywhere.
    linear_output
        The last layer is x ↦ xW alone.

    Examples
    --------
    >>> network = random_network([3, 5, 2], rng=0)
    >>> network
    DeepNetwork(3 -> 5 -> 2, identity, batch norm)
    >>> output = network.forward(np.random.default_rng(1).standard_normal((8, 3)))[-1]
    >>> bool(np.allclose(output.mean(axis=0), 0)), bool(np.allclose(output.var(axis=0), 1))
    (True, True)
    """

    weights: tuple[Any, ...]
    activation: Activation = IDENTITY
    batch_norm: bool = True
    linear_output: bool = False

    def __repr__(self) -> str:
        widths = [len(self.weights[0]), *(W.shape[1] for W in self.weights)]
        kind = "batch norm" if self.batch_norm else "no normalization"
        return f"DeepNetwork({' -> '.join(map(str, widths))}, {self.activation.name}, {kind})"

    @property
    def depth(self) -> int:
        return len(self.weights)

    def activate(self, layer: int, h: Batch) -> Batch:
        """The layer's output φ(BN(h)) from h = xW."""
        if self._is_linear(layer):
            return h
        return self.activation(self._normalised(h))

    def pull_back(self, layer: int, h: Batch, g: Batch) -> Batch:
        """∂ℓ/∂h from g = ∂ℓ/∂(output of the layer)."""
        if self._is_linear(layer):
            return g
        if self.activation is not IDENTITY:
            g = g * self.activation.slope(self._normalised(h))
        if not self.batch_norm:
            return g
        return bn_backward(_columns(h), _ones(h), _columns(g), 1, 0)[0].reshape(h.shape)

    def forward(self, x: Batch) -> list[Any]:
        """The input of each layer, then the output: depth + 1 arrays."""
        found = [x]
        for layer, W in enumerate(self.weights):
            found.append(self.activate(layer, times(found[-1], W)))
        return found

    def backward(self, inputs: list[Any], output_gradient: Batch) -> Backward:
        """All gradients, from what `forward` returned and ∂ℓ/∂output."""
        signals, weights = [output_gradient], []
        for layer in reversed(range(self.depth)):
            x, W = inputs[layer], self.weights[layer]
            at_h = self.pull_back(layer, times(x, W), signals[-1])
            weights.append(_rows(x).T @ _rows(at_h))
            signals.append(times(at_h, W.T))
        return Backward(weights[::-1], signals[::-1])

    def _is_linear(self, layer: int) -> bool:
        return self.linear_output and layer == self.depth - 1

    def _normalised(self, h: Batch) -> Batch:
        if not self.batch_norm:
            return h
        return bn_forward(_columns(h), _ones(h), 1, 0, 0).reshape(h.shape)


def times(x: Batch, W: Matrix) -> Batch:
    """xW for x of shape (m, …, d): one product of matrices, many times faster than m small ones."""
    return (_rows(x) @ W).reshape(*x.shape[:-1], W.shape[1])


def _columns(x: Batch) -> Batch:
    """(m, …, d) as (m, columns)."""
    return x.reshape(len(x), -1)


def _rows(x: Batch) -> Batch:
    """(m, …, d) as (rows, d)."""
    return x.reshape(-1, x.shape[-1])


def _ones(x: Batch) -> np.ndarray | Ones:
    """A column of ones: without its entries for floats, of whole numbers for exact numbers."""
    return np.ones((len(x), 1), dtype=int) if x.dtype == object else Ones(len(x))


def random_network(widths: list[int], activation: Activation = IDENTITY, *,
                   batch_norm: bool = True, linear_output: bool = False, init: str = "gaussian",
                   rng: Seed = None) -> DeepNetwork:
    """A network with random weights.

    Parameters
    ----------
    widths
        Input, hidden and output width: depth + 1 numbers.
    activation, batch_norm, linear_output
        As in `DeepNetwork`.
    init
        "gaussian": entries N(0, 1/d_in); "orthogonal": uniform among matrices with orthonormal
        columns, or rows.
    rng
        For `np.random.default_rng`.
    """
    if len(widths) < 2 or any(width < 1 for width in widths):
        raise ValueError(f"widths = {widths}; it must hold the width of the input and of each "
                         "layer: two or more numbers, each 1 or more")
    if init not in _INITS:
        raise ValueError(f"init = {init!r}; it must be one of {', '.join(_INITS)}")
    stream = np.random.default_rng(rng)
    weights = tuple(_INITS[init](rows, columns, stream)
                    for rows, columns in pairwise(widths))
    return DeepNetwork(weights, activation, batch_norm, linear_output)


def _gaussian(rows: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    return rng.standard_normal((rows, columns)) / np.sqrt(rows)


def _orthogonal(rows: int, columns: int, rng: np.random.Generator) -> np.ndarray:
    """Q of a Gaussian matrix, with the signs of diag R: without them Q is not uniform."""
    shape = max(rows, columns), min(rows, columns)
    Q, R = np.linalg.qr(rng.standard_normal(shape))
    Q = Q * np.sign(np.diag(R))
    return Q if rows >= columns else Q.T


_INITS = {"gaussian": _gaussian, "orthogonal": _orthogonal}
