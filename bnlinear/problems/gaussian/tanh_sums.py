"""First and second derivatives of a tanh network with the logistic loss, enclosed by balls.

Trapezoidal sums over ζ, z = u + Gζ, with the step h. An integrand that is analytic for |Im ζₖ| ≤ y
errs by at most 2M/(exp(2πy/h) − 1), M its integral on the shifted line (Trefethen & Weideman
2014, the exponentially convergent trapezoidal rule). If y moves every margin by at most π/4,
|tanh| ≤ 1 there; if it leaves |Im F| ≤ π/2, then |φ′|, |φ″| ≤ 1. With |tanh′| ≤ 2 that bounds all
but the polynomial part: |zₗ| ≤ Zₗ Π(1 + |ζⱼ|), and (1 + |ζ|)² ≤ 4 exp(ζ²/4).
"""

from __future__ import annotations

from functools import reduce
from itertools import product
from typing import Any

import numpy as np
from flint import arb, fmpq

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
        line = [(n * self.h, (-(arb(n * self.h) ** 2) / 2).exp()) for n in range(-count, count + 1)]
        gradient, hessian = zeros(m, d), zeros(m, m, d, d)
        for nodes in product(line, repeat=d):
            zeta = np.array([arb(node) for node, _ in nodes], dtype=object)
            weight: Any = reduce(arb.__mul__, [w for _, w in nodes])
            self._add(gradient, hessian, self.u + self.G.dot(zeta), weight)
        scale: Any = (arb(self.h) / (2 * arb.pi()).sqrt()) ** d
        miss: Any = self._missed()
        Z: Any = self._sizes()
        for i, a in np.ndindex(m, d):
            gradient[i, a] = gradient[i, a] * scale + around_zero(
                2 * abs(self.theta[i]) * Z[a] * miss)
        for i, j, a, b in np.ndindex(m, m, d, d):
            size = 4 * abs(self.theta[i]) * (abs(self.theta[j]) + (i == j))
            hessian[i, j, a, b] = hessian[i, j, a, b] * scale + around_zero(
                size * Z[a] * Z[b] * miss)
        flat = hessian.transpose(0, 2, 1, 3).reshape(m * d, m * d)
        return numbers(gradient.ravel()), numbers(flat)

    def _add(self, gradient: Vector, hessian: Any, z: Vector, weight: Vector) -> None:
        t = [p.tanh() for p in self.W @ z]
        F = sum((a * b for a, b in zip(self.theta, t, strict=True)), arb(0))
        slope = 1 / (1 + (-F).exp())
        bend = [a * (1 - b * b) for a, b in zip(self.theta, t, strict=True)]
        zz = weight * np.outer(z, z)
        for i in range(len(t)):
            gradient[i] += weight * slope * bend[i] * z
            for j in range(len(t)):
                q = slope * (1 - slope) * bend[i] * bend[j]
                hessian[i, j] += (q - 2 * slope * bend[i] * t[i] if i == j else q) * zz

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
