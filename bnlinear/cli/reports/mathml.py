"""Statements as HTML with MathML: prose as it is, formulas as <math>."""

from __future__ import annotations

from html import escape

from bnlinear.cli.reports.notation import Token, end_of_argument, runs

_ELEMENTS = {"number": "mn", "letter": "mi", "operator": "mo", "function": "mi"}
_FENCES = frozenset("()[]⟨⟩|‖{}/")


def statement_html(statement: str) -> str:
    """A statement as HTML text with inline MathML, every character escaped.

    >>> statement_html("w⁺ ≤ 2 for all w")[:46]
    '<math><msup><mi>w</mi><mo>+</mo></msup><mo>≤</'
    """
    return "".join(_formula(part) if formula else escape("".join(t.text for t in part))
                   for formula, part in runs(statement))


def _formula(part: list[Token]) -> str:
    inside, position = [], 0
    while position < len(part):
        markup, position = _atom(part, position)
        inside.append(markup)
    return f"<math>{''.join(inside)}</math>"


def _atom(part: list[Token], position: int) -> tuple[str, int]:
    """One token, or a root with what stands under it."""
    token = part[position]
    if token.text == "√" and position + 1 < len(part):
        end = end_of_argument(part, position + 1)
        under, at = [], position + 1
        while at < end:
            markup, at = _atom(part, at)
            under.append(markup)
        return f"<msqrt>{''.join(under)}</msqrt>", end
    return _scripts(token), position + 1


def _scripts(token: Token) -> str:
    element = _ELEMENTS[token.kind]
    fence = ' stretchy="false" lspace="0" rspace="0"' if token.text in _FENCES else ""
    upright = ' mathvariant="normal"' if token.kind == "function" else ""
    base = f"<{element}{fence}{upright}>{escape(token.text)}</{element}>"
    if token.accent:
        base = f'<mover accent="true">{base}<mo>{escape(token.accent)}</mo></mover>'
    if token.below and token.above:
        return f"<msubsup>{base}{_script(token.below)}{_script(token.above)}</msubsup>"
    if token.below:
        return f"<msub>{base}{_script(token.below)}</msub>"
    if token.above:
        return f"<msup>{base}{_script(token.above)}</msup>"
    return base


def _script(text: str) -> str:
    element = "mn" if text.isdigit() else "mi" if text.isalpha() else "mo"
    if len(text) > 1 and not text.isalnum():
        return f"<mtext>{escape(text)}</mtext>"
    return f"<{element}>{escape(text)}</{element}>"
