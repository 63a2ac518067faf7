"""Write a report as JSON."""

from __future__ import annotations

import json
from typing import Any

from bnlinear.files import write


def write_report(path: str | None, report: dict[str, Any]) -> None:
    """Write the report to a file, to stdout for "-", nowhere for None."""
    if path is not None:
        write(path, json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
