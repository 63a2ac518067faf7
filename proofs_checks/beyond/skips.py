"""Skip connections: the explosion of gradients becomes a power law.

Main statements
    `skip_block`, `skip_growth`.
Notation
    x ↦ x + φ(BN(Wx)), E = E[φ′²], V = Var φ, S_l = 1 + lV the variance after l blocks;
    block l multiplies the squared gradient by 1 + E/S_l; c = E/V, π/(π − 1) for ReLU.
References
    Yang et al. 2019 for the two integrals; the rest is this project's.
"""

from flint import arb

from bnlinear.claims import claim, eq, families, gt, le, ref
from bnlinear.exact import Number
from bnlinear.theory import explosion as theory
from proofs_checks.santurkar2018.smoothness import gradient
from proofs_checks.yang2019 import half_line_integrals, leaky_relu_moments


@claim(
    statement="1 + E/(1 + lV) = (l + 1/V + c)/(l + 1/V) with c = E/V, and it exceeds 1: block l of "
              "x ↦ x + φ(BN(Wx))",
    source=ref("this_project"),
    E=families.scalars(0, 4, sign="> 0"),
    V=families.scalars("1/16", 4, sign="> 0"),
    block=families.scalars(0, 99, sign=">= 0"),
)
def skip_block(E, V, block, one=1):
    factor = theory.skip_factor(block, E, V)
    return eq(factor, (block + one / V + E / V) / (block + one / V)), gt(factor, 1)


@skip_block.proof()
def _(prove, E, V, block):
    stream = prove.number(1) + prove.given(block) * prove.given(V)
    prove.nonzero(stream)
    prove.identity(0)
    prove.by(prove.given(E) / stream)


skip_block.mutant(one=2)


def _gamma(value):
    return Number.from_ball(value.ball.gamma())


@claim(
    statement="infinite width and batch: through n blocks x ↦ x + φ(BN(Wx)) the squared gradient "
              "grows by Γ(n + β)Γ(α)/(Γ(n + α)Γ(β)), α = 1/V, β = (1 + E)/V: like n^c, c = E/V, so "
              "for ReLU the base π/(π − 1) of the explosion is the exponent of a power law",
    source=ref("this_project", remark="from the integrals of Yang et al. 2019"),
    slope=families.scalars(0, 1),
    depth=families.scalars(1, 40, sign="> 0"),
    screen=False,
    samples=16,
)
def skip_growth(slope, depth):  # on exact instances: leaky ReLU, to 30 digits
    depth = int(depth.rational) + 1
    pi = Number.from_ball(arb.pi())
    E = (1 + slope * slope) / 2
    V = E - (1 - slope) ** 2 / (2 * pi)
    alpha, beta = 1 / V, (1 + E) / V
    ratio = _gamma(depth + beta) * _gamma(alpha) / (_gamma(depth + alpha) * _gamma(beta))
    return (le(abs(theory.skip_growth(depth, E, V) / ratio - 1), Number(10) ** -12),
            le(abs(E / V - theory.leaky_relu_factor(slope, pi)), Number(10) ** -12))


skip_growth.follows(
    skip_block, half_line_integrals, leaky_relu_moments, gradient,
    uses=("gamma function", "gradient independence", "law of large numbers"),
    words="""\
The branch φ(BN(Wx)) has variance V in each block and is, by independence of W, uncorrelated with
the stream: after l blocks the variance is S_l = 1 + lV. Backwards the gradient g splits into g
itself, by the skip, and what comes through the branch: by the argument of yang2019.explosion, with
variance S_l of what BN sees, a part of mean square |g|²E/S_l, uncorrelated with g. So block l
multiplies the mean square by 1 + E/S_l (skip_block), and the product over the blocks is the ratio
of gamma functions. E and V are those of leaky_relu_moments.""")
