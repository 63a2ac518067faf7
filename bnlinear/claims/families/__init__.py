"""What a claim ranges over: families of exact instances."""

from bnlinear.claims.families.catalogue import (
    bngd_states,
    directions,
    least_squares,
    mini_batches,
    orthogonal,
    scalars,
    spectra,
)
from bnlinear.claims.families.family import Family
from bnlinear.claims.families.scale_invariance import momentum_states, scale_invariant
from bnlinear.claims.families.singular import singular_states

__all__ = ["Family", "bngd_states", "directions", "least_squares", "mini_batches",
           "momentum_states", "orthogonal", "scalars", "scale_invariant", "singular_states",
           "spectra"]
