"""The folder of a running service: who runs in it, and who may start or stop it.

In: a folder; out: `Service`, what ``service.json`` in it says, and processes by it. A process is known by its number and the
moment it began, so that a number given to another program later is never taken for ours; every process of a service, and
whatever these start, carries the service's token in its environment, so that none is forgotten. Method: own, on psutil.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import psutil

from pipeline.ingest import shown

Role = Literal["server", "flows"]
TOKEN = "INTERGROWTH_INSTANCE"
"""The variable that carries the token."""

_FILE = "service.json"
_LOCK = "lock"
_LONGEST_TEMPORARY = 60
"""Sockets are made in the folder of temporary files, and the name of a socket may have 107 bytes."""


class ServiceError(Exception):
    """The service cannot be started, stopped or asked; the message says why and what the user can do."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that was started: its number, and when it began by the system's clock."""

    pid: int
    began: float

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        found = self._found()
        return found is not None and found.status() != psutil.STATUS_ZOMBIE

    def _found(self) -> psutil.Process | None:
        try:
            found = psutil.Process(self.pid)
            return found if abs(found.create_time() - self.began) < 1 else None
        except psutil.Error:
            return None


@dataclass(frozen=True, slots=True)
class Service:
    """What was started in a folder. ``temporary`` is where its processes put temporary files."""

    token: str
    host: str
    port: int
    base: str
    temporary: str
    server: Process | None = None
    flows: Process | None = None

    @property
    def address(self) -> str:
        """The address of the UI, for this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def api(self) -> str:
        """The address of the API."""
        return f"{self.address}/api"


class Folder:
    """The folder of a service."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __str__(self) -> str:
        return shown(self.path)

    def log(self, role: Role) -> Path:
        """Return the file that a process writes to."""
        return self.path / "logs" / f"{role}.log"

    @property
    def ready(self) -> Path:
        """The file that is there while the flows are served."""
        return self.path / "ready"

    def make(self) -> None:
        """Make the folder; raises `ServiceError`."""
        try:
            for name in ("logs", "prefect", "cache"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            if not os.access(self.path, os.W_OK):
                raise PermissionError(13, "may not be written")
        except OSError as error:
            raise ServiceError(f"{self}: {error.strerror or error}: choose another folder with --state") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep others from starting or stopping the service meanwhile; raises `ServiceError` where one does."""
        try:
            handle = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ServiceError(f"{self}: {error.strerror or error}: choose another folder with --state") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError:
            raise ServiceError(f"{self}: another `intergrowth up` or `intergrowth down` is at work here: wait for it") from None
        finally:
            os.close(handle)

    def read(self) -> Service | None:
        """Return what was started here and not stopped; None where nothing was, or the file is damaged."""
        try:
            told = json.loads((self.path / _FILE).read_text("utf-8"))
            for role in ("server", "flows"):
                told[role] = None if told.get(role) is None else Process(**told[role])
            return Service(**told)
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def write(self, service: Service) -> None:
        """Note what was started; half a file is never there."""
        half = self.path / f"{_FILE}.new"
        half.write_text(json.dumps(asdict(service), indent=1), "utf-8")
        half.replace(self.path / _FILE)

    def clear(self, service: Service) -> None:
        """Forget a service that is stopped, with its temporary files."""
        for name in (_FILE, self.ready.name):
            (self.path / name).unlink(missing_ok=True)
        shutil.rmtree(service.temporary, ignore_errors=True)

    def temporary(self, token: str) -> Path:
        """Return a folder for temporary files: in this one, unless its name is too long for the sockets in it."""
        inside = self.path / "tmp"
        if len(os.fsencode(inside)) <= _LONGEST_TEMPORARY:
            return inside
        import tempfile

        return Path(tempfile.gettempdir()) / f"intergrowth-{token[:12]}"


def process(pid: int) -> Process:
    """Return a process that was just started, by its number."""
    try:
        return Process(pid, psutil.Process(pid).create_time())
    except psutil.Error:
        return Process(pid, 0.0)


def members(token: str, but: frozenset[int] = frozenset()) -> list[psutil.Process]:
    """Return every process of this user that carries a service's token, but for some and for this one."""
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            mine = one.pid not in but and one.pid != os.getpid()
            if mine and one.status() != psutil.STATUS_ZOMBIE and one.environ().get(TOKEN) == token:
                found.append(one)
    return found


def stop(processes: list[psutil.Process], seconds: float) -> None:
    """End processes: politely, and after ``seconds`` whatever they say."""
    for one in processes:
        with suppress(psutil.Error):
            one.terminate()
    _, left = psutil.wait_procs(processes, timeout=seconds)
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    psutil.wait_procs(left, timeout=seconds)


def holder_of(port: int) -> str | None:
    """Name the program that listens at a port, where the system tells."""
    with suppress(psutil.Error, OSError):
        for connection in psutil.net_connections("tcp"):
            listens = connection.status == psutil.CONN_LISTEN and connection.laddr and connection.laddr.port == port
            if listens and connection.pid:
                with suppress(psutil.Error):
                    return f"{psutil.Process(connection.pid).name()}, process {connection.pid}"
    return None
