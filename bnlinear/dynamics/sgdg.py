"""SGD-G: gradient descent with momentum along geodesics of the sphere (Cho & Lee 2017).

    h = Riemannian gradient, clipped to the norm ν,   d = γτ − ηh,
    y⁺ = exp_y(d),   τ⁺ = pt_y(d; d).

The update d is the new momentum, carried to the new point. `sgdg_step` takes one vector, or the
columns of a matrix (…, d, k) at once; `orthogonality_gradient` keeps several vectors apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.dynamics.geodesics import dot, geodesic_step, project, transport_step, unit
from bnlinear.dynamics.normalized import (
    MomentumState,
    NormalizedMethod,
    check_clip,
    check_momentum,
    check_rates,
    zero_like,
)
from bnlinear.dynamics.on_least_squares import start_vector
from bnlinear.exact import maximum
from bnlinear.kinds import Matrix, Scalar, Vector
from bnlinear.problems import LeastSquares


def clip_norm(h: Vector, clip: Scalar) -> Vector:
    """h·ν/max(|h|, ν): h itself where |h| ≤ ν, else shortened to ν; no clipping for None."""
    return h if clip is None else (clip / maximum(np.sqrt(dot(h, h)), clip)) * h


def sgdg_update(y: Vector, tau: Vector, gradient: Vector, lr: Scalar, momentum: Scalar,
                clip: Scalar = None) -> Vector:
    """d = γτ − ηĥ, with ĥ the clipped tangent part of a Euclidean gradient."""
    return momentum * tau - lr * clip_norm(project(y, gradient), clip)


def sgdg_step(y: Vector, tau: Vector, gradient: Vector, lr: Scalar, momentum: Scalar,
              clip: Scalar = None) -> tuple[Any, Any]:
    """y⁺ = exp_y(d) and τ⁺ = pt_y(d; d) for d = γτ − ηĥ   (|y| = 1, τ tangent at y)."""
    d = sgdg_update(y, tau, gradient, lr, momentum, clip)
    return geodesic_step(y, d), transport_step(d, y, d)


@dataclass(frozen=True)
class SGDG(NormalizedMethod):
    """SGD-G on batch-normalized least squares; the weights stay on the unit sphere.

    Parameters
    ----------
    lr
        Learning rate η > 0. The angle of a step is |d|, at most η·|gradient|/(1 − γ) (claim
        cho2017.momentum_is_bounded).
    momentum
        γ in [0, 1).
    clip
        ν > 0: the gradient is shortened to this norm; None (default) does not clip. Cho & Lee use
        lr = 0.2, momentum = 0.9, clip = 0.1.
    lr_a
        Learning rate of the scale a, or None (default): a is the best scale of the current w, and
        the run descends half the generalised Rayleigh quotient (`bnlinear.dynamics.normalized`).

    Exact runs take exact numbers for all of these.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    >>> bnlinear.iterate(SGDG(lr=0.1, momentum=0.5), problem, 40, w0=[10.0, 1.0])
    Trajectory(40 steps, excess loss 1.558 -> 2.05e-13, COMPLETED)
    """

    lr: Scalar
    momentum: Scalar = 0.9
    clip: Scalar = None
    lr_a: Scalar = None

    def __post_init__(self) -> None:
        check_rates(self.lr, self.lr_a)
        check_clip(self.clip)
        check_momentum(self.momentum, "momentum")

    def init(self, problem: LeastSquares, w0: Vector, a0: Scalar = None) -> MomentumState:
        """Start at the direction of w0, at rest."""
        y = unit(start_vector(problem, w0))
        return MomentumState(w=y, a=self.start_scale(problem, y, a0), momentum=zero_like(y))

    def step(self, state: MomentumState, problem: LeastSquares) -> MomentumState:
        y, tau = sgdg_step(state.w, state.momentum, self.gradient(state, problem), self.lr,
                           self.momentum, self.clip)
        return MomentumState(w=y, a=self.next_scale(state, y, problem), momentum=tau)


# -- several weight vectors ----------------------------------------------------------------


def orthogonality_penalty(Y: Matrix, alpha: Scalar) -> Scalar:
    """(α/2)‖YᵀY − I‖²_F, the columns of Y being the weight vectors `Y[0], …, Y[k − 1]`."""
    return alpha / 2 * sum(entry * entry for row in _gram_less_identity(Y) for entry in row)


def orthogonality_gradient(Y: Matrix, alpha: Scalar) -> Matrix:
    """Its gradient 2αY(YᵀY − I), one vector each, in the order of `Y`.

    Parameters
    ----------
    Y
        k weight vectors: an array of shape (k, d), one row each, or a sequence of vectors.
    alpha
        Strength α of the penalty.

    >>> orthogonality_gradient(np.array([[1.0, 0.0], [0.6, 0.8]]), 0.5)
    array([[0.36, 0.48],
           [0.6 , 0.  ]])
    """
    rows = [2 * alpha * sum(entry * y for entry, y in zip(row, Y, strict=True))
            for row in _gram_less_identity(Y)]
    return np.array(rows) if isinstance(Y, np.ndarray) else rows


def orthogonality_of_columns(Y: Matrix, alpha: Scalar) -> Scalar:
    """2αY(YᵀY − I) for weight vectors that are the columns of Y, shape (…, d, k), in floats."""
    return 2 * alpha * (Y @ (Y.mT @ Y - np.eye(Y.shape[-1], dtype=Y.dtype)))


def _gram_less_identity(Y: Matrix) -> list[list[Any]]:
    return [[y @ z - (1 if i == j else 0) for j, z in enumerate(Y)] for i, y in enumerate(Y)]
