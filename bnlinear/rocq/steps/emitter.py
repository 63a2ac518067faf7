"""The claim's own proof steps, run on terms: each gives a fact and how Rocq is to prove it.

The steps have the names of `bnlinear.claims.kernel.prover.Prover`. Nothing is checked here: what
they say is printed, and coqc decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from bnlinear.claims.relations import Relation, SpectrumWithin, conjuncts
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.statement import ClaimTerms
from bnlinear.rocq.steps.known import Closing, Known
from bnlinear.rocq.steps.polynomials import by_power
from bnlinear.rocq.terms import ScalarTerm, VectorTerm

OF_KIND = {"le": ">=", "lt": ">", "eq": "=", "ne": "!="}


class Emitter:
    """What a proof's steps are given in place of a prover."""

    def __init__(self, terms: ClaimTerms, canonical: Canonical,
                 printers: dict[str, Callable[..., str]]) -> None:
        self.printers = printers  # of questions and lifts, which need certificates
        self.terms, self.space, self.canonical = terms, terms.space, canonical
        self.symbols = terms.instances
        self.goals = tuple(g for g in conjuncts(terms.said, needed=True)
                           if not isinstance(g, SpectrumWithin))
        self.closings: dict[int, Closing] = {}
        self.spectra = terms.spectra
        self.steps: list[str] = []
        self.hypotheses: list[Known] = []
        for k, (scalar, sign, _) in enumerate(terms.given):
            self.hypotheses.append(Known(self, scalar, sign, "family", data=(f"Hf{k}",)))
        for k, relation in enumerate(conjuncts(terms.hypotheses, needed=False)):
            if isinstance(relation, Relation) and not any(
                    isinstance(side, VectorTerm) for side in (relation.lhs, relation.rhs)):
                lhs, rhs = terms.term(relation.lhs), terms.term(relation.rhs)
                self.hypotheses.append(Known(
                    self, self.make("-", rhs, lhs), OF_KIND[relation.kind], "hypothesis",
                    data=(f"Hw{k}", relation.kind)))

    def make(self, op: str, *args: Any) -> ScalarTerm:
        return self.space.make(ScalarTerm, op, *args)

    def known(self, op: str, sign: str, rule: str, *parents: Known) -> Known:
        return Known(self, self.make(op, *(p.scalar for p in parents)), sign, rule, parents)

    def term(self, value: Any) -> ScalarTerm:
        found: ScalarTerm = self.terms.term(value)
        return found

    def _open(self, goal: int | None) -> int:
        if goal is not None:
            return goal
        for index in range(len(self.goals)):
            if index not in self.closings:
                return index
        raise NotExported("there is no open goal")

    def steps_of(self, steps: Callable[..., None]) -> None:
        """Run the proof's steps."""
        steps(self, **self.symbols)

    # -- closing goals ---------------------------------------------------------------------

    def identity(self, goal: int | None = None) -> None:
        opened = [k for k in range(len(self.goals)) if k not in self.closings]
        for index in opened if goal is None else [goal]:
            self.closings[index] = Closing("identity")

    def by(self, fact: Known, *, times: Known | None = None, goal: int | None = None) -> None:
        self.closings[self._open(goal)] = Closing("by", (fact,), times)

    def by_z3(self, given: Iterable[Known] = (), *, goal: int | None = None) -> None:
        self.closings[self._open(goal)] = Closing("question", tuple(given))

    # -- facts -----------------------------------------------------------------------------

    def equal(self, left: Any, right: Any) -> Known:
        return Known(self, self.term(left) - self.term(right), ">=", "identity")

    def given(self, scalar: Any) -> Known:
        wanted = self.canonical.scalar(self.term(scalar))
        for fact in self.hypotheses:
            if (fact.value() - wanted).is_zero():
                return fact
        return Known(self, self.term(scalar), ">=", "nothing known")

    def square(self, scalar: Any) -> Known:
        term = self.term(scalar)
        return Known(self, self.make("*", term, term), ">=", "square", data=(term,))

    def positive_square(self, scalar: Any) -> Known:
        term = self.term(scalar)
        return Known(self, self.make("*", term, term), ">", "positive square", data=(term,))

    def number(self, value: Any) -> Known:
        term = self.term(value)
        return Known(self, term, ">=" if term.is_number(0) else ">", "number")

    def maximum(self, left: Any, right: Any) -> tuple[Known, Known]:
        left, right = self.term(left), self.term(right)
        top = self.space.maximum(left, right)
        return (Known(self, self.make("-", top, left), ">=", "max_left"),
                Known(self, self.make("-", top, right), ">=", "max_right"))

    def root(self, scalar: Any) -> Known:
        term = self.term(scalar)
        return Known(self, term.sqrt(), ">" if self._is_nonzero(term) else ">=", "root",
                     data=(term,))

    def norm(self, vector: VectorTerm, power: int = 0) -> Known:
        term = vector @ vector.under(power)
        strict = len(self.canonical.vector(vector)) == 1 and self._is_nonzero(term)
        return Known(self, term, ">" if strict else ">=", "norm", data=(vector, power))

    def energy(self, vector: VectorTerm, nonzero: Known, power: int = 1) -> Known:
        return Known(self, vector @ vector.under(power), ">", "energy", (nonzero,),
                     (vector, power))

    def energy_after(self, before: VectorTerm, after: VectorTerm) -> Known:
        return self.nonzero(self.energy(after, self.norm(before) + self.norm(after - before)))

    def rewrite(self, fact: Known, scalar: Any) -> Known:
        return Known(self, self.term(scalar), fact.sign, "same", (fact,))

    restate = rewrite

    def spell_out(self, fact: Known) -> Known:
        """Letters equal what they stand for: nothing is to be done."""
        return fact

    def gram(self, left: VectorTerm, right: VectorTerm, power: int = 0) -> Known:
        under = right.under(power)
        product = self.make("*", left @ left.under(power), right @ under)
        return Known(self, self.make("-", product, self.make("^", left @ under, 2)), ">=", "gram",
                     data=(left, right, power))

    def nonzero(self, fact: Known) -> Known:
        self.hypotheses.append(fact)
        return fact

    nonnegative = nonzero

    def _is_nonzero(self, term: ScalarTerm) -> bool:
        top = self.canonical.scalar(term).top()
        if top.is_zero():
            return False
        return all(any(f.sign in (">", "!=") and f.covers(factor) for f in self.hypotheses)
                   or self._is_energy(str(factor)) for factor, _ in top.factor()[1])

    def _is_energy(self, symbol: str) -> bool:
        if not re.fullmatch(r"m \d+ \d+ \d+", symbol):
            return False
        i, _, j = symbol.split()[1:]
        return i == j and self.canonical.bases[int(i)] in self.terms.nonzero_vectors()

    # -- letters ---------------------------------------------------------------------------

    def let(self, **scalars: ScalarTerm) -> tuple[ScalarTerm, ...]:
        for name, scalar in scalars.items():
            self.canonical.letters[name] = self.make("letter", name, scalar)
        return tuple(self.canonical.letters[name] for name in scalars)

    # -- questions about scalars -----------------------------------------------------------

    def scalar(self, scalar: Any, sign: str = ">=", given: Iterable[Known] = ()) -> Known:
        return Known(self, self.term(scalar), sign, "question", tuple(given), keep=True)

    def lift(self, vector: VectorTerm, polynomial: Callable[[Any], Any],
             given: Iterable[Known] = ()) -> Known:
        prefix = self.terms.letter_prefix
        mu, L = (self.space.scalar(prefix + name) for name in ("mu", "L"))
        facts = [*given, self.given(mu), self.given(L - mu)]
        return self._lifted(vector, polynomial, facts, (mu, L), lambda v: v.under(1), None)

    def lift_within(self, vector: VectorTerm, polynomial: Callable[[Any], Any],
                    given: Iterable[Known] = (), *, hypothesis: int = 0) -> Known:
        within = self.spectra[hypothesis]
        ends = self.term(within.low), self.term(within.high)
        return self._lifted(vector, polynomial, list(given), ends,
                            lambda v: within.matrix @ v, hypothesis)

    def _lifted(self, vector: VectorTerm, polynomial: Callable[[Any], Any], facts: list[Known],
                ends: tuple[ScalarTerm, ScalarTerm], image: Callable[[Any], Any],
                hypothesis: int | None) -> Known:
        eigenvalue = self.space.scalar("lambda")
        coefficients = by_power(self.term(polynomial(eigenvalue)), self.space)
        images, total = [vector], self.space.constant(0)
        for power in range(max(coefficients, default=0) + 1):
            if power:
                images.append(image(images[-1]))
            if power in coefficients:
                product = self.make("*", coefficients[power], vector @ images[power])
                total = product if total.is_number(0) else self.make("+", total, product)
        return Known(self, total, ">=", "lift", tuple(facts),
                     (vector, coefficients, ends, images, hypothesis), keep=True)
