"""Gradient and Hessian of the normalized loss, for any loss.

To second order every loss is ℓ(y₀) + ⟨g, d⟩ + ½⟨d, Hd⟩, d = y − y₀, so the first two derivatives of
ℓ̂ are those of this one. The equations hold for H of either sign: they are linear in H, and every
symmetric matrix is a difference of two positive definite ones.
"""

from dataclasses import dataclass
from typing import Any

from bnlinear.claims import Family, ScalarPart, Spectrum, claim, eq, ref
from bnlinear.exact import derivative
from bnlinear.problems.layers.transform import batch_statistics, bn_backward, normalised
from bnlinear.theory import smoothness
from proofs_checks.ioffe2015.transform import (
    PARTS,
    Batch,
    box,
    varies,
    with_rational_root,
    with_rational_sigma,
    without_sigma,
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Curved(Batch):
    """A batch and a loss with gradient g and Hessian H at y; mu and L bound the spectrum of H."""

    H: Any
    mu: Any
    L: Any

    def loss(self, x):
        """ℓ̂(x), up to its value and its third derivatives at the batch."""
        d = self.forward(x) - self.forward(self.x)
        return self.g @ d + d @ self.H @ d / 2

    def derivative(self, h, order):
        return derivative(lambda t: self.loss(self.x + t * h), order=order)

    @property
    def gradient(self):
        """∇ℓ̂ = ∂ℓ̂/∂x."""
        return bn_backward(self.x, self.ones, self.g, self.gamma, self.eps)[0]

    @property
    def y_hat(self):
        return normalised(self.x, self.ones, *batch_statistics(self.x, self.ones), self.eps)


def curved():
    """Batches of four or five rows with ε = 0 and a rational σ, and a loss."""
    parts = (*PARTS, Spectrum(), ScalarPart("sigma", box("1/4", 4), "> 0"))
    return Family("curved", parts, lambda v: Curved(**without_sigma(v)), 4, 5,
                  adjust=with_rational_sigma)


def curved_with_eps():
    """Batches of two to four rows with ε ≥ 0, and a loss."""
    parts = (*PARTS, Spectrum(), ScalarPart("eps", box(0, 4), ">= 0"))
    return Family("curved_with_eps", parts, lambda v: Curved(**v), 2, 4, adjust=with_rational_root)


# -- the gradient ----------------------------------------------------------------------------


def printed_gradient_bound(p, mean_part=1):
    """(γ²/σ²)(|g|² − ⟨1, g⟩²/m − ⟨g, ŷ⟩²/m)."""
    removed = mean_part * (p.ones @ p.g) ** 2 + (p.g @ p.y_hat) ** 2
    return p.gamma**2 / p.variance * (p.g @ p.g - removed / p.m)


@claim(
    statement="|∇ℓ̂|² = (γ²/σ²)(|g|² − ⟨1, g⟩²/m − ⟨g, ŷ⟩²/m): an equality, printed as ≤",
    source=ref("santurkar2018", "Theorem 4.1",
               remark="the effect of BatchNorm on the Lipschitzness of the loss, as printed in "
                      "the encyclopedia article on batch normalization"),
    where=varies,
    p=curved(),
)
def gradient(p):
    return (eq(p.gradient @ p.h, p.derivative(p.h, 1)),
            eq(p.gradient @ p.gradient, printed_gradient_bound(p)))


@gradient.proof()
def _(prove, p):
    prove.identity()


@gradient.mutant
def _(p):  # the mean part left in
    return (eq(p.gradient @ p.h, p.derivative(p.h, 1)),
            eq(p.gradient @ p.gradient, printed_gradient_bound(p, mean_part=0)))


@claim(
    statement="with ε > 0: |∇ℓ̂|² = (γ²/s²)(|g|² − ⟨1, g⟩²/m − (1 + ε/s²)⟨g, ŷ⟩²/m), s² = σ² + ε",
    source=ref("this_project", remark="extends santurkar2018.gradient"),
    where=varies,
    p=curved_with_eps(),
)
def gradient_any_eps(p):
    return eq(p.gradient @ p.gradient, smoothness.bn_gradient_norm_squared(
        p.x, p.ones, p.g, p.gamma, p.eps))


@gradient_any_eps.proof()
def _(prove, p):
    prove.identity()


@gradient_any_eps.mutant
def _(p):  # the formula of ε = 0, with s in place of σ
    removed = (p.ones @ p.g) ** 2 + (p.g @ p.y_hat) ** 2
    return eq(p.gradient @ p.gradient,
              p.gamma**2 / (p.variance + p.eps) * (p.g @ p.g - removed / p.m))


# -- the Hessian -----------------------------------------------------------------------------


def printed_curvature(p, h):
    """(γ²/σ²)⟨h, Hh⟩ − (γ/(mσ²))⟨g, ŷ⟩|h|²."""
    bend = p.gamma / (p.m * p.variance) * (p.g @ p.y_hat) * (h @ h)
    return p.gamma**2 / p.variance * (h @ p.H @ h) - bend


@claim(
    statement="⟨∇ℓ̂, ∇²ℓ̂ ∇ℓ̂⟩ = (γ²/σ²)⟨∇ℓ̂, H∇ℓ̂⟩ − (γ/(mσ²))⟨g, ŷ⟩|∇ℓ̂|²: an equality, printed as ≤",
    source=ref("santurkar2018", "Theorem 4.2",
               remark="the effect of BatchNorm on smoothness, as printed in the encyclopedia "
                      "article on batch normalization"),
    where=varies,
    p=curved(),
    samples=24,
)
def hessian(p):
    return eq(p.derivative(p.gradient, 2), printed_curvature(p, p.gradient))


@hessian.proof()
def _(prove, p):
    prove.identity()


@hessian.mutant
def _(p):  # γ for γ²
    bend = p.gamma / (p.m * p.variance) * (p.g @ p.y_hat) * (p.gradient @ p.gradient)
    return eq(p.derivative(p.gradient, 2),
              p.gamma / p.variance * (p.gradient @ p.H @ p.gradient) - bend)


@hessian.mutant
def _(p):  # in every direction
    return eq(p.derivative(p.h, 2), printed_curvature(p, p.h))


@claim(
    statement="in every direction h, ε ≥ 0: ⟨h, ∇²ℓ̂ h⟩ = (γ²/s²)⟨Ph, HPh⟩ − (γ/(ms²))(⟨g, ŷ⟩(|Ch|² "
              "− 3⟨ŷ, h⟩²/m) + 2⟨ŷ, h⟩⟨g, Ch⟩), Ch = h − mean h, Ph = Ch − (⟨ŷ, h⟩/m)ŷ",
    source=ref("this_project", remark="extends santurkar2018.hessian"),
    where=varies,
    p=curved_with_eps(),
    samples=24,
)
def hessian_any_direction(p):
    return eq(p.derivative(p.h, 2), smoothness.bn_curvature(
        p.x, p.ones, p.g, p.H, p.h, p.gamma, p.eps))


@hessian_any_direction.proof()
def _(prove, p):
    prove.identity()


@hessian_any_direction.mutant
def _(p):  # as if ε were 0, with the same s
    bend = smoothness.bn_curvature(p.x, p.ones, p.g, 0 * p.H, p.h, p.gamma, p.eps)
    across = p.h - ((p.ones @ p.h) / p.m) * p.ones
    return eq(p.derivative(p.h, 2),
              p.gamma**2 / (p.variance + p.eps) * (across @ p.H @ across) + bend)
