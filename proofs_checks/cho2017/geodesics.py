"""The exponential map of the sphere, and when it returns: to the point, and to its line."""

from flint import arb

from bnlinear.claims import claim, eq, gt, le, lt, ne, ref
from bnlinear.dynamics import exp_map, parallel_transport, turn
from bnlinear.exact import Number, array
from proofs_checks.cho2017._turns import Turn, is_turn, lengths_are_real, turns
from proofs_checks.cho2017.transport import transport


@claim(
    statement="exp_y(h) = y cos|h| + (h/|h|) sin|h| is a unit vector, at the angle |h| from y",
    source=ref("cho2017", remark="the exponential map of G(1, n)"),
    where=is_turn,
    p=turns(),
)
def exp_stays(p):
    return eq(p.point @ p.point, 1), eq(p.point @ p.y, p.cos)


@exp_stays.proof()
def _(prove, p):
    lengths_are_real(prove, p)
    prove.identity()


@exp_stays.mutant
def _(p):  # h sin|h| for (h/|h|) sin|h|
    point = turn(p.y, p.h, p.cos, p.sin)
    return eq(point @ point, 1), eq(point @ p.y, p.cos)


@claim(
    statement="|exp_y(h) − y|² = 2(1 − cos|h|) and 1 − ⟨y, exp_y(h)⟩² = sin²|h|: the point returns "
              "where cos|h| = 1, its line where sin|h| = 0",
    source=ref("cho2017", remark="periods of the exponential map"),
    where=is_turn,
    p=turns(),
)
def returns(p):
    miss = p.point - p.y
    return eq(miss @ miss, 2 * (1 - p.cos)), eq(1 - (p.y @ p.point) ** 2, p.sin**2)


@returns.proof()
def _(prove, p):
    lengths_are_real(prove, p)
    prove.identity()


@returns.mutant
def _(p):  # the line returns only where cos|h| = 1
    miss = p.point - p.y
    return eq(miss @ miss, 2 * (1 - p.cos)), eq(1 - (p.y @ p.point) ** 2, 2 * (1 - p.cos))


def pi():
    """π at the working precision."""
    return Number.from_ball(arb.pi())


TINY = Number("1e-20")  # for a number that vanishes: far above rounding


@claim(
    statement="on the sphere exp_y(h) returns to y, first at |h| = 2π; on the way pt_y(h; h) is "
              "the velocity there: tangent, of length |h|, and ⟨pt_y(h; h), u⟩ = |h|⟨exp_y(h), y⟩",
    source=ref("cho2017", remark="the exponential map of G(1, n)"),
    where=lambda p: [*is_turn(p), lt(p.size, 2 * pi())],
    p=turns(),
    samples=40,
    screen=False,
)
def exp_period(p):  # on exact instances: not before, and up to rounding at 2π
    point, carried = exp_map(p.y, p.h), parallel_transport(p.h, p.y, p.h)
    before = point - p.y
    after = exp_map(p.y, 2 * pi() * p.u) - p.y
    return (gt(before @ before, 0), le(after @ after, TINY),
            # both periods are zeros of sinc: between them, the code that runs
            le(abs(point @ point - 1), TINY), le(abs(carried @ point), TINY),
            le(abs(carried @ carried - p.h @ p.h), TINY),
            le(abs(carried @ p.u - p.size * (point @ p.y)), TINY))


exp_period.follows(exp_stays, returns, transport, uses=("cosine",), words="""\
By `returns`, exp_y(h) = y exactly where cos|h| = 1, first at 2π (cosine); what pt_y(h; h) is on the
way, `transport` and `exp_stays` say.""")


@claim(
    statement="on G(1, n) the line of exp_y(h) returns to that of y first at |h| = 2π: before, "
              "while cos|h| ≠ 1, it is another line",
    source=ref("cho2017", remark="the exponential map of G(1, n), as printed"),
    where=lambda p: [*is_turn(p), ne(p.cos, 1)],
    p=turns(),
    expect="refuted",
    # half a turn, (cos, sin) = (−1, 0): −y is on the line of y. No |h| = 1 has this cos|h|, but
    # the point depends on u, cos and sin alone: it is that of |h| = π, which is not rational
    counterexample={"p": Turn(
        w=array([1, 0]), z=array([0, 1]), a=array([0, 0]), b=array([0, 0]), size=Number(1),
        p=Number(0), q=Number(1))},
    repairs="cho2017.grassmann_period",
)
def period_as_printed(p):
    return gt(1 - (p.y @ p.point) ** 2, 0)


@claim(
    statement="on G(1, n) the line of exp_y(h) returns to that of y, first at |h| = π; before, "
              "⟨exp_y(h), h⟩ > 0",
    source=ref("cho2017", remark="the exponential map of G(1, n), repaired"),
    where=lambda p: [*is_turn(p), lt(p.size, pi())],
    p=turns(),
    samples=40,
    screen=False,
)
def grassmann_period(p):
    point = exp_map(p.y, p.h)
    after = exp_map(p.y, pi() * p.u) + p.y
    # until then it is on the side that h points to
    return gt(1 - (p.y @ point) ** 2, 0), gt(point @ p.u, 0), le(after @ after, TINY)


grassmann_period.follows(exp_stays, returns, uses=("cosine",), words="""\
The unit vector exp_y(h) (`exp_stays`) is ±y exactly where, by `returns`, sin|h| = 0, first at π
(cosine); before, ⟨exp_y(h), u⟩ = sin|h| > 0.""")
