"""What keeps the folder of a service small: pictures that no run shows any more, and logs that have grown long.

In: the folder, and how many days a run is kept; out: less in the folder. The server deletes its old runs itself. Method: own.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

LONGEST_LOG = 20_000_000
"""Bytes after which a log begins anew; the last one is kept beside it."""

_DAY = 86_400.0
_GRACE = 2.0
"""Days that a picture outlives its run, which the server deletes within hours."""


def tidy(state: Path, keep_days: float, now: Callable[[], float] = time.time) -> None:
    """Remove pictures that were last made more than ``keep_days`` ago, and begin long logs anew; what cannot be is left."""
    with suppress(OSError):
        for picture in (state / "pictures").iterdir():
            with suppress(OSError):
                if picture.stat().st_mtime < now() - (keep_days + _GRACE) * _DAY:
                    picture.unlink()
    for log in (state / "logs").glob("*.log"):
        with suppress(OSError):
            if not log.name.endswith(".old.log") and log.stat().st_size > LONGEST_LOG:
                shutil.copyfile(log, log.with_suffix(".old.log"))
                os.truncate(log, 0)  # who writes it appends, and goes on at its new end
