"""Gradient descent in normalized parameterization (GDNP): the method, and networks unit by unit."""

from bnlinear.dynamics.gdnp.method import (
    GDNP,
    GDNPOutcome,
    GDNPRun,
    GDNPState,
    gdnp_direction_step,
)
from bnlinear.dynamics.gdnp.network import NetworkRun, gdnp_units

__all__ = ["GDNP", "GDNPOutcome", "GDNPRun", "GDNPState", "NetworkRun", "gdnp_direction_step",
           "gdnp_units"]
