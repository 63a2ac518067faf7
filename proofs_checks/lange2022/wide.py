"""The spectra of wide tables, enclosed in balls, against exact characteristic polynomials.

Main statements
    `wide_spectra_are_the_exact_ones`, `wide_weighted_spectra`, `dependent_features`.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, gt, le, ref
from bnlinear.exact import Number, array
from bnlinear.exact.number import rational
from bnlinear.theory.hessians import exact_spectra, wide_spectra
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.weighted_hessians import weighted_spectra
from bnlinear.theory.wide_weighted import WideWeighted

MANY_ROWS = families.mini_batches(min_dim=2, extra_rows=2, full_rank=False)


def tables(p):
    """More rows than features, with a copy and a constant; and more features than rows."""
    tall = np.hstack([p.X, 3 * p.X[:, :1] - 1, p.X[:, :1] * 0 + 2])
    flat = np.hstack([array([[0, 1], [1, 0], [3, 2]]), p.X[:3], p.X[:3] ** 2 + 1])
    return TableMoments.from_data(tall, p.y), TableMoments.from_data(flat, p.y[:3])


def varies(p):
    """The first feature varies in both tables, and so does the target."""
    return [gt(abs(p.X[:3, 0] - p.X[0, 0]).max(), 0), gt(abs(p.y[:3] - p.y[0]).max(), 0)]


def near(told, exact):
    """The enclosed ends are the exact ones, and so are nullity and rank."""
    if exact is None or not exact.roots:
        return [eq(0 if told is None else told.rank, 0)]
    ends = ((told.smallest_nonzero, exact.smallest_nonzero), (told.largest, exact.largest))
    turned = exact.condition_number() * ball(exact.smallest_nonzero) - ball(exact.largest)
    return [eq(told.nullity, exact.nullity), eq(told.rank, sum(exact.multiplicities)),
            le(abs(turned), ball(exact.largest) / 10**15), *(
        le(abs(ball(one) - ball(other)), ball(other) / 10**15) for one, other in ends)]


def ball(value):
    return value if isinstance(value, Number) else value.number()


@claim(
    statement="the extreme nonzero eigenvalues of the five Hessians of a table, enclosed without a "
              "characteristic polynomial, are the exact ones, with their nullity and rank, for "
              "more rows than features and for fewer",
    source=ref("this_project"),
    where=varies,
    p=MANY_ROWS,
    samples=20,
    screen=False,
)
def wide_spectra_are_the_exact_ones(p):
    out = []
    for moments in tables(p):
        exact, told = exact_spectra(moments), wide_spectra(moments)
        out += [relation for name in exact for relation in near(told[name], exact[name])]
    return out


@claim(
    statement="the same for weighted rows: raw, centred and normalized by the means and deviations "
              "of the batch, or weighted ones",
    source=ref("this_project", remark="see weighted_centring"),
    where=varies,
    p=families.mini_batches(extra_rows=2),
    samples=24,
    screen=False,
)
def wide_weighted_spectra(p):
    moments, s = TableMoments.from_data(p.X, p.y), p.y**2 + 1
    exact, wide = weighted_spectra(p.X, s), WideWeighted(moments, s, rational(0))
    _, rank, extremes = wide.features(wide.batch)
    plain = extremes(lambda: [1 / value for value in wide.batch()[1]])
    told = {"raw": wide.raw(), "centred": wide.centred(wide.batch),
            "centred_weighted": wide.centred(wide.weighted), "bnp": wide.normalised(wide.batch),
            "bnp_weighted": wide.normalised(wide.weighted)}
    return [eq(rank, p.X.shape[1]), eq(plain.rank, p.X.shape[1]),
            *(relation for name in told for relation in near(told[name], exact[name]))]


@claim(
    statement="what is said of dependent features holds: a feature that is a combination of those "
              "before it and of 1 is the one that is named, and [1, X] kills the null vectors",
    source=ref("this_project"),
    where=varies,
    p=MANY_ROWS,
    samples=40,
    screen=False,
)
def dependent_features(p):
    tall, _ = tables(p)
    X = np.hstack([p.X, 3 * p.X[:, :1] - 1, p.X[:, :1] * 0 + 2])
    out = [eq(tall.rank + len(tall.dependent()), tall.m), eq(tall.only([0]).C[0, 0], tall.C[0, 0]),
           *(eq(Number(tall.variances[j]), tall.C[j, j]) for j in range(tall.m)),
           *(eq(Number(tall.mean(j)), X[:, j].sum() / len(X)) for j in range(tall.m))]
    for j in tall.dependent():
        terms = tall.combination(j) or []
        told = sum((Number(value) * (X[:, 0] * 0 + 1 if k is None else X[:, k])
                    for value, k in terms), 0 * X[:, 0])
        out += [eq(told, X[:, j])]
    basis = tall.affine_basis()
    columns = np.array([[Number(int(v)) for v in row] for row in basis.tolist()])
    units = np.array([Number(q) for q in tall.denominators[:-1]])
    scaled = np.hstack([X[:, :1] * 0 + 1, X * units])
    return [*out, eq(scaled @ columns, 0 * (scaled @ columns))]
