"""Hypothesis strategies for exact linear algebra, usable on their own.

Symmetric positive definite matrices with known eigenvalues, exactly orthogonal matrices,
least-squares problems, BNGD states, mini-batches: all built from a few small rationals (nothing is
filtered but the rare zero vector), so they shrink to small readable instances.

>>> from hypothesis import given, settings
>>> from bnlinear.claims import strategies
>>> @settings(max_examples=5, database=None)
... @given(strategies.orthogonal_matrices(max_dim=3))
... def test(Q):
...     assert (Q @ Q.T == Q.T @ Q).all()
>>> test()
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import assume
from hypothesis import strategies as st

from bnlinear.claims import families
from bnlinear.claims.families.coordinates import Box, Coordinates, Rejected
from bnlinear.claims.families.family import Family
from bnlinear.claims.search.pool import DENOMINATOR

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy


def members(family: Family, *, floats: bool = False) -> SearchStrategy[Any]:
    """Members of a family of `bnlinear.claims.families.catalogue`: exact, or in floats.

    Parameters
    ----------
    family
        For example ``families.directions(max_dim=3)``.
    floats
        Build float arrays instead of exact ones.
    """
    def build(at: Coordinates) -> Any:
        try:
            return family.build(at.floats() if floats else at)
        except Rejected:
            assume(False)

    dims = st.integers(family.min_dim, family.max_dim)
    return dims.flatmap(lambda dim: st.builds(Coordinates, st.just(dim), _tuples(
        tuple(family.boxes(dim))))).map(build)


def _tuples(boxes: tuple[Box, ...]) -> SearchStrategy[tuple[Fraction, ...]]:
    return st.tuples(*(st.fractions(low, high, max_denominator=DENOMINATOR)
                       for low, high in boxes))


def spd_matrices(*, min_dim: int = 1, max_dim: int = 4,
                 floats: bool = False) -> SearchStrategy[Any]:
    """Symmetric positive definite matrices H = QΛQᵀ with rational eigenvalues in [1/8, 8].

    The members have fields H, mu (smallest eigenvalue) and L (largest), so that bounds in terms
    of the spectrum can be tested without computing one.
    """
    return members(families.spectra(min_dim=min_dim, max_dim=max_dim), floats=floats)


def orthogonal_matrices(*, min_dim: int = 1, max_dim: int = 4, how: str = "rotations",
                        floats: bool = False) -> SearchStrategy[Any]:
    """Exactly orthogonal matrices: products of Pythagorean rotations, or Cayley transforms."""
    return members(families.orthogonal(min_dim=min_dim, max_dim=max_dim, how=how), floats=floats)


def least_squares(*, min_dim: int = 1, max_dim: int = 4,
                  floats: bool = False) -> SearchStrategy[Any]:
    """Least-squares problems with a nonzero point: fields problem, w, mu, L."""
    return members(families.least_squares(min_dim=min_dim, max_dim=max_dim), floats=floats)


def directions(*, min_dim: int = 1, max_dim: int = 4,
               floats: bool = False) -> SearchStrategy[Any]:
    """Directions with an effective learning rate."""
    return members(families.directions(min_dim=min_dim, max_dim=max_dim), floats=floats)


def bngd_states(*, min_dim: int = 1, max_dim: int = 4,
                floats: bool = False) -> SearchStrategy[Any]:
    """States of BNGD with rational σ."""
    return members(families.bngd_states(min_dim=min_dim, max_dim=max_dim), floats=floats)


def mini_batches(*, min_dim: int = 1, max_dim: int = 3, extra_rows: int = 2,
                 full_rank: bool = True, floats: bool = False) -> SearchStrategy[Any]:
    """Mini-batches X, y with d features and d + `extra_rows` rows."""
    return members(families.mini_batches(min_dim=min_dim, max_dim=max_dim, extra_rows=extra_rows,
                                         full_rank=full_rank), floats=floats)
