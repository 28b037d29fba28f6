"""Records back to the rows of the tables they were read from: what Table 1 is regenerated from.

In: `Record`s; out: `MaterialRow`s with the printed text, page and box of every cell. A reviewer's correction stands in place of
the record that it supersedes. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.cells import MaterialRow, Value
from pipeline.model import Cell, Evidence, Record


def rows(records: Iterable[Record]) -> list[MaterialRow]:
    """Return the rows of tables that records stand in, by document, table and row, in the order in which they first appear."""
    every = list(records)
    replaced = {r.supersedes for r in every if r.supersedes}
    by_row: dict[tuple[str, str, int], list[Record]] = {}
    for record in every:
        if record.table is not None and record.row is not None and record.record_id not in replaced:
            by_row.setdefault((record.document, record.table, record.row), []).append(record)
    return [row for key, held in by_row.items() if (row := _row(key, held)) is not None]


def _row(key: tuple[str, str, int], records: list[Record]) -> MaterialRow | None:
    printed: dict[str, Value] = {}
    extra: list[tuple[int, str, Value]] = []
    group: Value | None = None
    doubt: str | None = None
    for record in sorted(records, key=lambda r: r.supersedes is not None):
        value = {column: _value(key, record, text) for column, text in record.printed.items() if text}
        if record.property == "extra":
            index = record.values.get("index")
            extra += [(index if isinstance(index, int) else len(extra), c, v) for c, v in value.items()]
        elif record.property == "group":
            group = value.get("group")
        else:
            printed.update(value)
        if record.property == "material" and record.values.get("table_doubt"):
            doubt = str(record.values["table_doubt"])
    pages = [v.cell.page for v in printed.values()]
    if not pages:
        return None
    material = printed.setdefault("cathode_material", Value("", Cell("", min(pages))))  # a reviewer may have rejected it
    return MaterialRow(
        document=key[0],
        table=key[1],
        row=key[2],
        page=material.cell.page,
        printed=printed,
        extra=_in_order(extra),
        group=group,
        doubt=doubt,
    )


def _in_order(extra: list[tuple[int, str, Value]]) -> Mapping[str, Value]:
    return {column: value for _, column, value in sorted(extra, key=lambda item: item[:2])}


def _value(key: tuple[str, str, int], record: Record, text: str) -> Value:
    e = _own(key, record)
    reviewer = e.extractor.removeprefix("review/") if e.extractor.startswith("review/") else None
    return Value(text, Cell(text, e.page, e.boxes[0] if e.boxes else None), e.kind, e.confidence, reviewer)


def _own(key: tuple[str, str, int], record: Record) -> Evidence:
    """Return the evidence that is the row's own cell."""
    return next((e for e in record.evidence if (e.document, e.table or "", e.row) == key), record.evidence[0])
