"""One look for all figures: column width, colours that everyone can tell apart, quiet axes."""

from __future__ import annotations

from typing import Any

#: Widths in inches of one column and of a page of two columns.
COLUMN, PAGE = 3.4, 7.0

#: Okabe and Ito (2008): told apart with any colour vision, and by lightness in print.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, YELLOW, GREY = "#CC79A7", "#56B4E9", "#F0E442", "#666666"

#: A method has one colour in every figure.
COLOURS = {"GD": ORANGE, "BNGD": BLUE, "Rayleigh": GREEN, "GDNP": GREEN, "SGD-G": PURPLE,
           "SGD": ORANGE, "BN": SKY, "BNP": BLUE, "vanilla": ORANGE}

#: Theory is a line, measurement is points.
THEORY: dict[str, Any] = {"color": "black", "linewidth": 0.9, "linestyle": "--"}
MEASURED: dict[str, Any] = {"marker": "o", "markersize": 2.6, "linestyle": "none"}

SETTINGS: dict[Any, Any] = {
    "font.size": 8, "axes.labelsize": 8, "axes.titlesize": 8, "legend.fontsize": 7,
    "xtick.labelsize": 7, "ytick.labelsize": 7, "legend.frameon": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.6,
    "lines.linewidth": 1.1, "mathtext.fontset": "stix", "font.family": "STIXGeneral",
    "savefig.dpi": 300, "pdf.fonttype": 42, "svg.hashsalt": "bnlinear",
}
