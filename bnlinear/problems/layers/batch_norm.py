"""A batch-norm layer for data: the transform of `batch_norm.py` with its input checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, counted
from bnlinear.kinds import Scalar, Vector
from bnlinear.problems.checks import check_numbers
from bnlinear.problems.layers.transform import (
    batch_statistics,
    bn_backward,
    bn_forward,
    bn_inference,
    running_average,
    unbiased_variance,
)
from bnlinear.problems.powers import scaled


@dataclass(frozen=True, eq=False)
class BatchNorm:
    """A batch-norm layer: the transform with its scale, its shift and its ε.

    Parameters
    ----------
    gamma, beta
        Scale γ and shift β: numbers, or vectors of shape (k,), one entry a unit.
    eps
        ε ≥ 0, added to the variance under the root. PyTorch's default is 1e-5; the theorems of
        the ledger take 0 unless they say otherwise.

    Methods take x of shape (m,) for one unit or (m, k) for k units, floats or exact numbers
    (`bnlinear.exact.array`).

    Examples
    --------
    >>> layer = BatchNorm(gamma=2.0, beta=1.0)
    >>> layer.forward([1.0, 3.0])
    array([-1.,  3.])
    >>> dx, dgamma, dbeta = layer.backward([1.0, 3.0], [1.0, 0.0])
    >>> dx, dgamma, dbeta  # two points have the same ŷ wherever they are
    (array([0., 0.]), np.float64(-1.0), np.float64(1.0))
    """

    gamma: Scalar = 1
    beta: Scalar = 0
    eps: Scalar = 0

    def __post_init__(self) -> None:
        infinite = isinstance(self.eps, float | np.floating) and not np.isfinite(self.eps)
        if isinstance(self.eps, bool | str | None) or infinite or not self.eps >= 0:
            raise ValueError(f"eps = {self.eps!r}; it is added to a variance, so it must be a "
                             "finite number, 0 or more (PyTorch's default is 1e-5)")

    def forward(self, x: Vector) -> np.ndarray:
        """y = γŷ + β1, with the statistics of the batch itself. Shape of x.

        Raises
        ------
        ValueError
            If x has one row, if an entry is not finite, or if a unit does not vary over the
            batch and ε = 0.
        """
        x, ones, eps, _ = self._batch(x)
        return bn_forward(x, ones, self.gamma, self.beta, eps)

    def backward(self, x: Vector, g: Vector) -> tuple[np.ndarray, Any, Any]:
        """∂ℓ/∂x, ∂ℓ/∂γ, ∂ℓ/∂β from g = ∂ℓ/∂y, which has the shape of x."""
        x, ones, eps, power = self._batch(x)
        g = checked(g, "g")
        if g.shape != x.shape:
            raise ValueError(f"g has shape {g.shape} and x {x.shape}; g = ∂ℓ/∂y must have the "
                             "shape of x")
        dx, dgamma, dbeta = bn_backward(x, ones, g, self.gamma, eps)
        return np.ldexp(dx, -power) if np.any(power) else dx, dgamma, dbeta

    def inference(self, x: Vector, statistics: RunningStatistics) -> np.ndarray:
        """y = γ(x − μ1)/√(σ² + ε) + β1 with given statistics; one row is enough."""
        x = checked(x, "x")
        mean, variance = statistics.mean, statistics.variance
        for name, value in (("gamma", self.gamma), ("beta", self.beta), ("mean", mean),
                            ("variance", variance)):
            _check_units(value, name, x)
        _check_variance(variance + self.eps <= 0)
        return bn_inference(x, ones_of(x), mean, variance, self.gamma, self.beta, self.eps)

    def _batch(self, x: Vector) -> tuple[np.ndarray, np.ndarray, Any, Any]:
        """The batch, ones, ε and p: in floats x/2ᵖ and ε/4ᵖ, which have the same output."""
        x = checked(x, "x")
        _check_units(self.gamma, "gamma", x)
        _check_units(self.beta, "beta", x)
        if len(x) < 2:
            raise ValueError(f"x has {counted(len(x), 'row')}; the variance of a batch of "
                             "one is 0, so the output would be β whatever the input. Give at least "
                             "two rows, or call inference with the statistics of the population")
        if self.eps == 0:  # the variance of equal floats is 0 up to rounding only: look at them
            _check_variance(np.all(x == x[0], axis=0))
        x, power = _with_squares(x, self.eps)
        eps = np.ldexp(float(self.eps), -2 * power) if np.any(power) else self.eps
        return x, ones_of(x), eps, power


@dataclass(frozen=True, eq=False)
class RunningStatistics:
    """A mean and an unbiased variance, averaged over batches, to be used at inference.

    After a batch with mean μ and biased variance σ², new = (1 − momentum)·old + momentum·(μ or
    m/(m − 1)·σ²): the conventions of PyTorch, where the momentum is the weight of the new batch.
    With momentum 1/t at the t-th batch they are plain means over the batches.

    Examples
    --------
    >>> RunningStatistics(mean=0.0, variance=1.0).after([1.0, 3.0], momentum=0.5)
    RunningStatistics(mean=np.float64(1.0), variance=np.float64(1.5))
    """

    mean: Scalar
    variance: Scalar

    def after(self, x: Vector, *, momentum: Scalar) -> RunningStatistics:
        """The statistics once a batch x, shape (m,) or (m, k) with m ≥ 2, was seen."""
        x = checked(x, "x")
        if len(x) < 2:
            raise ValueError(f"x has {counted(len(x), 'row')}; a batch of one has no unbiased "
                             "variance, m/(m − 1)·σ² = 0/0. Give at least two rows")
        if not 0 <= momentum <= 1:
            raise ValueError(f"momentum = {momentum}; it is the weight of the new batch, so it "
                             "must lie between 0 and 1 (PyTorch's default is 0.1)")
        with np.errstate(over="ignore"):
            mean, variance = batch_statistics(x, ones_of(x))
        if x.dtype != object and not np.all(np.isfinite(variance)):
            raise ArgumentError("x", x, "its variance leaves the range of floats",
                                "divide the unit's inputs by their size")
        return RunningStatistics(
            running_average(self.mean, mean, momentum),
            running_average(self.variance, unbiased_variance(variance, len(x)), momentum))


def ones_of(x: np.ndarray) -> np.ndarray:
    """The ones of a batch: shape (m,) for a vector, (m, 1) for a matrix."""
    return np.ones_like(x if x.ndim == 1 else x[:, :1])


def checked(values: Vector, name: str) -> np.ndarray:
    """A mini-batch of finite floats or exact numbers, shape (m,) or (m, k)."""
    found = check_numbers(values, name)
    if found.ndim not in (1, 2) or not found.size:
        raise ValueError(f"{name} has shape {found.shape}; a mini-batch has shape (m,) or (m, k), "
                         "one row a sample")
    return found


#: Entries of this size need no help: their squares are floats, and so is ε beside them.
_SMALL, _LARGE = 1e-100, 1e100


def _with_squares(x: np.ndarray, eps: Scalar) -> tuple[np.ndarray, Any]:
    """Columns whose squares leave the range of floats, divided by a power of two 2ᵖ, and p.

    Where ε exceeds the squares, p is chosen for ε: it is divided by 4ᵖ.
    """
    if x.dtype == object:
        return x, 0
    size = np.max(np.abs(x), axis=0)
    if np.all((size > _SMALL) & (size < _LARGE) | (size == 0)):
        return x, 0
    power = scaled(x, axis=0)[1]
    if eps > 0:
        power = np.maximum(power, np.frexp(float(eps))[1] // 2)
    return np.ldexp(x, -power), power


def _check_units(value: Any, name: str, x: np.ndarray) -> None:
    if np.shape(value) not in ((), x.shape[1:]):
        raise ValueError(f"{name} has shape {np.shape(value)} but x has shape {x.shape}; it must "
                         f"be a number{f' or have shape {x.shape[1:]}' if x.ndim == 2 else ''}")


def _check_variance(none: Any) -> None:
    if np.any(none):
        units = [int(i) for i in np.flatnonzero(none)]
        raise ValueError(f"unit(s) {units}: σ² + eps is not above 0, so the normalized value is "
                         "0/0. Give eps > 0 (1e-5, say), or drop units that do not vary")
