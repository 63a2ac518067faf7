"""The ledger as pages, one a paper, in its order: from the registry and a run of `verify`.

Written to docs/ledger/ when the docs are built. The run is `bnlinear verify --effort quick`; its
JSON is kept in docs/_build, and used again while the ledger's files are older.
"""

import json
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from bnlinear.claims.references import bibliography
from bnlinear.claims.running.loading import cards, ledger_files
from bnlinear.cli import main
from bnlinear.cli.reports.mathml import statement_html
from bnlinear.cli.reports.write import explanations

EFFORT = "quick"

#: Pages that are not those of one paper.
NAMES = {"beyond": "Beyond the papers", "covariate_shift": "Internal covariate shift",
         "networks": "Networks"}


def write_all(source: Path) -> None:
    """Write docs/ledger/*.md."""
    folder, build = source / "ledger", source / "_build"
    folder.mkdir(exist_ok=True)
    rows, pages = _run(build)
    papers = {paper: list(group) for paper, group in
              groupby(rows, key=lambda row: row["id"].partition(".")[0])}
    for paper, entries in papers.items():
        lines = [f"# {_name(paper)}", "", _tally(entries), *_paper(paper), ""]
        for row in entries:
            lines += _entry(row, pages.get(row["id"], ""))
        _write(folder / f"{paper}.md", "\n".join(lines))
    _write(folder / "index.md", "\n".join(_index(papers)))
    _write(folder / "references.md", "\n".join(_references()))
    _write(folder / "open_problems.md", "\n".join(_open_problems(rows)))


def _run(build: Path) -> tuple[list[dict], dict[str, str]]:
    build.mkdir(exist_ok=True)
    kept = build / "ledger.json"
    newest = max(path.stat().st_mtime for path in ledger_files())
    if not kept.exists() or kept.stat().st_mtime < newest:
        report = build / "verify.json"
        code = main(["verify", "--effort", EFFORT, "--json", str(report)])
        if code != 0:
            raise RuntimeError(f"bnlinear verify --effort {EFFORT} exits {code}: the ledger's "
                               "pages are written from a run that is all ok")
        rows = json.loads(report.read_text(encoding="utf-8"))["claims"]
        pages = explanations(cards([]), effort=EFFORT, rng=0)
        kept.write_text(json.dumps({"rows": rows, "pages": pages}), encoding="utf-8")
    content = json.loads(kept.read_text(encoding="utf-8"))
    return content["rows"], content["pages"]


def _name(page: str) -> str:
    entry = bibliography().get(page)
    return NAMES.get(page, page) if entry is None else entry.short


def _paper(page: str) -> list[str]:
    """The paper of the page in full, if it is one paper's."""
    entry = bibliography().get(page)
    return [] if entry is None else ["", _plain(entry.full) + "."]


def _references() -> Iterator[str]:
    """The bibliography, for `ref(key, locator)`."""
    yield from ("# References", "", "A row names one of these, and the place in it; \"not "
                "located\" where the place could not be looked up.", "")
    for key, entry in bibliography().items():
        yield f"- `{key}`: {_plain(entry.full)}"


def _tally(entries: list[dict]) -> str:
    verdicts = sorted(row["verdict"] for row in entries)
    parts = ", ".join(f"{len(list(group))} {verdict}" for verdict, group in groupby(verdicts))
    return f"{len(entries)} {'claim' if len(entries) == 1 else 'claims'}: {parts}."


def _entry(row: dict, page: str) -> Iterator[str]:
    anchor = row["id"].replace(".", "-").replace("_", "-")
    yield from (f"({anchor})=", f"## `{row['id'].partition('.')[2]}`", "")
    yield from ("```{raw} html", f"<p>{statement_html(row['statement'])}</p>", "```", "")
    facts = [f"**{row['verdict']}**", row["scope"], row.get("box", ""),
             f"sharpness {row['sharpness']:.6f}" if row["sharpness"] is not None else "",
             row["source"]]
    yield from (" · ".join(_plain(fact) for fact in facts if fact), "")
    if row["repairs"]:
        target = row["repairs"].replace(".", "-").replace("_", "-")
        yield from (f"Repaired by [{row['repairs']}](#{target}).", "")
    if page:
        yield from ("```{raw} html", "<details><summary>Worked out</summary>",
                    f"<pre>{escape(page)}</pre></details>", "```", "")


def _plain(text: str) -> str:
    """Text in which Markdown finds nothing to mark up; **verdict** is marked up on purpose."""
    if text.startswith("**"):
        return text
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-!|<>" else c for c in text)


def _index(papers: dict[str, list[dict]]) -> Iterator[str]:
    count = sum(len(entries) for entries in papers.values())
    yield from ("# The ledger", "", f"{count} claims with a verdict that a machine has checked, by "
                f"`bnlinear verify --effort {EFFORT}`.", "", "```{toctree}", "")
    yield from papers
    yield from ("open_problems", "references", "```", "")


def _open_problems(rows: list[dict]) -> Iterator[str]:
    """What only floats support, or nothing decides."""
    yield from ("# Open problems", "", "What floats support and no proof or exact decision "
                "settles. A proof or a counterexample of any of these is a contribution.", "")
    for row in rows:
        if row["verdict"] in ("supported", "undecided", "certified"):
            anchor = row["id"].replace(".", "-").replace("_", "-")
            yield from (f"[{row['id']}](#{anchor}), {row['verdict']}", "", "```{raw} html",
                        f"<p>{statement_html(row['statement'])}</p>", "```", "")


def _write(path: Path, text: str) -> None:
    """Only if it changed, so that Sphinx does not read it again."""
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
