"""Learning-rate sweeps: whole grids of learning rates, a few operations a coordinate each."""

from bnlinear.sweeps.canonical.coordinates import ByProducts, Diagonal
from bnlinear.sweeps.result import Sweep
from bnlinear.sweeps.running.chunks import SweepInterrupted
from bnlinear.sweeps.sweep import canonical, sweep

__all__ = ["ByProducts", "Diagonal", "Sweep", "SweepInterrupted", "canonical", "sweep"]
