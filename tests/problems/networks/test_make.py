"""Networks from a few words: widths, where batch norm and skips go, shapes that cannot be read."""

import pytest

from bnlinear.problems.networks.make import network


def test_widths_and_where_batch_norm_stands():
    net = network("4-3-3-2", batch_norm="before", skip=True)
    assert [layer.linear.units for layer in net.layers] == [3, 3, 2] and net.inputs == 4
    assert [layer.batch_norm for layer in net.layers] == ["before", "before", None]
    assert [bool(layer.skip) for layer in net.layers] == [False, True, False]
    assert network("4-2", batch_norm="before", normalise_output=True).layers[-1].batch_norm


def test_a_convolutional_network_halves_its_images():
    net = network("cnn", (3, 28, 28), 5)
    assert [layer.linear.inputs for layer in net.layers] == [(3, 28, 28), (8, 14, 14), (16, 7, 7)]
    assert net.outputs == 5


@pytest.mark.parametrize("shape, options, message", [
    ("4", {}, "widths joined by -"), ("4-x", {}, "widths joined by -"),
    ("4-0-2", {}, "widths joined by -"), ("cnn", {}, "needs images"),
    ("4-2", {"activation": "swish"}, "activation = 'swish'; it must be one of"),
])
def test_shapes_that_cannot_be_read(shape, options, message):
    with pytest.raises(ValueError, match=message):
        network(shape, **options)
