"""All that is wrong with a table in one line: the first ten places, how many, and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bnlinear.checks import WIDEST
from bnlinear.tables.layout import listed
from bnlinear.tables.table import TableError

MOST_SHOWN = 10

#: A number in one cell with what people write around it.
_MARKED = re.compile(r"[$€£¥₹]? ?(?P<sign>-?)[$€£¥₹]? ?(?P<number>\d[\d.,' ]*?)"
                     r" ?(%|‰|[$€£¥₹]|°?(?P<unit>[^\W\d_]{1,4})\.?[²³]?(/[^\W\d_]{1,4}[²³]?)?)?")
#: What follows a number in a day of the year ("5 Jan", "3. Okt"), in English, German, French and
#: Spanish: no unit.
_MONTHS = frozenset([
    "jan", "feb", "mar", "apr", "may", "jun", "june", "jul", "july", "aug", "sep", "sept", "oct",
    "nov", "dec", "mär", "märz", "mai", "okt", "dez", "janv", "févr", "mars", "avr", "juin", "juil",
    "août", "déc", "ene", "abr", "ago", "dic"])


@dataclass(frozen=True)
class Problem:
    """What is wrong in one column.

    Attributes
    ----------
    name
        Of the column.
    wrong, missing
        How many cells are no number, and how many are empty (or NA, nan, …).
    rows
        How many there are.
    examples
        The first cells that are wrong: (place, such as "line 3, column 'a'"; text).
    gaps
        The first that are empty, likewise.
    kinds
        The different texts that are wrong, at most three of them.
    """

    name: str
    wrong: int
    missing: int
    rows: int
    examples: Sequence[tuple[str, str]]
    gaps: Sequence[tuple[str, str]]
    kinds: Sequence[str] = ()

    @property
    def is_text(self) -> bool:
        return self.wrong > 0 and self.wrong + self.missing == self.rows


def refuse(problems: Sequence[Problem], source: str, *, decimal: str, may_miss: bool) -> None:
    """Raise a `TableError` that names what is wrong, if anything is; cells may miss or not."""
    texts = [problem for problem in problems if problem.is_text]
    others = [problem for problem in problems if not problem.is_text]
    wrong = sum(problem.wrong for problem in others)
    missing = 0 if may_miss else sum(problem.missing for problem in others)
    said = [text for text in (_texts(texts, decimal), _wrong(others, wrong, decimal),
                              _missing(others, missing)) if text]
    if said:
        raise TableError(f"{source}: {'; '.join(said)}")


def _texts(columns: Sequence[Problem], decimal: str) -> str:
    """By what can be done about them."""
    marked = [column for column in columns if plain(column.examples[0][1], decimal)]
    words = [column for column in columns
             if len(column.kinds) == 2 < column.wrong and column not in marked]
    others = [column for column in columns if column not in marked and column not in words]
    hint = comma_hint((column.examples[0][1] for column in marked), decimal)
    return "; ".join([
        *_group(others, "no number in the {}, which {hold} text: leave out", decimal),
        *_group(marked, "numbers with marks in the {}: write them without ({plain})"
                + hint + ", or leave out", decimal),
        *_group(words, "two words in the {}: write 0 and 1 instead, or leave out", decimal)])


def _group(columns: Sequence[Problem], what: str, decimal: str) -> Sequence[str]:
    if not columns:
        return []
    names = ",".join(as_option(column.name) for column in columns)
    noun, hold = ("column", "holds") if len(columns) == 1 else ("columns", "hold")
    shown = listed((f"{column.name!r} (such as {_cut(column.examples[0][1])})"
                    for column in columns), MOST_SHOWN)
    said = what.format(f"{noun} {shown}", hold=hold,
                       plain=plain(columns[0].examples[0][1], decimal))
    return [f"{said} with `drop={names}`"]


def plain(text: str, decimal: str = ".") -> str | None:
    """The number in a cell with signs of money, percent, thousands or a unit; else None.

    Read with the decimal mark of the file, or else with the other one.

    >>> plain("$152,000"), plain("82.7 kg"), plain("46%"), plain("2023-01-12"), plain("C007")
    ('152000', '82.7', '46', None, None)
    >>> plain("5 Jan"), plain("7 Sept."), plain("5 min")
    (None, None, '5')
    >>> plain("12.345 kg"), plain("1.234,5 €"), plain("0,125 m"), plain("12,345 kg", decimal=",")
    ('12.345', '1234.5', '0.125', '12,345')
    """
    match = _MARKED.fullmatch(text.strip())
    if match is None or (match["unit"] or "").casefold() in _MONTHS:
        return None
    number = match["number"].replace(" ", "").replace("'", "")
    for point in (decimal, "," if decimal == "." else "."):
        group = "," if point == "." else "."
        parts = re.fullmatch(rf"(\d+|[1-9]\d{{0,2}}(?:\{group}\d{{3}})+)(?:\{point}(\d+))?", number)
        if parts:
            whole = match["sign"] + parts[1].replace(group, "")
            return whole if parts[2] is None else f"{whole}{decimal}{parts[2]}"
    return None  # a date such as 12.01.2023


def comma_hint(texts: Iterable[str], decimal: str) -> str:
    """For whoever has decimal commas."""
    return (" (decimal commas are read with `decimal=,`)"
            if decimal == "." and any("," in text for text in texts) else "")


def _wrong(columns: Sequence[Problem], count: int, decimal: str) -> str:
    if not count:
        return ""
    places = [example for column in columns for example in column.examples]
    rule = (f"a finite decimal number (such as {'-1.5e3' if decimal == '.' else '-1,5e3'}, at most "
            f"1e±{WIDEST})")
    comma = comma_hint((text for _, text in places), decimal)
    if count == 1:
        place, text = places[0]
        return (f"{place}: {_cut(text)} is not {rule}; correct it, or drop the row or the column"
                f"{comma}")
    return (f"{count} cells are not {rule}: {_shown(places, count)}; correct them, or leave "
            f"columns out with `drop`{comma}")


def _missing(columns: Sequence[Problem], count: int) -> str:
    if not count:
        return ""
    places = [gap for column in columns for gap in column.gaps]
    if count == 1:
        place, text = places[0]
        what = f"{text!r} is not a finite number" if text else "the cell is empty"
        return f"{place}: {what}; fill it in, or leave out the row with `drop_missing`"
    return (f"{count} cells lack a value: {_shown(places, count)}; fill them in, or leave out "
            "their rows with `drop_missing`")


def _shown(places: Sequence[tuple[str, str]], count: int) -> str:
    parts = [f"{place}: {_cut(text)}" if text else place for place, text in places[:MOST_SHOWN]]
    return "; ".join(parts) + (f"; … ({count} in all)" if count > len(parts) else "")


def _cut(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")


def as_option(name: str) -> str:
    """A name as an item of a list of names."""
    return name if re.fullmatch(r"[\w.%+:/-]+", name) else f'"{name}"'
