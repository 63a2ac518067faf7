"""The script of a theorem: its hypotheses, the tables of vectors and moments, and its goals."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bnlinear.claims.families.parts import ScalarPart
from bnlinear.claims.relations import SpectrumWithin
from bnlinear.rocq.questions.certificates import Generator
from bnlinear.rocq.questions.refutations import refutation
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.scripts.derivatives import print_derivative
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.steps.printing import print_goal
from bnlinear.rocq.terms import ScalarTerm

if TYPE_CHECKING:
    from bnlinear.rocq.theorem import Theorem


class Proof:
    """The lines of a proof, in the order in which they are made."""

    def __init__(self, theorem: Theorem) -> None:
        self.theorem, self.printer, self.terms = theorem, theorem.printer, theorem.terms
        self.canonical, self.emitter = theorem.canonical, theorem.emitter
        self.script = Script(self.printer, self.canonical, self.terms.has_operator)
        self.script.sources = self.emitter.hypotheses
        self.script.trial = theorem.trial

    def lines(self) -> list[str]:
        """The script."""
        script = self.script
        self._introduce()
        derived = self._derive()
        goals = [print_goal(self.emitter, k, script) for k in range(len(self.emitter.goals))]
        parts = [script.nonzero_term(d) for d in self.theorem.divisors]
        parts += [script.nonnegative_term(r) for r in self.theorem.radicands]
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
        for term, _ in self.theorem.derivatives:
            script.say(f"pose ({names[term.index]} := "
                       f"{script.name(self.canonical.derivative(term))}).")
        self._environment()
        self._spectra()
        return [(names[term.index], print_derivative(script, term, stated))
                for term, stated in self.theorem.derivatives]

    def _introduce(self) -> None:
        script, printer = self.script, self.printer
        names = ["V"]
        if self.terms.has_operator:
            names += ["H"] + (["K"] if self.canonical.depth else [])
            names += [self.theorem.mu, self.theorem.L]
        names += [*map(printer.base, self.theorem.bases),
                  *map(printer.identifier, self.terms.names_of(ScalarPart))]
        if self.terms.has_operator:
            names += ["Hsym", "Hspec"] + (["Hinv"] if self.canonical.depth else [])
        names += [f"Hf{k}" for k in range(len(self.terms.given))]
        names += [printer.names[t.index] for t in self.theorem.lets]
        spectrum = 0
        for count, said in enumerate(self.theorem.where()):
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
            script.ends = f"{self.theorem.mu} {self.theorem.L}"
            script.say(f"pose proof (spectrum_nonnegative V H {script.ends} Hspec "
                       f"(Rlt_le _ _ {mu})) as Hnn.")
            k = next(k for k, (_, sign, why) in enumerate(self.terms.given) if "≤ L" in why)
            script.say(f"assert (Hle : {self.theorem.mu} <= {self.theorem.L}) "
                       f"by (clear -Hf{k}; lra).")
            script.say(f"pose proof {mu} as Hmu.")

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
            script.say(f"pose (M{k} := {self.theorem.image(k)}).")
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
        if not self.theorem.trial and (gap.denominator or refutation(lifted, factors=2) is None):
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


def joined(names: list[str]) -> str:
    """conj a (conj b …)."""
    return names[0] if len(names) == 1 else f"(conj {names[0]} {joined(names[1:])})"
