"""Symbols out of their scope: escaped eigenvalues, letters over letters, symbols of one's own."""

import numpy as np

from bnlinear.claims import eq, le
from bnlinear.exact import maximum
from tests.claims.kernel.cheating import Cheat, each, other_prover, refused


def _escaped(prove, p):
    """The eigenvalue of a lift, caught while the polynomial was read."""
    caught = []
    prove.lift(p.w, lambda t: caught.append(t) or t)
    return caught[0]


def escape_into_a_letter(prove, p):
    """The theorem that was once proved: t − k = 0 as a fact, in a lift over k."""
    (k,) = prove.let(k=_escaped(prove, p))
    tie = prove.restate(prove.equal(k, k), k - k)
    prove.by(prove.lift(p.w, lambda t: 17 * t * t - t * t, [tie]))


def escape_into_a_second_lift(prove, p):
    t = _escaped(prove, p)
    prove.by(prove.lift(p.w, lambda s: 17 * s * t - s * s))


def escape_into_a_nested_lift(prove, p):
    prove.lift(p.w, lambda t: prove.lift(p.w, lambda s: (t - s) ** 2).scalar * 0 + t)


def escape_into_a_coefficient(prove, p):
    t = _escaped(prove, p)
    prove.by(prove.norm(t * p.w))


def escape_into_the_vector(prove, p):
    t = _escaped(prove, p)
    prove.lift(p.w + t * p.u, lambda s: s)


def escape_under_a_root(prove, p):
    t = _escaped(prove, p)
    prove.square(np.sqrt(t * t * p.y))


def escape_under_a_maximum(prove, p):
    prove.square(maximum(_escaped(prove, p), 1))


def escape_into_a_denominator(prove, p):
    prove.square(1 / (1 + _escaped(prove, p) ** 2))


def escape_by_division(prove, p):
    prove.scalar(_escaped(prove, p) / p.mu - 1, ">=")


def escape_into_given(prove, p):
    prove.given(_escaped(prove, p))


def escape_into_an_identity(prove, p):
    t = _escaped(prove, p)
    prove.equal(t, t)


def escape_into_a_rewrite(prove, p):
    t = _escaped(prove, p)
    prove.rewrite(prove.number(0), t - t + 0 * p.x + (t - t) * p.y + t - t * 1 + t)


def step_inside_the_polynomial(prove, p):
    prove.lift(p.w, lambda t: prove.square(t).scalar)


def root_inside_the_polynomial(prove, p):
    prove.lift(p.w, lambda t: np.sqrt(t))


def maximum_inside_the_polynomial(prove, p):
    prove.lift(p.w, lambda t: maximum(t, 1))


def division_inside_the_polynomial(prove, p):
    prove.lift(p.w, lambda t: 1 / t)


def cancelled_division_inside_the_polynomial(prove, p):
    prove.lift(p.w, lambda t: t * (1 / t))
    Hw = p.H @ p.w
    prove.by(prove.square(p.w @ Hw) * prove.number(17) + prove.norm(Hw) * prove.norm(p.w))


def a_symbol_of_ones_own(prove, p):
    k = p.w.space.scalar("k")
    prove.square(k)


def a_vector_of_ones_own(prove, p):
    prove.norm(p.w.space.vector("z"))


def a_vector_named_like_the_test_vectors(prove, p):
    prove.norm(p.w.space.vector("(a)"))


def a_letter_for_another_proof(prove, p):
    _, q = other_prover()
    prove.let(k=q.x)


def a_letter_twice(prove, p):
    prove.let(k=p.x)
    prove.let(k=p.y)


def a_letter_named_like_a_parameter(prove, p):
    prove.let(mu=p.L)


def a_letter_over_a_letter(prove, p):
    """m stands for what k stands for; nothing makes it 17 of them."""
    (k,) = prove.let(k=p.x)
    (m,) = prove.let(m=k * k)
    prove.by(prove.spell_out(prove.square(m)))


def a_letter_before_it_is_introduced(prove, p):
    later = p.w.space.scalar("k")
    prove.let(k=p.x * later)


@each([
    Cheat("escape into a letter", "belongs to its lift", escape_into_a_letter),
    Cheat("escape into a second lift", "belongs to its lift", escape_into_a_second_lift),
    Cheat("escape into a nested lift", "belongs to its lift", escape_into_a_nested_lift),
    Cheat("escape into a coefficient", "belongs to its lift", escape_into_a_coefficient),
    Cheat("escape into the vector", "belongs to its lift", escape_into_the_vector),
    Cheat("escape under a root", "belongs to its lift", escape_under_a_root),
    Cheat("escape under a maximum", "belongs to its lift", escape_under_a_maximum),
    Cheat("escape into a denominator", "belongs to its lift", escape_into_a_denominator),
    Cheat("escape by division", "belongs to its lift", escape_by_division),
    Cheat("escape into given", "belongs to its lift", escape_into_given),
    Cheat("escape into an identity", "belongs to its lift", escape_into_an_identity),
    Cheat("escape into a rewrite", "belongs to its lift", escape_into_a_rewrite),
    Cheat("a step inside the polynomial", "belongs to its lift", step_inside_the_polynomial),
    Cheat("a root inside the polynomial", "must be a polynomial", root_inside_the_polynomial),
    Cheat("a maximum inside the polynomial", "must be a polynomial",
          maximum_inside_the_polynomial),
    Cheat("a division inside the polynomial", "must be a polynomial",
          division_inside_the_polynomial),
    Cheat("a cancelled division inside it", "not identical|divides",
          cancelled_division_inside_the_polynomial),
    Cheat("a symbol of one's own", "no symbol of the claim", a_symbol_of_ones_own),
    Cheat("a vector of one's own", "no vector of the claim", a_vector_of_ones_own),
    Cheat("a vector named like a test vector", "no vector of the claim",
          a_vector_named_like_the_test_vectors),
    Cheat("a letter for another proof", "another proof", a_letter_for_another_proof),
    Cheat("a letter twice", "a new name", a_letter_twice),
    Cheat("a letter named like a parameter", "a new name", a_letter_named_like_a_parameter),
    Cheat("a letter over a letter", "not identical", a_letter_over_a_letter),
    Cheat("a letter before it is introduced", "a new name|no symbol",
          a_letter_before_it_is_introduced),
    Cheat("a symbol of one's own in the goal", "no symbol of the claim",
          lambda prove, p: prove.identity(),
          body=lambda p: eq(p.w.space.scalar("k"), p.w.space.scalar("k"))),
    Cheat("a cancelled division by λ", "divides by λ",
          lambda prove, p: (prove.lift(p.w, lambda t: t * (1 / t)),
                            prove.by(prove.square(p.x))), body=lambda p: le(0, p.x**2)),
])
def test_symbols_do_not_outlive_their_scope(cheat):
    refused(cheat)
