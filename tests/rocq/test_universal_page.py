"""docs/universal.md quotes the theorems as they stand, and counts lines as they are."""

import re
from pathlib import Path

import pytest

from tests.rocq.universal import TEXTS

PAGE = (Path(__file__).parents[2] / "docs" / "universal.md").read_text(encoding="utf-8")
QUOTES = re.findall(r"```coq\n(.*?)```", PAGE, re.S)


@pytest.mark.parametrize("quote", QUOTES, ids=lambda quote: quote.split()[1])
def test_a_quoted_theorem_stands_in_the_files(quote):
    assert any(quote + "Proof." in text for text in TEXTS.values())


def test_the_lines_to_read_are_counted():
    plane, rn = (quote.count("\n") for quote in QUOTES)
    assert f"that is the {plane} lines above" in PAGE.replace("\n", " ")
    assert f"it is the {rn} lines above" in PAGE.replace("\n", " ")
    assert f"({TEXTS['UniversalStatement'].count(chr(10))} lines with comments)" in PAGE


def test_every_name_on_the_page_exists():
    code = "".join(TEXTS.values())
    for name in re.findall(r"`((?:Universal|Kohler)\w*)\.v`", PAGE):
        assert name in TEXTS
    for name in re.findall(r"`(\w+_\w+)`", PAGE):  # without a dot: a row has one
        assert re.search(rf"\b{name}\b", code) or name.startswith("sig_") or (
            name == "functional_extensionality_dep"), name
