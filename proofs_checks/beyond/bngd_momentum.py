"""BNGD with momentum, and BNGD on mini-batches: what is true, and what is not.

Main statements
    `momentum_converges_as_hoped`, `momentum_never_settles_at_one`, `momentum_from_rest`,
    `mini_batches_settle_as_hoped`, `mini_batch_growth`.
Notation
    τ⁺ = γτ − ε∇J, w⁺ = w + τ⁺ (`sgd_step`), a⁺ as without momentum. ∇ ⟂ w on each mini-batch too,
    and ḡ = |w|∇ depends on the direction of w alone.
"""

from fractions import Fraction

import numpy as np

from bnlinear.claims import (
    BNGDState,
    Family,
    Spectrum,
    VectorPart,
    claim,
    eq,
    families,
    implies,
    le,
    lt,
    ne,
    ref,
)
from bnlinear.dynamics import bngd_step, sgd_step
from bnlinear.exact import Number, array
from bnlinear.exact.matrices import solve


def momentum_step(p, tau, momentum):
    """(w⁺, τ⁺) of BNGD with momentum, by the two step functions that run."""
    gradient = p.w - bngd_step(p.a, p.w, p.H, p.g, 1, 0)[1]
    return sgd_step(p.w, tau, gradient, p.lr, momentum, 0)


@claim(
    statement="BNGD with momentum 0 < γ < 1 converges to a stationary point from every (a, w, τ), "
              "w ≠ 0; so no orbit shrinks w and τ by the same factor in (0, 1), which tends to w = "
              "0, where J is undefined",
    source=ref("this_project",
               remark="the theorem without momentum, as it might be hoped to extend"),
    where=lambda p, momentum: lt(momentum, 1),
    p=families.bngd_states(),
    momentum=families.scalars(0, 1, sign="> 0"),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1], u=[1], w=[1], a=1, lr=1, lr_a=1, h=[-1]),
                    "momentum": Number("1/2")},
    repairs="beyond.momentum_never_shortens",
)
def momentum_converges_as_hoped(p, momentum):  # h is τ; from rest |w| never shrinks
    w, tau = momentum_step(p, p.h, momentum)
    shrinks = (eq(w, momentum * p.w), eq(tau, momentum * p.h))
    return implies(shrinks, eq(0, 1))


@claim(
    statement="γ = 1, w = cu, c > 0, τ = su: ∇ = 0, so w⁺ = (c + s)u and τ⁺ = τ, whatever a, ε and "
              "ε_a. With s > 0, |w| grows without bound: at γ = 1 BNGD does not converge from "
              "every start",
    source=ref("this_project"),
    p=families.bngd_states(),
    c=families.scalars("1/8", 4, sign="> 0"),
    s=families.scalars(0, 4, sign="> 0"),
)
def momentum_never_settles_at_one(p, c, s, momentum=1):
    w, tau = c * p.u, s * p.u
    v = p.g - ((w @ p.g) / (w @ p.H @ w)) * (p.H @ w)
    after, velocity = sgd_step(w, tau, -v, p.lr, momentum, 0)
    return eq(after, (c + s) * p.u), eq(velocity, tau)


@momentum_never_settles_at_one.proof(uses={"induction": "from one step to all"})
def _(prove, p, c, s):
    prove.identity()


momentum_never_settles_at_one.mutant(momentum=Fraction(99, 100))


def gap_after(seed, steps=1500):
    """(R* − R)/R* after BNGD with momentum from rest, on a random problem with κ ≤ 4."""
    rng = np.random.default_rng(int(seed * 97))
    d = int(rng.integers(2, 5))
    Q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    H, u, w = Q * rng.uniform(1, 4, d) @ Q.T, rng.standard_normal(d), rng.standard_normal(d)
    a, tau, momentum, lr_a = 1.0, 0 * w, rng.uniform(0, 0.9), rng.uniform(0.2, 1.5)
    lr = 10 ** rng.uniform(-1, 1) * (w @ w) / np.linalg.norm(u)
    for _ in range(steps):
        a, moved = bngd_step(a, w, H, H @ u, 1.0, lr_a)
        w, tau = sgd_step(w, tau, w - moved, lr, momentum, 0)
    f = u - (w @ H @ u) / (w @ H @ w) * w
    return (f @ H @ f) / (u @ H @ u)


@claim(
    statement="BNGD with momentum γ ≤ 0.9 from rest (τ = 0) converges: for ε between |w₀|²/(10|u|) "
              "and 10|w₀|²/|u|, 0.2 ≤ ε_a ≤ 1.5 and κ ≤ 4 the relative gap is below 1/100 after "
              "1500 steps",
    source=ref("this_project", remark="open for all ε, see the open problems"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=12,
)
def momentum_from_rest(seed):
    return le(gap_after(seed), 0.01)


@claim(
    statement="BNGD on mini-batches settles at the minimiser of all data: so there a step on half "
              "of them does not move w",
    source=ref("this_project", remark="as it might be hoped"),
    p=Family("halves", (Spectrum(), VectorPart("u"), Spectrum(names=("K", "mu_K", "L_K")),
                        VectorPart("u_K")), dict),
    where=lambda p: ne(p["H"] @ p["u"] + p["K"] @ p["u_K"], 0 * p["u"]),
    expect="refuted",
    counterexample={"p": {
        "H": array([[1, 0], [0, 1]]), "mu": Number(1), "L": Number(1), "u": array([1, 0]),
        "K": array([[1, 0], [0, 1]]), "mu_K": Number(1), "L_K": Number(1), "u_K": array([0, 1])}},
    repairs="beyond.mini_batch_growth",
)
def mini_batches_settle_as_hoped(p):
    H, K, g = p["H"], p["K"], p["H"] @ p["u"]
    w = solve(H + K, g + K @ p["u_K"])
    return eq((w @ H @ w) * g, (w @ g) * (H @ w))  # yv = 0


@claim(
    statement="any gradients ⟂ w, as on mini-batches: |w⁺|⁴ ≥ |w|⁴ + 2ε²|ḡ|². So while |ḡ| ≥ δ, "
              "|w_T|⁴ ≥ 2ε²δ²T: |w| grows without bound, and ε/|w_T|² ≤ 1/(δ√(2T)): the effective "
              "learning rate decays like 1/√T by itself",
    source=ref("this_project"),
    p=families.scale_invariant(),
)
def mini_batch_growth(p, two=2):
    after, _ = sgd_step(p.w, 0 * p.w, p.gradient, p.lr, 0, 0)
    return le((p.w @ p.w) ** 2 + two * p.lr**2 * p.steep2, (after @ after) ** 2)


@mini_batch_growth.proof(uses={"induction": "from one step to T steps"})
def _(prove, p):
    prove.by(prove.square(p.lr**2 * (p.gradient @ p.gradient)))


mini_batch_growth.mutant(two=3)
