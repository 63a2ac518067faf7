"""`bnlinear show ID`: one claim in full, with its proof or its counterexample worked out."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from bnlinear.claims.claim import Claim
from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.kernel.notation import LETTERS
from bnlinear.claims.kernel.prover import prove
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import Argument, Mutant, code_of
from bnlinear.claims.references import entry_of
from bnlinear.claims.search.pool import pool
from bnlinear.claims.verdict.ladder import judge
from bnlinear.claims.verdict.values import dimensions
from bnlinear.cli.show.formulas import Formulas, defaults_of
from bnlinear.cli.show.proof import readable
from bnlinear.cli.show.rows import plain
from bnlinear.cli.show.worked import worked_out
from bnlinear.exact.decimals import cut

#: Members drawn to find one whose attributes are asked.
MEMBERS = 40


def explain(claim: Claim, *, effort: str = "standard", rng: int = 0) -> str:
    """Statement, hypotheses, source, verdict; then the derivation or the counterexample."""
    row = judge(claim, effort=effort, rng=rng)
    parts = [f"{claim.id}\n\n  {claim.text}\n", *_source(claim.source), *_statement(claim),
             f"verdict     {row.verdict}{f' ({row.scope})' if row.scope else ''}, "
             f"expected {row.expect}: {'ok' if row.ok else 'NOT ok'}"]
    if row.note:
        parts.append(f"note        {row.note}")
    if row.repairs:
        parts.append(f"repaired by {row.repairs}")
    if row.instances and row.verdict != "refuted":
        sharp = f", largest lhs/rhs {cut(row.sharpness, 9)}" if row.sharpness else ""
        kind = "instances hold in floats" if row.verdict == "supported" else "exact instances hold"
        parts.append(f"evidence    {row.instances} {kind}, {row.hunted} floats searched{sharp}")
    found = claim.counterexample if row.at is None else claim.build(row.at)
    if row.verdict == "refuted" and found is not None:
        parts.append("\n" + worked_out(claim, found))
    elif row.counterexample is not None:
        parts.append(f"\nCounterexample\n{_listed(row.counterexample)}")
    if claim.the_proof is not None:
        try:
            parts.append("\n" + readable(prove(claim)))
            parts.append("\nMutants: each is refuted by an exact instance and refused by these "
                         "steps\n" + "\n".join(f"  {k}. {_change(claim, mutant)}" for k, mutant
                                               in enumerate(claim.mutants, start=1)))
        except Exception as error:  # steps and bodies are somebody's code
            parts.append(f"\nThe proof fails: {error}")
    if claim.the_argument is not None:
        parts.append("\n" + argued(claim.the_argument))
    parts.append("\nAs it is written\n" + "\n".join(map(_code, _written(claim))))
    return "\n".join(parts)


def _written(claim: Claim) -> list[Callable[..., Any]]:
    return [claim.body] if claim.the_proof is None else [claim.body, claim.the_proof.steps]


def _statement(claim: Claim) -> list[str]:
    """Hypotheses, goals and letters as formulas, where they can be read off the source."""
    constants = defaults_of(claim.body)
    body = Formulas(claim.body, constants)
    assumed = None if claim.where is None else Formulas(claim.where, constants)
    where = assumed.relations() if assumed else []
    families = [f"{name} in {family.name} ({dimensions(claim)} searched)"
                for name, family in claim.families.items()]
    lines = ["hypotheses  " + "\n            ".join([*families, *where])]
    goals = body.relations()
    lines += ["claim       " + "\n            ".join(goals)] if goals else []
    named = body.letters | (assumed.letters if assumed else set())
    letters = [*body.definitions(), *_letters(claim, named)]
    return lines + (["where       " + "\n            ".join(letters)] if letters else [])


def _letters(claim: Claim, names: set[str]) -> list[str]:
    """What the attributes of the instances stand for: the first lines of their docstrings."""
    out = []
    for instance in _member(claim).values():
        for name in sorted(names):
            member = getattr(type(instance), name, None)
            text = (getattr(member, "__doc__", None) or "").strip().partition("\n")[0]
            if text and callable(getattr(type(member), "__get__", None)):
                letter = LETTERS.get(name, name)
                text = text.removesuffix(".")
                out.append(text if text.startswith(f"{letter} =") else f"{letter}: {text}")
    return out


def _member(claim: Claim) -> dict[str, Any]:
    """Some instances of the claim, to ask what their attributes are."""
    if claim.counterexample is not None or not claim.families:
        return claim.counterexample or {}
    for at in pool(claim, MEMBERS, 0):
        try:
            return claim.build(at)
        except Rejected:
            continue
    return {}


def _change(claim: Claim, mutant: Mutant) -> str:
    """What a mutant changes: a constant, the hypotheses, or what is asserted."""
    own = defaults_of(claim.body)
    changed = {name: value for name, value in defaults_of(mutant.body).items()
               if name in own and own[name] != value}
    if changed:
        return ", ".join(f"{name} = {value} in place of {own[name]}"
                         for name, value in changed.items())
    if mutant.body is claim.body and mutant.where is not None:
        return "assuming only " + " and ".join(Formulas(mutant.where, own).relations())
    formulas = Formulas(mutant.body, own)
    definitions = [line for line in formulas.definitions()
                   if line not in Formulas(claim.body, own).definitions()]
    return "; ".join([*formulas.relations(), *definitions]) or "another body"


def argued(argument: Argument) -> str:
    """A theorem from lemmas: the lemmas, what is used of the textbooks, and the words."""
    lines = ["From lemmas that the kernel proves (each with its mutants)"]
    lines += [f"  {lemma.id or lemma.name}: {lemma.text}" for lemma in argument.lemmas]
    lines += [f"  uses: {name}: {LEMMAS[name]}" for name in argument.uses]
    lines += ["In words, not checked by the machine", textwrap.indent(argument.words, "  ")]
    return "\n".join(lines)


def _listed(parts: object, indent: str = "  ") -> str:
    if not isinstance(parts, dict):
        return f"{indent}{plain(parts)}"
    return "\n".join(f"{indent}{name} = {plain(value)}" if not isinstance(value, dict)
                     else f"{indent}{name}:\n{_listed(value, indent + '  ')}"
                     for name, value in parts.items())


def _source(source: str) -> list[str]:
    """The source, and below it the paper in full."""
    cited = entry_of(source)
    paper = [] if cited is None or not cited.is_paper else [f"            {cited.full}"]
    return [f"source      {source or 'not given'}", *paper]


def _code(function: Callable[..., Any]) -> str:
    """Its source, indented."""
    try:
        source = inspect.getsource(code_of(function) or type(function))
    except (OSError, TypeError):  # made by exec, or typed in
        return "  (Python keeps no source of it)"
    return "\n".join("  " + line for line in source.rstrip().splitlines())
