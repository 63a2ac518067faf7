"""What a report on data says in words: which claims apply, and what the user should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bnlinear.exact.number import Undecided, decide
from bnlinear.exact.spectra import Spectrum
from bnlinear.theory.hessians import Moments


def applicable(moments: Moments, nullity: int) -> tuple[str, ...]:
    """Ids of the claims whose hypotheses the data satisfy.

    Only claims that the ledger has by now, and only hypotheses that the exact moments decide;
    those of BNGD are meant for the centred features, H = Cov(X) and g = Cov(X, y).
    """
    m = len(moments.g)
    full_rank = nullity == 0  # then ĤᵀĤ/n and Cov(X) are both positive definite
    correlated = any(value != 0 for value in moments.g)
    claims = {
        "cai2019.gd_stability": full_rank,
        "cai2019.gd_optimal_rate": full_rank,
        "cai2019.interlacing": full_rank and m >= 2 and correlated,
        "cai2019.kappa_star": full_rank and m >= 2 and correlated,
        "kohler2019.gd_linear": full_rank,
        "beyond.converges_for_every_lr": full_rank,
    }
    return tuple(name for name, holds in claims.items() if holds)


def warnings(names: Sequence[str], moments: Moments,
             spectra: dict[str, Spectrum | None]) -> tuple[str, ...]:
    """One sentence each."""
    return (*_rank_warnings(names, moments, spectra), *_direction_warnings(moments, spectra),
            *_gain_warnings(spectra))


def _rank_warnings(names: Sequence[str], moments: Moments,
                   spectra: dict[str, Spectrum | None]) -> Iterator[str]:
    raw = spectra["raw"]
    if raw is not None and raw.nullity:
        columns = _listed([names[j] for j in moments.dependent()])
        yield (f"[1, X] has nullity {raw.nullity}, so the minimiser is not unique: {columns} "
               "follow from the columns before; kappa uses the nonzero eigenvalues only")
    constant = [name for j, name in enumerate(names) if j not in moments.varying]
    if constant:
        yield f"constant, left out of bnp and BNGD (the std is 0): {_listed(constant)}"


def _direction_warnings(moments: Moments, spectra: dict[str, Spectrum | None]) -> Iterator[str]:
    star = spectra["bngd_raw"]
    if star is None:
        yield "no feature correlates with the target, so BNGD has no direction and no kappa"
    elif not star.roots:
        yield ("the features vary along one direction only, so BNGD has no direction to learn "
               "and no kappa")


def _gain_warnings(spectra: dict[str, Spectrum | None]) -> Iterator[str]:
    for key, what in (("centred", "centring"), ("bnp", "standardising (bnp)")):
        if not _smaller(spectra[key], spectra["raw"]):
            yield f"{what} does not lower kappa on these data"


def _smaller(one: Spectrum | None, other: Spectrum | None) -> bool:
    """Is the condition number smaller? What 1024 bits cannot tell apart counts as equal."""
    if one is None or other is None:
        return False
    try:
        return bool(decide(lambda: one.condition_number() < other.condition_number(), limit=1024))
    except Undecided:
        return False


def _listed(names: Sequence[str], most: int = 10) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
