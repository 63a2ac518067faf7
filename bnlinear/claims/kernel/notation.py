"""Scalars and vectors of a proof in the letters of its claim: x, y, σ in place of their moments.

Nothing here is trusted: it prints. The letters are the fields and properties of the instances that
a claim speaks about; they are evaluated in a space of their own, so that printing adds no
denominator to a proof.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from flint import fmpq_mpoly

from bnlinear.claims.record import ClaimRecord
from bnlinear.exact.moments import Space, Vector
from bnlinear.exact.scalars import Scalar

LETTERS = {"mu": "μ", "sigma": "σ", "lr": "ε", "lr_a": "ε_a", "effective_lr": "ê", "R_star": "R*",
           "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Phi": "Φ", "rho": "ρ",
           "tau": "τ", "H_star": "H*", "theta": "θ", "kappa": "κ", "eta": "η", "ones": "1"}
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

#: A sum of more terms than this is printed with its first ones and a count of the others.
TERMS = 6


class Notation:
    """Prints what a proof is about in the letters of the claim."""

    def __init__(self, claim: ClaimRecord) -> None:
        self._claim = claim

    @cached_property
    def _named(self) -> dict[Any, str]:
        """Scalars and vectors that have a letter."""
        instances, _ = self._claim.symbols(Space())
        named: dict[Any, str] = {}
        for parameter, instance in instances.items():
            if isinstance(instance, Scalar | Vector):
                named[_key(instance)] = parameter
                continue
            for name in _attributes(instance):
                try:
                    value = getattr(instance, name)
                except Exception:  # not defined among moments: it needs no letter there
                    continue
                if isinstance(value, Scalar | Vector):
                    named.setdefault(_key(value), LETTERS.get(name, name))
        return named

    def scalar(self, scalar: Scalar) -> str:
        """x²/y rather than ⟨u, Hw⟩²/⟨w, Hw⟩; never cut inside a term."""
        found = self._named.get(_key(scalar)) or self._named.get(_key(-scalar))
        if found:
            return found if self._named.get(_key(scalar)) else f"−{found}"
        above = self._factors(scalar, scalar.top())
        below = [_power(self._polynomial(scalar, scalar.space.factors[i]), p)
                 for i, p in scalar.denominator.items()]
        if not below:
            return above
        top = f"({above})" if " " in above and not above.endswith(")") else above
        bottom = "·".join(below)
        return f"{top}/({bottom})" if "·" in bottom else f"{top}/{bottom}"

    def vector(self, vector: Vector) -> str:
        """u − (x/y)w rather than its coefficients in moments."""
        found = self._named.get(_key(vector))
        if found:
            return found
        parts = []
        for (base, power), coefficient in vector.terms.items():
            image = ("H" + (str(power).translate(SUPERSCRIPTS) if power != 1 else "")
                     if power else "") + self.base(base)
            text = self.scalar(coefficient)
            sign, text = ("− ", text[1:]) if text[0] in "-−" and " " not in text else ("+ ", text)
            plain = "/" not in text and " " not in text
            parts.append(sign + ("" if text == "1" else f"{text}·" if plain else f"({text})")
                         + image)
        joined = " ".join(parts).removeprefix("+ ")
        return f"−{joined[2:]}" if joined.startswith("− ") else joined or "0"

    def base(self, name: str) -> str:
        """A base vector, without the prefix that its parameter gives it."""
        short = name.rpartition(".")[2]
        return LETTERS.get(short, short)

    def symbol(self, scalar: Scalar, name: str) -> str:
        """One symbol: a letter, a moment, a root, a maximum."""
        space = scalar.space
        found = self._named.get(_key(space.scalar(name)))
        if found:
            return found
        if name in getattr(space, "moments", {}):
            left, power, right = space.moments[name]  # type: ignore[attr-defined]
            H = "" if not power else "H" if power == 1 else "H" + str(power).translate(SUPERSCRIPTS)
            return f"⟨{self.base(left)}, {H}{self.base(right)}⟩"
        if name in space.roots:
            inside = self.scalar(space.roots[name])
            return f"|{name[1:-1]}|" if name.startswith("|") and "<" not in name else f"√({inside})"
        if name in space.maxima:
            return f"max({', '.join(map(self.scalar, space.maxima[name]))})"
        if name.startswith("lambda "):
            return "λ"
        short = name.removesuffix(".value").rpartition(".")[2]
        return LETTERS.get(short, short)

    def _factors(self, scalar: Scalar, polynomial: fmpq_mpoly) -> str:
        if polynomial.is_zero():
            return "0"
        constant, factors = polynomial.factor()
        sign, size = ("−", -constant) if constant < 0 else ("", constant)
        texts = [_power(self._polynomial(scalar, factor), int(power)) for factor, power in factors]
        if len(factors) == 1 and size == 1 and not sign:
            return re.sub(r"^\((.*)\)$", r"\1", texts[0]) if texts[0].count("(") == 1 else texts[0]
        return sign + "·".join(([str(size)] if size != 1 or not texts else []) + texts)

    def _polynomial(self, scalar: Scalar, polynomial: fmpq_mpoly) -> str:
        space = scalar.space
        found = self._named.get(_key(Scalar(space, polynomial, {})))
        if found:
            return found
        names, terms = space.context.names(), []
        for powers, coefficient in space.lift(polynomial).to_dict().items():
            letters = [_power(self.symbol(scalar, names[k]), int(p))
                       for k, p in enumerate(powers) if p]
            size = abs(coefficient)
            text = "·".join(([str(size)] if size != 1 or not letters else []) + letters)
            terms.append(("− " if coefficient < 0 else "+ ") + text)
        if len(terms) > TERMS:
            terms = [*terms[:TERMS - 2], f"+ … ({len(terms) - TERMS + 2} terms more)"]
        text = " ".join(terms).removeprefix("+ ").replace("− ", "−", 1) if terms[0].startswith(
            "−") else " ".join(terms).removeprefix("+ ")
        return text if len(terms) == 1 else f"({text})"


def _power(text: str, power: int) -> str:
    if power == 1:
        return text
    return (f"({text})" if "/" in text or text.startswith("−") else text) + str(
        power).translate(SUPERSCRIPTS)


def _attributes(instance: object) -> list[str]:
    """Fields and properties: the letters of an instance."""
    properties = [name for name in dir(type(instance))
                  if isinstance(getattr(type(instance), name, None), property)]
    return [*getattr(instance, "__dict__", {}), *properties]


def _key(value: Scalar | Vector) -> Any:
    """Equal for equal scalars and vectors of different spaces."""
    if isinstance(value, Vector):
        return frozenset((term, _key(c)) for term, c in value.terms.items())
    space = value.space
    below = frozenset((_monomials(value, space.factors[i]), p)
                      for i, p in value.denominator.items())
    return _monomials(value, value.top()), below


def _monomials(scalar: Scalar, polynomial: fmpq_mpoly) -> frozenset[Any]:
    names = scalar.space.context.names()
    return frozenset((frozenset((names[k], int(p)) for k, p in enumerate(powers) if p), str(c))
                     for powers, c in polynomial.to_dict().items())
