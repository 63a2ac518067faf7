"""coqc decides: proved rows are checked, their false variants refused, and for the right reason."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bnlinear.claims import claim, families, le
from bnlinear.claims.running.loading import select
from bnlinear.cli.main import main
from bnlinear.rocq.check import ALLOWED, COLLECTOR, Coqc, Runs, answer, axioms
from bnlinear.rocq.export import export_claim
from bnlinear.rocq.files import exported
from bnlinear.rocq.project import write_project
from tests.rocq.coqc import needs_coqc
from tests.rocq.mutants import FALSE, said_of

#: Kinds of steps: identity, fact and square, derivative, Cauchy–Schwarz.
ROWS = ("cai2019.norm_growth", "lange2022.two_by_two", "kohler2019.rayleigh_gradient",
        "lange2022.softmax_hessian_singular")


def claim_of(name):
    ((_, found),) = select([name])
    return found


@pytest.mark.parametrize("name", ROWS)
class TestRow:
    pytestmark = needs_coqc

    def test_every_false_variant_is_refused_for_what_it_says(self, name, coqc):
        found = claim_of(name)
        for mutant in found.mutants:
            said = answer(export_claim(found.mutated(mutant), trial=True).text, coqc)
            assert said.startswith("REFUSED")
            assert any(reason in said for reason in FALSE), said


@pytest.mark.parametrize("name", ("beyond.universal_scale", "cai2019.gd_stability",
                                  "wan2021.norm_settles", "santurkar2018.initialisation"))
class TestVariant:
    """A sample of `python -m tests.rocq.mutants`: questions, splits, an implication."""

    pytestmark = needs_coqc

    def test_is_refused_for_what_it_says(self, name, coqc):
        fine, said = said_of(name, coqc)
        assert fine, said


@pytest.mark.parametrize("name", ROWS[:1])
class TestAnswer:
    pytestmark = needs_coqc

    def test_a_second_time_comes_from_the_cache(self, name, coqc):
        text = export_claim(claim_of(name)).text
        first = answer(text, coqc)
        deaf = type(coqc)("/nowhere/coqc", coqc.theory, coqc.answers)
        assert answer(text, deaf) == first

    def test_an_axiom_of_ones_own_is_refused(self, name, coqc):
        text = export_claim(claim_of(name)).text
        start = text.index("Theorem")
        proof = text.index("Proof.")
        cheat = (f"{text[:start]}Axiom anything : False.\n{text[start:proof]}"
                 f"Proof. destruct anything. Qed.\nPrint Assumptions {name.split('.')[1]}.\n")
        assert answer(cheat, coqc) == "REFUSED: rests on anything"

    def test_make_compiles_an_exported_folder(self, name, coqc, tmp_path):
        write_project(tmp_path, [export_claim(claim_of(name))])
        done = subprocess.run(["make", "-C", str(tmp_path)], capture_output=True, text=True,
                              timeout=300, check=False)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "cai2019_norm_growth.vo").exists()


def test_axioms_are_read_from_what_coqc_prints():
    printed = ("Axioms:\nClassicalDedekindReals.sig_not_dec : forall P : Prop, {~ ~ P} + {~ P}\n"
               "FunctionalExtensionality.functional_extensionality_dep\n  : forall A, True\n")
    assert axioms(printed) <= ALLOWED
    assert len(axioms(printed)) == 2
    assert axioms("Closed under the global context\n") == set()


@pytest.mark.parametrize("printed, reason", [
    ("", "coqc does not say what the theorem rests on"),  # it checked nothing, or asked nothing
    ("Theory: Set is impredicative\n", "coqc does not say what the theorem rests on"),
    ("Axioms:\nshortcut : False\n", "rests on shortcut"),
    ("Axioms:\nshortcut'\n  : 1 = 2\n", "rests on shortcut'"),
    ("Axioms:\nMine.é : False\n", "rests on Mine.é"),
    ("Closed under the global context\nAxioms:\nshortcut : False\n", "rests on shortcut"),
    ("Axioms:\nshortcut is assumed to be guarded.\n", "rests on shortcut"),
])
def test_what_coqc_takes_for_granted_or_does_not_say_is_refused(tmp_path, printed, reason):
    listing, fake = tmp_path / "listing", tmp_path / "coqc"
    listing.write_text(printed)
    fake.write_text(f"#!/bin/sh\ncat {listing}\n")
    fake.chmod(0o755)
    assert answer("", Coqc(str(fake), tmp_path, tmp_path)) == f"REFUSED: {reason}"


@pytest.mark.parametrize("own", ["", "o=90"])
def test_coqc_collects_garbage_as_is_fast_unless_the_user_says_how(own, monkeypatch, tmp_path):
    monkeypatch.delenv("OCAMLRUNPARAM", raising=False)
    if own:
        monkeypatch.setenv("OCAMLRUNPARAM", own)
    fake = tmp_path / "coqc"
    fake.write_text('#!/bin/sh\necho "Error: $OCAMLRUNPARAM" >&2\nexit 1\n')
    fake.chmod(0o755)
    assert answer("", Coqc(str(fake), tmp_path, tmp_path)) == f"REFUSED: : {own or COLLECTOR}"


ASKS_A_SLEEPER = """
import sys
from pathlib import Path
from bnlinear.rocq.check import Coqc, answers
from tests.rocq.rows import exported

folder = Path(sys.argv[1])
files = [exported(name) for name in ("cai2019.norm_growth", "lange2022.two_by_two")]
list(answers(files, Coqc(str(folder / "coqc"), folder, folder), workers=1))
"""


def test_ctrl_c_ends_a_batch_and_begins_no_other_run(tmp_path):
    """After a batch that fails its files are asked about one by one: not if nobody waits."""
    log, fake = tmp_path / "log", tmp_path / "coqc"
    fake.write_text(f"#!/bin/sh\necho run >> {log}\nexec sleep 60\n")
    fake.chmod(0o755)
    process = subprocess.Popen([sys.executable, "-c", ASKS_A_SLEEPER, str(tmp_path)],
                               stderr=subprocess.DEVNULL, preexec_fn=hears_ctrl_c)
    try:
        while not log.exists():
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == -signal.SIGINT
    finally:
        process.kill()
        process.wait()
    assert log.read_text() == "run\n"


#: It compiles the theory at once, and a theorem never.
FAKE = """#!/bin/sh
case "$*" in
  --print-version) echo 8.20 ;;
  *claim.v) echo $$ > {log}.part; mv {log}.part {log}; exec sleep 60 ;;
esac
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")
@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_verify_and_what_it_asks(tmp_path, number, code):
    log, fake = tmp_path / "log", tmp_path / "coqc"
    fake.write_text(FAKE.format(log=log))
    fake.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}",
                                "XDG_CACHE_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bnlinear", "verify", "lange2022.two_by_two", "--rocq",
         "--effort", "quick"], env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, preexec_fn=hears_ctrl_c)
    try:
        while not log.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.05)
        process.send_signal(number)
        assert process.wait(timeout=5) == code
    finally:
        process.kill()
        _, complaints = process.communicate()
    asked = int(log.read_text())
    left = time.monotonic() + 5
    while Path(f"/proc/{asked}").exists() and time.monotonic() < left:
        time.sleep(0.05)
    assert not Path(f"/proc/{asked}").exists() and complaints == ""


def test_all_runs_end_though_each_that_ends_leaves_the_set(monkeypatch):
    """While one is killed, its thread takes it out."""
    kill = subprocess.Popen.kill

    def slowly(process):
        kill(process)
        time.sleep(0.2)

    monkeypatch.setattr(subprocess.Popen, "kill", slowly)
    runs, begun, codes = Runs(), threading.Barrier(3), []

    def run():
        with runs.started(["sleep", "60"]) as process:
            begun.wait()
            codes.append(process.wait(timeout=10))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    begun.wait()
    runs.end()
    for thread in threads:
        thread.join()
    assert codes == [-signal.SIGKILL] * 2
    with runs.started(["sleep", "60"]) as process:
        assert process is None


def hears_ctrl_c():
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_second_run_exports_nothing_again(monkeypatch, tmp_path):
    """Whatever coqc has said of the ledger is found without computing a statement."""
    jobs = [(path, row.id) for path, row in select(["brock2021.step_bound"])]
    first = list(exported(jobs, own=set(), cache=tmp_path))
    assert [claim.id for claim in first] == ["brock2021.step_bound"]
    monkeypatch.setattr("bnlinear.rocq.files.exported_file", None)
    assert list(exported(jobs, own=set(), cache=tmp_path)) == first
    with pytest.raises(TypeError):
        list(exported(jobs, own=set()))


def test_without_coqc_one_line_says_how_to_install_it(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    assert main(["verify", "lange2022.two_by_two", "--rocq"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "apt-get install coq" in err
    assert err.count("\n") == 1


def test_export_needs_no_coqc(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", "")
    assert main(["export", "lange2022.two_by_two", "--out", str(tmp_path / "out")]) == 0
    assert "Theorem two_by_two" in (tmp_path / "out" / "lange2022_two_by_two.v").read_text()
    assert {"Makefile", "_CoqProject", "Moments.v", "Rn.v"} <= {
        path.name for path in (tmp_path / "out").iterdir()}


def test_what_cannot_be_exported_is_named_with_its_step(tmp_path, capsys):
    assert main(["export", "cai2019.scaling_law", "--out", str(tmp_path / "out")]) == 1
    assert "cai2019.scaling_law: not exported: an orthogonal matrix" in capsys.readouterr().out


def test_a_claim_without_steps_is_not_exported():
    @claim(statement="x ≤ 1", x=families.scalars(0, 1))
    def bound(x):
        return le(x, 1)

    assert export_claim(bound).reason == "it has no proof in steps"


class TestStrictFact:
    pytestmark = needs_coqc

    def test_closes_an_inequality_that_is_not_strict(self, coqc):
        @claim(statement="|w|² ≥ 0", p=families.directions())
        def length(p):
            return le(0, p.w @ p.w)

        @length.proof()
        def _(prove, p):
            prove.by(prove.norm(p.w))  # positive, as w ≠ 0

        assert answer(export_claim(length).text, coqc) == "checked"
