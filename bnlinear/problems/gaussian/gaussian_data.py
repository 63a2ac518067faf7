"""Gaussian data z ∼ N(u, S − uuᵀ), known by the mean u and the second moment S = E[zzᵀ].

For labelled data z = −y x with y = ±1, so u = −E[yx] and S = E[xxᵀ] (Kohler et al. 2019,
Gaussian halfspaces). S is the *second moment*: the covariance is S − uuᵀ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bnlinear.kinds import Batch, Matrix, Vector
from bnlinear.problems.least_squares import LeastSquares


@dataclass(frozen=True, eq=False)
class GaussianData:
    """The law of z, and what depends on it alone.

    Parameters
    ----------
    S
        Second moment E[zzᵀ], positive definite, shape (d, d). Not the covariance.
    u
        Mean E[z], nonzero, shape (d,), with uᵀS⁻¹u ≤ 1.

    Raises
    ------
    ValueError
        If no data with such moments exist, or a hypothesis of the theorems is broken.
    """

    S: np.ndarray
    u: np.ndarray

    def __post_init__(self) -> None:
        S, u = _check_moments(self.S, self.u)
        object.__setattr__(self, "S", S)
        object.__setattr__(self, "u", u)

    @cached_property
    def covariance(self) -> np.ndarray:
        """S − uuᵀ."""
        return np.asarray(self.S - np.outer(self.u, self.u))

    @cached_property
    def regression(self) -> LeastSquares:
        """Least squares of y on x: H = S, g = E[yx] = −u, c = 1. It has the same best direction."""
        return LeastSquares(self.S, -self.u, 1.0)

    @cached_property
    def extremes(self) -> tuple[float, float]:
        """μ and L, the extreme eigenvalues of S."""
        values = np.linalg.eigvalsh(self.S)
        return float(values[0]), float(values[-1])

    @property
    def L(self) -> float:
        """The largest eigenvalue of S."""
        return self.extremes[1]

    def rho(self, w: np.ndarray) -> float:
        """ρ(w) = −(uᵀw)²/(wᵀSw)."""
        return -float((self.u @ w) ** 2 / (w @ self.S @ w))

    def gap(self, w: np.ndarray) -> float:
        """ρ(w) − ρ* ≥ 0 with ρ* = −uᵀS⁻¹u, without cancellation."""
        return float(self.regression.direction_gap(w))


def moments_of(X: Batch, y: Vector, *, centre: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """S = XᵀX/n and u = −Xᵀy/n of n rows of data with labels ±1; X is centred first by default.

    Parameters
    ----------
    X
        Features, shape (n, d), of full column rank.
    y
        Labels −1 and 1, shape (n,).
    centre
        Subtract the means of X: the paper assumes E[x] = 0.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y)
    if X.ndim != 2 or y.shape != (len(X),) or len(X) < 2:
        raise ValueError(f"X has shape {X.shape} and y {y.shape}; they must be (n, d) and (n,), "
                         "n at least 2")
    if not np.all(np.isfinite(X)):
        row, column = (int(i) for i in np.argwhere(~np.isfinite(X))[0])
        raise ValueError(f"X[{row}, {column}] is {X[row, column]}; every entry must be finite")
    if not np.isin(y, (-1, 1)).all():
        raise ValueError(f"y holds {np.unique(y)[:5]}; labels are -1 and 1 (from 0 and 1: 2*y - 1)")
    if centre:
        X = X - X.mean(axis=0)
    S = X.T @ X / len(X)
    return (S + S.T) / 2, -X.T @ y.astype(float) / len(X)


def _check_moments(S: Matrix, u: Vector) -> tuple[np.ndarray, np.ndarray]:
    S, u = np.asarray(S, dtype=float), np.asarray(u, dtype=float)
    if S.ndim != 2 or S.shape[0] != S.shape[1] or u.shape != S.shape[:1] or not u.size:
        raise ValueError(f"S has shape {S.shape} and u {u.shape}; they must be (d, d) and (d,)")
    for name, value in (("S", S), ("u", u)):
        if not np.all(np.isfinite(value)):
            raise ValueError(f"{name} = {value}; every entry must be finite")
    if not np.array_equal(S, S.T):
        raise ValueError("S is not symmetric; pass (S + S.T)/2 if it is so up to rounding")
    if not np.any(u):
        raise ValueError("u is zero: the theorems need u = E[-yx] ≠ 0, or no direction is better "
                         "than another")
    smallest, largest = np.linalg.eigvalsh(S)[[0, -1]]
    if smallest <= len(S) * np.finfo(float).eps * abs(largest):  # eigvalsh's own error
        raise ValueError(f"S has the eigenvalue {smallest:.3g}; the theorems need a positive "
                         "definite second moment. Drop constant or duplicated features, or add "
                         "a ridge")
    explained = float(u @ np.linalg.solve(S, u))
    if explained > 1 + 1e-9:  # rounding of S and u as means of data
        raise ValueError(f"uᵀS⁻¹u = {explained:.6g} is above 1, so S − uuᵀ is no covariance. S is "
                         "the second moment: from a covariance C pass C + np.outer(u, u)")
    return S, u
