"""The table of rows: what stands beside a verdict, and what Rocq said of it."""

import io

import pytest
from rich.console import Console

from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.show.rows import plain, table


def printed(*rows, rocq=None):
    console = Console(file=io.StringIO(), width=120, color_system=None)
    console.print(table(list(rows), rocq))
    return [line.split() for line in console.file.getvalue().splitlines()]


def row(verdict, ok=True, **more):
    return Row("a.b", "x = y", "in words", verdict, verdict, ok, **more)


@pytest.mark.parametrize("verdict, more, shown", [
    ("proved", {"scope": "all d"}, ["proved", "all", "d"]),
    ("certified", {"scope": "d = 2", "instances": 7}, ["certified", "d", "=", "2,", "N", "=", "7"]),
    ("supported", {"scope": "d = 2", "instances": 7}, ["supported", "N", "=", "7"]),
])
def test_scope_or_number_of_instances(verdict, more, shown):
    head, line = printed(row(verdict, **more))
    assert head[:2] == ["claim", "verdict"] and line[:1 + len(shown)] == ["a.b", *shown]
    assert line[-1] == "yes" and printed(row(verdict, False, **more))[1][-1] == "NO"


@pytest.mark.parametrize("answer, brief", [
    ("checked", ["checked"]), ("REFUSED: by coqc", ["REFUSED"]), ("", []),
    ("not exported: no proof in steps", []), ("not exported: a root", ["not", "exported:"]),
])
def test_what_rocq_said(answer, brief):
    head, line = printed(row("proved", scope="all d"), rocq={"a.b": answer})
    assert head[-1] == "rocq"
    assert line[line.index("yes") + 1:][:2] == brief


def test_values_have_the_names_of_their_parameters():
    w, v = {"w": ["1", "1/2"]}, {"w": ["0"]}
    assert plain({"p": w}) == "w = [1, 1/2]"
    assert plain({"p": w, "q": v, "k": "3"}) == "p.w = [1, 1/2], q.w = [0], k = 3"
    assert plain({"p": {"w": w, "k": "2"}}) == "w.w = [1, 1/2], k = 2"
