"""The ledger itself: every row is ok, and breaking the code that runs breaks the rows about it."""

import numpy as np
import pytest

import bnlinear.dynamics
from bnlinear.claims.running.loading import ledger_files, load, select
from bnlinear.claims.verdict.ladder import judge


def rows(pattern):
    return {claim.id: judge(claim, effort="quick") for _, claim in select([pattern])}


@pytest.mark.parametrize("path", ledger_files(), ids=lambda path: path.stem)
def test_every_row_is_ok(path):
    for claim in load(path):
        row = judge(claim, effort="quick")
        assert row.ok, f"{row.id}: {row.verdict}, expected {row.expect}. {row.note}"


def test_ids_are_unique():
    ids = [claim.id for _, claim in select(["*"])]
    assert len(set(ids)) == len(ids)


def test_every_repair_names_a_row_or_a_planned_one():
    ids = {claim.id for _, claim in select(["*"])}
    for _, claim in select(["*"]):
        if claim.expected == "refuted":
            assert claim.repairs is None or claim.repairs.partition(".")[0] in {
                known.partition(".")[0] for known in ids}


def gd_twice_as_far(w, H, g, lr):
    return w + 2 * lr * (g - H @ w)


def bngd_with_the_new_scale(a, w, H, g, lr, lr_a):
    Hw = H @ w
    sigma2, x = w @ Hw, w @ g
    sigma = np.sqrt(sigma2)
    a = a + lr_a * (x / sigma - a)
    return a, w + lr * (a / sigma) * (g - (x / sigma2) * Hw)


def bngd_without_the_projection(a, w, H, g, lr, lr_a):
    sigma = np.sqrt(w @ H @ w)
    return a + lr_a * (w @ g / sigma - a), w + lr * (a / sigma) * g


def rayleigh_towards_u(w, H, g, effective_lr):
    return w + effective_lr * (g - H @ w)


BROKEN = [
    ("gd_step", gd_twice_as_far, ["cai2019.gd_error_recursion"]),
    ("bngd_step", bngd_with_the_new_scale, ["cai2019.gradient", "cai2019.moving_target"]),
    ("bngd_step", bngd_without_the_projection,
     ["cai2019.gradient", "cai2019.norm_growth", "cai2019.moving_target"]),
    ("rayleigh_step", rayleigh_towards_u,
     ["beyond.descent_identity", "beyond.gap_never_increases"]),
]


@pytest.mark.parametrize(("name", "broken", "expected"), BROKEN,
                         ids=[broken.__name__ for _, broken, _ in BROKEN])
def test_a_broken_step_fails_the_rows_about_it(monkeypatch, name, broken, expected):
    monkeypatch.setattr(bnlinear.dynamics, name, broken)  # before the ledger is loaded
    for row_id in expected:
        (row,) = rows(row_id).values()
        assert not row.ok, row_id
        # by an exact instance, or because the broken step meets a pole the true one never meets
        assert row.verdict in ("refuted", "undefined"), row_id
