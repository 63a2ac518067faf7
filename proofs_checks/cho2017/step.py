"""One step of SGD-G, by the code that runs: along the sphere, and no longer than clipping lets it.

The other files of this folder prove the formulas of exp and pt for every rotation. The cos|d|,
sin|d|/|d| and (1 − cos|d|)/|d|² of a step are not rational, so here exact instances are decided.
"""

from bnlinear.claims import claim, le, ref
from bnlinear.dynamics import sgdg_step
from bnlinear.exact import Number
from proofs_checks.cho2017._turns import is_turn, turns
from proofs_checks.cho2017.geodesics import TINY


@claim(
    statement="a step y⁺ = exp_y(d), τ⁺ = pt_y(d; d) of SGD-G with d = γτ − ηh: |y⁺| = 1, τ⁺ is "
              "tangent at y⁺, |τ⁺| = |d| and ⟨y, τ⁺⟩ = −⟨d, y⁺⟩",
    source=ref("cho2017", remark="SGD-G"),
    where=is_turn,
    p=turns(),
    samples=40,
    screen=False,
)
def sgdg_step_stays_on_the_sphere(p):  # the learning rate is p.size
    gamma, tau = Number("1/2"), p.tangent(p.a)
    d = gamma * tau - p.size * p.tangent(p.b)
    y, after = sgdg_step(p.y, tau, p.b, p.size, gamma)
    return [le(abs(gap), TINY) for gap in (
        y @ y - 1, y @ after, after @ after - d @ d, p.y @ after + y @ d)]


@claim(
    statement="a step of SGD-G from rest, with clipping to ν, has the length |τ⁺| = η min(|h|, ν)",
    source=ref("cho2017", remark="SGD-G with gradient clipping"),
    where=is_turn,
    p=turns(),
    samples=40,
    screen=False,
)
def sgdg_step_is_clipped(p):
    h, bound = p.tangent(p.b), Number(3)
    _, after = sgdg_step(p.y, 0 * p.y, p.b, p.size, 0, clip=bound)
    return le(abs(after @ after - p.size**2 * min(h @ h, bound**2)), TINY)
