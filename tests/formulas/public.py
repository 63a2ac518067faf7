"""The public formulas of dynamics, problems, theory and training, and why some have no row."""

import ast
from collections.abc import Iterator

from tests.formulas.tracing import PACKAGE, Formula

FOLDERS = ("dynamics", "problems", "theory", "training")

#: Public functions that no row need run, by file or by name, with the reason.
EXCUSED = {
    "problems/networks/network.py": {
        "Network.uses_batch_statistics": "a question about layers, no formula"},
    "theory/table_moments.py": {"TableMoments.from_table": "reads a table's own integers"},
    "training/networks/cells.py": {"run_cells": "spreads runs over processes"},
    "training/networks/checkpoint.py": dict.fromkeys(
        ("leaves", "rebuilt", "check_place", "save", "load"), "writes and reads files"),
    "training/networks/data.py": {"Samples.astype": "converts"},
    "training/networks/result.py": {"NetworkTraining.best": "looks a row up",
                                    "joined": "puts arrays side by side"},
    "training/networks/task.py": {"Task.belongs": "names what a checkpoint is of"},
}


def excuse(formula: Formula) -> str:
    """Why it has no row; empty if nothing excuses it."""
    return EXCUSED.get(formula.file, {}).get(formula.name, "")


def public_formulas() -> list[Formula]:
    """Every public function and method, in the order of the files."""
    return [Formula(path.relative_to(PACKAGE).as_posix(), name)
            for folder in FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))
            for name in _public(ast.parse(path.read_text(encoding="utf-8")))]


def _public(node: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    for child in node.body:
        if getattr(child, "name", "_").startswith("_"):
            continue
        if isinstance(child, ast.ClassDef):
            yield from _public(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.FunctionDef) and not _is_stub(child):
            yield prefix + child.name


def _is_stub(function: ast.FunctionDef) -> bool:
    """A method that a Protocol only names: nothing but a docstring, or "..."."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
               for line in function.body)


def function_at(source: str, place: int) -> str:
    """The qualified name of the outermost function around a place of a file; "" if none."""
    line = source.count("\n", 0, place) + 1
    return _around(ast.parse(source), line, "")


def _around(node: ast.Module | ast.ClassDef, line: int, prefix: str) -> str:
    for child in node.body:
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and (
                child.lineno <= line <= (child.end_lineno or 0)):
            inner = f"{prefix}{child.name}"
            return _around(child, line, f"{inner}.") if isinstance(child, ast.ClassDef) else inner
    return ""
