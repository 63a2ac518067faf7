"""The spectra of a table by mpmath, 150 digits: nothing of bnlinear takes part in the reference.

Rows are lists of `Fraction`. An eigenvalue counts as 0 below 1e-90 of the largest entry: rounding
leaves about 1e-148, and one between that and 1e-60 is an error. So is a number of steps within
1e-60 of an integer.
"""

import csv
from fractions import Fraction
from math import lcm
from operator import mul
from pathlib import Path

import mpmath
import numpy as np
from scipy.optimize import minimize

DIGITS, ZERO, CLEAR = 150, mpmath.mpf(10) ** -90, mpmath.mpf(10) ** -60

#: What the rows of the report are called.
NAMES = {"raw": "GD", "centred": "GD centred", "bnp": "GD bnp", "bnp_eps": "GD bnp+eps",
         "bngd_raw": "BNGD raw", "bngd_bnp": "BNGD bnp"}


def read(path, target, features=None, sep=","):
    """Names, X and y of a text table."""
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        head, *rows = [row for row in csv.reader(file, delimiter=sep) if row]
    names = [name for name in head if name != target] if features is None else list(features)
    places = [head.index(name) for name in names]
    X = [[Fraction(row[k].strip()) for k in places] for row in rows]
    return names, X, [Fraction(row[head.index(target)].strip()) for row in rows]


# -- the reference ---------------------------------------------------------------------------------

def spectra(X, y):
    """Nullity of [1, X], and both ends of the nonzero spectrum by key; None where it has none."""
    n, ones = len(X), [Fraction(1)] * len(X)
    raw = eigenvalues(matrix(gram([ones, *zip(*X, strict=True)], n)))
    C, g = covariance(X, y)
    std = [mpmath.sqrt(C[j, j]) for j in range(C.rows)]
    D = mpmath.diag([1 / value for value in std])
    smooth = mpmath.diag([1 / mpmath.sqrt(value**2 + mpmath.mpf("1e-5")) for value in std])
    bias = [mpmath.mpf(1)]
    lists = {
        "raw": raw, "centred": bias + eigenvalues(C), "bnp": bias + eigenvalues(D * C * D),
        "bnp_eps": bias + eigenvalues(smooth * C * smooth),
        "bngd_raw": eigenvalues(star(C, g), like=C),
        "bngd_bnp": eigenvalues(star(D * C * D, D * g), like=D * C * D),
    }
    return len(X[0]) + 1 - len(raw), {key: (min(values), max(values)) if values else None
                                      for key, values in lists.items()}


def covariance(X, y):
    """C = Cov(X) of the columns that vary and g = Cov(X, y), means over the n rows."""
    columns = [centred(column) for column in zip(*X, strict=True)]
    whole = gram([*(column for column in columns if any(column)), centred(y)], len(X))
    return (matrix([row[:-1] for row in whole[:-1]]), matrix([[row[-1]] for row in whole[:-1]]))


def centred(column):
    mean = sum(column) / len(column)
    return [value - mean for value in column]


def gram(columns, n):
    """⟨a, b⟩/n of every two columns, exact: sums of integers over common denominators."""
    below = [lcm(*(value.denominator for value in column)) for column in columns]
    whole = [[int(value * q) for value in column] for column, q in zip(columns, below, strict=True)]
    return [[Fraction(sum(map(mul, a, b)), p * q * n) for b, q in zip(whole, below, strict=True)]
            for a, p in zip(whole, below, strict=True)]


def matrix(rows):
    return mpmath.matrix([[mpmath.mpf(v.numerator) / v.denominator for v in row] for row in rows])


def eigenvalues(A, like=None):
    """The nonzero ones of a positive semidefinite matrix: not 0 beside the entries of `like`."""
    top = max(abs(v) for v in (A if like is None else like))
    values = mpmath.eigsy(A / top, eigvals_only=True)
    assert not any(ZERO < v <= CLEAR for v in values), "150 digits do not tell this from 0"
    return [v * top for v in values if v > ZERO]


def star(H, g):
    """H − ggᵀ/(gᵀH⁺g); 0 where g is."""
    values, V = mpmath.eigsy(H)
    along, least = V.T * g, ZERO * max(values)
    parts = [(a, v) for a, v in zip(along, values, strict=True) if v > least]
    if all(a**2 <= least for a, _ in parts):
        return H * 0
    return H - g * g.T / sum(a**2 / v for a, v in parts)


def steps(mu, L):
    """The smallest k ≥ 1 with ((L − μ)/(L + μ))^k ≤ 1e-6."""
    if L - mu <= CLEAR * L:
        return 1
    k = 6 * mpmath.log(10) / -mpmath.log((L - mu) / (L + mu))
    assert abs(k - mpmath.nint(k)) > CLEAR, "a tie"
    return int(mpmath.ceil(k))


# -- a report against it ---------------------------------------------------------------------------

def check(report, X, y):
    """κ within its own bound, which is 1e-9 or less; step counts, and learning rates to 1e-15."""
    with mpmath.workdps(DIGITS):
        nullity, ends = spectra(X, y)
        assert report.certified and (report.n, report.m) == (len(X), len(X[0]))
        assert report.nullity == nullity
        rows = {row.name: row for row in report.methods}
        for key, name in NAMES.items():
            row = rows[name]
            assert row.kappa == report.kappa[key]
            if ends[key] is None:
                assert row.kappa is None and row.iterations is None, key
                continue
            mu, L = ends[key]
            check_decimal(row.kappa, L / mu)
            assert row.iterations == steps(mu, L), key
            for told, true in ((row.lr_max, 2 / L), (row.lr_opt, 2 / (mu + L))):
                assert abs(told - true) <= true * mpmath.mpf("1e-15"), key


def check_decimal(told, true):
    value, bound = map(mpmath.mpf, told.split(" ± "))
    # 1e-60 is the reference's own error: rounding times κ
    assert abs(value - true) <= bound + true * mpmath.mpf("1e-60"), (told, true)
    assert bound <= value * mpmath.mpf("1e-9"), told


def check_best(report, D2, X, y):
    """κ of the best D that was found is the one that is told, and nothing is below the bound."""
    with mpmath.workdps(DIGITS):
        C, _ = covariance(X, y)
        d = [mpmath.sqrt(mpmath.mpf(v.numerator) / v.denominator) for v in D2]
        D = mpmath.diag(d)
        values = [mpmath.mpf(1), *eigenvalues(D * C * D)]
        best = max(values) / min(values)
        check_decimal(report.kappa["best_scaling"], best)
        least = mpmath.mpf(report.best_scaling.split(" ")[0])
        std = mpmath.diag([1 / mpmath.sqrt(C[j, j]) for j in range(C.rows)])
        found = min(lower_by_floats(A, len(values) - 1) for A in (D * C * D, std * C * std))
    assert least <= best * (1 + mpmath.mpf("1e-9"))
    assert found >= float(least) * (1 - 1e-13 * float(best))  # rounding of floats: κ times 1e-15
    return float(least), float(best)


def lower_by_floats(A, rank):
    """The smallest κ(DAD) that a direct search from D = 1 comes to."""
    A = np.array(A.tolist(), dtype=float)

    def kappa(x):
        values = np.linalg.eigvalsh(A * np.exp(x)[:, None] * np.exp(x))[-rank:]
        return values[-1] / values[0] if values[0] > 0 else np.inf

    return minimize(kappa, np.zeros(len(A)), method="Nelder-Mead", options={"maxfev": 400}).fun
