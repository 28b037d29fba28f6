"""Functions that a worker process is asked to call, most of which do it harm. Importable, so that they can be sent to it."""

import ctypes
import os
import signal
import time
from pathlib import Path


def double(number):
    return 2 * number


def mark(path):
    """Leave a sign that the task was begun."""
    Path(path).touch(exist_ok=False)
    return path


def mark_and_die(path):
    """Leave a sign that the task was begun, and be killed where the name says so."""
    mark(path)
    if "killed" in path:
        os.kill(os.getpid(), signal.SIGKILL)
    if "crashes" in path:
        ctypes.string_at(0)
    return path


def misbehave(how):
    """Do what ``how`` names; return ``how`` where there is anything to return."""
    if how == "loop":
        while True:
            pass
    if how == "wait":
        time.sleep(600)
    if how == "exit":
        os._exit(3)
    if how == "leave quietly":
        raise SystemExit(0)
    if how == "segfault":
        ctypes.string_at(0)
    if how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "alarm":
        os.kill(os.getpid(), signal.SIGALRM)
    if how == "memory":
        hoard = []
        while True:
            hoard.append(bytearray(16 << 20))
    if how == "recursion":
        misbehave_deeply(0)
    if how == "raise":
        raise ValueError("no good")
    if how == "unpicklable":
        return lambda: how
    if how == "noise":
        os.write(1, b"noise\n")
        os.write(2, b"noise\n")
    return how


def misbehave_deeply(depth):
    return misbehave_deeply(depth + 1) + 1
