"""Gradients of Gaussian halfspaces and tanh networks against automatic differentiation.

PyTorch differentiates a plain product quadrature of E φ over ζ ∼ N(0, I), z = u + Gζ: no Stein's
lemma, no reduction to the margins, no second derivative of φ.
"""

import numpy as np
import pytest

from bnlinear.dynamics import gdnp_direction_step
from bnlinear.problems import GaussianHalfspace, TanhNetwork

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.oracle

U = np.array([-0.5, 0.3])
COVARIANCE = np.array([[1.0, 0.3], [0.3, 0.6]])
S = COVARIANCE + np.outer(U, U)
W = np.array([0.7, -0.4])

PHI = {
    "softplus": lambda t: torch.nn.functional.softplus(t, threshold=50),
    "squared_hinge": lambda t: torch.clamp(1 + t, min=0) ** 2,
    "squared": lambda t: (1 + t) ** 2 / 2,
    "exponential": torch.exp,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
}
#: Agreement of the two quadratures. The kink costs the plain one its digits.
TOLERANCE = dict.fromkeys(PHI, 1e-13) | {"squared_hinge": 2e-4}


def nodes(count=200, reach=9.0):
    """Equal steps in both coordinates of ζ: right to rounding for smooth integrands."""
    axis = np.linspace(-reach, reach, count)
    grid = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    weights = np.exp(-(grid**2).sum(axis=1) / 2)
    z = U + grid @ np.linalg.cholesky(COVARIANCE).T
    return torch.tensor(z), torch.tensor(weights / weights.sum())


Z, WEIGHTS = nodes()


def autograd(f, *arguments):
    tensors = [torch.tensor(np.asarray(a, dtype=float), requires_grad=True) for a in arguments]
    value = f(*tensors)
    return float(value.detach()), [g.numpy() for g in torch.autograd.grad(value, tensors)]


@pytest.mark.parametrize("loss", PHI)
def test_the_gradient_of_a_halfspace(loss):
    problem = GaussianHalfspace(S, U, loss)
    value, (gradient,) = autograd(lambda w: WEIGHTS @ PHI[loss](Z @ w), W)
    assert problem.value(W) == pytest.approx(value, abs=TOLERANCE[loss])
    assert np.allclose(problem.gradient(W), gradient, rtol=0, atol=TOLERANCE[loss])


@pytest.mark.parametrize("loss", PHI)
@pytest.mark.parametrize("g", [-1.3, 0.8])
def test_the_gradient_in_direction_and_length(loss, g):
    """∂f/∂g, and the direction step as −s∇_w f with the paper's s, differentiated plainly."""
    def f(w, length):
        norm = torch.sqrt(w @ torch.tensor(S) @ w)
        return WEIGHTS @ PHI[loss](Z @ (length * w / norm))

    problem, norm = GaussianHalfspace(S, U, loss), np.sqrt(W @ S @ W)
    _, (along_w, along_g) = autograd(f, W, g)
    assert problem.length_slope(W, g) == pytest.approx(float(along_g), abs=TOLERANCE[loss])
    c1, c2 = problem.stein(g * W / norm)
    s = -norm**3 / (problem.L * g * c1 * (U @ W))
    step = gdnp_direction_step(W, S, U, g, c1, c2, problem.L)
    assert np.allclose(step, W - s * along_w, rtol=0, atol=abs(s) * TOLERANCE[loss])


@pytest.mark.parametrize("loss", ["softplus", "squared", "sigmoid"])
def test_the_gradient_and_hessian_of_a_network(loss):
    theta, point = [1.0, -0.7], np.array([[0.8, -0.3], [0.4, 1.1]])
    network = TanhNetwork(S, U, theta, loss)

    def f(w):
        return WEIGHTS @ PHI[loss](torch.tanh(Z @ w.reshape(2, 2).T)
                                   @ torch.tensor(theta, dtype=torch.float64))

    value, (gradient,) = autograd(f, point.ravel())
    assert network.value(point) == pytest.approx(value, abs=1e-13)
    assert np.allclose(network.gradient(point).ravel(), gradient, rtol=0, atol=1e-13)
    hessian = torch.autograd.functional.hessian(f, torch.tensor(point.ravel())).numpy()
    assert np.allclose(network.hessian(point), hessian, rtol=0, atol=1e-13)
