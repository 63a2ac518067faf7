"""Gradient explosion in deep batch-normalized networks at random weights (Yang et al. 2019).

Backwards through a layer x ↦ φ(BN(xW)) the SQUARED norm of the gradient grows, for infinite width
and batch, by

    E[φ′(z)²] / Var φ(z),   z ∼ N(0, 1):   π/(π − 1) = 1.467 for ReLU, 1 for the identity.

The norm itself grows by the square root (1.211 for ReLU). The scale of the weights cancels.

Finite batches of B > 3 rows, infinite width: h is Gaussian and its rows are exchangeable, so ŷ is
uniform on the sphere of radius √B in the hyperplane ⟨1, ŷ⟩ = 0, and s² is λ/B times a χ² variable
with B − 1 degrees of freedom, independent of ŷ: E[1/s²] = B/((B − 3)λ). The gradients that arrive
at a layer are orthogonal to 1; if their rows are exchangeable too (as those of i.i.d. Gaussian
gradients at the output are), their covariance is a multiple of C = I − 11ᵀ/B. Hence the factor

    B tr E[P D C D P] / ((B − 3)(B − 1)λ),   D = diag φ′(ŷ),   P = C − ŷŷᵀ/B,
    λ = E[φ(ŷ₁)²] − E[φ(ŷ₁)φ(ŷ₂)].

It is closed for leaky ReLU, which is homogeneous: `finite_batch_factor`; (B − 2)/(B − 3) for the
identity, as Yang et al. have it. With a finite width there is a relative error of the order
of depth·B/width, and no closed form: see `simulate_explosion`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flint import acb, arb, ctx

from bnlinear.exact.ball_arrays import around_zero
from bnlinear.exact.number import Number
from bnlinear.kinds import Scalar, Seed, Vector
from bnlinear.problems.gaussian.quadrature import gaussian_rule
from bnlinear.problems.layers.activations import Activation, Side
from bnlinear.problems.layers.deep_network import random_network


def explosion_factor(activation: Activation) -> float:
    """E[φ′²]/Var φ by quadrature in floats (relative error about 1e-14).

    >>> from bnlinear.problems.layers.activations import RELU, TANH
    >>> print(f"{explosion_factor(RELU):.10f} {explosion_factor(TANH):.10f}")
    1.4669422069 1.1778072323
    """
    z, weights = gaussian_rule(0.0, 1.0, radius=activation.radius)
    value, slope = activation(z), activation.slope(z)
    mean = weights @ value
    return float(weights @ slope**2 / (weights @ (value - mean) ** 2))


def leaky_relu_factor(slope: Scalar, pi: Scalar) -> Scalar:
    """E[φ′²]/Var φ of leaky ReLU in closed form: (1 + α²)π/((1 + α²)π − (1 − α)²).

    π is an argument, so that balls and proofs can bring their own.

    >>> round(leaky_relu_factor(0.0, np.pi) - np.pi / (np.pi - 1), 12), leaky_relu_factor(1.0, 3.0)
    (0.0, 1.0)
    """
    square = (1 + slope * slope) * pi
    return square / (square - (1 - slope) * (1 - slope))


def factor_from_half_moments(slope: Scalar, zeroth: Scalar, first: Scalar,
                             second: Scalar) -> Scalar:
    """E[φ′²]/Var φ of leaky ReLU from the moments E[zᵏ; z > 0], k = 0, 1, 2."""
    slope_squared = zeroth + zeroth * slope * slope
    mean = first - first * slope
    return slope_squared / (second + second * slope * slope - mean * mean)


# -- certified -----------------------------------------------------------------------------


def certified_explosion_factor(activation: Activation) -> Number:
    """E[φ′²]/Var φ enclosed by a ball, by rigorous integration at the working precision.

    >>> from bnlinear.problems.layers.activations import ERF
    >>> print(certified_explosion_factor(ERF))  # 2/(√5 arcsin ⅔)
    [1.2257000037857 +/- ...]
    """
    reach = 2 + int((2 * ctx.prec) ** 0.5)  # exp(−reach²/2) < exp(−prec)
    mean = _expectation(activation, lambda side, z: side.value(z), reach)
    square = _expectation(activation, lambda side, z: side.value(z) ** 2, reach)
    slope_squared = _expectation(activation, lambda side, z: side.slope(z) ** 2, reach)
    return slope_squared / (square - mean * mean)


def _expectation(activation: Activation, f: Vector, reach: int) -> Number:
    """E f over both sides of 0, for f bounded by Λ²(1 + z²), Λ = max(1, lipschitz).

    Outside of ±R lies at most 2Λ² ∫_R^∞ (1 + z²)w dz ≤ 2Λ²(R + 2/R)w(R), w the normal density:
    ∫ z²w = Rw(R) + ∫ w by parts, and ∫ w ≤ w(R)/R.
    """
    def density(z: Vector) -> Scalar:
        return (-z * z / 2).exp() / (2 * arb.pi()).sqrt()

    def part(side: Side, low: int, high: int) -> Scalar:
        return acb.integral(lambda z, _: f(side, z) * density(z), low, high).real

    bound = arb(activation.lipschitz).max(arb(1))
    tail = 2 * bound * bound * (reach + arb(2) / reach) * density(arb(reach))
    inside = part(activation.left, -reach, 0) + part(activation.right, 0, reach)
    return Number.from_ball(inside + around_zero(tail))


# -- finite batches ------------------------------------------------------------------------


def finite_batch_factor(batch_size: int, slope: float = 0.0) -> float:
    """The factor for batches of B > 3 rows and leaky ReLU (default ReLU), infinite width.

    >>> [round(finite_batch_factor(B), 4) for B in (8, 16, 32, 64)]
    [1.7882, 1.59, 1.522, 1.4931]
    >>> finite_batch_factor(8, slope=1.0)  # 6/5
    1.2
    """
    if batch_size <= 3:
        raise ValueError(f"batch_size = {batch_size}; for 3 rows or fewer E[1/s²] is infinite: "
                         "take 4 or more")
    angle = np.pi / 2 + np.arcsin(-1 / (batch_size - 1))
    return float(batch_formula(batch_size, slope, angle, np.pi))


def certified_finite_batch_factor(batch_size: Scalar, slope: Scalar = 0) -> Number:
    """The same as a ball, for exact B > 3 (the formula does not need B to be an integer).

    >>> print(certified_finite_batch_factor(8))
    [1.78818997665875 +/- ...]
    """
    B, pi = Number(batch_size), Number.from_ball(arb.pi())
    angle = pi / 2 + Number.from_ball((-1 / (B - 1)).ball.asin())
    return batch_formula(B, Number(slope), angle, pi)


def batch_formula(B: Scalar, a: Scalar, angle: Scalar, pi: Scalar) -> Scalar:
    """B tr E[PDCDP]/((B − 3)(B − 1)λ) for leaky ReLU, angle = π/2 + arcsin ρ.

    The two-point expectations are arc-cosine kernels (Cho & Saul 2009) at the correlation
    ρ = −1/(B − 1) of two rows: p = P(z₁, z₂ > 0), k = E[z₁z₂; z₁, z₂ > 0].
    """
    rho = -1 / (B - 1)
    p, k = angle / (2 * pi), (np.sqrt(1 - rho * rho) + angle * rho) / (2 * pi)
    q, bend = (1 + a * a) / 2, (1 - a) ** 2
    spread = q - (k * bend + a * rho)  # λ
    trace = q * (B - 3) + (2 * q + (B - 2) * a + (B - 1) * (p + k) * bend) / B
    return B * trace / ((B - 3) * (B - 1) * spread)


# -- skip connections ----------------------------------------------------------------------


def skip_factor(block: Scalar, slope_squared: Scalar, variance: Scalar) -> Scalar:
    """1 + E[φ′²]/(1 + l·Var φ): what block l of x ↦ x + φ(BN(Wx)) makes of |∂ℓ/∂x|².

    Infinite width and batch, input of variance 1. After l blocks the stream has the variance
    1 + l·Var φ, by which BN divides the gradient of the branch; the skip adds 1.
    """
    return 1 + slope_squared / (1 + block * variance)


def skip_growth(depth: int, slope_squared: Scalar, variance: Scalar) -> Scalar:
    """Π_{l<depth} (1 + E[φ′²]/(1 + l·Var φ)): the growth of |∂ℓ/∂x|² through a residual network.

    It grows like depth^(E[φ′²]/Var φ): the base of the explosion without skips is the exponent of
    the power law with them.

    >>> relu = 0.5, 0.5 - 0.5 / np.pi  # E[φ′²], Var φ
    >>> [round(skip_growth(depth, *relu), 2) for depth in (5, 10, 20, 40)]
    [4.04, 8.14, 18.65, 46.47]
    """
    growth: Scalar = 1
    for block in range(depth):
        growth = growth * skip_factor(block, slope_squared, variance)
    return growth


# -- simulation ----------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class ExplosionRun:
    """Squared gradient norms in random networks.

    Attributes
    ----------
    norms2
        |∂ℓ/∂x|² at the input of each layer, then at the output: shape (runs, depth + 1).
    """

    norms2: np.ndarray

    @property
    def factors(self) -> np.ndarray:
        """Factor of each run, shape (runs,): the geometric mean over the inner layers.

        The first layer is left out, since its input is not an activation; and the last, since
        the gradient that arrives there is not yet centred.
        """
        inner = self.norms2[:, 1:-1]
        layers = inner.shape[1] - 1
        return np.asarray((inner[:, 0] / inner[:, -1]) ** (1 / layers))

    def __repr__(self) -> str:
        runs, depth = self.norms2.shape
        return (f"ExplosionRun({runs} runs, depth {depth - 1}, factor a layer "
                f"{self.factors.mean():.4g})")


def simulate_explosion(activation: Activation, batch_size: int, *, width: int = 1000,
                       depth: int = 10, batches: int = 1, runs: int = 1,
                       rng: Seed = None) -> ExplosionRun:
    """Backpropagate Gaussian gradients through networks with Gaussian inputs and weights.

    Parameters
    ----------
    activation
        φ.
    batch_size
        B, 4 or more.
    width
        Of all layers, much larger than B·depth.
    depth
        Number of layers, 3 or more.
    batches
        Through each network, independent, their squared norms added up: the cheapest way to less
        noise where batches are small.
    runs
        Independent networks.
    rng
        For `np.random.default_rng`.

    Examples
    --------
    >>> from bnlinear.problems.layers.activations import RELU
    >>> simulate_explosion(RELU, 32, width=200, depth=6, rng=0)
    ExplosionRun(1 runs, depth 6, factor a layer 1.5...)
    """
    if batch_size < 4 or depth < 3 or min(batches, runs, width) < 1:
        raise ValueError(f"batch_size = {batch_size}, depth = {depth}, batches = {batches}, runs = "
                         f"{runs}, width = {width}; needed are batch_size ≥ 4 (E[1/s²] is infinite "
                         "below), depth ≥ 3 (the first and the last layer do not count), and 1 or "
                         "more of the others")
    stream, norms2 = np.random.default_rng(rng), []
    for _ in range(runs):
        network = random_network([width] * (depth + 1), activation, rng=stream)
        x, g = stream.standard_normal((2, batch_size, batches, width))
        signals = network.backward(network.forward(x), g).signals
        norms2.append([np.sum(signal**2) for signal in signals])
    return ExplosionRun(np.array(norms2))
