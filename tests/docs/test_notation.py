"""The table of letters in docs/reference/notation.md says what the code computes."""

import re
from pathlib import Path

import numpy as np
import pytest

from bnlinear import LeastSquares
from bnlinear.claims import BNGDState
from bnlinear.dynamics import effective_lr
from bnlinear.exact.number import array

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "notation.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| ([^|]+) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE))
P = BNGDState.exact(H=[1, 4], u=[1, 1], w=[3, 2], a=2, lr="1/3", lr_a="1/2")
PROBLEM = LeastSquares.from_minimiser(P.H, P.u, residual=5)
X, Y = P.w @ P.g, P.w @ P.H @ P.w

#: Letter, what the page says of it, its value by that formula, and the code's.
LETTERS = [
    ("g", "E[xy]", P.H @ P.u, P.g), ("R*", "uᵀHu", P.u @ P.H @ P.u, P.R_star),
    ("c", "E[y²]", P.u @ P.H @ P.u + 5, PROBLEM.c),
    ("μ, L", "smallest and largest eigenvalue of H", array([1, 4]), array([P.mu, P.L])),
    ("x", "wᵀg", X, P.x),
    ("y, σ", "wᵀHw and its root", array([Y, Y]), array([P.y, P.sigma * P.sigma])),
    ("b", "x/σ, the best scale for the direction of w", X, P.b * P.sigma),
    ("r", "y/x: ru is the target of the direction step", Y / X, P.r),
    ("e", "w − ru, H-orthogonal to w", P.w - (Y / X) * P.u, P.e),
    ("f", "u − (x/y)w", P.u - (X / Y) * P.w, P.f),
    ("v", "g − (x/y)Hw = Hf, the direction in which BNGD moves w", P.H @ P.f, P.v),
    ("gap", "R* − x²/y, what the direction of w lacks", P.R_star - X * X / Y, P.gap(P.w)),
    ("ê", "εax/σ³, the length of the direction step", P.lr * P.a * X / Y,
     effective_lr(P.a, P.w, P.H, P.g, P.lr) * P.sigma),
]


@pytest.mark.parametrize("letter, said, formula, value", LETTERS)
def test_a_letter_is_what_the_page_says(letter, said, formula, value):
    assert ROWS[letter] == said
    assert np.all(np.asarray(formula) == np.asarray(value))


def test_the_hessian_of_batch_normalization():
    assert ROWS["H*"].startswith("H − ggᵀ/(uᵀg), the Hessian that BNGD sees")
    expected = P.H - np.outer(P.g, P.g) / (P.u @ P.g)
    assert np.all(PROBLEM.H_star == expected) and P.e @ P.H @ P.w == 0
