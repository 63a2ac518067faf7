"""The proof kernel: what a proof's steps are given, and when a claim is proved.

A proof is about the claim's own body, run on moments (`bnlinear.exact.moments`), so what it proves
holds for every dimension d, every H of the family and all vectors. The kernel reads the goals off
the body; a proof supplies steps, never a goal. Its steps make `Fact`s, and end in closing goals.
README.md in this folder says what must be trusted, file by file.

Soundness rests on: polynomial arithmetic (flint), z3's `unsat`, the spectral theorem, and the files
of this folder. Why nothing leaks from one place into another:

* a symbol is used only in its scope: an eigenvalue in its lift, a letter for one scalar of the
  claim (`scope.py`);
* a fact belongs to one proof and one set of symbols, and is made by rules alone (`facts.py`);
* every denominator and radicand that the body or a step met must be covered by a fact which does
  not rest on it, cancelled ones too (`cover.py`);
* the body and the `where` are run once, and what they said is compared with what they say about
  numbers (`reading.py`, `agreement.py`).

The kernel guards against mistakes, not against Python: who rebinds its internals proves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bnlinear.claims.kernel.advice import local_names, step_for
from bnlinear.claims.kernel.checks.agreement import check_agreement
from bnlinear.claims.kernel.facts import Fact, NotClosed, ProofError, check_facts
from bnlinear.claims.kernel.formulas import formula_of, short
from bnlinear.claims.kernel.lift import Lift
from bnlinear.claims.kernel.reading import Reading, read
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, Relation
from bnlinear.claims.signs import Sign
from bnlinear.exact.scalars import Scalar


@dataclass(frozen=True)
class Closing:
    """How one goal was closed: "identity", "by" (a fact, perhaps times another) or "by_z3"."""

    goal: int
    rule: str
    facts: tuple[Fact, ...] = ()
    times: Fact | None = None


@dataclass(frozen=True, eq=False)
class Derivation:
    """A finished proof: what was read, the steps as facts, and the lemmas it leans on.

    Attributes
    ----------
    reading
        The claim as it was read: `goals`, `hypotheses`, `spectra`, `symbols`.
    closings
        How each goal was closed; a fact's `parents` lead back to the hypotheses.
    covers
        The facts that steps added to cover denominators and roots, in order.
    letters
        Short names that the proof introduced, and the scalars of the claim they stand for.
    uses
        Textbook lemmas: name → the gap between body and statement that it fills.
    """

    reading: Reading
    closings: tuple[Closing, ...]
    covers: tuple[Fact, ...]
    letters: Mapping[str, Scalar]
    uses: Mapping[str, str]

    def facts(self) -> list[Fact]:
        """Every fact that the proof rests on, each after its parents."""
        out: list[Fact] = []
        last = [fact for closing in self.closings
                for fact in (*closing.facts, *([closing.times] if closing.times else []))]
        todo = [(fact, False) for fact in reversed([*self.covers, *last])]
        seen: set[int] = set()
        while todo:
            fact, expanded = todo.pop()
            if expanded:
                out.append(fact)
            elif id(fact) not in seen:
                seen.add(id(fact))
                todo.append((fact, True))
                todo += [(parent, False) for parent in reversed(fact.parents)]
        return out


class Prover(Lift):
    """What a proof's steps are given: the claim's symbols, its goals, and the rules."""

    def __init__(self, claim: ClaimRecord) -> None:
        super().__init__(read(claim))
        self._open = list(range(len(self.goals)))
        self._closings: list[Closing] = []
        self._added: list[Fact] = []

    @property
    def goals(self) -> tuple[Relation | Compound, ...]:
        return self.reading.goals

    @property
    def symbols(self) -> dict[str, object]:
        return self.reading.symbols

    # -- closing goals ---------------------------------------------------------------------

    def identity(self, goal: int | None = None) -> None:
        """Close equations (all of them by default): both sides agree as rational functions."""
        for index in list(self._open) if goal is None else [self._index(goal)]:
            relation = self.goals[index]
            if not isinstance(relation, Relation) or relation.sign is not Sign.ZERO:
                raise NotClosed(f"goal {index} is no equation: {short(relation)}")
            try:
                self._check_same(relation.lhs, relation.rhs)
            except NotClosed as error:
                raise NotClosed(f"goal {index}: {error}") from None
            self._close(Closing(index, "identity"))

    def by(self, fact: Fact, *, times: Fact | None = None, goal: int | None = None) -> None:
        """Close an inequality: (rhs − lhs)·times = fact, with times > 0."""
        index = self._index(goal)
        relation = self.goals[index]
        if not isinstance(relation, Relation):
            raise ProofError("alternatives are closed by prove.by_z3")
        check_facts(fact, *([] if times is None else [times]), symbols=self.space)
        if times is not None and times.sign is not Sign.POSITIVE:
            raise ProofError(f"the factor must be known positive: {times}")
        if not fact.sign.gives(relation.sign):
            raise NotClosed(f"a fact of sign {fact.sign.symbol} does not give "
                            f"{relation.sign.between}")
        try:
            difference = self.scope.side(relation.rhs - relation.lhs)
        except TypeError:
            raise ProofError(f"goal {index} compares a vector with a scalar") from None
        if not isinstance(difference, Scalar):
            raise NotClosed(f"goal {index} is about vectors: prove.identity() closes it, if any")
        self._check_same(difference if times is None else difference * times.scalar, fact.scalar)
        self._close(Closing(index, "by", (fact,), times))

    def by_z3(self, given: Iterable[Fact] = (), *, goal: int | None = None) -> None:
        """Close a goal about a few scalars, alternatives and implications included, by z3."""
        index, facts = self._index(goal), tuple(given)
        self._settle(list(facts), formula_of(self.goals[index], self.space),
                     str(self.goals[index]))
        self._close(Closing(index, "by_z3", facts))

    def _index(self, goal: int | None) -> int:
        if goal is None and not self._open:
            raise ProofError("there is no open goal")
        index = self._open[0] if goal is None else goal
        if not 0 <= index < len(self.goals):
            raise ProofError(f"there is no goal {index}: the claim has {len(self.goals)}, counted "
                             "from 0")
        return index

    def _close(self, closing: Closing) -> None:
        if closing.goal in self._open:
            self._open.remove(closing.goal)
            self._closings.append(closing)

    def _add(self, fact: Fact) -> Fact:
        self._added.append(super()._add(fact))
        return fact

    # -- the end ---------------------------------------------------------------------------

    def finish(self, uses: Mapping[str, str]) -> Derivation:
        """All goals closed, every denominator nonzero, every radicand nonnegative."""
        if self._open:
            raise NotClosed(f"goals {self._open} were not closed")
        for name in uses:
            if name not in LEMMAS:
                raise ProofError(f"uses {name!r}, which is not in the list of textbook lemmas")
        open_costs = self.uncovered(self.all_costs())
        if open_costs:
            raise self._complaint(open_costs[0])
        return Derivation(self.reading, tuple(self._closings), tuple(self._added), self.letters,
                          uses)


def prove(claim: ClaimRecord, *, mutant: bool = False) -> Derivation:
    """Run a claim's proof, and compare what was read with what the claim says about numbers.

    Parameters
    ----------
    mutant
        Of a claim that is proved: its families are checked with that.

    Raises
    ------
    NotClosed
        The steps do not prove the claim.
    ProofError
        Nothing is decided.
    ClaimError
        The body or the `where` says one thing to the kernel and another to numbers.
    """
    if claim.the_proof is None:
        raise ProofError("the claim has no proof")
    prover = Prover(claim)
    check_agreement(prover.reading, family=not mutant)
    try:
        claim.the_proof.steps(prover, **prover.symbols)
        return prover.finish(claim.the_proof.uses)
    except ProofError as error:
        if error.about is None:
            raise
        raise ProofError(f"{error}; {_advice(claim)}") from error


def _advice(claim: ClaimRecord) -> str:
    """The steps once more, with an eye on their local names: what is missing, and which step."""
    assert claim.the_proof is not None
    prover = Prover(claim)
    with local_names(claim.the_proof.steps) as names:
        try:
            claim.the_proof.steps(prover, **prover.symbols)
            prover.finish(claim.the_proof.uses)
        except ProofError as error:
            if error.about is not None:
                return step_for(error.about, claim, prover.symbols, names)
        except NotClosed:
            pass
    return ""
