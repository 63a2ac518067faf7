"""Spectra of ĤᵀSĤ, certified: against matrices written out, and against least squares."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bnlinear.exact import Number, array
from bnlinear.exact.matrices import diagonal, identity
from bnlinear.exact.spectra import spectrum
from bnlinear.problems.layers.layer_batch import LayerBatch
from bnlinear.theory.hessians import Moments, hessian_spectra
from bnlinear.theory.weighted_hessians import (
    centred_hessian,
    preconditioned_spectrum,
    weighted_hessian,
    weighted_spectra,
)
from tests.strategies import positive_rationals, rationals


@st.composite
def weighted_tables(draw):
    N, m = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    X = array(draw(st.lists(rationals(5), min_size=N * m, max_size=N * m))).reshape(N, m)
    return X, array(draw(st.lists(positive_rationals(5), min_size=N, max_size=N)))


def gram(X, s):
    H_hat = np.column_stack([np.full(len(X), Number(1)), X])
    return H_hat.T @ diagonal(s) @ H_hat


@given(weighted_tables())
def test_weighted_spectra(table):
    X, s = table
    found = weighted_spectra(X, s)
    mean, weighted = X.sum(axis=0) / len(X), s @ X / s.sum()
    assert np.all(weighted_hessian(X, s) == gram(X, s))
    for name, matrix in (("raw", gram(X, s)), ("centred", gram(X - mean, s)),
                         ("centred_weighted", gram(X - weighted, s))):
        assert found[name].eigenvalues == spectrum(matrix).eigenvalues
    for name, centre, weights in (("bnp", mean, s * 0 + 1), ("bnp_weighted", weighted, s)):
        moved = X - centre
        variance = weights @ (moved * moved) / weights.sum()
        kept = np.flatnonzero(variance != 0)
        scale = np.concatenate([[Number(1)], variance[kept]])
        B = gram(moved[:, kept], s)  # D·B·D has the eigenvalues of B·D²
        assert found[name].eigenvalues == spectrum(B / scale).eigenvalues


@given(weighted_tables())
def test_equal_weights_are_least_squares(table):
    X, s = table
    found = weighted_spectra(X, s * 0 + Number(1) / len(X))
    known = hessian_spectra(Moments.from_data(X, X[:, 0] * 0))
    for name, same in (("raw", "raw"), ("centred", "centred"), ("bnp", "bnp"),
                       ("centred_weighted", "centred"), ("bnp_weighted", "bnp")):
        assert found[name].eigenvalues == known[same].eigenvalues


@given(weighted_tables(), rationals(5))
def test_two_outputs(table, r):
    """P acts on the features, not on the outputs: the spectrum of normalized features' Hessian."""
    X, s = table
    C = np.array([array([[1, r], [r, 2]])] * len(X)) * s[:, None, None]
    layer = LayerBatch(X, C)
    mean, std = X[0], array(range(2, 2 + X.shape[1]))
    assert np.all(centred_hessian(layer.hessian(), mean) == layer.centred(mean).hessian())
    found = preconditioned_spectrum(layer.hessian(), mean, std * std)
    assert found.eigenvalues == spectrum(layer.normalised(mean, std * std).hessian()).eigenvalues
    assert preconditioned_spectrum(layer.hessian(), mean).eigenvalues == spectrum(
        layer.centred(mean).hessian()).eigenvalues


def test_bad_input():
    X, s = array([[1], [2]]), array([1, 1])
    with pytest.raises(ValueError, match="exact numbers"):
        weighted_hessian(np.ones((2, 1)), s)
    with pytest.raises(ValueError, match=r"s \(3,\)"):
        weighted_hessian(X, array([1, 1, 1]))
    with pytest.raises(ValueError, match="not positive"):
        weighted_spectra(X, array([1, 0]))
    with pytest.raises(ValueError, match=r"M has shape \(3, 3\)"):
        preconditioned_spectrum(identity(3), array([1]))
