"""GDNP on the rows of a table themselves, which are not Gaussian.

Main statements
    `gdnp_on_data`.
Notation
    z_j = −y_j x_j, u and S their mean and second moment; f(w̃) = mean φ(z_jᵀw̃), φ logistic, with its
    plain gradient; only the length of GDNP's step takes c₁ = E[φ′] − E[φ″](uᵀw̃) as on Gaussian
    data. Gradient descent steps by 1/L_f, L_f = λmax(S)/4.
"""

import numpy as np

from bnlinear.claims import claim, families, le, ref
from bnlinear.dynamics.bisection import bisect, find_bracket
from bnlinear.problems import LOSSES

PHI, STEPS = LOSSES["logistic"], 30


def skewed_rows(seed, rows=200, features=6):
    """z_j of features with exponential tails, scales from 1/10 to 3, and noisy labels."""
    rng = np.random.default_rng(int(seed * 97))
    mixed, _ = np.linalg.qr(rng.standard_normal((features, features)))
    X = (rng.exponential(size=(rows, features)) - 1) * np.geomspace(0.1, 3, features) @ mixed
    share = 1 / (1 + np.exp(-2 * X @ rng.standard_normal(features)))
    return -np.where(rng.random(rows) < share, 1, -1)[:, None] * X


def gradient(Z, w):
    return Z.T @ PHI.slope(Z @ w) / len(Z)


def gdnp_gradient(Z, steps):
    """|∇f(w̃)| after so many steps of GDNP from w = −u, g = 1."""
    S, u = Z.T @ Z / len(Z), Z.mean(axis=0)
    L, w, g = np.linalg.eigvalsh(S)[-1], -u, 1.0
    for _ in range(steps):
        norm = np.sqrt(w @ S @ w)
        tilde = g * w / norm
        margins, full = Z @ tilde, gradient(Z, tilde)
        c1 = PHI.slope(margins).mean() - PHI.curvature(margins).mean() * (u @ tilde)
        along = (g / norm) * (full - (w @ full) / norm**2 * (S @ w))
        w = w + norm**3 / (L * g * c1 * (u @ w)) * along
        g = best_length(Z @ w / np.sqrt(w @ S @ w))
    return float(np.linalg.norm(gradient(Z, g * w / np.sqrt(w @ S @ w))))


def best_length(t):
    """By bisection on ∂f/∂g."""
    def slope(g):
        return float(PHI.slope(g * t) @ t) / len(t)

    bracket = find_bracket(slope, 2.0**20)
    return bisect(slope, *bracket, 40) if bracket else float("nan")


def plain_gradient(Z, steps):
    """|∇f(w)| after so many steps of gradient descent from 0."""
    step = 4 / np.linalg.eigvalsh(Z.T @ Z / len(Z))[-1]
    w = 0 * Z[0]
    for _ in range(steps):
        w = w - step * gradient(Z, w)
    return float(np.linalg.norm(gradient(Z, w)))


@claim(
    statement="GDNP on rows that are not Gaussian beats gradient descent with 1/L_f: after 30 "
              "steps its gradient is at most 0.8 of the other's, in the geometric mean of 8 tables "
              "(n = 200, d = 6, exponential tails, κ near 1000)",
    source=ref("kohler2019",
               remark="learning halfspaces, as commonly stated; without its hypothesis of "
                      "Gaussian data"),
    seed=families.scalars(0, 99, sign=">= 0"),
    screen_only=True,
    samples=4,
)
def gdnp_on_data(seed):
    """Over 1000 tables the geometric mean is 0.20; on 5 of them gradient descent was ahead. That
    of 8 was never above 0.62 in 100000 draws: a false alarm has probability below 1e-5."""
    tables = [skewed_rows(100 * k + seed) for k in range(8)]
    ratios = [gdnp_gradient(Z, STEPS) / plain_gradient(Z, STEPS) for Z in tables]
    return le(np.exp(np.mean(np.log(ratios))), 0.8)
