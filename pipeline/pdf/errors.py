"""The one error a PDF can raise: it names the file, the stage, the page and what a person can do about it.

In: what went wrong; out: ``ReadError``. Method: own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

Stage = Literal["open", "read", "layout", "tables", "references"]


class ReadError(Exception):
    """A PDF, or a page of it, that could not be read.

    ``reason`` is a sentence for people that also says what they can do; ``stage`` is where the reading stopped;
    ``page`` counts from 1 and is None where the whole file is meant.
    """

    def __init__(self, path: str | os.PathLike[str], reason: str, page: int | None = None, stage: Stage = "read") -> None:
        self.path = Path(path)
        self.reason = reason
        self.page = page
        self.stage: Stage = stage
        super().__init__(f"{self.path}{f', page {page}' if page is not None else ''}: {reason}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[Path, str, int | None, Stage]]:
        """Let the error travel between processes."""
        return type(self), (self.path, self.reason, self.page, self.stage)
