"""How it is minimised: one method a file, one loop for all."""

from bnlinear.dynamics.adamg import AdamG, adamg_moments, adamg_step, adamg_update
from bnlinear.dynamics.bngd import BNGD, bngd_step, effective_lr
from bnlinear.dynamics.bnp import Preconditioner, bnp_update, preconditioner
from bnlinear.dynamics.bnsgd import BNSGD, sgd_step
from bnlinear.dynamics.clipping import clip_adaptive, clip_unit
from bnlinear.dynamics.covariate_shift import CovariateShift, covariate_shift
from bnlinear.dynamics.gd import GD, gd_step
from bnlinear.dynamics.gdnp import (
    GDNP,
    GDNPOutcome,
    GDNPRun,
    NetworkRun,
    gdnp_direction_step,
    gdnp_units,
)
from bnlinear.dynamics.geodesics import (
    angle_between,
    carry,
    exp_map,
    log_map,
    parallel_transport,
    project,
    turn,
    unit,
)
from bnlinear.dynamics.loop import Method, iterate
from bnlinear.dynamics.normalized import best_scale, bn_gradient, bn_residual
from bnlinear.dynamics.rayleigh import rayleigh_step
from bnlinear.dynamics.sgdg import (
    SGDG,
    clip_norm,
    orthogonality_gradient,
    orthogonality_of_columns,
    orthogonality_penalty,
    sgdg_step,
    sgdg_update,
)
from bnlinear.dynamics.trajectory import Outcome, State, Trajectory

__all__ = ["AdamG", "BNGD", "BNSGD", "CovariateShift", "GD", "GDNP", "GDNPOutcome", "GDNPRun",
           "Method", "NetworkRun", "Outcome", "Preconditioner", "SGDG", "State", "Trajectory",
           "adamg_moments", "adamg_step", "adamg_update", "angle_between", "best_scale",
           "bn_gradient", "bn_residual", "bngd_step", "bnp_update", "carry", "clip_adaptive",
           "clip_norm", "clip_unit", "covariate_shift", "effective_lr", "exp_map", "gd_step",
           "gdnp_direction_step", "gdnp_units", "iterate", "log_map", "orthogonality_gradient",
           "orthogonality_of_columns", "orthogonality_penalty", "parallel_transport",
           "preconditioner", "project", "rayleigh_step", "sgd_step", "sgdg_step", "sgdg_update",
           "turn", "unit"]
