"""Families of layers, and operators, that several files of this folder speak about.

σ is the operator `std`: for moments, diag(σ) is one symmetric positive definite operator; the exact
instances draw any such matrix, of which a diagonal one is an example.
"""

from fractions import Fraction
from typing import Any

import numpy as np

from bnlinear.claims import DataPart, Family, ScalarPart, Spectrum, VectorPart
from bnlinear.exact.matrices import identity
from bnlinear.exact.moments import Operator

BATCHES = Family("batches", (DataPart(1, full_rank=False),), dict, 1, 3)


def layers(*parts: Any) -> Family:
    """A layer of m features: statistics mean and std, and a gradient (G_b, G_w)."""
    return Family(
        "layers",
        (Spectrum(), VectorPart("mean", nonzero=False), scalar("G_b"),
         VectorPart("G_w", nonzero=False), *parts),
        lambda v: {"std": v["H"], **v})


def scalar(name: str, low: int = -4, high: int = 4, sign: str = "") -> ScalarPart:
    return ScalarPart(name, (Fraction(low), Fraction(high)), sign)


def squared(H: Any) -> Any:
    """H² as an operator."""
    if isinstance(H, np.ndarray):
        return H @ H
    return Operator(H.space, {2: H.space.constant(1)}, ())


def shifted(H: Any, c: Any) -> Any:
    """H − cI: with H positive definite and c free, any symmetric operator."""
    if isinstance(H, np.ndarray):
        return H - c * identity(len(H)).astype(H.dtype)
    return H - c * Operator(H.space, {0: H.space.constant(1)}, ())
