"""The hypothesis profile, and the option that turns a skip into a failure."""

import os
import tempfile
from collections.abc import Generator

import pytest

# hypothesis writes to the working directory even without a database
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY",
                      os.path.join(tempfile.gettempdir(), "bnlinear-hypothesis"))  # noqa: PTH118

# an oracle must share nothing with what it judges: SymPy takes flint's numbers where it finds them
os.environ.setdefault("SYMPY_GROUND_TYPES", "python")

from hypothesis import settings

settings.register_profile("bnlinear", deadline=None, database=None,
                          derandomize="CI" in os.environ)  # in CI the same examples every time
settings.load_profile("bnlinear")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fail-on-skip", action="store_true",
                     help="a skipped test counts as failed (CI has every oracle installed)")


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped under --fail-on-skip: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport,
                                                              pytest.TestReport]:
    report = yield
    if item.config.getoption("--fail-on-skip"):
        _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[
        None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if collector.config.getoption("--fail-on-skip"):
        _fail_if_skipped(report)
    return report
