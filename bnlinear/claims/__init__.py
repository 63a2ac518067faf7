"""The evidence engine: state a claim, hunt it, decide it exactly, prove it."""

from bnlinear.claims import families
from bnlinear.claims.claim import Claim, ClaimError, claim
from bnlinear.claims.families import Family
from bnlinear.claims.instances import BNGDState, Direction, Point
from bnlinear.claims.parts import DataPart, OnesPart, ScalarPart, Spectrum, VectorPart
from bnlinear.claims.relations import (
    GaveUp,
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
from bnlinear.claims.trap import certify

__all__ = [
    "BNGDState", "Claim", "ClaimError", "DataPart", "Direction", "Family", "GaveUp", "OnesPart",
    "Point", "ScalarPart", "Spectrum", "VectorPart", "all_of", "any_of", "certify", "claim", "eq",
    "families", "ge", "gt", "implies", "le", "lt", "ne", "spectrum_within",
]
