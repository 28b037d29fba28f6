"""What two runs say differently and why, and what one record has said over time.

In: a connection, two runs or a record's id; out: `Change`s and `Happening`s. A record that went and one that came are one change
where they are about the same property of the same material under the same conditions, or stand on the same place; where that is
not one to one they are told apart. Causes are what the store knows: versions, configurations, documents read for the first time,
evidence, verdicts, decisions. Method: own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, or_, select

from pipeline.model import Evidence, Record
from pipeline.reconcile.reviewed import Reviewed, passed_on
from pipeline.records import MAIN_NUMBER
from pipeline.store.documents import one_run
from pipeline.store.reviews import decided, review_of
from pipeline.store.schema import DocumentRow, ExtractionRow, LedgerRow, ReviewRow, RunRow, StateRow, VersionRow
from pipeline.store.settled import settled
from pipeline.store.states import load, standing
from pipeline.store.values import Change, Happening

What = Literal["seen", "changed", "gone"]
Kind = Literal["added", "removed", "changed"]
_SHORT = 80


def diff(connection: Connection, run_a: int, run_b: int) -> list[Change]:
    """Return what the store said after run ``run_b`` and not after ``run_a``; raises `StoreError` for a run without records."""
    a, b = standing(connection, run_a), standing(connection, run_b)
    said = decided(connection, run_a), decided(connection, run_b)
    beside = _beside(connection, *said)
    both = [r for r in a.versions.keys() & b.versions.keys() if a.versions[r] != b.versions[r] or r in beside]
    old = _loaded(connection, a.versions, [*(a.versions.keys() - b.versions.keys()), *both], said[0])
    new = _loaded(connection, b.versions, [*(b.versions.keys() - a.versions.keys()), *both], said[1])
    pairs: list[tuple[Record | None, Record | None]] = [(old.pop(r), new.pop(r)) for r in both]
    pairs = [(before, after) for before, after in pairs if before != after]
    pairs += _paired(old, new)
    pairs += [(record, None) for record in old.values()] + [(None, record) for record in new.values()]
    reasons = _Reasons.between(connection, run_a, run_b)
    changes = []
    for before, after in pairs:
        fields = _fields(before, after)
        ids = {r.record_id for r in (before, after) if r is not None}
        ids |= {i for ident in tuple(ids) for i in beside.get(ident, ())}
        told = {i: (a.reviews.get(i), b.reviews.get(i)) for i in sorted(ids)}
        kind: Kind = "changed" if before and after else "added" if after else "removed"
        changes.append(Change(kind, before, after, fields, reasons.of(before, after, told)))
    return sorted(changes, key=_place)


def history(connection: Connection, record_id: str) -> list[Happening]:
    """Return what runs and reviewers made of a record, the oldest first; empty where there is no such record."""
    states = connection.execute(
        select(StateRow.version_id, StateRow.run_id, RunRow.version, RunRow.started, RunRow.finished, RunRow.last_review)
        .join(RunRow, RunRow.id == StateRow.run_id)
        .where(StateRow.record_id == record_id)
        .order_by(StateRow.id)
    ).all()
    mine = (ReviewRow.record_id == record_id) | (ReviewRow.correction_id == record_id)
    made = connection.execute(select(ReviewRow.__table__).where(mine).order_by(ReviewRow.id)).all()
    undoing = select(ReviewRow.__table__).where(ReviewRow.undoes.in_([row.id for row in made])).order_by(ReviewRow.id)
    every = sorted({row.id: row for row in (*made, *connection.execute(undoing))}.values(), key=lambda row: row.id)
    undone = {row.undoes for row in every}
    out: list[Happening] = []
    said = False
    for state in states:
        while every and state.last_review is not None and every[0].id <= state.last_review:
            out.append(_reviewed(connection, every.pop(0), undone))
        record = None if state.version_id is None else next(load(connection, [state.version_id]))
        what: What = "gone" if record is None else "changed" if said else "seen"
        said = record is not None
        out.append(Happening(state.finished or state.started, what, record, state.run_id, state.version))
    return out + [_reviewed(connection, row, undone) for row in every]


def _reviewed(connection: Connection, row: Row[Any], undone: set[int | None]) -> Happening:
    version = row.correction_version if row.action == "correct" else row.version_id
    gone = version is None or row.action in ("reject", "undo")
    record = None if gone else next(load(connection, [version]))
    review = review_of(row, row.id in undone) if row.undoes is None else None
    return Happening(row.made, row.action, record, None, None, review)


def _beside(connection: Connection, before: Sequence[Reviewed], after: Sequence[Reviewed]) -> dict[str, set[str]]:
    """Return the records that decisions of one run alone may change, without being decided on: each with those that are."""
    out: dict[str, set[str]] = {}
    numbers = {d.number for d in before} ^ {d.number for d in after}
    for d in {d.number: d for d in (*before, *after) if d.number in numbers}.values():
        beside = {d.before.record_id, *d.before.rivals, *(d.after.rivals if d.after else ())}
        for one in passed_on([d]):
            here = [
                VersionRow.document.in_(one.texts) & VersionRow.table_row.is_(None) & (VersionRow.composition == one.composition)
            ]
            if one.row is not None:
                document, table, row = one.row
                same = (VersionRow.document == document) & (VersionRow.table_row == row)
                here.append(same & (func.coalesce(VersionRow.table_name, "") == table))
            beside |= set(connection.execute(select(VersionRow.record_id).where(or_(*here))).scalars())
        for ident in beside:
            out.setdefault(ident, set()).add(d.before.record_id)
    return out


def _loaded(connection: Connection, versions: Mapping[str, int], ids: list[str], said: Sequence[Reviewed]) -> dict[str, Record]:
    return dict(zip(ids, settled(load(connection, [versions[i] for i in ids]), said)))


def _paired(old: dict[str, Record], new: dict[str, Record]) -> Iterator[tuple[Record, Record]]:
    """Take out of ``old`` and ``new`` and yield those that are one value said differently."""
    for record in list(new.values()):
        if record.supersedes is not None and record.supersedes in old:
            yield old.pop(record.supersedes), new.pop(record.record_id)
    for record in list(old.values()):
        if record.supersedes is not None and record.supersedes in new:
            yield old.pop(record.record_id), new.pop(record.supersedes)
    for key in (_same_value, _same_place):
        left, right = _single(old, key), _single(new, key)
        for name in left.keys() & right.keys():
            yield old.pop(left[name]), new.pop(right[name])


def _single(records: Mapping[str, Record], key: Callable[[Record], object]) -> dict[object, str]:
    """Return key → id of the records that alone have their key."""
    found: dict[object, list[str]] = {}
    for record in records.values():
        name = key(record)
        if name is not None:
            found.setdefault(name, []).append(record.record_id)
    return {name: ids[0] for name, ids in found.items() if len(ids) == 1}


def _same_value(record: Record) -> object:
    main = MAIN_NUMBER.get(record.property, "value")
    said = {main, "high", "low"} if record.property == "voltage_window" else {main, "phases", "steps", "fractions"}
    conditions = {k: v for k, v in record.values.items() if k not in said and v is not None}
    subject = record.composition or record.labels
    return (
        record.document,
        record.table,
        record.row,
        record.property,
        subject,
        record.sample,
        json.dumps(conditions, sort_keys=True),
    )


def _same_place(record: Record) -> object:
    if not record.evidence:
        return None
    return (record.document, record.table, record.row, record.property, record.evidence[0].place)


def _fields(before: Record | None, after: Record | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    one, two = before.as_json(), after.as_json()
    return tuple(k for k in dict.fromkeys((*one, *two)) if one.get(k) != two.get(k) and k != "record_id")


def _place(change: Change) -> tuple[object, ...]:
    r = change.record
    return (r.document, r.table is None, r.table or "", r.row or 0, r.composition or "", r.property, r.record_id)


@dataclass(frozen=True, slots=True)
class _Reasons:
    """What the store knows of two runs: their rows, how each document stood in each, and the reviews."""

    runs: tuple[Any, Any]
    read: tuple[Mapping[str, Any], Mapping[str, Any]]
    failed: Mapping[str, Any]
    reviews: Mapping[int, Any]

    @classmethod
    def between(cls, connection: Connection, run_a: int, run_b: int) -> _Reasons:
        """Ask for them."""
        failed = connection.execute(
            select(DocumentRow.name, LedgerRow.stage, LedgerRow.error)
            .join(DocumentRow, DocumentRow.sha256 == LedgerRow.sha256)
            .where(LedgerRow.run_id == run_b, LedgerRow.status == "failed")
        )
        return cls(
            (one_run(connection, run_a), one_run(connection, run_b)),
            (_read(connection, run_a), _read(connection, run_b)),
            {row.name: row for row in failed},
            {row.id: row for row in connection.execute(select(ReviewRow.__table__))},
        )

    def of(
        self, before: Record | None, after: Record | None, told: Mapping[str, tuple[int | None, int | None]]
    ) -> tuple[str, ...]:
        """Return why a record changed."""
        decisions = [self._decision(*pair) for pair in told.values() if pair[0] != pair[1]]
        if decisions:
            return tuple(dict.fromkeys(decisions))
        found = after or before
        assert found is not None
        causes = [*self._document(found.document)]
        for one, other, word in ((after, before, "new evidence"), (before, after, "evidence gone")):
            if one is not None and other is not None:
                causes += [self._evidence(word, e) for e in _only(one, other)]
        if before is not None and after is not None and before.verdict != after.verdict:
            causes.append(f"verdict {before.verdict} → {after.verdict}" + (f": {after.reason}" if after.reason else ""))
        if not causes:
            causes.append("reconciled with other documents than before")
        return tuple(dict.fromkeys(causes))

    def _document(self, name: str) -> Iterator[str]:
        before, after = self.read[0].get(name), self.read[1].get(name)
        if name in self.failed:
            yield f"{name} could not be read ({self.failed[name].stage}: {self.failed[name].error})"
        if before is None and after is not None:
            yield f"{name} was read for the first time in run {after.first}"
        elif before is not None and after is None:
            yield f"{name} was not read up to run {self.runs[1].id}"
        a, b = self.runs
        if before is not None and after is not None and before.extraction != after.extraction:
            same = (before.version, before.configuration) == (after.version, after.configuration)
            if same:
                yield f"{name} gave something else to the same version"
        if before is not None and a.version != b.version:
            yield f"pipeline {a.version} → {b.version}"
        if before is not None and a.configuration != b.configuration:
            yield f"configuration {a.configuration[:12]} → {b.configuration[:12]}"

    def _evidence(self, word: str, evidence: Evidence) -> str:
        first = evidence.document not in self.read[0] and evidence.document in self.read[1]
        since = f", read for the first time in run {self.read[1][evidence.document].first}" if first else ""
        text = " ".join(evidence.text.split())
        return f"{word}: {evidence.document}, page {evidence.page}, “{text[:_SHORT]}{'…' if len(text) > _SHORT else ''}”{since}"

    def _decision(self, before: int | None, after: int | None) -> str:
        row = self.reviews[after if after is not None else before or 0]
        cause = f": {row.cause}" if row.cause else ""
        if after is None:
            return f"decision of {row.reviewer} undone ({row.action}{cause})"
        return f"decision of {row.reviewer}: {row.action}" + cause


def _read(connection: Connection, run_id: int) -> dict[str, Any]:
    """Return name → how a document stood after a run: extraction, version, configuration, the first run that read it."""
    mine = (LedgerRow.extraction_id.is_not(None), LedgerRow.run_id <= run_id)
    last = select(func.max(LedgerRow.id).label("id"), func.min(LedgerRow.run_id).label("first")).where(*mine)
    grouped = last.group_by(LedgerRow.sha256).subquery()
    rows = connection.execute(
        select(
            DocumentRow.name,
            ExtractionRow.id.label("extraction"),
            ExtractionRow.version,
            ExtractionRow.configuration,
            grouped.c.first,
        )
        .join(LedgerRow, LedgerRow.id == grouped.c.id)
        .join(ExtractionRow, ExtractionRow.id == LedgerRow.extraction_id)
        .join(DocumentRow, DocumentRow.sha256 == LedgerRow.sha256)
        .order_by(LedgerRow.id)
    )
    return {row.name: row for row in rows}


def _only(one: Record, other: Record) -> list[Evidence]:
    places = {e.place for e in other.evidence}
    return [e for e in one.evidence if e.place not in places]
