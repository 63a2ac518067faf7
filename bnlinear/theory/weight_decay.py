"""What weight decay does to a normalized layer: it sets the effective learning rate.

A gradient step with weight decay, w⁺ = (1 − ηλ)w − η∇_u/|w|, of a scale-invariant loss whose
gradient at the unit vector u = w/|w| is ∇_u ⟂ u, has exactly

    |w⁺|² = (1 − ηλ)²|w|² + η²|∇_u|²/|w|²,   tan(angle) = η|∇_u|/((1 − ηλ)|w|²).

So while |∇_u| stays about constant, as under the noise of mini-batches, |w| tends to the
equilibrium |w|⁴ = η|∇_u|²/(λ(2 − ηλ)), where the angle of a step depends on ηλ alone (claim
beyond.weight_decay_equilibrium). There λ does not regularise: it is learning-rate control.
The formulas take floats and exact numbers; they need 0 < ηλ < 1.
"""

from __future__ import annotations

import numpy as np

from bnlinear.kinds import Scalar


def balanced_norm4(lr: Scalar, shrink: Scalar, gradient_norm2: Scalar) -> Scalar:
    """η²|∇_u|²/(s(2 − s)) with s = ηλ, from |∇_u|²: the |w|⁴ that a step keeps, unchecked."""
    return lr**2 * gradient_norm2 / (shrink * (2 - shrink))


def equilibrium_norm4(lr: Scalar, weight_decay: Scalar, gradient_norm: Scalar) -> Scalar:
    """|w|⁴ = η|∇_u|²/(λ(2 − ηλ)), about (η/2λ)|∇_u|²: where a step keeps the norm.

    Parameters
    ----------
    lr, weight_decay
        η > 0 and λ > 0, with ηλ < 1.
    gradient_norm
        |∇_u|, of the gradient at the unit vector.

    >>> from fractions import Fraction
    >>> equilibrium_norm4(Fraction(1, 2), Fraction(1, 5), 1)
    Fraction(25, 19)
    """
    _check(lr, weight_decay)
    return balanced_norm4(lr, lr * weight_decay, gradient_norm**2)


def equilibrium_effective_lr(lr: Scalar, weight_decay: Scalar, gradient_norm: Scalar) -> Scalar:
    """η/|w|² at the equilibrium: √(ηλ(2 − ηλ))/|∇_u|."""
    return lr / np.sqrt(equilibrium_norm4(lr, weight_decay, gradient_norm))


def equilibrium_tangent(lr: Scalar, weight_decay: Scalar) -> Scalar:
    """tan of the angle of a step at the equilibrium, √(ηλ(2 − ηλ))/(1 − ηλ): about √(2ηλ).

    >>> round(equilibrium_tangent(0.1, 0.05), 4), round((2 * 0.1 * 0.05) ** 0.5, 4)
    (np.float64(0.1004), 0.1)
    """
    _check(lr, weight_decay)
    shrink = lr * weight_decay
    return np.sqrt(shrink * (2 - shrink)) / (1 - shrink)


def equilibrium_rate(lr: Scalar, weight_decay: Scalar) -> Scalar:
    """1 − 2ηλ(2 − ηλ): by what |w|² − its equilibrium is multiplied in one step near it."""
    _check(lr, weight_decay)
    shrink = lr * weight_decay
    return 1 - 2 * shrink * (2 - shrink)


def _check(lr: Scalar, weight_decay: Scalar) -> None:
    if not (lr > 0 and weight_decay > 0 and lr * weight_decay < 1):
        raise ValueError(f"lr = {lr}, weight_decay = {weight_decay}: the equilibrium needs both "
                         "above 0, and their product below 1; lower one")
