"""`discover`: state the sharp theorem, its constant unknown, and let both sides close in on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bnlinear.claims.discovery.bracket import NEAR
from bnlinear.claims.discovery.question import Question, constant_of
from bnlinear.claims.discovery.settings import Setting, letters_of
from bnlinear.claims.families.instances import describe
from bnlinear.claims.kernel.facts import symbols_of
from bnlinear.claims.kernel.notation import LETTERS
from bnlinear.claims.kernel.prover import Derivation
from bnlinear.claims.kernel.reading import read
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.effort import EFFORTS

#: Values of μ and L, and of any other letter, at which constants are looked for.
EIGENVALUES = ((Fraction(1), Fraction(5, 2)), (Fraction(1), Fraction(5)),
               (Fraction(1, 3), Fraction(2)))
OTHERS = (Fraction(2), Fraction(3), Fraction(5))

#: An instance that forbids any constant stronger than the proved one is simplified up to this.
EQUAL = Fraction(1, 10**9)


@dataclass(frozen=True)
class Discovery:
    """The best constant of an inequality, as far as both sides got.

    Attributes
    ----------
    claim, constant
        The claim's name and its constant.
    best
        "least" or "greatest".
    setting
        The letters that were numbers: μ and L, m, ….
    limit
        No better constant is possible at this setting: `instance` says so. None if no instance
        forbids anything.
    instance
        The exact instance, described.
    attained
        Is the inequality an equality on it?
    proved
        The best constant that the kernel proves at this setting; None if it proves none.
    derivation
        That proof.
    closed_form
        The constant as a formula, proved for all values of the letters; empty if there is none.
    sharp
        Is every constant stronger than `proved` by a thousandth violated by an exact instance, at
        every setting that was tried if there is a closed form?
    scope
        What the proof of the closed form covers.
    """

    claim: str
    constant: str
    best: str
    setting: Mapping[str, Fraction]
    limit: Fraction | None
    instance: Mapping[str, Any] | None
    attained: bool
    proved: Fraction | None
    derivation: Derivation | None
    closed_form: str
    sharp: bool
    scope: str

    def __str__(self) -> str:
        return "\n".join(_lines(self))


def discover(claim: ClaimRecord, constant: str | None = None, *, best: str = "least",
             letters: tuple[str, ...] | None = None, effort: str = "quick",
             rng: int = 0) -> Discovery:
    r"""Find the best constant in an inequality: a counterexample below it, a proof at it.

    Parameters
    ----------
    claim
        A claim whose body, or whose `where`, has a parameter with a default: the constant. Its
        value is where the search starts. A proof is not needed.
    constant
        The parameter's name, where there are several.
    best
        ``"least"`` or ``"greatest"``.
    letters
        The letters that the constant may depend on: by default μ and L of the family's matrix if
        the claim names them.
    effort, rng
        Those of the hunt, as in `bnlinear verify`.

    Returns
    -------
    Discovery

    Raises
    ------
    ValueError
        If there is no such constant, or the claim has no families.

    Examples
    --------
    >>> from bnlinear.claims import claim, discover, families, le
    >>> from bnlinear.dynamics import gd_step
    >>> @claim(statement="one step shrinks |w − u|² by c", p=families.least_squares(max_dim=2))
    ... def contraction(p, c=1):
    ...     after = gd_step(p.w, p.H, p.g, 1 / p.L)
    ...     return le((after - p.u) @ (after - p.u), c * ((p.w - p.u) @ (p.w - p.u)))
    >>> discover(contraction).closed_form
    '(1 − μ/L)²'
    """
    if best not in ("least", "greatest"):
        raise ValueError(f"best = {best!r}; it must be 'least' or 'greatest'")
    if effort not in EFFORTS:
        raise ValueError(f"effort = {effort!r}; it must be one of {', '.join(EFFORTS)}")
    question = Question(claim, *constant_of(claim, constant), best == "greatest", effort, rng)
    settings = _settings(_letters(claim, letters))
    first = question.at(settings[0])
    try:
        limit = first.strongest
    except TypeError as error:
        raise ValueError(f"{claim.name} cannot take {question.constant} = any fraction ({error}); "
                         "an exponent or a count is no constant to look for") from error
    value, plan, derivation = question.proved(first, limit)
    limit = limit if value is None else first.sharpest(limit, value)
    sharp = limit is not None and value is not None and first.fails(
        first.stronger(value, NEAR), limit.at)
    if limit is not None and value is not None and first.is_beyond(value, limit.value):
        raise RuntimeError(f"{claim.name}: {question.constant} = {value} is proved, and an exact "
                           f"instance forbids it: a defect, please report it")
    formula = ""
    if sharp and value is not None:
        formula = question.closed_form(settings, value, plan) if settings[0] else str(value)
    if limit is not None:
        near = EQUAL if limit.value == value else NEAR
        edge = value if sharp and value is not None else limit.value
        limit = first.simplest(limit, first.stronger(edge, near))
    return Discovery(
        claim.name, question.constant, best, dict(settings[0]),
        None if limit is None else limit.value,
        None if limit is None else describe(first.at(limit.value).build(limit.at)),
        limit is not None and limit.attained and limit.value == value, value, derivation, formula,
        sharp, claim.scope)


def _letters(claim: ClaimRecord, names: tuple[str, ...] | None) -> tuple[str, ...]:
    """The letters that become numbers: by default μ and L, unless only other bounds are used."""
    own = letters_of(claim)
    if names is None:
        used = _symbols_used(claim)
        return own if set(own) & used or not read(claim).spectra else ()
    for name in names:
        if name not in own and name not in claim.families:
            raise ValueError(f"letter {name!r}; {claim.name} has "
                             f"{', '.join([*own, *claim.families])}")
    return names


def _symbols_used(claim: ClaimRecord) -> set[str]:
    """The symbols in the goals and in the hypotheses of the `where`."""
    reading = read(claim)
    sides = [side for goal in reading.goals for relation in goal
             for side in (relation.lhs, relation.rhs)]
    facts = [fact.scalar for fact in reading.hypotheses[len(reading.family):]]
    bounds = [end for within in reading.spectra for end in (within.low, within.high)]
    return symbols_of(*sides, *facts, *bounds)


def _settings(names: tuple[str, ...]) -> list[Setting]:
    if not names:
        return [{}]
    rest = [name for name in names if name not in ("mu", "L")]
    out: list[Setting] = []
    for (mu, L), other in zip(EIGENVALUES, OTHERS, strict=True):
        own = {"mu": mu, "L": L} if len(rest) < len(names) else {}
        out.append(own | dict.fromkeys(rest, other))
    return out


def _lines(found: Discovery) -> Iterator[str]:
    """A discovery as text."""
    at = ", ".join(f"{LETTERS.get(name, name)} = {value}" for name, value in found.setting.items())
    place = f"at {at}: " if at else ""
    if found.closed_form:
        yield (f"{found.claim}: the {found.best} {found.constant} is {found.closed_form}, proved "
               f"for {found.scope}; what is stronger by a thousandth is violated"
               + (f" at {len(EIGENVALUES)} settings of the letters" if found.setting else ""))
    else:
        yield f"{found.claim}: no closed form of the {found.best} {found.constant} was proved"
    proved = "nothing is proved" if found.proved is None else f"{found.proved} is proved"
    if found.limit is None:
        yield f"{place}{proved}; no exact instance forbids any {found.constant}"
        return
    side = "below" if found.best == "least" else "above"
    what = ("an exact instance attains it" if found.attained else
            f"an exact instance forbids any {side} {float(found.limit):.10g}")
    yield f"{place}{proved}; {what}" + ("" if found.sharp else "; the gap between is open")
    for name, instance in (found.instance or {}).items():
        parts = instance if isinstance(instance, dict) else {"": instance}
        yield f"  {name}: " + ", ".join(f"{key} = {_plain(part)}" if key else _plain(part)
                                        for key, part in parts.items())


def _plain(value: object) -> str:
    return f"[{', '.join(map(_plain, value))}]" if isinstance(value, list) else str(value)
