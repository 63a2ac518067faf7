"""GDNP on the units of a tanh network, one after another (Kohler et al. 2019, neural networks)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bnlinear.checks import count
from bnlinear.dynamics.gdnp.method import GDNP, GDNPRun
from bnlinear.dynamics.trajectory import Outcome
from bnlinear.kinds import Vector
from bnlinear.problems.gaussian.tanh_network import TanhNetwork
from bnlinear.problems.gaussian.tanh_unit import TanhUnit


@dataclass(frozen=True, eq=False)
class NetworkRun:
    """A block-coordinate run.

    Attributes
    ----------
    W
        The units w̃ᵢ after each block; shape (blocks + 1, m, d), row 0 all zero.
    gradient_norm2
        Σᵢ ‖∇ᵢf‖²_{S⁻¹} over all units, shape (blocks + 1,).
    misalignment
        Sine of the S-angle between each unit and S⁻¹u, shape (blocks + 1, m).
    blocks
        The run of each block, in order: cycle by cycle, unit by unit.
    outcome
        That of the last block.
    """

    W: np.ndarray
    gradient_norm2: np.ndarray
    misalignment: np.ndarray
    blocks: tuple[GDNPRun, ...]
    outcome: Outcome

    def __repr__(self) -> str:
        return (f"NetworkRun({len(self.blocks)} blocks, gradient norm "
                f"{self.gradient_norm2[0]**0.5:.4g} -> {self.gradient_norm2[-1]**0.5:.4g}, "
                f"{self.outcome.name})")


def gdnp_units(network: TanhNetwork, steps: int, *, w0: Vector, cycles: int = 1,
               method: GDNP | None = None) -> NetworkRun:
    """All units start at zero; each in turn takes GDNP steps while the others rest.

    The others are then zero or (up to the linear rate of their own steps) aligned, which is the
    hypothesis under which a unit's critical points align.

    Parameters
    ----------
    network
        The problem, with m units in d dimensions.
    steps
        GDNP steps a unit and cycle.
    w0
        First direction of each unit, shape (m, d), with uᵀw ≠ 0.
    cycles
        How often to go through all units.
    method
        `GDNP()` by default.

    Examples
    --------
    >>> network = TanhNetwork(np.diag([1.0, 2.0]), [-0.6, 0.2], [1.0, 0.5])
    >>> run = gdnp_units(network, 30, w0=[[1.0, 1.0], [-2.0, 1.0]], cycles=2)
    >>> bool(run.misalignment[-1].max() < 1e-8)
    True
    """
    count("cycles", cycles, least=1)
    method = method or GDNP()
    directions = np.array(w0, dtype=float)  # a copy
    W = [np.zeros((len(network.theta), len(network.u)))]
    if directions.shape != W[0].shape:
        raise ValueError(f"w0 has shape {directions.shape}; it must be {W[0].shape}, one direction "
                         "a unit")
    lengths, blocks = np.ones(len(directions)), []
    for index in list(range(len(directions))) * cycles:
        run = method.run(TanhUnit(network, W[-1], index), steps, w0=directions[index],
                         g0=lengths[index])
        blocks.append(run)
        if run.outcome is not Outcome.COMPLETED:
            break
        directions[index], lengths[index] = run.w[-1], run.g[-1]
        W.append(_replaced(W[-1], index, run.w_tilde[-1]))
    return _collect(network, W, blocks)


def _replaced(W: np.ndarray, index: int, row: np.ndarray) -> np.ndarray:
    out = W.copy()
    out[index] = row
    return out


def _collect(network: TanhNetwork, W: list[np.ndarray], blocks: list[GDNPRun]) -> NetworkRun:
    gradients = [network.gradient(point) for point in W]
    return NetworkRun(
        W=np.array(W),
        gradient_norm2=np.array([np.sum(G * np.linalg.solve(network.S, G.T).T) for G in gradients]),
        misalignment=np.array([network.misalignment(point) for point in W]),
        blocks=tuple(blocks),
        outcome=blocks[-1].outcome,
    )
