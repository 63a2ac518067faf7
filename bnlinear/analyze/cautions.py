"""What the user of a report should know, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bnlinear.analyze.facts import Facts, listed
from bnlinear.analyze.findings import Spectra
from bnlinear.analyze.methods import MethodReport
from bnlinear.analyze.near import NearDependency
from bnlinear.exact.spectra import worse_conditioned


def cautions(given: Facts, near: NearDependency | None, spectra: Spectra,
             reports: Mapping[str, MethodReport], *, bngd: bool = True) -> tuple[str, ...]:
    """One sentence each."""
    return (*_rank_warnings(given), *_near_warnings(near, reports),
            *(_direction_warnings(spectra) if bngd else ()), *_gain_warnings(spectra))


def _rank_warnings(given: Facts) -> Iterator[str]:
    if given.nullity:
        yield (f"[1, X] has nullity {given.nullity}, so the minimiser is not unique: "
               f"{listed(given.dependent)} {'follows' if given.nullity == 1 else 'follow'} from "
               "the columns before; kappa uses the nonzero eigenvalues only")
    if given.constant:
        yield f"constant, left out of bnp and BNGD (the std is 0): {listed(given.constant)}"


def _near_warnings(near: NearDependency | None,
                   reports: Mapping[str, MethodReport]) -> Iterator[str]:
    if near is not None:
        kappa = str(reports["bnp"].kappa).partition(" ")[0]
        yield near.sentence(f"{float(kappa):.0e}" if float(kappa) < 1e300 else kappa)


def _direction_warnings(spectra: Spectra) -> Iterator[str]:
    star = spectra["bngd_raw"]
    if star is None:
        yield "no feature correlates with the target, so BNGD has no direction and no kappa"
    elif not star.rank:
        yield ("the features vary along one direction only, so BNGD has no direction to learn "
               "and no kappa")


def _gain_warnings(spectra: Spectra) -> Iterator[str]:
    for key, what in (("centred", "centring"), ("bnp", "standardising (bnp)")):
        if not worse_conditioned(spectra["raw"], spectra[key]):
            yield f"{what} does not lower kappa on these data"
