"""The evidence engine: state a claim, hunt it, decide it exactly, prove it."""

from bnlinear.claims import families
from bnlinear.claims.claim import Claim, ClaimError, claim
from bnlinear.claims.discovery.discoveries import Discovery, discover
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.instances import BNGDState, Direction, Point
from bnlinear.claims.families.matrices import DataPart, Spectrum
from bnlinear.claims.families.parts import OnesPart, ScalarPart, VectorPart
from bnlinear.claims.families.scale_invariance import MomentumStep, ScaleInvariantStep
from bnlinear.claims.families.singular import SingularState
from bnlinear.claims.references import ref
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
from bnlinear.dynamics.certificate import certify
from bnlinear.exact.precision import GaveUp

__all__ = [
    "BNGDState", "Claim", "ClaimError", "DataPart", "Direction", "Discovery", "Family", "GaveUp",
    "MomentumStep", "OnesPart", "Point", "ScalarPart", "ScaleInvariantStep", "SingularState",
    "Spectrum", "VectorPart", "all_of", "any_of", "certify", "claim", "discover", "eq", "families",
    "ge", "gt", "implies", "le", "lt", "ne", "ref", "spectrum_within",
]
