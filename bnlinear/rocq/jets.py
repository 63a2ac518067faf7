"""What a formula in t and its first two derivatives are at t = 0, rule by rule.

The rules are the lemmas of theories/Derivatives.v and VectorDerivatives.v; here they give terms,
`derivatives.py` prints their proofs. At t = 0 a formula is the claim's own: what it shares with the
statement is one term.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bnlinear.rocq.refusals import NotExported
from bnlinear.rocq.terms import ScalarTerm, Term, Terms, VectorTerm

Triple = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Jet:
    """A formula's value and derivatives at 0, by a lemma from the jets of its parts."""

    rule: str
    constants: tuple[Term, ...]  # arguments of the lemma that do not depend on t
    parts: tuple[Term, ...]  # arguments that do
    triple: Triple
    positive: ScalarTerm | None = None  # what the lemma needs to be positive
    nonzero: ScalarTerm | None = None


class Jets:
    """The jets of the formulas in one variable."""

    def __init__(self, variable: ScalarTerm) -> None:
        self.variable = variable
        self.space: Terms = variable.space  # type: ignore[assignment]
        self._depends: dict[int, bool] = {}
        self._jets: dict[int, Jet] = {}

    def depends(self, term: Term) -> bool:
        """Does t occur in it?"""
        if term.index not in self._depends:
            self._depends[term.index] = term is self.variable or any(
                self.depends(a) for a in term.args if isinstance(a, ScalarTerm | VectorTerm))
        return self._depends[term.index]

    def of(self, term: Term) -> Jet:
        """The jet of a formula."""
        if term.index not in self._jets:
            self._jets[term.index] = (self._constant(term) or self._line(term)
                                      or self._rule(term))
        return self._jets[term.index]

    def _scalar(self, op: str, *args: Any) -> Any:
        return self.space.make(ScalarTerm, op, *args)

    def _vector(self, op: str, *args: Any) -> Any:
        return self.space.make(VectorTerm, op, *args)

    # -- formulas without parts ------------------------------------------------------------

    def _constant(self, term: Term) -> Jet | None:
        zero = self.space.constant(0)
        if term is self.variable:
            return Jet("jet_id", (), (), (zero, self.space.constant(1), zero))
        if self.depends(term):
            return None
        if isinstance(term, ScalarTerm):
            return Jet("jet_const", (term,), (), (term, zero, zero))
        none = self._vector("*", zero, term)
        return Jet("vjet_const V", (term,), (), (term, none, none))

    def _line(self, term: Term) -> Jet | None:
        """k + t·a, for numbers and vectors."""
        if term.op != "+" or self.depends(term.args[0]):
            return None
        k, step = term.args
        if step.op != "*" or step.args[0] is not self.variable or self.depends(step.args[1]):
            return None
        a, zero = step.args[1], self.space.constant(0)
        if isinstance(term, ScalarTerm):
            return Jet("jet_line", (k, a), (), (k, a, zero))
        return Jet("vjet_line V", (k, a), (), (k, a, self._vector("*", zero, a)))

    # -- the rules -------------------------------------------------------------------------

    def _rule(self, term: Term) -> Jet:
        rules = _SCALAR_RULES if isinstance(term, ScalarTerm) else _VECTOR_RULES
        rule = rules.get(term.op)
        if rule is None:
            raise NotExported(f"the derivative of {term.op}")
        return rule(self, term)

    def negative(self, term: Term) -> Jet:
        (part,) = term.args
        return Jet("jet_neg", (), (part,), tuple(self._scalar("neg", x)
                                                 for x in self.of(part).triple))

    def total(self, term: Term) -> Jet:
        """A sum or a difference, of numbers or of vectors."""
        make = self._scalar if isinstance(term, ScalarTerm) else self._vector
        stem = {"+": "jet_add", "-": "jet_sub"}[term.op]
        stem, own = (stem, "") if isinstance(term, ScalarTerm) else ("vjet_add", " V")
        left, right = term.args
        if not self.depends(left):
            a, b, c = self.of(right).triple
            if term.op == "-":
                b, c = make("neg", b), make("neg", c)
            return Jet(f"{stem}_l{own}", (left,), (right,), (make(term.op, left, a), b, c))
        a, b, c = self.of(left).triple
        if not self.depends(right):
            return Jet(f"{stem}_r{own}", (right,), (left,), (make(term.op, a, right), b, c))
        p, q, r = self.of(right).triple
        return Jet(f"{stem}{own}", (), (left, right),
                   (make(term.op, a, p), make(term.op, b, q), make(term.op, c, r)))

    def product(self, term: Term) -> Jet:
        m, (left, right) = self._scalar, term.args
        if not self.depends(left):
            return Jet("jet_mul_l", (left,), (right,),
                       tuple(m("*", left, x) for x in self.of(right).triple))
        if not self.depends(right):
            return Jet("jet_mul_r", (right,), (left,),
                       tuple(m("*", x, right) for x in self.of(left).triple))
        return Jet("jet_mul", (), (left, right),
                   self._leibniz(self.of(left).triple, self.of(right).triple))

    def _leibniz(self, left: Triple, right: Triple) -> Triple:
        m, two = self._scalar, self.space.constant(2)
        (a, b, c), (p, q, r) = left, right
        return (m("*", a, p), m("+", m("*", b, p), m("*", a, q)),
                m("+", m("+", m("*", c, p), m("*", two, m("*", b, q))), m("*", a, r)))

    def quotient(self, term: Term) -> Jet:
        m, two, (left, right) = self._scalar, self.space.constant(2), term.args
        if not self.depends(right):
            return Jet("jet_div_r", (right,), (left,),
                       tuple(m("/", x, right) for x in self.of(left).triple))
        p, q, r = self.of(right).triple
        pp = m("*", p, p)
        if not self.depends(left):
            bend = m("-", m("/", m("*", two, m("*", q, q)), m("*", p, pp)), m("/", r, pp))
            return Jet("jet_div_l", (left,), (right,),
                       (m("/", left, p), m("neg", m("/", m("*", left, q), pp)),
                        m("*", left, bend)), nonzero=p)
        a, b, c = self.of(left).triple
        bend = m("-", m("/", m("*", two, m("*", q, q)), m("*", pp, p)), m("/", r, pp))
        return Jet("jet_div", (), (left, right), (
            m("/", a, p), m("-", m("/", b, p), m("/", m("*", a, q), pp)),
            m("+", m("-", m("/", c, p), m("/", m("*", two, m("*", b, q)), pp)),
              m("*", a, bend))), nonzero=p)

    def root(self, term: Term) -> Jet:
        m, two, four = self._scalar, self.space.constant(2), self.space.constant(4)
        (part,) = term.args
        a, b, c = self.of(part).triple
        root = m("sqrt", a)
        half = m("*", two, root)
        return Jet("jet_sqrt", (), (part,), (
            root, m("/", b, half),
            m("-", m("/", c, half), m("/", m("*", b, b), m("*", four, m("*", a, root))))),
            positive=a)

    def power(self, term: Term) -> Jet:
        """fⁿ = f·fⁿ⁻¹, from f¹ = f on."""
        part, exponent = term.args
        if exponent == 1:
            return Jet("jet_pow1", (), (part,), self.of(part).triple)
        less = self._scalar("^", part, exponent - 1)
        return Jet("jet_mul", (), (part, less),
                   self._leibniz(self.of(part).triple, self.of(less).triple))

    def dot(self, term: Term) -> Jet:
        m, (left, right) = self._scalar, term.args
        if not self.depends(left):
            return Jet("jet_dot_l V", (left,), (right,),
                       tuple(m("dot", left, x) for x in self.of(right).triple))
        if not self.depends(right):
            return Jet("jet_dot_r V", (right,), (left,),
                       tuple(m("dot", x, right) for x in self.of(left).triple))
        (a, b, c), (p, q, r) = self.of(left).triple, self.of(right).triple
        two = self.space.constant(2)
        return Jet("jet_dot V", (), (left, right), (
            m("dot", a, p), m("+", m("dot", b, p), m("dot", a, q)),
            m("+", m("+", m("dot", c, p), m("*", two, m("dot", b, q))), m("dot", a, r))))

    def multiple(self, term: Term) -> Jet:
        v, (factor, vector) = self._vector, term.args
        if not self.depends(factor):
            return Jet("vjet_scale_l V", (factor,), (vector,),
                       tuple(v("*", factor, x) for x in self.of(vector).triple))
        p, q, r = self.of(factor).triple
        if not self.depends(vector):
            return Jet("vjet_scale_r V", (vector,), (factor,),
                       tuple(v("*", x, vector) for x in (p, q, r)))
        a, b, c = self.of(vector).triple
        twice = self._scalar("*", self.space.constant(2), q)
        return Jet("vjet_scale V", (), (factor, vector), (
            v("*", p, a), v("+", v("*", q, a), v("*", p, b)),
            v("+", v("+", v("*", r, a), v("*", twice, b)), v("*", p, c))))

    def image(self, term: Term) -> Jet:
        (part,) = term.args
        return Jet("vjet_op V H", (), (part,), tuple(self._vector("H", x)
                                                     for x in self.of(part).triple))


_SCALAR_RULES: dict[str, Any] = {
    "neg": Jets.negative, "+": Jets.total, "-": Jets.total, "*": Jets.product, "/": Jets.quotient,
    "sqrt": Jets.root, "^": Jets.power, "dot": Jets.dot}
_VECTOR_RULES: dict[str, Any] = {"+": Jets.total, "*": Jets.multiple, "H": Jets.image}
