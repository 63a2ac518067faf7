"""bnlinear: every theorem about normalization on linear models, with a machine-checked verdict."""

from bnlinear.dynamics import BNGD, BNSGD, GD, GDNP, SGDG, AdamG, iterate
from bnlinear.problems import GaussianHalfspace, LeastSquares
from bnlinear.sweeps import sweep

__version__ = "0.1.0"

__all__ = ["AdamG", "BNGD", "BNSGD", "GD", "GDNP", "GaussianHalfspace", "LeastSquares", "SGDG",
           "__version__", "iterate", "sweep"]
