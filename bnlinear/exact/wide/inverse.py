"""A⁺ of a form: near enough to propose vectors and to refine solutions by their residuals.

Where A is too near to another singular matrix for floats, it is a matrix of balls, and rigorous.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

import numpy as np
from flint import arb, arb_mat

from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.exact.wide.base import Base
from bnlinear.exact.wide.form import Form, scaled
from bnlinear.exact.wide.vectors import diagonal, from_columns, identity, log_size, to_floats

#: Precisions of the inverse in balls, and the ways to it. (None is flint's choice: elimination,
#: where every pair of features that nearly agree widens the balls, unless the precision is low.)
TRIES: tuple[tuple[int, Literal["precond"] | None], ...] = (
    (128, None), (256, None), (1024, None), (1024, "precond"), (4096, None),
    (4096, "precond"), (16384, "precond"))
#: The correct bits that its diagonal must have: floats take 53 of them.
GOOD = 64
#: log₂ of the condition numbers up to which floats hold enough of that inverse to refine with it.
FLOATS = 36


class Inverse:
    """A⁺ = Π·f⁻¹(b + NNᵀ)⁻¹f⁻¹·Π, N a basis of the null space of b, Π the projector off that of A.

    (A·f⁻¹y = f·by for y = b⁺f⁻¹r, which is f·f⁻¹r = r for r in the range of A.)
    """

    def __init__(self, form: Form, *, in_balls: bool = False) -> None:
        self.form, self.floats = form, form.floats()
        self.rigorous: Form | None = None
        rough = None if in_balls else self.floats.core_inverse()
        if rough is None:
            self._enclose()
        else:
            self.Y: np.ndarray | arb_mat = rough

    def _enclose(self) -> None:
        for bits, way in TRIES:
            try:
                self.Y, self.rigorous = at_precision(bits, partial(self._in_balls, way))
            except (ZeroDivisionError, Undecided):
                continue
            if self.condition < FLOATS:
                self.Y = np.array([[float(v) for v in row] for row in self.Y.tolist()])
            return
        raise Undecided(f"{TRIES[-1][0]} bits do not tell the features from dependent ones")

    def _in_balls(self, way: Literal["precond"] | None) -> tuple[arb_mat, Form]:
        """(b + NNᵀ)⁻¹ and A⁺."""
        f, Z = self.form.at()
        # midpoints: the radii are those of another precision, and would outlive every higher one
        inner = [v.mid() for v in self.floats.f]
        units = [a / b for a, b in zip(f, inner, strict=True)]  # 2^e, nearly
        whole = _both(self.form.base.balls(), units)
        if Z is not None:
            N = scaled(Z, inner)
            N = from_columns([[v / _largest(column) for v in column]
                              for column in N.transpose().tolist()])
            whole += N * N.transpose()
        Y = whole.solve(identity(whole.nrows()), algorithm=way)
        if not all(int(Y[j, j].rel_accuracy_bits()) > GOOD for j in range(Y.nrows())):
            raise Undecided("too few bits")
        G = _both(Y, [1 / v for v in inner])
        if Z is not None:
            gram = (Z.transpose() * Z).inv()
            G = G - Z * (gram * (Z.transpose() * G))
            G = G - ((G * Z) * gram) * Z.transpose()
        return Y.mid(), Form(Base(lambda: G), lambda: [arb(1)] * G.nrows())

    def matrix(self) -> tuple[np.ndarray, int]:
        """A⁺/4^q in floats, and q; no bounds."""
        if self.rigorous is not None:
            return self.rigorous.floats().whole()
        assert isinstance(self.Y, np.ndarray)
        return self.floats.inverse(self.Y)

    def most_below(self, tau: arb) -> int:
        """At most so many nonzero eigenvalues of A are τ or less."""
        if self.rigorous is not None:
            return self.rigorous.floats().most_above(arb((1 / tau).mid()) * (1 - arb(2) ** -60))
        return self.floats.most_below(tau) - self.form.nullity

    @property
    def condition(self) -> float:
        """About log₂ of the condition number of b."""
        if isinstance(self.Y, np.ndarray):
            return float(np.log2(max(float(np.linalg.norm(self.Y)), 2.0)))
        return max(1.0, log_size(arb_mat([diagonal(self.Y)])))  # positive definite: none is larger

    def solve(self, X: arb_mat) -> arb_mat:
        """A⁺X as exact midpoints, refined by residuals until that no longer helps."""
        X = self.form.projected(X).mid()
        Z, size = self._rough(X), np.inf
        for _ in range(60):
            R = self.form.projected(X - self.form.product(Z)).mid()
            before, size = size, log_size(scaled(R, self._inner()))  # where f⁻¹ has been applied
            if not size < before - 2:
                break
            Z = (Z + self._rough(R)).mid()
        return Z

    def _inner(self) -> list[arb]:
        return [1 / v.mid() for v in self.floats.f]

    def _rough(self, R: arb_mat) -> arb_mat:
        inner = self._inner()
        rows = scaled(R, inner)
        if isinstance(self.Y, np.ndarray):
            columns = []
            for column in rows.transpose().tolist():
                r, q = to_floats(column)
                columns.append([arb(float(v)) * arb(2) ** q for v in self.Y @ r])
            rows = from_columns(columns)
        else:
            rows = self.Y * rows
        return self.form.projected(scaled(rows, inner)).mid()


def _both(A: arb_mat, f: list[arb]) -> arb_mat:
    """diag(f)·A·diag(f)."""
    out = arb_mat(A)  # entry by entry: a list of them all would be twice as large
    for i, left in enumerate(f):
        for j, right in enumerate(f):
            out[i, j] = A[i, j] * (left * right)
    return out


def _largest(column: list[arb]) -> arb:
    top = arb(0)
    for value in column:
        top = top.max(abs(value))
    return arb(top.mid())
