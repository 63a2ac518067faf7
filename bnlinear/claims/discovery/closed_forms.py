"""Formulas in μ, L, m and a claim's own constants that a best constant is compared with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnlinear.exact.moments import maximum

#: Powers of a contraction that are tried: of norms, of their squares, of several steps.
POWERS = (1, 2, 3, 4, 6, 8)


@dataclass(frozen=True)
class Formula:
    """A closed form: how it is written, and what it is in any arithmetic."""

    text: str
    value: Callable[[Mapping[str, Any]], Any]


def formulas(letters: Mapping[str, Any], constants: Mapping[str, Fraction],
             number: Fraction) -> Iterator[Formula]:
    """Those that these letters and constants allow, the simplest first.

    Parameters
    ----------
    letters
        Their names (values do not matter): "mu" and "L", or others such as "m".
    constants
        The claim's other constants, such as a learning rate.
    number
        The best constant itself, in case it depends on no letter.
    """
    yield Formula(str(number), lambda v: number)
    for name in letters:
        if name not in ("mu", "L"):
            yield from _of_a_letter(name)
    if {"mu", "L"} <= set(letters):
        yield from _of_eigenvalues()
        for name, rate in constants.items():
            yield from _of_a_rate(name, rate)
            if rate > 0:
                yield from _of_losses(name, rate)


def _of_a_letter(name: str) -> Iterator[Formula]:
    yield Formula(name, lambda v: v[name])
    yield Formula(f"{name} + 1", lambda v: v[name] + 1)
    yield Formula(f"{name} − 1", lambda v: v[name] - 1)
    yield Formula(f"{name}²", lambda v: v[name] ** 2)
    yield Formula(f"1/{name}", lambda v: 1 / v[name])


def _of_eigenvalues() -> Iterator[Formula]:
    yield from _powers("(1 − μ/L)", lambda v: 1 - v["mu"] / v["L"])
    yield from _powers("((L − μ)/(L + μ))", lambda v: (v["L"] - v["mu"]) / (v["L"] + v["mu"]))
    yield from _powers("(μ/L)", lambda v: v["mu"] / v["L"])
    yield from _powers("(L/μ)", lambda v: v["L"] / v["mu"])
    yield Formula("4μL/(L + μ)²", lambda v: 4 * v["mu"] * v["L"] / (v["L"] + v["mu"]) ** 2)
    yield Formula("(L + μ)²/(4μL)", lambda v: (v["L"] + v["mu"]) ** 2 / (4 * v["mu"] * v["L"]))
    for text, value in _SIZES.items():
        yield from _of_a_size(text, value)


def _of_a_size(text: str, value: Callable[[Mapping[str, Any]], Any]) -> Iterator[Formula]:
    yield Formula(text, value)
    yield Formula(f"2·{text}", lambda v: 2 * value(v))
    yield Formula(f"{text}/2", lambda v: value(v) / 2)
    yield Formula(f"4·{text}", lambda v: 4 * value(v))
    yield Formula(f"{text}/4", lambda v: value(v) / 4)
    yield Formula(f"1/{text}", lambda v: 1 / value(v))


_SIZES: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "μ": lambda v: v["mu"], "L": lambda v: v["L"], "(L + μ)": lambda v: v["L"] + v["mu"],
    "(L − μ)": lambda v: v["L"] - v["mu"]}


def _of_a_rate(name: str, rate: Fraction) -> Iterator[Formula]:
    """Powers of 1 − εμ, of 1 − εL, and the larger of two even ones."""
    slow = list(_powers(f"(1 − {name} μ)", lambda v: 1 - rate * v["mu"]))
    fast = list(_powers(f"(1 − {name} L)", lambda v: 1 - rate * v["L"]))
    yield from (*slow, *fast)
    for one, other in zip(slow, fast, strict=True):
        if one.text.endswith(("²", "⁴", "⁶", "⁸")):
            yield larger(one, other)


def _of_losses(name: str, rate: Fraction) -> Iterator[Formula]:
    """The largest λ(1 − ελ)ⁿ/2 on [μ, L], n even: a loss after n/2 steps over a distance before."""
    for power, mark in ((2, "²"), (4, "⁴")):
        yield _largest_loss(
            f"max(α(1 − {name} α){mark}, L(1 − {name} L){mark})/2, α the middle one of μ, L and "
            f"1/({power + 1} {name})", rate, power)


def _largest_loss(text: str, rate: Fraction, power: int) -> Formula:
    def loss(curvature: Any) -> Any:
        return curvature * (1 - rate * curvature) ** power / 2

    def value(v: Mapping[str, Any]) -> Any:
        middle = -maximum(-maximum(v["mu"], 1 / (rate * (power + 1))), -v["L"])
        return maximum(loss(middle), loss(v["L"]))

    return Formula(text, value)


def _powers(text: str, value: Callable[[Mapping[str, Any]], Any]) -> Iterator[Formula]:
    marks = dict(zip(POWERS, ("", "²", "³", "⁴", "⁶", "⁸"), strict=True))
    for power, mark in marks.items():
        yield _power(text + mark, value, power)


def _power(text: str, value: Callable[[Mapping[str, Any]], Any], power: int) -> Formula:
    return Formula(text, lambda v: value(v) ** power)


def larger(one: Formula, other: Formula) -> Formula:
    """max(a, b)."""
    return Formula(f"max({one.text}, {other.text})",
                   lambda v: maximum(one.value(v), other.value(v)))
