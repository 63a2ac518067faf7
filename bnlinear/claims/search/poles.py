"""Where a claim has no value: which divisor or radicand, in the claim's own letters.

The body itself says it: it is run at an exact instance, and what stopped it is read off the line
of source that was running, carried back through the functions it calls into the letters of the
claim.
"""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from types import CodeType, FrameType, TracebackType
from typing import Any

from bnlinear.claims.families.instances import Point
from bnlinear.claims.record import ClaimRecord
from bnlinear.claims.search.decide import NO_VALUE
from bnlinear.exact.number import NotReal
from bnlinear.exact.precision import Undecided

#: How often a local name is replaced by what it stands for.
DEPTH = 6
#: … and how long the text may become: what is defined by twice itself doubles each time.
LONGEST = 200


@dataclass(frozen=True)
class Pole:
    """An expression that loses its value at an instance.

    Attributes
    ----------
    expression
        The divisor or radicand, in the claim's letters where they reach.
    mend
        What to write: ``where=lambda p: ne(p.x, 0)``, if the letters reach.
    in_letters
        Do they?
    letters
        If not: the same over moments, as the kernel reads it.
    """

    expression: str
    kind: str
    mend: str
    in_letters: bool = False
    letters: str = ""

    def __str__(self) -> str:
        same = f", in the claim's letters {self.letters}" if self.letters else ""
        return f"{self.kind} {self.expression}{same}: {self.mend}"


def pole_at(claim: ClaimRecord, instances: dict[str, Any]) -> Pole | None:
    """What stops the claim at these exact instances, or None if nothing does."""
    try:
        claim.at(instances).holds()
    except NO_VALUE as error:
        return _read(error, claim, instances)
    except Undecided:
        pass
    return None


def _read(error: Exception, claim: ClaimRecord, instances: dict[str, Any]) -> Pole:
    sign = isinstance(error, NotReal)
    kind = "it takes a root or logarithm of a number below 0," if sign else "it divides by 0 ="
    mend = "add a hypothesis to where= that keeps it away"
    for trace in reversed(_traces(error)):
        node = _culprit(trace, sign)
        if node is not None:
            written = _in_letters(node, trace.tb_frame, instances)
            if _vanishes(written, claim, instances):
                return Pole(written, kind, _mend(claim, f"{'ge' if sign else 'ne'}({written}, 0)"),
                            in_letters=True)
            return Pole(f"{written} (in {trace.tb_frame.f_code.co_name})", kind, mend)
    return Pole("an expression of the body", kind, mend)


def _mend(claim: ClaimRecord, relation: str) -> str:
    if claim.where is not None:
        return f"add {relation} to where="
    return f"add where=lambda {', '.join(claim.families)}: {relation}"


def _traces(error: Exception) -> list[TracebackType]:
    out, trace = [], error.__traceback__
    while trace is not None:
        out.append(trace)
        trace = trace.tb_next
    return out


def _culprit(trace: TracebackType, root: bool) -> ast.expr | None:
    """The divisor, or the argument of the root, in the expression that was running."""
    code = trace.tb_frame.f_code
    if "/bnlinear/exact/" in code.co_filename.replace("\\", "/"):
        return None  # arithmetic itself: what called it says more
    node = _running(trace)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not root:
        return _base(node.right)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and not root:
        return node.left
    if isinstance(node, ast.Call) and root and node.args:
        return node.args[0]
    if isinstance(node, ast.Call) and root and isinstance(node.func, ast.Attribute):
        return node.func.value  # x.sqrt()
    return None


def _base(node: ast.expr) -> ast.expr:
    """b of a divisor b ** n."""
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) else node


def _running(trace: TracebackType) -> ast.AST | None:
    """The node of the source at which the frame stands."""
    code = trace.tb_frame.f_code
    line, end_line, column, end_column = list(code.co_positions())[trace.tb_lasti // 2]
    for node in ast.walk(_source(code)):
        if isinstance(node, ast.BinOp | ast.Call) and (
                node.lineno, node.end_lineno, node.col_offset, node.end_col_offset) == (
                line, end_line, column, end_column):
            return node
    return None


@lru_cache(maxsize=32)
def _parsed(text: str) -> ast.AST:
    return ast.parse(text)


def _source(code: CodeType) -> ast.AST:
    """The parsed file of a function; empty where there is no file."""
    try:
        return _parsed("".join(inspect.findsource(code)[0]))
    except (OSError, SyntaxError):
        return ast.Module([], [])


def _function(code: CodeType) -> ast.AST:
    """The function that this code comes from; empty for a lambda, which sets no names."""
    for node in ast.walk(_source(code)):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name and code.co_firstlineno \
                in (node.lineno, *(decorator.lineno for decorator in node.decorator_list)):
            return node
    return ast.Module([], [])


def _in_letters(node: ast.expr, frame: FrameType, instances: dict[str, Any]) -> str:
    """An expression with its local names replaced by what they are in the claim."""
    paths = _paths(instances)
    defined = _definitions(frame)
    text = ast.unparse(node)
    for _ in range(DEPTH):
        node = _Renamed(frame.f_locals, paths, defined).visit(node)
        further = ast.unparse(node)
        if len(further) > LONGEST:
            break
        text = further
    return text


def _paths(instances: dict[str, Any]) -> dict[int, str]:
    """The objects that an instance holds, by identity, and how the claim writes them."""
    out: dict[int, str] = {}
    for name, value in instances.items():
        out[id(value)] = name
        if isinstance(value, Point):
            out |= {id(getattr(value.problem, part)): f"{name}.{part}" for part in "Hgu"}
        if is_dataclass(value):
            out |= {id(getattr(value, field.name)): f"{name}.{field.name}"
                    for field in fields(value)}
    return out


def _definitions(frame: FrameType) -> dict[str, ast.expr]:
    """What each local name was set to, where that is one plain assignment: a parameter that is set
    anew, say w = scaled(w), would never come to an end."""
    out: dict[str, ast.expr] = {}
    function = _function(frame.f_code)
    set_at = Counter(node.id for node in ast.walk(function)
                     if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            set_at[node.arg] += 1
        elif isinstance(node, ast.Nonlocal | ast.Global):
            set_at.update(node.names)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
            if isinstance(target, ast.Name):
                out[target.id] = node.value
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                out |= {name.id: value for name, value in
                        zip(target.elts, node.value.elts, strict=False)
                        if isinstance(name, ast.Name)}
    return {name: value for name, value in out.items() if set_at[name] == 1}


class _Renamed(ast.NodeTransformer):
    def __init__(self, local: dict[str, Any], paths: dict[int, str],
                 defined: dict[str, ast.expr]) -> None:
        self.local, self.paths, self.defined = local, paths, defined

    def visit_Name(self, node: ast.Name) -> ast.expr:
        path = self.paths.get(id(self.local.get(node.id, self)))
        if path is not None:
            return ast.parse(path, mode="eval").body
        return deepcopy(self.defined[node.id]) if node.id in self.defined else node


def _vanishes(written: str, claim: ClaimRecord, instances: dict[str, Any]) -> bool:
    """Do the claim's own letters evaluate it to zero (or, under a root, below) here?"""
    try:
        value = eval(written, dict(claim.body.__globals__), dict(instances))
        return bool(value <= 0)
    except Exception:  # a name that only the inner function knows, or no number at all
        return False
