"""Which functions of the package a row of the ledger runs, by watching its body at work."""

import cProfile
import sys
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import bnlinear
from bnlinear.claims.claim import Claim
from bnlinear.claims.families.coordinates import Rejected
from bnlinear.claims.search.decide import NO_VALUE, decided
from bnlinear.claims.search.drawn import judge_drawn
from bnlinear.claims.search.pool import pool
from bnlinear.exact.precision import GaveUp, Undecided

PACKAGE = Path(bnlinear.__file__).resolve().parent

#: A row for each public formula; `python -m tests.formulas --rows` writes it.
ROWS = Path(__file__).with_name("rows.txt")

#: Members tried until enough are inside the hypotheses: first few, then many.
TRIED = (24, 400)

#: Exact instances that a body is watched at; floats, which run whole simulations, at one.
WATCHED = 3


class Formula(NamedTuple):
    """A function of the package: the file, below the package's folder, and its qualified name."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"{self.file.removesuffix('.py').replace('/', '.')}.{self.name}"


def run_by(claim: Claim) -> set[Formula]:
    """What its body and its hypotheses call, at a few instances inside the hypotheses."""
    _forget()
    profile = cProfile.Profile(builtins=False)
    with np.errstate(all="ignore"):
        profile.enable()
        try:
            _speak(claim)
        finally:
            profile.disable()
    return set(_formulas(profile))


def _forget() -> None:
    """Empty the caches: what an earlier run has computed would not be called again."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("bnlinear", "proofs_checks")):
            for function in list(vars(module).values()):
                if isinstance(function, _lru_cache_wrapper):
                    function.cache_clear()


def _formulas(profile: cProfile.Profile) -> Iterator[Formula]:
    for entry in profile.getstats():  # type: ignore[attr-defined]
        code = entry.code
        if not isinstance(code, str) and code.co_filename.startswith(str(PACKAGE)):
            file = Path(code.co_filename).relative_to(PACKAGE).as_posix()
            yield Formula(file, code.co_qualname)


def _speak(claim: Claim) -> None:
    if claim.strategies:
        judge_drawn(claim, "quick", 0)
        return
    if claim.counterexample is not None:
        decided(claim, claim.counterexample)
        return
    left = 1 if claim.screen_only else WATCHED
    for at in (at for count in TRIED for at in pool(claim, count, 0)):
        try:
            if claim.screen_only:
                said = _in_floats(claim, claim.build(at.floats()))
            else:
                said = decided(claim, claim.build(at))[0] is not None
        except (Rejected, ValueError, Undecided, GaveUp, *NO_VALUE):
            continue
        left -= said
        if not left:
            return
    raise AssertionError(f"{claim.id}: few of {TRIED[-1]} members are inside its hypotheses")


def _in_floats(claim: Claim, instances: dict[str, Any]) -> bool:
    if not claim.hypotheses(instances).margin() >= 0:
        return False
    claim.at(instances).margin()
    return True
