"""The methods on data, and the loop: what each is by definition, batch size one, bad input.

1. one step of BNP is (1/q²)PPᵀ∇ with P and the gradient as dense matrices, on softmax;
2. batch norm of outputs predicts with its statistics; on a batch of one row it cannot learn;
3. running variances die at batch size one, running moments do not;
4. many learning rates at once are each alone; the same seed gives the same batches.
"""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.dynamics import Outcome
from bnlinear.exact.number import array
from bnlinear.problems import (
    bn_inference,
    linear_regression,
    logistic_regression,
    softmax_regression,
)
from bnlinear.training import BNP, SGD, BNInputs, BNOutputs, train
from bnlinear.training.batches import epoch

RATES = [0.01, 0.3, 5.0]
METHODS = [SGD, BNInputs, BNOutputs, BNP]


def gaussian_classes(rows=60, features=4, classes=3, rng=0):
    """Overlapping classes on features of very different sizes."""
    random = np.random.default_rng(rng)
    y = random.integers(0, classes, rows)
    y[:classes] = range(classes)
    centres = random.standard_normal((classes, features))
    X = centres[y] + random.standard_normal((rows, features))
    return X * 10.0 ** np.arange(features) / 100 + 5, y


MODEL = softmax_regression(*gaussian_classes())
START = np.array([0.1, -0.2, 0.3]), np.arange(12.0).reshape(4, 3) / 100


def steps(method, model, start, batches):
    state = method.init(model, *start)
    for index in batches:
        state = method.step(state, model.rows(index))
    return state


# -- BNP -----------------------------------------------------------------------------------------

@pytest.mark.parametrize("N", [60, 2, 1])
@pytest.mark.parametrize("scale, power", [("q2", 1.0), ("q", 0.5), ("none", 0.0)])
def test_one_step_of_bnp_is_the_dense_preconditioner(N, scale, power):
    past, index = range(30, 60), range(N)
    method = BNP(0.7, rho=0.25, eps1=0.1, eps2=0.2, scale=scale)
    state = method.step(method.init(MODEL, *START), MODEL.rows(past))
    after = method.step(state, MODEL.rows(index))

    batch = MODEL.rows(index)
    share = 0.75 / (1 - 0.25**2)  # of the newest of two batches, ρ = ¼
    weight = np.concatenate([np.full(30, (1 - share) / 30), np.full(N, share / N)])
    seen = MODEL.X[[*past, *index]]
    mean = weight @ seen
    variance = weight @ (seen - mean) ** 2
    variance += 0.1 * variance.max() + 0.2
    P = np.eye(5)
    P[0, 1:] = -mean
    P = P @ np.diag([1.0, *variance**-0.5])
    gradient = np.vstack(batch.gradient(state.b, state.W))
    step = -0.7 * P @ P.T @ gradient / max(4 / N, 1) ** power
    # the bias: means up to 40 times gradients, a few digits of eps
    assert np.allclose(after.b, state.b + step[0], rtol=0, atol=1e-12)
    assert np.allclose(after.W, state.W + step[1:], rtol=1e-12, atol=1e-14)


def test_running_variances_die_at_batch_size_one():
    rho, count = 0.9, 50
    order = [[j % 60] for j in range(count)]
    died = steps(BNP(0.1, rho=rho, running="variances"), MODEL, START, order).statistics
    assert np.allclose(died.variance, rho**count, rtol=1e-13)  # a product of 50 factors
    alive = steps(BNP(0.1, rho=rho), MODEL, START, order).statistics
    rows = MODEL.X[[j for (j,) in order]]
    weight = rho ** np.arange(count)[::-1]
    weight /= weight.sum()
    mean = weight @ rows
    assert np.allclose(alive.mean, mean, rtol=1e-12)
    assert np.allclose(alive.variance, weight @ (rows - mean) ** 2, rtol=1e-10)


def test_bnp_makes_progress_at_batch_size_one_where_batch_norm_cannot():
    start = np.zeros(3), np.zeros((4, 3))
    runs = {method: train(method(0.3, **more), MODEL, epochs=20, batch_size=1, start=start, rng=0)
            for method, more in ((BNP, {}), (BNInputs, {"single_rows": True}),
                                 (BNOutputs, {"single_rows": True, "inference": "population"}))}
    prior = np.bincount(np.argmax(MODEL.Y, axis=1)) / 60
    best_constant = -(prior * np.log(prior)).sum()  # the loss of a model without features
    model = softmax_regression(*gaussian_classes(), ridge=1e-9)
    optimum = model.loss(*model.optimum())[0]
    assert runs[BNP].loss[-1, 0] - optimum < (best_constant - optimum) / 3
    assert min(runs[BNInputs].loss[-1, 0], runs[BNOutputs].loss[-1, 0]) > best_constant
    assert not np.any(runs[BNInputs].W) and not np.any(runs[BNOutputs].W)


# -- batch norm ----------------------------------------------------------------------------------

@given(st.lists(st.integers(-8, 8).map(float), min_size=4, max_size=4), st.integers(0, 59))
def test_a_batch_of_one_row_moves_no_weight(entries, row):
    start = START[0], START[1] + np.array(entries)[:, None]
    model = MODEL.rows([row])
    outputs = BNOutputs(RATES, single_rows=True)
    b, W = np.tile(start[0], 3), np.tile(start[1], 3)
    after = outputs.step(outputs.init(model, b, W), model)
    assert np.all(after.W == W) and np.all(after.gamma == 1) and not np.any(after.beta == b)
    inputs = BNInputs(RATES, single_rows=True)
    moved = inputs.step(inputs.init(model, b, W), model)
    assert np.all(moved.W == W) and not np.any(moved.b == b)
    # with constants for statistics the layer is a multiplication by γ/√eps, and W does move
    constant = BNOutputs(RATES, single_rows=True, through_statistics=False)
    assert np.any(constant.step(constant.init(model, b, W), model).W != W)


@pytest.mark.parametrize("inference", ["running", "population"])
def test_batch_norm_of_outputs_predicts_with_its_statistics(inference):
    batches = [range(20), range(20, 40)]
    method = BNOutputs(0.5, eps=0.1, inference=inference, momentum=0.25)
    state = method.init(MODEL, *START)
    mean, variance = np.zeros(3), np.ones(3)
    for index in batches:
        x = MODEL.X[index] @ state.W
        mean = 0.75 * mean + 0.25 * x.mean(axis=0)
        variance = 0.75 * variance + 0.25 * x.var(axis=0, ddof=1)
        state = method.step(state, MODEL.rows(index))
    x = MODEL.X @ state.W
    if inference == "population":
        mean, variance = x.mean(axis=0), x.var(axis=0)
    expected = bn_inference(x, np.ones((60, 1)), mean, variance, state.gamma, state.beta, 0.1)
    found = MODEL.scores(*method.weights(state, MODEL))
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-12)  # scores up to 10


@pytest.mark.parametrize("inference", ["running", "population"])
def test_batch_norm_of_inputs_predicts_with_its_statistics(inference):
    method = BNInputs(0.5, eps=0.1, inference=inference, rho=0)
    state = steps(method, MODEL, START, [range(20), range(20, 40)])
    seen = MODEL.X if inference == "population" else MODEL.X[20:40]
    G = (MODEL.X - seen.mean(axis=0)) / np.sqrt(seen.var(axis=0) + 0.1)
    found = MODEL.scores(*method.weights(state, MODEL))
    assert np.allclose(found, G @ state.W + state.b, rtol=1e-12, atol=1e-12)


def test_a_step_through_the_statistics_is_orthogonal_to_the_weights():
    """The output does not change with the length of a column (eps = 0): wᵀ∇ = 0."""
    through, constant = (BNOutputs(0.5, eps=0, through_statistics=flag) for flag in (True, False))
    moved = [method.step(method.init(MODEL, *START), MODEL).W - START[1]
             for method in (through, constant)]
    along = [(START[1] * move).sum(axis=0) / np.linalg.norm(START[1], axis=0)
             / np.linalg.norm(move, axis=0) for move in moved]
    assert np.all(abs(along[0]) < 1e-12) and np.all(abs(along[1]) > 1e-3)


# -- the loop ------------------------------------------------------------------------------------

@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("batch_size", [None, 7])
def test_many_rates_at_once_are_each_alone(method, batch_size):
    how = {"epochs": 2, "batch_size": batch_size, "test": MODEL, "start": START, "rng": 3}
    together = train(method(RATES), MODEL, **how)
    for place, lr in enumerate(RATES):
        alone = train(method(lr), MODEL, **how)
        # a matrix product of 9 columns may sum in another order than one of 3
        assert np.allclose(together.loss[:, place], alone.loss[:, 0], rtol=1e-9)
        assert np.allclose(together.test_error[:, place], alone.test_error[:, 0])
    assert together.loss.shape == together.test_error.shape == (3, 3)


@pytest.mark.parametrize("method", METHODS)
def test_a_seed_gives_a_run_and_another_seed_another(method):
    runs = [train(method(0.1), MODEL, epochs=2, batch_size=7, rng=seed) for seed in (1, 1, 2)]
    assert np.array_equal(runs[0].W, runs[1].W) and not np.array_equal(runs[0].W, runs[2].W)


def test_the_start_is_drawn():
    model = softmax_regression(np.zeros((20, 500)), [0, 1] * 10)
    run = train(SGD(0.1), model, epochs=0, rng=0)
    assert not np.any(run.b) and abs(run.W.std() * 500**0.5 - 1) < 0.1  # of 1000: 4 deviations


@pytest.mark.parametrize("method, coordinates", [
    (SGD(1e-6), ("b", "W")), (BNInputs(1e-6, inference="population"), ("b", "W")),
    (BNOutputs(1e-6, inference="population"), ("W", "gamma", "beta"))])
def test_a_small_step_descends_by_its_squared_length_over_lr(method, coordinates):
    """So the step is −ε∇ of the reported loss, in the method's own coordinates."""
    before = method.init(MODEL, *START)
    after = method.step(before, MODEL)
    gradients = [(getattr(after, name) - getattr(before, name)) / 1e-6 for name in coordinates]
    expected = sum(np.sum(gradient * gradient) for gradient in gradients)
    loss = [MODEL.loss(*method.weights(state, MODEL))[0] for state in (before, after)]
    # curvature times ε: raw features of size 50 have curvatures up to 1e3
    assert np.isclose((loss[0] - loss[1]) / 1e-6, expected, rtol=2e-3)


@pytest.mark.parametrize("method", METHODS)
def test_the_trained_weights_have_the_loss_that_is_reported(method):
    run = train(method(RATES), MODEL, epochs=3, batch_size=10, test=MODEL, start=START, rng=0)
    assert np.array_equal(MODEL.loss(run.b, run.W), run.loss[-1])
    assert np.array_equal(MODEL.error_of_scores(MODEL.scores(run.b, run.W)), run.test_error[-1])
    assert run.outcome == (Outcome.COMPLETED,) * 3 and run.W.shape == (4, 9)


def test_sgd_at_full_batch_is_written_out():
    run = train(SGD(0.01), MODEL, epochs=3, start=START, rng=0)
    b, W = START
    for _ in range(3):
        p = np.exp(MODEL.X @ W + b)
        error = (p / p.sum(axis=1, keepdims=True) - MODEL.Y) / 60
        b, W = b - 0.01 * error.sum(axis=0), W - 0.01 * MODEL.X.T @ error
    assert np.allclose(run.b, b, rtol=1e-12) and np.allclose(run.W, W, rtol=1e-11)


def test_divergence_is_a_status():
    model = linear_regression(MODEL.X, MODEL.Y[:, 0])
    run = train(SGD([1e-5, 1.0]), model, epochs=200, test=model, rng=0)
    assert run.outcome == (Outcome.COMPLETED, Outcome.DIVERGED)
    assert np.isfinite(run.loss[:, 0]).all() and run.loss[-1, 1] == np.inf
    assert run.test_error is None  # no classes
    assert "1 diverged" in repr(run)


@pytest.mark.parametrize("method", [SGD, BNP, BNInputs])
def test_a_full_batch_finds_the_optimum(method):
    G = (MODEL.X - MODEL.X.mean(axis=0)) / MODEL.X.std(axis=0)
    model = linear_regression(G + 1, MODEL.Y)
    more = {} if method is SGD else {"eps": 0} if method is BNInputs else {"eps1": 0, "eps2": 0}
    run = train(method(0.25, **more), model, epochs=1000, rng=0)
    assert np.allclose(run.loss[-1], model.loss(*model.optimum()), rtol=1e-13)  # sums of 60


def test_a_diverged_classifier_has_no_test_error():
    run = train(SGD([0.001, 1e308]), MODEL, epochs=2, test=MODEL, rng=0)
    assert run.outcome == (Outcome.COMPLETED, Outcome.DIVERGED)
    assert np.isfinite(run.test_error[:, 0]).all() and np.isnan(run.test_error[-1, 1])


@given(st.integers(1, 30), st.data())
def test_an_epoch_shows_no_row_twice(rows, data):
    size = data.draw(st.integers(1, rows))
    batches = list(epoch(rows, size, np.random.default_rng(0)))
    assert len(batches) == rows // size and all(len(batch) == size for batch in batches)
    assert len(set(np.concatenate(batches))) == rows // size * size


# -- bad input -----------------------------------------------------------------------------------

@pytest.mark.parametrize("method", [BNInputs, BNOutputs])
def test_batches_of_one_row_are_refused_by_batch_norm(method):
    with pytest.raises(ValueError, match=r"a batch of one row has variance 0.*or BNP"):
        train(method(0.1), MODEL, epochs=1, batch_size=1)


@pytest.mark.parametrize("make, message", [
    (lambda: SGD(0), "lr = 0; it must be a finite number above 0"),
    (lambda: SGD([0.1, -1]), "lr = -1"),
    (lambda: SGD([]), "lr has shape (0,)"),
    (lambda: SGD([[0.1]]), "lr has shape (1, 1)"),
    (lambda: BNP("1"), "lr = '1'; it must be a finite number above 0"),
    (lambda: BNP(0.1, rho=1), "rho = 1"),
    (lambda: BNP(0.1, running="means"), "running = 'means'; it must be 'moments' or 'variances'"),
    (lambda: BNOutputs(0.1, eps=-1), "eps = -1"),
    (lambda: BNOutputs(0.1, momentum=2), "momentum = 2"),
    (lambda: BNInputs(0.1, inference="test"), "inference = 'test'; it must be 'running' or"),
])
def test_bad_methods_are_refused(make, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make()


@pytest.mark.parametrize("change, message", [
    ({"method": SGD}, "it must be a method with its learning rate"),
    ({"model": MODEL.X}, "it must be a table with a loss"),
    ({"epochs": -1}, "epochs = -1; it must be a whole number, 0 or more"),
    ({"epochs": 1.5}, "epochs = 1.5"),
    ({"batch_size": 0}, "batch_size = 0; it must be a whole number from 1 to the 60 rows"),
    ({"batch_size": 61}, "batch_size = 61"),
    ({"start": (START[0], START[1].T)}, "start has shapes (3,) and (3, 4); b must be (3,) and W"),
    ({"start": (START[0], START[1] * np.nan)}, "start: W[0, 0] is nan"),
    ({"test": softmax_regression(MODEL.X, MODEL.Y[:, 0])}, "does the test table hold every class"),
    ({"model": linear_regression(array([[1], [2]]), array([1, 2]))}, "train runs in floats"),
    ({"method": BNOutputs(1), "model": logistic_regression(MODEL.X, MODEL.Y[:, 0], ridge=1)},
     "ridge = 1: a normalized output does not change"),
])
def test_bad_runs_are_refused(change, message):
    given = {"method": SGD(0.1), "model": MODEL, "epochs": 1} | change
    with pytest.raises(ValueError, match=re.escape(message)):
        train(given.pop("method"), given.pop("model"), **given)
