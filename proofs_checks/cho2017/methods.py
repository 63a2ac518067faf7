"""The methods as they are run on batch-normalized least squares, and where they are stable.

Main statements
    `without_momentum_or_decay_is_bngd`, `methods_on_the_sphere_start`, `lr_without_wrap_is_sharp`,
    `sgdg_stable_below`.
"""

from typing import Any

import numpy as np

from bnlinear.claims import claim, eq, families, gt, le, lt, ne, ref
from bnlinear.dynamics import BNGD, BNSGD, SGDG, AdamG, best_scale, bn_gradient, unit
from bnlinear.exact import Number
from bnlinear.problems import LeastSquares
from bnlinear.theory import largest_step, lr_without_wrap, sgdg_lr_max
from proofs_checks.cho2017.geodesics import TINY


@claim(
    statement="SGD with momentum 0 and weight decay 0 on the BN loss is BNGD; with momentum γ and "
              "decay λ its second step from w is w⁺ + γ(w⁺ − w) − η(∇ + λw⁺), from rest",
    source=ref("this_project", remark="the comparison of Cho & Lee 2017 starts from it"),
    where=lambda p: [lt(p.lr_a, 2), ne(p.x, 0)],
    p=families.bngd_states(),
    samples=60,
    screen=False,
)
def without_momentum_or_decay_is_bngd(p):
    bngd, plain = BNGD(p.lr, p.lr_a), BNSGD(p.lr, 0, 0, p.lr_a)
    start = bngd.init(p.problem, p.w, p.a), plain.init(p.problem, p.w, p.a)
    one, other = bngd.step(start[0], p.problem), plain.step(start[1], p.problem)
    gamma, decay = Number("1/2"), 1 / (2 * (1 + p.lr))  # so that w⁺ is not 0
    heavy = BNSGD(p.lr, gamma, decay, p.lr_a)
    first = heavy.step(heavy.init(p.problem, p.w, p.a), p.problem)
    again = heavy.step(first, p.problem)
    force = bn_gradient(first.a, first.w, p.H, p.g) + decay * first.w
    gap = again.w - (first.w + gamma * (first.w - p.w) - p.lr * force)
    return eq(other.w, one.w), eq(other.a, one.a), le(gap @ gap, TINY)


@claim(
    statement="from rest SGD-G turns by η|∇| and Adam-G by η|∇|/√(|∇|² + ε/(1 − β₂)), ∇ the "
              "gradient at the unit vector y = w/|w| and the best scale; both stay on the sphere, "
              "and lr_a = None keeps the scale at its best, wᵀg/σ",
    source=ref("cho2017", remark="SGD-G and Adam-G, their first steps"),
    where=lambda p: ne(p.x, 0),
    p=families.least_squares(min_dim=2),
    samples=40,
    screen=False,
)
def methods_on_the_sphere_start(p):
    y, beta, eps = unit(p.w), Number("3/4"), Number("1/9")
    gradient = bn_gradient(best_scale(y, p.H, p.g), y, p.H, p.g)
    steep = np.sqrt(gradient @ gradient)
    rate = Number("1/5") / (1 + steep)
    sgdg, adamg = SGDG(rate, 0), AdamG(rate, 0, beta, eps)
    turns: list[tuple[Any, Any]] = [
        (sgdg, rate * steep), (adamg, rate * steep / np.sqrt(steep**2 + eps / (1 - beta)))]
    gaps = []
    for method, angle in turns:
        after = method.step(method.init(p.problem, p.w), p.problem)
        gaps += [after.w @ after.w - 1, after.w @ y - angle.cos(),
                 after.w @ gradient + steep * angle.sin(),
                 after.a - best_scale(after.w, p.H, p.g)]
    return [le(abs(gap), TINY) for gap in gaps]


@claim(
    statement="at η = (1 − γ)P/G the largest step ηG/(1 − γ) is half a period P, exactly",
    source=ref("this_project", remark="see no_wrap_below"),
    where=lambda momentum, bound, period: lt(momentum, 1),
    momentum=families.scalars(0, "15/16", sign=">= 0"),
    bound=families.scalars("1/8", 8, sign="> 0"),
    period=families.scalars("1/8", 8, sign="> 0"),
)
def lr_without_wrap_is_sharp(momentum, bound, period, one=1):
    lr = lr_without_wrap(momentum, bound, period)
    return eq(largest_step(one * lr, momentum, bound), period)


@lr_without_wrap_is_sharp.proof()
def _(prove, momentum, bound, period):
    prove.nonzero(prove.given(1 - momentum))
    prove.identity()


lr_without_wrap_is_sharp.mutant(one=2)


@claim(
    statement="SGD-G started beside a minimiser, along the top eigenvector of H*, comes back to it "
              "at 0.9 times η = 2(1 + γ)/(|u|²λmax(H*)), and leaves it at 1.1 times",
    source=ref("this_project", remark="heavy ball on the quadratic with Hessian |u|²H*"),
    p=families.spectra(min_dim=2),
    momentum=families.scalars(0, "1/2"),
    screen_only=True,
    samples=12,
)
def sgdg_stable_below(p, momentum, apart=1e-5, steps=60):
    # along one eigenvector the growth factors are known: below 0.81 a step, above 1.19
    vectors = np.linalg.eigh(p.H)[1]
    problem = LeastSquares.from_minimiser(p.H, 2 * vectors[:, 0])
    limit, w0 = sgdg_lr_max(problem, momentum), vectors[:, 0] + apart * vectors[:, -1]
    below, above = (_distances(problem, SGDG(share * limit, momentum), w0, vectors[:, -1], steps)
                    for share in (0.9, 1.1))
    return le(below[-1], apart / 100), gt(max(above), 100 * apart)


def _distances(problem, method, w0, along, steps):
    state, out = method.init(problem, w0), []
    for _ in range(steps):
        state = method.step(state, problem)
        out.append(abs(along @ state.w))
    return out
