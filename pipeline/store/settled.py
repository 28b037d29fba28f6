"""What decisions of reviewers change in the records that stand beside those decided on.

In: records as they stand, and what was decided; out: the records. A conflict whose other sides have all been rejected, or
corrected to the same value, is none any more; a side corrected to another value is the side from then on. A row takes over its
material's corrected composition, and what else `pipeline.reconcile.reviewed` passes on. What was accepted is sure and says by
whom. What the pipeline said is not touched: undoing a decision brings it back. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.model import Json, Record
from pipeline.reconcile.reviewed import PassedOn, Reviewed, passed_on, taken_over
from pipeline.records import MAIN_NUMBER

_MAIN = {"voltage_window": ("low", "high"), "transition": ("steps",), "phase": ("phases",)}


def settled(records: Iterable[Record], decided: Sequence[Reviewed]) -> Iterator[Record]:
    """Yield records as they are with the decisions that hold, in their order."""
    gone = {d.before.record_id: d.after for d in decided if not d.accepted}
    own = {d.after.record_id: d.fields for d in decided if d.after is not None}
    notes = {d.before.record_id: d.note for d in decided if d.accepted}
    given: dict[str, list[PassedOn]] = {}
    for one in passed_on(decided):
        for document in {*one.texts, *(one.row or ())[:1]}:
            given.setdefault(str(document), []).append(one)
    for record in records:
        if gone.keys() & set(record.rivals):
            record = _settled(record, gone)
        record = taken_over(record, given.get(record.document, ()), own.get(record.record_id, ()))
        if note := notes.get(record.record_id):
            record = replace(record, confidence=1.0, reason=f"{record.reason}; {note}" if record.reason else note)
        yield record


def _settled(record: Record, decided: Mapping[str, Record | None]) -> Record:
    rivals: list[str] = []
    said: list[str] = []
    agreeing = False
    for ident in record.rivals:
        other = _now(ident, decided) if ident in decided else None
        if ident not in decided:
            rivals.append(ident)
        elif other is None:
            said.append("the other side was rejected")
        elif _value(other) == _value(record):
            agreeing = True
            said.append(f"the other side was {other.reason}" if other.reason else "the other side was corrected")
        else:
            rivals.append(other.record_id)
    if rivals or record.verdict != "conflict":
        return replace(record, rivals=tuple(dict.fromkeys(rivals)))
    reason = "; ".join(dict.fromkeys(said))
    return replace(record, rivals=(), verdict="agreed" if agreeing else "single", reason=reason, proposal=None)


def _now(ident: str, decided: Mapping[str, Record | None]) -> Record | None:
    """Return what a record has become, by way of corrections of corrections."""
    seen: set[str] = set()
    found = decided[ident]
    while found is not None and found.record_id in decided and found.record_id not in seen:
        seen.add(found.record_id)
        found = decided[found.record_id]
    return found


def _value(record: Record) -> tuple[Json, ...]:
    """Return what two sides of a conflict differ in."""
    if record.property == "material":
        return (record.composition,)
    fields = _MAIN.get(record.property, (MAIN_NUMBER.get(record.property, "value"),))
    return tuple(record.values.get(field) for field in fields)
