"""Steps of training against PyTorch (eager, CPU): `python -m benchmarks.networks [--quick]`.

Both run the same network from the same weights on the same batches, on one thread, in turns; a
case gets a row only if both reach the same weights. A step is a batch taken from the table, a
forward and a backward pass, and the update.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
os.environ.update(dict.fromkeys(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"],
                                "1"))  # before NumPy is imported

import numpy as np  # noqa: E402

from benchmarks import machine  # noqa: E402
from bnlinear.problems import Network, network  # noqa: E402
from bnlinear.training.networks import Samples, preset  # noqa: E402

#: Float32: after this many steps both agree to this, relative to the largest weight.
CHECKED, AGREE = 3, 2e-4

BATCH = 60


@dataclass(frozen=True)
class Case:
    """A method on a network, and the largest allowed time of a step over PyTorch's."""

    title: str
    shape: str
    method: str
    target: float
    rates: tuple[float, ...] = (0.05,)

    def network(self) -> Network:
        images = ((1, 28, 28), 10) if self.shape == "cnn" else ()
        return network(self.shape, *images, batch_norm=preset(self.method, 1.0).batch_norm)


DENSE = "784-100-100-100-10"
TEN = tuple(np.geomspace(0.01, 0.1, 10).tolist())
CASES = {
    "sgd": Case("SGD", DENSE, "vanilla", 1.0),
    "bn": Case("SGD with batch normalization", DENSE, "bn", 1.0),
    "bnp": Case("BNP", DENSE, "bnp", 1.0),
    "cnn": Case("SGD, two convolutions", "cnn", "vanilla", 1.5),
    "cnn-bn": Case("the same with batch normalization", "cnn", "bn", 1.5),
    "ten": Case("SGD, ten rates together; PyTorch one after another", DENSE, "vanilla", 0.25, TEN),
    "ten-bn": Case("the same with batch normalization", DENSE, "bn", 0.25, TEN),
    "ten-small": Case("the same on 8 x 8 pixels", "64-100-100-100-10", "bn", 0.25, TEN),
}

Steps = Callable[[int], Any]  # so many more steps; gives the first layer's weights


def table(pixels: int = 784) -> Samples:
    rng = np.random.default_rng(0)
    X = rng.random((4000, pixels)).astype(np.float32)
    return Samples.of_classes(X, rng.integers(0, 10, 4000), 10)


def ours(case: Case, data: Samples, order: list[np.ndarray]) -> Steps:
    """`bnlinear.training.networks`, all rates side by side."""
    net, method = case.network(), preset(case.method, list(case.rates)).method
    one = net.start(0, np.float32)
    c = len(case.rates)
    state = method.init(net, tuple(type(p)(*(None if w is None else np.repeat(w, c, axis=0)
                                             for w in p)) for p in one))
    rates = {name: np.broadcast_to(rule.lr, c).astype(np.float32)[:, None, None]
             for name, rule in method.rules.items()}

    def run(steps: int) -> Any:
        nonlocal state
        for _ in range(steps):
            rows = order[state.t % len(order)]
            state = method.step(net, state, data.X[rows], data.Y[rows], rates)[0]
        return state.weights[0].W

    return run


def products(case: Case, data: Samples) -> Steps:
    """The matrix products of our step alone: what no code on this BLAS can go below."""
    net, c = case.network(), len(case.rates)
    weights = tuple(type(p)(*(None if w is None else np.repeat(w, c, axis=0) for w in p))
                    for p in net.start(0, np.float32))
    traces = net.forward(weights, data.X[:BATCH])[1]
    factors = [(p.W, trace.features, trace.h) for p, trace in zip(weights, traces, strict=True)]

    def run(steps: int) -> Any:
        for _ in range(steps):
            for number, (W, features, g) in enumerate(factors):
                np.matmul(W.mT, features.mT)
                np.matmul(features.mT, g)
                if number:
                    np.matmul(W, g.mT)

    return run


def pytorch(case: Case, data: Samples, order: list[np.ndarray]) -> Steps:
    """torch.nn, one rate after another."""
    import torch

    torch.set_num_threads(1)
    models = [_TorchRun(case, lr) for lr in case.rates]
    X, labels = torch.from_numpy(data.X), torch.from_numpy(data.Y.argmax(axis=1))
    rows = [torch.from_numpy(index) for index in order]

    def run(steps: int) -> Any:
        for model in models:
            for _ in range(steps):
                index = rows[model.t % len(rows)]
                model.step(X[index], labels[index])
        return np.array([model.first_weights() for model in models])

    return run


class _TorchRun:
    """A model as one writes it in PyTorch; BNP as an update of the gradients before the step."""

    def __init__(self, case: Case, lr: float) -> None:
        import torch

        net = case.network()
        self.torch, self.t, self.bnp = torch, 0, case.method == "bnp"
        self.linear: list[Any] = []
        self.model = torch.nn.Sequential(*self._modules(net))
        for layer, p in zip(self.linear, net.start(0, np.float32), strict=True):
            with torch.no_grad():
                layer.weight.copy_(torch.from_numpy(p.W[0].T.copy()).reshape(layer.weight.shape))
                if layer.bias is not None:
                    layer.bias.zero_()
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.loss = torch.nn.CrossEntropyLoss()
        self.inputs: dict[Any, Any] = {}
        self.running: dict[Any, tuple[Any, Any]] = {}
        if self.bnp:
            for layer in self.linear:
                layer.register_forward_pre_hook(
                    lambda module, given: self.inputs.__setitem__(module, given[0].detach()))

    def _modules(self, net: Network) -> list[Any]:
        nn = self.torch.nn
        images = net.layers[0].linear.inputs
        modules = [nn.Unflatten(1, images)] if images[1] > 1 else []
        for layer in net.layers:
            lin, bias = layer.linear, layer.batch_norm is None
            if hasattr(lin, "stride"):
                module: Any = nn.Conv2d(lin.inputs[0], lin.units, lin.size, lin.stride,
                                        lin.padding, bias=bias)
                norm: Any = nn.BatchNorm2d(lin.units)
            else:
                modules += [nn.Flatten()] if lin.inputs[1] > 1 else []
                module, norm = nn.Linear(lin.fan_in, lin.units, bias=bias), nn.BatchNorm1d(
                    lin.units)
            self.linear.append(module)
            modules += [module, *([norm] if layer.batch_norm else []),
                        *([nn.ReLU()] if layer is not net.layers[-1] else [])]
        return modules

    def step(self, X: Any, labels: Any) -> None:
        self.t += 1
        self.optimiser.zero_grad()
        self.loss(self.model(X), labels).backward()
        if self.bnp:
            self._precondition()
        self.optimiser.step()

    def _precondition(self, rho: float = 0.99) -> None:
        with self.torch.no_grad():
            for layer in self.linear:
                h = self.inputs[layer]
                var, mean = self.torch.var_mean(h, 0, correction=0)
                share = (1 - rho) / (1 - rho**self.t)
                if layer in self.running:
                    old_mean, old_var = self.running[layer]
                    moved = mean - old_mean
                    mean = old_mean + share * moved
                    var = (1 - share) * old_var + share * var + share * (1 - share) * moved**2
                self.running[layer] = mean, var
                smooth = var + 1e-2 * var.max() + 1e-4
                G_b, G_w = layer.bias.grad, layer.weight.grad
                G_w.sub_(G_b[:, None] * mean).div_(smooth)
                G_b.sub_(G_w @ mean)
                q2 = max(h.shape[1] / len(h), 1.0)
                G_w.div_(q2)
                G_b.div_(q2)

    def first_weights(self) -> np.ndarray:
        weight = self.linear[0].weight
        return weight.detach().reshape(len(weight), -1).numpy().T.copy()


def measure(case: Case, steps: int, rounds: int) -> dict[str, Any]:
    """Seconds a step of both, in turns, and by how much their weights differ at first."""
    data = table(case.network().inputs)
    order = [np.random.default_rng(k).permutation(len(data))[:BATCH] for k in range(50)]
    mine, theirs, least = ours(case, data, order), pytorch(case, data, order), products(case, data)
    left, right = mine(CHECKED), theirs(CHECKED)
    miss = float(np.abs(left - right).max() / np.abs(right).max())
    times = [tuple(_seconds(run, steps) for run in (mine, theirs, least)) for _ in range(rounds)]
    ratios = [one / two for one, two, _ in times]
    return {"title": case.title, "ours": median(one for one, *_ in times),
            "pytorch": median(two for _, two, _ in times), "ratio": median(ratios),
            "products": median(three / two for _, two, three in times),
            "least": min(ratios), "most": max(ratios), "target": case.target, "miss": miss}


def _seconds(run: Steps, steps: int) -> float:
    start = time.perf_counter()
    run(steps)
    return (time.perf_counter() - start) / steps


def report(rows: list[dict[str, Any]]) -> str:
    """Markdown."""
    lines = ["| | ours, ms | PyTorch, ms | ratio | (least – most) | products | target | |",
             "|---|---:|---:|---:|---|---:|---:|---|"]
    for row in rows:
        if not row["miss"] < AGREE:
            lines.append(f"| {row['title']} | other weights: {row['miss']:.1e} | | | | | | |")
            continue
        met = "met" if row["ratio"] <= row["target"] else "NOT met"
        lines.append(f"| {row['title']} | {1e3 * row['ours']:.2f} | {1e3 * row['pytorch']:.2f} | "
                     f"{row['ratio']:.2f} | {row['least']:.2f} – {row['most']:.2f} | "
                     f"{row['products']:.2f} | "
                     f"{row['target']:g} | {met} |")
    return "\n".join(lines)


def page(about: dict[str, str], body: str, load: float) -> str:
    versions = ", ".join(f"{name} {about[name]}" for name in ("python", "numpy", "torch"))
    return f"""# Benchmarks: steps of training

Written by `python -m benchmarks.networks`, from a checkout. Machine: {about['processor']},
{about['cores']} cores, {about['system']}; {versions}.

Milliseconds of the wall clock for one step, on one thread, float32, batches of {BATCH} of 4000
images of 784 pixels. Both sides take turns; the ratio is the median over the rounds of the ratios
side by side. PyTorch is used as it is written by hand, eager; its BNP is an update of the gradients
in place. A step of ten rates is one step of each. All reach the same weights after {CHECKED} steps.
"Products" are the matrix products of our step alone over PyTorch's whole step: a target below that
cannot be met, whatever is saved around them.
The load of the machine was {load:.1f}: above the number of cores the milliseconds are those of a
shared machine, and the ratios alone count.

{body}
"""


def main(args: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.networks",
                                     description="Time steps of training.")
    parser.add_argument("cases", metavar="CASE", nargs="*", help=f"of {', '.join(CASES)}; or all")
    parser.add_argument("--quick", action="store_true", help="few steps, no page")
    given = parser.parse_args(args)
    unknown = [case for case in given.cases if case not in CASES]
    if unknown:
        print(f"python -m benchmarks.networks: there is no case {unknown[0]!r}; they are "
              f"{', '.join(CASES)}", file=sys.stderr)
        return 2
    steps, rounds = (5, 3) if given.quick else (50, 15)
    rows = []
    for name in given.cases or CASES:
        rows.append(measure(CASES[name], steps, rounds))
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    body = report(rows)
    print(body)
    if not given.quick and not given.cases:
        text = page(machine.describe(), body, os.getloadavg()[0])
        (ROOT / "docs" / "benchmarks-networks.md").write_text(text, encoding="utf-8")
    return 0 if all(row["miss"] < AGREE for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
