"""What the kernel asks z3, for Rocq: certificates and refutations found outside."""

from __future__ import annotations

from itertools import product
from typing import Any

from bnlinear.claims.relations import Compound, Relation, Statement, conjuncts
from bnlinear.exact.moments import Scalar
from bnlinear.rocq.questions.cases import Alternative, Case
from bnlinear.rocq.questions.direct import Sided, Split, branch_proof, in_cases, sided, splits_of
from bnlinear.rocq.questions.hints import HINTS, Hint, polynomials
from bnlinear.rocq.questions.products import cleared, positive_square, root_of_divisors
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.steps.emitter import OF_KIND, Emitter
from bnlinear.rocq.steps.known import Known
from bnlinear.rocq.steps.printing import SAYS
from bnlinear.rocq.terms import ScalarTerm


def print_question(emitter: Emitter, script: Script, fact: Known) -> str:
    """A scalar's sign from facts about a few scalars."""
    known = list(fact.parents)
    name = script.name(fact.scalar)
    equation = script.equation(fact.scalar, keep=True)
    value = emitter.canonical.scalar(fact.scalar, keep=True)
    says = SAYS[fact.sign].format(name)
    how = scalar_proof(emitter, script, value, fact.sign, known, equation)
    return script.prove("K", says, how)


def scalar_proof(emitter: Emitter, script: Script, value: Scalar, sign: str, known: list[Known],
                 equation: str) -> str:
    """The proof of `sign` for a scalar whose equation is given; the goal speaks of its name."""
    known = [*known, *(fact.reversed() for fact in known if fact.exact)]
    sides = sided(emitter, script, known, value)
    splits = splits_of(emitter, script, [value, *(kept(emitter, p) for p in known)])
    rewrite = f"rewrite {equation}. " if equation else ""
    branches = list(product(*[[0, 1]] * len(splits)))
    if len(branches) > 16:
        return no_certificate(script, value, rewrite)
    direct = _direct(emitter, script, value, sign, sides, splits, rewrite, branches)
    if direct or not (value.denominator and splits):
        return direct or f"{rewrite}{_by_cases(emitter, script, value, sign, known, sides, splits)}"
    plain: Any = Scalar(emitter.canonical.space, cleared(value), {})
    plain = plain * 1  # without squares of roots
    how, text = (_by_cases(emitter, script, plain, sign, known, sides, splits),
                 script.polynomial(plain.top()))
    square, is_positive = positive_square(root_of_divisors(script, value))
    kind = "lt" if sign == ">" else "le"
    return (f"{rewrite}assert (W0 : 0 {'<' if sign == '>' else '<='} {text}). {{ {how} }} "
            f"apply ({kind}_certificate {square} _ {text} {is_positive} W0). "
            f"{script.ring(value, plain, divides=True)}")


def _direct(emitter: Emitter, script: Script, value: Scalar, sign: str, sides: Sided,
            splits: list[Split], rewrite: str, branches: list[Any]) -> str | None:
    """A certificate in each case, if the search finds one."""
    if value.denominator or any(e.denominator for split in splits for e, *_ in split.sides):
        return None
    space, proofs = emitter.canonical.space, []
    for branch in branches:
        chosen = [split.side(k) for split, k in zip(splits, branch, strict=True)]
        proof = branch_proof(script, cleared(value), "", value, sign, sides, chosen, space, rewrite)
        if proof is None:
            return None
        proofs.append(proof)
    return in_cases(splits, proofs)


def _by_cases(emitter: Emitter, script: Script, value: Scalar, sign: str, known: list[Known],
              sides: Sided, splits: list[Split]) -> str:
    """A refutation in each case."""
    hint = HINTS.get(emitter.terms.claim.id, Hint())
    rules = [split.rule for split in splits]
    pairs = [tuple(Alternative(scalar, text, symbol=split.symbol, equals=equals)
                   for equals, scalar, text in split.sides) for split in splits]
    for fact in known:
        if fact.sign == "!=":
            unequal, (text, hypothesis) = kept(emitter, fact), _unequal(emitter, script, fact)
            rules.append(f"nonzero_cases _ {hypothesis}")
            pairs.append((Alternative(-unequal, f"- ({text})", True),
                          Alternative(unequal, text, True)))
    for polynomial in polynomials(emitter.canonical.space, hint.cases):
        unsigned = Scalar(emitter.canonical.space, polynomial, {})
        text = script.polynomial(polynomial)
        rules.append(f"either_sign {text}")
        pairs.append((Alternative(unsigned, text), Alternative(-unsigned, f"- {text}", True)))
    proofs = []
    for branch in product(*pairs):
        case = Case(script, list(branch), hint)
        for generator, text in zip(sides.generators, sides.texts, strict=True):
            plain = Scalar(emitter.canonical.space, generator.polynomial, {})
            case.know(plain, text, str(generator.label), generator.strict)
        proofs.append(case.conclude(value, sign) or no_certificate(script, value, ""))
    names = ["[e{0} h{0}]" if pair[0].symbol else "h{0}" for pair in pairs]
    head = "; ".join(f"destruct ({rule}) as [{name.format(k)}|{name.format(k)}]"
                     for k, (rule, name) in enumerate(zip(rules, names, strict=True)))
    if not head:
        return proofs[0]
    return f"{head}. " + " ".join(f"{{ {proof} }}" for proof in proofs)


def kept(emitter: Emitter, fact: Known) -> Scalar:
    """A fact's scalar in the claim's letters."""
    return emitter.canonical.scalar(fact.scalar, keep=True)


def _unequal(emitter: Emitter, script: Script, fact: Known) -> tuple[str, str]:
    """The normal form of a scalar that is not 0, and that it is not."""
    text, hypothesis = script.text(kept(emitter, fact)), fact.hypothesis(script)
    equation = script.equation(fact.scalar, keep=True)
    back = f"rewrite {equation} in Z. " if equation else ""
    return text, script.prove("N", f"{text} <> 0", f"assert (Z := {hypothesis}). {back}exact Z.")


def no_certificate(script: Script, value: Scalar, rewrite: str) -> str:
    """Nothing was found; a trial (of a false variant) is printed all the same, to be refused."""
    if not script.trial:
        raise NotExported(f"no certificate was found for a question about {len(value.symbols())} "
                          "scalars, which the kernel asks z3")
    return f"{rewrite}clear; lra."


def print_goal_question(emitter: Emitter, script: Script, goal: Relation | Compound,
                        facts: tuple[Known, ...]) -> str:
    """A goal about scalars, implications included."""
    says = emitter.terms.relation(goal)
    with script.inside() as body:
        _goal_steps(emitter, script, goal, list(facts), 0)
    name = script.fresh("G")
    script.say(f"assert ({name} : {says}). {{")
    script.lines += [*body, "}"]
    return name


def _goal_steps(emitter: Emitter, script: Script, goal: Statement, facts: list[Known],
                depth: int) -> None:
    """Say how a statement follows from facts."""
    if isinstance(goal, Compound):
        if goal.premise is not None:
            facts = [*facts, *_assumed(emitter, script, goal.premise, depth)]
            _goal_steps(emitter, script, goal.parts[1], facts, depth + 1)
            return
        if not goal.every:
            raise NotExported("alternatives without a premise")
        for k, part in enumerate(goal.parts):
            if k + 1 < len(goal.parts):
                script.say("split.")
            with script.inside() as body:
                _goal_steps(emitter, script, part, facts, depth + 1)
            script.lines += ["{", *body, "}"]
        return
    assert isinstance(goal, Relation)
    lhs, rhs = (emitter.term(side) for side in (goal.lhs, goal.rhs))
    if goal.kind == "eq":
        names = [_question(emitter, a, b, ">=", facts).hypothesis(script)
                 for a, b in ((lhs, rhs), (rhs, lhs))]
        script.say(f"exact (Rle_antisym _ _ (minus_le _ _ {names[0]}) (minus_le _ _ {names[1]})).")
        return
    name = _question(emitter, lhs, rhs, OF_KIND[goal.kind], facts).hypothesis(script)
    script.say(f"exact (minus_{goal.kind} _ _ {name}).")


def _question(emitter: Emitter, lhs: ScalarTerm, rhs: ScalarTerm, sign: str,
              facts: list[Known]) -> Known:
    return Known(emitter, emitter.make("-", rhs, lhs), sign, "question", tuple(facts), keep=True)


def _assumed(emitter: Emitter, script: Script, premise: Statement, depth: int) -> list[Known]:
    """The premise as facts, under names of its own."""
    relations = conjuncts(premise, needed=True)
    names = [f"Hp{depth}_{k}" for k in range(len(relations))]
    pattern = names[-1]
    for name in reversed(names[:-1]):
        pattern = f"[{name} {pattern}]"
    script.say(f"intros {pattern}.")
    out = []
    for name, relation in zip(names, relations, strict=True):
        if not isinstance(relation, Relation):
            raise NotExported("alternatives in a premise")
        lhs, rhs = emitter.term(relation.lhs), emitter.term(relation.rhs)
        out.append(Known(emitter, emitter.make("-", rhs, lhs), OF_KIND[relation.kind],
                         "hypothesis", data=(name, relation.kind)))
    return out
