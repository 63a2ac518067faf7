"""What is minimised."""

from bnlinear.problems.batch_norm import (
    batch_statistics,
    bn_backward,
    bn_forward,
    bn_inference,
)
from bnlinear.problems.batch_norm_layer import BatchNorm, RunningStatistics
from bnlinear.problems.feature_statistics import RunningMoments, mean_and_variance
from bnlinear.problems.gaussian_data import GaussianData
from bnlinear.problems.halfspaces import GaussianHalfspace, stein_gradient
from bnlinear.problems.least_squares import LeastSquares
from bnlinear.problems.logistic import is_separable, logistic_optimum
from bnlinear.problems.losses import LOSSES, Loss
from bnlinear.problems.tanh_certificate import StrictMinimum, certify_strict_minimum
from bnlinear.problems.tanh_network import TanhNetwork
from bnlinear.problems.tanh_unit import TanhUnit

__all__ = ["BatchNorm", "GaussianData", "GaussianHalfspace", "LOSSES", "LeastSquares", "Loss",
           "RunningMoments", "RunningStatistics", "StrictMinimum", "TanhNetwork", "TanhUnit",
           "batch_statistics", "bn_backward", "bn_forward", "bn_inference",
           "certify_strict_minimum", "is_separable", "logistic_optimum", "mean_and_variance",
           "stein_gradient"]
