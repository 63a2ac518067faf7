"""SGD-G in a sweep: the runs of `iterate`, one column each."""

import numpy as np
import pytest

import bnlinear
from bnlinear.dynamics import SGDG, bngd_step, sgdg_step
from bnlinear.sweeps import Diagonal
from bnlinear.sweeps.kernels.columns import Columns, DiagonalMatrix, columns

EIGENVALUES, U = np.array([0.2, 1.0, 1.0, 1.0, 3.0]), np.array([1.0, -2.0, 0.5, 1.0, 1.0])
W0 = np.array([2.0, 1.0, -1.0, 0.3, 0.5])
GRID = np.array([0.1, 0.01, 0.05, 0.03])
PROBLEM = bnlinear.LeastSquares.from_spectrum(EIGENVALUES, U)


def swept(grid=GRID, steps=30, problem=PROBLEM, w0=W0, **options):
    return bnlinear.sweep(problem, SGDG, grid, steps, w0=w0, **options)


@pytest.mark.parametrize(("a0", "lr_a"), [(None, 1.0), (3.0, 0.5)])
def test_each_row_is_the_run_of_iterate(a0, lr_a):
    found = swept(a0=a0, lr_a=lr_a, record="every")
    for lr, row in zip(GRID, found.excess_loss, strict=True):
        run = bnlinear.iterate(SGDG(lr=lr, lr_a=lr_a), PROBLEM, 30, w0=W0, a0=a0)
        assert np.allclose(row, run.excess_loss, rtol=1e-9, atol=1e-28)  # 30 steps, not chaotic
    assert found.start == pytest.approx(found.excess_loss[0, 0], rel=1e-12)


def test_a_rotated_problem_has_the_same_losses():
    Q = np.linalg.qr(np.random.default_rng(0).standard_normal((5, 5)))[0]
    H = Q @ np.diag(EIGENVALUES) @ Q.T
    turned = bnlinear.LeastSquares.from_minimiser((H + H.T) / 2, Q @ U)
    assert np.allclose(swept(problem=turned, w0=Q @ W0).excess_loss, swept().excess_loss,
                       rtol=1e-9)


def test_the_last_loss_and_the_ones_on_the_way_agree():
    every, final = swept(record="every"), swept()
    assert np.array_equal(every.excess_loss[:, -1], final.excess_loss)
    assert np.array_equal(every.effective_lr, final.effective_lr)
    assert np.array_equal(swept(steps=0).excess_loss, every.excess_loss[:, 0])


def test_the_bits_do_not_depend_on_the_company():
    grid = np.geomspace(1e-3, 10, 23)
    whole = swept(grid).excess_loss
    assert np.array_equal(whole, [swept([lr]).excess_loss[0] for lr in grid])
    assert np.array_equal(whole, swept(grid, workers=3).excess_loss)


def test_the_length_of_the_start_does_not_count():
    assert np.allclose(swept(w0=1e-5 * W0).excess_loss, swept().excess_loss, rtol=1e-9)


def test_what_the_sphere_cannot_do_is_refused():
    singular = Diagonal.from_spectrum([0.0, 1.0, 2.0], [1.0, 1.0, 1.0], [1.0, 0.5, 2.0])
    with pytest.raises(ValueError, match="eigenvalue 0"):
        bnlinear.sweep(singular, SGDG, GRID, 5)
    with pytest.raises(ValueError, match="flag_chaos = True; SGD-G is not run in balls here"):
        swept(flag_chaos=True)
    assert np.all(np.isnan(swept([1e200, 1e300], steps=3).excess_loss))  # a status, not an error


# -- columns -----------------------------------------------------------------------------------

def test_a_step_on_columns_is_the_step_on_each():
    rng = np.random.default_rng(1)
    W, lr, a = rng.standard_normal((5, 7)), rng.random(7), rng.standard_normal(7)
    H, g = DiagonalMatrix(EIGENVALUES), EIGENVALUES * U
    together = bngd_step(a, columns(W), H, columns(g[:, None]), lr, 0.5)
    Y = W / np.linalg.norm(W, axis=0)
    turned = sgdg_step(columns(Y), columns(0 * Y), columns(W[::-1]), lr, 0.9)
    for k in range(7):
        alone = bngd_step(a[k], W[:, k], np.diag(EIGENVALUES), g, lr[k], 0.5)
        assert np.allclose(together[0][k], alone[0]) and np.allclose(together[1][:, k], alone[1])
        alone = sgdg_step(Y[:, k], 0 * Y[:, k], W[::-1][:, k], lr[k], 0.9)
        assert np.allclose(turned[0][:, k], alone[0]) and np.allclose(turned[1][:, k], alone[1])


def test_columns_multiply_columns_only():
    w = columns(np.ones((3, 2)))
    assert isinstance(2 * w, Columns)
    with pytest.raises(TypeError):
        w @ np.ones(3).tolist()
