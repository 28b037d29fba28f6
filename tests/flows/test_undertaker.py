"""What a killed run leaves is cleared away; what a run clears away itself, and what is not its own, is left alone."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]

RUN = """
import os, subprocess, sys
from flows import undertaker

home = sys.argv[1]
undertaker.start(home, sys.argv[2])
words = [sys.executable, "-c", "import signal; print('up', flush=True); signal.pause()"]
server = subprocess.Popen(words, env={"PREFECT_HOME": home}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
other = subprocess.Popen(words, env={"PREFECT_HOME": home + "2"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
server.stdout.readline(), other.stdout.readline()
here = [p for p in os.listdir("/proc") if p.isdigit() and home.encode() in open(f"/proc/{p}/cmdline", "rb").read().split(b"\\0")]
print(server.pid, other.pid, *(p for p in here if int(p) != os.getpid()), flush=True)
sys.stdin.read()
"""


def alive(process):
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not tell the environment of processes")
@pytest.mark.parametrize("end", ["killed", "in order"])
def test_a_killed_run_leaves_no_server_behind(tmp_path, end):
    home = tmp_path / "home"
    home.mkdir()
    sockets = tmp_path / "sockets"
    sockets.mkdir()
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")} | {"PYTHONPATH": str(ROOT), "PREFECT_HOME": "x"}
    words = [sys.executable, "-c", RUN, str(home), str(sockets)]
    run = subprocess.Popen(words, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    server, other, undertaker = (psutil.Process(int(n)) for n in run.stdout.readline().split())
    try:
        assert server.is_running()
        assert undertaker.is_running()
        if end == "killed":
            os.kill(run.pid, signal.SIGKILL)
        else:
            home.rmdir()
            sockets.rmdir()
            run.stdin.close()
        run.wait(60)
        gone, _ = psutil.wait_procs([undertaker], timeout=60)
        assert gone == [undertaker]
        assert list(tmp_path.iterdir()) == []
        assert alive(other)
        assert alive(server) == (end == "in order")
    finally:
        for one in (server, other):
            if one.is_running():
                one.kill()
        run.stdin.close()
        run.stdout.close()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="the system does not tell the environment of processes")
def test_a_run_killed_at_work_leaves_no_folder_of_its_workers():
    program = (
        "import flows, sys\nfrom pipeline.pool import Task, run\nfrom tests.support.hostile import misbehave\n"
        "print(next(run(misbehave, [Task('a', 60.0), Task('wait', 60.0)], workers=1)).value, flush=True)\nsys.stdin.read()"
    )
    with tempfile.TemporaryDirectory(dir="/tmp") as temp:  # its name is short enough for sockets
        env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")} | {"PYTHONPATH": str(ROOT), "TMPDIR": temp}
        run = subprocess.Popen([sys.executable, "-c", program], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert run.stdout.readline() == "a\n"
            assert {path.name[:5] for path in Path(temp).iterdir()} == {"inter", "pymp-"}
            watching = [p for p in psutil.process_iter(["cmdline"]) if any(w.startswith(temp) for w in p.info["cmdline"] or [])]
            assert len(watching) == 1
            run.kill()
            run.wait(60)
            psutil.wait_procs(watching, timeout=60)
            assert list(Path(temp).iterdir()) == []
        finally:
            run.kill()
            run.stdin.close()
            run.stdout.close()
