"""Roots, absolute values and maxima: a name for each, with what is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.terms import ScalarTerm

if TYPE_CHECKING:
    from bnlinear.rocq.scripts.script import Script


def root(script: Script, symbol: str) -> tuple[str, str, str]:
    """A root of a normal form: its name, that it is not negative, and what its square is."""
    if symbol not in script.roots:
        square = script.canonical.space.roots[symbol]
        known = script.nonnegative(square)
        s, at_least, squared = script.fresh("s"), script.fresh("P"), script.fresh("S")
        script.say(f"destruct (root_exists {script.polynomial(square.top())} {known}) "
                 f"as [{s} [{at_least} {squared}]].")
        script.roots[symbol] = s, at_least, squared
    return script.roots[symbol]


def prove_root(script: Script, term: ScalarTerm, name: str, value: Scalar, keep: bool) -> str:
    inner = term.args[0]
    equation, under = script.equation(inner, keep=keep), script.name(inner)
    text = script.text(value)
    rule, head = ("sqrt_is", "sqrt") if term.op == "sqrt" else ("Rabs_is", "Rabs")
    for index in value.denominator:
        sign_of_factor(script, script.canonical.space.factors[index])
    rewrite = f"rewrite {equation}. " if equation else ""
    return script.prove(
        "E", f"{name} = {text}",
        f"change ({head} ({under}) = {text}). {rewrite}apply {rule}; [nonnegative|]. "
        f"{script.ring(value, script.canonical.scalar(inner, keep=keep))}")


def sign_of_factor(script: Script, factor: fmpq_mpoly) -> None:
    """A divisor y of a root √x/y = √x√x/… : known positive where it is itself a square."""
    nonzero = script.factor(factor)
    try:
        weak = script.nonnegative(Scalar(script.canonical.space, factor, {}))
    except NotExported:
        return  # of even power, so that its sign does not matter
    script.prove("P", f"0 < {script.polynomial(factor)}", f"exact (strict _ {weak} {nonzero}).")


def maximum(script: Script, symbol: str) -> tuple[str, str]:
    """A maximum of a normal form: its name, and the equation Rmax a b = it."""
    if symbol not in script.maxima:
        left, right = script.canonical.space.maxima[symbol]
        texts = script.text(left), script.text(right)
        top, is_top = script.fresh("M"), script.fresh("R")
        script.say(f"destruct (named (Rmax ({texts[0]}) ({texts[1]}))) as [{top} {is_top}].")
        script.maxima[symbol] = top, is_top
    return script.maxima[symbol]


def prove_maximum(script: Script, term: ScalarTerm, name: str, value: Scalar, keep: bool) -> str:
    text = script.text(value)
    equations = [script.equation(a, keep=keep) for a in term.args]
    rewrites = "".join(f"rewrite {e}. " for e in dict.fromkeys(equations) if e)
    (symbol,) = value.symbols()
    return script.prove(
        "E", f"{name} = {text}",
        f"change (Rmax ({script.name(term.args[0])}) ({script.name(term.args[1])}) = {text}). "
        f"{rewrites}exact {script.maximum(symbol)[1]}.")
