"""Derivatives, stated as limits and proved rule by rule (theories/VectorDerivatives.v)."""

from __future__ import annotations

from bnlinear.rocq.jets import Jet, Jets
from bnlinear.rocq.scripts.script import Script
from bnlinear.rocq.statement import Printer
from bnlinear.rocq.terms import ScalarTerm, Term, VectorTerm


def says(printer: Printer, term: Term, name: str) -> str:
    """The statement that `name` is the derivative."""
    body, variable, order, _ = term.args
    t, inner = printer.leaf(variable), printer.reference(body)
    head = "derives" if order == 1 else "derives_twice"
    if isinstance(term, VectorTerm):
        return f"(forall z : V, {head} (fun {t} => ⟨{inner}, z⟩) ⟨{name}, z⟩)"
    return f"{head} (fun {t} => {inner}) {name}"


def print_derivative(script: Script, term: Term, statement: str) -> str:
    """The hypothesis that a derivative is the number, or the vector, that the rules give."""
    body, variable, order, _ = term.args
    derivation = _Derivation(script, script.canonical.jets(variable))
    function, values, known = derivation.prove(body)
    rule = "derives" if order == 1 else "derives_twice"
    if isinstance(term, VectorTerm):
        how = f"exact (vjet_{rule} V {function} {' '.join(values)} {known})."
    else:
        how = (f"exact ({rule}_from {function} {' '.join(values)} {values[order]} {known} "
               "eq_refl).")
    return script.prove("T", statement, how)


class _Derivation:
    """The jets of the formulas in one variable, each a function, three values and a proof."""

    def __init__(self, script: Script, jets: Jets) -> None:
        self.script, self.jets = script, jets
        self.t = script.printer.leaf(jets.variable)
        self._proved: dict[int, tuple[str, list[str], str]] = {}

    def prove(self, term: Term) -> tuple[str, list[str], str]:
        """The names of the function, of its value and derivatives, and of the proof."""
        if term.index not in self._proved:
            self._proved[term.index] = self._prove(term, self.jets.of(term))
        return self._proved[term.index]

    def _prove(self, term: Term, jet: Jet) -> tuple[str, list[str], str]:
        script = self.script
        inner = [self.prove(part) for part in jet.parts]
        constants = [f"({script.name(c)})" for c in jet.constants]
        values = [f"({script.name(value)})" for value in jet.triple]
        arguments = [*constants, *(f for f, _, _ in inner),
                     *(v for _, triple, _ in inner for v in triple)]
        if jet.rule == "vjet_op V H":
            arguments.append("Hsym")
        if jet.rule == "vjet_scale V":  # the number's jet comes first
            (k, of_k, _), (f, of_f, _) = inner
            arguments = [k, *of_k, f, *of_f]
        if jet.rule == "vjet_scale_r V":
            arguments = [*constants, inner[0][0], *inner[0][1]]
        arguments += [known for _, _, known in inner]
        if jet.positive is not None:
            arguments.append(f"(strict _ {script.nonnegative_term(jet.positive)} "
                             f"{script.nonzero_term(jet.positive)})")
        if jet.nonzero is not None:
            arguments.append(script.nonzero_term(jet.nonzero))
        function = script.fresh("f")
        script.say(f"pose ({function} := fun {self.t} : R => {self._text(term)}).")
        kind = "jet" if isinstance(term, ScalarTerm) else "vjet V"
        return function, values, script.prove(
            "A", f"{kind} {function} {' '.join(values)}",
            f"exact ({' '.join([jet.rule, *arguments])}).")

    def _text(self, term: Term) -> str:
        """The formula at t, by the functions of its parts."""
        if not self.jets.depends(term):
            return self.script.name(term)
        if term is self.jets.variable:
            return self.t
        return self.script.printer.operation(term, [self._part(a) for a in term.args])

    def _part(self, part: object) -> object:
        if not isinstance(part, ScalarTerm | VectorTerm):
            return part
        if part.index in self._proved:
            return f"({self._proved[part.index][0]} {self.t})"
        return self._text(part)
