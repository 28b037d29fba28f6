"""The pictures of the pages that a report shows: drawn in worker processes, or taken over from the report before.

In: PDFs with the pages wanted of each; out: WebP files and the size of each page in points. A PDF that hangs, crashes or eats
memory costs only its own pictures. Method: own.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline import pool
from pipeline.pdf.sheets import RENDERING, render_pages

SECONDS_A_FILE, SECONDS_A_PAGE, MEMORY_MB = 60.0, 5.0, 2048
GONE = "The PDF is not where the run read it, so its pages are shown empty."
CHANGED = "The PDF has changed since the run, so its pages are shown empty."

_SIZES = "sizes.json"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pages wanted of one PDF."""

    document: str
    path: Path
    sha256: str
    pages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The pictures of one PDF: file name, width and height in points by page number; ``note`` says what is missing."""

    pages: Mapping[int, tuple[str, float, float]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker is asked to draw."""

    wanted: Wanted
    pages: tuple[int, ...]
    folder: Path


def draw(wanted: Sequence[Wanted], folder: Path, before: Path, workers: int | None = None) -> dict[str, Drawn]:
    """Put the pictures into ``folder`` and return them by document; those in ``before`` of the same PDF are taken over."""
    kept = _taken_over(wanted, folder, before)
    orders = [Order(w, missing, folder) for w in wanted if (missing := tuple(p for p in w.pages if p not in kept[w.document]))]
    tasks = [pool.Task(order, SECONDS_A_FILE + SECONDS_A_PAGE * len(order.pages)) for order in orders]
    notes: dict[str, str] = {}
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if tasks:
        for outcome in pool.run(_draw, tasks, workers=workers or processors, memory_mb=MEMORY_MB, preload=(_draw.__module__,)):
            order = orders[outcome.index]
            done = outcome.value or Drawn({}, f"The pages could not be drawn: the PDF {outcome.trouble or 'gave no result'}.")
            kept[order.wanted.document] |= done.pages
            notes[order.wanted.document] = done.note
    sizes = {name: size for pages in kept.values() for name, *size in pages.values()}
    (folder / _SIZES).write_text(json.dumps(sizes), "utf-8")
    return {w.document: Drawn(kept[w.document], notes.get(w.document, "")) for w in wanted}


def _draw(order: Order) -> Drawn:
    """Draw the pages of one PDF; runs in a worker."""
    wanted = order.wanted
    try:
        content = wanted.path.read_bytes()
    except OSError:
        return Drawn({}, GONE)
    if hashlib.sha256(content).hexdigest() != wanted.sha256:
        return Drawn({}, CHANGED)
    made = render_pages(content, {page: order.folder / _name(wanted.sha256, page) for page in order.pages})
    lacking = ", ".join(str(p) for p in order.pages if p not in made)
    pages = {page: (_name(wanted.sha256, page), width, height) for page, (width, height) in made.items()}
    return Drawn(pages, f"Not drawn: page {lacking}." if lacking else "")


def _name(sha256: str, page: int) -> str:
    return f"{sha256[:20]}-{page}-{RENDERING}.webp"


def _taken_over(wanted: Sequence[Wanted], folder: Path, before: Path) -> dict[str, dict[int, tuple[str, float, float]]]:
    """Link or copy the pictures that are there already, and return them by document and page."""
    sizes: Any = {}
    with suppress(OSError, ValueError):
        sizes = json.loads((before / _SIZES).read_text("utf-8"))
    out: dict[str, dict[int, tuple[str, float, float]]] = {w.document: {} for w in wanted}
    for w in wanted:
        for page in w.pages:
            name = _name(w.sha256, page)
            with suppress(OSError, KeyError, TypeError, ValueError):
                width, height = sizes[name]
                if not (folder / name).exists():
                    _link(before / name, folder / name)
                out[w.document][page] = (name, float(width), float(height))
    return out


def _link(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)
