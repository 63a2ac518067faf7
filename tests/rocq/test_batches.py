"""Several claims in one run of coqc: the answers are those of each alone."""


import pytest

from bnlinear.rocq.batches import LENGTH, batches, together
from bnlinear.rocq.check import answers
from bnlinear.rocq.export import Exported
from bnlinear.rocq.theorem import HEAD
from tests.rocq.coqc import needs_coqc
from tests.rocq.rows import exported

NAMES = ("lange2022.two_by_two", "cho2017.grassmann_metric", "lange2022.singular_rate_quartic")


def test_a_batch_imports_once_and_asks_for_the_axioms_of_all():
    text = together([exported(name) for name in NAMES])
    assert text.count(HEAD) == 1
    assert text.count("Print Assumptions") == 1
    assert text.count("Qed.") >= len(NAMES)
    for k, name in enumerate(NAMES):
        assert f"Claim{k}.{name.split('.')[1]}" in text.rpartition("Definition claims")[2]


def test_long_files_and_files_with_other_imports_are_alone():
    short = Exported("a", text=f"{HEAD}Print Assumptions a.\n")
    long = Exported("b", text=short.text + " " * LENGTH)
    other = Exported("c", text="Print Assumptions c.\n")
    found = list(batches([short, long, short, other, short]))
    assert sorted(len(batch) for batch in found) == [1, 1, 3]
    assert sum(len(batch) for batch in found) == 5


def test_a_file_that_names_no_theorem_is_an_error():
    with pytest.raises(ValueError, match="Print Assumptions"):
        together([Exported("a", text=HEAD)])


class TestAnswers:
    pytestmark = needs_coqc

    def test_one_false_claim_does_not_take_the_others_with_it(self, coqc, tmp_path):
        good = [exported(name) for name in NAMES[:2]]
        false = Exported("false", text=f"{HEAD}Theorem f : 1 = 2.\nProof. lra. Qed.\n"
                                       "Print Assumptions f.\n")
        cheat = Exported("cheat", text=f"{HEAD}Axiom no : 1 = 2.\nTheorem f : 1 = 2.\n"
                                       "Proof. exact no. Qed.\nPrint Assumptions f.\n")
        blank = type(coqc)(coqc.program, coqc.theory, tmp_path)  # remembers nothing
        found = dict(answers([good[0], false, good[1], cheat], blank))
        assert [found[name] for name in NAMES[:2]] == ["checked", "checked"]
        assert "Cannot find witness" in found["false"]
        assert found["cheat"] == "REFUSED: rests on no"
