"""What records say: put by a run, standing after a run with the decisions of reviewers, loaded, and their history.

In: a connection and `pipeline.model.Record`s; out: rows of ``record_versions``, ``evidence`` and ``record_states``, and records.
A run adds a row only for a record that says something else than before, or nothing any more; a rerun with the same result adds
none. Decisions lie over what the pipeline says and are never mixed into it, so that undoing one is enough. Method: own.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from pipeline.chemistry.phases import parse_phases
from pipeline.jsontext import loaded, written
from pipeline.model import Json, Record, placed
from pipeline.records import NUMBERS, record_from_json, sound
from pipeline.store.documents import add, following, mark, one_run, sha256
from pipeline.store.schema import EvidenceRow, ReviewRow, RunRow, StateRow, VersionRow
from pipeline.store.values import StaleError, StoreError

_BATCH = 2000
_ASKED = 400
"""How many records one question to the database names: SQLite takes 999 values in its older builds; numbers are written out."""

_EVIDENCE = ("document", "page", "text", "extractor", "kind", "confidence")
_COPIED = ("record_id", "document", "property", "composition", "role", "verdict", "confidence", "doi")
_SAME = itemgetter(*_COPIED)
_VERSION_COLUMNS = ("id", "content_hash", *_COPIED, "table_name", "table_row", "labels", "phases", *NUMBERS, "body")

_LARGEST = 2**53
"""Whole numbers below it are the same as a float; what is larger stands in the body alone."""

_UNSOUND = re.compile(r"\\u0000|\\ud[89a-f]")


@dataclass(frozen=True, slots=True)
class Standing:
    """What the store says at one moment: the version of every record, and which reviews hold."""

    versions: Mapping[str, int]
    reviews: Mapping[str, int]
    """Record → the review that holds for it; also for the record that a correction made."""


def put(
    connection: Connection, run_id: int, records: Iterable[Record], documents: Collection[str] | None, seen: int | None
) -> list[Record]:
    """Make ``records`` what the store says of ``documents`` (all documents if None) from this run on.

    They are returned as `load` would give them, in the order in which they came.
    """
    one_run(connection, run_id)
    if seen is not None and mark(connection) != seen:
        raise StaleError("another run added documents meanwhile: read the extractions again and reconcile anew")
    before = _said(connection, documents)
    version_id, state_id = following(connection, VersionRow.id), following(connection, StateRow.id)
    given: dict[str, Record] = {}
    every = iter(records)
    while batch := list(islice(every, _BATCH)):
        fresh: list[tuple[Record, dict[str, Json], str]] = []
        for record in batch:
            if record.record_id in given:
                raise StoreError(f"two records have the id {record.record_id} ({record.document}, {record.property})")
            if documents is not None and record.document not in documents:
                raise StoreError(f"record {record.record_id} is of {record.document}, which is not among the documents put")
            given[record.record_id], value, digest = _kept(record)
            if before.get(record.record_id, (0, "", ""))[1] != digest:
                fresh.append((record, value, digest))
        known = _known(connection, [(r.record_id, digest) for r, _, digest in fresh])
        new = [one for one in fresh if (one[0].record_id, one[2]) not in known]
        for (_, value, digest), number in zip(new, range(version_id, version_id + len(new))):
            known[(str(value["record_id"]), digest)] = number
        add_versions(connection, [(known[(r.record_id, digest)], value, digest) for r, value, digest in new])
        version_id += len(new)
        said = [(r.record_id, value["document"], known[(r.record_id, digest)]) for r, value, digest in fresh]
        state_id = _add_states(connection, run_id, said, state_id)
    gone = [(record_id, document, None) for record_id, (_, _, document) in before.items() if record_id not in given]
    state_id = _add_states(connection, run_id, gone, state_id)
    last_review = int(connection.execute(select(func.max(ReviewRow.id))).scalar() or 0)
    connection.execute(update(RunRow).where(RunRow.id == run_id).values(last_state=state_id - 1, last_review=last_review))
    return list(given.values())


def hashed(record: Record) -> tuple[dict[str, Json], str]:
    """Return a record's JSON as the store keeps it, and the sum of it."""
    _, value, digest = _kept(record)
    return value, digest


def _kept(record: Record) -> tuple[Record, dict[str, Json], str]:
    """Return a record as it will be read back, its JSON as the store keeps it, and the sum of it.

    Most records are read back as they are, and need not be made anew.
    """
    value = record.as_json()
    text = written(value)
    same = (
        record.confidence == value["confidence"]
        and record.phases == tuple(cast("list[str]", value["phases"]))
        and all(e.confidence == round(e.confidence, 3) for e in record.evidence)
        and all(math.isfinite(one) for one in record.values.values() if type(one) is float)
    )
    if _UNSOUND.search(text):
        value, same = sound(value), False
        text = written(value)
    return record if same else record_from_json(cast("dict[str, Any]", loaded(text))), value, sha256(text)


def add_versions(connection: Connection, versions: Sequence[tuple[int, Mapping[str, Any], str]]) -> None:
    """Store new contents of records with their evidence: (number, JSON, hash) each."""
    if not versions:
        return
    phases = {names: phase_names(names) for names in {tuple(value["phases"]) for _, value, _ in versions}}
    add(connection, VersionRow, _VERSION_COLUMNS, [_version_row(*version, phases) for version in versions])
    evidence = [
        (number, position, *(e[n] for n in _EVIDENCE), written(e["boxes"]), e["table"], e["row"])
        for number, value, _ in versions
        for position, e in enumerate(value["evidence"])
    ]
    add(connection, EvidenceRow, ("version_id", "position", *_EVIDENCE, "boxes", "table_name", "table_row"), evidence)


def standing(connection: Connection, run_id: int | None = None) -> Standing:
    """Return what the store says now, or said after a run; raises `StoreError` for a run that put no records."""
    states = select(func.max(StateRow.id))
    last_review = None
    if run_id is not None:
        run = one_run(connection, run_id)
        if run.last_state is None:
            raise StoreError(f"run {run_id} stored no records (it is {run.state}): choose another, `intergrowth runs` lists them")
        states, last_review = states.where(StateRow.id <= run.last_state), run.last_review
    last = states.group_by(StateRow.record_id).scalar_subquery()
    rows = connection.execute(
        select(StateRow.record_id, StateRow.version_id).where(StateRow.id.in_(last), StateRow.version_id.is_not(None))
    )
    versions = {record_id: int(version) for record_id, version in rows}
    held: dict[str, int] = {}
    pending, corrections = holding(connection, last_review)
    while pending:  # a decision on a correction waits for the correction, and falls with it
        ready = [r for r in pending if r.record_id in versions or r.record_id not in corrections]
        for review in ready[:1]:
            held[review.record_id] = review.id
            if review.action in ("reject", "correct"):
                versions.pop(review.record_id, None)
            if review.correction_id is not None and review.correction_version is not None:
                versions[review.correction_id] = review.correction_version
                held[review.correction_id] = review.id
            pending.remove(review)
        if not ready:
            break
    return Standing(versions, held)


def holding(connection: Connection, last_review: int | None = None) -> tuple[list[Row[Any]], set[str]]:
    """Return the last decision on each record that was not undone, in the order of their taking in, and all corrections ever."""
    found = select(ReviewRow.__table__).order_by(ReviewRow.id)
    rows = connection.execute(found if last_review is None else found.where(ReviewRow.id <= last_review)).all()
    undone = {row.undoes for row in rows if row.undoes is not None}
    made = sorted(rows, key=lambda row: (row.made, row.id))  # files may be taken in in any order
    last = {row.record_id: row for row in made if row.undoes is None and row.id not in undone}
    return sorted(last.values(), key=lambda row: row.id), {row.correction_id for row in rows if row.correction_id}


def load(connection: Connection, versions: Iterable[int]) -> Iterator[Record]:
    """Yield the records of versions, in the order given."""
    every = iter(versions)
    while numbers := list(islice(every, _BATCH)):
        bodies = {
            row.id: row.body
            for row in connection.execute(select(VersionRow.id, VersionRow.body).where(_among(VersionRow.id, numbers)))
        }
        evidence: dict[int, list[dict[str, Json]]] = {number: [] for number in numbers}
        rows = connection.execute(
            select(EvidenceRow.__table__)
            .where(_among(EvidenceRow.version_id, numbers))
            .order_by(EvidenceRow.version_id, EvidenceRow.position)
        )
        for row in rows:
            evidence[row.version_id].append(_evidence(row))
        for number in numbers:
            yield record_from_json({**cast("dict[str, Any]", loaded(bodies[number])), "evidence": evidence[number]})


def in_order(connection: Connection, versions: Collection[int]) -> list[int]:
    """Return versions in the order of documents, tables by number, rows and properties: the order of ``records.jsonl``."""
    keys = ("document", "table_name", "table_row", "property", "record_id", "id")  # as `placed` takes them
    rows: list[tuple[Any, ...]] = []
    asked = sorted(versions)
    for start in range(0, len(asked), _BATCH):
        part = _among(VersionRow.id, asked[start : start + _BATCH])
        rows += [tuple(r) for r in connection.execute(select(*(getattr(VersionRow, k) for k in keys)).where(part))]
    return [r[-1] for r in sorted(rows, key=lambda r: (placed(*r[:-1]), r[-1]))]


def _among(column: InstrumentedAttribute[int], numbers: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of many numbers, which stand in the statement and count as no parameters."""
    return column.in_(bindparam("numbers", list(numbers), expanding=True, literal_execute=True))


def phase_names(phases: Iterable[str]) -> str:
    """Return phases as the column holds them, ``|P2|O3|``, each in one way of writing."""
    names = [name for text in phases for name in ([p.name for p in parse_phases(text)] or [text])]
    return "|" + "".join(f"{n}|" for n in dict.fromkeys(names))


def _said(connection: Connection, documents: Collection[str] | None) -> dict[str, tuple[int, str, str]]:
    """Return what the pipeline said last: record → version, hash, document."""
    last = select(func.max(StateRow.id)).group_by(StateRow.record_id).scalar_subquery()
    rows = connection.execute(
        select(StateRow.record_id, VersionRow.id, VersionRow.content_hash, StateRow.document)
        .join(VersionRow, VersionRow.id == StateRow.version_id)
        .where(StateRow.id.in_(last))
    )
    return {r: (v, digest, d) for r, v, digest, d in rows if documents is None or d in documents}


def _known(connection: Connection, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the versions that the store has already: (record, hash) → number."""
    wanted = set(pairs)
    ids = sorted({record_id for record_id, _ in wanted})
    out: dict[tuple[str, str], int] = {}
    for start in range(0, len(ids), _ASKED):
        asked = VersionRow.record_id.in_(bindparam("ids", ids[start : start + _ASKED], expanding=True))
        rows = connection.execute(select(VersionRow.record_id, VersionRow.content_hash, VersionRow.id).where(asked))
        out |= {pair: number for record_id, digest, number in rows if (pair := (record_id, digest)) in wanted}
    return out


def _add_states(connection: Connection, run_id: int, said: Sequence[tuple[str, Json, int | None]], state_id: int) -> int:
    """Note from which version on, or none, records are what they are: (record, document, version); return the next number."""
    rows = [(number, *one, run_id) for number, one in enumerate(said, start=state_id)]
    add(connection, StateRow, ("id", "record_id", "document", "version_id", "run_id"), rows)
    return state_id + len(rows)


def _version_row(number: int, value: Mapping[str, Any], digest: str, phases: Mapping[tuple[str, ...], str]) -> tuple[Any, ...]:
    body = {name: one for name, one in value.items() if name != "evidence"}
    return (
        number,
        digest,
        *_SAME(value),
        value["table"],
        value["row"],
        "|" + "".join(f"{label}|" for label in value["labels"]),
        phases[tuple(value["phases"])],
        *[_number(value.get(n)) for n in NUMBERS],
        written(body),
    )


def _number(value: Json) -> int | float | None:
    """Return a number as the columns hold it: no other value, and none that is not finite or that a database refuses."""
    return value if type(value) in (int, float) and abs(cast(float, value)) < _LARGEST else None  # type: ignore[return-value]


def _evidence(row: Row[Any]) -> dict[str, Json]:
    return {
        "document": row.document,
        "page": row.page,
        "boxes": loaded(row.boxes),
        "text": row.text,
        "extractor": row.extractor,
        "kind": row.kind,
        "confidence": row.confidence,
        "table": row.table_name,
        "row": row.table_row,
    }
