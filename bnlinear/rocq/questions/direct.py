"""Direct certificates for a scalar's sign, in each case of its absolute values and maxima."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.questions.certificates import Certificate, Generator, certificate
from bnlinear.rocq.questions.products import cleared, root_of_divisors, signed_sum, substituted
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.steps.emitter import Emitter
from bnlinear.rocq.steps.known import Known


@dataclass(frozen=True)
class Sided:
    """What is known, as polynomials: each with its hypothesis."""

    generators: list[Generator]  # labels: proofs of 0 <= polynomial (or 0 < polynomial)
    texts: list[str]


@dataclass(frozen=True)
class Split:
    """|f| = ±f, or a maximum that is one of its two sides."""

    symbol: str
    sides: tuple[tuple[Any, Any, str], ...]  # what it equals, what is then ≥ 0, as it is said
    rule: str

    def side(self, k: int) -> tuple[str, Any, Any, str]:
        return (self.symbol, *self.sides[k])


def splits_of(emitter: Emitter, script: Script, values: list[Scalar]) -> list[Split]:
    """Absolute values and maxima in these scalars, each to be split in two cases."""
    space = emitter.canonical.space
    seen: dict[str, None] = {}

    def visit(value: Scalar) -> None:
        for name in sorted(value.symbols() - seen.keys()):
            if name in space.maxima:
                for side in space.maxima[name]:
                    visit(side)
                seen[name] = None
            elif name in space.roots and square_root(space.roots[name]) is not None:
                seen[name] = None

    for value in values:
        visit(value)
    names = list(reversed(seen))  # a maximum before what is inside
    return [_split(emitter, script, name) for name in names]


def _split(emitter: Emitter, script: Script, name: str) -> Split:
    space = emitter.canonical.space
    if name in space.maxima:
        left, right = space.maxima[name]
        _, equation = script.maximum(name)
        a, b = script.text(left), script.text(right)
        return Split(name, ((left, left - right, f"({a}) - ({b})"),
                            (right, right - left, f"({b}) - ({a})")),
                     f"Rmax_cases _ _ _ {equation}")
    side = square_root(space.roots[name])
    assert side is not None  # a split is of |f|
    f = Scalar(space, side, {})
    s, at_least, squared = script.root(name)
    text = script.polynomial(f.top())
    return Split(name, ((f, f, text), (-f, -f, f"- {text}")),
                 f"sign_of {s} {text} {at_least} (eq_trans {squared} (ltac:(ring) : "
                 f"{script.polynomial(space.roots[name].top())} = {text} * {text}))")


def square_root(value: Scalar) -> fmpq_mpoly | None:
    try:
        return value.top().sqrt()
    except DomainError:
        return None


def in_cases(splits: list[Split], proofs: list[str]) -> str:
    """destruct, and one proof a case."""
    if not splits:
        return proofs[0]
    head = "; ".join(f"destruct ({split.rule}) as [[e{k} h{k}]|[e{k} h{k}]]"
                     for k, split in enumerate(splits))
    return f"{head}. " + " ".join(f"{{ {proof} }}" for proof in proofs)


def branch_proof(script: Script, target: fmpq_mpoly, square: str, value: Scalar, sign: str,
            sides: Sided, chosen: list[tuple[str, Any, Any, str]], space: Any,
            rewrite: str) -> str | None:
    """One case: a certificate after what the absolute values and maxima are there."""
    def there(polynomial: fmpq_mpoly) -> Scalar:
        out: Any = Scalar(space, space.lift(polynomial), {})
        for symbol, is_, *_ in chosen:
            out = substituted(out, symbol, is_)
        return out

    generators = list(sides.generators)
    texts = list(sides.texts)
    for k, (_, _, at_least, said) in enumerate(chosen):
        polynomial = cleared(at_least)
        generators.append(Generator(polynomial, ("case", k, said), False))
        texts.append(script.polynomial(polynomial))
    plain = [replace(g, polynomial=there(g.polynomial).top()) for g in generators]
    context = space.context
    plain = [replace(g, polynomial=space.lift(g.polynomial)) for g in plain
             if not g.polynomial.is_zero()]
    kept = [k for k, g in enumerate(generators) if not there(g.polynomial).is_zero()]
    goal = there(target)
    if goal.is_zero() and sign == ">=" and not chosen:
        return f"{rewrite}right. {script.ring(value)}"
    extra = _squares(goal, plain, context)
    found = None
    pool = [*plain, *extra]
    if not pool:
        return None
    strict_ones = [(k,) for k, g in enumerate(pool) if g.strict]
    for degree in (1, 2, 3):
        found = certificate(goal.top(), pool, degree=degree, strict=sign == ">",
                            multipliers=((), *strict_ones))
        if found is not None:
            break
    proofs = [_generator_proof(script, generators[k], texts[k]) for k in kept]
    proofs += [f"(square_le {script.polynomial(g.label[1])})" for g in extra]
    names = [texts[k] for k in kept]
    names += [f"({script.polynomial(g.label[1])} * {script.polynomial(g.label[1])})"
              for g in extra]
    if found is None and not chosen:
        found = _by_positive_letters(script, goal.top(), pool, names, proofs, sign)
    if found is None:
        return None
    return certified(script, found, names, proofs, pool, sign, value, square, rewrite,
                      len(chosen))


def _by_positive_letters(script: Script, target: fmpq_mpoly, pool: list[Generator],
                         names: list[str], proofs: list[str], sign: str) -> Certificate | None:
    """Letters that the facts make positive as multipliers, and the square of the target.

    As for A + B > 0 from AE ≥ B², A ≥ E + Y, E ≥ 0, Y > 0: 2A(A + B) = (A + B)² + A² − B².
    The three lists grow by what is found.
    """
    context = target.context()
    space_names, gens = context.names(), context.gens()
    first = len(pool)
    for k, degree in enumerate(target.degrees()):
        if not degree or degree > 2:
            continue
        letter = certificate(gens[k], pool[:first], degree=1, strict=True)
        if letter is None:
            continue
        text = script.polynomial(gens[k])
        value = Scalar(script.canonical.space, gens[k], {})
        how = certified(script, letter, names, proofs, pool, ">", value, "", "", 0)
        pool.append(Generator(gens[k], space_names[k], True))
        names.append(text)
        proofs.append(script.prove("Q", f"0 < {text}", how))
    if len(pool) == first:
        return None
    multipliers = [(k,) for k in range(first, len(pool))]
    text = script.polynomial(target)
    pool.append(Generator(target * target, "target"))
    names.append(f"({text} * {text})")
    proofs.append(f"(square_le {text})")
    return certificate(target, pool, degree=2, strict=sign == ">", multipliers=multipliers)


def _generator_proof(script: Script, generator: Generator, text: str) -> str:
    if isinstance(generator.label, tuple) and generator.label[0] == "case":
        _, number, said = generator.label
        return f"(le_same _ _ h{number} (ltac:(ring) : {said} = {text}))"
    return str(generator.label)


def certified(script: Script, found: Certificate, names: list[str], proofs: list[str],
               pool: list[Generator], sign: str, value: Scalar, square: str, rewrite: str,
               cases: int) -> str:
    """multiplier·square·value = Σ …, by ring; and the sum's sign, term by term."""
    back = "".join(f"rewrite ?e{k}. " for k in range(cases))
    if not found.terms:
        return f"{rewrite}{back}right. {script.ring(value)}"
    total, proof, strict = signed_sum(found, names, proofs, [g.strict for g in pool])
    if sign == ">=" and strict:
        proof = f"(Rlt_le _ _ {proof})"
    times = " * ".join(["1", *(names[i] for i in found.multiplier), *([square] if square else [])])
    positive_times = "Rlt_0_1"
    for i in found.multiplier:
        positive_times = f"(mul_lt_lt _ _ {positive_times} {proofs[i]})"
    if square:
        positive_times = (f"(mul_lt_lt _ _ {positive_times} (ltac:(apply square_lt; nonzero) : "
                          f"0 < {square}))")
    kind = "lt" if sign == ">" else "le"
    return (f"{rewrite}apply ({kind}_certificate ({times}) _ ({total}) {positive_times} {proof}). "
            f"{back}{script.ring(value, divides='/' in total)}")


def _squares(goal: Any, generators: list[Generator], context: Any) -> list[Generator]:
    """Squares of symbols, and of half the goal's monomials."""
    used = sorted({k for p in (goal.top(), *(g.polynomial for g in generators))
                   for k, d in enumerate(p.degrees()) if d})
    if len(used) > 7:
        return []
    gens = context.gens()
    roots = [gens[k] for k in used]
    return [Generator(r * r, ("square", r)) for r in roots]


def sided(emitter: Emitter, script: Script, known: list[Known], target: Scalar) -> Sided:
    """Facts and roots as polynomials with their proofs."""
    generators, texts = [], []
    space = emitter.canonical.space
    for fact in known:
        value = emitter.canonical.scalar(fact.scalar, keep=True)
        hypothesis = fact.hypothesis(script)
        if fact.sign == "!=" or value.is_zero():
            continue
        polynomial = cleared(value)
        equation = script.equation(fact.scalar, keep=True)
        text, root = script.polynomial(polynomial), root_of_divisors(script, value)
        back = f"rewrite {equation} in Z. " if equation else ""
        strict = fact.sign == ">"
        step = "Z"
        if root:
            lemma = "mul_lt_lt" if strict else "mul_le_le"
            square = "square_lt" if strict else "square_le"
            inside = f"({square} ({root}))" if not strict else (
                f"({square} ({root}) ltac:(nonzero))")
            step = f"({lemma} _ _ Z {inside})"
        name = script.prove("Q", f"0 {'<' if strict else '<='} {text}",
                            f"assert (Z := {hypothesis}). {back}"
                            f"apply ({'lt' if strict else 'le'}_same _ _ {step}). "
                            f"{script.ring(value)}")
        generators.append(Generator(polynomial, name, strict))
        texts.append(text)
    names = sorted({n for g in [target, *(Scalar(space, g.polynomial, {}) for g in generators)]
                    for n in g.symbols() if n in space.roots})
    for name in names:
        if square_root(space.roots[name]) is None:
            s, at_least, _ = script.root(name)
            generators.append(Generator(space.generator(name), at_least))
            texts.append(s)
    return Sided([replace(g, polynomial=space.lift(g.polynomial)) for g in generators], texts)
