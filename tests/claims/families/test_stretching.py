"""Beyond the box: other scales and condition numbers, but never out of the family."""

from fractions import Fraction

import numpy as np
import pytest

from bnlinear.claims import claim, families, ge, gt, le
from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.families.matrices import DataPart
from bnlinear.claims.search.pool import beyond
from bnlinear.claims.verdict.ladder import judge

STATES = families.bngd_states()


def members(family, count=200):
    claimed = claim(statement="", p=family)(lambda p: le(0, 0))
    for at in beyond(claimed, count, 0, dims=claimed.dims):
        try:
            yield family.build(at)
        except Rejected:
            continue


def test_scales_condition_numbers_and_rates_leave_the_box():
    found = list(members(STATES))
    assert max(float(p.L / p.mu) for p in found) > 1e5
    rates = [float(p.lr) for p in found]
    assert max(rates) > 1e4 and min(rates) < 1e-4
    lengths = [float(p.w @ p.w) for p in found]
    assert max(lengths) > 1e8 and min(lengths) < 1e-8


def test_a_range_that_the_author_chose_is_kept():
    family = families.bngd_states(lr=(0, 4), lr_a=("1/2", 1))
    assert all(0 < p.lr <= 4 and Fraction(1, 2) <= Fraction(str(p.lr_a)) <= 1
               for p in members(family))
    assert all(-1 <= value <= 2 for value in members(families.scalars(-1, 2)))
    assert all(p.effective_lr >= 0 for p in members(families.directions()))


@pytest.mark.parametrize(("family", "body"), [
    (families.spectra(), lambda p: le(p.L, 64 * p.mu)),
    (families.spectra(), lambda p: ge(100 * p.mu, 1)),
    (STATES, lambda p: le(p.lr, 33)),
    (STATES, lambda p: le(p.lr_a, 2)),
    (families.least_squares(), lambda p: ge(10_000 * (p.w @ p.w), 1)),
    (families.directions(), lambda p: le(p.R_star, 10_000)),
], ids=["κ", "μ", "ε", "ε_a", "|w|", "R*"])
def test_what_holds_in_the_box_alone_is_refuted(family, body):
    for rng in range(2):
        assert judge(claim(statement="", p=family)(body), rng=rng).verdict == "refuted"


def test_the_row_says_where_it_was_searched():
    row = judge(claim(statement="", p=families.spectra())(lambda p: le(p.mu, p.L)), effort="quick")
    assert "κ ≤ 64" in row.box and "10⁶" in row.box and "d = 1 … 4" in row.box
    assert row.box.endswith("; rational instances")


def test_floats_are_not_called_rational():
    @claim(statement="", p=families.spectra(), screen_only=True)
    def by_floats(p):
        return le(p.mu, p.L)

    assert "d = 1 … 4" in by_floats.box and "rational" not in by_floats.box


@pytest.mark.parametrize("extra, says", [(1, "1 row more"), (2, "2 rows more")])
def test_one_row_is_not_called_rows(extra, says):
    assert says in DataPart(extra=extra).searched()


@pytest.mark.parametrize("dim", [2, 3])
def test_rotations_turn_beyond_a_right_angle_and_reach_minus_one(dim):
    family = families.orthogonal(min_dim=dim, max_dim=dim)
    for body in (lambda Q: gt(np.trace(Q), -1), lambda Q: gt(np.trace(Q), -dim)):
        assert judge(claim(statement="", Q=family)(body)).verdict == "refuted"
