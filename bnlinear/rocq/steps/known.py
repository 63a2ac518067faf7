"""What a proof has established: scalars with a sign, and how each goal is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.steps.printing import print_fact
from bnlinear.rocq.terms import ScalarTerm

if TYPE_CHECKING:
    from bnlinear.rocq.steps.emitter import Emitter


@dataclass(eq=False)
class Known:
    """A scalar with a sign, and the rule that gives it."""

    emitter: Emitter
    scalar: ScalarTerm
    sign: str
    rule: str
    parents: tuple[Known, ...] = ()
    data: tuple[Any, ...] = ()
    keep: bool = False
    names: dict[tuple[int, ...], str] = field(default_factory=dict)  # hypothesis, by scope

    def __add__(self, other: Known) -> Known:
        strict = ">" in (self.sign, other.sign)
        return self.emitter.known("+", ">" if strict else ">=", "add", self, other)

    def __mul__(self, other: Known) -> Known:
        signs = {self.sign, other.sign}
        sign = "!=" if "!=" in signs else ">=" if ">=" in signs else ">"
        return self.emitter.known("*", sign, "mul", self, other)

    def __truediv__(self, other: Known) -> Known:
        return self.emitter.known("/", self.sign, "div", self, other)

    @property
    def exact(self) -> bool:
        """Is it an equation, a sign both ways?"""
        return self.rule == "identity" or (self.rule == "same" and self.parents[0].exact)

    def reversed(self) -> Known:
        """The other sign of an equation."""
        return Known(self.emitter, self.emitter.make("neg", self.scalar), self.sign, "same",
                     self.parents or (self,), keep=self.keep)

    # -- what a script asks of a source ----------------------------------------------------

    def value(self) -> Scalar:
        return self.emitter.canonical.scalar(self.scalar, keep=self.keep)

    def covers(self, factor: fmpq_mpoly) -> bool:
        space = self.emitter.canonical.space
        return any(space.lift(f) == space.lift(factor)
                   for f, _ in self.value().top().factor()[1])

    def is_value(self, value: Scalar) -> bool:
        return bool((self.value() - value).is_zero())

    def proportion(self, value: Scalar) -> Scalar | None:
        """value/self, if that is a positive constant over a square."""
        mine = self.value()
        if mine.is_zero():
            return None
        ratio = value / mine
        constant, factors = ratio.top().factor()
        powers = [*(p for _, p in factors), *ratio.denominator.values()]
        return ratio if constant > 0 and all(p % 2 == 0 for p in powers) else None

    def hypothesis(self, script: Script) -> str:
        if script.scope not in self.names:
            known = {scope: name for scope, name in self.names.items()
                     if script.scope[:len(scope)] == scope}
            self.names[script.scope] = (next(iter(known.values())) if known
                                        else print_fact(self.emitter, self, script))
        return self.names[script.scope]


@dataclass(frozen=True)
class Closing:
    """How a goal is closed: by an identity, a fact, or a question about scalars."""

    how: str
    facts: tuple[Known, ...] = ()
    times: Known | None = None
