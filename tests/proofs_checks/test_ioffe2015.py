"""Breaking the transform breaks the rows about it; the sampled variances are as by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given

import bnlinear.problems.layers.transform as transform
from bnlinear.claims.running.loading import load
from bnlinear.claims.strategies import members
from bnlinear.claims.verdict.ladder import judge
from bnlinear.exact import Number, array
from proofs_checks.ioffe2015.transform import batches, batches_without_eps

LEDGER = Path(__file__).parents[2] / "proofs_checks" / "ioffe2015"


def row(file, name):
    """Judge one claim of a ledger file, read anew."""
    (found,) = [claim for claim in load(LEDGER / file) if claim.name == name]
    return judge(found, effort="quick")


def unbiased_statistics(x, ones):
    m = transform.inner(ones, ones)
    mean = transform.inner(ones, x) / m
    centred = x - mean * ones
    return mean, transform.inner(centred, centred) / (m - 1)


def backward_with(*, mean=1, along=1, gamma_power=1):
    def backward(x, ones, g, gamma, eps):
        mu, variance = transform.batch_statistics(x, ones)
        y_hat = transform.normalised(x, ones, mu, variance, eps)
        m, s = ones @ ones, np.sqrt(variance + eps)
        removed = (mean * (ones @ g) / m) * ones + (along * (g @ y_hat) / m) * y_hat
        return (gamma**gamma_power / s) * (g - removed), g @ y_hat, ones @ g
    return backward


def normalised_without_eps(x, ones, mean, variance, eps):
    return (1 / np.sqrt(variance)) * (x - mean * ones)


def plain_variance(variance, m):
    return variance


def divided_by_m_twice(variance, m):
    return variance * (m - 1) / m


@pytest.mark.parametrize(("name", "broken", "file", "claim"), [
    ("batch_statistics", unbiased_statistics, "transform.py", "backward"),
    ("batch_statistics", unbiased_statistics, "inference.py", "inference_variance"),
    ("bn_backward", backward_with(mean=0), "transform.py", "backward"),
    ("bn_backward", backward_with(along=-1), "transform.py", "backward"),
    ("bn_backward", backward_with(gamma_power=2), "transform.py", "backward"),
    ("bn_backward_by_chain_rule", backward_with(along=0), "transform.py", "backward"),
    ("normalised", normalised_without_eps, "transform.py", "backward"),
    ("unbiased_variance", plain_variance, "inference.py", "inference_variance"),
    ("unbiased_variance", divided_by_m_twice, "inference.py", "inference_variance"),
    ("unbiased_variance", divided_by_m_twice, "inference.py", "inference_variance_by_enumeration"),
], ids=["unbiased", "unbiased inference", "no mean term", "sign", "γ²", "chain rule", "no ε",
        "biased inference", "factor reversed", "factor reversed, enumerated"])
def test_a_broken_transform_fails_its_row(monkeypatch, name, broken, file, claim):
    assert row(file, claim).ok
    monkeypatch.setattr(transform, name, broken)  # before the ledger is loaded
    found = row(file, claim)
    assert not found.ok
    assert found.verdict == "refuted", found.note  # by an exact instance


def test_a_mean_that_is_not_subtracted_is_not_scale_invariant(monkeypatch):
    """x/s + (1 − 1/s)μ: the scale of x is seen through its mean."""
    def halfway(x, ones, mean, variance, eps):
        return (1 / np.sqrt(variance + eps)) * (x - mean * ones) + mean * ones

    monkeypatch.setattr(transform, "normalised", halfway)
    assert row("transform.py", "scale_invariance").verdict == "refuted"


def test_sampling_by_hand():
    """{0, 2}: independent pairs 00 02 20 22 have σ² = 0 1 1 0, so 2·½ = 1 = v; the one pair
    without replacement has σ² = 1, so 2 = v·n/(n − 1)."""
    (claim,) = [c for c in load(LEDGER / "inference.py")
                if c.name == "inference_variance_by_enumeration"]
    relations = list(claim.at({"p": array([0, 2])}))
    assert [(r.lhs, r.rhs) for r in relations] == [(Number(1), Number(1))] * 3


@given(members(batches()))
def test_batches_with_eps_have_a_rational_root(p):
    assert p.eps >= 0
    assert np.sqrt(p.variance + p.eps).is_rational


@given(members(batches_without_eps()))
def test_batches_without_eps_have_a_rational_sigma(p):
    assert p.eps == 0
    assert np.sqrt(p.variance).is_rational
