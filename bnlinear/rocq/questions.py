"""What the kernel asks z3, for Rocq: certificates found outside, or its own `nra`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from flint import fmpq_mpoly
from flint.utils.flint_exceptions import DomainError

from bnlinear.claims.relations import Compound, Relation, Statement, conjuncts
from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import number_text
from bnlinear.rocq.certificates import Certificate, Generator, certificate
from bnlinear.rocq.script import NotExported, Script
from bnlinear.rocq.steps import _OF_KIND, _SAYS, Emitter, Known
from bnlinear.rocq.terms import ScalarTerm

#: How far the forms ⟨v, AⁱBʲv⟩ go, i + j, beyond the degree of p.
BEYOND = 1


@dataclass(frozen=True)
class Sided:
    """What is known, as polynomials: each with its hypothesis."""

    generators: list[Generator]  # labels: proofs of 0 <= polynomial (or 0 < polynomial)
    texts: list[str]


def print_question(emitter: Emitter, script: Script, fact: Known) -> str:
    """A scalar's sign from facts about a few scalars."""
    known = list(fact.parents)
    name = script.name(fact.scalar)
    equation = script.equation(fact.scalar, keep=True)
    value = emitter.canonical.scalar(fact.scalar, keep=True)
    says = _SAYS[fact.sign].format(name)
    how = scalar_proof(emitter, script, value, fact.sign, known, equation)
    return script.prove("K", says, how)


def scalar_proof(emitter: Emitter, script: Script, value: Scalar, sign: str, known: list[Known],
                 equation: str) -> str:
    """The proof of `sign` for a scalar whose equation is given; the goal speaks of its name."""
    sides = sided(emitter, script, known, value)
    space = emitter.canonical.space
    target, square = cleared(value)
    splits = _splits(emitter, script, [value, *(p.value() for p in known)])
    rewrite = f"rewrite {equation}. " if equation else ""
    branches = list(product(*[[0, 1]] * len(splits)))
    if len(branches) > 16:
        return no_certificate(script, value, rewrite)
    proofs = []
    for branch in branches:
        chosen = [split.side(k) for split, k in zip(splits, branch, strict=True)]
        proof = branch_proof(script, target, square, value, sign, sides, chosen, space, rewrite)
        proofs.append(proof or no_certificate(script, value, rewrite))
    return _cases(splits, proofs)


@dataclass(frozen=True)
class Split:
    """|f| = ±f, or a maximum that is one of its two sides."""

    symbol: str
    sides: tuple[tuple[Any, Any, str], ...]  # what it equals, what is then ≥ 0, as it is said
    rule: str

    def side(self, k: int) -> tuple[str, Any, Any, str]:
        return (self.symbol, *self.sides[k])


def _splits(emitter: Emitter, script: Script, values: list[Scalar]) -> list[Split]:
    """Absolute values and maxima in these scalars, each to be split in two cases."""
    space = emitter.canonical.space
    names, todo = [], [n for v in values for n in sorted(v.symbols())]
    while todo:
        name = todo.pop(0)
        if name in names:
            continue
        if name in space.maxima:
            names.append(name)
            todo += [n for side in space.maxima[name] for n in sorted(side.symbols())]
        elif name in space.roots and _square_root(space.roots[name]) is not None:
            names.append(name)
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
    square_root = _square_root(space.roots[name])
    assert square_root is not None  # a split is of |f|
    f = Scalar(space, square_root, {})
    s, at_least, squared = script.root(name)
    text = script.polynomial(f.top())
    return Split(name, ((f, f, text), (-f, -f, f"- {text}")),
                 f"sign_of {s} {text} {at_least} (eq_trans {squared} (ltac:(ring) : "
                 f"{script.polynomial(space.roots[name].top())} = {text} * {text}))")


def _square_root(value: Scalar) -> fmpq_mpoly | None:
    try:
        return value.top().sqrt()
    except DomainError:
        return None


def _cases(splits: list[Split], proofs: list[str]) -> str:
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
        for symbol, is_, *_ in reversed(chosen):
            out = substituted(out, symbol, is_)
        return out

    generators = list(sides.generators)
    texts = list(sides.texts)
    for k, (_, _, at_least, said) in enumerate(chosen):
        polynomial, _ = cleared(at_least)
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


def number_proof(c: Any) -> str:
    """That a positive rational is positive."""
    above, below = f"(num {c.p})", f"(num {c.q})"
    return above if c.q == 1 else f"(div_lt_lt _ _ {above} {below})"


def _generator_proof(script: Script, generator: Generator, text: str) -> str:
    if isinstance(generator.label, tuple) and generator.label[0] == "case":
        _, number, said = generator.label
        return f"(le_same _ _ h{number} (ltac:(ring) : {said} = {text}))"
    return str(generator.label)


def certified(script: Script, found: Certificate, names: list[str], proofs: list[str],
               pool: list[Generator], sign: str, value: Scalar, square: str, rewrite: str,
               cases: int) -> str:
    """multiplier·square·value = Σ …, by ring; and the sum's sign, term by term."""
    def positive(indices: tuple[int, ...]) -> str:
        out = ""
        for i in indices:
            out = proofs[i] if not out else f"(mul_lt_lt _ _ {out} {proofs[i]})"
        return out

    parts, signs = [], []
    for c, indices in found.terms:
        text, proof, strict = number_text(c), number_proof(c), True
        for i in indices:
            both = f"mul_{'lt' if strict else 'le'}_{'lt' if pool[i].strict else 'le'}"
            proof = f"({both} _ _ {proof} {proofs[i]})"
            text = f"{text} * {names[i]}"
            strict = strict and pool[i].strict
        parts.append(text)
        signs.append((proof, strict))
    back = "".join(f"rewrite ?e{k}. " for k in reversed(range(cases)))
    if not parts:
        return f"{rewrite}{back}right. {script.ring(value)}"
    total, (proof, strict) = parts[0], signs[0]
    for text, (other, also) in zip(parts[1:], signs[1:], strict=True):
        lemma = f"add_{'lt' if strict else 'le'}_{'lt' if also else 'le'}"
        proof, strict = f"({lemma} _ _ {proof} {other})", strict or also
        total = f"{total} + {text}"
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


def substituted(value: Scalar, symbol: str, other: Any) -> Any:
    space = value.space
    if symbol not in value.symbols():
        return value
    return value.value(lambda name: other if name == symbol else space.scalar(name))


def cleared(value: Scalar) -> tuple[fmpq_mpoly, str]:
    """N·D′ with N/D·(…)² = N·D′, D′ the divisors of odd power."""
    space, top = value.space, value.top()
    for index, power in value.denominator.items():
        if power % 2:
            top = top * space.lift(space.factors[index])
    return space.lift(top), ""


def root_of_divisors(script: Script, value: Scalar) -> str:
    """The product whose square clears the divisors: N/D·root² = N·D′."""
    space = value.space
    parts = [script.polynomial(space.factors[i]) for i, p in sorted(value.denominator.items())
             for _ in range((p + 1) // 2)]
    return " * ".join(parts)


def sided(emitter: Emitter, script: Script, known: list[Known], target: Scalar) -> Sided:
    """Facts and roots as polynomials with their proofs."""
    generators, texts = [], []
    space = emitter.canonical.space
    for fact in known:
        value = emitter.canonical.scalar(fact.scalar, keep=True)
        hypothesis = fact.hypothesis(script)
        if fact.sign == "!=" or value.is_zero():
            continue
        polynomial, _ = cleared(value)
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
        if _square_root(space.roots[name]) is None:
            s, at_least, _ = script.root(name)
            generators.append(Generator(space.generator(name), at_least))
            texts.append(s)
    return Sided([replace(g, polynomial=space.lift(g.polynomial)) for g in generators], texts)


def no_certificate(script: Script, value: Scalar, rewrite: str) -> str:
    """Nothing was found; a trial (of a false variant) is printed all the same, to be refused."""
    if not script.trial:
        raise NotExported(f"no certificate was found for a question about {len(value.symbols())} "
                          "scalars, which the kernel asks z3")
    return f"{rewrite}clear; lra."


def print_goal_question(emitter: Emitter, script: Script, goal: Relation | Compound,
                        facts: tuple[Known, ...]) -> str:
    """A goal about scalars, implications included."""
    says = emitter.terms.relation(goal)
    with script.inside() as body:
        _goal_steps(emitter, script, goal, list(facts), 0)
    name = script.fresh("G")
    script.say(f"assert ({name} : {says}). {{")
    script.lines += [*body, "}"]
    return name


def _goal_steps(emitter: Emitter, script: Script, goal: Statement, facts: list[Known],
                depth: int) -> None:
    """Say how a statement follows from facts."""
    if isinstance(goal, Compound):
        if goal.premise is not None:
            facts = [*facts, *_assumed(emitter, script, goal.premise, depth)]
            _goal_steps(emitter, script, goal.parts[1], facts, depth + 1)
            return
        if not goal.every:
            raise NotExported("alternatives without a premise")
        for k, part in enumerate(goal.parts):
            if k + 1 < len(goal.parts):
                script.say("split.")
            with script.inside() as body:
                _goal_steps(emitter, script, part, facts, depth + 1)
            script.lines += ["{", *body, "}"]
        return
    assert isinstance(goal, Relation)
    lhs, rhs = (emitter.term(side) for side in (goal.lhs, goal.rhs))
    if goal.kind == "eq":
        names = [_question(emitter, a, b, ">=", facts).hypothesis(script)
                 for a, b in ((lhs, rhs), (rhs, lhs))]
        script.say(f"exact (Rle_antisym _ _ (minus_le _ _ {names[0]}) (minus_le _ _ {names[1]})).")
        return
    name = _question(emitter, lhs, rhs, _OF_KIND[goal.kind], facts).hypothesis(script)
    script.say(f"exact (minus_{goal.kind} _ _ {name}).")


def _question(emitter: Emitter, lhs: ScalarTerm, rhs: ScalarTerm, sign: str,
              facts: list[Known]) -> Known:
    return Known(emitter, emitter.make("-", rhs, lhs), sign, "question", tuple(facts), keep=True)


def _assumed(emitter: Emitter, script: Script, premise: Statement, depth: int) -> list[Known]:
    """The premise as facts, under names of its own."""
    relations = conjuncts(premise, needed=True)
    names = [f"Hp{depth}_{k}" for k in range(len(relations))]
    pattern = names[-1]
    for name in reversed(names[:-1]):
        pattern = f"[{name} {pattern}]"
    script.say(f"intros {pattern}.")
    out = []
    for name, relation in zip(names, relations, strict=True):
        if not isinstance(relation, Relation):
            raise NotExported("alternatives in a premise")
        lhs, rhs = emitter.term(relation.lhs), emitter.term(relation.rhs)
        out.append(Known(emitter, emitter.make("-", rhs, lhs), _OF_KIND[relation.kind],
                         "hypothesis", data=(name, relation.kind)))
    return out
