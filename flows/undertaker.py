"""A small process that outlives a run which was killed, and clears away the Prefect server and the folders that it leaves.

In: the server's folder and others as arguments, and standard input, which ends when the run does, however it ends; out: nothing,
if the run has removed the folders itself; else every process that was started with the first as its ``PREFECT_HOME`` is killed
and the folders are removed. Imports nothing of ours and nothing that is slow. Method: own; Linux tells the environment of
processes.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path


def start(home: str, *others: str) -> None:
    """Start this module as a process that watches over this one and its folders; does nothing where there is no ``/proc``."""
    if not Path("/proc/self/environ").exists():
        return
    reading, writing = os.pipe()  # nobody but this process has the end to write to: it is closed when this process is gone
    try:
        nowhere = (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)
        os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", __file__, home, *others],
            {"PATH": os.defpath},
            file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0), *nowhere],
            setsid=True,
        )
    except OSError:
        os.close(writing)
    finally:
        os.close(reading)


def clear_away(home: str) -> None:
    """Kill what was started with ``home`` and remove it."""
    mine = b"PREFECT_HOME=" + os.fsencode(home)
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                if mine in (process / "environ").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.buffer.read()
    if Path(sys.argv[1]).is_dir():
        clear_away(sys.argv[1])
    for folder in sys.argv[2:]:
        shutil.rmtree(folder, ignore_errors=True)
