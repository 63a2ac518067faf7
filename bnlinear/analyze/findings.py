"""Which claims apply to the data, which hypotheses fail and by which witness, and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bnlinear.exact.matrices import to_flint
from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, decide
from bnlinear.exact.spectra import Spectrum
from bnlinear.theory.hessians import Moments

#: A witness longer than this is told by its length.
_MOST_TERMS = 6


@dataclass(frozen=True)
class Finding:
    """What the exact data say about one claim of the ledger.

    Attributes
    ----------
    claim
        Its id.
    status
        "applies": the data satisfy its hypotheses. "fails": they do not. "counterexample": the
        data refute the statement, as the ledger does.
    because
        The witness, in numbers of the table.
    """

    claim: str
    status: str
    because: str


@dataclass(frozen=True)
class Facts:
    """What hypotheses are decided by.

    Attributes
    ----------
    n, m
        Rows and features.
    nullity
        Of [1, X], with the dependency that proves it in words.
    dependency
        "" if there is none.
    constant
        Names of constant features.
    correlated
        Is some covariance with the target not 0?
    """

    n: int
    m: int
    nullity: int
    dependency: str
    constant: tuple[str, ...]
    correlated: bool


def facts(names: Sequence[str], moments: Moments, n: int) -> Facts:
    """Decided on the exact moments."""
    dependent = dependencies(names, moments)
    return Facts(
        n=n, m=len(names), nullity=len(dependent),
        dependency=next(iter(dependent.values()), ""),
        constant=tuple(name for j, name in enumerate(names) if j not in moments.varying),
        correlated=any(value != 0 for value in moments.g))


def dependencies(names: Sequence[str], moments: Moments) -> dict[str, str]:
    """Features that follow from the ones before: "x1 = 2·x0 + 3", exact."""
    reduced, rank = to_flint(moments.raw).rref()
    before = ["", *names]
    pivots: list[int] = []
    found = {}
    for column in range(len(before)):
        if len(pivots) < int(rank) and reduced[len(pivots), column] != 0:
            pivots.append(column)
        else:
            terms = [(reduced[row, column], before[pivot]) for row, pivot in enumerate(pivots)]
            found[before[column]] = f"{before[column]} = {_combination(terms)}"
    return found


def _combination(terms: Sequence[tuple[object, str]]) -> str:
    kept = [(value, name) for value, name in terms if value != 0]
    parts = [name if str(value) == "1" and name else f"{value}·{name}" if name else str(value)
             for value, name in kept]
    text = " + ".join(parts) or "0"
    if len(kept) > _MOST_TERMS or len(text) > 200:
        return f"a combination of {len(kept)} columns before it"
    return text.replace("+ -", "- ").replace("- 1·", "- ")


# -- claims ---------------------------------------------------------------------------------


def squared_findings(given: Facts, spectra: dict[str, Spectrum | None]) -> tuple[Finding, ...]:
    """The claims about least squares; those of BNGD are meant for H = Cov(X), g = Cov(X, y)."""
    rank, scale = _rank(given), _scale(given)
    star = _first(rank, _at_least_two(given), _target(given))
    two = _first(rank, "" if given.m <= 2 else f"m = {given.m} features, not at most 2")
    hypotheses = {
        "cai2019.gd_stability": rank, "cai2019.gd_optimal_rate": rank,
        "cai2019.interlacing": star, "cai2019.kappa_star": star,
        "kohler2019.gd_linear": rank, "beyond.converges_for_every_lr": rank,
        "lange2022.centring_full_rank": rank, "beyond.centring_any_rank": "",
        "lange2022.preconditioned_hessian": scale, "lange2022.one_bn_step": scale,
        "lange2022.van_der_sluis": scale, "beyond.sqrt_m": scale,
        "lange2022.normalising_helps_two_features": two,
        "lange2022.preconditioned_rate": _first(rank, scale), "lange2022.singular_rate": "",
    }
    full = given.nullity == 0
    printed = {
        "lange2022.centring_as_printed": ("raw", "centred", True),
        "lange2022.normalising_always_helps_as_stated": ("raw", "bnp", full),
        "lange2022.normalising_helps_two_features_any_rank": ("raw", "bnp", given.m == 2),
    }
    return (*_decided(hypotheses), *_counterexamples(printed, spectra))


def logistic_findings(given: Facts, spectra: dict[str, Spectrum | None],
                      ridge: Number) -> tuple[Finding, ...]:
    """The claims about M = ĤᵀSĤ with positive weights."""
    free = "" if ridge == 0 else f"the ridge {ridge} adds to M"
    rank, scale = _rank(given), _scale(given)
    two = "" if given.m <= 2 else f"m = {given.m} features, not at most 2"
    hypotheses = {
        "lange2022.hessian": "", "lange2022.preconditioned_hessian": scale,
        "beyond.weighted_centring": _first(free, rank),
        "lange2022.weighted_normalising_two_features": _first(free, rank, two),
    }
    worse = [key for key in ("centred", "bnp") if larger(spectra[key], spectra["raw"])]
    printed = {"lange2022.centring_any_loss_as_printed": ("raw", worse[0] if worse else "raw",
                                                          bool(ridge == 0))}
    return (*_decided(hypotheses), *_counterexamples(printed, spectra))


def _decided(hypotheses: dict[str, str]) -> Iterator[Finding]:
    for claim, failure in hypotheses.items():
        yield Finding(claim, "fails" if failure else "applies", failure)


def _counterexamples(printed: dict[str, tuple[str, str, bool]],
                     spectra: dict[str, Spectrum | None]) -> Iterator[Finding]:
    for claim, (before, after, meant) in printed.items():
        one, other = spectra.get(before), spectra.get(after)
        if meant and one is not None and other is not None and larger(other, one):
            yield Finding(claim, "counterexample",
                          f"kappa {kappa_text(one)} {before}, {kappa_text(other)} {after}")


def kappa_text(spectrum: Spectrum) -> str:
    return f"{float(spectrum.condition_number()):.6g}"


def _first(*failures: str) -> str:
    return next(filter(None, failures), "")


def _rank(given: Facts) -> str:
    if given.nullity == 0:
        return ""
    if given.n <= given.m:
        return (f"{given.n} rows, but [1, X] has {given.m + 1} columns: its nullity is "
                f"{given.nullity}")
    return f"[1, X] has nullity {given.nullity}: {given.dependency}"


def _scale(given: Facts) -> str:
    return f"std 0: {listed(given.constant)}" if given.constant else ""


def _at_least_two(given: Facts) -> str:
    return "" if given.m >= 2 else "m = 1 feature, not at least 2"


def _target(given: Facts) -> str:
    return "" if given.correlated else "every covariance with the target is 0"


def larger(one: Spectrum | None, other: Spectrum | None) -> bool:
    """Is the condition number larger? What 1024 bits cannot tell apart counts as equal."""
    if one is None or other is None or not one.roots or not other.roots:
        return False
    try:
        return bool(decide(lambda: one.condition_number() > other.condition_number(), limit=1024))
    except Undecided:
        return False


def listed(names: Sequence[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def centred_rank(X: np.ndarray) -> int:
    """The rank of X − mean, exact: that of [1, X] without its 1."""
    return int(to_flint(X - X.sum(axis=0) / len(X)).rank())
