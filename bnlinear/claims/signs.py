"""One vocabulary for signs: of the relations of a claim, and of the facts of a proof."""

from __future__ import annotations

from enum import StrEnum


class Sign(StrEnum):
    """What is known of a scalar; of rhs − lhs, if it is the sign of a relation.

    >>> Sign.POSITIVE.gives(Sign.NONNEGATIVE), Sign.NONNEGATIVE.gives(Sign.POSITIVE)
    (True, False)
    """

    NONNEGATIVE = ">="
    POSITIVE = ">"
    ZERO = "="
    NONZERO = "!="

    def gives(self, weaker: Sign) -> bool:
        """Does a scalar of this sign have that one too?"""
        return weaker in _GIVES[self]

    @property
    def symbol(self) -> str:
        """As it stands between the scalar and 0.

        >>> [sign.symbol for sign in Sign]
        ['≥', '>', '=', '≠']
        """
        return {"NONNEGATIVE": "≥", "NONZERO": "≠"}.get(self.name, self.value)

    @property
    def between(self) -> str:
        """As it stands between the sides of a relation, lhs first.

        >>> [sign.between for sign in Sign]
        ['≤', '<', '=', '≠']
        """
        return {"NONNEGATIVE": "≤", "POSITIVE": "<"}.get(self.name, self.symbol)

    def __add__(self, other: object) -> Sign:
        """The sign of a sum; a `ValueError` if it has none.

        >>> Sign.POSITIVE + Sign.NONNEGATIVE
        <Sign.POSITIVE: '>'>
        """
        if not isinstance(other, Sign):
            return NotImplemented
        signs = {self, other}
        if Sign.NONZERO in signs:
            if signs == {Sign.NONZERO, Sign.ZERO}:
                return Sign.NONZERO
            raise ValueError("the sum of two nonzero scalars may vanish")
        if Sign.POSITIVE in signs:
            return Sign.POSITIVE
        return Sign.ZERO if signs == {Sign.ZERO} else Sign.NONNEGATIVE

    def __mul__(self, other: object) -> Sign:
        """The sign of a product; a `ValueError` if it has none.

        >>> Sign.POSITIVE * Sign.NONZERO
        <Sign.NONZERO: '!='>
        """
        if not isinstance(other, Sign):
            return NotImplemented
        signs = {self, other}
        if Sign.ZERO in signs:
            return Sign.ZERO
        if signs == {Sign.NONZERO, Sign.NONNEGATIVE}:
            raise ValueError("a nonzero scalar has no known sign")
        if Sign.NONZERO in signs:
            return Sign.NONZERO
        return Sign.NONNEGATIVE if Sign.NONNEGATIVE in signs else Sign.POSITIVE


_GIVES = {
    Sign.NONNEGATIVE: {Sign.NONNEGATIVE},
    Sign.POSITIVE: {Sign.POSITIVE, Sign.NONNEGATIVE, Sign.NONZERO},
    Sign.ZERO: {Sign.ZERO, Sign.NONNEGATIVE},
    Sign.NONZERO: {Sign.NONZERO},
}
