"""False statements that fail only on ties: equal numbers, zero components, parallel vectors.

Each is a strict version of a true one; a generic instance satisfies it, and the reason names the
instance on which both sides meet.
"""

import numpy as np

from bnlinear.claims import any_of, families, gt, implies, lt, ne
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact.spectra import eigenvalues
from tests.soundness.table import Table

row = Table("refuted")
SPECTRA, PLANE = families.spectra(min_dim=2), families.least_squares(min_dim=2)
POINTS, STATES = families.least_squares(), families.bngd_states()
DIRECTIONS = families.directions()
BATCHES = families.mini_batches(max_dim=2)
TURNS = families.orthogonal(min_dim=2)


def norm2(v):
    return v @ v


def off(p):
    return ne(p.x, 0)


# -- spectra -----------------------------------------------------------------------------

row("simple_ends", "μ < L", "H = I", lambda p: lt(p.mu, p.L), p=SPECTRA)
row("simple_smallest", "λ₁ < λ₂", "H = diag(1, 1, 2)",
    lambda p: lt(eigenvalues(p.H)[0], eigenvalues(p.H)[1]), p=families.spectra(min_dim=3))
row("turned", "H₁₂ ≠ 0", "H = diag(1, 2)", lambda p: ne(p.H[0, 1], 0), p=SPECTRA)
row("diagonal_varies", "H₁₁ ≠ H₂₂", "H = I", lambda p: ne(p.H[0, 0], p.H[1, 1]), p=SPECTRA)
row("kappa_star_falls", "κ* < κ", "H = diag(1, 2, 3), u = e₂", lambda p: lt(
    eigenvalues(p.problem.H_star)[-1] * p.mu, p.L * eigenvalues(p.problem.H_star)[1]),
    p=families.least_squares(min_dim=3, max_dim=3))
row("star_shrinks", "λmax(H*) < L", "H = diag(1, 2), u = e₁: H* = diag(0, 2)",
    lambda p: lt(eigenvalues(p.problem.H_star)[-1], p.L),
    p=families.least_squares(min_dim=2, max_dim=3))

# -- vectors -----------------------------------------------------------------------------

row("correlated", "⟨w, u⟩ ≠ 0", "w = e₁, u = e₂", lambda p: ne(p.w @ p.u, 0), p=PLANE)
row("full_support", "w₁ ≠ 0", "w = e₂", lambda p: ne(p.w[0], 0), p=PLANE)
row("last_component", "u_d ≠ 0", "u = e₁", lambda p: ne(p.u[-1], 0), p=PLANE)
row("components_differ", "w₁² ≠ w₂²", "w = (1, 1)", lambda p: ne(p.w[0] ** 2, p.w[1] ** 2),
    p=PLANE)
row("not_there_yet", "J(w) > J*", "w = u", lambda p: gt(p.problem.excess_loss(p.w), 0), p=POINTS)
row("not_opposite", "|w + u|² > 0", "w = −u", lambda p: gt(norm2(p.w + p.u), 0), p=POINTS)
row("not_parallel", "⟨w, u⟩² < |w|²|u|²", "w = u",
    lambda p: lt((p.w @ p.u) ** 2, norm2(p.w) * norm2(p.u)), p=PLANE)
row("no_eigenvector", "⟨w, Hw⟩² < |w|²|Hw|²", "w = e₁, H = diag(1, 2)",
    lambda p: lt(p.y**2, norm2(p.w) * norm2(p.H @ p.w)), p=PLANE)
row("cauchy_in_H", "⟨w, Hu⟩² < ⟨w, Hw⟩⟨u, Hu⟩", "w = u",
    lambda p: lt(p.x**2, p.y * p.R_star), p=PLANE)
row("convex_strictly", "J((w + u)/2) < (J(w) + J(u))/2", "w = u", lambda p: lt(
    2 * p.problem.loss((p.w + p.u) / 2), p.problem.loss(p.w) + p.problem.loss(p.u)), p=POINTS)

# -- steps -------------------------------------------------------------------------------

row("gd_moves", "w⁺ ≠ w", "w = u", lambda p: ne(gd_step(p.w, p.H, p.g, 1 / p.L), p.w), p=POINTS)
row("gd_improves", "ε = 1/L: J(w⁺) < J(w)", "w = u", lambda p: lt(
    p.problem.loss(gd_step(p.w, p.H, p.g, 1 / p.L)), p.problem.loss(p.w)), p=POINTS)
row("gd_not_done", "ε = 1/L: w⁺ ≠ u", "H = I",
    lambda p: ne(gd_step(p.w, p.H, p.g, 1 / p.L), p.u), where=lambda p: ne(p.w, p.u), p=PLANE)
row("direction_moves", "ê > 0: the step moves w", "w = u",
    lambda p: ne(rayleigh_step(p.w, p.H, p.g, p.effective_lr), p.w),
    where=lambda p: [off(p), gt(p.effective_lr, 0)], p=families.directions(min_dim=2))
row("sign_after_a_step", "⟨w⁺, g⟩ ≠ 0", "d = 2: ê at which the line of the step meets g⊥",
    lambda p: ne(rayleigh_step(p.w, p.H, p.g, p.effective_lr) @ p.g, 0), where=off,
    p=families.directions(min_dim=2, max_dim=2, effective_lr=(-8, 8)))
row("scale_moves", "a⁺ ≠ a", "a = b",
    lambda p: ne(bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[0], p.a), p=STATES)
row("weights_move", "w⁺ ≠ w", "a = 0",
    lambda p: ne(bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[1], p.w), p=STATES)
row("scale_off", "a ≠ b", "a = x/σ", lambda p: ne(p.a * p.sigma, p.x), p=STATES)
row("best_scale_short", "b² < R*", "w = u", lambda p: lt(p.b**2, p.R_star), p=STATES)
row("rates_differ", "ε ≠ ε_a", "ε = ε_a = 1", lambda p: ne(p.lr, p.lr_a), p=STATES)
row("not_at_the_edge", "εL ≠ 2", "ε = 2/L", lambda p: ne(p.lr * p.L, 2), p=STATES)
row("gap_unless_parallel", "the gap is positive, or w₁u₂ ≠ w₂u₁", "w = u",
    lambda p: any_of(gt(p.gap(p.w), 0), ne(p.w[0] * p.u[1], p.w[1] * p.u[0])), p=PLANE)
row("tie_implies_done", "J(w⁺) = J(w) only at u", "ε = 2/L on the eigenvector of L",
    lambda p: implies(ne(p.w, p.u), ne(p.problem.loss(gd_step(p.w, p.H, p.g, 2 / p.L)),
                                       p.problem.loss(p.w))), p=POINTS)

# -- batches, matrices, scalars ----------------------------------------------------------

row("targets_vary", "y is not constant", "y = (1, 1, 1)",
    lambda p: gt(len(p.y) * norm2(p.y), p.y.sum() ** 2), p=BATCHES)
row("first_targets_differ", "y₁ ≠ y₂", "y = (1, 1, …)", lambda p: ne(p.y[0], p.y[1]), p=BATCHES)
row("rows_differ", "X₁ ≠ X₂", "two equal rows", lambda p: ne(p.X[0], p.X[1]), p=BATCHES)
row("not_centred", "the mean of X is not 0", "X = (1, −1, 0)ᵀ",
    lambda p: ne(p.X.sum(axis=0), 0 * p.X[0]), p=BATCHES)
row("no_symmetric_turn", "Q ≠ Qᵀ", "Q = I", lambda Q: ne(Q.ravel(), Q.T.ravel()), Q=TURNS)
row("turn_by_less", "tr Q > −d", "Q = −I in the plane",
    lambda Q: gt(sum(np.diag(Q)), -len(Q)), Q=families.orthogonal(min_dim=2, max_dim=2))
row("entry_of_a_turn", "Q₁₁ ≠ 0", "a quarter turn", lambda Q: ne(Q[0, 0], 0), Q=TURNS)
row("means_differ", "4st < (s + t)²", "s = t", lambda s, t: lt(4 * s * t, (s + t) ** 2),
    s=families.scalars(0, 8), t=families.scalars(0, 8))
row("sum_of_three", "r + s + t ≠ 7", "r = s = 2, t = 3", lambda r, s, t: ne(r + s + t, 7),
    r=families.scalars(0, 8), s=families.scalars(0, 8), t=families.scalars(0, 8))

globals().update(row.claims)
