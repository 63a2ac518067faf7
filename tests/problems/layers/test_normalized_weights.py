"""θ = Pz: both sets of weights compute the same outputs, and gradients are carried by Pᵀ."""

from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_rationals, rationals, vectors

from bnlinear.exact.number import Number, array
from bnlinear.problems.layers.normalized_weights import over, to_normalised_gradient, to_weights

LENGTHS = st.lists(positive_rationals(9), min_size=2, max_size=2).map(array)


@given(vectors(2), rationals(9).map(Number), vectors(2), vectors(2), LENGTHS)
def test_outputs_are_the_same(h, z_b, z_w, mean, std):
    b, W = to_weights(z_b, z_w, mean, std)
    assert b + W @ h == z_b + z_w @ ((h - mean) / std)


@given(vectors(3), vectors(3), vectors(2), LENGTHS)
def test_gradients_are_carried_by_the_transpose(z, G, mean, std):
    """⟨G, Pz⟩ = ⟨PᵀG, z⟩."""
    b, W = to_weights(z[0], z[1:], mean, std)
    back_b, back_w = to_normalised_gradient(G[0], G[1:], mean, std)
    assert G[0] * b + G[1:] @ W == back_b * z[0] + back_w @ z[1:]


def test_a_matrix_whitens():
    assert (over(array([3, 5]), array([[1, 1], [0, 1]])) == array([-2, 5])).all()
    assert (over(array([[3, 6], [5, 5]]), array([3, 5])) == array([[1, 2], [1, 1]])).all()
