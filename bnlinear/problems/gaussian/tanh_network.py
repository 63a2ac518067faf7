"""One hidden layer of tanh units on Gaussian data (Kohler et al. 2019, neural networks).

f(W) = E φ(F), F = Σᵢ θᵢ tanh(zᵀwᵢ), with fixed output weights θ and z = −yx ∼ N(u, S − uuᵀ) (tanh
is odd, so −y goes inside). The expectation is over the r-dimensional Gaussian of the margins
zᵀwᵢ, r the rank of W: two dimensions for two units, and for one free unit beside aligned ones.

Unit i *aligns*: its bounded critical points lie on ℝS⁻¹u, provided that the other units lie there
too or are zero. All units *jointly* need not: with S − uuᵀ = [[1, .3], [.3, .6]], u = (.5, −.3),
the logistic loss and θ = (1, −.7) there are strict minima where neither unit is aligned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bnlinear.kinds import Matrix
from bnlinear.problems.gaussian.gaussian_data import GaussianData
from bnlinear.problems.gaussian.quadrature import trapezoidal_rule
from bnlinear.problems.losses.margin import Loss, find_loss

#: More quadrature points than this are refused.
_MOST_POINTS = 4_000_000


@dataclass(frozen=True, eq=False)
class TanhNetwork(GaussianData):
    """Minimise f(W) = E φ(Σᵢ θᵢ tanh(zᵀwᵢ)), z ∼ N(u, S − uuᵀ), over W of shape (m, d).

    Parameters
    ----------
    S, u
        Second moment (d, d) and mean (d,) of z, as for `GaussianHalfspace`.
    theta
        Output weights, none of them 0, shape (m,).
    loss
        A smooth loss: by name, or a `Loss` (not one with kinks, such as the squared hinge).

    Examples
    --------
    >>> network = TanhNetwork(np.eye(2), [-0.6, 0.0], [1.0, 0.5])
    >>> network.gradient(np.zeros((2, 2)))  # θᵢ φ′(0) u, as z has mean u
    array([[-0.3 ,  0.  ],
           [-0.15,  0.  ]])
    """

    theta: np.ndarray
    loss: Loss | str = "logistic"

    def __post_init__(self) -> None:
        super().__post_init__()
        theta, loss = np.asarray(self.theta, dtype=float), find_loss(self.loss)
        if theta.ndim != 1 or not theta.size or not np.all(np.isfinite(theta)) or 0 in theta:
            raise ValueError(f"theta = {theta}; it must be a vector of finite output weights, none "
                             "of them 0 (a unit with θ = 0 has no effect: leave it out)")
        if loss.radius == 0:
            raise ValueError(f"loss {loss.name!r} has kinks; the network's quadrature needs a "
                             "smooth loss, such as 'logistic'")
        object.__setattr__(self, "theta", theta)
        object.__setattr__(self, "loss", loss)

    @cached_property
    def _root(self) -> np.ndarray:
        """G with GGᵀ = S − uuᵀ."""
        values, vectors = np.linalg.eigh(self.covariance)
        return np.asarray(vectors * np.sqrt(np.maximum(values, 0)))

    # -- expectations --------------------------------------------------------------------------

    def _rule(self, W: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Margins (N, m), points ξ (N, r), weights (N,), and B (d, r) = E[zξᵀ].

        z = u + Gζ with ζ standard normal and WG = VΣQᵀ, so the margins are Wu + VΣξ, ξ = Qᵀζ.
        """
        V, sigma, Q = np.linalg.svd(W @ self._root, full_matrices=False)
        kept = sigma > max(W.shape) * np.finfo(float).eps * sigma.max()
        A, B = V[:, kept] * sigma[kept], self._root @ Q[kept].T
        rules = [trapezoidal_rule(self._radius / np.abs(column).max()) for column in A.T]
        count = int(np.prod([float(len(points)) for points, _ in rules]))
        if count > _MOST_POINTS:
            raise ValueError(f"the expectation over {len(rules)} directions of W needs {count} "
                             f"points (at most {_MOST_POINTS}); use units of smaller length, or "
                             "align all but one with S⁻¹u")
        xi, weights = _product(rules)
        return W @ self.u + xi @ A.T, xi, weights, B

    @cached_property
    def _radius(self) -> float:
        """Margins shifted by iy leave |Im F| ≤ Σ|θ| tan y: that must stay below φ's radius.

        For an entire φ below π: near the poles of tanh at ±iπ/2 the size of φ(F) has no bound.
        """
        return float(np.arctan(min(self._loss.radius, np.pi) / np.abs(self.theta).sum()))

    @property
    def _loss(self) -> Loss:
        return find_loss(self.loss)

    def _check(self, W: Matrix) -> np.ndarray:
        W = np.asarray(W, dtype=float)
        shape = (len(self.theta), len(self.u))
        if W.shape != shape or not np.all(np.isfinite(W)):
            raise ValueError(f"W has shape {W.shape}; it must hold finite numbers in the shape "
                             f"{shape}, one row a unit")
        return W

    def value(self, W: Matrix) -> float:
        """f(W)."""
        margins, _, weights, _ = self._rule(self._check(W))
        return float(weights @ self._loss.value(np.tanh(margins) @ self.theta))

    def gradient(self, W: Matrix) -> np.ndarray:
        """∇f, shape (m, d): row i is E[hᵢ z] with hᵢ = θᵢ φ′(F) tanh′(zᵀwᵢ)."""
        margins, xi, weights, B = self._rule(self._check(W))
        h = weights[:, None] * self._h(margins)
        return np.outer(h.sum(axis=0), self.u) + h.T @ xi @ B.T

    def hessian(self, W: Matrix) -> np.ndarray:
        """∇²f, shape (m·d, m·d), unit by unit: the blocks are E[qᵢⱼ zzᵀ], qᵢⱼ = ∂hᵢ/∂(zᵀwⱼ)."""
        margins, xi, weights, B = self._rule(self._check(W))
        q = weights[:, None, None] * self._q(margins)
        z = self.u + xi @ B.T
        rest = self.covariance - B @ B.T  # covariance of z given ξ
        blocks = np.einsum("nij,na,nb->iajb", q, z, z, optimize=True) + np.einsum(
            "ij,ab->iajb", q.sum(axis=0), rest)
        return np.asarray(blocks.reshape(2 * (self.theta.size * self.u.size,)))

    def couplings(self, W: Matrix) -> tuple[np.ndarray, np.ndarray]:
        """E[hᵢ], shape (m,), and E[qᵢⱼ], shape (m, m): what Stein's lemma needs."""
        margins, _, weights, _ = self._rule(self._check(W))
        q = self._q(margins)
        return weights @ self._h(margins), np.tensordot(weights, q, axes=1)

    def _h(self, margins: np.ndarray) -> np.ndarray:
        t = np.tanh(margins)
        return np.asarray(self._loss.slope(t @ self.theta)[:, None] * self.theta * (1 - t * t))

    def _q(self, margins: np.ndarray) -> np.ndarray:
        t = np.tanh(margins)
        F, bend = t @ self.theta, self.theta * (1 - t * t)
        out = self._loss.curvature(F)[:, None, None] * bend[:, :, None] * bend[:, None, :]
        units = np.arange(self.theta.size)
        out[:, units, units] -= 2 * self._loss.slope(F)[:, None] * bend * t
        return np.asarray(out)

    def misalignment(self, W: Matrix) -> np.ndarray:
        """Sine of the S-angle between each unit and the line of S⁻¹u, (m,); 0 for a zero unit."""
        R_star = self.regression.R_star
        return np.array([np.sqrt(self.gap(w) / R_star) if np.any(w) else 0.0
                         for w in self._check(W)])


def _product(rules: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The product of one-dimensional rules, without the corners that weigh nothing."""
    if not rules:
        return np.zeros((1, 0)), np.ones(1)
    weights = np.prod(np.meshgrid(*(w for _, w in rules), indexing="ij"), axis=0)
    kept = weights > 1e-17 * weights.max()
    grids = np.meshgrid(*(points for points, _ in rules), indexing="ij")
    return np.stack([grid[kept] for grid in grids], axis=-1), weights[kept]
