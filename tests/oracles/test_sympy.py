"""Every equation the kernel proves, again by SymPy: the claim's body on explicit 2 × 2 symbols.

SymPy never meets the moments. It runs the very body and step functions on symbolic entries and
decides by `cancel`; the equations of a mutant must fail at a point.
"""

from fractions import Fraction

import numpy as np
import pytest
import sympy

from bnlinear.claims.families.matrices import Spectrum
from bnlinear.claims.families.parts import OnesPart, ScalarPart, VectorPart
from bnlinear.claims.relations import statement
from bnlinear.claims.running.loading import select
from bnlinear.problems import LeastSquares


def test_sympy_computes_without_flint():
    """With python-flint installed SymPy takes flint's numbers, and would share what it judges."""
    from sympy.external.gmpy import GROUND_TYPES

    assert GROUND_TYPES == "python"


class Sym:
    """A SymPy expression that NumPy object arrays can hold: `np.sqrt` finds its method."""

    def __init__(self, expression):
        self.expression = expression

    def sqrt(self):
        return Sym(sympy.sqrt(sympy.factor(self.expression)))

    def __abs__(self):
        return Sym(sympy.Abs(self.expression))

    def __neg__(self):
        return Sym(-self.expression)

    def __pow__(self, power):
        return Sym(self.expression**power)


def _operator(name, swap):
    def apply(self, other):
        if isinstance(other, Fraction):
            other = sympy.Rational(other.numerator, other.denominator)
        if isinstance(other, Sym):
            other = other.expression
        elif not isinstance(other, int | sympy.Expr):
            return NotImplemented
        pair = (other, self.expression) if swap else (self.expression, other)
        return Sym(getattr(sympy.sympify(pair[0]), name)(sympy.sympify(pair[1])))

    return apply


for _name in ("add", "sub", "mul", "truediv"):
    setattr(Sym, f"__{_name}__", _operator(f"__{_name}__", swap=False))
    setattr(Sym, f"__r{_name}__", _operator(f"__{_name}__", swap=True))


def symbol(name, **assumptions):
    return Sym(sympy.Symbol(name, real=True, **assumptions))


def values(part, prefix):
    """Symbols for one part of a family, in two dimensions."""
    if isinstance(part, Spectrum):
        a, b, c = (symbol(prefix + f"h{k}", positive=True) for k in range(3))
        return {"H": np.array([[a, b], [b, c]]), "mu": symbol(prefix + "mu", positive=True),
                "L": symbol(prefix + "L", positive=True)}
    if isinstance(part, VectorPart):
        return {part.name: np.array([symbol(f"{prefix}{part.name}{k}") for k in range(2)])}
    if isinstance(part, OnesPart):
        return {part.name: np.array([Sym(sympy.Integer(1))] * 2)}
    assert isinstance(part, ScalarPart)
    positive = {"positive": True} if part.sign == "> 0" else {}
    return {part.name: symbol(prefix + part.name, **positive)}


def instances(claim, monkeypatch):
    monkeypatch.setattr(LeastSquares, "__post_init__", lambda self: None)  # symbols have no sign
    made = {}
    for name, family in claim.families.items():
        parts = {}
        for part in family.parts:
            parts |= values(part, f"{name}_")
        if "sigma" in parts:  # H is not scaled to a rational σ: SymPy takes the root
            one = Sym(sympy.Integer(1))
            parts["sigma"] = (parts["w"] @ parts["H"] @ parts["w"]).sqrt() * one
        made[name] = family.make(parts)
    return made


def entries(side):
    flat = side.ravel() if isinstance(side, np.ndarray) else [side]
    return [entry.expression if isinstance(entry, Sym) else sympy.sympify(entry) for entry in flat]


def vanishes(expression):
    return sympy.cancel(sympy.together(sympy.expand(expression))) == 0


def differences(claim, body, monkeypatch):
    """lhs − rhs of every equation, entry by entry."""
    said = list(statement(body(**instances(claim, monkeypatch))))
    return [a - b for relation in said if relation.sign == "="
            for a, b in zip(entries(relation.lhs), entries(relation.rhs), strict=True)]


def at_a_point(expression):
    """The value at fixed rationals, one for each symbol by its name."""
    free = sorted(expression.free_symbols, key=str)
    return expression.subs({s: sympy.Rational(2 * k + 3, 8) for k, s in enumerate(free)}).evalf(50)


#: Those that SymPy can cancel in seconds; the others have roots of roots.
IDS = ["beyond.descent_identity", "beyond.weight_decay_equilibrium", "cai2019.gd_error_recursion",
       "cai2019.gradient", "cai2019.loss_split", "cai2019.moving_target", "cai2019.norm_growth",
       "ioffe2015.backward", "ioffe2015.inference_variance",
       "kohler2019.critical_points_on_a_line", "kohler2019.gdnp_direction_is_rayleigh",
       "kohler2019.halfspace_gradient", "kohler2019.mlp_alignment_per_unit",
       "kohler2019.rayleigh_gradient", "kohler2019.step_is_bngd_step"]
CLAIMS = [claim for _, claim in select(IDS)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_sympy_agrees(claim, monkeypatch):
    assert all(vanishes(d) for d in differences(claim, claim.body, monkeypatch))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_sympy_refuses_the_mutants(claim, monkeypatch):
    for mutant in claim.mutants:
        values_there = map(at_a_point, differences(claim, mutant.body, monkeypatch))
        assert max(abs(value) for value in values_there) > 1e-30  # 50 digits were computed
