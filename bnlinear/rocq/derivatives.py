"""Derivatives, stated as limits and proved rule by rule (theories/Derivatives.v).

Under the variable t every inner product is multiplied out over vectors that do not depend on t;
what remains is a formula in t, whose value and first two derivatives at 0 are composed by the rules
for sums, products, quotients and roots. That the result is the claim's own number is one more
equation between normal forms.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.script import Script
from bnlinear.rocq.statement import Printer, reachable
from bnlinear.rocq.terms import ScalarTerm, Term, Terms, VectorTerm

Triple = tuple[ScalarTerm, ScalarTerm, ScalarTerm]


def says(printer: Printer, term: Term, name: str) -> str:
    """The statement that `name` is the derivative."""
    body, variable, order, _ = term.args
    t, inner = printer.leaf(variable), printer.reference(body)
    head = "derives" if order == 1 else "derives_twice"
    if isinstance(term, VectorTerm):
        return f"(forall z : V, {head} (fun {t} => ⟨{inner}, z⟩) ⟨{name}, z⟩)"
    return f"{head} (fun {t} => {inner}) {name}"


def print_derivative(script: Script, term: Term, statement: str,
                     environment: Callable[[], None]) -> str:
    """The hypothesis that a derivative is what the claim says.

    A vector's is tested by its product with an arbitrary z, which `environment` brings among the
    vectors whose moments have names.
    """
    body, variable, order, hint = term.args
    space: Any = term.space
    name = script.fresh("T")
    with script.inside() as lines:
        target: Any = hint
        if isinstance(term, VectorTerm):
            probe = space.vector(space.fresh("z"))
            script.say(f"intro {script.printer.leaf(probe)}.")
            script.canonical.bases.append(probe.args[0])
            environment()
            body, target = body @ probe, hint @ probe
        derivation = _Derivation(script, space, variable)
        value = derivation.expanded(body)
        jet, triple = derivation.jet(value)
        found = triple[order]
        same = _same(script, found, target)
        rule = "derives_from" if order == 1 else "derives_twice_from"
        script.say(f"refine ({rule} _ _ _ _ _ (jet_same _ _ _ _ _ _ {jet}) {same}).")
        script.say(f"intro {script.printer.leaf(variable)}.")
        script.lines += derivation.equations(body)
    if isinstance(term, VectorTerm):
        script.canonical.bases.pop()
    script.say(f"assert ({name} : {statement}). {{")
    script.lines += [*lines, "}"]
    return name


def _same(script: Script, found: ScalarTerm, target: ScalarTerm) -> str:
    """The equation between the rules' result and the claim's."""
    equations = [script.equation(found), script.equation(target)]
    rewrites = "".join(f"rewrite {e}. " for e in dict.fromkeys(equations) if e)
    return script.prove("Y", f"{script.name(found)} = {script.name(target)}",
                        f"{rewrites}{script.ring(found, target)}")


class _Derivation:
    """One function of t: its expansion, its jet, and the proof that both are the same function."""

    def __init__(self, script: Script, space: Terms, variable: ScalarTerm) -> None:
        self.script, self.space, self.variable = script, space, variable
        self._depends: dict[int, bool] = {}
        self._expanded: dict[int, ScalarTerm] = {}
        self._jets: dict[int, tuple[str, Triple]] = {}

    def make(self, op: str, *args: Any) -> ScalarTerm:
        return self.space.make(ScalarTerm, op, *args)

    def depends(self, term: Term) -> bool:
        if term.index not in self._depends:
            self._depends[term.index] = any(t is self.variable for t in reachable([term]))
        return self._depends[term.index]

    # -- expansion -------------------------------------------------------------------------

    def expanded(self, term: ScalarTerm) -> ScalarTerm:
        """The same formula with every inner product that depends on t multiplied out."""
        if term.index not in self._expanded:
            self._expanded[term.index] = self._expand(term)
        return self._expanded[term.index]

    def _expand(self, term: ScalarTerm) -> ScalarTerm:
        if not self.depends(term) or term.op == "name":
            return term
        if term.op == "dot":
            total: Any = None
            for c, v in self.parts(term.args[0]):
                for d, w in self.parts(term.args[1]):
                    product = self._times(*c, *d, v @ w)
                    total = product if total is None else self.make("+", total, product)
            return total
        if term.op in ("+", "-", "*", "/", "neg", "sqrt"):
            return self.make(term.op, *(self.expanded(a) for a in term.args))
        if term.op == "^":
            base = self.expanded(term.args[0])
            out = base
            for _ in range(term.args[1] - 1):
                out = self.make("*", out, base)
            return out
        raise NotExported(f"the derivative of {term.op}")

    def _times(self, *factors: ScalarTerm) -> ScalarTerm:
        out = factors[0]
        for factor in factors[1:]:
            out = self.make("*", out, factor)
        return out

    def parts(self, vector: VectorTerm) -> list[tuple[tuple[ScalarTerm, ...], VectorTerm]]:
        """Σ Πc(t)·v over vectors v that do not depend on t: the factors of each, and v."""
        if not self.depends(vector):
            return [((), vector)]
        op, args = vector.op, vector.args
        if op == "+":
            return [part for a in args for part in self.parts(a)]
        if op == "*":
            c = self.expanded(args[0])
            return [((c, *d), v) for d, v in self.parts(args[1])]
        if op == "H":
            return [(c, v.under(1)) for c, v in self.parts(args[0])]
        raise NotExported(f"the derivative of a vector under {op}")

    # -- jets ------------------------------------------------------------------------------

    def jet(self, term: ScalarTerm) -> tuple[str, Triple]:
        """A hypothesis `jet (fun t => …) a b c`, and a, b, c."""
        if term.index not in self._jets:
            lemma, triple = self._jet(term)
            name = self.script.fresh("A")
            for value in triple:
                self.script.name(value)
            self.script.say(f"assert ({name} := {lemma}).")
            self._jets[term.index] = name, triple
        return self._jets[term.index]

    def _jet(self, term: ScalarTerm) -> tuple[str, Triple]:
        m, zero = self.make, self.space.constant(0)
        if term is self.variable:
            return "jet_id", (zero, self.space.constant(1), zero)
        if not self.depends(term):
            return f"(jet_const {self.script.name(term)})", (term, zero, zero)
        jets = [self.jet(a) for a in term.args]
        names = [name for name, _ in jets]
        (a, b, c), *rest = [triple for _, triple in jets]
        if term.op == "neg":
            return f"(jet_neg _ _ _ _ {names[0]})", (m("neg", a), m("neg", b), m("neg", c))
        if term.op == "sqrt":
            return self._sqrt(a, b, c, names[0])
        p, q, r = rest[0]
        both = f"_ _ _ _ _ _ _ _ {names[0]} {names[1]}"
        if term.op in ("+", "-"):
            rule = "jet_add" if term.op == "+" else "jet_sub"
            return f"({rule} {both})", (m(term.op, a, p), m(term.op, b, q), m(term.op, c, r))
        two = self.space.constant(2)
        if term.op == "*":
            bq = m("*", two, m("*", b, q))
            return f"(jet_mul {both})", (
                m("*", a, p), m("+", m("*", b, p), m("*", a, q)),
                m("+", m("+", m("*", c, p), bq), m("*", a, r)))
        pp = m("*", p, p)
        inner = m("-", m("/", m("*", two, m("*", q, q)), m("*", pp, p)), m("/", r, pp))
        return f"(jet_div {both} {self.script.nonzero_term(p)})", (
            m("/", a, p), m("-", m("/", b, p), m("/", m("*", a, q), pp)),
            m("+", m("-", m("/", c, p), m("/", m("*", two, m("*", b, q)), pp)), m("*", a, inner)))

    def _sqrt(self, a: ScalarTerm, b: ScalarTerm, c: ScalarTerm,
              name: str) -> tuple[str, Triple]:
        m, two, four = self.make, self.space.constant(2), self.space.constant(4)
        root = m("sqrt", a)
        positive = (f"(strict _ {self.script.nonnegative_term(a)} "
                    f"{self.script.nonzero_term(a)})")
        half = m("*", two, root)
        return f"(jet_sqrt _ _ _ _ {name} {positive})", (
            root, m("/", b, half),
            m("-", m("/", c, half), m("/", m("*", b, b), m("*", four, m("*", a, root)))))

    # -- the same function -----------------------------------------------------------------

    def equations(self, body: ScalarTerm) -> list[str]:
        """The lines that prove, for a given t, that the formula and its expansion agree."""
        known: dict[int, str] = {}
        with self.script.inside() as lines:
            for term in reachable([body]):
                if isinstance(term, ScalarTerm) and self.depends(term) and term.op != "name":
                    known[term.index] = self._equation(term, known)
            self.script.say(f"exact {known[body.index]}." if known else "reflexivity.")
        return list(lines)

    def _equation(self, term: ScalarTerm, known: dict[int, str]) -> str:
        script, other = self.script, self.expanded(term)
        scalars = [a for a in reachable([term]) if a.index in known]
        rewrites = "".join(f"rewrite ?{known[a.index]}. " for a in reversed(scalars))
        left, right = script.name(term), script.name(other)
        if term.op == "dot":
            return script.prove("X", f"{left} = {right}",
                                f"{self._product_text(term, other)}{rewrites}"
                                "clear -Hsym; dot_expand Hsym; ring.")
        text = script.printer.operation(term, [script.name(a) if isinstance(a, ScalarTerm) else a
                                               for a in term.args])
        finish = "reflexivity."
        if term.op == "^":
            base = script.name(self.expanded(term.args[0]))
            right, finish = base, "ring."
            for _ in range(term.args[1] - 1):
                right = f"({right} * {base})"
        return script.prove("X", f"{left} = {right}",
                            f"change ({text} = {right}). {rewrites}{finish}")

    def _product_text(self, term: ScalarTerm, other: ScalarTerm) -> str:
        """Both sides with their vectors written out, and their numbers by name."""
        name = self.script.name
        products = []
        for c, v in self.parts(term.args[0]):
            for d, w in self.parts(term.args[1]):
                dot = f"⟨{self._written(v)}, {self._written(w)}⟩"
                factors = [*map(name, (*c, *d)), dot]
                text = factors[0]
                for factor in factors[1:]:
                    text = f"({text} * {factor})"
                products.append(text)
        right = products[0]
        for product in products[1:]:
            right = f"({right} + {product})"
        left = f"⟨{self._written(term.args[0])}, {self._written(term.args[1])}⟩"
        return f"change ({left} = {right}). "

    def _written(self, vector: VectorTerm) -> str:
        """A vector's formula, down to letters; numbers by name."""
        if vector.op in ("name", "derivative"):
            return self.script.name(vector)
        return self.script.printer.operation(vector, [
            self._written(a) if isinstance(a, VectorTerm) else self.script.name(a)
            for a in vector.args])
