"""Signs of products, quotients and sums: polynomials without divisors, and proof terms."""

from __future__ import annotations

from typing import Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.canonical import number_text
from bnlinear.rocq.questions.certificates import Certificate
from bnlinear.rocq.scripts.script import Script


def number_proof(c: Any) -> str:
    """That a positive rational is positive."""
    above, below = f"(num {c.p})", f"(num {c.q})"
    return above if c.q == 1 else f"(div_lt_lt _ _ {above} {below})"


def substituted(value: Scalar, symbol: str, other: Any) -> Any:
    """A scalar with another in the place of a symbol."""
    space = value.space
    if symbol not in value.symbols():
        return value
    return value.value(lambda name: other if name == symbol else space.scalar(name))


def cleared(value: Scalar) -> fmpq_mpoly:
    """N·D′ with N/D·(…)² = N·D′, D′ the divisors of odd power."""
    space, top = value.space, value.top()
    for index, power in value.denominator.items():
        if power % 2:
            top = top * space.lift(space.factors[index])
    return space.lift(top)


def root_of_divisors(script: Script, value: Scalar) -> str:
    """The product whose square clears the divisors: N/D·root² = N·D′."""
    space = value.space
    parts = [script.polynomial(space.factors[i]) for i, p in sorted(value.denominator.items())
             for _ in range((p + 1) // 2)]
    return " * ".join(parts)


def positive_square(root: str) -> tuple[str, str]:
    """root² and the proof that it is positive; 1 without a root."""
    if not root:
        return "1", "Rlt_0_1"
    square = f"(({root}) * ({root}))"
    return square, f"(ltac:(apply square_lt; nonzero) : 0 < {square})"


def signed_sum(found: Certificate, texts: list[str], proofs: list[str],
               strict: list[bool]) -> tuple[str, str, bool]:
    """Σ c·Πgenerators as text, the proof of its sign, and whether that is positive."""
    parts, signs = [], []
    for c, indices in found.terms:
        text, proof, positive = number_text(c), number_proof(c), True
        for i in indices:
            both = f"mul_{'lt' if positive else 'le'}_{'lt' if strict[i] else 'le'}"
            proof, text = f"({both} _ _ {proof} {proofs[i]})", f"{text} * {texts[i]}"
            positive = positive and strict[i]
        parts.append(text)
        signs.append((proof, positive))
    total, (proof, positive) = parts[0], signs[0]
    for text, (other, also) in zip(parts[1:], signs[1:], strict=True):
        lemma = f"add_{'lt' if positive else 'le'}_{'lt' if also else 'le'}"
        proof, positive = f"({lemma} _ _ {proof} {other})", positive or also
        total = f"{total} + {text}"
    return total, proof, positive
