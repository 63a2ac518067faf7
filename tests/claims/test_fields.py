"""What is wrong with a claim's fields is said where the claim is made."""

import pytest

from bnlinear.claims import ClaimError, claim, families, le, strategies

BOX = families.scalars(-4, 4)


def made(body=lambda x: le(x, 4), **options):
    return claim(**({"statement": "", "x": BOX} | options))(body)


@pytest.mark.parametrize(("options", "message"), [
    ({"where": le(0, 1)}, "is no function; write a function of x"),
    ({"where": "x > 0"}, "where='x > 0' is no function"),
    ({"where": lambda y: le(0, y)}, r"where: .*; write a function of x"),
    ({"statement": None}, "must be a string"),
    ({"samples": 0}, r"samples=0; .* 1 or more"),
    ({"samples": -5}, "samples=-5"),
    ({"samples": 1.5}, r"samples=1\.5"),
    ({"samples": "many"}, "samples='many'"),
    ({"screen": False, "screen_only": True}, "leave one of them out"),
    ({"counterexample": 4}, r"must be a dictionary, .*'x': …"),
    ({"counterexample": {"x": 4, "y": 3}}, "names 'y', which is no parameter; it has x"),
], ids=["relation", "text", "other name", "no statement", "none", "negative", "share", "word",
        "no arithmetic", "no dictionary", "other parameter"])
def test_fields_are_looked_at(options, message):
    with pytest.raises(ClaimError, match=message):
        made(**options)


def test_families_need_a_dimension_in_common():
    low, high = families.spectra(max_dim=2), families.spectra(min_dim=3)
    with pytest.raises(ClaimError, match=r"p in d = 1 … 2, q in d = 3 … 4.*change min_dim= or max"):
        claim(statement="", p=low, q=high)(lambda p, q: le(p.L, q.L))


def test_steps_and_mutants_take_the_parameters_of_the_claim():
    with pytest.raises(ClaimError, match=r"proof: .*; write a function of prove, x"):
        made().proof()(lambda prove: None)
    with pytest.raises(ClaimError, match=r"mutant: .*; write a function of x"):
        made().mutant(lambda x, y: le(1, 0))
    with pytest.raises(ClaimError, match=r"where of a mutant: .*; write a function of x"):
        made().mutant(where=lambda y: le(1, y))


def test_nothing_is_proved_of_what_is_drawn():
    drawn = claim(statement="", x=strategies.members(BOX))(lambda x: le(x, 4))
    with pytest.raises(ClaimError, match="give families in place of its strategies"):
        drawn.proof()(lambda prove, x: prove.identity())


def test_floats_alone_prove_nothing():
    floats, lemma = made(screen_only=True), made()
    with pytest.raises(ClaimError, match="leave out screen_only=True, or the proof"):
        floats.proof()(lambda prove, x: prove.identity())
    lemma.proof()(lambda prove, x: prove.identity())
    with pytest.raises(ClaimError, match="leave out screen_only=True, or the argument"):
        floats.follows(lemma, words="clear")
