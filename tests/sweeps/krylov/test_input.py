"""What the front end refuses; and that what it draws to find out does not matter."""

import numpy as np
import pytest

from bnlinear.sweeps import krylov
from tests.sweeps.krylov.spectra import SPECTRA, D, dense

# -- what is refused ---------------------------------------------------------------------------


def shear(w):
    return w + 1e-6 * np.roll(w, 1)


@pytest.mark.parametrize("H, w0, u, steps, complaint", [
    (np.eye(3), np.ones(2), np.ones(2), 1, r"H has shape \(3, 3\) but w0 has shape \(2,\)"),
    (np.eye(3), np.ones(3), np.ones(2), 1, r"u has shape \(2,\) but w0 has shape \(3,\)"),
    (np.eye(3), np.ones((3, 1)), np.ones(3), 1, r"w0 has shape \(3, 1\)"),
    (np.eye(3), [1.0, np.nan, 1.0], np.ones(3), 1, r"w0\[1\] is nan"),
    (np.eye(3), np.ones(3), [1.0, 1.0, np.inf], 1, r"u\[2\] is inf"),
    (np.eye(3), np.zeros(3), np.ones(3), 1, "w0: Hw0 is zero"),
    (np.diag([1.0, 1.0, 0.0]), [0.0, 0.0, 1.0], np.ones(3), 1, "w0: Hw0 is zero"),
    (np.zeros((3, 3)), np.ones(3), np.ones(3), 1, "w0: Hw0 is zero"),
    (np.eye(3), np.ones(3), np.ones(3), -1, "steps = -1"),
    (np.eye(3), np.ones(3), np.ones(3), 1.5, "steps = 1.5"),
    (np.diag([1.0, -1.0, 2.0]), np.ones(3), np.arange(3.0), 3, "positive semidefinite"),
    (np.triu(np.ones((3, 3))), np.ones(3), np.ones(3), 1, "H is not symmetric"),
    (shear, np.ones(100), np.ones(100), 1, "H is not symmetric"),
    (np.eye(3) * 1j, np.ones(3), np.ones(3), 1, "H has type complex128; it must be real"),
    (lambda w: w[:2], np.ones(3), np.ones(3), 1, r"H\(w\) has shape \(2,\)"),
    (lambda w: 1.0, np.ones(3), np.ones(3), 1, r"H\(w\) has shape \(\)"),
    (lambda w: w * 1j, np.ones(3), np.ones(3), 1, "must be real"),
    (lambda w: w / np.float64(np.inf) + np.nan, np.ones(3), np.ones(3), 1, "not finite"),
])
def test_bad_input_is_refused(H, w0, u, steps, complaint):
    with pytest.raises(ValueError, match=complaint):
        krylov.reduce(H, w0, u, steps, rng=0)


def test_bad_data_is_refused():
    X = np.random.default_rng(0).standard_normal((20, 3))
    with pytest.raises(ValueError, match=r"X has shape \(20, 3\) and y \(19,\)"):
        krylov.for_data(X, np.ones(19), np.ones(3), 2)
    with pytest.raises(ValueError, match=r"y\[0\] is nan"):
        krylov.for_data(X, np.full(20, np.nan), np.ones(3), 2)
    with pytest.raises(ValueError, match="LSQR has not found the minimiser within 2 iterations"):
        krylov.for_data(X, np.arange(20.0), np.ones(3), 2, solver_steps=2)


def test_the_probe_needs_no_luck():
    """Symmetric up to rounding passes, whatever is drawn."""
    H = dense(SPECTRA["log"], np.random.default_rng(0))
    u, w0 = np.random.default_rng(1).standard_normal((2, D))
    results = [krylov.reduce(H, w0, u, 3, rng=seed) for seed in range(50)]
    assert all(np.array_equal(one.h, results[0].h) for one in results)
