"""Tables of scikit-learn and statsmodels: what is certified, against mpmath at 150 digits.

statsmodels' files are read from where it keeps them, as a user would; the reference reads them by
itself. Together with NIST's (`tests/analyze/test_nist_tables.py`) they are 34, none refused.
"""

from fractions import Fraction
from importlib.resources import files

import numpy as np
import pytest
from high_precision import check, check_best, read

from bnlinear.analyze import analyze
from bnlinear.analyze.extras.scaling import best_scaling
from bnlinear.exact.number import array
from bnlinear.tables import Table, read_table
from bnlinear.theory.table_moments import TableMoments

pytestmark = pytest.mark.oracle
MISSING = "the `oracles` extra is not installed"

#: The file, the target, columns of words or dates that are left out, and the separator.
STATSMODELS = {
    "anes96": ("anes96", "'vote'", [], "\t"),
    "ccard": ("ccard", "AVGEXP", [], ","),
    "committee": ("committee", "BILLS104", ["COMMITTEE"], ","),
    "copper": ("copper", "WORLDCONSUMPTION", [], ","),
    "cpunish": ("cpunish", "EXECUTIONS", ["STATE"], ","),
    "danish_data": ("data", "lrm", ["period"], ","),
    "elnino": ("elnino", "DEC", [], ","),
    "engel": ("engel", "foodexp", [], ","),
    "grunfeld": ("grunfeld", "invest", ["firm"], ","),
    "heart": ("heart", "survival", [], ","),
    "interest_inflation": ("E6", "Dp", [], ","),
    "macrodata": ("macrodata", "realgdp", [], ","),
    "modechoice": ("modechoice", "choice", [], ";"),
    "scotland": ("scotvote", "YES", ["COUNCILDIST"], ","),
    "spector": ("spector", "'GRADE'", [], " "),
    "stackloss": ("stackloss", "STACKLOSS", [], ","),
    "statecrime": ("statecrime", "murder", ["state"], ","),
    "strikes": ("strikes", "duration", [], ","),
}


def from_statsmodels(name):
    """By our reader, and X and y by another."""
    pytest.importorskip("statsmodels", reason=MISSING)
    stem, target, words, sep = STATSMODELS[name]
    path = files("statsmodels") / "datasets" / name / f"{stem}.csv"
    table = read_table(str(path), target, drop=words)
    return table, *read(path, target, table.names, sep)[1:]


@pytest.mark.parametrize("name", STATSMODELS)
def test_tables_of_statsmodels(name):
    table, X, y = from_statsmodels(name)
    check(analyze(table, scaling=False), X, y)


@pytest.mark.parametrize("name", [
    "anes96", "copper", "cpunish", "elnino", "engel", "grunfeld", "macrodata", "stackloss",
    "statecrime"])
def test_the_best_scaling(name):
    table, X, y = from_statsmodels(name)
    D2 = best_scaling(TableMoments.from_table(table).C).D2
    least, best = check_best(analyze(table), [Fraction(str(v)) for v in D2], X, y)
    assert best <= least * (1 + 1e-6)


@pytest.mark.parametrize("name", ["iris", "wine", "diabetes", "linnerud", "breast_cancer"])
def test_tables_of_scikit_learn(name):
    """The decimals that the floats were read from: the shortest that give them back."""
    datasets = pytest.importorskip("sklearn.datasets", reason=MISSING)
    options = {"scaled": False} if name == "diabetes" else {}
    bunch = getattr(datasets, f"load_{name}")(**options)
    y = bunch.target if bunch.target.ndim == 1 else bunch.target[:, 0]
    X, y = [[[Fraction(repr(float(v))) for v in row] for row in np.atleast_2d(part)]
            for part in (bunch.data, y)]
    names = tuple(f"x{j}" for j in range(len(X[0])))
    check(analyze(Table(names, array(X), array(y[0]), "y", name), scaling=False), X, y[0])
