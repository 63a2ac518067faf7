"""Parallel transport along a geodesic of the sphere, against projection onto tangent spaces.

Above: from y along exp_y(θu), the tangent vector Δ carried by pt (solid arrows) and projected onto
each tangent space (dashed arrows), seen from afar. Below: their lengths. Transport keeps the length
and the angle to the geodesic; the projection has |Δ|² − ⟨u, Δ⟩² sin²θ, the line, and is shortest at
θ = π/2.

Claims: cho2017.exp_stays, cho2017.transport, cho2017.projection_shortens
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.dynamics import exp_map, parallel_transport, project
from figures.style import COLUMN, GREY, MEASURED, ORANGE, PURPLE, THEORY

SIZE = (COLUMN, 4.1)
LENGTH, TILT = 0.5, np.radians(40)  # of Δ, and its angle to the geodesic
END, ARROWS = 2.4, 7
KINDS = {"transport": (PURPLE, "o"), "projection": (ORANGE, "s")}
AZIMUTH, ELEVATION = 1.3, 0.45  # of the eye


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns curve, angle, point_*, vector_* (x, y, z), length and theory (over |Δ|)."""
    y, u, across = np.eye(3)
    delta = LENGTH * (np.cos(TILT) * u + np.sin(TILT) * across)
    rows = []
    for angle in np.linspace(0, END, 12 * (ARROWS - 1) + 1):
        point = exp_map(y, angle * u)
        shorter = np.sqrt(1 - (u @ delta / LENGTH * np.sin(angle)) ** 2)
        for curve, vector, theory in (
                ("transport", parallel_transport(delta, y, angle * u), 1.0),
                ("projection", project(point, delta), shorter)):
            size = np.linalg.norm(vector) / LENGTH
            rows.append((curve, angle, *point, *vector, size, theory))
    names = ("curve", "angle", *(f"{what}_{axis}" for what in ("point", "vector")
                                 for axis in "xyz"), "length", "theory")
    return {name: np.array(column) for name, column in zip(names, zip(*rows, strict=True),
                                                           strict=True)}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    sphere, lengths = figure.subplots(2, height_ratios=(2.3, 1.0))
    _draw_sphere(columns, sphere)
    for curve, (colour, marker) in KINDS.items():
        own = columns["curve"] == curve
        angle = columns["angle"][own]
        lengths.plot(angle, columns["theory"][own], **THEORY)
        lengths.plot(angle[::4], columns["length"][own][::4],
                     **MEASURED | {"color": colour, "marker": marker}, label=curve)
    lengths.set(xlabel=r"angle $\theta$", ylabel=r"length $/\,|\Delta|$", ylim=(0.5, 1.1),
                xticks=[0, np.pi / 4, np.pi / 2, 3 * np.pi / 4],
                xticklabels=["$0$", r"$\pi/4$", r"$\pi/2$", r"$3\pi/4$"])
    lengths.plot([], [], **THEORY, label="theory")
    lengths.legend(loc="lower left", handletextpad=0.3)


def _draw_sphere(columns: dict[str, np.ndarray], ax: Any) -> None:
    turn = np.linspace(0, 2 * np.pi, 200)
    ax.plot(np.cos(turn), np.sin(turn), color=GREY, linewidth=0.6)
    circle = _seen(np.array([np.cos(turn), np.sin(turn), 0 * turn]))
    near = circle[0] >= 0
    for shown, style in ((near, "-"), (~near, ":")):
        ax.plot(*np.where(shown, circle[1:], np.nan), style, color=GREY, linewidth=0.5)
    points = _seen(np.array([columns[f"point_{axis}"] for axis in "xyz"]))
    vectors = _seen(np.array([columns[f"vector_{axis}"] for axis in "xyz"]))
    path = columns["curve"] == "transport"
    ax.plot(*points[1:, path], color="black", linewidth=1.2)
    for curve, (colour, _) in reversed(KINDS.items()):
        own = np.flatnonzero(columns["curve"] == curve)[::12]
        for k in own:
            ax.annotate("", points[1:, k] + vectors[1:, k], points[1:, k], arrowprops={
                "arrowstyle": "-|>", "color": colour, "shrinkA": 0, "shrinkB": 0,
                "linewidth": 1.0, "mutation_scale": 6,
                "linestyle": "-" if curve == "transport" else (0, (2, 1))})
    start, end = points[1:, path][:, 0], points[1:, path][:, -1]
    ax.plot(*start, "o", color="black", markersize=3)
    ax.annotate(r"$y$", start, (-7, -3), textcoords="offset points", ha="center", va="top")
    ax.annotate(r"$\exp_y(\theta u)$", end, (9, -7), textcoords="offset points", va="top")
    ax.set_aspect("equal")
    ax.set_axis_off()


def _seen(points: np.ndarray) -> np.ndarray:
    """Depth, right and up of points (3, n), as seen by a far eye."""
    cos, sin = np.cos([AZIMUTH, ELEVATION]), np.sin([AZIMUTH, ELEVATION])
    return np.array([[cos[1] * cos[0], cos[1] * sin[0], sin[1]], [-sin[0], cos[0], 0.0],
                     [-sin[1] * cos[0], -sin[1] * sin[0], cos[1]]]) @ points
