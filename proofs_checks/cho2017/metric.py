"""Lines through the origin: the metric on them, and what their length decides.

Main statements
    `grassmann_metric`, `length_is_irrelevant_as_stated`, `other_minimum`,
    `length_and_rate_together`.
Notation
    y ≠ 0 spans the line, Δ₁, Δ₂ ⟂ y are tangent; g(Δ₁, Δ₂) = ⟨Δ₁, Δ₂⟩/⟨y, y⟩.
References
    Cho & Lee 2017, the manifold G(1, n).
"""

from bnlinear.claims import BNGDState, certify, claim, eq, families, lt, ne, ref
from bnlinear.dynamics import bngd_step, project
from bnlinear.exact import Number, array
from bnlinear.problems import LeastSquares


def metric(y, left, right):
    """⟨Δ₁, Δ₂⟩/⟨y, y⟩."""
    return (left @ right) / (y @ y)


@claim(
    statement="g(Δ₁, Δ₂) = ⟨Δ₁, Δ₂⟩/⟨y, y⟩ does not change under y → cy, Δ → cΔ, c ≠ 0, and is the "
              "sphere's metric at |y| = 1: g(Δ₁, Δ₂)⟨y, y⟩ = ⟨Δ₁, Δ₂⟩",
    source=ref("cho2017", remark="the metric of G(1, n)"),
    where=lambda p, c: ne(c, 0),
    p=families.directions(),
    c=families.scalars(-4, 4),
)
def grassmann_metric(p, c, power=1):
    left, right = project(p.w, p.u), project(p.w, p.g)
    here = metric(p.w, left, right)
    return (eq(metric(c * p.w, c**power * left, c * right), here),
            eq(here * (p.w @ p.w), left @ right))


@grassmann_metric.proof()
def _(prove, p, c):
    prove.identity()


grassmann_metric.mutant(power=2)


@claim(
    statement="the length |w₀| does not matter: the same forward pass ends in the same minimum",
    source=ref("folklore", remark="of scale-invariant losses"),
    where=lambda p: lt(p.lr_a, 2),
    p=families.bngd_states(),
    expect="refuted",
    counterexample={"p": BNGDState.exact(H=[1, 4], u=[1, 1], w=[-2, -1], a=1, lr=4, lr_a=1)},
    repairs="cho2017.length_and_rate_together",
    screen=False,
)
def length_is_irrelevant_as_stated(p):  # both runs into a verified trap, from w₀ and from w₀/2
    whole = certify(p.problem, p.a, p.w, p.lr, p.lr_a).trap
    half = certify(p.problem, p.a, p.w / 2, p.lr, p.lr_a).trap
    return eq(whole.side, half.side)


@claim(
    statement="the same forward pass with another |w₀| can end in another minimum: H = diag(1, 4), "
              "u = (1, 1), a₀ = 1, ε near 4: −u from (−2, −1), u from (−1, −1/2)",
    source=ref("this_project", remark="what the geometry of G(1, n) is to cure"),
    lr=families.scalars("39/10", "41/10", sign="> 0"),
    screen=False,
    samples=12,
)
def other_minimum(lr):  # two verified traps
    problem = LeastSquares.from_minimiser(array([[1, 0], [0, 4]]), array([1, 1]))
    whole, half = (certify(problem, Number(1), array(w), lr) for w in ([-2, -1], [-1, "-1/2"]))
    return eq(whole.trap.side, -1), eq(half.trap.side, 1)


@claim(
    statement="|w₀| and ε matter together: BNGD from cw₀ at c²ε has the same scales a_k, and c "
              "times the weights, so ends in the same minimum",
    source=ref("cai2019", remark="scaling law with ρ = c"),
    where=lambda p, k: [lt(p.lr_a, 2), ne(k, 0)],
    p=families.bngd_states(),
    k=families.scalars(-2, 2),
)
def length_and_rate_together(p, k, power=4):
    a, w = step(p.a, p.w, p, p.lr)
    a_scaled, w_scaled = step(p.a, k**2 * p.w, p, k**power * p.lr)
    return eq(a_scaled, a), eq(w_scaled, k**2 * w)


def step(a, w, p, lr):
    return bngd_step(a, w, p.H, p.g, lr, p.lr_a)


@length_and_rate_together.proof(uses={
    "induction": "from one step to all steps"})
def _(prove, p, k):
    prove.identity()


length_and_rate_together.mutant(power=2)
