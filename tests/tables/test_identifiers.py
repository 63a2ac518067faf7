"""Columns that number the rows are named, with what to do; others are not."""

import pytest

from bnlinear.tables import read_table

IDENTIFIERS = ["id", "ID", "user_id", "userId", "PassengerId", "index", "row", "Unnamed: 0",
               "rownames", "customer id"]
FEATURES = ["height", "width", "paid", "grid", "humid", "arrow", "x1", "IDE", "index_of_price"]


def notes_of(write, name, cells):
    lines = [f"{name},x,y", *(f"{cell},{i * i},{i % 3}" for i, cell in enumerate(cells))]
    return read_table(write("\n".join(lines) + "\n")).notes


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_an_identifier_is_named(write, name):
    (note,) = notes_of(write, name, [3, 1, 2, 7])
    assert note.startswith(f"{name!r} looks like an identifier") and "`drop=" in note


@pytest.mark.parametrize("name", FEATURES)
def test_other_names_are_features(write, name):
    assert notes_of(write, name, [3, 1, 2, 7]) == ()


@pytest.mark.parametrize("cells", [[3, 1, 2, 3], ["1.5", 1, 2, 3]])
def test_numbers_that_repeat_or_have_decimals_identify_nothing(write, cells):
    assert notes_of(write, "id", cells) == ()


def test_what_is_left_out_is_not_named(write):
    path = write("id,x,y\n1,2,3\n2,5,4\n3,9,9\n")
    assert read_table(path, drop=["id"]).notes == ()
