"""Tell somebody: a webhook by HTTP POST, or a command that gets the same JSON object on standard input.

In: an `Event` and the settings; out: the troubles of telling, which are for a log and never stop a run. What stands in the
event may come from a PDF: it is data in a JSON object, no part of a command line, and no shell reads it. Secrets are masked.
Method: own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Literal

import httpx

from pipeline.secrets import mask
from pipeline.settings import Settings

_MOST_DETAILS = 50
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """What happened: ``message`` in a sentence, ``details`` a line each, ``links`` by name. ``when`` is ISO 8601."""

    event: Literal["failure", "accuracy", "contradiction"]
    flow: str
    run: str
    when: str
    message: str
    details: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, secrets: Sequence[str] = ()) -> str:
        """Return the JSON object that is told, of bounded length, secrets masked."""

        def short(text: str) -> str:
            masked = mask(text, secrets)
            return masked if len(masked) <= _LONGEST else f"{masked[:_LONGEST]}…"

        told = asdict(self) | {"message": short(self.message), "details": [short(d) for d in self.details[:_MOST_DETAILS]]}
        if len(self.details) > _MOST_DETAILS:
            told["details"].append(f"and {len(self.details) - _MOST_DETAILS} more")
        return json.dumps(told, ensure_ascii=False)


def notify(settings: Settings, event: Event) -> tuple[str, ...]:
    """Tell of an event whoever wants to know of it; return a sentence for every way that did not work. Raises nothing."""
    wanted, secrets = settings.notify, settings.secrets()
    if event.event not in wanted.on:
        return ()
    body = event.as_json(secrets)
    troubles = []
    if wanted.webhook is not None:
        troubles += _post(wanted.webhook.get_secret_value(), body, wanted.timeout_s)
    if wanted.command:
        troubles += _call(wanted.command, body, wanted.timeout_s)
    return tuple(mask(t, secrets) for t in troubles)


def _post(address: str, body: str, seconds: float) -> list[str]:
    try:
        answer = httpx.post(address, content=body.encode(), headers={"Content-Type": "application/json"}, timeout=seconds)
    except Exception as error:
        return [f"the webhook was not reached: {type(error).__name__}: {error}"]
    return [] if answer.is_success else [f"the webhook answered {answer.status_code}"]


def _call(command: Sequence[str], body: str, seconds: float) -> list[str]:
    try:
        started = subprocess.Popen(
            list(command), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    except (OSError, ValueError) as error:
        return [f"the command {command[0]} cannot be started: {getattr(error, 'strerror', None) or error}"]
    try:
        _, told = started.communicate(f"{body}\n".encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)
        started.communicate()
        return [f"the command {command[0]} took longer than {seconds:g} s and was stopped"]
    if started.returncode:
        last = told.decode("utf-8", "replace").strip().splitlines()[-1:]
        return [f"the command {command[0]} ended with {started.returncode}{': ' + last[0] if last else ''}"]
    return []
