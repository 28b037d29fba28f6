"""Flows: the only place that imports Prefect.

In: the user's environment; out: one in which Prefect is quiet, private and never speaks to the outside. Prefect reads its
settings when it is first imported, so they are made here, before any module of this package imports it. A setting that the
user has made stays. Without ``PREFECT_API_URL`` a run has a server of its own, whose files live in a folder that is removed
at exit, and by the undertaker where the run is killed: two runs never share a database and nothing is left in the home folder.
Method: Prefect's documentation of settings.
"""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import shutil
import sys
import tempfile

from flows import undertaker
from pipeline.pool import socket_folder

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
}


def _settle() -> None:
    """Make Prefect's settings, once, where Prefect has not read them yet."""
    if "prefect" in sys.modules:
        return
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        # A worker process is importing the script that started it. Should the script call a flow without asking for
        # __name__ == "__main__", no worker may start a server that would outlive it.
        os.environ["PREFECT_SERVER_EPHEMERAL_ENABLED"] = "false"
        return
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    if os.environ["PREFECT_LOGGING_LEVEL"] == _SETTINGS["PREFECT_LOGGING_LEVEL"]:
        # Where Prefect is quiet, what we log must not reach the terminal through its handlers: the command says what there is.
        logging.getLogger("intergrowth").propagate = False
    for name in ("NO_PROXY", "no_proxy"):  # the private server is on this machine, whatever proxy the user has
        hosts = [h for h in os.environ.get(name, "").split(",") if h]
        os.environ[name] = ",".join(dict.fromkeys([*hosts, "127.0.0.1", "localhost"]))
    if "PREFECT_API_URL" not in os.environ and "PREFECT_HOME" not in os.environ:
        home = tempfile.mkdtemp(prefix="intergrowth-prefect-")
        os.environ["PREFECT_HOME"] = home
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        own = multiprocessing.parent_process() is None  # else the folder is that of the process which started this one
        undertaker.start(home, *([socket_folder()] if own else []))


_settle()
