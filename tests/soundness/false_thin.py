"""False statements that fail on thin sets alone: a point off every grid, an irrational number, a
narrow neighbourhood of the instances at which a true bound is attained.
"""

from bnlinear.claims import any_of, eq, families, ge, gt, implies, le, lt, ne
from bnlinear.dynamics import rayleigh_step
from tests.soundness.table import Table

row = Table("refuted")
X, POSITIVE = families.scalars(-4, 4), families.scalars(0, 4)
POINTS, PLANE = families.least_squares(), families.least_squares(min_dim=2)


def across(p):
    """The part of u that is orthogonal to w, times |w|²."""
    return (p.w @ p.w) * p.u - (p.w @ p.u) * p.w


def steps(p, count):
    w = p.w
    for _ in range(count):
        w = rayleigh_step(w, p.H, p.g, p.effective_lr)
    return w


# -- rational points off every grid ------------------------------------------------------

row("double_root", "(197x − 40)² > 0", "x = 40/197", lambda x: gt((197 * x - 40) ** 2, 0), x=X)
row("narrow_gap", "(1000x − 1)(1000x − 3) ≥ 0", "x = 1/500",
    lambda x: ge((1000 * x - 1) * (1000 * x - 3), 0), x=X)
row("two_double_roots", "(211x − 7)²(89x + 300)² > 0", "x = 7/211",
    lambda x: gt((211 * x - 7) ** 2 * (89 * x + 300) ** 2, 0), x=X)
row("narrow_dip", "1/(1 + (500x − 61)²) < 1", "x = 61/500",
    lambda x: lt(1 / (1 + (500 * x - 61) ** 2), 1), x=X)
row("line_and_circle", "x² + y² ≠ 1 or x ≠ 3/5", "(3/5, 4/5)",
    lambda x, y: any_of(ne(x * x + y * y, 1), ne(5 * x, 3)), x=X, y=X)
row("line_of_entries", "103w₁ ≠ 29u₁ + 17", "u₁ = 1, w₁ = 46/103",
    lambda p: ne(103 * p.w[0], 29 * p.u[0] + 17), p=PLANE)
row("residual_value", "J* ≠ 17/211", "residual = 17/211 (or twice that)",
    lambda p: ne(211 * p.problem.loss(p.u), 17), p=POINTS)

# -- irrational numbers ------------------------------------------------------------------

row("root_two", "x² ≠ 2", "x = √2", lambda x: ne(x * x, 2), x=X)
row("golden", "x² = x + 1 only for x ≤ 1", "x = (1 + √5)/2",
    lambda x: implies(eq(x * x, x + 1), le(x, 1)), x=X)
row("cube_root", "(x³ − 2)² > 0", "x = ∛2", lambda x: gt((x**3 - 2) ** 2, 0), x=X)
row("two_roots", "(x² − 2)² + (y² − 3)² > 0", "x = √2, y = √3",
    lambda x, y: gt((x * x - 2) ** 2 + (y * y - 3) ** 2, 0), x=X, y=X)
row("no_rational_point", "x² + y² ≠ 3", "(√3, 0)", lambda x, y: ne(x * x + y * y, 3), x=X, y=X)
row("fixed_point", "1/(1 + x²) ≠ x", "the real root of x³ + x − 1",
    lambda x: ne(1 / (1 + x * x), x), x=X)
row("best_lr_of_two", "the factors |1 − εμ| and |1 − εL| never have product 1/2 of equal sign",
    "μ = 1, L = 2: ε a root of 4ε² − 6ε + 1",
    lambda t: ne(2 * (1 - t) * (1 - 2 * t), 1), t=POSITIVE)

# -- near the instances where a true bound is attained -----------------------------------

row("wielandt", "Wielandt's inequality with 3 % less",
    "w = v₁ + v_d, the other v₁ − v_d, in units where both have one ⟨·, H·⟩",
    lambda p: le(100 * (p.w @ p.H @ across(p)) ** 2 * (p.L + p.mu) ** 2,
                 97 * (p.L - p.mu) ** 2 * p.y * (across(p) @ p.H @ across(p))), p=PLANE)
row("wielandt_orthogonal", "the same for w ⟂ u", "as above",
    lambda p: le(100 * p.x**2 * (p.L + p.mu) ** 2, 97 * (p.L - p.mu) ** 2 * p.y * p.R_star),
    where=lambda p: eq(p.w @ p.u, 0), p=PLANE)
row("kantorovich", "4μL|w|²|Hw|² ≤ (99/100)(L + μ)²⟨w, Hw⟩²",
    "w = v₁/√μ + v_d/√L attains 1",
    lambda p: le(400 * p.mu * p.L * (p.w @ p.w) * (p.w @ p.H @ p.H @ p.w),
                 99 * (p.L + p.mu) ** 2 * p.y**2), p=POINTS)
row("sign_after_two_steps", "two steps with one ê keep the sign of wᵀg",
    "H = diag(1, 8), a long ê", lambda p: gt(p.x * (steps(p, 2) @ p.g), 0),
    where=lambda p: ne(p.x, 0), p=families.directions())

globals().update(row.claims)
