"""`python -m bnlinear.claims.kernel`: the lines that must be trusted, file by file."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parents[2]

#: File → what it does. A mistake in one of these could let a false claim be called proved.
TRUSTED = {
    "claims/kernel/prover.py": "closes goals, and says when a claim is proved",
    "claims/kernel/rules.py": "rules without a solver: squares, norms, Cauchy–Schwarz, letters",
    "claims/kernel/lift.py": "the spectral lift and scalar consequences, by z3",
    "claims/kernel/cover.py": "every denominator ≠ 0, every radicand ≥ 0, never in a circle",
    "claims/kernel/facts.py": "facts, their sums, products and quotients",
    "claims/kernel/scope.py": "which symbols a rule may be given",
    "claims/kernel/reading.py": "goals and hypotheses, read off the claim once",
    "claims/kernel/formulas.py": "scalars as formulas, with what defines roots and maxima",
    "claims/kernel/smt.py": "the question to z3",
    "claims/kernel/textbook.py": "the lemmas that a proof may name",
    "claims/signs.py": "the four signs, their sums and products",
    "claims/relations.py": "what a body returns",
    "claims/record.py": "how a claim's body and hypotheses are run",
    "claims/families/family.py": "the symbols of a family, and what it says of its members",
    "claims/families/parts.py": "hypotheses of vectors and scalars",
    "claims/families/matrices.py": "hypotheses of H: μ > 0, μ ≤ λ ≤ L",
    "exact/scalars.py": "rational functions with roots",
    "exact/moments.py": "vectors, operators, inner products",
    "exact/rotations.py": "an orthogonal matrix among moments",
    "exact/jets.py": "derivatives by truncated Taylor series",
    "exact/number/number.py": "rationals (balls only in the comparison with numbers)",
    "exact/number/value.py": "what a number holds",
    "exact/number/comparisons.py": "certain comparisons, or none",
    "exact/number/functions.py": "roots of rational squares",
    "exact/number/balls.py": "Arb's balls",
    "exact/number/arrays.py": "arrays of numbers",
}

#: Files that check the others: a mistake here alone lets nothing false be proved.
CHECKS = {
    "claims/kernel/checks/agreement.py": "compares what was read with the claim's numbers",
    "claims/kernel/checks/evaluation.py": "evaluates what was read at an exact instance",
    "claims/kernel/checks/neighbours.py": "is a mutant about the same quantities?",
    "claims/kernel/checks/second_opinion.py": "asks cvc5 what z3 answered",
    "claims/kernel/checks/ask_cvc5.py": "the question to cvc5, in a process of its own",
    "claims/kernel/advice.py": "what a failed proof lacks, and the step that gives it",
    "claims/kernel/notation.py": "prints scalars in the letters of the claim",
}


def lines_of(name: str) -> int:
    """How long a file of the package is."""
    return len((PACKAGE / name).read_text(encoding="utf-8").splitlines())


def total(files: dict[str, str]) -> int:
    """All their lines, comments and docstrings included."""
    return sum(map(lines_of, files))


def table(files: dict[str, str]) -> str:
    """A table in Markdown: file, what it does."""
    rows = [f"| `{name}` | {what} |" for name, what in files.items()]
    return "\n".join(["| file | what it does |", "|---|---|", *rows])


def main() -> None:
    for title, files in (("To be trusted", TRUSTED), ("Checks and printing", CHECKS)):
        print(f"{title}: {total(files):,} lines")
        for name, what in files.items():
            print(f"{lines_of(name):6}  {name:39}{what}")


if __name__ == "__main__":
    main()
