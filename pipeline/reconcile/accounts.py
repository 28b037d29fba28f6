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
from pipeline.extract import extract, without_repeats
from pipeline.model import Block, BlockKind, Document, Evidence, Fact, Json, Reference, Sample, Subject, Table, plain
from pipeline.reconcile.unnamed import unnamed
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
_CC_NAME = re.compile(r"\bCC[\s‐‑–—-]+((?:BY(?:[\s‐‑–—-]+(?:NC|SA|ND))*)|0)\b(?:\s*(\d\.\d))?")
_CC_LINK = re.compile(r"creativecommons\.org/licenses/(by(?:-(?:nc|sa|nd))*)(?:/(\d\.\d))?")
_CC_WORDS = re.compile(
    r"Creative Commons\s+(Attribution[\w\s‐‑–—-]{0,60}?)\s*(?:(\d\.\d)|Licen[cs]e|International|Unported|\.|,|\()"
)
_CC_SHORT = {"attribution": "BY", "noncommercial": "NC", "non-commercial": "NC", "sharealike": "SA", "noderiv": "ND"}


def survey(document: Document) -> tuple[list[Fact], Account]:
    """Return the facts of ``facts.jsonl`` and the account; the document is read once more where a table had to be masked."""
    found, told = _account(document)
    return (without_repeats(told) if told is not None else extract(document)), found


def account(document: Document) -> Account:
    """Return what a document states, running text apart from the rows of tables that cite other works."""
    return _account(document)[0]


def _account(document: Document) -> tuple[Account, list[Fact] | None]:
    """Return the account, and the facts with repeats where no table was masked."""
    rows = [row for table in document.tables for row in cells.read_rows(table, document.name)]
    citing = {row.table for row in rows if row.reference is not None and not row.own_work}
    told = extract(masked(document, citing), repeats=True, whole=document)
    by_row = {(row.table, row.row): row for row in rows}
    cited = [f for row in rows if row.table in citing for f in cells.facts([row])]
    if citing:
        told = _of_their_paragraph(_by_sole_citation(told, document), document)
    claims = [_claim(fact, by_row) for fact in (*told, *cited)]
    claims += [c for row in rows for c in _rest(row, [k for k in claims if k.row == (row.document, row.table, row.row)])]
    columns = {
        table: tuple(c for c in cells.TABLE1_COLUMNS if any(r.table == table and r.text(c) for r in rows))
        for table in dict.fromkeys(row.table for row in rows)
    }
    found = Account(
        document=document.name,
        sha256=document.sha256,
        work=Work(doi=document.doi, title=_words(document.title)),
        review=bool(citing),
        cited={r.number: _work(r) for r in document.references},
        claims=tuple(claims),
        columns=columns,
        licence=document_licence(document),
        unnamed=unnamed(document, [r for r in rows if r.table in citing], told) if citing else (),
    )
    return found, None if citing else told


def document_licence(document: Document) -> str | None:
    """Return the Creative Commons licence that a document states, such as ``CC BY-NC 3.0``, or None."""
    for block in document.blocks:
        text = plain(block.text)
        if "ommons" not in text and "CC" not in text and "creativecommons" not in text:
            continue
        if match := _CC_NAME.search(text) or _CC_LINK.search(text):
            kind = re.sub(r"[\s‐‑–—-]+", "-", match[1].upper())
            return f"CC {kind}" + (f" {match[2]}" if match[2] else "")
        if match := _CC_WORDS.search(text):
            words = match[1].lower()
            named = [short for word, short in _CC_SHORT.items() if word in words]
            return "CC " + "-".join(named) + (f" {match[2]}" if match[2] else "") if named else None
    return None


def masked(document: Document, tables: set[str]) -> Document:
    """Return the document without its tables of the given numbers, and without the blocks that hold their text."""
    hidden = (
        [t for t in document.tables if any(r.table in tables for r in cells.read_rows(t, document.name)[:1])] if tables else []
    )
    if not hidden:
        return document
    kept = tuple(b for b in document.blocks if b.kind is not BlockKind.TABLE or not any(_within(b, t) for t in hidden))
    return replace(document, blocks=kept, tables=tuple(t for t in document.tables if t not in hidden))


def _by_sole_citation(facts: Sequence[Fact], document: Document) -> list[Fact]:
    """Return facts; those on others' materials without a reference have that of their paragraph, where it cites one work only.

    Reviews name the work after the first sentence on it or after the last.
    """
    sole = {
        (b.page, b.text): numbers for b in document.blocks if len(numbers := {n for c in b.citations for n in c.numbers}) == 1
    }
    out: list[Fact] = []
    for fact in facts:
        subject, text = fact.subject, fact.evidence.text
        if subject.role == "cited" and subject.reference is None and fact.evidence.row is None:
            found = {n for (_, block), numbers in sole.items() if text in block for n in numbers}
            if len(found) == 1:
                fact = replace(fact, subject=replace(subject, reference=found.pop()))
        out.append(fact)
    return out


def _of_their_paragraph(facts: Sequence[Fact], document: Document) -> list[Fact]:
    """Return facts but those whose material was taken over from a paragraph before, where theirs has cited another work since.

    "[24] … retained 86.8%." and, in a new paragraph, "Calcium was added [27]. A retention of 90.2% was attained": the second
    value is no more the first material's, though no other is named. Nor is a control ("the Li-free oxide") that of another work.
    """
    blocks = [b for b in document.blocks if len({n for c in b.citations for n in c.numbers}) == 1]
    naming: dict[str | None, list[str]] = {}
    for fact in facts:
        if fact.evidence.row is None and fact.evidence.kind == "stated":
            naming.setdefault(fact.subject.composition, []).append(fact.evidence.text)

    def loose(fact: Fact) -> bool:
        subject, e = fact.subject, fact.evidence
        return e.kind == "carried-over" and e.row is None and subject.role == "cited" and subject.reference is not None

    def elsewhere(fact: Fact, block: Block) -> bool:
        end = block.text.index(fact.evidence.text) + len(fact.evidence.text)
        cited = {n for c in block.citations if c.start < end for n in c.numbers}
        here = any(text in block.text for text in naming.get(fact.subject.composition, ()))
        here = here or bool(fact.subject.label and fact.subject.label in plain(block.text))
        return bool(cited) and fact.subject.reference not in cited and not here

    return [f for f in facts if not loose(f) or not any(f.evidence.text in b.text and elsewhere(f, b) for b in blocks)]


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
