"""The list of what Rocq says of each proved row: complete, and still true."""

import json
import os
import re
import subprocess
import sys
from typing import ClassVar

import pytest

from bnlinear.cli.rocq import with_theorem
from bnlinear.rocq.check import answer
from bnlinear.rocq.project import theory_text
from bnlinear.rocq.theorems import RATES, THEOREMS, theorem
from tests.rocq import ledger
from tests.rocq.coqc import needs_coqc
from tests.rocq.rows import ANSWERS, PROVED, ROWS, exported


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
    """`python -m tests.rocq.ledger`, which CI asks about the report of `verify --rocq`."""

    REPORT: ClassVar = ANSWERS | {name: with_theorem(name, ANSWERS.get(name, ""), "checked")
                                  for name in (*RATES, *THEOREMS)}

    def test_is_content_with_the_listed_answers(self, tmp_path):
        claims = [{"id": name, "rocq": said} for name, said in self.REPORT.items()]
        claims.append({"id": "by.words", "rocq": "not exported: it has no proof in steps"})
        (tmp_path / "r.json").write_text(json.dumps({"claims": claims}))
        assert ledger.main(tmp_path / "r.json") == 0

    @pytest.mark.parametrize(("name", "said"), [
        ("cai2019.gradient", "REFUSED: line 3: no"),
        ("cai2019.gradient", "not exported: coqc does not decide it within 600 s"),
        ("kohler2019.linear_rate", "checked"), ("cai2019.converges_for_any_lr", "not exported"),
        ("cai2019.scaling_law", "not exported: another reason"), ("new.row", "checked")])
    def test_names_a_row_with_another_answer(self, name, said, tmp_path, capsys):
        claims = [{"id": n, "rocq": s} for n, s in (self.REPORT | {name: said}).items()]
        (tmp_path / "r.json").write_text(json.dumps({"claims": claims}))
        assert ledger.main(tmp_path / "r.json") == 1
        assert capsys.readouterr().out.startswith(f"{name}: {said}, ")

    def test_misses_a_row_that_nobody_asked_about(self):
        (line,) = ledger.differences(
            {n: s for n, s in self.REPORT.items() if n != "santurkar2018.hessian"})
        assert line == "santurkar2018.hessian: not asked about, not checked"

    def test_allows_three_rows_without_a_check_and_no_more(self, monkeypatch):
        many = self.REPORT | dict.fromkeys(("cai2019.gradient", "cai2019.contraction"), "REFUSED")
        monkeypatch.setattr(ledger, "ANSWERS", {n: s for n, s in many.items() if n in ANSWERS})
        (line,) = ledger.differences(many)
        assert line.startswith("4 rows are not checked, more than 3: ")


def test_a_row_that_follows_by_words_states_its_own_range():
    for name, span in THEOREMS.items():
        statement = theorem(name).text.partition("Proof.")[0]
        assert ROWS[name].the_proof is None
        assert f"0 < eps -> {span} ->" in statement
        assert statement.count("eps_a <") == statement.count(span) == 1


@pytest.mark.parametrize("name", [*THEOREMS, *RATES])
def test_a_theorem_by_hand_has_an_instance(name):
    text = theorem(name).text
    _, pair = re.search(r"^Definition \w+ := \((@?\w+), (\w+_instance)\)\.$", text, re.M).groups()
    assert f"Theorem {pair}" in text + theory_text("KohlerInstances")
    assert text.count("Print Assumptions") == 1


def test_a_row_with_a_theorem_by_hand_shows_its_name():
    one_step, name = "kohler2019.linear_rate", "beyond.converges_for_every_lr"
    assert with_theorem(name, "", "checked") == "checked: converges_for_every_lr_in_Rn"
    assert with_theorem(one_step, "checked", "checked") == "checked: rayleigh_rate"
    assert with_theorem(one_step, "REFUSED: x", "checked") == "REFUSED: x"
    assert with_theorem(one_step, "checked", "REFUSED: y") == "REFUSED: y"


def test_the_theory_of_the_theorems_has_one_order():
    """The cache knows a theory by its files in their order: another order is compiled again."""
    orders = {subprocess.run(
        [sys.executable, "-c", "from bnlinear.rocq.theorems import modules; print(modules())"],
        env=os.environ | {"PYTHONHASHSEED": str(seed)}, capture_output=True, text=True,
        check=True).stdout for seed in (1, 2, 3)}
    assert len(orders) == 1


@pytest.mark.parametrize("name", RATES)
def test_a_theorem_of_any_number_of_steps_names_its_row(name):
    assert f"(** {name}:" in theory_text("KohlerRates")


class TestTheorem:
    pytestmark = needs_coqc

    def test_is_checked_and_a_wider_range_is_refused(self, universal):
        text = theorem("cai2019.converges_for_lr_a_below_two").text
        assert answer(text, universal) == "checked"
        said = answer(text.replace("1 < eps_a < 2", "1 < eps_a <= 2"), universal)
        assert said.startswith("REFUSED")
        assert "Cannot find witness" in said
        head, instance = text.split("Theorem converges_for_lr_a_below_two_instance")
        empty = instance.replace("1 < eps_a < 2", "2 < eps_a < 1")
        said = answer(f"{head}Theorem converges_for_lr_a_below_two_instance{empty}", universal)
        assert "Cannot find witness" in said
