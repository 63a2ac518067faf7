"""Numbers without rounding: a rational where possible, a ball where a root forbids it.

A `Number` holds either an exact rational or a ball (a midpoint and a rigorous radius, Arb
through python-flint). It lives in NumPy object arrays, so the step functions of
`bnlinear.dynamics` run on it unchanged. Three rules make it safe to trust:

* a float never enters: mixing one in raises `InexactError`; and inside `no_floats` none leaves;
* a comparison answers only what is certain, and raises `Undecided` otherwise;
* a ball is never silently undefined: division by a ball around zero raises `Undecided`.
"""

from bnlinear.exact.converters import InexactError, is_scalar, rational
from bnlinear.exact.number.arrays import array, dyadic, dyadic_array, is_exact
from bnlinear.exact.number.functions import NotReal
from bnlinear.exact.number.number import Number
from bnlinear.exact.number.value import Exactable

__all__ = ["Exactable", "InexactError", "NotReal", "Number", "array", "dyadic", "dyadic_array",
           "is_exact", "is_scalar", "rational"]
