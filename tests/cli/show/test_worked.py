"""The page of a counterexample says what is true of it, and no digit that is not known.

1. It lists the coordinates that the claim uses, and no others.
2. Each intermediate stands with its formula and value; a name that is assigned twice without one.
3. Both sides are known to six digits, or said to be below a bound.
4. Relations stand as they are written, ≥ included.
5. Every refuted row of the ledger with a stored counterexample has such a page; it says FALSE.
"""

import numpy as np
import pytest
from flint import arb

from bnlinear.claims import claim, families, ge, le, lt
from bnlinear.claims.families.instances import Direction, Point
from bnlinear.claims.running.loading import select
from bnlinear.cli.show.worked import worked_out
from bnlinear.dynamics.trajectory import Outcome, Trajectory
from bnlinear.exact import Number, array

LEDGER = {found.id: found for _, found in select(["*"])
          if found.expected == "refuted" and found.counterexample is not None}


def page(body, **instances):
    made = claim(statement="false", p=families.directions())(body)
    return worked_out(made, instances).splitlines()


POINT = Direction.exact(H=[1, 2], u=[1, 1], w=[1, -1], effective_lr="1/2")


def test_coordinates_that_are_not_used_are_not_listed():
    lines = page(lambda p: le(p.w @ p.w, 1), p=POINT)
    assert lines == ["Counterexample, exact", "  w = [1, -1]", "  the claim", "    ⟨w, w⟩ ≤ 1",
                     "  says there", "    2 ≤ 1   FALSE"]
    assert not [line for line in page(lambda p: le(p.x**2, 0), p=POINT) if "ê" in line]
    assert "  ê = 1/2" in page(lambda p: le(p.effective_lr, 0), p=POINT)


def test_intermediates_have_their_formulas_and_values():
    text = worked_out(LEDGER["cai2019.sign_kept_as_stated"],
                      LEDGER["cai2019.sign_kept_as_stated"].counterexample)
    for line in ("x = wᵀg = -3", "rayleigh_step(w, H, g, ê) = [4, -11/4]", "0 < -3/8   FALSE"):
        assert f"    {line}" in text.splitlines()


def test_a_name_that_is_assigned_twice_has_no_formula():
    def body(p):
        total = p.x
        for _ in range(2):
            total = total + 1
        once = p.x + 5
        return le(total + once, 0)

    lines = page(body, p=POINT)
    assert "    total = 1" in lines and "    once = x + 5 = 4" in lines


def test_digits_are_known_or_not_printed():
    text = worked_out(LEDGER["cai2019.dimension_helps_as_stated"],
                      LEDGER["cai2019.dimension_helps_as_stated"].counterexample)
    assert "0.00144368… ≤ 7.17140…e-39   FALSE" in text
    wide = Number.from_ball(arb(0, 1e-8))  # never known better, whatever the precision
    lines = page(lambda p: le(p.w @ p.w, wide), p=POINT)
    assert lines[-1] == "    2 ≤ below 2e-8   FALSE"
    lines = page(lambda p: lt((p.w @ p.w).sqrt() ** 2 + 2, p.y), p=POINT)
    assert lines[-1] == "    ≈ 4 < 3   FALSE"


def test_digits_go_on_until_the_sides_differ():
    assert page(lambda p: le(p.y * 10**400, 2 * 10**400), p=POINT)[-1] == (
        "    3e+400 ≤ 2e+400   FALSE")
    near, long = Number("1.73205080756887729352"), Number(f"0.{'3' * 30}")
    assert page(lambda p: le(p.sigma, near), p=POINT)[-1] == (
        "    1.732050807568877293527446… ≤ 1.73205080756887729352   FALSE")
    assert page(lambda p: le(long + Number("1e-30"), long), p=POINT)[-1] == (
        f"    0.{'3' * 29}4 ≤ 0.{'3' * 30}   FALSE")
    assert page(lambda p: [lt(long, p.sigma), le(long / 17, long / 17)], p=POINT)[-2:] == [
        "      0.333333… < 1.73205…   true", "      0.0196078… ≤ 0.0196078…   true"]


def test_relations_stand_as_they_are_written():
    assert page(lambda p: ge(1, p.w @ p.w), p=POINT)[-3:] == [
        "    1 ≥ ⟨w, w⟩", "  says there", "    1 ≥ 2   FALSE"]
    assert page(lambda p: [le(p.x, 0), ge(1, p.y)], p=POINT)[-2:] == [
        "      -1 ≤ 0   true", "      1 ≥ 3   FALSE"]


@pytest.mark.parametrize("name", sorted(set(LEDGER) - {"kohler2019.mlp_alignment_as_printed"}))
def test_every_stored_counterexample_has_its_page(name):
    text = worked_out(LEDGER[name], LEDGER[name].counterexample)
    assert "FALSE" in text.partition("says there")[2] and "+/-" not in text


def test_a_trajectory_prints_known_digits():
    def shown(last):
        loss = np.array([Number(1), last], dtype=object)
        return repr(Trajectory(array([[1], [1]]), None, loss, loss, Outcome.COMPLETED))

    assert "excess loss 1 -> below 2e-8," in shown(Number.from_ball(arb(3.5e-9, 1.8e-8 - 3.5e-9)))
    assert "excess loss 1 -> 1.414," in shown(Number(2).sqrt())
    assert "excess loss 1 -> 1e-400," in shown(Number(1) / 10**400)


def test_the_instances_are_not_changed():
    before = dict(vars(POINT))
    page(lambda p: le(p.x**2 + p.gap(p.w), 0), p=POINT)
    assert vars(POINT) == before and type(POINT) is Direction and isinstance(POINT, Point)
