"""Scope: which symbols a rule of a proof may be given.

The symbols of a proof are those that the claim's families bring, the moments of their vectors, and
letters; roots and maxima of these. Nothing else passes `Scope.scalar` and `Scope.vector`, through
which every rule reads what it is given. In particular the eigenvalue of a lift is none of them: it
is a symbol of its own for each lift, allowed in the polynomial of that lift alone and only while
the kernel reads it. So it cannot leak: whatever Python keeps of it, a list or a name, no rule
accepts, `let` included.
"""

from __future__ import annotations

from typing import Any

from bnlinear.claims.kernel.facts import ProofError, under
from bnlinear.exact.moments import Scalar, Space, Vector
from bnlinear.exact.rotations import Rotated


class Scope:
    """The symbols that the claim brings, once it is read; letters join them."""

    def __init__(self, space: Space, has_operator: bool) -> None:
        derived = set(space.moments) | set(space.roots) | set(space.maxima)
        self.space = space
        self.has_operator = has_operator
        self._scalars = set(space.names) - derived
        self._vectors = set(space.vectors)
        self._bound: set[str] = set()  # eigenvalues: named here for the message alone

    def declare(self, letter: str) -> None:
        """A letter may be used from now on."""
        self._scalars.add(letter)

    def eigenvalue(self) -> str:
        """The symbol of a new eigenvalue, which no parameter, letter or other lift shares."""
        name = f"lambda {len(self._bound) + 1}"  # not a Python identifier
        self._bound.add(name)
        return name

    def scalar(self, value: object, bound: str | None = None) -> Scalar:
        """Read a number or a scalar of this proof; `bound` is the eigenvalue of the lift at work.

        Raises
        ------
        ProofError
            If it is neither, or holds a symbol that is not in scope.
        """
        if not isinstance(value, Scalar):
            try:
                return self.space.constant(value)
            except (TypeError, ValueError) as error:
                raise ProofError(f"a scalar is needed here: {error}") from None
        if value.space is not self.space:
            raise ProofError("a scalar of another proof does not count: its symbols differ")
        for name in value.symbols():
            if name != bound:
                self._check(name)
        return value

    def vector(self, value: object) -> Vector:
        """Read a vector of this proof."""
        if not isinstance(value, Vector):
            raise ProofError(f"a vector of the claim is needed here, not {type(value).__name__} "
                             f"{value}")
        if value.space is not self.space:
            raise ProofError("a vector of another proof does not count: its symbols differ")
        for (base, power), coefficient in value.terms.items():
            self._check_base(base, power)
            self.scalar(coefficient)
        return value

    def side(self, value: object) -> Any:
        """Read what may stand on a side of an equation: a vector, rotated or not, or a scalar."""
        if isinstance(value, Rotated):
            self.side(value.inner)
            return value
        return self.vector(value) if isinstance(value, Vector) else self.scalar(value)

    def _check(self, name: str) -> None:
        if name in self._scalars:
            return
        if name in self._bound:
            raise ProofError("the eigenvalue of a lift stands outside its polynomial: λ belongs to "
                             "its lift, in which it is every number in [μ, L]")
        if name in self.space.moments:
            left, power, right = self.space.moments[name]
            self._check_base(left, power)
            self._check_base(right, power)
        elif name in self.space.roots or name in self.space.maxima:
            for inside in under(self.space.scalar(name)):
                self.scalar(inside)
        else:
            raise ProofError(f"{name} is no symbol of the claim and no letter: introduce it with "
                             f"prove.let")

    def _check_base(self, base: str, power: int) -> None:
        if base not in self._vectors:
            raise ProofError(f"{base} is no vector of the claim")
        if power and not self.has_operator:
            raise ProofError("powers of H need a family with a Spectrum")
