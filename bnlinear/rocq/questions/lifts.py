"""The spectral lift in Rocq: p(λ) ≥ 0 on [low, high] as a sum of forms that are not negative."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flint import fmpq_mpoly

from bnlinear.exact.moments import Scalar
from bnlinear.rocq.questions.certificates import Certificate, Generator, certificate
from bnlinear.rocq.questions.direct import Sided, branch_proof, certified, sided
from bnlinear.rocq.questions.products import cleared, root_of_divisors, substituted
from bnlinear.rocq.questions.questions import no_certificate
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.steps.emitter import Emitter
from bnlinear.rocq.steps.known import Known


def print_lift(emitter: Emitter, script: Script, fact: Known) -> str:
    """⟨v, p(M)v⟩ ≥ 0 from p = Σ c (λ − low)ⁱ(high − λ)ʲ: forms ⟨v, AⁱBʲv⟩ are not negative."""
    vector, coefficients, (low, high), images, hypothesis = fact.data
    canonical, space = emitter.canonical, emitter.canonical.space
    power = max(coefficients)
    eigenvalue: Any = space.scalar("lambda")
    p: Any = space.constant(0)
    for k, c in coefficients.items():
        p = p + canonical.scalar(c, keep=True) * eigenvalue**k
    ends = [canonical.scalar(end, keep=True) for end in (low, high)]
    if any(end.denominator for end in ends):
        raise NotExported("a lift whose interval has divisors")
    sides = sided(emitter, script, list(fact.parents), p)
    moments = [script.name(vector @ image) for image in images]
    forms = _forms(script, vector, (low, high), ends, moments, power, hypothesis, emitter)
    target = cleared(p)
    generators = [*sides.generators, *(Generator(f.polynomial, f.proof) for f in forms)]
    first = len(sides.generators)
    extra = _lift_squares(space, p, ends)
    generators += extra
    generators = [replace(g, polynomial=space.lift(g.polynomial)) for g in generators]
    one = frozenset(range(first, first + len(forms)))
    strict_ones = [(k,) for k, g in enumerate(generators) if g.strict]
    alone: list[tuple[int, ...]] = [()]
    found = None
    for degree, tries in (*((d, alone) for d in (0, 1, 2)),
                          *((d, [*strict_ones, *alone]) for d in (0, 1, 2, 3))):
        found = certificate(space.lift(target), generators, degree=degree, exactly_one=one,
                            multipliers=tries)
        if found is not None:
            break
    texts = [*sides.texts, *(f.text for f in forms)]
    texts += [f"({script.polynomial(g.label[1])} * {script.polynomial(g.label[1])})"
              for g in extra]
    if found is None:
        return _lift_by_gap(emitter, script, fact, p, ends, generators, one, sides, texts, forms,
                            extra, moments)
    proofs = _proofs(script, sides, forms, extra, found, first)
    rewrites = _coefficient_rewrites(script, coefficients)
    how = certified(script, found, texts, proofs, generators, ">=", p, _square_text(script, p),
                     "", 0)
    return script.prove("K", f"0 <= {script.name(fact.scalar)}",
                        f"{_unfolded(script, fact, coefficients, moments)}{rewrites}{how}")


def _coefficient_rewrites(script: Script, coefficients: Any) -> str:
    equations = [script.equation(c, keep=True) for c in coefficients.values()]
    return "".join(f"rewrite ?{e}. " for e in dict.fromkeys(equations) if e)


def _proofs(script: Script, sides: Sided, forms: list[Form], extra: list[Generator],
            found: Certificate, first: int) -> list[str]:
    """The proofs of the generators; of the forms only those that are used are printed."""
    used = {i for _, indices in found.terms for i in indices}
    return [*(str(g.label) for g in sides.generators),
            *(script.prove("L", f"0 <= {f.text}", f.proof) if first + k in used else ""
              for k, f in enumerate(forms)),
            *(f"(square_le {script.polynomial(g.label[1])})" for g in extra)]


def _unfolded(script: Script, fact: Known, coefficients: Any, moments: list[str]) -> str:
    parts = [f"{script.name(c)} * {moments[k]}" for k, c in sorted(coefficients.items())]
    return f"change (0 <= {_nested(parts)}). "


def _nested(parts: list[str]) -> str:
    out = parts[0]
    for part in parts[1:]:
        out = f"({out}) + {part}" if "+" in out else f"{out} + {part}"
    return out


def _square_text(script: Script, p: Scalar) -> str:
    root = root_of_divisors(script, p)
    return f"(({root}) * ({root}))" if root else ""


@dataclass(frozen=True)
class Form:
    """⟨v, AⁱBʲv⟩ ≥ 0: its polynomial in λ, its text in moments, and its proof."""

    polynomial: fmpq_mpoly
    text: str
    proof: str


def _forms(script: Script, vector: Any, terms: Any, ends: list[Scalar], moments: list[str],
           power: int, hypothesis: int | None, emitter: Emitter) -> list[Form]:
    """The forms of the lemmas `lift`, `lift_within` and `lift_within_zero`."""
    space = emitter.canonical.space
    x: Any = space.scalar("lambda")
    zero = space.constant(0)
    low, high = (script.name(t) for t in terms)
    v = script.name(vector)
    kinds = [("lift", "Hspec", "Hle", ends[0], 0)]
    if hypothesis is not None:
        kinds = [("lift_within_zero", "", "", zero, 0), ("lift_within", "", "", ends[0], 1)]
    out = []
    for rule, spectrum, order, start, weight in kinds:
        for i in range(power + 1 - weight):
            for j in range(power + 1 - weight - i):
                p = (x**weight) * (x - start) ** i * (ends[1] - x) ** j
                if p.is_zero():
                    continue
                text = _in_moments(script, p, moments)
                if hypothesis is None:
                    lemma = (f"(lift V H Hsym {low} {high} {i} {j} {v} {spectrum} {order})")
                else:
                    M = f"M{hypothesis}"
                    lemma = (f"({rule} V {M} {M}sym {low} {high} {i} {j} {v} {M}spec {M}low "
                             f"{M}le)")
                equations = "".join(f"rewrite ?{e} in Z. rewrite ?{e}. " for e in (
                    script.equation(t, keep=True) for t in terms) if e)
                proof = (f"assert (Z := {lemma}). cbn [form mixed above below plus by_scalar "
                         f"Nat.iter nat_rect] in Z. "
                         f"{_folded(script, vector, moments, hypothesis)}"
                         f"{equations}apply (le_same _ _ Z). clear; ring.")
                out.append(Form(p.top(), text, proof))
    return out


def _folded(script: Script, vector: Any, moments: list[str], hypothesis: int | None) -> str:
    """Name the moments in Z."""
    v, M = script.name(vector), "H" if hypothesis is None else f"M{hypothesis}"
    out, image = "", v
    for k, moment in enumerate(moments):
        if k:
            image = f"({M} {image})"
        out += f"change (dot {v} {image}) with {moment} in Z. "
    return out


def _in_moments(script: Script, p: Scalar, moments: list[str]) -> str:
    """A polynomial in λ with λᵏ replaced by ⟨v, Mᵏv⟩."""
    space = p.space
    top = p.top()
    position = space.names.index("lambda")
    by_power: dict[int, dict[Any, Any]] = {}
    for powers, c in top.to_dict().items():
        rest = (*powers[:position], 0, *powers[position + 1:])
        by_power.setdefault(int(powers[position]), {})[rest] = c
    parts = [f"{script.polynomial(space.context.from_dict(part))} * {moments[k]}"
             for k, part in sorted(by_power.items())]
    return f"({' + '.join(parts)})"


def _lift_squares(space: Any, p: Scalar, ends: list[Scalar]) -> list[Generator]:
    """Squares of the symbols in p and in the ends of the interval."""
    names = space.context.names()
    used = {k for s in (p, *ends) for k, d in enumerate(space.lift(s.top()).degrees())
            if d and names[k] != "lambda"}
    gens = space.context.gens()
    return [Generator(gens[k] * gens[k], ("square", gens[k])) for k in sorted(used)[:6]]


def _lift_by_gap(emitter: Emitter, script: Script, fact: Known, p: Any, ends: list[Scalar],
                 generators: list[Generator], one: frozenset[int], sides: Sided,
                 texts: list[str], forms: list[Form], extra: list[Generator],
                 moments: list[str]) -> str:
    """(L − μ)p has a certificate: so has p where μ < L; where μ = L, H = μ."""
    space = emitter.canonical.space
    _, coefficients, (low, high), images, hypothesis = fact.data
    if hypothesis is not None or high.op != "name":
        return _open_lift(script, fact)
    gap = ends[1] - ends[0]
    widened = [*generators, Generator(space.lift(gap.top()), "gap", True)]
    last = len(generators)
    found = None
    for degree in (0, 1, 2, 3):
        found = certificate(space.lift(cleared(p)), widened, degree=degree, exactly_one=one,
                            multipliers=[(last,), *((last, k) for k, g in enumerate(generators)
                                                    if g.strict)])
        if found is not None:
            break
    if found is None:
        return _open_lift(script, fact)
    gap_text = script.polynomial(gap.top())
    proofs = _proofs(script, sides, forms, extra, found, len(sides.generators))
    proofs.append(f"(lt_same _ _ (lt_difference _ _ h0) (ltac:(ring) : {script.name(high)} - "
                  f"{script.name(low)} = {gap_text}))")
    rewrites = _coefficient_rewrites(script, coefficients)
    wide = certified(script, found, [*texts, gap_text], proofs, widened, ">=", p,
                      _square_text(script, p), "", 0)
    at_low = substituted(p, "lambda", ends[0])
    name, end = script.name(low), high.args[0]
    chosen = [(end, ends[0], space.constant(0), "0")]
    target = cleared(at_low)
    there = branch_proof(script, target, _square_text(script, at_low), at_low, ">=", sides, chosen,
                    space, "") or no_certificate(script, at_low, "")
    steps = "".join(
        f"assert (T{k} : {moments[k]} = {name} * {moments[k - 1]}) by "
        f"exact (spectrum_point V H Hsym {name} {script.name(high)} _ _ Hspec e0). "
        for k in range(1, len(moments)))
    back = "".join(f"rewrite T{k}. " for k in range(len(moments) - 1, 0, -1))
    point = (f"{steps}assert (P0 : 0 <= {script.text(at_low)}). {{ {there} }} "
             f"apply (le_same _ _ (mul_le_le _ _ P0 (dot_pos {script.name(images[0])}))). "
             f"change (dot {script.name(images[0])} {script.name(images[0])}) with {moments[0]}. "
             f"{back}rewrite ?e0. {script.ring(p, at_low)}")
    return script.prove(
        "K", f"0 <= {script.name(fact.scalar)}",
        f"{_unfolded(script, fact, coefficients, moments)}{rewrites}"
        f"destruct (Rle_lt_or_eq_dec _ _ Hle) as [h0|h0]. {{ {wide} }} "
        f"{{ assert (e0 : {script.name(high)} = {name}) by (symmetry; exact h0). "
        f"clear h0. assert (h0 : 0 <= 0) by apply Rle_refl. {point} }}")


def _open_lift(script: Script, fact: Known) -> str:
    if not script.trial:
        raise NotExported("no certificate was found for a lift")
    return script.prove("K", f"0 <= {script.name(fact.scalar)}", "clear; lra.")


