"""Arb's balls, where flint's own arithmetic gives away digits or signs."""

from __future__ import annotations

from flint import arb, fmpq, fmpz

from bnlinear.exact.precision import at_precision
from bnlinear.kinds import Operand


def as_ball(value: fmpq | arb) -> arb:
    """A ball at the working precision."""
    return value if isinstance(value, arb) else arb(value)


def signed(result: Operand, left: Operand, right: Operand) -> Operand:
    """Of nonnegative balls the sum, product and quotient are nonnegative: rounding aside."""
    if isinstance(result, arb) and not result > 0 and left >= 0 and right >= 0:
        return result.nonnegative_part()
    return result


def ball_power(base: arb, exponent: int) -> arb:
    """By multiplication: flint's own power of a ball with midpoint 0 is not a number."""
    power = arb(1)
    for bit in bin(exponent)[2:]:
        power = power * power * base if bit == "1" else power * power
    return power if exponent % 2 else power.nonnegative_part()


def parts_of(ball: arb) -> tuple[tuple[int, int], tuple[int, int]]:
    """Mantissa and exponent of midpoint and radius, which are dyadic."""
    mid, rad = (end.man_exp() for end in (ball.mid(), ball.rad()))
    return (int(mid[0]), int(mid[1])), (int(rad[0]), int(rad[1]))


def ball_of(mid: tuple[int, int], rad: tuple[int, int]) -> arb:
    """The ball with these parts, bit for bit."""
    def point(mantissa: int, exponent: int) -> arb:
        return arb(fmpz(mantissa)) * arb(2) ** exponent

    def build() -> arb:
        if rad[0] == 0:
            return point(*mid)
        # arb(middle, radius) widens the radius by one unit of its 30 bits: ask for one unit less,
        # and keep the answer only if it is the old radius
        shift = 30 - (rad[0].bit_length() if rad[0] > 1 else 0)
        same = arb(point(*mid), point((rad[0] << shift) - 1, rad[1] - shift))
        wanted = point(*rad)
        return same if same.rad() == wanted else arb(point(*mid), wanted)

    return at_precision(max(64, mid[0].bit_length()), build)
