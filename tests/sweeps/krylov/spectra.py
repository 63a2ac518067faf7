"""Spectra to reduce, and what may differ between the losses of a problem and of its reduction."""

from importlib.util import find_spec

import numpy as np

import bnlinear
from bnlinear.dynamics import rayleigh_step

STEPS = 40
D = 300

#: Relative. Both sides round: `eigh` and T are each right to some eps·λmax in each eigenvalue, and
#: a step of length 2/λmax passes that on; 40 steps of it add up to 3e-13 on the worst of these.
CLOSE = 1e-12

KERNELS = ["numpy", "numba"] if find_spec("numba") else ["numpy"]

SPECTRA = {
    "even": np.linspace(0.01, 1, D),
    "log": np.geomspace(1e-6, 1, D),
    "clusters": np.concatenate([0.5 + 1e-3 * np.linspace(0, 1, D - 5), [0.02, 0.1, 0.3, 0.9, 1]]),
    "outliers": np.concatenate([np.linspace(1e-6, 1e-3, D - 3), [0.1, 0.5, 1.0]]),
}


def dense(eigenvalues, rng):
    Q, _ = np.linalg.qr(rng.standard_normal((len(eigenvalues), len(eigenvalues))))
    H = Q * eigenvalues @ Q.T
    return (H + H.T) / 2


def losses(problem, steps=STEPS, L=1.0):
    """Excess losses of BNGD, the direction step and GD, one row a learning rate."""
    # to three digits, so that they are the same for the whole and the reduced problem
    a, b = (float(f"{np.linalg.norm(x):.3g}") for x in (problem.h, problem.v0))
    return np.concatenate([
        bnlinear.sweep(problem, bnlinear.BNGD, np.array([0.1, 1.0, 1.9, 4.0]) * b**2 / (a**2 * L),
                       steps, a0=a, record="every").excess_loss,
        bnlinear.sweep(problem, rayleigh_step, np.array([0.1, 1.0, 1.9]) / L, steps,
                       record="every").excess_loss,
        bnlinear.sweep(problem, bnlinear.GD, np.array([0.1, 1.0, 1.9, 2.1, 10.0]) / L, steps,
                       record="every").excess_loss])


def agree(found, expected):
    """To CLOSE; and what is measured from h, such as |e|, is no better than eps·|h|: a loss J is
    at best right to 2eps·√(2J)·|h|, with |h|² of the size of the first losses."""
    floor = 10 * np.finfo(float).eps * np.sqrt(expected * expected[:1, :1])
    return np.all(np.abs(found - expected) <= CLOSE * expected + floor)
