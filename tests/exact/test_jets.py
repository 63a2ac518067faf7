"""Jets differentiate exactly: closed forms, defining equations, SymPy."""

from fractions import Fraction
from math import factorial

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import instances, nonzero_rationals, positive_rationals, rationals, vectors

from bnlinear.exact.jets import Jet, derivative
from bnlinear.exact.moments import Space
from bnlinear.exact.number import Number, array, is_exact

POLYNOMIALS = st.lists(rationals(9).map(Number), min_size=1, max_size=5)
SERIES = st.lists(rationals(9).map(Number), min_size=5, max_size=5).map(
    lambda c: Jet(tuple(c)))


def horner(coefficients, t):
    value = Number(0)
    for c in reversed(coefficients):
        value = value * t + c
    return value


def differentiate(coefficients):
    return [k * c for k, c in enumerate(coefficients)][1:] or [Number(0)]


@given(POLYNOMIALS, rationals(9), st.integers(1, 5))
def test_polynomials(p, x, order):
    expected = p
    for _ in range(order):
        expected = differentiate(expected)
    assert derivative(lambda t: horner(p, x + t), order=order) == horner(expected, Number(x))


@given(POLYNOMIALS, POLYNOMIALS, rationals(9))
def test_product_and_quotient_rules(p, q, x):
    a, b = horner(p, Number(x)), horner(q, Number(x))
    da, db = horner(differentiate(p), Number(x)), horner(differentiate(q), Number(x))
    assert derivative(lambda t: horner(p, x + t) * horner(q, x + t)) == da * b + a * db
    if b != 0:
        assert derivative(lambda t: horner(p, x + t) / horner(q, x + t)) == (da * b - a * db) / b**2


@given(SERIES, SERIES.filter(lambda s: s.coefficients[0] != 0))
def test_division_undoes_multiplication_at_every_order(f, g):
    assert (f / g * g).coefficients == f.coefficients
    assert (f * g / g).coefficients == f.coefficients
    assert (g**-2 * g * g).coefficients == (1, 0, 0, 0, 0)


@given(SERIES, positive_rationals(9))
def test_the_root_squares_back_at_every_order(f, root):
    square = Jet((Number(root) ** 2, *f.coefficients[1:]))  # so that the root is rational
    half = np.sqrt(square)
    assert (half * half).coefficients == square.coefficients
    assert half.coefficients[0] == root


@given(positive_rationals(9), nonzero_rationals(9))
def test_closed_forms(a, b):
    """√(a² + bt): b/2a, −b²/4a³, 3b³/8a⁵;  1/(a + bt): (−b)ⁿ n!/aⁿ⁺¹."""
    a, b = Number(a), Number(b)
    for order, expected in enumerate([b / (2 * a), -b**2 / (4 * a**3), 3 * b**3 / (8 * a**5)], 1):
        assert derivative(lambda t: np.sqrt(a * a + b * t), order=order) == expected
    for order in range(1, 5):
        assert derivative(lambda t: 1 / (a + b * t), order=order) == (
            (-b) ** order * factorial(order) / a ** (order + 1))


@given(rationals(9), rationals(9))
def test_every_operator_from_both_sides(x, c):
    x, c = Number(x), Number(c)
    assert derivative(lambda t: c + (x + t)) == 1
    assert derivative(lambda t: (x + t) + c) == 1
    assert derivative(lambda t: c - (x + t)) == -1
    assert derivative(lambda t: (x + t) - c) == 1
    assert derivative(lambda t: -(x + t)) == -1
    assert derivative(lambda t: c * (x + t)) == c
    assert derivative(lambda t: (x + t) * c) == c
    if c != 0:
        assert derivative(lambda t: (x + t) / c) == 1 / c
    if x != 0:
        assert derivative(lambda t: c / (x + t)) == -c / x**2
    assert derivative(lambda t: (x + t) ** 3) == 3 * x**2
    assert derivative(lambda t: (x + t) ** 0) == 0
    assert derivative(lambda t: c) == 0


@given(instances(min_dim=2, max_dim=3), st.data())
def test_vectors_and_matrices(p, data):
    h = data.draw(vectors(len(p.w)))
    for along in (lambda t: p.w + t * h, lambda t: p.w + h * t, lambda t: t * h + p.w,
                  lambda t: p.w - t * -h):
        assert derivative(lambda t, x=along: x(t) @ p.H @ x(t)) == 2 * (h @ p.H @ p.w)
        assert derivative(lambda t, x=along: x(t) @ p.H @ x(t), order=2) == 2 * (h @ p.H @ h)
        assert np.all(derivative(lambda t, x=along: p.H @ x(t)) == p.H @ h)
        assert np.all(derivative(lambda t, x=along: x(t) @ p.H) == p.H @ h)
        assert np.all(derivative(lambda t, x=along: -x(t)) == -h)
        assert np.all(derivative(lambda t, x=along: x(t) / (2 + t)) == h / 2 - p.w / 4)


def test_matrix_products_keep_their_order():
    A, B = array([[1, 2], [3, 4]]), array([[0, 1], [5, 7]])
    assert np.all(derivative(lambda t: A @ (B + t * B)) == A @ B)
    assert np.all(derivative(lambda t: (B + t * B) @ A) == B @ A)
    # what Python calls when the left side is neither array nor jet (a matrix of moments)
    assert np.all(derivative(lambda t: (B + t * B).__rmatmul__(A)) == A @ B)


@settings(max_examples=15)  # SymPy takes 0.1 s each
@given(instances(min_dim=2, max_dim=2), st.data())
def test_third_derivatives_agree_with_sympy(p, data):
    """The normalized loss −x/σ, exact at points where σ is rational."""
    h = data.draw(vectors(2))
    mine = [derivative(lambda t: (p.w + t * h) @ p.g / np.sqrt((p.w + t * h) @ p.H @ (p.w + t * h)),
                       order=n) for n in (1, 2, 3)]
    t = sympy.Symbol("t")
    H = sympy.Matrix(2, 2, [sympy.Rational(str(v)) for v in p.H.ravel()])
    w, g, d = (sympy.Matrix([sympy.Rational(str(v)) for v in vector]) for vector in (p.w, p.g, h))
    moved = w + t * d
    loss = (moved.T * g)[0] / sympy.sqrt(sympy.expand((moved.T * H * moved)[0]))
    for n, value in enumerate(mine, start=1):
        assert str(sympy.diff(loss, t, n).subs(t, 0)) == str(value)


def test_whole_numbers_stay_exact():
    assert derivative(lambda t: 1 / (2 + t)) == Fraction(-1, 4)
    assert isinstance(derivative(lambda t: (3 + t) / (2 + t), order=3), Fraction)
    assert derivative(lambda t: (1 + t) ** 3, order=3) == 6


def test_floats_and_balls():
    assert derivative(lambda t: np.sqrt(2.0 + t)) == pytest.approx(0.5 / 2**0.5, rel=1e-15)
    root = derivative(lambda t: np.sqrt(Number(2) + t))
    assert (root * Number(8).sqrt()).ball.contains(1)  # 1/(2√2)
    along = derivative(lambda t: np.array([1.0, 2.0]) + t * np.array([3.0, 4.0]))
    assert along.tolist() == [3.0, 4.0]
    assert is_exact(derivative(lambda t: array([1, 2]) * (1 + t)))


def test_unknown_functions_are_refused_not_guessed():
    with pytest.raises(TypeError):
        derivative(lambda t: np.exp(1.0 + t))
    with pytest.raises(TypeError):
        derivative(lambda t: (1 + t) ** 0.5)
    with pytest.raises(TypeError):
        derivative(lambda t: np.add.reduce(np.array([1.0, 2.0]) * t))


def test_whole_numbers_of_numpy_divide_exactly_too():
    ones = np.array([1, 1, 1])
    slope = derivative(lambda t: ((ones @ ones) * t) / (ones @ ones + t), order=2)
    assert slope == Fraction(-2, 3) and not isinstance(slope, float)


def test_a_jet_of_moment_vectors_divides_by_a_number():
    space = Space()
    w, h = space.vector("w"), space.vector("h")
    half = derivative(lambda t: (w + t * h) / 2)
    assert (half - h / 2).is_zero()
