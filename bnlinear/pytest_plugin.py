"""`pytest --bnlinear my_draft.py`: the claims of a file as tests.

Installed with bnlinear and idle without the option. Each claim is a test: it passes if the claim
has the verdict expected of it, and fails with what `bnlinear verify` says otherwise. A claim
imported into an ordinary test module is checked with ``my_lemma.check()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bnlinear.claims import Claim


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("bnlinear")
    group.addoption("--bnlinear", action="append", default=[], metavar="FILE.py", type=Path,
                    help="Judge the claims of this file, one test each (may be repeated).")
    group.addoption("--bnlinear-effort", default="quick", metavar="quick|standard|thorough",
                    choices=("quick", "standard", "thorough"), help="How much is tried.")
    group.addoption("--bnlinear-rng", default=0, type=int, metavar="INT",
                    help="Seed of the search.")


def pytest_configure(config: pytest.Config) -> None:
    files = config.getoption("--bnlinear")
    for path in files:
        if path.suffix != ".py" or not path.is_file():
            raise pytest.UsageError(f"--bnlinear {path}: no such Python file")
    if files and config.args_source is not pytest.Config.ArgsSource.ARGS:
        config.args = []  # nothing else was asked for
    config.args += [str(path) for path in files if str(path) not in config.args]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ClaimFile | None:
    return _claim_file(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    """No module of tests beside the claims of the same file."""
    chosen = _is_chosen(module_path, parent)
    return Nothing.from_parent(parent, path=module_path) if chosen else None


def _claim_file(path: Path, parent: pytest.Collector) -> ClaimFile | None:
    if not _is_chosen(path, parent):
        return None
    collected: ClaimFile = ClaimFile.from_parent(parent, path=path)
    return collected


def _is_chosen(path: Path, parent: pytest.Collector) -> bool:
    return path.resolve() in {file.resolve() for file in parent.config.getoption("--bnlinear")}


class Nothing(pytest.Module):
    """A file without tests."""

    def collect(self) -> list[pytest.Item]:
        return []


class ClaimFile(pytest.File):
    """A file of claims."""

    def collect(self) -> Iterator[ClaimTest]:
        from bnlinear.claims.running.loading import load

        try:
            claims = load(self.path)
        except ValueError as error:
            raise self.CollectError(str(error)) from error
        for claim in claims:
            yield ClaimTest.from_parent(self, name=claim.name, claim=claim)


class ClaimTest(pytest.Item):
    """One claim."""

    def __init__(self, *, claim: Claim, **rest: Any) -> None:
        super().__init__(**rest)
        self.claim = claim

    def runtest(self) -> None:
        self.claim.check(effort=self.config.getoption("--bnlinear-effort"),
                         rng=self.config.getoption("--bnlinear-rng"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, AssertionError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        from bnlinear.claims.record import code_of

        code = code_of(self.claim.body)
        line = None if code is None else code.co_firstlineno - 1
        return self.path, line, f"claim {self.claim.id}"
