"""κ* of H* against κ of H, as the direction of u turns: d = 3, eigenvalues 1, 4 and 10.

On great circles from one eigenvector of H to another. By interlacing κ* ≤ κ always, with equality
where u is the middle eigenvector: there H* keeps both extreme eigenvalues, so "κ* < κ" is false as
printed. Between v₃ and v₁ the two nonzero eigenvalues of H* cross, and κ* = 1 there.

Claims: cai2019.kappa_star, cai2019.kappa_strictly_smaller_as_stated, cai2019.interlacing
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear import LeastSquares
from bnlinear.theory.bngd import hstar_extremes
from figures.style import BLUE, COLUMN, THEORY

SIZE = (COLUMN, 2.5)
EIGENVALUES = np.array([1.0, 4.0, 10.0])
LEGS = ((0, 1), (1, 2), (2, 0))
POINTS = 91


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns leg, angle (degrees, 90 a leg), kappa_star and kappa. Nothing is random here."""
    rows = []
    for leg, (start, end) in enumerate(LEGS):
        for angle in np.linspace(0, 90, POINTS):
            u = np.zeros(3)
            u[start], u[end] = np.cos(np.radians(angle)), np.sin(np.radians(angle))
            smallest, largest = hstar_extremes(LeastSquares.from_spectrum(EIGENVALUES, u))
            rows.append((leg, 90 * leg + angle, largest / smallest,
                         EIGENVALUES.max() / EIGENVALUES.min()))
    names = ("leg", "angle", "kappa_star", "kappa")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    ax = figure.subplots()
    ax.semilogy(columns["angle"], columns["kappa"], **THEORY)
    ax.text(268, 10.4, r"$\kappa=L/\mu$", fontsize=7, ha="right", va="bottom")
    ax.semilogy(columns["angle"], columns["kappa_star"], color=BLUE)
    for place, k in enumerate((0, 1, 2, 0)):
        rest = np.delete(EIGENVALUES, k)
        ax.plot(90 * place, rest.max() / rest.min(), "o", color="black", markersize=3, zorder=3,
                clip_on=False)
    ax.set(xlabel=r"direction of $u$", ylabel=r"$\kappa^*=\kappa(H^*)$", xlim=(0, 270),
           ylim=(0.95, 12.5))
    ax.set_xticks([0, 90, 180, 270], [rf"$v_{k}$ ($\lambda={EIGENVALUES[k - 1]:g}$)"
                                      for k in (1, 2, 3, 1)])
    ax.set_yticks([1, 2, 3, 4, 6, 10], ["1", "2", "3", "4", "6", "10"])
    ax.minorticks_off()
