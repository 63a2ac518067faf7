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

__all__ = ["Family", "bngd_states", "directions", "least_squares", "mini_batches", "orthogonal",
           "scalars", "spectra"]
