"""Options that say how a table is read: lists with commas in names, options without a file."""

import pytest

from bnlinear.cli.reading import Reading, names


@pytest.mark.parametrize("text, expected", [
    ("a,b", ["a", "b"]), ('a, "b, c" ', ["a", "b, c"]), ("", []), (",a,", ["a"]),
])
def test_lists_of_names(text, expected):
    assert names(text) == expected


def test_a_file_is_read_with_its_options(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a;b;y\n1,5;2;3\n;5;6\n7;9;8\n", encoding="utf-8")
    reading = Reading(path, "y", sep=";", decimal=",", drop_missing=True, drop="b")
    table = reading.table()
    assert table.shape == (2, 1) and reading.inputs == [path]


def test_without_a_file_the_bundled_data(tmp_path):
    assert Reading(None).table().shape == (442, 10) and Reading(None).inputs == []
    with pytest.raises(ValueError, match="--drop-missing is for a file; name one"):
        Reading(None, drop_missing=True).table()
