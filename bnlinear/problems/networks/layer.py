"""One layer x ↦ φ(BN(xW)), x ↦ BN(φ(xW + b)) or x ↦ φ(xW + b), with a skip connection or not.

Arrays have one more axis in front, of c networks side by side: W is (c, m, k), and b, γ, β and all
statistics are rows (c, 1, k). The batch-norm lines are those of
`bnlinear.problems.layers.transform`, which the claims `ioffe2015.*` and `santurkar2018.*` are
about. With ε = 0 and BN in front of φ the loss does not depend on the length of a column of W.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from bnlinear.kinds import Batch, Matrix, Vector
from bnlinear.problems.layers.activations import IDENTITY, Activation
from bnlinear.problems.layers.transform import Ones, batch_statistics, bn_slopes, normalised
from bnlinear.problems.networks.maps import Conv, Dense

Place = Literal["before", "after"]


class Parameters(NamedTuple):
    """Of one layer: W (c, m, k); b, γ, β (c, 1, k), or None where the layer has none."""

    W: Matrix
    b: Vector = None
    gamma: Vector = None
    beta: Vector = None


class Noise(NamedTuple):
    """What is done to the output of BN, y ↦ scale·y + shift; arrays of the shape of y."""

    scale: Vector
    shift: Vector


class Trace(NamedTuple):
    """What the forward pass of one layer leaves for the backward pass.

    Attributes
    ----------
    features
        The rows that W multiplies, (c, R, m), or (R, m) if all c networks see the same.
    h
        What φ was applied to.
    y_hat, scale
        ŷ and γ/s of BN, or None.
    statistics
        μ and σ² of BN, rows (c, 1, k), or None.
    noise
        As it was given.
    N
        Samples.
    """

    features: Batch
    h: Batch
    y_hat: Batch
    scale: Vector
    statistics: tuple[Any, Any] | None
    noise: Noise | None
    N: int


@dataclass(frozen=True)
class Layer:
    """A linear map, batch normalization or none, an activation.

    Attributes
    ----------
    linear
        `Dense` or `Conv`.
    activation
        φ.
    batch_norm
        "before" the activation, "after" it, or None.
    skip
        Add the input to the output; their shapes must agree.
    eps
        ε ≥ 0, added to the variances.
    through_statistics
        False: for the gradient μ and s are constants.
    """

    linear: Dense | Conv
    activation: Activation = IDENTITY
    batch_norm: Place | None = None
    skip: bool = False
    eps: float = 1e-5
    through_statistics: bool = True

    def __post_init__(self) -> None:
        if self.batch_norm not in ("before", "after", None):
            raise ValueError(f"batch_norm = {self.batch_norm!r}; it must be 'before' or 'after' "
                             "the activation, or None")
        if self.skip and self.linear.inputs != self.linear.outputs:
            raise ValueError(f"skip: the input has the shape {self.linear.inputs} and the output "
                             f"{self.linear.outputs}; a skip connection adds them, so they must "
                             "be the same")

    def start(self, rng: np.random.Generator, dtype: npt.DTypeLike) -> Parameters:
        """W normal with variance 2/m in front of an activation with a kink, else 1/m; b = β = 0,
        γ = 1. For one network, with the axis in front."""
        m, k = self.linear.fan_in, self.linear.units
        gain = 1.0 if self.activation.left is self.activation.right else 2.0
        W = (rng.standard_normal((1, m, k)) * np.sqrt(gain / m)).astype(dtype)
        zero = np.zeros((1, 1, k), dtype)
        b = None if self.batch_norm == "before" else zero
        return Parameters(W, b, *((zero + 1, zero.copy()) if self.batch_norm else (None, None)))

    # -- forward ----------------------------------------------------------------------------

    def forward(self, p: Parameters, x: Batch, N: int, statistics: tuple[Any, Any] | None = None,
                noise: Noise | None = None) -> tuple[Any, Trace]:
        """The output, (c, P·N, k), and what the backward pass needs.

        With `statistics`, (μ, σ²), BN uses those in place of the batch's own: inference.
        """
        features = self.linear.features(x, N)
        h = np.matmul(p.W.mT, features.mT).mT  # samples run fastest
        if p.b is not None:
            h += p.b
        y_hat = scale = None
        if self.batch_norm == "before":
            h, y_hat, scale, statistics = self._normalise(p, h, statistics, noise)
        out = self.activation(h)
        if self.batch_norm == "after":
            out, y_hat, scale, statistics = self._normalise(p, out, statistics, noise)
        if self.skip:
            out = out + x
        return out, Trace(features, h, y_hat, scale, statistics, noise, N)

    def _normalise(self, p: Parameters, x: Batch, statistics: Any, noise: Noise | None) -> Any:
        """BN(x), with ŷ, γ/s and the statistics."""
        ones = Ones(x.shape[-2])
        mean, variance = statistics or batch_statistics(x, ones)
        y_hat = normalised(x, ones, mean, variance, self.eps)
        y = p.gamma * y_hat + p.beta * ones
        if noise is not None:
            y = noise.scale * y + noise.shift
        return y, y_hat, p.gamma / np.sqrt(variance + self.eps), (mean, variance)

    # -- backward ---------------------------------------------------------------------------

    def backward(self, p: Parameters, trace: Trace, g: Batch, *,
                 wants_input: bool = True) -> tuple[Parameters, Any]:
        """Gradients of the parameters, and of the input, from g = ∂ℓ/∂output."""
        at_out, gamma, beta = g, None, None
        if self.batch_norm == "after":
            g, gamma, beta = self._pull_back_normalised(trace, g)
        if self.activation is not IDENTITY:
            g = g * self.activation.slope(trace.h)
        if self.batch_norm == "before":
            g, gamma, beta = self._pull_back_normalised(trace, g)
        W = np.matmul(trace.features.mT, g)
        b = None if p.b is None else g.sum(axis=-2, keepdims=True)
        at_x = None
        if wants_input:
            at_x = self.linear.pull_back(np.matmul(p.W, g.mT).mT, trace.N)
            if self.skip:
                at_x = at_x + at_out
        return Parameters(W, b, gamma, beta), at_x

    def _pull_back_normalised(self, trace: Trace, g: Batch) -> tuple[Any, Any, Any]:
        if trace.noise is not None:
            g = g * trace.noise.scale
        dx, d_gamma, d_beta = bn_slopes(trace.y_hat, Ones(g.shape[-2]), g, trace.scale)
        return (dx if self.through_statistics else trace.scale * g), d_gamma, d_beta
