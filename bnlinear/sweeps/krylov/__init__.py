"""Huge or sparse problems reduced to a Krylov space that serves every learning rate."""

from bnlinear.sweeps.krylov.reduction import for_data, reduce

__all__ = ["for_data", "reduce"]
