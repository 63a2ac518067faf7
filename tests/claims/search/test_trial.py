"""What is tried on a claim, and what is not worth its time."""

from bnlinear.claims import GaveUp, claim, families, ge, le
from bnlinear.claims.search.effort import EFFORTS, FLOOR, GLANCE
from bnlinear.claims.search.trial import FURTHER, Trial
from bnlinear.exact import Number


def tried(**options):
    """How often a body that gives up on what is drawn was run by the whole hunt."""
    runs = []

    @claim(statement="1 ≤ s", s=families.scalars(0, 9), screen=False, samples=1, **options)
    def slow(s):
        runs.append(s)
        if s != Number("1/7"):
            raise GaveUp("it takes long to see")
        return le(1, s)

    assert Trial(slow, EFFORTS["thorough"], rng=0).violation is None
    return len(runs)


def test_more_is_drawn_where_too_few_instances_speak():
    assert tried() >= FURTHER


def test_but_not_where_the_author_has_a_counterexample():
    """Nothing is certified of it, and a slow body would use up its time."""
    assert tried(expect="refuted", counterexample={"s": Number("1/7")}) <= 10


@claim(statement="0 ≤ 1/s", where=lambda s: ge(s, Number("8.999")), s=families.scalars(0, 9))
def rarely_met(s):
    return le(0, 1 / s)


def test_a_glance_needs_one_instance_and_no_optimizer():
    """The kernel decides; what certifies needs more of both."""
    found = {}
    for effort in (GLANCE, EFFORTS["quick"]):
        trial = Trial(rarely_met, effort, rng=0)
        assert trial.violation is None
        found[effort] = trial.evidence.holds, trial.hunted
    (glanced, screened), (held, hunted) = found[GLANCE], found[EFFORTS["quick"]]
    assert 1 <= glanced and screened <= GLANCE.pool + GLANCE.beyond
    assert held >= FLOOR and hunted > EFFORTS["quick"].pool + EFFORTS["quick"].jitters
