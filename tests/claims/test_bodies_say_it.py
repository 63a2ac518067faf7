"""The theorem's page shows the theorem: no claim's body only calls a private helper."""

import ast
import inspect

from bnlinear.claims.running.loading import select
from bnlinear.cli.show.formulas import tree_of


def is_hidden(body) -> bool:
    """Is it nothing but a call of a helper whose name begins with an underscore?"""
    tree = tree_of(body)
    if not isinstance(tree, ast.FunctionDef):
        return False
    statements = [node for node in tree.body if not (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    if len(statements) != 1 or not isinstance(statements[0], ast.Return):
        return False
    value = statements[0].value
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2][:1] == "_"


def test_a_hidden_body_is_met():
    def shown(p):
        return _said(p) + 1

    def hidden(p):
        return _said(p, 2)

    assert is_hidden(hidden) and not is_hidden(shown)


def _said(p, two=1):
    return p * two


def test_no_body_of_the_ledger_is_hidden():
    hidden = [found.id for _, found in select(["*"])
              if is_hidden(inspect.unwrap(found.body))]
    assert hidden == []
