"""Block-coordinate GDNP on tanh units: every unit aligns, the blocks end at a critical point."""

from itertools import pairwise

import numpy as np
import pytest

from bnlinear.dynamics import GDNP, GDNPOutcome, gdnp_units, rayleigh_step
from bnlinear.problems import TanhNetwork, TanhUnit

SECOND = np.array([[1.2, 0.2, 0.0], [0.2, 0.8, 0.1], [0.0, 0.1, 1.5]])
NETWORK = TanhNetwork(SECOND, [-0.5, 0.3, 0.2], [1.0, 0.6])
W0 = np.array([[1.0, 1.0, 0.5], [-1.0, 0.3, 1.0]])


def test_all_units_align_and_the_gradient_vanishes():
    run = gdnp_units(NETWORK, 30, w0=W0, cycles=7, method=GDNP(bisections=45))
    assert run.outcome is GDNPOutcome.COMPLETED and len(run.blocks) == 14
    assert run.W.shape == (15, 2, 3) and run.misalignment.shape == (15, 2)
    assert np.all(run.W[0] == 0) and np.all(run.W[1][1] == 0)
    mu, L = NETWORK.extremes
    for block in range(1, 15):  # sin² = gap/R* contracts by (1 − μ/L)² per step, from below 1
        steps = 30 * ((block + 1) // 2 if block % 2 else block // 2)
        moved = run.misalignment[block][(block - 1) % 2]
        assert moved <= (1 - mu / L) ** steps + 1e-14
    # alternating over the two lengths is linear too: about 1/5 a cycle
    assert run.gradient_norm2[-1] < 1e-12 and run.gradient_norm2[1] > 1e-3
    # it is critical for the network as a whole, by the plain gradient
    assert abs(NETWORK.gradient(run.W[-1])).max() < 1e-6
    assert "14 blocks" in repr(run)


def test_the_directions_of_every_unit_are_rayleigh_iterates():
    """The first unit beside zeros, the second beside a unit that is aligned up to 1e-12."""
    run = gdnp_units(NETWORK, 60, w0=W0)
    for block, w in zip(run.blocks, W0, strict=True):
        for k in range(20):
            unit = block.w[k] / np.linalg.norm(block.w[k])
            # the quadrature in two dimensions is right to 1e-15, c₁ is near 0.3
            assert np.allclose(unit, w / np.linalg.norm(w), rtol=0, atol=2e-14)
            w = rayleigh_step(w, NETWORK.S, NETWORK.u, effective_lr=1 / NETWORK.L)


def test_each_block_lowers_the_loss_of_its_unit():
    run = gdnp_units(NETWORK, 30, w0=W0, cycles=3)
    values = [NETWORK.value(W) for W in run.W]
    assert values[1] < values[0] - 1e-2
    # once aligned, a block is an exact minimisation over one length
    assert all(b <= a + 1e-15 for a, b in pairwise(values[2:]))


def test_a_block_is_a_gdnp_run_of_the_unit():
    run = gdnp_units(NETWORK, 3, w0=W0)
    second = GDNP().run(TanhUnit(NETWORK, run.W[1], 1), 3, w0=W0[1])
    assert np.array_equal(run.blocks[1].w_tilde, second.w_tilde)
    assert np.array_equal(run.W[2][1], second.w_tilde[-1])
    gradient = NETWORK.gradient(run.W[2])
    norm2 = sum(g @ np.linalg.solve(NETWORK.S, g) for g in gradient)
    assert run.gradient_norm2[2] == pytest.approx(norm2, rel=1e-12)


def test_a_missing_length_ends_the_run():
    network = TanhNetwork(SECOND, [-0.5, 0.3, 0.2], [1.0, 0.6], "tanh")
    run = gdnp_units(network, 3, w0=W0, method=GDNP(bracket_limit=16.0))
    assert run.outcome is GDNPOutcome.NO_FINITE_LENGTH
    assert len(run.blocks) == 1 and len(run.W) == 1


@pytest.mark.parametrize("w0, cycles, message", [
    (W0[:1], 1, r"w0 has shape \(1, 3\); it must be \(2, 3\)"),
    (W0, 0, "cycles = 0; it must be an integer, 1 or more"),
    (W0, 1.5, "cycles = 1.5"),
    (0 * W0, 1, "w0 is zero"),
])
def test_bad_input(w0, cycles, message):
    with pytest.raises(ValueError, match=message):
        gdnp_units(NETWORK, 3, w0=w0, cycles=cycles)


def test_the_start_is_not_written_to():
    kept = W0.copy()
    gdnp_units(NETWORK, 2, w0=W0)
    assert np.array_equal(W0, kept)
