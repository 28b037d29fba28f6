"""What reading took and what the store has grown to.

In: a connection of `pipeline.store.database`; out: a `Stats`. Measurements are those of the last reading of every document, or of
one run. Method: own.
"""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import Connection, func, inspect, select, text

from pipeline.store.documents import one_run
from pipeline.store.schema import Base, DocumentRow, LedgerRow, RunRow, StateRow
from pipeline.store.values import Growth, ReadFile, Stats


def stats(connection: Connection, run_id: int | None) -> Stats:
    """Return the figures of the last reading of every document, or of one run; raises `StoreError` where there is no such run."""
    asked = (
        select(
            DocumentRow.name,
            DocumentRow.place,
            LedgerRow.pages,
            LedgerRow.seconds,
            LedgerRow.memory_mb,
            LedgerRow.stages,
            LedgerRow.stage,
            LedgerRow.error,
            LedgerRow.run_id,
        )
        .join(DocumentRow, DocumentRow.sha256 == LedgerRow.sha256)
        .where(LedgerRow.seconds.is_not(None))
        .order_by(LedgerRow.id)
    )
    if run_id is None:
        last = select(func.max(LedgerRow.id)).where(LedgerRow.seconds.is_not(None)).group_by(LedgerRow.sha256)
        asked = asked.where(LedgerRow.id.in_(last.scalar_subquery()))
    else:
        one_run(connection, run_id)
        asked = asked.where(LedgerRow.run_id == run_id)
    files: list[ReadFile] = []
    stages: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    for row in connection.execute(asked):
        files.append(ReadFile(row.name, row.place or row.name, row.pages or 0, row.seconds, row.memory_mb, row.error, row.run_id))
        for name, seconds in json.loads(row.stages or "{}").items():
            stages[name] += seconds
        if row.error is not None:
            failures[row.stage or "read"] += 1
    return Stats(tuple(files), dict(stages), dict(failures), _growth(connection), _rows(connection), _bytes(connection))


def _growth(connection: Connection) -> tuple[Growth, ...]:
    """Return what every run added: documents read, failed and known, and changes of records."""
    counted: dict[tuple[int, str], int] = {
        (row.run_id, row.status): row.n
        for row in connection.execute(
            select(LedgerRow.run_id, LedgerRow.status, func.count().label("n")).group_by(LedgerRow.run_id, LedgerRow.status)
        )
    }
    changes = dict(connection.execute(select(StateRow.run_id, func.count()).group_by(StateRow.run_id)).tuples().all())
    return tuple(
        Growth(
            row.id,
            row.started,
            row.state,
            done=counted.get((row.id, "done"), 0),
            failed=counted.get((row.id, "failed"), 0),
            skipped=counted.get((row.id, "skipped"), 0),
            changes=changes.get(row.id, 0),
        )
        for row in connection.execute(select(RunRow.id, RunRow.started, RunRow.state).order_by(RunRow.id))
    )


def _rows(connection: Connection) -> dict[str, int]:
    there = set(inspect(connection).get_table_names())
    return {
        name: int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)
        for name, table in Base.metadata.tables.items()
        if name in there
    }


def _bytes(connection: Connection) -> int:
    """Return the size of the database."""
    if connection.dialect.name == "postgresql":
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0)
    pages, size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar() or 0 for name in ("page_count", "page_size"))
    return int(pages) * int(size)
