"""Is what Rocq said of the whole ledger what it must say?

    bnlinear verify --rocq --json REPORT.json
    python -m tests.rocq.ledger REPORT.json

compares the answers with `answers.txt` and prints what differs. Exit code 1 if a row is refused,
not asked about, not exported though the list says "checked", or if more than three rows of the list
are not checked.
"""

import json
import sys
from pathlib import Path

from bnlinear.cli.rocq import with_theorem
from bnlinear.rocq.theorems import RATES, THEOREMS
from tests.rocq.rows import ANSWERS

#: How many proved rows may have no proof in Rocq.
MOST = 3


def differences(answers):
    """Lines about rows whose answer is not the one in the list."""
    wanted = {name: with_theorem(name, said, "checked") if name in RATES else said
              for name, said in ANSWERS.items()}
    wanted |= {name: with_theorem(name, "", "checked") for name in THEOREMS}
    lines = [f"{name}: {answers.get(name, 'not asked about')}, not {said}"
             for name, said in wanted.items() if answers.get(name) != said]
    lines += [f"{name}: {said}, and answers.txt does not know the row"
              for name, said in answers.items()
              if name not in wanted and "no proof in steps" not in said]
    missing = [name for name, said in wanted.items() if not said.startswith("checked")]
    if len(missing) > MOST:
        lines.append(f"{len(missing)} rows are not checked, more than {MOST}: {missing}")
    return lines


def main(path):
    report = json.loads(Path(path).read_text(encoding="utf-8"))
    lines = differences({entry["id"]: entry["rocq"] for entry in report["claims"]})
    print("\n".join(lines) or f"{len(ANSWERS) + len(THEOREMS)} rows: as listed")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
