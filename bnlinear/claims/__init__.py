"""The evidence engine: state a claim, hunt it, decide it exactly, prove it."""

from bnlinear.claims import families
from bnlinear.claims.claim import Claim, ClaimError, claim
from bnlinear.claims.instances import BNGDState, Direction, Point
from bnlinear.claims.relations import (
    all_of,
    any_of,
    eq,
    ge,
    gt,
    implies,
    le,
    lt,
    ne,
    spectrum_within,
)

__all__ = [
    "BNGDState", "Claim", "ClaimError", "Direction", "Point", "all_of", "any_of", "claim", "eq",
    "families", "ge", "gt", "implies", "le", "lt", "ne", "spectrum_within",
]
