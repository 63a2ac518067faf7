"""A proof script: names for terms, and the equations that bring terms to normal form.

Each line is checked by coqc; an equation that does not hold is printed as well, and refused there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.scripts import equations, roots, signs, vectors
from bnlinear.rocq.statement import Printer
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm


class Script:
    """Lines of a proof, and what they have established so far."""

    def __init__(self, printer: Printer, canonical: Canonical, operator: bool) -> None:
        self.printer, self.canonical = printer, canonical
        self.operator = "H" if operator else "(fun v : V => v)"
        self.lines: list[str] = []
        self._equations: dict[tuple[int, bool], str] = {}
        self._combinations: dict[int, str] = {}
        self.factors: dict[str, str] = {}
        self.roots: dict[str, tuple[str, str, str]] = {}
        self.maxima: dict[str, tuple[str, str]] = {}
        self.busy: set[str] = set()
        self.trial = False  # print what is not closed too, for coqc to refuse
        self.ends = ""  # the names of μ and L
        self.scope: tuple[int, ...] = ()
        self.sources: list[Any] = []  # facts of sign > or ≠ (divisors), ≥ or > (radicands)
        self.count = 0

    def say(self, line: str) -> None:
        self.lines.append(line)

    def fresh(self, letter: str) -> str:
        self.count += 1
        return f"{letter}_{self.count}"

    def prove(self, prefix: str, what: str, how: str) -> str:
        name = self.fresh(prefix)
        self.say(f"assert ({name} : {what}). {{ {how} }}")
        return name

    @contextmanager
    def inside(self) -> Iterator[list[str]]:
        """Lines of a part of the proof whose hypotheses end with it."""
        outer, names = self.lines, dict(self.printer.names)
        tables = [dict(t) for t in self._tables()]
        self.count += 1
        self.scope, self.lines = (*self.scope, self.count), []
        try:
            yield self.lines
        finally:
            self.scope, self.lines = self.scope[:-1], outer
            self.printer.names.clear()
            self.printer.names.update(names)
            for table, before in zip(self._tables(), tables, strict=True):
                table.clear()
                table.update(before)

    def _tables(self) -> tuple[dict[Any, Any], ...]:
        return (self._equations, self._combinations, self.factors, self.roots, self.maxima)

    # -- names -----------------------------------------------------------------------------

    def name(self, term: Term) -> str:
        """An identifier for a term: its own, its `let`, or a new abbreviation."""
        names = self.printer.names
        if term.op == "letter" and term.index not in names:
            names[term.index] = self.printer.identifier(f"l_{term.args[0]}")
            self.say(f"pose ({names[term.index]} := {self.name(term.args[1])}).")
        if term.index not in names:
            text = self.printer.inline(term, self.name if term.op != "derivative" else None)
            if term.op in ("name", "number"):
                return text
            names[term.index] = self.fresh("n" if isinstance(term, ScalarTerm) else "v")
            self.say(f"pose ({names[term.index]} := {text}).")
        return names[term.index]

    def symbol(self, name: str) -> str:
        """What a symbol of a normal form is called in the script."""
        if name in self.canonical.space.roots:
            return self.root(name)[0]
        if name in self.canonical.space.maxima:
            return self.maximum(name)[0]
        if name in self.canonical.letters:
            return self.name(self.canonical.letters[name])
        return f"(mom{name[1:]})%nat" if name.startswith("m ") else self.printer.identifier(name)

    def text(self, value: Scalar) -> str:
        return self.canonical.text(value, self.symbol)

    def polynomial(self, value: fmpq_mpoly) -> str:
        return self.canonical.polynomial(value, self.symbol)

    # -- equations -------------------------------------------------------------------------

    def equation(self, term: ScalarTerm, *, keep: bool = False) -> str:
        """The hypothesis that a term is its normal form; "" for a symbol, which is its own."""
        key = term.index, keep
        if key not in self._equations:
            self._equations[key] = equations.prove_equation(self, term, keep)
        return self._equations[key]

    def combination(self, term: VectorTerm) -> str:
        """The hypothesis that a vector is its combination of base vectors."""
        if term.index not in self._combinations:
            self._combinations[term.index] = vectors.prove_combination(self, term)
        return self._combinations[term.index]

    # -- by the modules of this folder -----------------------------------------------------

    def ring(self, *values: Any, divides: bool = False) -> str:
        """The tactic for an equation between these: with divisors or without, modulo roots."""
        return equations.ring(self, *values, divides=divides)

    def items(self, value: Any) -> str:
        """A combination as the theory's list of (c, (p, index))."""
        return vectors.items(self, value)

    def root(self, symbol: str) -> tuple[str, str, str]:
        """A root of a normal form: its name, that it is not negative, and what its square is."""
        return roots.root(self, symbol)

    def maximum(self, symbol: str) -> tuple[str, str]:
        """A maximum of a normal form: its name, and the equation Rmax a b = it."""
        return roots.maximum(self, symbol)

    def divisor(self, term: ScalarTerm, keep: bool = False) -> None:
        """All that `field` needs to divide by a term."""
        signs.divisor(self, term, keep)

    def factor(self, factor: fmpq_mpoly) -> str:
        """The hypothesis that an irreducible polynomial is not zero."""
        return signs.factor(self, factor)

    def nonzero_value(self, value: Scalar) -> str:
        """The hypothesis that a polynomial is not zero, from its factors."""
        return signs.nonzero_value(self, value)

    def nonzero_term(self, term: ScalarTerm) -> str:
        """The hypothesis that a term is not zero."""
        return signs.nonzero_term(self, term)

    def nonnegative_term(self, term: ScalarTerm) -> str:
        """The hypothesis that a radicand is not negative."""
        return signs.nonnegative_term(self, term)

    def nonnegative(self, value: Scalar) -> str:
        """The hypothesis that a polynomial (under a root) is not negative."""
        return signs.nonnegative(self, value)

    def energy(self, symbol: str) -> str:
        """The proof that ⟨b, Hᵖb⟩ > 0 for a base vector that is not zero, or ""."""
        return signs.energy(self, symbol)
