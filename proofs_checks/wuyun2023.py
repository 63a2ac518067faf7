"""Shuffling with batch normalization changes what is learnt.

Main statements
    `shuffle_once_as_commonly_stated`, `reshuffling_as_commonly_stated`, `shuffle_once`.
Notation
    One feature x, standardised within each batch of two: z = (x − mean)/σ of its batch. The least
    squares weight on z, over all rows, is θ = mean(zy), since mean(z²) = 1.
References
    Wu, Yun & Sra, "On the Training Instability of Shuffling SGD with Batch Normalization", ICML
    2023 (the abstract was read; the instances are this project's).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bnlinear.claims import Family, VectorPart, claim, eq, ne, ref
from bnlinear.exact import array
from bnlinear.problems import bn_forward

#: The three ways to cut four rows into two batches.
PARTITIONS = (((0, 1), (2, 3)), ((0, 2), (1, 3)), ((0, 3), (1, 2)))


@dataclass(frozen=True, eq=False)
class FourRows:
    """Four rows of one feature x and a target y."""

    x: Any
    y: Any


def four_rows():
    return Family("four_rows", (VectorPart("x"), VectorPart("y")), lambda v: FourRows(**v), 4, 4)


def _distinct(p):
    """No batch is constant."""
    return [ne(p.x[i], p.x[j]) for i in range(4) for j in range(i)]


def standardized(x):
    """z = (x − mean)/σ, by the forward pass that runs."""
    return bn_forward(x, np.array([1] * len(x)), 1, 0, 0)


def optimum(x, y, partitions):
    """The weight that minimises the mean squared error over all batches of the partitions."""
    products = [standardized(x[list(batch)]) @ y[list(batch)]
                for partition in partitions for batch in partition]
    return sum(products[1:], start=products[0]) / (len(y) * len(partitions))


EXAMPLE = {"p": FourRows(array([-1, 1, -7, 7]), array([0, 1, 0, 0]))}  # every σ is an integer


@claim(
    statement="training on batches that were shuffled once has the optimum of full-batch training",
    source=ref("wuyun2023", remark="against what is commonly stated of SGD"),
    where=_distinct,
    p=four_rows(),
    expect="refuted",
    counterexample=EXAMPLE,
    repairs="wuyun2023.shuffle_once",
    screen=False,
)
def shuffle_once_as_commonly_stated(p):
    return eq(optimum(p.x, p.y, PARTITIONS[:1]), optimum(p.x, p.y, [[(0, 1, 2, 3)]]))


@claim(
    statement="training on batches reshuffled every epoch has the optimum of full-batch training",
    source=ref("wuyun2023", remark="against what is commonly stated of SGD"),
    where=_distinct,
    p=four_rows(),
    expect="refuted",
    counterexample=EXAMPLE,
    repairs="wuyun2023.shuffle_once",
    screen=False,
)
def reshuffling_as_commonly_stated(p):
    return eq(optimum(p.x, p.y, PARTITIONS), optimum(p.x, p.y, [[(0, 1, 2, 3)]]))


@claim(
    statement="in batches of two only the order in each batch counts: z = ±1, so the optimum is "
              "the mean of ±½(y_i − y_j) over the batches, whatever the distances in x",
    source=ref("this_project"),
    where=_distinct,
    p=four_rows(),
    screen=False,
)
def shuffle_once(p):
    first, second = PARTITIONS[0]
    signed = [(1 if p.x[i] > p.x[j] else -1) * (p.y[i] - p.y[j]) for i, j in (first, second)]
    return eq(4 * optimum(p.x, p.y, PARTITIONS[:1]), signed[0] + signed[1])
