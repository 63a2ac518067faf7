"""Signs of sums and products hold for numbers of these signs, and are as strong as can be."""

from itertools import product

import pytest

from bnlinear.claims.signs import Sign

NUMBERS = (-2, -1, 0, 1, 2)
HOLDS = {Sign.NONNEGATIVE: lambda x: x >= 0, Sign.POSITIVE: lambda x: x > 0,
         Sign.ZERO: lambda x: x == 0, Sign.NONZERO: lambda x: x != 0}


def strongest(values):
    """The signs that all of some numbers have."""
    return {sign for sign in Sign if all(HOLDS[sign](value) for value in values)}


@pytest.mark.parametrize("operation", [lambda a, b: a + b, lambda a, b: a * b])
@pytest.mark.parametrize("left, right", [*product(Sign, Sign)])
def test_what_is_known_of_a_result(operation, left, right):
    results = [operation(a, b) for a, b in product(NUMBERS, NUMBERS)
               if HOLDS[left](a) and HOLDS[right](b)]
    known = strongest(results)
    if not known:
        with pytest.raises(ValueError):
            operation(left, right)
    else:
        sign = operation(left, right)
        assert {one for one in Sign if sign.gives(one)} == known


@pytest.mark.parametrize("strong, weak", [*product(Sign, Sign)])
def test_a_sign_gives_what_its_numbers_have(strong, weak):
    numbers = [x for x in NUMBERS if HOLDS[strong](x)]
    assert strong.gives(weak) == all(map(HOLDS[weak], numbers))
