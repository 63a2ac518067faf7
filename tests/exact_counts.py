"""Eigenvalues counted without floats, and forms diag(f)·B·diag(f) with exact entries.

Descartes' rule is exact where all roots are real; the characteristic polynomial is flint's.
"""

from fractions import Fraction
from itertools import pairwise

from flint import arb, arb_mat, fmpq, fmpq_mat

from bnlinear.exact.wide import Base, Form


def rational_matrix(A):
    """From floats, fractions or integers, each as it is."""
    rows = [[Fraction(v) if not isinstance(v, float) else Fraction(float(v)) for v in row]
            for row in A]
    return fmpq_mat([[fmpq(v.numerator, v.denominator) for v in row] for row in rows])


def most(A, lift=0):
    """How many eigenvalues of the symmetric A are −lift or more."""
    lift = Fraction(lift)
    M = rational_matrix(A)
    size = M.nrows()
    M = M + fmpq(lift.numerator, lift.denominator) * fmpq_mat(
        size, size, [int(i == j) for i in range(size) for j in range(size)])
    coefficients = M.charpoly().coeffs()
    zeros = next(k for k, c in enumerate(coefficients) if c != 0)
    signs = [c > 0 for c in coefficients if c != 0]
    return zeros + sum(a != b for a, b in pairwise(signs))


def ball(value):
    """A fraction at the working precision."""
    return arb(value.numerator) / value.denominator


def form_of(S, f, null=None):
    """diag(f)·S·diag(f) of integers S and fractions f; `null` has integer columns."""
    basis = None if null is None else lambda: arb_mat(null)
    return Form(Base.of_integers(S), lambda: [ball(v) for v in f], basis,
                0 if null is None else null.ncols())


def exact(S, f):
    """Its entries."""
    return [[Fraction(int(S[i, j])) * f[i] * f[j] for j in range(len(f))] for i in range(len(f))]
