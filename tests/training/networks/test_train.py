"""The loop: the same bits however it is cut, stopped and resumed; divergence; bad input."""

import itertools

import numpy as np
import pytest

from bnlinear.dynamics import Outcome
from bnlinear.problems import network
from bnlinear.training.networks import (
    AdamGRule,
    ByLayer,
    Drops,
    InjectedNoise,
    LayerBNP,
    Samples,
    SGDGRule,
    SGDRule,
    train_network,
)

RNG = np.random.default_rng(0)
CENTRES = RNG.standard_normal((3, 16)) * 1.5


def samples(n, dtype=np.float32):
    y = RNG.integers(0, 3, n)
    return Samples.of_classes(CENTRES[y] + RNG.standard_normal((n, 16)), y, 3, dtype)


DATA, TEST = samples(90), samples(40)
RATES = [0.03, 0.3]
METHODS = {
    "vanilla": (None, ByLayer(SGDRule(RATES, weight_decay=1e-3))),
    "bn": ("before", ByLayer(SGDRule(RATES, momentum=0.9))),
    "bnp": (None, ByLayer(SGDRule(RATES), bnp=LayerBNP())),
    "sgdg": ("before", ByLayer(SGDRule(0.1, 0.9), SGDGRule(RATES), alpha=0.1)),
    "adamg": ("before", ByLayer(SGDRule(0.1, 0.9), AdamGRule(RATES))),
    "agc": (None, ByLayer(SGDRule(RATES), clipping=0.05)),
    "noise": ("after", ByLayer(SGDRule(RATES), noise=InjectedNoise())),
}
HOW = {"epochs": 3, "batch_size": 12, "test": TEST}


def build(name, shape="16-8-3"):
    place, method = METHODS[name]
    images = shape == "cnn"
    return network(shape, (1, 4, 4) if images else None, 3 if images else None,
                   batch_norm=place), method


def same(one, two):
    assert np.array_equal(one.loss, two.loss) and np.array_equal(one.batch_loss, two.batch_loss)
    assert np.array_equal(one.test_error, two.test_error)
    for mine, theirs in zip(one.weights, two.weights, strict=True):
        for left, right in zip(mine, theirs, strict=True):
            assert (left is None and right is None) or np.array_equal(left, right)


@pytest.mark.parametrize("shape", ["16-8-3", "cnn"])
@pytest.mark.parametrize("name", METHODS)
def test_seeds_side_by_side_are_each_alone(name, shape):
    net, method = build(name, shape)
    together = train_network(net, DATA, method, seeds=(4, 7), **HOW)
    alone = train_network(net, DATA, method, seeds=(4, 7), workers=map, **HOW)
    same(together, alone)
    assert together.loss.shape == together.test_error.shape == (4, 2, 2)
    assert together.batch_loss.shape == (3, 2, 2)
    assert not np.array_equal(together.loss[:, 0], together.loss[:, 1])


@pytest.mark.parametrize("name", METHODS)
def test_training_learns(name):
    net, method = build(name)
    run = train_network(net, DATA, method, epochs=15, batch_size=12, test=TEST)
    # three clusters, some standard deviations apart: chance is 2/3 wrong, log 3 = 1.1
    assert all(w.dtype == np.float32 for p in run.weights for w in p if w is not None)
    assert run.loss[-1].min() < 0.25 and run.test_error[-1].min() < 0.2
    assert np.all(run.outcome == Outcome.COMPLETED)


@pytest.mark.parametrize("name", METHODS)
def test_a_run_that_was_stopped_goes_on_to_the_same_bits(name, tmp_path):
    net, method = build(name)
    whole = train_network(net, DATA, method, seeds=(1, 2), **HOW)
    path = tmp_path / "run.npz"
    steps = 0

    def stop(done, total, loss):
        nonlocal steps
        steps = done
        if done == 2 * 7 + 3:  # in the third epoch of seven steps each
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_network(net, DATA, method, seeds=(1, 2), checkpoint=path, progress=stop, **HOW)
    assert [item.name for item in tmp_path.iterdir()] == ["run.npz"] and steps == 17
    first = []
    resumed = train_network(net, DATA, method, seeds=(1, 2), checkpoint=path,
                            progress=lambda done, *_: first.append(done), **HOW)
    assert first[0] == 15  # the two epochs before are not run again
    same(whole, resumed)


def test_a_finished_run_can_be_prolonged(tmp_path):
    net, method = build("sgdg")
    path = tmp_path / "run.npz"
    train_network(net, DATA, method, epochs=1, batch_size=12, test=TEST, checkpoint=path)
    same(train_network(net, DATA, method, checkpoint=path, **HOW),
         train_network(net, DATA, method, **HOW))


def test_processes_give_the_same_bits():
    net, method = build("bn")
    same(train_network(net, DATA, method, seeds=(1, 2), workers=2, **HOW),
         train_network(net, DATA, method, seeds=(1, 2), **HOW))


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    net, method = build("bn")
    path = tmp_path / "run.npz"
    train_network(net, DATA, method, checkpoint=path, **HOW)
    for changed, what in (({"seeds": (5,)}, "seeds"), ({"shuffle": "once"}, "shuffle")):
        with pytest.raises(ValueError, match=f"its {what} differs"):
            train_network(net, DATA, method, checkpoint=path, **HOW, **changed)
    with pytest.raises(ValueError, match="its data differs"):
        train_network(net, samples(90), method, checkpoint=path, **HOW)
    for broken in (b"", path.read_bytes()[:200]):
        path.write_bytes(broken)
        with pytest.raises(ValueError, match="no checkpoint that can be read"):
            train_network(net, DATA, method, checkpoint=path, **HOW)
    with pytest.raises(ValueError, match="there is no folder"):
        train_network(net, DATA, method, checkpoint=tmp_path / "no" / "run.npz", **HOW)


@pytest.mark.parametrize("change, message", [
    (lambda arrays: arrays | {"leaf0": np.nextafter(arrays["leaf0"], 9)}, "were altered"),
    (lambda arrays: arrays | {"loss": arrays["loss"] / 2}, "were altered"),
    (lambda arrays: arrays | {"leaf0": arrays["leaf0"][..., :-1]}, "were altered"),
    (lambda arrays: {name: arrays[name] for name in arrays if name != "leaf0"}, "no item named"),
    (lambda arrays: {name: arrays[name] for name in arrays if name != "digest"}, "no item named"),
])
def test_a_checkpoint_that_was_altered_is_refused(tmp_path, change, message):
    net, method = build("bn")
    path = tmp_path / "run.npz"
    train_network(net, DATA, method, checkpoint=path, **HOW)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(path, **change(arrays))
    with pytest.raises(ValueError, match=message) as caught:
        train_network(net, DATA, method, checkpoint=path, **HOW)
    assert "\n" not in str(caught.value)


def test_rates_that_diverge_are_an_outcome_and_the_others_go_on():
    net = network("16-8-3")
    run = train_network(net, DATA, ByLayer(SGDRule([0.1, 1e20])), **HOW)
    assert run.outcome.tolist() == [[Outcome.COMPLETED, Outcome.DIVERGED]]
    assert np.isinf(run.loss[-1, 0, 1]) and np.isnan(run.test_error[-1, 0, 1])
    alone = train_network(net, DATA, ByLayer(SGDRule([0.1])), **HOW)
    assert np.array_equal(run.loss[:, :, :1], alone.loss)
    steps = []
    hopeless = train_network(net, DATA, ByLayer(SGDRule(1e20)), epochs=50, batch_size=12,
                             progress=lambda done, *_: steps.append(done))
    assert len(hopeless.loss) == 51 and len(steps) < 50  # it stops after an epoch or two


def test_the_order_of_the_samples():
    """Once: every epoch is the first. At a rate near 0 batch losses show the order only."""
    net = network("16-8-3")
    still = ByLayer(SGDRule(1e-12))
    def losses(shuffle):
        seen = []
        train_network(net, DATA, still, shuffle=shuffle, progress=lambda d, t, x: seen.append(x),
                      **HOW)
        return np.array(seen).reshape(3, 7)
    once, anew = losses("once"), losses("epoch")
    assert np.allclose(once[0], once[1], atol=1e-6) and np.allclose(once[0], once[2], atol=1e-6)
    assert np.array_equal(once[0], anew[0]) and not np.allclose(anew[0], anew[1], atol=1e-3)


def test_a_schedule_multiplies_the_rates():
    net = network("16-8-3")
    dropped = train_network(net, DATA, ByLayer(SGDRule(0.3)), schedule=Drops((1,), 1e-12), **HOW)
    assert dropped.loss[0] != dropped.loss[1]
    assert np.allclose(dropped.loss[1], dropped.loss[3], atol=1e-6)


def test_population_statistics_are_those_of_all_samples():
    net = network("16-8-3", batch_norm="before")
    how = {"epochs": 1, "batch_size": 12, "inference": "population"}
    run = train_network(net, DATA, ByLayer(SGDRule(0.1)), **how)
    scores, _ = net.forward(run.weights, DATA.X)
    expected = net.loss_of_row.value(scores, DATA.Y).mean()
    assert run.loss[-1, 0, 0] == pytest.approx(expected, rel=1e-5)


def test_observing_at_the_end_only_changes_no_bit_of_the_run():
    net, method = build("bn")
    often, once = (train_network(net, DATA, method, observe=when, **HOW)
                   for when in ("epoch", "end"))
    assert np.array_equal(often.loss[-1], once.loss[-1])
    assert np.array_equal(often.batch_loss, once.batch_loss)
    assert np.all(np.isnan(once.loss[:-1])) and np.all(np.isnan(once.test_error[:-1]))


def test_float64():
    net, method = build("bnp")
    wide = Samples(DATA.X.astype(float), DATA.Y.astype(float))
    run = train_network(net, wide, method, epochs=2, batch_size=12)
    narrow = train_network(net, DATA, method, epochs=2, batch_size=12)
    assert run.weights[0].W.dtype == np.float64 and narrow.weights[0].W.dtype == np.float32
    assert np.allclose(run.loss, narrow.loss, rtol=1e-3) and run.test_error is None


@pytest.mark.parametrize("changes, message", [
    ({"batch_size": 91}, "batch_size = 91; it is more than the 90"),
    ({"batch_size": 0}, "batch_size = 0"), ({"batch_size": True}, "batch_size = True"),
    ({"epochs": -1}, "epochs = -1"), ({"epochs": 1.5}, "epochs = 1.5"),
    ({"seeds": ()}, "seeds"), ({"seeds": (1, 1)}, "different integers"),
    ({"seeds": (-1,)}, "0 or more"), ({"shuffle": "never"}, "shuffle = 'never'"),
    ({"inference": "batch"}, "inference = 'batch'"), ({"workers": 0}, "workers = 0"),
    ({"test": Samples.of_classes(np.zeros((2, 16)), [0, 1], 4)}, "4 targets .* 3 outputs"),
    ({"test": Samples.of_classes(np.zeros((2, 15)), [0, 1], 3)}, "15 features .* 16 inputs"),
])
def test_bad_input_is_refused_by_name(changes, message):
    with pytest.raises(ValueError, match=message):
        train_network(network("16-8-3"), DATA, ByLayer(SGDRule(0.1)), **HOW | changes)


def test_a_batch_of_one_with_batch_norm_is_refused_unless_it_has_positions():
    for place in ("before", "after"):
        with pytest.raises(ValueError, match="layer 1 has batch normalization"):
            train_network(network("16-8-3", batch_norm=place), DATA, ByLayer(SGDRule(0.1)),
                          epochs=1, batch_size=1)
    image = Samples.of_classes(np.zeros((2, 64)), [0, 1], 3)
    net = network("cnn", (1, 8, 8), 3, batch_norm="before")  # 4 × 4, then 2 × 2 positions
    train_network(net, image, ByLayer(SGDRule(0.1)), epochs=1, batch_size=1)


def test_a_network_wider_than_memory_is_refused_before_it_is_made():
    with pytest.raises(ValueError, match="Take narrower layers"):
        train_network(network("16-1000000000000-3"), DATA, ByLayer(SGDRule(0.1)), **HOW)


def test_workers_that_are_not_like_map_are_refused():
    net, method = build("bn")
    for wrong, message in ((lambda run, tasks: [1], "like executor.map"),
                           (lambda run, tasks: [], "0 of 2 results")):
        with pytest.raises(ValueError, match=message):
            train_network(net, DATA, method, seeds=(1, 2), workers=wrong, **HOW)


def test_labels_and_samples_are_checked():
    for labels, message in (([0, 3], "label 3 does not fit"), ([0, -1], "label -1"),
                            ([0.0, 1.0], "integers")):
        with pytest.raises(ValueError, match=message):
            Samples.of_classes(np.zeros((2, 4)), labels, 3)
    with pytest.raises(ValueError, match="not finite"):
        Samples(np.full((2, 3), np.nan), np.zeros((2, 1)))
    with pytest.raises(ValueError, match="X has 2 rows and Y 3"):
        Samples(np.zeros((2, 3)), np.zeros((3, 1)))


def test_all_methods_share_starts_and_orders():
    runs = [train_network(network("16-8-3", batch_norm=place), DATA, ByLayer(SGDRule(1e-30)),
                          epochs=0, batch_size=12) for place in (None, "before")]
    assert all(np.array_equal(one, two) for one, two in itertools.pairwise(
        run.weights[0].W for run in runs))


class Recording(ByLayer):
    """Keeps what each step is given."""

    def step(self, net, state, X, Y, rates, noise=None):
        STEPS.append((X, noise))
        return super().step(net, state, X, Y, rates, noise)


STEPS = []


def test_each_seed_and_epoch_has_an_order_and_noise_of_its_own():
    STEPS.clear()
    train_network(network("16-8-3", batch_norm="before"), DATA,
                  Recording(SGDRule(0.1), noise=InjectedNoise()), seeds=(1, 2), epochs=2,
                  batch_size=12)
    first, second = STEPS[0], STEPS[7]  # seven steps an epoch
    for one, two in ((first[0], second[0]), (first[1][0].shift, second[1][0].shift)):
        assert not np.array_equal(one[0], one[1]) and not np.array_equal(two[0], two[1])
        assert not np.array_equal(one, two)
    assert first[1][1] is None  # no noise where there is no BN
