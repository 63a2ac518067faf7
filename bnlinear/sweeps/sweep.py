"""A whole grid of learning rates at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.dynamics import BNGD
from bnlinear.problems import LeastSquares
from bnlinear.sweeps.canonical.coordinates import ByProducts, Diagonal
from bnlinear.sweeps.kernels.sphere import check_lengths
from bnlinear.sweeps.kernels.trajectories import choose_kernel
from bnlinear.sweeps.methods import Task, method_name
from bnlinear.sweeps.result import Sweep, check_balls
from bnlinear.sweeps.running.checkpoint import Checkpoint
from bnlinear.sweeps.running.chunks import Workers, run_in_chunks


def sweep(problem: LeastSquares | Diagonal | ByProducts, method: Any, learning_rates: Any,
          steps: int, *, w0: Any = None, a0: float | None = None, lr_a: float = 1.0,
          record: str = "final", rng: Any = None, workers: Workers = 1, kernel: str = "auto",
          flag_chaos: bool = False, checkpoint: str | Path | None = None,
          progress: Callable[[int, int], None] | None = None) -> Sweep:
    """Run a method from one start with every learning rate of a grid.

    The problem is brought to canonical coordinates once (`bnlinear.sweeps.canonical`); then a step
    costs O(n) for each learning rate. The result depends neither on `workers` nor on how the
    grid is cut, bit for bit.

    Parameters
    ----------
    problem
        A `LeastSquares`; or a `Diagonal`, which has its start already (`Diagonal.from_spectrum`
        for millions of coordinates, `bnlinear.sweeps.krylov.reduce` for sparse data); or an object
        with `matvec` and `u`, whose products with H reduce it to a Krylov space.
    method
        The class `bnlinear.GD` (closed form: any number of steps) or `bnlinear.BNGD`; or
        `bnlinear.dynamics.rayleigh_step` (`bnlinear.GDNP` means the same), where the grid is of
        the effective learning rate ê, kept fixed; or `bnlinear.dynamics.SGDG` with its usual
        momentum (H nonsingular; NumPy only).
    learning_rates
        Positive, finite, in any order, shape (n_lr,); from 1e-300 to 1e300.
    steps
        Number of steps, at least 0.
    w0
        Start, shape (d,); by default drawn uniformly from the unit sphere with `rng`.
    a0, lr_a
        Start and learning rate of the scale of BNGD and SGD-G; by default a₀ = w₀ᵀg/σ₀ and 1.
    record
        "final", or "every" to keep the excess loss after each step.
    rng
        Seed of the start, for `np.random.default_rng`.
    workers
        Number of threads, or a callable like `executor.map`, for processes or a cluster.
    kernel
        "numpy", "numba", or "auto": numba if installed (`bnlinear[fast]`) and coordinates ×
        learning rates × steps ≥ 10⁷, else NumPy. They agree to rounding. GD needs neither.
    flag_chaos
        Also run every trajectory in balls, and flag those of which floats hold no digit.
    checkpoint
        A file that keeps what is done; the same sweep, run again, continues from it.
    progress
        Called with the number of learning rates done and of all.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([0.01, 0.1, 1.0], [1.0, 1.0, 1.0])
    >>> grid = np.geomspace(0.1, 100, 7)
    >>> bnlinear.sweep(problem, bnlinear.BNGD, grid, 100, w0=[1.0, 0.0, 2.0])
    Sweep(BNGD, 7 learning rates 0.1 to 100, 100 steps: least excess loss 1.055e-10 at 10)
    """
    name = method_name(method)
    grid = _grid(learning_rates)
    _check(name, steps, a0, record, workers)
    if flag_chaos:
        check_balls(name)
    BNGD(1.0, lr_a)  # checks lr_a
    whole = canonical(problem, w0, rng, steps)
    if name == "SGD-G":
        check_lengths(whole)
    found = whole.merged()
    _check_start(found, name, a0)
    chosen = choose_kernel(kernel, float(len(found.h)) * len(grid) * steps)
    task = Task(problem=found, method=name, learning_rates=grid, steps=int(steps),
                a0=None if a0 is None else float(a0), lr_a=float(lr_a), every=record == "every",
                kernel={"GD": "closed form", "SGD-G": "numpy"}.get(name, chosen))
    ends = run_in_chunks(task, workers, Checkpoint(task, checkpoint), progress)
    result = Sweep(
        method=name, learning_rates=grid, steps=task.steps,
        excess_loss=ends.losses if task.every else ends.losses[:, 1],
        last_two=ends.losses[:, [max(task.steps - 1, 0), task.steps] if task.every else [0, 1]],
        effective_lr=ends.effective_lr, problem=found, a0=task.a0, lr_a=task.lr_a,
        kernel=task.kernel)
    return replace(result, flags=result.chaotic()) if flag_chaos else result


def canonical(problem: Any, w0: Any = None, rng: Any = None, steps: int = 0) -> Diagonal:
    """The front ends: a problem and a start in canonical coordinates, not yet merged.

    A diagonal H costs O(d²) to recognise, a dense one an `eigh`; of products, `steps` of them.
    """
    if isinstance(problem, Diagonal):
        if w0 is not None:
            raise ValueError("w0 was given, but a Diagonal has its start v0 already; leave it out")
        return problem
    by_products = callable(getattr(problem, "matvec", None))
    if not isinstance(problem, LeastSquares) and not by_products:
        raise ValueError(f"problem = {problem!r}; it must be a bnlinear.LeastSquares, a "
                         "bnlinear.sweeps.Diagonal, or have matvec and u")
    u = np.asarray(problem.u, dtype=float)
    start = _start(w0, len(u), rng)
    if by_products:
        from bnlinear.sweeps import krylov

        return krylov.reduce(problem.matvec, start, u, steps)
    H = np.asarray(problem.H, dtype=float)
    if np.count_nonzero(H) == np.count_nonzero(np.diagonal(H)):
        return Diagonal.from_spectrum(np.diagonal(H), u, start)
    return Diagonal.from_matrix(H, u, start)


def _start(w0: Any, d: int, rng: Any) -> np.ndarray:
    if w0 is None:
        w = np.random.default_rng(rng).standard_normal(d)
        return w / np.linalg.norm(w)
    start = np.asarray(w0, dtype=float)
    if start.shape != (d,):
        raise ValueError(f"w0 has shape {start.shape}; the problem needs {(d,)}")
    if not np.all(np.isfinite(start)):
        raise ValueError(f"w0 = {start}; every entry must be finite")
    return start


def _grid(learning_rates: Any) -> np.ndarray:
    try:
        grid = np.array(learning_rates, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"learning_rates is not an array of numbers: {error}") from error
    if grid.ndim != 1 or not grid.size:
        raise ValueError(f"learning_rates has shape {grid.shape}; it must be a list of at least "
                         "one number, such as np.geomspace(1e-3, 1e3, 200)")
    wrong = np.flatnonzero(~((grid > 0) & np.isfinite(grid)))
    if len(wrong):
        raise ValueError(f"learning_rates[{wrong[0]}] = {grid[wrong[0]]}; each must be a finite "
                         "number above 0")
    return grid


def _check(name: str, steps: Any, a0: Any, record: str, workers: Any) -> None:
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps = {steps!r}; it must be a whole number, 0 or more")
    if record not in ("final", "every"):
        raise ValueError(f'record = {record!r}; it must be "final" or "every"')
    if a0 is not None and name not in ("BNGD", "SGD-G"):
        raise ValueError(f"a0 = {a0} was given, but the {name} has no scale a; leave it out")
    if a0 is not None and not np.isfinite(a0):
        raise ValueError(f"a0 = {a0}; it must be finite")
    if not callable(workers) and (isinstance(workers, bool)
                                  or not isinstance(workers, int | np.integer) or workers < 1):
        raise ValueError(f"workers = {workers!r}; it must be a number of threads, 1 or more, or a "
                         "callable like executor.map")


def _check_start(problem: Diagonal, name: str, a0: float | None) -> None:
    """The same refusals as `BNGD.init`, for the problem that is left."""
    if name == "GD":
        return
    if not np.any(problem.v0):
        raise ValueError("w0 is zero (or H w0 is): the normalised direction w/σ is undefined "
                         "there; start from any other point")
    orthogonal = problem.h @ problem.v0 == 0
    if orthogonal and name == "direction step":
        raise ValueError("w0ᵀg = 0: the direction step divides by it; start elsewhere")
    if orthogonal and not a0:
        raise ValueError("w0 is a saddle: w0ᵀg = 0 and a0 = 0, so no step moves; the theorems on "
                         "minimisers need w0ᵀg ≠ 0. Start elsewhere, or give a0 ≠ 0")
