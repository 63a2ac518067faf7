"""One run of one competitor, in a process of its own: `python -m benchmarks.child CASE NAME`.

Prints its seconds, its peak memory and its losses as JSON. The clock covers everything between the
problem as matrices and vectors and the losses, an `eigh` included; imports and numba's compilation
(cached, except the first time ever) are done before, on a problem of three coordinates.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from benchmarks.cases import CASES, MAKERS
from benchmarks.competitors import COMPETITORS, rates_for


def peak_bytes() -> int:
    """The most memory this process has held so far."""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def measure(case: str, name: str, quick: bool) -> dict[str, Any]:
    competitor, problem = COMPETITORS[name], CASES[case].problem(quick)
    share = 1.0 if quick else competitor.share[case]
    rows = rates_for(problem, share)
    tiny = MAKERS[CASES[case].kind](np.random.default_rng(0), 3, 4, 2)
    competitor.run(tiny, tiny.learning_rates)
    before = peak_bytes()
    start = time.perf_counter()
    losses = competitor.run(problem, problem.learning_rates[rows])
    seconds = time.perf_counter() - start
    return {"seconds": seconds * len(problem.learning_rates) / len(rows), "rates": len(rows),
            "before": before, "peak": peak_bytes(), "rows": rows.tolist(),
            "losses": losses.tolist()}


if __name__ == "__main__":
    case, name, *flags = sys.argv[1:]
    json.dump(measure(case, name, "--quick" in flags), sys.stdout)
