"""Certified condition numbers of scikit-learn's data sets, against reference values.

The references were computed in exact arithmetic from the decimals of the raw files. On two
cores: iris 0.01 s, digits (64 features) 1.0 s.
"""

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


@pytest.mark.parametrize("name, nullity, references", [
    ("iris", 0, ["8442.68015605", "177.395645603", "140.889252328"]),
    ("digits", 3, ["6499038.64995", "434247.476494", "145.803626606"]),
])
def test_reference_values(name, nullity, references):
    report = analyze(table(getattr(datasets, f"load_{name}")()))
    assert report.nullity == nullity
    found = [report.kappa[key].split(" ± ")[0] for key in ("raw", "centred", "bnp")]
    assert found == references


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
