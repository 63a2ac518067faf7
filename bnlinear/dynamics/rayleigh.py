"""The direction step that BNGD, Rayleigh-quotient descent and GDNP share.

One step is a least-squares gradient step of length ê towards the moving target ru:
w⁺ − ru = (I − êH)(w − ru) with r = wᵀHw / wᵀg. It takes no square root.
"""

from __future__ import annotations

from bnlinear.kinds import Matrix, Scalar, Vector


def rayleigh_step(w: Vector, H: Matrix, g: Vector, effective_lr: Scalar) -> Vector:
    """w⁺ = w + ê(rg − Hw), r = wᵀHw/wᵀg   (needs wᵀg ≠ 0).

    With ê = εax/σ³ it is the w-part of BNGD; with ê = 1/L that of GDNP (Kohler et al. 2019).
    """
    Hw = H @ w
    r = (w @ Hw) / (w @ g)
    return w + effective_lr * (r * g - Hw)
