"""The training loop, and its front door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from bnlinear.dynamics.trajectory import Outcome
from bnlinear.problems.networks.layer import Noise
from bnlinear.problems.networks.network import Network
from bnlinear.training.batches import epoch as batches
from bnlinear.training.networks import checkpoint as file
from bnlinear.training.networks.by_layer import ByLayer, TrainingState
from bnlinear.training.networks.cells import Workers, run_cells
from bnlinear.training.networks.data import Samples
from bnlinear.training.networks.observe import loss_and_error, statistics_for
from bnlinear.training.networks.result import NetworkTraining
from bnlinear.training.networks.schedule import Drops
from bnlinear.training.networks.task import Inference, Shuffle, Task

Progress = Callable[[int, int, float], None]


def train_network(net: Network, data: Samples, method: ByLayer, *, epochs: int, batch_size: int,
                  test: Samples | None = None, seeds: Iterable[int] = (0,),
                  shuffle: Shuffle = "epoch", schedule: Drops | None = None,
                  inference: Inference = "running", observe: Any = "epoch",
                  checkpoint: Any = None, workers: Workers = 1,
                  progress: Progress | None = None) -> NetworkTraining:
    """Train a network on mini-batches, for several seeds and learning rates side by side.

    Parameters
    ----------
    net
        See `bnlinear.problems.network`.
    data, test
        Training samples, in the floats that all is computed in; and others, for the share of
        errors.
    method
        Which rule moves what; its learning rates may be lists of r each.
    epochs
        Passes over the samples, 0 or more.
    batch_size
        Samples in a batch; those left over in an epoch are skipped.
    seeds
        Each draws a start, and the order of the samples: the same whatever the method.
    shuffle
        A new order in every "epoch", or one drawn "once".
    schedule
        Multiplies all rates in each epoch, see `Drops`.
    inference
        A trained BN uses "running" statistics of the batches, or those of the "population", all
        training samples.
    observe
        Losses on all samples at the start and after every "epoch", or at the "end" only; nan
        where nothing was observed.
    checkpoint
        A file, written after each epoch. If it exists the run goes on from there, to the same
        bits as without the interruption. With workers, each seed adds its number to the name.
    workers
        1; a number of processes; or a callable like `map`, such as ``executor.map`` of a cluster.
        Each seed is a cell of its own; the result has the same bits for all.
    progress
        Called after each step, or with workers each cell, with steps done, all steps, and the
        least loss of the batch.

    Returns
    -------
    NetworkTraining
        Rates that diverge are an outcome, not an error.

    Raises
    ------
    ValueError
        If something does not fit, see `Task`.
    """
    task = Task(net, data, method, epochs, batch_size, test, tuple(seeds), shuffle, schedule,
                inference, observe, None if checkpoint is None else str(checkpoint))
    if checkpoint is not None:
        file.check_place(checkpoint)
    if isinstance(workers, int) and workers == 1:
        return run(task, progress)
    return run_cells(task, workers, run, progress)


def run(task: Task, progress: Progress | None = None) -> NetworkTraining:
    """All seeds and rates of a task side by side: start, steps, observations, stop."""
    loop = Loop(task)
    with np.errstate(all="ignore"):
        loop.resume()
        while not loop.stops():
            loop.epoch(progress)
            loop.observe()
            loop.save()
    return loop.result()


class Loop:
    """Training in progress: the state, and what was observed of it."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.rates = len(task.method.learning_rates)
        self.state = self._start()
        self.records: dict[str, list[Any]] = {"loss": [], "error": [], "batch_loss": []}

    # -- init -------------------------------------------------------------------------------

    def _start(self) -> TrainingState:
        """One start a seed, the same for all its rates; c = seeds × rates."""
        task = self.task
        drawn = [task.net.start([seed, 0], task.dtype) for seed in task.seeds]
        weights = tuple(
            type(layers[0])(*(None if parts[0] is None else np.repeat(
                np.concatenate(parts), self.rates, axis=0) for parts in zip(*layers, strict=True)))
            for layers in zip(*drawn, strict=True))
        return task.method.init(task.net, weights)

    def resume(self) -> None:
        """From the checkpoint if there is one, else from the start."""
        if self.task.checkpoint is not None:
            found = file.load(file.check_place(self.task.checkpoint), self.state,
                              list(self.records), self.task.belongs())
            if found is not None:
                self.state, records = found
                self.records = {name: list(values) for name, values in records.items()}
                return
        self.observe()

    # -- step -------------------------------------------------------------------------------

    def epoch(self, progress: Progress | None) -> None:
        """One pass over the samples."""
        task, done = self.task, len(self.records["batch_loss"])
        total = len(task.data) // task.batch_size
        rates, losses = self._rates(done), np.zeros(task.networks)
        noise = self._noise(done)
        for number, (X, Y) in enumerate(self._batches(done)):
            self.state, loss = task.method.step(task.net, self.state, X, Y, rates, next(noise))
            losses += loss
            if progress is not None:
                progress(done * total + number + 1, task.epochs * total,
                         float(np.fmin.reduce(loss)))
        self.records["batch_loss"].append(losses / total)

    def _rates(self, epoch: int) -> dict[str, Any]:
        """Of each rule, one for each network, (c, 1, 1)."""
        factor = 1.0 if self.task.schedule is None else self.task.schedule(epoch)
        seeds = len(self.task.seeds)
        return {name: (factor * np.tile(np.broadcast_to(rule.lr, self.rates), seeds)).astype(
            self.task.dtype)[:, None, None] for name, rule in self.task.method.rules.items()}

    def _batches(self, epoch: int) -> Iterator[tuple[Any, Any]]:
        """What each network sees: (N, ·) if there is one seed, else (c, N, ·)."""
        task = self.task
        order = 0 if task.shuffle == "once" else epoch
        streams = [batches(len(task.data), task.batch_size, np.random.default_rng([seed, 1, order]))
                   for seed in task.seeds]
        X, Y = task.data.X, task.data.Y
        for rows in zip(*streams, strict=True):
            if len(rows) == 1:
                yield X[rows[0]], Y[rows[0]]
            else:
                each = np.repeat(np.array(rows), self.rates, axis=0)
                yield X[each], Y[each]

    def _noise(self, epoch: int) -> Iterator[tuple[Noise | None, ...] | None]:
        """For each step and layer; each seed draws its own."""
        task = self.task
        streams = [np.random.default_rng([seed, 2, epoch]) for seed in task.seeds]
        while True:
            yield None if task.method.noise is None else tuple(
                self._noise_of(layer, streams) for layer in task.net.layers)

    def _noise_of(self, layer: Any, streams: list[np.random.Generator]) -> Noise | None:
        if not layer.batch_norm or self.task.method.noise is None:
            return None
        channels, height, width = layer.linear.outputs
        shape = self.task.batch_size * height * width, channels
        drawn = [self.task.method.noise.draw(shape, rng, self.task.dtype) for rng in streams]
        return Noise(*(np.repeat(np.array(parts), self.rates, axis=0)
                       for parts in zip(*drawn, strict=True)))

    # -- observe ----------------------------------------------------------------------------

    def observe(self) -> None:
        """The losses after the epochs done so far."""
        task, done = self.task, len(self.records["batch_loss"])
        if task.observe == "end" and done < task.epochs:
            nothing = np.full(task.networks, np.nan)
            self.records["loss"].append(nothing)
            self.records["error"].append(nothing)
            return
        statistics = statistics_for(task.net, self.state, task.data, task.inference)
        loss, _ = loss_and_error(task.net, self.state.weights, task.data, statistics)
        loss = np.where(np.isfinite(loss), loss, np.inf)
        error: Any = np.full(task.networks, np.nan)
        if task.test is not None and task.net.loss_of_row.misses is not None:
            _, wrong = loss_and_error(task.net, self.state.weights, task.test, statistics)
            error = np.where(np.isfinite(loss), wrong, np.nan)
        self.records["loss"].append(loss)
        self.records["error"].append(error)

    def save(self) -> None:
        if self.task.checkpoint is not None:
            file.save(file.check_place(self.task.checkpoint), self.state,
                      {name: np.array(values) for name, values in self.records.items()},
                      self.task.belongs())

    # -- stop -------------------------------------------------------------------------------

    def stops(self) -> bool:
        """After the last epoch, or once every network has diverged."""
        epochs = self.records["batch_loss"]
        return len(epochs) >= self.task.epochs or bool(
            epochs and not np.any(np.isfinite(epochs[-1])))

    def result(self) -> NetworkTraining:
        task = self.task
        shape = len(task.seeds), self.rates
        missing = task.epochs - len(self.records["batch_loss"])  # all diverged
        loss, batch_loss, error = (
            np.array([*self.records[name], *[np.full(task.networks, fill)] * missing]).reshape(
                -1, *shape) for name, fill in (("loss", np.inf), ("batch_loss", np.inf),
                                               ("error", np.nan)))
        fine = np.isfinite(loss[-1])
        outcome = np.array([Outcome.DIVERGED, Outcome.COMPLETED])[fine.astype(int)]
        classes = task.test is not None and task.net.loss_of_row.misses is not None
        return NetworkTraining(task.method.learning_rates, task.seeds, loss, batch_loss,
                               error if classes else None, outcome, self.state.weights)
