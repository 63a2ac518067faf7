"""The machine: its name, its speed limit, and how near to it the kernel comes."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import time
from pathlib import Path
from typing import Any

import numpy as np

import bnlinear
from benchmarks.cases import MAKERS
from bnlinear.sweeps import Diagonal

#: Fused multiply-adds that the numba kernel does for each coordinate and step.
FMAS = 6

#: Sizes at which its distance from the machine's limit is measured: (d, rates, steps).
SIZES = [(1000, 200, 1000), (10_000, 100, 300)]


def describe() -> dict[str, str]:
    """Processor and versions; nothing that names a host or a user."""
    versions = {name: _version(name) for name in ("numpy", "scipy", "numba", "torch", "jax")}
    return {"processor": _processor(), "cores": str(os.cpu_count()), "system": platform.system(),
            "python": platform.python_version(), "bnlinear": bnlinear.__version__} | versions


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    found = {key.strip(): value.strip() for key, _, value in (line.partition(":")
                                                              for line in lines)}
    name = found.get("model name") or platform.processor() or platform.machine()
    family = f" (family {found['cpu family']}, model {found['model']})" if "model" in found else ""
    return name + family


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def peak_fmas() -> float:
    """Fused multiply-adds a second that one core can do: polynomials of degree 16 in the cache."""
    from numba import njit

    @njit(error_model="numpy", fastmath={"contract"})
    def horner(x, out, rounds):
        for _ in range(rounds):
            for i in range(x.size):
                t = x[i]
                p = t
                for _ in range(16):
                    p = p * t + 0.5
                out[i] = p

    x, out = np.linspace(0, 0.5, 1024), np.empty(1024)
    horner(x, out, 1)
    rounds = 20_000
    return max(16 * x.size * rounds / _seconds(lambda: horner(x, out, rounds)) for _ in range(5))


def floor() -> list[dict[str, Any]]:
    """The numba kernel's time over that of its multiply-adds at full speed."""
    rows = []
    peak = peak_fmas()
    for d, m, steps in SIZES:
        p = MAKERS["diagonal"](np.random.default_rng(0), d, m, steps)
        problem = Diagonal.from_spectrum(p.H, p.u, p.w0)

        def run(problem: Diagonal = problem, p: Any = p) -> None:
            bnlinear.sweep(problem, bnlinear.BNGD, p.learning_rates, p.steps, kernel="numba")

        run()
        seconds = min(_seconds(run) for _ in range(5))
        limit = FMAS * d * m * (steps + 1) / peak
        rows.append({"d": d, "rates": m, "steps": steps, "seconds": seconds, "limit": limit,
                     "ratio": seconds / limit, "peak": peak})
    return rows


def gd_error(steps: int = 10**9) -> float:
    """The largest relative error of GD's closed form after 10⁹ steps, against 60 digits."""
    import mpmath

    from bnlinear.sweeps.kernels.closed_form import log_losses

    p = MAKERS["diagonal"](np.random.default_rng(0), 50, 1, 1)
    problem = Diagonal.from_spectrum(p.H, p.u, p.w0)
    worst = 0.0
    with mpmath.workdps(60):
        for lr in (1e-9, 1e-8, 1e-7, 1e-6):
            exact = sum((mpmath.mpf(v) - mpmath.mpf(h)) ** 2
                        * (1 - mpmath.mpf(lr) * mpmath.mpf(value)) ** (2 * steps)
                        for v, h, value in zip(problem.v0.tolist(), problem.h.tolist(),
                                               problem.eigenvalues.tolist(), strict=True)) / 2
            found = np.exp(log_losses(problem, lr, [steps])[0])
            worst = max(worst, float(abs(found / exact - 1)))
    return worst


def _seconds(run: Any) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start
