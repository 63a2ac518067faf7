"""What is minimised."""

from bnlinear.problems.least_squares import LeastSquares

__all__ = ["LeastSquares"]
