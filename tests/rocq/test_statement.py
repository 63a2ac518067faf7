"""What an exported theorem says: its divisors, and to the eye."""

import re

import pytest

from bnlinear.exact.number import Number
from bnlinear.rocq.statement import ClaimTerms, reachable
from bnlinear.rocq.values import value
from tests.rocq.rows import EXPORTED, PROVED, exported
from tests.rocq.test_faithful import instances
from tests.rocq.test_page import ENDS, FOLDER


@pytest.mark.parametrize("name", EXPORTED)
def test_every_divisor_is_said_not_to_be_zero(name):
    text = exported(name).text
    statement = text[text.index("Theorem"):text.index("Proof.")]
    terms = ClaimTerms(PROVED[name])
    divisors = [t.args[1] for t in reachable(terms.roots(), under_derivatives=False)
                if t.op == "/" and t.args[1].op != "number" and not terms.is_bound(t)]
    radicands = [t for t in reachable(terms.roots(), under_derivatives=False)
                 if t.op == "sqrt" and not terms.is_bound(t)]
    lines = statement.splitlines()  # a hypothesis ends its line with ->, a definition with in
    start = max(k for k, line in enumerate(lines) if line.endswith((" ->", " in", ",")))
    conclusion = "\n".join(lines[start + 1:])
    assert conclusion.count("<> 0") >= len(divisors)
    assert conclusion.count("0 <= ") >= len(radicands)


def test_a_divisor_under_a_derivative_is_said_not_to_be_zero_at_0():
    names = [name for name in EXPORTED  # exported here, not whenever tests are collected
             if "derives" in exported(name).text.partition("Proof.")[0]]
    assert len(names) >= 18
    for name in names:
        check_derivatives(name)


def check_derivatives(name):
    terms = ClaimTerms(PROVED[name])
    said = terms.denominators()
    ((_, at, H, _),) = instances(PROVED[name], count=1)
    start = at | {t: Number(0) for t in terms.space.bound if t.startswith("t_")}
    for listed, kind, place in ((said.divisors, "/", 1), (said.radicands, "sqrt", 0)):
        numbers = [value(term, at, H) for term in listed]
        for term in terms.reachable():
            if term.op == kind and term.args[place].op != "number":
                assert value(term.args[place], start, H) in numbers, name
    conclusion = exported(name).text.partition("Proof.")[0].split("exists")[-1]
    assert conclusion.count("<> 0") >= len(said.divisors), name


def test_a_printed_theorem_uses_no_other_word():
    """What a statement applies to something is defined in the heads, or is a letter."""
    heads = "".join((FOLDER / name).read_text(encoding="utf-8").split(end)[0]
                    for name, end in ENDS.items())
    known = set(re.findall(r"^Definition (\w+)", heads, re.MULTILINE))
    known |= {"forall", "exists", "fun", "let", "in", "H", "K", "sqrt", "Rabs", "Rmax", "R", "V"}
    for name in EXPORTED:
        statement = exported(name).text.partition(" :\n")[2].partition("Proof.")[0]
        applied = set(re.findall(r"(?<![\w.])([A-Za-z]\w*)(?= [(\w])", statement))
        bound = re.findall(r"\(([\w ]+) :|(?:let|fun|exists|forall) (\w+)", statement)
        letters = {x for group in bound for x in " ".join(group).split()}
        assert applied <= known | letters, name


def statement_of(name):
    text = exported(name).text
    return re.sub(r"\s+", " ", text[text.index("Theorem"):text.index("Proof.")]).strip()


BNGD = """forall (V : space) (H : V -> V) (mu L : R) (u w h : V)
  (sigma a lr lr_a alpha residual : R), symmetric H -> spectrum_in H mu L ->
  0 < mu -> 0 < L -> 0 <= (L - mu) -> 0 < ⟨u, u⟩ -> 0 < ⟨w, w⟩ -> 0 < sigma -> 0 < lr ->
  0 < lr_a -> 0 <= residual ->"""

BY_HAND = {
    # w ⟂ v and |w⁺|² = |w|² + ε²(a/σ)²|v|²
    "cai2019.norm_growth": f"""{BNGD}
        let t1 := ⟨w, w⟩ in let g := (H u) in let x := ⟨w, g⟩ in let q1 := (H w) in
        let y := ⟨q1, w⟩ in let v := (g ⊕ ((-1) ⊙ ((x / y) ⊙ q1))) in let t2 := ⟨w, q1⟩ in
        let q2 := (w ⊕ ((lr * (a / (sqrt t2))) ⊙ (g ⊕ ((-1) ⊙ ((x / t2) ⊙ q1))))) in
        let sigma1 := (sqrt y) in
        (y <> 0 /\\ (sqrt t2) <> 0 /\\ t2 <> 0 /\\ sigma1 <> 0 /\\ 0 <= t2 /\\ 0 <= y) /\\
        (⟨v, w⟩ = 0 /\\ ⟨q2, q2⟩ = (t1 + ((((lr * a) / sigma1) ^ 2) * ⟨v, v⟩))).""",
    # ∇ρ(w) = −(2x/y)v, ρ(w) = −(uᵀw)²/wᵀSw
    "kohler2019.rayleigh_gradient": f"""{BNGD}
        let g := (H u) in let x := ⟨w, g⟩ in let q1 := (H w) in let y := ⟨q1, w⟩ in
        let v := (g ⊕ ((-1) ⊙ ((x / y) ⊙ q1))) in
        exists d_1 : R, derives (fun t_1_ => ((- (⟨(w ⊕ (t_1_ ⊙ h)), g⟩ ^ 2)) /
          ⟨(H (w ⊕ (t_1_ ⊙ h))), (w ⊕ (t_1_ ⊙ h))⟩)) d_1 /\\
        (y <> 0 /\\ y <> 0) /\\ (d_1 = ⟨((- ((2 * x) / y)) ⊙ v), h⟩).""",
    # c²(a + b)² ≤ ab((a − b)² + 4c²) where c² ≤ ab
    "lange2022.two_by_two": """forall (V : space) (a_value b_value c_value : R),
        0 < a_value -> 0 < b_value -> let t1 := (c_value ^ 2) in
        let t2 := (a_value * b_value) in t1 <= t2 ->
        (t1 * ((a_value + b_value) ^ 2)) <= (t2 * (((a_value - b_value) ^ 2) + (4 * t1))).""",
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_theorem_of_each_paper_as_written_by_hand(name):
    written = re.sub(r"\s+", " ", BY_HAND[name]).strip()
    assert statement_of(name) == f"Theorem {name.split('.')[1]} : {written}"
