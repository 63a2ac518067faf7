"""Hypothesis strategies shared by the tests: small exact numbers, and what is built of them."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from bnlinear.exact.matrices import diagonal, identity
from bnlinear.exact.number import Number, array


def rationals(bound: int = 99) -> st.SearchStrategy[Fraction]:
    return st.builds(Fraction, st.integers(-bound, bound), st.integers(1, bound))


def positive_rationals(bound: int = 99) -> st.SearchStrategy[Fraction]:
    return st.builds(Fraction, st.integers(1, bound), st.integers(1, bound))


def nonzero_rationals(bound: int = 99) -> st.SearchStrategy[Fraction]:
    return st.builds(Fraction, st.integers(-bound, bound).filter(bool), st.integers(1, bound))


def numbers(bound: int = 99) -> st.SearchStrategy[Number]:
    return rationals(bound).map(Number)


def vectors(size: int, bound: int = 9) -> st.SearchStrategy[np.ndarray]:
    return st.lists(rationals(bound), min_size=size, max_size=size).map(array)


def nonzero_vectors(size: int, bound: int = 9) -> st.SearchStrategy[np.ndarray]:
    return vectors(size, bound).filter(lambda v: bool(np.any(v != 0)))


def plane_rotation(size: int, i: int, j: int, t: Fraction) -> np.ndarray:
    """Rotation of the plane (i, j) by the Pythagorean angle with cosine (1−t²)/(1+t²)."""
    out = identity(size)
    out[i, i] = out[j, j] = Number((1 - t * t) / (1 + t * t))
    out[i, j] = Number(2 * t / (1 + t * t))
    out[j, i] = -out[i, j]
    return out


@st.composite
def rotations(draw: Any, size: int) -> np.ndarray:
    """Exact orthogonal matrices: products of Pythagorean rotations of neighbouring planes."""
    out = identity(size)
    for i in range(size - 1):
        out = out @ plane_rotation(size, i, i + 1, draw(rationals(4)))
    return out


@st.composite
def symmetric(draw: Any, values: st.SearchStrategy[list[Fraction]]) -> tuple[list[Fraction], Any]:
    """A spectrum and an exact matrix Q diag(spectrum) Qᵀ that has it."""
    spectrum = draw(values)
    Q = draw(rotations(len(spectrum)))
    return spectrum, Q @ diagonal(array(spectrum)) @ Q.T


@dataclass(frozen=True)
class Instance:
    """A least-squares problem in exact numbers, with points whose length σ is rational too."""

    H: np.ndarray
    u: np.ndarray
    w: np.ndarray  # wᵀHw is the square of a positive rational
    a: Number
    lr: Number
    lr_a: Number

    @property
    def g(self) -> Any:
        return self.H @ self.u


@st.composite
def instances(draw: Any, min_dim: int = 1, max_dim: int = 4) -> Instance:
    """H = QS²Qᵀ and w = QS⁻¹p with a rational |p|, so that σ = √(wᵀHw) = |p| is rational.

    Every formula of the package then stays rational, and tests can ask for equality.
    """
    dim = draw(st.integers(min_dim, max_dim))
    Q = draw(rotations(dim))
    s = draw(st.lists(positive_rationals(6), min_size=dim, max_size=dim).map(array))
    p = _unit(draw(st.lists(rationals(4), min_size=dim - 1, max_size=dim - 1)))
    length = draw(positive_rationals(6).map(Number))
    return Instance(
        H=Q @ diagonal(s * s) @ Q.T,
        u=draw(nonzero_vectors(dim)),
        w=Q @ (length * p / s),
        a=draw(rationals(9).map(Number)),
        lr=draw(positive_rationals(9).map(Number)),
        lr_a=draw(positive_rationals(9).map(Number)),
    )


def _unit(t: list[Fraction]) -> np.ndarray:
    """Stereographic projection: a rational point of the unit sphere."""
    square = sum((v * v for v in t), start=Fraction(0))
    return array([(square - 1) / (square + 1), *(2 * v / (square + 1) for v in t)])
