"""Features that are combinations of others up to rounding: what a huge κ comes from.

Exactly they are independent, and κ is what it is. But whoever reads κ = 1e29 should know that one
column repeats another up to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from flint import arb

from bnlinear.analyze.facts import listed
from bnlinear.exact.number import Number
from bnlinear.exact.precision import at_precision, decide
from bnlinear.theory.table_moments import TableMoments
from bnlinear.theory.wide_hessians import ManyRows, WideTable, deviations

#: Normalized features whose smallest eigenvalue is below this agree to six digits of their spread.
SMALL = Number("1e-12")
#: Parts of the eigenvector that count; and how many are written out.
PART, MOST = 1e-3, 6


@dataclass(frozen=True)
class NearDependency:
    """A feature that others give up to rounding.

    Attributes
    ----------
    name
        The last of the features that take part.
    combination
        Of the others, "2.54·a" say.
    left
        Standard deviation of what is left, as a share of the feature's.
    """

    name: str
    combination: str
    left: float

    def sentence(self, kappa: str) -> str:
        """For the report."""
        return (f"{self.name} equals {self.combination} up to rounding ({self.left:.0e} of its "
                f"spread is left): kappa {kappa} comes from that; drop one")


def near_dependency(names: Sequence[str], moments: TableMoments,
                    table: WideTable | None = None) -> NearDependency | None:
    """The clearest one; None if the smallest eigenvalue of the correlations is not tiny.

    Parameters
    ----------
    names
        Of the features.
    moments
        Of the table.
    table
        What is known of it, which saves computing it again.
    """
    if len(moments.varying) < 2 or moments.dependencies.null_basis(moments.m) is None:
        return None
    end = (table if isinstance(table, ManyRows) else ManyRows(moments)).least_correlation
    if not decide(lambda: end.number() < SMALL):
        return None
    smallest = at_precision(128, end.number)
    weights = np.array([float(end.X[i, 0]) for i in range(end.X.nrows())])
    part = np.flatnonzero(np.abs(weights) > PART * np.max(np.abs(weights)))
    last = int(part[-1])
    d = at_precision(128, lambda: deviations(moments))
    units = [moments.denominators[j] for j in moments.varying]
    terms = []
    for i in part[:-1]:
        ratio = -end.X[int(i), 0] * d[int(i)] * units[int(i)] / (
            end.X[last, 0] * d[last] * units[last])
        terms.append((float(arb(ratio).mid()), names[moments.varying[int(i)]]))
    return NearDependency(
        name=names[moments.varying[last]], combination=_words(terms),
        left=float(at_precision(128, smallest.sqrt)) / abs(weights[last]))


def _words(terms: Sequence[tuple[float, str]]) -> str:
    if not terms:
        return "a constant"
    if len(terms) > MOST:
        return f"a combination of {listed([name for _, name in terms], MOST)}"
    text = " + ".join(name if round(value, 9) == 1 else f"{value:.6g}·{name}"
                      for value, name in terms)
    return text.replace("+ -", "- ").replace("- 1·", "- ").replace("-1·", "-")
