"""What must not vanish, and what must not be negative: divisors and radicands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.terms import ScalarTerm

if TYPE_CHECKING:
    from bnlinear.rocq.scripts.script import Script


def divisor(script: Script, term: ScalarTerm, keep: bool = False) -> None:
    """All that `field` needs to divide by a term."""
    value = script.canonical.scalar(term, keep=keep)
    for factor, _ in value.top().factor()[1]:
        script.factor(factor)


def factor(script: Script, factor: fmpq_mpoly) -> str:
    """The hypothesis that an irreducible polynomial is not zero."""
    factor = script.canonical.space.lift(factor)
    key = str(factor)
    if key not in script.factors:
        if f"≠{key}" in script.busy:
            raise NotExported(f"that {key} ≠ 0 rests on itself")
        script.busy.add(f"≠{key}")
        script.factors[key] = prove_factor(script, factor, key)
        script.busy.discard(f"≠{key}")
    return script.factors[key]


def prove_factor(script: Script, factor: fmpq_mpoly, key: str) -> str:
    space = script.canonical.space
    text = script.polynomial(factor)
    if key in space.roots:
        square = space.roots[key]
        nonzero = script.nonzero_value(square)
        _, _, squared = script.root(key)
        return script.prove("F", f"{text} <> 0",
                          f"exact (root_nonzero _ _ {squared} {nonzero}).")
    energy = script.energy(key)
    if energy:
        return script.prove("F", f"{text} <> 0", f"apply Rgt_not_eq. exact {energy}.")
    for source in script.sources:
        if source.sign in (">", "!=") and source.covers(factor):
            return from_source(script, source, factor, text)
    return script.prove("F", f"{text} <> 0", "intro. lra.")


def from_source(script: Script, source: Any, factor: fmpq_mpoly, text: str) -> str:
    """f ≠ 0 from a fact q ≠ 0 with q = f·…/…."""
    space = script.canonical.space
    hypothesis, term = source.hypothesis(script), source.scalar
    value = script.canonical.scalar(term, keep=source.keep)
    equation = script.equation(term, keep=source.keep)
    top = value.top()
    quotient, _ = divmod(top, space.lift(factor))
    nonzero = f"(Rgt_not_eq _ _ {hypothesis})" if source.sign == ">" else hypothesis
    how = []
    if equation:
        how.append(f"generalize {nonzero}. rewrite {equation}. intro Z.")
    else:
        how.append(f"generalize {nonzero}. intro Z.")
    below = [script.polynomial(space.factors[i]) for i, p in sorted(value.denominator.items())
             for _ in range(p)]
    split = f"{text} * {script.polynomial(quotient)}" + (
        f" / ({' * '.join(below)})" if below else "")
    how.append(f"intro z_. apply Z. replace ({script.text(value)}) with ({split}); "
               f"[rewrite z_; unfold Rdiv; ring|{script.ring(value).rstrip('.')}].")
    return script.prove("F", f"{text} <> 0", " ".join(how))


def nonzero_value(script: Script, value: Scalar) -> str:
    """The hypothesis that a polynomial is not zero, from its factors."""
    for factor, _ in value.top().factor()[1]:
        script.factor(factor)
    return script.prove("F", f"{script.polynomial(value.top())} <> 0",
                      f"replace ({script.polynomial(value.top())}) with "
                      f"({script.canonical.factored(value.top(), script.symbol)}) by ring. "
                      "nonzero.")


def nonzero_term(script: Script, term: ScalarTerm) -> str:
    """The hypothesis that a term is not zero."""
    script.divisor(term)
    equation = script.equation(term)
    rewrite = f"rewrite {equation}. " if equation else ""
    return script.prove("D", f"{script.name(term)} <> 0", f"{rewrite}nonzero.")


def nonnegative_term(script: Script, term: ScalarTerm) -> str:
    """The hypothesis that a radicand is not negative."""
    value = script.canonical.scalar(term)
    for source in script.sources:
        if source.sign in (">", ">=") and source.is_value(value):
            hypothesis = source.hypothesis(script)
            equation, other = script.equation(term), script.equation(source.scalar)
            rewrite = f"rewrite {equation}. " if equation else ""
            back = f"rewrite {other} in Z. " if other else ""
            weak = f"(Rlt_le _ _ {hypothesis})" if source.sign == ">" else hypothesis
            return script.prove("D", f"0 <= {script.name(term)}",
                              f"assert (Z := {weak}). {back}{rewrite}apply (le_same _ _ Z). "
                              + script.ring(value))
    root = value.sqrt()  # an outside c|f|… and a root: their squares are not negative
    equation, text = script.equation(term), script.text(root)
    for index in root.denominator:
        script.factor(script.canonical.space.factors[index])
    rewrite = f"rewrite {equation}. " if equation else ""
    square = f"{rewrite}apply (le_same _ _ (square_le ({text}))). {script.ring(value, root)}"
    return script.prove("D", f"0 <= {script.name(term)}", square)


def nonnegative(script: Script, value: Scalar) -> str:
    """The hypothesis that a polynomial (under a root) is not negative."""
    text = script.polynomial(value.top())
    key = f"≥{text}"
    if key not in script.factors:
        if key in script.busy:
            raise NotExported(f"that {value} ≥ 0 rests on itself")
        script.busy.add(key)
        script.factors[key] = prove_nonnegative(script, value, text)
        script.busy.discard(key)
    return script.factors[key]


def prove_nonnegative(script: Script, value: Scalar, text: str) -> str:
    top = value.top()
    if top.is_constant():
        return script.prove("N", f"0 <= {text}", "lra.")
    energy = script.energy(str(value))
    if energy:
        return script.prove("N", f"0 <= {text}", f"left. exact {energy}.")
    try:
        root = script.polynomial(top.sqrt())
        return script.prove("N", f"0 <= {text}",
                          f"apply (le_same _ _ (square_le {root})). ring.")
    except DomainError:
        pass
    for source in script.sources:
        ratio = source.proportion(value) if source.sign in (">", ">=") else None
        if ratio is not None:
            return scaled_source(script, source, value, text)
    raise NotExported(f"the root of {value}: nothing says that it is not negative")


def scaled_source(script: Script, source: Any, value: Scalar, text: str) -> str:
    """p ≥ 0 from a fact q = p·c/d² ≥ 0."""
    hypothesis = source.hypothesis(script)
    known = script.canonical.scalar(source.scalar)
    equation = script.equation(source.scalar)
    ratio = value / known
    square = script.text(ratio.sqrt())
    back = f"rewrite {equation} in Z. " if equation else ""
    weak = f"(Rlt_le _ _ {hypothesis})" if source.sign == ">" else hypothesis
    return script.prove(
        "N", f"0 <= {text}",
        f"assert (Z := {weak}). {back}"
        f"apply (le_same _ _ (mul_le_le _ _ Z (square_le ({square})))). "
        f"{script.ring(value, known, ratio.sqrt())}")


def energy(script: Script, symbol: str) -> str:
    """The proof that ⟨b, Hᵖb⟩ > 0 for a base vector that is not zero, or ""."""
    if not re.fullmatch(r"m \d+ \d+ \d+", symbol):
        return ""
    i, power, j = map(int, symbol.split()[1:])
    base = script.canonical.bases[i]
    if i != j or base not in script.printer.nonzero:
        return ""
    known = script.printer.nonzero[base]
    return script.prove("J", f"0 < {script.symbol(symbol)}",
                        energy_proof(script, base, power, known))


def energy_proof(script: Script, base: str, power: int, known: str) -> str:
    vector = script.printer.base(base)
    start = "rewrite Hm. unfold moment. cbn [env]. "
    known = f"positive_{vector}" if script.canonical.depth else known
    if script.operator != "H" or (power == 0 and not script.canonical.depth):
        return f"{start}exact {known}."
    return f"{start}exact (pw_positive V H Hsym {power} {script.ends} _ Hspec Hmu {known})."
