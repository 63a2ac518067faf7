"""Imports point downwards only; `import bnlinear` stays light; the ledger is an ordinary user."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bnlinear
import bnlinear.claims

ROOT = Path(__file__).parents[1]

#: The one list: each package (or module) of bnlinear, and those below it that it may import.
BELOW: dict[str, set[str]] = {
    "lazy": set(),
    "kinds": set(),
    "files": set(),
    "memory": set(),
    "archives": {"files", "memory"},
    "children": set(),
    "exact": {"lazy", "kinds"},
    "checks": {"kinds", "exact"},
    "problems": {"lazy", "kinds", "checks", "exact"},
    "dynamics": {"kinds", "checks", "exact", "problems"},
    "theory": {"lazy", "kinds", "checks", "exact", "problems", "dynamics"},
    "training": {"kinds", "files", "memory", "archives", "children", "checks", "exact", "problems",
                 "dynamics"},
    "images": {"checks"},
    "sweeps": {"kinds", "files", "memory", "archives", "checks", "exact", "problems", "dynamics",
               "theory"},
    "tables": {"archives", "checks", "exact"},
    "analyze": {"lazy", "checks", "exact", "problems", "dynamics", "theory", "sweeps", "tables"},
    "plots": {"files", "checks", "exact", "problems", "dynamics", "theory", "sweeps"},
    # and knows neither theory nor sweeps
    "claims": {"kinds", "children", "checks", "exact", "problems", "dynamics"},
    "rocq": {"children", "exact", "claims", "__init__"},
    "cli": {"files", "checks", "exact", "problems", "dynamics", "theory", "sweeps", "tables",
            "rocq", "training", "images", "analyze", "plots", "claims", "children", "__init__"},
    "__init__": {"checks", "exact", "problems", "dynamics", "theory", "sweeps"},
    "pytest_plugin": {"claims"},
    "__main__": {"cli"},
}

#: What a ledger file may import of bnlinear: what a researcher's own file could. Of the engine
#: that is its front door; its inside (`bnlinear.claims.kernel`, …) is not among it.
PUBLIC_PACKAGES = {"exact", "problems", "dynamics", "theory", "training", "images"}
FRONT_DOORS = {"bnlinear": bnlinear.__all__, "bnlinear.claims": bnlinear.claims.__all__}

HEAVY = ["hypothesis", "matplotlib", "numba", "rich", "scipy", "sympy", "typer", "z3"]


def imported_names(source: str, package: str) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of everything a source imports, lazily or not.

    `from a.b import c` counts as a.b.c: c may be a module.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                parents = parents[:len(parents) - node.level + 1]
                base = ".".join([*parents, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def package_of(name: str) -> str | None:
    """The package of a dotted name; `__init__` for what bnlinear itself offers; None if foreign."""
    head, *rest = name.split(".")
    if head != "bnlinear" or rest == ["__version__"]:
        return None
    return rest[0] if rest and rest[0] in BELOW else "__init__"


def upward_imports(source: str, path: Path) -> list[str]:
    """What is wrong with the imports of the file bnlinear/<path>."""
    own = path.parts[0] if len(path.parts) > 1 else path.stem
    if own not in BELOW:
        return [f"{path}: the package {own!r} is not in the list BELOW of tests/test_imports.py"]
    package = ".".join(("bnlinear", *path.parts[:-1]))
    return [f"{path}:{line}: {own} may not import {name}"
            for line, name in imported_names(source, package)
            if package_of(name) not in {None, own} | BELOW[own]]


def private_imports(source: str, path: Path) -> list[str]:
    """What a ledger file imports of bnlinear that is not public."""
    def is_public(name: str) -> bool:
        if any(part.startswith("_") for part in name.split(".")):
            return False
        module, _, last = name.rpartition(".")
        return (name in FRONT_DOORS or last in FRONT_DOORS.get(module, [])
                or name.split(".")[1] in PUBLIC_PACKAGES)

    return [f"{path}:{line}: {name} is not public"
            for line, name in imported_names(source, "proofs_checks")
            if name.split(".")[0] == "bnlinear" and not is_public(name)]


def test_imports_point_downwards_only():
    files = sorted((ROOT / "bnlinear").rglob("*.py"))
    assert len(files) > 10
    assert [complaint for file in files for complaint in
            upward_imports(file.read_text(encoding="utf-8"), file.relative_to(ROOT / "bnlinear"))
            ] == []


def test_the_list_is_an_order():
    """No two packages may import each other, on any way round."""
    placed: set[str] = set()
    while len(placed) < len(BELOW):
        ready = {one for one, below in BELOW.items() if below <= placed} - placed
        assert ready, f"a circle among {set(BELOW) - placed}"
        placed |= ready


def test_the_ledger_uses_public_names_only():
    files = sorted((ROOT / "proofs_checks").rglob("*.py"))
    assert files
    assert [complaint for file in files for complaint in
            private_imports(file.read_text(encoding="utf-8"), file.relative_to(ROOT))] == []


@pytest.mark.parametrize("path, source", [
    ("exact/number.py", "import bnlinear.problems"),
    ("exact/number.py", "from bnlinear import LeastSquares"),
    ("exact/number.py", "import bnlinear"),
    ("problems/least_squares.py", "from bnlinear.dynamics.gd import GD"),
    ("problems/least_squares.py", "from bnlinear import dynamics"),
    ("problems/least_squares.py", "from ..dynamics import GD"),
    ("problems/least_squares.py", "from .. import dynamics"),
    ("dynamics/gd.py", "def f():\n    from bnlinear.theory import rates"),
    ("theory/rates.py", "if True:\n    import bnlinear.claims as c"),
    ("claims/hunt.py", "from bnlinear.sweeps import sweep"),
    ("claims/hunt.py", "from bnlinear.theory import rates"),
    ("sweeps/kernels.py", "from bnlinear.claims import claim"),
    ("analyze.py", "from bnlinear.cli import main"),
    ("analyze.py", "from bnlinear.claims import claim"),
    ("tables.py", "from bnlinear.analyze import analyze"),
    ("newcomer.py", "import math"),
])
def test_an_upward_import_is_found(path, source):
    assert upward_imports(source, Path(path))


@pytest.mark.parametrize("path, source", [
    ("exact/number.py", "import numpy\nfrom bnlinear.exact.jets import Jet\nfrom . import jets"),
    ("claims/report.py", "from bnlinear import __version__"),
    ("claims/hunt.py", "from bnlinear.dynamics import gd_step\nimport z3"),
    ("cli.py", "from bnlinear import analyze\nimport bnlinear.cli.show.rows"),
    ("__init__.py", "from bnlinear.dynamics import GD"),
])
def test_a_downward_import_is_accepted(path, source):
    assert upward_imports(source, Path(path)) == []


@pytest.mark.parametrize("source, fine", [
    ("from bnlinear.claims import claim, families", True),
    ("from bnlinear.exact.spectra import spectrum\nimport bnlinear, sympy", True),
    ("import bnlinear.claims.kernel.prover", False),
    ("from bnlinear.claims.kernel.prover import prove", False),
    ("from bnlinear.claims import kernel", False),
    ("from bnlinear.exact.number import _as_ball", False),
    ("from bnlinear.cli import main", False),
])
def test_private_names_are_told_from_public_ones(source, fine):
    assert (private_imports(source, Path("proofs_checks/draft.py")) == []) is fine


def test_import_bnlinear_is_light():
    code = f"import sys, bnlinear; print([m for m in {HEAVY} if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True,
                         text=True).stdout
    assert out.strip() == "[]"
