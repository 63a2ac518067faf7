"""What a sweep gives: its best rate, its factors, a table that holds every digit."""

import csv

import numpy as np
import pytest

from bnlinear import BNGD, GD, LeastSquares
from bnlinear.dynamics import rayleigh_step
from bnlinear.sweeps import sweep
from bnlinear.sweeps.methods import record_of
from bnlinear.sweeps.result import check_balls, write_csv

PROBLEM = LeastSquares.from_spectrum([1.0, 4.0], [1.0, 1.0])
RUN = sweep(PROBLEM, GD, [0.1, 0.4, 5.0], 40, w0=[0.5, 1.0])
EVERY = sweep(PROBLEM, BNGD, [0.1, 0.4], 6, w0=[0.5, 1.0], record="every")


def test_its_own_words():
    assert repr(RUN).startswith("Sweep(GD, 3 learning rates 0.1 to 5, 40 steps: least")
    assert repr(RUN).endswith("at 0.4)")


def test_the_factor_of_the_last_step():
    assert np.allclose(RUN.rate[:2], [0.81, 0.36])  # (1 − ε)², w starts off along λ = 1 alone
    assert np.allclose(EVERY.rate, EVERY.excess_loss[:, 6] / EVERY.excess_loss[:, 5])
    assert np.isnan(sweep(PROBLEM, GD, [0.1], 0, w0=[0.5, 1.0]).rate).all()


def test_steps_to_a_tolerance():
    loss = EVERY.excess_loss[0, 3]
    assert EVERY.steps_to(loss).tolist()[0] == 3
    assert RUN.steps_to(RUN.start * 0.82).tolist() == [1, 1, np.inf]
    with pytest.raises(ValueError, match="tolerance"):
        RUN.steps_to(0)


def test_a_table_holds_every_digit(tmp_path):
    write_csv([EVERY, EVERY], tmp_path / "t.csv")
    rows = list(csv.reader((tmp_path / "t.csv").read_text().splitlines()))
    assert rows[0] == ["method", "learning_rate", "effective_lr",
                       *(f"excess_loss_{k}" for k in range(7))]
    assert len(rows) == 5 and [float(x) for x in rows[1][3:]] == EVERY.excess_loss[0].tolist()


def test_methods_that_are_not_run_in_balls():
    check_balls(record_of(rayleigh_step))
    from bnlinear.dynamics import SGDG
    with pytest.raises(ValueError, match="SGD-G is not run in balls"):
        check_balls(record_of(SGDG))
