"""Write a report as JSON: the whole file or nothing, and a bad path is told before the work."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any


def check_path(path: str | None) -> None:
    """Raise a `ValueError` if `write_report` could not write there ("-" is stdout)."""
    if path is None or path == "-":
        return
    folder = Path(path).resolve().parent
    if Path(path).suffix == ".py":
        raise ValueError(f"--json {path}: that is a Python file; name another, such as out.json")
    if Path(path).is_dir():
        raise ValueError(f"--json {path} is a folder; name a file in it")
    if not folder.is_dir():
        raise ValueError(f"--json {path}: there is no folder {folder}; create it first")
    if not os.access(folder, os.W_OK):
        raise ValueError(f"--json {path}: the folder {folder} is not writable; choose another")


def write_report(path: str | None, report: dict[str, Any]) -> None:
    """Write the report to a file, to stdout for "-", nowhere for None.

    A file is written beside its final place and then renamed: a reader never sees half of it.
    """
    if path is None:
        return
    text = json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    final = Path(path).resolve()
    if path == "-":
        sys.stdout.write(text)
    elif final.exists() and not final.is_file():
        final.write_text(text, encoding="utf-8")  # a device or a pipe must not be replaced
    else:
        _replace(final, text)


def _replace(final: Path, text: str) -> None:
    draft = final.with_name(f".{final.name}.{os.getpid()}.part")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(final)
    finally:
        draft.unlink(missing_ok=True)
