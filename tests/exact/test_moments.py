"""Moment arithmetic agrees with vectors: each formula, evaluated at the moments of an exact
instance, is what the same formula gives on the instance itself, in d = 1 … 5."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bnlinear.claims import families, strategies
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact import derivative
from bnlinear.exact.matrices import solve
from bnlinear.exact.moments import Operator, Space, Vector, maximum

STATES = families.bngd_states(max_dim=5)


def powers(H, b, p):
    for _ in range(abs(p)):
        b = H @ b if p > 0 else solve(H, b)
    return b


def realise(symbolic, space, state):
    """The value of a scalar or vector over moments at an exact state."""
    base = {"u": state.u, "w": state.w, "h": state.h}
    numbers = {"mu": state.mu, "L": state.L, "a": state.a, "lr": state.lr, "lr_a": state.lr_a,
               "alpha": state.alpha, "residual": state.problem.c - state.R_star}

    def value(name):
        if name in space.moments:
            left, p, right = space.moments[name]
            return base[left] @ powers(state.H, base[right], p)
        if name in space.roots:
            return np.sqrt(space.roots[name].value(value))
        if name in space.maxima:
            return maximum(*(side.value(value) for side in space.maxima[name]))
        return numbers[name]

    if isinstance(symbolic, Vector):
        return sum(c.value(value) * powers(state.H, base[b], p)
                   for (b, p), c in symbolic.terms.items())
    return symbolic.value(value)


def pinv_free(p):  # a direction that no formula of the package makes: H⁻¹ and H³ of a sum
    return p.w.under(-1) + p.u.under(3) if isinstance(p.w, Vector) else (
        solve(p.H, p.w) + p.H @ (p.H @ (p.H @ p.u)))


SCALARS = {
    "BNGD a": lambda p: bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[0],
    "norm of BNGD w": lambda p: sum(_twice(p)),
    "loss": lambda p: p.problem.loss(p.w),
    "excess loss": lambda p: p.problem.excess_loss(p.w),
    "BN loss": lambda p: p.problem.bn_loss(p.a, p.w),
    "BN excess loss": lambda p: p.problem.bn_excess_loss(p.a, p.w),
    "gap": lambda p: p.gap(p.w),
    "effective learning rate": lambda p: p.effective_lr,
    "slope": lambda p: derivative(lambda t: p.problem.bn_loss(p.a + t * p.alpha, p.w + t * p.h)),
    "curvature": lambda p: derivative(lambda t: p.problem.bn_loss(p.a, p.w + t * p.h), order=2),
    "form of H*": lambda p: p.h @ (p.problem.H_star @ p.h),
    "powers of H": lambda p: pinv_free(p) @ pinv_free(p),
    "absolute value": lambda p: abs(p.x) * p.sigma + np.sqrt(p.x**2 * p.y),
    "maximum": lambda p: maximum(p.a, p.alpha) * maximum(p.mu, 1),
}
VECTORS = {
    "GD": lambda p: gd_step(p.w, p.H, p.g, p.lr),
    "BNGD w": lambda p: bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[1],
    "two steps of BNGD": lambda p: _second(p),
    "v": lambda p: p.v,
    "f": lambda p: p.f,
    "H*h": lambda p: p.problem.H_star @ p.h,
}


def _second(p):
    _, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return gd_step(w, p.H, p.g, p.lr)


def _twice(p):
    a, w = bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)
    return (w @ p.H @ w, a * (w @ p.g))


@pytest.mark.parametrize("formula", [*SCALARS.values(), *VECTORS.values()],
                         ids=[*SCALARS, *VECTORS])
@settings(max_examples=15)
@given(state=strategies.bngd_states(max_dim=5))
def test_moments_are_what_they_stand_for(formula, state):
    space = Space()
    symbols, _ = STATES.symbols(space)
    assert np.all(realise(formula(symbols), space, state) == formula(state))


@settings(max_examples=25)
@given(state=strategies.bngd_states(max_dim=5).filter(lambda p: p.x != 0))
def test_the_direction_step(state):
    space = Space()
    symbols, _ = STATES.symbols(space)
    step = rayleigh_step(symbols.w, symbols.H, symbols.g, symbols.alpha)
    real = rayleigh_step(state.w, state.H, state.g, state.alpha)
    assert np.all(realise(step, space, state) == real)
    assert realise(symbols.r, space, state) == state.r


@given(st.integers(-3, 3), st.integers(-3, 3))
def test_powers_of_H_move_across_an_inner_product(p, q):
    space = Space()
    u, w = space.vector("u"), space.vector("w")
    assert (u.under(p) @ w.under(q) - w @ u.under(p + q)).is_zero()


def test_different_moments_are_never_equal():
    space = Space()
    u, w = space.vector("u"), space.vector("w")
    moments = [u @ u, u @ w, w @ w, u @ w.under(1), u @ w.under(-1)]
    assert not any((a - b).is_zero() for a in moments for b in moments if a is not b)


@pytest.mark.parametrize("truth", [
    lambda s: s == s, lambda s: s < 1, lambda s: s != 0, bool, float,
    lambda s: max(s, 0), lambda s: s in [1 - s]])
def test_a_moment_has_no_truth_value(truth):
    scalar = Space().scalar("s")
    with pytest.raises(TypeError):
        truth(scalar + 1)


def test_no_floats_and_no_strangers():
    space, other = Space(), Space()
    with pytest.raises(TypeError):
        space.scalar("s") * 0.5
    with pytest.raises(ValueError, match="spaces"):
        space.scalar("s") + other.scalar("s")
    with pytest.raises(ZeroDivisionError):
        1 / (space.scalar("s") - space.scalar("s"))


def test_every_denominator_is_remembered():
    space = Space()
    s, t = space.scalar("s"), space.scalar("t")
    assert (s / t * t - s).is_zero()
    assert [str(factor) for factor in space.factors] == ["t"]
    _ = 1 / (s * s - t * t)
    assert len(space.factors) == 3  # s + t and s − t


def test_a_root_may_add_symbols_while_it_is_taken():
    """|x/√y| = |x|/√y: the absolute value is a new symbol before the root of y is reached."""
    space = Space()
    H, u, w = space.operator(), space.vector("u"), space.vector("w")
    x, y = u @ H @ w, w @ H @ w
    assert (abs(x / y.sqrt()) ** 2 * y - x**2).is_zero()


def test_only_one_power_of_h_has_an_inverse():
    """H + I and H less a part of rank one have inverses that are no moments."""
    space = Space()
    H, v = space.operator(), space.vector("v")
    w = (3 * H).inverse() @ (H @ v)
    assert w.terms.keys() == {("v", 0)} and str(w.terms["v", 0]) == "1/3"
    for other in (H + H.inverse(), Operator(space, {1: space.constant(1)},
                                            ((space.constant(1), v, v),))):
        with pytest.raises(TypeError, match="single power"):
            other.inverse()
