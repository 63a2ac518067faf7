"""Every public formula is run by a row of the ledger, and the ledger notices when one is broken.

1. `rows.txt` names a row for each public formula; the others stand in a short list with a reason.
2. Each of these rows runs what it is named for, seen by running it.
3. The old text of each mutant stands in its file; a sample of mutants turns rows red in a copy of
   the package. All of them: `python -m tests.formulas`.
"""

from functools import cache

import pytest

from bnlinear.claims.running.loading import select
from tests.formulas.breaking import Copy, formula_of
from tests.formulas.mutants import MUTANTS, Mutant
from tests.formulas.public import EXCUSED, excuse, public_formulas
from tests.formulas.tracing import ROWS, Formula, run_by

#: Formula → row.
WITNESSES = dict(line.split("\t") for line in ROWS.read_text(encoding="utf-8").splitlines())


@cache
def seen(row):
    (_, claim), = select([row])
    return {str(formula) for formula in run_by(claim)}


def test_every_public_formula_has_a_row_or_a_reason():
    missing = [str(formula) for formula in public_formulas()
               if str(formula) not in WITNESSES and not excuse(formula)]
    assert missing == [], "write a row that runs it, then python -m tests.formulas --rows"


def test_the_list_names_no_other_formula_and_excuses_are_few():
    public = public_formulas()
    assert WITNESSES.keys() <= {str(formula) for formula in public}
    excused = [Formula(file, name) for file, names in EXCUSED.items() for name in names]
    assert set(excused) <= set(public) and len(excused) <= 15
    assert not [formula for formula in excused if str(formula) in WITNESSES]


@pytest.mark.parametrize("row", sorted(set(WITNESSES.values())))
def test_a_row_runs_the_formulas_it_is_named_for(row):
    named = {formula for formula, witness in WITNESSES.items() if witness == row}
    assert named - seen(row) == set()


def test_what_an_earlier_run_has_cached_is_run_again():
    (_, claim), = select(["kohler2019.gdnp_run_keeps_its_bound"])
    assert run_by(claim) == run_by(claim)


def test_each_mutant_changes_a_formula_that_stands_in_its_file():
    for mutant in MUTANTS:
        formula = formula_of(mutant)
        assert mutant.old != mutant.new
        assert formula.name or mutant.run_by, f"{mutant}: no function, so name a row"
    assert len(set(MUTANTS)) == len(MUTANTS) >= 60


def test_a_mutant_whose_text_is_gone_is_told():
    with pytest.raises(ValueError, match="stands 0 times"):
        formula_of(Mutant("dynamics/gd.py", "no such formula", ""))
    with pytest.raises(ValueError, match="exactly once"):
        formula_of(Mutant("dynamics/gd.py", "self", ""))


#: A few mutants that one cheap row notices.
SAMPLE = {"1 - 2 * shrink * (2 - shrink)": "beyond.equilibrium_formulas",
          "(1 - momentum) * half_period": "cho2017.lr_without_wrap_is_sharp"}


def test_a_broken_formula_turns_its_row_red_and_the_whole_ones_do_not(tmp_path):
    copy = Copy(tmp_path)
    for old, row in SAMPLE.items():
        (mutant,) = (mutant for mutant in MUTANTS if mutant.old == old)
        assert copy.fate(mutant, [row]).red.startswith(row)
    assert copy.red(list(SAMPLE.values())) == ""  # as every formula is mended again
