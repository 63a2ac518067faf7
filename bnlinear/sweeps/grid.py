"""A whole grid of learning rates at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bnlinear.checks import ArgumentError, Described, count, finite
from bnlinear.dynamics.normalized import check_lr_a
from bnlinear.kinds import Scalar, Seed, Vector
from bnlinear.problems import LeastSquares
from bnlinear.sweeps.canonical.coordinates import ByProducts, Diagonal
from bnlinear.sweeps.canonical.data import draw_start
from bnlinear.sweeps.kernels.trajectories import choose_kernel
from bnlinear.sweeps.methods import Sweepable, record_of
from bnlinear.sweeps.methods.record import SweepMethod, Task
from bnlinear.sweeps.result import Sweep, check_balls
from bnlinear.sweeps.running.checkpoint import Checkpoint
from bnlinear.sweeps.running.chunks import Workers, run_in_chunks
from bnlinear.sweeps.running.limits import MOST_STEPS, MOST_THREADS, check_cost
from bnlinear.sweeps.running.on_disk import check_out, mapped
from bnlinear.sweeps.running.watch import Progress


def sweep(problem: LeastSquares | Diagonal | ByProducts, method: Sweepable,
          learning_rates: Vector, steps: int, *, w0: Vector = None, a0: float | None = None,
          lr_a: float = 1.0, record: str = "final", rng: Seed = None, workers: Workers = 1,
          kernel: str = "auto", flag_chaos: bool = False, checkpoint: str | Path | None = None,
          out: str | Path | None = None, progress: Progress | None = None) -> Sweep:
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
        momentum (H nonsingular; NumPy only); or a `bnlinear.sweeps.SweepMethod` of your own.
    learning_rates
        Positive, finite, in any order, shape (n_lr,); from 1e-300 to 1e300.
    steps
        Number of steps, from 0 to 2⁵³.
    w0
        Start, shape (d,); by default drawn uniformly from the unit sphere with `rng`.
    a0, lr_a
        Start and learning rate of the scale of BNGD and SGD-G; by default a₀ = w₀ᵀg/σ₀ and 1.
    record
        "final", or "every" to keep the excess loss after each step.
    rng
        Seed of the start, for `np.random.default_rng`.
    workers
        Number of threads, or a callable like `executor.map`, for processes or a cluster; the
        results may come in any order, as `pool.imap_unordered` gives them.
    kernel
        "numpy", "numba", or "auto": numba if installed (`bnlinear[fast]`) and coordinates ×
        learning rates × steps ≥ 10⁷, else NumPy. They agree to rounding. GD needs neither.
    flag_chaos
        Also run every trajectory in balls, and flag those of which floats hold no digit.
    checkpoint
        A file that keeps what is done; the same sweep, run again, continues from it.
    out
        With record="every", a .npy file for the losses, which may then exceed the memory: they
        are written to it as they come, and `excess_loss` is mapped from it.
    progress
        Called with the number of learning rates done (a fraction for those under way) and of all.

    Raises
    ------
    ArgumentError
        For wrong input, which includes more losses than there is memory, and more steps than a
        year of one core takes: with the numbers, before anything is run.
    SweepInterrupted
        If a worker fails; what was done before is on the error, and in the checkpoint.

    Examples
    --------
    >>> import bnlinear
    >>> problem = bnlinear.LeastSquares.from_spectrum([0.01, 0.1, 1.0], [1.0, 1.0, 1.0])
    >>> grid = np.geomspace(0.1, 100, 7)
    >>> bnlinear.sweep(problem, bnlinear.BNGD, grid, 100, w0=[1.0, 0.0, 2.0])
    Sweep(BNGD, 7 learning rates 0.1 to 100, 100 steps: least excess loss 1.055e-10 at 10)
    """
    how = record_of(method)
    count("steps", steps, most=MOST_STEPS)
    _check(how, a0, lr_a, record, workers, flag_chaos)
    check_out(out, record, checkpoint)
    grid = _grid(learning_rates)
    whole = canonical(problem, w0, rng, steps)
    how.check(whole, a0)
    merged = whole.merged()
    task = Task(problem=merged, method=how, learning_rates=grid, steps=int(steps),
                a0=None if a0 is None else float(a0), lr_a=float(lr_a), every=record == "every",
                kernel=_kernel(how, kernel, float(len(merged.h)) * len(grid) * steps))
    check_cost(task, out)
    if out is None:
        result = _run(task, workers, Checkpoint(task, checkpoint), progress)
    else:
        with mapped(out, (len(grid), task.columns)) as losses:
            result = _run(task, workers, Checkpoint(task, losses=losses), progress)
        result = replace(result, excess_loss=np.load(out, mmap_mode="r"))
    return replace(result, flags=result.chaotic()) if flag_chaos else result


def _run(task: Task, workers: Workers, checkpoint: Checkpoint,
         progress: Progress | None) -> Sweep:
    run_in_chunks(task, workers, checkpoint, progress)
    losses = checkpoint.losses
    last = [max(task.steps - 1, 0), task.steps]
    return Sweep(
        how=task.method, learning_rates=task.learning_rates, steps=task.steps,
        excess_loss=losses if task.every else losses[:, 1],
        last_two=np.array(losses[:, last]) if task.every else losses,
        effective_lr=checkpoint.effective_lr, problem=task.problem, a0=task.a0, lr_a=task.lr_a,
        kernel=task.kernel)


def _kernel(how: SweepMethod, kernel: str, work: float) -> str:
    """The kernel asked for, of those the method has."""
    chosen = choose_kernel(kernel, work)
    return chosen if chosen in how.cost else next(iter(how.cost))


def canonical(problem: Any, w0: Vector = None, rng: Seed = None, steps: int = 0) -> Diagonal:
    """The front ends: a problem and a start in canonical coordinates, not yet merged.

    A diagonal H costs O(d²) to recognise, a dense one an `eigh`; of products, `steps` of them.
    """
    if isinstance(problem, Diagonal):
        if w0 is not None:
            raise ArgumentError("w0", w0, "a Diagonal has its start v0 already; leave it out")
        return problem
    by_products = callable(getattr(problem, "matvec", None))
    if not isinstance(problem, LeastSquares) and not by_products:
        raise ArgumentError("problem", Described(type(problem).__name__),
                            "it must be a bnlinear.LeastSquares, a bnlinear.sweeps.Diagonal, or "
                            "have matvec and u")
    u = np.asarray(problem.u, dtype=float)
    start = _start(w0, len(u), rng)
    if by_products:
        from bnlinear.sweeps import krylov

        return krylov.reduce(problem.matvec, start, u, steps)
    H = np.asarray(problem.H, dtype=float)
    if np.count_nonzero(H) == np.count_nonzero(np.diagonal(H)):
        return Diagonal.from_spectrum(np.diagonal(H), u, start)
    return Diagonal.from_matrix(H, u, start)


def _start(w0: Vector, d: int, rng: Seed) -> np.ndarray:
    if w0 is None:
        return draw_start(d, rng)
    start = np.asarray(w0, dtype=float)
    if start.shape != (d,):
        raise ArgumentError("w0", Described(f"an array of shape {start.shape}"),
                            f"the problem needs the shape {(d,)}")
    if not np.all(np.isfinite(start)):
        raise ArgumentError("w0", start, "every entry must be finite")
    return start


def _grid(learning_rates: Vector) -> np.ndarray:
    try:
        grid = np.array(learning_rates, dtype=float)
    except (TypeError, ValueError) as error:
        raise ArgumentError("learning_rates", learning_rates,
                            "it must be an array of numbers") from error
    if grid.ndim != 1 or not grid.size:
        raise ArgumentError("learning_rates", Described(f"an array of shape {grid.shape}"),
                            "it must be a list of at least one number",
                            "pass for example np.geomspace(1e-3, 1e3, 200)")
    wrong = np.flatnonzero(~((grid > 0) & np.isfinite(grid)))
    if len(wrong):
        raise ArgumentError(f"learning_rates[{wrong[0]}]", float(grid[wrong[0]]),
                            "each must be a finite number above 0")
    return grid


def _check(how: SweepMethod, a0: Scalar, lr_a: Scalar, record: str, workers: object,
           flag_chaos: bool) -> None:
    if record not in ("final", "every"):
        raise ArgumentError("record", record, 'it must be "final" or "every"')
    if a0 is not None and not how.has_scale:
        raise ArgumentError("a0", a0, f"the {how.name} has no scale a; leave it out")
    if a0 is not None:
        finite("a0", a0)
    check_lr_a(lr_a)
    if not callable(workers):
        count("workers", workers, least=1, most=MOST_THREADS,
              remedy="give a number of threads, or a callable like executor.map")
    if flag_chaos:
        check_balls(how)
