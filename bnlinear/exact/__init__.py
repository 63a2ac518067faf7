"""Numbers without rounding: rationals, balls, certified spectra, moments, jets."""

from typing import TYPE_CHECKING

from bnlinear.lazy import lists, offers

if TYPE_CHECKING:
    from bnlinear.exact.jets import derivative
    from bnlinear.exact.moments import maximum
    from bnlinear.exact.number import (
        InexactError,
        Number,
        array,
        dyadic,
        dyadic_array,
        is_exact,
        rational,
    )
    from bnlinear.exact.precision import Undecided, at_precision, decide

__all__ = [
    "InexactError", "Number", "Undecided", "array", "at_precision", "decide", "derivative",
    "dyadic", "dyadic_array", "is_exact", "maximum", "rational",
]

__dir__ = lists(__name__)
__getattr__ = offers(__name__, {
    "jets": ("derivative",),
    "moments": ("maximum",),
    "number": ("InexactError", "Number", "array", "dyadic", "dyadic_array", "is_exact", "rational"),
    "precision": ("Undecided", "at_precision", "decide"),
})
