"""Products by slices of floats: they hold the exact product, and are nearly as narrow as balls."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, arb_mat, fmpz_mat

from bnlinear.exact.precision import at_precision
from bnlinear.exact.wide import Base
from bnlinear.exact.wide.slices import MOST, Slices


def gram(rng, m, spread):
    """ZᵀZ of three rows of integers, whose sizes differ by up to so many bits."""
    Z = rng.integers(-2**45, 2**45, (3, m)).astype(object)
    Z *= np.array([2 ** int(k) for k in rng.integers(0, spread + 1, m)], dtype=object)
    return Z.T @ Z


def fraction(value):
    mantissa, power = value.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(power)


def holds(ball, value):
    """Is the fraction inside?"""
    return abs(fraction(ball) - value) <= fraction(arb(ball.rad()).upper())


@pytest.mark.parametrize("bits", [64, 220])
@pytest.mark.parametrize("m, spread", [(1, 0), (3, 5), (20, 0), (30, 200), (200, 20)])
def test_the_exact_product_is_held(m, spread, bits):
    rng = np.random.default_rng(m)
    S = gram(rng, m, spread)
    e = at_precision(64, Base.of_integers(fmpz_mat(S.tolist())).floats)[0]
    x = [Fraction(int(v)) * Fraction(2) ** int(power) / 2**53
         for v, power in zip(rng.integers(-2**53, 2**53, m), e, strict=True)]
    exact = at_precision(400, lambda: [arb(v.numerator) / v.denominator for v in x])
    X = arb_mat([[v, v + arb(0, abs(v) * 1e-6)] for v in exact])
    slices = Slices(fmpz_mat(S.tolist()), e)
    product = at_precision(bits, lambda: slices.product(X))
    balls = at_precision(bits, lambda: arb_mat(fmpz_mat(S.tolist())) * X)
    for i in range(0, m, max(1, m // 9)):
        value = sum(S[i, j] * x[j] for j in range(m))
        # every number of the balls may be meant: those at the ends that add up
        end = value + sum(abs(S[i, j] * x[j]) for j in range(m)) / 10**6
        assert holds(product[i, 0], value)
        assert holds(product[i, 1], value) and holds(product[i, 1], end)
        size = m * Fraction(2) ** int(-e[i])  # of a row times a vector of size 1
        assert fraction(product[i, 0].rad()) < (fraction(balls[i, 0].rad())
                                                + size * Fraction(2) ** (8 - bits))


@pytest.mark.parametrize("S, x, value", [
    ([[1, 1, 1]] * 3, [1, -1, Fraction(1, 2**110)], Fraction(1, 2**110)),  # cut off the vector
    ([[2**100 + 2**18, 2**100], [2**100, 2**100 + 2**18]], [1, -1], 2**18)])  # cut off the matrix
def test_what_is_cut_off_is_inside(S, x, value):
    """65 bits: the vector has five slices and the matrix 81 bits, so that neither hides the other.
    """
    e = np.array([-(int(S[0][0]).bit_length() // 2)] * len(S))
    X = arb_mat([[arb(Fraction(v).numerator) / Fraction(v).denominator] for v in x])
    assert all(v.is_exact() for v in X.entries())
    product = at_precision(65, lambda: Slices(fmpz_mat(S), e).product(X))
    assert holds(product[0, 0], value) and not product[0, 0].is_exact()


def test_what_could_round_is_refused():
    with pytest.raises(ValueError, match="could round"):
        Slices(fmpz_mat(MOST + 1, MOST + 1), np.zeros(MOST + 1, dtype=int))
    with pytest.raises(ValueError, match="not of size 1"):
        Slices(fmpz_mat([[2**200]]), np.zeros(1, dtype=int)).product(arb_mat([[1]]))
