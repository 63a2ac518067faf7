"""The logarithm of the sphere, and the geodesics that run in floats: right to their last digits.

Main statements
    `log_undoes_exp`, `float_geodesics`, `float_logarithm`.
"""

import numpy as np

from bnlinear.claims import all_of, claim, ge, le, ref
from bnlinear.dynamics import angle_between, exp_map, log_map, project, unit
from bnlinear.dynamics.geodesics import geodesic_step, length, transport_step
from bnlinear.exact import dyadic_array
from proofs_checks.cho2017._turns import is_turn, turns
from proofs_checks.cho2017.geodesics import TINY


@claim(
    statement="|h| < π: log_y(exp_y(h)) = h, and the angle between y and exp_y(h) is |h|",
    source=ref("cho2017", remark="the logarithm of G(1, n)"),
    where=lambda p: [*is_turn(p), le(p.size, 3)],
    p=turns(),
    samples=40,
    screen=False,
)
def log_undoes_exp(p):
    z = exp_map(p.y, p.h)
    miss = log_map(p.y, z) - p.h
    return (le(miss @ miss, TINY), le(abs(angle_between(p.w, z) - p.size), TINY),
            le(abs(length(p.h) - p.size), TINY))


#: Rounding of some twenty operations, sums of up to four terms among them, on numbers of size 1.
ROUNDING = 64 * np.finfo(float).eps


@claim(
    statement="in floats exp_y(h) and pt_y(v; h) are what balls enclose, to 64 units of rounding "
              "times 1 + |h|",
    source=ref("this_project"),
    where=lambda p: [ge(p.w @ p.w, 0.01), ge(p.side @ p.side, 0.01)],
    p=turns(),
    screen_only=True,
    samples=40,
)
def float_geodesics(p):
    y, v = unit(p.w), p.tangent(p.a)
    h = p.size * unit(project(y, p.z))
    exact = [dyadic_array(vector) for vector in (y, h, v)]
    points = geodesic_step(y, h), geodesic_step(exact[0], exact[1])
    carried = transport_step(v, y, h), transport_step(exact[2], exact[0], exact[1])
    rounding, size = ROUNDING * (1 + p.size), max(1, float(np.sqrt(v @ v)))
    return le(_apart(*points), rounding), le(_apart(*carried), rounding * size)


@claim(
    statement="in floats log_y(exp_y(h)) = h for |h| ≤ 3, tiny ones too, to 64 units of rounding "
              "divided by sin|h|/|h|",
    source=ref("this_project"),
    where=lambda p: [ge(p.w @ p.w, 0.01), ge(p.side @ p.side, 0.01)],
    p=turns(),
    screen_only=True,
    samples=40,
)
def float_logarithm(p):
    y, longest = unit(p.w), 3 * p.size / 8
    side = unit(project(y, p.z))
    return all_of(*(_is_undone(y, scale * longest * side) for scale in (1, 1e-5, 1e-12)))


def _is_undone(y, h):
    miss = log_map(y, exp_map(y, h)) - h
    return le(np.sqrt(miss @ miss), ROUNDING / abs(np.sinc(np.sqrt(h @ h) / np.pi)))


def _apart(rounded, balls):
    """The largest distance of floats from what balls enclose."""
    return max(abs(float(value - ball)) for value, ball in zip(
        dyadic_array(rounded), balls, strict=True))
