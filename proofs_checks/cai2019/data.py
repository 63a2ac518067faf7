"""From data to a least-squares problem, and what a singular Hessian leaves undetermined.

Main statements
    `loss_of_the_data`, `diagonal_problems`, `minimisers_of_a_singular_problem`,
    `singular_problems_in_floats`.
"""

import numpy as np

from bnlinear.claims import claim, eq, families, ge, le, ref
from bnlinear.exact import Number
from bnlinear.exact.matrices import identity
from bnlinear.problems import LeastSquares

BATCHES = families.mini_batches(extra_rows=2, full_rank=False)


@claim(
    statement="J₀(w) of a table is (1/2n)Σ(y_j − x_jᵀw)², of the centred table unless one asks for "
              "the raw one; its minimum is (c − R*)/2",
    source=ref("cai2019", remark="least squares; E[x] = 0"),
    p=BATCHES,
    w=families.scalars(-4, 4),
    samples=60,
    screen=False,
)
def loss_of_the_data(p, w):
    raw, centred = (LeastSquares.from_data(p.X, p.y, centre=how) for how in (False, True))
    at, n = w * p.X[0] + p.X[1], len(p.X)
    miss = p.y - p.X @ at
    apart = miss - miss.sum() / n
    return (eq(raw.loss(at), miss @ miss / (2 * n)), eq(centred.loss(at), apart @ apart / (2 * n)),
            eq(raw.loss(raw.u), (raw.c - raw.R_star) / 2),
            eq(raw.excess_loss(at), raw.loss(at) - raw.loss(raw.u)))


@claim(
    statement="a problem made from eigenvalues λ, a minimiser u and a residual r has the loss "
              "½Σλ_i(w_i − u_i)² + r/2",
    source=ref("cai2019", remark="diagonal problems"),
    p=families.mini_batches(min_dim=2),
    residual=families.scalars(0, 4, sign=">= 0"),
    samples=40,
    screen=False,
)
def diagonal_problems(p, residual):
    values, u, w = p.X[0] ** 2 + 1, p.X[1], p.X[2]
    problem = LeastSquares.from_spectrum(values, u, residual=residual)
    return eq(problem.loss(w), values @ ((w - u) * (w - u)) / 2 + residual / 2)


@claim(
    statement="H singular: u + n, Hn = 0, are the minimisers; the shortest is u, the nearest to w "
              "differs from w by a vector of the range of H; nullity and range fit the rank",
    source=ref("this_project", remark="see nearest_minimiser and gd_minimum_norm"),
    p=families.mini_batches(min_dim=2, full_rank=False),
    samples=40,
    screen=False,
)
def minimisers_of_a_singular_problem(p):
    X = np.hstack([p.X[:2], p.X[:2, :1]])  # two rows, three columns or more, two of them equal
    problem = LeastSquares.from_data(X, p.y[:2], centre=False)
    w = np.array([Number(k * k) for k in range(X.shape[1])])
    near, null = problem.nearest_minimiser(w), problem.null_part(w)
    every = sum(problem.null_part(e)[k] for k, e in enumerate(identity(len(w))))
    return (eq(problem.H @ near, problem.g), eq(problem.H @ null, 0 * w),
            eq(problem.H @ problem.u, problem.g), eq(problem.range_part(w) + null, w),
            eq(null @ problem.range_part(p.X[0].sum() * w + 1), 0),
            eq((near - w) @ null, 0), eq(problem.null_part(problem.u), 0 * w),
            eq(every, problem.nullity))  # the trace of the projection


@claim(
    statement="the same in floats, to rounding: where two columns are equal the nearest minimiser "
              "has slope 0, and moving to it has no null part",
    source=ref("this_project"),
    where=lambda p: ge(np.min(np.abs(p.X).max(axis=0)), 0.5),
    p=families.mini_batches(extra_rows=3),
    screen_only=True,
    samples=40,
)
def singular_problems_in_floats(p):
    X = np.column_stack([p.X, p.X[:, 0]])
    problem = LeastSquares.from_data(X, p.y)
    w = np.arange(1.0, X.shape[1] + 1)
    near, size = problem.nearest_minimiser(w), 1 + np.linalg.norm(problem.H)
    # apart from the null space H is as well conditioned as that of the table without the copy
    rounding = 1e-12 * size * np.linalg.cond(np.cov(p.X.T)) * (1 + np.max(np.abs(near)))
    swap = near[0] - near[-1] - (w[0] - w[-1])  # the null direction is that of the copy
    return (le(np.max(np.abs(problem.H @ near - problem.g)), rounding), le(abs(swap), rounding),
            eq(problem.nullity, 1))
