"""Claims over plain Hypothesis strategies: drawn, targeted and shrunk by Hypothesis alone.

There are no coordinates to optimise, so the hunt is `hypothesis.target` on the margin.
"""

from __future__ import annotations

import os
import tempfile
from fractions import Fraction
from typing import Any

from bnlinear.claims.families.instances import describe
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.decide import NO_VALUE, holds
from bnlinear.claims.verdict.values import UNSATISFIABLE, Verdict, refuted, undecided
from bnlinear.exact.number import InexactError, Number
from bnlinear.exact.precision import GaveUp, Undecided

#: Draws at each effort.
DRAWS = {"quick": 100, "standard": 500, "thorough": 5000}


class _Violated(Exception):
    """Ends a run of Hypothesis: the smallest violation is the last one seen."""


def judge_drawn(claim: ClaimRecord, effort: str, rng: int) -> Verdict:
    """Verdict of a claim whose parameters are Hypothesis strategies."""
    # Hypothesis writes to the working directory even with no database: give it another place.
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
    from hypothesis import HealthCheck, given, seed, settings
    from hypothesis.errors import Unsatisfiable

    seen: dict[str, Any] = {"holds": 0, "undecided": 0, "floats": False, "violation": None,
                            "exact": True, "pole": None}

    @seed(rng)
    @settings(max_examples=DRAWS[effort], database=None, deadline=None,
              report_multiple_bugs=False, suppress_health_check=list(HealthCheck))
    @given(**claim.strategies)
    def test(**drawn: Any) -> None:
        instances = {name: _exact(value) for name, value in drawn.items()}
        verdict = _verdict(claim, instances, seen)
        if verdict is False:
            seen["violation"] = instances
            raise _Violated
        seen["holds"] += verdict is True

    try:
        test()
    except _Violated:
        if not seen["exact"]:  # floats accuse, exact numbers judge
            return undecided(f"floats violate it, at {describe(seen['violation'])}",
                             instances=seen["holds"])
        return refuted(describe(seen["violation"]), instances=seen["holds"])
    except Unsatisfiable:
        return undecided(UNSATISFIABLE)
    if seen["pole"] is not None:
        return Verdict("undefined", "it divides by 0, or takes a root or logarithm of a number "
                       "below 0: add a hypothesis to where= that keeps it away",
                       counterexample=describe(seen["pole"]))
    if not seen["holds"]:
        return undecided(UNSATISFIABLE)
    if seen["undecided"]:
        return undecided(f"{seen['undecided']} draws that balls cannot decide",
                         instances=seen["holds"])
    return Verdict("supported" if seen["floats"] else "certified", instances=seen["holds"],
                   scope="as drawn")


def _exact(value: object) -> Any:
    """Fractions become Numbers, which refuse to turn into floats unseen."""
    return Number(value) if isinstance(value, Fraction) else value


def _verdict(claim: ClaimRecord, instances: dict[str, Any], seen: dict[str, Any]) -> bool | None:
    """Exact if it can be; floats are judged by their margin and only support."""
    from hypothesis import target

    seen["exact"] = True
    try:
        return holds(claim, instances)
    except InexactError:
        seen["floats"], seen["exact"] = True, False
    except (Undecided, GaveUp):
        seen["undecided"] += 1
        return None
    except NO_VALUE:
        seen["pole"] = seen["pole"] or instances
        return None
    if not claim.hypotheses(instances).margin() >= 0:
        return None
    margin = claim.at(instances).margin()
    target(-margin)
    return margin >= 0
