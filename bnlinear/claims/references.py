"""Where a claim stands in the literature: a key of the bibliography, and the place in the paper."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

#: The bibliography, beside this file: it is part of the installed package.
FILE = "bnlinear/claims/references.bib"


@dataclass(frozen=True)
class Entry:
    """One entry of the bibliography: its type, its key, its fields as they are written."""

    type: str
    key: str
    fields: Mapping[str, str] = field(hash=False)

    @property
    def is_paper(self) -> bool:
        """Not for @misc: this project, and what is in common use without a paper."""
        return self.type != "misc"

    @property
    def authors(self) -> list[str]:
        return self.fields.get("author", "").split(" and ")

    @property
    def short(self) -> str:
        """As a text cites it: "Cai, Li & Shen 2019"."""
        if "shorthand" in self.fields:
            return self.fields["shorthand"]
        names = [_family_name(author) for author in self.authors]
        if len(names) > 3:
            return f"{names[0]} et al. {self.fields['year']}"
        listed = " & ".join(filter(None, (", ".join(names[:-1]), names[-1])))
        return f"{listed} {self.fields['year']}"

    @property
    def full(self) -> str:
        """Authors, title, venue, year, arXiv number."""
        fields = self.fields
        volume = ":".join(filter(None, (fields.get("volume"), fields.get("number"))))
        venue = fields.get("journal") or fields.get("booktitle")
        place = " ".join(filter(None, (venue, volume, fields.get("year"))))
        arxiv = f"arXiv {fields['eprint']}" if "eprint" in fields else ""
        return ", ".join(filter(None, (", ".join(filter(None, self.authors)),
                                       f'"{fields["title"]}"', place, arxiv)))


class Source(str):
    """The `source=` of a claim, as text; with its entry, its locator and its remark.

    Text and nothing else wherever text is wanted: in rows, in JSON, between processes.
    """

    entry: Entry
    locator: str | None
    remark: str

    @property
    def is_located(self) -> bool:
        """Is the place in the paper known? True also where the source is not a paper."""
        return self.locator is not None or not self.entry.is_paper


def ref(key: str, locator: str | None = None, *, remark: str = "") -> Source:
    """Cite a paper of the bibliography as the source of a claim.

    Parameters
    ----------
    key
        Of an entry in bnlinear/claims/references.bib: "cai2019"; "this_project" for what is proved
        here first, "folklore" for what is in common use without a paper.
    locator
        The place in the paper: "Theorem 4.1", "Section 3.3". None if it could not be looked up,
        which the report prints as "not located".
    remark
        What else must be said: of what the statement is, "as printed", "repaired".

    Raises
    ------
    ValueError
        For a key that is not in the bibliography, and for a locator without a word.

    Examples
    --------
    >>> ref("santurkar2018", "Theorem 4.1", remark="repaired")
    'Santurkar et al. 2018, Theorem 4.1: repaired'
    >>> ref("cai2019", remark="the scaling law")
    'Cai, Li & Shen 2019, not located: the scaling law'
    >>> ref("this_project")
    'this project'
    """
    if locator is not None and not locator.strip():
        raise ValueError(f"locator = {locator!r} says no place in {key}; give one, or leave it out "
                         "if it could not be looked up")
    entry = _entry(key)
    place = locator if locator or not entry.is_paper else "not located"
    cited = ", ".join(filter(None, (entry.short, place)))
    source = Source(f"{cited}: {remark}" if remark else cited)
    source.entry, source.locator, source.remark = entry, locator, remark
    return source


def entry_of(source: str) -> Entry | None:
    """The entry of a source; None for one in free words."""
    return source.entry if isinstance(source, Source) else None


@cache
def bibliography() -> Mapping[str, Entry]:
    """All entries by key, in the order of the file."""
    return parse(files("bnlinear.claims").joinpath("references.bib").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Entry]:
    """Read BibTeX with one field a line, ``name = {value},``, as the bibliography is written."""
    entries: dict[str, Entry] = {}
    for match in re.finditer(r"^@(\w+)\{([^,\s]+),\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL):
        kind, key, body = match.groups()
        if key in entries:
            raise ValueError(f"{FILE}: the key {key!r} stands there twice; rename one of them")
        fields = dict(re.findall(r"^\s*(\w+) = \{(.*)\},$", body, re.MULTILINE))
        entries[key] = Entry(kind.lower(), key, fields)
    return entries


def _entry(key: str) -> Entry:
    entries = bibliography()
    if key not in entries:
        near = difflib.get_close_matches(str(key), entries, n=1)
        hint = f" (did you mean {near[0]!r}?)" if near else ""
        raise ValueError(f"ref({key!r}): no such key in {FILE}{hint}; add an entry there, or give "
                         'the source in words: source="Author 2026, Lemma 3"')
    return entries[key]


def _family_name(author: str) -> str:
    """The last word, with the particles before it: "A. van der Sluis" is van der Sluis."""
    words = author.split()
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:])
