"""The supervisor's queue: which claim a worker is given next."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from bnlinear.claims import claim, families, le
from bnlinear.claims.running.loading import Card, cards
from bnlinear.claims.running.supervisor import _Queue

CARD = Card("id", "", "", "certified", None, "")


def at(place):
    return Path(place).resolve()


def queue(*files):
    return _Queue([(Path(file), CARD) for file in files], "quick", 0)


def test_a_worker_stays_with_its_file_and_then_takes_the_first_of_another():
    jobs = queue("a", "b", "a", "c", "b")
    given = [jobs.next(None), jobs.next(at("a")), jobs.next(at("a")), jobs.next(at("b")),
             jobs.next(at("b"))]
    assert given == [0, 2, 1, 4, 3]


def test_every_job_is_given_once():
    jobs = queue("a", "b", "a", "b", "a")
    assert sorted(jobs.next(at("b")) for _ in range(5)) == [0, 1, 2, 3, 4] and not jobs.todo


def test_then_in_its_folder_and_then_where_nobody_is():
    jobs = queue("a/1", "a/1", "a/2", "b/1", "c/1")
    first = jobs.next(None)
    second = jobs.next(None, {at("a")})
    assert (first, second) == (0, 3)
    assert [jobs.next(at("a/1"), {at("b")}) for _ in range(2)] == [1, 2]
    assert jobs.next(at("b/1"), {at("a")}) == 4 and not jobs.todo


def test_folders_where_others_are_come_last_but_come():
    jobs = queue("a/1", "a/2")
    assert [jobs.next(None, {at("a")}), jobs.next(at("b/1"), {at("a")})] == [0, 1]


def test_a_theorem_goes_where_its_lemmas_are_proved():
    """Another worker would prove them again."""
    theorem = replace(CARD, lemma_file=at("b/1"))  # a module knows its file so
    jobs = _Queue([(Path(file), card) for file, card in (
        ("a/1", CARD), ("a/2", theorem), ("a/3", CARD), ("b/1", CARD))], "quick", 0)
    assert [jobs.next(at("a/1"), {at("b")}) for _ in range(2)] == [0, 2]
    assert [jobs.next(at("b/1"), {at("a")}) for _ in range(2)] == [1, 3] and not jobs.todo


def test_the_file_of_most_lemmas():
    ((path, theorem), (_, other)) = cards(["cai2019.converges_for_any_lr", "cai2019.contraction"])
    assert theorem.lemma_file == path.parents[1] / "beyond" / "universal.py"
    assert other.lemma_file is None


def test_a_lemma_that_is_no_plain_function():
    def body(p, least):
        return le(least, p.x**2)

    bound = partial(body, least=0)
    bound.__name__ = bound.__qualname__ = "bound"
    lemma = claim(statement="0 ≤ x²", p=families.directions())(bound)
    lemma.proof()(lambda prove, p: prove.by(prove.square(p.x)))
    theorem = claim(statement="0 ≤ x²", p=families.directions())(lambda p: le(0, p.x**2))
    theorem.follows(lemma, words="It is the same.")
    assert theorem.lemma_file == Path(__file__)


def test_a_file_of_the_users_own_is_the_same_by_any_name(tmp_path, monkeypatch):
    """Modules know their file from the root on; a user may name it from where she is."""
    monkeypatch.chdir(tmp_path)
    theorem = replace(CARD, lemma_file=tmp_path / "mine.py")
    jobs = _Queue([(Path(file), card) for file, card in (
        ("mine.py", CARD), ("other.py", CARD), ("mine.py", theorem))], "quick", 0)
    first = jobs.next(None)
    assert (first, jobs.next(jobs.file(first))) == (0, 2)
