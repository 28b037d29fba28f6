"""A document to the account that reconciliation takes in.

In: `pipeline.model.Document`; out: `Account`. Tables that list other works' materials are masked while the running text is read,
so that what the text says is independent of what the table says. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import cells
from pipeline.cells import MaterialRow
from pipeline.extract import extract
from pipeline.model import Block, BlockKind, Document, Evidence, Fact, Json, Reference, Sample, Subject, Table, plain
from pipeline.reconcile.values import Account, Claim, Work

_BY_PROPERTY: Mapping[str, tuple[str, ...]] = {
    "material": ("cathode_material",),
    "phase": ("phase",),
    "transition": ("phase_transition",),
    "voltage_window": ("voltage_range_V",),
}
_RETENTION: Mapping[Sample | None, str] = {
    "pristine": "retention_pristine_pct",
    "modified": "retention_modified_pct",
    None: "retention_pct",
}


def account(document: Document, licence: str | None = None) -> Account:
    """Return what a document states, running text apart from the rows of tables that cite other works."""
    rows = [row for table in document.tables for row in cells.read_rows(table, document.name)]
    citing = {row.table for row in rows if row.reference is not None and not row.own_work}
    told = extract(masked(document, citing), repeats=True)
    by_row = {(row.table, row.row): row for row in rows}
    cited = [f for row in rows if row.table in citing for f in cells.facts([row])]
    claims = [_claim(fact, by_row) for fact in (*told, *cited)]
    claims += [c for row in rows for c in _rest(row, [k for k in claims if k.row == (row.document, row.table, row.row)])]
    columns = {
        table: tuple(c for c in cells.TABLE1_COLUMNS if any(r.table == table and r.text(c) for r in rows))
        for table in dict.fromkeys(row.table for row in rows)
    }
    return Account(
        document=document.name,
        sha256=document.sha256,
        work=Work(doi=document.doi, title=_words(document.title)),
        review=bool(citing),
        cited={r.number: _work(r) for r in document.references},
        claims=tuple(claims),
        columns=columns,
        licence=licence,
    )


def masked(document: Document, tables: set[str]) -> Document:
    """Return the document without its tables of the given numbers, and without the blocks that hold their text."""
    hidden = (
        [t for t in document.tables if any(r.table in tables for r in cells.read_rows(t, document.name)[:1])] if tables else []
    )
    if not hidden:
        return document
    kept = tuple(b for b in document.blocks if b.kind is not BlockKind.TABLE or not any(_within(b, t) for t in hidden))
    return replace(document, blocks=kept, tables=tuple(t for t in document.tables if t not in hidden))


def _within(block: Block, table: Table) -> bool:
    """Tell whether a block's first place lies in a table, or on a page that the table runs over."""
    pages = {c.page for row in (*table.header, *table.rows) for c in row if c.box is not None} | {table.page}
    for region in block.regions()[:1]:
        x0, top, x1, bottom = region.box
        if region.page == table.page:
            a0, at, a1, ab = table.box
            return x0 < a1 and x1 > a0 and top < ab and bottom > at
        return region.page in pages
    return block.page == table.page


def _claim(fact: Fact, rows: Mapping[tuple[str, int], MaterialRow]) -> Claim:
    e = fact.evidence
    row = rows.get((e.table, e.row)) if e.table is not None and e.row is not None else None
    if row is None:
        role = fact.subject.role
        return Claim(replace(fact, evidence=replace(e, table=None, row=None)), {}, "pristine" if role == "pristine" else None)
    given = fact.values.get("sample")
    sample: Sample | None = "pristine" if given == "pristine" else "modified" if given == "modified" else None
    columns = _BY_PROPERTY.get(fact.property, ())
    if fact.property == "retention":
        columns = (_RETENTION[sample],)
    if fact.property == "material" and row.doubt:
        fact = replace(fact, values={**fact.values, "table_doubt": row.doubt})
    return Claim(fact, {c: row.text(c) for c in columns if row.text(c)}, sample)


def _rest(row: MaterialRow, claims: Sequence[Claim]) -> list[Claim]:
    """Return claims that hold what a row prints and no property does, so that nothing printed is lost."""
    subject = claims[0].fact.subject if claims else Subject(plain(row.material.text), None, "cited", row.reference)
    held = {column for c in claims for column in c.printed}
    out: list[Claim] = []
    for column in cells.TABLE1_COLUMNS[4:-1]:
        value = row.printed.get(column)
        if value is None or not value.text or column in held:
            continue
        name = "reference" if column == "reference" else "printed"
        fact = _cell_fact(row, subject, name, value, {"value": plain(value.text), "column": column})
        out.append(Claim(fact, {column: value.text}))
    for index, (title, value) in enumerate(row.extra.items()):
        values: dict[str, Json] = {"value": plain(value.text), "column": title, "index": index}
        out.append(Claim(_cell_fact(row, subject, "extra", value, values), {title: value.text}))
    if row.group is not None:
        out.append(
            Claim(_cell_fact(row, subject, "group", row.group, {"value": plain(row.group.text)}), {"group": row.group.text})
        )
    return out


def _cell_fact(row: MaterialRow, subject: Subject, name: str, value: cells.Value, values: Mapping[str, Json]) -> Fact:
    box = value.cell.box
    evidence = Evidence(
        document=row.document,
        page=value.cell.page,
        boxes=(box,) if box else (),
        text=plain(value.cell.text),
        extractor="cells/1",
        kind=value.kind,
        confidence=value.confidence,
        table=row.table,
        row=row.row,
    )
    return Fact(name, subject, evidence, dict(values))


def _work(reference: Reference) -> Work:
    first = reference.authors[0] if reference.authors else ""
    words = [w for w in re.split(r"[\s,.]+", first) if len(w) > 1 and not w.isupper()] or first.split()
    return Work(
        doi=reference.doi,
        title=reference.title,
        author=words[-1] if words else None,
        year=reference.year,
        volume=reference.volume,
        pages=reference.pages,
    )


def _words(title: str | None) -> str | None:
    return plain(title) if title else None
