"""The supervisor's queue: which claim a worker is given next."""

from dataclasses import replace
from pathlib import Path

from bnlinear.claims.running.loading import Card, cards
from bnlinear.claims.running.supervisor import _Queue

CARD = Card("id", "", "", "certified", None, "")


def queue(*files):
    return _Queue([(Path(file), CARD) for file in files], "quick", 0)


def test_a_worker_stays_with_its_file_and_then_takes_the_first_of_another():
    jobs = queue("a", "b", "a", "c", "b")
    given = [jobs.next(None), jobs.next(Path("a")), jobs.next(Path("a")), jobs.next(Path("b")),
             jobs.next(Path("b"))]
    assert given == [0, 2, 1, 4, 3]


def test_every_job_is_given_once():
    jobs = queue("a", "b", "a", "b", "a")
    assert sorted(jobs.next(Path("b")) for _ in range(5)) == [0, 1, 2, 3, 4] and not jobs.todo


def test_then_in_its_folder_and_then_where_nobody_is():
    jobs = queue("a/1", "a/1", "a/2", "b/1", "c/1")
    first = jobs.next(None)
    second = jobs.next(None, {Path("a")})
    assert (first, second) == (0, 3)
    assert [jobs.next(Path("a/1"), {Path("b")}) for _ in range(2)] == [1, 2]
    assert jobs.next(Path("b/1"), {Path("a")}) == 4 and not jobs.todo


def test_folders_where_others_are_come_last_but_come():
    jobs = queue("a/1", "a/2")
    assert [jobs.next(None, {Path("a")}), jobs.next(Path("b/1"), {Path("a")})] == [0, 1]


def test_a_theorem_goes_where_its_lemmas_are_proved():
    """Another worker would prove them again."""
    theorem = replace(CARD, lemma_file=Path("b/1"))
    jobs = _Queue([(Path(file), card) for file, card in (
        ("a/1", CARD), ("a/2", theorem), ("a/3", CARD), ("b/1", CARD))], "quick", 0)
    assert [jobs.next(Path("a/1"), {Path("b")}) for _ in range(2)] == [0, 2]
    assert [jobs.next(Path("b/1"), {Path("a")}) for _ in range(2)] == [1, 3] and not jobs.todo


def test_the_file_of_most_lemmas():
    ((path, theorem), (_, other)) = cards(["cai2019.converges_for_any_lr", "cai2019.contraction"])
    assert theorem.lemma_file == path.parents[1] / "beyond" / "universal.py"
    assert other.lemma_file is None
