"""What is said about claims: each has its witness, and each is in the ledger."""

import numpy as np
import pytest

from bnlinear.analyze import analyze
from bnlinear.analyze.facts import dependencies
from bnlinear.analyze.findings import kappa_text
from bnlinear.claims.running.loading import select
from bnlinear.exact.matrices import diagonal
from bnlinear.exact.number import array
from bnlinear.exact.spectra import spectrum
from bnlinear.tables import Table, diabetes
from bnlinear.theory.hessians import Moments

Y = [1, 2, 3, 5, 8]


def table(X, y=Y):
    X = array(X)
    return Table(tuple("abcdefghijk"[:X.shape[1]]), X, array(y), "y", "test")


def because(report, claim):
    return next(f for f in report.findings if f.claim == claim)


@pytest.mark.parametrize("column, told", [
    ([2, 4, 8, 10, 2], "c = 2·a"),
    (["1/2", 1, 2, "5/2", "1/2"], "c = 1/2·a"),
    ([1, 2, 4, 5, 1], "c = a"),
    ([7, 7, 7, 7, 7], "c = 7"),
    ([0, 0, 0, 0, 0], "c = 0"),
    ([-2, -1, -2, -2, 3], "c = 1 - a + b"),
])
def test_a_dependency_in_words(column, told):
    a, b = [1, 2, 4, 5, 1], [-2, 0, 1, 2, 3]
    X = array([[*row] for row in zip(a, b, column, strict=True)])
    assert dependencies("abc", Moments.from_data(X, array(Y))) == {"c": told}
    report = analyze(Table(("a", "b", "c"), X, array(Y), "y", "test"))
    finding = because(report, "lange2022.centring_full_rank")
    assert (finding.status, finding.because) == ("fails", f"[1, X] has nullity 1: {told}")


def test_a_long_dependency_is_counted():
    X = np.column_stack([np.eye(9, dtype=int), np.arange(1, 10)])[:, 1:]
    X = array(np.column_stack([X[:, :8], X[:, :8] @ np.arange(3, 11)]))
    moments = Moments.from_data(X, array(list(range(9))))
    assert dependencies("abcdefghi", moments) == {"i": "i = a combination of 8 columns before it"}


def test_few_rows_are_the_reason():
    report = analyze(table([[1, 2, 3], [4, 1, 2]], [1, 2]))
    finding = because(report, "lange2022.preconditioned_rate")
    assert finding.because == "2 rows, but [1, X] has 4 columns: its nullity is 2"


def test_two_features():
    full = analyze(table([[1, 2], [2, 1], [4, 3], [5, 9], [1, 1]]))
    assert because(full, "lange2022.normalising_helps_two_features").status == "applies"
    three = analyze(table([[1, 2, 0], [2, 1, 1], [4, 3, 5], [5, 9, 1], [1, 1, 3]]))
    told = because(three, "lange2022.normalising_helps_two_features")
    assert (told.status, told.because) == ("fails", "m = 3 features, not at most 2")


def test_a_constant_feature_has_no_std():
    report = analyze(table([[1, 7], [2, 7], [4, 7], [5, 7], [9, 7]]))
    told = because(report, "beyond.sqrt_m")
    assert (told.status, told.because) == ("fails", "std 0: b")
    assert because(report, "beyond.centring_any_rank").status == "applies"


def test_no_correlation():
    report = analyze(table([[1, 1], [1, -1], [-1, 1], [-1, -1]], [1, -1, -1, 1]))
    told = because(report, "cai2019.kappa_star")
    assert (told.status, told.because) == ("fails", "every covariance with the target is 0")


@pytest.mark.parametrize("X, y, claim", [
    # counterexamples of the ledger itself
    ([[0, 2], [1, -1]], [0, 1], "lange2022.centring_as_printed"),
    ([[-1, -1, 1], [0, 0, 1], [0, 1, -1], [1, 0, -1]], [1, 2, 3, 5],
     "lange2022.normalising_always_helps_as_stated"),
    ([[1, "1/2"], ["-11/10", "1/5"]], [0, 1],
     "lange2022.normalising_helps_two_features_any_rank"),
])
def test_data_that_refute_a_printed_statement(X, y, claim):
    assert claim in [f.claim for f in analyze(table(X, y)).findings
                     if f.status == "counterexample"]


def test_the_diabetes_data_refute_nothing():
    assert all(f.status != "counterexample" for f in analyze(diabetes()).findings)


def test_every_claim_that_is_named_is_in_the_ledger():
    known = {claim.id for _, claim in select(["*"])}
    X = [[1, 2], [2, 1], [4, 3], [5, 9], [2, 3]]
    reports = [analyze(table(X)), analyze(table(X, [0, 1, 0, 1, 1]), loss="logistic", ridge="1"),
               analyze(table([[0, 2], [1, -1]], [0, 1]))]
    named = {f.claim for report in reports for f in report.findings}
    assert named <= known and len(named) > 15
    for report in reports:
        assert list(report.applies) == [f.claim for f in report.findings if f.status == "applies"]


@pytest.mark.parametrize("largest, text", [
    ("1e400", "1e+400"), ("2.5", "2.5"), ("1234567/8", "154321"), ("3", "3")])
def test_a_condition_number_in_six_digits_beyond_floats_too(largest, text):
    assert kappa_text(spectrum(diagonal(array([1, largest])))) == text
