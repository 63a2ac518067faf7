"""Equations: a term is its normal form, by `ring` or `field` with what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.scripts import roots, vectors
from bnlinear.rocq.terms import ScalarTerm

if TYPE_CHECKING:
    from bnlinear.rocq.scripts.script import Script

#: Operations that a normal form looks through; the others get an equation of their own.
_INLINE = ("+", "-", "*", "/", "neg", "^", "number", "name")


def prove_equation(script: Script, term: ScalarTerm, keep: bool) -> str:
    if term.op in ("name", "number") or (term.op == "letter" and keep):
        return ""
    name = script.name(term)
    value = script.canonical.scalar(term, keep=keep)
    if term.index in script.canonical.given:
        return script.prove("E", f"{name} = {script.text(value)}", "reflexivity.")
    if term.op == "dot":
        return vectors.prove_dot(script, term, name, value)
    if term.op in ("sqrt", "abs"):
        return roots.prove_root(script, term, name, value, keep)
    if term.op == "max":
        return roots.prove_maximum(script, term, name, value, keep)
    if term.op in ("letter", "derivative"):
        inner = term.args[1] if term.op == "letter" else script.canonical.derivative(term)
        equation, text = script.equation(inner, keep=keep), script.text(value)
        return script.prove("E", f"{name} = {text}",
                          f"change ({script.name(inner)} = {text}). "
                          + (f"exact {equation}." if equation else "reflexivity."))
    leaves: list[ScalarTerm] = []
    inline = inlined(script, term, leaves, keep, top=True)
    rewrites = rewritten(script, leaves, keep)
    text = script.text(value)
    return script.prove("E", f"{name} = {text}",
                      f"change ({inline} = {text}). {rewrites}"
                      + script.ring(value, *(script.canonical.scalar(leaf, keep=keep)
                                           for leaf in leaves), divides="/" in inline))


def inlined(script: Script, term: ScalarTerm, leaves: list[ScalarTerm], keep: bool,
            top: bool = False) -> str:
    """The formula of a term over what has equations of its own; divisors get theirs."""
    named = term.index in script.printer.names and not top
    if named or term.op not in _INLINE or term.index in script.canonical.given:
        if all(term is not leaf for leaf in leaves):
            leaves.append(term)
        return script.name(term)
    if term.op == "/":
        script.divisor(term.args[1], keep)
    return script.printer.operation(
        term, [inlined(script, a, leaves, keep) if isinstance(a, ScalarTerm) else a
               for a in term.args])


def rewritten(script: Script, leaves: list[ScalarTerm], keep: bool) -> str:
    known = [script.equation(leaf, keep=keep) for leaf in leaves]
    return "".join(f"rewrite {e}. " for e in known if e)


def ring(script: Script, *values: Any, divides: bool = False) -> str:
    """The tactic for an equation between these: with divisors or without, modulo roots."""
    scalars = [v if isinstance(v, Scalar) and not isinstance(v, ScalarTerm)
               else script.canonical.scalar(v) for v in values]
    names = sorted({n for s in scalars for n in roots_in(script, s)})
    divided = divides
    for scalar in scalars:
        divided = divided or bool(scalar.denominator) or any(
            c.q != 1 for c in scalar.top().coeffs())
        for index in scalar.denominator:
            script.factor(script.canonical.space.factors[index])
    squares = [script.root(n)[2] for n in names]
    hint = f" [{' '.join(squares)}]" if names else ""
    nonzero = [name for key, name in script.factors.items() if not key.startswith("≥")]
    # both take seven times as long among a thousand hypotheses
    needed = [*squares, *(dict.fromkeys(nonzero) if divided else [])]
    lean = f"clear - {' '.join(needed)}" if needed else "clear"
    return f"{lean}; field{hint}; nonzero." if divided else f"{lean}; ring{hint}."


def roots_in(script: Script, scalar: Scalar) -> set[str]:
    space = script.canonical.space
    found = scalar.symbols() & set(space.roots)
    for name in set(found):
        found |= roots_in(script, space.roots[name])
    return found
