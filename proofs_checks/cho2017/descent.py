"""Steps on the sphere: how far they turn, whether they must be clipped, and plain GD as one."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnlinear.claims import (
    BNGDState,
    Family,
    VectorPart,
    claim,
    eq,
    families,
    ge,
    gt,
    le,
    lt,
    ne,
    ref,
)
from bnlinear.dynamics import bn_gradient, bngd_step, sgd_step, sgdg_update, turn
from bnlinear.exact import Number, array
from bnlinear.theory.sgdg import largest_step
from proofs_checks.cho2017._turns import is_turn, lengths_are_real, scalar, turns
from proofs_checks.cho2017.geodesics import pi
from proofs_checks.cho2017.transport import transport

# -- the symmetry --------------------------------------------------------------------------


@claim(
    statement="J(a, sw) = J(a s/|s|, w) for s ≠ 0: the BN loss is invariant under w → sw for "
              "s > 0, and s < 0 turns the sign of the output",
    source=ref("cho2017", remark="invariance of BN(wᵀx), repaired"),
    where=lambda p, s: ne(s, 0),
    p=families.bngd_states(max_dim=3),
    s=families.scalars(-4, 4),
)
def scale_symmetry(p, s):
    return eq(p.problem.bn_loss(p.a, s * p.w), p.problem.bn_loss(p.a * s / abs(s), p.w))


@scale_symmetry.proof()
def _(prove, p, s):
    prove.identity()


@scale_symmetry.mutant
def _(p, s):  # whatever the sign of s
    return eq(p.problem.bn_loss(p.a, s * p.w), p.problem.bn_loss(p.a, p.w))


@claim(
    statement="the BN loss is invariant under w → sw for every s ≠ 0: it is a function on G(1, n)",
    source=ref("cho2017", remark="invariance of BN(wᵀx), as printed"),
    where=lambda p, s: ne(s, 0),
    p=families.bngd_states(max_dim=3),
    s=families.scalars(-4, 4),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[1], a=1), "s": Number(-1)},
    repairs="cho2017.scale_symmetry",
)
def grassmann_symmetry_as_printed(p, s):  # BN(−wᵀx) = −BN(wᵀx)
    return eq(p.problem.bn_loss(p.a, s * p.w), p.problem.bn_loss(p.a, p.w))


# -- clipping ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Momentum:
    """One update of SGD-G at the direction of w, with gradients of norm at most `bound`."""

    w: Any
    tau: Any
    gradient: Any
    lr: Any
    momentum: Any
    bound: Any

    @property
    def update(self):
        """d = γτ − ηh, not clipped."""
        return sgdg_update(self.w, self.tau, self.gradient, self.lr, self.momentum)

    @property
    def most(self):
        return largest_step(self.lr, self.momentum, self.bound)


def momenta():
    small = Fraction(-1), Fraction(1)
    parts = (VectorPart("w"), VectorPart("tau", nonzero=False, box=small),
             VectorPart("gradient", nonzero=False, box=small), scalar("lr", "1/16", 2, "> 0"),
             scalar("momentum", 0, "15/16", ">= 0"), scalar("bound", "1/2", 2, "> 0"))
    return Family("momenta", parts, lambda v: Momentum(**v), 1, 4)


def bounded(p):
    """|∇| ≤ G, |τ| ≤ ηG/(1 − γ)."""
    return [lt(p.momentum, 1), le(p.gradient @ p.gradient, p.bound**2),
            le(p.tau @ p.tau, p.most**2)]


@claim(
    statement="|∇| ≤ G and |τ| ≤ M give |d| ≤ M, without clipping, for M = ηG/(1 − γ)",
    source=ref("this_project", remark="repairs cho2017.clipping_is_necessary_as_printed"),
    where=bounded,
    p=momenta(),
    samples=200,
)
def momentum_is_bounded(p):
    return le(p.update @ p.update, p.most**2)


@momentum_is_bounded.proof()
def _(prove, p):
    # d = γτ + (1 − γ)k is a mean of τ and k = −ηh/(1 − γ), both of norm at most M
    gamma, rest = prove.given(p.momentum), prove.given(1 - p.momentum)
    k = sgdg_update(p.w, 0 * p.tau, p.gradient, p.lr, p.momentum) / (1 - p.momentum)
    shorter = prove.given(p.bound**2 - p.gradient @ p.gradient) + prove.square(
        p.w @ p.gradient) / prove.norm(p.w)  # |h|² = |∇|² − ⟨w, ∇⟩²/|w|²
    prove.by(gamma * prove.given(p.most**2 - p.tau @ p.tau)
             + rest * prove.square(p.lr / (1 - p.momentum)) * shorter
             + gamma * rest * prove.norm(p.tau - k))


@momentum_is_bounded.mutant
def _(p):  # a tenth less
    return le(p.update @ p.update, (9 * p.most / 10) ** 2)


@claim(
    statement="SGD-G without clipping never turns by π or more (π/2 for lines) in one step, as "
              "long as ηG/(1 − γ) is below that; with clipping, read ν for G",
    source=ref("this_project", remark="repairs cho2017.clipping_is_necessary_as_printed"),
    where=lambda p: [*bounded(p), lt(p.most, pi())],
    p=momenta(),
    samples=40,
)
def no_wrap_below(p):
    return lt(p.update @ p.update, pi() ** 2)


no_wrap_below.follows(momentum_is_bounded, transport, uses=("induction",), words="""\
By induction from τ = 0 every step turns by |d| ≤ M = ηG/(1 − γ): momentum_is_bounded gives |d| ≤ M,
and τ⁺ = pt_y(d; d) is as long as d (transport); with clipping G is ν, as |clip(h)| ≤ ν.""")


@claim(
    statement="without clipping SGD-G wraps: whatever η, γ and the bound G of the gradients, steps "
              "of |d| ≥ π occur (here: |d| ≥ 3 is possible)",
    source=ref("cho2017", remark="gradient clipping, as printed"),
    where=lambda p: lt(p.momentum, 1),
    p=momenta(),
    expect="refuted",
    counterexample={"p": Momentum(w=array([1, 0]), tau=array([0, 0]), gradient=array([0, 1]),
                                  lr=Number(1), momentum=Number(0), bound=Number(1))},
    repairs="cho2017.no_wrap_below",
)
def clipping_is_necessary_as_printed(p):
    # the bound stands for the steps: by momentum_is_bounded, none is longer
    return ge(p.most, 3)


# -- plain gradient descent ----------------------------------------------------------------


@claim(
    statement="the gradient of the BN loss: w⁺ = w − ε∇_w J is the BNGD step, ∇_w J ⟂ w, and "
              "∇_w J(a, sw) = ∇_w J(a, w)/s for s > 0",
    source=ref("cho2017", remark="gradients under scale invariance"),
    p=families.bngd_states(max_dim=3),
    s=families.scalars("1/4", 4, sign="> 0"),
)
def gradient_scales(p, s, power=1):
    gradient = bn_gradient(p.a, p.w, p.H, p.g)
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    larger = bn_gradient(p.a, s * p.w, p.H, p.g)
    return (eq(w, p.w - p.lr * gradient), eq(gradient @ p.w, 0),
            # both parallel and as long: equality in Cauchy–Schwarz
            eq((larger @ larger) * s ** (2 * power), gradient @ gradient),
            eq((larger @ gradient) * abs(s), gradient @ gradient))


@gradient_scales.proof()
def _(prove, p, s):
    prove.identity()


gradient_scales.mutant(power=0)  # invariant, as the loss is


@claim(
    statement="GD on a scale-invariant loss moves the direction y = w/|w| along the geodesic of "
              "−∇_u, by the angle atan(η|∇_u|/|w|²) < π/2: for the gradient ∇_u = −|∇_u|u at y and "
              "tan = η|∇_u|/|w|², w − η∇_u/|w| = (|w|/cos)(y cos + u sin)",
    source=ref("cho2017", remark="plain SGD on scale-invariant weights"),
    where=lambda p, lr: [*is_turn(p), gt(p.p * p.p - p.q * p.q, 0)],
    p=turns(),
    lr=families.scalars("1/8", 8, sign="> 0"),
    samples=100,
)
def plain_gd_is_a_geodesic(p, lr, power=1):  # |w| is p.size
    at_y = -(p.size**2 / lr) * (p.sin / p.cos) * p.u  # |∇_u| = |w|²/η tan
    after, _ = sgd_step(p.size * p.y, 0 * p.y, at_y / p.size**power, lr, 0, 0)
    return (eq(after, (p.size / p.cos) * turn(p.y, p.u, p.cos, p.sin)),
            eq((lr / p.size**2) ** 2 * (at_y @ at_y) * p.cos**2, p.sin**2), lt(0, after @ p.y))


@plain_gd_is_a_geodesic.proof()
def _(prove, p, lr):
    lengths_are_real(prove, p)
    prove.identity(0)
    prove.identity(1)
    prove.by(prove.given(p.size))


plain_gd_is_a_geodesic.mutant(power=0)  # the gradient at y, whatever the length of w
