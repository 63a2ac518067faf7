"""The report of `verify`: a table for people, JSON for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bnlinear.claims.references import entry_of
from bnlinear.claims.verdict.rows import Row
from bnlinear.exact.decimals import cut

FIELDS = ("id", "statement", "source", "expect", "verdict", "ok", "scope", "box", "instances",
          "hunted", "sharpness", "counterexample", "repairs", "uses", "seconds", "note")


def to_json(rows: list[Row], *, version: str, rng: int, effort: str,
            rocq: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON of `verify`: the same `rng` gives the same, but for the seconds.

    "reference" is the key of the source in the bibliography; null for one in free words. With
    `rocq`, what Rocq answered by id, each claim has an entry "rocq".
    """
    claims = [{name: asdict(row)[name] for name in FIELDS} for row in rows]
    for row, entry in zip(rows, claims, strict=True):
        cited = entry_of(row.source)
        entry["reference"] = None if cited is None else cited.key
        entry["seconds"] = round(entry["seconds"], 3)
        if rocq is not None:
            entry["rocq"] = rocq.get(entry["id"], "not exported")
    return {"bnlinear": version, "rng": rng, "effort": effort, "claims": claims,
            "counts": counts(rows)}


def counts(rows: list[Row]) -> dict[str, int]:
    tally = Counter(row.verdict for row in rows)
    return dict(sorted(tally.items())) | {"ok": sum(row.ok for row in rows), "claims": len(rows)}


def table(rows: list[Row], rocq: dict[str, str] | None = None) -> Any:
    """A rich table: id, verdict, scope or N, sharpness, seconds, ok; what Rocq said, if asked."""
    from rich.table import Table

    out = Table(box=None, pad_edge=False, header_style="bold")
    out.add_column("claim", overflow="fold")
    for name in ("verdict", "scope / N"):
        out.add_column(name, no_wrap=True)
    for name in ("sharpness", "s", "ok"):
        out.add_column(name, justify="right", no_wrap=True)
    if rocq is not None:
        out.add_column("rocq", overflow="fold")
    for row in rows:
        said = [] if rocq is None else [_brief(rocq.get(row.id, ""))]
        out.add_row(row.id, f"[{_STYLE[row.verdict]}]{row.verdict}{_mark(row)}[/]", _scope(row),
                    "" if row.sharpness is None else cut(row.sharpness),
                    f"{row.seconds:.1f}", "yes" if row.ok else "[bold red]NO[/]", *said)
    return out


def _brief(answer: str) -> str:
    """checked, a refusal in red, or nothing for a claim without a proof in steps."""
    if answer.startswith("REFUSED"):
        return "[bold red]REFUSED[/]"
    return answer if answer == "checked" or "no proof in steps" not in answer else ""


_STYLE = {"proved": "green", "argued": "green3", "certified": "cyan", "supported": "blue",
          "refuted": "magenta", "undefined": "red", "undecided": "yellow", "skipped": "yellow"}


def _mark(row: Row) -> str:
    """Proved rows whose statement says more than the body, by a textbook lemma, are marked."""
    return "*" if row.verdict == "proved" and row.uses else ""


def _scope(row: Row) -> str:
    if row.verdict == "certified":
        return f"{row.scope}, N = {row.instances}"
    if row.verdict == "supported":
        return f"N = {row.instances}"
    return row.scope


def headline(rows: list[Row]) -> str:
    """One line: how many of each verdict, and whether all is well."""
    tally = counts(rows)
    parts = [f"{tally[verdict]} {verdict}" for verdict in _STYLE if verdict in tally]
    noun = "claim" if len(rows) == 1 else "claims"
    line = f"{len(rows)} {noun}: {', '.join(parts)}. {tally['ok']} of {len(rows)} ok."
    leaning = sum(bool(_mark(row)) for row in rows)
    note = (f" * {leaning} proved by way of a textbook lemma; `bnlinear show ID` says which and "
            "where.") if leaning else ""
    return line + note


def complaints(rows: list[Row]) -> list[str]:
    """A line for each row that is not ok: what was expected, what was found, why."""
    lines = []
    for row in rows:
        if not row.ok:
            line = f"{row.id}: {row.verdict}, expected {row.expect}"
            line = f"{row.id}: error in the file" if row.error else line
            line += f" ({row.note})" if row.note else ""
            line += f"; counterexample: {plain(row.counterexample)}" if row.counterexample else ""
            lines.append(line)
    return lines


def plain(value: object) -> str:
    """A described instance to read: ``H = [[3, 0], [0, 4]], u = [-3, 1]``; of several parameters
    each with its own: ``p.w = [1, 0], q.w = [0, 1]``."""
    if isinstance(value, dict):
        return ", ".join(f"{name} = {plain(part)}" for name, part in _named(value))
    if isinstance(value, list):
        return f"[{', '.join(plain(part) for part in value)}]"
    return str(value)


def _named(parts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The values, with the names of what they belong to where there is more than one."""
    for name, part in parts.items():
        if isinstance(part, dict):
            owner = f"{name}." if len(parts) > 1 else ""
            yield from ((owner + own, value) for own, value in _named(part))
        else:
            yield name, part
