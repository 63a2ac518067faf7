"""Certified reports: reference values, invariances, and degenerate data.

Reference values for the diabetes data: an independent computation in exact arithmetic.
"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import nonzero_rationals, rationals

from bnlinear.analyze import analyze
from bnlinear.claims.running.loading import select
from bnlinear.exact.number import array
from bnlinear.tables import Table, diabetes

METHODS = ["GD", "GD centred", "GD bnp", "BNGD raw", "BNGD bnp", "GD bnp+eps", "GD best D"]
FIXED = ["raw", "centred", "bnp", "bngd_raw", "bngd_bnp"]


def table(X, y, names=None):
    X = array(X)
    names = names or tuple(f"x{j}" for j in range(X.shape[1]))
    return Table(tuple(names), X, array(y), "y", "test data")


def value(kappa):
    return float(kappa.split(" ± ")[0])


@st.composite
def tables(draw, min_features=1):
    n, m = draw(st.integers(2, 6)), draw(st.integers(min_features, 3))
    X = draw(st.lists(st.lists(st.integers(-4, 4), min_size=m, max_size=m), min_size=n,
                      max_size=n))
    y = draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n))
    assume(len(set(y)) > 1 and any(len(set(column)) > 1 for column in zip(*X, strict=True)))
    return table(X, y)


# -- values -------------------------------------------------------------------------------------

def test_diabetes():
    report = analyze(diabetes())
    assert (report.n, report.m, report.nullity, report.warnings) == (442, 10, 0, ())
    assert report.kappa == {
        "raw": "52365337.3170 ± 2e-5",
        "centred": "76278.9579398 ± 3e-8",
        "bnp": "470.077999359 ± 2e-10",
        "bngd_raw": "16262.8574957 ± 4e-8",
        "bngd_bnp": "105.773696553 ± 3e-11",
        "bnp_eps": "470.075549449 ± 5e-10",
        "best_scaling": "277.972175515 ± 2e-10",
    }
    assert report.best_scaling == "277.972169774 ± 2e-10"  # no scaling is better than that
    assert [m.name for m in report.methods] == METHODS
    assert [m.kappa for m in report.methods] == list(report.kappa.values())
    assert [m.iterations for m in report.methods] == [361726936, 526917, 3248, 112340, 731, 3248,
                                                      1921]


def test_diabetes_in_floats():
    """The same five numbers by dense linear algebra on the standardised data."""
    data = diabetes()
    X, y = data.X.astype(float), data.y.astype(float)
    y = y - y.mean()
    centred = X - X.mean(axis=0)
    standard = centred / X.std(axis=0)
    ones = np.ones((len(X), 1))
    floats = [np.linalg.cond(np.hstack([ones, part])) ** 2 for part in (X, centred, standard)]
    for part in (centred, standard):
        H, g = part.T @ part / len(X), part.T @ y / len(X)
        star = np.linalg.eigvalsh(H - np.outer(g, g) / (g @ np.linalg.solve(H, g)))
        floats.append(star[-1] / star[1])  # star[0] is 0 up to rounding
    found = analyze(data)
    certified = [value(found.kappa[name]) for name in FIXED]
    # the smallest eigenvalue carries κ·2⁻⁵² of relative error, κ ≤ 7236 for the factor [1, X]
    np.testing.assert_allclose(certified, floats, rtol=1e-9)


def test_the_json_has_the_shape_that_others_read():
    report = analyze(diabetes()).to_json()
    assert list(report)[:7] == ["n", "m", "nullity", "kappa", "methods", "applies", "warnings"]
    assert list(report["kappa"])[:5] == FIXED
    assert list(report["methods"][0]) == ["name", "kappa", "lr_max", "lr_opt", "rate",
                                          "iterations"]
    assert [type(v) for v in report["methods"][0].values()] == [str, str, float, float, float, int]
    assert type(report["applies"]) is type(report["warnings"]) is type(report["methods"]) is list


@given(tables())
def test_the_rows_follow_from_each_other(data):
    for row in analyze(data).methods:
        if row.kappa is None:
            assert (row.lr_max, row.lr_opt, row.rate, row.iterations) == (None,) * 4
            continue
        kappa = value(row.kappa)
        assert row.rate == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-11)
        # 2/(L + μ) = (2/L)·κ/(κ + 1)
        assert row.lr_opt == pytest.approx(row.lr_max * kappa / (kappa + 1), rel=1e-11)
        assert row.rate**row.iterations <= 1e-6 * (1 + 1e-9)
        assert row.iterations == 1 or row.rate ** (row.iterations - 1) > 1e-6 * (1 - 1e-9)


@given(tables())
def test_kappa_against_floats(data):
    """Small integers: singular values are 0 or far from it."""
    X = data.X.astype(float)
    ones = np.ones((len(X), 1))
    values = np.linalg.svd(np.hstack([ones, X]), compute_uv=False)
    values = values[values > 1e-9 * values[0]]
    report = analyze(data)
    assert report.nullity == data.X.shape[1] + 1 - len(values)
    assert value(report.kappa["raw"]) == pytest.approx((values[0] / values[-1]) ** 2, rel=1e-9)


# -- invariances --------------------------------------------------------------------------------

@given(tables(), st.data())
def test_what_scaling_and_shifting_leave_alone(data, draw):
    m = data.X.shape[1]
    scale = array(draw.draw(st.lists(nonzero_rationals(), min_size=m, max_size=m)))
    shift = array(draw.draw(st.lists(rationals(), min_size=m, max_size=m)))
    before = analyze(data)
    moved = analyze(Table(data.names, data.X + shift, data.y + 1, "y", "test data"))
    scaled = analyze(Table(data.names, data.X * scale, data.y * 7, "y", "test data"))
    for name in ("centred", "bnp", "bngd_raw", "bngd_bnp"):
        assert moved.kappa[name] == before.kappa[name]
    for name in ("bnp", "bngd_bnp"):
        assert scaled.kappa[name] == before.kappa[name]
    assert before.nullity == moved.nullity == scaled.nullity


def test_a_target_that_is_an_eigenvector_takes_it_out():
    """C = diag(1, 4, 25), g along e₃: H* = diag(1, 4, 0)."""
    X = np.array([(a, 2 * b, 5 * c) for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)])
    report = analyze(table(X, X[:, 2]))  # and a perfect fit
    assert report.kappa == {"raw": "25 ± 0", "centred": "25 ± 0", "bnp": "1 ± 0",
                            "bngd_raw": "4 ± 0", "bngd_bnp": "1 ± 0",
                            "bnp_eps": "1.00001 ± 0", "best_scaling": "1 ± 0"}
    assert [m.iterations for m in report.methods][:5] == [173, 173, 1, 28, 1]
    assert [m.rate for m in report.methods][:5] == [12 / 13, 12 / 13, 0, 3 / 5, 0]
    assert report.methods[3].lr_max == 0.5 and report.methods[3].lr_opt == 0.4


# -- degenerate data ----------------------------------------------------------------------------

def only(warnings, *starts):
    assert len(warnings) == len(starts)
    assert all(w.startswith(s) for w, s in zip(warnings, starts, strict=True))


def test_one_feature():
    report = analyze(table([[0], [1], [3]], [1, 2, 5]))
    assert report.kappa["bnp"] == "1 ± 0"
    assert report.kappa["bngd_raw"] is report.kappa["bngd_bnp"] is None
    only(report.warnings, "the features vary along one direction only")
    assert "cai2019.kappa_star" not in report.applies
    assert "kohler2019.gd_linear" in report.applies


def test_a_constant_feature_is_named_and_left_out():
    X = [[1, 7, 2], [2, 7, 0], [4, 7, 1], [5, 7, 5]]
    with_it, without = analyze(table(X, [1, 2, 3, 5])), analyze(
        table([[a, c] for a, _, c in X], [1, 2, 3, 5]))
    assert (with_it.nullity, without.nullity) == (1, 0)
    for name in ("centred", "bnp", "bngd_raw", "bngd_bnp"):
        assert with_it.kappa[name] == without.kappa[name]
    only(with_it.warnings, "[1, X] has nullity 1, so the minimiser is not unique: x1 follow",
         "constant, left out of bnp and BNGD (the std is 0): x1")
    assert "beyond.converges_for_every_lr" in without.applies
    assert "beyond.converges_for_every_lr" not in with_it.applies


def test_a_repeated_feature_is_named():
    report = analyze(table([[1, 2, 3], [2, 4, 1], [4, 8, 1], [0, 0, 2]], [1, 2, 3, 5]))
    assert report.nullity == 1 and report.warnings[0].count("x1 follow") == 1


def test_centring_can_make_kappa_worse():
    """With fewer rows than columns: 2.094 → 2.5 (claim lange2022.centring_as_printed)."""
    report = analyze(table([[0, 2], [1, -1]], [0, 1]))
    assert value(report.kappa["raw"]) == pytest.approx(2.094, abs=5e-4)
    assert report.kappa["centred"] == "2.5 ± 0"
    assert "centring does not lower kappa on these data" in report.warnings


def test_standardised_data_gain_nothing():
    X = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    report = analyze(table(X, [1, 2, 3, 5]))
    only(report.warnings, "centring does not lower kappa", "standardising (bnp) does not lower")


def test_a_target_without_correlation():
    report = analyze(table([[1, 1], [1, -1], [-1, 1], [-1, -1]], [1, -1, -1, 1]))
    assert report.kappa["bngd_raw"] is report.kappa["bngd_bnp"] is None
    assert any(w.startswith("no feature correlates with the target") for w in report.warnings)
    assert "cai2019.kappa_star" not in report.applies


def test_fewer_rows_than_features():
    report = analyze(table([[1, 2, 3, 4], [5, 6, 7, 9]], [1, 2]))
    assert report.nullity == 3
    assert report.kappa["bngd_raw"] is None


def test_only_constant_features_are_refused():
    with pytest.raises(ValueError, match="test data: every feature is constant"):
        analyze(table([[1], [1]], [1, 2]))


def test_wide_tables_have_the_same_numbers(monkeypatch):
    """The same table both ways, as if ten features were too many for exact polynomials."""
    from bnlinear.analyze.losses import squared

    exact = analyze(diabetes())
    monkeypatch.setattr(squared, "EXACT_UP_TO", 9)
    wide = analyze(diabetes())
    assert wide.certified and wide.kappa["best_scaling"] is not None
    assert {**wide.kappa, "best_scaling": 0} == {**exact.kappa, "best_scaling": 0}
    assert value(wide.kappa["best_scaling"]) == pytest.approx(
        value(exact.kappa["best_scaling"]), rel=1e-6)  # the search ends at 1e-7
    assert wide.methods[:6] == exact.methods[:6] and wide.findings == exact.findings
    assert value(wide.best_scaling) == pytest.approx(value(exact.best_scaling), rel=1e-6)


def test_no_cliff_at_150_features():
    X = np.array([[(i * i * (j + 1) + 3 * i * j * j) % 1009 for j in range(151)]
                  for i in range(160)])
    report = analyze(table(X, X[:, 0] + np.arange(160)), scaling=False)
    assert report.certified
    floats = np.linalg.cond(np.column_stack([np.ones(160), X])) ** 2
    assert value(report.kappa["raw"]) == pytest.approx(floats, rel=1e-6)  # eps·κ of floats


def test_a_column_that_repeats_another_up_to_rounding_is_named():
    """κ is what it is; the report says where it comes from, and the best D ends with bnp."""
    x = [1, 5, 2, 8, 3, 9, 4]
    X = [[v, Fraction(v) * 2 + Fraction(v * v % 3, 10**19), i * i] for i, v in enumerate(x)]
    report = analyze(table(X, list(range(7)), ["a", "b", "c"]))
    assert report.nullity == 0 and value(report.kappa["bnp"]) > 1e37
    told = [w for w in report.warnings if "up to rounding" in w]
    assert len(told) == 1 and told[0].startswith("b equals 2·a up to rounding (")
    assert "comes from that; drop one" in told[0]
    assert report.kappa["best_scaling"] == report.kappa["bnp"]
    assert value(report.best_scaling) == pytest.approx(value(report.kappa["bnp"]) / 3)
    assert any("was not searched" in w for w in report.warnings)


@pytest.mark.parametrize("X", [
    [[0, 0], [1, Fraction(10**10 + 1, 10**10)], [2, 2], [3, 3]],
    [[c, Fraction(round(c / 2.54 * 10**15), 10**15)] for c in (151, 162, 180, 177)],
    [[Fraction(i, 7)**k for k in range(1, 10)] for i in range(14)],
])
def test_near_dependence_never_stops_the_report(X):
    report = analyze(table(X, [i * i % 5 for i in range(len(X))]))
    assert all(method.kappa is not None for method in report.methods[:3])
    assert value(report.best_scaling) >= value(report.kappa["bnp"]) / len(X[0]) * (1 - 1e-9)
    assert value(report.kappa["best_scaling"]) <= value(report.kappa["bnp"])


def test_one_feature_has_no_better_scaling_than_normalising():
    report = analyze(table([[0], [1], [3]], [1, 2, 5]))
    assert report.kappa["best_scaling"] == report.kappa["bnp"] == "1 ± 0"


def test_scales_that_no_float_holds():
    tiny = Fraction(1, 10**300)
    report = analyze(table([[1 * tiny, 2], [2 * tiny, 1], [4 * tiny, 3]], [1, 2, 4]))
    assert report.kappa["raw"].partition(" ")[0].endswith("e+600")
    assert report.methods[0].rate == 1 and report.methods[0].iterations > 10**600
    alone = analyze(table([[1 * tiny, 2 * tiny], [2 * tiny, tiny], [4 * tiny, 3 * tiny]],
                          [1, 2, 4]))
    assert alone.methods[3].lr_max is None  # 10⁶⁰⁰
    assert alone.methods[3].iterations is not None


def test_the_repr_is_one_readable_line():
    assert repr(analyze(diabetes())) == (
        "Analysis(the bundled diabetes data: 442 rows, 10 features, nullity 0, "
        "kappa 52365337.3170 raw, 470.077999359 normalized)")


def test_every_claim_that_may_apply_is_in_the_ledger():
    X = [[1, 2], [2, 1], [4, 3], [5, 9]]
    known = {claim.id for _, claim in select(["*"])}
    assert set(analyze(table(X, [1, 2, 3, 5])).applies) <= known
