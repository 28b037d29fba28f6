"""Conflicts that a reviewer has settled.

In: records as they stand, and what became of those that were corrected or rejected; out: the records, where a conflict whose
other sides have all been rejected, or corrected to the same value, is none any more. A side corrected to another value is the
side from then on. What the pipeline said is not touched: undoing a decision brings the conflict back. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline.model import Json, Record
from pipeline.records import MAIN_NUMBER

_MAIN = {"voltage_window": ("low", "high"), "transition": ("steps",), "phase": ("phases",)}


def settled(records: Iterable[Record], decided: Mapping[str, Record | None]) -> Iterator[Record]:
    """Yield records with their conflicts settled; ``decided`` maps a record that stands no more to its correction, or to None."""
    for record in records:
        yield _settled(record, decided) if decided.keys() & set(record.rivals) else record


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
