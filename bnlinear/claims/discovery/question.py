"""From above: which constants the kernel proves, and which formula it proves in general."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bnlinear.claims.discovery.bracket import NEAR, Bracket, Limit, between
from bnlinear.claims.discovery.closed_forms import Formula, formulas
from bnlinear.claims.discovery.settings import Setting, Value, stated
from bnlinear.claims.discovery.steps import NoForm, Plan, plan_for, steps
from bnlinear.claims.kernel.facts import NotClosed, ProofError
from bnlinear.claims.kernel.prover import Derivation, Prover, prove
from bnlinear.claims.record import ClaimRecord
from bnlinear.exact.number import Number, rational

#: How far from the limit a constant is tried that the kernel may prove: formulas, simple numbers.
REACH = Fraction(1, 50)
REACHES = (NEAR, REACH, Fraction(1, 5))

#: Halvings between what is proved and the limit, where no simple number is proved.
HALVINGS = 8


@dataclass(frozen=True)
class Question:
    """A claim, its constant, and which side is sought.

    Attributes
    ----------
    others
        The claim's other constants.
    """

    claim: ClaimRecord
    constant: str
    start: Fraction
    others: Mapping[str, Fraction]
    greatest: bool
    effort: str
    rng: int
    _plans: list[Plan] = field(default_factory=list)

    def at(self, setting: Setting) -> Bracket:
        """Its constants at one setting of the letters."""
        return Bracket(self.claim, self.constant, self.start, setting, greatest=self.greatest,
                       effort=self.effort, rng=self.rng)

    def proved(self, bracket: Bracket, limit: Limit | None
               ) -> tuple[Fraction | None, Plan | None, Derivation | None]:
        """The strongest constant that the kernel proves, with the multipliers and the proof."""
        for value in self._candidates(bracket, limit):
            plan, derivation = self._attempt(value, bracket.setting)
            if derivation is not None:
                return value, plan, derivation
        return self._bisected(bracket, limit)

    def _candidates(self, bracket: Bracket, limit: Limit | None) -> Iterator[Fraction]:
        """What is as strong as the limit allows or nearly: the limit, formulas, simple numbers."""
        if limit is None:
            return
        end = bracket.weaker(limit.value, REACH)
        values = {limit.value} if limit.attained else set()
        for formula in formulas(bracket.setting, self.others, limit.value):
            if not bracket.setting:
                continue
            value = _number(formula, bracket.setting)
            if value is not None and not bracket.is_beyond(value, limit.value) and (
                    not bracket.is_beyond(end, value)):
                values.add(value)
        for share in REACHES:
            values.add(between(*sorted((limit.value, bracket.weaker(limit.value, share)))))
        yield from sorted(values, reverse=self.greatest)

    def _bisected(self, bracket: Bracket, limit: Limit | None
                  ) -> tuple[Fraction | None, Plan | None, Derivation | None]:
        """Between a constant that is proved and the limit."""
        value = self.start
        plan, derivation = self._attempt(value, bracket.setting)
        if derivation is None or limit is None:
            return (None if derivation is None else value), plan, derivation
        refused = limit.value
        for _ in range(HALVINGS):
            middle = between(*sorted((refused, (refused + value) / 2)))
            further = self._attempt(middle, bracket.setting)
            if further[1] is not None:
                value, (plan, derivation) = middle, further
            else:
                refused = middle
        return value, plan, derivation

    def _attempt(self, value: Value, setting: Setting) -> tuple[Plan | None, Derivation | None]:
        """A proof at this constant: by a lift alone, or with multipliers."""
        for plan in (None, *self._plans):
            try:
                return plan, prove(stated(self.claim, self.constant, value, setting, steps(plan)))
            except NoForm:
                continue
            except (NotClosed, ProofError):
                return None, None
        found = self._planned(value, setting)
        if found is None or found in self._plans:
            return None, None
        try:
            derivation = prove(stated(self.claim, self.constant, value, setting, steps(found)))
        except (NotClosed, ProofError):
            return None, None
        self._plans.append(found)
        return found, derivation

    def _planned(self, value: Value, setting: Setting) -> Plan | None:
        try:
            return plan_for(Prover(stated(self.claim, self.constant, value, setting)))
        except (NotClosed, ProofError):
            return None

    def closed_form(self, settings: list[Setting], value: Fraction, plan: Plan | None) -> str:
        """A formula that is proved for all values of the letters, and sharp at each setting."""
        for formula in formulas(settings[0], self.others, value):
            if _number(formula, settings[0]) != value:
                continue
            symbolic = stated(self.claim, self.constant, _of_instances(formula, settings[0]), {},
                              steps(plan))
            try:
                prove(symbolic)
            except (NotClosed, ProofError):
                continue
            if all(self._sharp(formula, setting) for setting in settings[1:]):
                return formula.text
        return ""

    def _sharp(self, formula: Formula, setting: Setting) -> bool:
        bracket, value = self.at(setting), _number(formula, setting)
        return value is not None and bracket.sharpest(None, value) is not None


def _of_instances(formula: Formula, letters: Mapping[str, Any]) -> Value:
    """The formula as a function of a claim's instances, whose letters it takes."""
    def value(**instances: Any) -> Any:
        return formula.value({name: _letter(name, instances) for name in letters})

    return value


def _letter(name: str, instances: Mapping[str, Any]) -> Any:
    if name in instances:
        return instances[name]
    return next(getattr(instance, name) for instance in instances.values()
                if hasattr(instance, name))


def _number(formula: Formula, setting: Setting) -> Fraction | None:
    """Its value at a setting; None where it has none."""
    try:
        value = formula.value({name: Number(v) for name, v in setting.items()})
    except ZeroDivisionError:
        return None
    return Fraction(str(rational(value)))


def constant_of(claim: ClaimRecord, name: str | None) -> tuple[str, Fraction, dict[str, Fraction]]:
    """The constant that is sought, its value in the claim, and the claim's other constants.

    Raises
    ------
    ValueError
        If the claim has no such constant, or no families to search.
    """
    if not claim.families:
        raise ValueError(f"{claim.name} ranges over Hypothesis strategies; give it families of "
                         "bnlinear.claims.families, so that its letters can become numbers")
    numbers = numbers_of(claim)
    what = "(a constant is a parameter of the body or the where with a number as its default)"
    if not numbers:
        raise ValueError(f"{claim.name} has no constant to look for {what}")
    if name is None and len(numbers) > 1:
        raise ValueError(f"{claim.name} has the constants {', '.join(numbers)}; name one of them")
    name = name or next(iter(numbers))
    if name not in numbers:
        raise ValueError(f"constant {name!r}; {claim.name} has {', '.join(numbers)} {what}")
    return name, Fraction(numbers[name]), {
        key: Fraction(value) for key, value in numbers.items() if key != name}


def numbers_of(claim: ClaimRecord) -> dict[str, Any]:
    """The constants of a claim that are numbers, in its body and its `where`."""
    return {parameter.name: parameter.default
            for function in (claim.body, claim.where) if function is not None
            for parameter in inspect.signature(function).parameters.values()
            if isinstance(parameter.default, int | Fraction)}
