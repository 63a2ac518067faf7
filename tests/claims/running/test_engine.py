"""Claims through somebody else's `map`: the rows of one machine, whatever happens to a worker."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from bnlinear.claims.running import engine
from bnlinear.claims.running.loading import cards
from bnlinear.claims.running.workers import run

DRAFT = '''
import os
from bnlinear.claims import claim, families, le

@claim(statement="true", p=families.directions(max_dim=2))
def holds(p):
    print("a claim speaks")
    return le(0, p.y)

@claim(statement="false", p=families.directions(max_dim=2))
def fails(p):
    return le(p.y, 0)

@claim(statement="dies", p=families.directions(max_dim=2))
def dies(p):
    os._exit(7)
'''


@pytest.fixture
def jobs(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text(DRAFT)
    return cards([str(path), "cai2019.interlacing"])


def judged(jobs, workers):
    rows = dict(run(jobs, effort="quick", rng=3, workers=workers))
    return [dataclasses.replace(rows[k], seconds=0) for k in range(len(jobs))]


def test_the_rows_of_one_machine(jobs):
    here = judged(jobs, 2)
    assert [row.verdict for row in here] == ["certified", "refuted", "undecided", "certified"]
    assert judged(jobs, map) == here
    with ThreadPoolExecutor(2) as pool:
        assert judged(jobs, pool.map) == here


def test_a_draft_that_is_not_there_is_sent_along(jobs, monkeypatch):
    """On another machine its path leads nowhere."""
    def elsewhere(function, chunks):
        moved = {place: place.replace("/draft.py", "/nowhere/draft.py")
                 for chunk in chunks for place in chunk.texts}
        for chunk in chunks:
            yield function(dataclasses.replace(
                chunk, texts={moved[place]: text for place, text in chunk.texts.items()},
                jobs=tuple((k, moved[place], card) for k, place, card in chunk.jobs)))

    assert judged(jobs[:2], elsewhere) == judged(jobs[:2], 1)


@pytest.mark.parametrize("deaths, verdict", [(1, "certified"), (2, "undecided")])
def test_a_lost_worker_costs_another_try(jobs, deaths, verdict):
    left = [deaths]

    def loses(function, chunks):
        for chunk in chunks:
            if chunk.jobs[0][0] == 0 and left[0]:
                left[0] -= 1
                raise ConnectionError("worker lost")
            yield function(chunk)

    rows = judged(jobs[:2], loses)
    assert rows[0].verdict == verdict
    if verdict == "undecided":
        assert rows[0].note == "its worker was lost (ConnectionError: worker lost)"


def test_an_engine_that_forgets(jobs):
    rows = judged(jobs[:2], lambda function, chunks: [])
    assert {row.note for row in rows} == {"its worker gave no answer"}


def test_another_version_is_refused(jobs):
    def old(function, chunks):
        for chunk in chunks:
            yield function(dataclasses.replace(chunk, version="0.0.1"))

    with pytest.raises(ValueError, match=r"a worker has bnlinear .*install the same everywhere"):
        judged(jobs, old)


def test_another_ledger_is_refused(jobs):
    def edited(function, chunks):
        for chunk in chunks:
            yield function(dataclasses.replace(
                chunk, texts={place: text + "#" for place, text in chunk.texts.items()}))

    with pytest.raises(ValueError, match=r"a worker's ledger differs in .*cai2019"):
        judged(jobs[-1:], edited)


def test_chunks_hold_a_few_claims_each(jobs):
    for count, sizes in ((1, {1}), (32, {1}), (40, {2}), (1000, {8})):
        chunks = engine._cut(jobs[:1] * count, "quick", 0)
        assert {len(chunk.jobs) for chunk in chunks} == sizes
        assert [k for chunk in chunks for k, *_ in chunk.jobs] == list(range(count))
