"""Networks trained by the step functions that the ledger proves: one method a layer."""

from bnlinear.training.networks.by_layer import ByLayer
from bnlinear.training.networks.data import Samples
from bnlinear.training.networks.noise import InjectedNoise
from bnlinear.training.networks.preconditioning import LayerBNP
from bnlinear.training.networks.presets import METHODS, Preset, preset
from bnlinear.training.networks.result import NetworkTraining
from bnlinear.training.networks.rules import AdamGRule, SGDGRule, SGDRule
from bnlinear.training.networks.schedule import Drops
from bnlinear.training.networks.train import train_network

__all__ = ["AdamGRule", "ByLayer", "Drops", "InjectedNoise", "LayerBNP", "METHODS",
           "NetworkTraining", "Preset", "SGDGRule", "SGDRule", "Samples", "preset",
           "train_network"]
