import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pipeline.notify import Event, notify
from pipeline.settings import NotifySettings, Settings

TOKEN = "sesame-open-99"
EVENT = Event("failure", "extract", "calm-otter", "2024-05-01T12:00:00+00:00", "it failed; $(touch owned) `id`", ("a | b",))


def settings(**told):
    return Settings.model_construct(store=None, notify=NotifySettings.model_validate(told))


@pytest.fixture
def hook():
    """A webhook on this machine: its address, what it was sent, and the status it answers with."""
    got, answer = [], [200]

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((self.path, self.headers["Content-Type"], json.loads(body)))
            self.send_response(answer[0])
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/{TOKEN}", got, answer
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_webhook_gets_a_json_object(hook):
    address, got, answer = hook
    assert notify(settings(webhook=address), EVENT) == ()
    assert got == [
        (
            f"/{TOKEN}",
            "application/json",
            {
                "event": "failure",
                "flow": "extract",
                "run": "calm-otter",
                "when": "2024-05-01T12:00:00+00:00",
                "message": "it failed; $(touch owned) `id`",
                "details": ["a | b"],
                "links": {},
            },
        )
    ]
    answer[0] = 500
    assert notify(settings(webhook=address), EVENT) == ("the webhook answered 500",)


def test_only_what_was_asked_for_is_told(hook):
    address, got, _ = hook
    assert notify(settings(webhook=address, on=["accuracy"]), EVENT) == ()
    assert got == []


def test_a_webhook_that_is_not_there_is_said_without_its_address():
    (told,) = notify(settings(webhook=f"http://127.0.0.1:9/{TOKEN}"), EVENT)
    assert told.startswith("the webhook was not reached: ConnectError")
    assert TOKEN not in told


def test_a_command_gets_it_on_standard_input_and_no_shell_reads_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = "import sys; open('got', 'w').write(sys.stdin.read())"
    assert notify(settings(command=[sys.executable, "-c", program]), EVENT) == ()
    assert json.loads((tmp_path / "got").read_text())["message"] == "it failed; $(touch owned) `id`"
    assert [p.name for p in tmp_path.iterdir()] == ["got"]


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (["./none"], "the command ./none cannot be started: No such file or directory"),
        ([sys.executable, "-c", "raise SystemExit('no way')"], f"the command {sys.executable} ended with 1: no way"),
    ],
)
def test_a_command_that_fails_is_said(command, told):
    assert notify(settings(command=command), EVENT) == (told,)


def test_a_command_that_hangs_is_stopped():
    command = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    (told,) = notify(settings(command=command, timeout_s=0.5), EVENT)
    assert told == f"the command {sys.executable} took longer than 0.5 s and was stopped"


def test_secrets_are_masked_and_length_is_bounded():
    event = Event("failure", "f", "r", "w", "at postgresql://me:geheim@h/db with hushhush", tuple("x" * 3000 for _ in range(60)))
    told = json.loads(event.as_json(["hushhush"]))
    assert told["message"] == "at postgresql://me:•••@h/db with •••"
    assert len(told["details"]) == 51
    assert told["details"][0] == "x" * 2000 + "…"
    assert told["details"][-1] == "and 10 more"
