"""What `bnlinear new` writes loads, says how to check it, and its commented proof is Python."""

import ast

from bnlinear.claims.running.loading import load
from bnlinear.cli.template import TEMPLATE


def test_the_template_holds_one_claim(tmp_path):
    path = tmp_path / "draft.py"
    path.write_text(TEMPLATE.format(name=path.name), encoding="utf-8")
    (lemma,) = load(path)
    assert lemma.id == "draft.my_lemma" and lemma.expected == "certified"
    assert f"bnlinear verify {path.name}" in path.read_text(encoding="utf-8")


def test_the_commented_proof_is_python():
    commented = [line.removeprefix("# ").removeprefix("#") for line in TEMPLATE.splitlines()
            if line.startswith("#")][3:]
    names = [node.decorator_list[0] for node in ast.walk(ast.parse("\n".join(commented)))
             if isinstance(node, ast.FunctionDef)]
    assert [ast.unparse(name) for name in names] == ["my_lemma.proof()", "my_lemma.mutant"]
