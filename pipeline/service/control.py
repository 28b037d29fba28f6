"""Start and stop the Prefect server and the served flows of one folder.

In: settings and the folder; out: a `Service` whose two processes run and answer, or a `ServiceError` with the reason and the end
of the log. Nothing listens beyond loopback unless the settings say so; all files are in the folder; the server finds no way
out of the machine. What has died is started again, what runs stays. Method: own, on Prefect's documentation of its settings.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import httpx

from pipeline.secrets import mask
from pipeline.service.state import TOKEN, Folder, Process, Role, Service, ServiceError, holder_of, members, process, stop
from pipeline.service.tidy import tidy
from pipeline.settings import LOOPBACK, Loaded

Tell = Callable[[str], None]
"""Called with what is being done."""

PATIENCE_S = 20.0
"""How long a process may take to stop by itself."""

_SERVER = ("-m", "prefect", "server", "start", "--analytics-off")
_FLOWS = ("-c", "from flows.serve import main; main()")
_NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: whatever the server would ask of the internet ends on this machine."""


def folder_of(loaded: Loaded, state: str | None) -> Folder:
    """Return the service's folder: the one named, counted from the current folder, else that of the settings."""
    return Folder(Path(os.path.abspath(state)) if state else Path(os.path.abspath(loaded.path(loaded.settings.state))))  # noqa: PTH100


def up(loaded: Loaded, folder: Folder, tell: Tell) -> Service:
    """Start what does not run yet, wait until it answers, and return it; raises `ServiceError`."""
    folder.make()
    tidy(folder.path, loaded.settings.server.keep_days)
    with folder.locked():
        service = folder.read()
        if service is not None and service.server is not None and service.server.alive:
            if service.flows is not None and service.flows.alive:
                tell("runs already")
                return service
            tell("the flows had stopped: starting them again")
            stop(members(service.token, frozenset({service.server.pid})), PATIENCE_S)
        else:
            if service is not None:
                tell("the server had stopped: starting it again")
                _end(folder, service)
            service = _start_server(loaded, folder, tell)
        try:
            return _start_flows(loaded, folder, service, tell)
        except BaseException:  # also where a person interrupts it: nothing half started stays
            _end(folder, service)
            raise


def down(folder: Folder, tell: Tell) -> bool:
    """Stop the service of a folder, with all it started; return whether there was any. Raises `ServiceError`."""
    if not folder.path.is_dir():
        return False
    with folder.locked():
        service = folder.read()
        if service is None:
            return False
        tell("stopping the flows")
        running = members(service.token)
        server = service.server.pid if service.server else None
        first = [p for p in running if service.flows is not None and p.pid == service.flows.pid]
        stop(first, PATIENCE_S)  # it stops the runs that it started, and tells the server
        stop(members(service.token, frozenset({server} if server else ())), PATIENCE_S)
        tell("stopping the server")
        stop(members(service.token), PATIENCE_S)
        left = members(service.token)
        if left:
            raise ServiceError(f"{folder}: these processes would not end: {', '.join(str(p.pid) for p in left)}")
        folder.clear(service)
        return True


def environment(loaded: Loaded, folder: Folder, service: Service) -> dict[str, str]:
    """Return the environment of the service's processes: all files in the folder, nothing told to anybody.

    Settings of Prefect that the user made for other servers are left out.
    """
    env = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    hosts = [h for h in env.get("NO_PROXY", env.get("no_proxy", "")).split(",") if h]
    loopback = ",".join(dict.fromkeys([*hosts, *sorted(LOOPBACK)]))
    return env | {
        TOKEN: service.token,
        "INTERGROWTH_SERVICE": str(folder.path),
        "DO_NOT_TRACK": "1",
        "PREFECT_HOME": str(folder.path / "prefect"),
        "PREFECT_API_URL": service.api,
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{folder.path / 'prefect' / 'prefect.db'}",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(round(86_400 * loaded.settings.server.keep_days)),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_LOGGING_TO_API_ENABLED": "true",
        "PREFECT_LOGGING_EXTRA_LOGGERS": "intergrowth",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_LOGGING_COLORS": "false",
        "NO_COLOR": "1",
        "TMPDIR": service.temporary,
        "XDG_CACHE_HOME": str(folder.path / "cache"),
        "MPLCONFIGDIR": str(folder.path / "cache" / "matplotlib"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "NO_PROXY": loopback,
        "no_proxy": loopback,
    }


def answers(service: Service) -> bool:
    """Return whether the server answers."""
    try:
        return httpx.get(f"{service.api}/health", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _end(folder: Folder, service: Service) -> None:
    stop(members(service.token), PATIENCE_S)
    folder.clear(service)


def _start_server(loaded: Loaded, folder: Folder, tell: Tell) -> Service:
    server = loaded.settings.server
    if server.host not in LOOPBACK:
        tell(f"warning: the server listens at {server.host}, beyond this machine, and asks nobody for a password")
    _see_that_free(server.host, server.port, "server.port")
    if server.results_port:
        _see_that_free(server.host, server.results_port, "server.results_port")
    token = secrets.token_hex(16)
    temporary = folder.temporary(token)
    temporary.mkdir(parents=True, exist_ok=True, mode=0o700)
    service = Service(token, server.host, server.port, str(loaded.base), str(temporary))
    tell("starting the server")
    no_way_out = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"), _NOWHERE)
    command = (*_SERVER, "--host", server.host, "--port", str(server.port))
    started = _start(command, folder, "server", environment(loaded, folder, service) | no_way_out, loaded.base)
    service = replace(service, server=started)
    try:
        folder.write(service)
        _wait(lambda: answers(service), started, folder, "server", loaded)
    except BaseException:
        _end(folder, service)
        raise
    return service


def _start_flows(loaded: Loaded, folder: Folder, service: Service, tell: Tell) -> Service:
    tell("starting the flows")
    folder.ready.unlink(missing_ok=True)
    env = environment(loaded, folder, service)
    if loaded.file is not None:
        env["INTERGROWTH_CONFIG"] = str(loaded.file.absolute())
    started = _start(_FLOWS, folder, "flows", env, Path(service.base))
    service = replace(service, flows=started)
    folder.write(service)
    _wait(folder.ready.exists, started, folder, "flows", loaded)
    return service


def _start(command: tuple[str, ...], folder: Folder, role: Role, env: Mapping[str, str], base: Path) -> Process:
    """Start a process of its own session, so that neither a closed terminal nor Ctrl-C ends it; it appends to its log."""
    with folder.log(role).open("ab") as log:
        started = subprocess.Popen(
            [sys.executable, "-P", *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=base,
            env=dict(env),
            start_new_session=True,
        )
    started.returncode = 0  # it outlives this process, which does not wait for it
    return process(started.pid)


def _wait(ready: Callable[[], bool], started: Process, folder: Folder, role: Role, loaded: Loaded) -> None:
    """Wait until a process is ready; raises `ServiceError` with the end of its log if it ends or takes too long."""
    limit = time.monotonic() + loaded.settings.server.start_s
    while not ready():
        if not started.alive:
            raise ServiceError(f"the {_NAMES[role]} ended while starting{_end_of(folder, role, loaded)}")
        if time.monotonic() > limit:
            late = f"did not answer within {loaded.settings.server.start_s:g} s: give it more (server.start_s)"
            raise ServiceError(f"the {_NAMES[role]} {late}{_end_of(folder, role, loaded)}")
        time.sleep(0.2)


_NAMES: Mapping[Role, str] = {"server": "server", "flows": "process of the flows"}


def _end_of(folder: Folder, role: Role, loaded: Loaded) -> str:
    try:
        lines = folder.log(role).read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    if not lines:
        return f"; it has written nothing to {folder.log(role)}"
    last = "\n".join(f"  {line}" for line in lines[-8:])
    return mask(f"; the end of {folder.log(role)}:\n{last}", loaded.settings.secrets())


def _see_that_free(host: str, port: int, setting: str) -> None:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, proto) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except socket.gaierror:
        raise ServiceError(f"server.host: there is no address {host!r} on this machine") from None
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise ServiceError(f"server.host: there is no address {host!r} on this machine") from None
        by = holder_of(port)
        why = f"in use{f' by {by}' if by else ''}" if error.errno == errno.EADDRINUSE else error.strerror
        raise ServiceError(
            f"port {port} at {host}: {why}: choose another with {setting} in intergrowth.toml or "
            f"INTERGROWTH_{setting.replace('.', '__').upper()}"
        ) from None
