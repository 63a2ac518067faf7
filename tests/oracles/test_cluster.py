"""A Dask cluster: the verdicts of one machine, with a worker killed in mid-run."""

import json
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from bnlinear.cli import main

pytestmark = pytest.mark.oracle
distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]

DRAFT = '''
import time
from bnlinear.claims import claim, families, le

@claim(statement="true", p=families.directions(max_dim=1))
def first(p):
    open({mark!r}, "w").close()
    time.sleep(0.002)
    return le(0, p.y)

@claim(statement="false", p=families.directions(max_dim=1))
def second(p):
    return le(p.y, 0)
'''


@pytest.fixture
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None,
                                  silence_logs=50) as local:
        yield local


def report(out, *args):
    main(["verify", *args, "--effort", "quick", "--rng", "4", "--json", str(out)])
    found = json.loads(out.read_text())
    for claim in found["claims"]:
        del claim["seconds"]
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_verdicts_do_not_depend_on_where_they_are_found(tmp_path, cluster):
    mark, draft = tmp_path / "mark", tmp_path / "draft.py"
    draft.write_text(DRAFT.format(mark=str(mark)))
    claims = [str(draft), "cai2019.norm*"]
    here = report(tmp_path / "here.json", *claims)
    mark.unlink()
    pids = [worker.pid for worker in cluster.workers.values()]
    killed = threading.Event()

    def kill():
        while not mark.exists():
            time.sleep(0.01)
        with distributed.Client(cluster) as client:
            busy = [name for name, tasks in client.processing().items() if tasks]
            pid = client.run(os.getpid, workers=busy[:1])[busy[0]]
        assert pid != os.getpid()
        os.kill(pid, signal.SIGKILL)
        killed.set()

    threading.Thread(target=kill, daemon=True).start()
    there = report(tmp_path / "there.json", *claims, "--scheduler", cluster.scheduler_address)
    assert killed.wait(10) and pids
    assert there == here and here["counts"]["claims"] > 3


def test_nobody_answers(capsys, monkeypatch):
    monkeypatch.setattr("bnlinear.cli.cluster.TIMEOUT", "0.5s")
    assert main(["verify", "cai2019.gradient", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("bnlinear: --scheduler tcp://127.0.0.1:9: no scheduler answers there")
    assert err.count("\n") == 1
    assert main(["verify", "cai2019.gradient", "--scheduler", "no address"]) == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_page_of_the_docs_runs():
    text = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    code, = re.findall(r"```python\n(.*?)```", text, re.S)
    exec(compile(code, "docs/cluster.md", "exec"), {"__name__": "docs"})
