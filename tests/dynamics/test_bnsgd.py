"""SGD with momentum and decay on a normalized loss: BNGD without them, its start, its options."""

import pytest
from hypothesis import given, settings
from strategies import instances

from bnlinear import BNGD, LeastSquares, iterate
from bnlinear.dynamics import BNSGD
from bnlinear.dynamics.bnsgd import sgd_step
from bnlinear.exact.number import Number, array


@settings(max_examples=25)
@given(instances())
def test_without_momentum_and_decay_it_is_bngd(p):
    problem = LeastSquares.from_minimiser(p.H, p.u)
    if p.w @ problem.g == 0:
        return
    ours = iterate(BNSGD(lr=p.lr, lr_a=Number("1/2")), problem, 1, w0=p.w, a0=p.a)
    theirs = iterate(BNGD(lr=p.lr, lr_a=Number("1/2")), problem, 1, w0=p.w, a0=p.a)
    assert (ours.w == theirs.w).all() and (ours.a == theirs.a).all()


def test_momentum_and_decay_by_hand():
    w, tau = sgd_step(array([10]), array([1]), array([3]), Number(2), Number("1/2"),
                      Number("1/10"))
    assert tau[0] == Number("1/2") - 2 * (3 + 1) and w[0] == 10 + tau[0]


def test_it_starts_at_rest():
    problem = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
    assert not BNSGD(lr=0.1, momentum=0.9).init(problem, [1.0, 2.0]).momentum.any()


@pytest.mark.parametrize("options", [{"lr": 0}, {"lr": 1, "momentum": 1}, {"lr": 1, "lr_a": 2},
                                     {"lr": 1, "weight_decay": -1}])
def test_options_out_of_range(options):
    with pytest.raises(ValueError, match=list(options)[-1]):
        BNSGD(**options)
