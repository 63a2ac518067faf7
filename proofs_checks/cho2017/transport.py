"""Parallel transport along a geodesic of the sphere, and what is not parallel transport."""

from bnlinear.claims import claim, eq, ref
from bnlinear.dynamics import carry, project
from bnlinear.exact import Number, array, derivative
from proofs_checks.cho2017._turns import Turn, is_turn, lengths_are_real, turns


def quarter_turn(a):
    """From y = (1, 0) to u = (0, 1), with a tangent vector a to carry.

    No |h| = 1 has (cos, sin) = (0, 1), |h| = π/2 has. Both sides of the printed sign are linear in
    |h| for this u, cos and sin, and the projection does not see |h|: what fails at 1 fails at π/2.
    """
    return Turn(w=array([1, 0]), z=array([0, 1]), a=array(a), b=array([0, 0]), size=Number(1),
                p=Number(1), q=Number(1))


@claim(
    statement="pt_y(Δ; h) = Δ − ⟨u, Δ⟩(y sin|h| + (1 − cos|h|)u): tangent at exp_y(h), isometric, "
              "parallel (its derivative along the geodesic is −⟨u, Δ⟩exp_y, normal to the sphere), "
              "and pt_y(h; h) = h cos|h| − y|h| sin|h|",
    source=ref("cho2017", remark="parallel transport on G(1, n)"),
    where=is_turn,
    p=turns(),
    samples=100,
)
def transport(p, sign=-1):
    a, b = p.tangent(p.a), p.tangent(p.b)
    # (cos, sin) has the derivative (−sin, cos)
    drift = derivative(lambda t: carry(a, p.y, p.u, p.sin + t * p.cos, 1 - p.cos + t * p.sin))
    return (eq(p.carried(a) @ p.point, 0), eq(p.carried(a) @ p.carried(b), a @ b),
            eq(drift, -(p.u @ a) * p.point),
            eq(p.carried(p.h), p.h * p.cos + sign * p.size * p.sin * p.y))


@transport.proof()
def _(prove, p):
    lengths_are_real(prove, p)
    prove.identity()


transport.mutant(sign=1)  # the printed sign


@claim(
    statement="pt_y(h; h) = h cos|h| + y|h| sin|h|",
    source=ref("cho2017", remark="parallel transport on G(1, n), as printed"),
    where=is_turn,
    p=turns(),
    expect="refuted",
    counterexample={"p": quarter_turn([0, 0])},
    repairs="cho2017.transport",
)
def transport_sign_as_printed(p):
    return eq(p.carried(p.h), p.h * p.cos + p.size * p.sin * p.y)


@claim(
    statement="projecting onto the tangent space at exp_y(h) is a transport: it keeps lengths",
    source=ref("folklore",
               remark="an implementation of vector transport on the sphere, read as parallel "
                      "transport"),
    where=is_turn,
    p=turns(),
    expect="refuted",
    counterexample={"p": quarter_turn([0, 1])},
    repairs="cho2017.projection_shortens",
)
def projection_as_transport(p):
    kept = project(p.point, p.tangent(p.a))
    return eq(kept @ kept, p.tangent(p.a) @ p.tangent(p.a))


@claim(
    statement="the projection of Δ onto the tangent space at exp_y(h) has the squared length "
              "|Δ|² − ⟨u, Δ⟩² sin²|h|, so at |h| = π/2 a step forgets its own velocity",
    source=ref("this_project", remark="repairs cho2017.projection_as_transport"),
    where=is_turn,
    p=turns(),
)
def projection_shortens(p):
    a, kept = p.tangent(p.a), project(p.point, p.tangent(p.a))
    return eq(kept @ kept, a @ a - (p.u @ a) ** 2 * p.sin**2)


@projection_shortens.proof()
def _(prove, p):
    lengths_are_real(prove, p)
    prove.identity()


@projection_shortens.mutant
def _(p):  # cos for sin
    a, kept = p.tangent(p.a), project(p.point, p.tangent(p.a))
    return eq(kept @ kept, a @ a - (p.u @ a) ** 2 * p.cos**2)
