"""The one door to workers: a number of processes here, or somebody else's engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bnlinear.claims.running import engine, supervisor
from bnlinear.claims.running.loading import Card
from bnlinear.claims.verdict.rows import Row


def run(jobs: list[tuple[Path, Card]], *, effort: str, rng: int,
        workers: int | engine.Map) -> Iterator[tuple[int, Row]]:
    """Judge claims; pairs (which job, row) come as they are finished.

    Parameters
    ----------
    jobs
        The file and the card of each claim.
    effort, rng
        How much is tried, and the seed; the rows depend on nothing else.
    workers
        A number of processes, or a callable like ``executor.map``.
    """
    if callable(workers):
        return engine.run_elsewhere(jobs, effort=effort, rng=rng, workers=workers)
    return supervisor.run(jobs, effort=effort, rng=rng, workers=workers)
