"""A claim's Python printed as formulas."""

from bnlinear.claims import eq, le
from bnlinear.cli.show.formulas import Formulas


def kantorovich(p):
    Hw = p.H @ p.w
    return le(p.mu * (Hw @ Hw), p.L * (p.w @ p.H @ Hw))


def stretched(p):
    Dw = p.H @ p.w
    D = p.H @ p.Q
    return le(Dw @ Dw, p.w @ D @ p.w), eq(D @ p.w, Dw)


def test_an_image_of_a_vector_is_a_vector_and_not_a_matrix():
    formulas = Formulas(kantorovich)
    assert formulas.relations() == ["μ·⟨Hw, Hw⟩ ≤ L·⟨w, HHw⟩"]
    assert formulas.definitions() == []  # Hw = Hw says nothing


def test_a_product_of_matrices_is_a_matrix():
    formulas = Formulas(stretched)
    assert formulas.relations() == ["⟨Dw, Dw⟩ ≤ ⟨w, Dw⟩", "Dw = Dw"]
    assert formulas.definitions() == ["Dw = Hw", "D = HQ"]
