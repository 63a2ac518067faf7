"""How one array of parameters moves: SGD, SGD-G or Adam-G, by the steps of `bnlinear.dynamics`.

An array is (c, m, k): c networks, k columns of length m, each column the weights of one unit. The
sphere rules keep every column at length 1. Rates come as (c, 1, 1), one a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bnlinear.checks import ArgumentError, nonnegative, positive, share
from bnlinear.dynamics.adamg import adamg_step
from bnlinear.dynamics.bnsgd import sgd_step
from bnlinear.dynamics.geodesics import dot
from bnlinear.dynamics.sgdg import sgdg_step
from bnlinear.kinds import Matrix, Scalar
from bnlinear.training.sgd import descend

Memory = tuple[Any, ...]


class Rule(Protocol):
    """A start and a step."""

    @property
    def lr(self) -> Scalar: ...
    def start(self, w: Matrix) -> tuple[Any, Memory]: ...
    def step(self, w: Matrix, memory: Memory, gradient: Matrix, rate: Scalar,
             t: int) -> tuple[Any, Memory]: ...


@dataclass(frozen=True)
class SGDRule:
    """SGD with momentum and weight decay: `sgd_step`.

    Parameters
    ----------
    lr
        Learning rate η > 0, or a list of them, one a network side by side.
    momentum
        γ in [0, 1).
    weight_decay
        λ ≥ 0.
    """

    lr: Scalar
    momentum: float = 0.0
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        _check_rates(self.lr)
        share("momentum", self.momentum)
        nonnegative("weight_decay", self.weight_decay)

    def start(self, w: Matrix) -> tuple[Any, Memory]:
        """At rest; without momentum there is nothing to remember."""
        return w, ((np.zeros_like(w),) if self.momentum else ())

    def step(self, w: Matrix, memory: Memory, gradient: Matrix, rate: Scalar,
             t: int) -> tuple[Any, Memory]:
        if not self.momentum and not self.weight_decay:
            return descend(w, gradient, rate), ()
        w, tau = sgd_step(w, memory[0] if memory else 0, gradient, rate, self.momentum,
                          self.weight_decay)
        return w, ((tau,) if self.momentum else ())


@dataclass(frozen=True)
class SGDGRule:
    """SGD-G on each column: `sgdg_step` (Cho & Lee 2017).

    Parameters
    ----------
    lr, momentum, clip
        η, γ and ν, as in `bnlinear.SGDG`; the defaults are the paper's.
    """

    lr: Scalar = 0.2
    momentum: float = 0.9
    clip: float | None = 0.1

    def __post_init__(self) -> None:
        _check_rates(self.lr)
        share("momentum", self.momentum)
        _check_clip(self.clip)

    def start(self, w: Matrix) -> tuple[Any, Memory]:
        """The directions of the columns, at rest."""
        return unit_columns(w), (np.zeros_like(w),)

    def step(self, w: Matrix, memory: Memory, gradient: Matrix, rate: Scalar,
             t: int) -> tuple[Any, Memory]:
        w, tau = sgdg_step(w, memory[0], gradient, rate, self.momentum, self.clip)
        return w, (tau,)


@dataclass(frozen=True)
class AdamGRule:
    """Adam-G on each column: `adamg_step` (Cho & Lee 2017).

    Parameters
    ----------
    lr, beta1, beta2, eps, clip
        As in `bnlinear.AdamG`; the defaults are the paper's.
    """

    lr: Scalar = 0.05
    beta1: float = 0.9
    beta2: float = 0.99
    eps: float = 1e-8
    clip: float | None = 0.1

    def __post_init__(self) -> None:
        _check_rates(self.lr)
        share("beta1", self.beta1)
        share("beta2", self.beta2)
        _check_clip(self.clip)
        positive("eps", self.eps)

    def start(self, w: Matrix) -> tuple[Any, Memory]:
        """The directions of the columns, at rest."""
        return unit_columns(w), (np.zeros_like(w), np.zeros_like(w[..., :1, :]))

    def step(self, w: Matrix, memory: Memory, gradient: Matrix, rate: Scalar,
             t: int) -> tuple[Any, Memory]:
        # in the type of w: the root of a Python float is a float64, and would widen all arrays
        beta1, beta2 = w.dtype.type(self.beta1), w.dtype.type(self.beta2)
        w, tau, v = adamg_step(w, memory[0], memory[1], t, gradient, rate, beta1, beta2,
                               self.eps, self.clip)
        return w, (tau, v)


def unit_columns(w: Matrix) -> Matrix:
    """Each column over its length."""
    return w / np.sqrt(dot(w, w))


def _check_rates(lr: Scalar) -> None:
    """One number above 0, or a flat list of them."""
    if np.ndim(lr) > 1 or np.size(lr) == 0:
        raise ArgumentError("lr", lr, "it must be a number, or a flat list of them")
    for value in np.ravel(np.asarray(lr, dtype=object)):
        positive("lr", value)


def _check_clip(clip: Scalar) -> None:
    if clip is not None:
        positive("clip", clip, remedy="or None for no clipping")
