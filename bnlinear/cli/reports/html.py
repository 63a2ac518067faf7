"""`verify --html`: one page that needs no network: search, filters, and a row unfolds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from importlib.resources import files

from bnlinear.checks import counted
from bnlinear.claims.kernel.textbook import LEMMAS
from bnlinear.claims.references import entry_of
from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.mathml import statement_html
from bnlinear.exact.decimals import cut


def to_html(rows: list[Row], *, version: str, rng: int, effort: str,
            pages: Mapping[str, str] | None = None) -> str:
    """The page.

    Parameters
    ----------
    rows
        The rows, in their order.
    pages
        For some ids what `bnlinear show` prints, as plain text.
    """
    data = files("bnlinear.cli.reports")
    style = data.joinpath("page.css").read_text(encoding="utf-8")
    script = data.joinpath("page.js").read_text(encoding="utf-8")
    papers = sorted({_paper(row) for row in rows})
    verdicts = Counter(row.verdict for row in rows)
    ok = sum(row.ok for row in rows)
    return "\n".join([
        '<!doctype html>', '<html lang="en">', "<head>", '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>bnlinear: {ok} of {counted(len(rows), 'claim')} ok</title>",
        f"<style>{style}</style>",
        "</head>", "<body>", "<header>", "<h1>The ledger</h1>",
        f"<p>{counted(len(rows), 'claim')}, {ok} as expected. bnlinear {escape(version)}, effort "
        f"{escape(effort)}, seed {rng}.</p>", _controls(papers, verdicts),
        '<p id="count" role="status"></p>', "</header>", "<main>",
        *(_entry(row, (pages or {}).get(row.id)) for row in rows), "</main>",
        f"<script>{script}</script>", "</body>", "</html>", ""])


def _paper(row: Row) -> str:
    return row.id.partition(".")[0]


def _controls(papers: list[str], verdicts: Counter[str]) -> str:
    options = "".join(f"<option>{escape(paper)}</option>" for paper in papers)
    boxes = "".join(
        f'<label class="{name}"><input type="checkbox" name="verdict" value="{name}" checked> '
        f"{name} <b>{count}</b></label>" for name, count in verdicts.items())
    return ('<form role="search"><label>Search <input type="search" id="query" '
            'placeholder="id, statement, source"></label> <label>Paper <select id="paper">'
            f'<option value="">all</option>{options}</select></label> <span>{boxes}</span> '
            '<button type="button" id="unfold">Unfold all</button></form>')


def _entry(row: Row, page: str | None) -> str:
    text = " ".join((row.id, row.statement, row.source, row.verdict)).lower()
    mark = "" if row.ok else ' <b class="not-ok">not ok</b>'
    details = [_line("Expected", row.expect), _source(row.source),
               _line("Scope", row.scope), _line("Searched", row.box),
               _line("Decided on", _count(row)), _line("Sharpness", _sharpness(row)),
               _line("Note", row.note),
               _repairs(row), _counterexample(row.counterexample), _lemmas(row.uses)]
    if page:
        details.append(f"<details><summary>Derivation and source</summary><pre>{escape(page)}"
                       "</pre></details>")
    return (f'<details class="claim" id="{escape(row.id)}" data-paper="{escape(_paper(row))}" '
            f'data-verdict="{row.verdict}" data-text="{escape(text)}">'
            f'<summary><span class="verdict {row.verdict}">{row.verdict}</span> '
            f"<code>{escape(row.id)}</code>{mark}<br>{statement_html(row.statement)}</summary>"
            f"<div>{''.join(details)}</div></details>")


def _line(name: str, value: str) -> str:
    return f"<p><b>{name}</b> {statement_html(value)}</p>" if value else ""


def _source(source: str) -> str:
    """The source as cited; the paper in full where the mouse rests."""
    if not source:
        return ""
    cited = entry_of(source)
    title = f' title="{escape(cited.full)}"' if cited is not None and cited.is_paper else ""
    return f"<p{title}><b>Source</b> {escape(source)}</p>"


def _count(row: Row) -> str:
    if not row.instances:
        return ""
    kind = "floats" if row.verdict == "supported" else "exact instances"
    return f"{row.instances} {kind}, after {row.hunted} float evaluations in the hunt"


def _sharpness(row: Row) -> str:
    return "" if row.sharpness is None else f"{cut(row.sharpness)} is the largest lhs/rhs met"


def _repairs(row: Row) -> str:
    if not row.repairs:
        return ""
    return f'<p><b>Repaired by</b> <a href="#{escape(row.repairs)}">{escape(row.repairs)}</a></p>'


def _counterexample(instance: object) -> str:
    if not instance:
        return ""
    return f"<p><b>Counterexample, exact</b></p>{_values(instance)}"


def _values(value: object) -> str:
    if isinstance(value, dict):
        rows = "".join(f"<tr><th>{escape(str(name))}</th><td>{_values(part)}</td></tr>"
                       for name, part in value.items())
        return f"<table>{rows}</table>"
    if isinstance(value, list) and value and isinstance(value[0], list):
        cells = "".join("<mtr>" + "".join(f"<mtd><mn>{escape(str(v))}</mn></mtd>" for v in row)
                        + "</mtr>" for row in value)
        return f"<math><mrow><mo>(</mo><mtable>{cells}</mtable><mo>)</mo></mrow></math>"
    if isinstance(value, list):
        return f"({', '.join(escape(str(v)) for v in value)})"
    return escape(str(value))


def _lemmas(uses: tuple[str, ...]) -> str:
    if not uses:
        return ""
    items = "".join(f"<li><b>{escape(name)}</b> {statement_html(LEMMAS.get(name, ''))}</li>"
                    for name in uses)
    return f"<p><b>Uses, without proof</b></p><ul>{items}</ul>"
