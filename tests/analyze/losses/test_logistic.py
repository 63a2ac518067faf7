"""The logistic loss: weights and spectra against dense floats, and what is refused."""

import numpy as np
import pytest

from bnlinear.analyze import analyze
from bnlinear.analyze.losses.logistic import logistic_weights
from bnlinear.exact.number import Number, array
from bnlinear.problems import logistic_optimum
from bnlinear.tables import Table

RNG = np.random.default_rng(0)
X = RNG.integers(-9, 10, (60, 3)) * np.array([1, 1, 20]) + np.array([0, 50, 0])
Y = (X[:, 0] + RNG.normal(size=60) * 6 > 0).astype(int)


def table(features=X, y=Y):
    features = array(features)
    return Table(tuple(f"x{j}" for j in range(features.shape[1])), features, array(y), "y", "test")


def value(text):
    return float(text.partition(" ")[0])


def dense(ridge, P):
    """κ of Pᵀ(ĤᵀSĤ + r·diag(0, 1, …))P at the optimum, in floats."""
    b, w = logistic_optimum(X, Y, ridge=ridge)
    p = 1 / (1 + np.exp(-(X @ w + b)))
    H = np.column_stack([np.ones(len(X)), X])
    M = H.T @ (p * (1 - p) / len(X) * H.T).T + ridge * np.diag([0, 1, 1, 1])
    values = np.linalg.eigvalsh(P.T @ M @ P)
    return values[-1] / values[0], p * (1 - p)


def preconditioner(mean, std):
    U = np.eye(4)
    U[0, 1:] = -mean
    return U @ np.diag([1, *(1 / std)])


@pytest.mark.parametrize("ridge", [0, 0.01])
def test_kappa_against_dense_floats(ridge):
    found = analyze(table(), loss="logistic", ridge=str(ridge), eps="2").kappa
    weights = dense(ridge, np.eye(4))[1]
    mean, std = X.mean(axis=0), X.std(axis=0)
    weighted = weights @ X / weights.sum()
    spread = np.sqrt(weights @ (X - weighted) ** 2 / weights.sum())
    one = np.ones(3)
    wanted = {"raw": np.eye(4), "centred": preconditioner(mean, one),
              "bnp": preconditioner(mean, std),
              "centred_weighted": preconditioner(weighted, one),
              "bnp_weighted": preconditioner(weighted, spread),
              "bnp_eps": preconditioner(mean, np.sqrt(std**2 + 2))}
    for key, P in wanted.items():
        # κ·2⁻⁵² of eigvalsh, κ < 1e6, and as much from the optimum
        assert value(found[key]) == pytest.approx(dense(ridge, P)[0], rel=1e-8), key
    assert found["bngd_raw"] is None and found["bngd_bnp"] is None
    assert value(found["best_scaling"]) <= value(found["bnp_weighted"]) * (1 + 1e-6)


def test_the_weights_do_not_see_shift_or_scale():
    """A large offset costs no digit: 10⁵⁰ more would leave floats nothing."""
    plain = logistic_weights(table(), Number(0))
    moved = logistic_weights(table(array(X) * Number("1e-200") + Number(10) ** 50), Number(0))
    # power-of-two units differ, so rounding does; the optimum is good to some 1e-12
    np.testing.assert_allclose(moved.astype(float), plain.astype(float), rtol=1e-9)


def test_which_class_is_called_1_does_not_matter():
    one, other = analyze(table(), loss="logistic"), analyze(table(y=7 - 3 * Y), loss="logistic")
    assert value(one.kappa["bnp"]) == pytest.approx(value(other.kappa["bnp"]), rel=1e-9)


def test_findings():
    report = analyze(table(), loss="logistic")
    assert "beyond.weighted_centring" in report.applies
    assert "cai2019.kappa_star" not in report.applies
    assert value(report.kappa["centred_weighted"]) <= value(report.kappa["raw"])
    ridged = analyze(table(), loss="logistic", ridge="0.01")
    assert "beyond.weighted_centring" not in ridged.applies  # said of ĤᵀSĤ, not of M + rI
    assert any("float point" in warning for warning in report.warnings)


def test_normalising_by_the_batch_can_make_it_worse():
    """Found among small tables; lange2022.centring_any_loss_as_printed."""
    rng = np.random.default_rng(1)
    for _ in range(200):
        features, y = rng.integers(-2, 3, (12, 1)), rng.integers(0, 2, 12)
        try:
            report = analyze(table(features, y), loss="logistic")
        except ValueError:
            continue  # one class, a constant feature, or separable
        worse = [f for f in report.findings if f.status == "counterexample"]
        kappa = {key: value(text) for key, text in report.kappa.items() if text}
        assert bool(worse) == (max(kappa["centred"], kappa["bnp"]) > kappa["raw"])
        if worse:
            assert worse[0].claim == "lange2022.centring_any_loss_as_printed"
            return
    raise AssertionError("no table of the 200 was a counterexample")


@pytest.mark.parametrize("features, y, options, message", [
    ([[1], [2], [3]], [0, 1, 2], {}, "has 3 different values, and two classes are needed"),
    ([[1], [2], [3], [4]], [0, 0, 1, 1], {}, "separated by a hyperplane .* pass `ridge=1e-4`"),
    (X, Y, {"batch_size": 5}, "batch_size = 5; it is for least squares"),
    (X, Y, {"ridge": "-1"}, "ridge = '-1'; it must be 0 or more"),
    (X, Y, {"ridge": "abc"}, "ridge = 'abc'; it must be a number such as 1e-3"),
    (array(X) * Number("1e-300"), Y, {"ridge": "1"}, "leave the range of floats"),
])
def test_what_is_refused(features, y, options, message):
    with pytest.raises(ValueError, match=message):
        analyze(table(features, y), loss="logistic", **options)


def test_a_ridge_is_not_for_least_squares():
    with pytest.raises(ValueError, match="ridge = 1; it is for `loss=logistic`"):
        analyze(table(), ridge="1")
    with pytest.raises(ValueError, match="loss = 'hinge'; it must be one of squared, logistic"):
        analyze(table(), loss="hinge")


def test_separable_classes_with_a_ridge():
    report = analyze(table([[1], [2], [3], [4]], [0, 0, 1, 1]), loss="logistic", ridge="0.1")
    assert report.kappa["raw"] is not None and report.ridge == "0.1"


def test_wide_tables_have_the_same_numbers(monkeypatch):
    from bnlinear.analyze.losses import logistic

    constant = np.column_stack([X, np.full(len(X), 7)])
    for ridge, features in ((0, X), ("0.01", X), (0, constant)):
        exact = analyze(table(features), loss="logistic", ridge=ridge)
        with monkeypatch.context() as patch:
            patch.setattr(logistic, "EXACT_UP_TO", 1)
            wide = analyze(table(features), loss="logistic", ridge=ridge)
        for key, kappa in exact.kappa.items():
            if key == "best_scaling":
                assert value(wide.kappa[key]) == pytest.approx(value(kappa), rel=1e-6)
            else:
                assert wide.kappa[key] == kappa, key
        assert wide.nullity == exact.nullity


def test_counts_from_zero_are_not_those_near_the_optimum():
    """The rows from w = 0, by a loop written out."""
    report = analyze(table(), loss="logistic", ridge="0.01", measured=True)
    rows = {row.name: row for row in report.measured}
    assert list(rows) == ["GD", "GD centred", "GD bnp"]
    row, std = rows["GD bnp"], X.std(axis=0)
    Z = np.column_stack([np.ones(len(X)), (X - X.mean(axis=0)) / std])
    b, w = logistic_optimum(X, Y, ridge=0.01)
    optimum = np.append(b + X.mean(axis=0) @ w, w * std)
    here, lr, steps = np.zeros(4), report.methods[2].lr_opt, 0
    while np.linalg.norm(here - optimum) > 1e-6 * np.linalg.norm(optimum):
        p = 1 / (1 + np.exp(-Z @ here))
        penalty = 0.01 * np.append(0, here[1:] / std**2)
        here, steps = here - lr * (Z.T @ (p - Y) / len(X) + penalty), steps + 1
    assert row.measured == steps and row.how == "stepped from w = 0"
    assert row.predicted == report.methods[2].iterations
