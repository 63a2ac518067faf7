"""Powers of two that keep a trajectory within the range of floats, without changing a digit.

BNGD is exactly invariant under v → 2ʲv, ε → 4ʲε, and so is the direction step under v → 2ʲv with
its ê kept. Multiplying floats by powers of two is exact, so a trajectory may be recentred whenever
it pleases; without that, squares overflow from about ε = 1e154 on. Likewise Λ and h are brought
to λmax < 1 and |h| < 1, which makes |Λe| < 1 and a bound on the length of each step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.kinds import Scalar
from bnlinear.sweeps.canonical.coordinates import Diagonal

#: A step starts from |v| > LOW, which is not squared, and ends at |v⁺| < HIGH, which is.
LOW, HIGH = 2.0**-1000, 2.0**506

#: A step that multiplies |v| by more than 2^this has no room between them.
MOST = 1500


@dataclass(frozen=True, eq=False)
class Scaled:
    """A problem with λmax, |h| and |v₀| in [½, 1), and the powers of two taken out."""

    eigenvalues: np.ndarray
    h: np.ndarray
    v0: np.ndarray
    eigenvalue_power: int
    h_power: int
    v0_power: int

    @classmethod
    def of(cls, problem: Diagonal) -> Scaled:
        (values, s), (h, m), (v0, j) = (
            _unit(problem.eigenvalues, np.max), _unit(problem.h, _norm), _unit(problem.v0, _norm))
        return cls(values, h, v0, s, m, j)


def _norm(x: np.ndarray) -> Scalar:
    return np.sqrt(np.einsum("i,i->", x, x))


def _unit(x: np.ndarray, size: Scalar) -> tuple[np.ndarray, int]:
    """x/2ᵏ of a size in [½, 1), and k; a zero vector stays."""
    first = int(np.frexp(np.abs(x).max(initial=0.0))[1])
    second = int(np.frexp(size(np.ldexp(x, -first)))[1])
    return np.ldexp(x, -first - second), first + second


@dataclass(eq=False)
class State:
    """Some trajectories on their way, one a row; everything in scaled units.

    Beside v (rows of V) and a there are length = |v| and b = ⟨h, v⟩/|v|. The learning rate of a
    row is mantissa·2^power; `lr` is that as a float, which may underflow where the steps are too
    short to change v.
    """

    V: np.ndarray
    a: np.ndarray
    length: np.ndarray
    b: np.ndarray
    mantissa: np.ndarray
    power: np.ndarray
    lr: np.ndarray
    lost_at: np.ndarray
    direction: bool

    @classmethod
    def start(cls, scaled: Scaled, learning_rates: np.ndarray, a0: float | None,
              direction: bool) -> State:
        """At (a0, v0) for each learning rate; without a0 at the best scale."""
        rows = len(learning_rates)
        v, h = scaled.v0, scaled.h
        length = _norm(v)
        b = np.einsum("i,i->", h, v) / length
        a = b if a0 is None else np.ldexp(a0, -scaled.h_power)
        mantissa, power = np.frexp(learning_rates)
        power = power.astype(np.int64) + scaled.eigenvalue_power
        if not direction:
            power += 2 * (scaled.h_power - scaled.v0_power)
        return cls(V=np.tile(v, (rows, 1)), a=np.full(rows, a),
                   length=np.full(rows, length), b=np.full(rows, b), mantissa=mantissa,
                   power=power, lr=_ldexp(mantissa, power), lost_at=np.full(rows, -1),
                   direction=direction)

    def recentre(self, h: np.ndarray, step: int) -> None:
        """Make room for the next step in the rows that left (LOW, HIGH).

        A row for which there is none is lost: it rests from then on, and `lost_at` says since when.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            before = np.log2(self.length)
            scalar = (self.mantissa * self.length / self.b if self.direction
                      else self.mantissa * self.a / self.length)
            after = np.maximum(before, np.log2(np.abs(scalar)) + self.power)
        lost = ~(after - before < MOST)  # also if not a number
        middle = np.maximum((before + after) / 2, after - np.log2(HIGH) + 3)
        shift = np.where(lost, 0.0, np.round(middle)).astype(np.int64)
        for row in np.flatnonzero(shift):
            self.V[row] = np.ldexp(self.V[row], -shift[row])
        self.length = np.ldexp(self.length, -shift)
        if not self.direction:
            self.power = self.power - 2 * shift
        self._rest(lost | ~np.isfinite(_ldexp(self.mantissa, self.power)), h, step)
        self.lr = _ldexp(self.mantissa, self.power)

    def _rest(self, rows: np.ndarray, h: np.ndarray, step: int) -> None:
        self.lost_at[rows] = step
        self.V[rows] = np.where(h < 0, -1.0, 1.0)  # any point will do: these no longer move
        self.length[rows] = np.sqrt(len(h))
        self.b[rows] = np.abs(h).sum() / np.sqrt(len(h))
        self.a[rows] = self.mantissa[rows] = 0.0

    def effective_lr(self, scaled: Scaled) -> np.ndarray:
        """ê = εax/σ³ in the units of the problem."""
        mantissa, power = self.mantissa, self.power
        if not self.direction:
            root, half = np.frexp(self.length)
            mantissa = mantissa * self.a * self.b / (root * root)
            power = power - 2 * half
        return np.where(self.lost_at < 0, _ldexp(mantissa, power - scaled.eigenvalue_power),
                        np.nan)


def _ldexp(mantissa: np.ndarray, power: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore", under="ignore"):  # ∞ is told by who needs it finite
        return np.ldexp(mantissa, np.clip(power, -3000, 3000))
