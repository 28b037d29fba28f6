"""What reviewers decided on records, and what of it goes on to other records.

In: nothing; out: `Reviewed`, which the store makes of its decisions, and `passed_on`. The cells of a table's row are about one
material in one test: its corrected composition is that of all records of the row, and its corrected cycles those of the cell they
are printed in. In running text a corrected composition is that of all the document says of it. Method: own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.model import Json, Record
from pipeline.reconcile.compare import same_condition

_Values = Mapping[str, Json]
_Printed = Mapping[str, str]

SHARED = ("cycles", "rate")
"""The conditions that a column of a table of materials may hold for all values of a row."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A decision that holds: the record as it was, and what stands for it: the same if accepted, None if rejected.

    ``note`` says who decided what and why (``corrected by Ada: table``); ``fields`` are those that a correction names; ``number``
    is the decision's in its store.
    """

    before: Record
    after: Record | None
    note: str
    fields: frozenset[str] = frozenset()
    number: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the record stands as it was."""
        return self.after is not None and self.after.record_id == self.before.record_id


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What a decision changes in other records: of its row, or, for a composition of no row, in the texts that it was read in.

    ``of`` is the property decided on, ``composition`` that of the record before, ``row`` its document, table and row.
    """

    of: str
    row: tuple[str, str, int] | None
    texts: frozenset[str]
    composition: str | None
    changes: Mapping[str, Json]
    before: Mapping[str, Json]

    def concerns(self, document: str, table: str | None, row: int | None, composition: str | None) -> bool:
        """Tell whether what stands there is of the same row, or of the same material in one of the texts."""
        if row is not None:
            return (document, table or "", row) == self.row
        return document in self.texts and composition == self.composition

    def with_condition(self, name: str, of: str, values: _Values, printed: _Printed) -> tuple[_Values, _Printed] | None:
        """Return a property's values and what is printed of it with a condition as it is now; None where that is not passed on.

        A corrected cell of cycles or a rate goes on to the retentions of its row that had its value, and the other way round.
        """
        now = self.changes[name]
        if self.of == "printed" and of == "retention" and _stands(name, values.get(name), self.before[name]):
            return {**values, name: now}, printed
        cell = _condition(name, values.get("value"))
        if self.of == "retention" and values.get("column") == name and _stands(name, cell, self.before[name]):
            shown = "" if now is None else f"{now}"
            return {**values, "value": shown}, {**printed, name: shown}
        return None


def passed_on(decisions: Iterable[Reviewed]) -> list[PassedOn]:
    """Return what decisions change beyond their own records, in their order."""
    return [one for d in decisions if (one := _passed_on(d)) is not None]


def taken_over(record: Record, given: Iterable[PassedOn], own: Collection[str] = ()) -> Record:
    """Return a record with what decisions on others of its row or text pass on; ``own`` are fields decided on itself."""
    for one in given:
        if not one.concerns(record.document, record.table, record.row, record.composition):
            continue
        for name, value in one.changes.items():
            if name not in own:
                record = _with(record, name, value, one)
    return record


def _passed_on(d: Reviewed) -> PassedOn | None:
    before, after = d.before, d.after
    in_row = before.row is not None
    old: dict[str, Json] = {}
    changes: dict[str, Json] = {}
    if before.property == "material" and (after is not None or in_row):
        old["composition"], changes["composition"] = before.composition, after.composition if after else None
    if after is not None and in_row:
        if before.property in ("material", "reference"):
            old["reference"], changes["reference"] = before.reference, after.reference
        if before.property == "retention":
            old |= {n: before.values.get(n) for n in SHARED}
            changes |= {n: after.values.get(n) for n in SHARED}
        column = before.values.get("column")
        if before.property == "printed" and column in SHARED:
            old[str(column)] = _condition(str(column), before.values.get("value"))
            changes[str(column)] = _condition(str(column), after.values.get("value"))
    changes = {n: v for n, v in changes.items() if v != old[n]}
    if not changes:
        return None
    texts = frozenset[str]() if in_row else frozenset(e.document for e in before.evidence)
    row = (before.document, before.table or "", before.row) if before.row is not None else None
    return PassedOn(before.property, row, texts, before.composition, changes, old)


def _condition(column: str, printed: Json) -> Json:
    """Return what a cell of cycles or a rate prints, as a retention holds it: cycles as a number."""
    text = str(printed).strip()
    return int(text) if column == "cycles" and text.isdecimal() else None if printed is None else text


def _stands(column: str, now: Json, before: Json) -> bool:
    """Tell whether a condition is what it was before a decision: the same, or open both times."""
    return same_condition(column, now, before) or (now is None and before is None)


def _with(record: Record, name: str, value: Json, one: PassedOn) -> Record:
    if name == "composition":
        told = str(value) if value is not None else None
        return replace(record, composition=told) if record.composition == one.composition else record
    if name == "reference":
        return replace(record, reference=value if isinstance(value, int) else None)
    found = one.with_condition(name, record.property, record.values, record.printed)
    return record if found is None else replace(record, values=found[0], printed=found[1])
