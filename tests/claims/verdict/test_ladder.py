"""Rows: every way in which a claim can end, alone and under the supervisor."""

import itertools
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bnlinear.claims import GaveUp, claim, eq, families, ge, gt, implies, le, lt, ne
from bnlinear.claims.running import supervisor as workers
from bnlinear.claims.running.loading import load
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.verdict.ladder import judge
from bnlinear.cli.show.rows import to_json
from bnlinear.dynamics import rayleigh_step
from bnlinear.exact import Number

POINTS = families.least_squares(max_dim=2)


def judged(body, *, effort="quick", p=POINTS, **options):
    return judge(claim(statement="", p=p, **options)(body), effort=effort)


# -- verdicts ----------------------------------------------------------------------------


def test_a_claim_that_holds():
    row = judged(lambda p: le(p.x**2, p.R_star * p.y))
    assert (row.verdict, row.scope, row.ok) == ("certified", "d = 1…2", True)
    assert row.instances > 20 and row.hunted > 100
    assert 0.9 < row.sharpness <= 1


def test_beside_a_proof_the_hunt_tries_one_effort_less():
    tried = {}
    for effort in ("quick", "standard"):
        for proof in (True, False):
            @claim(statement="", p=POINTS)
            def square(p):
                return le(0, p.x**2)

            if proof:
                square.proof()(lambda prove, p: prove.by(prove.square(p.x)))
                square.mutant(lambda p: le(0, p.x**2 - 1))
            row = judge(square, effort=effort)
            assert row.verdict == ("proved" if proof else "certified")
            tried[effort, proof] = row.hunted
    assert 0 < tried["quick", True] < tried["quick", False]
    assert tried["standard", True] == tried["quick", False] < tried["standard", False]


def test_false_from_two_dimensions_on():
    row = judged(lambda p: ge(p.x**2, p.R_star * p.y))
    assert row.verdict == "refuted" and not row.ok
    assert len(row.counterexample["p"]["w"]) == 2
    json.dumps(row.counterexample)
    assert judged(lambda p: ge(p.x**2, p.R_star * p.y), expect="refuted").ok


@pytest.mark.parametrize("where", [
    lambda p: lt(p.y, 0), lambda p: [gt(p.x, 0), lt(p.x, 0)], lambda p: False])
def test_hypotheses_that_nothing_satisfies(where):
    row = judged(lambda p: le(0, p.y), where=where)
    assert row.verdict == "undecided" and not row.ok
    assert "no instance satisfies" in row.note


def test_contradictory_hypotheses_are_not_proved():
    @claim(statement="x > 0 and x < 0, so y < 0", p=POINTS,
           where=lambda p: [gt(p.x, 0), lt(p.x, 0)])
    def vacuous(p):
        return lt(p.y, 0)

    @vacuous.proof()
    def _(prove, p):
        prove.by(prove.scalar(-p.y, ">", [prove.given(p.x), prove.given(-p.x)]))

    vacuous.mutant(lambda p: lt(p.y, -1))
    row = judge(vacuous, effort="quick")
    assert row.verdict == "undecided" and not row.ok


@pytest.mark.parametrize("body", [lambda p: [], lambda p: implies(lt(p.y, 0), lt(p.y, 0))])
def test_a_claim_that_says_nothing(body):
    row = judged(body)
    assert row.verdict == "undecided" and "nothing is asserted" in row.note


def raises(p):
    raise RuntimeError("a typo")


@pytest.mark.parametrize(("body", "note"), [
    (raises, "RuntimeError: a typo"),
    (lambda p: 3, "must return a relation"),
    (lambda p: None, "must return a relation"),
    (lambda p: le(0.5, p.y), "returned a float"),
    (lambda p: le(float(p.y), 1e9), "returned a float"),
    (lambda p: bool(np.isclose(float(p.y), float(p.y))), "truth value"),
    (lambda p: bool(np.all(np.linalg.eigvalsh(p.H.astype(float)) > 0)), "truth value"),
], ids=["raises", "number", "nothing", "float", "made a float", "isclose", "eigvalsh"])
def test_a_body_that_goes_wrong(body, note):
    row = judged(body)
    assert (row.verdict, row.ok) == ("undecided", False)
    assert note in row.note


def test_balls_do_not_settle_a_tie():
    row = judged(lambda p: eq((p.y * 2 + 1).sqrt() ** 2 if isinstance(p.y, Number)
                              else p.y * 2 + 1, p.y * 2 + 1))
    assert row.verdict == "undecided" and "tie" in row.note


def test_floats_support_but_do_not_certify():
    row = judged(lambda p: le(0, p.y), screen_only=True)
    assert (row.verdict, row.ok) == ("supported", True)
    assert judged(lambda p: le(0, p.y), screen_only=True, expect="certified").ok is False


def test_a_stored_counterexample_is_checked_again():
    body = lambda t: gt(t, 1)  # noqa: E731
    for stored, verdict in ((0, "refuted"), (2, "undecided")):
        claimed = claim(statement="", t=families.scalars(0, 4), expect="refuted",
                        counterexample={"t": Number(stored)})(body)
        assert judge(claimed, effort="quick").verdict == verdict
    outside = claim(statement="", t=families.scalars(0, 4), expect="refuted",
                    where=lambda t: gt(t, 3), counterexample={"t": Number(0)})(body)
    assert "hypotheses" in judge(outside, effort="quick").note


def test_a_false_claim_is_refuted_whatever_its_proof_raises():
    @claim(statement="", p=POINTS, expect="refuted")
    def false(p):
        return le(p.y, 1)

    false.proof()(lambda prove, p: prove.no_such_rule())
    false.mutant(lambda p: le(p.y, 0))
    row = judge(false, effort="quick")
    assert row.verdict == "refuted" and "no_such_rule" in row.note


def test_a_proof_that_fails_is_tried_once_however_long_the_hunt():
    """The hunt goes on at a higher effort; what the kernel says depends on the claim alone."""
    @claim(statement="", p=POINTS)
    def positive(p):
        return le(0, p.x**2)

    tries = []

    @positive.proof()
    def steps(prove, p):
        tries.append(1)
        prove.by(prove.norm(p.w))

    positive.mutant(lambda p: le(p.y, p.x**2))
    row = judge(positive, effort="quick")
    assert row.verdict == "certified" and row.note.count("the proof fails") == 1
    assert tries == [1]


def test_effort_is_checked():
    with pytest.raises(ValueError, match="thorough"):
        judged(lambda p: le(0, p.y), effort="heroic")


# -- the supervisor ----------------------------------------------------------------------

DRAFT = '''
import os
from bnlinear.claims import claim, families, ge, le

POINTS = families.least_squares(max_dim=2)

@claim(statement="true", p=POINTS)
def holds(p):
    return le(p.x**2, p.R_star * p.y)

@claim(statement="false", p=POINTS, expect="refuted")
def fails(p):
    return ge(p.x**2, p.R_star * p.y)

@claim(statement="loops", p=POINTS)
def loops(p):
    while True:
        pass

@claim(statement="dies", p=POINTS)
def dies(p):
    os._exit(7)

@claim(statement="exits", p=POINTS)
def exits(p):
    raise SystemExit("enough")

@claim(statement="true again", p=POINTS)
def last(p):
    return le(0, p.y)
'''


@pytest.fixture
def jobs(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text(DRAFT)
    return [(path, found) for found in load(path)]


def rows_of(jobs, count):
    """Rows in the order of the jobs, as JSON without the seconds."""
    found = dict(workers.run(jobs, effort="quick", rng=0, workers=count))
    report = to_json([found[k] for k in range(len(jobs))], version="", rng=0, effort="quick")
    return [{name: value for name, value in entry.items() if name != "seconds"}
            for entry in report["claims"]]


def test_loops_and_deaths_take_no_other_row_with_them(jobs, monkeypatch):
    monkeypatch.setitem(EFFORTS, "quick", replace(EFFORTS["quick"], seconds=1))
    monkeypatch.setattr(workers, "GRACE", 6.0)
    started = time.monotonic()
    rows = {row.id: row for _, row in workers.run(jobs, effort="quick", rng=0, workers=2)}
    assert time.monotonic() - started < 60
    assert {name.partition(".")[2]: row.verdict for name, row in rows.items()} == {
        "holds": "certified", "fails": "refuted", "loops": "undecided", "dies": "undecided",
        "exits": "undecided", "last": "certified"}
    assert "time limit (1 s)" in rows["draft.loops"].note
    assert "exit code 7" in rows["draft.dies"].note
    assert [row.id for row in rows.values() if not row.ok] != []


def test_rows_do_not_depend_on_workers_nor_on_repetition(jobs):
    quiet = [job for job in jobs if job[1].name in ("holds", "fails", "last")]
    once = rows_of(quiet, 1)
    assert once == rows_of(quiet, 2)
    alone = [judge(found, effort="quick", rng=0) for _, found in quiet]
    assert [row.counterexample for row in alone] == [row["counterexample"] for row in once]


def test_a_file_with_a_proof_but_no_mutant_is_refused(tmp_path: Path):
    path = tmp_path / "bare.py"
    path.write_text(DRAFT.split("@claim(statement=\"false\"")[0] + '''
@holds.proof()
def _(prove, p):
    prove.by(prove.gram(p.w, p.u, power=1))
''')
    with pytest.raises(ValueError, match="mutant"):
        load(path)


def test_ties_that_no_ball_can_decide_are_never_a_pass():
    """(√y)² = y is true, but where √y is irrational balls cannot tell: undecided."""
    row = judged(lambda p: eq(np.sqrt(p.y) * np.sqrt(p.y), p.y))
    assert (row.verdict, row.ok) == ("undecided", False)
    assert "tie(s) that balls cannot decide" in row.note


def test_one_instance_that_gave_up_is_never_a_pass():
    calls = itertools.count()

    def body(p):
        if next(calls) == 17:
            raise GaveUp("out of steps")
        return le(0, p.y)

    row = judged(body, effort="standard", screen=False)
    assert (row.verdict, row.ok) == ("undecided", False)
    assert "1 of" in row.note and "gave up before they could tell" in row.note


# -- no value ----------------------------------------------------------------------------


@pytest.mark.parametrize(("body", "mend"), [
    (lambda p: eq(p.x / p.x, 1), "divides by 0 = p.x: add where=lambda p: ne(p.x, 0)"),
    (lambda p: le(0, (p.e @ p.H @ p.e) / p.R_star), "add where=lambda p: ne(p.x, 0)"),
    (lambda p: le(p.gap(rayleigh_step(p.w, p.H, p.g, 1 / p.L)), p.gap(p.w)),
     "divides by 0 = p.w @ p.g: add where=lambda p: ne(p.w @ p.g, 0)"),
    (lambda p: le(0, np.sqrt(p.x)), "below 0, p.x: add where=lambda p: ge(p.x, 0)"),
], ids=["x/x", "e", "a step", "√x"])
def test_a_claim_without_a_value_is_undefined_for_every_seed_and_effort(body, mend):
    rows = [judge(claim(statement="", p=families.directions(max_dim=2))(body),
                  effort=effort, rng=rng)
            for effort, rng in (("quick", 0), ("quick", 1), ("quick", 2), ("standard", 3))]
    assert {(row.verdict, row.ok) for row in rows} == {("undefined", False)}
    assert len({str(row.counterexample) for row in rows}) == 1
    assert all(mend in row.note for row in rows), rows[0].note


def test_the_mend_goes_to_the_hypotheses_that_are_there():
    row = judged(lambda p: le(0, p.y / p.x**2), where=lambda p: ge(p.y, 1))
    assert row.verdict == "undefined" and "add ne(p.x, 0) to where=" in row.note
    mended = judged(lambda p: le(0, p.y / p.x**2), where=lambda p: [ge(p.y, 1), ne(p.x, 0)])
    assert mended.verdict == "certified"


def test_one_pole_does_not_save_a_false_claim():
    assert judged(lambda p: le(p.y / p.x, 1)).verdict == "refuted"
