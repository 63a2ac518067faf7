"""A claim's Python as formulas: the goals and hypotheses as they stand, in the claim's letters.

What is printed is read off the source of the body, not off what moments reduce it to: so a goal is
the inequality of the theorem, and not 0 = 0.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import Any

from bnlinear.claims.kernel.notation import LETTERS as GREEK
from bnlinear.claims.kernel.notation import SUPERSCRIPTS

_RELATIONS = {"le": "≤", "lt": "<", "eq": "=", "ne": "≠", "ge": "≥", "gt": ">"}
_LOOSE, _SUM, _PRODUCT, _POWER = range(4)


def tree_of(function: Callable[..., Any]) -> ast.FunctionDef | ast.Lambda | None:
    """The definition of a function or lambda in its source; None where Python has no source."""
    function = inspect.unwrap(function)
    try:
        source = textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return None
    for text in (source, f"_({source.strip().rstrip(',')})", f"_({source.strip()}"):
        try:
            nodes = list(ast.walk(ast.parse(text)))
        except SyntaxError:
            continue
        for node in nodes:
            if isinstance(node, ast.FunctionDef | ast.Lambda) and _same(node, function):
                return node
    return None


def _same(node: ast.FunctionDef | ast.Lambda, function: Callable[..., Any]) -> bool:
    wanted = list(inspect.signature(function).parameters)
    return [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)] == wanted and (
        isinstance(node, ast.Lambda) == (function.__name__ == "<lambda>"))


class Formulas:
    """Prints the expressions of one function; `letters` collects the attributes that it used."""

    def __init__(self, function: Callable[..., Any], constants: dict[str, Any] | None = None):
        self.tree = tree_of(function)
        self.constants = constants or {}
        self.letters: set[str] = set()
        self._instances = set(inspect.signature(function).parameters)
        nodes = list(ast.walk(self.tree)) if self.tree else []
        own = {node.id for node in nodes
               if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self._taken = own & {node.attr for node in nodes if isinstance(node, ast.Attribute)
                             and ast.unparse(node.value) in self._instances}
        self._images: set[str] = set()
        self._images = {target.id for node in nodes if isinstance(node, ast.Assign)
                        and self._is_image(node.value)
                        for target in node.targets if isinstance(target, ast.Name)}

    def definitions(self) -> list[str]:
        """The assignments of the body: what its own names stand for, unless the name says it."""
        if not isinstance(self.tree, ast.FunctionDef):
            return []
        pairs = [(", ".join(self.text(target) for target in node.targets), self.text(node.value))
                 for node in self.tree.body if isinstance(node, ast.Assign)]
        return [f"{name} = {text}" for name, text in pairs if name != text]

    def relations(self) -> list[str]:
        """What it returns, a line for each relation."""
        value = self._returned()
        if value is None:
            return []
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
        return [self.text(part) for part in parts]

    def assigned_once(self) -> dict[str, str]:
        """Names that keep their first value, with the formulas that define them."""
        stores = [self.text(node) for node in (ast.walk(self.tree) if self.tree else ())
                  if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
        pairs = (line.split(" = ", 1) for line in self.definitions())
        return {name: text for name, text in pairs if stores.count(name) == 1}

    def returned_relations(self) -> list[ast.Call]:
        """The calls of le, lt, eq, … that it returns, where they stand in the return itself."""
        value = self._returned()
        parts = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
        return [part for part in parts if isinstance(part, ast.Call)
                and ast.unparse(part.func).rpartition(".")[2] in _RELATIONS]

    def _returned(self) -> ast.expr | None:
        if isinstance(self.tree, ast.Lambda):
            return self.tree.body
        if isinstance(self.tree, ast.FunctionDef) and isinstance(self.tree.body[-1], ast.Return):
            return self.tree.body[-1].value
        return None

    def text(self, node: ast.AST, level: int = _LOOSE) -> str:
        """An expression, in parentheses where it binds less than its surroundings need."""
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            return ast.unparse(node)
        text, own = method(node)
        return f"({text})" if own < level else str(text)

    # -- kinds of expressions --------------------------------------------------------------

    def _name(self, node: ast.Name) -> tuple[str, int]:
        if node.id in self.constants:
            return str(self.constants[node.id]), _POWER
        if node.id in self._taken:  # a letter of the claim has this name already
            return f"{GREEK.get(node.id, node.id)}⁺", _POWER
        return GREEK.get(node.id, node.id), _POWER

    def _attribute(self, node: ast.Attribute) -> tuple[str, int]:
        if isinstance(node.value, ast.Name) and node.value.id in self._instances:
            self.letters.add(node.attr)
            several = len(self._instances - set(self.constants)) > 1 and node.attr == "value"
            return (node.value.id if several else GREEK.get(node.attr, node.attr)), _POWER
        if ast.unparse(node.value).endswith("problem"):
            return GREEK.get(node.attr, node.attr), _POWER
        return f"{self.text(node.value, _POWER)}.{node.attr}", _POWER

    def _lambda(self, node: ast.Lambda) -> tuple[str, int]:
        names = ", ".join(argument.arg for argument in node.args.args)
        return f"{names} ↦ {self.text(node.body)}", _LOOSE

    def _constant(self, node: ast.Constant) -> tuple[str, int]:
        return str(node.value), _POWER

    def _tuple(self, node: ast.Tuple) -> tuple[str, int]:
        return ", ".join(map(self.text, node.elts)), _LOOSE

    def _list(self, node: ast.List) -> tuple[str, int]:
        """Several relations, or a vector."""
        parts = [self.text(part) for part in node.elts]
        asserted = all(isinstance(part, ast.Call) and ast.unparse(part.func) in _RELATIONS
                       for part in node.elts)
        return (" and ".join(parts) if asserted else f"[{', '.join(parts)}]"), _LOOSE

    def _unaryop(self, node: ast.UnaryOp) -> tuple[str, int]:
        return f"−{self.text(node.operand, _PRODUCT)}", _SUM

    def _binop(self, node: ast.BinOp) -> tuple[str, int]:
        left, right, kind = node.left, node.right, type(node.op)
        if kind in (ast.Add, ast.Sub):
            sign = "+" if kind is ast.Add else "−"
            return (f"{self.text(left, _SUM)} {sign} "
                    f"{self.text(right, _PRODUCT if kind is ast.Sub else _SUM)}", _SUM)
        if kind is ast.Mult:
            return f"{self.text(left, _PRODUCT)}·{self.text(right, _PRODUCT)}", _PRODUCT
        if kind is ast.Div:
            return f"{self.text(left, _PRODUCT)}/{self.text(right, _POWER)}", _PRODUCT
        if kind is ast.Pow:
            exponent = self.text(right, _POWER)
            plain = exponent.lstrip("-").isdigit()
            return self.text(left, _POWER) + (
                exponent.translate(SUPERSCRIPTS) if plain else f"^{exponent}"), _POWER
        if kind is ast.MatMult:
            return self._product(node)
        return ast.unparse(node), _LOOSE

    def _product(self, node: ast.BinOp) -> tuple[str, int]:
        """⟨a, Mb⟩ for a @ M @ b, Mb for M @ b, ⟨a, b⟩ for vectors."""
        factors = self._factors(node)
        first, last = factors[0], factors[-1]
        if self._is_matrix(first):
            return "".join(map(self._matrix, factors[:-1])) + self.text(last, _POWER), _PRODUCT
        image = "".join(map(self._matrix, factors[1:-1]))
        end = self.text(last, _POWER if image else _LOOSE)
        return f"⟨{self.text(first)}, {image}{end}⟩", _POWER

    def _factors(self, node: ast.AST) -> list[ast.AST]:
        if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult)):
            return [node]
        nested = isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.MatMult)
        return [*self._factors(node.left),
                *(self._factors(node.right) if nested else [node.right])]

    def _is_matrix(self, node: ast.AST) -> bool:
        """Names of matrices begin with a capital, here as in the papers; Hw = H @ w is none."""
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
        return (isinstance(node, ast.Attribute | ast.Name) and name[:1].isupper()
                and name != "R_star" and name not in self._images)

    def _is_image(self, node: ast.AST) -> bool:
        """Is it a matrix times a vector?"""
        factors = self._factors(node)
        return (len(factors) > 1 and self._is_matrix(factors[0])
                and not self._is_matrix(factors[-1]))

    def _matrix(self, node: ast.AST) -> str:
        name = self.text(node, _POWER)
        return name if len(name) <= 2 else name + " "

    def _call(self, node: ast.Call) -> tuple[str, int]:
        name = ast.unparse(node.func).rpartition(".")[2]
        arguments = [*map(self.text, node.args),
                     *(f"{GREEK.get(k.arg or '', k.arg)} = {self.text(k.value)}"
                       for k in node.keywords)]
        if name in _RELATIONS and len(arguments) == 2:
            return f" {_RELATIONS[name]} ".join(arguments), _LOOSE
        if name == "sqrt" and arguments:
            return f"√({arguments[0]})", _POWER
        if name == "sqrt" and isinstance(node.func, ast.Attribute):
            return f"√({self.text(node.func.value)})", _POWER
        if name == "abs" and arguments:
            return f"|{arguments[0]}|", _POWER
        if name in ("all_of", "any_of") and len(arguments) > 1:
            return (" and " if name == "all_of" else " or ").join(arguments), _LOOSE
        if name == "implies":
            return " ⟹ ".join(arguments), _LOOSE
        if name == "spectrum_within" and len(arguments) == 3:
            return (f"the nonzero eigenvalues of {arguments[0]} lie in "
                    f"[{arguments[1]}, {arguments[2]}]", _LOOSE)
        if isinstance(node.func, ast.Attribute):
            self._attribute(node.func)
        return f"{GREEK.get(name, name)}({', '.join(arguments)})", _POWER


def defaults_of(function: Callable[..., Any]) -> dict[str, Any]:
    """The constants of a statement, and their values (a mutant's own, if it overrides them)."""
    parameters = inspect.signature(inspect.unwrap(function)).parameters.values()
    own = {p.name: p.default for p in parameters if p.default is not inspect.Parameter.empty}
    return own | dict(getattr(function, "keywords", {}))
