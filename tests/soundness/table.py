"""Statements as rows of a table: name, statement, the reason in one line, body, families."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bnlinear.claims import claim
from bnlinear.claims.claim import Claim


class Table:
    """Collects claims. A file of the suite ends with ``globals().update(row.claims)``.

    Parameters
    ----------
    expect
        "refuted" for a table of false statements; none for true ones.
    """

    def __init__(self, expect: str | None = None) -> None:
        self.expect = expect
        self.claims: dict[str, Claim] = {}

    def __call__(self, name: str, statement: str, why: str, body: Callable[..., Any],
                 where: Callable[..., Any] | None = None, **families: Any) -> None:
        """Add a row; `why` is the reason that it is true, or an instance on which it is false."""
        if name in self.claims or not why:
            raise ValueError(f"{name}: a row needs a name of its own, and a reason")
        body.__name__ = name
        self.claims[name] = claim(statement=statement, source=f"soundness suite: {why}",
                                  where=where, expect=self.expect, **families)(body)
