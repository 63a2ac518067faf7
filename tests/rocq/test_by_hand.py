"""Every statement of three papers, as written by hand in `by_hand/`: coqc finds them the same.

A statement by hand uses the paper's words (mean, variance, ŷ, a step); it and the printed one are
the same proposition once definitions are unfolded, which `reflexivity` decides. What the printed
one says twice of a divisor, it says once. `Fail` asks that the row differs from what is wrong.
"""

import re
import subprocess
from pathlib import Path

import pytest

from bnlinear.rocq.theorem import HEAD
from tests.rocq.coqc import needs_coqc
from tests.rocq.rows import EXPORTED, exported

FOLDER = Path(__file__).parent / "by_hand"

#: A wrong word in the file of a paper, and the rows that must then differ.
WRONG = {
    "ioffe2015": [("⟨centered x, centered x⟩ / m", "⟨centered x, centered x⟩",
                   "inference_variance"),
                  ("variance * m / (m - 1)", "variance * m / m", "inference_variance"),
                  ("1 < n -> m <= n ->", "1 < n ->", "inference_variance_without_replacement")],
    "wan2021": [("(1 - turn) ^ 2).", "(1 - turn)).", "angle_of_a_step"),
                ("(1 - a ^ 2) * star ^ 2 / s.", "(1 - a ^ 2) * star / s.", "norm_settles"),
                ("a < 1 ->", "a <= 1 ->", "norm_settles_from_anywhere")],
    "wu2020": [("H z ⊕ (- mu) ⊙ z", "H z ⊕ mu ⊙ z", "weight_normalization_step"),
               ("lr ^ 2 * ⟨velocity", "lr * ⟨velocity", "weight_normalization_step")],
}


def statement(name):
    """The printed statement; each divisor named once."""
    text = exported(name).text
    lines = text[text.index("Theorem"):text.index("Proof.")].partition(":\n")[2].rstrip(". \n")
    return "\n".join(map(once, lines.splitlines()))


def once(line):
    """A line `(y <> 0 /\\ y <> 0 /\\ 0 <= y) /\\` without repetition; any other as it is."""
    inner = re.fullmatch(r"  \((.*)\) /\\", line)
    parts = inner[1].split(" /\\ ") if inner else []
    if not parts or not all(re.fullmatch(r".* <> 0|0 <= .*", part) for part in parts):
        return line
    return "  (" + " /\\ ".join(dict.fromkeys(parts)) + ") /\\"


def script(paper):
    """Each row of a paper compared with the file by hand, and with the file made wrong."""
    hand = (FOLDER / f"{paper}.v").read_text(encoding="utf-8")
    lines = [HEAD, "Module Hand.", hand, "End Hand."]
    for name in EXPORTED:
        if name.startswith(f"{paper}."):
            lines.append(f"Goal Hand.{name.split('.')[1]} = ({statement(name)}).\n"
                         "reflexivity. Qed.")
    for k, (right, wrong, row) in enumerate(WRONG[paper]):
        assert hand.count(right) == 1, right
        lines += [f"Module Wrong{k}.", hand.replace(right, wrong), f"End Wrong{k}.",
                  f"Goal Wrong{k}.{row} = ({statement(f'{paper}.{row}')}).\n"
                  "Fail reflexivity. Abort."]
    return "\n".join(lines)


class TestPaper:
    pytestmark = needs_coqc

    @pytest.mark.parametrize("paper", WRONG)
    def test_says_by_hand_what_is_printed(self, paper, coqc, tmp_path):
        (tmp_path / "Hand.v").write_text(script(paper), encoding="utf-8")
        done = subprocess.run([coqc.program, "-q", "-Q", str(coqc.theory), "BnLinear", "Hand.v"],
                              cwd=tmp_path, capture_output=True, text=True, timeout=120,
                              check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("paper", WRONG)
def test_every_row_of_the_paper_is_written_by_hand(paper):
    hand = (FOLDER / f"{paper}.v").read_text(encoding="utf-8")
    rows = {name.split(".")[1] for name in EXPORTED if name.startswith(f"{paper}.")}
    assert rows and rows <= set(re.findall(r"^Definition (\w+)", hand, re.MULTILINE))
