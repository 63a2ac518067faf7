"""Write the reports that `verify` was asked for; each whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bnlinear.claims.running.isolation import isolated
from bnlinear.claims.running.loading import Card, load
from bnlinear.claims.search.effort import EFFORTS
from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.html import to_html
from bnlinear.cli.reports.junit import to_junit
from bnlinear.cli.reports.latex import to_latex
from bnlinear.cli.show.claim import explain
from bnlinear.files import write


@dataclass(frozen=True)
class Reports:
    """Where to write which report; None for what was not asked for."""

    html: str | None = None
    latex: str | None = None
    junit: str | None = None

    def outputs(self) -> dict[str, str | None]:
        """The paths by the option that names them."""
        return {"--html": self.html, "--latex": self.latex, "--junit": self.junit}

    def write(self, rows: list[Row], jobs: Iterable[tuple[Path, Card]], *, version: str, rng: int,
              effort: str) -> None:
        """Write them, the page with every derivation and counterexample worked out."""
        if self.html is not None:
            pages = explanations(jobs, effort=effort, rng=rng)
            write(self.html, to_html(rows, version=version, rng=rng, effort=effort, pages=pages))
        if self.latex is not None:
            write(self.latex, to_latex(rows, version=version, rng=rng, effort=effort))
        if self.junit is not None:
            write(self.junit, to_junit(rows))


def explanations(jobs: Iterable[tuple[Path, Card]], *, effort: str, rng: int) -> dict[str, str]:
    """What `show` prints of each claim: a child process a file, two at a time."""
    by_file: dict[Path, list[str]] = {}
    for path, card in jobs:
        by_file.setdefault(path, []).append(card.id)

    def of_file(path: Path) -> dict[str, str]:
        names = by_file[path]
        pages: dict[str, str] = isolated(explain_all, str(path), names, effort, rng,
                                         what=f"explaining the claims of {path}",
                                         seconds=EFFORTS[effort].seconds * len(names))
        return pages

    with ThreadPoolExecutor(2) as pool:
        return {name: page for pages in pool.map(of_file, by_file) for name, page in pages.items()}


def explain_all(path: str, names: list[str], effort: str, rng: int) -> dict[str, str]:
    """The explanations of some claims of a file."""
    return {claim.id: explain(claim, effort=effort, rng=rng)
            for claim in load(Path(path)) if claim.id in names}
