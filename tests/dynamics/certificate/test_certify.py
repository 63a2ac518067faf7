"""The trap: its bounds are those of docs/trap.md, and the runs that enter it obey them."""

import numpy as np
import pytest

from bnlinear.dynamics import bngd_step, effective_lr
from bnlinear.dynamics.certificate import NoTrap, Trap, certify, close, star_edges, tangent
from bnlinear.exact import Number, array, at_precision
from bnlinear.problems import LeastSquares

#: eigenvalues, u, w near the line of u, a near √R*, lr, lr_a
NEAR = [
    ([1, 4], [1, 1], ["39/40", "81/80"], "9/4", "1/2", "1"),
    ([1, 2, 3], [1, 0, 2], [-1, "1/120", "-399/200"], "-18/5", "1/2", "3/2"),
    ([1, 5, 5], [2, 1, -1], ["2", "321/320", "-319/320"], "15/4", "1/3", "1/3"),
    ([1, 4], [1, 1], ["39/40", "81/80"], "2.236067977", "1/2", "1/4"),  # a nearer than the angle
]

#: ever nearer to the edge of what closes
EDGE = [([1, 4], [1, 1], [f"{n - 1}/{n}", f"{2 * n + 1}/{2 * n}"], "9/4", "1/2", "1")
        for n in range(20, 30)]


def closed(eigenvalues, u, w, a, lr, lr_a):
    problem = LeastSquares.from_spectrum(array(eigenvalues), array(u))
    state = Number(a), array(w)
    return problem, state, at_precision(256, lambda: close(
        problem, star_edges(problem), state, Number(lr), Number(lr_a)))


def trap_at(*case):
    problem, state, found = closed(*case)
    assert isinstance(found, Trap)
    return problem, state, found


def barely(larger, smaller):
    """larger ≥ smaller, by less than the rounding of 256 bits outward."""
    return smaller <= larger <= smaller + abs(smaller) / 2**200


def test_some_of_the_edge_closes_and_some_does_not():
    assert {closed(*case)[2] is None for case in EDGE} == {True, False}


@pytest.mark.parametrize("case", [*NEAR, *(case for case in EDGE if closed(*case)[2])])
def test_the_bounds_are_those_of_the_page(case):
    problem, (a, w), trap = trap_at(*case)
    low, high = trap.effective_lr

    def check():
        x, R_star, lr, lr_a = w @ problem.g, problem.R_star, Number(case[4]), Number(case[5])
        beta, T, S = R_star.sqrt(), trap.angle, trap.drift
        side = 1 if x > 0 else -1
        delta = max(abs(a - side * beta), lr_a * beta * T * T / (2 * (1 - abs(1 - lr_a))))
        wanted_low = (lr * (beta - delta) * beta * (1 - T * T / 2) * (1 - S) ** 2 * R_star
                      / (x * x * (1 + T * T)))
        wanted_high = lr * (beta + delta) * beta * R_star / (x * x * (1 - S) ** 2)
        smallest, largest, L = star_edges(problem)
        q = max(1 - low * smallest, high * largest - 1)
        c = high * L
        p = c * T * (1 + T)
        return (barely(T, tangent(problem, w)), barely(wanted_low, low), barely(high, wanted_high),
                barely(trap.contraction, (q + c * T) / (1 - p)), trap.contraction < 1,
                trap.drift >= p / (1 - trap.contraction), trap.drift < 1)

    assert all(at_precision(512, check))

@pytest.mark.parametrize("case", NEAR)
def test_runs_that_start_in_the_trap_obey_it(case):
    problem, (a, w), trap = trap_at(*case)
    H, g = np.diag(problem.H).astype(float), problem.g.astype(float)
    u, beta, H = g / H, float(problem.R_star) ** 0.5, np.diag(H)
    lr, lr_a = float(Number(case[4])), float(Number(case[5]))
    (low, high), Q = map(float, trap.effective_lr), float(trap.contraction)
    a, w = float(a), w.astype(float)
    x0 = w @ g
    rounding = 1e-9  # of the tangent: √ of 1e-16 relative cancellation, in a trap of size 0.03

    def tan():
        x = w @ g
        miss = (w @ H @ w) * u - x * w
        return np.sqrt(miss @ H @ miss / (w @ H @ w)) / abs(x)

    for _ in range(60):
        before = tan()
        assert low <= effective_lr(a, w, H, g, lr) * (1 + 1e-12)
        assert effective_lr(a, w, H, g, lr) * (1 - 1e-12) <= high
        a, w = bngd_step(a, w, H, g, lr, lr_a)
        assert tan() <= Q * before + rounding
        assert 1 - float(trap.drift) <= w @ g / x0 <= 1 / (1 - float(trap.drift))
    assert tan() < 1e-4 and abs(abs(a) - beta) < 1e-4  # Q^60 of the start


@pytest.mark.parametrize("spoiled", [
    ([1, 4], [1, 1], [1, -1], "9/4", "1/2", "1"),         # far from the line of u
    ([1, 4], [1, 1], ["39/40", "81/80"], "-9/4", "1/2", "1"),  # the scale of the other minimiser
    ([1, 4], [1, 1], ["39/40", "81/80"], "9/4", "2", "1"),  # ê λmax(H*) > 2: it would leave
])
def test_no_trap_where_its_inequalities_fail(spoiled):
    assert closed(*spoiled)[2] is None


def test_a_certificate_holds_on_and_a_spoiled_one_does_not():
    problem = LeastSquares.from_spectrum(array([1, 4]), array([1, 1]))
    found = certify(problem, Number(1), array([10, 1]), Number(50))
    assert found.steps > 0 and found.steps % 8 == 0  # the trap is looked for at every eighth step
    assert found.recheck(40)
    low, high = found.trap.effective_lr
    for wrong in (Trap(found.trap.angle, found.trap.contraction, (high, high), found.trap.drift),
                  Trap(found.trap.angle, found.trap.contraction, (low, low), found.trap.drift),
                  Trap(found.trap.angle, Number("1/1000000"), (low, high), found.trap.drift),
                  Trap(found.trap.angle / 10**6, *(found.trap.contraction, (low, high),
                                                   found.trap.drift))):
        object.__setattr__(found, "trap", wrong)
        assert not found.recheck(40)


def test_a_start_on_a_saddle_has_no_trap():
    problem = LeastSquares.from_spectrum(array([1, 1]), array([1, 0]))
    with pytest.raises(NoTrap):
        certify(problem, Number("-3/5"), array(["3/5", "4/5"]), Number("25/16"), Number("1/2"),
                max_steps=50)
    with pytest.raises(ValueError, match="0 < ε_a < 2"):
        certify(problem, Number(1), array([1, 1]), Number(1), Number(2))


def test_one_dimension_needs_no_direction():
    problem = LeastSquares.from_spectrum(array([2]), array([3]))
    found = certify(problem, Number(1), array([5]), Number(7), Number("3/2"))
    assert found.trap.contraction == 0 and found.recheck()


def test_a_singular_matrix_is_refused():
    flat = LeastSquares(array([[1, 1], [1, 1]]), array([1, 1]), 9)
    with pytest.raises(ValueError, match="the trap theorem needs a nonsingular H; drop features"):
        certify(flat, Number(1), array([3, 1]), Number(1))
