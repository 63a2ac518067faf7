"""What `bnlinear train` does once its options are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bnlinear.checks import counted
from bnlinear.cli.cluster import cluster
from bnlinear.cli.reports.json_report import write_report
from bnlinear.cli.show import training as show_training
from bnlinear.cli.sweep import parse_grid
from bnlinear.files import check_outputs
from bnlinear.images import Images, load
from bnlinear.plots import check_suffix
from bnlinear.problems import Network, network
from bnlinear.training.networks import (
    METHODS,
    Drops,
    NetworkTraining,
    Samples,
    preset,
    train_network,
)

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class Choices:
    """The options of `bnlinear train`, as they were given."""

    data: str
    net: str | None
    methods: str
    batch_size: int
    lr: str
    epochs: int
    seeds: str
    lr_a: float | None
    momentum: float
    weight_decay: float
    drop: str | None
    scale: Any
    activation: str
    skip: bool
    shuffle: Any
    samples: int | None
    workers: int
    scheduler: str | None
    checkpoint: str | None


def train(given: Choices, *, csv: str | None, plot: str | None, json_path: str | None,
          console: Console) -> None:
    """Train with each method and report."""
    names = parse_methods(given.methods)
    rates, seeds, schedule = parse_grid(given.lr), parse_seeds(given.seeds), _drops(given.drop)
    check_outputs({"--json": json_path, "--csv": csv, "--plot": plot})
    check_suffix("--plot", plot)
    images = load(given.data).first(given.samples)
    runs: dict[str, NetworkTraining] = {}
    with cluster(given.scheduler) as executor, show_training.Progress() as bar:
        for name in names:
            runs[name] = _run(name, given, images, rates, seeds, schedule,
                              executor or given.workers, bar(name))
    if csv is not None:  # files first: the screen may be gone
        show_training.write_csv(runs, csv)
    if plot is not None:
        show_training.draw(runs, plot)
    write_report(json_path, show_training.to_json(runs, source=images.source,
                                                  batch_size=given.batch_size))
    console.print(f"{images.source}: {len(images.y)} images for training, {len(images.test_y)} for "
                  f"testing; {net_of(names[0], given, images)}, batches of {given.batch_size}, "
                  f"{counted(given.epochs, 'epoch')}, {counted(len(seeds), 'seed')}", markup=False)
    console.print(show_training.summary(runs))
    for line in show_training.divergences(runs):
        console.print(line, markup=False)


def _run(name: str, given: Choices, images: Images, rates: np.ndarray, seeds: tuple[int, ...],
         schedule: Drops | None, workers: Any, progress: Any) -> NetworkTraining:
    method = preset(name, rates.tolist(), lr_a=given.lr_a, momentum=given.momentum,
                    weight_decay=given.weight_decay, scale=given.scale).method
    net = net_of(name, given, images)
    data, test = (_samples(net, X, y) for X, y in ((images.X, images.y),
                                                   (images.test_X, images.test_y)))
    several = "," in given.methods
    checkpoint = given.checkpoint and (f"{given.checkpoint}.{name}" if several
                                       else given.checkpoint)
    return train_network(net, data, method, epochs=given.epochs, batch_size=given.batch_size,
                         test=test, seeds=seeds, shuffle=given.shuffle, schedule=schedule,
                         checkpoint=checkpoint, workers=workers, progress=progress)


def _samples(net: Network, X: Any, y: Any) -> Samples:
    if X.shape[1] != net.inputs:
        raise ValueError(f"--net: the images have {X.shape[1]} pixels but the network "
                         f"{net.inputs} inputs; begin it with {X.shape[1]}")
    return Samples.of_classes(X, y, net.outputs)


def net_of(name: str, given: Choices, images: Images) -> Network:
    """The network of a method."""
    shape = given.net or f"{images.X.shape[1]}-100-100-100-{images.classes}"
    of_images = (images.shape, images.classes) if shape == "cnn" else ()
    return network(shape, *of_images, activation=given.activation, skip=given.skip,
                   batch_norm=preset(name, 1.0).batch_norm)


def parse_methods(text: str) -> list[str]:
    """The methods named in a list such as "bn,bnp"."""
    names = [name.strip().lower() for name in text.split(",")]
    for name in names:
        if name not in METHODS:
            raise ValueError(f"--method {text}: {name!r} is not one of {', '.join(METHODS)}")
        if names.count(name) > 1:
            raise ValueError(f"--method {text}: {name!r} stands there twice; once is enough")
    return names


def parse_seeds(text: str) -> tuple[int, ...]:
    """The seeds 0, 1, … of a number, or those of a list."""
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 0 or (len(found) == 1 and "," not in text and found[0] == 0):
        raise ValueError(f"--seeds {text}: give how many, such as 5, or a list, such as 0,3,7")
    return found if "," in text else tuple(range(found[0]))


def _drops(text: str | None) -> Drops | None:
    if text is None:
        return None
    try:
        epochs = tuple(int(part) for part in text.split(","))
    except ValueError:
        raise ValueError(f"--drop {text}: give epochs, such as 10,20") from None
    return Drops(epochs)
