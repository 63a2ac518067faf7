"""Certificates that a run of BNGD converges: a rigorous run into a trap, then a theorem."""

from bnlinear.dynamics.certificate.certify import Certificate, NoTrap, certify, foresee
from bnlinear.dynamics.certificate.trap import Trap, close, lower, star_edges, tangent, upper

__all__ = ["Certificate", "NoTrap", "Trap", "certify", "close", "foresee", "lower", "star_edges",
           "tangent", "upper"]
