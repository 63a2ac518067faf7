"""The way of a claim and of a table through the files turns back seldom; and ways are followed.

1. A file that was left before is a visit, unless it is of `exact`.
2. On packages of a few lines the files of a way are those that a reader comes through.
3. The way of a claim and that of a table, in the product.
"""

import pytest

from tests.visits.__main__ import ANALYZE, JUDGE, PACKAGE
from tests.visits.definitions import Package
from tests.visits.walk import visits, way


@pytest.mark.parametrize("files, again", [
    ("", 0), ("aab", 0), ("abc", 0), ("aba", 1), ("abab", 2), ("abcba", 2), ("aabbaa", 1)])
def test_a_file_left_before_is_a_visit(files, again):
    assert len(visits(files)) == again


def test_exact_is_left_and_not_counted():
    assert visits(["a.py", "exact/n.py", "a.py", "exact/n.py"]) == ["exact/n.py → a.py"]


#: Files that `start(me)` calls.
OTHERS = {
    "a": "def one(x, y=0): return x\ndef other(x): return two(x)\ndef two(x): return 1",
    "b": "from p.a import two\ndef b(x): return two(x)\ndef loop(x): return loop(x.next)\n"
         "def rest(*xs): return c(xs)\ndef c(xs): return 0",
    "c": """
from __future__ import annotations
from p import a
from p.b import b
class Base:
    def under(self): return a.two(self)
class Thing(Base):
    part: Part
    def __init__(self, x, y=0): self.x = b(x)
    def own(self): return b(self)
    @property
    def wide(self) -> Thing: return b(self)
    @classmethod
    def of(cls, x) -> Thing: return b(x)
    @staticmethod
    def plain(x): return a.two(x)
class Part:
    def own(self): return a.two(self)
Either = Thing | Part
def made(x) -> Thing: return 0
def same(x) -> Thing: return x
def told(x: Base): return x.own()
""",
    "q/__init__": "from p.a import one as first",
}


def files_of(folder, body):
    """Of the functions that `me` comes through in `start`, without start's own file."""
    start = ("from __future__ import annotations\nfrom p import a, b\nimport p.b\n"
             "from p.c import Either, Part, Thing, made, same, told\nfrom p.q import first\n"
             + body)
    for name, text in {**OTHERS, "start": start, "__init__": ""}.items():
        path = folder / "p" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return "".join(file.removesuffix(".py")
                   for file in way(Package(folder / "p"), "p.start", "start", "me")[1:])


@pytest.mark.parametrize("body, expected", [
    # what a name is
    ("x = me.part[0]; a.one(x)", "a"),
    ("x = 1; a.one(x)", ""),
    ("me = 1; a.one(me)", ""),
    ("x, *y = me; a.one(1 + 2 * y)", "a"),
    ("x = 0; x += me; b.b(x)", "ba"),
    ("x = [me, 1]; a.one({'k': x})", "a"),
    ("x = me if me.y else 0; a.one(x)", "a"),
    ("x = 0 if me.y else 1; a.one(x)", ""),
    ("x = a.one(me); b.b(x)", "aba"),
    ("x = a.two(me); b.b(x)", "a"),  # it returns 1
    ("x = tuple(me); b.b(x)", "ba"),
    ("for x in me:\n  a.one(x)", "a"),
    ("with me as x:\n  a.one(x)", "a"),
    ("a.one((x := me)); b.b(x)", "aba"),
    # what is not the parameter
    ("a.one(me > 0); a.one(not me); a.one(f'{me}'); a.one(y[me])", ""),
    ("raise ValueError(a.one(me))", ""),
    ("x = Thing(me); a.one(x)", "cba"),  # put down: only its constructor is read
    ("Thing(1, me)", "c"),
    # what has the value inside
    ("a.one(lambda: me)", "a"),
    ("b.b([1 for x in me if a.one(x)])", "a"),
    ("b.b([x for x in me])", "ba"),
    ("b.b({x: 1 for x in me})", "ba"),
    ("def inner(): return a.one(me)\n b.b(inner)", "aba"),
    # order, and once
    ("b.b(a.one(me)); b.b(me)", "aba"),
    ("if me.x:\n  a.one(me)\n else:\n  b.b(me)", "aba"),
    ("a.one(me); a.one(0, me); a.one(0, y=me)", "aa"),  # again: another of its parameters
    ("b.loop(me)", "b"),
    ("b.rest(0, me)", "bb"),
    # how a call is found
    ("p.b.b(me)", "ba"),
    ("first(me)", "a"),
    ("a = me; a.one(me)", ""),  # a name of its own
    ("x = a.one; x(me)", ""),
    ("Thing.plain(me)", "ca"),
    ("Thing.of(me).own()", "cba"),
    ("same(me).own()", "ccba"),
    ("made(me); x = made(1); x.of(me)", "ccba"),
])
def test_where_a_parameter_comes_through(tmp_path, body, expected):
    assert files_of(tmp_path, f"def start(me):\n {body}") == expected


@pytest.mark.parametrize("annotation, body, expected", [
    ("Thing", "me.own()", "cba"), ("Thing | None", "me.own()", "cba"),
    ("list[Thing]", "[x.own() for x in me]", "cba"),
    ("Thing", "me.under()", "ca"),  # of its base
    ("Thing", "me.part.own()", "ca"),
    ("Thing", "me.wide", ""), ("Thing", "me.wide.own()", "cba"),  # a property is told, not read
    ("Thing", "me.plain(me)", "ca"), ("Thing", "me.plain(0)", ""),
    ("Thing", "told(me)", "ccba"),  # it is a Base, and more is known
    ("Either", "me.own()", ""), ("Either", "me.under()", "ca"),  # one of them has it
    ("object", "me.own()", ""),
])
def test_methods_are_those_of_the_class_that_is_told(tmp_path, annotation, body, expected):
    assert files_of(tmp_path, f"def start(me: {annotation}):\n {body}") == expected


@pytest.fixture(scope="module")
def product():
    return Package(PACKAGE)


@pytest.mark.parametrize("start, most", [(JUDGE, 15), (ANALYZE, 20)])
def test_a_claim_and_a_table_are_followed_with_little_turning_back(product, start, most):
    files = way(product, *start)
    assert len(set(files)) > 10 and any(file.startswith("exact/") for file in files)
    assert 5 < len(visits(files)) <= most
