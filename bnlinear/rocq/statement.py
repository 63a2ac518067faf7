"""A claim as the statement of a Rocq theorem, printed from the terms that its body computes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bnlinear.claims import Spectrum, VectorPart
from bnlinear.claims.families.matrices import DataPart, OrthogonalPart
from bnlinear.claims.families.parts import OnesPart
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, Statement
from bnlinear.rocq.jets import Jets
from bnlinear.rocq.terms import ScalarTerm, Term, Terms, VectorTerm, arguments

SIGNS = {"le": "<=", "lt": "<", "eq": "=", "ne": "<>"}
_SCALAR = {"+": "({} + {})", "-": "({} - {})", "*": "({} * {})", "/": "({} / {})",
           "neg": "(- {})", "^": "({} ^ {})", "sqrt": "(sqrt {})", "abs": "(Rabs {})",
           "max": "(Rmax {} {})", "dot": "⟨{}, {}⟩"}
_VECTOR = {"+": "({} ⊕ {})", "*": "({} ⊙ {})", "H": "(H {})", "K": "(K {})"}

#: What a letter of a claim must not be called in Rocq.
_TAKEN = {"R", "V", "H", "K", "env", "mom", "fun", "let", "in", "if", "then", "else", "at", "as",
          "match", "with", "end", "forall", "exists", "Prop", "Set", "Type", "fix", "return", "by",
          "where", "using", "add", "scale", "dot", "carrier", "comb", "form", "pw", "space", "item",
          "zero", "times", "plus", "raised", "above", "below", "mixed", "insert", "merge", "along",
          "against", "moments", "moment", "ordered", "lift", "cauchy", "strict", "named", "sqrt",
          "symmetric", "inverse", "orthogonal", "null", "polar", "A", "B", "S", "O", "nonzero"}


class CannotState(Exception):
    """The claim says something that the theory has no words for: the message names it."""


@dataclass(frozen=True)
class Denominators:
    """What the terms of a statement divide by, and what they take roots of."""

    divisors: list[ScalarTerm]
    radicands: list[ScalarTerm]


class Printer:
    """Identifiers of terms, and terms as Rocq text."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self.nonzero: dict[str, str] = {}

    def identifier(self, name: str) -> str:
        """A letter of the claim as an identifier."""
        text = re.sub(r"\W", "_", name)
        return f"{text}_" if text in _TAKEN else text

    base = identifier

    def inline(self, term: Term, argument: Callable[[Term], str] | None = None) -> str:
        """The term's formula; its arguments by name where they have one."""
        if term.op in ("name", "number"):
            return self.leaf(term)
        if term.op == "letter":
            return self.inline(term.args[1], argument)
        if term.op == "derivative":
            return (argument or self.reference)(term.args[3])
        show = argument or self.reference
        return self.operation(term, [show(a) if isinstance(a, ScalarTerm | VectorTerm) else a
                                     for a in term.args])

    def reference(self, term: Term) -> str:
        return self.names.get(term.index) or self.inline(term)

    def leaf(self, term: Term) -> str:
        if term.op == "name":
            return self.identifier(term.args[0])
        value = str(term.args[0])
        return f"({value.replace('/', ' / ')})" if "/" in value or value.startswith("-") else value

    def operation(self, term: Term, args: list[Any]) -> str:
        if term.op in ("name", "number"):
            return self.leaf(term)
        table = _SCALAR if isinstance(term, ScalarTerm) else _VECTOR
        return table[term.op].format(*args)


class ClaimTerms:
    """A claim run on terms: what it asserts and supposes, and its letters."""

    def __init__(self, claim: ClaimRecord) -> None:
        self.claim, self.space, self.printer = claim, Terms(), Printer()
        if claim.strategies:
            raise CannotState("it draws from Hypothesis strategies, which have no symbols")
        for family in claim.families.values():
            for part in family.parts:
                if isinstance(part, DataPart):
                    raise CannotState("a mini-batch has no moments")
                if isinstance(part, OrthogonalPart):
                    raise CannotState("an orthogonal matrix between two bases")
        self.instances, self.given = claim.symbols(self.space)
        self.said = claim.at(self.instances)
        self.hypotheses = claim.hypotheses(self.instances)
        self.several = len(claim.families) > 1
        self.spectra = [h for h in flat(self.hypotheses) if isinstance(h, SpectrumWithin)]
        self.images = [self._image(s) for s in self.spectra]
        spectrum = [prefix for prefix, _, part in self.parts() if isinstance(part, Spectrum)]
        if len(spectrum) > 1:
            raise CannotState("two operators H")
        if any(isinstance(part, Spectrum) and part.names != Spectrum.names
               for _, _, part in self.parts()):
            raise CannotState("an operator that is not called H")
        self.has_operator = bool(spectrum)
        self.letter_prefix = spectrum[0] if spectrum else ""

    def parts(self) -> Iterator[tuple[str, str, Any]]:
        """The prefix of its letters, the names, and each part of the families."""
        for name, family in self.claim.families.items():
            for part in family.parts:
                yield f"{name}." if self.several else "", name, part

    def _image(self, within: SpectrumWithin) -> tuple[VectorTerm, VectorTerm]:
        """Mz for a bound z."""
        z = self.space.vector(self.space.fresh("z"))
        return z, within.matrix @ z

    # -- the terms of the statement --------------------------------------------------------

    def roots(self) -> list[Term]:
        """The terms that the statement is made of."""
        out: list[Any] = [scalar for scalar, _, _ in self.given]
        for relation in [*flat(self.hypotheses), *flat(self.said)]:
            if isinstance(relation, SpectrumWithin):
                out += [relation.low, relation.high]
            else:
                out += [relation.lhs, relation.rhs]
        out += [image for _, image in self.images]
        return [t for t in out if isinstance(t, ScalarTerm | VectorTerm)]

    def reachable(self) -> list[Term]:
        """All terms, arguments first."""
        return reachable(self.roots())

    def denominators(self) -> Denominators:
        """Of all terms of the statement, and once each of those under a derivative, at t = 0."""
        above = [t for t in reachable(self.roots(), under_derivatives=False)
                 if not self.is_bound(t)]
        divisors = [t.args[1] for t in above if t.op == "/" and t.args[1].op != "number"]
        radicands = [t.args[0] for t in above if t.op == "sqrt"]
        for derivative in [t for t in self.reachable() if t.op == "derivative"]:
            body, variable, *_ = derivative.args
            jets = Jets(variable)
            for term in reachable([body]):
                if term.op == "/":
                    _add(divisors, jets.of(term.args[1]).triple[0])
                elif term.op == "sqrt":
                    _add(radicands, jets.of(term.args[0]).triple[0])
        return Denominators(divisors, radicands)

    def is_bound(self, term: Term) -> bool:
        """Does it hold a bound variable, other than that of a derivative in it?"""
        return any(t.op == "name" and t.args[0] in self.space.bound
                   for t in reachable([term], under_derivatives=False))

    def variables(self) -> set[str]:
        return {t.args[0] for t in self.reachable() if t.op == "name"} - self.space.bound

    def nonzero_vectors(self) -> set[str]:
        """Vectors that a family keeps from zero."""
        return {prefix + part.name for prefix, _, part in self.parts()
                if isinstance(part, OnesPart) or (isinstance(part, VectorPart) and part.nonzero)}

    def names_of(self, *kinds: type[Any]) -> list[str]:
        """The names of all parts of these kinds."""
        return [prefix + part.name for prefix, _, part in self.parts() if isinstance(part, kinds)]

    # -- letters ---------------------------------------------------------------------------

    def letters(self) -> dict[int, str]:
        """Names for terms: the attributes of the claim's instances, then for what occurs twice."""
        named: dict[int, str] = {}
        for parameter, instance in self.instances.items():
            for attribute, value in attributes(instance):
                compound = isinstance(value, ScalarTerm | VectorTerm) and value.args and (
                    value.op not in ("name", "number", "derivative"))
                if compound:
                    prefix = f"{parameter}_" if self.several and len(self.instances) > 3 else ""
                    named.setdefault(value.index, f"{prefix}{attribute}")
        return named

    def lets(self) -> list[Term]:
        """The terms to define, each after those in it; `printer.names` has their names."""
        terms = self.reachable()
        uses = Counter(a.index for t in terms for a in arguments(t))
        uses.update(t.index for t in self.roots())
        wanted, taken, out = self.letters(), set(), []
        taken |= {self.printer.identifier(prefix + name) for prefix, _, part in self.parts()
                  for name in part.names} | _TAKEN
        for term in terms:
            if term.op in ("name", "number") or self.is_bound(term) or any(
                    t.op == "derivative" for t in reachable([term])):
                continue
            if term.index in wanted or (uses[term.index] > 1 and term.op not in ("neg",)):
                name = self.printer.identifier(wanted.get(term.index, ""))
                if not name or name in taken:
                    stem = "t" if isinstance(term, ScalarTerm) else "q"
                    name = next(f"{name or stem}{k}" for k in range(1, 10**4)
                                if f"{name or stem}{k}" not in taken)
                taken.add(name)
                self.printer.names[term.index] = name
                out.append(term)
        return out

    # -- the text --------------------------------------------------------------------------

    def relation(self, said: Statement) -> str:
        if isinstance(said, Compound):
            if said.premise is not None:
                return f"({self.relation(said.premise)} -> {self.relation(said.parts[1])})"
            joint = " /\\ " if said.every else " \\/ "
            return f"({joint.join(self.relation(part) for part in said.parts) or 'True'})"
        if isinstance(said, SpectrumWithin):
            raise CannotState("a spectrum in the conclusion")
        return f"{self.side(said.lhs)} {SIGNS[said.kind]} {self.side(said.rhs)}"

    def side(self, value: Any) -> str:
        """One side of a relation; a plain number becomes a term first."""
        return self.printer.reference(self.term(value))

    def term(self, value: Any) -> Any:
        return value if isinstance(value, ScalarTerm | VectorTerm) else self.space.constant(value)


def _add(terms: list[ScalarTerm], term: ScalarTerm) -> None:
    """Add a term that is no number and not there yet."""
    if term.op != "number" and all(term is not other for other in terms):
        terms.append(term)


def flat(said: Statement) -> Iterator[Relation | SpectrumWithin]:
    """The relations of a statement, under alternatives too."""
    if isinstance(said, Compound):
        for part in said.parts:
            yield from flat(part)
    else:
        yield said


def reachable(roots: list[Term], *, under_derivatives: bool = True) -> list[Term]:
    """All terms below these, arguments first."""
    seen: dict[int, Term] = {}

    def visit(term: Term) -> None:
        if term.index not in seen:
            if under_derivatives or term.op != "derivative":
                for argument in arguments(term):
                    visit(argument)
            seen[term.index] = term

    for root in roots:
        visit(root)
    return list(seen.values())


def attributes(instance: Any) -> Iterator[tuple[str, Any]]:
    """The named values of an instance: fields and properties, or the entries of a dictionary."""
    if isinstance(instance, dict):
        yield from instance.items()
    elif is_dataclass(instance):
        kind = type(instance)
        names = [field.name for field in fields(instance)]
        names += [n for n in dir(kind) if isinstance(getattr(kind, n), property)]
        for name in names:
            try:
                yield name, getattr(instance, name)
            except (TypeError, AttributeError):
                continue  # a property that terms cannot compute names nothing
