"""Inputs that nobody checked: tables, archives and command lines, from a seed."""

from __future__ import annotations

import gzip
import io
from random import Random

import numpy as np

CELLS = ["1", "-2.5", "1e3", ".5", "3.", "0", "", " ", "NA", "nan", "inf", "x", "yes", "no", '"',
         '""', '"1"', "1,5", "1e401", "1e99999", "9" * 30, "é", "2020-01-01", "\t", "--", "+",
         "0x1", "1_0", "'"]
NAMES = ["a", "b", "y", "target", "", '""', '" "', "a b", '"q"', "1", "y", "é"]


def csv(random: Random) -> bytes:
    """A text table, mostly one that can be read, or what is left of it."""
    mark = random.choice([",", ",", ";", "\t", "|", " "])
    width, strange = random.randint(1, 5), random.choice([0.0, 0.0, 0.02, 0.2])
    names = ["a", "b", "c", "d", "y"][-width:] if random.random() < 0.8 else random.choices(
        NAMES, k=width)
    rows = [names] + [[random.choice(CELLS) if random.random() < strange
                       else str(round(random.gauss(0, 9), random.randint(0, 4)))
                       for _ in range(width + (random.random() < strange / 5))]
                      for _ in range(random.randint(0, 12))]
    end = random.choice(["\n", "\n", "\r\n", "\r"])
    content = end.join(mark.join(row) for row in rows).encode()
    return damaged(gzip.compress(content) if random.random() < 0.1 else content, random)


def npz(random: Random) -> bytes:
    """An archive, mostly damaged."""
    out = io.BytesIO()
    n, m = random.randint(0, 6), random.randint(0, 4)
    dtype = random.choice(["f8", "f4", "i8", "u1", "?", "c16", "U3", ">f8", "M8[D]"])
    values = np.array([random.randint(0, 9) for _ in range(n * m)])
    arrays = {random.choice(["X", "X", "X", "Z"]): values.reshape(n, m).astype(dtype),
              random.choice(["y", "y", "y", "target"]): np.arange(random.choice([n, n, n + 1]))}
    random.choice([np.savez, np.savez_compressed])(out, **arrays)
    return damaged(out.getvalue(), random)


def damaged(content: bytes, random: Random) -> bytes:
    """Some bytes changed, cut, doubled; or none."""
    if random.random() < 0.5:
        return content
    data = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data) + 1)
        kind = random.randrange(4)
        if kind == 0 and at < len(data):
            data[at] = random.randrange(256)
        elif kind == 1:
            data[at:at] = bytes(random.choices(range(256), k=random.randint(1, 4)))
        elif kind == 2:
            del data[at:at + random.randint(1, 20)]
        else:
            data[at:at] = data[:random.randint(0, 40)]
    return bytes(data)


VALUES = ["", "0", "1", "-1", "2", "x", "1e-3", "nan", "inf", "1e9999999", "9" * 400, "1/0", "1/3",
          "-", "{folder}", "{folder}/no/such", "{table}", "/dev/null", "/dev/full", "quick",
          "squared", "logistic", "y", "a", "tab", ",", ";", "bngd,gd", "0.1,1", "1e-3:1e3:5",
          "1:2", "é", "\t"]
OPTIONS = ["--target", "--sep", "--decimal", "--columns", "--drop", "--json", "--plot", "--rng"]
OF_COMMAND = {
    "analyze": ["--loss", "--ridge", "--eps", "--batch-size"],
    "sweep": ["--method", "--lr", "--steps", "--workers", "--csv"],
}


def command(random: Random, folder: str, table: str) -> list[str]:
    """A command line on a table, with options that may not fit."""
    name = random.choice(["analyze", "sweep"])
    words = [name, table]
    if name == "sweep":
        words += ["--lr", "0.1,1", "--steps", "3", "--workers", "1"]
    for _ in range(random.randint(0, 3)):
        words.append(random.choice(OPTIONS + OF_COMMAND[name]))
        value = random.choice(VALUES).format(folder=folder, table=table)
        if words[-1] == "--steps" and value.startswith("999"):
            value = "7"  # so many steps of GD are allowed: its form is closed
        words.append(value)
    if random.random() < 0.1:
        words.append(random.choice(["--drop-missing", "--measure", "--normalised", "--no-such"]))
    if random.random() < 0.05:
        random.shuffle(words)
    return words
