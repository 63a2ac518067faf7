"""Mini-batches, against exact spectra of every one of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.analyze import analysis, analyze
from bnlinear.analyze.extras.batches import batches, spectra
from bnlinear.exact.decimals import certified_decimal
from bnlinear.exact.matrices import rank
from bnlinear.exact.number import Number, array
from bnlinear.exact.spectra import worse_conditioned
from bnlinear.tables import Table, diabetes

CELLS = st.integers(-4, 4)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=4, max_size=12), st.integers(2, 4))
def test_counts_and_witnesses_against_exact_spectra(rows, size):
    X = array(rows)
    for found in batches(X, size, rng=3):
        order = (np.arange(len(X)) if found.order == "rows"
                 else np.random.default_rng(3).permutation(len(X)))
        cut = [order[i * size:(i + 1) * size] for i in range(len(X) // size)]
        with_bias = [np.column_stack([np.full(size, Number(1)), X[batch]]) for batch in cut]
        deficient = [batch for batch, H in zip(cut, with_bias, strict=True) if rank(H) < 4]
        exact = [spectra(X[batch]) for batch in deficient]
        assert (found.count, found.deficient) == (len(cut), len(deficient))
        assert found.worse_centred == sum(worse_conditioned(s["centred"], s["raw"]) for s in exact)
        assert found.worse_normalised == sum(worse_conditioned(s["bnp"], s["raw"]) for s in exact)
        steps = ["centring"] * bool(found.worse_centred) + ["normalizing"] * bool(
            found.worse_normalised)
        assert [witness.step for witness in found.witnesses] == steps


def test_a_witness_is_what_it_says():
    found = batches(diabetes().X, 5, rng=0)[0]
    assert (found.count, found.deficient, found.worse_centred) == (88, 88, 6)
    witness = found.witnesses[0]
    assert witness.rows == (406, 407, 408, 409, 410)
    exact = spectra(diabetes().X[405:410])  # counted from 1
    for key, told in (("raw", witness.before), ("centred", witness.after)):
        assert certified_decimal(exact[key].condition_number) == told
    assert worse_conditioned(exact["centred"], exact["raw"])


def test_the_counterexample_of_the_ledger_is_found():
    """lange2022.centring_as_printed: 2.094 → 2.5."""
    report = analyze(Table(("a", "b"), array([[0, 2], [1, -1]]), array([0, 1]), "y", "test"),
                     batch_size=2)
    assert [(w.step, w.before[:5], w.after) for w in report.batches[0].witnesses] == [
        ("centring", "2.093", "2.5 ± 0")]
    assert [(f.claim, f.status) for f in report.findings if f.status == "counterexample"] == [
        ("lange2022.centring_as_printed", "counterexample")]


def test_full_rank_batches_are_not_looked_into():
    assert [found.deficient for found in batches(diabetes().X, 100, rng=0)] == [0, 0]


def test_a_tie_is_settled_exactly():
    """Floats cannot tell κ = 2 before from κ = 2 after; no batch is called worse."""
    X = array([[1, 1], [1, -1], [-1, 1], [-1, -1]])  # centred already
    assert all(found.worse_centred == 0 for found in batches(X, 2, rng=0))


@pytest.mark.parametrize("size", [0, 1, 443])
def test_bad_sizes(size):
    with pytest.raises(ValueError, match=f"batch_size = {size}; .* integer, from 2 to 442"):
        analyze(diabetes(), batch_size=size)


def test_too_many_features():
    X = array(np.arange(450).reshape(3, 150) ** 2)
    wide = Table(tuple(f"x{j}" for j in range(150)), X, array([1, 2, 4]), "y", "test")
    with pytest.raises(ValueError, match="at most 149 features, not 150"):
        analyze(wide, batch_size=2)


def test_as_many_features_as_are_allowed(monkeypatch):
    monkeypatch.setattr(analysis, "WIDEST", 2)
    narrow = Table(("a", "b"), array([[0, 2], [1, -1]]), array([0, 1]), "y", "test")
    assert analyze(narrow, batch_size=2).batches[0].count == 1
