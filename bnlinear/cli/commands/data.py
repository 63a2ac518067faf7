"""Commands about data: analyze a table, train on images, sweep over learning rates."""

from __future__ import annotations

from typing import Annotated

import typer

from bnlinear.cli.options import JsonOption, SchedulerOption
from bnlinear.cli.reading import (
    ColumnsOption,
    DecimalOption,
    DropMissingOption,
    DropOption,
    FileArgument,
    Reading,
    SepOption,
    TargetOption,
)


def analyze(
    file: FileArgument = None,
    target: TargetOption = None,
    sep: SepOption = None,
    decimal: DecimalOption = None,
    drop_missing: DropMissingOption = False,
    columns: ColumnsOption = None,
    drop: DropOption = None,
    loss: Annotated[str, typer.Option(
        metavar="squared|logistic", help="logistic: for a target of two classes.")] = "squared",
    ridge: Annotated[str, typer.Option(
        metavar="R", help="Add (R/2)|w|^2 to the logistic loss.")] = "0",
    eps: Annotated[str, typer.Option(
        metavar="E", help="What bnp+eps adds to the variances.")] = "1e-5",
    batch_size: Annotated[int | None, typer.Option(
        metavar="B", help="Also look at mini-batches of B rows.")] = None,
    rng: Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of their shuffling.")] = 0,
    measure: Annotated[bool, typer.Option(
        "--measure", help="Also run the methods and count their steps.")] = False,
    scaling: Annotated[bool | None, typer.Option(
        help="Look for the best diagonal scaling; by default up to 300 features.")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Report what normalization would buy on a table of data."""
    from bnlinear.cli.analyze import analyze as run

    run(Reading(file, target, sep, decimal, drop_missing, columns, drop), loss=loss, ridge=ridge,
        eps=eps, batch_size=batch_size, rng=rng, measured=measure, scaling=scaling, plot=plot,
        json_path=json_path)


def train(
    data: Annotated[str, typer.Option(
        metavar="NAME", help="digits, mnist, fashion, or a folder with IDX files or CIFAR-10."
    )] = "digits",
    net: Annotated[str | None, typer.Option(
        metavar="SHAPE", help="784-100-10, or cnn; by default three layers of 100.")] = None,
    method: Annotated[str, typer.Option(
        metavar="LIST", help="Of vanilla, bn, bngd, bnp, sgdg, adamg, agc, noise.")] = "bn",
    batch_size: Annotated[int, typer.Option(metavar="B", help="Samples in a batch.")] = 60,
    lr: Annotated[str, typer.Option(
        "--lr", metavar="GRID", help="first:last:count (geometric), or a list.")] = "0.1",
    epochs: Annotated[int, typer.Option(metavar="N", help="Passes over the samples.")] = 5,
    seeds: Annotated[str, typer.Option(
        metavar="N|LIST", help="How many, or which: a list such as 0,3,7.")] = "1",
    lr_a: Annotated[float | None, typer.Option(
        "--lr-a", metavar="RATE", help="bngd, sgdg, adamg: of all that --lr is not for.")] = None,
    momentum: Annotated[float, typer.Option(metavar="M", help="Of SGD.")] = 0.0,
    weight_decay: Annotated[float, typer.Option(metavar="D", help="Of SGD.")] = 0.0,
    drop: Annotated[str | None, typer.Option(
        metavar="LIST", help="Epochs after which the rates are divided by 5.")] = None,
    scale: Annotated[str, typer.Option(
        metavar="q2|q|none", help="bnp: what its gradient is divided by.")] = "q2",
    activation: Annotated[str, typer.Option(
        metavar="NAME", help="relu, tanh, erf or identity.")] = "relu",
    skip: Annotated[bool, typer.Option("--skip", help="Skip connections.")] = False,
    shuffle: Annotated[str, typer.Option(
        metavar="epoch|once", help="A new order in every epoch, or one.")] = "epoch",
    samples: Annotated[int | None, typer.Option(
        metavar="N", help="Train on the first N samples only.")] = None,
    workers: Annotated[int, typer.Option(
        metavar="N", help="Processes; the result does not depend on it.")] = 1,
    scheduler: SchedulerOption = None,
    checkpoint: Annotated[str | None, typer.Option(
        metavar="PATH", help="Written after each epoch; if it exists, go on from there.")] = None,
    csv: Annotated[str | None, typer.Option(metavar="PATH", help="Write a table.")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Train networks on images with the methods of the papers."""
    from bnlinear.cli.train import Choices
    from bnlinear.cli.train import train as run
    from bnlinear.cli.verify import report_console

    run(Choices(data=data, net=net, methods=method, batch_size=batch_size, lr=lr, epochs=epochs,
                seeds=seeds, lr_a=lr_a, momentum=momentum, weight_decay=weight_decay, drop=drop,
                scale=scale, activation=activation, skip=skip, shuffle=shuffle, samples=samples,
                workers=workers, scheduler=scheduler, checkpoint=checkpoint),
        csv=csv, plot=plot, json_path=json_path,
        console=report_console("-" if "-" in (json_path, csv, plot) else None))


def sweep(
    file: FileArgument = None,
    target: TargetOption = None,
    sep: SepOption = None,
    decimal: DecimalOption = None,
    drop_missing: DropMissingOption = False,
    columns: ColumnsOption = None,
    drop: DropOption = None,
    method: Annotated[str, typer.Option(
        metavar="LIST", help="Of bngd, gd, gd-centred, sgdg, rayleigh (lr: the effective one)."),
        ] = "bngd,gd,gd-centred",
    lr: Annotated[str, typer.Option(
        "--lr", metavar="GRID", help="auto, first:last:count (geometric), or a list.")] = "auto",
    steps: Annotated[int, typer.Option(metavar="N", help="Steps of each run.")] = 1000,
    normalised: Annotated[bool, typer.Option(
        "--normalised", help="Divide the features by their standard deviations.")] = False,
    rng: Annotated[int, typer.Option("--rng", metavar="INT", help="Seed of the start.")] = 0,
    workers: Annotated[int, typer.Option(
        metavar="N", help="Threads; the result does not depend on it.")] = 2,
    scheduler: SchedulerOption = None,
    flag_chaos: Annotated[bool, typer.Option(
        "--flag-chaos", help="Run in balls too; flag where floats hold no digit.")] = False,
    csv: Annotated[str | None, typer.Option(
        metavar="PATH", help="Write a table ('-': to stdout, alone).")] = None,
    plot: Annotated[str | None, typer.Option(
        metavar="PATH", help="Draw it: .png, .pdf or .svg.")] = None,
    json_path: JsonOption = None,
) -> None:
    """Run methods with a whole grid of learning rates on a table of data."""
    from bnlinear.cli.sweep import Request
    from bnlinear.cli.sweep import sweep as run
    from bnlinear.cli.verify import report_console

    run(Reading(file, target, sep, decimal, drop_missing, columns, drop), Request(
        methods=method, lr=lr, steps=steps, normalised=normalised, rng=rng, workers=workers,
        scheduler=scheduler, chaos=flag_chaos, csv=csv, plot=plot, json_path=json_path),
        report_console("-" if "-" in (json_path, csv, plot) else None))
