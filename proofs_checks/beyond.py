"""Results that are not in the papers: what holds globally, and where the constants are sharp."""

from bnlinear.claims import Direction, claim, eq, families, ge, le, ne, spectrum_within
from bnlinear.dynamics import rayleigh_step


@claim(
    statement="x⁺²y − x²y⁺ = êx²[2|He|² − ê⟨He, H*He⟩] + ê²(y − x²/R*)⟨g, He⟩²",
    source="this project",
    where=lambda p: ne(p.x, 0),
    p=families.directions(),
)
def descent_identity(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    x, y, lr, He = p.x, p.y, p.effective_lr, p.H @ p.e
    gain = 2 * (He @ He) - lr * (He @ p.problem.H_star @ He)
    return eq((q @ p.g) ** 2 * y - x**2 * (q @ p.H @ q),
              lr * x**2 * gain + lr**2 * (y - x**2 / p.R_star) * (p.g @ He) ** 2)


@descent_identity.proof()
def _(prove, p):
    prove.identity()


@descent_identity.mutant
def _(p):  # H in place of H*
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    x, y, lr, He = p.x, p.y, p.effective_lr, p.H @ p.e
    gain = 2 * (He @ He) - lr * (He @ p.H @ He)
    return eq((q @ p.g) ** 2 * y - x**2 * (q @ p.H @ q),
              lr * x**2 * gain + lr**2 * (y - x**2 / p.R_star) * (p.g @ He) ** 2)


def _never_zero(prove, p, q):
    """y⁺ > 0: w⁺ − w is orthogonal to w, so w⁺ is not zero."""
    longer = prove.norm(p.w) + prove.square(p.effective_lr * p.r) * prove.norm(p.v)
    return prove.nonzero(prove.energy(q, longer))


def _stable(p, edge=2):
    """0 ≤ ê ≤ 2/λmax(H*): the eigenvalues of êH* are at most 2."""
    return [ne(p.x, 0), ge(p.effective_lr, 0),
            spectrum_within(p.effective_lr * p.problem.H_star, 0, edge)]


@claim(
    statement="0 ≤ ê ≤ 2/λmax(H*): the direction gap R* − R never increases, from every w",
    source="this project",
    where=_stable,
    p=families.directions(effective_lr=(0, 2)),
)
def gap_never_increases(p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q), p.gap(p.w))


@gap_never_increases.proof()
def _(prove, p):
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    lr, He = p.effective_lr, p.H @ p.e
    gain = prove.lift_within(He, lambda t: 2 - t)  # 2|He|² − ê⟨He, H*He⟩ ≥ 0
    slack = prove.gram(p.w, p.u, power=1) / prove.norm(p.u, power=1)
    first = prove.given(lr) * prove.square(p.x) * gain
    second = prove.square(lr * (p.g @ He)) * slack
    y, y_next = prove.norm(p.w, power=1), _never_zero(prove, p, q)
    prove.by((first + second) / y / y_next)


@gap_never_increases.mutant
def _(p):  # decreases by one part in a hundred
    q = rayleigh_step(p.w, p.H, p.g, p.effective_lr)
    return le(p.gap(q) * 100, p.gap(p.w) * 99)


gap_never_increases.mutant(
    where=lambda p: _stable(p, edge="5/2"),
    counterexample={"p": Direction.exact(H=[3, 2], u=[-1, 1], w=[2, -1], effective_lr=1)})
