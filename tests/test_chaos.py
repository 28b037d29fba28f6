"""Runs, workers and the server killed at random; then one quiet run: every good document once, every bad one in the failures."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def chaos(what, place, *arguments):
    words = [sys.executable, "-m", "tests.support.chaos", what, str(place), *map(str, arguments)]
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")} | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check(found, documents):
    assert found["status"] == 0, found
    assert {k: v for k, v in found.items() if v and k not in ("decided", "states", "last", "documents", "struck")} == {}
    assert found["last"] == ["finished", documents]
    assert set(found["states"]) <= {"finished", "crashed", "failed"}
    assert found["decided"] > 0


def test_twenty_documents_and_five_kills(tmp_path):
    found = chaos("few", tmp_path, 1)
    check(found, 20)
    assert found["documents"] == 14


@pytest.mark.system
def test_two_hundred_documents_and_two_minutes_of_kills(tmp_path):
    found = chaos("many", tmp_path, 7, 120)
    check(found, 200)
    assert found["documents"] == 180
    assert sum(found["struck"].values()) >= 2  # many more where nothing else runs: a server takes seconds to start
