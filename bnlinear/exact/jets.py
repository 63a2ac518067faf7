"""Derivatives in a scalar t, in any arithmetic: truncated Taylor series.

A `Jet` is f(t) = f₀ + f₁t + … + fₙtⁿ. Its coefficients are whatever the arithmetic has: floats,
Numbers, moments, and vectors of them. Feeding the jet of t to a loss gives its directional
derivatives exactly, by the very code that computes the loss: no symbolic derivative is trusted.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from math import factorial
from typing import Any

import numpy as np

from bnlinear.kinds import Operand, Scalar


class Jet:
    """A Taylor series cut off after tⁿ; ``coefficients[k]`` is the coefficient of tᵏ."""

    __slots__ = ("coefficients",)

    def __init__(self, coefficients: tuple[Any, ...]) -> None:
        self.coefficients = coefficients

    def _lift(self, other: Operand) -> tuple[Any, ...]:
        if isinstance(other, Jet):
            return other.coefficients
        return (other, *(0,) * (len(self.coefficients) - 1))

    def _convolve(self, other: Operand, times: Callable[[Any, Any], Any],
                  swap: bool = False) -> Jet:
        left, right = self.coefficients, self._lift(other)
        if swap:
            left, right = right, left
        return Jet(tuple(
            sum((times(left[i], right[k - i]) for i in range(k + 1)
                 if not (_absent(left[i]) or _absent(right[k - i]))), start=0)
            for k in range(len(left))))

    def __add__(self, other: Operand) -> Jet:
        return Jet(tuple(a + b for a, b in zip(self.coefficients, self._lift(other), strict=True)))

    __radd__ = __add__

    def __neg__(self) -> Jet:
        return Jet(tuple(-a for a in self.coefficients))

    def __sub__(self, other: Operand) -> Jet:
        return self + (-other)

    def __rsub__(self, other: Operand) -> Jet:
        return -self + other

    def __mul__(self, other: Operand) -> Jet:
        return self._convolve(other, operator.mul)

    __rmul__ = __mul__

    def __matmul__(self, other: Operand) -> Jet:
        return self._convolve(other, operator.matmul)

    def __rmatmul__(self, other: Operand) -> Jet:
        return self._convolve(other, operator.matmul, swap=True)

    def __truediv__(self, other: Operand) -> Jet:
        divisor = self._lift(other)
        quotient: list[Any] = []
        for k, mine in enumerate(self.coefficients):  # solve quotient · divisor = self
            known = sum((quotient[i] * divisor[k - i] for i in range(k)
                         if not _absent(divisor[k - i])), start=0)
            quotient.append(_over(mine if _absent(known) else mine - known, divisor[0]))
        return Jet(tuple(quotient))

    def __rtruediv__(self, other: Operand) -> Jet:
        return Jet(self._lift(other)) / self

    def __pow__(self, exponent: int) -> Operand:
        power: Any = 1
        for _ in range(abs(exponent)):
            power = power * self
        return power if exponent >= 0 else 1 / power

    def sqrt(self) -> Jet:
        root: list[Any] = [np.sqrt(self.coefficients[0])]
        for k, mine in enumerate(self.coefficients[1:], start=1):  # solve root² = self
            known = sum((root[i] * root[k - i] for i in range(1, k)), start=0)
            root.append((mine - known) / (2 * root[0]))
        return Jet(tuple(root))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Operand,
                        **options: object) -> Operand:
        """Arrays meet jets here: ``w + t * h`` is a jet of arrays, not an array of jets."""
        if method != "__call__" or options or ufunc not in _UFUNCS:
            return NotImplemented
        return _UFUNCS[ufunc](*(x if isinstance(x, Jet) else Jet(self._lift(x)) for x in inputs))


_UFUNCS: dict[Any, Callable[..., Any]] = {
    np.add: operator.add, np.subtract: operator.sub, np.multiply: operator.mul,
    np.true_divide: operator.truediv, np.matmul: operator.matmul, np.negative: operator.neg,
    np.sqrt: Jet.sqrt,
}


def _absent(coefficient: Scalar) -> bool:
    """A plain 0 stands for a missing coefficient, whatever shape the others have."""
    return isinstance(coefficient, int) and coefficient == 0


def _over(numerator: Scalar, denominator: Scalar) -> Operand:
    """Division that never turns two whole numbers into a float."""
    whole = int, np.integer
    if isinstance(numerator, whole) and isinstance(denominator, whole):
        return Fraction(int(numerator), int(denominator))
    return numerator / denominator


def derivative(f: Callable[[Any], Any], *, order: int = 1) -> Operand:
    """dⁿf/dtⁿ at t = 0, in the arithmetic of whatever f combines t with.

    >>> from bnlinear.exact.number import Number, array
    >>> derivative(lambda t: 1 / (Number(2) + t))
    Number('-1/4')
    >>> w, h = array([3, 4]), array([1, 0])
    >>> derivative(lambda t: np.sqrt((w + t * h) @ (w + t * h)))
    Number('3/5')
    >>> derivative(lambda t: (1 + t) ** 3, order=2)
    6
    """
    result = f(Jet((0, 1, *(0,) * (order - 1))))
    if not isinstance(result, Jet):
        return 0
    value = result.coefficients[order] * factorial(order)
    stated = getattr(value, "derivative_of", None)  # an arithmetic of formulas states derivatives
    return value if stated is None else stated(f, order)
