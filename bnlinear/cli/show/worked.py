"""A counterexample as a worked page: what the claim uses, each intermediate, both sides."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.notation import LETTERS
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation, Statement
from bnlinear.cli.show.formulas import Formulas, defaults_of
from bnlinear.cli.show.rows import plain
from bnlinear.cli.show.trace import Trace, traced
from bnlinear.exact.algebraic.fields import Algebraic
from bnlinear.exact.decimals import below, known_digits
from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, at_precision, decide
from bnlinear.exact.spectra import Root

#: Bits tried until both sides are known to the digits that are printed.
BITS = (64, 128, 256, 512, 1024, 2048, 4096)

#: Significant digits tried until both sides of a relation read differently.
DIGITS = (6, 12, 25, 50, 100)

#: A rational longer than this is printed as a decimal.
LONG = 24

#: What a problem was made from, where a body reads what follows from it.
_MADE_FROM = {"g": "Hu", "R_star": "Hu", "u": "u", "H": "H", "mu": "H", "L": "H", "c": "c"}


def worked_out(claim: ClaimRecord, instances: dict[str, Any]) -> str:
    """A counterexample number by number, at the least precision that knows its digits."""
    page = None
    for bits in BITS:
        try:
            page, known = at_precision(bits, lambda: _page(claim, instances))
        except Undecided:
            continue
        if known:
            break
    return page or decide(lambda: _page(claim, instances))[0]


def _page(claim: ClaimRecord, instances: dict[str, Any]) -> tuple[str, bool]:
    """The page at the working precision; are both sides known?"""
    trace = traced(claim.body, instances, claim.at)
    formulas = Formulas(claim.body, defaults_of(claim.body))
    goals = formulas.relations()
    lines = ["Counterexample, exact", *_coordinates(instances, trace)]
    lines += _paragraph("  what follows from it", [*_read(instances, trace),
                                                  *_computed(formulas, trace)])
    lines += _paragraph("  the claim", goals)
    written = _Written()
    lines += ["  says there", *written.judged(trace.said, "    ", _flips(formulas))]
    return "\n".join(lines), written.known


def _paragraph(title: str, lines: list[str]) -> list[str]:
    return [title, *(f"    {line}" for line in lines)] if lines else []


# -- coordinates ---------------------------------------------------------------------------

def _coordinates(instances: dict[str, Any], trace: Trace) -> list[str]:
    """The coordinates that the claim uses, as they were chosen."""
    lines = []
    for name, instance in instances.items():
        parts = describe(instance)
        if not isinstance(parts, dict):
            lines.append(f"  {name} = {plain(parts)}")
            continue
        used = {key for owner, key in trace.read if owner == name}
        used |= {letter for key in used for letter in _MADE_FROM.get(key, "")}
        used = used & set(parts) or set(parts)
        several = f"{name}." if len(instances) > 1 else ""
        lines += [f"  {several}{LETTERS.get(key, key)} = {plain(value)}"
                  for key, value in parts.items() if key in used]
    return lines


def _read(instances: dict[str, Any], trace: Trace) -> list[str]:
    """What the instances derive from their coordinates: x = wᵀg = −3."""
    lines = []
    for (name, key), value in trace.read.items():
        parts = describe(instances[name])
        shown = _value(value)
        if shown is None or (isinstance(parts, dict) and key in parts):
            continue
        letter = LETTERS.get(key, key)
        several = f"{name}." if len(instances) > 1 else ""
        lines.append(f"{several}{letter}{_formula(instances[name], key, letter)} = {shown}")
    return lines


def _formula(instance: object, key: str, letter: str) -> str:
    """The formula that a property's docstring gives for it: " = wᵀg"."""
    text = (getattr(getattr(type(instance), key, None), "__doc__", None) or "").partition("\n")[0]
    start, _, rest = text.partition(" = ")
    if start != letter or not rest:
        return ""
    return " = " + rest.partition(":")[0].partition(" (")[0].partition(",")[0].rstrip(". ")


# -- what the body computes ----------------------------------------------------------------

def _computed(formulas: Formulas, trace: Trace) -> list[str]:
    """The body's own names, then the calls within its sides: each with its value."""
    written = formulas.assigned_once()
    lines = []
    for name, value in trace.own.items():
        shown = _value(value)
        letter = formulas.text(ast.Name(name))
        if shown is not None and name != "_":
            text = written.get(letter)
            lines.append(f"{letter} = {shown}" if text in (None, shown)
                         else f"{letter} = {text} = {shown}")
    for node in dict.fromkeys(map(ast.unparse, _calls(formulas))):
        shown = _evaluated(node, trace)
        if shown is not None:
            text = formulas.text(ast.parse(node, mode="eval").body)
            lines.append(f"{text} = {shown}")
    return lines


def _evaluated(expression: str, trace: Trace) -> str | None:
    """Its value, in the body's own names; None for what exists inside a comprehension alone."""
    try:
        return _value(eval(expression, dict(trace.scope)))
    except NameError:
        return None


def _calls(formulas: Formulas) -> Iterator[ast.expr]:
    """Calls that are a part of a side, such as the gap in gap(w⁺)/R*."""
    for relation in formulas.returned_relations():
        for side in relation.args:
            for node in ast.walk(side):
                if node is not side and isinstance(node, ast.Call):
                    yield node


def _flips(formulas: Formulas) -> list[bool]:
    """Which relations are written with the larger side first."""
    return [relation.func.id in ("ge", "gt") for relation in formulas.returned_relations()
            if isinstance(relation.func, ast.Name)]


# -- numbers -------------------------------------------------------------------------------

def _value(value: object, digits: int = DIGITS[0]) -> str | None:
    """A number or array, by digits that are known; None for what is neither."""
    if isinstance(value, np.ndarray | list | tuple):
        entries = [_value(entry, digits) for entry in value]
        return None if None in entries or not entries else f"[{', '.join(map(str, entries))}]"
    if isinstance(value, bool | str):
        return None
    if isinstance(value, Root):
        return _number(value.number(), digits)
    if isinstance(value, Number):
        return _number(value, digits)
    if isinstance(value, int | np.integer):
        return _number(Number(int(value)), digits)
    return str(value) if isinstance(value, Algebraic) else None


def _number(value: Number, digits: int) -> str:
    text = str(value) if value.is_rational else ""
    if text and len(text) <= LONG:
        return text
    known = known_digits(value, digits)
    return f"below {below(value)}" if known is None else known


def _is_known(value: object, digits: int) -> bool:
    if isinstance(value, np.ndarray):
        return all(_is_known(entry, digits) for entry in value.ravel())
    number = value.number() if isinstance(value, Root) else value
    return not isinstance(number, Number) or known_digits(number, digits) is not None


def _sides(said: Relation, digits: int) -> tuple[str, str]:
    left, right = (_value(side, digits) or plain(describe(side)) for side in (said.lhs, said.rhs))
    return left, right


def _are_known(said: Relation, digits: int) -> bool:
    return _is_known(said.lhs, digits) and _is_known(said.rhs, digits)


def _tell_apart(said: Relation, digits: int) -> bool:
    """Can a reader see which side is larger? No more digits help where they are not known yet."""
    left, right = _sides(said, digits)
    return left != right or "…" not in left or not _are_known(said, digits)


class _Written:
    """Relations with the values of both sides; `known` says whether all their digits were."""

    def __init__(self) -> None:
        self.known = True

    def judged(self, said: Statement, indent: str, flips: list[bool]) -> list[str]:
        truth = "true" if said.holds() else "FALSE"
        if isinstance(said, Relation):
            return [f"{indent}{self._relation(said, flips)}   {truth}"]
        if not isinstance(said, Compound):
            return [f"{indent}{said}   {truth}"]
        flips = flips if len(flips) == len(said.parts) else [False] * len(said.parts)
        if len(said.parts) == 1:
            return self.judged(said.parts[0], indent, flips)
        lines = [f"{indent}{'all' if said.every else 'at least one'} of   {truth}"]
        return lines + [line for part, flip in zip(said.parts, flips, strict=True)
                        for line in self.judged(part, indent + "  ", [flip])]

    def _relation(self, said: Relation, flips: list[bool]) -> str:
        digits = next((digits for digits in DIGITS if _tell_apart(said, digits)), DIGITS[0])
        self.known = self.known and _are_known(said, digits)
        left, right = _sides(said, digits)
        if flips == [True] and said.sign.between in _TURNED:
            return f"{right} {_TURNED[said.sign.between]} {left}"
        return f"{left} {said.sign.between} {right}"


_TURNED = {"≤": "≥", "<": ">"}
