"""Which training methods are one method in two coordinates, decided exactly.

1. On the whole table, BNP is gradient descent on normalized features at EVERY step, not at the
   first only ("equivalence holds for one training step only" is false for this layer).
2. On mini-batches the first step agrees (one step of BN = one step of BNP), the second does not.
3. BNP's predictions do not change with the units and the origins of the features; SGD's do.

Features have rational standard deviations, so that no root is irrational: on four rows, each is
μ + σ(c₁h₁ + c₂h₂ + c₃h₃) with the columns h of a Hadamard matrix and a rational unit vector c.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals, rotations, vectors

from bnlinear.exact.number import Number, array
from bnlinear.problems import linear_regression, mean_and_variance
from bnlinear.problems.layers.normalized_weights import to_weights
from bnlinear.training import BNP, SGD, BNInputs

HADAMARD = array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
RATE = Number("1/3")
EXACT: dict[str, Any] = {"eps1": 0, "eps2": 0}
STEPS = 4


@dataclass
class Case:
    """A table with rational standard deviations, and a start z on normalized features."""

    model: Any
    z: tuple[Any, Any]


def batch_of_four(draw, m):
    """Normalized columns, then given any mean and any standard deviation."""
    G = HADAMARD @ draw(rotations(3))[:, :m]
    std = array(draw(st.lists(positive_rationals(5), min_size=m, max_size=m)))
    return G * std + draw(vectors(m, 5))


@st.composite
def cases(draw, batches=1):
    m, k = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    X = np.vstack([batch_of_four(draw, m) for _ in range(batches)])
    Y = np.column_stack([draw(vectors(4 * batches, 5)) for _ in range(k)])
    W = np.column_stack([draw(vectors(m, 5)) for _ in range(k)])
    return Case(linear_regression(X, Y), (draw(vectors(k, 5)), W))


def statistics(model):
    mean, variance = mean_and_variance(model.X)
    return mean, np.sqrt(variance)


def equal(left, right):
    return all(np.all(mine == theirs) for mine, theirs in zip(left, right, strict=True))


def run(method, model, start, batches):
    """The weights on the raw features after each step."""
    state = method.init(model, *start)
    states = [state]
    for index in batches:
        state = method.step(state, model.rows(index))
        states.append(state)
    return states


@given(cases(), st.sampled_from([0, Number("1/2"), Number("99/100")]),
       st.sampled_from(["q2", "none"]))
def test_bnp_is_gd_on_normalised_features_at_every_step(case, rho, scale):
    """Whatever ρ: running statistics of one repeated batch are its own; q² = 1, as m ≤ N."""
    P = statistics(case.model)
    mean, std = P
    G = (case.model.X - mean) / std
    assert all(value.is_rational for value in std)
    whole = [slice(None)] * STEPS
    raw = run(BNP(RATE, rho=rho, scale=scale, **EXACT), case.model, to_weights(*case.z, *P), whole)
    normalised = run(SGD(RATE), case.model.with_features(G), case.z, whole)
    layer = run(BNInputs(RATE, eps=0, rho=0), case.model, case.z, whole)
    for mine, theirs, inside in zip(raw, normalised, layer, strict=True):
        assert equal((mine.b, mine.W), to_weights(theirs.b, theirs.W, *P))
        assert equal((inside.b, inside.W), (theirs.b, theirs.W))


@given(cases(batches=2))
def test_the_first_step_of_bn_is_a_step_of_bnp(case):
    first, P = slice(0, 4), statistics(case.model.rows(slice(0, 4)))
    raw = run(BNP(RATE, rho=0, **EXACT), case.model, to_weights(*case.z, *P), [first])[-1]
    layer = run(BNInputs(RATE, eps=0, rho=0), case.model, case.z, [first])[-1]
    assert equal((raw.b, raw.W), to_weights(layer.b, layer.W, *P))


def test_the_second_step_is_not_when_batches_differ():
    X = array([[1], [1], [-1], [-1], [4], [4], [0], [0]])
    model = linear_regression(X, array([1, 0, 0, 2, 0, 0, 0, 3]))
    z = array([0]), array([[1]])
    batches = [slice(0, 4), slice(4, 8)]
    raw = run(BNP(RATE, rho=0, **EXACT), model, z, batches)  # the first batch is normalized: θ = z
    layer = run(BNInputs(RATE, eps=0, rho=0), model, z, batches)
    assert equal((raw[1].b, raw[1].W), (layer[1].b, layer[1].W))
    second = to_weights(layer[2].b, layer[2].W, *statistics(model.rows(batches[1])))
    assert not equal((raw[2].b, raw[2].W), second)


@given(cases(batches=2), st.data(), st.sampled_from([0, Number("1/2")]))
def test_bnp_does_not_see_units_and_origins(case, data, rho):
    model, (b, W) = case.model, case.z
    m = model.X.shape[1]
    units = array(data.draw(st.lists(rationals(5).filter(bool), min_size=m, max_size=m)))
    origins = data.draw(vectors(m, 5))
    moved = model.with_features(model.X * units + origins)
    W2 = W / units[:, None]
    start = b - origins @ W2, W2
    batches = [slice(0, 4), slice(4, 8), slice(2, 6), [0, 7]]
    method = BNP(RATE, rho=rho, **EXACT)
    for mine, theirs in zip(run(method, model, (b, W), batches),
                            run(method, moved, start, batches), strict=True):
        assert np.all(model.scores(mine.b, mine.W) == moved.scores(theirs.b, theirs.W))


def test_sgd_does_see_them():
    X, y = array([[1], [2], [4]]), array([1, 0, 2])
    start = array([0]), array([[0]])
    whole = [slice(None)]
    one, two = linear_regression(X, y), linear_regression(2 * X, y)
    a, b = run(SGD(RATE), one, start, whole)[-1], run(SGD(RATE), two, start, whole)[-1]
    assert not np.all(one.scores(a.b, a.W) == two.scores(b.b, b.W))


@given(cases(batches=2))
def test_the_ridge_is_part_of_the_gradient(case):
    """SGD and BNP descend on the loss with its ridge: a fixed point is the optimum with it."""
    model = linear_regression(case.model.X, case.model.Y, Number("1/5"))
    optimum = model.optimum()
    for method in (SGD(RATE), BNP(RATE, **EXACT)):
        after = run(method, model, optimum, [slice(None)])[-1]
        assert equal((after.b, after.W), optimum)
