"""Counterexamples over the reals, for claims in a few scalars: z3 finds them, algebra judges.

Members of a family are rational, and x² ≠ 2 holds of every rational. z3 answers over the reals;
what is irrational in its answer is made an element of one number field, in which the claim's own
body is run and judged exactly, as at any other member.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpz_poly

from bnlinear.claims.families.coordinates import Box, Coordinates
from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.kernel import smt
from bnlinear.claims.kernel.advice import UNREADABLE
from bnlinear.claims.kernel.formulas import condition_of, definitions_of, formula_of
from bnlinear.claims.kernel.reading import Reading, read
from bnlinear.claims.record import ClaimRecord
from bnlinear.exact.algebraic.common_field import common_field
from bnlinear.exact.scalars import Scalar
from bnlinear.exact.spectra import Root

#: More scalars than this are left to the hunt.
SCALARS = 4

#: z3's own unit of work.
WORK = 2_000_000

#: Denominators of the rational values that are tried for what need not be irrational.
DENOMINATORS = (1, 4, 99)


def real_counterexample(claim: ClaimRecord) -> Coordinates | None:
    """Numbers, some of them irrational, that z3 says violate the claim; None if it knows none."""
    if not _few_scalars(claim):
        return None
    try:
        reading = read(claim)
        goal = formula_of(reading.said, reading.space)
        question = _Question.about(claim, _hypotheses(reading, goal), goal)
    except UNREADABLE:
        return None  # its body takes no symbols: the hunt alone speaks
    values = question.answer()
    return None if values is None else Coordinates(1, tuple(values))


def real_pole(claim: ClaimRecord) -> Coordinates | None:
    """The same, where a denominator vanishes or a radicand is negative inside the hypotheses."""
    if not _few_scalars(claim):
        return None
    try:
        reading = read(claim)
        wheres = [*_of_family(reading), formula_of(reading.where, reading.space)]
        space = reading.space
        costs = [*(condition_of(Scalar(space, factor, {}), "!=") for factor in space.factors),
                 *(condition_of(radicand, ">=") for radicand in space.roots.values())]
        for cost in costs:
            given = [*wheres, *definitions_of(space, [*wheres, cost])]
            values = _Question.about(claim, given, cost).answer()
            if values is not None:
                return Coordinates(1, tuple(values))
    except UNREADABLE:
        pass
    return None


def _few_scalars(claim: ClaimRecord) -> bool:
    parts = [part for family in claim.families.values() for part in family.parts]
    return 0 < len(parts) <= SCALARS and all(isinstance(part, ScalarPart) for part in parts)


@dataclass
class _Question:
    """A solver that holds "inside the hypotheses and false", and the claim's scalars in it."""

    solver: Any
    unknowns: list[Any]

    @classmethod
    def about(cls, claim: ClaimRecord, hypotheses: list[smt.Formula],
              goal: smt.Formula) -> _Question:
        import z3

        context = z3.Context()
        solver = z3.SolverFor("QF_NRA", ctx=context)
        solver.set("rlimit", WORK)
        solver.add(*(smt.constraint(formula, context) for formula in hypotheses),
                   z3.Not(smt.constraint(goal, context)))
        unknowns = []
        for name, box in _boxes(claim):
            unknown = z3.Real(smt.symbol_of(name), context)
            unknowns.append(unknown)
            if box is not None:
                solver.add(unknown >= _literal(box[0], context),
                           unknown <= _literal(box[1], context))
        return cls(solver, unknowns)

    def answer(self) -> list[Any] | None:
        """A model, with as many rational values as it takes no trouble to have."""
        import z3

        if self.solver.check() != z3.sat:
            return None
        values = self._values()
        for k, value in enumerate(values):
            if isinstance(value, Fraction):
                self._fix(k, value)
            else:
                any(self._fix(k, simple) for simple in _near(value))
        if self.solver.check() != z3.sat:
            return None
        return _in_one_field(self._values())

    def _fix(self, k: int, value: Fraction) -> bool:
        """Set one scalar to a rational, if a counterexample remains."""
        import z3

        unknown = self.unknowns[k]
        self.solver.push()
        self.solver.add(unknown == _literal(value, unknown.ctx))
        if self.solver.check() == z3.sat:
            return True
        self.solver.pop()
        return False

    def _values(self) -> list[Fraction | Root]:
        model = self.solver.model()
        return [_value(model.eval(unknown, model_completion=True)) for unknown in self.unknowns]


def _of_family(reading: Reading) -> list[smt.Formula]:
    return [condition_of(fact.scalar, fact.sign) for fact in reading.family]


def _hypotheses(reading: Reading, goal: smt.Formula) -> list[smt.Formula]:
    """Of the family and the `where`; what roots are; and that no denominator vanishes."""
    space = reading.space
    given = [*_of_family(reading), formula_of(reading.where, space)]
    given += [condition_of(Scalar(space, factor, {}), "!=") for factor in space.factors]
    return [*given, *definitions_of(space, [*given, goal])]


def _boxes(claim: ClaimRecord) -> Iterator[tuple[str, Box | None]]:
    """The scalars by their symbols, with the ranges that are part of the family."""
    several = len(claim.families) > 1
    for name, family in claim.families.items():
        for part in family.parts:
            if isinstance(part, ScalarPart):
                symbol = f"{name}.{part.name}" if several else part.name
                yield symbol, None if part.open_box else part.box


def _literal(value: Fraction, context: object) -> Any:
    import z3

    return z3.RealVal(str(value), context)


def _value(number: Any) -> Fraction | Root:
    """A number of a model: rational, or a root that z3 gives by its polynomial and place."""
    if number.__class__.__name__ == "AlgebraicNumRef":
        polynomial = fmpz_poly([int(str(c)) for c in number.poly()])
        root = Root(polynomial, number.index() - 1).minimal()
        return root if isinstance(root, Root) else Fraction(str(root))
    return Fraction(number.numerator_as_long(), number.denominator_as_long())


def _near(root: Root) -> list[Fraction]:
    """Simple rationals near a root."""
    value = Fraction(float(root))
    return list(dict.fromkeys(value.limit_denominator(limit) for limit in DENOMINATORS))


def _in_one_field(values: list[Fraction | Root]) -> list[Any]:
    """Rationals as they are, roots as elements of one field."""
    roots = list(dict.fromkeys(value for value in values if isinstance(value, Root)))
    elements = dict(zip(roots, common_field(roots), strict=True)) if roots else {}
    return [elements[v] if isinstance(v, Root) else v for v in values]
