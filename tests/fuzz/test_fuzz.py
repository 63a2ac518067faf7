"""The fuzz itself: it runs, it repeats, and it sees what is wrong."""

import pytest

from tests.fuzz import __main__ as fuzz


@pytest.fixture
def in_process(monkeypatch):
    """Without the processes, which take seconds each."""
    monkeypatch.setattr(fuzz, "KINDS", {attack: share for attack, share in fuzz.KINDS.items()
                                        if attack is not fuzz.processes})


def test_some_inputs(in_process, capsys):
    assert fuzz.run(60, 20261128) == 0
    assert "60 inputs from seed 20261128" in capsys.readouterr().out


def raises(error):
    def broken(*args, **options):
        raise error
    return broken


@pytest.mark.parametrize("error", [KeyError("ours"), ValueError("two\nlines"),
                                   ValueError("names no file")])
def test_what_is_wrong_is_seen(capsys, monkeypatch, error):
    monkeypatch.setattr(fuzz, "KINDS", {fuzz.tables: 1})
    monkeypatch.setattr(fuzz, "read_table", raises(error))
    assert fuzz.run(3, 5) == 1
    assert "seed 6, tables: " in capsys.readouterr().out


def test_an_input_that_changes_is_seen(capsys, monkeypatch):
    monkeypatch.setattr(fuzz, "KINDS", {fuzz.commands: 1})

    def careless(words):
        path = next(word for word in words if word.endswith("data.csv"))
        with open(path, "w") as file:  # noqa: PTH123
            file.write("gone")
        return 0

    monkeypatch.setattr(fuzz, "main", careless)
    assert fuzz.run(1, 0) == 1
    assert "seed 0, commands: AssertionError" in capsys.readouterr().out


def test_a_hang_is_seen(capsys, monkeypatch):
    monkeypatch.setattr(fuzz, "LIMIT", 1)
    monkeypatch.setattr(fuzz, "KINDS", {fuzz.tables: 1})

    def loops(*args, **options):
        while True:
            pass

    monkeypatch.setattr(fuzz, "read_table", loops)
    assert fuzz.run(1, 0) == 1
    assert "more than 1 s" in capsys.readouterr().out
