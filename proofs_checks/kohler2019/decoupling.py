"""Length and direction decoupled: what w̃ = γw/‖w‖_S depends on.

Main statements
    `decoupling`.
Notation
    S the second moment, ‖w‖_S = √(wᵀSw), f(w, γ) = E φ(zᵀw̃).
References
    Kohler et al. 2019, the reparametrisation by length and direction.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ne, ref


def normalized(w, S, length):
    """w̃ = γw/‖w‖_S."""
    return (length / np.sqrt(w @ S @ w)) * w


@claim(
    statement="w̃ = γw/‖w‖_S does not change under w → cw, c = k² > 0, is linear in γ, and "
              "‖w̃‖_S = |γ|: so f(w, γ) = E φ(zᵀw̃) depends on the direction of w and on γ",
    source=ref("kohler2019", remark="length-direction decoupling"),
    where=lambda p, k, length: ne(k, 0),
    p=families.bngd_states(),
    k=families.scalars(-2, 2),
    length=families.scalars(-4, 4),
)
def decoupling(p, k, length, two=2):
    here = normalized(p.w, p.H, length)
    return (eq(normalized(k**2 * p.w, p.H, length), here),
            eq(normalized(p.w, p.H, two * length), 2 * here),
            eq(here @ p.H @ here, length**2))


@decoupling.proof()
def _(prove, p, k, length):
    prove.identity()


decoupling.mutant(two=3)
