"""What is minimised."""

from bnlinear.problems.activations import ACTIVATIONS, Activation, leaky_relu
from bnlinear.problems.batch_norm import (
    batch_statistics,
    bn_backward,
    bn_forward,
    bn_inference,
)
from bnlinear.problems.batch_norm_layer import BatchNorm, RunningStatistics
from bnlinear.problems.deep_network import DeepNetwork, random_network
from bnlinear.problems.feature_statistics import RunningMoments, mean_and_variance
from bnlinear.problems.gaussian_data import GaussianData
from bnlinear.problems.halfspaces import GaussianHalfspace, stein_gradient
from bnlinear.problems.layer import LayerBatch
from bnlinear.problems.least_squares import LeastSquares
from bnlinear.problems.logistic import is_separable, logistic_optimum
from bnlinear.problems.losses import LOSSES, Loss
from bnlinear.problems.models import (
    LinearModel,
    linear_regression,
    logistic_regression,
    softmax_regression,
)
from bnlinear.problems.tanh_certificate import StrictMinimum, certify_strict_minimum
from bnlinear.problems.tanh_network import TanhNetwork
from bnlinear.problems.tanh_unit import TanhUnit

__all__ = ["ACTIVATIONS", "Activation", "BatchNorm", "DeepNetwork", "GaussianData",
           "GaussianHalfspace", "LOSSES", "LayerBatch", "LeastSquares", "LinearModel", "Loss",
           "RunningMoments", "RunningStatistics", "StrictMinimum", "TanhNetwork", "TanhUnit",
           "batch_statistics", "bn_backward", "bn_forward", "bn_inference",
           "certify_strict_minimum", "is_separable", "leaky_relu", "linear_regression",
           "logistic_optimum", "logistic_regression", "mean_and_variance", "random_network",
           "softmax_regression", "stein_gradient"]
