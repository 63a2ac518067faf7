"""False variants, exported with the theorem's own steps: coqc must refuse them, for what they say.

    python -m tests.rocq.mutants [ID|GLOB …]

asks about every proved row that has a statement in Rocq and prints what coqc said of one variant of
each; it takes as long as `bnlinear verify --rocq`. Exit code 1 if a row has no variant that is
refused for the right reason, or one that is accepted.
"""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch

from bnlinear.rocq.check import answer, find_coqc, prepare
from bnlinear.rocq.export import export_claim
from tests.rocq.rows import EXPORTED, PROVED

#: What coqc says of an equation or an inequality that does not hold.
FALSE = ("not a valid ring equation", "not a valid field equation", "Cannot find witness",
         "No applicable tactic")


def said_of(name, coqc):
    """(is it as it must be, what coqc said) of the first false variant that tells."""
    said = "it has no mutant"
    for mutant in PROVED[name].mutants:
        file = export_claim(PROVED[name].mutated(mutant), trial=True)
        said = answer(file.text, coqc) if file.text else f"not exported: {file.reason}"
        if not said.startswith(("REFUSED", "not exported")):
            return False, f"{said}: a false variant"
        reason = next((r for r in FALSE if r in said), None)
        if said.startswith("REFUSED") and reason:
            return True, f"refused: {reason}"
    return False, said


def main(patterns):
    coqc = prepare(find_coqc())
    names = [n for n in EXPORTED if not patterns or any(fnmatch(n, p) for p in patterns)]
    with ThreadPoolExecutor(2) as pool:
        found = dict(zip(names, pool.map(lambda name: said_of(name, coqc), names), strict=True))
    for name, (fine, said) in found.items():
        if not fine:
            print(f"{name}: {said}")
    for said, count in Counter(said for fine, said in found.values() if fine).most_common():
        print(f"{count} {said}")
    return 0 if all(fine for fine, _ in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
