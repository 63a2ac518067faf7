"""Networks from a few words."""

from __future__ import annotations

from itertools import pairwise

from bnlinear.kinds import Batch
from bnlinear.problems.layers.activations import ACTIVATIONS, IDENTITY, Activation
from bnlinear.problems.networks.layer import Layer, Place
from bnlinear.problems.networks.maps import Conv, Dense, Shape
from bnlinear.problems.networks.network import Network

#: Channels of the convolutions of "cnn": patches of 3 x 3 pixels, every second one.
CNN = (8, 16)


def network(shape: str, inputs: Batch = None, outputs: int | None = None, *,
            activation: str | Activation = "relu", batch_norm: Place | None = None,
            skip: bool = False, head: str = "softmax", eps: float = 1e-5,
            through_statistics: bool = True, normalise_output: bool = False) -> Network:
    """A fully connected network, or a small convolutional one.

    Parameters
    ----------
    shape
        Widths such as "784-100-100-10", the input first, the output last; or "cnn": two
        convolutions of 8 and 16 channels, 3 × 3 pixels, stride 2, and a dense layer.
    inputs
        For "cnn": channels, height and width of the images.
    outputs
        For "cnn": how many classes.
    activation
        φ of all layers but the last: a name in `ACTIVATIONS`, or one of its values.
    batch_norm
        "before" or "after" the activation of all layers but the last, or None.
    skip
        Skip connections wherever the width stays.
    head
        "softmax" or "squared".
    eps, through_statistics
        As in `Layer`.
    normalise_output
        BN in the last layer too.

    Raises
    ------
    ValueError
        If the shape cannot be read, or does not fit the images.

    Examples
    --------
    >>> network("64-100-10", batch_norm="before")
    Network(64 -> 100 -> 10, softmax)
    >>> network("cnn", (1, 28, 28), 10)
    Network(784 -> 8 -> 16 -> 10, softmax)
    """
    maps = _convolutional(inputs, outputs) if shape == "cnn" else _dense(shape)
    act = activation if isinstance(activation, Activation) else _activation(activation)
    hidden = [Layer(one, act, batch_norm, skip and one.inputs == one.outputs, eps,
                    through_statistics) for one in maps[:-1]]
    last = Layer(maps[-1], IDENTITY, "before" if batch_norm and normalise_output else None,
                 eps=eps, through_statistics=through_statistics)
    return Network((*hidden, last), head)


def _activation(name: str) -> Activation:
    if name not in ACTIVATIONS:
        raise ValueError(f"activation = {name!r}; it must be one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


def _dense(shape: str) -> list[Dense | Conv]:
    try:
        widths = [int(part) for part in shape.split("-")]
    except ValueError:
        widths = []
    if len(widths) < 2 or min(widths) < 1:
        raise ValueError(f"shape = {shape!r}; it must be widths joined by -, the input first and "
                         "the output last, such as 784-100-10, or cnn")
    return [Dense((m, 1, 1), k) for m, k in pairwise(widths)]


def _convolutional(inputs: Shape | None, outputs: int | None) -> list[Dense | Conv]:
    if inputs is None or len(inputs) != 3 or outputs is None:
        raise ValueError(f"shape = 'cnn' with inputs = {inputs}, outputs = {outputs}; a "
                         "convolutional network needs images: inputs=(channels, height, width) "
                         "and the number of classes")
    maps: list[Dense | Conv] = []
    here = inputs
    for units in CNN:
        maps.append(Conv(here, units, size=3, stride=2, padding=1))
        here = maps[-1].outputs
    return [*maps, Dense(here, outputs)]
