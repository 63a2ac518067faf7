"""Learning-rate sweeps: whole grids of learning rates, a few operations a coordinate each."""

from bnlinear.sweeps.canonical.coordinates import ByProducts, Diagonal
from bnlinear.sweeps.canonical.data import from_data
from bnlinear.sweeps.grid import canonical, sweep
from bnlinear.sweeps.methods.record import SweepMethod, Task, Watch
from bnlinear.sweeps.rates import auto_rates
from bnlinear.sweeps.result import Sweep
from bnlinear.sweeps.running.chunks import SweepInterrupted

__all__ = ["ByProducts", "Diagonal", "Sweep", "SweepInterrupted", "SweepMethod", "Task", "Watch",
           "auto_rates", "canonical", "from_data", "sweep"]
