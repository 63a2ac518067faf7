"""How often a reader turns back: `python -m tests.visits` follows a claim and a table.

A reader follows the calls and reads each function where it is first called. A visit is a function
in a file that was left before: the reader turns back. Files of `bnlinear.exact` are not counted
(arithmetic is called everywhere), nor is what the product imports.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "bnlinear"


def first_calls(run: Callable[[], object]) -> list[str]:
    """The product's files, outside exact/, one for each function in the order of first calls."""
    seen, files = set(), []

    def watch(frame, event, _):
        code = frame.f_code
        if event != "call" or code in seen:
            return
        seen.add(code)
        path = Path(code.co_filename)
        if not code.co_name.startswith("<") and path.is_relative_to(PACKAGE) and (
                not path.is_relative_to(PACKAGE / "exact")):
            files.append(path.relative_to(PACKAGE).as_posix())

    sys.setprofile(watch)
    try:
        run()
    finally:
        sys.setprofile(None)
    return files


def visits(files: Sequence[str]) -> list[str]:
    """Where a file that was left is entered again."""
    left, here, again = set(), "", []
    for file in files:
        if file != here:
            if file in left:
                again.append(f"{here} → {file}")
            left.add(here)
            here = file
    return again


def judged(name: str = "cai2019.linear_rate") -> list[str]:
    """The way of a claim that the kernel proves, at quick effort."""
    from bnlinear.claims.running.loading import load, select
    from bnlinear.claims.verdict.ladder import judge

    ((path, card),) = select([name])
    claim = next(claim for claim in load(path) if claim.id == card.id)
    return first_calls(lambda: judge(claim, effort="quick", rng=0))


def analyzed() -> list[str]:
    """The way of a table, from its numbers to the report."""
    from bnlinear.analyze import analyze
    from bnlinear.tables import diabetes

    table = diabetes()
    return first_calls(lambda: analyze(table))


def main() -> None:
    for name, files in (("a claim", judged()), ("a table", analyzed())):
        again = visits(files)
        print(f"{name}: {len(files)} functions in {len(set(files))} files, {len(again)} visits")
        for step in again if "--all" in sys.argv else ():
            print(f"  {step}")


if __name__ == "__main__":
    main()
