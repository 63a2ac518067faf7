"""SGD-G and SGD on the normalized loss: steps by hand, invariances, stability, bad input."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import instances, nonzero_vectors

import bnlinear
from bnlinear import BNGD, BNSGD, SGDG, LeastSquares, iterate
from bnlinear.dynamics import (
    Outcome,
    bn_gradient,
    clip_norm,
    exp_map,
    log_map,
    orthogonality_gradient,
    orthogonality_penalty,
    parallel_transport,
    project,
    sgd_step,
    sgdg_step,
    sgdg_update,
    unit,
)
from bnlinear.exact import derivative
from bnlinear.exact.number import InexactError, Number, array, is_exact
from bnlinear.theory import largest_step, lr_without_wrap, sgdg_lr_max

EPS = np.finfo(float).eps
FLOATS = LeastSquares.from_spectrum([1.0, 2.0, 5.0], [1.0, -1.0, 0.5], residual=1.0)
EXACT = LeastSquares.from_spectrum(array([1, 4]), array([1, 1]), residual=1)
W0 = np.array([1.0, 2.0, 3.0])


# -- one step ------------------------------------------------------------------------------------

def test_the_gradient_is_that_of_the_loss():
    a, w, h = Number(2), array([1, "1/2"]), array([3, -5])
    slope = derivative(lambda t: EXACT.bn_loss(a, w + t * h))
    found = bn_gradient(a, w, EXACT.H, EXACT.g)
    assert (found @ h).ball.overlaps(slope.ball) and (found @ w).ball.contains(0)


def test_a_step_is_exp_and_transport_of_its_update():
    rng = np.random.default_rng(0)
    y = unit(rng.standard_normal(4))
    tau, gradient = project(y, rng.standard_normal(4)), rng.standard_normal(4)
    d = 0.5 * tau - 0.3 * project(y, gradient)
    after, momentum = sgdg_step(y, tau, gradient, 0.3, 0.5)
    assert np.allclose(after, exp_map(y, d), rtol=0, atol=4 * EPS)
    assert np.allclose(momentum, parallel_transport(d, y, d), rtol=0, atol=4 * EPS)
    assert np.allclose(log_map(after, y), -momentum, rtol=0, atol=32 * EPS)  # the way back


@given(nonzero_vectors(3), st.fractions(1, 5))
def test_clipping_exactly(v, clip):
    h, clip = array([3, 4]), Number(clip)  # |h| = 5
    assert np.all(clip_norm(h, clip) == h * (clip / 5))
    assert np.all(clip_norm(h, 5 + clip) == h) and np.all(clip_norm(h, None) == h)
    assert np.all(clip_norm(0 * v, clip) == 0)  # no 0/0
    # the gradient is projected before it is clipped
    d = sgdg_update(array([0, 0, 1]), array([0, 0, 0]), array([3, 4, 7]), Number(1), Number(0),
                    clip)
    assert np.all(d == array([-3, -4, 0]) * (clip / 5))


def test_without_momentum_it_turns_where_plain_gd_does():
    """cho2017.plain_gd_is_a_geodesic: GD with η turns by atan(η|∇|), SGD-G by η|∇|."""
    y = unit(W0)
    gradient = bn_gradient(1.0, y, FLOATS.H, FLOATS.g)
    size = np.linalg.norm(gradient)
    plain, _ = sgd_step(y, 0 * y, gradient, 0.7, 0, 0)
    geodesic, _ = sgdg_step(y, 0 * y, gradient, np.arctan(0.7 * size) / size, 0)
    assert np.allclose(unit(plain), geodesic, rtol=0, atol=8 * EPS)


# -- runs ----------------------------------------------------------------------------------------

@pytest.mark.parametrize("method", [SGDG(0.1), SGDG(0.1, 0.5, clip=0.1), SGDG(0.1, lr_a=0.5)])
def test_rows_follow_the_step(method):
    a0 = None if method.lr_a is None else 0.3
    run = iterate(method, FLOATS, 6, w0=W0, a0=a0)
    y, tau, a = unit(W0), np.zeros(3), run.a[0]
    for k in range(6):
        assert np.array_equal(run.w[k], y) and run.a[k] == a
        best = y @ FLOATS.g / np.sqrt(y @ FLOATS.H @ y)
        if method.lr_a is None:
            assert a == pytest.approx(best, rel=4 * EPS)  # computed in two orders
        gradient = bn_gradient(a, y, FLOATS.H, FLOATS.g)
        y, tau = sgdg_step(y, tau, gradient, 0.1, method.momentum, method.clip)
        a = run.a[k + 1] if method.lr_a is None else a + 0.5 * (best - a)
    if method.lr_a is None:  # half the Rayleigh quotient
        x, sigma2 = run.w @ FLOATS.g, np.einsum("ki,ij,kj->k", run.w, FLOATS.H, run.w)
        assert np.allclose(run.loss, FLOATS.c / 2 - x**2 / sigma2 / 2, rtol=1e-14)
    else:
        assert run.a[0] == 0.3


@pytest.mark.parametrize("method", [SGDG(0.05), SGDG(0.05, clip=0.1), SGDG(0.02, lr_a=0.5),
                                    SGDG(0.2, 0.0)], ids=repr)
def test_it_converges_and_stays_on_the_sphere(method):
    run = iterate(method, FLOATS, 5000, w0=W0)
    # rounding of the direction, squared, times R*, and slack
    assert run.excess_loss[-1] < 1e-27
    norms = np.linalg.norm(run.w, axis=1)
    # one rounding a step at worst, and the steps that move correct it: far from 5000 of them
    assert np.max(np.abs(norms - 1)) < 200 * EPS


def test_the_sphere_is_kept_by_a_run_that_never_rests():
    run = iterate(SGDG(5.0), FLOATS, 20000, w0=W0)  # far above the stable range
    assert run.outcome is Outcome.COMPLETED and run.excess_loss[-100:].max() > 1e-3
    assert abs(np.linalg.norm(run.w[-1]) - 1) < 1e-12  # 20000 roundings, random in sign


@given(st.integers(-40, 40))
def test_the_length_of_the_start_does_not_matter(power):
    one, two = (iterate(SGDG(0.1), FLOATS, 20, w0=2.0**p * W0) for p in (0, power))
    assert np.array_equal(one.w, two.w) and np.array_equal(one.loss, two.loss)


def test_rotating_the_problem_rotates_the_run():
    Q, _ = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))
    H = Q @ FLOATS.H @ Q.T
    turned = LeastSquares((H + H.T) / 2, Q @ FLOATS.g, FLOATS.c)
    one = iterate(SGDG(0.1, clip=0.2), FLOATS, 30, w0=W0)
    two = iterate(SGDG(0.1, clip=0.2), turned, 30, w0=Q @ W0)
    assert np.allclose(two.w, one.w @ Q.T, rtol=0, atol=1e-12)  # rounding of 30 steps


def test_an_exact_run_encloses_the_floats():
    exact = iterate(SGDG(Number("0.1"), Number("0.5"), clip=Number(1)), EXACT, 8,
                    w0=array([3, 4]))
    floats = iterate(SGDG(0.1, 0.5, clip=1.0),
                     LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0], residual=1.0), 8,
                     w0=[3.0, 4.0])
    assert is_exact(exact.w) and np.all(exact.w[0] == array(["3/5", "4/5"]))
    assert np.allclose(exact.w.astype(float), floats.w, rtol=0, atol=1e-14)
    assert all(w.ball.rad() < 1e-9 for w in exact.w[-1])


def test_floats_do_not_enter_an_exact_run():
    with pytest.raises(InexactError):
        iterate(SGDG(Number(1)), EXACT, 2, w0=array([3, 4]))  # the default momentum is a float


# -- how far it turns ----------------------------------------------------------------------------

@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
def test_steps_stay_below_the_bound_and_reach_it(momentum):
    y, tau, most = np.array([1.0, 0.0]), np.zeros(2), largest_step(0.3, momentum, 2.0)
    for _ in range(400):
        gradient = 2.0 * np.array([-y[1], y[0]])  # of norm 2, always the same way round
        y, tau = sgdg_step(y, tau, gradient, 0.3, momentum)
        assert np.linalg.norm(tau) <= most * (1 + 1e-12)
    assert np.linalg.norm(tau) == pytest.approx(most, rel=1e-9)
    lr = lr_without_wrap(momentum, 2.0, np.pi)
    assert largest_step(lr, momentum, 2.0) == pytest.approx(np.pi, rel=4 * EPS)


# -- learning rates ------------------------------------------------------------------------------

@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("clip", [None, 0.1])
def test_the_stable_range_is_sharp(momentum, clip):
    edge = sgdg_lr_max(FLOATS, momentum)
    start = unit(FLOATS.u) + np.array([1e-5, 2e-5, 1e-5])
    for factor, stable in ((0.98, True), (1.02, False)):
        run = iterate(SGDG(factor * edge, momentum, clip), FLOATS, 2000, w0=start)
        # stable: a contraction by 0.99 or so a step, for 2000 steps; unstable: it has left
        assert (run.excess_loss[-1] < 1e-6 * run.excess_loss[0]) == stable


def test_learning_rate_robustness_of_sgdg_and_of_sgd():
    """|w| grows until a large learning rate suits SGD; that of SGD-G stays, whatever |w₀|."""
    rates = np.logspace(-3, 2, 11)
    def good(make, w0):
        return [iterate(make(lr), FLOATS, 400, w0=w0).excess_loss[-1] < 1e-6 for lr in rates]

    edge = sgdg_lr_max(FLOATS, 0.9)
    geodesic = good(SGDG, W0)
    # from afar the momentum may overshoot for ever a little below the local edge too
    assert geodesic == good(SGDG, 64 * W0) == [lr < edge / 2 for lr in rates]
    plain, long = (good(lambda lr: BNSGD(lr, 0.9), w0) for w0 in (unit(W0), 10 * unit(W0)))
    assert plain == [lr < 20 for lr in rates] and 20 > 40 * edge
    assert long == [False] * 4 + plain[:-4]  # |w₀| ten times longer: rates 10² = 4 grid steps up


# -- plain SGD -----------------------------------------------------------------------------------

def test_without_momentum_and_decay_it_is_bngd():
    one = iterate(BNSGD(0.3, lr_a=0.5), FLOATS, 50, w0=W0, a0=0.7)
    two = iterate(BNGD(0.3, 0.5), FLOATS, 50, w0=W0, a0=0.7)
    assert np.allclose(one.w, two.w, rtol=1e-12) and np.allclose(one.a, two.a, rtol=1e-12)


@given(instances(min_dim=2, max_dim=3))
def test_sgd_by_hand(p):
    w, tau = sgd_step(p.w, p.u, p.g, p.lr, Number("1/2"), Number("1/3"))
    assert np.all(tau == p.u / 2 - p.lr * p.g - p.lr / 3 * p.w) and np.all(w == p.w + tau)


# -- several vectors -----------------------------------------------------------------------------

@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_the_orthogonality_gradient_is_the_matrix_formula(k, d, random):
    rows = array([[random.randint(-9, 9) for _ in range(d)] for _ in range(k)])
    Y, alpha = rows.T, Number("1/3")
    eye = array(np.eye(k, dtype=int))
    assert np.all(orthogonality_gradient(rows, alpha).T == 2 * alpha * (Y @ (Y.T @ Y - eye)))


def test_the_orthogonality_penalty_by_hand():
    """YᵀY − I = [[4, 6], [6, 8]] for y₁ = (1, 2), y₂ = (0, 3): its squares sum to 152."""
    assert orthogonality_penalty(array([[1, 2], [0, 3]]), Number("1/4")) == 19
    assert orthogonality_penalty(array(np.eye(3, dtype=int)), Number(5)) == 0


# -- bad input -----------------------------------------------------------------------------------

@pytest.mark.parametrize("lr", [0, -1.0, np.nan, np.inf, "1", None, Number(0)], ids=repr)
@pytest.mark.parametrize("make", [SGDG, BNSGD])
def test_bad_learning_rates(make, lr):
    with pytest.raises(ValueError, match=r"^lr = .*; it must be a finite number above 0"):
        make(lr)


@pytest.mark.parametrize("momentum", [-0.1, 1.0, 2, np.nan, "0.9", None, True, Number(1)],
                         ids=repr)
@pytest.mark.parametrize("make", [SGDG, BNSGD])
def test_bad_momenta(make, momentum):
    with pytest.raises(ValueError, match=r"^momentum = .*; it must be in \[0, 1\)"):
        make(0.1, momentum)


@pytest.mark.parametrize("clip", [0, -1.0, np.nan, np.inf, "1", True, Number(0)], ids=repr)
def test_bad_clipping_norms(clip):
    with pytest.raises(ValueError, match=r"^clip = .*; it must be a finite number above 0; .*None"):
        SGDG(0.1, clip=clip)


@pytest.mark.parametrize("decay", [-1, np.nan, np.inf, None, "0", True], ids=repr)
def test_bad_weight_decays(decay):
    with pytest.raises(ValueError, match=r"^weight_decay = .*; it must be a finite number, 0 or"):
        BNSGD(0.1, weight_decay=decay)


def test_bad_scales_and_starts():
    for make in (SGDG, BNSGD):
        with pytest.raises(ValueError, match=r"0 < lr_a < 2 only"):
            make(0.1, lr_a=2)
        with pytest.raises(ValueError, match=r"lr_a = 0; it must be a finite number above 0"):
            make(0.1, lr_a=0)
        with pytest.raises(ValueError, match=r"a0 = 1.0; lr_a = None keeps"):
            iterate(make(0.1), FLOATS, 1, w0=W0, a0=1.0)
        with pytest.raises(ValueError, match=r"w0? is zero.*start from any other point"):
            iterate(make(0.1), FLOATS, 1, w0=0 * W0)
        with pytest.raises(ValueError, match=r"w0 is a saddle"):
            iterate(make(0.1), LeastSquares.from_spectrum([1.0, 2.0], [1.0, 0.0]), 1, w0=[0, 1])


def test_what_leaves_the_range_of_floats_is_an_outcome():
    run = iterate(SGDG(1e300), FLOATS, 5, w0=W0)
    assert run.outcome is Outcome.DIVERGED and len(run.w) < 6
    assert bnlinear.SGDG is SGDG
