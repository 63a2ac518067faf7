"""lange2022: the stored counterexamples have the printed numbers, and broken code fails its rows.

Whether every row is ok is asked in tests/test_ledger.py.
"""

from pathlib import Path

import numpy as np
import pytest

import bnlinear.dynamics.bnp
import bnlinear.problems
import bnlinear.problems.layers.normalized_weights
from bnlinear.claims.running.loading import load
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number
from bnlinear.exact.ratios import ratio
from bnlinear.problems.layers.feature_statistics import mean_and_variance
from bnlinear.problems.layers.normalized_weights import over, times_bias
from bnlinear.theory.weighted_hessians import weighted_spectra
from proofs_checks.lange2022.conditioning import (
    centring_any_loss_as_printed,
    centring_as_printed,
    centring_up_to_a_constant,
    kappas,
    normalising_always_helps_as_stated,
    normalising_helps_two_features_any_rank,
)
from proofs_checks.lange2022.rates import preconditioned_rate_norm_of_theta

FOLDER = Path(__file__).parents[2] / "proofs_checks" / "lange2022"


@pytest.mark.parametrize(("claim", "name", "before", "after"), [
    (centring_as_printed, "centred", 2.0938, 2.5),
    (centring_up_to_a_constant, "centred", 1, 101),
    (normalising_always_helps_as_stated, "bnp", 10.1515, 10.4039),
    (normalising_helps_two_features_any_rank, "bnp", 1, 2),
])
def test_stored_condition_numbers(claim, name, before, after):
    found = kappas(claim.counterexample["p"])
    assert round(float(found["raw"]), 4) == before and round(float(found[name]), 4) == after


def test_any_loss_fails_in_both_parts():
    p = centring_any_loss_as_printed.counterexample["p"]
    found = weighted_spectra(p["X"], p["y"])
    assert found["raw"].eigenvalues == [Number("41/200")] * 2
    assert round(float(found["centred"].condition_number()), 3) == 1.567
    assert ratio(found["bnp"].largest, found["bnp"].smallest_nonzero) == Number("25/16")
    assert ratio(found["bnp_weighted"].largest, found["bnp_weighted"].smallest_nonzero) == 1


def test_the_distance_of_theta_grows_from_1_to_41_halves():
    said = preconditioned_rate_norm_of_theta.at(preconditioned_rate_norm_of_theta.counterexample)
    assert (said.lhs, said.rhs) == (Number("41/2"), 1)


# -- broken code -------------------------------------------------------------------------------


def update(G_b, G_w, mean, variance, q2, bias_takes=None, weights=1):
    new_w = over(G_w - times_bias(mean, G_b), variance)
    bias = G_b - mean @ (G_w if bias_takes == "old" else new_w)
    return bias / q2, weights * new_w / q2


def in_parallel(G_b, G_w, mean, variance, q2=1):
    return update(G_b, G_w, mean, variance, q2, bias_takes="old")


def by_q4(G_b, G_w, mean, variance, q2=1):
    return update(G_b, G_w, mean, variance, q2 * q2)


def twice_the_weights(G_b, G_w, mean, variance, q2=1):
    return update(G_b, G_w, mean, variance, q2, weights=2)


def with_n_minus_one(H, weights=None):
    mean, variance = mean_and_variance(H, weights)
    return mean, variance * len(H) / max(len(H) - 1, 1)


def without_the_mean(z_b, z_w, mean, std):
    return z_b, over(z_w, std)


def gradient_without_the_mean(G_b, G_w, mean, std):
    return G_b, over(G_w, std)


BNP, WEIGHTS = bnlinear.dynamics.bnp, bnlinear.problems.layers.normalized_weights
BROKEN = [
    (BNP, "bnp_update", in_parallel, "update.py",
     ["implicit_step", "one_bn_step", "one_bn_step_several_outputs"]),
    (BNP, "bnp_update", by_q4, "update.py", ["implicit_step", "one_bn_step"]),
    (BNP, "bnp_update", twice_the_weights, "update.py",
     ["implicit_step", "one_bn_step", "one_bn_step_several_outputs"]),
    (BNP, "mean_and_variance", with_n_minus_one, "update.py", ["one_bn_step_several_outputs"]),
    (WEIGHTS, "to_weights", without_the_mean, "update.py", ["implicit_step", "one_bn_step"]),
    (WEIGHTS, "to_weights", without_the_mean, "hessian.py", ["preconditioned_hessian"]),
    (WEIGHTS, "to_normalised_gradient", gradient_without_the_mean, "hessian.py",
     ["preconditioned_hessian"]),
    (bnlinear.problems, "mean_and_variance", with_n_minus_one, "update.py",
     ["one_bn_step_several_outputs"]),
]


@pytest.mark.parametrize(("module", "name", "broken", "file", "rows"), BROKEN,
                         ids=[f"{broken.__name__}-{file}-{module.__name__}"
                              for module, _, broken, file, _ in BROKEN])
def test_broken_code_fails_the_rows_about_it(monkeypatch, module, name, broken, file, rows):
    monkeypatch.setattr(module, name, broken)  # before the file is loaded
    claims = {claim.name: claim for claim in load(FOLDER / file)}
    for row_name in rows:
        row = judge(claims[row_name], effort="quick")
        assert row.verdict == "refuted" and not row.ok, (row_name, row.note)


def test_the_balance_of_norms_is_not_kept_by_q():
    """The supported row would notice: with q in place of q² its bound is broken at m = 24N."""
    from proofs_checks.lange2022 import norms

    bounded, grows = norms.norm_balance_q.body(24.0, 1.0)
    norm_over_q = grows.rhs
    assert bounded.lhs < 4 < norm_over_q
    assert np.sqrt(24) <= norm_over_q
