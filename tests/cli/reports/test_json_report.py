"""A report as JSON: to a file, to standard output, to nowhere; no NaN gets in."""

import json

import pytest

from bnlinear.cli.reports.json_report import write_report


def test_where_it_goes(tmp_path, capsys):
    write_report(str(tmp_path / "r.json"), {"κ": 1})
    assert json.loads((tmp_path / "r.json").read_text(encoding="utf-8")) == {"κ": 1}
    assert "κ" in (tmp_path / "r.json").read_text(encoding="utf-8")
    write_report("-", {"κ": 2})
    assert json.loads(capsys.readouterr().out) == {"κ": 2}
    write_report(None, {"κ": 3})
    assert capsys.readouterr().out == "" and len([*tmp_path.iterdir()]) == 1


def test_what_json_cannot_hold_is_an_error(tmp_path):
    with pytest.raises(ValueError):
        write_report(str(tmp_path / "r.json"), {"κ": float("nan")})
    assert [*tmp_path.iterdir()] == []
