"""GDNP's bisection: the length gradient against its proved bound.

After T halvings of the bracket [a, b] the derivative along the length is at most ζ 2⁻ᵀ|b − a|/μ
(Kohler et al. 2019, with ζ bounding |φ″| here times the variance). Points: the derivative measured
at the midpoint; line: the bound; one colour a loss.

Claims: kohler2019.bisection_bound
"""
