"""The files of the Rocq proofs of limits and rates, in an order to compile them."""

import graphlib
import re
import subprocess
from pathlib import Path

import bnlinear

THEORIES = Path(bnlinear.__file__).parent / "rocq" / "theories"
TEXTS = {path.stem: path.read_text(encoding="utf-8")
         for path in [*THEORIES.glob("Universal*.v"), *THEORIES.glob("Kohler*.v")]}


def imports(text):
    """The names of the files of this proof that `text` imports."""
    lists = re.findall(r"From BnLinear Require Import\s+([\w\s]+)\.", text)
    return {name for names in lists for name in names.split() if name in TEXTS}


ORDER = list(graphlib.TopologicalSorter(
    {name: imports(text) for name, text in TEXTS.items()}).static_order())


def coqc(folder, name):
    return subprocess.run(["coqc", "-q", "-Q", ".", "BnLinear", f"{name}.v"], cwd=folder,
                          capture_output=True, text=True, timeout=300, check=False)


def flat(text):
    return " ".join(text.split())
