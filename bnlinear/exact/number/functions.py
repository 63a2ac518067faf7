"""The functions that the papers use: np.sqrt(x) on an object array calls x.sqrt()."""

from __future__ import annotations

from typing import Self

from flint import fmpq
from flint.utils.flint_exceptions import DomainError

from bnlinear.exact import watching
from bnlinear.exact.number.comparisons import Compared


class NotReal(ValueError):
    """A root of a negative number, or a logarithm of one that is not positive."""


class Functions(Compared):
    """A value with roots, exponentials and their like."""

    __slots__ = ()

    def sqrt(self) -> Self:
        """The nonnegative root: rational for a rational square, otherwise a ball."""
        if watching.listeners:
            watching.tell(self)
        if isinstance(self._value, fmpq):
            if self._value < 0:
                raise NotReal(f"square root of the negative number {self}")
            try:
                return self._of(self._value.sqrt())
            except DomainError:
                pass  # not a rational square: the root is irrational
        elif self._value < 0:
            raise NotReal(f"square root of the negative number {self}")
        return self._of(self.ball.sqrt())

    def sin(self) -> Self:
        return self._of(fmpq(0)) if self._is_zero() else self._of(self.ball.sin())

    def cos(self) -> Self:
        return self._of(fmpq(1)) if self._is_zero() else self._of(self.ball.cos())

    def exp(self) -> Self:
        return self._of(fmpq(1)) if self._is_zero() else self._of(self.ball.exp())

    def log(self) -> Self:
        if watching.listeners:
            watching.tell(self)
        if self._value <= 0:
            raise NotReal(f"logarithm of {self}, which is not positive")
        return self._of(self.ball.log())
