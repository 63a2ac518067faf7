"""The list of what Rocq says of each proved row: complete, and still true of a fast sample."""

import shutil

import pytest

from bnlinear.rocq.check import answer, find_coqc, prepare
from bnlinear.rocq.theorems import THEOREMS, modules, theorem
from tests.rocq.rows import ANSWERS, PROVED, ROWS, exported

needs_coqc = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("coqc") is None,
                       reason="coqc is not on PATH (Debian and Ubuntu: apt-get install coq)")]

#: Rows that coqc checks within about three seconds on a free core, of every kind of step.
FAST = ("cai2019.kappa_star", "cai2019.moving_target", "cai2019.loss_split",
        "cho2017.grassmann_metric", "cho2017.scale_symmetry", "ioffe2015.inference_variance",
        "kohler2019.bisection_bound", "kohler2019.halfspace_gradient",
        "lange2022.seginer_identical_columns", "lange2022.singular_rate_quartic",
        "santurkar2018.initialisation", "yang2019.half_line_integrals")

@pytest.fixture(scope="module")
def coqc(tmp_path_factory):
    return prepare(find_coqc(), tmp_path_factory.mktemp("cache"))


def test_the_list_has_every_row_with_steps_and_no_other():
    assert ANSWERS.keys() == PROVED.keys()


def test_nothing_is_refused_and_most_rows_are_checked():
    assert not [name for name, said in ANSWERS.items() if said.startswith("REFUSED")]
    assert sum(said == "checked" for said in ANSWERS.values()) >= 85


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_what_is_not_exported_is_so_for_the_reason_in_the_list(name):
    reason = exported(name).reason
    said = ANSWERS[name]
    if said == "checked" or "coqc does not decide" in said:
        assert reason == ""
    else:
        assert said == f"not exported: {reason}"


@pytest.mark.parametrize("name", FAST)
class TestFast:
    pytestmark = needs_coqc

    def test_is_checked(self, name, coqc):
        assert answer(exported(name).text, coqc) == ANSWERS[name] == "checked"


def test_a_row_that_follows_by_words_states_its_own_range():
    for name, span in THEOREMS.items():
        statement = theorem(name).text.partition("Proof.")[0]
        assert ROWS[name].the_proof is None
        assert f"0 < eps -> {span} ->" in statement
        assert statement.count("eps_a <") == statement.count(span) == 1


class TestTheorem:
    pytestmark = needs_coqc

    def test_is_checked_and_a_wider_range_is_refused(self, tmp_path):
        coqc = prepare(find_coqc(), tmp_path, names=modules())
        text = theorem("cai2019.converges_for_lr_a_below_two").text
        assert answer(text, coqc) == "checked"
        said = answer(text.replace("1 < eps_a < 2", "1 < eps_a <= 2"), coqc)
        assert said.startswith("REFUSED")
        assert "Cannot find witness" in said
