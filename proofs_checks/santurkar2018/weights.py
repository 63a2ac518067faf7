"""What the paper says about the weights: the worst gradient over inputs, and the start.

∇_W = Xᵀ∂ℓ/∂x for a given ∂ℓ/∂x, and inputs with ‖X‖ ≤ λ. |Xᵀv|² = ⟨v, XXᵀv⟩ depends on XXᵀ alone:
p.H is XXᵀ here, and p.L is λ².
"""

from dataclasses import dataclass
from typing import Any

from bnlinear.claims import Family, VectorPart, any_of, claim, eq, families, gt, le, ref
from bnlinear.exact import Number, array, maximum
from bnlinear.theory import smoothness
from proofs_checks.ioffe2015.transform import varies
from proofs_checks.santurkar2018.smoothness import Curved, curved


def weight_gradient(p, over_m):
    """(γ²/σ²)(λ²|g|² − λ²⟨1, g⟩²/m − c⟨g, ŷ⟩²), with c = λ²/m in `over_m`."""
    mean = (p.ones @ p.g) / p.m
    return p.gamma**2 / p.variance * (
        p.L * (p.g @ p.g) - p.L * p.m * mean**2 - over_m * (p.g @ p.y_hat) ** 2)


@claim(
    statement="ĝ = max over ‖X‖ ≤ λ of |Xᵀ∇ℓ̂|² = (γ²/σ²)(λ²|g|² − λ²mμ_g² − (λ²/m)⟨g, ŷ⟩²): no X "
              "exceeds it, and where XXᵀ∇ℓ̂ = λ²∇ℓ̂ it is attained",
    source=ref("santurkar2018", "Theorem 4.4",
               remark="minimax bound on the Lipschitzness in the weights, repaired"),
    where=varies,
    p=curved(),
    samples=40,
)
def weight_identity(p):
    v, largest = p.gradient, weight_gradient(p, over_m=p.L / p.m)
    return le(v @ p.H @ v, largest), eq(p.L * (v @ v), largest)


@weight_identity.proof()
def _(prove, p):
    prove.identity(1)
    prove.by(prove.lift(p.gradient, lambda t: p.L - t), goal=0)


@weight_identity.mutant
def _(p):  # λ² for λ²/m
    v, largest = p.gradient, weight_gradient(p, over_m=p.L)
    return le(v @ p.H @ v, largest), eq(p.L * (v @ v), largest)


def printed_weight_bound(p, largest):
    """(γ²/σ²)(… − mμ_g² − λ²⟨g, ŷ⟩²)."""
    mean = (p.ones @ p.g) / p.m
    return p.gamma**2 / p.variance * (largest - p.m * mean**2 - p.L * (p.g @ p.y_hat) ** 2)


@claim(
    statement="ĝ ≤ (γ²/σ²)(g_max² − mμ_g² − λ²⟨g, ŷ⟩²), with g_max the worst squared norm |Xᵀg|² "
              "of the plain loss, or with the worst norm",
    source=ref("santurkar2018", "Theorem 4.4",
               remark="minimax bound on the Lipschitzness in the weights, as printed in the "
                      "encyclopedia article on batch normalization"),
    where=varies,
    p=curved(),
    expect="refuted",
    counterexample={"p": Curved(
        x=array([1, -1]), ones=array([1, 1]), g=array(["1/2", 0]), gamma=Number(1),
        beta=Number(0), H=array([[1, 0], [0, 1]]), mu=Number(1), L=Number(1))},
    repairs="santurkar2018.weight_identity",
)
def weight_bound_as_printed(p):
    worst, plain = p.L * (p.gradient @ p.gradient), p.L * (p.g @ p.g)
    return any_of(le(worst, printed_weight_bound(p, plain**2)),
                  le(worst, printed_weight_bound(p, plain)))


# -- the start ---------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Start:
    """Weights W₀ to start from, and an optimum W*; with it all kW*, k > 0, are optima."""

    start: Any
    optimum: Any

    @property
    def overlap(self):
        return self.start @ self.optimum

    def distance(self, factor):
        """|W₀ − kW*|²."""
        miss = self.start - factor * self.optimum
        return miss @ miss

    @property
    def bound(self):
        """|W₀ − W*|² − (|W*|² − ⟨W*, W₀⟩)²/|W*|²."""
        size = self.optimum @ self.optimum
        return self.distance(1) - (size - self.overlap) ** 2 / size


def starts():
    return Family("starts", (VectorPart("start"), VectorPart("optimum")),
                  lambda v: Start(**v), 1, 4)


@claim(
    statement="⟨W₀, W*⟩ > 0: the nearest optimum Ŵ* = kW* has |W₀ − Ŵ*|² = |W₀ − W*|² − (|W*|² − "
              "⟨W*, W₀⟩)²/|W*|²; no other multiple of W* is nearer, and k > 0",
    source=ref("santurkar2018", "Lemma 4.5",
               remark="BatchNorm leads to a favourable initialisation, repaired"),
    where=lambda p, other: gt(p.overlap, 0),
    p=starts(),
    other=families.scalars(-4, 4),
    samples=100,
)
def initialisation(p, other):
    factor, distance = smoothness.nearest_rescaling(p.start, p.optimum)
    return eq(distance, p.bound), le(distance, p.distance(other)), gt(factor, 0)


@initialisation.proof()
def _(prove, p, other):
    factor, _ = smoothness.nearest_rescaling(p.start, p.optimum)
    prove.identity(0)
    prove.by(prove.square(other - factor) * prove.norm(p.optimum))
    prove.by(prove.given(p.overlap) / prove.norm(p.optimum))


@initialisation.mutant
def _(p, other):  # W* is nearest
    factor, distance = smoothness.nearest_rescaling(p.start, p.optimum)
    return eq(distance, p.bound), le(p.distance(1), p.distance(other)), gt(factor, 0)


initialisation.mutant(where=lambda p, other: [])  # every W₀: then k may be negative


@claim(
    statement="the same for every W₀: some optimum kW*, k > 0, is as near as that (here the "
              "nearest of all with k ≥ 0, which is at least as near)",
    source=ref("santurkar2018", "Lemma 4.5",
               remark="BatchNorm leads to a favourable initialisation, as printed in the "
                      "encyclopedia article on batch normalization"),
    p=starts(),
    expect="refuted",
    counterexample={"p": Start(array([-1]), array([1]))},
    repairs="santurkar2018.initialisation",
)
def initialisation_as_printed(p):
    factor, _ = smoothness.nearest_rescaling(p.start, p.optimum)
    return le(p.distance(maximum(factor, 0)), p.bound)
