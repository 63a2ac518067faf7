"""What a theorem says, as text: binders, hypotheses, letters and conclusion; and its proof."""

from __future__ import annotations

from bnlinear.claims import VectorPart
from bnlinear.claims.families.parts import OnesPart, ScalarPart
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.relations import Compound, SpectrumWithin, Statement
from bnlinear.rocq.canonical import Canonical
from bnlinear.rocq.instances import NoInstance, instance_of
from bnlinear.rocq.proof import Proof
from bnlinear.rocq.questions.answers import PRINTERS
from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.scripts.derivatives import says
from bnlinear.rocq.statement import ClaimTerms, Printer
from bnlinear.rocq.steps.emitter import Emitter
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm

HEAD = """\
From Coq Require Import Reals Lra List.
From BnLinear Require Import Moments Scalars Derivatives VectorDerivatives Rn Instances.
Import ListNotations.
Local Open Scope R_scope.
"""


class Theorem:
    """A claim's theorem: what it says, and what its proof needs."""

    def __init__(self, claim: ClaimRecord, trial: bool) -> None:
        self.claim, self.trial = claim, trial
        self.no_instance = ""  # why no instance of the hypotheses is proved
        self.name = claim.name if claim.name.strip("_") else "variant"  # a mutant's is _
        self.terms = ClaimTerms(claim)
        self.printer, self.space = self.terms.printer, self.terms.space
        self.lets = self.terms.lets()
        self.bases = self.terms.names_of(VectorPart, OnesPart)
        self.canonical = Canonical(self.bases, self._depth())
        self.binders, self.hypotheses = self._binders(), self._hypotheses()
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
        lets = list(map(self.let, self.lets))
        where = [f"  {self.hypothesis(part, k)} ->" for k, part in enumerate(self.where())]
        instance, checked = self._instance()  # before the proof gives more terms a name
        self._name_derivatives()
        conclusion = self._conclusion()
        proof = Proof(self).lines()
        statement = "\n".join([f"Theorem {self.name} :", f"  forall {self.binders},",
                               *(f"  {h} ->" for h in self.hypotheses), *lets, *where,
                               f"  {conclusion}."])
        return "\n".join([self._comment(), HEAD, statement, "Proof.", *proof, "Qed.", "", *instance,
                          f"Print Assumptions {checked}.", ""])

    def _instance(self) -> tuple[list[str], str]:
        """The proof that the hypotheses hold somewhere, and the name of all that is proved."""
        try:
            lines = [] if self.trial else instance_of(self)
        except NoInstance as none:
            self.no_instance = str(none)
            return [f"(* The hypotheses are not proved to hold anywhere: {none}. *)"], self.name
        if not lines:
            return [], self.name
        both = f"{self.name}_and_instance"
        pair = f"Definition {both} := ({self.name}, {self.name}_instance)."
        return ["(* The hypotheses hold at an instance. *)", *lines, "", pair, ""], both

    def let(self, term: Term) -> str:
        """The definition of a letter."""
        return f"  let {self.printer.names[term.index]} := {self.printer.inline(term)} in"

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

    def where(self) -> list[Statement]:
        return conjuncts_of(self.terms.hypotheses)

    def hypothesis(self, said: Statement, number: int) -> str:
        if isinstance(said, SpectrumWithin):
            k = next(k for k, s in enumerate(self.terms.spectra) if s is said)
            return (f"nonzero_spectrum_in {self.image(k)} {self.terms.side(said.low)} "
                    f"{self.terms.side(said.high)}")
        text = self.terms.relation(said)
        return f"({text})" if isinstance(said, Compound) else text

    def image(self, k: int) -> str:
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


def conjuncts_of(said: Statement) -> list[Statement]:
    """The hypotheses one by one; alternatives stay whole."""
    if isinstance(said, Compound) and said.every and said.premise is None:
        return [part for inner in said.parts for part in conjuncts_of(inner)]
    return [said]
