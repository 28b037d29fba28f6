"""From one PDF to its products, and from all products to the files of a run.

In: a ``Source`` and the stages to apply; out: ``documents/NAME.json``, ``facts.jsonl``, ``table1.*``, ``failures.csv`` and
``run.json`` as the contract in the README has them. A worker hands over a document's products in one piece, which the store
keeps, so that a document that was read by this or an earlier run, here or elsewhere, is laid out in one way. Everything is first
written to a private folder and then moved into place, in the order of the corpus, so that a reader never sees half a file and
timing decides nothing. Method: own.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import logging
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from pipeline import measure, remote
from pipeline.ingest import Corpus, Failure, Source, shown
from pipeline.model import Document, Fact, Record, Table
from pipeline.outliers import Measured, outliers
from pipeline.packed import Packed, encoded, json_file, pack
from pipeline.pdf.errors import ReadError
from pipeline.table1 import safe_cell

if TYPE_CHECKING:
    from pipeline.results import Finished
    from pipeline.store import Extraction, Reading, Store
    from pipeline.watch import Changes

NO_TEXT = "no text layer"
UNREADABLE = "unreadable"
PACKAGES = ("intergrowth", "prefect", "pdfplumber", "pdfminer.six", "pypdfium2", "pandas", "spacy", "chemdataextractor2")
_DECIDING = ("pdfplumber", "pdfminer.six", "pypdfium2", "spacy", "chemdataextractor2")
_NOT_DECIDING = frozenset(
    {
        "__pycache__",
        "audit",
        "commands",
        "bulletin.py",
        "notify.py",
        "cron.py",
        "store",
        "trends",
        "cli.py",
        "cluster.py",
        "logs.py",
        "measure.py",
        "outliers.py",
        "pool.py",
        "py.typed",
        "records.py",
        "remote.py",
        "results.py",
        "runners.py",
        "secrets.py",
        "service",
        "settings",
        "shards.py",
        "table1.py",
        "watch.py",
    }
)
"""Parts of this package that may change without a document being read differently; a part that is not named here decides."""

_log = logging.getLogger("intergrowth.outputs")
_STAGING = ".staging-"
_LONGEST_SIDE = 14_400
"""Points; the limit of PDF itself (ISO 32000-1, Annex C). A larger page, once drawn, takes gigabytes."""
_CHANGED = "changed during the run: run again"


@dataclass(frozen=True, slots=True)
class Stages:
    """The functions that turn a PDF into facts: each can be swapped, and travels to the worker processes by its name."""

    read: Callable[..., Document]
    as_json: Callable[[Document], Mapping[str, Any]]
    rows: Callable[[Table, str], Sequence[Any]]
    survey: Callable[[Document, str | None], tuple[Iterable[Fact], Mapping[str, Any]]]
    reconcile: Callable[[Iterable[Mapping[str, Any]]], Any]
    """Accounts of documents to a value with ``records``."""
    finish: Callable[[Any, Sequence[Record], Sequence[str], Path, Mapping[str, str], Sequence[Any]], Any]
    """That value, the records as they stand, the run's documents and what reviewers decided to a ``pipeline.results.Finished``,
    which is not named as a type: Prefect would load it before it is needed."""


@dataclass(frozen=True, slots=True)
class Job:
    """One file to work on, and which character source reads it."""

    source: Source
    characters: str
    stages: Stages


@dataclass(frozen=True, slots=True)
class Product:
    """What one file gave: counts, its rows of Table 1, notes for people, failures, and seconds by stage.

    ``account`` (JSON) and ``packed`` are what the store keeps; they are gone once it does. ``memory_mb`` is the highest resident
    memory of the process that read the file, while it did. A ``passing`` failure may go away by itself. ``reused`` says that an
    earlier run read the file, or could not.
    """

    source: Source
    pages: int = 0
    tables: int = 0
    facts: int = 0
    rows: int = 0
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    seconds: Mapping[str, float] | None = None
    account: str | None = None
    packed: bytes | None = None
    memory_mb: float | None = None
    passing: bool = False
    reused: bool = False

    @property
    def read(self) -> bool:
        """Whether there is a Document."""
        return self.pages > 0


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a run was asked to do. Only the first two decide what a value is; the others what may fail."""

    characters: str
    supplement_pattern: str
    timeout: float
    seconds_a_page: float
    memory_mb: int | None
    workers: int

    @property
    def sha256(self) -> str:
        """Sum over the settings that decide values."""
        text = json.dumps({"characters": self.characters, "supplement_pattern": self.supplement_pattern}, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def limits_sha256(self) -> str:
        """Sum over the settings that decide what may fail."""
        limits = {"timeout": self.timeout, "seconds_a_page": self.seconds_a_page, "memory_mb": self.memory_mb}
        return hashlib.sha256(json.dumps(limits, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did: the content of ``run.json``, the failures in full, and the rows of Table 1."""

    out: Path
    run: Mapping[str, Any]
    failures: tuple[Failure, ...]
    rows: tuple[Any, ...]
    said: tuple[str, ...] = ()


class BusyError(Exception):
    """Another run is writing to this folder."""


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
        return Product(source, failures=(_failure(source, error.stage, _with_page(error)),), seconds=clock.lap("read"))
    except OSError as error:
        gone = isinstance(error, FileNotFoundError) and source.url is None
        reason = "vanished during the run" if gone else error.strerror or str(error).removeprefix(f"{shown(source.path)}: ")
        return Product(source, failures=(_failure(source, "open", reason),), seconds=clock.lap("read"), passing=True)
    except MemoryError:
        raise
    except Exception as error:
        return Product(source, failures=(_failure(source, "read", _unexpected(error)),), seconds=clock.lap("read"))
    seconds = clock.lap("read")
    refusal = _refusal(document, source)
    if refusal is not None:
        failed = (_failure(source, "read", refusal),)
        return Product(source, failures=failed, seconds=seconds, passing=refusal == _CHANGED)

    document = replace(document, name=source.name)
    failures = [_failure(source, "read", f"page {p.number}: {n}") for p in document.pages for n in p.notes if UNREADABLE in n]
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
            failures.append(_failure(source, "cells", f"page {table.page}, {table.label or 'table'}: {_unexpected(error)}"))
    seconds |= clock.lap("cells")
    try:
        found, account = job.stages.survey(replace(document, tables=tuple(sound)), source.supplement_of)
        facts += found
    except MemoryError:
        raise
    except Exception as error:
        failures.append(_failure(source, "facts", _unexpected(error)))
    seconds |= clock.lap("facts")
    product = Product(source, len(document.pages), len(document.tables), len(facts), rows, notes_on(document), tuple(failures))
    told = {**job.stages.as_json(document), "sha256": source.sha256, "supplement_of": source.supplement_of}
    packed = Packed(_head(product), encoded("".join(fact_line(f, source) for f in facts)), encoded(json_file(told)))
    return replace(
        product,
        account=None if account is None else account_text(account),
        packed=pack(packed),
        seconds=seconds | clock.lap("write"),
    )


def _head(product: Product) -> dict[str, Any]:
    """Return what of a product is kept with its files, for a run that need not read them again."""
    return {
        "name": product.source.name,
        "supplement_of": product.source.supplement_of,
        "pages": product.pages,
        "tables": product.tables,
        "facts": product.facts,
        "rows": product.rows,
        "notes": list(product.notes),
        "failures": [[f.stage, f.error] for f in product.failures],
    }


def account_text(account: Mapping[str, Any]) -> str:
    """Return an account as it travels."""
    return json.dumps(account, ensure_ascii=True)


def reused(source: Source, packed: Packed) -> Product:
    """Return the product of a file that need not be read again."""
    head = packed.head
    failures = tuple(_failure(source, stage, error) for stage, error in head["failures"])
    return Product(
        source, head["pages"], head["tables"], head["facts"], head["rows"], tuple(head["notes"]), failures, reused=True
    )


def lay_out(staging: Path, source: Source, packed: Packed) -> None:
    """Write a document's files to the private folder of a run."""
    (staging / "documents" / document_file(source.name)).write_bytes(packed.document)
    (staging / "facts" / f"{source.sha256}.jsonl").write_bytes(packed.facts)


def fact_line(fact: Fact, source: Source | None = None) -> str:
    """Return a fact as one line of ``facts.jsonl``; one from a supplement is the paper's and says whose page its page is."""
    value = fact.as_json()
    if source is not None and source.supplement_of is not None:
        value |= {"document": source.supplement_of, "supplement": source.name}
    return json.dumps(value, ensure_ascii=False) + "\n"


def notes_on(document: Document) -> tuple[str, ...]:
    """Return what people should know of how a document was read, pages with the same note counted together."""
    pages: dict[str, list[int]] = {}
    for page in document.pages:
        for note in page.notes:
            pages.setdefault(note, []).append(page.number)
    told = {f"page {number}: {note}" for note, numbers in pages.items() for number in numbers}
    whole = tuple(note for note in document.notes if note not in told)
    return (*whole, *(f"page{'s' if len(n) > 1 else ''} {_ranges(n)}: {note}" for note, n in pages.items()))


def document_file(name: str) -> str:
    """Return the file name of a document's JSON: the document's own, cut where a file system would refuse it."""
    safe = name.replace("/", "_").replace("\0", "_")
    if len(safe.encode()) <= 200:
        return f"{safe}.json"
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{safe.encode()[:180].decode('utf-8', 'ignore')}~{digest}.json"


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
        for left_behind in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left_behind, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
        try:
            (staging / "documents").mkdir()
            (staging / "facts").mkdir()
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    finally:
        os.close(handle)


def reading(product: Product) -> Reading:
    """Return what the store keeps of a file that was read, or could not be."""
    from pipeline.store import Reading, StoredDocument

    source, trouble = product.source, product.failures[0] if product.failures else None
    place = source.place
    measured: dict[str, Any] = {
        "pages": product.pages,
        "seconds": None if product.seconds is None else sum(product.seconds.values()),
        "memory_mb": product.memory_mb,
        "stages": None if product.seconds is None else dict(product.seconds),
    }
    stage, error = (trouble.stage, trouble.error) if trouble else (None, None)
    if product.account is None:
        failed = StoredDocument(source.sha256, source.name, place=place)
        return Reading(failed, None, None, stage or "read", error or "gave no result", passing=product.passing, measured=measured)
    content = json.loads(product.account)
    work = content.get("work") or {}
    document = StoredDocument(
        source.sha256, source.name, work.get("title"), work.get("doi"), product.pages, content.get("licence"), place
    )
    return Reading(document, content, product.packed, stage, error, measured=measured)


def write(
    out: Path,
    staging: Path,
    corpus: Corpus,
    products: Sequence[Product],
    configuration: Configuration,
    *,
    stages: Stages,
    store: Store,
    run_id: int,
    started: datetime,
    timings: Mapping[str, float],
    changes: Changes | None = None,
) -> Summary:
    """Put together what the workers left in ``staging`` and move it into ``out``; return the summary."""
    began = time.perf_counter()
    used = [p for p in products if p.read]
    failures = tuple(sorted((*corpus.failures, *(f for p in products for f in p.failures)), key=lambda f: (f.path, f.stage)))
    with (staging / "facts.jsonl").open("wb") as together:
        for product in used:
            together.write((staging / "facts" / f"{product.source.sha256}.jsonl").read_bytes())
    _write_text(staging / "failures.csv", failures_csv(failures))
    tables = staging / "results"
    tables.mkdir()
    reconciled: list[Any] = []

    def reconcile(extractions: Sequence[Extraction]) -> Iterable[Record]:
        reconciled[:] = [stages.reconcile(_named(x) for x in extractions)]
        return cast(Iterable[Record], reconciled[0].records)

    kept = store.reconcile(run_id, reconcile)
    mine = {p.source.name: place for place, p in enumerate(used)}
    links = {p.source.name: shown(p.source.path) if p.source.url else _address(p.source.path, out) for p in used}
    finished: Finished = stages.finish(
        reconciled[0],
        sorted((r for r in kept if r.document in mine), key=lambda r: mine[r.document]),
        tuple(mine),
        tables,
        links,
        store.decided(run_id),
    )

    before, before_results = _documents_of(out / "run.json"), _results_of(out / "run.json")
    documents = out / "documents"
    documents.mkdir(exist_ok=True)
    names = {document_file(p.source.name) for p in used}
    for name in sorted(names):
        (staging / "documents" / name).replace(documents / name)
    for name in before - names:
        (documents / name).unlink(missing_ok=True)
    made = sorted(path.name for path in tables.iterdir())
    for file in (staging / "facts.jsonl", *(tables / name for name in made), staging / "failures.csv"):
        file.replace(out / file.name)
    for name in before_results - set(made):
        (out / name).unlink(missing_ok=True)

    parts = ("read", "cells", "facts", "write")
    spent = {part: sum((p.seconds or {}).get(part, 0.0) for p in products) for part in parts}
    assembling = time.perf_counter() - began
    named = outliers(
        Measured(shown(p.source.path), p.pages, sum((p.seconds or {}).values()), p.memory_mb)
        for p in products
        if not p.reused and p.seconds is not None
    )
    for one in named:
        _log.warning("%s %s", one.name, one.why, extra={"path": one.name})
    run: dict[str, Any] = {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": run_id,
        "store": store.name,
        "versions": versions(),
        "configuration": asdict(configuration),
        "configuration_sha256": configuration.sha256,
        "counts": {
            "files": len(corpus.sources) + len(corpus.duplicates) + len({f.path for f in corpus.failures}),
            "documents": len(used),
            "supplements": sum(p.source.supplement_of is not None for p in used),
            "duplicates": len(corpus.duplicates),
            "failed_files": len({f.path for f in failures}),
            "pages": sum(p.pages for p in used),
            "tables": sum(p.tables for p in used),
            "table1_rows": len(finished.rows),
            "facts": sum(p.facts for p in used),
            "reused": sum(p.reused for p in products),
            **finished.counts,
        },
        "timings_s": {k: round(v, 3) for k, v in {**timings, **spent, "assemble": assembling}.items()},
        **({"changes": changes.as_json()} if changes is not None else {}),
        "outliers": [asdict(one) for one in named],
        "results": made,
        "documents": [_entry(p) for p in used],
        "duplicates": [{"path": shown(d.path), "of": shown(d.first), "sha256": d.sha256} for d in corpus.duplicates],
        "unread": [{"path": shown(p.source.path), "sha256": p.source.sha256} for p in products if not p.read],
        "notes": list(corpus.notes),
    }
    _write_json(staging / "run.json", run)
    (staging / "run.json").replace(out / "run.json")
    return Summary(out, run, failures, finished.rows, finished.said)


def failures_csv(failures: Iterable[Failure]) -> str:
    """Return ``failures.csv``: ``path, stage, error``, one line a failure, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("path", "stage", "error"))
    lines.writerows([safe_cell(cell) for cell in (f.path, f.stage, " ".join(f.error.split()))] for f in failures)
    return text.getvalue()


def versions() -> dict[str, str]:
    """Return the versions that a result depends on."""
    out = {"python": platform.python_version()}
    for package in PACKAGES:
        with suppress(PackageNotFoundError):
            out[package] = version(package)
    return out


def method_version() -> str:
    """Return the version of the method: the program's, with a sum over the code and tables that decide what is read.

    What one version has read is not read again by it, so a changed rule must be another version, whether or not its author
    thought of giving it a number.
    """
    here, parts = Path(__file__).parent, hashlib.sha256()
    for file in sorted(p for p in here.rglob("*") if p.is_file() and p.suffix not in (".pyc", ".pyi")):
        name = file.relative_to(here)
        if name.parts[0] not in _NOT_DECIDING and "__pycache__" not in name.parts:
            parts.update(name.as_posix().encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    told = versions()
    parts.update(json.dumps({name: told.get(name) for name in _DECIDING}).encode())
    return f"{told.get('intergrowth', '0')}+{parts.hexdigest()[:12]}"


def _address(pdf: Path, out: Path) -> str:
    """Return the way from a page in ``out`` to a PDF, as a link has it."""
    return quote(os.fsencode(os.path.relpath(pdf.absolute(), out.absolute())), safe="/")


def _entry(product: Product) -> dict[str, Any]:
    source = product.source
    return {
        "document": source.name,
        "path": shown(source.path),
        "sha256": source.sha256,
        "supplement_of": source.supplement_of,
        "file": f"documents/{document_file(source.name)}",
        "pages": product.pages,
        "tables": product.tables,
        "table1_rows": product.rows,
        "facts": product.facts,
        "seconds": round(sum((product.seconds or {}).values()), 3),
        "memory_mb": None if product.memory_mb is None else round(product.memory_mb, 1),
        "reused": product.reused,
        "notes": list(product.notes),
    }


def _documents_of(run_json: Path) -> set[str]:
    """Return the files that an earlier run wrote to ``documents/``; files that people put there are not ours to remove."""
    try:
        entries = json.loads(run_json.read_text("utf-8"))["documents"]
        return {document_file(entry["document"]) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _named(extraction: Extraction) -> Mapping[str, Any]:
    """Return an account under the name that its document has in the store, which tells apart two of one name."""
    content, name = cast("dict[str, Any]", extraction.content), extraction.document.name
    if content.get("document", name) == name:
        return content
    claims = [{**c, "document": name} for c in content["claims"]]
    return {**content, "document": name, "claims": claims}


def _results_of(run_json: Path) -> set[str]:
    """Return the names of the results of an earlier run, to take away those that this one does not have."""
    try:
        names = json.loads(run_json.read_text("utf-8"))["results"]
        return {name for name in names if isinstance(name, str) and Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


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


def _failure(source: Source, stage: str, error: str) -> Failure:
    return Failure(shown(source.path), stage, error)


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


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    _write_text(path, json_file(value))


def _write_text(path: Path, text: str) -> None:
    path.write_bytes(encoded(text))


class _Clock:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self, stage: str) -> dict[str, float]:
        now = time.perf_counter()
        spent, self._last = now - self._last, now
        return {stage: spent}
