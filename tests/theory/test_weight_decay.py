"""The equilibrium of weight decay against measured norms."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.dynamics import project, sgd_step
from bnlinear.theory import (
    equilibrium_effective_lr,
    equilibrium_norm4,
    equilibrium_rate,
    equilibrium_tangent,
)


def norms_and_angles(lr, decay, size, steps, w0=1.0):
    """Steps along tangent gradients of norm size/|w|, in random directions."""
    rng = np.random.default_rng(0)
    w, norms, tangents = w0 * np.eye(8)[0], [], []
    for _ in range(steps):
        side = project(w, rng.standard_normal(8))
        gradient = size / np.linalg.norm(w) * side / np.linalg.norm(side)
        after, _ = sgd_step(w, 0, gradient, lr, 0, decay)
        along = (w @ after) / np.linalg.norm(w)
        tangents.append(np.sqrt(after @ after - along**2) / along)
        w = after
        norms.append(np.linalg.norm(w))
    return np.array(norms), np.array(tangents)


@pytest.mark.parametrize(("lr", "decay"), [(0.1, 0.5), (1.0, 0.01), (0.3, 2.0)])
@pytest.mark.parametrize("w0", [0.2, 1.0, 5.0])
def test_the_norm_tends_to_its_equilibrium(lr, decay, w0):
    norms, tangents = norms_and_angles(lr, decay, 3.0, 2000, w0)
    # the recursion of |w|² has no randomness, and it contracts: only rounding is left
    assert norms[-1] ** 4 == pytest.approx(equilibrium_norm4(lr, decay, 3.0), rel=1e-11)
    assert tangents[-1] == pytest.approx(equilibrium_tangent(lr, decay), rel=1e-7)
    assert lr / norms[-1] ** 2 == pytest.approx(equilibrium_effective_lr(lr, decay, 3.0), rel=1e-11)


def test_the_rate_of_approach():
    norms, _ = norms_and_angles(0.1, 0.2, 1.0, 400)
    miss = norms**2 - equilibrium_norm4(0.1, 0.2, 1.0) ** 0.5
    late = slice(100, 150)  # |miss| is between 1e-3 and 1e-8: linear, and far above rounding
    assert miss[101:151] / miss[late] == pytest.approx(equilibrium_rate(0.1, 0.2), rel=1e-2)


def test_the_approximations_that_are_quoted():
    lr, decay = 0.01, 0.001
    assert equilibrium_norm4(lr, decay, 1.0) == pytest.approx(lr / (2 * decay), rel=1e-5)
    assert equilibrium_tangent(lr, decay) == pytest.approx((2 * lr * decay) ** 0.5, rel=1e-5)
    assert equilibrium_norm4(Fraction(1, 2), Fraction(1, 5), 1) == Fraction(25, 19)


@pytest.mark.parametrize(("lr", "decay"), [(0, 1), (1, 0), (2.0, 0.5), (-1, -0.1), (np.nan, 1)])
def test_rates_without_an_equilibrium(lr, decay):
    for formula in (equilibrium_tangent, equilibrium_rate):
        with pytest.raises(ValueError, match=r"lr = .*, weight_decay = .*product below 1"):
            formula(lr, decay)
    with pytest.raises(ValueError, match="equilibrium needs both above 0"):
        equilibrium_norm4(lr, decay, 1.0)
