"""What GDNP guarantees, in closed form (Kohler et al. 2019, convergence of GDNP).

With T direction steps and the length bisected T_s times from [a, b],
‖∇f(w̃_T)‖²_{S⁻¹} ≤ (1 − μ/L)^{2T} Φ² (ρ₀ − ρ*) + (ζ/μ · 2^{−T_s} |b − a|)²:
the exact split ‖∇f‖²_{S⁻¹} = c₁²(ρ − ρ*) + (∂f/∂g)², the linear rate of the Rayleigh iteration, and
the bisection bound. μ, L are the extreme eigenvalues of S, Φ ≥ |c₁| at the last point, and ζ a
Lipschitz constant of ∇f, for example sup |φ″| · L.
"""

from __future__ import annotations

from bnlinear.kinds import Scalar


def rayleigh_rate(mu: Scalar, L: Scalar) -> Scalar:
    """(1 − μ/L)²: factor per step of ρ − ρ* with ê = 1/L.

    >>> rayleigh_rate(1.0, 4.0)
    0.5625
    """
    return (1 - mu / L) * (1 - mu / L)


def better_rayleigh_rate(mu: Scalar, L: Scalar) -> Scalar:
    """((L − μ)/(L + μ))²: the same with ê = 2/(L + μ).

    >>> better_rayleigh_rate(1.0, 4.0)
    0.36
    """
    factor = (L - mu) / (L + mu)
    return factor * factor


def bisection_bound(lipschitz: Scalar, halvings: int, width: Scalar) -> Scalar:
    """(K 2^{−T_s} |b − a|)² ≥ (∂f/∂g)², K a Lipschitz constant of ∂f/∂g.

    K = ζ/μ as in the paper; K = sup |φ″| is sharper, because ∂²f/∂g² = E[φ″ t²] with E[t²] = 1.
    (In print the bound lacks the outer square and has μ²: that one fails when φ is scaled up.)

    >>> bisection_bound(2.0, 3, 4.0)
    1.0
    """
    bound = lipschitz * width / 2**halvings
    return bound * bound


def gradient_bound(mu: Scalar, L: Scalar, steps: int, *, phi: Scalar, gap0: Scalar,
                   bisection: Scalar) -> Scalar:
    """(1 − μ/L)^{2T} Φ² (ρ₀ − ρ*) + bisection term ≥ ‖∇f(w̃_T)‖²_{S⁻¹}.

    Parameters
    ----------
    steps
        T, at least 1: the length is bisected after a step.
    phi
        Φ ≥ |c₁| at w̃_T.
    gap0
        ρ₀ − ρ* = `problem.gap(w0)`.
    bisection
        From `bisection_bound`.
    """
    return rayleigh_rate(mu, L) ** steps * phi * phi * gap0 + bisection
