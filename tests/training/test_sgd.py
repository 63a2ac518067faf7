"""SGD: a step along the gradient of the batch, a model for each rate; exact on exact tables."""

import numpy as np

from bnlinear.exact.number import Number, array
from bnlinear.problems import linear_regression
from bnlinear.training import SGD


def test_a_step_by_hand_on_exact_numbers():
    model = linear_regression(array([[1], [3]]), array([2, 4]))
    state = SGD(Number("1/10")).init(model, array([0]), array([[1]]))
    after = SGD(Number("1/10")).step(state, model)
    # residuals z − y: 1 − 2 and 3 − 4, so G_b = −1 and G_w = (−1 − 3)/2
    assert after.b[0] == Number("1/10") and after.W[0, 0] == 1 + Number("2/10")


def test_rates_side_by_side_are_each_alone():
    model = linear_regression([[1.0], [3.0], [4.0]], [2.0, 4.0, 5.0])
    both = SGD([0.1, 0.4])
    state = both.step(both.init(model, np.zeros(2), np.ones((1, 2))), model)
    for column, lr in enumerate((0.1, 0.4)):
        alone = SGD(lr).step(SGD(lr).init(model, np.zeros(1), np.ones((1, 1))), model)
        assert state.b[column] == alone.b[0] and state.W[0, column] == alone.W[0, 0]
    assert both.weights(state, model) == (state.b, state.W)
