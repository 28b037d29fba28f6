"""Runs of a real Prefect work pool, as ``prefect.yaml`` deploys them, that read a corpus together through one store."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from pipeline.store import open_store
from tests.service.test_control import free_port
from tests.support import postgres
from tests.support.pdfs import pdf

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
PATIENCE_S = 300
PAPERS = 12
SECRET = "geheimes-wort"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    if request.param == "sqlite":
        yield str(tmp_path / "store.sqlite")
        return
    if postgres.programs() is None:
        pytest.skip("there is no PostgreSQL")
    with postgres.server() as address:
        yield address.replace("tester@", f"tester:{SECRET}@")


@pytest.fixture
def place(tmp_path, store):
    """A corpus, settings in a file and the store in a variable, as a worker has them."""
    (tmp_path / "papers").mkdir()
    for number in range(PAPERS):
        (tmp_path / "papers" / f"p{number}.pdf").write_bytes(pdf(f"Paper number {number}"))
    (tmp_path / "papers" / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "intergrowth.toml").write_text("[extract]\nshard_size = 1\nworkers = 1\n")
    return tmp_path


def environment(place, store, port):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "INTERGROWTH"))}
    return env | {
        **{"PREFECT_HOME": str(place / "home"), "PREFECT_API_URL": f"http://127.0.0.1:{port}/api", "DO_NOT_TRACK": "1"},
        **{"PREFECT_SERVER_ANALYTICS_ENABLED": "false", "PREFECT_CLI_PROMPT": "false", "NO_PROXY": "127.0.0.1"},
        **{"INTERGROWTH_CONFIG": str(place / "intergrowth.toml"), "INTERGROWTH_STORE": store},
        **{"HOME": str(place), "PYTHONPATH": str(ROOT), "PWD": str(ROOT)},
    }


def prefect(env, *words):
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def running(env, log, *words):
    """Keep a program of Prefect running meanwhile, and end it with all that it started."""
    with log.open("wb") as told:
        started = subprocess.Popen([sys.executable, "-m", "prefect", *words], cwd=ROOT, env=env, stdout=told, stderr=told)
    try:
        yield
    finally:
        family = [*psutil.Process(started.pid).children(recursive=True)]
        started.terminate()
        try:
            started.wait(60)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
        for one in family:
            if one.is_running():
                one.kill()


def until(found, what):
    limit = time.monotonic() + PATIENCE_S
    while not (value := found()):
        assert time.monotonic() < limit, f"waited in vain for {what}"
        time.sleep(1)
    return value


def test_two_runs_of_a_work_pool_read_every_paper_once(place, store):
    port = free_port()
    env = environment(place, store, port)
    api = httpx.Client(base_url=env["PREFECT_API_URL"], timeout=30, trust_env=False)

    def answers():
        try:
            return api.get("/health").status_code == 200
        except httpx.HTTPError:
            return False

    def ended():
        runs = api.post("/flow_runs/filter", json={}).json()
        return runs if len(runs) == 2 and all(r["state_type"] in ("COMPLETED", "FAILED", "CRASHED") for r in runs) else None

    before = set(ROOT.iterdir())
    server = ("server", "start", "--host", "127.0.0.1", "--port", str(port), "--analytics-off")
    with api, running(env, place / "server.log", *server):
        until(answers, "the server")
        prefect(env, "work-pool", "create", "intergrowth", "--type", "process")
        prefect(env, "deploy", "--name", "share")
        for _ in range(2):
            prefect(env, "deployment", "run", "share-watched/share", "--param", f"corpora={json.dumps([str(place / 'papers')])}")
        with running(env, place / "worker.log", "worker", "start", "--pool", "intergrowth"):
            runs = until(ended, "the runs")
        artifacts = api.post("/artifacts/filter", json={}).json()
        kept = json.dumps([runs, artifacts, api.post("/logs/filter", json={}).json()])
    log = (place / "worker.log").read_text("utf-8", "replace")
    assert [r["state_type"] for r in runs] == ["COMPLETED"] * 2, log
    assert sorted(a["key"] for a in artifacts) == ["counts", "counts", "failures", "failures", "progress", "progress"]
    with open_store(store) as opened:
        assert sorted(d.name for d in opened.documents()) == sorted(f"p{n}" for n in range(PAPERS))
        told = opened.runs()
    assert [r.state for r in told] == ["finished"] * 2
    assert (sum(r.done for r in told), sum(r.failed for r in told)) == (PAPERS, 1)
    assert SECRET not in kept + log
    assert [p for p in place.rglob("*") if p.is_file() and SECRET.encode() in p.read_bytes()] == []
    assert set(ROOT.iterdir()) == before
