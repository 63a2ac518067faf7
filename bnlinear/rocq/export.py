"""One claim as a Rocq file: its statement, and its own proof steps as a script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from bnlinear.claims import VectorPart
from bnlinear.claims.families.parts import OnesPart, ScalarPart
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, SpectrumWithin, Statement
from bnlinear.rocq.answers import PRINTERS
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.certificates import Generator
from bnlinear.rocq.derivatives import print_derivative, says
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.refutations import refutation
from bnlinear.rocq.script import Script
from bnlinear.rocq.statement import CannotState, ClaimTerms, Printer
from bnlinear.rocq.steps import Emitter
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm

HEAD = """\
From Coq Require Import Reals Lra List.
From BnLinear Require Import Moments Scalars Derivatives VectorDerivatives.
Import ListNotations.
Local Open Scope R_scope.
"""


@dataclass(frozen=True)
class Exported:
    """A Rocq file of one claim, or why there is none."""

    id: str
    text: str = ""
    reason: str = ""


def export_claim(claim: ClaimRecord, *, trial: bool = False) -> Exported:
    """The claim's file; `reason` names the step that stands in the way if there is none.

    In a `trial` (of a false variant) steps that nothing closes are printed too, for coqc to refuse.
    """
    name = claim.id or claim.name
    if claim.the_proof is None:
        return Exported(name, reason="it has no proof in steps")
    try:
        return Exported(name, text=_File(claim, trial).text())
    except (CannotState, NotExported) as limit:
        return Exported(name, reason=str(limit))


class _File:
    """The parts of a file, in the order in which they are made."""

    def __init__(self, claim: ClaimRecord, trial: bool) -> None:
        self.claim, self.trial = claim, trial
        self.name = claim.name if claim.name.strip("_") else "variant"  # a mutant's is _
        self.terms = ClaimTerms(claim)
        self.printer, self.space = self.terms.printer, self.terms.space
        self.lets = self.terms.lets()
        self.bases = self.terms.names_of(VectorPart, OnesPart)
        self.canonical = Canonical(self.bases, self._depth())
        self.emitter = Emitter(self.terms, self.canonical, PRINTERS)
        assert claim.the_proof is not None
        try:
            self.emitter.steps_of(claim.the_proof.steps)
        except NotExported:
            if not trial or len(self.emitter.closings) < len(self.emitter.goals):
                raise  # a false variant may have fewer goals than the steps close

    def _depth(self) -> int:
        """How often H⁻¹ is applied in a row."""
        depth: dict[int, int] = {}
        most = 0
        for term in self.terms.reachable():
            inner = max((depth[a.index] for a in term.args
                         if isinstance(a, ScalarTerm | VectorTerm) and a.index in depth), default=0)
            depth[term.index] = inner + (term.op == "K")
            most = max(most, depth[term.index])
        return most

    # -- the statement ---------------------------------------------------------------------

    def text(self) -> str:
        binders, hypotheses = self._binders(), self._hypotheses()
        lets = [f"  let {self.printer.names[t.index]} := {self.printer.inline(t)} in"
                for t in self.lets]
        where = [f"  {self._hypothesis(part, k)} ->" for k, part in enumerate(self._where())]
        self._name_derivatives()
        conclusion = self._conclusion()
        proof = self._proof()
        statement = "\n".join([f"Theorem {self.name} :", f"  forall {binders},",
                               *(f"  {h} ->" for h in hypotheses), *lets, *where,
                               f"  {conclusion}."])
        return "\n".join([self._comment(), HEAD, statement, "Proof.", *proof, "Qed.", "",
                          f"Print Assumptions {self.name}.", ""])

    def _comment(self) -> str:
        words = self.claim.text.replace("(*", "( *").replace("*)", "* )")
        return f"(* {self.claim.id}: {words} *)\n"

    def _binders(self) -> str:
        out = ["(V : space)"]
        if self.terms.has_operator:
            prefix = self.terms.letter_prefix
            out += ["(H : V -> V)"] + (["(K : V -> V)"] if self.canonical.depth else [])
            self.mu, self.L = (self.printer.identifier(prefix + n) for n in ("mu", "L"))
            out += [f"({self.mu} {self.L} : R)"]
        if self.bases:
            out.append(f"({' '.join(map(self.printer.base, self.bases))} : V)")
        scalars = [self.printer.identifier(n) for n in self.terms.names_of(ScalarPart)]
        if scalars:
            out.append(f"({' '.join(scalars)} : R)")
        return " ".join(out)

    def _hypotheses(self) -> list[str]:
        out = []
        if self.terms.has_operator:
            out = ["symmetric H", f"spectrum_in H {self.mu} {self.L}"]
            out += ["inverse H K"] if self.canonical.depth else []
        plain = Printer()
        for scalar, sign, _ in self.terms.given:
            relation = {">": "0 < {}", ">=": "0 <= {}"}[sign]
            out.append(relation.format(plain.inline(scalar)))
        return out

    def _where(self) -> list[Statement]:
        return conjuncts_of(self.terms.hypotheses)

    def _hypothesis(self, said: Statement, number: int) -> str:
        if isinstance(said, SpectrumWithin):
            k = next(k for k, s in enumerate(self.terms.spectra) if s is said)
            return (f"nonzero_spectrum_in {self._image(k)} {self.terms.side(said.low)} "
                    f"{self.terms.side(said.high)}")
        text = self.terms.relation(said)
        return f"({text})" if isinstance(said, Compound) else text

    def _image(self, k: int) -> str:
        z, image = self.terms.images[k]
        return f"(fun {self.printer.leaf(z)} : V => {self.printer.reference(image)})"

    def _conclusion(self) -> str:
        costs = self.terms.denominators()
        self.divisors, self.radicands = costs.divisors, costs.radicands
        parts = [f"{self.printer.reference(d)} <> 0" for d in self.divisors]
        parts += [f"0 <= {self.printer.reference(r)}" for r in self.radicands]
        parts += [f"0 <= {self.terms.side(s.low)}" for s in self.terms.spectra]
        said = " /\\\n   ".join(self.terms.relation(g) for g in self.emitter.goals)
        joint = " /\\ ".join(parts)
        said = f"({joint}) /\\\n  ({said})" if parts else said
        for term, stated in reversed(self.derivatives):
            kind = "R" if isinstance(term, ScalarTerm) else "V"
            said = f"exists {self.printer.names[term.index]} : {kind},\n  {stated} /\\\n  {said}"
        return said

    def _name_derivatives(self) -> None:
        """d1, d2, … for the derivatives, each with what it says."""
        self.derivatives: list[tuple[Term, str]] = []
        found = [t for t in self.terms.reachable() if t.op == "derivative"]
        for k, term in enumerate(found, start=1):
            name = f"d_{k}"
            self.derivatives.append((term, says(self.printer, term, name)))
            self.printer.names[term.index] = name

    # -- the proof -------------------------------------------------------------------------

    def _proof(self) -> list[str]:
        self.script = script = Script(self.printer, self.canonical, self.terms.has_operator)
        script.sources = self.emitter.hypotheses
        script.trial = self.trial
        self._introduce()
        derived = self._derive()
        goals = [self.emitter.print_goal(k, script) for k in range(len(self.emitter.goals))]
        parts = [script.nonzero_term(d) for d in self.divisors]
        parts += [script.nonnegative_term(r) for r in self.radicands]
        parts += [self._low(k) for k in range(len(self.terms.spectra))]
        proof = joined(goals)
        if parts:
            proof = f"(conj {joined(parts)} {proof})"
        for name, stated in derived:
            script.say(f"exists {name}. split; [exact {stated}|].")
        script.say(f"exact {proof}.")
        return script.lines

    def _derive(self) -> list[tuple[str, str]]:
        """The derivatives' names and what proves them; from here on the moments have names."""
        script, names = self.script, self.printer.names
        for term, _ in self.derivatives:
            script.say(f"pose ({names[term.index]} := "
                       f"{script.name(self.canonical.derivative(term))}).")
        self._environment()
        self._spectra()
        return [(names[term.index], print_derivative(script, term, stated))
                for term, stated in self.derivatives]

    def _introduce(self) -> None:
        script, printer = self.script, self.printer
        names = ["V"]
        if self.terms.has_operator:
            names += ["H"] + (["K"] if self.canonical.depth else []) + [self.mu, self.L]
        names += [*map(printer.base, self.bases),
                  *map(printer.identifier, self.terms.names_of(ScalarPart))]
        if self.terms.has_operator:
            names += ["Hsym", "Hspec"] + (["Hinv"] if self.canonical.depth else [])
        names += [f"Hf{k}" for k in range(len(self.terms.given))]
        names += [printer.names[t.index] for t in self.lets]
        spectrum = 0
        for count, said in enumerate(self._where()):
            if isinstance(said, SpectrumWithin):
                names.append(f"M{spectrum}spec")
                spectrum += 1
            else:
                names.append(f"Hw{count}")
        script.say(f"intros {' '.join(names)}.")
        for k, (scalar, *_) in enumerate(self.terms.given):
            if scalar.op == "dot" and scalar.args[0] is scalar.args[1]:
                printer.nonzero[scalar.args[0].args[0]] = f"Hf{k}"
        if not self.terms.has_operator:
            script.say("assert (Hsym : symmetric (fun v : V => v)) by (intros ? ?; reflexivity).")
        else:
            mu = next(f"Hf{k}" for k, (_, _, why) in enumerate(self.terms.given)
                      if why.startswith("μ > 0"))
            script.say(f"pose proof (spectrum_nonnegative V H {self.mu} {self.L} Hspec "
                       f"(Rlt_le _ _ {mu})) as Hnn.")
            k = next(k for k, (_, sign, why) in enumerate(self.terms.given) if "≤ L" in why)
            script.say(f"assert (Hle : {self.mu} <= {self.L}) by (clear -Hf{k}; lra).")
            script.say(f"pose proof {mu} as Hmu.")
            script.ends = f"{self.mu} {self.L}"

    def _environment(self) -> None:
        """The vectors as a table, and the table of their moments."""
        script, bases = self.script, self.canonical.bases
        cases = " | ".join(f"{k}%nat => {self._env(base)}" for k, base in enumerate(bases))
        if bases:
            script.say(f"pose (env := fun i : nat => match i with {cases} "
                       f"| _ => {self._env(bases[0])} end).")
            script.say(f"destruct (named_table (moment {script.operator} env)) as [mom Hm].")
        for k, base in enumerate(bases if self.canonical.depth else []):
            self._inverted(self.printer.base(base), base, k)

    def _spectra(self) -> None:
        """The matrices of the hypotheses on spectra."""
        script = self.script
        for k, within in enumerate(self.terms.spectra):
            script.say(f"pose (M{k} := {self._image(k)}).")
            script.say(f"assert (M{k}sym : symmetric M{k}). "
                       f"{{ unfold M{k}. symmetric_form Hsym. }}")
            ends = [self.terms.term(e) for e in (within.low, within.high)]
            self._ordered(*ends)
            low, high = map(script.name, ends)
            script.say(f"assert (M{k}low : 0 <= {low}) by ends_of_spectrum.")
            script.say(f"assert (M{k}le : {low} <= {high}) by ends_of_spectrum.")

    def _ordered(self, low: ScalarTerm, high: ScalarTerm) -> None:
        """Do the hypotheses say that an interval [low, high] is not empty?"""
        canonical, signs = self.canonical, (">", ">=")
        gap: Any = canonical.scalar(high) - canonical.scalar(low)
        known = [Generator((-gap).top(), "", True)]
        known += [Generator(h.value().top(), "", h.sign == ">") for h in self.emitter.hypotheses
                  if h.sign in signs and not h.value().denominator]
        lifted = [replace(g, polynomial=canonical.space.lift(g.polynomial)) for g in known]
        if not self.trial and (gap.denominator or refutation(lifted, factors=2) is None):
            raise NotExported("nothing says that the interval of the spectrum is not empty")

    def _inverted(self, name: str, base: str, k: int) -> None:
        """b = Hᵈ(env k), and env k ≠ 0 where b ≠ 0."""
        depth, say = self.canonical.depth, self.script.say
        say(f"assert (base_of_{name} : {name} = comb H env [(1, ({depth}, {k})%nat)]). {{ "
            f"transitivity (pw H {depth} (env {k}%nat)); "
            f"[symmetry; exact (inverse_pw V H K {depth} {name} Hinv)|]. "
            f"refine (pw_comb V H Hsym env {depth} _ _ _ (base_comb V H env {k}) _). "
            "cbn [agree raised Nat.add]. repeat split. }")
        if base in self.printer.nonzero:
            say(f"pose proof (inverse_positive V H Hsym K {depth} {name} Hinv "
                f"{self.printer.nonzero[base]}) as positive_{name}.")

    def _env(self, base: str) -> str:
        return "(" + "K (" * self.canonical.depth + self.printer.base(base) + (
            ")" * self.canonical.depth) + ")"

    def _low(self, k: int) -> str:
        return f"M{k}low"


def conjuncts_of(said: Statement) -> list[Statement]:
    """The hypotheses one by one; alternatives stay whole."""
    if isinstance(said, Compound) and said.every and said.premise is None:
        return [part for inner in said.parts for part in conjuncts_of(inner)]
    return [said]


def joined(names: list[str]) -> str:
    """conj a (conj b …)."""
    return names[0] if len(names) == 1 else f"(conj {names[0]} {joined(names[1:])})"
