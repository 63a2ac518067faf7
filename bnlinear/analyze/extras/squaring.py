"""Many steps of gradient descent at once: (I − εH)^k applied to a start by repeated squaring.

In balls, so the count is certain; and no eigenvalue enters but through ε and the start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flint
import numpy as np
from flint import arb, arb_mat

from bnlinear.exact.number import Number
from bnlinear.exact.precision import Undecided, at_precision
from bnlinear.theory.hessians import AnySpectrum


def count_squared(hessian: Callable[[], np.ndarray], spectrum: AnySpectrum) -> int:
    """The least k with |(I − εH)^k e₀| ≤ 10⁻⁶|e₀| at the best ε, from the worst start e₀.

    Parameters
    ----------
    hessian
        Returns H, shape (d, d): exact numbers, or balls at the working precision.
    spectrum
        Its spectrum, for ε and for the two eigenvectors that e₀ is made of.
    """
    bits = 256
    while True:  # as `decide`, but the start is chosen anew at each precision
        try:
            return int(at_precision(bits, lambda: _count(hessian(), spectrum)))
        except (Undecided, ZeroDivisionError):
            bits *= 2
            if bits > 2**14:
                raise


def _count(matrix: np.ndarray, spectrum: AnySpectrum) -> int:
    """By binary search on the bits of k; squares throughout."""
    H = _balls(matrix)
    low, top = (_ball(root) for root in (spectrum.smallest_nonzero, spectrum.largest))
    start = _eigenvector(H, low) + _eigenvector(H, top)
    target = _square(start) / arb(10) ** 12
    powers = [_identity(H.nrows()) - H * (2 / (low + top))]
    while not _certainly(_square(powers[-1] * start), target):
        powers.append(powers[-1] * powers[-1])
    taken, here = 0, start
    for exponent in reversed(range(len(powers) - 1)):
        there = powers[exponent] * here
        if not _certainly(_square(there), target):
            taken, here = taken + 2**exponent, there
    return taken + 1


def _certainly(square: arb, target: arb) -> bool:
    if square <= target:
        return True
    if square > target:
        return False
    raise Undecided("the distance is too near to its target for this precision")


def _eigenvector(H: arb_mat, eigenvalue: arb) -> arb_mat:
    """A unit vector, nearly an eigenvector: two steps of inverse iteration. Its error is no
    matter of rigour: the start is this vector, whatever it is."""
    shift = eigenvalue.mid() * (1 + arb(2) ** -(flint.ctx.prec // 4))
    shifted = H - _identity(H.nrows()) * shift
    found = arb_mat([[arb(1) / (j + 1)] for j in range(H.nrows())])
    for _ in range(2):
        found = _middle(shifted.solve(found))
        found = _middle(found * (1 / _square(found).sqrt()))
    return found


def _middle(vector: arb_mat) -> arb_mat:
    return arb_mat([[entry.mid() for entry in row] for row in vector.tolist()])


def _square(vector: arb_mat) -> arb:
    return sum((entry * entry for entry in vector.entries()), arb(0))


def _identity(size: int) -> arb_mat:
    return arb_mat([[arb(int(i == j)) for j in range(size)] for i in range(size)])


def _ball(root: Any) -> arb:
    return (root if isinstance(root, Number) else root.number()).ball


def _balls(H: np.ndarray) -> arb_mat:
    return arb_mat([[value.ball for value in row] for row in H])
