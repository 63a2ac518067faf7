"""The methods of the papers by name: where batch norm stands, and which rule moves what."""

from __future__ import annotations

from typing import NamedTuple

from bnlinear.checks import one_of
from bnlinear.dynamics.bnp import Scale
from bnlinear.kinds import Scalar
from bnlinear.problems.networks.layer import Place
from bnlinear.training.networks.by_layer import ByLayer
from bnlinear.training.networks.noise import InjectedNoise
from bnlinear.training.networks.preconditioning import LayerBNP
from bnlinear.training.networks.rules import AdamGRule, SGDGRule, SGDRule

#: Names of methods, and what they are.
METHODS = {
    "vanilla": "SGD without batch normalization",
    "bn": "SGD with batch normalization in front of the activations",
    "bngd": "the same; --lr is for the weights in front of it, --lr-a for all else",
    "bnp": "SGD preconditioned by batch normalization, which is not in the network",
    "sgdg": "SGD-G for the weights in front of batch normalization, SGD (--lr-a) for all else",
    "adamg": "Adam-G for these weights, SGD (--lr-a) for all else",
    "agc": "SGD with adaptive gradient clipping, without batch normalization",
    "noise": "bn, with noise injected behind it",
}


class Preset(NamedTuple):
    """Where batch normalization stands, and the method."""

    batch_norm: Place | None
    method: ByLayer


def preset(name: str, lr: Scalar, *, lr_a: float | None = None, momentum: float = 0.0,
           weight_decay: float = 0.0, scale: Scale = "q2", alpha: float = 0.1,
           clipping: float = 0.01) -> Preset:
    """A method of the papers.

    Parameters
    ----------
    name
        One of `METHODS`.
    lr
        Learning rate, or a list of them.
    lr_a
        For "bngd", "sgdg" and "adamg": of γ, β and the layers without batch normalization. By
        default 0.1 for "bngd" (ε_a, Cai et al. 2019) and 0.01 with momentum 0.9 for the others
        (Cho & Lee 2017).
    momentum, weight_decay
        Of SGD.
    scale
        For "bnp": what its gradient is divided by.
    alpha
        For "sgdg" and "adamg": of the orthogonality term.
    clipping
        For "agc".

    Examples
    --------
    >>> preset("bnp", 0.1).batch_norm is None, preset("sgdg", 0.2).method.columns
    (True, SGDGRule(lr=0.2, momentum=0.9, clip=0.1))
    """
    one_of("method", name, tuple(METHODS))
    plain = SGDRule(lr, momentum, weight_decay)
    beside = SGDRule(0.01 if lr_a is None else lr_a, momentum or 0.9, weight_decay)
    if name == "bngd":
        return Preset("before", ByLayer(SGDRule(0.1 if lr_a is None else lr_a, momentum), plain))
    if name == "sgdg":
        return Preset("before", ByLayer(beside, SGDGRule(lr), alpha))
    if name == "adamg":
        return Preset("before", ByLayer(beside, AdamGRule(lr), alpha))
    if name == "bnp":
        return Preset(None, ByLayer(plain, bnp=LayerBNP(scale=scale)))
    if name == "agc":
        return Preset(None, ByLayer(plain, clipping=clipping))
    if name == "noise":
        return Preset("before", ByLayer(plain, noise=InjectedNoise()))
    return Preset("before" if name == "bn" else None, ByLayer(plain))
