"""A folder of exported claims that `make` compiles with nothing but coq."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from bnlinear.rocq.export import Exported

#: The theory, in the order in which its files need each other.
THEORIES = ("Moments", "Scalars", "Derivatives", "VectorDerivatives", "Rn", "Instances")

_MAKEFILE = """\
all: CoqMakefile
\t$(MAKE) -f CoqMakefile
CoqMakefile: _CoqProject
\tcoq_makefile -f _CoqProject -o CoqMakefile
clean: CoqMakefile
\t$(MAKE) -f CoqMakefile clean
.PHONY: all clean
"""


def theory_text(name: str) -> str:
    """One file of the theory."""
    return (files("bnlinear.rocq") / "theories" / f"{name}.v").read_text(encoding="utf-8")


def file_name(claim_id: str) -> str:
    """``paper.claim`` → ``paper_claim.v``."""
    return f"{claim_id.replace('.', '_')}.v"


def write_project(folder: Path, claims: Iterable[Exported]) -> list[Path]:
    """Write theory, claims, _CoqProject and Makefile; returns the claims' files.

    Claims without a text are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in THEORIES:
        (folder / f"{name}.v").write_text(theory_text(name), encoding="utf-8")
    written = []
    for claim in claims:
        if claim.text:
            path = folder / file_name(claim.id)
            path.write_text(claim.text, encoding="utf-8")
            written.append(path)
    lines = ["-Q . BnLinear", *(f"{name}.v" for name in THEORIES), *(p.name for p in written)]
    (folder / "_CoqProject").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "Makefile").write_text(_MAKEFILE, encoding="utf-8")
    return written
