"""A finished proof as numbered steps, in the letters of the claim."""

from __future__ import annotations

from collections.abc import Callable

from bnlinear.claims.kernel.facts import Fact
from bnlinear.claims.kernel.notation import SUPERSCRIPTS, Notation
from bnlinear.claims.kernel.prover import Closing, Derivation
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.relations import Relation
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar


class Steps:
    """The facts of a derivation, numbered: hypotheses as they stand, then what rules make."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.write = Notation(derivation.reading.claim)
        self.facts = derivation.facts()
        self.number = {id(fact): k for k, fact in enumerate(self.facts, start=1)}

    def lines(self) -> list[str]:
        covers = {id(fact) for fact in self.derivation.covers}
        out = [f"let {name} = {self.write.scalar(value)}"
               for name, value in self.derivation.letters.items()]
        for fact in self.facts:
            note = "; from here on it may be divided by, and its root taken" * (id(fact) in covers)
            out.append(f"({self.number[id(fact)]}) {self._said(fact)}{note}")
        return [*out, *map(self._closing, self.derivation.closings)]

    def _refer(self, *facts: Fact) -> str:
        return ", ".join(f"({self.number[id(fact)]})" for fact in facts)

    def _said(self, fact: Fact) -> str:
        """The step: what it says, and by which rule."""
        rule: Callable[[Fact], str] | None = getattr(self, f"_{fact.rule}", None)
        if rule is not None:
            return rule(fact)
        return f"{self._fact(fact)}: {fact.rule} of {self._refer(*fact.parents)}"

    def _fact(self, fact: Fact) -> str:
        return f"{self.write.scalar(fact.scalar)} {fact.sign.symbol} 0"

    def _form(self, left: Vector, right: Vector, power: int) -> str:
        """⟨v, Hᵖv⟩."""
        H = "" if not power else "H" if power == 1 else f"H{str(power).translate(SUPERSCRIPTS)}"
        image = self.write.vector(right)
        if H and not image.isalpha():
            image = f"({image})"
        return f"⟨{self.write.vector(left)}, {H}{image}⟩"

    # -- rules -----------------------------------------------------------------------------

    def _hypothesis(self, fact: Fact) -> str:
        where = fact.data.get("text")
        return f"{self._fact(fact)}: hypothesis{f' of the family ({where})' if where else ''}"

    def _sum(self, fact: Fact) -> str:
        return f"{' + '.join(map(self._refer, fact.parents))} {fact.sign.symbol} 0"

    def _product(self, fact: Fact) -> str:
        return f"{' · '.join(map(self._refer, fact.parents))} {fact.sign.symbol} 0"

    def _quotient(self, fact: Fact) -> str:
        return f"{' / '.join(map(self._refer, fact.parents))} {fact.sign.symbol} 0"

    def _multiple(self, fact: Fact) -> str:
        return f"{fact.data['factor']} · {self._refer(*fact.parents)} {fact.sign.symbol} 0"

    def _square(self, fact: Fact) -> str:
        text = self.write.scalar(fact.data["of"])
        plain = text.isalpha() or (text.startswith("(") and text.count("(") == 1)
        return f"{text if plain else f'({text})'}² {fact.sign.symbol} 0: a square"

    _positive_square = _square

    def _norm(self, fact: Fact) -> str:
        form = self._form(fact.data["vector"], fact.data["vector"], fact.data["power"])
        why = "H is positive definite" if fact.data["power"] else "a squared length"
        return f"{form} {fact.sign.symbol} 0: {why}"

    def _energy(self, fact: Fact) -> str:
        form = self._form(fact.data["vector"], fact.data["vector"], fact.data["power"])
        return f"{form} > 0: H is positive definite, and the vector is not 0 by " + self._refer(
            *fact.parents)

    def _gram(self, fact: Fact) -> str:
        left, right, power = (fact.data[name] for name in ("left", "right", "power"))
        return (f"{self._form(left, left, power)}·{self._form(right, right, power)} − "
                f"{self._form(left, right, power)}² ≥ 0: Cauchy–Schwarz")

    def _lift(self, fact: Fact, matrix: str = "H", zero: str = "") -> str:
        text = " + ".join(self._term(power, c) for power, c in sorted(
            fact.data["polynomial"].items()))
        low, high = (self.write.scalar(fact.scalar.space.constant(0) + fact.data[end])
                     for end in ("low", "high"))
        basis = f", given {self._refer(*fact.parents)}" if fact.parents else ""
        vector = self.write.vector(fact.data["vector"])
        return (f"⟨e, p({matrix})e⟩ ≥ 0 for e = {vector}, p(λ) = {text}: z3 proves p ≥ 0 on "
                f"[{low}, {high}]{zero}{basis}")

    def _lift_within(self, fact: Fact) -> str:
        return self._lift(fact, "M", " and at 0, which hold all eigenvalues of the matrix M of "
                                     "the hypothesis")

    def _term(self, power: int, coefficient: Scalar) -> str:
        text = self.write.scalar(coefficient * 1)  # cancelled
        letter = "λ" + (str(power).translate(SUPERSCRIPTS) if power > 1 else "") if power else ""
        if not letter or text == "1":
            return letter or text
        return f"({text}){letter}" if " " in text or "/" in text else f"{text}·{letter}"

    def _scalar(self, fact: Fact) -> str:
        return f"{self._fact(fact)}: z3 derives it from {self._refer(*fact.parents) or 'nothing'}"

    def _rewrite(self, fact: Fact) -> str:
        return f"{self._fact(fact)}: {self._refer(*fact.parents)}, written otherwise"

    _restate = _spell_out = _rewrite

    def _root(self, fact: Fact) -> str:
        return f"{self._fact(fact)}: a root is not negative"

    def _number(self, fact: Fact) -> str:
        return f"{self._fact(fact)}: a number"

    def _maximum(self, fact: Fact) -> str:
        return f"{self._fact(fact)}: a maximum is at least either side"

    def _equal(self, fact: Fact) -> str:
        return "an identity between moments"

    def _closing(self, closing: Closing) -> str:
        goal = self.derivation.reading.goals[closing.goal]
        name = f"goal {closing.goal + 1}"
        if closing.rule == "identity":
            return f"{name}: both sides are the same function of the moments"
        if closing.rule == "by_z3" or not isinstance(goal, Relation):
            return f"{name}: z3 derives it from {self._refer(*closing.facts) or 'nothing'}"
        times = "" if closing.times is None else f"·{self._refer(closing.times)}"
        return f"{name}: (rhs − lhs){times} = {self._refer(*closing.facts)}"


def readable(derivation: Derivation) -> str:
    """A finished proof, step by step."""
    lines = ["Proof, on moments: for every dimension, every H and all vectors of the family"]
    lines += [f"  {line}" for line in Steps(derivation).lines()]
    lines += [f"  by {name}, {gap}: {LEMMAS[name]}" for name, gap in derivation.uses.items()] or [
        "  no lemma is used that is not checked here"]
    return "\n".join(lines)
