"""The words everything else speaks: Document, Block, Table, Evidence, Fact, Record.

In: nothing; out: frozen values. This module knows no PDF library, no parser and no orchestrator, and imports nothing of ours.
Text carries sub- and superscripts as ``_{…}`` and ``^{…}``. Places are PDF points from the top left corner of the page as a
reader sees it. Method: own (after papermage's Document / Layer / Span).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, TypeAlias

Box: TypeAlias = tuple[float, float, float, float]
"""x0, top, x1, bottom in PDF points; the origin is the top left corner of the page."""

Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"

EvidenceKind = Literal["stated", "carried-over", "derived"]
Role = Literal["target", "pristine", "series", "cited"]
Verdict = Literal["agreed", "single", "conflict", "implausible", "missing"]
Sample = Literal["pristine", "modified"]

_MARKUP = re.compile(r"[_^]\{([^{}]*)\}")


def plain(text: str) -> str:
    """Return ``text`` without sub- and superscript markup: ``Na_{0.85}`` is ``Na0.85``."""
    return _MARKUP.sub(r"\1", text)


class BlockKind(StrEnum):
    """What a block of a page is."""

    TITLE = "title"
    AUTHORS = "authors"
    HEADING = "heading"
    ABSTRACT = "abstract"
    PARAGRAPH = "paragraph"
    LIST = "list"
    CAPTION = "caption"
    TABLE = "table"
    REFERENCE = "reference"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Region:
    """A place on a page: its number (from 1) and a box in points."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Word:
    """Where one printed word of a text stands: ``text[start:end]`` is printed at ``box`` of ``page``."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation mark in a text (``text[start:end]``) and the reference numbers it names, ranges written out."""

    start: int
    end: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A doubt about ``text[start:end]`` that a reader of the value must know, such as a lost minus sign."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document in reading order; a paragraph that runs over columns and pages is one block.

    ``page`` is where it begins; ``words`` give every printed word's place, so that any span of the text has boxes.
    """

    kind: BlockKind
    text: str
    page: int
    words: tuple[Word, ...] = ()
    citations: tuple[Citation, ...] = ()
    flags: tuple[Flag, ...] = ()

    def regions(self, start: int = 0, end: int | None = None) -> tuple[Region, ...]:
        """Return the places of ``text[start:end]``: one box a line, words of one line united."""
        stop = len(self.text) if end is None else end
        return line_regions(tuple(w for w in self.words if w.start < stop and w.end > start))


def line_regions(words: tuple[Word, ...]) -> tuple[Region, ...]:
    """Unite the boxes of words that follow each other on one line of one page."""
    out: list[Region] = []
    page = None
    a0 = at = a1 = ab = 0.0
    for word in words:
        x0, top, x1, bottom = word.box
        if word.page == page:
            overlap = (ab if ab < bottom else bottom) - (at if at > top else top)
            if overlap > 0.4 * min(ab - at, bottom - top) and x0 >= a0 and x0 - a1 < 3 * (ab - at):
                at, a1, ab = min(at, top), max(a1, x1), max(ab, bottom)
                continue
        if page is not None:
            out.append(Region(page, (a0, at, a1, ab)))
        page, a0, at, a1, ab = word.page, x0, top, x1, bottom
    return (*out, Region(page, (a0, at, a1, ab))) if page is not None else ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its text with markup, its box (None where nothing is printed), and how far it spans.

    A cell that spans stands in its first place; the places it covers hold cells with ``covered`` true.
    ``marks`` are footnote marks printed in the cell (``a``, ``*``), kept out of the text.
    """

    text: str
    page: int
    box: Box | None = None
    column_span: int = 1
    row_span: int = 1
    covered: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page: every header row and every row has the same number of cells.

    ``label`` is "Table 1"; ``groups`` are the indices of rows that only name the group of the rows below;
    ``doubt`` says why a person should look at the table, and is None where nothing speaks against it.
    A continued table is one table; its rows' cells tell their own page.
    """

    label: str
    caption: str
    page: int
    box: Box
    header: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    groups: tuple[int, ...] = ()
    doubt: str | None = None

    def group_of(self, row: int) -> str | None:
        """Return the label of the row group that row ``row`` (from 0) belongs to, or None."""
        above = [g for g in self.groups if g < row]
        return next((c.text for c in self.rows[above[-1]] if c.text), None) if above else None

    @property
    def columns(self) -> int:
        """Number of columns."""
        return max((len(r) for r in (*self.header, *self.rows)), default=0)


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list. ``number`` is the printed one, or the entry's place where none is printed."""

    number: int
    text: str
    page: int
    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page's number (from 1), size in points, and notes on how it was read (for instance "no text layer")."""

    number: int
    width: float
    height: float
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as read: blocks in reading order, tables, references. ``name`` is the file name without ``.pdf``."""

    name: str
    sha256: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    references: tuple[Reference, ...] = ()
    doi: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str | None:
        """The printed title, or None."""
        return next((b.text for b in self.blocks if b.kind is BlockKind.TITLE), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands and who read it there. A value without evidence does not exist.

    ``text`` is the sentence or cell; ``kind`` is stated, carried-over (from context) or derived (computed);
    ``confidence`` is a probability between 0 and 1. ``table`` and ``row`` (from 1) are set where it is a row of a table.
    """

    document: str
    page: int
    boxes: tuple[Box, ...]
    text: str
    extractor: str
    kind: EvidenceKind = "stated"
    confidence: float = 1.0
    table: str | None = None
    row: int | None = None

    @property
    def place(self) -> tuple[str, int, str, str | None, int | None]:
        """What makes two pieces of evidence one: document, page, text, table, row."""
        return self.document, self.page, self.text, self.table, self.row

    def as_json(self) -> dict[str, Json]:
        """Return the evidence as it stands in ``records.jsonl``."""
        return {
            "document": self.document,
            "page": self.page,
            "boxes": [list(b) for b in self.boxes],
            "text": self.text,
            "extractor": self.extractor,
            "kind": self.kind,
            "confidence": round(self.confidence, 3),
            "table": self.table,
            "row": self.row,
        }


@dataclass(frozen=True, slots=True)
class Subject:
    """Which material a fact is about, as far as it is known.

    ``composition`` is plain ASCII as the paper writes it, variables resolved and nothing corrected
    (``Na2/3Ni1/3Mn2/3O2``, ``CORE@SHELL``); ``label`` is the paper's name for the sample.
    """

    label: str | None = None
    composition: str | None = None
    role: Role = "target"
    reference: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated value of one property of one material, with its conditions and its evidence.

    ``values`` holds the property's own fields and conditions by their contract names
    (``percent``, ``cycles``, ``rate``, ``low``, ``high`` …); a JSON value each.
    """

    property: str
    subject: Subject
    evidence: Evidence
    values: Mapping[str, Json] = field(default_factory=dict)

    def as_json(self) -> dict[str, Json]:
        """Return the fact as one line of ``facts.jsonl``."""
        e, s = self.evidence, self.subject
        return {
            "document": e.document,
            "property": self.property,
            "label": s.label,
            "composition": s.composition,
            "role": s.role,
            "reference": s.reference,
            **self.values,
            "page": e.page,
            "boxes": [list(b) for b in e.boxes],
            "text": e.text,
            "extractor": e.extractor,
            "kind": e.kind,
            "confidence": round(e.confidence, 3),
        }


@dataclass(frozen=True, slots=True)
class Record:
    """One reconciled value of one property of one material under one set of conditions, with all its evidence.

    ``document`` is the one whose material or row it is; ``table`` and ``row`` (from 1) are set for a row of a table of
    materials. ``values`` holds the value and its conditions by their contract names, as in `Fact`; ``printed`` the text of the
    ``table1.csv`` columns that the value fills, with markup. The values of a conflict are records of their own that name each
    other in ``rivals``. ``reason`` says why a value is in conflict or implausible, ``proposal`` what would mend it; neither
    changes a value. ``record_id`` (16 hexadecimal digits) depends on document, material, property, value and conditions alone:
    the same statement has the same id in every run. ``supersedes`` is the id of the record that a reviewer's correction replaces.
    A record of verdict ``missing`` has no value, and the place where it was looked for as its evidence.
    """

    record_id: str
    document: str
    property: str
    composition: str | None
    labels: tuple[str, ...]
    phases: tuple[str, ...]
    role: Role
    verdict: Verdict
    confidence: float
    evidence: tuple[Evidence, ...]
    values: Mapping[str, Json] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    sample: Sample | None = None
    reference: int | None = None
    table: str | None = None
    row: int | None = None
    rivals: tuple[str, ...] = ()
    reason: str | None = None
    proposal: str | None = None
    supersedes: str | None = None
    doi: str | None = None
    licence: str | None = None

    def as_json(self) -> dict[str, Json]:
        """Return the record as one line of ``records.jsonl``; values stand on the top level, as in ``facts.jsonl``.

        ``phases`` is what the material is said to be; in a record of property ``phase`` it is the value itself.
        """
        head: dict[str, Json] = {
            "record_id": self.record_id,
            "document": self.document,
            "table": self.table,
            "row": self.row,
            "composition": self.composition,
            "labels": list(self.labels),
            "phases": list(self.phases),
            "role": self.role,
            "sample": self.sample,
            "reference": self.reference,
            "property": self.property,
        }
        tail: dict[str, Json] = {
            "printed": dict(self.printed),
            "verdict": self.verdict,
            "confidence": round(self.confidence, 3),
            "rivals": list(self.rivals),
            "reason": self.reason,
            "proposal": self.proposal,
            "evidence": [e.as_json() for e in self.evidence],
            "supersedes": self.supersedes,
            "doi": self.doi,
            "licence": self.licence,
        }
        return {**head, **self.values, **tail}


def in_place(record: Record) -> tuple[object, ...]:
    """Return what sorts records by documents, tables, rows and properties, those of no table last."""
    return placed(record.document, record.table, record.row, record.property, record.record_id)


def placed(document: str, table: str | None, row: int | None, name: str, ident: str) -> tuple[object, ...]:
    """Return what sorts records, as `in_place`; Table 10 comes behind Table 2."""
    digits = "".join(re.findall("[0-9]", table or ""))
    return (document, table is None, int(digits or 0), table or "", row or 0, name, ident)
