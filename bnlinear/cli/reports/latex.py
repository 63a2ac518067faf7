"""`verify --latex`: a table of verdicts, and one theorem environment a claim, for an appendix."""

from __future__ import annotations

from bnlinear.claims.references import entry_of
from bnlinear.claims.verdict.rows import Row
from bnlinear.cli.reports.notation import Token, end_of_argument, runs
from bnlinear.cli.show.rows import plain

_LETTERS = {
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu",
    "ν": r"\nu", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi",
    "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Γ": r"\Gamma", "Δ": r"\Delta", "Λ": r"\Lambda", "Σ": r"\Sigma",
    "Φ": r"\Phi", "Ω": r"\Omega", "Π": r"\Pi", "ℓ": r"\ell", "ℝ": r"\mathbb{R}",
    "𝓛": r"\mathcal{L}",
}
_SYMBOLS = {
    "−": "-", "·": r"\cdot ", "±": r"\pm ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ",
    "≈": r"\approx ",
    "≫": r"\gg ", "→": r"\to ", "←": r"\leftarrow ", "↦": r"\mapsto ", "∂": r"\partial ",
    "∇": r"\nabla ", "∈": r"\in ", "∞": r"\infty ", "∥": r"\parallel ", "∫": r"\int ",
    "⊗": r"\otimes ", "⊥": r"\perp ", "⟂": r"\perp ", "⟨": r"\langle ", "⟩": r"\rangle ",
    "‖": r"\|", "…": r"\dots ", "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&",
    "½": r"\tfrac12 ", "¼": r"\tfrac14 ", "⅓": r"\tfrac13 ", "⅔": r"\tfrac23 ", "¾": r"\tfrac34 ",
    "′": r"\prime ", "″": r"\prime\prime ", "∼": r"\sim ", "×": r"\times ",
}
_ACCENTS = {"^": r"\hat", "~": r"\tilde", "‾": r"\bar"}
_PROSE = {"\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
          "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "—": "---",
          "–": "--", "’": "'"}

_HEAD = r"""% Written by bnlinear %(version)s: verify --effort %(effort)s --rng %(rng)d.
%% In the preamble: \usepackage{amsmath,amssymb,amsthm,longtable}
%% \newtheorem{claim}{Claim}
"""


def to_latex(rows: list[Row], *, version: str, rng: int, effort: str) -> str:
    """A longtable, one environment ``claim`` a row, the papers they cite; pdfLaTeX reads it."""
    head = _HEAD.replace("%(version)s", version).replace("%(effort)s", effort).replace(
        "%(rng)d", str(rng)).replace("%%", "%")
    return "\n".join([head, *_table(rows), *(_theorem(row) for row in rows),
                      *_bibliography(rows)])


def _table(rows: list[Row]) -> list[str]:
    lines = [r"\begin{longtable}{llll}", r"claim & verdict & scope & ok \\ \hline", r"\endhead"]
    lines += [f"{prose(row.id)} & {row.verdict} & {statement_latex(row.scope)} & "
              f"{'yes' if row.ok else 'no'} \\\\" for row in rows]
    return [*lines, r"\end{longtable}", ""]


def _theorem(row: Row) -> str:
    lines = [rf"\begin{{claim}}[{prose(row.id)}: {row.verdict}]", rf"\label{{{row.id}}}",
             statement_latex(row.statement).rstrip(".") + "."]
    if row.source:
        lines.append(rf"\emph{{{_cited(row.source)}.}}")
    if row.counterexample:
        lines.append(f"Counterexample: {prose(plain(row.counterexample))}.")
    if row.repairs:
        lines.append(rf"Repaired by Claim~\ref{{{row.repairs}}}.")
    if row.uses:
        lines.append(f"Uses: {prose(', '.join(row.uses))}.")
    return "\n".join([*lines, r"\end{claim}", ""])


def _cited(source: str) -> str:
    r"""The source, with a \cite where it is in the bibliography."""
    entry = entry_of(source)
    if entry is None or not entry.is_paper:
        return statement_latex(source)
    place = source.removeprefix(entry.short)
    return rf"{prose(entry.short)}~\cite{{{entry.key}}}{statement_latex(place)}"


def _bibliography(rows: list[Row]) -> list[str]:
    """The papers cited, by key."""
    entries = {entry.key: entry for row in rows if (entry := entry_of(row.source)) is not None
               and entry.is_paper}
    if not entries:
        return []
    items = [rf"\bibitem{{{key}}} {prose(entry.full)}." for key, entry in sorted(entries.items())]
    return [r"\begin{thebibliography}{99}", *items, r"\end{thebibliography}", ""]


def prose(text: str) -> str:
    """Text with LaTeX's own characters escaped, and symbols in it set as formulas."""
    return "".join(_PROSE.get(c, c) if c.isascii() or c in _PROSE else f"${_command(c)}$"
                   for c in text)


def _command(character: str) -> str:
    return _LETTERS.get(character, _SYMBOLS.get(character, character)).strip()


def statement_latex(statement: str) -> str:
    r"""A statement as LaTeX: prose escaped, formulas between dollar signs.

    >>> print(statement_latex("σ² ≥ μ|w|² for all w"))
    ${\sigma}^{2}\ge \mu |w|^{2}$ for all $w$
    """
    return "".join(f"${_formula(part)}$" if formula else prose("".join(t.text for t in part))
                   for formula, part in runs(statement))


def _formula(part: list[Token]) -> str:
    out, position = [], 0
    while position < len(part):
        if part[position].text == "√" and position + 1 < len(part):
            end = end_of_argument(part, position + 1)
            bracket = end - position > 2
            under = part[position + 1 + bracket:end - bracket]
            out.append(rf"\sqrt{{{_formula(under)}}}")
            position = end
        else:
            out.append(_symbol(part[position]))
            position += 1
    return "".join(out)


def _symbol(token: Token) -> str:
    if token.kind == "function":
        base = rf"\operatorname{{{token.text}}}"
    elif token.text in _LETTERS:
        base = _LETTERS[token.text] + " "
    else:
        base = _SYMBOLS.get(token.text, token.text)
    if token.accent:
        base = f"{_ACCENTS[token.accent[0]]}{{{base.strip()}}}"
    if (token.below or token.above) and base.startswith("\\"):
        base = f"{{{base.strip()}}}"
    below = f"_{{{_script(token.below)}}}" if token.below else ""
    above = f"^{{{_script(token.above)}}}" if token.above else ""
    return base + below + above


def _script(text: str) -> str:
    return "".join(_symbol(t) for part in runs(text) for t in part[1] if t.text != " ")
