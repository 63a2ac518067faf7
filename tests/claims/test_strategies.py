"""The public strategies: members of the promised sizes, exact unless floats are asked for."""

import pytest
from hypothesis import Phase, find, given, settings

from bnlinear.claims import strategies
from bnlinear.exact.number import is_exact

# strategy, an array of a member that is as long as its dimension, the largest by default
PUBLIC = [
    (strategies.spd_matrices, lambda p: p.H, 4),
    (strategies.orthogonal_matrices, lambda Q: Q, 4),
    (strategies.least_squares, lambda p: p.w, 4),
    (strategies.directions, lambda p: p.w, 4),
    (strategies.bngd_states, lambda p: p.w, 4),
    (strategies.mini_batches, lambda p: p.X.T, 3),
]


def drawn(strategy, part, count, **options):
    """Arrays of some members."""
    seen = []

    @settings(max_examples=count, derandomize=True)
    @given(strategy(**options))
    def draw(member):
        seen.append(part(member))

    draw()
    return seen


@pytest.mark.parametrize(("strategy", "part", "largest"), PUBLIC,
                         ids=[strategy.__name__ for strategy, *_ in PUBLIC])
def test_sizes_and_arithmetic(strategy, part, largest):
    exact = drawn(strategy, part, 40)
    assert {len(found) for found in exact} <= set(range(1, largest + 1))
    assert all(is_exact(found) for found in exact)
    # Hypothesis draws by the constants of all modules that happen to be imported: so sizes are
    # looked for, not waited for among a few members
    for size in range(1, largest + 1):
        find(strategy(), lambda member, size=size: len(part(member)) == size,
             settings=settings(max_examples=3000, derandomize=True, database=None,
                               phases=[Phase.generate]))
    floats = drawn(strategy, part, 5, min_dim=2, max_dim=2, floats=True)
    assert {len(found) for found in floats} == {2}
    assert all(found.dtype == float for found in floats)


def test_mini_batches_have_the_rows_asked_for():
    for extra in (1, 3):
        for X in drawn(strategies.mini_batches, lambda p: p.X, 5, extra_rows=extra):
            assert X.shape[0] - X.shape[1] == extra
