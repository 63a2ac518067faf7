"""A convolution is a layer whose rows are patches, one a sample and position.

Main statements
    `convolution`.
Notation
    Two images x of 2 × 3 pixels and a kernel k of 2 × 2: two positions, so four rows. δ is the
    gradient of the loss at the outputs. The patches are those of the code that trains
    (`bnlinear.problems.networks.maps.Conv`).
"""

from fractions import Fraction
from itertools import product

import numpy as np

from bnlinear.claims import Family, ScalarPart, claim, eq, ref
from bnlinear.problems.networks.maps import Conv

SAMPLES, HEIGHT, WIDTH, SIZE = 2, 2, 3, 2
PIXELS = [f"x{n}{i}{j}" for n, i, j in product(range(SAMPLES), range(HEIGHT), range(WIDTH))]
KERNEL = [f"k{i}{j}" for i, j in product(range(SIZE), repeat=2)]
SLOPES = [f"delta{n}{j}" for n, j in product(range(SAMPLES), range(WIDTH - SIZE + 1))]


def images(v):
    def table(names, *shape):
        return np.array([v[name] for name in names]).reshape(shape)

    return {"x": table(PIXELS, SAMPLES, HEIGHT, WIDTH), "k": table(KERNEL, SIZE, SIZE),
            "delta": table(SLOPES, SAMPLES, WIDTH - SIZE + 1)}


IMAGES = Family("images", tuple(ScalarPart(name, (Fraction(-4), Fraction(4)))
                                for name in (*PIXELS, *KERNEL, *SLOPES)), images, 1, 1)


@claim(
    statement="the output at sample n, position j is Σ k_ab x_n(a, j + b) = ⟨patch, k⟩: a layer "
              "whose rows are the patches. Its gradient is Σ δ·patch over rows; its outputs have "
              "the mean ⟨μ, k⟩ and the variance kᵀCk for mean and covariance of the patches over "
              "samples × positions, so the statistics of BN and BNP run over both",
    source=ref("lange2022", remark="convolutional layers, as commonly stated"),
    p=IMAGES,
    samples=40,
)
def convolution(p, positions=WIDTH - SIZE + 1):
    x, k, delta = p["x"], p["k"], p["delta"]
    activations = np.concatenate([x[:, i, j] for i in range(HEIGHT) for j in range(WIDTH)])
    patches = Conv((1, HEIGHT, WIDTH), 1, SIZE).features(activations[:, None], SAMPLES)
    rows = [(n, j) for j in range(WIDTH - SIZE + 1) for n in range(SAMPLES)]
    direct = [sum(k[a, b] * x[n, a, j + b] for a, b in product(range(SIZE), repeat=2))
              for n, j in rows]
    outputs, slopes = patches @ k.ravel(), np.array([delta[n, j] for n, j in rows])
    gradient = [sum(delta[n, j] * x[n, a, j + b] for n, j in rows)
                for a, b in product(range(SIZE), repeat=2)]
    counted = patches[:SAMPLES * positions]
    mean = counted.sum(axis=0) / len(counted)
    centred = counted - mean
    own = sum(direct) / len(direct)
    variance = sum((y - own) ** 2 for y in direct) / len(direct)
    return [*map(eq, outputs, direct), *map(eq, slopes @ patches, gradient),
            eq(mean @ k.ravel(), own),
            eq(k.ravel() @ (centred.T @ centred) @ k.ravel() / len(counted), variance)]


@convolution.proof()
def _(prove, p):
    prove.identity()


convolution.mutant(positions=1)  # statistics over the samples alone
