"""Statements in Unicode become formulas: what is prose stays prose, what is a symbol is one."""

import re
import xml.etree.ElementTree as ET

import pytest

from bnlinear.claims.running.loading import select
from bnlinear.cli.reports.latex import statement_latex
from bnlinear.cli.reports.mathml import statement_html
from bnlinear.cli.reports.notation import runs, tokens


@pytest.mark.parametrize("statement, latex", [
    ("ρ(w⁺) − ρ* ≤ (1 − μ/L)²(ρ(w) − ρ*)",
     r"$\rho (w^{+})-{\rho}^{*}\le (1-\mu /L)^{2}(\rho (w)-{\rho}^{*})$"),
    ("w⁺ ≠ 0 is a vector", r"$w^{+}\ne 0$ is a vector"),
    ("x⁺²y, H*He", r"$x^{+2}y$, $H^{*}He$"),
    ("⟨g, v⟩ and 2^{−T}", r"$\langle g,v\rangle $ and $2^{-T}$"),
    ("√(1 + a), √R*", r"$\sqrt{1+a}$, $\sqrt{R^{*}}$"),
    ("∂_g f, λ_max, μ_⊥", r"${\partial}_{g}f$, ${\lambda}_{max}$, ${\mu}_{\perp }$"),
    ("ê∞ ≈ 1, as k → ∞", r"${\hat{e}}_{\infty }\approx 1$, as $k\to \infty $"),
    ("the mean of max(a, b)", r"the mean of $\operatorname{max}(a,b)$"),
    ("see no_wrap_below, weighted_centring; lange2022.centring_as_printed: lr_a",
     r"see no\_wrap\_below, weighted\_centring; lange2022.centring\_as\_printed: $lr_{a}$"),
    ("for every ε (from a = b), D (scale)", r"for every $\varepsilon $ (from $a=b$), $D$ (scale)"),
    ("f (x) and (some word (of y) too)", r"$f(x)$ and (some word (of $y$) too)"),
    ("BN (η = 0.1) 1.2 times, x = 2 y", r"BN $(\eta =0.1)$ $1.2$ times, $x=2y$"),
    ("w ≠ 0. So while", r"$w\ne 0$. So while"),
    ("of Wu et al. 2020, of Wu, Yun & Sra, of Kingma & Ba",
     r"of Wu et al. $2020$, of Wu, Yun $\&$ Sra, of Kingma $\&$ Ba"),
    ("J₀⁺ − J₀*", r"$J_{0}^{+}-J_{0}^{*}$"),
    ("i.i.d. rows of A; A is", r"i.i.d. rows of $A$; $A$ is"),
    ("A sequence of a kind", r"A sequence of a kind"),
    ("50 % of a_b & c", r"$50\%$ of $a_{b}\&c$"),
])
def test_formulas_in_latex(statement, latex):
    assert statement_latex(statement) == latex


def test_words_are_kept_letter_by_letter():
    """Nothing is lost: the tokens spell the statement, scripts and accents aside."""
    for _, claim in select([]):
        prose = " ".join("".join(t.text for t in part)
                         for formula, part in runs(claim.text) if not formula)
        for word in re.findall(r"[a-z]{4,}", prose):
            assert word in claim.text


def test_every_statement_of_the_ledger_is_well_formed():
    for _, claim in select([]):
        for text in (claim.text, claim.source):
            ET.fromstring(f"<p>{statement_html(text)}</p>")  # or ParseError
            latex = statement_latex(text)
            assert latex.count("$") % 2 == 0 and latex.count("{") == latex.count("}"), latex
            assert not re.findall(r"[^\x00-\x7f]", latex), latex


def test_ids_are_words():
    """No id of a row that a statement or a source names is taken for a letter with a subscript."""
    ids = {claim.id for _, claim in select([])}
    for _, claim in select([]):
        for name in re.findall(r"\b[a-z]+\d{4}\.\w+", f"{claim.text} {claim.source}"):
            assert name in ids and name in {token.text for token in tokens(f"see {name}.")}


def test_markup_is_escaped():
    assert "<script>" not in statement_html("a <script>alert(1)</script> & b")
    assert statement_html("never < always & so on") == "never <math><mo>&lt;</mo></math> always " \
        "<math><mo>&amp;</mo></math> so on"


def test_the_article_is_no_symbol():
    assert [t.kind for t in tokens("a step of a") if t.text == "a"] == ["text", "letter"]
