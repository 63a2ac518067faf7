"""First and second derivatives of a tanh network with the logistic loss, enclosed by balls.

Trapezoidal sums over ζ, z = u + Gζ, with the step h. An integrand that is analytic for |Im ζₖ| ≤ y
errs by at most 2M/(exp(2πy/h) − 1), M its integral on the shifted line (Trefethen & Weideman
2014, the exponentially convergent trapezoidal rule). If y moves every margin by at most π/4,
|tanh| ≤ 1 there; if it leaves |Im F| ≤ π/2, then |φ′|, |φ″| ≤ 1. With |tanh′| ≤ 2 that bounds all
but the polynomial part: |zₗ| ≤ Zₗ Π(1 + |ζⱼ|), and (1 + |ζ|)² ≤ 4 exp(ζ²/4).
"""

from __future__ import annotations

from functools import reduce
from itertools import combinations_with_replacement, product
from typing import Any

import numpy as np
from flint import arb, arb_mat, fmpq

from bnlinear.exact.ball_arrays import around_zero, balls, cholesky, numbers, zeros
from bnlinear.kinds import Matrix, Vector

_MOST_POINTS = 300_000  # 15 seconds


class TrapezoidalSums:
    """Trapezoidal sums over the grid h·ℤᵈ, |ζₖ| ≤ R, with a bound of what they miss."""

    def __init__(self, S: Matrix, u: Vector, theta: Vector, W: Matrix) -> None:
        self.theta, self.u, self.W = balls(theta), balls(u), balls(W)
        self.G = cholesky(balls(S - np.outer(u, u)))
        self.y = self._shift()
        self.h = self.y * 2 * fmpq(3142, 1000) / 27  # exp(2πy/h) is near e²⁷
        self.R = fmpq(11)  # e^(−R²/4) is near e⁻³⁰

    def _shift(self) -> fmpq:
        """A y that moves every margin by at most π/4 and F by at most π/2."""
        moves = [reduce(arb.max, [abs(v) for v in row]) for row in self.W @ self.G]
        most = reduce(arb.max, moves, arb(0.8))  # a wider strip than 1 costs more than it gains
        y = fmpq(int(float(arb.pi() / 4 / most) * 990), 1000)
        for _ in range(60):
            tilt = sum((abs(t) * (a * y).tan() for t, a in zip(self.theta, moves, strict=True)),
                       arb(0))
            if all(a * y <= arb.pi() / 4 for a in moves) and tilt <= arb.pi() / 2:
                return y
            y = y * fmpq(9, 10)
        raise ValueError("W is too large to certify: no strip of analyticity was found")

    def moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Enclosures of ∇f, shape (m·d,), and ∇²f, shape (m·d, m·d)."""
        m, d = self.W.shape
        count = int(self.R / self.h)
        if (2 * count + 1) ** d > _MOST_POINTS:
            raise ValueError(f"W is too large to certify: {2 * count + 1} points a dimension")
        line = [(arb(n * self.h), (-(arb(n * self.h) ** 2) / 2).exp())
                for n in range(-count, count + 1)]
        sums = arb_mat(m + len(_pairs(m)), d + len(_pairs(d)))
        for first in line:
            sums += self._along([(first, *rest) for rest in product(line, repeat=d - 1)])
        scale: Any = (arb(self.h) / (2 * arb.pi()).sqrt()) ** d
        miss: Any = self._missed()
        Z: Any = self._sizes()
        gradient, hessian = zeros(m, d), zeros(m, m, d, d)
        for i, a in np.ndindex(m, d):
            gradient[i, a] = sums[i, a] * scale + around_zero(2 * abs(self.theta[i]) * Z[a] * miss)
        for (row, (i, j)), (column, (a, b)) in product(enumerate(_pairs(m), m),
                                                       enumerate(_pairs(d), d)):
            size = 4 * abs(self.theta[i]) * (abs(self.theta[j]) + (i == j))
            entry = sums[row, column] * scale + around_zero(size * Z[a] * Z[b] * miss)
            for k, n in ((i, j), (j, i)):
                hessian[k, n, a, b] = hessian[k, n, b, a] = entry
        flat = hessian.transpose(0, 2, 1, 3).reshape(m * d, m * d)
        return numbers(gradient.ravel()), numbers(flat)

    def _along(self, nodes: list[tuple[tuple[arb, arb], ...]]) -> arb_mat:
        """The sum over these nodes ((ζₖ, its weight), …) of factors times zₐ and zₐz_b.

        Its rows are ∂f/∂zᵀwᵢ for i < m, then ∂²f/∂zᵀwᵢ∂zᵀwⱼ for the pairs i ≤ j.
        """
        d = len(self.u)
        zeta = arb_mat([[node for node, _ in one] for one in nodes])
        z = zeta * arb_mat(self.G.T.tolist()) + arb_mat(len(nodes), d, [*self.u] * len(nodes))
        margins = (z * arb_mat(self.W.T.tolist())).table()
        weights = [reduce(arb.__mul__, [weight for _, weight in one]) for one in nodes]
        factors = arb_mat([self._factors(*pair) for pair in zip(weights, margins, strict=True)])
        powers = arb_mat([[*row, *(row[a] * row[b] for a, b in _pairs(d))] for row in z.table()])
        return factors.transpose() * powers

    def _factors(self, weight: arb, margins: list[arb]) -> list[arb]:
        t = [p.tanh() for p in margins]
        F = sum((a * b for a, b in zip(self.theta, t, strict=True)), arb(0))
        slope = 1 / (1 + (-F).exp())
        bend = [a * (1 - b * b) for a, b in zip(self.theta, t, strict=True)]
        first = [weight * slope * a for a in bend]
        curved = weight * slope * (1 - slope)
        return first + [curved * bend[i] * bend[j] - (2 * first[i] * t[i] if i == j else 0)
                        for i, j in _pairs(len(t))]

    def _sizes(self) -> list[arb]:
        """Zₗ with |zₗ| ≤ Zₗ Π(1 + |ζⱼ|) for |Im ζₖ| ≤ y."""
        return [abs(self.u[a]) + (1 + arb(self.y)) * sum((abs(v) for v in self.G[a]), arb(0))
                for a in range(len(self.u))]

    def _missed(self) -> arb:
        """Discretisation and truncation, if at most Π(1 + |ζⱼ|)² e^{−ζⱼ²/2}/√2π is integrated."""
        d, h, y, R = len(self.u), arb(self.h), arb(self.y), arb(self.R)
        unit = 4 / (2 * arb.pi()).sqrt()
        whole = unit * (2 * arb.pi().sqrt() + h)  # one coordinate, summed or integrated
        steps = (y * y / 2).exp() * 2 / ((2 * arb.pi() * y / h).exp() - 1) * whole**d
        tail = unit * 2 * (h + 2 / R) * (-R * R / 4).exp() * whole ** (d - 1)
        return d * (steps + tail)


def _pairs(n: int) -> list[tuple[int, int]]:
    return list(combinations_with_replacement(range(n), 2))
