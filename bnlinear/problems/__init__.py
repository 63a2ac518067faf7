"""What is minimised."""

from typing import TYPE_CHECKING

from bnlinear.lazy import lists, offers

if TYPE_CHECKING:
    from bnlinear.problems.gaussian.gaussian_data import GaussianData
    from bnlinear.problems.gaussian.halfspaces import GaussianHalfspace, stein_gradient
    from bnlinear.problems.gaussian.tanh_certificate import StrictMinimum, certify_strict_minimum
    from bnlinear.problems.gaussian.tanh_network import TanhNetwork
    from bnlinear.problems.gaussian.tanh_unit import TanhUnit
    from bnlinear.problems.layers.activations import ACTIVATIONS, Activation, leaky_relu
    from bnlinear.problems.layers.batch_norm import BatchNorm, RunningStatistics
    from bnlinear.problems.layers.deep_network import DeepNetwork, random_network
    from bnlinear.problems.layers.feature_statistics import RunningMoments, mean_and_variance
    from bnlinear.problems.layers.layer_batch import LayerBatch
    from bnlinear.problems.layers.transform import (
        batch_statistics,
        bn_backward,
        bn_forward,
        bn_inference,
    )
    from bnlinear.problems.least_squares import LeastSquares
    from bnlinear.problems.losses.margin import LOSSES, Loss
    from bnlinear.problems.networks.make import network
    from bnlinear.problems.networks.network import Network
    from bnlinear.problems.regression.logistic import is_separable, logistic_optimum
    from bnlinear.problems.regression.models import (
        LinearModel,
        linear_regression,
        logistic_regression,
        softmax_regression,
    )

__all__ = ["ACTIVATIONS", "Activation", "BatchNorm", "DeepNetwork", "GaussianData",
           "GaussianHalfspace", "LOSSES", "LayerBatch", "LeastSquares", "LinearModel", "Loss",
           "Network", "RunningMoments", "RunningStatistics", "StrictMinimum", "TanhNetwork",
           "TanhUnit", "batch_statistics", "bn_backward", "bn_forward", "bn_inference",
           "certify_strict_minimum", "is_separable", "leaky_relu", "linear_regression",
           "logistic_optimum", "logistic_regression", "mean_and_variance", "network",
           "random_network", "softmax_regression", "stein_gradient"]

__dir__ = lists(__name__)
__getattr__ = offers(__name__, {
    "gaussian.gaussian_data": ("GaussianData",),
    "gaussian.halfspaces": ("GaussianHalfspace", "stein_gradient"),
    "gaussian.tanh_certificate": ("StrictMinimum", "certify_strict_minimum"),
    "gaussian.tanh_network": ("TanhNetwork",),
    "gaussian.tanh_unit": ("TanhUnit",),
    "layers.activations": ("ACTIVATIONS", "Activation", "leaky_relu"),
    "layers.batch_norm": ("BatchNorm", "RunningStatistics"),
    "layers.deep_network": ("DeepNetwork", "random_network"),
    "layers.feature_statistics": ("RunningMoments", "mean_and_variance"),
    "layers.layer_batch": ("LayerBatch",),
    "layers.transform": ("batch_statistics", "bn_backward", "bn_forward", "bn_inference"),
    "least_squares": ("LeastSquares",),
    "losses.margin": ("LOSSES", "Loss"),
    "networks.make": ("network",),
    "networks.network": ("Network",),
    "regression.logistic": ("is_separable", "logistic_optimum"),
    "regression.models": ("LinearModel", "linear_regression", "logistic_regression",
                          "softmax_regression"),
})
