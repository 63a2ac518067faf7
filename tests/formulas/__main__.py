"""Formulas broken one at a time, and whether the ledger notices.

    python -m tests.formulas [--only TEXT] [--rows]

traces which rows of the ledger run which formulas, breaks each formula of `mutants.py` in a copy of
the package, runs `verify --effort quick` on the rows that run it, cheapest first, until one is red,
and names the survivors. The exit code is 1 if more than one mutant in twelve survives. `--rows`
writes `rows.txt` anew, a row for each public formula, and breaks nothing; `--only` breaks the
mutants whose text holds TEXT.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bnlinear.claims.running.loading import select
from tests.formulas.breaking import Copy, Fate, formula_of
from tests.formulas.mutants import MUTANTS, Mutant
from tests.formulas.public import public_formulas
from tests.formulas.tracing import ROWS, Formula, run_by

Trace = dict[str, tuple[set[Formula], float]]


def trace() -> Trace:
    """What each row runs, and the seconds that its body took."""
    out: Trace = {}
    for _, claim in select([]):
        started = time.process_time()
        formulas = run_by(claim)
        out[claim.id] = formulas, time.process_time() - started
    return out


def rows_of(mutant: Mutant, traced: Trace) -> list[str]:
    """The rows that run what it breaks, cheapest first."""
    if mutant.run_by:
        return [mutant.run_by]
    formula = formula_of(mutant)
    rows = [row for row, (formulas, _) in traced.items() if formula in formulas]
    return sorted(rows, key=lambda row: traced[row][1])


def write_rows(traced: Trace) -> None:
    """A row for each public formula: few rows, cheap ones."""
    left, lines = set(public_formulas()), []
    while True:
        gains = {row: len(left & formulas) / (0.01 + seconds)
                 for row, (formulas, seconds) in traced.items() if left & formulas}
        if not gains:
            break
        best = max(gains, key=lambda row: gains[row])
        lines += [f"{formula}\t{best}\n" for formula in left & traced[best][0]]
        left -= traced[best][0]
    ROWS.write_text("".join(sorted(lines)), encoding="utf-8")
    print(f"{len(lines)} formulas by {len({line.split()[1] for line in lines})} rows; "
          f"{len(left)} by none")


def tally(fates: list[Fate]) -> str:
    survivors = [fate for fate in fates if not fate.red]
    lines = [f"formulas broken, one at a time  {len(fates)}",
             f"  noticed by the ledger         {len(fates) - len(survivors)}",
             f"  not noticed                   {len(survivors)}"]
    return "\n".join([*lines, *(f"survives {fate.ran} rows: {fate.formula}: {fate.mutant}"
                                for fate in survivors)])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.formulas", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--rows", action="store_true")
    given = parser.parse_args()
    traced = trace()
    if given.rows:
        write_rows(traced)
        return 0
    fates = []
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        for mutant in (mutant for mutant in MUTANTS if given.only in str(mutant)):
            fates.append(copy.fate(mutant, rows_of(mutant, traced)))
            print(f"{fates[-1].formula}: {fates[-1].red or 'SURVIVES'}", flush=True)
    print(tally(fates))
    return 1 if 12 * sum(not fate.red for fate in fates) > len(fates) else 0


if __name__ == "__main__":
    sys.exit(main())
