"""The fields of a claim, looked at where it is made: what is wrong, and what to write instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from bnlinear.claims.record import ClaimError, ClaimRecord


def check_fields(claim: ClaimRecord) -> None:
    """Refuse fields that could only fail, or be passed over, once the claim is judged.

    Raises
    ------
    ClaimError
        Which field, its value, the rule, and the remedy.
    """
    if claim.where is not None:
        check_takes(claim, "where", claim.where)
    if not isinstance(claim.text, str):
        raise ClaimError(f"{claim.name}: statement={claim.text!r}; it must be a string, the "
                         "theorem in words or LaTeX")
    samples = claim.samples
    if samples is not None and (type(samples) is not int or samples < 1):
        raise ClaimError(f"{claim.name}: samples={samples!r}; it must be a whole number of "
                         "instances, 1 or more")
    if claim.screen_only and not claim.screen:
        raise ClaimError(f"{claim.name}: screen=False and screen_only=True leave nothing to judge "
                         "it with: floats screen, exact numbers decide; leave one of them out")
    _check_counterexample(claim)
    _check_dims(claim)


def check_takes(claim: ClaimRecord, what: str, function: Callable[..., Any], *first: str) -> None:
    """Is it a function of the claim's parameters (after those named first)?"""
    names = [*claim.families, *claim.strategies]
    wanted = f"write a function of {', '.join([*first, *names])}"
    if not callable(function):
        raise ClaimError(f"{claim.name}: {what}={function!r} is no function; {wanted}")
    try:
        inspect.signature(function).bind(*first, **dict.fromkeys(names))
    except TypeError as error:
        raise ClaimError(f"{claim.name}: {what}: {error}; {wanted}") from None


def never_looked_at(claim: ClaimRecord, what: str) -> None:
    """A proof or an argument would never be looked at."""
    if claim.strategies:
        raise ClaimError(f"{claim.name}: nothing is proved of what Hypothesis draws: give families "
                         f"in place of its strategies, or leave out the {what}")
    if claim.screen_only:
        raise ClaimError(f"{claim.name}: screen_only=True leaves it to floats, which support and "
                         f"never prove: leave out screen_only=True, or the {what}")


def _check_counterexample(claim: ClaimRecord) -> None:
    stored, names = claim.counterexample, [*claim.families, *claim.strategies]
    if stored is None:
        return
    if not isinstance(stored, Mapping):
        raise ClaimError(f"{claim.name}: counterexample={stored!r}; it must be a dictionary, "
                         f"parameter name to exact instance: {{{names[0]!r}: …}}")
    unknown = [name for name in stored if name not in names]
    if unknown:
        raise ClaimError(f"{claim.name}: counterexample names {unknown[0]!r}, which is no "
                         f"parameter; it has {', '.join(names)}")


def _check_dims(claim: ClaimRecord) -> None:
    if claim.families and not claim.dims:
        dims = [f"{name} in d = {family.min_dim} … {family.max_dim}"
                for name, family in claim.families.items()]
        raise ClaimError(f"{claim.name}: its families share no dimension ({', '.join(dims)}); "
                         "change min_dim= or max_dim= of one")
