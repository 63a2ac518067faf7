"""Relations: judged exactly, with a margin in floats, and never a truth value by accident."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from strategies import numbers

from bnlinear.claims import (
    all_of,
    any_of,
    eq,
    ge,
    gt,
    implies,
    le,
    lt,
    ne,
    spectrum_within,
)
from bnlinear.claims.relations import Compound, Relation, StatementError, statement
from bnlinear.exact import InexactError, Number, Undecided, array

TWO = Number(2)


@given(numbers(), numbers())
def test_relations_mean_what_they_say(a, b):
    assert le(a, b).holds() == (a <= b) and lt(a, b).holds() == (a < b)
    assert ge(a, b).holds() == (a >= b) and gt(a, b).holds() == (a > b)
    assert eq(a, b).holds() == (a == b) and ne(a, b).holds() == (a != b)


@given(numbers(), numbers())
def test_a_negation_holds_where_the_statement_fails(a, b):
    for said in (le(a, b), lt(a, b), eq(a, b), ne(a, b), all_of(le(a, b), ne(a, b)),
                 any_of(lt(b, a), eq(a, b)), implies(lt(a, 0), lt(b, 0))):
        assert said.negation().holds() is not said.holds()


@given(numbers(), numbers())
def test_margins_have_the_sign_of_the_truth(a, b):
    left, right = float(a), float(b)
    assume(abs(left - right) > 1e-9 or a == b)
    for relation in (le, lt, eq):
        margin, holds = relation(left, right).margin(), relation(a, b).holds()
        assert -1 <= margin <= 1
        assert margin >= 0 if holds else margin <= 0
    if left and right:  # there is a scale, and it does not matter
        assert le(8 * left, 8 * right).margin() == le(left, right).margin()


def test_nothing_compared_with_nothing_is_no_near_miss():
    assert le(0.0, 0.0).margin() == 1
    assert lt(0.0, 0.0).margin() == 0  # but 0 < 0 is violated: worth an exact look


def test_vectors_entry_by_entry():
    a, b = array([1, 2]), array([1, 3])
    assert le(a, b).holds() and not lt(a, b).holds()
    assert ne(a, b).holds() and not eq(a, b).holds()  # different as vectors
    for other in (array([1, 2, 3]), Number(1), array([[1, 2]])):
        with pytest.raises(StatementError, match="same shape"):
            eq(a, other)
    with pytest.raises(StatementError, match="nothing"):
        lt(a[2:], b[2:])


def test_no_floats_in_a_decision():
    for side in (0.5, np.float64(0.5), np.array(0.5)):
        with pytest.raises(InexactError):
            le(side, Number(1)).holds()
    with pytest.raises(InexactError):
        le(np.array([0.5]), array([1])).holds()
    assert le(Fraction(1, 2), 1).holds()


def test_no_truth_value():
    with pytest.raises(TypeError, match="all_of"):
        bool(le(TWO, TWO))
    with pytest.raises(TypeError):
        _ = le(TWO, 3) and le(TWO, 4)
    with pytest.raises(TypeError, match="must return a relation"):
        statement(3)


def test_one_clear_answer_settles_a_compound():
    tie = eq(TWO.sqrt() * TWO.sqrt(), 2)  # a ball around 2
    with pytest.raises(Undecided):
        tie.holds()
    assert any_of(tie, le(1, 2)).holds() and not all_of(tie, le(2, 1)).holds()
    with pytest.raises(Undecided):
        all_of(tie, le(1, 2)).holds()


def test_an_implication_speaks_only_where_its_premise_holds():
    assert implies(lt(1, 0), lt(1, 0)).holds() and not implies(lt(1, 0), lt(1, 0)).speaks()
    assert implies(lt(0, 1), lt(0, 1)).speaks()
    assert not all_of().speaks() and all_of(le(1, 1), implies(lt(1, 0), lt(1, 0))).speaks()


def test_spectrum_within_ignores_the_kernel():
    singular = array([[1, 1], [1, 1]])  # 0 and 2
    assert spectrum_within(singular, 1, 2).holds() and spectrum_within(singular, 2, 2).holds()
    assert not spectrum_within(singular, 0, "19/10").holds()
    assert spectrum_within(singular.astype(float), 1, 2).margin() >= -1e-12  # eigvalsh rounds
    with pytest.raises(TypeError, match="hypothesis"):
        spectrum_within(singular, 0, 1).negation()


class Sly(Relation):
    def holds(self):
        return True


def test_a_relation_of_ones_own_class_is_none():
    """It would be certified whatever it compares."""
    sly = Sly(le(1, 0).sign, 1, 0)
    for say in (lambda: statement(sly), lambda: statement([le(0, 1), sly]),
                lambda: Compound(True, (sly,)), lambda: implies(le(0, 1), sly)):
        with pytest.raises(TypeError, match=r"returned Sly .* must return a relation such as le"):
            say()


def test_lists_are_compared_like_arrays():
    third = Number("1/3")
    assert le([0, third], (third, 1)).holds() and not le([0, 1], [third, third]).holds()
    assert eq([[third, 0], [0, 1]], array([["1/3", 0], [0, 1]])).holds()
    assert le([0.0], [0.5]).margin() > 0
    with pytest.raises(StatementError, match=r"compares shapes \(1,\) and \(2,\)"):
        eq([third], [third, third])
