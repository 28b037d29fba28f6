"""What a run shows in Prefect's UI.

In: the results of a run, inside of a flow run; out: artifacts: tables, Markdown, images, progress. That one cannot be made,
because the server does not answer, say, stops no run; it is in the log. Secrets are masked. Method: own, on Prefect's
artifacts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from prefect.artifacts import (
    create_image_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from pipeline.secrets import mask

_log = logging.getLogger("intergrowth.artifacts")
_SECONDS = 2.0
_TYPES = {".svg": "image/svg+xml", ".png": "image/png"}


class Artifacts:
    """Makes the artifacts of one run."""

    def __init__(self, secrets: Sequence[str] = (), shelf: Path | None = None, address: str = "") -> None:
        """``shelf`` is a folder whose files a browser finds at ``address``: pictures stand there, else in the artifacts."""
        self._secrets, self._shelf, self._address = tuple(secrets), shelf, address

    def table(self, key: str, rows: list[dict[str, Any]], description: str) -> None:
        """Show rows as a table."""
        told = json.loads(mask(json.dumps(rows, ensure_ascii=False), self._secrets))
        self._make(lambda: create_table_artifact(told, key=key, description=mask(description, self._secrets)))

    def markdown(self, key: str, text: str, description: str) -> None:
        """Show Markdown."""
        told = mask(text, self._secrets)
        self._make(lambda: create_markdown_artifact(told, key=key, description=mask(description, self._secrets)))

    def image(self, key: str, image: Path | str, description: str) -> None:
        """Show a picture, a file (PNG or SVG) or the text of an SVG, as it is now."""
        try:
            suffix = image.suffix.lower() if isinstance(image, Path) else ".svg"
            content = image.read_bytes() if isinstance(image, Path) else image.encode()
            address = self._shelved(content, suffix)
        except (OSError, KeyError) as error:
            _log.warning("the picture %s cannot be shown: %s", key, error)
            return
        self._make(lambda: create_image_artifact(address, key=key, description=mask(description, self._secrets)))

    def progress(self, key: str, description: str) -> Progress:
        """Show how far the run is from here on."""
        return Progress(self._make(lambda: create_progress_artifact(0.0, key=key, description=description)))

    def _shelved(self, content: bytes, suffix: str) -> str:
        """Return an address of a picture that does not change when the picture does."""
        if self._shelf is None:
            return f"data:{_TYPES[suffix]};base64,{base64.b64encode(content).decode()}"
        name = hashlib.sha256(content).hexdigest()[:16] + suffix
        self._shelf.mkdir(parents=True, exist_ok=True)
        (self._shelf / name).write_bytes(content)
        return f"{self._address}/{name}"

    def _make(self, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - what Prefect returns
        try:
            return make()
        except Exception as error:
            _log.warning("an artifact could not be made: %s: %s", type(error).__name__, mask(str(error), self._secrets))
            return None


class Progress:
    """Told by a flow how many files are done; tells the UI every other second, from whatever thread."""

    def __init__(self, artifact: UUID | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._artifact, self._clock = artifact, clock
        self._lock, self._last, self._share = threading.Lock(), clock(), 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Take note; a stage without a total does not move the bar."""
        if total <= 0:
            return
        with self._lock:
            self._share = max(self._share, 100.0 * done / total)
            if self._clock() - self._last < _SECONDS:
                return
            self._last = self._clock()
        self._send()

    def finish(self) -> None:
        """Show that all is done."""
        self._share = 100.0
        self._send()

    def _send(self) -> None:
        if self._artifact is None:
            return
        try:
            update_progress_artifact(self._artifact, progress=round(self._share, 1))
        except Exception as error:
            _log.warning("the progress could not be shown: %s", type(error).__name__)
