"""Learning-rate sweeps: whole grids of learning rates at the price of a few matrix products."""

from bnlinear.sweeps.coordinates import Diagonal

__all__ = ["Diagonal"]
