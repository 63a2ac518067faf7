"""Extreme eigenvalues of wide matrices, certified without a characteristic polynomial.

Floats only propose: which eigenvalues are extreme, and vectors near theirs. Two things are
certain. How many eigenvalues lie beyond a number (`inertia`: floats with a bound on every rounding
error, or balls). And where the extreme ones lie, given that count (`lehmann`: products in balls).
"""

from bnlinear.exact.wide.base import Base, Integers, LessRankOne
from bnlinear.exact.wide.enclosed import Enclosed
from bnlinear.exact.wide.enclosures import SPARE, Extreme, Extremes, extremes
from bnlinear.exact.wide.form import Form

__all__ = ["SPARE", "Base", "Enclosed", "Extreme", "Extremes", "Form", "Integers",
           "LessRankOne", "extremes"]
