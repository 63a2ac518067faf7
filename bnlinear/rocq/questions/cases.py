"""Questions that no direct certificate answers: case by case, by refuting the goal's negation.

In each case the facts lose their divisors and their positive factors; a product f·g ≥ 0 with
f + g ≥ 0 gives f ≥ 0 and g ≥ 0; and what is then known is refuted together with the negation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import number_text
from bnlinear.rocq.questions.certificates import Certificate, Generator
from bnlinear.rocq.questions.hints import Hint, polynomials
from bnlinear.rocq.questions.products import (
    cleared,
    number_proof,
    positive_square,
    root_of_divisors,
    signed_sum,
    substituted,
)
from bnlinear.rocq.questions.refutations import refutation
from bnlinear.rocq.scripts.script import Script

_LETTERS = 7  # squares of letters are of no use among more


@dataclass(frozen=True)
class Alternative:
    """One side of a split: what a symbol equals there, and a scalar of known sign."""

    scalar: Any
    text: str
    strict: bool = False
    symbol: str = ""
    equals: Any = None


@dataclass(frozen=True)
class Fact:
    """A polynomial that is not negative (or positive), and the line that shows it."""

    polynomial: fmpq_mpoly
    text: str
    proof: str
    strict: bool
    line: str = ""
    needs: tuple[Fact, ...] = ()


class Case:
    """One case of a question.

    Parameters
    ----------
    chosen
        The alternatives of this case; the k-th has the hypothesis h{k}, and e{k} if it equates.
    hint
        Squares and intermediate goals for the search.
    """

    def __init__(self, script: Script, chosen: list[Alternative], hint: Hint) -> None:
        self.script, self.chosen, self.hint = script, chosen, hint
        self.space = script.canonical.space
        self.facts: list[Fact] = []
        self.rewrite = "".join(f"rewrite ?e{k}. " for k, a in enumerate(chosen) if a.symbol)
        self.divided = any(a.symbol and a.equals.denominator for a in chosen)
        for k, alternative in enumerate(chosen):
            self.know(alternative.scalar, alternative.text, f"h{k}", alternative.strict)

    # -- polynomials -----------------------------------------------------------------------

    def there(self, value: Scalar) -> Scalar:
        """A scalar in this case."""
        for alternative in self.chosen:
            if alternative.symbol:
                value = substituted(value, alternative.symbol, alternative.equals)
        return value

    def reduced(self, polynomial: fmpq_mpoly) -> fmpq_mpoly:
        """Without squares of roots."""
        polynomial = self.space.lift(polynomial)
        degrees = polynomial.degrees()
        if all(degrees[self.space.names.index(root)] < 2 for root in self.space.roots):
            return polynomial
        plain: Any = Scalar(self.space, polynomial, {})
        return (plain * 1).top()

    def _divides(self, root: str, factor: str) -> bool:
        return self.divided or bool(root) or " / " in factor

    def _split(self, value: Scalar) -> tuple[fmpq_mpoly, str, str, tuple[Fact, ...]]:
        """value·root² = S·q: q, and S as text and proof of its sign, with the facts in it."""
        constant, factors = self.reduced(cleared(value)).factor()
        sign = 1 if constant > 0 else -1
        rest = self.space.context.constant(1)
        parts, used = [(number_text(abs(constant)), number_proof(abs(constant)))], []
        for factor, power in factors:
            known = self._sign_of(factor)
            if known is None:
                rest = rest * self.space.lift(factor) ** int(power)
                continue
            fact, ratio = known
            sign = sign if ratio > 0 or power % 2 == 0 else -sign
            parts.append((number_text(abs(ratio) ** int(power)),
                          number_proof(abs(ratio) ** int(power))))
            parts += [(fact.text, fact.proof)] * int(power)
            used.append(fact)
        text, proof = parts[0]
        for other, shown in parts[1:]:
            text, proof = f"{text} * {other}", f"(mul_lt_lt _ _ {proof} {shown})"
        return rest * sign, text, proof, tuple(used)

    def _sign_of(self, factor: fmpq_mpoly) -> tuple[Fact, Any] | None:
        for fact in self.facts:
            if fact.strict:
                quotient, left = divmod(self.space.lift(factor), self.space.lift(fact.polynomial))
                if left.is_zero() and quotient.is_constant():
                    return fact, quotient.leading_coefficient()
        return None

    # -- facts -----------------------------------------------------------------------------

    def know(self, value: Scalar, text: str, proof: str, strict: bool) -> None:
        """Add what is known, in this case and without positive factors."""
        there = self.there(value)
        if there.is_zero():
            return
        root = root_of_divisors(self.script, there)
        q, factor, positive, used = self._split(there)
        kind = "lt" if strict else "le"
        square, shown = positive_square(root)
        name, q_text = self.script.fresh("U"), self.script.polynomial(q)
        how = (f"apply ({kind}_certificate ({factor}) _ ({square} * ({text})) {positive} "
               f"(mul_lt_{kind} _ _ {shown} {proof})). {self.rewrite}"
               f"{self.script.ring(there, divides=self._divides(root, factor))}")
        sign = "<" if strict else "<="
        self.facts.append(Fact(q, q_text, name, strict, f"assert ({name} : 0 {sign} {q_text}). "
                               f"{{ {how} }} ", used))

    def saturate(self) -> None:
        """From f·g ≥ 0 and f + g ≥ 0: f ≥ 0 and g ≥ 0."""
        for fact in list(self.facts):
            constant, factors = self.space.lift(fact.polynomial).factor()
            if len(factors) != 2 or any(power > 1 for _, power in factors) or (
                    fact.polynomial.total_degree() < 2):
                continue
            f, g = (self.space.lift(factor) for factor, _ in factors)
            f = f * constant
            for left, right in ((f, g), (-f, -g)):
                total = self.derive(left + right, factors=2)
                if total is not None:
                    self._parts(fact, left, right, total)
                    break

    def _parts(self, fact: Fact, left: fmpq_mpoly, right: fmpq_mpoly, total: Fact) -> None:
        for f, g in ((left, right), (right, left)):
            name, text, other = (self.script.fresh("U"), self.script.polynomial(f),
                                 self.script.polynomial(g))
            weak = f"(Rlt_le _ _ {fact.proof})" if fact.strict else fact.proof
            line = (f"assert ({name} : 0 <= {text}). {{ apply (product_left {text} {other}); "
                    f"[apply (le_same _ _ {weak}); ring|apply (le_same _ _ {total.proof}); ring]. "
                    "} ")
            self.facts.append(Fact(f, text, name, False, line, (fact, total)))

    def derive(self, q: fmpq_mpoly, *, strict: bool = False, factors: int = 3) -> Fact | None:
        """A new fact, from those that are known."""
        q = self.space.lift(q)
        shown = self._refuted(q, strict, self._squares(q), factors)
        if shown is None:
            return None
        how, needs = shown
        name, text = self.script.fresh("U"), self.script.polynomial(q)
        sign = "<" if strict else "<="
        fact = Fact(q, text, name, strict, f"assert ({name} : 0 {sign} {text}). {{ {how} }} ",
                    needs)
        self.facts.append(fact)
        return fact

    # -- the search ------------------------------------------------------------------------

    def _refuted(self, q: fmpq_mpoly, strict: bool, squares: list[Fact],
                 factors: int, exactly: tuple[int, int] | None = None,
                 ) -> tuple[str, tuple[Fact, ...]] | None:
        """The proof of q ≥ 0 (or > 0) as a line, and the facts in it."""
        text = self.script.polynomial(q)
        spare = polynomials(self.space, self.hint.spare) if exactly else []
        known = [f for f in self.facts if all(f.polynomial != p for p in spare)]
        pool = [Fact(-q, f"(- {text})", "t0", not strict), *known, *squares]
        generators = [Generator(self.space.lift(f.polynomial), k, f.strict)
                      for k, f in enumerate(pool)]
        found = refutation(generators, factors=factors, exactly=exactly, reduced=self.reduced)
        if found is None:
            return None
        total, proof, _ = signed_sum(found, [f.text for f in pool], [f.proof for f in pool],
                                     [f.strict for f in pool])
        used = tuple(pool[i] for i in _indices(found) if i)
        ring = self.script.ring(*(Scalar(self.space, self.space.lift(f.polynomial), {})
                                  for f in (*used, pool[0])), divides=" / " in total)
        kind = "lt" if strict else "le"
        return f"apply ({kind}_refuted {text} ({total}) (fun t0 => {proof})). {ring}", used

    def _squares(self, goal: fmpq_mpoly, more: bool = False) -> list[Fact]:
        """Squares of letters and of the hint's polynomials; of differences, if there is `more`."""
        gens = self.space.context.gens()
        hinted = polynomials(self.space, self.hint.squares)
        known = [goal, *(f.polynomial for f in self.facts)]
        letters = sorted({k for p in known for k, d in enumerate(self.space.lift(p).degrees())
                          if d})
        roots = [gens[k] for k in letters] if len(letters) <= _LETTERS and not hinted else hinted
        if more:
            small = [*roots, *(a * b for a, b in combinations(roots, 2))] if (
                len(roots) < 4) else roots
            bent = [self.space.lift(f.polynomial) for f in self.facts
                    if f.polynomial.total_degree() == 2]
            roots += [a + s * b for a, b in combinations(small, 2) for s in (1, -1)]
            roots += [a - b for a, b in combinations(bent, 2)]
        texts = [(root, self.script.polynomial(root)) for root in roots if not root.is_zero()]
        return [Fact(root * root, f"({t} * {t})", f"(square_le {t})", False) for root, t in texts]

    # -- the goal --------------------------------------------------------------------------

    def conclude(self, value: Scalar, sign: str) -> str | None:
        """Lines that prove the goal 0 ≤ (or <) the text of this scalar."""
        there = self.there(value)
        if there.is_zero() and sign == ">=":
            return f"{self.rewrite}right. {self.script.ring(there, value, divides=self.divided)}"
        for polynomial in polynomials(self.space, self.hint.first):
            self.derive(polynomial)
        self.saturate()
        root = root_of_divisors(self.script, there)
        q, factor, positive, used = self._split(there)
        strict = sign == ">"
        shown = self._refuted(q, strict, self._squares(q), 3 if self.script.trial else 5,
                              self.hint.products)
        if shown is None and not self.script.trial:  # what is false is not searched for long
            shown = self._refuted(q, strict, self._squares(q, more=True), 3)
        if shown is None:
            return None
        how, needs = shown
        kind, text = ("lt" if strict else "le"), self.script.polynomial(q)
        square, is_positive = positive_square(root)
        return (f"{_lines((*used, *needs))}"
                f"assert (W : 0 {'<' if strict else '<='} {text}). {{ {how} }} "
                f"apply ({kind}_certificate {square} _ (({factor}) * {text}) {is_positive} "
                f"(mul_lt_{kind} _ _ {positive} W)). {self.rewrite}"
                f"{self.script.ring(there, value, divides=self._divides(root, factor))}")


def _indices(found: Certificate) -> list[int]:
    return sorted({i for _, indices in found.terms for i in indices})


def _lines(facts: tuple[Fact, ...]) -> str:
    """The lines of these facts and of what they need, each once, in an order that works."""
    seen: dict[int, str] = {}

    def visit(fact: Fact) -> None:
        if id(fact) not in seen:
            for need in fact.needs:
                visit(need)
            seen[id(fact)] = fact.line

    for fact in facts:
        visit(fact)
    return "".join(seen.values())
