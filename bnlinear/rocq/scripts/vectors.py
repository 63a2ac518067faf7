"""Vectors as combinations of base vectors, and inner products as sums of moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.terms import ScalarTerm, VectorTerm

if TYPE_CHECKING:
    from bnlinear.rocq.scripts.script import Script

_MOMENTS = "[agree merge insert times raised moments against ordered same_key Nat.eqb Nat.leb "\
           "Nat.add andb]"


def prove_combination(script: Script, term: VectorTerm) -> str:
    name, value = script.name(term), script.canonical.vector(term)
    says = f"{name} = comb {script.operator} env {script.items(value)}"
    op, args = term.op, term.args
    if op == "name":
        return script.prove("C", says, f"exact (base_of_{name})." if script.canonical.depth else
                          f"exact (base_comb V {script.operator} env "
                          f"{script.canonical.bases.index(args[0])}).")
    if op == "derivative":
        inner = script.combination(script.canonical.derivative(term))
        return script.prove("C", says, f"exact {inner}.")
    parts = [script.combination(a) for a in args if isinstance(a, VectorTerm)]
    scalars = [a for a in args if isinstance(a, ScalarTerm)]
    rewrites = "".join(f"rewrite ?{e}. " for e in map(script.equation, scalars) if e)
    start = {"+": "refine (add_comb V {op} env {v} _ _ _ {C} _)",
             "*": "refine (scale_comb V {op} env {v} _ _ {C} _)",
             "H": "refine (op_comb V H Hsym env {v} _ _ {C} _)",
             "K": "exact (inverse_comb V H Hsym env K {v} {items} Hinv {C})"}[op]
    inside = " ".join(f"({script.name(a)})" for a in args)
    step = start.format(op=script.operator, v=inside, C=" ".join(parts), items=script.items(value))
    if op == "K":
        return script.prove("C", says, f"{step}.")
    values = [*value.values(), *scalars]
    for vector in args:
        if isinstance(vector, VectorTerm):
            values += script.canonical.vector(vector).values()
    return script.prove(
        "C", says, f"{step}; cbn {_MOMENTS}; repeat split; try reflexivity. "
        f"all: {rewrites.replace('. ', '; ')}{script.ring(*values)}")


def items(script: Script, value: Any) -> str:
    """A combination as the theory's list of (c, (p, index))."""
    return "[" + "; ".join(f"({script.text(c)}, ({p}, {i})%nat)"
                           for (p, i), c in value.items()) + "]"


def prove_dot(script: Script, term: ScalarTerm, name: str, value: Scalar) -> str:
    left, right = term.args
    a, b = script.combination(left), script.combination(right)
    text = script.text(value)
    coefficients = [*script.canonical.vector(left).values(),
                    *script.canonical.vector(right).values()]
    return script.prove(
        "E", f"{name} = {text}",
        f"change (dot ({script.name(left)}) ({script.name(right)}) = {text}). "
        f"apply (dot_moments _ _ Hsym _ mom _ _ _ _ _ Hm {a} {b}). cbn {_MOMENTS}. "
        f"{script.ring(value, *coefficients)}")
