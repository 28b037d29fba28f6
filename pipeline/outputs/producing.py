"""One PDF to its product: what a worker does with a file.

In: a `Job`; out: a `Product`, in whose ``failures`` is whatever is wrong with the file, page by page and table by table. Nothing
is written. Method: own.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline import jsontext, measure, remote
from pipeline.ingest import Source, shown
from pipeline.model import Document, Fact, Table
from pipeline.outputs.kept import head, with_account
from pipeline.outputs.values import Job, Product, Stages, failure
from pipeline.packed import Packed
from pipeline.pdf.errors import ReadError

NO_TEXT = "no text layer"
UNREADABLE = "unreadable"

_LONGEST_SIDE = 14_400
"""Points; the limit of PDF itself (ISO 32000-1, Annex C). A larger page, once drawn, takes gigabytes."""
_CHANGED = "changed during the run: run again"


def standard_stages() -> Stages:
    """Return the stages of the library; imported here and not above, so that a command that needs none starts fast."""
    from pipeline import cells, results
    from pipeline.pdf import reader

    return Stages(
        reader.read, reader.document_as_json, cells.read_rows, results.survey, results.reconcile_accounts, results.finish
    )


def produce(job: Job) -> Product:
    """Read one PDF and make its rows and facts; runs in a worker.

    What is wrong with the file is in the product's ``failures``; only a shortage of memory is raised.
    """
    measure.begin_peak()
    product = _produce(job)
    return replace(product, memory_mb=measure.peak_mb())


def _produce(job: Job) -> Product:
    source, clock = job.source, _Clock()
    try:
        with remote.local(source) as path:
            document = job.stages.read(path, source=job.characters)
    except ReadError as error:
        return Product(source, failures=(failure(source, error.stage, _with_page(error)),), seconds=clock.lap("read"))
    except OSError as error:
        gone = isinstance(error, FileNotFoundError) and source.url is None
        reason = "vanished during the run" if gone else error.strerror or str(error).removeprefix(f"{shown(source.path)}: ")
        return Product(source, failures=(failure(source, "open", reason),), seconds=clock.lap("read"), passing=True)
    except MemoryError:
        raise
    except Exception as error:
        return Product(source, failures=(failure(source, "read", _unexpected(error)),), seconds=clock.lap("read"))
    seconds = clock.lap("read")
    refusal = _refusal(document, source)
    if refusal is not None:
        failed = (failure(source, "read", refusal),)
        return Product(source, failures=failed, seconds=seconds, passing=refusal == _CHANGED)

    document = replace(document, name=source.name)
    failures = [failure(source, "read", f"page {p.number}: {n}") for p in document.pages for n in p.notes if UNREADABLE in n]
    rows = 0
    facts: list[Fact] = []
    account: Mapping[str, Any] | None = None
    sound: list[Table] = []
    for table in document.tables:
        try:
            rows += len(job.stages.rows(table, source.name))
            sound.append(table)
        except MemoryError:
            raise
        except Exception as error:
            failures.append(failure(source, "cells", f"page {table.page}, {table.label or 'table'}: {_unexpected(error)}"))
    seconds |= clock.lap("cells")
    try:
        found, account = job.stages.survey(replace(document, tables=tuple(sound)), source.supplement_of)
        facts += found
    except MemoryError:
        raise
    except Exception as error:
        failures.append(failure(source, "facts", _unexpected(error)))
    seconds |= clock.lap("facts")
    product = Product(source, len(document.pages), len(document.tables), len(facts), rows, notes_on(document), tuple(failures))
    told = {**job.stages.as_json(document), "sha256": source.sha256, "supplement_of": source.supplement_of}
    packed = Packed(head(product), "".join(fact_line(f, source) for f in facts).encode("utf-8"), jsontext.file(told))
    product = with_account(product, account, packed)
    return replace(product, seconds=seconds | clock.lap("write"))


def fact_line(fact: Fact, source: Source | None = None) -> str:
    """Return a fact as one line of ``facts.jsonl``; one from a supplement is the paper's and says whose page its page is."""
    value = fact.as_json()
    if source is not None and source.supplement_of is not None:
        value |= {"document": source.supplement_of, "supplement": source.name}
    return jsontext.line(value).decode("utf-8")


def notes_on(document: Document) -> tuple[str, ...]:
    """Return what people should know of how a document was read, pages with the same note counted together."""
    pages: dict[str, list[int]] = {}
    for page in document.pages:
        for note in page.notes:
            pages.setdefault(note, []).append(page.number)
    told = {f"page {number}: {note}" for note, numbers in pages.items() for number in numbers}
    whole = tuple(note for note in document.notes if note not in told)
    return (*whole, *(f"page{'s' if len(n) > 1 else ''} {_ranges(n)}: {note}" for note, n in pages.items()))


def _refusal(document: Document, source: Source) -> str | None:
    """Say why a document that was read is of no use, or return None."""
    if document.sha256 and document.sha256 != source.sha256:
        return _CHANGED
    if not document.pages:
        return "has no pages"
    for page in document.pages:
        if not max(page.width, page.height) <= _LONGEST_SIDE:
            size = f"{page.width:,.0f} × {page.height:,.0f}"
            return f"page {page.number} is {size} points large, more than the {_LONGEST_SIDE:,} that a page may have"
    if all(any(note.startswith(NO_TEXT) for note in page.notes) for page in document.pages):
        return f"{NO_TEXT}: run OCR (e.g. ocrmypdf) first"
    return None


def _with_page(error: ReadError) -> str:
    return error.reason if error.page is None else f"page {error.page}: {error.reason}"


def _unexpected(error: Exception) -> str:
    return f"unexpected {type(error).__name__}: {error} (please report it with the file)"


def _ranges(numbers: Sequence[int]) -> str:
    """Write page numbers with runs drawn together: 1, 3–5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs)


class _Clock:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self, stage: str) -> dict[str, float]:
        now = time.perf_counter()
        spent, self._last = now - self._last, now
        return {stage: spent}
