"""The variance at inference: m/(m − 1)·E[σ²], unbiased for independent draws only.

With x = μ1 + z, σ² is a quadratic form in z; its mean follows from those of |z|² and ⟨1, z⟩².
"""

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from bnlinear.claims import (
    Family,
    OnesPart,
    ScalarPart,
    VectorPart,
    claim,
    eq,
    families,
    ge,
    gt,
    ref,
)
from bnlinear.exact import array
from bnlinear.problems.layers.transform import batch_statistics, unbiased_variance
from proofs_checks.ioffe2015.transform import box


@dataclass(frozen=True, eq=False)
class Draw:
    """A batch x = μ1 + z; each row has mean mu and variance."""

    ones: Any
    z: Any
    mu: Any
    variance: Any

    @property
    def m(self):
        return self.ones @ self.ones


def draws():
    return Family(
        "draws",
        (OnesPart(), VectorPart("z", nonzero=False), ScalarPart("mu", box(-4, 4)),
         ScalarPart("variance", box(0, 4), ">= 0")),
        lambda v: Draw(**v), 2, 4)


def from_squares(z_squared, sum_squared, m):
    """σ² of the batch from |z|² and ⟨1, z⟩²."""
    return (z_squared - sum_squared / m) / m


def is_quadratic(p):
    """σ² of μ1 + z is that form in z."""
    return eq(batch_statistics(p.mu * p.ones + p.z, p.ones)[1],
              from_squares(p.z @ p.z, (p.ones @ p.z) ** 2, p.m))


@claim(
    statement="m/(m − 1)·E[σ²] is the variance v of the population, for batches of m independent "
              "draws: σ² = (|z|² − ⟨1, z⟩²/m)/m for x = μ1 + z, and E|z|² = E⟨1, z⟩² = mv",
    source=ref("ioffe2015", "Algorithm 2", remark="inference with population statistics"),
    where=lambda p: gt(p.m, 1),
    p=draws(),
)
def inference_variance(p):
    mean_variance = from_squares(p.m * p.variance, p.m * p.variance, p.m)
    return is_quadratic(p), eq(unbiased_variance(mean_variance, p.m), p.variance)


@inference_variance.proof(uses={
    "linearity of expectation": "from the form of σ² in z to E[σ²]"})
def _(prove, p):
    prove.identity()


@inference_variance.mutant
def _(p):  # the biased variance
    mean_variance = from_squares(p.m * p.variance, p.m * p.variance, p.m)
    return is_quadratic(p), eq(mean_variance, p.variance)


@claim(
    statement="without replacement from n numbers the factor is m(n − 1)/((m − 1)n): then "
              "E⟨1, z⟩² = mv(n − m)/(n − 1)",
    source=ref("this_project",
               remark="repairs ioffe2015.inference_variance_any_sampling_as_stated"),
    where=lambda p, n: [gt(p.m, 1), gt(n, 1), ge(n, p.m)],
    p=draws(),
    n=families.scalars(2, 9, sign="> 0"),
)
def inference_variance_without_replacement(p, n):
    sum_squared = p.m * p.variance * (n - p.m) / (n - 1)
    mean_variance = from_squares(p.m * p.variance, sum_squared, p.m)
    return (is_quadratic(p),
            eq(unbiased_variance(mean_variance, p.m) * (n - 1) / n, p.variance))


@inference_variance_without_replacement.proof(uses={
    "linearity of expectation": "from the form of σ² in z to E[σ²]"})
def _(prove, p, n):
    prove.identity()


@inference_variance_without_replacement.mutant
def _(p, n):  # the factor of independent draws
    sum_squared = p.m * p.variance * (n - p.m) / (n - 1)
    mean_variance = from_squares(p.m * p.variance, sum_squared, p.m)
    return is_quadratic(p), eq(unbiased_variance(mean_variance, p.m), p.variance)


def populations():
    """Two or three numbers to draw batches from."""
    return Family("populations", (VectorPart("values", nonzero=False),), lambda v: v["values"],
                  2, 3)


def variance_of(values):
    """The biased variance: of a batch, or of a whole population."""
    return batch_statistics(values, np.ones_like(values))[1]


def inference(batches):
    """m/(m − 1) times the mean of σ² over batches, all equally likely."""
    rows = [np.array(batch) for batch in batches]
    return unbiased_variance(sum(variance_of(row) for row in rows) / len(rows), len(rows[0]))


@claim(
    statement="every batch of two or three independent draws written out: m/(m − 1)·E[σ²] = v; "
              "every batch without replacement: v·n/(n − 1)",
    source=ref("ioffe2015", "Algorithm 2",
               remark="inference with population statistics, by enumeration"),
    p=populations(),
)
def inference_variance_by_enumeration(p):
    n, v = len(p), variance_of(p)
    return [*(eq(inference(product(p, repeat=m)), v) for m in (2, 3)),
            *(eq(inference(combinations(p, m)) * (n - 1) / n, v) for m in range(2, n + 1))]


@claim(
    statement="m/(m − 1)·E[σ²] is the variance of the population, however batches are drawn: also "
              "two at a time without replacement, as from a training set",
    source=ref("ioffe2015", "Algorithm 2", remark="read for any sampling"),
    p=populations(),
    expect="refuted",
    counterexample={"p": array([0, 2])},
    repairs="ioffe2015.inference_variance_without_replacement",
)
def inference_variance_any_sampling_as_stated(p):
    return eq(inference(combinations(p, 2)), variance_of(p))
