"""bnlinear: every theorem about normalization on linear models, with a machine-checked verdict."""

from bnlinear.dynamics import BNGD, GD, iterate
from bnlinear.problems import LeastSquares

__version__ = "0.1.0"

__all__ = ["BNGD", "GD", "LeastSquares", "__version__", "iterate"]
