"""The Rocq proofs of `beyond.converges_for_every_lr` and of Kohler's rates: axioms, gaps, mutants.

Every file compiles; the theorems rest on the axioms of the real numbers alone; a proof whose
statement is changed to a false one fails at the step where the change matters.
"""

import re
import shutil

import pytest

from tests.rocq.coqc import needs_coqc
from tests.rocq.universal import ORDER, TEXTS, coqc, imports

pytestmark = needs_coqc

THEOREMS = [
    "converges_for_every_lr", "converges_for_every_lr_in_Rn", "converges_for_every_data_set",
    "limit_is_minimum_or_saddle", "two_is_too_large", "converges_in_the_plane",
    "norm_bounded", "stationary_iff", "stationary_is_minimum_or_saddle",
    "step_is_gradient_descent", "loss_is_mean_squared_error", "rayleigh_rate", "gdnp_rate",
]
ALLOWED = {  # what Coq's real numbers rest on
    "ClassicalDedekindReals.sig_forall_dec", "ClassicalDedekindReals.sig_not_dec",
    "FunctionalExtensionality.functional_extensionality_dep",
}


# -- what the theorems rest on -------------------------------------------------------------------

def test_the_theorems_rest_on_the_axioms_of_the_reals_alone(ask):
    done = ask("\n".join(f"Print Assumptions {name}." for name in THEOREMS))
    assert done.returncode == 0, done.stderr
    lists = done.stdout.split("Axioms:")[1:]
    assert len(lists) == len(THEOREMS)
    for name, axioms in zip(THEOREMS, lists, strict=True):
        assert set(re.findall(r"^([\w.']+)\s*:", axioms, re.M)) <= ALLOWED, name


def without_comments(text):
    depth, kept = 0, []
    for part in re.split(r"(\(\*|\*\))", text):
        depth += (part == "(*") - (part == "*)")
        if depth == 0 and part != "*)":
            kept.append(part)
    return "".join(kept)


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_no_gap_and_no_axiom_of_our_own(name):
    code = without_comments(TEXTS[name])
    for word in ("Admitted", "admit", "give_up", "Axiom", "Axioms", "Parameter", "Parameters",
                 "Conjecture", "bypass_check", "Unset", "Abort"):
        assert not re.search(rf"\b{word}\b", code), word
    depth = 0  # hypotheses only inside sections, where they become premises of what is proved
    for line in code.splitlines():
        depth += line.startswith("Section ") - line.startswith("End ")
        if re.match(r"(Variables?|Hypothes[ie]s|Context|Let)\b", line):
            assert depth > 0, line
    assert depth == 0


def test_the_gap_of_an_unfinished_proof_would_be_seen(ask):
    done = ask("Lemma gap : 0 = 1. Admitted.\nPrint Assumptions gap.")
    assert re.search(r"^gap\s*:", done.stdout, re.M)


# -- false statements are refused, where they are false ------------------------------------------

MUTANTS = {  # file, text, false text · the file that then fails, what coqc says there
    "ε_a = 2 in the theorem": (
        "Universal", "0 < eps -> 0 < eps_a < 2 ->", "0 < eps -> 0 < eps_a <= 2 ->",
        "Universal", "No product even after head-reduction"),
    "ε_a = 2 where a is bounded": (
        "UniversalRun", "run_eps_a : 0 < eps_a < 2", "run_eps_a : 0 < eps_a <= 2",
        "UniversalRun", 'expected to have type "0 < eps_a < 2"'),
    "ε_a = 2 where the lag a − b is paid for": (
        "UniversalScalars", "0 < rho < 2 ->", "0 < rho <= 2 ->",
        "UniversalScalars", "Cannot find witness"),
    "the lag paid for at half the price": (
        "UniversalScalars", "D ^ 2 <= 2 / c * (D ^ 2", "D ^ 2 <= 1 / c * (D ^ 2",
        "UniversalScalars", "Cannot find witness"),
    "σ moves by 1/√2 of the step": (
        "UniversalScalars", "(s' - s) ^ 2 <= t ^ 2 * Q.", "(s' - s) ^ 2 <= t ^ 2 * Q / 2.",
        "UniversalScalars", "Cannot find witness"),
    "the second-order term of b doubled": (
        "UniversalScalars", "t ^ 2 * Q) / (2 * s ^ 2)", "t ^ 2 * Q) / s ^ 2",
        "UniversalScalars", "not a valid field equation"),
    "|Hv|² ≤ μ⟨v, Hv⟩": (
        "UniversalSpace", "dot (H v) (H v) <= L *", "dot (H v) (H v) <= mu *",
        "UniversalSpace", "Cannot find witness"),
    "an indefinite product on ℝⁿ": (
        "UniversalRn", "fst v * fst w + Rn_dot", "fst v * fst w - Rn_dot",
        "UniversalRn", "Cannot find witness"),
    "w uphill": (
        "UniversalStatement", "(scale (eps * (a / sigma w))", "(scale (- eps * (a / sigma w))",
        "UniversalLoss", "not a valid field equation"),
    "w₀ = 0": (
        "Universal", "(w0 : E), w0 <> zero ->", "(w0 : E), True ->",
        "Universal", "Cannot solve this goal"),
    "μ = 0": (
        "Universal", "0 < mu ->", "0 <= mu ->", "Universal", "Cannot solve this goal"),
    "the rate of the Rayleigh quotient, to the third power": (
        "KohlerRates", "Lemma gap_contracts : gap (step w) <= rate ^ 2",
        "Lemma gap_contracts : gap (step w) <= rate ^ 3",
        "KohlerRates", "not a valid field equation"),
    "t(1 − t/L)² ≤ (1 − μ/L)³ t": (
        "KohlerRates", "dot (shrink v) (H (shrink v)) <= rate ^ 2 * dot v (H v)",
        "dot (shrink v) (H (shrink v)) <= rate ^ 3 * dot v (H v)",
        "KohlerRates", "Cannot find witness"),
    "GDNP without the bisection term": (
        "KohlerRates", "* Phi ^ 2 * gap (w O) + bisection.", "* Phi ^ 2 * gap (w O).",
        "KohlerRates", "Unable to unify"),
    "a direction step twice as long": (
        "KohlerRates", "let s := - (y H w * sigma H w)", "let s := - (2 * y H w * sigma H w)",
        "KohlerRates", "not a valid field equation"),
    "every stationary point a minimum": (
        "UniversalLoss", "\\/ (a = 0 /\\ x g w = 0).", "\\/ (a = 1 /\\ x g w = 0).",
        "UniversalLoss", 'expected to have type "a = 1"'),
    "a singular H in the plane": (
        "UniversalPlane", "0 < h11 * h22 - h12 * h12", "0 <= h11 * h22 - h12 * h12",
        "UniversalPlane", "Cannot solve this goal"),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_false_statement_is_refused_where_it_is_false(built, tmp_path, mutant):
    file, right, wrong, fails, reason = MUTANTS[mutant]
    assert right in TEXTS[file]
    stale = {file}
    for name in ORDER:
        if not (name == file or imports(TEXTS[name]) & stale):
            shutil.copy(built / f"{name}.vo", tmp_path)
            continue
        stale.add(name)
        text = TEXTS[name].replace(right, wrong, 1) if name == file else TEXTS[name]
        (tmp_path / f"{name}.v").write_text(text, encoding="utf-8")
        done = coqc(tmp_path, name)
        if done.returncode != 0:
            assert (name, reason in done.stderr) == (fails, True), done.stderr
            return
    pytest.fail("the false statement has a proof")
