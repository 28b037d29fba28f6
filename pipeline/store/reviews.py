"""Decisions of reviewers: accept, correct or reject a record, and undo.

In: a connection and `pipeline.store.values.Decision`s; out: rows of ``reviews``, and for a correction a new record that names the
one it supersedes. Nothing is changed or deleted: a later decision on the same record takes the place of the earlier, and undoing
is a row of its own. Method: own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import Connection, Row, func, insert, select

from pipeline.model import Json, Record
from pipeline.records import NUMBERS, TEXTS, VALUES
from pipeline.store.documents import canonical, clean, following, now, sha256
from pipeline.store.schema import ReviewRow, StateRow, VersionRow
from pipeline.store.states import add_versions, hashed, load, standing
from pipeline.store.values import Action, Decision, DecisionError, Review

Identify = Callable[[Record], str]

_OF_MATERIAL = ("composition", "labels", "phases", "role", "sample", "reference")
_LISTS = ("labels", "phases", "steps", "carried")


def decide(connection: Connection, decisions: Iterable[Decision], identify: Identify | None) -> list[Review]:
    """Store decisions that are not stored yet and return all of them as stored."""
    numbers = [_decide(connection, decision, identify) for decision in decisions]
    stored = {review.id: review for review in reviews(connection)}
    return [stored[number] for number in numbers]


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
        printed={},
        rivals=(),
        reason=f"corrected by {decision.reviewer}" + (f": {decision.cause}" if decision.cause else ""),
        proposal=None,
        supersedes=record.record_id,
    )
    own = sha256(canonical([record.record_id, dict(decision.values)]))[:16]
    found = identify(new) if identify is not None else own
    return replace(new, record_id=own if found == record.record_id else found)


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
        or (name in NUMBERS and isinstance(value, int | float) and not isinstance(value, bool))
        or (name in (*TEXTS, "composition", "role", "sample") and isinstance(value, str))
        or (name in _LISTS and isinstance(value, list) and all(isinstance(x, str) for x in value))
        or (name == "reference" and isinstance(value, int))
        or (name == "fractions" and isinstance(value, dict))
        or name not in (*NUMBERS, *TEXTS, *_LISTS, "composition", "role", "sample", "reference", "fractions")
    )
    if not right or (value is None and name in ("labels", "phases", "role")):
        raise DecisionError(f"{name} of record {record.record_id} cannot be {json.dumps(value, ensure_ascii=False)}")
