"""PDF → Document: the one way in.

In: a path; out: a ``Document`` with blocks in reading order, tables and references. Pages are read one at a time and their
characters dropped as soon as words and tables are settled, so that memory grows with the text only. Method: own.

Which library reads a page (``source``): "pdfium" is the fast path; "pdfplumber" knows glyph names and takes about twice as
long; "auto" reads with PDFium and turns to pdfplumber for the pages on which PDFium reports glyphs without Unicode, or fonts
whose codes only glyph names explain.
"""

from __future__ import annotations

import gc
import hashlib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pipeline.model import Block, BlockKind, Box, Cell, Citation, Document, Flag, Json, Page, Reference, Table, Word
from pipeline.pdf.chars import Char, CharSource, PageContent
from pipeline.pdf.citations import detect_style, resolve
from pipeline.pdf.errors import ReadError
from pipeline.pdf.furniture import PageLines, line_numbers, without_line_numbers
from pipeline.pdf.glyphs import Placeholders, repair, vote
from pipeline.pdf.hyphens import Hyphens, vocabulary
from pipeline.pdf.layout import PageDraft, layout, typography
from pipeline.pdf.minus import restore
from pipeline.pdf.references import EntryLine, read_references
from pipeline.pdf.roles import Role, assign_roles
from pipeline.pdf.tables import FoundTable, find_tables, join_continued
from pipeline.pdf.text import block_text, spelled
from pipeline.pdf.words import Segment, segment, segments, settle

Source = Literal["auto", "pdfium", "pdfplumber"]

NO_TEXT = "no text layer: run OCR on it first, for instance with ocrmypdf"
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^\[\]]+[^\s\"<>{}|\\^\[\].,;:)]")
_NAMED_FONTS = re.compile(r"(?i)adv(p|ps|mac|m)|math.*pi|.*mathpi|mt(sy|mi|ex)|universal|cm(sy|mi|ex)\d")
_CITING = (BlockKind.PARAGRAPH, BlockKind.ABSTRACT, BlockKind.LIST, BlockKind.CAPTION)


def read(path: Path | str, *, source: Source = "auto", password: str | None = None) -> Document:
    """Return the document that a PDF prints.

    ``source`` chooses the character source (see the module). Raises ReadError, naming the file and what to do, for anything
    that is no readable PDF: not a PDF, encrypted, damaged, without pages, without a text layer.
    """
    with _rare_collections():
        return _read(Path(path), source, password)


def _read(path: Path, source: Source, password: str | None) -> Document:
    digest = sha256_of(path)
    seen = Placeholders()
    pages: list[Page] = []
    drafts: list[PageDraft] = []
    with _Opened(path, source, password) as opened:
        if opened.page_count == 0:
            raise ReadError(path, "the PDF has no pages", stage="open")
        for index in range(opened.page_count):
            content, notes = opened.page(index)
            draft = _page_draft(content, seen, drafts[-1].tables if drafts else ())
            if not draft.segments and not draft.tables and not notes:
                notes = (*notes, "no text layer" if content.images else "empty page")
            pages.append(Page(content.number, round(content.width, 2), round(content.height, 2), notes))
            drafts.append(draft)
    if not any(d.segments or d.tables for d in drafts):
        failed = next((n for p in pages for n in p.notes if n.startswith("unreadable")), None)
        raise ReadError(path, failed or NO_TEXT)
    return _document(path, digest, pages, drafts, seen)


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python's cycle collector run rarely: a page is a hundred thousand small tuples and no cycles (8 % of the time)."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal; raise ReadError where it cannot be read."""
    try:
        with path.open("rb") as handle:
            return hashlib.file_digest(handle, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(path, error.strerror or str(error), stage="open") from error


class _Opened:
    """A PDF behind one or both character sources, the second opened only when it is needed."""

    def __init__(self, path: Path, source: Source, password: str | None) -> None:
        self._path, self._source, self._password = path, source, password
        self._first = _open(path, "pdfplumber" if source == "pdfplumber" else "pdfium", password)
        self._second: CharSource | None = None
        self.page_count = self._first.page_count

    def __enter__(self) -> _Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self._first.close()
        if self._second is not None:
            self._second.close()

    def page(self, index: int) -> tuple[PageContent, tuple[str, ...]]:
        try:
            content = self._first.page(index)
        except ReadError as error:
            return self._instead(index, error)
        if self._source == "auto" and _needs_glyph_names(content.chars):
            try:
                named = self._other().page(index)
            except ReadError:
                return content, ("damaged glyphs: glyph names could not be read",)
            if len(named.chars) > 0.8 * len(content.chars):  # else pdfminer could not read a font at all
                content = named
        return content, ()

    def _instead(self, index: int, error: ReadError) -> tuple[PageContent, tuple[str, ...]]:
        if self._source == "auto":
            try:
                return self._other().page(index), ()
            except ReadError:
                pass
        return PageContent(index + 1, 0.0, 0.0, ()), (f"unreadable: {error.reason}",)

    def _other(self) -> CharSource:
        if self._second is None:
            self._second = _open(self._path, "pdfplumber", self._password)
        return self._second


def _open(path: Path, name: str, password: str | None) -> CharSource:
    if name == "pdfplumber":
        from pipeline.pdf.plumber import PlumberSource

        return PlumberSource(path, password)
    from pipeline.pdf.pdfium import PdfiumSource

    return PdfiumSource(path, password)


def _needs_glyph_names(chars: Sequence[Char]) -> bool:
    """Whether some glyph of a page can only be told by its name: no Unicode, a control code, a publisher's symbol font."""
    fonts = {c.font for c in chars}
    return any(_NAMED_FONTS.match(f) for f in fonts) or any(not c.mapped or (c.text < " " and c.text != "\x02") for c in chars)


def page_words(content: PageContent, seen: Placeholders) -> tuple[PageContent, list[Segment], list[dict[int, str]]]:
    """Return a page with its glyphs repaired, its segments, and for each segment the words to doubt (index → reason)."""
    content = PageContent(
        content.number,
        content.width,
        content.height,
        repair(content.chars, seen),
        content.rules,
        content.images,
        content.shapes,
        content.source,
    )
    found: list[Segment] = []
    doubts: list[dict[int, str]] = []
    parts = segments(content.chars)
    for i in reversed(without_line_numbers(parts, content.width)):
        parts[i : i + 1] = [segment(parts[i].words[:1]), segment(parts[i].words[1:])]
    for s in parts:
        words, flags = restore(s.words)
        found.append(segment(words) if tuple(words) != s.words else s)
        doubts.append(dict(flags))
    return content, found, doubts


def _page_draft(content: PageContent, seen: Placeholders, before: Sequence[FoundTable] = ()) -> PageDraft:
    content, found, doubts = page_words(content, seen)
    sizes: Counter[float] = Counter()
    for s in found:
        sizes[round(s.size, 1)] += sum(len(w.glyphs) for w in s.words)
    body_size = sizes.most_common(1)[0][0] if sizes else 10.0
    settled = tuple(settle(s, d) for s, d in zip(found, doubts, strict=True))
    counted = line_numbers(PageLines(content.number, content.width, content.height, settled))
    tables = _tables_without(counted, content, found, body_size, before)
    bare = PageContent(
        content.number, content.width, content.height, (), content.rules, content.images, content.shapes, content.source
    )
    return PageDraft(bare, settled, tuple(tables))


def _tables_without(
    left_out: set[int], content: PageContent, found: Sequence[Segment], body_size: float, before: Sequence[FoundTable]
) -> list[FoundTable]:
    """Return the tables of a page as if some segments (line numbers) were not there; indices are those of ``found``."""
    if not left_out:
        return find_tables(content, found, body_size, before)
    kept = [i for i in range(len(found)) if i not in left_out]
    return [
        replace(
            t,
            used=frozenset(kept[i] for i in t.used),
            caption=tuple(kept[i] for i in t.caption),
            notes=tuple(kept[i] for i in t.notes),
        )
        for t in find_tables(content, [found[i] for i in kept], body_size, before)
    ]


def _document(path: Path, digest: str, pages: Sequence[Page], drafts: Sequence[PageDraft], seen: Placeholders) -> Document:
    words = [w.plain for d in drafts for s in d.segments for w in s.words]
    glyphs = vote(words, seen) if len(seen) else {}
    hyphens = Hyphens(vocabulary(spelled(w, glyphs) for w in words))
    body = typography(drafts)
    roles = assign_roles(layout(drafts, body), body)
    tables = join_continued([r.draft.table for r in roles if r.draft.table is not None])
    references = read_references(_entry_lines(roles, glyphs))
    blocks = _blocks(roles, hyphens, glyphs, references, tables)
    blocks = _with_citations(blocks, references)
    notes = tuple(f"page {p.number}: {n}" for p in pages for n in p.notes)
    return Document(
        _name(path),
        digest,
        tuple(pages),
        tuple(blocks),
        tuple(_spelled_table(t, glyphs) for t in tables),
        references,
        _doi(blocks),
        notes,
    )


def _name(path: Path) -> str:
    return path.name[:-4] if path.name.lower().endswith(".pdf") else path.name


def _entry_lines(roles: Sequence[Role], glyphs: dict[str, str]) -> list[EntryLine]:
    out = []
    for role in roles:
        if role.kind is BlockKind.REFERENCE:
            for line in role.lines:
                text = spelled(line.text, glyphs)
                out.append(EntryLine(text, line.x0, line.top, line.x1, line.bottom, line.page, role.draft.leaf))
    return out


def _blocks(
    roles: Sequence[Role],
    hyphens: Hyphens,
    glyphs: dict[str, str],
    references: Sequence[Reference],
    tables: Sequence[FoundTable],
) -> list[Block]:
    out: list[Block] = []
    listed = False
    kept = {id(t.table): t for t in tables}
    for role in roles:
        if role.draft.table is not None:
            found = kept.get(id(role.draft.table.table)) or role.draft.table
            out.extend(_table_blocks(found, glyphs))
            continue
        if role.kind is BlockKind.REFERENCE and references:
            if not listed:
                out.extend(_reference_blocks(references))
                listed = True
            continue
        made = block_text(role.lines, hyphens, glyphs)
        if made.text.strip():
            kind = BlockKind.PARAGRAPH if role.kind is BlockKind.REFERENCE else role.kind
            flags = (*made.flags, *_unreadable(made.text))
            out.append(Block(kind, made.text, role.page, made.words, (), flags))
    return out


def _unreadable(text: str) -> list[Flag]:
    return [Flag(m.start(), m.end(), "a glyph that could not be read") for m in re.finditer("�", text)]


def _table_blocks(found: FoundTable, glyphs: dict[str, str]) -> list[Block]:
    table = found.table
    caption = spelled(table.caption, glyphs).strip()
    out = []
    if caption and not found.caption:  # a sideways table: its caption is no line of the page
        out.append(Block(BlockKind.CAPTION, caption, table.page, (Word(0, len(caption), table.page, found.region),)))
    rows = [" | ".join(c.text for c in row if not c.covered) for row in (*table.header, *table.rows)]
    text = spelled("\n".join(r for r in [*rows, *table.notes] if r.strip(" |")), glyphs)
    out.append(Block(BlockKind.TABLE, text, table.page, (Word(0, len(text), table.page, table.box),)))
    return out


def _reference_blocks(references: Sequence[Reference]) -> list[Block]:
    return [
        Block(BlockKind.REFERENCE, r.text, r.page, tuple(Word(0, len(r.text), g.page, g.box) for g in r.regions))
        for r in references
    ]


def _with_citations(blocks: Sequence[Block], references: Sequence[Reference]) -> list[Block]:
    style = detect_style((b.text for b in blocks if b.kind in _CITING), references)
    numbers = frozenset(r.number for r in references)
    out = []
    for b in blocks:
        marks = resolve(b.text, style, numbers, references) if b.kind in _CITING and references else ()
        out.append(Block(b.kind, b.text, b.page, b.words, marks, b.flags) if marks else b)
    return out


def _spelled_table(found: FoundTable, glyphs: dict[str, str]) -> Table:
    table = found.table
    if not glyphs:
        return table

    def cells(rows: tuple[tuple[Cell, ...], ...]) -> tuple[tuple[Cell, ...], ...]:
        return tuple(tuple(replace(c, text=spelled(c.text, glyphs)) for c in row) for row in rows)

    return replace(
        table,
        caption=spelled(table.caption, glyphs),
        header=cells(table.header),
        rows=cells(table.rows),
        notes=tuple(spelled(n, glyphs) for n in table.notes),
    )


def _doi(blocks: Sequence[Block]) -> str | None:
    """Return the paper's own DOI: the one its first pages print most often outside the reference list."""
    seen: Counter[str] = Counter()
    for b in blocks:
        if b.kind is not BlockKind.REFERENCE and b.page <= 2:
            for match in _DOI.finditer(b.text):
                seen[match[0].lower()] += 3 if b.page == 1 and b.kind is not BlockKind.PARAGRAPH else 1
    return seen.most_common(1)[0][0] if seen else None


def document_as_json(document: Document) -> dict[str, Json]:
    """Return a document in the form of ``intergrowth read FILE --json`` (the contract in the README)."""
    return {
        "document": document.name,
        "sha256": document.sha256,
        "doi": document.doi,
        "pages": [{"number": p.number, "width": p.width, "height": p.height, "notes": list(p.notes)} for p in document.pages],
        "blocks": [_block_json(b) for b in document.blocks],
        "tables": [_table_json(t) for t in document.tables],
        "references": [
            {
                "number": r.number,
                "text": r.text,
                "authors": list(r.authors),
                "title": r.title,
                "journal": r.journal,
                "year": r.year,
                "volume": r.volume,
                "pages": r.pages,
                "doi": r.doi,
                "page": r.page,
            }
            for r in document.references
        ],
        "notes": list(document.notes),
    }


def _block_json(block: Block) -> dict[str, Json]:
    regions = block.regions()
    kind = BlockKind.FURNITURE if block.kind is BlockKind.AUTHORS else block.kind
    block = without_citation_markup(block)
    out: dict[str, Json] = {
        "kind": kind.value,
        "page": block.page,
        "boxes": [_rounded(r.box) for r in regions],
        "box_pages": [r.page for r in regions],
        "text": block.text,
    }
    if block.kind is BlockKind.AUTHORS:
        out["role"] = "authors"
    if block.citations:
        out["citations"] = [{"start": c.start, "end": c.end, "numbers": list(c.numbers)} for c in block.citations]
    if block.flags:
        out["flags"] = [{"start": f.start, "end": f.end, "reason": f.reason} for f in block.flags]
    return out


def without_citation_markup(block: Block) -> Block:
    """Return the block with superscript citation marks as plain text: ``^{…}`` is left to exponents and charges.

    The marks stay told by ``citations``; offsets of citations and flags move with the text, places of words are dropped.
    """
    cuts: list[int] = []
    for c in block.citations:
        if block.text.startswith("^{", c.start) and block.text[c.end - 1 : c.end] == "}":
            cuts += [c.start, c.start + 1, c.end - 1]
    if not cuts:
        return block
    gone = sorted(set(cuts))
    kept = "".join(block.text[a:b] for a, b in zip((0, *(i + 1 for i in gone)), (*gone, None)))

    def moved(place: int) -> int:
        return place - bisect_left(gone, place)

    return Block(
        block.kind,
        kept,
        block.page,
        (),
        tuple(Citation(moved(c.start), moved(c.end), c.numbers) for c in block.citations),
        tuple(Flag(moved(f.start), moved(f.end), f.reason) for f in block.flags),
    )


def _table_json(table: Table) -> dict[str, Json]:
    return {
        "page": table.page,
        "label": table.label,
        "caption": table.caption,
        "box": _rounded(table.box),
        "header": [[c.text for c in row] for row in table.header],
        "rows": [[c.text for c in row] for row in table.rows],
        "notes": list(table.notes),
        "groups": list(table.groups),
        "doubt": table.doubt,
        "cells": [
            [{"page": c.page, "box": _rounded(c.box) if c.box else None, "marks": list(c.marks)} for c in row]
            for row in (*table.header, *table.rows)
        ],
    }


def _rounded(box: Box) -> list[Json]:
    return [round(v, 2) for v in box]
