"""Ways to run BNGD at many learning rates; each returns the final excess loss of each.

The first four are what one writes otherwise; they keep the whole iterate. All are checked to return
the same losses.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import bnlinear
from benchmarks.cases import Problem
from bnlinear.sweeps import Diagonal, krylov

Run = Callable[[Problem, np.ndarray], np.ndarray]


def excess_losses(p: Problem, a: np.ndarray, W: np.ndarray) -> np.ndarray:
    """½(a − x/σ)² + ½|u − (x/σ²)w|²_H for the rows of W, without cancellation."""
    x, y = W @ p.g, np.vecdot(W, p.product(W))
    miss = p.u - (x / y)[:, None] * W
    return ((a - x / np.sqrt(y)) ** 2 + np.vecdot(miss, p.product(miss))) / 2


def loop(p: Problem, rates: np.ndarray) -> np.ndarray:
    """NumPy, one learning rate after the other."""
    g, ends = p.g, []
    for lr in rates:
        w = p.w0.copy()
        a = w @ g / np.sqrt(w @ p.product(w))
        for _ in range(p.steps):
            Hw = p.product(w)
            s2, x = w @ Hw, w @ g
            s = np.sqrt(s2)
            a, w = x / s, w + (lr * a / s) * (g - (x / s2) * Hw)
        ends.append(excess_losses(p, np.array([a]), w[None])[0])
    return np.array(ends)


def batched(p: Problem, rates: np.ndarray) -> np.ndarray:
    """NumPy, all learning rates at once: one product of matrices a step."""
    g = p.g
    W = np.tile(p.w0, (len(rates), 1))
    a = W @ g / np.sqrt(np.vecdot(W, p.product(W)))
    for _ in range(p.steps):
        HW = p.product(W)
        s2, x = np.vecdot(W, HW), W @ g
        s = np.sqrt(s2)
        HW *= (x / s2)[:, None]
        np.subtract(g, HW, out=HW)
        HW *= (rates * a / s)[:, None]
        W += HW
        a = x / s
    return excess_losses(p, a, W)


def torch_autograd(p: Problem, rates: np.ndarray) -> np.ndarray:
    """PyTorch, all learning rates at once, gradients by autograd."""
    import torch

    torch.set_num_threads(1)
    H, g, lr = (torch.from_numpy(np.asarray(x)) for x in (p.H, p.g, rates))

    def x_and_s(W: Any) -> tuple[Any, Any]:
        HW = W * H if p.kind == "diagonal" else W @ H
        return W @ g, torch.sqrt((W * HW).sum(1))

    W = torch.from_numpy(np.tile(p.w0, (len(rates), 1)))
    x, s = x_and_s(W)
    a = (x / s).requires_grad_()
    W.requires_grad_()
    for _ in range(p.steps):
        x, s = x_and_s(W)
        loss = (a * a / 2 - a * x / s).sum()
        at_a, at_W = torch.autograd.grad(loss, (a, W))
        with torch.no_grad():
            a -= at_a
            W -= lr[:, None] * at_W
    return excess_losses(p, a.detach().numpy(), W.detach().numpy())


def jax_scan(p: Problem, rates: np.ndarray) -> np.ndarray:
    """JAX: `scan` over the steps, `vmap` over the learning rates, compiled; gradients by `grad`."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    H, g, w0 = (jnp.asarray(x) for x in (p.H, p.g, p.w0))

    def x_and_s(w: Any) -> tuple[Any, Any]:
        Hw = H * w if p.kind == "diagonal" else H @ w
        return w @ g, jnp.sqrt(w @ Hw)

    def loss(a: Any, w: Any) -> Any:
        x, s = x_and_s(w)
        return a * a / 2 - a * x / s

    def run(lr: Any) -> Any:
        def step(state: Any, _: Any) -> Any:
            a, w = state
            at_a, at_w = jax.grad(loss, (0, 1))(a, w)
            return (a - at_a, w - lr * at_w), None

        x, s = x_and_s(w0)
        return jax.lax.scan(step, (x / s, w0), None, length=p.steps)[0]

    a, W = jax.jit(jax.vmap(run))(jnp.asarray(rates))
    return excess_losses(p, np.asarray(a), np.asarray(W))


def ours(kernel: str, reduced: bool = False) -> Run:
    """`bnlinear.sweep`, from the front end that fits the problem."""
    def run(p: Problem, rates: np.ndarray) -> np.ndarray:
        if reduced:
            H = p.product if p.kind == "diagonal" else p.H
            found = krylov.reduce(H, p.w0, p.u, p.steps, rng=0, kernel=kernel)
        elif p.kind == "diagonal":
            found = Diagonal.from_spectrum(p.H, p.u, p.w0)
        else:
            found = Diagonal.from_matrix(p.H, p.u, p.w0)
        return bnlinear.sweep(found, bnlinear.BNGD, rates, p.steps, kernel=kernel).excess_loss

    return run


@dataclass(frozen=True)
class Competitor:
    """A way to do it, and the fraction of the learning rates it gets in each case.

    Its time is divided by that fraction. A case that is not listed is not run.
    """

    title: str
    run: Run
    share: dict[str, float]
    needs: str = ""
    ours: bool = False

    def is_installed(self) -> bool:
        return not self.needs or importlib.util.find_spec(self.needs) is not None


COMPETITORS = {
    "loop": Competitor("NumPy, a loop over the rates", loop, {
        "S1": 0.1, "S2": 0.01, "S3": 0.1, "S4": 0.05, "S5": 0.001}),
    "batched": Competitor("NumPy, all rates in one product", batched, {
        "S1": 1, "S2": 1, "S3": 1, "S4": 1, "S5": 0.004}),
    "torch": Competitor("PyTorch, autograd", torch_autograd, {
        "S1": 1, "S2": 0.25, "S3": 1}, needs="torch"),
    "jax": Competitor("JAX, scan + vmap", jax_scan, {
        "S1": 1, "S2": 0.25, "S3": 1}, needs="jax"),
    "numpy": Competitor("bnlinear, NumPy kernel", ours("numpy"), {
        "S1": 1, "S2": 1, "S3": 1, "S5": 0.004}, ours=True),
    "numba": Competitor("bnlinear, numba kernel", ours("numba"), {
        "S1": 1, "S2": 1, "S3": 1, "S5": 0.04}, needs="numba", ours=True),
    "krylov": Competitor("bnlinear, Krylov, NumPy kernel", ours("numpy", reduced=True), {
        "S4": 1, "S5": 1}, ours=True),
    "krylov-numba": Competitor("bnlinear, Krylov, numba kernel", ours("numba", reduced=True), {
        "S4": 1, "S5": 1}, needs="numba", ours=True),
}


def rates_for(p: Problem, share: float) -> np.ndarray:
    """Learning rates evenly spread over the grid, at least one."""
    count = max(1, round(share * len(p.learning_rates)))
    return np.linspace(0, len(p.learning_rates) - 1, count).round().astype(int)
