"""How large the preconditioned Hessian is when the layer has more features than samples."""

import numpy as np

from bnlinear.claims import Family, VectorPart, claim, eq, families, gt, le, ref
from bnlinear.dynamics.bnp import preconditioner
from bnlinear.exact import Number, array
from bnlinear.exact.spectra import eigenvalues
from bnlinear.problems import LayerBatch

#: A vector of ±1, N = d samples: one feature, which every column repeats.
FEATURES = Family("features", (VectorPart("x"),), lambda v: v["x"])


@claim(
    statement="for entries of mean 0 and variance 1, E‖G‖ ≤ C max(√m, √N) with a constant C",
    source=ref("seginer2000",
               remark="as printed in the slides on Lange et al. 2022, without independence"),
    where=lambda x, C: [*(eq(entry * entry, 1) for entry in x), gt(C, 0)],
    x=FEATURES,
    C=families.scalars(0, 9),
    screen=False,
    expect="refuted",
    # N = m = 5 > C²; for any other C take m = N > C²
    counterexample={"x": array([1, -1, 1, 1, -1]), "C": Number(2)},
    repairs="lange2022.seginer_identical_columns",
)
def seginer_any_entries_as_printed(x, C):
    """G = ±x1ᵀ, the signs equally likely: each entry has mean 0 and variance 1."""
    G = np.outer(x, x * 0 + 1)
    return le(eigenvalues(G.T @ G)[-1], C**2 * max(G.shape))


@claim(
    statement="m identical columns x: G1 = mx, so ‖G‖² ≥ |G1|²/|1|² = m|x|²: mN for entries ±1; "
              "for m ≥ N, ‖G‖ ≤ C max(√m, √N) then needs C² ≥ N: no constant will do",
    source=ref("this_project", remark="repairs lange2022.seginer_any_entries_as_printed"),
    x=FEATURES,
    m=families.scalars(0, 9, sign="> 0"),
    C=families.scalars(0, 9, sign="> 0"),
    where=lambda x, m, C: le(m * (x @ x), C**2 * m),
)
def seginer_identical_columns(x, m, C):
    image = m * x  # of the vector of m ones, of length² m
    return eq(image @ image / m, m * (x @ x)), le(x @ x, C**2)


@seginer_identical_columns.proof()
def _(prove, x, m, C):
    prove.identity(0)
    prove.by(prove.given(C**2 * m - m * (x @ x)) / prove.given(m))


@seginer_identical_columns.mutant
def _(x, m, C):  # as for independent columns
    image = m * x
    return eq(image @ image / m, x @ x), le(x @ x, C**2)


#: Samples of the random layers below, and how much finite N may add to the limit (1 + √(N/m))² ≤ 4
#: of λmax/q². It is largest at m = N: mean 3.8, standard deviation 0.1, and a tail of Tracy and
#: Widom, exp(−(2/3)s^(3/2)) at s = 14: a false alarm has probability below 1e-12.
N, MARGIN = 128, 1


@claim(
    statement="independent entries: divided by q², q² = max(m/N, 1), the preconditioned Hessian "
              "has norm ≤ 4 + o(1) for all m; divided by q its norm is at least √(m/N)",
    source=ref("lange2022", remark="q² in the algorithm (the slides divide by q)"),
    ratio=families.scalars("1/8", 24),
    seed=families.scalars(0, 99),
    screen_only=True,
    samples=24,
)
def norm_balance_q(ratio, seed):
    m = max(1, round(float(ratio) * N))
    rng = np.random.default_rng([m, int(1000 * float(seed))])
    layer = LayerBatch.from_loss(rng.normal(size=(N, m)) + rng.normal(size=m), "squared")
    G = np.column_stack([np.ones(N), layer.normalised().H])
    norm = np.linalg.eigvalsh(G @ G.T / N)[-1]  # of ĜᵀĜ/N
    q2, q = (preconditioner(*layer.statistics(), N, scale=s).q2 for s in ("q2", "q"))
    return le(norm / q2, 4 + MARGIN), le(np.sqrt(m / N), norm / q)
