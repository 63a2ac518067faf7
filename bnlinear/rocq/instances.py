"""An instance at which a theorem's hypotheses hold, proved in Rocq: the theorem is not empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Relation, SpectrumWithin, Statement
from bnlinear.claims.search.pool import pool_of
from bnlinear.exact import Number, Undecided
from bnlinear.exact.matrices import identity, solve
from bnlinear.rocq.statement import ClaimTerms, flat, reachable
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm
from bnlinear.rocq.values import matrix_at, value

if TYPE_CHECKING:
    from bnlinear.rocq.theorem import Theorem

#: How many members of the family are tried, in its lowest dimension: few, and many if none is one.
TRIED = (40, 2000)

#: The shortest text is taken of so many instances.
COMPARED = 8


class NoInstance(Exception):
    """No instance of the hypotheses can be proved: the message says why."""


Values = dict[str, Any]


def instances_of(claim: ClaimRecord) -> Iterator[Values]:
    """Values of the claim's letters at which its hypotheses hold."""
    for count in TRIED:
        found = False
        for place in pool_of(claim, min(claim.dims), count, 0):
            try:
                built, at = claim.build(place), claim.values(place)
                if claim.hypotheses(built).holds():
                    found = True
                    yield at
            except (ArithmeticError, Rejected, Undecided):
                continue
        if found:
            return


def instance_of(theorem: Theorem) -> list[str]:
    """The theorem that the hypotheses hold somewhere, with its proof; none if there are none.

    Raises `NoInstance` if no member of the family is known to satisfy them.
    """
    if not theorem.hypotheses and not theorem.where():
        return []
    found = (Instance(theorem, at) for at in instances_of(theorem.claim))
    rational = islice((i for i in found if i.is_rational()), COMPARED)
    texts = ["\n".join(instance.lines()) for instance in rational]
    if not texts:
        raise NoInstance("no member of its family with rational values satisfies the hypotheses")
    return min(texts, key=len).splitlines()


class Instance:
    """The hypotheses of a theorem at these values of its letters."""

    def __init__(self, theorem: Theorem, at: Values) -> None:
        self.theorem, self.at = theorem, at
        self.terms: ClaimTerms = theorem.terms
        prefix = self.terms.letter_prefix
        self.H = at.get(f"{prefix}H") if self.terms.has_operator else None
        self.where = theorem.where()
        self.used = reachable(self._sides())
        used = {t.index for t in self.used}
        self.lets = [t for t in theorem.lets if t.index in used]
        vectors = [at[name] for name in theorem.bases]
        self.dim = len(vectors[0]) if vectors else 1

    def _sides(self) -> list[Term]:
        """The terms that the hypotheses of the claim speak about."""
        sides: list[Any] = []
        for said in flat(self.terms.hypotheses):
            sides += ([said.low, said.high] if isinstance(said, SpectrumWithin)
                      else [said.lhs, said.rhs])
        sides += [image for _, image in self.terms.images]
        return [s for s in sides if isinstance(s, ScalarTerm | VectorTerm)]

    def of(self, term: Any) -> Any:
        return value(self.terms.term(term), self.at, self.H)

    def is_rational(self) -> bool:
        """Are the values of all letters, and of all roots in the hypotheses, rational?"""
        said = [self.of(t) for t in self.used if not self.terms.is_bound(t)]
        numbers = [n for v in [*self.at.values(), *said] for n in np.ravel(v)]
        return all(n.is_rational for n in numbers if isinstance(n, Number))

    # -- the text --------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """Statement and proof."""
        theorem = self.theorem
        parts = [*theorem.hypotheses, *(theorem.hypothesis(s, k) for k, s in enumerate(self.where))]
        lines: list[str] = []
        first = len(theorem.hypotheses)
        for k, part in enumerate(parts):
            if k == first:
                lines += map(theorem.let, self.lets)
            lines.append(f"  {part} /\\")
        lines[-1] = lines[-1].removesuffix(" /\\") + "."
        return [f"Theorem {theorem.name}_instance :", f"  exists {theorem.binders},", *lines,
                "Proof.", *self._proof(), "Qed."]

    def _proof(self) -> list[str]:
        """The values, and for each hypothesis why it holds there."""
        why = [*self._of_the_family(), *map(self._of_the_claim, self.where)]
        lets = [line for term in self.lets for line in self._let(term)]
        lines = [f"exists ({text})." for text in self._witnesses()]
        for k, tactic in enumerate(why):
            if k == len(self.theorem.hypotheses):
                lines += lets
            lines.append(f"split; [{tactic}|]." if k + 1 < len(why) else f"{tactic}.")
        return lines

    def _witnesses(self) -> list[str]:
        """What the variables of the theorem are."""
        theorem, out = self.theorem, [f"Rn {self.dim}"]
        if self.H is not None:
            prefix = self.terms.letter_prefix
            out.append(self._operator(self.H))
            if theorem.canonical.depth:
                out.append(self._operator(self._inverse()))
            out += [text_of(self.at[f"{prefix}{name}"]) for name in ("mu", "L")]
        names = [*theorem.bases, *self.terms.names_of(ScalarPart)]
        return out + [text_of(self.at[name]) for name in names]

    def _operator(self, matrix: Any) -> str:
        """The function v ↦ Mv."""
        entry = [f"fst {'(snd ' * k}v{')' * k}" for k in range(self.dim)]
        rows = ["".join(f"{text_of(m)} * {e} + " for m, e in zip(row, entry, strict=True)) + "0"
                for row in matrix]
        return f"fun v : Rn {self.dim} => {tuple_of(rows)}"

    def _inverse(self) -> Any:
        assert self.H is not None
        return solve(self.H, identity(self.dim))

    def _of_the_family(self) -> list[str]:
        """Why the hypotheses of the family hold."""
        out = []
        if self.H is not None:
            low, high = (self.at[f"{self.terms.letter_prefix}{name}"] for name in ("mu", "L"))
            one = identity(self.dim)
            pair = f"{self._entries('a')}; {self._entries('b')}"
            out += [f"intros a b; {pair}; numerals; ring",
                    self._between(self.H - low * one, high * one - self.H)]
            if self.theorem.canonical.depth:
                out.append(f"intro v; {self._entries('v')}; numerals; vector")
        return out + ["numerals; number"] * len(self.terms.given)

    def _of_the_claim(self, said: Statement) -> str:
        """Why a hypothesis of the claim's own holds."""
        if isinstance(said, SpectrumWithin):
            k = next(k for k, s in enumerate(self.terms.spectra) if s is said)
            matrix = matrix_at(self.terms.images[k], self.at, self.H, self.dim)
            low, high = self.of(said.low), self.of(said.high)
            square = matrix @ matrix
            return self._between(square - low * matrix, high * matrix - square)
        if not isinstance(said, Relation):
            raise NoInstance("alternatives among the hypotheses")
        return f"{self._computed(said.lhs, said.rhs)}{'unequal' if said.kind == 'ne' else 'number'}"

    def _between(self, *forms: Any) -> str:
        """Two quadratic forms are nonnegative, as they are sums of squares."""
        facts = "; ".join(f"pose proof (pow2_ge_0 ({form}))"
                          for form in dict.fromkeys(f for m in forms for f in squares_of(m)))
        return f"intro v; {self._entries('v')}; {facts}{'; ' if facts else ''}numerals; split; lra"

    def _entries(self, name: str) -> str:
        """The tactic that names the entries of a vector."""
        pattern = "[]"
        for k in reversed(range(self.dim)):
            pattern = f"[{name}{k} {pattern}]"
        return f"destruct {name} as {pattern}"

    def _let(self, term: Term) -> list[str]:
        """A letter is replaced by its value."""
        name = self.theorem.printer.names[term.index]
        how = "number" if isinstance(term, ScalarTerm) else "vector"
        return [f"intro {name}. assert (is : {name} = {text_of(self.of(term))}) by "
                f"(unfold {name}; {self._computed(term)}{how}). clearbody {name}. subst {name}."]

    def _computed(self, *terms: Any) -> str:
        """Tactics that compute, and give the roots in these terms up to the letters in them."""
        named, out = {t.index for t in self.lets}, []

        def visit(term: Any, top: bool) -> None:
            if isinstance(term, ScalarTerm | VectorTerm) and (top or term.index not in named):
                for argument in term.args:
                    visit(argument, top=False)
                if term.op == "sqrt":
                    out.append(f"repeat root {text_of(self.of(term))}; ")
        for term in terms:
            visit(term, top=len(terms) == 1)
        return "numerals; " + "".join(dict.fromkeys(out))


def text_of(value: Any) -> str:
    """A rational number, or a vector of them, in Rocq's words."""
    if isinstance(value, np.ndarray):
        return tuple_of([text_of(entry) for entry in value])
    text = str(value)
    return f"({text.replace('/', ' / ')})" if "/" in text or text.startswith("-") else text


def tuple_of(entries: list[str]) -> str:
    """A vector of Rⁿ: (x, (y, tt))."""
    text = "tt"
    for entry in reversed(entries):
        text = f"({entry}, {text})"
    return text


def squares_of(matrix: Any) -> list[str]:
    """Linear forms whose squares, with positive weights, add up to vᵀAv for a semidefinite A."""
    remaining, out = matrix.copy(), []
    for k in range(len(matrix)):
        pivot = remaining[k, k]
        if pivot > 0:
            row = remaining[k] / pivot
            out.append(" + ".join(f"{text_of(c)} * v{j}" for j, c in enumerate(row) if c != 0))
            remaining = remaining - pivot * np.outer(row, row)
    return out
