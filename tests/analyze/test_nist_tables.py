"""The linear regressions of NIST's Statistical Reference Datasets, against mpmath at 150 digits.

1. the files themselves: the exact least-squares solution of each must be the one that NIST
   certifies to 15 digits, so that no cell can be wrong;
2. κ, nullity, step counts and learning rates of the regressions, in both ways of computing them;
3. the best diagonal scaling, where floats can search for it.
"""

from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from high_precision import DIGITS, check, check_best, matrix, read

from bnlinear.analyze import analyze
from bnlinear.analyze.extras.scaling import best_scaling
from bnlinear.analyze.losses import squared
from bnlinear.exact.number import array
from bnlinear.tables import Table, read_table
from bnlinear.theory.table_moments import TableMoments

FOLDER = Path(__file__).parents[1] / "data" / "nist_strd"
ONES = ["1"] * 6

#: The degree of the polynomial (0: the columns as they are), the certified coefficients and the
#: residual standard deviation.
CERTIFIED = {
    "norris": (1, ["-0.262323073774029", "1.00211681802045"], "0.884796396144373"),
    "pontius": (2, ["0.673565789473684E-03", "0.732059160401003E-06", "-0.316081871345029E-14"],
                "0.205177424076185E-03"),
    "noint1": (1, ["2.07438016528926"], "3.56753034006338"),
    "noint2": (1, ["0.727272727272727"], "0.369274472937998"),
    "filip": (10, ["-1467.48961422980", "-2772.17959193342", "-2316.37108160893",
                   "-1127.97394098372", "-354.478233703349", "-75.1242017393757",
                   "-10.8753180355343", "-1.06221498588947", "-0.670191154593408E-01",
                   "-0.246781078275479E-02", "-0.402962525080404E-04"], "0.334801051324544E-02"),
    "longley": (0, ["-3482258.63459582", "15.0618722713733", "-0.358191792925910E-01",
                    "-2.02022980381683", "-1.03322686717359", "-0.511041056535807E-01",
                    "1829.15146461355"], "304.854073561965"),
    "wampler1": (5, ONES, "0"),
    "wampler2": (5, ["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"], "0"),
    "wampler3": (5, ONES, "2360.14502379268"),
    "wampler4": (5, ONES, "236014.502379268"),
    "wampler5": (5, ONES, "23601450.2379268"),
}


def features(name):
    """X with its powers, and y."""
    names, X, y = read(FOLDER / f"{name}.csv", "y")
    degree = CERTIFIED[name][0]
    if degree:
        names = [f"x{k}" for k in range(1, degree + 1)]
        X = [[row[0] ** k for k in range(1, degree + 1)] for row in X]
    return names, X, y


def near(value, printed):
    """The same to the 15 digits that NIST prints, which end in a rounded one; 0 is 0 to 1e-60."""
    printed = mpmath.mpf(printed)
    return abs(value - printed) <= abs(printed) * mpmath.mpf("1e-14") + mpmath.mpf("1e-60")


@pytest.mark.parametrize("name", CERTIFIED)
def test_the_file_is_the_one_that_nist_certifies(name):
    _, X, y = features(name)
    _, coefficients, deviation = CERTIFIED[name]
    rows = X if name.startswith("noint") else [[Fraction(1), *row] for row in X]
    with mpmath.workdps(DIGITS):
        A, b = matrix(rows), matrix([[value] for value in y])
        w = mpmath.lu_solve(A.T * A, A.T * b)
        assert len(w) == len(coefficients) and all(map(near, w, coefficients))
        r = b - A * w
        assert near(mpmath.sqrt((r.T * r)[0] / (len(y) - len(w))), deviation)


@pytest.mark.parametrize("exact_up_to", [24, 0], ids=["polynomials", "wide"])
@pytest.mark.parametrize("name", CERTIFIED)
def test_regressions(name, exact_up_to, monkeypatch):
    """From characteristic polynomials, and as if the tables were wide."""
    monkeypatch.setattr(squared, "EXACT_UP_TO", exact_up_to)
    names, X, y = features(name)
    table = Table(tuple(names), array(X), array(y), "y", name)
    check(analyze(table, scaling=False), X, y)


@pytest.mark.parametrize("name", ["norris", "pontius", "longley", "wampler1"])
def test_the_best_scaling(name):
    names, X, y = features(name)
    table = Table(tuple(names), array(X), array(y), "y", name)
    D2 = best_scaling(TableMoments.from_table(table).C).D2
    least, best = check_best(analyze(table), [Fraction(str(v)) for v in D2], X, y)
    # the search ends at 1e-7, floats permitting: κ of the five powers is 4e8
    assert best <= least * (1 + 1e-6)


@pytest.mark.parametrize("name", CERTIFIED)
def test_the_files_are_read_as_they_are(name):
    """Without the powers, by the reader of tables."""
    path = FOLDER / f"{name}.csv"
    _, X, y = read(path, "y")
    check(analyze(read_table(path)), X, y)
