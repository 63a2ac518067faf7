"""`bnlinear show ID`: one claim in full, with its proof or its counterexample worked out."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

from bnlinear.claims.claim import Claim
from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.formulas import short
from bnlinear.claims.kernel.prover import Derivation, prove
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import Argument
from bnlinear.claims.relations import SIGNS, Compound, Relation, Statement
from bnlinear.claims.verdict.ladder import judge
from bnlinear.claims.verdict.values import dimensions
from bnlinear.cli.show_rows import plain
from bnlinear.exact.number import Number
from bnlinear.exact.precision import decide


def explain(claim: Claim, *, effort: str = "standard", rng: int = 0) -> str:
    """Statement, hypotheses, source, verdict; then the derivation or the counterexample."""
    row = judge(claim, effort=effort, rng=rng)
    parts = [f"{claim.id}\n\n  {claim.text}\n", f"source      {claim.source or 'not given'}",
             f"hypotheses  {_hypotheses(claim)}",
             f"verdict     {row.verdict}{f' ({row.scope})' if row.scope else ''}, "
             f"expected {row.expect}: {'ok' if row.ok else 'NOT ok'}"]
    if row.note:
        parts.append(f"note        {row.note}")
    if row.repairs:
        parts.append(f"repaired by {row.repairs}")
    if row.instances and row.verdict != "refuted":
        sharp = f", largest lhs/rhs {row.sharpness:.9f}" if row.sharpness else ""
        kind = "instances hold in floats" if row.verdict == "supported" else "exact instances hold"
        parts.append(f"evidence    {row.instances} {kind}, {row.hunted} floats searched{sharp}")
    found = claim.counterexample if row.at is None else claim.build(row.at)
    if row.verdict == "refuted" and found is not None:
        parts.append("\n" + worked_out(claim, found))
    elif row.counterexample is not None:
        parts.append(f"\nCounterexample\n{_listed(row.counterexample)}")
    if claim.the_proof is not None:
        try:
            parts.append("\n" + readable(prove(claim), len(claim.mutants)))
            parts.append("\nThe steps as they are written\n"
                         + _indented(inspect.getsource(claim.the_proof.steps)))
        except (NotClosed, ProofError) as error:
            parts.append(f"\nThe proof fails: {error}")
    if claim.the_argument is not None:
        parts.append("\n" + argued(claim.the_argument))
    parts.append("\nThe claim as it is checked\n" + _indented(inspect.getsource(claim.body)))
    return "\n".join(parts)


def _hypotheses(claim: Claim) -> str:
    families = ", ".join(f"{name} in {family.name} ({dimensions(claim)} searched)"
                         for name, family in claim.families.items())
    if claim.where is None:
        return families
    source = inspect.getsource(claim.where).strip().rstrip(",")
    return f"{families}; where {source.partition('where=')[2] or source}"


def readable(derivation: Derivation, mutants: int) -> str:
    """A finished proof, step by step."""
    lines = ["Proof, on moments: for every dimension, every H and all vectors of the family"]
    lines += [f"  goal {k}: {short(goal)}" for k, goal in enumerate(derivation.reading.goals)]
    facts = derivation.facts()
    number = {id(fact): k for k, fact in enumerate(facts, start=1)}
    for fact in facts:
        basis = ", ".join(f"({number[id(parent)]})" for parent in fact.parents)
        words = fact.data.get("text", fact.rule) if fact.rule == "hypothesis" else fact.rule
        lines.append(f"  ({number[id(fact)]}) {short(fact.scalar)} {fact.sign.symbol} 0: {words}"
                     + (f" of {basis}" if basis else ""))
    lines += [f"  goal {closing.goal} is closed: {closing.rule} "
              + ", ".join(f"({number[id(fact)]})" for fact in closing.facts)
              for closing in derivation.closings]
    lines += [f"  uses: {name}: {LEMMAS[name]}" for name in derivation.uses] or [
        "  uses nothing that is not checked here"]
    lines.append(f"  {mutants} mutant(s): each refuted by an exact instance, and rejected by these "
                 "steps")
    return _typeset("\n".join(lines))


def argued(argument: Argument) -> str:
    """A theorem from lemmas: the lemmas, what is used of the textbooks, and the words."""
    lines = ["From lemmas that the kernel proves (each with its mutants)"]
    lines += [f"  {lemma.id or lemma.name}: {lemma.text}" for lemma in argument.lemmas]
    lines += [f"  uses: {name}: {LEMMAS[name]}" for name in argument.uses]
    lines += ["In words, not checked by the machine", textwrap.indent(argument.words, "  ")]
    return "\n".join(lines)


def _typeset(text: str) -> str:
    """<u|H^1|w> as ⟨u, Hw⟩, H^2 as H²."""
    text = re.sub(r"<(\w+)\|H\^1\|(\w+)>", r"⟨\1, H\2⟩", text)
    text = re.sub(r"<(\w+)\|(H\^-?\d+)\|(\w+)>", r"⟨\1, \2 \3⟩", text)
    text = re.sub(r"<(\w+)\|(\w+)>", r"⟨\1, \2⟩", text)
    return re.sub(r"\^(-?\d+)", lambda m: m[1].translate(SUPERSCRIPTS), text)


SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def worked_out(claim: Claim, instances: dict[str, Any]) -> str:
    """A counterexample number by number."""
    said = decide(lambda: claim.at(instances))
    lines = ["Counterexample, exact", _listed(describe(instances)), "  what the claim says there:"]
    return "\n".join(lines + _judged(said, "    "))


def _judged(said: Statement, indent: str) -> list[str]:
    truth = "true" if decide(said.holds) else "FALSE"
    if isinstance(said, Relation):
        return [f"{indent}{_side(said.lhs)} {SIGNS[said.kind]} {_side(said.rhs)}   {truth}"]
    if not isinstance(said, Compound):
        return [f"{indent}{said}   {truth}"]
    if len(said.parts) == 1:
        return _judged(said.parts[0], indent)
    lines = [f"{indent}{'all' if said.every else 'at least one'} of   {truth}"]
    return lines + [line for part in said.parts for line in _judged(part, indent + "  ")]


def _side(value: Any) -> str:
    if isinstance(value, Number) and not value.is_rational:
        return f"{float(value):.12g}…"
    return plain(describe(value))


def _listed(parts: Any, indent: str = "  ") -> str:
    if not isinstance(parts, dict):
        return f"{indent}{plain(parts)}"
    return "\n".join(f"{indent}{name} = {plain(value)}" if not isinstance(value, dict)
                     else f"{indent}{name}:\n{_listed(value, indent + '  ')}"
                     for name, value in parts.items())


def _indented(source: str) -> str:
    return "\n".join("  " + line for line in source.rstrip().splitlines())
