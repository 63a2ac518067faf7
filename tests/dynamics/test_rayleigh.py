"""The direction step: a gradient step of length ê towards ru, blind to the length of w."""

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import instances, nonzero_rationals

from bnlinear.dynamics import rayleigh_step
from bnlinear.exact.number import Number


@settings(max_examples=25)
@given(instances(), st.sampled_from([Number("1/3"), Number(2)]))
def test_it_moves_towards_the_moving_target(p, rate):
    if p.w @ p.g == 0:
        return
    target = (p.w @ p.H @ p.w) / (p.w @ p.g) * p.u
    error = p.w - target
    assert (rayleigh_step(p.w, p.H, p.g, rate) - target == error - rate * (p.H @ error)).all()


@settings(max_examples=25)
@given(instances(), nonzero_rationals(9))
def test_a_longer_vector_takes_a_longer_step(p, factor):
    if p.w @ p.g == 0:
        return
    scaled = rayleigh_step(factor * p.w, p.H, p.g, Number("1/3"))
    assert (scaled == factor * rayleigh_step(p.w, p.H, p.g, Number("1/3"))).all()
