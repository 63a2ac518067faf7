"""The steps of GD and BNGD against PyTorch's automatic differentiation, in float64.

The loss is written on the data, not on its moments: rows, means, standard deviation.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear import BNGD, GD, LeastSquares, iterate
from bnlinear.dynamics import rayleigh_step

pytestmark = pytest.mark.oracle
torch = pytest.importorskip("torch", reason="the `oracles` extra is not installed")

ENTRIES = st.integers(-9, 9).map(float)
#: Sums of at most 8 rows, a few steps: 1e-11 is some ten thousand units in the last place of the
#: sizes met here (entries up to 50, standard deviations above 1), and far below any wrong factor.
TOLERANCE = {"rtol": 1e-11, "atol": 1e-11}


@st.composite
def runs(draw):
    """Data of full rank (the identity, ten times, is added), a start, learning rates."""
    d = draw(st.integers(1, 4))
    n = d + draw(st.integers(1, 4))
    X = np.array([draw(st.lists(ENTRIES, min_size=d, max_size=d)) for _ in range(n)])
    X[:d] += 40 * np.eye(d)
    y = np.array(draw(st.lists(ENTRIES, min_size=n, max_size=n)))
    w0 = np.array(draw(st.lists(ENTRIES, min_size=d, max_size=d).filter(any)))
    return X, y, w0, draw(ENTRIES), draw(st.sampled_from([1e-3, 0.1, 1.0]))


def descend(loss, start, rates, steps):
    """Plain gradient descent on a tuple of tensors, by autograd."""
    point = tuple(torch.tensor(value, dtype=torch.float64) for value in start)
    rows = [point]
    for _ in range(steps):
        leaves = tuple(value.clone().requires_grad_() for value in point)
        gradients = torch.autograd.grad(loss(*leaves), leaves)
        point = tuple(value - rate * slope
                      for value, rate, slope in zip(point, rates, gradients, strict=True))
        rows.append(point)
    return rows


@given(runs())
def test_gd(run):
    X, y, w0, _, _ = run
    lr = 1e-4
    Xc, yc = torch.tensor(X - X.mean(0)), torch.tensor(y - y.mean())
    oracle = descend(lambda w: 0.5 * torch.mean((yc - Xc @ w) ** 2), [w0], [lr], 5)
    mine = iterate(GD(lr), LeastSquares.from_data(X, y), 5, w0=w0)
    for k, (w,) in enumerate(oracle):
        assert np.allclose(mine.w[k], w.numpy(), **TOLERANCE)
        assert np.allclose(mine.loss[k], 0.5 * np.mean((yc.numpy() - Xc.numpy() @ w.numpy()) ** 2),
                           **TOLERANCE)


@given(runs())
def test_bngd(run):
    X, y, w0, a0, lr = run
    data, target = torch.tensor(X), torch.tensor(y - y.mean())
    # PyTorch refuses eps = 0; next to a variance in float64 this one is 0
    norm = torch.nn.BatchNorm1d(1, eps=1e-300, affine=False, track_running_stats=False)

    def loss(a, w):
        z = norm((data @ w).unsqueeze(1)).squeeze(1)  # centres, divides by the biased deviation
        return 0.5 * torch.mean((target - a * z) ** 2)

    oracle = descend(loss, [a0, w0], [0.5, lr], 3)
    mine = iterate(BNGD(lr, 0.5), LeastSquares.from_data(X, y), 3, w0=w0, a0=a0)
    for k, (a, w) in enumerate(oracle):
        assert np.allclose(mine.w[k], w.numpy(), **TOLERANCE)
        assert np.allclose(mine.a[k], a.numpy(), **TOLERANCE)
        assert np.allclose(mine.loss[k], loss(a, w).numpy(), **TOLERANCE)


@given(runs())
def test_rayleigh_descent(run):
    """A gradient step on ρ = −(wᵀg)²/(wᵀHw) of length ê y²/(2x²)."""
    X, y, w0, _, _ = run
    problem = LeastSquares.from_data(X, y)
    x, length = w0 @ problem.g, w0 @ problem.H @ w0
    if abs(x) < 0.1:  # the formula divides by x
        return
    H, g = torch.tensor(problem.H), torch.tensor(problem.g)
    effective_lr = 1 / np.linalg.eigvalsh(problem.H)[-1]
    (_, (w,)) = descend(lambda w: -(w @ g) ** 2 / (w @ H @ w), [w0],
                        [effective_lr * length**2 / (2 * x**2)], 1)
    mine = rayleigh_step(w0, problem.H, problem.g, effective_lr)
    # r = σ²/x multiplies g: with x ≥ 1/10 its rounding errors are up to σ²|g|/x of the result
    size = length * np.linalg.norm(problem.g) / abs(x) * effective_lr + np.linalg.norm(w0)
    assert np.allclose(mine, w.numpy(), rtol=0, atol=1e-12 * size)
