"""The Hessian that normalisation leaves: H* and its condition number."""

from bnlinear.claims import Point, claim, eq, families, le, lt
from bnlinear.exact.spectra import eigenvalues


@claim(
    statement="0 = λ₁(H*) < λ₁(H) ≤ λ₂(H*) ≤ … ≤ λ_d(H*) ≤ λ_d(H)",
    source="Cai et al. 2019, eigenvalues of H*",
    p=families.least_squares(min_dim=2),
)
def interlacing(p):
    full, star = eigenvalues(p.H), eigenvalues(p.problem.H_star)
    return [eq(star[0], 0), lt(star[0], full[0]),
            *(le(low, high) for low, high in zip(full, star[1:], strict=False)),
            *(le(low, high) for low, high in zip(star, full, strict=True))]


@claim(
    statement="κ* < κ: the condition number that BNGD sees is strictly smaller",
    source="Cai et al. 2019, read as a strict inequality",
    p=families.least_squares(min_dim=2),
    expect="refuted",
    counterexample={"p": Point.exact(H=[1, 2, 3], u=[0, 1, 0], w=[1, 0, 0])},
    repairs="cai2019.kappa_star",
)
def kappa_strictly_smaller_as_stated(p):
    star = eigenvalues(p.problem.H_star)
    return lt(star[-1] * p.mu, p.L * star[1])
