"""How it is minimised: one method a file, one loop for all."""

from bnlinear.dynamics.bngd import BNGD, bngd_step, effective_lr
from bnlinear.dynamics.bnp import Preconditioner, bnp_update, preconditioner
from bnlinear.dynamics.clipping import clip_adaptive, clip_unit
from bnlinear.dynamics.gd import GD, gd_step
from bnlinear.dynamics.gdnp import GDNP, GDNPOutcome, GDNPRun, gdnp_direction_step
from bnlinear.dynamics.gdnp_network import NetworkRun, gdnp_units
from bnlinear.dynamics.iterate import Outcome, State, Trajectory, iterate
from bnlinear.dynamics.rayleigh import rayleigh_step

__all__ = ["BNGD", "GD", "GDNP", "GDNPOutcome", "GDNPRun", "NetworkRun", "Outcome",
           "Preconditioner", "State", "Trajectory", "bngd_step", "bnp_update", "clip_adaptive",
           "clip_unit", "effective_lr", "gd_step", "gdnp_direction_step", "gdnp_units", "iterate",
           "preconditioner", "rayleigh_step"]
