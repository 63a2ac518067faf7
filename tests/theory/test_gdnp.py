"""Closed forms of GDNP against each other; the runs that obey them are in tests/dynamics."""

import pytest
from hypothesis import given
from strategies import positive_rationals

from bnlinear.exact.number import Number
from bnlinear.theory import (
    better_rayleigh_rate,
    bisection_bound,
    gradient_bound,
    rate,
    rayleigh_rate,
)


@given(positive_rationals(), positive_rationals())
def test_the_rates_are_the_worst_square_of_one_minus_lr_times_an_eigenvalue(mu, more):
    mu, L = Number(mu), Number(mu + more)
    assert rayleigh_rate(mu, L) == max((1 - mu / L) ** 2, (1 - L / L) ** 2)
    best = 2 / (L + mu)
    assert better_rayleigh_rate(mu, L) == (1 - best * mu) ** 2 == (1 - best * L) ** 2
    assert better_rayleigh_rate(mu, L) == rate(mu, L) ** 2 < rayleigh_rate(mu, L)


@given(positive_rationals(9), positive_rationals(9))
def test_a_halving_quarters_the_bisection_bound(lipschitz, width):
    K, width = Number(lipschitz), Number(width)
    assert bisection_bound(K, 0, width) == K * K * width * width
    assert bisection_bound(K, 5, width) == 4 * bisection_bound(K, 6, width)


def test_the_gradient_bound_adds_its_two_parts():
    bound = gradient_bound(Number(1), Number(2), 3, phi=Number(3), gap0=Number(5),
                           bisection=Number(7))
    assert bound == Number(45) / 64 + 7
    assert gradient_bound(1.0, 1.0, 1, phi=3.0, gap0=5.0, bisection=0.5) == pytest.approx(0.5)
