"""The folder of a run: held by one run at a time, with a private folder in it, where documents are laid out.

In: the folder; out: the private one, which is gone at the end whatever happens. Method: own, on flock.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.ingest import Source, shown
from pipeline.packed import Packed

STAGING = ".staging-"
"""What the name of a private folder begins with."""


class BusyError(Exception):
    """Another run is writing to this folder."""


@contextmanager
def opened(out: Path) -> Iterator[Path]:
    """Hold ``out`` for one run and yield a private folder in it, which is gone at the end whatever happens.

    Raises ``BusyError`` while another run holds ``out``, and ``OSError`` where it cannot be made or written.
    """
    out.mkdir(parents=True, exist_ok=True)
    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"another run is writing to {shown(out)}: wait for it, or choose another folder") from None
        for left_behind in out.glob(f"{STAGING}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=out))
        try:
            (staging / "documents").mkdir()
            (staging / "facts").mkdir()
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        os.close(handle)


def lay_out(staging: Path, source: Source, packed: Packed) -> None:
    """Write a document's files to the private folder of a run."""
    (staging / "documents" / document_file(source.name)).write_bytes(packed.document)
    (staging / "facts" / f"{source.sha256}.jsonl").write_bytes(packed.facts)


def document_file(name: str) -> str:
    """Return the file name of a document's JSON: the document's own, cut where a file system would refuse it."""
    safe = name.replace("/", "_").replace("\0", "_")
    if len(safe.encode()) <= 200:
        return f"{safe}.json"
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{safe.encode()[:180].decode('utf-8', 'ignore')}~{digest}.json"
