"""The list of what Rocq says of each proved row: complete, and still true."""

import shutil

import pytest

from bnlinear.cli.rocq import with_theorem
from bnlinear.rocq.check import answer, answers
from bnlinear.rocq.project import theory_text
from bnlinear.rocq.theorems import RATES, THEOREMS, theorem
from tests.rocq.rows import ANSWERS, PROVED, ROWS, SLOW, exported

needs_coqc = [
    pytest.mark.oracle,
    pytest.mark.skipif(shutil.which("coqc") is None,
                       reason="coqc is not on PATH (Debian and Ubuntu: apt-get install coq)")]


def test_the_list_has_every_row_with_steps_and_no_other():
    assert ANSWERS.keys() == PROVED.keys()


def test_nothing_is_refused_and_most_rows_are_checked():
    assert not [name for name, said in ANSWERS.items() if said.startswith("REFUSED")]
    assert sum(said == "checked" for said in ANSWERS.values()) >= len(ANSWERS) - 3


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_what_is_not_exported_is_so_for_the_reason_in_the_list(name):
    reason = exported(name).reason
    said = ANSWERS[name]
    if said == "checked" or "coqc does not decide" in said:
        assert reason == ""
    else:
        assert said == f"not exported: {reason}"


class TestLedger:
    pytestmark = needs_coqc

    def test_every_row_is_answered_as_listed(self, coqc):
        """All rows but three that take minutes (`bnlinear verify --rocq` asks about these too)."""
        files = [exported(name) for name in PROVED if name not in SLOW]
        found = dict(answers(files, coqc))
        assert found == {name: said for name, said in ANSWERS.items() if name not in SLOW}


def test_a_row_that_follows_by_words_states_its_own_range():
    for name, span in THEOREMS.items():
        statement = theorem(name).text.partition("Proof.")[0]
        assert ROWS[name].the_proof is None
        assert f"0 < eps -> {span} ->" in statement
        assert statement.count("eps_a <") == statement.count(span) == 1


def test_a_row_with_a_theorem_by_hand_shows_its_name():
    one_step, name = "kohler2019.linear_rate", "beyond.converges_for_every_lr"
    assert with_theorem(name, "", "checked") == "checked: converges_for_every_lr_in_Rn"
    assert with_theorem(one_step, "checked", "checked") == "checked: rayleigh_rate"
    assert with_theorem(one_step, "REFUSED: x", "checked") == "REFUSED: x"
    assert with_theorem(one_step, "checked", "REFUSED: y") == "REFUSED: y"


class TestTheorem:
    pytestmark = needs_coqc

    @pytest.mark.parametrize("name", RATES)
    def test_of_any_number_of_steps_is_checked(self, name, universal):
        assert answer(theorem(name).text, universal) == "checked"
        assert f"(** {name}:" in theory_text("KohlerRates")

    def test_is_checked_and_a_wider_range_is_refused(self, universal):
        text = theorem("cai2019.converges_for_lr_a_below_two").text
        assert answer(text, universal) == "checked"
        said = answer(text.replace("1 < eps_a < 2", "1 < eps_a <= 2"), universal)
        assert said.startswith("REFUSED")
        assert "Cannot find witness" in said
