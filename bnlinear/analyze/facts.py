"""What hypotheses of theorems are decided by, on the exact data of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from bnlinear.checks import counted
from bnlinear.theory.table_moments import TableMoments

#: Of a witness with more terms only their number is printed.
_MOST_TERMS = 6


@dataclass(frozen=True)
class Facts:
    """What hypotheses are decided by.

    Attributes
    ----------
    n, m
        Rows and features.
    nullity
        Of [1, X], with the dependency that proves it in words.
    dependency
        "" if there is none.
    dependent, constant
        Names of the features that follow from those before, and of constant ones.
    correlated
        Is some covariance with the target not 0?
    """

    n: int
    m: int
    nullity: int
    dependency: str
    dependent: tuple[str, ...]
    constant: tuple[str, ...]
    correlated: bool


def facts(names: Sequence[str], moments: TableMoments) -> Facts:
    """Decided on the exact moments."""
    dependent, varying = moments.dependent(), set(moments.varying)
    return Facts(
        n=moments.n, m=moments.m, nullity=len(dependent),
        dependency=_sentence(names, moments, dependent[0]) if dependent else "",
        dependent=tuple(names[j] for j in dependent),
        constant=tuple(name for j, name in enumerate(names) if j not in varying),
        correlated=moments.correlated)


def dependencies(names: Sequence[str], moments: TableMoments) -> dict[str, str]:
    """Features that follow from the ones before: "x1 = 2·x0 + 3", exact."""
    return {names[j]: _sentence(names, moments, j) for j in moments.dependent()}


def _sentence(names: Sequence[str], moments: TableMoments, j: int) -> str:
    terms = moments.combination(j)
    if terms is None:
        count = len(moments.dependencies.pivots)  # no more than rows allow
        return f"{names[j]} = a combination of {counted(count, 'column')} before it"
    return f"{names[j]} = " + _combination([(value, "" if k is None else names[k])
                                            for value, k in terms])


def _combination(terms: Sequence[tuple[fmpq, str]]) -> str:
    present = [(value, name) for value, name in terms if value != 0]
    parts = [name if value == 1 and name else f"{value}·{name}" if name else str(value)
             for value, name in present]
    text = " + ".join(parts) or "0"
    if len(present) > _MOST_TERMS or len(text) > 200:
        return f"a combination of {counted(len(present), 'column')} before it"
    return text.replace("+ -", "- ").replace("- 1·", "- ")


def listed(names: Sequence[str], most: int = 10) -> str:
    """Names in a row, the first ten and a count."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
