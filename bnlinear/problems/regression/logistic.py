"""Logistic regression: where its loss is smallest, and whether it is smallest anywhere.

𝓛(b, w) = (1/N) Σ_j log(1 + exp(−s_j(b + wᵀx_j))) + (r/2)|w|² with signs s_j = ±1. Without a
ridge r the minimum exists exactly if the classes overlap: if some (b, w) has s_j(b + wᵀx_j) ≥ 0 for
all rows and > 0 for one, its multiples decrease the loss for ever (Albert & Anderson 1984).
"""

from __future__ import annotations

import numpy as np

from bnlinear.checks import ArgumentError
from bnlinear.kinds import Batch, Vector
from bnlinear.problems.checks import check_features, check_ridge, check_signs
from bnlinear.problems.losses.rows import ROW_LOSSES
from bnlinear.problems.regression.newton import newton, with_bias


def logistic_optimum(X: Batch, y: Vector, ridge: float = 0) -> tuple[float, np.ndarray]:
    """The bias b and the weights w of smallest logistic loss.

    Parameters
    ----------
    X
        Features, shape (N, m).
    y
        Labels, shape (N,): two different numbers, of which the larger is the positive class.
    ridge
        r ≥ 0, on the features as they are; the bias is not penalised. Scaling: the loss is a mean
        over the rows, plus (r/2)|w|².

    Returns
    -------
    b, w
        A float, and shape (m,). Where features are dependent and r = 0 minimisers are not unique;
        this is the one of shortest w in units of standard deviations. A constant feature has
        weight 0.

    Raises
    ------
    ValueError
        If entries are not finite numbers, y does not have two values, or the classes are
        separable and r = 0, so that no minimum exists.

    Examples
    --------
    >>> b, w = logistic_optimum([[0.0], [0.0], [1.0], [1.0]], [0, 0, 0, 1])
    Traceback (most recent call last):
        ...
    bnlinear.checks.ArgumentError: ridge = 0; the two classes can be separated by a hyperplane ...
    >>> b, w = logistic_optimum([[0.0], [0.0], [0.0], [1.0], [1.0]], [0, 0, 1, 0, 1])
    >>> bool(np.allclose([b, b + w[0]], [np.log(1 / 2), 0]))  # the log-odds of each group
    True
    """
    X, ridge = check_features(X), check_ridge(ridge)
    signs = check_signs(y, len(X))
    mean, std, G = standardised(X)
    if ridge == 0 and is_separable(G, signs):
        raise ArgumentError(
            "ridge", ridge, "the two classes can be separated by a hyperplane (rows on it "
            "included), so the logistic loss has no minimum: it decreases forever as the weights "
            "grow", "pass `ridge=1e-4`, or leave out the feature that separates them")
    θ = newton(G, signs[:, None], ROW_LOSSES["logistic"], (np.sqrt(float(ridge)) / std) ** 2)[:, 0]
    w = θ[1:] / std
    return float(θ[0] - mean @ w), w


def standardised(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation (1 for a constant feature), and (X − mean)/std, of any size."""
    constant = np.all(X == X[0], axis=0)  # exactly: the rounded deviation need not be 0
    mean = np.where(constant, X[0], X.mean(axis=0))
    centred = X - mean
    size = np.where(constant, 1.0, np.abs(centred).max(axis=0))  # squares may leave the floats
    std = np.where(constant, 1.0, size * (centred / size).std(axis=0))
    return mean, std, centred / std


def is_separable(X: Batch, signs: Vector) -> bool:
    """Does some (b, w) have s_j(b + wᵀx_j) ≥ 0 for all rows, and > 0 for one?

    A linear program: the largest Σ_j t_j with 0 ≤ t_j = s_j(b + wᵀx_j) ≤ 1. Its optimum is 0, or at
    least 1 since (b, w) can be scaled until one t_j is 1: no tolerance decides between them, but
    the solver counts t_j ≥ −1e-7 as nonnegative. X should be standardised.
    """
    from scipy.optimize import linprog

    A = signs[:, None] * with_bias(X)
    found = linprog(-A.sum(axis=0), A_ub=np.vstack([A, -A]),
                    b_ub=np.repeat([1.0, 0.0], len(A)), bounds=(None, None), method="highs")
    if found.status != 0:
        raise ValueError(f"the linear program that asks whether the classes are separable failed "
                         f"({found.message}); pass ridge > 0, which needs no such question")
    return bool(-found.fun > 0.5)
