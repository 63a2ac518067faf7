"""The ledger at a glance: every claim, its verdict and its sharpness.

One line a claim. The colour is the verdict; the bar is the sharpness, the largest exact lhs/rhs
seen in an inequality: a full bar is attained. Equations and refuted claims have no bar. `argued`
is between proved and certified: it follows from proved lemmas by words.

Claims: *
"""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np

from bnlinear.claims.running.loading import cards
from bnlinear.claims.running.supervisor import run
from figures.style import BLUE, GREEN, GREY, ORANGE, PAGE, PURPLE, RED, SKY, YELLOW

SIZE = (PAGE, 8.2)
COLUMNS = 3
VERDICTS = {"proved": BLUE, "argued": PURPLE, "certified": SKY, "supported": GREEN,
            "refuted": ORANGE, "undecided": GREY, "undefined": RED, "skipped": YELLOW}
BAR = "0.35"


def compute(*, rng: Any = 0) -> dict[str, np.ndarray]:
    """Columns claim, verdict, ok (0 or 1), sharpness (nan where there is none)."""
    rows = [row for _, row in sorted(run(cards([]), effort="quick", rng=rng, workers=2),
                                     key=lambda found: found[0])]
    return {"claim": np.array([row.id for row in rows]),
            "verdict": np.array([row.verdict for row in rows]),
            "ok": np.array([int(row.ok) for row in rows]),
            "sharpness": np.array([np.nan if row.sharpness is None else row.sharpness
                                   for row in rows])}


def draw(columns: dict[str, np.ndarray], figure: Any) -> None:
    lines = _lines(columns)
    height = ceil(len(lines) / COLUMNS)
    axes = figure.subplots(1, COLUMNS)
    for place, ax in enumerate(axes):
        for y, line in enumerate(lines[place * height:(place + 1) * height]):
            _line(ax, y, *line)
        ax.set(xlim=(0, 1), ylim=(height - 0.4, -0.6))
        ax.set_axis_off()
    counts = [f"{sum(columns['verdict'] == verdict)} {verdict}" for verdict in VERDICTS]
    handles = [axes[0].plot([], [], "s", color=colour)[0] for colour in VERDICTS.values()]
    shown = [k for k, count in enumerate(counts) if not count.startswith("0 ")]
    bar = axes[0].barh([np.nan], [np.nan], color=BAR)
    figure.legend([*(handles[k] for k in shown), bar], [*(counts[k] for k in shown), "sharpness"],
                  loc="outside lower center", ncols=len(shown) + 1, handletextpad=0.4)


def _lines(columns: dict[str, np.ndarray]) -> list[tuple]:
    """A heading for each paper, then a line for each of its claims."""
    lines: list[tuple] = []
    paper = ""
    for claim, verdict, ok, sharpness in zip(*columns.values(), strict=True):
        stem, _, name = claim.partition(".")
        if stem != paper:
            lines += [("heading", stem)] if not lines else [("gap", ""), ("heading", stem)]
            paper = stem
        lines.append((verdict, name if ok else f"{name}  (not ok)", sharpness))
    return lines


def _line(ax: Any, y: int, kind: str, text: str, sharpness: float = np.nan) -> None:
    if kind not in ("heading", "gap"):
        ax.barh(y, 0.03, height=0.75, color=VERDICTS[kind])
        if np.isfinite(sharpness):
            ax.barh(y, 0.14, left=0.045, height=0.5, color="0.9")
            ax.barh(y, 0.14 * min(1.0, max(0.0, sharpness)), left=0.045, height=0.5, color=BAR)
        ax.text(0.2, y, text.replace("_", " "), va="center", fontsize=5.2)
    else:
        ax.text(0, y, text, va="center", fontsize=7, weight="bold")
