"""True statements in unusual form: rearranged, composed, with roots, spectra, several families.

None may be refuted. They carry no proof, so the best verdict is "certified".
"""

from functools import partial

import numpy as np

from bnlinear import LeastSquares
from bnlinear.claims import all_of, any_of, claim, eq, families, ge, gt, implies, le, lt, ne
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact import derivative
from bnlinear.exact.spectra import eigenvalues

true = partial(claim, source="soundness suite: true")
STATES, DIRECTIONS = families.bngd_states(), families.directions()
PLANE = families.least_squares(min_dim=2)


def off(p):
    return ne(p.x, 0)


def step(p):
    return bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)


# -- composed of two steps ---------------------------------------------------------------


@true(statement="two GD steps with ε = 1/L contract the excess loss by (1 − μ/L)⁴",
      p=families.least_squares())
def gd_two_steps(p):
    once = gd_step(p.w, p.H, p.g, 1 / p.L)
    after = p.problem.excess_loss(gd_step(once, p.H, p.g, 1 / p.L))
    return le(after, (1 - p.mu / p.L) ** 4 * p.problem.excess_loss(p.w))


@true(statement="two direction steps with ê = 1/L contract the gap by (1 − μ/L)⁴",
      p=families.directions(max_dim=3), where=off)
def rate_two_steps(p):
    once = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    twice = rayleigh_step(once, p.H, p.g, 1 / p.L)
    return le(p.gap(twice), (1 - p.mu / p.L) ** 4 * p.gap(p.w))


@true(statement="GD with ε = 1/μ then 1/L, d = 2: the minimiser",
      p=families.least_squares(min_dim=2, max_dim=2))
def two_lengths_finish(p):  # one eigenvector each
    once = gd_step(p.w, p.H, p.g, 1 / p.mu)
    return eq(gd_step(once, p.H, p.g, 1 / p.L), p.u)


@true(statement="after two steps |w| is at least what it was after one", p=STATES)
def norm_never_falls(p):
    a, w = step(p)
    _, w2 = bngd_step(a, w, p.H, p.g, p.lr, p.lr_a)
    return all_of(ge(w @ w, p.w @ p.w), ge(w2 @ w2, w @ w))


# -- rearranged and reformulated ---------------------------------------------------------


@true(statement="1 − gap⁺/R* ≥ 1 − (1 − μ/L)² gap/R*, as a ratio of Rayleigh quotients",
      p=DIRECTIONS, where=off)
def rate_as_quotient(p):
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    before, after = p.x**2 / p.y, (q @ p.g) ** 2 / (q @ p.H @ q)
    shrunk = (1 - p.mu / p.L) ** 2
    return ge(after, p.R_star - shrunk * (p.R_star - before))


@true(statement="the gap cannot grow and the quotient cannot fall: two ways to say it",
      p=DIRECTIONS, where=lambda p: [off(p), ge(p.effective_lr, 0), le(p.effective_lr * p.L, 2)])
def gap_or_quotient(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return (le(p.gap(q), p.gap(p.w)),
            ge((q @ p.g) ** 2 * p.y, p.x**2 * (q @ p.H @ q)))


@true(statement="ê ≤ 2/L: the gap does not grow, as an implication", p=DIRECTIONS, where=off)
def stable_implication(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return implies(le(p.effective_lr * p.L, 2), le(p.gap(q), p.gap(p.w)))


@true(statement="the gap falls, or ê > 2/L, or w is at the minimiser", p=DIRECTIONS, where=off)
def stable_alternatives(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return any_of(lt(p.gap(q), p.gap(p.w)), gt(p.effective_lr * p.L, 2), eq(p.gap(p.w), 0),
                  eq(p.effective_lr, 0), eq(p.gap(q), p.gap(p.w)))


@true(statement="R* − R(w) = min over t of |u − tw|²_H", p=DIRECTIONS, t=families.scalars(-4, 4))
def gap_is_a_distance(p, t):
    miss = p.u - t * p.w
    best = p.u - (p.x / p.y) * p.w
    return le(p.gap(p.w), miss @ p.H @ miss), eq(p.gap(p.w), best @ p.H @ best)


@true(statement="the gap is the same for w and −2w", p=DIRECTIONS)
def gap_is_even(p):
    return eq(p.gap(-2 * p.w), p.gap(p.w))


@true(statement="ε_a = 1: a⁺ is the best scale for w", p=STATES, where=lambda p: eq(p.lr_a, 1))
def scale_jumps(p):
    return eq(step(p)[0], p.b)


@true(statement="x = 0: a⁺ = (1 − ε_a)a", p=STATES, where=lambda p: eq(p.x, 0))
def scale_decays_at_saddles(p):
    return eq(step(p)[0], (1 - p.lr_a) * p.a)


@true(statement="a = 0: w stays", p=STATES)
def still_without_scale(p):
    return implies(eq(p.a, 0), eq(step(p)[1], p.w))


# -- with roots --------------------------------------------------------------------------


@true(statement="√gap⁺ ≤ (1 − μ/L)√gap + 10⁻⁹", p=families.directions(max_dim=3), where=off)
def rate_unsquared(p):
    q = rayleigh_step(p.w, p.H, p.g, 1 / p.L)
    rate = 1 - p.mu / p.L
    return le(np.sqrt(p.gap(q)) * 10**9, rate * np.sqrt(p.gap(p.w)) * 10**9 + 1)


@true(statement="|b| ≤ √R* + 10⁻⁹", p=families.least_squares())
def scale_bounded(p):
    return le(abs(p.b) * 10**9, np.sqrt(p.R_star) * 10**9 + 1)


@true(statement="σ(w + u) ≤ σ(w) + σ(u), not with equality", p=PLANE,
      where=lambda p: ne(p.x**2, p.y * p.R_star))
def triangle(p):
    s = p.w + p.u
    return lt(np.sqrt(s @ p.H @ s), p.sigma + np.sqrt(p.R_star))


@true(statement="a minimum of J in a: J(a, w) ≥ J(b, w)", p=STATES)
def best_scale(p):
    return ge(p.problem.bn_loss(p.a, p.w), p.problem.bn_loss(p.b, p.w))


@true(statement="|1 − √(μ/L)| ≤ √(1 − μ/L)", p=families.spectra())
def roots_of_kappa(p):
    t = p.mu / p.L
    return le(1 - np.sqrt(t), np.sqrt(1 - t))


# -- with derivatives --------------------------------------------------------------------


@true(statement="⟨w, ∇J⟩ = 0: J is scale-invariant in w", p=STATES)
def euler(p):
    return eq(derivative(lambda t: p.problem.bn_loss(p.a, p.w + t * p.w)), 0)


@true(statement="J is a parabola in a, with curvature 1", p=STATES)
def parabola(p):
    def along(t):
        return p.problem.bn_loss(p.a + t, p.w)
    return eq(derivative(along, order=2), 1), eq(derivative(along, order=3), 0)


@true(statement="J₀ decreases along −∇ at the rate |∇|²", p=families.least_squares())
def steepest(p):
    grad = p.H @ p.w - p.g
    return eq(derivative(lambda t: p.problem.loss(p.w - t * grad)), -(grad @ grad))


# -- with spectra ------------------------------------------------------------------------


@true(statement="κ* ≤ κ, cross-multiplied", p=PLANE)
def kappa_star(p):
    star = eigenvalues(p.problem.H_star)
    return le(star[-1] * p.mu, p.L * star[1])


@true(statement="interlacing, from the other side", p=families.least_squares(min_dim=2, max_dim=3))
def interlacing(p):
    full, star = eigenvalues(p.H), eigenvalues(p.problem.H_star)
    return [ge(high, low) for low, high in zip(star, full, strict=True)]


@true(statement="H* has the eigenvalue 0, once", p=PLANE)
def nullity(p):
    star = eigenvalues(p.problem.H_star)
    return eq(star[0], 0), ge(star[1], p.mu)


@true(statement="tr H* = tr H − |g|²/R*", p=PLANE)
def trace(p):
    return eq(sum(np.diag(p.problem.H_star)), sum(np.diag(p.H)) - p.g @ p.g / p.R_star)


@true(statement="d = 2: λ₂(H*) = μL|u|²/R*", p=families.least_squares(min_dim=2, max_dim=2))
def second_eigenvalue(p):
    top = eigenvalues(p.problem.H_star)[-1]
    return eq(top, p.mu * p.L * (p.u @ p.u) / p.R_star)


@true(statement="H² has the eigenvalues λ²", p=families.spectra(max_dim=3))
def eigenvalues_squared(p):
    full, squared = eigenvalues(p.H), eigenvalues(p.H @ p.H)
    return [eq(square, value * value) for square, value in zip(squared, full, strict=True)]


# -- several families --------------------------------------------------------------------


@true(statement="λ₁(A) + λ₁(B) ≤ λ₁(A + B) and λmax(A + B) ≤ λmax(A) + λmax(B)",
      p=families.spectra(max_dim=3), q=families.spectra(max_dim=3))
def weyl(p, q):
    both = eigenvalues(p.H + q.H)
    return le(p.mu + q.mu, both[0]), le(both[-1], p.L + q.L)


@true(statement="the direction step commutes with rotations",
      p=families.directions(max_dim=3), Q=families.orthogonal(max_dim=3),
      where=lambda p, Q: ne(p.x, 0))
def equivariance(p, Q):
    turned = rayleigh_step(Q.T @ p.w, Q.T @ p.H @ Q, Q.T @ p.g, p.effective_lr)
    return eq(turned, Q.T @ rayleigh_step(p.w, p.H, p.g, p.effective_lr))


@true(statement="Cayley matrices are orthogonal, with determinant 1 in the plane",
      Q=families.orthogonal(min_dim=2, max_dim=2, how="cayley"))
def cayley(Q):
    return (eq((Q.T @ Q).ravel(), np.eye(2, dtype=int).ravel()),
            eq(Q[0, 0] * Q[1, 1] - Q[0, 1] * Q[1, 0], 1))


@true(statement="least squares from data: residuals are orthogonal to the features",
      p=families.mini_batches(max_dim=2))
def normal_equations(p):
    n = len(p.X)
    X, y = p.X - p.X.sum(axis=0) / n, p.y - p.y.sum() / n
    return eq(X.T @ y, X.T @ (X @ LeastSquares.from_data(p.X, p.y).u))


@true(statement="the larger of |1 − εμ|, |1 − εL| is at least (L − μ)/(L + μ)",
      lr=families.scalars(0, 4), mu=families.scalars("1/8", 8, sign="> 0"),
      L=families.scalars("1/8", 8, sign="> 0"), where=lambda lr, mu, L: le(mu, L))
def optimal_rate(lr, mu, L):
    rate = (L - mu) / (L + mu)
    return any_of(ge(abs(1 - lr * mu), rate), ge(abs(1 - lr * L), rate))


@true(statement="st ≤ (s² + t²)/2 ≤ max(s, t)²", s=families.scalars(0, 8), t=families.scalars(0, 8))
def means(s, t):
    mean = (s * s + t * t) / 2
    return le(s * t, mean), any_of(le(mean, s * s), le(mean, t * t))


@true(statement="s/10 + 2s/10 = 3s/10, though not in floats", s=families.scalars(1, 2))
def decimals(s):
    return eq(s / 10 + 2 * s / 10, 3 * s / 10)
