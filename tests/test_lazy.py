"""Packages that import what they offer when it is asked for: nothing missing, nothing hidden."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from bnlinear.lazy import offers

PACKAGES = ("bnlinear.analyze", "bnlinear.exact", "bnlinear.problems", "bnlinear.theory")


def declared(package):
    """Names by the module that type checkers are told of."""
    tree = ast.parse(Path(import_module(package).__file__).read_text(encoding="utf-8"))
    guarded = next(node for node in tree.body if isinstance(node, ast.If))
    return {alias.name: node.module for node in guarded.body for alias in node.names}


@pytest.mark.parametrize("package", PACKAGES)
def test_all_that_is_offered_comes_from_where_type_checkers_think(package):
    module, homes = import_module(package), declared(package)
    assert sorted(module.__all__) == sorted(homes)
    for name, home in homes.items():
        assert getattr(module, name) is getattr(import_module(home), name), name


@pytest.mark.parametrize("package", PACKAGES)
def test_no_name_is_that_of_a_module_which_would_hide_it(package):
    folder = Path(import_module(package).__file__).parent
    modules = {path.stem for path in folder.iterdir()}
    assert not modules & set(import_module(package).__all__)


@pytest.mark.parametrize("package", PACKAGES)
def test_what_was_never_asked_for_is_listed(package):
    code = f"import {package} as p; names = dir(p); print(set(p.__all__) - set(names))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("package", PACKAGES)
def test_what_is_not_offered_is_said_to_be_missing(package):
    with pytest.raises(AttributeError, match="has no attribute 'missing'"):
        import_module(package).missing  # noqa: B018


def test_modules_that_hold_what_is_offered_are_reached_by_their_names():
    assert offers("bnlinear.theory", {"rates": ("rate",)})("rates").__name__ == (
        "bnlinear.theory.rates")


def test_an_analysis_of_a_table_does_not_import_what_it_has_no_use_for():
    code = ("import sys, bnlinear.cli.analyze; print([name for name in sys.modules if name in "
            "('bnlinear.dynamics', 'bnlinear.exact.scalars', 'scipy', 'sympy', 'matplotlib', 'z3')"
            " or name.startswith('bnlinear.problems.regression')])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
