"""Rotated moments: what Qᵀ keeps is computed, what it does not keep is refused."""

import pytest

from bnlinear.exact.moments import Space
from bnlinear.exact.rotations import Rotation

SPACE = Space()
Q, OTHER = Rotation(SPACE), Rotation(SPACE)
H, a, b = SPACE.operator(), SPACE.vector("a"), SPACE.vector("b")
c = SPACE.scalar("c")


def same(left, right):
    return (left - right).is_zero()


def test_inner_products_and_powers_do_not_see_the_rotation():
    rotated = Q.T @ H @ Q
    assert same((Q.T @ a) @ (Q.T @ b), a @ b)
    assert same((Q.T @ a) @ (rotated @ (rotated @ (Q.T @ b))), a @ (H @ (H @ b)))
    assert same((Q.T @ a).outer(Q.T @ b) @ (Q.T @ a), Q.T @ (b @ a * a))


def test_linear_arithmetic_happens_under_the_rotation():
    left, right = Q.T @ a, Q.T @ b
    assert same(left + right, Q.T @ (a + b))
    assert same(left - right, Q.T @ (a - b))
    assert same(-left, Q.T @ (-a))
    assert same(c * left, Q.T @ (c * a)) and same(left / c, Q.T @ (a / c))
    assert same((c * (Q.T @ H) @ Q) @ left, Q.T @ (c * (H @ a)))
    assert not same(left, right)
    assert str(left) == f"Qᵀ({a})"


@pytest.mark.parametrize("mixed", [
    lambda: (Q.T @ a) @ b,
    lambda: Q.T @ a + b,
    lambda: (Q.T @ H @ Q) @ a,
    lambda: (Q.T @ a) @ (OTHER.T @ b),
    lambda: (Q.T @ a).outer(b),
    lambda: Q.T @ H @ OTHER,   # no orthogonal similarity
    lambda: Q.T @ 3,
])
def test_what_is_no_function_of_the_moments_is_refused(mixed):
    with pytest.raises(TypeError):
        mixed()
