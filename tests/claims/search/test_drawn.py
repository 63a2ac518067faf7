"""Claims over plain Hypothesis strategies: floats accuse, exact numbers judge."""

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
