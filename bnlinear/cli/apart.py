"""The analysis of a wide table, in a process of its own so that Ctrl-C is answered at once.

One call of exact arithmetic takes many seconds there, and Python hears no signal inside of it.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from bnlinear.analyze import Analysis, analyze
from bnlinear.children import end, start
from bnlinear.tables import Table

#: Features up to which every such call is shorter than a second.
NARROW = 60


def analysis(table: Table, stage: Callable[[str], object], **options: Any) -> Analysis:
    """`bnlinear.analyze.analyze`, apart if the table is wide.

    Raises
    ------
    Exception
        As `analyze` does.
    ChildProcessError
        If that process was ended from outside.
    """
    if table.shape[1] <= NARROW:
        return analyze(table, stage=stage, **options)
    process, pipe = start(_answer, table, options, copied=True)
    try:
        while True:
            kind, content = pipe.recv()
            if kind == "stage":
                stage(content)
            elif kind == "error":
                raise content
            else:
                return content
    except (EOFError, ConnectionResetError):
        process.join(1)
        raise ChildProcessError(f"the analysis of {table.source} was ended from outside (exit code "
                                f"{process.exitcode}): is there enough memory?") from None
    finally:
        end(process, pipe)


def _answer(pipe: Connection, table: Table, options: dict[str, Any]) -> None:
    try:
        report = analyze(table, stage=lambda words: pipe.send(("stage", words)), **options)
    except Exception as error:  # the parent raises it: what it means is said in one place
        if not isinstance(error, ValueError | MemoryError):
            error.add_note(traceback.format_exc())  # a fault of ours: where it arose
        pipe.send(("error", error))
    else:
        pipe.send(("report", report))
