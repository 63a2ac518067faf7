"""bnlinear: every theorem about normalization on linear models, with a machine-checked verdict."""

from bnlinear.dynamics import BNGD, GD, GDNP, iterate
from bnlinear.problems import GaussianHalfspace, LeastSquares
from bnlinear.sweeps import sweep

__version__ = "0.1.0"

__all__ = ["BNGD", "GD", "GDNP", "GaussianHalfspace", "LeastSquares", "__version__", "iterate",
           "sweep"]
