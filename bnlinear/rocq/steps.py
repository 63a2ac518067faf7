"""The claim's own proof steps, run on terms: each gives a fact and how Rocq is to prove it.

The steps have the names of `bnlinear.claims.kernel.prover.Prover`. Nothing is checked here: what
they say is printed, and coqc decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flint import fmpq_mpoly

from bnlinear.claims.relations import Compound, Relation, SpectrumWithin, conjuncts
from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.script import Script
from bnlinear.rocq.statement import ClaimTerms, reachable
from bnlinear.rocq.terms import ScalarTerm, VectorTerm

_OF_KIND = {"le": ">=", "lt": ">", "eq": "=", "ne": "!="}
_SAYS = {">=": "0 <= {}", ">": "0 < {}", "=": "{} = 0", "!=": "{} <> 0"}
_SAME = {">=": "le_same", ">": "lt_same", "!=": "ne_same"}


@dataclass(eq=False)
class Known:
    """A scalar with a sign, and the rule that gives it."""

    emitter: Emitter
    scalar: ScalarTerm
    sign: str
    rule: str
    parents: tuple[Known, ...] = ()
    data: tuple[Any, ...] = ()
    keep: bool = False
    names: dict[tuple[int, ...], str] = field(default_factory=dict)  # hypothesis, by scope

    def __add__(self, other: Known) -> Known:
        strict = ">" in (self.sign, other.sign)
        return self.emitter.known("+", ">" if strict else ">=", "add", self, other)

    def __mul__(self, other: Known) -> Known:
        signs = {self.sign, other.sign}
        sign = "!=" if "!=" in signs else ">=" if ">=" in signs else ">"
        return self.emitter.known("*", sign, "mul", self, other)

    def __truediv__(self, other: Known) -> Known:
        return self.emitter.known("/", self.sign, "div", self, other)

    @property
    def exact(self) -> bool:
        """Is it an equation, a sign both ways?"""
        return self.rule == "identity" or (self.rule == "same" and self.parents[0].exact)

    def reversed(self) -> Known:
        """The other sign of an equation."""
        return Known(self.emitter, self.emitter.make("neg", self.scalar), self.sign, "same",
                     self.parents or (self,), keep=self.keep)

    # -- what a script asks of a source ----------------------------------------------------

    def value(self) -> Scalar:
        return self.emitter.canonical.scalar(self.scalar, keep=self.keep)

    def covers(self, factor: fmpq_mpoly) -> bool:
        space = self.emitter.canonical.space
        return any(space.lift(f) == space.lift(factor)
                   for f, _ in self.value().top().factor()[1])

    def is_value(self, value: Scalar) -> bool:
        return bool((self.value() - value).is_zero())

    def proportion(self, value: Scalar) -> Scalar | None:
        """value/self, if that is a positive constant over a square."""
        mine = self.value()
        if mine.is_zero():
            return None
        ratio = value / mine
        constant, factors = ratio.top().factor()
        powers = [*(p for _, p in factors), *ratio.denominator.values()]
        return ratio if constant > 0 and all(p % 2 == 0 for p in powers) else None

    def hypothesis(self, script: Script) -> str:
        if script.scope not in self.names:
            known = {scope: name for scope, name in self.names.items()
                     if script.scope[:len(scope)] == scope}
            self.names[script.scope] = (next(iter(known.values())) if known
                                        else self.emitter.print_fact(self, script))
        return self.names[script.scope]


@dataclass(frozen=True)
class Closing:
    """How a goal is closed: by an identity, a fact, or a question about scalars."""

    how: str
    facts: tuple[Known, ...] = ()
    times: Known | None = None


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
                    self, self.make("-", rhs, lhs), _OF_KIND[relation.kind], "hypothesis",
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
        coefficients = _coefficients(self.term(polynomial(eigenvalue)), self.space)
        images, total = [vector], self.space.constant(0)
        for power in range(max(coefficients, default=0) + 1):
            if power:
                images.append(image(images[-1]))
            if power in coefficients:
                product = self.make("*", coefficients[power], vector @ images[power])
                total = product if total.is_number(0) else self.make("+", total, product)
        return Known(self, total, ">=", "lift", tuple(facts),
                     (vector, coefficients, ends, images, hypothesis), keep=True)

    # -- printing --------------------------------------------------------------------------

    def print_fact(self, fact: Known, script: Script) -> str:
        """The hypothesis that a fact holds; its proof goes into the script."""
        if fact.rule in self.printers:
            return self.printers[fact.rule](self, script, fact)
        how = self._proof(fact, script)
        return script.prove("K", _SAYS[fact.sign].format(script.name(fact.scalar)), how)

    def _proof(self, fact: Known, script: Script) -> str:
        rule, data = fact.rule, fact.data
        parents = [parent.hypothesis(script) for parent in fact.parents]
        if rule == "family":
            return f"exact {data[0]}."
        if rule == "hypothesis":
            return f"exact ({data[1]}_difference _ _ {data[0]})."
        if rule in ("add", "mul", "div"):
            signs = "_".join({">=": "le", ">": "lt", "!=": "ne"}[p.sign] for p in fact.parents)
            lemma = {"mul_ne_ne": "mul_nonzero"}.get(f"{rule}_{signs}", f"{rule}_{signs}")
            return f"exact ({lemma} _ _ {' '.join(parents)})."
        if rule == "square":
            return f"exact (square_le {script.name(data[0])})."
        if rule == "positive square":
            return f"exact (square_lt _ {script.nonzero_term(data[0])})."
        if rule in ("max_left", "max_right"):
            return f"exact ({rule} _ _)."
        if rule == "root":
            if fact.sign == ">=":
                return "exact (sqrt_pos _)."
            return (f"exact (sqrt_positive _ {script.nonnegative_term(data[0])} "
                    f"{script.nonzero_term(data[0])}).")
        if rule == "norm":
            return self._norm(fact, script)
        if rule == "energy":
            return self._energy(fact, script, parents[0])
        if rule == "same":
            return self._same(fact.parents[0], parents[0], fact.scalar, script, fact.sign)
        if rule == "identity":
            equation = script.equation(fact.scalar)
            return f"{f'rewrite {equation}. ' if equation else ''}apply Rle_refl."
        if rule == "gram":
            left, right, power = data
            names = f"{script.name(left)} {script.name(right)}"
            if power == 0:
                return f"exact (gram_le _ _ (cauchy V {names}))."
            return f"exact (gram_le _ _ (pw_cauchy V H Hsym {power} {names} Hnn))."
        return "lra."  # a number; or a sign that nothing gives, which lra refuses

    def _norm(self, fact: Known, script: Script) -> str:
        vector, power = fact.data
        name = script.name(vector)
        if power < 0:
            raise NotExported("a norm under a power of the inverse")
        weak = (f"(dot_pos {name})" if power == 0
                else f"(pw_nonnegative V H Hsym {power} Hnn {name})")
        if fact.sign == ">=":
            return f"exact {weak}."
        return f"exact (strict _ {weak} {script.nonzero_term(fact.scalar)})."

    def _energy(self, fact: Known, script: Script, nonzero: str) -> str:
        vector, power = fact.data
        length = vector @ vector
        positive = script.prove("K", f"0 < {script.name(length)}", self._same(
            fact.parents[0], nonzero, length, script, ">"))
        return (f"exact (pw_positive V H Hsym {power} {script.ends} "
                f"{script.name(vector)} Hspec Hmu "
                f"{positive}).")

    def _same(self, parent: Known, hypothesis: str, scalar: ScalarTerm, script: Script,
              sign: str) -> str:
        """The same sign of an identical scalar."""
        back, forth = script.equation(parent.scalar), script.equation(scalar)
        lines = [f"assert (Z := {hypothesis})."]
        if back:
            lines.append(f"rewrite {back} in Z.")
        if forth:
            lines.append(f"rewrite {forth}.")
        lines.append(f"apply ({_SAME[sign]} _ _ Z). {script.ring(parent.scalar, scalar)}")
        return " ".join(lines)

    def print_goal(self, index: int, script: Script) -> str:
        """The hypothesis that a goal holds."""
        goal, closing = self.goals[index], self.closings.get(index)
        if closing is None:
            raise NotExported(f"goal {index} is not closed")
        says = self.terms.relation(goal)
        if closing.how == "question":
            return self.printers["goal"](self, script, goal, closing.facts)
        if isinstance(goal, Compound):
            raise NotExported("alternatives are closed by a question only")
        if closing.how == "identity":
            return script.prove("G", says, self._identity(goal, script))
        lhs, rhs = self.term(goal.lhs), self.term(goal.rhs)
        (fact,) = closing.facts
        hypothesis = fact.hypothesis(script)
        difference, times = self.make("-", rhs, lhs), closing.times
        start = f"apply ({goal.kind}_from _ _ _ {hypothesis})."
        if times is not None:
            difference = self.make("*", difference, times.scalar)
            start = f"apply ({goal.kind}_times _ _ _ _ {times.hypothesis(script)} {hypothesis})."
        equations = [script.equation(difference), script.equation(fact.scalar)]
        rewrites = "".join(f"rewrite {e}. " for e in equations if e)
        return script.prove("G", says, (
            f"{start} change ({script.name(difference)} = {script.name(fact.scalar)}). "
            f"{rewrites}{script.ring(difference, fact.scalar)}"))

    def _identity(self, goal: Relation, script: Script) -> str:
        if goal.kind != "eq":
            return "fail 0 \"no equation\"."
        sides = [self.terms.term(side) for side in (goal.lhs, goal.rhs)]
        if isinstance(sides[0], VectorTerm):
            a, b = map(script.combination, sides)
            values = [c for side in sides for c in self.canonical.vector(side).values()]
            return (f"apply (comb_same V {script.operator} env _ _ _ _ {a} {b}). intro z_. "
                    f"cbn [along]. {script.ring(*values)}")
        equations = [script.equation(side) for side in sides]
        rewrites = "".join(f"rewrite {e}. " for e in dict.fromkeys(equations) if e)
        names = [script.name(side) for side in sides]
        return f"change ({names[0]} = {names[1]}). {rewrites}{script.ring(*sides)}"


def _coefficients(term: ScalarTerm, space: Any) -> dict[int, ScalarTerm]:
    """The coefficients of a polynomial in the symbol `lambda`, by power."""
    if term.op == "name" and term.args[0] == "lambda":
        return {1: space.constant(1)}
    if not _mentions(term):
        return {0: term}
    if term.op == "neg":
        return {k: -c for k, c in _coefficients(term.args[0], space).items()}
    if term.op == "^":
        out = _coefficients(term.args[0], space)
        power = out
        for _ in range(term.args[1] - 1):
            power = _product(power, out)
        return power
    left, right = (_coefficients(a, space) for a in term.args)
    if term.op == "*":
        return _product(left, right)
    if term.op == "/" and set(right) == {0}:
        return {k: c / right[0] for k, c in left.items()}
    if term.op in ("+", "-"):
        right = right if term.op == "+" else {k: -c for k, c in right.items()}
        zero = space.constant(0)
        return {k: left.get(k, zero) + right.get(k, zero) for k in sorted(left | right)}
    raise NotExported(f"p(λ) must be a polynomial in λ, without {term.op}")


def _product(left: dict[int, ScalarTerm], right: dict[int, ScalarTerm]) -> dict[int, ScalarTerm]:
    out: dict[int, ScalarTerm] = {}
    for k, c in left.items():
        for j, d in right.items():
            out[k + j] = out[k + j] + c * d if k + j in out else c * d
    return out


def _mentions(term: ScalarTerm) -> bool:
    return any(t.op == "name" and t.args[0] == "lambda" for t in reachable([term]))
