"""A checkpoint gives back the state to the bit, and refuses another run's, or a broken one."""

from typing import NamedTuple

import numpy as np
import pytest

from bnlinear.training.networks.checkpoint import leaves, load, rebuilt, save


class Pair(NamedTuple):
    W: object
    b: object = None


STATE = (Pair(np.array([0.1, 0.3], dtype=np.float32)), [Pair(np.zeros(1), np.ones(2))], 7)
RECORDS = {"loss": np.arange(3.0)}


def test_a_tree_of_arrays_comes_back_in_its_form():
    back = rebuilt(STATE, leaves(STATE))
    assert isinstance(back[0], Pair) and back[0].b is None and back[2] == 7
    assert back[0].W is STATE[0].W and back[1][0].b is STATE[1][0].b


def test_what_is_saved_is_loaded(tmp_path):
    path = tmp_path / "run.npz"
    assert load(path, STATE, ["loss"], {"rng": "0"}) is None
    save(path, STATE, RECORDS, {"rng": "0"})
    state, records = load(path, STATE, ["loss"], {"rng": "0"})
    assert records["loss"].tolist() == [0, 1, 2] and isinstance(state[2], int)
    assert state[0].W.dtype == np.float32 and np.array_equal(state[0].W, STATE[0].W)


def test_another_run_and_a_broken_file_are_refused(tmp_path):
    path = tmp_path / "run.npz"
    save(path, STATE, RECORDS, {"rng": "0"})
    with pytest.raises(ValueError, match="another run: its rng differs"):
        load(path, STATE, ["loss"], {"rng": "1"})
    with pytest.raises(ValueError, match="no checkpoint that can be read"):
        load(path, STATE, ["error"], {"rng": "0"})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ValueError, match="no checkpoint that can be read"):
        load(path, STATE, ["loss"], {"rng": "0"})
