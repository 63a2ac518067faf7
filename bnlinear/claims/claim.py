"""What the author of a claim writes: `@claim`, and beside it a proof, mutants, an argument."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bnlinear.claims.families.family import Family
from bnlinear.claims.fields import check_fields, check_takes, never_looked_at
from bnlinear.claims.record import EVIDENCE, Argument, ClaimError, ClaimRecord, Mutant, Proof
from bnlinear.claims.verdict.ladder import judge

__all__ = ["Claim", "ClaimError", "claim"]


class Claim(ClaimRecord):
    """What `@claim` makes of a function. See `claim` for the fields."""

    def proof(self, *, scope: str | None = None,
              uses: Mapping[str, str] | None = None) -> Callable[..., Any]:
        """Attach a proof: ``def _(prove, p): …`` with the claim's own parameters.

        Parameters
        ----------
        scope
            Not needed: the scope is that of the family. If it is given, it must be this one.
        uses
            Textbook lemmas, each with the gap between the body and the statement that it fills:
            ``uses={"induction": "from one step to t steps"}``.
        """
        if scope not in (None, self.scope):
            raise ClaimError(f"{self.name}: scope={scope!r}, but its family says {self.scope!r}; "
                             "leave scope= out")
        gaps = uses or {}
        if not isinstance(gaps, Mapping) or not all(gap.strip() for gap in gaps.values()):
            raise ClaimError(f"{self.name}: uses={uses!r} must say which gap each lemma fills: "
                             'uses={"induction": "from one step to t steps"}')

        def attach(steps: Callable[..., None]) -> Callable[..., None]:
            never_looked_at(self, "proof")
            check_takes(self, "proof", steps, "prove")
            self.the_proof = Proof(steps, gaps)
            return steps

        return attach

    def follows(self, *lemmas: ClaimRecord, words: str, uses: tuple[str, ...] = ()) -> None:
        """Let a claim about infinitely many steps follow from lemmas that the kernel proves.

        Each lemma is proved, with its mutants, whenever this claim is judged. What leads from
        them to the claim stands in `words`, which no machine checks: the verdict is "argued", and
        the report lists what the claim leans on.
        """
        never_looked_at(self, "argument")
        for lemma in lemmas:
            if not isinstance(lemma, ClaimRecord) or lemma.the_proof is None:
                raise ClaimError(f"{self.name}: the lemma {getattr(lemma, 'name', lemma)!r} is no "
                                 "claim with a proof; give the claim itself, with its proof before")
        if not lemmas or not words.strip():
            raise ClaimError(f"{self.name}: an argument needs lemmas, and the words that lead from "
                             'them to the claim: follows(lemma, words="…")')
        if isinstance(uses, str):
            raise ClaimError(f"{self.name}: uses={uses!r}; names of textbook lemmas come in a "
                             f"tuple: uses=({uses!r},)")
        for lemma in lemmas:  # a lemma from another file of the ledger was imported, not loaded
            package, _, rest = lemma.body.__module__.partition(".")
            if not lemma.id and package == "proofs_checks":
                lemma.id = f"{rest.partition('.')[0]}.{lemma.name}"
        self.the_argument = Argument(lemmas, words, uses)

    def mutant(self, body: Callable[..., Any] | None = None, *,
               where: Callable[..., Any] | None = None,
               counterexample: dict[str, Any] | None = None, **constants: Any) -> Any:
        """Attach a false neighbour: other constants, another body, or weaker hypotheses.

        A parameter of the body with a default is a constant of the statement:
        ``def rate(p, power=2)`` has the neighbour ``rate.mutant(power=3)``. The exact instance
        that refutes it is searched for, unless it is given.
        """
        def attach(body: Callable[..., Any]) -> Callable[..., Any]:
            check_takes(self, "mutant", body)
            if where is not None:
                check_takes(self, "where of a mutant", where)
            self.mutants.append(Mutant(body, self.where if where is None else where,
                                       counterexample))
            return body

        if body is not None:
            return attach(body)
        if constants:
            return attach(self._with(constants))
        if where is not None:
            return attach(self.body)
        return attach

    def _with(self, constants: dict[str, Any]) -> Callable[..., Any]:
        """The body with other constants."""
        own = _constants(self.body)
        unknown = sorted(set(constants) - set(own))
        if unknown:
            raise ClaimError(f"{self.name}: mutant({unknown[0]}=…) names no constant of the "
                             f"statement; it has {', '.join(own) or 'none'} (a constant is a "
                             "parameter of the body with a default)")
        same = [name for name, value in constants.items() if value == own[name]]
        if same:
            raise ClaimError(f"{self.name}: mutant({same[0]}={own[same[0]]!r}) is the claim "
                             "itself; give another value")
        return functools.wraps(self.body)(functools.partial(self.body, **constants))

    def check(self, *, effort: str = "quick", rng: int = 0) -> None:
        """Judge the claim inside a test: `AssertionError` unless its row is ok."""
        row = judge(self, effort=effort, rng=rng)
        if not row.ok:
            raise AssertionError(f"{row.id}: {row.verdict}, expected {row.expect}. {row.note} "
                                 f"{row.counterexample or ''}")


#: Where claims are written down that are made, while somebody listens.
_listeners: list[list[Claim]] = []


@contextmanager
def heard() -> Iterator[list[Claim]]:
    """Inside, every claim that is made is kept, whatever becomes of its name."""
    found: list[Claim] = []
    _listeners.append(found)
    try:
        yield found
    finally:
        _listeners.remove(found)


def claim(*, statement: str, source: str = "", where: Callable[..., Any] | None = None,
          expect: str | None = None, counterexample: dict[str, Any] | None = None,
          repairs: str | None = None, screen: bool = True, screen_only: bool = False,
          samples: int | None = None,
          **families: Any) -> Callable[[Callable[..., Any]], Claim]:
    r"""Turn a function into a claim.

    Parameters
    ----------
    statement
        The theorem, in LaTeX or plain words.
    source
        Where it stands in the literature.
    where
        Its hypotheses: a function of the same parameters that returns relations.
    expect
        ``"proved"``, ``"argued"``, ``"certified"``, ``"supported"`` or ``"refuted"``. By default
        "proved" if a proof is attached, "argued" if an argument is, else "certified".
    counterexample
        For a refuted claim: parameter name → exact instance. Checked again on every run.
    repairs
        For a refuted claim: the id of the claim that says it right.
    screen
        False for a body that needs exact instances: no float screen, no hunt.
    screen_only
        Judge in floats alone (no exact arithmetic is possible); "supported" is the best verdict.
    samples
        For a slow body: how many instances are screened, or without a screen decided, at standard
        effort (a quarter at quick, four times as many at thorough), with no hunt.
    **families
        One family for each parameter of the function; or Hypothesis strategies for all of them,
        which are then drawn and shrunk by Hypothesis, without a hunt and without a proof.

    Examples
    --------
    >>> from bnlinear.claims import claim, families, le
    >>> @claim(statement="R <= R*", p=families.directions())
    ... def rayleigh_bound(p):
    ...     return le(p.x**2 / p.y, p.R_star)
    >>> rayleigh_bound.expected
    'certified'
    """
    if expect is not None and expect not in (*EVIDENCE, "refuted"):
        raise ClaimError(f"expect = {expect!r}; it must be one of "
                         f"{', '.join((*EVIDENCE, 'refuted'))}")
    strategies = _strategies(families)

    def decorate(body: Callable[..., Any]) -> Claim:
        wanted = [name for name in inspect.signature(body).parameters
                  if name not in _constants(body)]
        if set(wanted) != set(families):
            raise ClaimError(f"{body.__name__} takes {wanted} but the families are "
                             f"{list(families)}; give one family for each parameter")
        made = Claim(body, {} if strategies else families, statement, source, where, expect,
                     counterexample, repairs, screen, screen_only, samples,
                     strategies=strategies)
        check_fields(made)
        for listener in _listeners:
            listener.append(made)
        return made

    return decorate


def _constants(body: Callable[..., Any]) -> dict[str, Any]:
    """The constants of a statement: the parameters of its body that have a default."""
    parameters = inspect.signature(body).parameters.values()
    return {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}


def _strategies(families: dict[str, Any]) -> dict[str, Any]:
    """The parameters, if they are Hypothesis strategies; none if they are families."""
    others = {name: value for name, value in families.items() if not isinstance(value, Family)}
    if not others:
        return {}
    from hypothesis.strategies import SearchStrategy

    for name, value in others.items():
        if not isinstance(value, SearchStrategy):
            raise ClaimError(f"{name} = {value!r} is not a family; see bnlinear.claims.families")
    if len(others) < len(families):
        raise ClaimError("families and Hypothesis strategies do not mix in one claim: make a "
                         "strategy of the family with bnlinear.claims.strategies.members")
    return others
