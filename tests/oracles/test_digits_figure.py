"""The digits figure on one seed and one epoch: its columns, and what must be seen in them."""

import sys

import numpy as np
import pytest

from figures import digits

pytestmark = pytest.mark.oracle
pytest.importorskip("sklearn", reason="the `oracles` extra is not installed")


def test_batch_norm_does_not_learn_from_single_rows_and_bnp_does(monkeypatch):
    monkeypatch.setattr(digits, "SEEDS", 1)
    monkeypatch.setattr(digits, "EPOCHS", 1)
    columns = digits.compute(rng=0)
    assert {len(column) for column in columns.values()} == {3 * 4 * len(digits.RATES)}
    assert set(columns["method"]) == set(digits.STYLES)

    def best(method, batch_size):
        own = (columns["method"] == method) & (columns["batch_size"] == batch_size)
        return columns["error"][own].min()

    assert best("BNP", 1) < 0.1 and best("vanilla", 1) < 0.1
    for method in ("BN of inputs", "BN of pre-activations"):
        assert best(method, 60) < 0.15 and best(method, 1) > 0.7  # ten classes: 0.9 is chance
    assert np.all(columns["loss_low"] <= columns["loss"])


def test_without_scikit_learn_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        digits.compute(rng=0)
