"""What `show` says of the evidence: floats are not called exact."""

import re
from functools import partial

import pytest

from bnlinear.claims import claim, eq, families, le
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.running.loading import select
from bnlinear.cli.show import claim as show_claim
from bnlinear.cli.show.claim import explain
from bnlinear.cli.show.formulas import Formulas, defaults_of
from bnlinear.cli.show.proof import readable


def shown(**options):
    @claim(statement="x^2 <= R* y", p=families.least_squares(max_dim=2), **options)
    def bound(p):
        return le(p.x**2, p.R_star * p.y + 1)

    return explain(bound, effort="quick")


def test_floats_are_not_called_exact():
    text = shown(screen_only=True)
    assert "supported" in text and "instances hold in floats" in text
    assert "exact instances" not in text
    text = shown()
    assert "certified" in text and "exact instances hold" in text


def test_letters_of_the_hypotheses_are_explained_too():
    assert "σ = √" in shown(where=lambda p: le(1, p.sigma)) and "σ = √" not in shown()


# -- for mathematicians ------------------------------------------------------------------

IDS = ["kohler2019.linear_rate", "cai2019.gradient", "beyond.gap_never_increases",
       "cai2019.kappa_star", "beyond.descent_identity", "ioffe2015.backward"]


def ledger(ids):
    return {found.id: found for _, found in select(ids)}


def test_every_body_and_where_of_the_ledger_reads_as_formulas():
    for claimed in ledger(["*"]).values():
        assert Formulas(claimed.body, defaults_of(claimed.body)).relations(), claimed.id
        assert claimed.where is None or Formulas(claimed.where).relations(), claimed.id


def test_statement_hypotheses_letters_and_goals_unreduced():
    text = explain(ledger(IDS)["kohler2019.linear_rate"], effort="quick")
    for line in ("x ≠ 0", "gap(after) ≤ (1 − μ/L)²·gap(w)", "0 < x·⟨after, g⟩",
                 "after = rayleigh_step(w, H, g, ê = 1/L)", "x = wᵀg", "z3 proves p ≥ 0 on [μ, L]",
                 "goal 1: (rhs − lhs) = (9)", "by induction, from one step to t steps",
                 "1. gap(after) ≤ (1 − μ/L)³·gap(w)"):
        assert line in text, line
    assert "0 = 0" not in text and "lambda p:" not in text.partition("As it is written")[0]


@pytest.mark.parametrize("name", IDS)
def test_steps_are_numbered_refer_back_and_are_never_cut_in_a_symbol(name):
    lines = readable(prove(ledger([name])[name])).splitlines()
    steps = [line.strip() for line in lines if line.strip().startswith("(")]
    for k, step in enumerate(steps, start=1):
        assert step.startswith(f"({k}) ")
        cited = [int(n) for n in re.findall(r"\((\d+)\)", step)][1:]
        assert all(n < k for n in cited)
    for line in lines:
        assert "<" not in line.replace(" < ", "") and "|H" not in line and "^" not in line
        before_the_gaps = [part.rstrip() for part in line.split("… (")[:-1]]
        assert all(part.endswith("+") for part in before_the_gaps)


def test_a_mutant_is_told_by_what_it_changes():
    @claim(statement="x² ≤ R*y", p=families.least_squares(max_dim=2))
    def bound(p, times=1):
        return le(times * p.x**2, p.R_star * p.y)

    bound.proof()(lambda prove, p: prove.by(prove.gram(p.w, p.u, power=1)))
    bound.mutant(times=2)
    text = explain(bound, effort="quick")
    assert "times = 2 in place of 1" in text and "1·x² ≤ R*·y" in text


def test_every_claim_of_the_ledger_can_be_stated():
    """Families without moments, of their own make, and strategies included."""
    for _, one in select([]):
        assert show_claim._statement(one), one.id


# -- what each kind of verdict shows ------------------------------------------------------

def told(name):
    (_, one), = select([name])
    return explain(one, effort="quick")


def test_a_false_theorem_shows_its_counterexample_and_who_repairs_it():
    text = told("santurkar2018.weight_bound_as_printed")
    assert "verdict     refuted, expected refuted: ok" in text
    assert "repaired by " in text and "ounterexample" in text


def test_a_theorem_in_words_shows_lemmas_and_words():
    text = told("yang2019.explosion")
    assert "From lemmas that the kernel proves" in text
    assert "In words, not checked by the machine" in text


def test_a_proof_shows_its_steps_and_its_mutants():
    text = told("cai2019.gradient")
    assert "Mutants: each is refuted by an exact instance" in text and "\n  1. " in text
    assert "As it is written\n" in text


def test_a_proof_that_fails_says_why():
    @claim(statement="x^2 = y R*", p=families.directions(max_dim=2))
    def false(p):
        return eq(p.x**2, p.y * p.R_star)

    @false.proof()
    def _(prove, p):
        prove.identity()

    @false.mutant
    def _(p):
        return eq(p.x**2, 2 * p.y * p.R_star)

    text = explain(false, effort="quick")
    assert "The proof fails: " in text and "NOT ok" in text


def test_a_claim_whose_proof_cannot_be_read_is_shown_all_the_same():
    @claim(statement="", p=families.least_squares(max_dim=2), Q=families.orthogonal(max_dim=2))
    def mixed(p, Q):
        return eq((Q.T @ p.w) @ p.u, p.w @ p.u)

    mixed.proof()(lambda prove, p, Q: prove.identity())
    mixed.mutant(lambda p, Q: eq(p.w @ p.u, 0))
    text = explain(mixed, effort="quick")
    assert "FALSE" in text and "The proof fails: a rotated and an unrotated" in text


class Callable:
    __name__ = "callable"

    def __call__(self, x):
        return le(x, 3)


def twice(x, factor=2):
    return le(factor * x, 3)


exec("def typed(x): return le(x, 3)")
part = partial(twice, factor=3)
part.__name__ = "part"


@pytest.mark.parametrize("body", [Callable(), Callable().__call__, part, globals()["typed"]],
                         ids=["object", "method", "partial", "exec"])
def test_bodies_of_every_kind_are_shown(body):
    text = explain(claim(statement="", x=families.scalars(-4, 4))(body), effort="quick")
    assert "FALSE" in text and "As it is written\n  " in text
