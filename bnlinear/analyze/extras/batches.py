"""Mini-batches of the user's own rows: how many are rank-deficient, and what becomes of κ there.

Below full rank the theorems on centring and normalizing have no hypothesis to stand on. Ranks are
exact. Which of two κ is larger is read off singular values in floats where they differ by more than
these may err, and off exact spectra elsewhere; the worst batch of each kind is certified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.analyze.extras.float_spectra import float_spectra
from bnlinear.analyze.stages import Stage
from bnlinear.exact.decimals import certified_decimal
from bnlinear.exact.matrices import centred_rank
from bnlinear.exact.spectra import worse_conditioned
from bnlinear.theory.hessians import AnySpectrum, hessian_spectra
from bnlinear.theory.table_moments import TableMoments

#: Factors between two condition numbers that floats may decide, if either errs by less than 1e-4.
CLEAR = 1.001


@dataclass(frozen=True)
class Witness:
    """One mini-batch that a normalization makes worse; rows are counted from 1.

    `before` and `after` are certified condition numbers, raw and after `step` (centring or
    normalizing).
    """

    step: str
    rows: tuple[int, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Batches:
    """Full mini-batches of one size in one order of the rows.

    Attributes
    ----------
    order
        "rows" or "shuffled".
    size, count
        Rows a batch, and how many batches; rows that fill no batch are left out.
    deficient
        Batches whose [1, X] is rank-deficient.
    worse_centred, worse_normalised
        Of these: how many have a larger κ* after centring, after normalizing.
    witnesses
        The worst batch of each kind, at most two.
    """

    order: str
    size: int
    count: int
    deficient: int
    worse_centred: int
    worse_normalised: int
    witnesses: tuple[Witness, ...]


def batches(X: np.ndarray, size: int, rng: Any, stage: Stage = str) -> tuple[Batches, ...]:
    """In row order, and shuffled once."""
    stage("mini-batches")
    rows = np.arange(len(X))
    orders = {"rows": rows, "shuffled": np.random.default_rng(rng).permutation(rows)}
    return tuple(_batches(order, X, size, rows) for order, rows in orders.items())


def _batches(order: str, X: np.ndarray, size: int, rows: np.ndarray) -> Batches:
    cut = [rows[start:start + size] for start in range(0, len(rows) - size + 1, size)]
    deficient = [(batch, rank) for batch in cut
                 if (rank := centred_rank(X[batch]) + 1) <= X.shape[1]]
    worse: dict[str, list[tuple[float, np.ndarray]]] = {"centred": [], "bnp": []}
    for batch, rank in deficient:
        for key, factor in _worsened(X[batch], rank):
            worse[key].append((factor, batch))
    witnesses = tuple(_witness(X, key, max(found, key=lambda pair: pair[0])[1])
                      for key, found in worse.items() if found)
    return Batches(order, size, len(cut), len(deficient), len(worse["centred"]),
                   len(worse["bnp"]), witnesses)


def _worsened(X: np.ndarray, rank: int) -> Iterator[tuple[str, float]]:
    """By which of centring ("centred") and normalizing ("bnp") κ* grows, and by which factor."""
    if rank < 2:
        return  # equal rows: κ* is 1 and stays 1
    rough = float_spectra(X, rank)
    exact: dict[str, AnySpectrum | None] = {}
    for key in ("centred", "bnp"):
        factor = rough[key].kappa / rough["raw"].kappa
        clear = max(rough[key].error, rough["raw"].error) < 1e-4
        if clear and not 1 / CLEAR < factor < CLEAR:
            if factor > CLEAR:
                yield key, factor
            continue
        exact = exact or spectra(X)
        if worse_conditioned(exact[key], exact["raw"]):
            yield key, _ratio(exact[key], exact["raw"])


def spectra(X: np.ndarray) -> dict[str, AnySpectrum | None]:
    """Certified, of one batch; the target plays no part in these."""
    return hessian_spectra(TableMoments.from_data(X, X[:, 0]))


def _ratio(one: AnySpectrum | None, other: AnySpectrum | None) -> float:
    assert one is not None and other is not None
    return float(one.condition_number() / other.condition_number())


def _witness(X: np.ndarray, key: str, batch: np.ndarray) -> Witness:
    found = spectra(X[batch])
    raw, other = found["raw"], found[key]
    assert raw is not None and other is not None and worse_conditioned(other, raw)
    return Witness(step="centring" if key == "centred" else "normalizing",
                   rows=tuple(int(row) + 1 for row in sorted(batch)),
                   before=certified_decimal(raw.condition_number),
                   after=certified_decimal(other.condition_number))
