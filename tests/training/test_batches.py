"""One pass sees each row once, in batches of one size, in an order of its own."""

import numpy as np
import pytest

from bnlinear.training.batches import epoch


@pytest.mark.parametrize("rows, size", [(12, 3), (13, 3), (5, 5), (3, 1), (2, 3)])
def test_batches_have_one_size_and_no_row_twice(rows, size):
    batches = list(epoch(rows, size, np.random.default_rng(0)))
    seen = [int(row) for batch in batches for row in batch]
    assert [len(batch) for batch in batches] == [size] * (rows // size)
    assert len(set(seen)) == len(seen) and set(seen) <= set(range(rows))


def test_each_pass_is_shuffled_anew_and_repeats_with_its_seed():
    rng = np.random.default_rng(1)
    first, second = (np.concatenate([*epoch(100, 10, rng)]) for _ in range(2))
    again = np.concatenate([*epoch(100, 10, np.random.default_rng(1))])
    assert not np.array_equal(first, second) and np.array_equal(first, again)
    assert not np.array_equal(first, np.sort(first))
