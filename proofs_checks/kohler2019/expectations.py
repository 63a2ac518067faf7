"""Gaussian expectations as they run: halfspaces, their losses, runs of GDNP, tanh networks.

Main statements
    `halfspace_of_two_losses`, `halfspace_slopes`, `loss_smoothness`, `gdnp_run_keeps_its_bound`,
    `bracket_and_bisection`, `tanh_network_derivatives`, `gdnp_aligns_the_units`.
"""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from bnlinear.claims import Family, Spectrum, VectorPart, all_of, claim, eq, families, le, ref
from bnlinear.dynamics import GDNP, gdnp_units, rayleigh_step
from bnlinear.dynamics.bisection import bisect, find_bracket
from bnlinear.problems import (
    LOSSES,
    GaussianHalfspace,
    TanhNetwork,
    TanhUnit,
    stein_gradient,
)
from bnlinear.problems.gaussian.gaussian_data import moments_of
from bnlinear.theory import bisection_bound, gradient_bound, rayleigh_rate
from proofs_checks._differences import difference


@dataclass(frozen=True, eq=False)
class Halfspace:
    """z ∼ N(u, C) with C positive definite, so S = C + uuᵀ; a point w and a direction h."""

    C: Any
    u: Any
    w: Any
    h: Any

    @property
    def S(self):
        return self.C + np.outer(self.u, self.u)

    def of(self, loss):
        return GaussianHalfspace(self.S, self.u, loss)


def _halfspace(v):
    """u, w and h beside the first axis, so that uᵀw > 0 > uᵀh whatever is drawn."""
    first = v["u"] * 0
    first[0] = 1
    return Halfspace(v["H"], (2 * first + v["u"]) / 4, first + v["w"] / 4, v["h"] / 4 - first)


SMALL = Fraction(-1), Fraction(1)
HALFSPACES = Family(
    "halfspaces",
    (Spectrum(box=(Fraction(1, 4), Fraction(2))), *(
        VectorPart(name, nonzero=False, box=SMALL) for name in ("u", "w", "h"))),
    _halfspace, 1, 3)


@claim(
    statement="f(w̃) = E φ(zᵀw̃) and its gradient by quadrature: ½(1 + 2uᵀw + wᵀSw) and u + Sw for "
              "φ = ½(1 + t)²; e^(m + s²/2), m = uᵀw, s² = wᵀ(S − uuᵀ)w, times u + (S − uuᵀ)w for "
              "φ = eᵗ: to 1e-12",
    source=ref("kohler2019", remark="Gaussian halfspaces"),
    p=HALFSPACES,
    screen_only=True,
    samples=40,
)
def halfspace_of_two_losses(p):
    squared, growing = p.of("squared"), p.of("exponential")
    mean, energy = p.u @ p.w, p.w @ p.S @ p.w
    value = np.exp(mean + (energy - mean**2) / 2)
    return (_near(squared.value(p.w), (1 + 2 * mean + energy) / 2),
            _near(squared.gradient(p.w), p.u + p.S @ p.w),
            _near(growing.value(p.w), value),
            _near(growing.gradient(p.w), value * (p.u + growing.covariance @ p.w)))


def _near(told, seen, rounding=1e-12):
    """To rounding, of the size of what is compared."""
    size = 1 + np.max(np.abs(seen))
    return le(np.max(np.abs(told - seen)), rounding * size)


@claim(
    statement="for each loss the gradient is the slope of the value, ∂f/∂g that of the length, "
              "‖∇f‖²_{S⁻¹} what its split says, and ρ − ρ* = R* − (uᵀw)²/(wᵀSw)",
    source=ref("kohler2019", remark="Gaussian halfspaces and GDNP"),
    p=HALFSPACES,
    screen_only=True,
    samples=20,
)
def halfspace_slopes(p):
    gap = p.u @ np.linalg.solve(p.S, p.u) - (p.u @ p.w) ** 2 / (p.w @ p.S @ p.w)
    problem = p.of("logistic")
    return [_near(problem.gap(p.w), gap), _near(problem.rho(p.w) + p.u @ np.linalg.solve(
        p.S, p.u), gap), *(_slopes(p, p.of(name)) for name in ("logistic", "tanh", "exponential",
                                                              "squared_hinge"))]


def _slopes(p, problem, g=1.5):
    w = p.w / np.sqrt(p.w @ p.S @ p.w)
    along = difference(lambda t: problem.value(p.w + t * p.h))
    length = difference(lambda t: problem.value((g + t) * w))
    gradient = problem.gradient(g * w)
    norm2 = gradient @ np.linalg.solve(p.S, gradient)
    return all_of(_near(problem.gradient(p.w) @ p.h, along, 1e-7),
                  _near(problem.length_slope(p.w, g), length, 1e-7),
                  _near(problem.gradient_norm2(p.w, g), norm2, 1e-10))


#: Where the curvature of each loss is largest in size.
PEAKS = {"logistic": 0.0, "squared_hinge": 0.0, "squared": 0.0,
         "sigmoid": np.log(2 - 3**0.5), "tanh": np.arctanh(3**-0.5)}


@claim(
    statement="|φ″| ≤ smoothness for each loss that has one, attained: ¼ for the logistic loss, "
              "2, 1, √3/18, 4√3/9",
    source=ref("kohler2019", remark="ζ-smoothness"),
    t=families.scalars(-9, 9),
    screen_only=True,
    samples=80,
)
def loss_smoothness(t):
    return [all_of(le(abs(LOSSES[name].curvature(t)), LOSSES[name].smoothness),
                   _near(abs(LOSSES[name].curvature(peak)), LOSSES[name].smoothness))
            for name, peak in PEAKS.items()]


@claim(
    statement="a run of GDNP on the logistic loss: its directions are the Rayleigh iterates, "
              "ρ − ρ* falls by (1 − μ/L)² a step, and ‖∇f‖²_{S⁻¹} keeps the bound of the theorem",
    source=ref("kohler2019", remark="convergence of GDNP"),
    p=HALFSPACES,
    screen_only=True,
    samples=20,
)
def gdnp_run_keeps_its_bound(p, steps=3, halvings=20):
    problem = p.of("logistic")
    run = GDNP(bisections=halvings).run(problem, steps, w0=p.w)
    mu, L = problem.extremes
    width = abs(run.bracket[-1][1] - run.bracket[-1][0])
    phi = abs(problem.stein(run.w_tilde[-1])[0])
    length = bisection_bound(LOSSES["logistic"].smoothness, halvings, width)
    bound = gradient_bound(mu, L, steps, phi=phi, gap0=problem.gap(p.w), bisection=length)
    gaps, w = [problem.gap(w) for w in run.w], p.w
    for _ in range(steps):
        w = rayleigh_step(w, problem.S, -problem.u, 1 / problem.L)
    across = w / np.sqrt(w @ w) - run.w[-1] / np.sqrt(run.w[-1] @ run.w[-1])
    rounding = 1e-13 * (1 + gaps[0])
    tilde = run.w_tilde[-1]
    gradient = problem.gradient(tilde)
    return (le(run.gradient_norm2[-1], bound + rounding), _near(across, 0 * w, 1e-10),
            _near(np.sqrt(tilde @ problem.S @ tilde), abs(run.g[-1])),
            _near(run.gradient_norm2[-1], gradient @ np.linalg.solve(problem.S, gradient)),
            *(le(after, rayleigh_rate(mu, L) * before + rounding)
              for before, after in pairwise(gaps)))


@claim(
    statement="the bracket of ∂f/∂g = (g − r)(1 + (g − r)²) holds the root r, with the slope 0 or "
              "of the other sign at its far end, and T halvings miss r by 2^{−T−1} of it, exactly",
    source=ref("kohler2019", remark="bisection"),
    r=families.scalars(-64, 64),
    width=families.scalars("1/2", 8, sign="> 0"),
    share=families.scalars(0, 1, sign=">= 0"),
    samples=80,
    screen=False,
)
def bisection_halves(r, width, share, halvings=6):
    def slope(g):
        return (g - r) * (1 + (g - r) ** 2)

    low = r - share * width
    root = bisect(slope, low, low + width, halvings)
    return le(2 ** (halvings + 1) * abs(root - r), width)


@claim(
    statement="the bracket found from 0 by doubling holds the root, 0 < |a| ≤ |r| ≤ |b| = 2|a| or "
              "|a| = 0 and |b| = 1; beyond the limit there is none",
    source=ref("this_project"),
    r=families.scalars(-64, 64),
    screen_only=True,
    samples=80,
)
def bracket_holds_the_root(r):
    bracket = find_bracket(lambda t: t - r, 128.0)
    none = find_bracket(lambda t: t - r, abs(r) / 2)
    low, high = (np.nan, np.nan) if bracket is None else bracket
    size = abs(high)
    return [le(abs(low), abs(r)), le(abs(r), size), le(0, high * r),
            eq(size, 2 * abs(low) + (low == 0) * (r != 0)),
            eq(0 if none is None or r == 0 else 1, 0)]


# -- one hidden layer ------------------------------------------------------------------------------


@claim(
    statement="a tanh network's gradient is the slope of its value and its Hessian that of its "
              "gradient; where the other units lie on ℝS⁻¹u a unit's gradient is c₁u + c₂Sw̃",
    source=ref("kohler2019", remark="networks with one hidden layer"),
    p=HALFSPACES,
    screen_only=True,
    samples=16,
)
def tanh_network_derivatives(p):
    network = TanhNetwork(p.S, p.u, np.array([1.0, -0.7]))
    W, V = np.array([p.w, p.h]) / 2, np.array([p.h, -p.w]) / 2
    slope = difference(lambda t: network.value(W + t * V))
    bend = difference(lambda t: network.gradient(W + t * V))
    aligned = np.array([W[0], 0.3 * np.linalg.solve(p.S, p.u)])
    unit = TanhUnit(network, aligned, 0)
    return (_near((network.gradient(W) * V).sum(), slope, 1e-7),
            _near(network.hessian(W) @ V.ravel(), bend.ravel(), 1e-7),
            _near(unit.gradient(W[0]), stein_gradient(W[0], p.S, p.u, *unit.stein(W[0])), 1e-9),
            _near(unit.length_slope(W[0], 1.0), difference(lambda t: network.value(unit.full(
                (1 + t) * W[0] / np.sqrt(W[0] @ p.S @ W[0])))), 1e-7),
            _near(unit.gradient_norm2(W[0], np.sqrt(W[0] @ p.S @ W[0])),
                  unit.gradient(W[0]) @ np.linalg.solve(p.S, unit.gradient(W[0])), 1e-9),
            _near(network.misalignment(aligned)[1], 0, 1e-7))  # a sine: the root of 1 − cos²


@claim(
    statement="GDNP on the units one after another, from 0: T steps leave a unit's sine to ℝS⁻¹u "
              "below (1 − μ/L)ᵀ times that of its start, and the gradients of a block are the "
              "network's",
    source=ref("kohler2019", remark="networks with one hidden layer, repaired"),
    p=HALFSPACES,
    screen_only=True,
    samples=8,
)
def gdnp_aligns_the_units(p, steps=3):
    network, start = TanhNetwork(p.S, p.u, np.array([1.0, 0.5])), np.array([p.w, p.h])
    run = gdnp_units(network, steps, w0=start, method=GDNP(bisections=8))
    mu, L = network.extremes
    bound = rayleigh_rate(mu, L) ** (steps / 2) * network.misalignment(start)
    last = network.gradient(run.W[-1])
    norm2 = (last * np.linalg.solve(p.S, last.T).T).sum()
    return [_near(run.gradient_norm2[-1], norm2, 1e-10),
            *(le(sine, most + 1e-7)  # of a sine near 0 the root of 1e-16 is known
              for sine, most in zip(run.misalignment[-1], bound, strict=True))]


# -- data ------------------------------------------------------------------------------------------


@claim(
    statement="the moments of labelled data are u = −E[yx] and S = E[xxᵀ], x centred: the "
              "least squares of y on x has the gradient Sw + u, and is the squared loss of margins",
    source=ref("kohler2019", remark="z = −yx"),
    p=families.mini_batches(extra_rows=3),
    screen_only=True,
    samples=40,
)
def moments_of_labelled_data(p):
    y = np.where(np.arange(len(p.X)) % 2 == 0, 1, -1)
    S, u = moments_of(p.X, y)
    X = p.X - p.X.mean(axis=0)
    w = np.arange(1.0, X.shape[1] + 1)
    miss = y - X @ w
    said = [_near(S @ w + u, -X.T @ miss / len(X))]
    if np.any(u):
        problem = GaussianHalfspace.from_data(p.X, y, "squared")
        said += [_near(problem.regression.loss(w), (miss @ miss) / (2 * len(X)), 1e-10),
                 _near(problem.value(w), (miss @ miss) / (2 * len(X)), 1e-10)]
    return said
