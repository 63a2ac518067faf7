"""How it is minimised: one method a file, one loop for all."""

from bnlinear.dynamics.bngd import BNGD, bngd_step
from bnlinear.dynamics.gd import GD, gd_step
from bnlinear.dynamics.iterate import Outcome, State, Trajectory, iterate
from bnlinear.dynamics.rayleigh import rayleigh_step

__all__ = ["BNGD", "GD", "Outcome", "State", "Trajectory", "bngd_step", "gd_step", "iterate",
           "rayleigh_step"]
