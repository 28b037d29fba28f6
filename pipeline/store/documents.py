"""Runs and what they made of documents.

In: a connection of `pipeline.store.database` and what a run read; out: rows of ``runs``, ``documents``, ``extractions`` and
``ledger``, and the values they stand for. An extraction that is in the store already is pointed to, not stored again.
Method: own.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Row, case, delete, func, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler

from pipeline.ingest import Place
from pipeline.jsontext import canonical, loaded, written
from pipeline.model import Json
from pipeline.store.leases import mark_crashed, over, release
from pipeline.store.schema import Base, DocumentRow, ExtractionRow, LedgerRow, PlaceRow, ProductRow, RunRow
from pipeline.store.values import Extraction, Known, LedgerEntry, Reading, Run, State, Status, StoredDocument, StoreError

_ASKED = 500
_TOLD = ("name", "title", "doi", "licence", "place")
Value = TypeVar("Value")


def now() -> str:
    """Return the time as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def clean(text: str | None) -> str | None:
    """Return text that every database can hold: U+0000 and half surrogates become U+FFFD."""
    if text is None:
        return None
    return text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def sha256(text: str) -> str:
    """Return the sum of a text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def add(connection: Connection, table: type[Base], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Add rows of plain types: SQLAlchemy writes the statement, the driver fills it in."""
    if not rows:
        return
    statement = insert(table).compile(dialect=connection.dialect, column_keys=columns)
    assert isinstance(statement, SQLCompiler)
    order = statement.positiontup
    values: list[Any] = list(rows)
    if order is None:
        values = [dict(zip(columns, row)) for row in rows]
    elif order != list(columns):
        values = list(map(itemgetter(*map(columns.index, order)), rows))
    connection.exec_driver_sql(str(statement), values)


def following(connection: Connection, column: InstrumentedAttribute[int]) -> int:
    """Return the next number of a table; its caller is the only writer."""
    return int(connection.execute(select(func.max(column))).scalar() or 0) + 1


def begin_run(
    connection: Connection,
    version: str,
    configuration: str,
    corpora: Sequence[str],
    limits: str | None,
    flow_run: str | None,
    moment: float,
) -> int:
    """Note a run's start and return its number; runs that are over without having said so are crashed ones."""
    mark_crashed(connection, moment)
    run_id = following(connection, RunRow.id)
    row = {
        "id": run_id,
        "started": now(),
        "state": "running",
        "version": version,
        "configuration": configuration,
        "corpora": canonical(list(corpora)),
        "host": platform.node(),
        "process": os.getpid(),
        "limits": limits,
        "heartbeat": moment,
        "flow_run": flow_run,
    }
    connection.execute(insert(RunRow), row)
    return run_id


def finish_run(connection: Connection, run_id: int, state: State) -> None:
    """Note how a run ended; it reads nothing any more."""
    one_run(connection, run_id)
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(state=state, finished=now()))
    release(connection, run_id)


def put(connection: Connection, run_id: int, readings: Sequence[Reading]) -> None:
    """Store documents with what was read in them, or why nothing could be; what an earlier run read in one stays."""
    run = one_run(connection, run_id)
    before = _described(connection, [reading.document.sha256 for reading in readings])
    _describe(connection, [r.document for r in readings if r.content is not None or r.document.sha256 not in before], before)
    numbers = _keep(connection, run, readings)
    entries = [
        {
            "sha256": reading.document.sha256,
            "status": "failed" if reading.content is None else "done",
            "stage": reading.stage,
            "error": reading.error,
            "extraction_id": numbers.get(reading.document.sha256),
            "passing": reading.passing,
            **_measured(reading.measured),
        }
        for reading in readings
    ]
    _enter(connection, run_id, entries)
    release(connection, run_id, [reading.document.sha256 for reading in readings])


def _keep(connection: Connection, run: Row[Any], readings: Sequence[Reading]) -> dict[str, int]:
    """Store what was read and return its numbers, by documents; the same content by the same version is kept once."""
    made = {"version": run.version, "configuration": run.configuration}
    contents = {reading.document.sha256: reading.content for reading in readings if reading.content is not None}
    sums = {document: sha256(text) for document, text in contents.items()}
    numbers: dict[str, int] = {}
    asked = [getattr(ExtractionRow, name) == value for name, value in made.items()]
    for part in _parts(list(sums)):
        found = select(ExtractionRow.id, ExtractionRow.sha256, ExtractionRow.content_hash)
        known = connection.execute(found.where(ExtractionRow.sha256.in_(part), *asked))
        numbers |= {row.sha256: row.id for row in known if row.content_hash == sums[row.sha256]}
    new = [document for document in sums if document not in numbers]
    numbers |= dict(zip(new, itertools.count(following(connection, ExtractionRow.id))))
    rows = [(numbers[one], one, run.version, run.configuration, sums[one], contents[one]) for one in new]
    add(connection, ExtractionRow, ("id", "sha256", *made, "content_hash", "content"), rows)
    packed = {numbers[r.document.sha256]: r.packed for r in readings if r.content is not None and r.packed is not None}
    for again in _parts(list(packed)):
        connection.execute(delete(ProductRow).where(ProductRow.extraction_id.in_(again)))
    add(connection, ProductRow, ("extraction_id", "packed"), list(packed.items()))
    return numbers


def _measured(measured: Mapping[str, Json]) -> dict[str, Json]:
    stages = measured.get("stages")
    return {
        "pages": measured.get("pages"),
        "seconds": measured.get("seconds"),
        "memory_mb": measured.get("memory_mb"),
        "stages": None if stages is None else written(stages),
    }


def reuse(connection: Connection, run_id: int, known: Sequence[tuple[StoredDocument, Known]]) -> None:
    """Note that documents were not read again, and how they are called now; a failure that is known is noted as such."""
    one_run(connection, run_id)
    rows = _described(connection, [document.sha256 for document, one in known if one.extraction_id is not None])
    moved: list[StoredDocument] = []
    for document, _ in known:
        row = rows.get(document.sha256)
        if row is not None and (row.name, row.place) != (clean(document.name), clean(document.place)):
            moved.append(replace(document, title=row.title, doi=row.doi, licence=row.licence, pages=row.pages))
    _describe(connection, moved, rows)
    entries = [
        {
            "sha256": one.sha256,
            "status": "skipped",
            "stage": one.stage,
            "error": one.error,
            "extraction_id": one.extraction_id,
            "passing": False,
            **_measured({}),
        }
        for _, one in known
    ]
    _enter(connection, run_id, entries)


def product(connection: Connection, extraction_id: int) -> tuple[bytes, Json]:
    """Return the product and the content of an extraction; raises `StoreError` where there is none."""
    row = connection.execute(
        select(ProductRow.packed, ExtractionRow.content)
        .join(ExtractionRow, ExtractionRow.id == ProductRow.extraction_id)
        .where(ProductRow.extraction_id == extraction_id)
    ).one_or_none()
    if row is None:
        raise StoreError(f"extraction {extraction_id} has no product in this store: read its document again")
    return bytes(row.packed), loaded(row.content)


def places(connection: Connection, asked: Sequence[str]) -> dict[str, Place]:
    """Return what is remembered of files elsewhere."""
    out: dict[str, Place] = {}
    for part in _parts(asked):
        rows = connection.execute(select(PlaceRow.__table__).where(PlaceRow.place.in_(part)))
        out |= {row.place: Place(row.place, row.mark, row.sha256, row.size, row.pages) for row in rows}
    return out


def keep_places(connection: Connection, seen: Sequence[Place]) -> None:
    """Remember what files elsewhere held, in place of what they held before."""
    for one in seen:
        connection.execute(delete(PlaceRow).where(PlaceRow.place == one.place))
        connection.execute(insert(PlaceRow), {n: getattr(one, n) for n in ("place", "mark", "sha256", "size", "pages")})


def extractions(connection: Connection) -> Iterator[Extraction]:
    """Yield what was last read in every document that counts, in the order of names."""
    for part in _parts(_counting(connection)):
        numbers = [row.extraction_id for _, row in part]
        found = connection.execute(select(ExtractionRow.id, ExtractionRow.content).where(ExtractionRow.id.in_(numbers)))
        contents = {row.id: row.content for row in found}
        for document, row in part:
            yield Extraction(document, loaded(contents[row.extraction_id]), row.run_id)


def known(connection: Connection) -> list[StoredDocument]:
    """Return the documents that count, in the order of names."""
    return [document for document, _ in _counting(connection)]


def mark(connection: Connection) -> int:
    """Return a number that changes whenever a document's extraction may have changed."""
    return int(connection.execute(select(func.max(LedgerRow.id)).where(LedgerRow.status == "done")).scalar() or 0)


def runs(connection: Connection, moment: float) -> list[Run]:
    """Return all runs, the oldest first; one that is over without having said so has crashed, though no run has marked it yet."""
    counts = (
        select(
            LedgerRow.run_id.label("run_id"),
            *(func.sum(case((LedgerRow.status == s, 1), else_=0)).label(s) for s in ("done", "failed", "skipped")),
        )
        .group_by(LedgerRow.run_id)
        .subquery()
    )
    found = select(RunRow.__table__, counts.c.done, counts.c.failed, counts.c.skipped).outerjoin(
        counts, counts.c.run_id == RunRow.id
    )
    rows, lost = connection.execute(found.order_by(RunRow.id)).all(), set(over(connection, moment))
    return [_run(row, "crashed" if row.id in lost else row.state) for row in rows]


def one_run(connection: Connection, run_id: int) -> Row[Any]:
    """Return a run's row; raises `StoreError` where there is none."""
    row = connection.execute(select(RunRow.__table__).where(RunRow.id == run_id)).one_or_none()
    if row is None:
        raise StoreError(f"there is no run {run_id}: `intergrowth runs` lists them")
    return row


def ledger(connection: Connection, run_id: int) -> list[LedgerEntry]:
    """Return what became of every document of a run, in the order of names."""
    rows = connection.execute(
        select(LedgerRow.sha256, DocumentRow.name, LedgerRow.status, LedgerRow.stage, LedgerRow.error)
        .join(DocumentRow, DocumentRow.sha256 == LedgerRow.sha256)
        .where(LedgerRow.run_id == run_id)
        .order_by(DocumentRow.name, LedgerRow.sha256)
    )
    return [LedgerEntry(run_id, r.sha256, r.name, cast(Status, r.status), r.stage, r.error) for r in rows]


def _counting(connection: Connection) -> list[tuple[StoredDocument, Row[Any]]]:
    """Return the documents that were read, with the last row of the ledger that says so; of two at one place the later.

    A document whose name an earlier one has gets the first digits of its sum behind it, as in a corpus.
    """
    read = LedgerRow.extraction_id.is_not(None)
    last = select(func.max(LedgerRow.id)).where(read).group_by(LedgerRow.sha256).scalar_subquery()
    first = select(LedgerRow.sha256, func.min(LedgerRow.id).label("first")).where(read).group_by(LedgerRow.sha256).subquery()
    rows = connection.execute(
        select(DocumentRow.__table__, LedgerRow.id.label("ledger_id"), LedgerRow.run_id, LedgerRow.extraction_id, first.c.first)
        .join(LedgerRow, LedgerRow.sha256 == DocumentRow.sha256)
        .join(first, first.c.sha256 == DocumentRow.sha256)
        .where(LedgerRow.id.in_(last))
    ).all()
    newest: dict[str, int] = {}
    for row in rows:
        newest[row.place or row.sha256] = max(row.ledger_id, newest.get(row.place or row.sha256, 0))
    taken: set[str] = set()
    out = []
    for row in sorted(rows, key=lambda row: int(row.first)):
        if newest[row.place or row.sha256] == row.ledger_id:
            name = row.name if row.name not in taken else f"{row.name}~{row.sha256[:8]}"
            taken.add(name)
            described = StoredDocument(row.sha256, name, row.title, row.doi, row.pages, row.licence, row.place)
            out.append((described, row))
    return sorted(out, key=lambda pair: pair[0].name)


def _described(connection: Connection, documents: Sequence[str]) -> dict[str, Row[Any]]:
    """Return the rows of documents, by their sums."""
    rows: dict[str, Row[Any]] = {}
    for part in _parts(documents):
        found = connection.execute(select(DocumentRow.__table__).where(DocumentRow.sha256.in_(part)))
        rows |= {row.sha256: row for row in found}
    return rows


def _describe(connection: Connection, documents: Sequence[StoredDocument], before: Mapping[str, Row[Any]]) -> None:
    """Keep how documents are described now; ``before`` are their rows."""
    new: list[tuple[Any, ...]] = []
    for document in documents:
        values = {n: clean(getattr(document, n)) for n in _TOLD} | {"pages": document.pages}
        row = before.get(document.sha256)
        if row is None:
            new.append((document.sha256, *values.values()))
        elif any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(DocumentRow).where(DocumentRow.sha256 == document.sha256).values(**values))
    add(connection, DocumentRow, ("sha256", *_TOLD, "pages"), new)


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Cut values into what one question to the database holds."""
    for start in range(0, len(values), _ASKED):
        yield values[start : start + _ASKED]


def _enter(connection: Connection, run_id: int, entries: Sequence[dict[str, Any]]) -> None:
    """Add rows to the ledger of a run, in place of those that it has of the same documents."""
    if not entries:
        return
    sums = [str(entry["sha256"]) for entry in entries]
    for part in _parts(sums):
        connection.execute(delete(LedgerRow).where(LedgerRow.run_id == run_id, LedgerRow.sha256.in_(part)))
    first = following(connection, LedgerRow.id)
    rows = [
        {**entry, "id": first + place, "run_id": run_id, "error": clean(entry["error"])} for place, entry in enumerate(entries)
    ]
    connection.execute(insert(LedgerRow), rows)


def _run(row: Row[Any], state: str) -> Run:
    return Run(
        row.id,
        row.started,
        row.finished,
        cast(State, state),
        row.version,
        row.configuration,
        tuple(json.loads(row.corpora)),
        int(row.done or 0),
        int(row.failed or 0),
        int(row.skipped or 0),
        row.last_state is not None,
        row.flow_run,
    )
