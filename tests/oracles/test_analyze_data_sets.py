"""Certified condition numbers of scikit-learn's data sets, against reference values.

The references were computed in exact arithmetic from the decimals of the raw files. On two
cores: iris 0.01 s, digits (64 features) 1.0 s.
"""

from pathlib import Path

import numpy as np
import pytest

from bnlinear.analyze import analyze
from bnlinear.exact.number import Number
from bnlinear.tables import Table, diabetes

pytestmark = pytest.mark.oracle
datasets = pytest.importorskip("sklearn.datasets", reason="the `oracles` extra is not installed")


def decimals(values):
    """The decimals that the floats were read from: the shortest that give them back."""
    flat = [Number(repr(float(v))) for v in values.ravel()]
    return np.array(flat, dtype=object).reshape(values.shape)


def table(bunch):
    names = tuple(f"x{j}" for j in range(bunch.data.shape[1]))
    return Table(names, decimals(bunch.data), decimals(bunch.target), "y", "test")


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_predicted_counts_are_measured_counts(name):
    """On two cores: iris 0.4 s, digits 4 s."""
    rows = {row.name: row for row in analyze(table(getattr(datasets, f"load_{name}")()),
                                             measured=True).measured}
    assert all(rows[key].measured == rows[key].predicted for key in ("GD", "GD centred", "GD bnp"))
    # 1e-6 from its minimisers BNGD is linear; by double rounding, where that is all, less so
    long = np.finfo(np.longdouble).eps < 1e-18
    assert rows["BNGD bnp"].measured == pytest.approx(rows["BNGD bnp"].predicted, abs=0.5 if long
                                                      else 5)


def test_breast_cancer_against_dense_floats():
    """569 rows, 30 features, κ = 2e12 on raw features: 0.2 s."""
    bunch = datasets.load_breast_cancer()
    report = analyze(table(bunch))
    standard = (bunch.data - bunch.data.mean(axis=0)) / bunch.data.std(axis=0)
    for key, X, tolerance in (("raw", bunch.data, 1e-6), ("bnp", standard, 1e-9)):
        # the singular values err by eps·√κ, relatively
        dense = np.linalg.cond(np.hstack([np.ones((len(X), 1)), X])) ** 2
        assert float(report.kappa[key].split(" ± ")[0]) == pytest.approx(dense, rel=tolerance)


def test_the_weights_of_logistic_regression_against_scikit_learn():
    """κ at the optimum that scikit-learn finds (two kinds of iris, which overlap)."""
    linear = pytest.importorskip("sklearn.linear_model")
    bunch = datasets.load_iris()
    X, y = bunch.data[50:], bunch.target[50:]
    both = Table(tuple("abcd"), decimals(X), decimals(y), "y", "test")
    report = analyze(both, loss="logistic")
    model = linear.LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cg")
    p = model.fit(X, y).predict_proba(X)[:, 1]
    H = np.column_stack([np.ones(len(X)), X])
    dense = np.linalg.cond(np.sqrt(p * (1 - p))[:, None] * H) ** 2
    # scikit-learn stops at a gradient of 1e-12, κ = 1e5 times which is the error of the optimum
    assert float(report.kappa["raw"].split(" ± ")[0]) == pytest.approx(dense, rel=1e-5)


@pytest.mark.parametrize("name, nullity, references", [
    ("iris", 0, ["8442.68015605", "177.395645603", "140.889252328"]),
    ("digits", 3, ["6499038.64995", "434247.476494", "145.803626606"]),
])
def test_reference_values(name, nullity, references):
    report = analyze(table(getattr(datasets, f"load_{name}")()))
    assert report.nullity == nullity
    found = [report.kappa[key].split(" ± ")[0] for key in ("raw", "centred", "bnp")]
    assert found == references


def test_the_table_in_the_docs():
    """Best D to five digits: the bounds are 1e-6 apart."""
    page = (Path(__file__).parents[2] / "docs" / "analyze.md").read_text(encoding="utf-8")
    rows = {line.split("|")[1].split(",")[0].strip(): [cell.strip() for cell in line.split("|")]
            for line in page.splitlines() if line.startswith("|")}
    tables = {"iris": table(datasets.load_iris()), "diabetes": diabetes(),
              "digits": table(datasets.load_digits())}
    for name, data in tables.items():
        report = analyze(data)
        *_, nullity, raw, centred, bnp, best, _ = rows[name]
        assert int(nullity) == report.nullity
        for told, key in ((raw, "raw"), (centred, "centred"), (bnp, "bnp")):
            assert told == report.kappa[key].split(" ± ")[0]
        for bound in (report.kappa["best_scaling"], report.best_scaling):
            assert float(best) == pytest.approx(float(bound.split(" ± ")[0]), abs=0.005)


def test_the_bundled_diabetes_data_are_the_raw_ones():
    bunch = datasets.load_diabetes(scaled=False)
    ours = diabetes()
    assert ours.names == tuple(bunch.feature_names)
    assert np.all(ours.X == decimals(bunch.data)) and np.all(ours.y == decimals(bunch.target))


def test_digits_against_dense_floats():
    """On the columns that vary the matrix has full rank, and floats are good to 1e-9."""
    bunch = datasets.load_digits()
    X = bunch.data[:, bunch.data.std(axis=0) > 0]
    standard = (X - X.mean(axis=0)) / X.std(axis=0)
    dense = np.linalg.cond(np.hstack([np.ones((len(X), 1)), standard])) ** 2
    certified = float(analyze(table(bunch)).kappa["bnp"].split(" ± ")[0])
    assert certified == pytest.approx(dense, rel=1e-9)
