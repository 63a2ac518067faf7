"""Networks: what the papers end with, on the embedded digits, over ten seeds.

Floats support these rows, they prove nothing. Each compares methods on the same ten seeds (a start
and an order of the samples each). It passes if the whole 95 % interval of the mean difference,
paired over the seeds, lies beyond the margin in its statement; losses are compared by the
logarithms of their ratios. Rates were chosen once, the best of a grid for each method, unless the
row is about a rate. Networks are 64-32-32-32-10 with ReLU and softmax if no row says otherwise.
"Convolutions" are two layers of 8 and 16 channels, patches of 3 × 3, stride 2, on 8 × 8 pixels.

Main statements
    `bnp_small_batches`, `bngd_apart`, `sgdg_above_sgd`, `noise_behind_bn`, `predictiveness`.
Notation
    B samples in a batch, η a learning rate, ε_a the rate of γ, β and the last layer.
References
    Lange, Helfrich & Ye 2022; Cai, Li & Shen 2019; Cho & Lee 2017; Santurkar et al. 2018; Brock et
    al. 2021. The digits: Alpaydin & Kaynak 1998.
"""

from functools import cache

import numpy as np

from bnlinear.claims import claim, families, le, ref
from bnlinear.images import digits
from bnlinear.problems import network
from bnlinear.training.networks import Drops, Samples, preset, train_network
from bnlinear.training.networks.probes import along_gradient, layer_shift

DENSE, SEEDS = "64-32-32-32-10", 10


def seeds():
    """Where ten seeds in a row begin: the instance of every row here."""
    return families.scalars(0, 99, sign=">= 0")


@cache
def data(samples):
    images = digits().first(samples)
    return (Samples.of_classes(images.X, images.y, 10),
            Samples.of_classes(images.test_X, images.test_y, 10))


def net_of(method, shape=DENSE, **options):
    images = ((1, 8, 8), 10) if shape == "cnn" else ()
    return network(shape, *images, batch_norm=preset(method, 1.0).batch_norm, **options)


def trained(method, lr, seed, *, B, epochs, samples, shape=DENSE, schedule=None, options=None,
            tested=False, **settings):
    """The run of ten seeds, observed at its end."""
    train, test = data(samples)
    first = 10 * round(1000 * float(seed))  # no two instances share a seed
    return train_network(net_of(method, shape, **(options or {})), train,
                         preset(method, lr, **settings).method, epochs=epochs, batch_size=B,
                         test=test if tested else None, seeds=range(first, first + SEEDS),
                         observe="end", schedule=schedule)


def log_loss(*given, **settings):
    return np.log(trained(*given, **settings).loss[-1, :, 0])


def error(*given, **settings):
    """Shares of wrong test images, (seeds, rates); a run that diverged is wrong throughout."""
    return np.nan_to_num(trained(*given, tested=True, **settings).test_error[-1], nan=1.0)


def surely_above(margin, differences):
    """margin ≤ the lower end of the 95 % interval of the mean of paired differences."""
    from scipy.special import stdtrit

    n = len(differences)
    half = stdtrit(n - 1, 0.975) * differences.std(ddof=1) / np.sqrt(n)
    return le(margin, differences.mean() - half)


def times(factor, larger, smaller):
    """One loss is at least so many times the other: both are given as logarithms."""
    return surely_above(np.log(factor), larger - smaller)


# -- BNP (Lange, Helfrich & Ye 2022) -----------------------------------------------------------


@claim(
    statement="B = 6, 1 epoch of 700: the training loss of vanilla (η = 0.1) is 1.5 times, of BN "
              "(η = 0.1) 1.2 times that of BNP (η = 0.3), at least",
    source=ref("lange2022", remark="experiments on fully connected networks, small batches"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bnp_small_batches(seed, over_vanilla=1.5, over_bn=1.2):
    how = {"B": 6, "epochs": 1, "samples": 700}
    vanilla, bn, bnp = (log_loss(name, lr, seed, **how)
                        for name, lr in (("vanilla", 0.1), ("bn", 0.1), ("bnp", 0.3)))
    return times(over_vanilla, vanilla, bnp), times(over_bn, bn, bnp)


@claim(
    statement="B = 60, 3 epochs of 1000, η = 0.3: the training loss of vanilla is 1.5 times that "
              "of BN, that of BN 1.5 times that of BNP, at least",
    source=ref("lange2022", remark="experiments on fully connected networks"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bnp_batch_60(seed, factor=1.5):
    how = {"B": 60, "epochs": 3, "samples": 1000}
    vanilla, bn, bnp = (log_loss(name, 0.3, seed, **how) for name in ("vanilla", "bn", "bnp"))
    return times(factor, vanilla, bn), times(factor, bn, bnp)


@claim(
    statement="64-32-32-10, B = 1, 1 epoch of 500: BNP (η = 0.2) trains, and the loss of vanilla "
              "(η = 0.03) is 1.2 times its loss, at least. (BN's output is β there.)",
    source=ref("lange2022", remark="experiments with batches of one"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bnp_batch_of_one(seed, factor=1.2):
    how = {"B": 1, "epochs": 1, "samples": 500, "shape": "64-32-32-10"}
    return times(factor, log_loss("vanilla", 0.03, seed, **how),
                 log_loss("bnp", 0.2, seed, **how))


@claim(
    statement="Convolutions, B = 6, 1 epoch of 500: the loss of vanilla (η = 0.1) is 1.5 times "
              "that of BNP without the division by q² (η = 0.05), at least",
    source=ref("lange2022", remark="BNP for convolutional networks"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bnp_convolutions(seed, factor=1.5):
    how = {"B": 6, "epochs": 1, "samples": 500, "shape": "cnn"}
    return times(factor, log_loss("vanilla", 0.1, seed, **how),
                 log_loss("bnp", 0.05, seed, scale="none", **how))


# -- BNGD (Cai, Li & Shen 2019) ----------------------------------------------------------------


@claim(
    statement="64-32-10, B = 60, 2 epochs of 1000: with ε_a = 0.1 for all else, BN's test error is "
              "below 0.12 at each ε = 1, 10, 100 of the weights before it; GD's is above 0.5 at ε "
              "= 10",
    source=ref("cai2019", remark="experiments on MNIST: BNGD works over a wide range of rates"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bngd_apart(seed, small=0.12, large=0.5):
    how = {"B": 60, "epochs": 2, "samples": 1000, "shape": "64-32-10"}
    apart = error("bngd", [1.0, 10.0, 100.0], seed, lr_a=0.1, **how)
    gd = error("vanilla", 10.0, seed, **how)
    return (*(surely_above(-small, -one) for one in apart.T), surely_above(large, gd[:, 0]))


@claim(
    statement="64-32-10 with BN behind the last layer too, B = 60, 2 epochs of 1000, one rate for "
              "all: at η = 1e5 the test error is below 0.5, but the training loss above 100: "
              "accuracy alone does not show it",
    source=ref("cai2019", remark="experiments on MNIST: 'any learning rate'"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def bngd_one_rate(seed, wrong=0.5, loss=100):
    run = trained("bn", 1e5, seed, B=60, epochs=2, samples=1000, shape="64-32-10",
                  options={"normalise_output": True}, tested=True)
    return (surely_above(-wrong, -run.test_error[-1, :, 0]),
            surely_above(np.log(loss), np.log(run.loss[-1, :, 0])))


# -- SGD-G (Cho & Lee 2017) --------------------------------------------------------------------


@claim(
    statement="B = 60, 3 epochs of 1000: SGD-G at the paper's η = 0.2, α = 0.1 does NOT lower the "
              "training loss: it is twice that of SGD with momentum 0.9, η = 0.1, at least",
    source=ref("cho2017", remark="experiments; the opposite of what a user may expect of them"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def sgdg_above_sgd(seed, factor=2):
    how = {"B": 60, "epochs": 3, "samples": 1000}
    return times(factor, log_loss("sgdg", 0.2, seed, **how),
                 log_loss("bn", 0.1, seed, momentum=0.9, weight_decay=5e-4, **how))


@claim(
    statement="B = 60, 3 epochs of 1000, SGD-G, η = 0.1: the orthogonality term with α = 0.1 costs "
              "training loss: 1.1 times that of α = 0, at least",
    source=ref("cho2017", remark="the regularisation L^O"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def orthogonality_costs(seed, factor=1.1):
    how = {"B": 60, "epochs": 3, "samples": 1000}
    return times(factor, log_loss("sgdg", 0.1, seed, alpha=0.1, **how),
                 log_loss("sgdg", 0.1, seed, alpha=0.0, **how))


@claim(
    statement="B = 60, SGD-G at η = 0.4, α = 0: with all rates divided by 5 after 4 of 6 epochs of "
              "1000 the training loss is lower: without that it is 1.15 times, at least",
    source=ref("cho2017", remark="schedules of the experiments"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def rate_drop(seed, factor=1.15):
    how = {"B": 60, "epochs": 6, "samples": 1000, "alpha": 0.0}
    return times(factor, log_loss("sgdg", 0.4, seed, **how),
                 log_loss("sgdg", 0.4, seed, schedule=Drops((4,), 0.2), **how))


# -- what BN does not need (Santurkar et al. 2018; Brock et al. 2021) --------------------------


@claim(
    statement="B = 60, 3 epochs of 1000, η = 1: with noise behind BN the test error is at most "
              "0.08 above BN's, and vanilla's at least 0.3 above that",
    source=ref("santurkar2018", remark="BN with injected noise trains about as well"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def noise_behind_bn(seed, worse=0.08, gap=0.3):
    how = {"B": 60, "epochs": 3, "samples": 1000}
    bn, noise, vanilla = (error(name, 1.0, seed, **how)[:, 0]
                          for name in ("bn", "noise", "vanilla"))
    return surely_above(-worse, bn - noise), surely_above(gap, vanilla - noise)


@claim(
    statement="At 20 random starts, steps of η = 0.02 … 0.4 along the gradient of 256 samples: "
              "without BN the gradient changes by 1.1 times as large a share of itself as with BN, "
              "at least",
    source=ref("santurkar2018", remark="gradient predictiveness"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def predictiveness(seed, factor=1.1):
    lengths = np.linspace(0.02, 0.4, 8)

    def share(method, start):
        net, (X, Y) = net_of(method), batch(256)
        found = along_gradient(net, net.start(start, np.float32), X, Y, lengths)
        return np.log(found.distance.max() / found.gradient)

    vanilla, bn = (np.array([share(method, [int(97 * seed), k]) for k in range(2 * SEEDS)])
                   for method in ("vanilla", "bn"))
    return times(factor, vanilla, bn)


@claim(
    statement="Convolutions at 40 random starts, η = 0.1: BN does NOT lessen what the step of the "
              "first layer does to the gradient of the second: its change, as a share of itself, "
              "is with BN at least 0.85 times that without (1.4 times in the mean)",
    source=ref("santurkar2018", remark="internal covariate shift"),
    seed=seeds(),
    screen_only=True,
    samples=1,
)
def covariate_shift(seed, factor=0.85):
    def shift(method, start):
        net, (X, Y) = net_of(method, "cnn"), batch(120)
        found = layer_shift(net, net.start(start, np.float32), X, Y, 0.1)
        return np.log(found.distance[1])

    vanilla, bn = (np.array([shift(method, [int(97 * seed), k]) for k in range(4 * SEEDS)])
                   for method in ("vanilla", "bn"))
    return times(factor, bn, vanilla)


def batch(samples):
    train, _ = data(samples)
    return train.X, train.Y
