"""A positive semidefinite matrix A = diag(f)·B·diag(f) in balls, with its exact null space.

Every Hessian of a table is of this kind, with few different B: f holds units and standard
deviations, and B is so scaled in floats that its diagonal is about 1. That scaling is what keeps
digits when columns differ by orders of magnitude.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import flint
import numpy as np
from flint import arb, arb_mat

from bnlinear.exact.wide.base import Base, log2, radius
from bnlinear.exact.wide.inertia import TINY, UNIT, most_nonnegative


@dataclass(eq=False)
class Form:
    """A = diag(f)·B·diag(f).

    Attributes
    ----------
    base
        B, positive semidefinite, shape (m, m).
    scale
        Returns f > 0 in balls at the working precision, m of them.
    null
        Returns a basis of the null space of B, shape (m, k), in balls: it holds the true one.
    nullity
        k, exact.
    """

    base: Base
    scale: Callable[[], list[arb]]
    null: Callable[[], arb_mat] | None = None
    nullity: int = 0
    _scaled: tuple[int, list[arb], arb_mat | None] | None = field(default=None, init=False)
    _gram: tuple[int, arb_mat] | None = field(default=None, init=False)
    _floats: Floats | None = field(default=None, init=False)

    def at(self) -> tuple[list[arb], arb_mat | None]:
        """f and a basis Z of the null space of A, at the working precision."""
        if self._scaled is None or self._scaled[0] != flint.ctx.prec:
            f = self.scale()
            null = None if self.null is None else scaled(self.null(), [1 / v for v in f])
            self._scaled = flint.ctx.prec, f, null
        return self._scaled[1:]

    def product(self, X: arb_mat) -> arb_mat:
        """AX."""
        f = self.at()[0]
        return scaled(self.base.product(scaled(X, f)), f)

    def projected(self, X: arb_mat) -> arb_mat:
        """X less its part in the null space of A."""
        Z = self.at()[1]
        if Z is None:
            return X
        if self._gram is None or self._gram[0] != flint.ctx.prec:
            self._gram = flint.ctx.prec, (Z.transpose() * Z).inv()
        return X - Z * (self._gram[1] * (Z.transpose() * X))

    def floats(self) -> Floats:
        """A in floats, scaled; made once."""
        if self._floats is None:
            self._floats = Floats.of(self.base, *self.at())
        return self._floats


@dataclass(frozen=True, eq=False)
class Floats:
    """A = diag(f)·B·diag(f) with B = diag(2^e)⁻¹·b·diag(2^e)⁻¹, the diagonal of b about 1.

    Attributes
    ----------
    b, error
        Floats and a bound on the error of each, shape (m, m).
    f, log_f
        f·2^−e in balls, and log₂ of it in floats.
    null, inner_null
        Orthonormal bases of the null spaces of A and of b, nearly, shape (m, k). Each from balls:
        where scales are far apart, one has lost the digits of the other.
    """

    b: np.ndarray
    error: np.ndarray
    f: list[arb]
    log_f: np.ndarray
    null: np.ndarray
    inner_null: np.ndarray

    @classmethod
    def of(cls, base: Base, f: list[arb], Z: arb_mat | None) -> Floats:
        e, b, error = base.floats()
        m = len(e)
        inner = [value * arb(2) ** int(-power) for value, power in zip(f, e, strict=True)]
        none = np.zeros((m, 0))
        null, inner_null = (none, none) if Z is None else (_basis(Z), _basis(scaled(Z, inner)))
        log_f = np.array([_log2_float(value) for value in inner])
        return cls(b, error, inner, log_f, null, inner_null)

    def whole(self) -> tuple[np.ndarray, int]:
        """A/4^q and q, in floats without a bound."""
        q = int(np.floor(self.log_f.max()))
        g = np.exp2(np.maximum(self.log_f - q, -900))
        return self.b * np.outer(g, g), q

    def core_inverse(self) -> np.ndarray | None:
        """(b + NNᵀ)⁻¹, N an orthonormal null basis of b; None where floats have no digit of it."""
        whole = self.b + self.inner_null @ self.inner_null.T
        try:
            Y = np.linalg.inv(whole)
        except np.linalg.LinAlgError:
            return None
        Y = (Y + Y.T) / 2
        poor = not np.all(np.isfinite(Y)) or np.linalg.norm(whole @ Y - np.eye(len(Y))) > 1e-3
        return None if poor else Y

    def inverse(self, Y: np.ndarray) -> tuple[np.ndarray, int]:
        """A⁺/4^q and q from that inverse."""
        low = int(np.floor(self.log_f.min()))
        g = np.exp2(np.maximum(low - self.log_f, -900))
        G = Y * np.outer(g, g)
        G = G - self.null @ (self.null.T @ G)
        return G - (G @ self.null) @ self.null.T, -low

    def most_above(self, tau: arb) -> int:
        """At most so many eigenvalues of A are τ > 0 or more."""
        return most_nonnegative(*self._shifted(tau))

    def most_below(self, tau: arb) -> int:
        """At most so many eigenvalues of A are τ > 0 or less, zeros included."""
        M, error = self._shifted(tau)
        return most_nonnegative(-M, error)

    def _shifted(self, tau: arb) -> tuple[np.ndarray, float]:
        """P(b − τ·diag(f)⁻²)P, which has the signs of A − τ, and a bound on its error.

        P holds powers of two that bring the larger of both terms to about 1 in each row.
        """
        p = np.floor(np.minimum(0, self.log_f - _log2_float(tau) / 2)).astype(int)
        powers = p[:, None] + p[None, :]
        M, error = np.ldexp(self.b, powers), np.ldexp(self.error, powers)
        for i, value in enumerate(self.f):
            shift = tau * arb(2) ** int(2 * p[i]) / value**2
            M[i, i] -= float(shift)
            error[i, i] += 4 * UNIT * (float(abs(shift).upper()) + abs(M[i, i])) + radius(shift)
        return M, float(np.linalg.norm(error)) * 1.001 + TINY


def scaled(X: arb_mat, f: list[arb]) -> arb_mat:
    """diag(f)·X."""
    columns = X.ncols()
    return arb_mat(X.nrows(), columns, [value * f[place // columns]
                                        for place, value in enumerate(X.entries())])


def _log2_float(value: arb) -> float:
    mantissa, exponent = value.mid().man_exp()
    bits = int(mantissa).bit_length()
    return bits + int(exponent) + float(np.log2(float(arb(mantissa) * arb(2) ** -bits)))


def _basis(Z: arb_mat) -> np.ndarray:
    """An orthonormal basis of the space of the columns, in floats."""
    out = np.empty((Z.nrows(), Z.ncols()))
    for j in range(Z.ncols()):
        top = max(log2(Z[i, j]) for i in range(Z.nrows()) if Z[i, j].mid() != 0)
        out[:, j] = [float(Z[i, j].mid() * arb(2) ** -top) for i in range(Z.nrows())]
    return np.linalg.qr(out)[0]
