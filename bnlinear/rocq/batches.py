"""Several claims in one run of coqc: starting it and listing axioms take a second each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bnlinear.rocq.export import Exported
from bnlinear.rocq.theorem import HEAD

#: A batch ends with the claim that makes it longer than this, in characters of proof.
LENGTH = 120_000


def batches(files: Iterable[Exported]) -> Iterator[list[Exported]]:
    """Short files together, long ones alone."""
    batch: list[Exported] = []
    for file in files:
        if HEAD not in file.text or len(file.text) > LENGTH:
            yield [file]
            continue
        batch.append(file)
        if sum(len(f.text) for f in batch) > LENGTH:
            yield batch
            batch = []
    if batch:
        yield batch


def together(files: list[Exported]) -> str:
    """One file with a module for each claim; the axioms are those of all theorems."""
    parts, names = [HEAD], []
    for k, file in enumerate(files):
        body, name = _body(file.text)
        parts += [f"Module Claim{k}.", body, f"End Claim{k}.", ""]
        names.append(f"Claim{k}.{name}")
    parts += [f"Definition claims := ({', '.join(names)}).", "Print Assumptions claims.", ""]
    return "\n".join(parts)


def _body(text: str) -> tuple[str, str]:
    """A file without its imports and its list of axioms, and the theorem's name."""
    asks = re.search(r"^Print Assumptions (\w+)\.\n", text, re.MULTILINE)
    if asks is None:
        raise ValueError("a file must end with `Print Assumptions` of its theorem")
    return text[:asks.start()].replace(HEAD, ""), asks[1]
