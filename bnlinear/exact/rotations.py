"""An orthogonal matrix Q among moments: what only inner products see.

For any orthogonal Q, ⟨Qᵀa, (QᵀHQ)ᵖ Qᵀb⟩ = ⟨a, Hᵖb⟩. So a vector Qᵀv and an operator QᵀMQ are
kept as v and M with a label, and computed with only among themselves. Mixing a rotated object with
one that is not rotated is refused: such an inner product is no function of the moments.
"""

from __future__ import annotations

from bnlinear.exact.moments import Operator, Space, Vector
from bnlinear.kinds import Operand, Scalar


class Rotation:
    """The symbol of an orthogonal matrix Q; only QᵀMQ and Qᵀv can be formed."""

    def __init__(self, space: Space, name: str = "Q") -> None:
        self.space = space
        self.name = name

    @property
    def T(self) -> Transposed:
        return Transposed(self)


class Transposed:
    """Qᵀ."""

    def __init__(self, rotation: Rotation) -> None:
        self.rotation = rotation

    def __matmul__(self, other: Operand) -> Operand:
        if isinstance(other, Vector):
            return Rotated(other, self.rotation)
        if isinstance(other, Operator):
            return _HalfRotated(other, self.rotation)
        return NotImplemented


class _HalfRotated:
    """QᵀM, waiting for its Q."""

    def __init__(self, operator: Operator, rotation: Rotation) -> None:
        self.operator = operator
        self.rotation = rotation

    def __matmul__(self, other: Operand) -> Operand:
        return Rotated(self.operator, other) if other is self.rotation else NotImplemented

    def __mul__(self, factor: Scalar) -> _HalfRotated:
        return _HalfRotated(self.operator * factor, self.rotation)

    __rmul__ = __mul__


class Rotated:
    """Qᵀv or QᵀMQ, kept as v or M."""

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, inner: Operand, rotation: Rotation) -> None:
        self.inner = inner
        self.rotation = rotation

    def _same(self, other: Operand) -> Operand:
        if not isinstance(other, Rotated) or other.rotation is not self.rotation:
            raise TypeError("a rotated and an unrotated object do not mix: their inner product is "
                            "no function of the moments")
        return other.inner

    def _wrapped(self, inner: Operand) -> Rotated:
        return Rotated(inner, self.rotation)

    def __add__(self, other: Operand) -> Rotated:
        return self._wrapped(self.inner + self._same(other))

    def __sub__(self, other: Operand) -> Rotated:
        return self._wrapped(self.inner - self._same(other))

    def __neg__(self) -> Rotated:
        return self._wrapped(-self.inner)

    def __mul__(self, factor: Scalar) -> Operand:
        return self._wrapped(self.inner * factor)

    __rmul__ = __mul__

    def __truediv__(self, factor: Scalar) -> Operand:
        return self._wrapped(self.inner / factor)

    def __matmul__(self, other: Operand) -> Operand:
        product = self.inner @ self._same(other)
        return self._wrapped(product) if isinstance(product, Vector) else product

    def outer(self, other: Operand) -> Rotated:
        return self._wrapped(self.inner.outer(self._same(other)))

    def is_zero(self) -> bool:
        return bool(self.inner.is_zero())

    def __str__(self) -> str:
        return f"Qᵀ({self.inner})"
