"""Verdicts are values: what each of them says, and that nothing changes them."""

from dataclasses import FrozenInstanceError
from types import SimpleNamespace

import pytest

from bnlinear.claims.verdict.values import Verdict, broken, dimensions, refuted, undecided


def test_what_each_says():
    assert (broken("line 3").name, broken("line 3").error) == ("undecided", True)
    assert not undecided("too slow").error and undecided("too slow", instances=4).instances == 4
    assert refuted({"x": "1"}, note="box").counterexample == {"x": "1"}


def test_a_verdict_does_not_change():
    with pytest.raises(FrozenInstanceError):
        Verdict("proved").name = "refuted"


@pytest.mark.parametrize("dims, text", [((2,), "d = 2"), ((1, 2, 3), "d = 1…3")])
def test_dimensions(dims, text):
    assert dimensions(SimpleNamespace(dims=dims)) == text
