"""When logistic regression has a minimum: exactly if no hyperplane separates the classes.

References
    Albert & Anderson, "On the existence of maximum likelihood estimates in logistic regression
    models", Biometrika 71 (1984): complete and quasicomplete separation, overlap.
"""

import numpy as np

from bnlinear.claims import all_of, claim, eq, families, ge, le, ref
from bnlinear.problems import is_separable, logistic_optimum, logistic_regression
from bnlinear.problems.regression.logistic import standardised

BATCHES = families.mini_batches(extra_rows=3)


def labelled(p):
    """Signs by a hyperplane: those of X w + b, w and b from the target."""
    score = p.X @ p.y[:p.X.shape[1]] + p.y[-1]
    return np.where(score > np.median(score), 1, -1)


def varied(p):
    """Every feature varies, and both classes occur."""
    return [ge(np.min(p.X.std(axis=0)), 0.1), ge(len(p.X) - 0.5, abs(labelled(p).sum()))]


@claim(
    statement="labels by a hyperplane are separable, also if rows on it have both labels; each row "
              "once with either label is not separable",
    source=ref("albert1984", remark="separation and overlap"),
    where=varied,
    p=BATCHES,
    screen_only=True,
    samples=24,
)
def separable_as_defined(p):
    X, signs = standardised(p.X)[2], labelled(p)
    twice = np.vstack([X, X])
    both = np.concatenate([signs, -signs])
    cut = np.column_stack([X, signs])  # the last feature tells the class, 0 on the hyperplane
    quasi = np.vstack([cut, np.zeros((2, cut.shape[1]))])
    return [eq(bool(is_separable(cut, signs)) * 1, 1),
            eq(bool(is_separable(quasi, np.array([*signs, 1, -1]))) * 1, 1),
            eq(bool(is_separable(twice, both)) * 1, 0)]


@claim(
    statement="where the classes overlap the optimum has gradient 0, and its loss is at most that "
              "of every other point; each row with either label equally often has b = 0, w = 0",
    source=ref("albert1984", remark="overlap"),
    where=varied,
    p=BATCHES,
    screen_only=True,
    samples=16,
)
def optimum_where_classes_overlap(p):
    X, y = np.vstack([p.X, p.X, p.X]), np.concatenate([labelled(p), -labelled(p), labelled(p)])
    b, w = logistic_optimum(X, y)
    z = y * (X @ w + b)
    pull = -y / (1 + np.exp(z)) / len(y)  # the slope of the mean of log(1 + e⁻ᶻ), written out
    none = logistic_optimum(X[:2 * len(p.X)], y[:2 * len(p.X)])
    model = logistic_regression(X, y)
    size = 1 + np.max(np.abs(X))
    best, other = (model.loss(np.array([c]), v[:, None])[0] for c, v in (
        (b, w), (b + p.y[0] / 9, w + p.X[0] / 9)))
    return all_of(le(abs(pull.sum()), 1e-9), le(np.max(np.abs(X.T @ pull)), 1e-9 * size),
                  le(abs(none[0]), 1e-9), le(np.max(np.abs(none[1])), 1e-9),
                  le(abs(best - np.logaddexp(0, -z).mean()), 1e-12), le(best, other + 1e-12))
