"""How often a reader turns back: `python -m tests.visits` follows a claim and a table.

A reader follows one parameter of a function through the code as it is written (nothing is run):
the names that it becomes, and the functions that it is handed to, each read where it is first
called with it. A visit is a function in a file that was left before: the reader turns back. Files
of `exact` are not counted, since arithmetic is called everywhere; but going there leaves a file.

Followed: assignments, loops, attributes, items, arithmetic, containers, lambdas, comprehensions
and inner functions with the value inside, and what a function makes of it. Branches are read one
after the other, arguments before the call. A call is found by its name: through imports, and for
methods through the classes that annotations and constructors tell, with their bases.

Not followed: yes and no (comparisons), texts, raised errors, and an object that it is put down in;
functions held in variables or tables, and the code of properties; a method of a value whose class
is not told, or one that several classes have: which one is known as the program runs.
"""

import sys
from pathlib import Path

from tests.visits.definitions import Package
from tests.visits.walk import visits, way

PACKAGE = Path(__file__).parents[2] / "bnlinear"
JUDGE = "bnlinear.claims.verdict.ladder", "judge", "claim"
ANALYZE = "bnlinear.analyze.analysis", "analyze", "table"


def main() -> None:
    package = Package(PACKAGE)
    for name, start in (("a claim", JUDGE), ("a table", ANALYZE)):
        files = way(package, *start)
        again = visits(files)
        print(f"{name}: {len(files)} functions in {len(set(files))} files, {len(again)} visits")
        for step in again if "--all" in sys.argv else ():
            print(f"  {step}")


if __name__ == "__main__":
    main()
