"""The way of one parameter: the files that it comes through, and where they are entered again."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from tests.visits.definitions import NOTHING, Definition, Package, Value
from tests.visits.reader import Reader


class Walk:
    """Reads functions in the order of the calls; `files` has the file of each."""

    def __init__(self, package: Package) -> None:
        self.package, self.files = package, []
        self._results: dict[tuple[ast.AST, frozenset[str]], Value] = {}

    def call(self, function: Definition, args: list[Value], named: dict[str, Value]) -> Value:
        """Read a function, unless it was read with these parameters followed, or none of them is;
        what it returns."""
        node, module, classes = function.node, function.module, self.package.classes
        listed = [*node.args.posonlyargs, *node.args.args]
        local = {a.arg: Value(classes=classes(module, a.annotation))
                 for a in (*listed, *node.args.kwonlyargs)}
        extra = [node.args.vararg.arg] * len(args) if node.args.vararg else []
        names = [a.arg for a in listed]
        for name, value in (*zip([*names, *extra], args, strict=False), *named.items()):
            before = local.get(name, NOTHING)
            local[name] = Value(before.followed or value.followed, value.classes or before.classes)
        key = node, frozenset(name for name, value in local.items() if value.followed)
        if key[1] and key not in self._results:
            self.files.append(self.package.files[module])
            self._results[key] = NOTHING  # where it calls itself
            reader = Reader(self.package, self.call, module, local)
            reader.all(node.body)
            self._results[key] = reader.returned
        result = self._results.get(key, NOTHING)
        return Value(result.followed, classes(module, node.returns) or result.classes)


def way(package: Package, module: str, function: str, parameter: str) -> list[str]:
    """The files of the functions that the parameter is handed to, in the order of the code."""
    start, walk = package.names[module][function], Walk(package)
    assert isinstance(start, Definition)
    walk.call(start, [], {parameter: Value(True)})
    return walk.files


def visits(files: Sequence[str]) -> list[str]:
    """Where a file that was left is entered again, outside `exact`."""
    left, here, again = set(), "", []
    for file in files:
        if file != here and file in left and not file.startswith("exact/"):
            again.append(f"{here} → {file}")
        left.add(file)
        here = file
    return again
