"""Logistic regression: where its loss is smallest, and whether it is smallest anywhere.

𝓛(b, w) = (1/N) Σ_j log(1 + exp(−s_j(b + wᵀx_j))) + (r/2)|w|² with signs s_j = ±1. Without a
ridge r the minimum exists exactly if the classes overlap: if some (b, w) has s_j(b + wᵀx_j) ≥ 0 for
all rows and > 0 for one, its multiples decrease the loss for ever (Albert & Anderson 1984).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from bnlinear.problems.losses import LOSSES

#: Damped Newton steps before giving up; overlapping classes need some ten.
MOST_STEPS = 200
#: Full steps at the end, when the line search can no longer see the decrease (it is below eps): the
#: error is then about √eps and each step squares it, so the second only mends rounding.
LAST_STEPS = 2


def logistic_optimum(X: Any, y: Any, ridge: float = 0) -> tuple[float, np.ndarray]:
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
    ValueError: the two classes can be separated by a hyperplane (rows on it included), ...
    >>> b, w = logistic_optimum([[0.0], [0.0], [0.0], [1.0], [1.0]], [0, 0, 1, 0, 1])
    >>> bool(np.allclose([b, b + w[0]], [np.log(1 / 2), 0]))  # the log-odds of each group
    True
    """
    X, signs = check_features(X), check_signs(y, X)
    if isinstance(ridge, bool | str | None) or not 0 <= float(ridge) < np.inf:
        raise ValueError(f"ridge = {ridge!r}; it must be a finite number, 0 or more")
    mean, std, G = standardised(X)
    if ridge == 0 and is_separable(G, signs):
        raise ValueError(
            "the two classes can be separated by a hyperplane (rows on it included), so the "
            "logistic loss has no minimum: it decreases for ever as the weights grow. Pass "
            "ridge > 0, for example ridge=1e-4, or leave out the feature that separates them")
    c, v = _newton(G, signs, float(ridge) / std**2)
    w = v / std
    return float(c - mean @ w), w


def standardised(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation (1 for a constant feature), and (X − mean)/std."""
    mean = X.mean(axis=0)
    constant = np.all(X == X[0], axis=0)  # exactly: the rounded deviation need not be 0
    std = np.where(constant, 1.0, X.std(axis=0))
    std[std == 0] = 1.0
    return mean, std, np.where(constant, 0.0, (X - mean) / std)


def is_separable(X: Any, signs: Any) -> bool:
    """Does some (b, w) have s_j(b + wᵀx_j) ≥ 0 for all rows, and > 0 for one?

    A linear program: the largest Σ_j t_j with 0 ≤ t_j = s_j(b + wᵀx_j) ≤ 1. Its optimum is 0, or at
    least 1 since (b, w) can be scaled until one t_j is 1: no tolerance decides between them, but
    the solver counts t_j ≥ −1e-7 as nonnegative. X should be standardised.
    """
    from scipy.optimize import linprog

    A = signs[:, None] * np.column_stack([np.ones(len(X)), X])
    found = linprog(-A.sum(axis=0), A_ub=np.vstack([A, -A]),
                    b_ub=np.repeat([1.0, 0.0], len(A)), bounds=(None, None), method="highs")
    if found.status != 0:
        raise ValueError(f"the linear program that asks whether the classes are separable failed "
                         f"({found.message}); pass ridge > 0, which needs no such question")
    return bool(-found.fun > 0.5)


def _newton(G: np.ndarray, signs: np.ndarray, penalty: np.ndarray) -> tuple[Any, np.ndarray]:
    """Minimise the loss of c + Gv plus ½Σ_i penalty_i v_i², by damped Newton steps from 0."""
    φ = LOSSES["logistic"]
    A = np.column_stack([np.ones(len(G)), G])
    R = np.diag(np.concatenate([[0.0], penalty]))

    def loss(θ: np.ndarray) -> Any:
        return np.mean(φ.value(-signs * (A @ θ))) + θ @ R @ θ / 2

    def newton_step(θ: np.ndarray) -> tuple[np.ndarray, Any]:
        """The step, and twice the decrease that it expects."""
        t = -signs * (A @ θ)
        gradient = A.T @ (-signs * φ.slope(t)) / len(A) + R @ θ
        hessian = (A.T * φ.curvature(t)) @ A / len(A) + R
        step = np.linalg.lstsq(hessian, -gradient, rcond=None)[0]
        return step, -gradient @ step

    θ = np.zeros(A.shape[1])
    for _ in range(MOST_STEPS):
        step, decrease = newton_step(θ)
        if decrease <= np.finfo(float).eps * loss(θ):
            for _ in range(LAST_STEPS):
                θ = θ + newton_step(θ)[0]
            return θ[0], θ[1:]
        length = 1.0
        while loss(θ + length * step) > loss(θ) - length * decrease / 4 and length > 1e-10:
            length /= 2
        θ = θ + length * step
    raise ValueError(f"Newton's method has not converged in {MOST_STEPS} steps: the classes are "
                     "nearly separable, or the features nearly dependent; pass a larger ridge")


def check_features(X: Any) -> np.ndarray:
    """X as floats, shape (N, m), N ≥ 2 rows and m ≥ 1 features."""
    found = _finite(X, "X")
    if found.ndim != 2 or len(found) < 2 or found.shape[1] < 1:
        raise ValueError(f"X has shape {found.shape}; it must be (N, m), one row an example, with "
                         "at least two rows and one feature")
    return found


def check_signs(y: Any, X: np.ndarray) -> np.ndarray:
    """−1 for the smaller and +1 for the larger of the two labels in y."""
    found = _finite(y, "y")
    if found.shape != (len(X),):
        raise ValueError(f"y has shape {found.shape} but X has {len(X)} rows; y needs one label a "
                         f"row, shape ({len(X)},)")
    values = np.unique(found)
    if len(values) != 2:
        raise ValueError(f"y has {len(values)} different value(s); logistic regression needs "
                         "exactly two, one for each class (for more classes use softmax "
                         "regression, for numbers the squared loss)")
    return np.where(found == values[1], 1.0, -1.0)


def _finite(values: Any, name: str) -> np.ndarray:
    """Floats (of floats or exact numbers); no text, no nan."""
    found = np.asarray(values)
    if found.dtype.kind not in "biufO":
        raise ValueError(f"{name} holds entries of type {found.dtype}; it must hold real numbers "
                         "(number the labels 0, 1)")
    try:
        floats = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} is not an array of numbers: {error}") from error
    if not np.all(np.isfinite(floats)):
        where = [int(i) for i in np.argwhere(~np.isfinite(floats))[0]]
        raise ValueError(f"{name}{where} is {floats[tuple(where)]}; every entry must be finite")
    return floats
