"""The methods of the papers by name: where batch norm stands, which rule moves what."""

import pytest

from bnlinear.training.networks.presets import METHODS, preset
from bnlinear.training.networks.rules import AdamGRule, SGDGRule, SGDRule


@pytest.mark.parametrize("name, place", [("vanilla", None), ("bn", "before"), ("bngd", "before"),
                                         ("bnp", None), ("sgdg", "before"), ("adamg", "before"),
                                         ("agc", None), ("noise", "before")])
def test_where_batch_norm_stands(name, place):
    assert preset(name, 0.1).batch_norm == place


def test_every_name_is_a_method():
    for name in METHODS:
        assert preset(name, 0.1).method is not None
    with pytest.raises(ValueError, match="method = 'adam'; it must be"):
        preset("adam", 0.1)


def test_which_rule_moves_the_normalized_weights():
    assert preset("sgdg", 0.2).method.columns == SGDGRule(0.2)
    assert preset("adamg", 0.2).method.columns == AdamGRule(0.2)
    assert preset("sgdg", 0.2).method.everything == SGDRule(0.01, 0.9, 0.0)
    bngd = preset("bngd", 0.2, lr_a=0.3, momentum=0.5).method
    assert bngd.everything == SGDRule(0.3, 0.5) and bngd.columns == SGDRule(0.2, 0.5, 0.0)


def test_what_makes_a_method():
    assert preset("bnp", 0.1, scale="none").method.bnp.scale == "none"
    assert preset("agc", 0.1, clipping=0.5).method.clipping == 0.5
    assert preset("noise", 0.1).method.noise is not None and preset("bn", 0.1).method.noise is None
