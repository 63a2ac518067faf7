"""Reads functions as they are written, and follows values from one to the next."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from functools import reduce
from operator import or_
from typing import TypeAlias

from tests.visits.definitions import NOTHING, Definition, Package, Value

Call: TypeAlias = Callable[[Definition, list[Value], dict[str, Value]], Value]


class Reader(ast.NodeVisitor):
    """Reads one function: what its names are by now, and what it returns."""

    def __init__(self, package: Package, call: Call, module: str, local: dict[str, Value]) -> None:
        self.package, self.call, self.module, self.local = package, call, module, local
        self.returned = NOTHING

    def all(self, nodes: Iterable[ast.AST | None]) -> Value:
        """One after the other; together they are what each of them is."""
        values = [self.visit(node) for node in nodes if node is not None]
        return reduce(or_, values, NOTHING)

    def generic_visit(self, node: ast.AST) -> Value:
        return self.all(ast.iter_child_nodes(node))

    def visit_Name(self, node: ast.Name) -> Value:
        return self.local.get(node.id, NOTHING)

    def visit_Attribute(self, node: ast.Attribute) -> Value:
        holder = self.visit(node.value)
        members = filter(None, (self.package.member(one, node.attr) for one in holder.classes))
        return Value(holder.followed, tuple(c for one in members for c in self._told(one)))

    def visit_Call(self, node: ast.Call) -> Value:
        holder = []
        function = None if self._is_local(node.func) else self.package.find(self.module, node.func)
        if function is None:
            holder = [self.visit(getattr(node.func, "value", node.func))]
            function = self._method(holder[0], getattr(node.func, "attr", ""))
        args = [self.visit(arg) for arg in node.args]
        named = {keyword.arg or "": self.visit(keyword.value) for keyword in node.keywords}
        given = reduce(or_, [*holder, *args, *named.values()], NOTHING)
        if not isinstance(getattr(function, "node", None), ast.FunctionDef | ast.ClassDef):
            return given  # what a library makes of it, or a function in a field
        return self._entered(function, holder, args, named)

    def _method(self, holder: Value, name: str) -> Definition | None:
        members = {self.package.member(one, name) for one in holder.classes} - {None}
        return members.pop() if len(members) == 1 else None

    def _entered(self, function: Definition, holder: list[Value], args: list[Value],
                 named: dict[str, Value]) -> Value:
        if isinstance(function.node, ast.FunctionDef):
            first = ([] if function.decorated("staticmethod") else
                     [NOTHING] if function.decorated("classmethod") else holder)
            return self.call(function, [*first, *args], named)
        start = self.package.member(function, "__init__")
        if start:
            self.call(start, [Value(classes=(function,)), *args], named)
        return Value(classes=self._told(function))

    def _told(self, member: Definition) -> tuple[Definition, ...]:
        """The classes of a field, of what a function returns, or the class itself."""
        if isinstance(member.node, ast.ClassDef):
            return (member,)
        told = getattr(member.node, "returns", getattr(member.node, "annotation", None))
        return self.package.classes(member.module, told)

    def _is_local(self, node: ast.AST) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and node.id in self.local

    def visit_Compare(self, node: ast.AST) -> Value:
        self.generic_visit(node)
        return NOTHING

    visit_JoinedStr = visit_Compare

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Value:
        value = self.visit(node.operand)
        return NOTHING if isinstance(node.op, ast.Not) else value

    def visit_Raise(self, node: ast.Raise) -> Value:
        return NOTHING

    def visit_Subscript(self, node: ast.Subscript) -> Value:
        self.visit(node.slice)
        return self.visit(node.value)

    def visit_IfExp(self, node: ast.IfExp) -> Value:
        self.visit(node.test)
        return self.all([node.body, node.orelse])

    def visit_ListComp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        self.all(node.generators)
        return self.visit(node.elt)

    visit_SetComp = visit_GeneratorExp = visit_ListComp

    def visit_DictComp(self, node: ast.DictComp) -> Value:
        return self.all([*node.generators, node.key, node.value])

    def visit_comprehension(self, node: ast.comprehension) -> Value:
        self._bind(node.target, self.visit(node.iter))
        self.all(node.ifs)
        return NOTHING

    def visit_For(self, node: ast.For) -> Value:
        self._bind(node.target, self.visit(node.iter))
        return self.all([*node.body, *node.orelse])

    def visit_withitem(self, node: ast.withitem) -> Value:
        self._bind(node.optional_vars, self.visit(node.context_expr))
        return NOTHING

    def visit_Assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> Value:
        value = self.all([node.value])
        told = self.package.classes(self.module, getattr(node, "annotation", None))
        for target in getattr(node, "targets", None) or [node.target]:
            self._bind(target, Value(value.followed, told or value.classes))
        return value

    visit_AnnAssign = visit_NamedExpr = visit_Assign

    def visit_AugAssign(self, node: ast.AugAssign) -> Value:
        self._bind(node.target, self.all([node.target, node.value]))
        return NOTHING

    def _bind(self, target: ast.AST | None, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.local[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List | ast.Starred):
            for part in ast.iter_child_nodes(target):
                self._bind(part, value)

    def visit_Return(self, node: ast.Return | ast.Yield | ast.YieldFrom) -> Value:
        self.returned |= self.all([node.value])
        return NOTHING

    visit_Yield = visit_YieldFrom = visit_Return

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Value:
        inner = Reader(self.package, self.call, self.module, dict(self.local))
        inner.all(node.body)
        self.local[node.name] = inner.returned
        return NOTHING
