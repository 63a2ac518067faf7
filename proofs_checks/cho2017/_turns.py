"""The family that the files of this folder speak about: a turn of the unit sphere.

The unit vectors y, u and the rotation (cos, sin) are made, in every arithmetic, by the same
formulas from free vectors w, z and numbers p, q; every unit y, every unit u ⟂ y and every pair with
cos² + sin² = 1 is of this form (w = y, z = u; p = 1 + cos and q = sin, or p = 0 and q = 1). Exact
instances start from w, z for which the lengths are rational.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import Family, ScalarPart, VectorPart, ne
from bnlinear.dynamics import carry, project, turn


@dataclass(frozen=True, eq=False)
class Turn:
    """At the point y, the tangent vector h = size·u, and two more tangent vectors.

    (cos, sin) stands for (cos|h|, sin|h|), without saying which of its values |h| = `size` has: the
    claims hold for every rotation.
    """

    w: Any
    z: Any
    a: Any
    b: Any
    size: Any
    p: Any
    q: Any

    @property
    def y(self):
        return self.w / np.sqrt(self.w @ self.w)

    @property
    def side(self):
        """The part of z that is orthogonal to y."""
        return project(self.y, self.z)

    @property
    def u(self):
        return self.side / np.sqrt(self.side @ self.side)

    @property
    def h(self):
        return self.size * self.u

    @property
    def cos(self):
        return (self.p * self.p - self.q * self.q) / (self.p * self.p + self.q * self.q)

    @property
    def sin(self):
        return 2 * self.p * self.q / (self.p * self.p + self.q * self.q)

    @property
    def point(self):
        """exp_y(h)."""
        return turn(self.y, self.h, self.cos, self.sin / self.size)

    def carried(self, vector):
        """pt_y(vector; h)."""
        return carry(vector, self.y, self.h, self.sin / self.size,
                     (1 - self.cos) / self.size**2)

    def tangent(self, vector):
        """The part of a free vector that is tangent at y."""
        return project(self.y, vector)


def turns():
    """Turns in two to four dimensions."""
    parts = (VectorPart("w"), VectorPart("z"), VectorPart("a", nonzero=False),
             VectorPart("b", nonzero=False), scalar("size", "1/4", 8, "> 0"), scalar("p", -4, 4),
             scalar("q", -4, 4))
    return Family("turns", parts, lambda v: Turn(**v), 2, 4, adjust=with_rational_lengths)


def scalar(name, low, high, sign=""):
    return ScalarPart(name, (Fraction(low), Fraction(high)), sign)


def is_turn(p):
    """z is not along y, and (p, q) ≠ (0, 0)."""
    return [ne(p.side @ p.side, 0), ne(p.p * p.p + p.q * p.q, 0)]


def lengths_are_real(prove, p):
    """Cover the root of |side|² ≥ 0."""
    prove.nonnegative(prove.norm(p.side))


def with_rational_lengths(v):
    """Exact w and z such that |w|, and the length of z orthogonally to w, are rational."""
    w, z = v["w"], v["z"]
    across = 0 * z
    across[1:] = mirrored(z[1:])  # of rational length, and orthogonal to the first axis
    if not any(z[1:]):
        across[0] = 1  # then z is along w: a member that the claims exclude
    return v | {"w": mirrored(w), "z": across - 2 * ((w @ across) / (w @ w)) * w}


def mirrored(v):
    """(|v|², 0, …) after the reflection that v defines: of the rational length |v|²."""
    first = 0 * v
    first[0] = v @ v
    return first - 2 * v[0] * v
