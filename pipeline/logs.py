"""What a run logs: one JSON object a line, with the document and the page that a line is about.

In: records of the loggers below ``intergrowth``, whose ``extra`` may hold ``document``, ``page``, ``path``, ``stage`` and other
fields; out: ``log.jsonl`` of a run, and lines on standard error for who asks for them. Passwords in addresses are masked.
Method: own, on the standard library's logging.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.secrets import mask

NAME = "intergrowth"
FILE = "log.jsonl"
LEVELS = ("debug", "info", "warning", "error")

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: ``time``, ``level``, ``logger``, ``message``, then its own fields."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        told |= {name: value for name, value in vars(record).items() if name not in _STANDARD and value is not None}
        if record.exc_info:
            told["traceback"] = mask(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False, default=str)


@contextmanager
def to_file(file: Path, level: int = logging.INFO) -> Iterator[None]:
    """Write what is logged below ``intergrowth`` to a new ``file`` meanwhile. Raises ``OSError``."""
    handler = logging.FileHandler(file, mode="w", encoding="utf-8", errors="backslashreplace")
    with _handled(handler, level):
        yield


@contextmanager
def to_standard_error(level: str | None) -> Iterator[None]:
    """Write what is logged from ``level`` (of `LEVELS`) on to standard error meanwhile; with None nothing."""
    if level is None:
        yield
        return
    with _handled(logging.StreamHandler(), getattr(logging, level.upper())):
        yield


@contextmanager
def _handled(handler: logging.Handler, level: int) -> Iterator[None]:
    logger = logging.getLogger(NAME)
    before, passed_on = logger.level, logger.propagate
    handler.setFormatter(JsonLines())
    handler.setLevel(level)
    logger.addHandler(handler)
    logger.setLevel(min(level, before or level))
    logger.propagate = False  # Prefect would print what reaches the root
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)
        logger.propagate = passed_on
        handler.close()
