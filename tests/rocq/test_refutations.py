"""Refutations are found where there is one, exact, and not found where there is none."""

import pytest
from flint import Ordering, fmpq_mpoly_ctx

from bnlinear.rocq.questions.certificates import Generator
from bnlinear.rocq.questions.refutations import refutation

A, B, C = fmpq_mpoly_ctx.get(("a", "b", "c"), Ordering.degrevlex).gens()


def refuted(goal, facts, *, strict=False, squares=()):
    """The refutation of the goal's negation."""
    known = [Generator(-goal, "negation", not strict)]
    known += [Generator(p, "fact", positive) for p, positive in facts]
    known += [Generator(p * p, "square") for p in squares]
    return known, refutation(known)


@pytest.mark.parametrize(("goal", "facts", "strict", "squares"), [
    (B - A, [(B * B - A * A, False), (B, False)], False, ()),          # |a| ≤ |b|, b ≥ 0: a ≤ b
    (A, [(A * B, True), (B, True)], True, ()),                         # ab > 0, b > 0: a > 0
    (A + B + 2 * C, [(A, True), (B, True), (A * B - C * C, False)], False, (A + B + 2 * C, A - B)),
    (1 - A, [(A - B, False), (B - 2, False), (-A, False)], True, ()),  # facts that contradict
])
def test_a_refutation_is_an_identity_with_a_positive_part(goal, facts, strict, squares):
    known, found = refuted(goal, facts, strict=strict, squares=squares)
    total, positive = A * 0, False
    for coefficient, indices in found.terms:
        assert coefficient > 0
        product = A * 0 + 1
        for index in indices:
            product *= known[index].polynomial
        total += coefficient * product
        positive = positive or all(known[index].strict for index in indices)
    assert total.is_zero()
    assert positive


@pytest.mark.parametrize(("goal", "facts", "strict"), [
    (B - A, [(B * B - A * A, False)], False),        # b = −1, a = 0
    (A, [(A * B, False), (B, False)], False),        # b = 0
    (A, [(A, False)], True),                         # a = 0
    (2 * B - A, [(B - A, False), (A + 1, False)], False),  # a = b = −1
])
def test_what_does_not_follow_is_not_refuted(goal, facts, strict):
    assert refuted(goal, facts, strict=strict, squares=(A, B))[1] is None
