"""What the user of a report should know, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bnlinear.analyze.findings import Facts, larger, listed
from bnlinear.exact.spectra import Spectrum


def cautions(given: Facts, dependent: Sequence[str],
             spectra: dict[str, Spectrum | None], *, bngd: bool = True) -> tuple[str, ...]:
    """One sentence each."""
    return (*rank_warnings(given, dependent), *(_direction_warnings(spectra) if bngd else ()),
            *_gain_warnings(spectra))


def rank_warnings(given: Facts, dependent: Sequence[str]) -> Iterator[str]:
    """What a deficient rank means, and constant features."""
    if given.nullity:
        yield (f"[1, X] has nullity {given.nullity}, so the minimiser is not unique: "
               f"{listed(dependent)} follow from the columns before; kappa uses the nonzero "
               "eigenvalues only")
    if given.constant:
        yield f"constant, left out of bnp and BNGD (the std is 0): {listed(given.constant)}"


def _direction_warnings(spectra: dict[str, Spectrum | None]) -> Iterator[str]:
    star = spectra["bngd_raw"]
    if star is None:
        yield "no feature correlates with the target, so BNGD has no direction and no kappa"
    elif not star.roots:
        yield ("the features vary along one direction only, so BNGD has no direction to learn "
               "and no kappa")


def _gain_warnings(spectra: dict[str, Spectrum | None]) -> Iterator[str]:
    for key, what in (("centred", "centring"), ("bnp", "standardising (bnp)")):
        if not larger(spectra["raw"], spectra[key]):
            yield f"{what} does not lower kappa on these data"
