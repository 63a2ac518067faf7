"""One loop for every training method: mini-batches, epochs, what each epoch ends with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from bnlinear.checks import counted
from bnlinear.dynamics.trajectory import Outcome
from bnlinear.exact.number import is_exact
from bnlinear.kinds import Matrix, Scalar, Seed, Vector
from bnlinear.problems.checks import check_floats
from bnlinear.problems.regression.models import LinearModel
from bnlinear.training.batches import epoch
from bnlinear.training.rates import side_by_side


class TrainingMethod(Protocol):
    """What `train` asks of a method: a start, a step, and the affine function it stands for.

    `weights` has the bias and the weights on raw features with which a trained model predicts;
    `model` is the training table, for statistics of the population.
    """

    @property
    def lr(self) -> Scalar: ...
    def init(self, model: LinearModel, b: Vector, W: Matrix) -> Any: ...
    def step(self, state: Any, batch: LinearModel) -> Any: ...
    def weights(self, state: Any, model: LinearModel) -> tuple[Vector, Matrix]: ...


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """Training at c learning rates; row e is the state after e epochs, row 0 the start.

    Attributes
    ----------
    learning_rates
        Shape (c,).
    loss
        Mean loss on the whole training table, as a trained model predicts: shape (epochs + 1, c).
        Infinite once it is not finite.
    test_error
        Share of wrong rows of the test table, (epochs + 1, c); None without one, or without
        classes. nan where the loss is not finite.
    outcome
        One `Outcome` for each learning rate.
    b, W
        The trained models, affine in the raw features: shapes (c·k,) and (m, c·k).
    """

    learning_rates: np.ndarray
    loss: np.ndarray
    test_error: np.ndarray | None
    outcome: tuple[Outcome, ...]
    b: np.ndarray
    W: np.ndarray

    def __repr__(self) -> str:
        diverged = sum(outcome is Outcome.DIVERGED for outcome in self.outcome)
        best = f"best training loss {float(min(self.loss[-1])):.4g}"
        return (f"TrainingRun({counted(len(self.loss) - 1, 'epoch')}, "
                f"{counted(len(self.outcome), 'learning rate')}, "
                f"{best}, {diverged} diverged)")


def train(method: TrainingMethod, model: LinearModel, *, epochs: int, batch_size: int | None = None,
          test: LinearModel | None = None, start: tuple[Any, Any] | None = None,
          rng: Seed = None) -> TrainingRun:
    """Train a linear model on mini-batches.

    Parameters
    ----------
    method
        For example ``SGD(lr=0.1)`` or ``BNP(lr=[0.01, 0.1, 1.0])`` of `bnlinear.training`.
    model
        The training table with its loss.
    epochs
        Passes over the table, 0 or more.
    batch_size
        Rows of a mini-batch; None is the whole table. Rows left over in an epoch are skipped.
    test
        Another table, for `test_error`.
    start
        b of shape (k,), W of shape (m, k). By default b = 0 and W normal with variance 1/m.
    rng
        Draws the start and shuffles: the same for the same seed whatever the method.

    Examples
    --------
    >>> from bnlinear.problems import linear_regression
    >>> from bnlinear.training import SGD
    >>> model = linear_regression([[0.0], [1.0], [2.0]], [1.0, 3.0, 5.0])
    >>> train(SGD(lr=[0.3, 3.0]), model, epochs=1000, rng=0)
    TrainingRun(1000 epochs, 2 learning rates, best training loss ..., 1 diverged)
    """
    size = _checked(method, model, epochs, batch_size, test)
    random = np.random.default_rng(rng)
    b, W = _start(model, start, random)
    losses: list[np.ndarray] = []
    errors: list[np.ndarray] = []
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        state = method.init(model, *side_by_side(b, W, method.lr))
        for done in range(epochs + 1):
            weights = method.weights(state, model)
            losses.append(_finite_or_infinite(model.loss(*weights)))
            if test is not None and test.loss_of_row.misses is not None:
                wrong = test.error_of_scores(test.scores(*weights))
                errors.append(np.where(np.isfinite(losses[-1]), wrong, np.nan))
            if done < epochs:
                for index in epoch(len(model.X), size, random):
                    state = method.step(state, model.rows(index))
    return TrainingRun(
        learning_rates=np.atleast_1d(method.lr), loss=np.array(losses),
        test_error=np.array(errors) if errors else None,
        outcome=tuple(Outcome.COMPLETED if fine else Outcome.DIVERGED
                      for fine in np.all(np.isfinite(losses), axis=0)),
        b=weights[0], W=weights[1])


def _finite_or_infinite(loss: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(loss), np.inf, loss)


def _start(model: LinearModel, start: tuple[Any, Any] | None,
           random: np.random.Generator) -> tuple[Any, Any]:
    m, k = model.X.shape[1], model.Y.shape[1]
    drawn = random.standard_normal((m, k)) / np.sqrt(m)  # drawn in any case: the same shuffles
    if start is None:
        return np.zeros(k), drawn
    b, W = check_floats(start[0], "start: b"), check_floats(start[1], "start: W")
    if b.shape != (k,) or W.shape != (m, k):
        raise ValueError(f"start has shapes {b.shape} and {W.shape}; b must be ({k},) and W "
                         f"({m}, {k}), one column an output")
    return b, W


def _checked(method: TrainingMethod, model: LinearModel, epochs: int, batch_size: int | None,
             test: LinearModel | None) -> int:
    """The batch size, if all is in order."""
    if isinstance(method, type) or not hasattr(method, "step"):
        raise ValueError(f"method = {method!r}; it must be a method with its learning rate, such "
                         "as bnlinear.training.SGD(lr=0.1)")
    for name, value in (("model", model), ("test", test)):
        if not isinstance(value, LinearModel) and not (name == "test" and value is None):
            raise ValueError(f"{name} = {value!r}; it must be a table with a loss, made by "
                             "softmax_regression, logistic_regression or linear_regression")
    if is_exact(model.X):
        raise ValueError("model holds exact numbers, but train runs in floats; for exact steps "
                         "call init and step of the method yourself")
    (N, m), k = model.X.shape, model.Y.shape[1]
    if test is not None and (test.X.shape[1], test.Y.shape[1], test.loss_of_row.name) != (
            m, k, model.loss_of_row.name):
        raise ValueError(f"test is {test!r} but model is {model!r}; both need the same features, "
                         "outputs and loss (does the test table hold every class?)")
    if not _whole(epochs) or epochs < 0:
        raise ValueError(f"epochs = {epochs!r}; it must be a whole number, 0 or more")
    size = N if batch_size is None else batch_size
    if not _whole(size) or not 1 <= size <= N:
        raise ValueError(f"batch_size = {batch_size!r}; it must be a whole number from 1 to the "
                         f"{N} rows of the table, or None for all of them")
    return int(size)


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
