"""The five Hessians, against the definitions with matrices written out.

1. raw and centred: the Gram matrices of [1, X] and [1, X − mean];
2. BNP: D·C·D with its square roots, on features whose standard deviation is rational;
3. BNGD: H* of `LeastSquares` on centred, and on standardised, data;
4. rank deficiency: repeated, constant and combined columns.
"""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from bnlinear import LeastSquares
from bnlinear.exact.matrices import characteristic_polynomial
from bnlinear.exact.number import Number, array
from bnlinear.exact.spectra import spectrum
from bnlinear.theory.hessians import Moments, hessian_spectra

#: Columns of mean 0 ± shift and a rational standard deviation: ±s in equal numbers, scaled.
SIGNS = [(1, -1, 1, -1, 1, -1), (1, 1, 1, -1, -1, -1), (1, 1, -1, -1, 1, -1), (1, -1, -1, 1, 1, -1)]


@st.composite
def tables(draw, max_features=4):
    n, m = draw(st.integers(2, 6)), draw(st.integers(1, max_features))
    rows = st.lists(st.integers(-3, 3), min_size=m, max_size=m)
    X = array(draw(st.lists(rows, min_size=n, max_size=n)))
    return X, array(draw(st.lists(st.integers(-9, 9), min_size=n, max_size=n)))


@st.composite
def sign_tables(draw):
    m = draw(st.integers(1, 4))
    scale = array(draw(st.lists(st.integers(1, 9), min_size=m, max_size=m)))
    shift = array(draw(st.lists(st.integers(-9, 9), min_size=m, max_size=m)))
    y = array(draw(st.lists(st.integers(-9, 9), min_size=6, max_size=6)))
    return array(SIGNS[:m]).T, scale, shift, y


def gram(X):
    ones = np.full((len(X), 1), Number(1))
    table = np.hstack([ones, X])
    return table.T @ table / len(X)


def same(found, matrix):
    """Eigenvalues with their multiplicities, zeros included."""
    return found.eigenvalues == spectrum(matrix).eigenvalues


@given(tables())
def test_raw_and_centred(data):
    X, y = data
    found = hessian_spectra(Moments.from_data(X, y))
    assert same(found["raw"], gram(X))
    assert same(found["centred"], gram(X - X.sum(axis=0) / len(X)))


@given(sign_tables())
def test_standardised_and_h_star(data):
    Z, scale, shift, y = data
    centred_y = y - y.sum() / 6
    found = hessian_spectra(Moments.from_data(Z * scale + shift, y))
    assert same(found["bnp"], gram(Z))  # Z is the standardised table: mean 0, std 1
    if not np.any(Z.T @ centred_y != 0):
        assert found["bngd_raw"] is None and found["bngd_bnp"] is None
        return
    for name, table in (("bngd_raw", Z * scale), ("bngd_bnp", Z)):
        problem = LeastSquares.from_data(table, y)
        assert same(found[name], problem.H_star)


@given(tables())
def test_h_star_of_data_of_any_rank(data):
    """H* = C − ggᵀ/(uᵀg) where u is what is left of Cu = g: here from a maximal minor."""
    X, y = data
    moments = Moments.from_data(X, y)
    C, g = moments.C, moments.g
    columns = independent(C)
    assume(columns and np.any(g != 0))
    problem = LeastSquares(C[np.ix_(columns, columns)], g[columns], y @ y)
    star = C - np.outer(g, g) / (problem.u @ problem.g)
    found = hessian_spectra(moments)["bngd_raw"]
    kept = moments.varying
    assert same(found, star[np.ix_(kept, kept)])
    # and of the standardised features, from B·D² instead of D·B·D
    variance = np.diag(C)[kept]
    assert same(hessian_spectra(moments)["bngd_bnp"], star[np.ix_(kept, kept)] / variance)


def independent(C):
    chosen = []
    for j in range(len(C)):
        trial = [*chosen, j]
        if characteristic_polynomial(C[np.ix_(trial, trial)])[0] != 0:
            chosen = trial
    return chosen


@given(tables(max_features=3))
def test_the_nullity_counts_the_dependent_columns(data):
    X, y = data
    X = np.column_stack([X, X[:, 0] * 2 - 1])  # a combination of a column and the bias
    moments = Moments.from_data(X, y)
    found = moments.dependent()
    assert X.shape[1] - 1 in found
    assert len(found) == hessian_spectra(moments)["raw"].nullity
    kept = [j for j in range(X.shape[1]) if j not in found]
    assert spectrum(gram(X[:, kept])).nullity == 0


def test_constant_columns_are_left_out_of_what_divides_by_their_std():
    X, y = array([[1, 5], [2, 5], [4, 5]]), array([1, 2, 4])
    moments = Moments.from_data(X, y)
    found = hessian_spectra(moments)
    assert moments.varying == [0] and moments.dependent() == [1]
    assert found["raw"].nullity == found["centred"].nullity == 1
    assert found["bnp"].eigenvalues == [1, 1]
    assert found["bngd_raw"].roots == ()  # one feature has a length, but no direction
