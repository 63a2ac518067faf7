"""The linear part of a layer: which rows of features its weights see.

A dense layer sees one row a sample. A convolution sees one row a position of each sample, the
patch of the image there: the same product of matrices, on rows × positions (claim
lange2022.convolution).

Activations have the shape (…, P·N, C) for N samples, P positions and C channels, position by
position with the samples of one position side by side; in memory the samples run fastest. So
operations along a column, of which batch normalization is made, touch memory in order however few
channels there are. In front of P and N may stand an axis of networks side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np

from bnlinear.kinds import Batch

Shape = tuple[int, int, int]  # channels, height, width


@dataclass(frozen=True)
class Dense:
    """Every unit sees the whole sample.

    Attributes
    ----------
    inputs
        What comes in: channels, height, width; (m, 1, 1) for plain features.
    units
        Outputs.
    """

    inputs: Shape
    units: int

    @property
    def fan_in(self) -> int:
        return prod(self.inputs)

    @property
    def outputs(self) -> Shape:
        return self.units, 1, 1

    def features(self, x: Batch, N: int) -> Batch:
        """The rows that the weights multiply, (…, N, m), from activations."""
        return x.mT.reshape(*x.shape[:-2], self.fan_in, N).mT

    def pull_back(self, g: Batch, N: int) -> Batch:
        """∂ℓ/∂activations from ∂ℓ/∂features."""
        channels, height, width = self.inputs
        return g.mT.reshape(*g.shape[:-2], channels, height * width * N).mT


@dataclass(frozen=True)
class Conv:
    """Every unit sees one patch of the image, at each position.

    Attributes
    ----------
    inputs
        Channels, height and width of what comes in.
    units
        Channels that go out.
    size, stride, padding
        Of the patches, in both directions.
    """

    inputs: Shape
    units: int
    size: int = 3
    stride: int = 1
    padding: int = 0

    def __post_init__(self) -> None:
        if min(self.outputs[1:]) < 1:
            raise ValueError(f"size = {self.size}: no patch of this size fits an image of "
                             f"{self.inputs[1]} x {self.inputs[2]} pixels; take a smaller one, or "
                             "fewer layers")

    @property
    def fan_in(self) -> int:
        return self.inputs[0] * self.size**2

    @property
    def outputs(self) -> Shape:
        height, width = ((side + 2 * self.padding - self.size) // self.stride + 1
                         for side in self.inputs[1:])
        return self.units, height, width

    def features(self, x: Batch, N: int) -> Batch:
        """The patches, (…, P·N, m), from activations."""
        image = self._padded(x.mT.reshape(*x.shape[:-2], *self.inputs, N))
        patches = np.empty(self._patch_shape(x.shape[:-2], N), dtype=x.dtype)
        for i, j, rows, columns in self._offsets():
            patches[..., i, j, :, :, :] = image[..., rows, columns, :]
        return patches.reshape(*x.shape[:-2], self.fan_in, -1).mT

    def pull_back(self, g: Batch, N: int) -> Batch:
        """∂ℓ/∂activations from ∂ℓ/∂patches: where patches overlap, their sum."""
        channels, height, width = self.inputs
        lead, pad = g.shape[:-2], self.padding
        patches = g.mT.reshape(self._patch_shape(lead, N))
        image = np.zeros((*lead, channels, height + 2 * pad, width + 2 * pad, N), dtype=g.dtype)
        for i, j, rows, columns in self._offsets():
            image[..., rows, columns, :] += patches[..., i, j, :, :, :]
        inner = image[..., pad:pad + height, pad:pad + width, :]
        return inner.reshape(*lead, channels, -1).mT

    def _patch_shape(self, lead: tuple[int, ...], N: int) -> tuple[int, ...]:
        return (*lead, self.inputs[0], self.size, self.size, *self.outputs[1:], N)

    def _offsets(self) -> list[tuple[int, int, slice, slice]]:
        """Each place in a patch, with the pixels that stand there over all positions."""
        _, height, width = self.outputs
        return [(i, j, slice(i, i + self.stride * (height - 1) + 1, self.stride),
                 slice(j, j + self.stride * (width - 1) + 1, self.stride))
                for i in range(self.size) for j in range(self.size)]

    def _padded(self, image: Batch) -> Batch:
        if not self.padding:
            return image
        around = [(0, 0)] * (image.ndim - 3) + [(self.padding, self.padding)] * 2 + [(0, 0)]
        return np.pad(image, around)
