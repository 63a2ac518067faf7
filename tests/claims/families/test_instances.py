"""An instance in a report: its values, whatever class holds them."""

from types import SimpleNamespace

import pytest

from bnlinear.claims import Family, ScalarPart, VectorPart, claim, le
from bnlinear.claims.families.instances import describe
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number, array


class State:
    def __init__(self, **values):
        vars(self).update(values)


@pytest.mark.parametrize("make", [State, SimpleNamespace, dict])
def test_values_of_any_class(make):
    state = make(w=array([1, "1/2"]), inner=make(a=Number(3)))
    assert describe(state) == {"w": ["1", "1/2"], "inner": {"a": "3"}}


def test_a_counterexample_is_the_same_in_every_process():
    states = Family("states", (VectorPart("w"), ScalarPart("a", (0, 1))), lambda v: State(**v))
    row = judge(claim(statement="", p=states)(lambda p: le(p.w @ p.w, p.a)), effort="quick")
    assert row.counterexample == {"p": {"w": ["1"], "a": "0"}}
