"""What a proof may be built from: the vectors a claim names, and the facts they give at once.

The vectors are those of the claim, their differences, every vector that its body (or a function the
body calls) gives a name to, and what remains of one vector after its projection on another in the
H-product.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations, permutations, product
from types import FrameType

from bnlinear.claims.kernel.facts import Fact, NotClosed, ProofError
from bnlinear.claims.kernel.prover import Prover
from bnlinear.claims.record import code_of
from bnlinear.claims.signs import Sign
from bnlinear.exact.moments import Vector
from bnlinear.exact.scalars import Scalar

#: Powers of the positive scalars that multiply an ingredient.
EXPONENTS = (-1, 0, 1, 2)


@dataclass(frozen=True)
class Ingredient:
    """A scalar that is not negative, and the step that makes it a fact."""

    name: str
    scalar: Callable[[], Scalar]
    fact: Callable[[], Fact]


def named_vectors(prover: Prover) -> dict[str, Vector]:
    """Run the body once more: every vector that gets a name on the way, one of each direction."""
    starts = _starts(prover)
    inside: list[tuple[str, Vector]] = []
    own: list[tuple[str, Vector]] = []
    body = code_of(prover.reading.claim.body)

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "return" and "/exact/" not in frame.f_code.co_filename.replace("\\", "/"):
            (own if frame.f_code is body else inside).extend(
                (name, value) for name, value in sorted(frame.f_locals.items())
                if isinstance(value, Vector) and value.space is prover.space)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        prover.reading.claim.at(prover.symbols)
    finally:
        sys.setprofile(before if callable(before) else None)  # cProfile leaves its own object
    without = [(f"{b} without {a}", _without(right, left))
               for (a, left), (b, right) in permutations(starts.items(), 2)
               if prover.norm(left, 1).sign is Sign.POSITIVE]
    apart = [(f"{a} − {b}", left - right)
             for (a, left), (b, right) in combinations(starts.items(), 2)]
    out: dict[str, Vector] = {}
    for name, vector in [*starts.items(), *own, *apart, *without, *inside]:
        if not any(_parallel(vector, other) for other in out.values()):
            out[name if name not in out else f"{name} {len(out)}"] = vector
    return out


def _starts(prover: Prover) -> dict[str, Vector]:
    """The vectors of the claim itself."""
    return {name: prover.space.vector(name) for name in sorted(prover.space.vectors)}


def _parallel(vector: Vector, other: Vector) -> bool:
    """Are they multiples of each other (or is one zero)?"""
    if set(vector.terms) != set(other.terms):
        return vector.is_zero()
    key = next(iter(vector.terms))
    return (vector * other.terms[key] - other * vector.terms[key]).is_zero()


def _without(vector: Vector, other: Vector) -> Vector:
    """What remains of a vector after its projection on another, in the H-product."""
    image = other.under(1)
    return vector - ((vector @ image) / (other @ image)) * other


def covered(prover: Prover, vectors: Mapping[str, Vector]) -> None:
    """Let what is known to be positive cover the denominators: sums and differences of scalars,
    then ⟨w⁺, Hw⁺⟩ of a step orthogonal to w."""
    for index in prover.uncovered(frozenset(range(len(prover.space.factors)))):
        assert isinstance(index, int)  # it is a denominator
        factor = Scalar(prover.space, prover.space.factors[index], {})
        if not factor.symbols() & set(prover.space.moments):
            _tried(partial(_positive, prover, factor))
    for after in vectors.values():
        for before in _starts(prover).values():
            if not (after - before).is_zero() and ((after - before) @ before).is_zero():
                _tried(partial(prover.energy_after, before, after))


def _positive(prover: Prover, factor: Scalar) -> Fact:
    """A scalar without moments is positive by the hypotheses; it may be divided by."""
    return prover.nonzero(prover.scalar(factor, ">", about_scalars(prover)))


def about_scalars(prover: Prover) -> list[Fact]:
    """The hypotheses in which no moment occurs."""
    return [fact for fact in prover.reading.hypotheses
            if fact.scalar.symbols() and not fact.scalar.symbols() & set(prover.space.moments)]


def _tried(step: Callable[[], Fact]) -> Fact | None:
    """What a step gives, or None where it gives nothing."""
    try:
        return step()
    except (NotClosed, ProofError):
        return None


def positives(prover: Prover, vectors: Mapping[str, Vector]) -> dict[str, Fact]:
    """Scalars known to be positive (or not negative): ⟨b, Hb⟩ of the claim's vectors and of steps,
    squares that hypotheses keep from zero, scalars of the family."""
    out: dict[str, Fact] = {}
    starts = _starts(prover)
    for name, vector in vectors.items():
        facts = [_tried(partial(prover.norm, vector, 1))] if name in starts else [
            _tried(partial(_energy_of_step, prover, vector, b)) for b in starts.values()]
        out |= {f"‖{name}‖²": fact for fact in facts if fact and fact.sign is Sign.POSITIVE}
    for fact in prover.reading.hypotheses:
        text = prover.write.scalar(fact.scalar)
        if fact.sign is Sign.NONZERO:
            out[f"{text}²"] = prover.positive_square(fact.scalar)
        elif fact in about_scalars(prover) and len(fact.scalar.top().to_dict()) == 1:
            out[text] = fact
    return out


def _energy_of_step(prover: Prover, after: Vector, before: Vector) -> Fact:
    """⟨w⁺, Hw⁺⟩ > 0 for w⁺ = w + z, z ⟂ w ≠ 0."""
    return prover.energy(after, prover.norm(before) + prover.norm(after - before))


def ingredients(prover: Prover, vectors: Mapping[str, Vector]) -> Iterator[Ingredient]:
    """Nonnegative scalars of the forms that proofs about steps are made of."""
    starts = _starts(prover)
    others = {name: vector for name, vector in vectors.items() if name not in starts}
    steps = {name: vector for name, vector in others.items() if _is_step(vector, starts)}
    for a, b in permutations(starts, 2):
        for name, after in steps.items():
            yield _missed(prover, f"‖{b} − s{name}‖² beyond ‖{b}‖² without {name}, s from {a}",
                          starts[b], starts[a], after)
    for index in range(len(prover.reading.spectra)):
        for name, vector in others.items():
            yield _within(prover, f"below the spectrum at H({name})", vector.under(1), index, False)
            yield _within(prover, f"above 0 at H({name})", vector.under(1), index, True)
    for a, b in combinations(starts, 2):
        yield _gram(prover, f"Cauchy–Schwarz of {a} and {b}", starts[a], starts[b])
        for c, name in product(starts, others):
            root = starts[c] @ others[name].under(2)
            yield _gram(prover, f"Cauchy–Schwarz of {a} and {b} times ⟨H{c}, H({name})⟩²",
                        starts[a], starts[b], root)


def _is_step(vector: Vector, starts: Mapping[str, Vector]) -> bool:
    """Is it w + z with z ⟂ w?"""
    return any(((vector - before) @ before).is_zero() for before in starts.values())


def _missed(prover: Prover, name: str, target: Vector, start: Vector, after: Vector) -> Ingredient:
    """⟨b − sw⁺, w⁺⟩²/⟨w⁺, w⁺⟩ in the H-product, s the best multiple for w: what w⁺ loses by it."""
    def miss() -> Scalar:
        image = start.under(1)
        missed: Scalar = (target - ((target @ image) / (start @ image)) * after) @ after.under(1)
        return missed

    return Ingredient(name, lambda: miss() ** 2 / (after @ after.under(1)),
                      lambda: prover.square(miss()) / _energy_of_step(prover, after, start))


def _within(prover: Prover, name: str, vector: Vector, index: int, above: bool) -> Ingredient:
    """⟨v, Mv⟩ ≥ 0 or ⟨v, (high − M)v⟩ ≥ 0 for a matrix M between 0 and high."""
    within = prover.reading.spectra[index]
    high = prover.scope.scalar(within.high)

    def scalar() -> Scalar:
        form: Scalar = vector @ (within.matrix @ vector)
        lacking: Scalar = high * (vector @ vector) - form
        return form if above else lacking

    return Ingredient(name, scalar, lambda: prover.lift_within(
        vector, (lambda t: t) if above else (lambda t: high - t), about_scalars(prover),
        hypothesis=index))


def _gram(prover: Prover, name: str, left: Vector, right: Vector,
          root: Scalar | None = None) -> Ingredient:
    """⟨a, a⟩⟨b, b⟩ − ⟨a, b⟩² in the H-product, times a square."""
    def fact() -> Fact:
        slack = prover.gram(left, right, 1)
        return slack if root is None else slack * prover.square(root)

    return Ingredient(name, lambda: fact().scalar, fact)
