"""Facts that are not of this proof, or say less than is asked: other spaces, signs, lemmas."""

from types import SimpleNamespace

from bnlinear.claims import any_of, eq, gt, le, lt, ne, spectrum_within
from bnlinear.claims.kernel.facts import Fact
from bnlinear.claims.signs import Sign
from bnlinear.problems.least_squares import outer
from tests.claims.kernel.cheating import STATES, Cheat, each, other_prover, refused


def positive(p):
    return lt(0, p.x)


def theirs():
    other, q = other_prover()
    return other.given(q.x)


def changed_polynomial():
    """A polynomial that is another one when it is read again."""
    answers = iter([lambda t: t, lambda t: -t, lambda t: -t])
    return lambda t: next(answers)(t)


def forged(prove, p):
    prove.by(SimpleNamespace(scalar=p.x, sign=Sign.POSITIVE, rests=frozenset(), parents=()))


def subclassed(prove, p):
    class Mine(Fact):
        pass
    prove.by(Mine(object(), p.x, ">", "mine"))


def of_another_space(prove, p):
    _, q = other_prover()
    prove.square(q.x)


def product_of_two_proofs(prove, p):
    prove.by(prove.number(1) * theirs())


def letters_spelt_wrong(prove, p):
    prove.let(k=p.y)
    prove.by(prove.restate(prove.norm(p.w, power=1), p.x))


def letter_fact_closes(prove, p):
    (k,) = prove.let(k=p.x)
    prove.by(prove.scalar(k * k, ">="))


@each([
    Cheat("a forged fact", "no fact of the kernel", forged, body=positive),
    Cheat("a fact of one's own class", "rules of the kernel only", subclassed, body=positive),
    Cheat("a fact of another proof closes", "another proof",
          lambda prove, p: prove.by(theirs()), body=positive),
    Cheat("a fact of another proof as a factor", "another proof",
          lambda prove, p: prove.by(prove.square(p.x), times=theirs()), body=positive),
    Cheat("a fact of another proof for z3", "another proof",
          lambda prove, p: prove.by_z3([theirs()]), body=positive),
    Cheat("a fact of another proof in a lift", "another proof",
          lambda prove, p: prove.lift(p.w, lambda t: t, [theirs()]), body=positive),
    Cheat("a fact of another proof as cover", "another proof",
          lambda prove, p: prove.nonzero(theirs()), body=positive),
    Cheat("a product of two proofs", "another proof", product_of_two_proofs, body=positive),
    Cheat("a scalar of another proof", "another proof", of_another_space, body=positive),
    Cheat("a negative multiple", "only a positive number",
          lambda prove, p: prove.by(-1 * prove.square(p.x)), body=lambda p: le(p.x**2, 0)),
    Cheat("the multiple by zero", "only a positive number",
          lambda prove, p: prove.by(0 * prove.norm(p.w)), body=lambda p: lt(0, p.x - p.x)),
    Cheat("a float multiple", "the float 0.5", lambda prove, p: prove.by(0.5 * prove.square(p.x)),
          body=positive),
    Cheat("a quotient by what may vanish", "not known positive",
          lambda prove, p: prove.by(prove.square(p.x) / prove.square(p.x)), body=positive),
    Cheat("≥ for >", "does not give", lambda prove, p: prove.by(prove.square(p.x)),
          body=lambda p: lt(0, p.x**2)),
    Cheat("≠ for >", "does not give", lambda prove, p: prove.by(prove.given(-p.x)), body=positive,
          where=lambda p: ne(p.x, 0)),
    Cheat("a goal that is not there", "no goal 1",
          lambda prove, p: prove.by(prove.square(p.x), goal=1), body=lambda p: le(0, p.x**2)),
    Cheat("the last goal by a negative index", "no goal -1",
          lambda prove, p: prove.by(prove.square(p.x), goal=-1), body=lambda p: le(0, p.x**2)),
    Cheat("the same goal twice", r"goals \[1\]",
          lambda prove, p: [prove.by(prove.square(p.x), goal=0) for _ in range(2)],
          body=lambda p: (le(0, p.x**2), lt(0, p.x))),
    Cheat("a letter stands for what it does not", "not identical", letters_spelt_wrong,
          body=positive),
    Cheat("a fact about a letter, not spelt out", "not identical", letter_fact_closes,
          body=lambda p: le(0, p.x**2)),
    Cheat("a polynomial that changes", "refutes",
          lambda prove, p: (lambda f: (prove.lift_within(p.h, f), prove.by(
              prove.lift_within(p.h, f))))(changed_polynomial()), p=STATES,
          body=lambda p: le(p.h @ p.H @ p.h, 0),
          where=lambda p: spectrum_within(p.H, 0, 9)),
    Cheat("spectrum_within that is not there", "no such",
          lambda prove, p: prove.lift_within(p.w, lambda t: t), body=positive),
    Cheat("spectrum_within by a negative index", "no such",
          lambda prove, p: prove.lift_within(p.w, lambda t: t, hypothesis=-1), body=positive,
          where=lambda p: spectrum_within(p.H, 0, 9)),
    Cheat("spectrum_within of a matrix that is not symmetric", "not symmetric",
          lambda prove, p: prove.lift_within(p.w, lambda t: t), body=positive,
          where=lambda p: spectrum_within(outer(p.w, p.u), 0, 9)),
    Cheat("p(0) < 0", "refutes", lambda prove, p: prove.lift_within(p.w, lambda t: t - 1),
          body=positive, where=lambda p: spectrum_within(p.H, 1, 9)),
    Cheat("contradictory facts", "contradict",
          lambda prove, p: prove.by(prove.scalar(
              p.x, ">", [prove.given(p.y - p.x**2 - 1), prove.given(p.x**2 - p.y)])),
          body=positive, where=lambda p: [le(p.x**2 + 1, p.y), le(p.y, p.x**2)]),
    Cheat("a norm that may vanish", "is positive",
          lambda prove, p: prove.energy(p.h, prove.norm(p.h)), p=STATES, body=positive),
    Cheat("a step that is not orthogonal", "not identical",
          lambda prove, p: prove.energy_after(p.w, p.w - p.u), body=positive),
    Cheat("the norm of another vector", "not identical",
          lambda prove, p: prove.energy(p.u - p.w, prove.norm(p.w)), body=positive),
    Cheat("an alternative as a hypothesis", "no hypothesis gives",
          lambda prove, p: prove.by(prove.given(p.x)), body=positive,
          where=lambda p: any_of(gt(p.x, 0), lt(p.x, 0))),
    Cheat("a lemma that is not in the list", "textbook", lambda prove, p: prove.by(
        prove.square(p.x)), body=lambda p: le(0, p.x**2), uses={"it is well known": "all of it"}),
    Cheat("a lemma in place of a step", r"goals \[0\]", lambda prove, p: None, body=positive,
          uses={"Courant–Fischer": "all of it"}),
    Cheat("vectors compared with scalars", "same shape", lambda prove, p: prove.identity(),
          body=lambda p: eq(p.w, p.x)),
])
def test_facts_say_no_more_than_they_say(cheat):
    refused(cheat)
