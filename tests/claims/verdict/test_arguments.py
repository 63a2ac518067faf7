"""Arguments in words: what they may lean on, and what no word makes up for."""

import numpy as np
import pytest

from bnlinear.claims import ClaimError, any_of, claim, eq, families, le, lt, ne
from bnlinear.claims.verdict.ladder import judge

BOX = families.scalars(-4, 4)


def lemma():
    @claim(statement="x² ≥ 0", x=BOX)
    def square(x, low=0):
        return le(low, x * x)

    square.proof()(lambda prove, x: prove.by(prove.square(x)))
    square.mutant(low=1)
    return square


def argued(body, **options):
    theorem = claim(statement="", x=options.pop("x", BOX), **options)(body)
    theorem.follows(lemma(), words="clear")
    return judge(theorem, effort="quick")


def test_what_has_no_value_somewhere_is_not_argued():
    row = argued(lambda x: le(0, x**4 / x**2))
    assert row.verdict == "undefined" and "ne(x, 0)" in row.note
    assert argued(lambda x: le(0, x**4 / x**2), where=lambda x: ne(x, 0)).verdict == "argued"


@pytest.mark.parametrize("relation", [lt, eq], ids=["false", "true"])
def test_words_do_not_decide_ties(relation):
    def tied(x):  # where x ≥ 2 both sides are equal, and balls cannot see it
        return any_of(lt(x, 2), relation(np.sqrt(x) * np.sqrt(x + 1), np.sqrt(x * (x + 1))))

    row = argued(tied, x=families.scalars(1, 4))
    assert row.verdict == "undecided" and "tie(s) that balls cannot decide" in row.note


@pytest.mark.parametrize(("lemmas", "options", "message"), [
    ([], {"words": "clear"}, "needs lemmas"),
    ([lemma()], {"words": " "}, "needs lemmas, and the words"),
    (["cai2019.norm_growth"], {"words": "clear"}, "'cai2019.norm_growth' is no claim"),
    ([claim(statement="", x=BOX)(lambda x: le(0, x * x))], {"words": "clear"}, "with a proof"),
    ([lemma()], {"words": "clear", "uses": "induction"}, r"uses=\('induction',\)"),
], ids=["no lemma", "no words", "a name", "no proof", "one name"])
def test_an_argument_written_wrongly(lemmas, options, message):
    theorem = claim(statement="", x=BOX)(lambda x: le(0, x**4))
    with pytest.raises(ClaimError, match=message):
        theorem.follows(*lemmas, **options)
