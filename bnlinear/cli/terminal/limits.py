"""Limits of options: what no machine can do is refused at once, with the numbers."""

from __future__ import annotations

import os

from bnlinear.checks import ArgumentError, count, counted

#: Workers for each core of the machine: beyond, they only take memory from each other.
WORKERS_PER_CORE = 16

#: Seeds: NumPy and Hypothesis take more, but nobody means them.
LARGEST_SEED = 2**64 - 1


def check_workers(workers: int) -> None:
    """Raise an `ArgumentError` for fewer than one, or more than this machine can use."""
    cores = os.cpu_count() or 1
    most = WORKERS_PER_CORE * max(cores, 4)
    if workers < 1:
        raise ArgumentError("workers", workers, "at least one worker is needed")
    if workers > most:
        raise ArgumentError("workers", workers,
                            f"at most {most} are started on {counted(cores, 'core')}")


def check_seed(rng: int) -> None:
    """Raise an `ArgumentError` for what is no seed."""
    count("rng", rng, most=LARGEST_SEED, remedy="a seed is an integer, 0 or more")
