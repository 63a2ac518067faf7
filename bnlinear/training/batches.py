"""Which rows a step sees."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np


def epoch(rows: int, batch_size: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Row numbers of the mini-batches of one pass, shuffled, shape (batch_size,) each.

    The rows left over at the end are skipped, so that all batches have one size: they differ from
    pass to pass, and a batch of one among batches of sixty would spoil batch statistics.
    """
    order = rng.permutation(rows)
    for start in range(0, rows - batch_size + 1, batch_size):
        yield order[start:start + batch_size]
