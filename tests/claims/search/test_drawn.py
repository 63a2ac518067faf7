"""Claims over plain Hypothesis strategies: floats accuse, exact numbers judge."""

import numpy as np
from hypothesis import strategies as st

from bnlinear.claims import claim, le
from bnlinear.claims.verdict.ladder import judge

FLOATS = st.floats(0, 10)
FRACTIONS = st.fractions(0, 10, max_denominator=4)
MIXED = st.one_of(FLOATS, FRACTIONS)


def judged(body, x):
    return judge(claim(statement="", x=x)(body), effort="quick")


def test_floats_alone_support_or_accuse():
    row = judged(lambda x: le(x, 10), FLOATS)
    assert row.verdict == "supported" and row.instances > 50
    row = judged(lambda x: le(x, 5), FLOATS)
    assert row.verdict == "undecided" and "floats violate it" in row.note


def test_fractions_are_decided():
    row = judged(lambda x: le(x, 10), FRACTIONS)
    assert row.verdict == "certified" and row.instances > 50
    assert judged(lambda x: le(x, 5), FRACTIONS).verdict == "refuted"


def test_an_exact_violation_counts_though_floats_were_seen_before():
    row = judged(lambda x: le(x, 10) if isinstance(x, float) else le(x, 5), MIXED)
    assert row.verdict == "refuted" and row.counterexample == {"x": "6"}


def test_a_float_violation_does_not_count_though_exact_numbers_were_seen():
    row = judged(lambda x: le(x, 5) if isinstance(x, float) else le(x, 10), MIXED)
    assert row.verdict == "undecided" and "floats violate it" in row.note


def test_what_has_no_value_on_a_draw_is_undefined():
    row = judged(lambda x: le(0, x * x / x), FRACTIONS)
    assert (row.verdict, row.counterexample, row.error) == ("undefined", {"x": "0"}, False)
    assert judged(lambda x: le(0, np.sqrt(x - 1)), FRACTIONS).verdict == "undefined"
    assert judged(lambda x: le(1 / x + x, 5), FRACTIONS).verdict == "refuted"


def test_an_error_is_one_line_of_the_author_s():
    row = judged(lambda x: le(x.foo, 1), FRACTIONS)
    assert row.error and f"{__file__}, line " in row.note and "Failing test" not in row.note
