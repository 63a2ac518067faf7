"""What was read off a claim, evaluated at an exact member of its family."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from flint import fmpq, fmpq_mpoly

from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.kernel.reading import Reading
from bnlinear.exact.matrices import solve
from bnlinear.exact.moments import Operator, Space, Vector
from bnlinear.exact.number import Number
from bnlinear.exact.rotations import Rotated, Rotation
from bnlinear.exact.scalars import Scalar
from bnlinear.kinds import Matrix, Operand

_ZERO = fmpq(0)


class Evaluation:
    """The values that symbols, scalars and vectors of a reading have at one member."""

    def __init__(self, reading: Reading, values: dict[str, Any]) -> None:
        self.space: Space = reading.space
        claim = reading.claim
        self._named = values  # of all parts, as in `ClaimRecord.values`
        self._symbols: dict[str, Number] = {}
        self._images: dict[tuple[str, int], Any] = {}
        prefixes = {name: f"{name}." if len(claim.families) > 1 else "" for name in claim.families}
        self._operator = next((
            prefixes[name] + part.names[0] for name, family in claim.families.items()
            for part in family.parts if isinstance(part, Spectrum)), "")

    @property
    def matrix(self) -> Matrix:
        """The value of H."""
        return self._named[self._operator]

    def side(self, value: Operand) -> Operand:
        """The value of a side of a relation: a Number, an array, a matrix."""
        if isinstance(value, Rotated):
            turned = self._named[self._turn(value.rotation)].T
            inner = self.side(value.inner)
            return turned @ inner if inner.ndim == 1 else turned @ inner @ turned.T
        if isinstance(value, Vector):
            return self.vector(value)
        if isinstance(value, Operator):
            return self._operator_value(value)
        return self.scalar(value) if isinstance(value, Scalar) else Number(value)

    def scalar(self, scalar: Scalar) -> Number:
        """Numerator over denominators; `ZeroDivisionError` where one vanishes."""
        value = self._polynomial(scalar.top())
        for index, power in scalar.denominator.items():
            value = value / self._polynomial(self.space.factors[index]) ** power
        return value

    def vector(self, vector: Vector) -> Any:
        """Σ c·Hᵖb as an array."""
        total = self._zero
        for (base, power), coefficient in vector.terms.items():
            total = total + self.scalar(coefficient) * self._image(base, power)
        return total

    @cached_property
    def _zero(self) -> Any:
        dim = next(len(v) for v in self._named.values() if isinstance(v, np.ndarray))
        return np.array([Number(0)] * dim)

    def _operator_value(self, operator: Operator) -> Any:
        columns = []
        for axis in range(len(self._zero)):
            unit = self._zero.copy()
            unit[axis] = Number(1)
            column = self._zero
            for power, coefficient in operator.powers.items():
                column = column + self.scalar(coefficient) * self._power(unit, power)
            for coefficient, left, right in operator.rank_one:
                column = column + self.scalar(coefficient) * (
                    self.vector(right) @ unit) * self.vector(left)
            columns.append(column)
        return np.array(columns).T

    def _image(self, base: str, power: int) -> Any:
        if (base, power) not in self._images:
            self._images[base, power] = self._power(self._named[base], power)
        return self._images[base, power]

    def _power(self, vector: Any, power: int) -> Any:
        for _ in range(abs(power)):
            vector = self.matrix @ vector if power > 0 else solve(self.matrix, vector)
        return vector

    def _polynomial(self, polynomial: fmpq_mpoly) -> Number:
        degrees = polynomial.degrees()
        values = {k: self._symbol(self.space.names[k])
                  for k, degree in enumerate(degrees) if degree > 0}  # those of 0 are -1
        if all(value.is_rational for value in values.values()):
            point = [_ZERO] * len(degrees)
            for k, value in values.items():
                point[k] = value.rational
            return Number(polynomial(*point))
        total = Number(0)
        for powers, coefficient in polynomial.to_dict().items():
            term = Number(coefficient)
            for k in values:
                term = term * values[k] ** int(powers[k]) if powers[k] else term
            total = total + term
        return total

    def _symbol(self, name: str) -> Number:
        if name not in self._symbols:
            self._symbols[name] = self._look_up(name)
        return self._symbols[name]

    def _look_up(self, name: str) -> Number:
        space = self.space
        if name in space.moments:
            left, power, right = space.moments[name]
            return Number(self._image(left, power) @ self._image(right, 0))
        if name in space.roots:
            return self.scalar(space.roots[name]).sqrt()
        if name in space.maxima:
            sides = [self.scalar(side) for side in space.maxima[name]]
            return sides[0] if sides[0] >= sides[1] else sides[1]
        return Number(self._named[name])

    def _turn(self, rotation: Rotation) -> str:
        """The name of an orthogonal matrix."""
        return rotation.name
