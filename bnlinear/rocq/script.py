"""A proof script: names for terms, and the equations that bring terms to normal form.

Each line is checked by coqc; an equation that does not hold is printed as well, and refused there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.statement import Printer
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm

#: Operations that a normal form looks through; the others get an equation of their own.
_INLINE = ("+", "-", "*", "/", "neg", "^", "number", "name")
_MOMENTS = "[agree merge insert times raised moments against ordered same_key Nat.eqb Nat.leb "\
           "Nat.add andb]"


class Script:
    """Lines of a proof, and what they have established so far."""

    def __init__(self, printer: Printer, canonical: Canonical, operator: bool) -> None:
        self.printer, self.canonical = printer, canonical
        self.operator = "H" if operator else "(fun v : V => v)"
        self.lines: list[str] = []
        self._equations: dict[tuple[int, bool], str] = {}
        self._combinations: dict[int, str] = {}
        self._factors: dict[str, str] = {}
        self._roots: dict[str, tuple[str, str, str]] = {}
        self._maxima: dict[str, tuple[str, str]] = {}
        self._busy: set[str] = set()
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
        return (self._equations, self._combinations, self._factors, self._roots, self._maxima)

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
            self._equations[key] = self._prove_equation(term, keep)
        return self._equations[key]

    def _prove_equation(self, term: ScalarTerm, keep: bool) -> str:
        if term.op in ("name", "number") or (term.op == "letter" and keep):
            return ""
        name = self.name(term)
        value = self.canonical.scalar(term, keep=keep)
        if term.index in self.canonical.given:
            return self.prove("E", f"{name} = {self.text(value)}", "reflexivity.")
        if term.op == "dot":
            return self._prove_dot(term, name, value)
        if term.op in ("sqrt", "abs"):
            return self._prove_root(term, name, value, keep)
        if term.op == "max":
            return self._prove_maximum(term, name, value, keep)
        if term.op in ("letter", "derivative"):
            inner = term.args[1] if term.op == "letter" else self.canonical.derivative(term)
            equation, text = self.equation(inner, keep=keep), self.text(value)
            return self.prove("E", f"{name} = {text}",
                              f"change ({self.name(inner)} = {text}). "
                              + (f"exact {equation}." if equation else "reflexivity."))
        leaves: list[ScalarTerm] = []
        inline = self._inline(term, leaves, keep, top=True)
        rewrites = self._rewrites(leaves, keep)
        text = self.text(value)
        return self.prove("E", f"{name} = {text}",
                          f"change ({inline} = {text}). {rewrites}"
                          + self.ring(value, *(self.canonical.scalar(leaf, keep=keep)
                                               for leaf in leaves), divides="/" in inline))

    def _inline(self, term: ScalarTerm, leaves: list[ScalarTerm], keep: bool,
                top: bool = False) -> str:
        """The formula of a term over what has equations of its own; divisors get theirs."""
        named = term.index in self.printer.names and not top
        if named or term.op not in _INLINE or term.index in self.canonical.given:
            if all(term is not leaf for leaf in leaves):
                leaves.append(term)
            return self.name(term)
        if term.op == "/":
            self.divisor(term.args[1], keep)
        return self.printer.operation(
            term, [self._inline(a, leaves, keep) if isinstance(a, ScalarTerm) else a
                   for a in term.args])

    def _rewrites(self, leaves: list[ScalarTerm], keep: bool) -> str:
        known = [self.equation(leaf, keep=keep) for leaf in leaves]
        return "".join(f"rewrite {e}. " for e in known if e)

    def ring(self, *values: Any, divides: bool = False) -> str:
        """The tactic for an equation between these: with divisors or without, modulo roots."""
        scalars = [v if isinstance(v, Scalar) and not isinstance(v, ScalarTerm)
                   else self.canonical.scalar(v) for v in values]
        names = sorted({n for s in scalars for n in self._roots_in(s)})
        divided = divides
        for scalar in scalars:
            divided = divided or bool(scalar.denominator) or any(
                c.q != 1 for c in scalar.top().coeffs())
            for index in scalar.denominator:
                self.factor(self.canonical.space.factors[index])
        squares = [self.root(n)[2] for n in names]
        hint = f" [{' '.join(squares)}]" if names else ""
        nonzero = [name for key, name in self._factors.items() if not key.startswith("≥")]
        # both take seven times as long among a thousand hypotheses
        needed = [*squares, *(dict.fromkeys(nonzero) if divided else [])]
        lean = f"clear - {' '.join(needed)}" if needed else "clear"
        return f"{lean}; field{hint}; nonzero." if divided else f"{lean}; ring{hint}."

    def _roots_in(self, scalar: Scalar) -> set[str]:
        space = self.canonical.space
        found = scalar.symbols() & set(space.roots)
        for name in set(found):
            found |= self._roots_in(space.roots[name])
        return found

    # -- vectors ---------------------------------------------------------------------------

    def combination(self, term: VectorTerm) -> str:
        """The hypothesis that a vector is its combination of base vectors."""
        if term.index not in self._combinations:
            self._combinations[term.index] = self._prove_combination(term)
        return self._combinations[term.index]

    def _prove_combination(self, term: VectorTerm) -> str:
        name, value = self.name(term), self.canonical.vector(term)
        says = f"{name} = comb {self.operator} env {self.items(value)}"
        op, args = term.op, term.args
        if op == "name":
            return self.prove("C", says, f"exact (base_of_{name})." if self.canonical.depth else
                              f"exact (base_comb V {self.operator} env "
                              f"{self.canonical.bases.index(args[0])}).")
        if op == "derivative":
            inner = self.combination(self.canonical.derivative(term))
            return self.prove("C", says, f"exact {inner}.")
        parts = [self.combination(a) for a in args if isinstance(a, VectorTerm)]
        scalars = [a for a in args if isinstance(a, ScalarTerm)]
        rewrites = "".join(f"rewrite ?{e}. " for e in map(self.equation, scalars) if e)
        start = {"+": "refine (add_comb V {op} env {v} _ _ _ {C} _)",
                 "*": "refine (scale_comb V {op} env {v} _ _ {C} _)",
                 "H": "refine (op_comb V H Hsym env {v} _ _ {C} _)",
                 "K": "exact (inverse_comb V H Hsym env K {v} {items} Hinv {C})"}[op]
        inside = " ".join(f"({self.name(a)})" for a in args)
        step = start.format(op=self.operator, v=inside, C=" ".join(parts), items=self.items(value))
        if op == "K":
            return self.prove("C", says, f"{step}.")
        values = [*value.values(), *scalars]
        for vector in args:
            if isinstance(vector, VectorTerm):
                values += self.canonical.vector(vector).values()
        return self.prove(
            "C", says, f"{step}; cbn {_MOMENTS}; repeat split; try reflexivity. "
            f"all: {rewrites.replace('. ', '; ')}{self.ring(*values)}")

    def items(self, value: Any) -> str:
        """A combination as the theory's list of (c, (p, index))."""
        return "[" + "; ".join(f"({self.text(c)}, ({p}, {i})%nat)"
                               for (p, i), c in value.items()) + "]"

    def _prove_dot(self, term: ScalarTerm, name: str, value: Scalar) -> str:
        left, right = term.args
        a, b = self.combination(left), self.combination(right)
        text = self.text(value)
        coefficients = [*self.canonical.vector(left).values(),
                        *self.canonical.vector(right).values()]
        return self.prove(
            "E", f"{name} = {text}",
            f"change (dot ({self.name(left)}) ({self.name(right)}) = {text}). "
            f"apply (dot_moments _ _ Hsym _ mom _ _ _ _ _ Hm {a} {b}). cbn {_MOMENTS}. "
            f"{self.ring(value, *coefficients)}")

    # -- roots and maxima ------------------------------------------------------------------

    def root(self, symbol: str) -> tuple[str, str, str]:
        """A root of a normal form: its name, that it is not negative, and what its square is."""
        if symbol not in self._roots:
            square = self.canonical.space.roots[symbol]
            known = self.nonnegative(square)
            s, at_least, squared = self.fresh("s"), self.fresh("P"), self.fresh("S")
            self.say(f"destruct (root_exists {self.polynomial(square.top())} {known}) "
                     f"as [{s} [{at_least} {squared}]].")
            self._roots[symbol] = s, at_least, squared
        return self._roots[symbol]

    def _prove_root(self, term: ScalarTerm, name: str, value: Scalar, keep: bool) -> str:
        inner = term.args[0]
        equation, under, text = self.equation(inner, keep=keep), self.name(inner), self.text(value)
        rule, head = ("sqrt_is", "sqrt") if term.op == "sqrt" else ("Rabs_is", "Rabs")
        for index in value.denominator:
            self.sign_of_factor(self.canonical.space.factors[index])
        rewrite = f"rewrite {equation}. " if equation else ""
        return self.prove(
            "E", f"{name} = {text}",
            f"change ({head} ({under}) = {text}). {rewrite}apply {rule}; [nonnegative|]. "
            f"{self.ring(value, self.canonical.scalar(inner, keep=keep))}")

    def sign_of_factor(self, factor: fmpq_mpoly) -> None:
        """A divisor y of a root √x/y = √x√x/… : known positive where it is itself a square."""
        nonzero = self.factor(factor)
        try:
            weak = self.nonnegative(Scalar(self.canonical.space, factor, {}))
        except NotExported:
            return  # of even power, so that its sign does not matter
        self.prove("P", f"0 < {self.polynomial(factor)}", f"exact (strict _ {weak} {nonzero}).")

    def maximum(self, symbol: str) -> tuple[str, str]:
        """A maximum of a normal form: its name, and the equation Rmax a b = it."""
        if symbol not in self._maxima:
            left, right = self.canonical.space.maxima[symbol]
            texts = self.text(left), self.text(right)
            top, is_top = self.fresh("M"), self.fresh("R")
            self.say(f"destruct (named (Rmax ({texts[0]}) ({texts[1]}))) as [{top} {is_top}].")
            self._maxima[symbol] = top, is_top
        return self._maxima[symbol]

    def _prove_maximum(self, term: ScalarTerm, name: str, value: Scalar, keep: bool) -> str:
        text = self.text(value)
        equations = [self.equation(a, keep=keep) for a in term.args]
        rewrites = "".join(f"rewrite {e}. " for e in dict.fromkeys(equations) if e)
        (symbol,) = value.symbols()
        return self.prove(
            "E", f"{name} = {text}",
            f"change (Rmax ({self.name(term.args[0])}) ({self.name(term.args[1])}) = {text}). "
            f"{rewrites}exact {self.maximum(symbol)[1]}.")

    # -- what must not vanish, what must not be negative -----------------------------------

    def divisor(self, term: ScalarTerm, keep: bool = False) -> None:
        """All that `field` needs to divide by a term."""
        value = self.canonical.scalar(term, keep=keep)
        for factor, _ in value.top().factor()[1]:
            self.factor(factor)

    def factor(self, factor: fmpq_mpoly) -> str:
        """The hypothesis that an irreducible polynomial is not zero."""
        factor = self.canonical.space.lift(factor)
        key = str(factor)
        if key not in self._factors:
            if f"≠{key}" in self._busy:
                raise NotExported(f"that {key} ≠ 0 rests on itself")
            self._busy.add(f"≠{key}")
            self._factors[key] = self._prove_factor(factor, key)
            self._busy.discard(f"≠{key}")
        return self._factors[key]

    def _prove_factor(self, factor: fmpq_mpoly, key: str) -> str:
        space = self.canonical.space
        text = self.polynomial(factor)
        if key in space.roots:
            square = space.roots[key]
            nonzero = self.nonzero_value(square)
            _, _, squared = self.root(key)
            return self.prove("F", f"{text} <> 0",
                              f"exact (root_nonzero _ _ {squared} {nonzero}).")
        energy = self.energy(key)
        if energy:
            return self.prove("F", f"{text} <> 0", f"apply Rgt_not_eq. exact {energy}.")
        for source in self.sources:
            if source.sign in (">", "!=") and source.covers(factor):
                return self._from_source(source, factor, text)
        return self.prove("F", f"{text} <> 0", "intro. lra.")

    def _from_source(self, source: Any, factor: fmpq_mpoly, text: str) -> str:
        """f ≠ 0 from a fact q ≠ 0 with q = f·…/…."""
        space = self.canonical.space
        hypothesis, term = source.hypothesis(self), source.scalar
        value = self.canonical.scalar(term, keep=source.keep)
        equation = self.equation(term, keep=source.keep)
        top = value.top()
        quotient, _ = divmod(top, space.lift(factor))
        nonzero = f"(Rgt_not_eq _ _ {hypothesis})" if source.sign == ">" else hypothesis
        how = []
        if equation:
            how.append(f"generalize {nonzero}. rewrite {equation}. intro Z.")
        else:
            how.append(f"generalize {nonzero}. intro Z.")
        below = [self.polynomial(space.factors[i]) for i, p in sorted(value.denominator.items())
                 for _ in range(p)]
        split = f"{text} * {self.polynomial(quotient)}" + (
            f" / ({' * '.join(below)})" if below else "")
        how.append(f"intro z_. apply Z. replace ({self.text(value)}) with ({split}); "
                   f"[rewrite z_; unfold Rdiv; ring|{self.ring(value).rstrip('.')}].")
        return self.prove("F", f"{text} <> 0", " ".join(how))

    def nonzero_value(self, value: Scalar) -> str:
        """The hypothesis that a polynomial is not zero, from its factors."""
        for factor, _ in value.top().factor()[1]:
            self.factor(factor)
        return self.prove("F", f"{self.polynomial(value.top())} <> 0",
                          f"replace ({self.polynomial(value.top())}) with "
                          f"({self.canonical.factored(value.top(), self.symbol)}) by ring. "
                          "nonzero.")

    def nonzero_term(self, term: ScalarTerm) -> str:
        """The hypothesis that a term is not zero."""
        self.divisor(term)
        equation = self.equation(term)
        rewrite = f"rewrite {equation}. " if equation else ""
        return self.prove("D", f"{self.name(term)} <> 0", f"{rewrite}nonzero.")

    def nonnegative_term(self, term: ScalarTerm) -> str:
        """The hypothesis that a radicand is not negative."""
        value = self.canonical.scalar(term)
        for source in self.sources:
            if source.sign in (">", ">=") and source.is_value(value):
                hypothesis = source.hypothesis(self)
                equation, other = self.equation(term), self.equation(source.scalar)
                rewrite = f"rewrite {equation}. " if equation else ""
                back = f"rewrite {other} in Z. " if other else ""
                weak = f"(Rlt_le _ _ {hypothesis})" if source.sign == ">" else hypothesis
                return self.prove("D", f"0 <= {self.name(term)}",
                                  f"assert (Z := {weak}). {back}{rewrite}apply (le_same _ _ Z). "
                                  + self.ring(value))
        root = value.sqrt()  # an outside c|f|… and a root: their squares are not negative
        equation, text = self.equation(term), self.text(root)
        for index in root.denominator:
            self.factor(self.canonical.space.factors[index])
        rewrite = f"rewrite {equation}. " if equation else ""
        square = f"{rewrite}apply (le_same _ _ (square_le ({text}))). {self.ring(value, root)}"
        return self.prove("D", f"0 <= {self.name(term)}", square)

    def nonnegative(self, value: Scalar) -> str:
        """The hypothesis that a polynomial (under a root) is not negative."""
        text = self.polynomial(value.top())
        key = f"≥{text}"
        if key not in self._factors:
            if key in self._busy:
                raise NotExported(f"that {value} ≥ 0 rests on itself")
            self._busy.add(key)
            self._factors[key] = self._prove_nonnegative(value, text)
            self._busy.discard(key)
        return self._factors[key]

    def _prove_nonnegative(self, value: Scalar, text: str) -> str:
        top = value.top()
        if top.is_constant():
            return self.prove("N", f"0 <= {text}", "lra.")
        energy = self.energy(str(value))
        if energy:
            return self.prove("N", f"0 <= {text}", f"left. exact {energy}.")
        try:
            root = self.polynomial(top.sqrt())
            return self.prove("N", f"0 <= {text}",
                              f"apply (le_same _ _ (square_le {root})). ring.")
        except DomainError:
            pass
        for source in self.sources:
            ratio = source.proportion(value) if source.sign in (">", ">=") else None
            if ratio is not None:
                return self._scaled_source(source, value, text)
        raise NotExported(f"the root of {value}: nothing says that it is not negative")

    def _scaled_source(self, source: Any, value: Scalar, text: str) -> str:
        """p ≥ 0 from a fact q = p·c/d² ≥ 0."""
        hypothesis = source.hypothesis(self)
        known = self.canonical.scalar(source.scalar)
        equation = self.equation(source.scalar)
        ratio = value / known
        square = self.text(ratio.sqrt())
        back = f"rewrite {equation} in Z. " if equation else ""
        weak = f"(Rlt_le _ _ {hypothesis})" if source.sign == ">" else hypothesis
        return self.prove(
            "N", f"0 <= {text}",
            f"assert (Z := {weak}). {back}"
            f"apply (le_same _ _ (mul_le_le _ _ Z (square_le ({square})))). "
            f"{self.ring(value, known, ratio.sqrt())}")

    def energy(self, symbol: str) -> str:
        """The proof that ⟨b, Hᵖb⟩ > 0 for a base vector that is not zero, or ""."""
        if not re.fullmatch(r"m \d+ \d+ \d+", symbol):
            return ""
        i, power, j = map(int, symbol.split()[1:])
        base = self.canonical.bases[i]
        if i != j or base not in self.printer.nonzero:
            return ""
        known = self.printer.nonzero[base]
        return self.prove("J", f"0 < {self.symbol(symbol)}", self._energy(base, power, known))

    def _energy(self, base: str, power: int, known: str) -> str:
        vector = self.printer.base(base)
        start = "rewrite Hm. unfold moment. cbn [env]. "
        known = f"positive_{vector}" if self.canonical.depth else known
        if self.operator != "H" or (power == 0 and not self.canonical.depth):
            return f"{start}exact {known}."
        return f"{start}exact (pw_positive V H Hsym {power} {self.ends} _ Hspec Hmu {known})."
