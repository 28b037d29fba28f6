"""Facts of the rows of tables of materials, by the contract of ``facts.jsonl``.

In: `MaterialRow`s; out: `pipeline.model.Fact`s, each with the boxes of the cells it was read from. What a row only prints (a
range, two values without an owner) gives no fact. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.cells.names import composition, formula
from pipeline.cells.values import Conditions, MaterialRow
from pipeline.model import Box, Cell, Evidence, EvidenceKind, Fact, Json, Role, Subject, plain

EXTRACTOR = "cells/1"


def facts(rows: Iterable[MaterialRow], role_without_reference: Role = "target") -> list[Fact]:
    """Return what rows state: material, phase, transition, voltage_window, retention, capacity; row by row, in this order.

    A row with a reference is ``cited`` (this work: ``target``); one of a table that cites nothing is ``role_without_reference``.
    The values ``sample`` (pristine, modified) and ``qualifier`` (``>``, ``~``) stand beside the contract's own.
    """
    return [fact for row in rows for fact in _of_row(row, role_without_reference)]


@dataclass(frozen=True, slots=True)
class _Source:
    row: MaterialRow
    subject: Subject
    certainty: float

    def fact(
        self, name: str, values: dict[str, Json], cells: Sequence[Cell], confidence: float, kind: EvidenceKind = "stated"
    ) -> Fact:
        """Return a fact with the material's cell as its first evidence."""
        first = cells[0]
        together = [*cells, self.row.material.cell] if name != "material" else list(cells)
        distinct = list({id(c): c for c in together}.values())
        boxes: list[Box] = [c.box for c in distinct if c.box is not None and c.page == first.page]
        text = " | ".join(plain(c.text) for c in reversed(distinct))
        evidence = Evidence(
            document=self.row.document,
            page=first.page,
            boxes=tuple(boxes),
            text=text,
            extractor=EXTRACTOR,
            kind=kind,
            confidence=round(min(confidence, 1.0) * self.certainty, 3),
            table=self.row.table,
            row=self.row.row,
        )
        return Fact(name, self.subject, evidence, values)


def _of_row(row: MaterialRow, role_without_reference: Role) -> Iterator[Fact]:
    source = _Source(row, _subject(row, role_without_reference), 1.0 if row.material.kind == "stated" else 0.75)
    material = row.material
    yield source.fact("material", {}, [material.cell], material.confidence, material.kind)
    if row.phases:
        value = row.printed.get("phase", material)
        yield source.fact("phase", {"phases": list(row.phases)}, [value.cell], value.confidence, value.kind)
    if row.steps:
        value = row.printed["phase_transition"]
        yield source.fact("transition", {"steps": list(row.steps)}, [value.cell], value.confidence, value.kind)
    for window in row.windows:
        values: dict[str, Json] = {"low": window.low, "high": window.high, "cell": window.cell_kind}
        yield source.fact("voltage_window", values, [window.value.cell], window.value.confidence, window.value.kind)
    for retention in row.retentions:
        if retention.percent is None or not retention.attributed:
            continue
        values = {"percent": retention.percent, "cycles": retention.conditions.cycles, "rate": retention.conditions.rate}
        values |= {**_where(retention.conditions), "basis": retention.basis}
        values |= _optional(sample=retention.sample, qualifier=retention.qualifier)
        yield source.fact("retention", values, retention.cells, retention.confidence, retention.kind)
    for capacity in row.capacities:
        values = {"value": capacity.value, "rate": capacity.conditions.rate, "cycle": capacity.conditions.cycles}
        values |= {"kind_of": capacity.kind_of, **_where(capacity.conditions)}
        values |= _optional(sample=capacity.sample, qualifier=capacity.qualifier)
        yield source.fact("capacity", values, capacity.cells, capacity.confidence, capacity.kind)


def _subject(row: MaterialRow, role_without_reference: Role) -> Subject:
    name = row.material.text
    found = composition(name)
    read = formula(name)
    printed = plain(name) if found is None else read.label if read else ""
    label = row.label.text if row.label else printed
    role: Role = role_without_reference if row.own_work is None else "target" if row.own_work else "cited"
    return Subject(label=label or None, composition=found, role=role, reference=row.reference)


def _where(conditions: Conditions) -> dict[str, Json]:
    return {
        "low": conditions.low,
        "high": conditions.high,
        "cell": conditions.cell_kind,
        "temperature_C": conditions.temperature,
    }


def _optional(**values: str | None) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value is not None}
