"""What the names of a package stand for, read from its files: nothing is imported, nothing run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Definition:
    """A function, a class or another statement that gives a name, and its module."""

    module: str
    node: ast.stmt

    def decorated(self, decorator: str) -> bool:
        decorators = getattr(self.node, "decorator_list", ())
        return any(getattr(one, "id", "") == decorator for one in decorators)


@dataclass(frozen=True)
class Value:
    """Is it the parameter, or made of it? And the classes that it may have."""

    followed: bool = False
    classes: tuple[Definition, ...] = ()

    def __or__(self, other: Value) -> Value:
        return Value(self.followed or other.followed, self.classes + other.classes)


NOTHING = Value()


class Package:
    """Its modules by dotted name, the file and the names of each.

    A name stands for a definition, or for what was imported, by its dotted name.
    """

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, str] = {}
        self.names: dict[str, dict[str, Definition | str]] = {}
        for path in folder.rglob("*.py"):
            module = ".".join(path.relative_to(folder.parent).with_suffix("").parts)
            module = module.removesuffix(".__init__")
            self.files[module] = path.relative_to(folder).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            self.names[module] = {**dict(_imported(tree)), **dict(_defined(module, tree))}

    def find(self, module: str, node: ast.AST | None) -> Definition | str | None:
        """What a name or a dotted name stands for in a module: a definition, or a module."""
        if isinstance(node, ast.Name):
            return self._named(module, node.id)
        if not isinstance(node, ast.Attribute):
            return None
        holder = self.find(module, node.value)
        if isinstance(holder, str):
            return self._named(holder, node.attr)
        return self.member(holder, node.attr) if holder else None

    def _named(self, module: str, name: str) -> Definition | str | None:
        target = self.names[module].get(name, f"{module}.{name}")
        if isinstance(target, Definition) or target in self.names:
            return target
        source, _, last = target.rpartition(".")
        return self._named(source, last) if last in self.names.get(source, ()) else None

    def member(self, holder: Definition, name: str) -> Definition | None:
        """A method, a property or a field of a class, or else of its bases."""
        if not isinstance(holder.node, ast.ClassDef):
            return None
        own = dict(_defined(holder.module, holder.node)).get(name)
        bases = (self.find(holder.module, base) for base in holder.node.bases)
        inherited = (self.member(base, name) for base in bases if isinstance(base, Definition))
        return own or next(filter(None, inherited), None)

    def classes(self, module: str, annotation: ast.AST | None) -> tuple[Definition, ...]:
        """Every class of the package that an annotation names, through named annotations too."""
        target = self.find(module, annotation)
        if isinstance(target, Definition):
            if isinstance(target.node, ast.ClassDef):
                return (target,)
            return self.classes(target.module, getattr(target.node, "value", None))
        parts = ast.iter_child_nodes(annotation) if annotation else ()
        return tuple(one for part in parts for one in self.classes(module, part))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((a.asname or a.name, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Import):
            yield from ((a.asname, a.name) if a.asname else (a.name.partition(".")[0],) * 2
                        for a in node.names)


def _defined(module: str, holder: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Definition]]:
    for node in holder.body:
        targets = getattr(node, "targets", [getattr(node, "target", node)])
        for target in targets:
            name = getattr(target, "name", getattr(target, "id", None))
            if name:
                yield name, Definition(module, node)
