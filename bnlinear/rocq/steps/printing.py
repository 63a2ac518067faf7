"""How a fact and a goal are printed: what they say, and the lemma that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bnlinear.claims.relations import Compound, Relation
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.terms import ScalarTerm, VectorTerm

if TYPE_CHECKING:
    from bnlinear.rocq.steps.emitter import Emitter
    from bnlinear.rocq.steps.known import Known

#: What a fact of a sign says.
SAYS = {">=": "0 <= {}", ">": "0 < {}", "=": "{} = 0", "!=": "{} <> 0"}
_SAME = {">=": "le_same", ">": "lt_same", "!=": "ne_same"}


def print_fact(emitter: Emitter, fact: Known, script: Script) -> str:
    """The hypothesis that a fact holds; its proof goes into the script."""
    if fact.rule in emitter.printers:
        return emitter.printers[fact.rule](emitter, script, fact)
    how = proof(emitter, fact, script)
    return script.prove("K", SAYS[fact.sign].format(script.name(fact.scalar)), how)


def proof(emitter: Emitter, fact: Known, script: Script) -> str:
    rule, data = fact.rule, fact.data
    parents = [parent.hypothesis(script) for parent in fact.parents]
    if rule == "family":
        return f"exact {data[0]}."
    if rule == "hypothesis":
        return f"exact ({data[1]}_difference _ _ {data[0]})."
    if rule in ("add", "mul", "div"):
        signs = "_".join({">=": "le", ">": "lt", "!=": "ne"}[p.sign] for p in fact.parents)
        lemma = {"mul_ne_ne": "mul_nonzero"}.get(f"{rule}_{signs}", f"{rule}_{signs}")
        return f"exact ({lemma} _ _ {' '.join(parents)})."
    if rule == "square":
        return f"exact (square_le {script.name(data[0])})."
    if rule == "positive square":
        return f"exact (square_lt _ {script.nonzero_term(data[0])})."
    if rule in ("max_left", "max_right"):
        return f"exact ({rule} _ _)."
    if rule == "root":
        if fact.sign == ">=":
            return "exact (sqrt_pos _)."
        return (f"exact (sqrt_positive _ {script.nonnegative_term(data[0])} "
                f"{script.nonzero_term(data[0])}).")
    if rule == "norm":
        return norm(emitter, fact, script)
    if rule == "energy":
        return energy(emitter, fact, script, parents[0])
    if rule == "same":
        return same(emitter, fact.parents[0], parents[0], fact.scalar, script, fact.sign)
    if rule == "identity":
        equation = script.equation(fact.scalar)
        return f"{f'rewrite {equation}. ' if equation else ''}apply Rle_refl."
    if rule == "gram":
        left, right, power = data
        names = f"{script.name(left)} {script.name(right)}"
        if power == 0:
            return f"exact (gram_le _ _ (cauchy V {names}))."
        return f"exact (gram_le _ _ (pw_cauchy V H Hsym {power} {names} Hnn))."
    return "lra."  # a number; or a sign that nothing gives, which lra refuses


def norm(emitter: Emitter, fact: Known, script: Script) -> str:
    vector, power = fact.data
    name = script.name(vector)
    if power < 0:
        raise NotExported("a norm under a power of the inverse")
    weak = (f"(dot_pos {name})" if power == 0
            else f"(pw_nonnegative V H Hsym {power} Hnn {name})")
    if fact.sign == ">=":
        return f"exact {weak}."
    return f"exact (strict _ {weak} {script.nonzero_term(fact.scalar)})."


def energy(emitter: Emitter, fact: Known, script: Script, nonzero: str) -> str:
    vector, power = fact.data
    length = vector @ vector
    positive = script.prove("K", f"0 < {script.name(length)}", same(emitter,
        fact.parents[0], nonzero, length, script, ">"))
    return (f"exact (pw_positive V H Hsym {power} {script.ends} "
            f"{script.name(vector)} Hspec Hmu "
            f"{positive}).")


def same(emitter: Emitter, parent: Known, hypothesis: str, scalar: ScalarTerm, script: Script,
          sign: str) -> str:
    """The same sign of an identical scalar."""
    back, forth = script.equation(parent.scalar), script.equation(scalar)
    lines = [f"assert (Z := {hypothesis})."]
    if back:
        lines.append(f"rewrite {back} in Z.")
    if forth:
        lines.append(f"rewrite {forth}.")
    lines.append(f"apply ({_SAME[sign]} _ _ Z). {script.ring(parent.scalar, scalar)}")
    return " ".join(lines)


def print_goal(emitter: Emitter, index: int, script: Script) -> str:
    """The hypothesis that a goal holds."""
    goal, closing = emitter.goals[index], emitter.closings.get(index)
    if closing is None:
        raise NotExported(f"goal {index} is not closed")
    says = emitter.terms.relation(goal)
    if closing.how == "question":
        return emitter.printers["goal"](emitter, script, goal, closing.facts)
    if isinstance(goal, Compound):
        raise NotExported("alternatives are closed by a question only")
    if closing.how == "identity":
        return script.prove("G", says, identity(emitter, goal, script))
    lhs, rhs = emitter.term(goal.lhs), emitter.term(goal.rhs)
    (fact,) = closing.facts
    hypothesis = fact.hypothesis(script)
    if goal.kind == "le" and fact.sign == ">":
        hypothesis = f"(Rlt_le _ _ {hypothesis})"
    difference, times = emitter.make("-", rhs, lhs), closing.times
    start = f"apply ({goal.kind}_from _ _ _ {hypothesis})."
    if times is not None:
        difference = emitter.make("*", difference, times.scalar)
        start = f"apply ({goal.kind}_times _ _ _ _ {times.hypothesis(script)} {hypothesis})."
    equations = [script.equation(difference), script.equation(fact.scalar)]
    rewrites = "".join(f"rewrite {e}. " for e in equations if e)
    return script.prove("G", says, (
        f"{start} change ({script.name(difference)} = {script.name(fact.scalar)}). "
        f"{rewrites}{script.ring(difference, fact.scalar)}"))


def identity(emitter: Emitter, goal: Relation, script: Script) -> str:
    if goal.kind != "eq":
        return "fail 0 \"no equation\"."
    sides = [emitter.terms.term(side) for side in (goal.lhs, goal.rhs)]
    if isinstance(sides[0], VectorTerm):
        a, b = map(script.combination, sides)
        values = [c for side in sides for c in emitter.canonical.vector(side).values()]
        return (f"apply (comb_same V {script.operator} env _ _ _ _ {a} {b}). intro z_. "
                f"cbn [along]. {script.ring(*values)}")
    equations = [script.equation(side) for side in sides]
    rewrites = "".join(f"rewrite {e}. " for e in dict.fromkeys(equations) if e)
    names = [script.name(side) for side in sides]
    return f"change ({names[0]} = {names[1]}). {rewrites}{script.ring(*sides)}"
