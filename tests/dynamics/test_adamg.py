"""Adam-G: its first step in closed form, invariance under rotations, bad input."""

import numpy as np
import pytest

from bnlinear import AdamG, LeastSquares, iterate
from bnlinear.dynamics import (
    adamg_moments,
    adamg_step,
    adamg_update,
    bn_gradient,
    exp_map,
    parallel_transport,
    project,
    unit,
)
from bnlinear.exact.number import Number, array, is_exact

EPS = np.finfo(float).eps
FLOATS = LeastSquares.from_spectrum([1.0, 2.0, 5.0], [1.0, -1.0, 0.5], residual=1.0)
W0 = np.array([1.0, 2.0, 3.0])


def test_the_first_update_in_closed_form():
    """At t = 1 the corrections cancel: d = −ηh/√(|h|² + ε/(1 − β₂)), of length η for small ε."""
    y, h = array([1, 0, 0]), array([0, 3, 4])
    b1, b2, eps = Number("0.9"), Number("0.99"), Number("0.96")  # 25 + 96 = 11²
    m, v = adamg_moments(y, 0 * y, Number(0), h, b1, b2)
    assert np.all(m == h / 10) and v == Number("1/4")
    d = adamg_update(m, v, 1, Number(2), b1, b2, eps)
    # √(1 − β₂)·√(v + ε) = √(0.01·1.21) and so on: all roots are rational
    assert np.all(d == -2 * h / 11)
    assert np.all(adamg_moments(y, h, v, h + 7 * y, b1, b2)[0] == h)  # the radial part is dropped


def test_the_defaults_are_those_of_the_paper():
    method = AdamG(lr=0.05)
    assert (method.beta1, method.beta2, method.eps) == (0.9, 0.99, 1e-8)
    assert method.clip is None and method.lr_a is None


def test_the_second_moment_is_one_number_and_remembers():
    y, h = array([1, 0, 0]), array([0, 3, 4])
    _, v = adamg_moments(y, 0 * y, Number(8), h, Number(0), Number("1/2"), clip=Number(2))
    assert v == 4 + 2  # ½·8 + ½·|ĥ|², |ĥ| = 2


def test_a_step_by_hand():
    rng = np.random.default_rng(0)
    y = unit(rng.standard_normal(4))
    tau, gradient = project(y, rng.standard_normal(4)), rng.standard_normal(4)
    h = project(y, gradient)
    m, v = 0.8 * tau + 0.2 * h, 0.7 * 0.5 + 0.3 * (h @ h)
    d = -0.1 * np.sqrt(1 - 0.7**3) / (1 - 0.8**3) * m / np.sqrt(v + 0.01)
    found = adamg_step(y, tau, 0.5, 3, gradient, 0.1, 0.8, 0.7, 0.01)
    expected = exp_map(y, d), parallel_transport(m, y, d), v
    for one, two in zip(found, expected, strict=True):
        assert np.allclose(one, two, rtol=0, atol=8 * EPS)
    # it is m that is carried on, not the step
    assert not np.allclose(found[1], parallel_transport(d, y, d), atol=1e-3)


def test_rows_follow_the_step():
    run = iterate(AdamG(0.05, 0.8, 0.9, 1e-6, clip=0.2), FLOATS, 6, w0=W0)
    y, tau, v = unit(W0), np.zeros(3), 0.0
    for t in range(1, 7):
        gradient = bn_gradient(run.a[t - 1], y, FLOATS.H, FLOATS.g)
        y, tau, v = adamg_step(y, tau, v, t, gradient, 0.05, 0.8, 0.9, 1e-6, 0.2)
        assert np.array_equal(run.w[t], y)


def test_it_converges_and_stays_on_the_sphere():
    run = iterate(AdamG(0.02), FLOATS, 4000, w0=W0)
    # Adam keeps a step of about lr where the gradient's history is small: it hovers, far below 1e-6
    assert run.excess_loss[-1] < 1e-6 < run.excess_loss[0]
    assert np.max(np.abs(np.linalg.norm(run.w, axis=1) - 1)) < 400 * EPS


def test_rotating_the_problem_rotates_the_run():
    """Adam, with a second moment for each entry, would fail this."""
    Q, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))
    H = Q @ FLOATS.H @ Q.T
    turned = LeastSquares((H + H.T) / 2, Q @ FLOATS.g, FLOATS.c)
    one = iterate(AdamG(0.05), FLOATS, 30, w0=W0)
    two = iterate(AdamG(0.05), turned, 30, w0=Q @ W0)
    assert np.allclose(two.w, one.w @ Q.T, rtol=0, atol=1e-12)  # rounding of 30 steps


def test_the_length_of_the_start_does_not_matter():
    one, two = (iterate(AdamG(0.05), FLOATS, 20, w0=s * W0) for s in (1.0, 1024.0))
    assert np.array_equal(one.w, two.w)


def test_an_exact_run_encloses_the_floats():
    options = {"lr": "0.05", "beta1": "0.9", "beta2": "0.99", "eps": "1e-4"}
    exact = iterate(AdamG(**{k: Number(v) for k, v in options.items()}),
                    LeastSquares.from_spectrum(array([1, 4]), array([1, 1])), 6, w0=array([3, 4]))
    floats = iterate(AdamG(**{k: float(v) for k, v in options.items()}),
                     LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0]), 6, w0=[3.0, 4.0])
    assert is_exact(exact.w) and np.allclose(exact.w.astype(float), floats.w, rtol=0, atol=1e-14)


@pytest.mark.parametrize(("option", "value", "message"), [
    ("lr", 0, "^lr = 0; it must be a finite number above 0"),
    ("lr", -1.0, "^lr = -1.0; it must be a finite number above 0"),
    ("beta1", 1.0, r"^beta1 = 1.0; it must be in \[0, 1\)"),
    ("beta1", -0.1, r"^beta1 = -0.1; it must be in \[0, 1\)"),
    ("beta2", 1, r"^beta2 = 1; it must be in \[0, 1\)"),
    ("beta2", np.nan, r"^beta2 = nan; it must be in \[0, 1\)"),
    ("eps", 0, "^eps = 0; it must be a finite number above 0"),
    ("clip", 0.0, "^clip = 0.0; it must be a finite number above 0"),
    ("lr_a", 2, "0 < lr_a < 2 only"),
])
def test_bad_options(option, value, message):
    with pytest.raises(ValueError, match=message):
        AdamG(**{"lr": 0.1, option: value})
