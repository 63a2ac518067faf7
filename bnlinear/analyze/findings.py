"""Which claims apply to the data, which hypotheses fail and by which witness, and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bnlinear.analyze.facts import Facts, listed
from bnlinear.checks import counted
from bnlinear.exact.decimals import certified_decimal
from bnlinear.exact.number import Number
from bnlinear.exact.spectra import worse_conditioned
from bnlinear.theory.hessians import AnySpectrum

Spectra = Mapping[str, AnySpectrum | None]


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


# -- claims ---------------------------------------------------------------------------------


def squared_findings(given: Facts, spectra: Spectra) -> tuple[Finding, ...]:
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


def logistic_findings(given: Facts, spectra: Spectra,
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
    worse = [key for key in ("centred", "bnp") if worse_conditioned(spectra[key], spectra["raw"])]
    printed = {"lange2022.centring_any_loss_as_printed": ("raw", worse[0] if worse else "raw",
                                                          bool(ridge == 0))}
    return (*_decided(hypotheses), *_counterexamples(printed, spectra))


def _decided(hypotheses: dict[str, str]) -> Iterator[Finding]:
    for claim, failure in hypotheses.items():
        yield Finding(claim, "fails" if failure else "applies", failure)


def _counterexamples(printed: dict[str, tuple[str, str, bool]],
                     spectra: Spectra) -> Iterator[Finding]:
    for claim, (before, after, meant) in printed.items():
        one, other = spectra.get(before), spectra.get(after)
        if meant and one is not None and other is not None and worse_conditioned(other, one):
            yield Finding(claim, "counterexample",
                          f"kappa {kappa_text(one)} {before}, {kappa_text(other)} {after}")


def kappa_text(spectrum: AnySpectrum) -> str:
    """Six digits, beyond the range of floats too."""
    return certified_decimal(spectrum.condition_number, 6).partition(" ")[0]


def _first(*failures: str) -> str:
    return next(filter(None, failures), "")


def _rank(given: Facts) -> str:
    if given.nullity == 0:
        return ""
    if given.n <= given.m:
        return (f"{counted(given.n, 'row')}, but [1, X] has {counted(given.m + 1, 'column')}: its "
                f"nullity is {given.nullity}")
    return f"[1, X] has nullity {given.nullity}: {given.dependency}"


def _scale(given: Facts) -> str:
    return f"std 0: {listed(given.constant)}" if given.constant else ""


def _at_least_two(given: Facts) -> str:
    return "" if given.m >= 2 else "m = 1 feature, not at least 2"


def _target(given: Facts) -> str:
    return "" if given.correlated else "every covariance with the target is 0"
