"""Linear models trained on mini-batches: plain, with batch normalization, preconditioned by it."""

from bnlinear.training.bn_inputs import BNInputs
from bnlinear.training.bn_outputs import BNOutputs
from bnlinear.training.bnp import BNP
from bnlinear.training.sgd import SGD
from bnlinear.training.train import TrainingRun, train

__all__ = ["BNInputs", "BNOutputs", "BNP", "SGD", "TrainingRun", "train"]
