"""Start and stop, with two small programs in the place of Prefect: one that answers and one that says it is ready."""

import json
import os
import signal
import socket
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from pipeline.cli import command
from pipeline.service import control
from pipeline.service.state import Folder, Service, members
from pipeline.settings import load

SERVER = """
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(True)
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer([])
    def answer(self, value):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())
    def log_message(self, *args):
        pass
print("home", os.environ["PREFECT_HOME"], "proxy", os.environ["HTTPS_PROXY"], flush=True)
HTTPServer(("127.0.0.1", int(sys.argv[-1])), Handler).serve_forever()
"""

FLOWS = """
import os, pathlib, subprocess, sys, threading
child = subprocess.Popen([sys.executable, "-c", "import threading; threading.Event().wait()"], start_new_session=True)
print("began", child.pid, flush=True)
pathlib.Path(os.environ["INTERGROWTH_SERVICE"], "ready").write_text("")
threading.Event().wait()
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with settings, where nothing runs before and after."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(control, "_SERVER", ("-c", SERVER))
    monkeypatch.setattr(control, "_FLOWS", ("-c", FLOWS))
    Path("intergrowth.toml").write_text(f'state = "state"\n[server]\nport = {free_port()}\nresults_port = 0\nstart_s = 20\n')
    yield tmp_path
    service = Folder(tmp_path / "state").read()
    if service is not None:
        control.stop(members(service.token), 5)


def run(*words):
    done = CliRunner().invoke(command, list(words))
    return done.exit_code, done.stdout, done.stderr


def status():
    code, told, _ = run("status", "--json")
    value = json.loads(told)
    return code, value["server"]["running"], value["flows"]["running"], value["server"]["what"], value["flows"]["what"]


def test_up_starts_both_status_tells_and_down_ends_them_with_all_they_started(place):
    assert run("status")[:2] == (1, f"server: not started\nflows: not started\nstate: {place / 'state'}\n")
    code, told, said = run("up")
    assert code == 0, said
    assert said.splitlines() == ["starting the server", "starting the flows"]
    service = Folder(place / "state").read()
    assert told.splitlines()[0] == f"UI: {service.address}"
    assert status()[:3] == (0, True, True)
    running = {p.pid for p in members(service.token)}
    assert len(running) == 3  # the server, the flows, and what these started
    assert run("up")[2].splitlines() == ["runs already"]
    code, log, _ = run("logs")
    assert log.startswith("began ")
    assert f"home {place / 'state' / 'prefect'} proxy http://127.0.0.1:9" in run("logs", "--of", "server")[1]
    code, told, _ = run("down")
    assert (code, told) == (0, "stopped\n")
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE for pid in running)
    assert run("down")[1] == f"nothing runs in {place / 'state'}\n"
    assert sorted(p.name for p in place.iterdir()) == ["intergrowth.toml", "state"]
    assert sorted(p.name for p in (place / "state").iterdir()) == ["cache", "lock", "logs", "prefect"]


def test_what_died_is_told_and_up_starts_it_again(place):
    run("up")
    first = Folder(place / "state").read()
    os.kill(first.flows.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(first.flows.pid)], timeout=5)
    code, serving, working, _, what = status()
    assert (code, serving, working) == (1, True, False)
    assert what == (
        f"have stopped without being told to: see {place / 'state' / 'logs' / 'flows.log'}; `intergrowth up` starts them again"
    )
    orphans = {p.pid for p in members(first.token)} - {first.server.pid}
    assert len(orphans) == 1
    assert run("up")[2].splitlines() == ["the flows had stopped: starting them again", "starting the flows"]
    second = Folder(place / "state").read()
    assert second.server == first.server
    assert not orphans & {p.pid for p in members(first.token)}
    for one in members(second.token):  # as if the machine had gone down
        one.kill()
    psutil.wait_procs(members(second.token), timeout=5)
    assert status()[1:3] == (False, False)
    assert run("up")[2].splitlines()[0] == "the server had stopped: starting it again"
    assert status()[:3] == (0, True, True)
    run("down")


def test_a_port_that_is_taken_is_said_with_its_holder(place):
    with socket.socket() as other:
        other.bind(("127.0.0.1", load().settings.server.port))
        other.listen()
        code, _, said = run("up")
    assert code == 1
    port = load().settings.server.port
    assert said == (
        f"error: port {port} at 127.0.0.1: in use by {psutil.Process().name()}, process {os.getpid()}: choose another with "
        "server.port in intergrowth.toml or INTERGROWTH_SERVER__PORT\n"
    )
    assert Folder(place / "state").read() is None


def test_a_process_that_ends_while_starting_is_said_with_the_end_of_its_log_and_nothing_stays(place, monkeypatch):
    monkeypatch.setattr(control, "_FLOWS", ("-c", "raise SystemExit('cannot reach postgresql://me:geheim@h/db')"))
    code, _, said = run("up")
    assert code == 1
    assert said.splitlines()[2:] == [
        f"error: the process of the flows ended while starting; the end of {place / 'state' / 'logs' / 'flows.log'}:",
        "  cannot reach postgresql://me:•••@h/db",
    ]
    assert Folder(place / "state").read() is None


def test_a_damaged_note_of_what_runs_stops_nothing(place):
    folder = Folder(place / "state")
    folder.make()
    (place / "state" / "service.json").write_text("{half")
    assert folder.read() is None
    assert run("down")[:2] == (0, f"nothing runs in {place / 'state'}\n")


def test_two_at_once_take_turns(place):
    folder = Folder(place / "state")
    folder.make()
    with folder.locked():
        code, _, said = run("up")
    assert code == 1
    assert said.startswith(f"error: {place / 'state'}: another `intergrowth up` or `intergrowth down` is at work here")


def test_a_folder_that_cannot_be_made_is_said(place):
    (place / "state").write_text("a file")
    code, _, said = run("up")
    assert (code, said) == (1, f"error: {place / 'state'}: Not a directory: choose another folder with --state\n")


def test_a_number_that_another_process_has_now_is_not_ours():
    from pipeline.service.state import Process

    assert Process(os.getpid(), psutil.Process().create_time()).alive
    assert not Process(os.getpid(), psutil.Process().create_time() - 100).alive


def test_beyond_loopback_only_with_a_warning(place, monkeypatch):
    monkeypatch.setenv("INTERGROWTH_SERVER__HOST", "0.0.0.0")
    monkeypatch.setattr(control, "_SERVER", ("-c", "raise SystemExit('stop here')"))
    said = run("up")[2].splitlines()
    assert said[0] == "warning: the server listens at 0.0.0.0, beyond this machine, and asks nobody for a password"
    assert said[1] == "starting the server"


def test_long_paths_get_a_short_folder_for_sockets(tmp_path):
    assert Folder(Path("/x/state")).temporary("abc") == Path("/x/state/tmp")
    assert len(os.fsencode(Folder(tmp_path / ("long" * 20)).temporary("0123456789abcdef"))) < 60


def test_logs_of_nothing(place):
    code, _, said = run("logs")
    assert (code, said) == (
        1,
        f"error: there is no log in {place / 'state'}: nothing was started here (`intergrowth up`)\n",
    )


def test_serve_needs_a_server(place, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    code, _, said = run("serve")
    assert code == 2
    assert "PREFECT_API_URL names no server" in said


def test_an_address_of_another_machine_is_said(place, monkeypatch):
    monkeypatch.setenv("INTERGROWTH_SERVER__HOST", "192.0.2.1")  # set aside for documentation: no machine has it
    assert run("up")[2].splitlines()[1:] == ["error: server.host: there is no address '192.0.2.1' on this machine"]


def test_a_server_that_takes_too_long_is_stopped_and_said(place, monkeypatch):
    monkeypatch.setattr(control, "_SERVER", ("-c", "import threading; threading.Event().wait()"))
    monkeypatch.setenv("INTERGROWTH_SERVER__START_S", "0.01")
    assert run("up")[2].splitlines()[1:] == [
        "error: the server did not answer within 0.01 s: give it more (server.start_s); it has written nothing to "
        f"{place / 'state' / 'logs' / 'server.log'}"
    ]
    assert Folder(place / "state").read() is None


def test_the_server_forgets_old_runs_after_the_days_of_the_settings(place, monkeypatch):
    monkeypatch.setenv("INTERGROWTH_SERVER__KEEP_DAYS", "7")
    service = Service("token", "127.0.0.1", 4200, str(place), str(place / "tmp"))
    env = control.environment(load(), Folder(place / "state"), service)
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED"] == "events,flow_runs"
    assert env["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == "604800"
