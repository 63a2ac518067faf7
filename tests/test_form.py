"""The form of the code, measured: no circle of imports, nothing too long for one sitting."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = sorted((ROOT / "bnlinear").rglob("*.py"))


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in PRODUCT}


def imports(tree) -> Iterator[str]:
    """Every module of the product that a file imports, in functions too; not for types only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        yield from imports(node)


def circles(edges):
    """What is left once modules that import nothing that is left are removed, again and again."""
    left = {module: set(targets) & set(edges) - {module} for module, targets in edges.items()}
    while ready := {module for module, targets in left.items() if not targets & set(left)}:
        left = {module: targets for module, targets in left.items() if module not in ready}
    return sorted(left)


def test_no_circle_between_files():
    edges = {module: set(imports(ast.parse(path.read_text(encoding="utf-8"))))
             for module, path in MODULES.items()}
    assert circles(edges) == []


@pytest.mark.parametrize("edges, expected", [
    ({"a": {"b"}, "b": set()}, []), ({"a": {"b"}, "b": {"a"}, "c": set()}, ["a", "b"]),
    ({"a": {"a", "x"}}, []),
])
def test_circles_are_found(edges, expected):
    assert circles(edges) == expected


def test_files_can_be_read_at_a_sitting():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
               for path in PRODUCT}
    assert {name for name, length in lengths.items() if length > 300} == set()
    assert sorted(lengths.values())[len(lengths) // 2] <= 93


def test_classes_can_be_read_at_a_sitting():
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                assert node.end_lineno - node.lineno < 200, (node.name, path)


def test_folders_have_few_files():
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in PRODUCT)
    assert max(counts.values()) <= 17, counts.most_common(3)
    assert counts["bnlinear/claims"] <= 10


def annotations(tree):
    """Those of parameters, results and variables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
            yield from (argument.annotation for argument in arguments if argument.annotation)
            if node.returns:
                yield node.returns
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation


def test_few_annotations_say_nothing():
    found = [ast.unparse(annotation) for path in PRODUCT
             for annotation in annotations(ast.parse(path.read_text(encoding="utf-8")))]
    assert found.count("Any") < 0.04 * len(found)


#: Modules without a test of their name, by folder: which ones ("*": all that have none), the tests
#: that run them, and why those.
TESTED_ELSEWHERE: dict[str, tuple[str, tuple[str, ...], str]] = {
    "": ("kinds", ("test_form.py",), "names for the type checker"),
    "analyze": ("cautions facts methods report stages",
                ("analyze/test_analysis.py", "analyze/test_findings.py"),
                "one report of one table: what is certified is compared as a whole"),
    "analyze/losses": ("squared", ("analyze/test_analysis.py",), "the default loss"),
    "claims": ("claim record", ("claims/test_constants.py", "claims/kernel/test_prover.py"),
               "every claim of every test is made of them"),
    "claims/discovery": ("closed_forms ingredients lifts multipliers question steps",
                         ("claims/discovery/test_discoveries.py",),
                         "parts of a search: a discovery is proved or refuted as a whole"),
    "claims/families": ("catalogue matrices scale_invariance singular",
                        ("claims/families/test_family.py", "claims/families/test_membership.py"),
                        "every family has the same tests"),
    "claims/kernel": ("cover facts lift notation reading rules scope",
                      ("claims/kernel/test_prover.py", "claims/kernel/test_cheats_bodies.py",
                       "claims/kernel/test_cheats_costs.py", "claims/kernel/test_cheats_facts.py",
                       "claims/kernel/test_cheats_scope.py", "oracles/test_cvc5.py"),
                      "a kernel is tested by what it refuses: proofs that cheat, by kind of cheat"),
    "claims/kernel/checks": ("agreement ask_cvc5 evaluation neighbours second_opinion",
                             ("claims/kernel/test_cheats_bodies.py", "oracles/test_cvc5.py"),
                             "tested by the cheats that they alone refuse"),
    "claims/running": ("isolation workers",
                       ("claims/running/test_clock.py", "claims/running/test_supervisor.py"),
                       "processes, tested while they run claims"),
    "claims/search": ("extremal surface zeros",
                      ("claims/search/test_hunt.py", "claims/search/test_lines.py",
                       "claims/search/test_poles.py"),
                      "where a hunt looks: tested by what it finds"),
    "claims/verdict": ("rungs", ("claims/verdict/test_ladder.py",), "rungs of one ladder"),
    "cli/commands": ("claims data", ("cli/test_verify.py", "cli/test_discover.py",
                                     "cli/test_analyze.py", "cli/test_sweep.py",
                                     "cli/test_train.py"),
                     "commands are tested by running them"),
    "cli": ("app cluster options rocq", ("cli/test_main.py", "cli/test_verify.py",
                                 "oracles/test_cluster.py"),
            "commands are tested by running them"),
    "cli/reports": ("html latex mathml",
                    ("cli/reports/test_write.py", "cli/reports/test_notation.py"),
                    "three prints of the same rows, compared with each other"),
    "cli/show": ("analysis proof sweep trace training",
                 ("cli/show/test_claim.py", "cli/test_analyze.py", "cli/test_sweep.py",
                  "cli/test_train.py", "docs/test_console.py"),
                 "text on a terminal, compared where commands are run and in the docs"),
    "cli/terminal": ("exit_codes", ("test_interrupt.py", "cli/terminal/test_watch.py"),
                     "heard by whole processes"),
    "dynamics/certificate": ("trap", ("dynamics/certificate/test_certify.py",),
                             "its bounds are tested along certified runs"),
    "exact/algebraic": ("roots", ("exact/test_spectra.py",), "eigenvalues are roots"),
    "exact/number": ("arrays functions value",
                     ("exact/number/test_number.py", "exact/number/test_balls.py"),
                     "layers of one class"),
    "exact": ("scalars", ("exact/test_moments.py",), "scalars are those of moments"),
    "images": ("images", ("images/test_sources.py",), "what its readers return"),
    "problems/gaussian": ("tanh_sums", ("problems/gaussian/test_tanh_certificate.py",),
                          "the sums of that certificate"),
    "problems/layers": ("feature_statistics", ("dynamics/test_bnp.py",), "the statistics of BNP"),
    "problems/networks": ("layer maps", ("oracles/test_network_autograd.py",),
                          "every kind of layer against PyTorch's own"),
    "rocq": ("*", ("rocq/test_check.py", "rocq/test_faithful.py", "rocq/test_refutations.py"),
             "parts of one exported file: right when coqc accepts it, and no false variant"),
    "rocq/questions": ("*", ("rocq/test_refutations.py", "rocq/test_check.py"),
                       "certificates: right when coqc accepts them"),
    "rocq/scripts": ("*", ("rocq/test_check.py",), "lines of a proof: right when coqc accepts it"),
    "rocq/steps": ("*", ("rocq/test_check.py",), "steps of a proof: right when coqc accepts it"),
    "sweeps/kernels": ("numba_kernel numpy_kernel row_kernel scaling",
                       ("sweeps/kernels/test_trajectories.py",),
                       "kernels of the same trajectories, against each other and exact runs"),
    "sweeps/krylov": ("block_lanczos passes_numba passes_numpy",
                      ("sweeps/krylov/test_reduction.py",), "parts of one reduction"),
    "sweeps/methods": ("bngd direction sgdg", ("sweeps/methods/test_record.py",),
                       "records: every one has the same tests"),
    "tables": ("assemble binary builder cells choice classes csvs layout problems text",
               ("tables/test_table.py", "tables/test_messy.py", "tables/test_rows.py",
                "tables/test_npz.py"),
               "parts of one reader: tested on whole files, against a reader cell by cell"),
    "theory": ("table_moments wide_weighted", ("theory/test_wide_hessians.py",
                                               "theory/test_weighted_hessians.py"),
               "steps to the spectra that are tested"),
    "training": ("bn_inputs bn_outputs bnp",
                 ("training/test_train.py", "training/test_equivalence.py"),
                 "methods with the same tests, and against each other"),
    "training/networks": ("observe rules task",
                          ("training/networks/test_train.py", "training/networks/test_by_layer.py"),
                          "parts of one run"),
}


def untested(modules, tests):
    """Modules by folder without a test of their name; both are paths in their trees."""
    for module in modules:
        if module.name not in ("__init__.py", "__main__.py") and (
                module.with_name(f"test_{module.name}") not in tests):
            yield module.parent.as_posix().removeprefix("."), module.stem


def complaints(missing, listed):
    """Modules that are neither tested by name nor listed; entries that are not needed."""
    known = set()
    for folder, stems in listed.items():
        here = {stem for place, stem in missing if place == folder}
        known |= {(folder, stem) for stem in (here if stems == "*" else stems.split())}
        if not here:
            yield f"nothing is missing in {folder!r}: leave it out of the list"
    yield from (f"{folder}/{stem}.py has no test of its name, and no reason"
                for folder, stem in sorted(missing - known))
    yield from (f"{folder}/{stem}.py is listed but is tested by name, or does not exist"
                for folder, stem in sorted(known - missing))


def test_every_module_is_tested_by_name_or_says_where():
    modules = [path.relative_to(ROOT / "bnlinear") for path in PRODUCT]
    tests = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("test_*.py")}
    listed = {folder: stems for folder, (stems, _, _) in TESTED_ELSEWHERE.items()}
    assert [*complaints(set(untested(modules, tests)), listed)] == []
    assert {name for _, names, _ in TESTED_ELSEWHERE.values() for name in names} <= {
        path.as_posix() for path in tests}


@pytest.mark.parametrize("missing, listed, count", [
    (set(), {}, 0), ({("a", "x")}, {}, 1), ({("a", "x")}, {"a": "x"}, 0),
    ({("a", "x")}, {"a": "x y"}, 1), ({("a", "x"), ("a", "y")}, {"a": "*"}, 0),
    (set(), {"a": "*"}, 1),
])
def test_a_missing_test_and_a_stale_reason_are_noticed(missing, listed, count):
    assert len([*complaints(missing, listed)]) == count
    modules, tests = [Path("a/x.py"), Path("b.py"), Path("a/__init__.py")], {Path("a/test_x.py")}
    assert [*untested(modules, tests)] == [("", "b")]


def prose(source):
    """Comments, docstrings and other texts of a file, without examples and code in backquotes."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from without_code(node.value.partition(">>>")[0]).splitlines()


def without_code(text):
    return re.sub(r"`[^`]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


#: Of "normalization", as American English has it; names in code keep theirs.
BRITISH = re.compile(r"\b(un|re)?normalis(e|ed|es|ing|ation)\b", re.IGNORECASE)


def test_one_spelling_of_normalization():
    code = [path for folder in ("bnlinear", "proofs_checks", "figures", "benchmarks")
            for path in (ROOT / folder).rglob("*.py")]
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md",
             *(page for page in (ROOT / "docs").rglob("*.md") if page.parent.name != "ledger"),
             *(ROOT / "bnlinear").rglob("*.v")]  # docs/ledger: written from names of claims, too
    lines = [(path, line) for path in code for line in prose(path.read_text(encoding="utf-8"))]
    lines += [(path, line) for path in texts
              for line in without_code(path.read_text(encoding="utf-8")).splitlines()]
    assert len(texts) > 40
    assert [f"{path.relative_to(ROOT)}: {line}" for path, line in lines
            if BRITISH.search(line) and len(line.split()) > 1] == []  # one word names a parameter
    assert BRITISH.search("Batch-normalised loss") and not BRITISH.search("to_normalised_gradient")


def test_prose_is_what_a_reader_reads():
    source = 'def f():\n    """One `two`.\n\n    >>> three\n    """\n    return "four"  # five'
    assert sorted(" ".join(prose(source)).split()) == ["#", ".", "One", "five", "four"]
