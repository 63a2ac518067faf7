"""No exported theorem is about nothing: its hypotheses hold at an instance, proved in Rocq."""

import re

import pytest

from bnlinear.claims import claim, families, le, lt
from bnlinear.cli.rocq import tally, with_instance
from bnlinear.rocq.check import answer
from bnlinear.rocq.export import export_claim
from bnlinear.rocq.instances import Instance, instances_of
from bnlinear.rocq.theorem import HEAD, Theorem
from tests.rocq.coqc import needs_coqc
from tests.rocq.rows import EXPORTED, PROVED, exported

#: Rows whose hypotheses are not proved to hold anywhere.
NO_INSTANCE: set[str] = set()

#: Rows that suppose nothing.
NO_HYPOTHESIS = {"lange2022.convolution"}


def statements(text):
    """The statement of each theorem of a file, by its name."""
    return dict(re.findall(r"^Theorem (\w+) :\n(.*?)\.\nProof\.", text, re.DOTALL | re.MULTILINE))


def hypotheses(statement, joint):
    """Its binders, and its hypotheses, each of which ends with `joint`."""
    binders, *lines = statement.splitlines()
    return binders.split(maxsplit=1)[1], [line.removesuffix(f" {joint}") for line in lines
                                          if line.endswith(f" {joint}")]


@pytest.mark.parametrize("name", EXPORTED)
def test_the_hypotheses_of_the_instance_are_those_of_the_theorem(name):
    file = exported(name)
    assert bool(file.no_instance) is (name in NO_INSTANCE), file.no_instance
    short = PROVED[name].name
    found = statements(file.text)
    if name in NO_INSTANCE | NO_HYPOTHESIS:
        assert found.keys() == {short}
        assert "->" not in found[short] or name in NO_INSTANCE
        return
    binders, supposed = hypotheses(found[short], "->")
    there, holds = hypotheses(f"{found[f'{short}_instance']} /\\", "/\\")
    assert there == binders
    assert holds == supposed
    assert file.text.endswith(f"Definition {short}_and_instance := ({short}, {short}_instance).\n\n"
                              f"Print Assumptions {short}_and_instance.\n")


def between(*more):
    """A claim about 0 < x < 1, and what `more` supposes."""
    @claim(statement="x(1 − x) ≥ 0", x=families.scalars(0, 1),
           where=lambda x: [lt(0, x), lt(x, 1), *(suppose(x) for suppose in more)])
    def inside(x):
        return le(0, x * (1 - x))

    @inside.proof()
    def _(prove, x):
        prove.by(prove.given(x) * prove.given(1 - x))

    return inside


def test_a_contradiction_among_the_hypotheses_has_no_instance():
    assert export_claim(between()).no_instance == ""
    file = export_claim(between(lambda x: lt(1, x)))
    assert "satisfies the hypotheses" in file.no_instance
    assert "not proved to hold anywhere" in file.text
    assert "_instance" not in file.text


def test_a_row_without_an_instance_is_named_and_counted():
    assert with_instance("checked", "") == "checked"
    assert with_instance("REFUSED: x", "why") == "REFUSED: x"
    said = with_instance("checked", "why")
    assert said == "checked without an instance: why"
    assert tally({"a": said, "b": "checked"}) == "rocq: 1 checked, 1 checked without an instance."


class TestInstance:
    pytestmark = needs_coqc

    @pytest.mark.parametrize(("more", "said"), [
        ((), "checked"), ((lambda x: lt(1, x),), "Cannot find witness"),
        ((lambda x: lt(x, -1),), "Cannot find witness")])
    def test_a_contradictory_hypothesis_is_refused(self, more, said, coqc):
        at = next(instances_of(between()))
        lines = Instance(Theorem(between(*more), trial=True), at).lines()
        text = "\n".join([HEAD, *lines, "Print Assumptions inside_instance.", ""])
        assert said in answer(text, coqc)

    @pytest.mark.parametrize(("spectrum", "said"), [
        ("spectrum_in H mu L", "checked"), ("spectrum_in H L (2 * L)", "Cannot find witness")])
    def test_an_operator_outside_the_hypothesis_is_refused(self, spectrum, said, coqc):
        row = PROVED["lange2022.singular_rate"]
        lines = Instance(Theorem(row, trial=True), next(instances_of(row))).lines()
        text = "\n".join([HEAD, *lines, "Print Assumptions singular_rate_instance.", ""])
        assert "spectrum_in H mu L" in text
        assert said in answer(text.replace("spectrum_in H mu L", spectrum), coqc)
