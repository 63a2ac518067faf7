"""Divisors and radicands are told before they are used, and nothing else changes."""

import pytest

from bnlinear.exact import Number
from bnlinear.exact.number import NotReal
from bnlinear.exact.watching import listeners, watched


def test_every_divisor_and_radicand_is_heard():
    heard = []
    x = Number(3)
    with watched(heard.append):
        assert 1 / x + x / 2 == Number("11/6")
        assert (x + 1).sqrt() == 2
        with pytest.raises(ZeroDivisionError):
            _ = x / Number(0)
        with pytest.raises(NotReal):
            (x - 5).log()
    assert [str(value) for value in heard] == ["3", "2", "4", "0", "-2"]
    assert listeners == [] and 1 / x * 3 == 1


def test_zero_times_a_ball_is_zero_and_no_tie():
    root = Number(2).sqrt()
    for product in (0 * root, root * 0, Number(0) * root, root * Number(0), 0 / root):
        assert product.is_rational and product == 0
    assert Number("1/3") + 0 * root == Number("1/3")
    with pytest.raises(ArithmeticError):
        _ = 0 / (root - root)
