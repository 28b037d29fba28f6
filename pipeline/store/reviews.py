"""Decisions of reviewers: accept, correct or reject a record, and undo.

In: a connection and `pipeline.store.values.Decision`s; out: rows of ``reviews``, and for a correction a new record that names the
one it supersedes. Nothing is changed or deleted: a later decision on the same record takes the place of the earlier, and undoing
is a row of its own. Method: own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Connection, Row, func, insert, select

from pipeline.jsontext import canonical
from pipeline.model import Json, Record
from pipeline.reconcile.reviewed import Reviewed
from pipeline.records import NUMBERS, TEXTS, VALUES
from pipeline.store.documents import clean, following, now, one_run, sha256
from pipeline.store.schema import ReviewRow, StateRow, VersionRow
from pipeline.store.states import add_versions, hashed, holding, load, standing
from pipeline.store.values import Action, Decision, DecisionError, Review

Identify = Callable[[Record], str]

_OF_MATERIAL = ("composition", "labels", "phases", "role", "sample", "reference")
_COLUMNS = {
    "cathode_material": ("composition",),
    "phase": ("phases",),
    "voltage_range_V": ("low", "high"),
    "phase_transition": ("steps",),
    **dict.fromkeys(("retention_pristine_pct", "retention_modified_pct", "retention_pct"), ("percent",)),
}
"""The fields that a column of Table 1 prints; any other prints ``value``, or the field of its own name."""

_DONE = {"accept": "accepted", "correct": "corrected", "reject": "rejected"}
_BETWEEN = {"phase": "/", "voltage_range_V": "–", "phase_transition": " → "}
_LISTS = ("labels", "phases", "steps", "carried")


def decide(connection: Connection, decisions: Iterable[Decision], identify: Identify | None) -> list[Review]:
    """Store decisions that are not stored yet and return all of them as stored."""
    taken = take_in(connection, decisions, identify)
    for one in taken:
        if isinstance(one, DecisionError):
            raise one
    return cast("list[Review]", taken)


def take_in(
    connection: Connection, decisions: Iterable[Decision], identify: Identify | None = None
) -> list[Review | DecisionError]:
    """Store those decisions that can be stored; return for each what is stored, or why it is not."""
    numbers: list[int | DecisionError] = []
    for decision in decisions:
        try:
            numbers.append(_decide(connection, decision, identify))
        except DecisionError as error:
            numbers.append(error)
    stored = {review.id: review for review in reviews(connection)}
    return [n if isinstance(n, DecisionError) else stored[n] for n in numbers]


def differing(every: Iterable[Review]) -> list[tuple[Review, ...]]:
    """Return the last decisions of reviewers who differ on a record, record by record, the one that holds last."""
    by_record: dict[str, dict[str, Review]] = {}
    for review in sorted((r for r in every if not r.undone), key=lambda r: (r.decision.when, r.id)):
        last = by_record.setdefault(review.decision.record_id, {})
        last.pop(review.decision.reviewer, None)
        last[review.decision.reviewer] = review
    return [tuple(held.values()) for held in by_record.values() if len({_says(r.decision) for r in held.values()}) > 1]


def undo(connection: Connection, review_id: int, reviewer: str, when: str, cause: str | None) -> None:
    """Undo a decision; raises `DecisionError` where there is none, or it is undone."""
    found = next((r for r in reviews(connection) if r.id == review_id), None)
    if found is None:
        raise DecisionError(f"there is no decision {review_id}")
    if found.undone:
        raise DecisionError(f"decision {review_id} is undone already")
    _add(connection, Decision(found.decision.record_id, "accept", reviewer, when, cause), {"action": "undo", "undoes": review_id})


def reviews(connection: Connection, record_id: str | None = None) -> list[Review]:
    """Return the decisions on a record, or on all, in the order of their making."""
    found = select(ReviewRow.__table__).order_by(ReviewRow.id)
    rows = connection.execute(found if record_id is None else found.where(ReviewRow.record_id == record_id)).all()
    undone = {row.undoes for row in rows}
    return [review_of(row, row.id in undone) for row in rows if row.undoes is None]


def decided(connection: Connection, run_id: int | None = None) -> list[Reviewed]:
    """Return the decisions that hold, now or after a run, in the order of their taking in; one on a correction falls with it."""
    last_review = None if run_id is None else one_run(connection, run_id).last_review
    rows = _with_their_records(*holding(connection, last_review))
    made = [r for r in rows if r.correction_version is not None]
    before = dict(zip((r.id for r in rows), load(connection, [r.version_id for r in rows])))
    after = dict(zip((r.id for r in made), load(connection, [r.correction_version for r in made])))
    return [
        Reviewed(
            before[r.id],
            before[r.id] if r.action == "accept" else after.get(r.id),
            f"{_DONE[r.action]} by {r.reviewer}" + (f": {r.cause}" if r.cause else ""),
            frozenset(json.loads(r.new_values)),
            r.id,
        )
        for r in rows
    ]


def _with_their_records(rows: Sequence[Row[Any]], corrections: Collection[str]) -> list[Row[Any]]:
    """Return decisions in order, without those on a correction that stands no more."""
    out: list[Row[Any]] = []
    pending, made = list(rows), set[str]()
    while ready := [r for r in pending if r.record_id not in corrections or r.record_id in made]:
        out += ready
        made |= {r.correction_id for r in ready if r.correction_id}
        pending = [r for r in pending if r not in ready]
    return out


def standing_rows(connection: Connection) -> list[Row[Any]]:
    """Return the rows of decisions that were not undone, by the time of their making."""
    rows = connection.execute(select(ReviewRow.__table__).order_by(ReviewRow.made, ReviewRow.id)).all()
    undone = {row.undoes for row in rows}
    return [row for row in rows if row.undoes is None and row.id not in undone]


def review_of(row: Row[Any], undone: bool) -> Review:
    """Return the review of a row."""
    decision = Decision(row.record_id, cast(Action, row.action), row.reviewer, row.made, row.cause, json.loads(row.new_values))
    return Review(row.id, decision, row.correction_id, undone)


def corrected(record: Record, decision: Decision, identify: Identify | None = None) -> Record:
    """Return the record that a correction makes: the old one's material and places, the new values, sure, named by a new id.

    Raises `DecisionError` for a field that cannot be corrected, a value of the wrong type, and where nothing would change.
    """
    material: dict[str, Any] = {}
    values = dict(record.values)
    for name, value in decision.values.items():
        _check(record, name, value)
        if name in _OF_MATERIAL and not (name == "phases" and record.property == "phase"):
            material[name] = tuple(cast("list[str]", value)) if name in ("labels", "phases") else value
        else:
            values[name] = value
        if name == "phases" and record.property == "phase":
            material[name] = tuple(cast("list[str]", value))
    new = replace(record, values=values, **material)
    if new == record:
        raise DecisionError(f"the correction of record {record.record_id} changes nothing: accept it instead")
    new = replace(
        new,
        verdict="single",
        confidence=1.0,
        evidence=tuple(replace(e, extractor=f"review/{decision.reviewer}", confidence=1.0) for e in record.evidence),
        printed={column: _printed(record, new, column, text) for column, text in record.printed.items()},
        rivals=(),
        reason=f"corrected by {decision.reviewer}" + (f": {decision.cause}" if decision.cause else ""),
        proposal=None,
        supersedes=record.record_id,
    )
    own = sha256(canonical([record.record_id, dict(decision.values)]))[:16]
    found = identify(new) if identify is not None else own
    return replace(new, record_id=own if found == record.record_id else found)


def _says(decision: Decision) -> str:
    return canonical([decision.action, dict(decision.values)])


def _printed(old: Record, new: Record, column: str, text: str) -> str:
    """Return what a column of Table 1 says after a correction: as it was where its own field is not touched."""
    fields = _COLUMNS.get(column, ("value",) if "value" in old.values else (column,))
    before, after = ([_field(r, f) for f in fields] for r in (old, new))
    if before == after:
        return text
    parts = [f"{v:g}" if isinstance(v, float) else str(v) for v in _flat(after)]
    return _BETWEEN.get(column, " ").join(parts)


def _field(record: Record, name: str) -> Json:
    return record.composition if name == "composition" else record.values.get(name)


def _flat(values: Iterable[Json]) -> list[Json]:
    return [x for v in values for x in (v if isinstance(v, list) else [v]) if x is not None]


def _decide(connection: Connection, decision: Decision, identify: Identify | None) -> int:
    known = connection.execute(select(ReviewRow.id).where(ReviewRow.key == _key(decision))).scalar()
    if known is not None:
        return int(known)
    if decision.action not in ("accept", "correct", "reject"):
        raise DecisionError(f"{decision.action!r} is no decision: accept, correct or reject")
    version = standing(connection).versions.get(decision.record_id) or _last_version(connection, decision.record_id)
    if version is None:
        raise DecisionError(f"the store has no record {decision.record_id}")
    more: dict[str, Any] = {"version_id": version}
    if decision.action == "correct":
        record = corrected(next(load(connection, [version])), decision, identify)
        value, digest = hashed(record)
        same = (VersionRow.record_id == record.record_id, VersionRow.content_hash == digest)
        number = connection.execute(select(VersionRow.id).where(*same)).scalar()
        if number is None:
            number = following(connection, VersionRow.id)
            add_versions(connection, [(number, value, digest)])
        more |= {"correction_id": record.record_id, "correction_version": number}
    return _add(connection, decision, more)


def _add(connection: Connection, decision: Decision, more: dict[str, Any]) -> int:
    number = following(connection, ReviewRow.id)
    row = {
        "id": number,
        "key": sha256(canonical(["undo", more["undoes"]])) if "undoes" in more else _key(decision),
        "record_id": decision.record_id,
        "action": decision.action,
        "cause": clean(decision.cause),
        "reviewer": clean(decision.reviewer),
        "made": decision.when,
        "stored": now(),
        "new_values": canonical(dict(decision.values)),
        **more,
    }
    connection.execute(insert(ReviewRow), row)
    return number


def _key(decision: Decision) -> str:
    d = decision
    return sha256(canonical([d.record_id, d.action, d.reviewer, d.when, d.cause, dict(d.values)]))


def _last_version(connection: Connection, record_id: str) -> int | None:
    """Return what a record that does not stand said last."""
    last = (
        select(func.max(StateRow.id)).where(StateRow.record_id == record_id, StateRow.version_id.is_not(None)).scalar_subquery()
    )
    found = connection.execute(select(StateRow.version_id).where(StateRow.id == last)).scalar()
    if found is None:
        made = select(func.max(ReviewRow.correction_version)).where(ReviewRow.correction_id == record_id)
        found = connection.execute(made).scalar()
    return found


def _check(record: Record, name: str, value: Json) -> None:
    if name not in (*_OF_MATERIAL, *VALUES, *record.values):
        raise DecisionError(f"{name!r} is no field of record {record.record_id} that a correction can change")
    right = (
        value is None
        or (isinstance(value, str) and isinstance(record.values.get(name), str))  # the text of a cell
        or (name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool))
        or (name in (*TEXTS, "composition", "role", "sample") and isinstance(value, str))
        or (name in _LISTS and isinstance(value, list) and all(isinstance(x, str) for x in value))
        or (name == "reference" and isinstance(value, int))
        or (name == "fractions" and isinstance(value, dict))
        or name not in (*NUMBERS, *TEXTS, *_LISTS, "composition", "role", "sample", "reference", "fractions")
    )
    if not right or (value is None and name in ("labels", "phases", "role")):
        raise DecisionError(f"{name} of record {record.record_id} cannot be {json.dumps(value, ensure_ascii=False)}")
