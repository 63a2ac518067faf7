"""False statements that hold wherever instances were once searched, and only there.

Eigenvalues in [1/8, 8] (so κ ≤ 64), entries of vectors and a in [−4, 4], ε ≤ 32, ε_a ≤ 2, ê ≤ 8, a
residual in [0, 4]: every row is true inside these boxes, and its reason is an instance outside.
"""

import numpy as np

from bnlinear.claims import families, ge, le, ne
from bnlinear.dynamics import bngd_step, gd_step, rayleigh_step
from bnlinear.exact.spectra import eigenvalues
from tests.soundness.table import Table

row = Table("refuted")
SPECTRA, POINTS = families.spectra(), families.least_squares()
PLANE, DIRECTIONS = families.least_squares(min_dim=2), families.directions()
STATES = families.bngd_states()


def after(p, lr):
    """The excess loss after a step of gradient descent."""
    return p.problem.excess_loss(gd_step(p.w, p.H, p.g, lr))


def shrunk(p, lr):
    """The direction gap after a step."""
    return p.gap(rayleigh_step(p.w, p.H, p.g, lr))


# -- eigenvalues in [1/8, 8], κ ≤ 64 -----------------------------------------------------

row("kappa", "L ≤ 64μ", "H = diag(1, 65)", lambda p: le(p.L, 64 * p.mu), p=SPECTRA)
row("largest", "L ≤ 8", "H = (9)", lambda p: le(p.L, 8), p=SPECTRA)
row("smallest", "μ ≥ 1/8", "H = (1/9)", lambda p: ge(8 * p.mu, 1), p=SPECTRA)
row("product", "μL ≤ 64", "H = (9)", lambda p: le(p.mu * p.L, 64), p=SPECTRA)
row("width", "8(L − μ) ≤ 63", "H = diag(1, 9)", lambda p: le(8 * (p.L - p.mu), 63), p=SPECTRA)
row("contraction", "(L − μ)/(L + μ) ≤ 63/65", "H = diag(1, 66)",
    lambda p: le(65 * (p.L - p.mu), 63 * (p.L + p.mu)), p=SPECTRA)
row("trace", "tr H ≤ 8d", "H = (9)", lambda p: le(sum(np.diag(p.H)), 8 * len(p.H)), p=SPECTRA)
row("entry", "H₁₁ ≥ 1/8", "H = (1/9)", lambda p: ge(8 * p.H[0, 0], 1), p=SPECTRA)
row("gd_rate", "ε = 1/L: the excess loss contracts by (63/64)²", "H = diag(1, 65), e = e₁",
    lambda p: le(64**2 * after(p, 1 / p.L), 63**2 * p.problem.excess_loss(p.w)), p=POINTS)
row("gd_best_rate", "ε = 2/(L + μ): the excess loss contracts by (63/65)²",
    "H = diag(1, 66), e = e₁", lambda p: le(
        65**2 * after(p, 2 / (p.L + p.mu)), 63**2 * p.problem.excess_loss(p.w)), p=POINTS)
row("gap_rate", "ê = 1/L: the gap contracts by (63/64)²",
    "H = diag(1, 1000), w near u = e₂ on the side of e₁",
    lambda p: le(64**2 * shrunk(p, 1 / p.L), 63**2 * p.gap(p.w)),
    where=lambda p: ne(p.x, 0), p=families.directions(min_dim=2))
row("polyak", "|∇J|² ≥ (L/32)(J − J*)", "H = diag(1, 65), e = e₁: 2μ < L/32",
    lambda p: ge(32 * ((p.w - p.u) @ p.H @ p.H @ (p.w - p.u)),
                 p.L * p.problem.excess_loss(p.w)), p=POINTS)
row("kantorovich", "|w|²|Hw|² ≤ 17⟨w, Hw⟩²", "H = diag(1, 67): (κ + 1)²/4κ > 17 is attained",
    lambda p: le((p.w @ p.w) * (p.w @ p.H @ p.H @ p.w), 17 * p.y**2), p=POINTS)
row("kappa_star", "κ* ≤ 64", "H = diag(1, 1, 65), u = e₁", lambda p: le(
    eigenvalues(p.problem.H_star)[-1], 64 * eigenvalues(p.problem.H_star)[1]),
    p=families.least_squares(min_dim=2, max_dim=3))
row("rayleigh", "⟨w, Hw⟩ ≤ 8|w|²", "H = (9)", lambda p: le(p.y, 8 * (p.w @ p.w)), p=POINTS)

# -- entries in [−4, 4] ------------------------------------------------------------------

row("length", "|w|² ≤ 16d", "w = (5)", lambda p: le(p.w @ p.w, 16 * len(p.w)), p=POINTS)
row("first_entry", "w₁ ≥ −4", "w = (−5)", lambda p: ge(p.w[0], -4), p=POINTS)
row("distance", "|w − u|² ≤ 64d", "w = (5), u = (−5)",
    lambda p: le((p.w - p.u) @ (p.w - p.u), 64 * len(p.w)), p=POINTS)
row("correlation", "⟨w, g⟩ ≤ 128d", "w = u = (5), H = (8)",
    lambda p: le(p.x, 128 * len(p.w)), p=POINTS)
row("gradient", "|∇J|² ≤ 4096d", "H = (9), w = (4), u = (−4)", lambda p: le(
    (p.H @ (p.w - p.u)) @ (p.H @ (p.w - p.u)), 4096 * len(p.w)), p=POINTS)
row("excess", "J − J* ≤ 256d", "H = (9), w = (4), u = (−4)",
    lambda p: le(p.problem.excess_loss(p.w), 256 * len(p.w)), p=POINTS)
row("residual", "J* ≤ 4", "residual = 10", lambda p: le(p.problem.loss(p.u), 4), p=POINTS)
row("test_direction", "|h|² ≤ 16d", "h = (5)", lambda p: le(p.h @ p.h, 16 * len(p.h)), p=STATES)

# -- rates and scales --------------------------------------------------------------------

row("lr", "ε ≤ 32", "ε = 33", lambda p: le(p.lr, 32), p=STATES)
row("lr_a", "|1 − ε_a| ≤ 1", "ε_a = 3", lambda p: le((1 - p.lr_a) ** 2, 1), p=STATES)
row("scale_contracts", "|a⁺ − b| ≤ |a − b|", "ε_a = 3, a ≠ b", lambda p: le(
    (bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[0] - p.b) ** 2, (p.a - p.b) ** 2), p=STATES)
row("scale", "a² ≤ 16", "a = 5", lambda p: le(p.a**2, 16), p=STATES)
row("scale_jump", "|a⁺ − a| ≤ 2|b − a|", "ε_a = 3", lambda p: le(
    (bngd_step(p.a, p.w, p.H, p.g, p.lr, p.lr_a)[0] - p.a) ** 2, 4 * (p.b - p.a) ** 2), p=STATES)
row("effective_lr", "ê ≤ 8", "ê = 9", lambda p: le(p.effective_lr, 8), p=DIRECTIONS)
row("factor", "|1 − êμ| ≤ 63", "ê = 9, H = (8)",
    lambda p: le((1 - p.effective_lr * p.mu) ** 2, 63**2), p=DIRECTIONS)
row("stretch", "|(I − êH)e| ≤ 63|e|", "ê = 9, H = (8), e ≠ 0 (d = 2)", lambda p: le(
    (p.w - p.u - p.effective_lr * (p.H @ (p.w - p.u)))
    @ (p.w - p.u - p.effective_lr * (p.H @ (p.w - p.u))),
    63**2 * ((p.w - p.u) @ (p.w - p.u))), p=DIRECTIONS)
row("lr_over_time", "êμ ≤ 64", "ê = 9, H = (8)",
    lambda p: le(p.effective_lr * p.mu, 64), p=DIRECTIONS)

globals().update(row.claims)
