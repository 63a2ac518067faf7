"""`pytest --bnlinear FILE.py`: the claims of a file as tests, and nothing without the option."""

import os
import subprocess
import sys
from pathlib import Path

DRAFT = """
from bnlinear.claims import claim, families, le
from bnlinear.dynamics import rayleigh_step

def lemma(lr):
    @claim(statement="", p=families.least_squares(max_dim=3), where=lambda p: le(1, p.x))
    def body(p):
        after = rayleigh_step(p.w, p.H, p.g, effective_lr=lr / p.L)
        return le(p.gap(after), p.gap(p.w))
    return body.body

where = {"where": lambda p: le(1, p.x), "p": families.least_squares(max_dim=3), "statement": ""}
@claim(**where)
def false_lemma(p):
    return lemma(3)(p)
@claim(**where)
def true_lemma(p):
    return lemma(2)(p)
"""


def run(folder, *args):
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1]),
                        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "bnlinear.pytest_plugin",
                           "-p", "no:cacheprovider", *args], cwd=folder, env=env,
                          capture_output=True, text=True)


def test_each_claim_is_a_test(tmp_path):
    (tmp_path / "draft.py").write_text(DRAFT)
    (tmp_path / "test_other.py").write_text("def test_other(): pass")
    for args in (["--bnlinear", "draft.py"], ["draft.py", "--bnlinear", "draft.py"]):
        ran = run(tmp_path, *args)
        assert ran.returncode == 1 and "1 failed, 1 passed" in ran.stdout, ran.stdout
        assert "draft.false_lemma: refuted, expected certified" in ran.stdout
    both = run(tmp_path, ".", "--bnlinear", "draft.py")
    assert "1 failed, 2 passed" in both.stdout, both.stdout


def test_without_the_option_the_plugin_is_idle(tmp_path):
    (tmp_path / "draft.py").write_text(DRAFT)
    (tmp_path / "test_other.py").write_text(
        "import sys\ndef test_other(): assert 'bnlinear.claims' not in sys.modules")
    ran = run(tmp_path)
    assert ran.returncode == 0 and "1 passed" in ran.stdout, ran.stdout


def test_bad_files_are_told(tmp_path):
    (tmp_path / "empty.py").write_text("x = 1")
    missing, empty = run(tmp_path, "--bnlinear", "nope.py"), run(tmp_path, "--bnlinear", "empty.py")
    assert missing.returncode == 4 and "no such Python file" in missing.stderr
    assert empty.returncode == 2 and "holds no claim" in empty.stdout
