"""What the mutants change: tokens that compute, one each, and never the star of a parameter."""

import ast
from itertools import islice

import pytest

from tests.mutants import FOLDERS, ROOT, Mutant, mutants_of


def changes(source):
    return [(mutant.old, mutant.new) for mutant in mutants_of(source, "x.py")]


@pytest.mark.parametrize("source, expected", [
    ("a = -b + c * 2\n", [("-", "+"), ("+", "-"), ("*", "/"), ("2", "(2 + 1)")]),
    ("a = b <= c and not d == e\n", [("<=", "<"), ("and", "or"), ("==", "!=")]),
    ("a += b[1]\n", [("+=", "-="), ("1", "(1 + 1)")]),
    ("def f(a, *, b: int = 1, **c) -> list[1 + 1]:\n    return g(*a, **c)\n", [("1", "(1 + 1)")]),
    ("@cache(1)\ndef f(): pass\n", []),
    ("# 1 + 1\n'1 + 1'\n[*a, *b]\n", []),
    ("a = (b\n     ) * c\n", [("*", "/")]),
])
def test_tokens_that_compute(source, expected):
    assert changes(source) == expected


def test_one_token_and_nothing_else():
    source = "é = 1\nb = 'é' + é * 1\n"
    applied = [mutant.applied(source) for mutant in mutants_of(source, "x.py")]
    assert applied == ["é = (1 + 1)\nb = 'é' + é * 1\n", "é = 1\nb = 'é' - é * 1\n",
                       "é = 1\nb = 'é' + é / 1\n", "é = 1\nb = 'é' + é * (1 + 1)\n"]
    with pytest.raises(ValueError, match="holds no '-'"):
        Mutant("x.py", 2, 8, "-", "+").applied(source)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_has_tests_and_tokens(folder):
    assert any((ROOT / "tests" / folder).rglob("test_*.py"))
    path = min((ROOT / "bnlinear" / folder).rglob("*.py"), key=lambda path: -path.stat().st_size)
    source = path.read_text(encoding="utf-8")
    some = list(islice(mutants_of(source, "x.py"), 20))
    trees = {ast.dump(ast.parse(mutant.applied(source))) for mutant in some}
    assert len(trees) == 20 and ast.dump(ast.parse(source)) not in trees
