"""Statements in plain Unicode, read into tokens: words, and the symbols of formulas.

The ledger writes formulas as mathematicians type them: ρ(w⁺) − ρ* ≤ (1 − μ/L)²(ρ(w) − ρ*). Here
they become runs of symbols with subscripts and superscripts, from which MathML and LaTeX are made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

#: Two-letter words; any other run of two Latin letters is a product, such as Hw or yx.
SHORT_WORDS = frozenset({
    "an", "as", "at", "be", "by", "do", "GD", "BN", "go", "if", "in", "is", "it", "no", "of", "on",
    "or", "so", "So", "to", "up", "we"})

#: Upright names of functions.
FUNCTIONS = frozenset({
    "atan", "cos", "det", "diag", "exp", "kernel", "lim", "limsup", "log", "max", "mean", "min",
    "pt", "range", "sign", "sin", "tan", "Var"})

_SUPERSCRIPTS = {"⁰": "0", "¹": "1", "²": "2", "³": "3", "⁴": "4", "⁵": "5", "⁶": "6", "⁷": "7",
                 "⁸": "8", "⁹": "9", "⁺": "+", "⁻": "−", "ᵀ": "T", "ᵗ": "t", "ᵏ": "k", "ᵖ": "p",
                 "ⁿ": "n", "ʲ": "j", "ⁱ": "i", "′": "′", "″": "″"}
_SUBSCRIPTS = {"₀": "0", "₁": "1", "₂": "2", "₃": "3", "₄": "4", "ₖ": "k", "ₙ": "n", "ᵢ": "i",
               "∞": "∞"}
_ACCENTS = {"̂": "^", "̃": "~", "̄": "‾"}

_TOKEN = re.compile(r"""
    (?P<space>\s+)
  | (?P<name>(?<!\w)(?:[a-z]+\d{4}\.\w+|[a-z]{2,}(?:_[a-z0-9]{2,}){2,}|[a-z]{4,}_[a-z]{4,})(?!\w))
  | (?P<abbreviation>i\.i\.d\.|et\ al\.
      |(?<!\w)[A-Z][a-z](?=\ et\ al|\ &|,\ [A-Z][a-z]+\ &)|(?<=&\ )[A-Z][a-z](?!\w))
  | (?P<number>\d+(?:[.,]\d+)*(?:e[-−]?\d+)?|[½¼⅓⅔¾])
  | (?P<word>[A-Za-z](?:[A-Za-z]|-(?=[A-Za-z])|['’](?=[st]\b))*)
  | (?P<raised>[\^_](?:\{[^{}]*\}|\([^()]*\)|[A-Za-z0-9*]+|[^\s\w]))
  | (?P<other>.)
""", re.VERBOSE | re.DOTALL)


@dataclass(frozen=True)
class Token:
    """A word, number, letter or operator, with what is set below and above it."""

    kind: str  # "text", "number", "letter", "function" or "operator"
    text: str
    below: str = ""
    above: str = ""
    accent: str = ""

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


def tokens(statement: str) -> list[Token]:
    """The tokens of a statement. Spaces belong to the text around them."""
    out: list[Token] = []
    for token in _raw("".join(map(_decomposed, statement))):
        if token.kind == "script" and out and not out[-1].is_text:
            last = out[-1]
            out[-1] = replace(last, below=last.below + token.below, above=last.above + token.above,
                              accent=last.accent + token.accent)
        elif token.kind == "script":
            out.append(Token("operator", token.below + token.above or token.accent))
        else:
            out.append(token)
    return _with_asides(_with_articles(out))


def _decomposed(character: str) -> str:
    """An accented letter as letter and accent; ≠ stays one sign."""
    return unicodedata.normalize("NFD", character) if character.isalpha() else character


def _raw(statement: str) -> Iterator[Token]:
    previous = " "
    for match in _TOKEN.finditer(statement):
        kind, text = str(match.lastgroup), match.group()
        after = statement[match.end():match.end() + 1]
        if kind == "space":
            yield Token("text", " ")
        elif kind in ("name", "abbreviation"):  # an id or a name: its _ begins no subscript
            yield Token("text", text)
        elif kind == "number":
            yield Token("number", text)
        elif kind == "word":
            yield from _word(text, before=previous, after=after)
        elif kind == "raised":
            inside = text[1:].strip("{}") if text[1] == "{" else text[1:]
            yield Token("script", "", **{"below" if text[0] == "_" else "above": inside})
        else:
            yield _symbol(text, previous)
        previous = text[-1]


def _word(text: str, before: str, after: str) -> Iterator[Token]:
    """A word of prose, the name of a function, or letters side by side: a product."""
    if text in FUNCTIONS and (before.isalpha() or (after and after in "({|_^")):
        yield Token("function", text)
    elif (len(text) > 2 or text in SHORT_WORDS) and not _touches_formula(text, before, after):
        yield Token("text", text)
    else:
        yield from (Token("letter", letter) for letter in text)


def _touches_formula(text: str, before: str, after: str) -> bool:
    """Capitals such as SPD are words; Hwx next to a superscript or a bracket is a product."""
    short = len(text) <= 3 and not text.islower() and not text.isupper()
    return short and (after in _SUPERSCRIPTS or after in _ACCENTS or before in "⟨|‖(")


def _symbol(text: str, before: str) -> Token:
    if text in _ACCENTS:
        return Token("script", "", accent=_ACCENTS[text])
    if text in _SUPERSCRIPTS:
        return Token("script", "", above=_SUPERSCRIPTS[text])
    if text in _SUBSCRIPTS and (text != "∞" or before.isalpha() or before in _ACCENTS):
        return Token("script", "", below=_SUBSCRIPTS[text])
    if text == "*" and (before.isalpha() or before in _SUBSCRIPTS):
        return Token("script", "", above="*")
    if text.isalpha() and unicodedata.category(text) != "Lo":
        return Token("letter", text)
    if text in ",.;:" or text in "'\"?!":
        return Token("text", text)
    return Token("operator", text)


def _with_articles(found: list[Token]) -> list[Token]:
    """A lone a between spaces, or A at the beginning, and before a word is the article."""
    out = list(found)
    for i, token in enumerate(found):
        article = token == Token("letter", "a") or (i == 0 and token == Token("letter", "A"))
        if article and _is(found, i - 1, " ", edge=True) and _is(
                found, i + 1, " ") and i + 2 < len(found) and found[i + 2].is_text:
            out[i] = Token("text", token.text)
    return out


def _with_asides(found: list[Token]) -> list[Token]:
    """Brackets around prose, as in "every ε (from a = b)", are prose and keep their space."""
    out = list(found)
    for i, token in enumerate(found):
        opens = token == Token("operator", "(") and _is(found, i - 1, " ", edge=True)
        if opens and i + 1 < len(found) and found[i + 1].is_text:
            for j in (i, end_of_argument(found, i) - 1):
                out[j] = Token("text", found[j].text) if found[j].text in "()" else found[j]
    return out


def _is(found: list[Token], index: int, text: str, *, edge: bool = False) -> bool:
    if not 0 <= index < len(found):
        return edge
    return found[index] == Token("text", text)


def runs(statement: str) -> list[tuple[bool, list[Token]]]:
    """Maximal runs of prose (False) and of formula (True).

    Spaces between two symbols, and commas within a bracket such as ⟨g, v⟩, belong to the formula.
    """
    out: list[tuple[bool, list[Token]]] = []
    for formula, group in groupby(tokens(statement), key=lambda token: not token.is_text):
        part = list(group)
        if formula and len(out) > 1 and out[-2][0] and _joins(out[-1][1], out[-2][1], part[0]):
            comma = [Token("operator", ",")] if out[-1][1][0].text == "," else []
            out.pop()
            out[-1][1].extend([*comma, *part])
        else:
            out.append((formula, part))
    return out


def _ends_a_factor(token: Token) -> bool:
    return token.kind in ("letter", "number") or token.text in ")]⟩"


def _joins(between: list[Token], before: list[Token], after: Token) -> bool:
    """Does what stands between two runs of symbols belong to one formula?"""
    plain = after.kind == "number" and not after.above
    if plain and between == [Token("text", " ")] and _ends_a_factor(before[-1]):
        return False  # no product has its number last: "(η = 0.1) 1.2 times" are two formulas
    texts = [token.text for token in between]
    opened = sum((t.text in "([⟨") - (t.text in ")]⟩") for t in before if t.kind == "operator")
    return texts == [" "] or (texts in ([",", " "], [","]) and opened > 0)


def end_of_argument(part: list[Token], start: int) -> int:
    """A bracket to its end, or one token."""
    if part[start].text != "(":
        return start + 1
    depth = 0
    for position in range(start, len(part)):
        depth += (part[position].text == "(") - (part[position].text == ")")
        if depth == 0:
            return position + 1
    return len(part)
