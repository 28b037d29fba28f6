"""A run killed as a whole: no half paper, no lost decision, and the next run completes it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.killed_run import contents, wrong_in

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "corpora" / "demo"
PAPERS = ("paper-65-namno.pdf", "paper-93-nmt3.pdf", "paper-117-nnmo-s.pdf")
KILLS = 5


def test_a_run_killed_at_each_of_its_steps_leaves_whole_files_and_the_next_completes_it(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.killed_run", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["trouble"], found["same"], found["left"]) == ([], True, [])
    assert found["steps"] >= 15
    decided, kept = found["decisions"]
    assert len(decided) == 1
    assert kept == decided


def started(folder, out):
    """Start the command in a session of its own, so that it can be killed with all its workers and servers."""
    return subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", *map(str, folder), "--out", str(out), "--quiet", "--no-report"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.system
def test_the_command_killed_with_all_its_processes_at_random_moments_is_completed_by_the_next(tmp_path):
    papers = [DEMO / name for name in PAPERS]
    began = time.monotonic()
    whole = started(papers, tmp_path / "whole")
    said = whole.communicate(timeout=600)
    assert whole.returncode == 0, said
    takes, chance = time.monotonic() - began, random.Random(5)
    for _ in range(KILLS):
        run = started(papers, tmp_path / "killed")
        try:
            run.communicate(timeout=chance.uniform(0.3, 1.0) * takes)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
        assert wrong_in(tmp_path / "killed") == []
    last = started(papers, tmp_path / "killed")
    said = last.communicate(timeout=600)
    assert last.returncode == 0, said
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")
    assert not list((tmp_path / "killed").glob(".staging-*"))


@pytest.mark.system
def test_two_commands_at_once_on_one_store_both_complete(tmp_path):
    papers, store = [DEMO / name for name in PAPERS], tmp_path / "store.sqlite"
    runs = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "pipeline.cli", "run", *map(str, papers)),
                *("--out", str(tmp_path / name), "--store", str(store), "--quiet", "--no-report"),
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    said = [run.communicate(timeout=600)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one == two
    assert "records.jsonl" in one


@pytest.mark.system
@pytest.mark.skipif(not os.path.ismount("/dev/shm") or os.geteuid() != 0, reason="needs to mount a small file system")
def test_a_full_disk_is_said_and_the_next_run_completes(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("needs to mount a small file system")
    try:
        run = started([DEMO / PAPERS[0]], small / "out")
        _, said = run.communicate(timeout=600)
        assert run.returncode == 1
        assert "disk is full" in said or "No space left" in said
        assert said.splitlines()[-1].startswith("error: ")
        subprocess.run(["mount", "-o", "remount,size=50m", str(small)], check=True)
        run = started([DEMO / PAPERS[0]], small / "out")
        _, said = run.communicate(timeout=600)
        assert run.returncode == 0, said
        assert wrong_in(small / "out") == []
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=False)
