"""The whole service as a person has it: a server, a schedule that fires every minute, a browser, and nothing left behind."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from pipeline.service.state import Folder, members
from tests.service.test_control import free_port
from tests.support.browser import browser as headless

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[2]
SETTINGS = """
state = "state"
[extract]
corpora = ["inbox"]
out = "out"
cron = "* * * * *"
settle_s = 1
[audit]
annotations = ["annotations"]
cron = "* * * * *"
[server]
port = {}
results_port = {}
"""
PATIENCE_S = 420


@pytest.fixture
def place(tmp_path):
    for name in ("home", "temp", "inbox", "annotations"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / "corpora/demo/review-demo.pdf", tmp_path / "inbox")
    for file in (ROOT / "annotations/records").glob("review-demo*"):
        shutil.copy(file, tmp_path / "annotations")
    (tmp_path / "intergrowth.toml").write_text(SETTINGS.format(free_port(), free_port()))
    yield tmp_path
    run(tmp_path, "down")


def run(place, *words, status=0):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT", "INTERGROWTH"))}
    env |= {"HOME": str(place / "home"), "TMPDIR": str(place / "temp"), "PYTHONPATH": str(ROOT)}
    program = [sys.executable, "-c", "from pipeline.cli import main; main()", *words]
    done = subprocess.run(program, cwd=place, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def until(found, what):
    limit = time.monotonic() + PATIENCE_S
    while not (value := found()):
        assert time.monotonic() < limit, f"waited in vain for {what}"
        time.sleep(2)
    return value


def ask(service, what, **question):
    return httpx.post(f"{service.api}/{what}/filter", json=question, timeout=60, trust_env=False).json()


def ended(service, flow, count):
    """Return the runs of a flow that ended well, once there are so many."""
    question = {"flows": {"name": {"any_": [flow]}}, "flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}}
    runs = ask(service, "flow_runs", sort="START_TIME_DESC", **question)
    return runs if len(runs) >= count else None


def connections(service):
    found = []
    for process in members(service.token):
        with suppress(psutil.NoSuchProcess):  # a worker may end meanwhile
            found += process.net_connections("inet")
    return {(c.laddr.ip, c.raddr.ip if c.raddr else "") for c in found if c.status != psutil.CONN_NONE}


@pytest.fixture
def browser():
    with headless(width=1400, height=1600) as window:
        yield window


def test_a_schedule_fires_the_ui_shows_what_it_made_and_nothing_is_left(place, browser):
    run(place, "up")
    folder = Folder(place / "state")
    service = folder.read()
    until(lambda: ended(service, "extract-watched", 1), "the first run")
    until(lambda: [a for a in ask(service, "artifacts") if a["key"] == "accuracy-over-time"], "the audit")
    assert connections(service) <= {("127.0.0.1", "127.0.0.1"), ("127.0.0.1", "")}

    latest = {a["key"]: a for a in reversed(ask(service, "artifacts", sort="CREATED_DESC"))}
    pages = {}
    for key, words in (("table-1", "Na0.85Ni0.34Mn0.33Ti0.33O2"), ("counts", "rows of Table 1"), ("accuracy", "retention")):
        browser.get(f"{service.address}/artifacts/artifact/{latest[key]['id']}")
        until(lambda: words in browser.page_source, key)  # noqa: B023 - called at once
        pages[key] = browser.save_screenshot(str(place / f"{key}.png"))
    browser.get(f"{service.address}/artifacts/artifact/{latest['accuracy-over-time']['id']}")
    widths = "return [...document.images].map(i => i.naturalWidth)"
    until(lambda: 760 in browser.execute_script(widths), "the chart")
    browser.get(latest["results"]["data"].split("](")[1].split(")")[0])
    until(lambda: "review-demo" in browser.page_source, "the evidence report")
    assert all(pages.values())

    shutil.copy(ROOT / "corpora/demo/review-demo.pdf", place / "inbox" / "the same.pdf")
    (place / "inbox" / "new.pdf").write_bytes(b"%PDF-1.4 broken\n%%EOF\n")
    message = "1 document (1 new, 1 unchanged), 1 file with failures"
    until(lambda: any(r["state"]["message"] == message for r in ended(service, "extract-watched", 1)), "the new file")
    told = run(place, "status")
    assert f"server: runs at {service.address}" in told
    assert message.split(",")[0] in told

    running = members(service.token)
    psutil.Process(service.flows.pid).kill()  # the process that serves crashes
    until(lambda: not service.flows.alive, "its end")
    assert "have stopped without being told to" in run(place, "status", status=1)
    run(place, "up")
    running += members(service.token)
    assert folder.read().server == service.server
    run(place, "down")
    assert [p for p in running if p.is_running() and p.status() != psutil.STATUS_ZOMBIE] == []
    assert list((place / "home").iterdir()) == []
    assert list((place / "temp").iterdir()) == []
    names = {p.name for p in place.iterdir()} - {"table-1.png", "counts.png", "accuracy.png"}
    assert names == {"home", "temp", "inbox", "annotations", "intergrowth.toml", "out", "state"}
