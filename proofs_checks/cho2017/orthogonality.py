"""The regulariser that keeps several weight vectors apart."""

from fractions import Fraction

from bnlinear.claims import Family, VectorPart, claim, eq, ref
from bnlinear.dynamics import orthogonality_gradient as orthogonality_gradient_of
from bnlinear.dynamics import orthogonality_penalty
from bnlinear.exact import derivative
from proofs_checks.cho2017._turns import scalar


def vectors():
    """Three vectors Y, three directions, and a strength alpha."""
    names = ("y1", "y2", "y3", "h1", "h2", "h3")
    return Family("vectors", (*(VectorPart(name, nonzero=False) for name in names),
                              scalar("alpha", "1/4", 4, "> 0")), dict, 1, 3)


def _slope(Y, directions, alpha):
    return derivative(lambda t: orthogonality_penalty(
        [y + t * h for y, h in zip(Y, directions, strict=True)], alpha))


@claim(
    statement="∇(α/2)‖YᵀY − I‖²_F = 2αY(YᵀY − I)",
    source=ref("cho2017", remark="orthogonality regularisation"),
    p=vectors(),
    samples=60,
)
def orthogonality_gradient(p, factor=1):
    Y, directions = [p["y1"], p["y2"], p["y3"]], [p["h1"], p["h2"], p["h3"]]
    said = []
    for k in (1, 2, 3):
        gradient = orthogonality_gradient_of(Y[:k], factor * p["alpha"])
        said.append(eq(_slope(Y[:k], directions[:k], p["alpha"]),
                       sum(v @ h for v, h in zip(gradient, directions[:k], strict=True))))
    return said


@orthogonality_gradient.proof()
def _(prove, p):
    prove.identity()


orthogonality_gradient.mutant(factor=Fraction(1, 2))  # αY(YᵀY − I)
