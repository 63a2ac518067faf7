"""Real algebraic numbers: roots of polynomials, number fields, several numbers in one field."""
