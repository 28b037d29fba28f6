"""The error of a PDF that cannot be read. In: what went wrong; out: one clear message that names file and page."""

from __future__ import annotations

from pathlib import Path


class ReadError(Exception):
    """A file or a page that cannot be read: ``path``, ``stage`` ("open" or "read"), ``reason`` and, if known, ``page``."""

    def __init__(self, path: Path | str, reason: str, page: int | None = None, stage: str = "read") -> None:
        self.path, self.reason, self.page, self.stage = Path(path), reason, page, stage
        where = f"{path}, page {page}" if page else f"{path}"
        super().__init__(f"{where}: {reason}")

    def __reduce__(self) -> tuple[type[ReadError], tuple[Path, str, int | None, str]]:
        return ReadError, (self.path, self.reason, self.page, self.stage)
