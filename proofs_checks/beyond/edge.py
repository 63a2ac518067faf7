"""The edge reflection: how BNGD leaves an unstable learning rate, to leading order.

Near the ray of minimisers, with q = êλmax(H*), p = 1/q ∝ |w|² and Z ∝ the squared transverse part
(to second order in it), a step is p⁺ = p + Z/p², Z⁺ = ((p − 1)/p)²Z: Z grows while q > 2, that is
p < ½, and each growth of Z lengthens w.

Main statements
    `edge_law`, `edge_reflection_exact_as_hoped`.
"""

from bnlinear.claims import claim, eq, families, ref
from bnlinear.exact import Number


def edge_step(p, Z):
    """p⁺ and Z⁺."""
    return p + Z / p**2, ((p - 1) / p) ** 2 * Z


@claim(
    statement="I = Z + p² − p grows by Z²/p⁴ per step, exactly. From Z ≈ 0 to Z ≈ 0 it is kept to "
              "leading order (ΣZ² is of third order in ½ − p₀): p₀ + p_∞ = 1, 1/q₀ + 1/q_∞ = 1 "
              "to leading order, 2 + δ ↦ 2 − δ",
    source=ref("this_project"),
    p=families.scalars("1/4", 1, sign="> 0"),
    Z=families.scalars(0, 1, sign="> 0"),
)
def edge_law(p, Z, power=4):
    p_after, Z_after = edge_step(p, Z)
    return eq(Z_after + p_after**2 - p_after, Z + p**2 - p + Z**2 / p**power)


@edge_law.proof()
def _(prove, p, Z):
    prove.identity()


edge_law.mutant(power=2)


@claim(
    statement="1/q₀ + 1/q_∞ = 1 exactly: I = Z + p² − p is conserved",
    source=ref("this_project", remark="as a figure suggested"),
    p=families.scalars("1/4", 1, sign="> 0"),
    Z=families.scalars(0, 1, sign="> 0"),
    expect="refuted",
    counterexample={"p": Number("1/2"), "Z": Number("1/4")},
    repairs="beyond.edge_law",
)
def edge_reflection_exact_as_hoped(p, Z):
    p_after, Z_after = edge_step(p, Z)
    return eq(Z_after + p_after**2 - p_after, Z + p**2 - p)
