"""False statements about BNGD, its loss and the Hessian H* it leaves, near neighbours of true ones.

Each is one edit away from a theorem; the comment says which. All must be refuted, none may be
called proved.
"""

from functools import partial

import numpy as np

from bnlinear.claims import claim, eq, families, ge, gt, implies, le, lt, ne
from bnlinear.dynamics import bngd_step, rayleigh_step
from bnlinear.exact import derivative
from bnlinear.exact.spectra import eigenvalues

false = partial(claim, expect="refuted", source="soundness suite: a false neighbour")
STATES, PLANE = families.bngd_states(), families.least_squares(min_dim=2)


def step(p):
    return bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)


# -- one step of BNGD --------------------------------------------------------------------


@false(statement="|w⁺| > |w|", p=STATES)
def norm_strictly_grows(p):  # not where a = 0 or v = 0
    _, w = step(p)
    return gt(w @ w, p.w @ p.w)


@false(statement="|w⁺|² ≤ |w|² + ε²a²", p=STATES)
def norm_growth_unscaled(p):  # the factor |v|²/σ² is missing
    _, w = step(p)
    return le(w @ w, p.w @ p.w + (p.lr * p.a) ** 2)


@false(statement="⟨w⁺, Hw⟩ = ⟨w, Hw⟩", p=STATES)
def orthogonal_in_H(p):
    _, w = step(p)
    return eq(w @ p.H @ p.w, p.y)


@false(statement="(a⁺ − b)² = (1 − ε_a)(a − b)²", p=STATES)
def scale_contracts_once(p):  # (1 − ε_a)²
    a, _ = step(p)
    return eq((a - p.b) ** 2, (1 - p.lr_a) * (p.a - p.b) ** 2)


@false(statement="|a⁺ − b⁺| ≤ |1 − ε_a||a − b|", p=families.bngd_states(max_dim=3))
def scale_follows(p):  # b moves too; √ of y⁺
    a, w = step(p)
    b = (w @ p.g) / np.sqrt(w @ p.H @ w)
    return le((a - b) ** 2, (1 - p.lr_a) ** 2 * (p.a - p.b) ** 2)


@false(statement="J(a⁺, w⁺) ≤ J(a, w) for every ε and ε_a ≤ 1",
       p=families.bngd_states(lr_a=(0, 1), max_dim=3))
def loss_decreases(p):  # long steps overshoot
    return le(p.problem.bn_loss(*step(p)), p.problem.bn_loss(p.a, p.w))


@false(statement="0 ≤ ê ≤ 2/L and ε_a ≤ 2: J(a⁺, w⁺) ≤ J(a, w)",
       p=families.bngd_states(max_dim=3),
       where=lambda p: [ge(p.effective_lr, 0), le(p.effective_lr * p.L, 2)])
def loss_decreases_when_stable(p):  # the gap shrinks, but (a − b)² may grow: a > 2b, ε_a = 2
    return le(p.problem.bn_excess_loss(*step(p)), p.problem.bn_excess_loss(p.a, p.w))


@false(statement="the effective learning rate never grows", p=families.bngd_states(max_dim=2))
def effective_lr_falls(p):  # only in the long run, through |w|
    a, w = step(p)
    y = w @ p.H @ w
    return le((p.lr * a * (w @ p.g)) ** 2, p.effective_lr**2 * y**3)


@false(statement="a⁺ = a + ε_a(b⁺ − a): w moves first", p=families.bngd_states(max_dim=3))
def w_first(p):  # both updates use the old state
    a, w = step(p)
    return eq(a, p.a + p.lr_a * ((w @ p.g) / np.sqrt(w @ p.H @ w) - p.a))


@false(statement="two steps of ε grow |w|² by twice what one does", p=families.bngd_states())
def two_steps_double(p):  # v, a and σ have changed
    a, w = step(p)
    _, w2 = bngd_step(a, w, p.H, p.g, p.lr, p.lr_a)
    return eq(w2 @ w2 - p.w @ p.w, 2 * (w @ w - p.w @ p.w))


@false(statement="|w₂|² ≥ |w₀|² + 2(|w₁|² − |w₀|²)", p=families.bngd_states(max_dim=2))
def growth_accelerates(p):  # it slows down
    a, w = step(p)
    _, w2 = bngd_step(a, w, p.H, p.g, p.lr, p.lr_a)
    return ge(w2 @ w2, 2 * (w @ w) - p.w @ p.w)


@false(statement="if a⁺ = a then w⁺ = w", p=STATES)
def scale_still_means_done(p):  # a = b says nothing of w
    a, w = step(p)
    return implies(eq(a, p.a), eq(w, p.w))


@false(statement="(H, γu, γa, w, ε/γ) has the same w-iterates", p=STATES,
       where=lambda p: ne(p.alpha, 0))
def scaling_law_once(p):  # ε/γ²
    _, w = step(p)
    gamma = p.alpha
    _, scaled = bngd_step(gamma * p.a, p.w, p.H, gamma * p.g, p.lr / gamma, p.lr_a)
    return eq(w, scaled)


# -- the loss of BNGD --------------------------------------------------------------------


@false(statement="J(a, −w) = J(a, w)", p=STATES)
def loss_even(p):  # J(−a, −w) = J(a, w)
    return eq(p.problem.bn_loss(p.a, -p.w), p.problem.bn_loss(p.a, p.w))


@false(statement="∇J(a, 2w) = ∇J(a, w)", p=STATES)
def gradient_invariant(p):  # half of it: J is scale-invariant, so ∇ is of degree −1
    def slope(w):
        return derivative(lambda t: p.problem.bn_loss(p.a, w + t * p.h))
    return eq(slope(2 * p.w), slope(p.w))


@false(statement="∂J/∂a = a + b", p=STATES)
def slope_sign(p):  # a − b
    return eq(derivative(lambda t: p.problem.bn_loss(p.a + t, p.w)), p.a + p.b)


@false(statement="J is quadratic along every line", p=families.bngd_states(max_dim=2))
def quadratic(p):  # only along a
    return eq(derivative(lambda t: p.problem.bn_loss(p.a, p.w + t * p.h), order=3), 0)


@false(statement="J is convex in w", p=families.bngd_states(max_dim=3))
def convex(p):  # it is bounded and scale-invariant
    return ge(derivative(lambda t: p.problem.bn_loss(p.a, p.w + t * p.h), order=2), 0)


@false(statement="the Hessian at the minimiser (√R*, u) is α² + ⟨h, Hh⟩",
       p=families.bngd_states(max_dim=3))
def hessian_of_H(p):
    def along(t):
        return p.problem.bn_loss(np.sqrt(p.R_star) + t * p.alpha, p.u + t * p.h)
    return eq(derivative(along, order=2), p.alpha**2 + p.h @ p.H @ p.h)


@false(statement="at a = 0, x = 0 the Hessian is positive semidefinite",
       p=families.bngd_states(min_dim=2, max_dim=3),
       where=lambda p: ne(p.y * p.R_star, p.x**2))
def saddle_is_minimum(p):  # α² − 2α⟨h, g⟩/σ is indefinite
    w = p.w - (p.x / p.R_star) * p.u
    def along(t):
        return p.problem.bn_loss(t * p.alpha, w + t * p.h)
    return ge(derivative(along, order=2), 0)


# -- H and H* ----------------------------------------------------------------------------


@false(statement="⟨w, g⟩² ≤ 0.99 R*⟨w, Hw⟩", p=families.least_squares())
def cauchy_schwarz_one_per_cent(p):  # equality at w ∥ u
    return le(100 * p.x**2, 99 * p.R_star * p.y)


@false(statement="|u|²|g|² ≤ (μ + L)²/(4.1 μL) R*²", p=PLANE)
def kantorovich_sharpened(p):  # 4μL is attained
    return le(p.mu * p.L * 41 * (p.u @ p.u) * (p.g @ p.g), 10 * (p.mu + p.L)**2 * p.R_star**2)


@false(statement="|g|² ≤ 0.99 L R*", p=families.least_squares())
def gradient_bound_one_per_cent(p):  # equality at the eigenvector of L
    return le(100 * (p.g @ p.g), 99 * p.L * p.R_star)


@false(statement="⟨w, H*w⟩ > 0", p=families.least_squares())
def star_definite(p):  # H*u = 0
    return gt(p.w @ (p.problem.H_star @ p.w), 0)


@false(statement="⟨w, H*w⟩ ≥ μ|w|² for w not on the line of u", p=PLANE,
       where=lambda p: ne(p.y * p.R_star, p.x**2))
def star_as_definite_as_H(p):
    return ge(p.w @ (p.problem.H_star @ p.w), p.mu * (p.w @ p.w))


@false(statement="λ₁(H) < λ₂(H*)", p=PLANE)
def interlacing_strict_below(p):  # equality if u is orthogonal to the eigenvector of μ
    return lt(p.mu, eigenvalues(p.problem.H_star)[1])


@false(statement="λmax(H*) < λmax(H)", p=PLANE)
def interlacing_strict_above(p):  # equality if u is orthogonal to the eigenvector of L
    return lt(eigenvalues(p.problem.H_star)[-1], p.L)


@false(statement="λ₂(H*) ≥ (λ₁(H) + λ₂(H))/2", p=PLANE)
def interlacing_middle(p):  # it can be any number between them
    full = eigenvalues(p.H)
    return ge(2 * eigenvalues(p.problem.H_star)[1], full[0] + full[1])


@false(statement="κ* ≤ 0.99 κ", p=families.least_squares(min_dim=3))
def kappa_one_per_cent(p):  # κ* = κ for u between the extreme eigenvectors
    star = eigenvalues(p.problem.H_star)
    return le(100 * star[-1] * p.mu, 99 * star[1] * p.L)


@false(statement="tr H* = tr H − R*", p=PLANE)
def trace_of_star(p):  # − |g|²/R*
    return eq(sum(np.diag(p.problem.H_star)), sum(np.diag(p.H)) - p.R_star)


@false(statement="λ₂(H*)…λ_d(H*) = det H", p=families.least_squares(min_dim=2, max_dim=2))
def determinant_of_star(p):  # times |u|²/R*
    return eq(eigenvalues(p.problem.H_star)[-1], p.mu * p.L)


@false(statement="λmax(H*) R* ≤ |g|²", p=PLANE)
def star_below_rayleigh(p):  # what is left has nothing to do with what was taken away
    return le(eigenvalues(p.problem.H_star)[-1] * p.R_star, p.g @ p.g)


@false(statement="λ₁(A + B) ≤ λ₁(A) + λ₁(B)", p=families.spectra(max_dim=2),
       q=families.spectra(max_dim=2))
def weyl_reversed(p, q):  # ≥
    return le(eigenvalues(p.H + q.H)[0], p.mu + q.mu)


@false(statement="a direction step commutes with rotations of w alone",
       p=families.directions(min_dim=2, max_dim=3), Q=families.orthogonal(min_dim=2, max_dim=3),
       where=lambda p, Q: [ne(p.x, 0), ne((Q @ p.w) @ p.g, 0)])
def equivariance_of_w(p, Q):  # H and g must turn too
    return eq(rayleigh_step(Q @ p.w, p.H, p.g, p.effective_lr),
              Q @ rayleigh_step(p.w, p.H, p.g, p.effective_lr))


# -- numbers -----------------------------------------------------------------------------


@false(statement="(s + t)² ≥ 4.04 st", s=families.scalars(0, 8), t=families.scalars(0, 8))
def mean_one_per_cent(s, t):  # 4, at s = t
    return ge(100 * (s + t) ** 2, 404 * s * t)


@false(statement="|1 − εL| ≥ (L − μ)/(L + μ) for every ε", lr=families.scalars(0, 4),
       mu=families.scalars("1/8", 8, sign="> 0"), L=families.scalars("1/8", 8, sign="> 0"),
       where=lambda lr, mu, L: le(mu, L))
def optimal_rate_one_end(lr, mu, L):  # the larger of |1 − εμ| and |1 − εL|
    return ge(((1 - lr * L) * (L + mu)) ** 2, (L - mu) ** 2)
