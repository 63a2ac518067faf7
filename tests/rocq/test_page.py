"""docs/rocq.md counts what is trusted as it is."""

import re
from pathlib import Path

import bnlinear

PAGE = (Path(__file__).parents[2] / "docs" / "rocq.md").read_text(encoding="utf-8")
FOLDER = Path(bnlinear.__file__).parent / "rocq"

#: The line that ends the head of a file of the theory: before it are definitions alone.
ENDS = {"theories/Moments.v": "Section Algebra.", "theories/Derivatives.v": "Lemma near_and"}


def counted():
    return dict(re.findall(r"^\| `([\w/.]+)` \| (\d+) \|", PAGE, re.MULTILINE))


def test_the_lines_of_the_table_are_those_of_the_files():
    assert set(ENDS) | {"terms.py", "statement.py", "theorem.py"} == set(counted())
    for name, lines in counted().items():
        text = (FOLDER / name).read_text(encoding="utf-8")
        head = text[:text.index(ENDS[name])].rstrip() if name in ENDS else text
        assert len(head.splitlines()) == int(lines), name


def test_the_heads_of_the_theory_hold_definitions_alone():
    for name, end in ENDS.items():
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"^(Lemma|Theorem|Axiom|Parameter|Hypothesis)",
                             text[:text.index(end)], re.MULTILINE)
