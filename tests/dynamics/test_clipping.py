"""Adaptive clipping against its definition case by case, and its bound in exact numbers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import nonzero_vectors, positive_rationals

from bnlinear.dynamics import clip_adaptive, clip_unit
from bnlinear.exact import Number, Undecided, array

ENTRIES = st.integers(-9, 9).map(float)


@st.composite
def layers(draw):
    k, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    rows = st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=k, max_size=k)
    return np.array(draw(rows)), np.array(draw(rows))


@given(layers(), st.sampled_from([0.01, 0.5, 2.0]), st.sampled_from([1e-3, 1.0]))
def test_case_by_case(layer, clipping, eps):
    g, w = layer
    found = clip_adaptive(g, w, clipping=clipping, eps=eps)
    for row, gradient, weight in zip(found, g, w, strict=True):
        limit = clipping * max(float(np.linalg.norm(weight)), eps)
        if np.linalg.norm(gradient) <= limit:
            assert np.array_equal(row, gradient)  # untouched, to the last bit
        else:  # a root, a quotient and a product: a few units in the last place
            wanted = limit * gradient / np.linalg.norm(gradient)
            assert np.allclose(row, wanted, rtol=1e-14, atol=0)


@given(st.integers(1, 4).flatmap(lambda d: st.tuples(nonzero_vectors(d), nonzero_vectors(d))),
       positive_rationals(9), positive_rationals(9))
def test_the_bound_holds_in_balls(vectors, clipping, eps):
    g, w = vectors
    limit2 = Number(clipping) ** 2 * max(w @ w, Number(eps) ** 2)
    assume(g @ g != limit2)  # a tie of irrational roots is Undecided
    clipped = clip_unit(g, w, Number(clipping), Number(eps))
    assert clipped @ clipped <= limit2 * Number("1.000000000001")  # ties, in balls of 53 bits
    assert clipped @ g > 0


def test_a_tie_of_irrational_lengths_is_not_decided():
    with pytest.raises(Undecided, match="overlap at 53 bits"):
        clip_adaptive(array([1, 1]), array([1, -1]), clipping=1, eps=Number("1/10"))


def test_worked_by_hand():
    g, w = array([[3, 4], [0, 0]]), array([[0, 2], [5, 5]])
    assert np.array_equal(clip_adaptive(g, w, clipping=Number("1/2"), eps=Number(1)),
                          array([["3/5", "4/5"], [0, 0]]))
    at_zero = clip_adaptive(array([3, 4]), array([0, 0]), clipping=1, eps=Number("1/10"))
    assert np.array_equal(at_zero, array(["3/50", "2/25"]))  # ε lets it leave 0


@pytest.mark.parametrize(("call", "message"), [
    (lambda: clip_adaptive([1.0], [1.0, 2.0]), r"gradient has shape \(1,\) and weight \(2,\)"),
    (lambda: clip_adaptive(1.0, 1.0), r"gradient has shape \(\)"),
    (lambda: clip_adaptive([np.nan], [1.0]), r"gradient\[0\] is nan"),
    (lambda: clip_adaptive([1.0], [np.inf]), r"weight\[0\] is inf"),
    (lambda: clip_adaptive([1.0], [1.0], clipping=0), "clipping = 0; it must be a finite number"),
    (lambda: clip_adaptive([1.0], [1.0], eps=-1.0), r"eps = -1.0"),
    (lambda: clip_adaptive([1.0], [1.0], eps=np.inf), r"eps = inf"),
    (lambda: clip_adaptive([1.0], [1.0], clipping=None), "clipping = None"),
])
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
