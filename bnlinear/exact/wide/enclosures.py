"""The extreme nonzero eigenvalues of a `Form`, enclosed to any precision that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np
from flint import arb, arb_mat

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.wide.enclosed import Enclosed
from bnlinear.exact.wide.form import Form
from bnlinear.exact.wide.inverse import Inverse
from bnlinear.exact.wide.jacobi import orthonormal, separation
from bnlinear.exact.wide.lehmann import beyond
from bnlinear.exact.wide.vectors import diagonal, from_columns, scaled_columns, to_floats, unit

#: Bits beyond those asked for, before what conditioning costs; and where the search ends.
SPARE, MOST_BITS = 64, 2**12
#: Relative gaps behind the extreme eigenvalues, tried in turn: a wider one converges faster.
GAPS = (1e-2, 1e-4, 1e-7)
#: Eigenvalues of floats that differ by less, relatively to the largest, may be the same.
SAME = 1e-9


@dataclass(frozen=True)
class Extremes:
    """The extreme nonzero eigenvalues of a positive semidefinite matrix.

    As much of a `bnlinear.exact.spectra.Spectrum` as a condition number needs.

    Attributes
    ----------
    smallest_nonzero, largest
        Each a `Number` or `Enclosed`.
    nullity, rank
        Exact.
    inverse
        Of the form that they come from, for solving with it.
    """

    smallest_nonzero: Any
    largest: Any
    nullity: int
    rank: int
    inverse: Inverse

    def condition_number(self) -> Number:
        """κ = largest / smallest nonzero eigenvalue, an enclosure at the working precision."""
        if self.smallest_nonzero is self.largest:
            return Number(1)
        return _number(self.largest) / _number(self.smallest_nonzero)

    def may_be_one(self) -> bool:
        """Can all nonzero eigenvalues be equal, for what the working precision tells?"""
        return bool(_number(self.smallest_nonzero).ball.overlaps(_number(self.largest).ball))

    def including(self, value: int, zeros: int = 0) -> Extremes:
        """With one more eigenvalue, say 1, and so many zeros."""
        extra, (mu, L) = arb(value), (self.smallest_nonzero, self.largest)
        return Extremes(
            Enclosed(lambda: Number.from_ball(_number(mu).ball.min(extra))),
            Enclosed(lambda: Number.from_ball(_number(L).ball.max(extra))),
            self.nullity + zeros, self.rank + 1, self.inverse)


def _number(value: Any) -> Number:
    return value.number() if hasattr(value, "number") else value


def extremes(form: Form) -> Extremes:
    """Both ends of the nonzero spectrum of a form, whose nullity is known."""
    bottom = at_precision(128, lambda: Extreme(form, -1))
    return between(bottom, at_precision(128, lambda: Extreme(form, 1)))


def between(bottom: Extreme, top: Extreme) -> Extremes:
    """From both ends of one form."""
    return Extremes(Enclosed(bottom.number), Enclosed(top.number), top.form.nullity, top.rank,
                    bottom.inverse)


class Extreme:
    """One end of the nonzero spectrum of a form: sign 1 the largest, −1 the smallest nonzero.

    Floats propose how many eigenvalues count as extreme (c, before a gap that τ lies in) and c
    vectors near theirs; the count is then proved. The enclosure at any precision is Lehmann's,
    from vectors refined until it is narrow enough.
    """

    def __init__(self, form: Form, sign: int) -> None:
        self.form, self.sign, self.spare = form, sign, SPARE
        self.rank = len(form.floats().f) - form.nullity
        self.ball: arb | None = None
        if sign > 0:
            proposed = self._propose(*form.floats().whole())
        else:
            proposed = self._propose_from(Inverse(form))
            if not proposed and self.inverse.rigorous is None:
                proposed = self._propose_from(Inverse(form, in_balls=True))
            self.inverse.rigorous = None  # it has counted
        if not proposed:
            self._take_all()

    # -- which eigenvalues, and how many ---------------------------------------------------

    def _propose_from(self, inverse: Inverse) -> bool:
        self.inverse, self.spare = inverse, SPARE + int(2 * inverse.condition)
        return self._propose(*inverse.matrix())

    def _propose(self, matrix: np.ndarray, power: int) -> bool:
        """τ and c for which it is proved that at most c eigenvalues are beyond τ, and c are."""
        self.values, self.V = _decreasing(matrix)
        self.power = power
        for c, middle in _cuts(self.values[:self.rank]):
            tau = arb(middle) * arb(4) ** power
            self.tau = tau if self.sign > 0 else arb((1 / tau).mid())
            if self._most_beyond() <= c:
                self._start(c)
                if at_precision(64 + self.spare, self._are_beyond):
                    return True
        return False

    def _most_beyond(self) -> int:
        if self.sign > 0:
            return self.form.floats().most_above(self.tau)
        return self.inverse.most_below(self.tau)

    def _are_beyond(self) -> bool:
        """Do c vectors show c eigenvalues beyond τ? If not, floats were wrong about the gap."""
        if self._enclose():
            return True
        self._improve()
        return self._enclose()

    def _take_all(self) -> None:
        """Every nonzero eigenvalue: then none is left to be beyond τ, 0 or twice the trace."""
        whole, power = self.form.floats().whole()
        self.tau = arb(0) if self.sign > 0 else arb(float(whole.trace()) * 2) * arb(4) ** power
        self._start(self.rank)

    def _start(self, c: int) -> None:
        self.solved, self.ball = False, None
        self.X = arb_mat(len(self.V), c, [arb(float(v)) for v in self.V[:, :c].ravel()])

    # -- where -----------------------------------------------------------------------------

    def number(self) -> Number:
        """An enclosure, relatively as narrow as the working precision."""
        wanted = flint.ctx.prec - 6
        bits = max(flint.ctx.prec, 64) + self.spare
        if self.ball is None:
            at_precision(bits, self._enclose)
        while (before := self._accuracy()) < wanted:
            at_precision(bits, self._improve)
            at_precision(bits, self._enclose)
            if self._accuracy() < before + 8:
                bits *= 2
            if bits > MOST_BITS + self.spare:
                raise Undecided("the extreme eigenvalues are too near to each other")
        assert self.ball is not None
        self.form.base.release()
        return Number.from_ball(+self.ball)

    def _accuracy(self) -> int:
        """Correct bits; many for an exact ball."""
        return -1000 if self.ball is None else int(min(self.ball.rel_accuracy_bits(), 2**30))

    def _enclose(self) -> bool:
        """Do the vectors tell? Then the narrower ball is held."""
        distance = self._distance()
        if distance is None:
            return False
        ball = self.tau + self.sign * distance
        if ball > 0 and (self.ball is None or ball.rad() < self.ball.rad()):
            self.ball = ball
        return True

    def _distance(self) -> arb | None:
        X = self.form.projected(self.X)
        return beyond(X, (self.form.product(X) - X * self.tau) * self.sign)

    # -- better vectors --------------------------------------------------------------------

    def _improve(self) -> None:
        """Newton's step, and at the lower end an inverse iteration.

        That comes first and last: Newton's step there is only good for vectors without a part
        along large eigenvalues, and leaves such a part, which the iteration divides by κ.
        """
        if self.sign > 0 or self.solved:
            self.X = self._newton_step()
        if self.sign < 0:
            self.X, self.solved = unit(self.inverse.solve(self.X)), True
        if self.X.ncols() > 1:
            self._separate()

    def _newton_step(self) -> arb_mat:
        X = unit(self.form.projected(self.X).mid())
        AX = self.form.product(X)
        theta = diagonal(X.transpose() * AX)
        return unit((X - self._newton(AX - scaled_columns(X, theta), theta)).mid())

    def _newton(self, R: arb_mat, theta: list[arb]) -> arb_mat:
        """Σ v·vᵀr/(λ − θ) over the float eigenvectors v whose eigenvalue is not θ."""
        one = arb(4) ** (self.power * self.sign)
        columns = []
        for column, t in zip(R.transpose().tolist(), theta, strict=True):
            r, q = to_floats(column)
            here = float(t / one)
            with np.errstate(all="ignore"):
                inverse = (1 / (self.values - here) if self.sign > 0
                           else self.values / (1 - here * self.values))
                place = here if self.sign > 0 else 1 / here
            near = np.abs(self.values - place) < SAME * self.values[0]
            inverse[near | ~np.isfinite(inverse)] = 0
            step = self.V @ (inverse * (self.V.T @ r))
            columns.append([arb(float(v)) * arb(2) ** q / one for v in step])
        return from_columns(columns)

    def _separate(self) -> None:
        """Within the cluster: orthonormal, and rotated where two Ritz values differ.

        Vectors that are not orthonormal beside the gap between two eigenvalues would be rotated
        wrongly, so that they are made so before and after.
        """
        noise = arb(2) ** (SPARE // 2 - flint.ctx.prec)
        X = orthonormal(self.X, noise)
        turn = separation((X.transpose() * self.form.product(X)).mid(), noise)
        self.X = unit(orthonormal((X * turn).mid(), noise))


def _decreasing(A: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    values, vectors = np.linalg.eigh((A + A.T) / 2)
    return values[::-1], vectors[:, ::-1]


def _cuts(values: np.ndarray) -> Iterator[tuple[int, float]]:
    """How many of decreasing eigenvalues are extreme, and a number in the gap behind them."""
    drops = (values[:-1] - values[1:]) / values[0]
    tried = set()
    for least in GAPS:
        wide = np.flatnonzero(drops > least)
        if len(wide) and int(wide[0]) not in tried:
            tried.add(int(wide[0]))
            c = int(wide[0]) + 1
            yield c, float(values[c - 1] + values[c]) / 2
