"""Denominators and radicands: cancelled, covered in a circle, roots of the wrong sign."""

import numpy as np

from bnlinear.claims import eq, ge, gt, le, lt, ne
from bnlinear.exact import maximum
from tests.claims.kernel.cheating import Cheat, each, refused


def circle_through_a_quotient(prove, p):
    prove.nonzero(prove.number(1) / prove.norm(p.w / p.x) * prove.norm(p.w))
    prove.identity()


def circle_through_a_letter(prove, p):
    k, m = prove.let(k=1 / p.x, m=p.x)
    prove.nonzero(prove.spell_out(prove.scalar(m * m + (k * m - 1) ** 2, ">")))
    prove.identity()


def circle_through_a_maximum(prove, p):
    prove.nonzero(prove.scalar(p.x, "!=", [prove.square(maximum(1 / p.x, 2 / p.x))]))
    prove.identity()


def circle_through_a_root(prove, p):
    prove.nonnegative(prove.root(p.x) * prove.root(p.x))
    prove.identity()


def covered_by_a_square(prove, p):
    prove.nonzero(prove.square(p.x))
    prove.identity()


def rewritten_over_a_denominator(prove, p):
    prove.by(prove.rewrite(prove.square(p.x), p.x**3 * (1 / p.x)))


def one(p):
    return eq(p.x / p.x, 1)


def root(p):
    return eq(np.sqrt(p.x) ** 2, p.x)


def close(prove, p):
    prove.identity()


@each([
    Cheat("a cancelled denominator", "divides", close, body=one),
    Cheat("cancelled twice", "divides", close, body=lambda p: eq(p.x * (1 / p.x) * p.y, p.y)),
    Cheat("a denominator of a vector", "divides", close,
          body=lambda p: eq((p.x / p.x) * p.w, p.w)),
    Cheat("a denominator of a hypothesis", "divides",
          lambda prove, p: prove.by(prove.square(p.x)), body=lambda p: le(0, p.x**2),
          where=lambda p: gt(p.y / p.x, 0)),
    Cheat("two hypotheses that cover each other", "divides", close,
          body=lambda p: eq(p.x / p.x, p.x / p.x),
          where=lambda p: [ne(p.x / p.effective_lr, 0), ne(p.effective_lr / p.x, 0)]),
    Cheat("circle through a quotient", "divides", circle_through_a_quotient, body=one),
    Cheat("circle through a letter", "divides", circle_through_a_letter, body=one),
    Cheat("circle through a maximum", "divides", circle_through_a_maximum, body=one),
    Cheat("circle through a root", "root", circle_through_a_root, body=root),
    Cheat("covered by its square", "not known to differ", covered_by_a_square, body=one),
    Cheat("rewritten over a denominator", "divides", rewritten_over_a_denominator,
          body=lambda p: le(0, p.x**2)),
    Cheat("the root of a number of either sign", "root", close, body=root),
    Cheat("the root of what is only ≠ 0", "root", close, body=root, where=lambda p: ne(p.x, 0)),
    Cheat("the root of what is negative", "root", close, body=root, where=lambda p: lt(p.x, 0)),
    Cheat("the root of a negative constant", "defined on 0 of",
          lambda prove, p: prove.by(prove.square(p.x)),
          body=lambda p: le(0, p.x**2 * np.sqrt(p.y * 0 - 1) ** 2 + 2 * p.x**2)),
    Cheat("√(x²) = x", "differ", close, body=lambda p: eq(np.sqrt(p.x**2), p.x)),
    Cheat("√(x²y) = xσ", "differ", close, body=lambda p: eq(np.sqrt(p.x**2 * p.y), p.x * p.sigma)),
    Cheat("|x| = x", "differ", close, body=lambda p: eq(abs(p.x), p.x)),
    Cheat("√(1/x²) = 1/x", "differ", close, body=lambda p: eq(np.sqrt(1 / p.x**2), 1 / p.x),
          where=lambda p: ne(p.x, 0)),
    Cheat("a root is positive where it may vanish", "does not give",
          lambda prove, p: prove.by(prove.root(p.x)), body=lambda p: lt(0, np.sqrt(p.x)),
          where=lambda p: ge(p.x, 0)),
    Cheat("max(a, b) = a", "differ", close, body=lambda p: eq(maximum(p.x, p.y), p.x)),
    Cheat("a negative number", "is negative", lambda prove, p: prove.by(prove.number(-1)),
          body=lambda p: le(p.x, p.x - 1)),
])
def test_divisions_and_roots_are_paid_for(cheat):
    refused(cheat)
