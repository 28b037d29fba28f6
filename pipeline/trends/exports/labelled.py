"""Exports that label their fields in words of their own: NoteExpress (CNKI, Wanfang), CNKI's, SciFinder's and Cochrane's text.

In: text; out: `Parsed` records and `Remark`s. NoteExpress writes ``{Title}: …`` and begins a record with its reference type;
CNKI writes a label in two languages, ``Title-题名: …``, and begins each record with the same one;
SciFinder writes ``FIELD Title:…`` between START_RECORD and END_RECORD; Cochrane writes ``TI: …`` under ``Record #1 of 20``.
Method: own, after the sources' exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.trends.exports.clean import authors_of, listed, publication
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher, parsed
from pipeline.trends.model import Publication

NOTEEXPRESS = re.compile(r"^[ \t\ufeff]*\{Reference Type\}[ \t]*[:\uff1a]", re.MULTILINE)
CNKI = re.compile(r"^[ \t\ufeff]*(?:DataType[:\uff1a][^\n]*\n[ \t]*)?[A-Z][A-Za-z]+-[^\x00-\x7f]+[:\uff1a]", re.MULTILINE)
SCIFINDER = re.compile(r"^[ \t\ufeff]*START_RECORD[ \t]*$", re.MULTILINE)
COCHRANE = re.compile(r"^[ \t\ufeff]*Record #\d+ of \d+[ \t]*$", re.MULTILINE)

_NOTEEXPRESS = Shape(matcher(r"[ \t\ufeff]*\{([A-Z][^{}]*)\}[ \t]*[:\uff1a] ?(.*)$"), begin="Reference Type", end=None)
_CNKI = Shape(
    matcher(r"[ \t\ufeff]*([A-Z][A-Za-z]+(?=-[^\x00-\x7f]+[:\uff1a])|DOI(?=-DOI[:\uff1a])|DataType)[^:\uff1a]*[:\uff1a] ?(.*)$"),
    begin="",
    end=None,
)
_SCIFINDER = Shape(
    matcher(r"[ \t\ufeff]*(?:FIELD )?((?<=FIELD )[^:]+(?=:)|START_RECORD|END_RECORD):?(.*)$"), "START_RECORD", "END_RECORD"
)
_COCHRANE = Shape(matcher(r"[ \t\ufeff]*(Record #|(?:[A-Z]{2}|DOI):)(.*)$"), begin="Record #", end=None)
_PARTS = re.compile(r"[;\uff1b]")
_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")
_PMID = re.compile(r"PUBMED (\d+)", re.IGNORECASE)


def noteexpress(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of a NoteExpress file."""
    return parsed(blocks(text, _NOTEEXPRESS), _from_noteexpress)


def cnki(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of CNKI's text; each begins with the label that the first one begins with."""
    begin = next((found[0] for line in text.split("\n") if (found := _CNKI.tagged(line))), "")
    return parsed(blocks(text, replace(_CNKI, begin=begin)), _from_cnki)


def scifinder(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of SciFinder's tagged text."""
    return parsed(blocks(text, _SCIFINDER), _from_scifinder)


def cochrane(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of the Cochrane Library's text."""
    return parsed(blocks(text, _COCHRANE), _from_cochrane)


def _parts(b: Block, label: str) -> list[str]:
    return [part.strip() for line in b.lines(label) for part in _PARTS.split(line) if part.strip()]


def _from_noteexpress(b: Block) -> Publication:
    issn = _ISSN.search(b.first("ISBN/ISSN"))
    return publication(
        title=b.first("Title"),
        abstract=b.first("Abstract"),
        year=b.first("Year", "Date"),
        date=b.first("Date", "Year"),
        authors=authors_of(_parts(b, "Author")),
        journal=b.first("Journal", "Secondary Title"),
        volume=b.first("Volume"),
        issue=b.first("Issue"),
        pages=b.first("Pages"),
        doi=b.first("DOI"),
        keywords=_parts(b, "Keywords"),
        kinds=b.every("Reference Type"),
        language=b.first("Language"),
        affiliations=_parts(b, "Author Address"),
        publisher=b.first("Publisher"),
        identifiers={"issn": issn[0] if issn else ""},
    )


def _from_cnki(b: Block) -> Publication:
    return publication(
        title=b.first("Title"),
        abstract=b.first("Summary"),
        year=b.first("Year", "PubTime"),
        date=b.first("PubTime", "Year"),
        authors=authors_of(_parts(b, "Author")),
        journal=b.first("Source"),
        volume=b.first("Volume", "Roll"),
        issue=b.first("Period"),
        pages=b.first("Page", "PageCount"),  # where there is no Page, PageCount is one
        doi=b.first("DOI"),
        keywords=_parts(b, "Keyword"),
        kinds=b.every("SrcDatabase"),
        affiliations=_parts(b, "Organ"),
        identifiers={"issn": issn[0] if (issn := _ISSN.search(b.first("ISSN"))) else ""},
    )


def _from_scifinder(b: Block) -> Publication:
    return publication(
        title=b.first("Title"),
        abstract=b.first("Abstract"),
        year=b.first("Publication Year", "Publication Date"),
        date=b.first("Publication Date", "Publication Year"),
        authors=authors_of(listed(b.first("Author", "Inventor Name"))),
        journal=b.first("Journal Title"),
        volume=b.first("Volume"),
        issue=b.first("Issue"),
        pages=b.first("Page"),
        doi=b.first("DOI", "Digital Object Identifier"),
        index_terms=listed(b.first("Index Terms")),
        kinds=listed(b.first("Document Type")),
        language=b.first("Language"),
        affiliations=b.every("Corporate Source"),
        publisher=b.first("Publisher"),
    )


def _from_cochrane(b: Block) -> Publication:
    pmid = _PMID.search(b.first("PM:"))
    return publication(
        title=b.first("TI:"),
        abstract=b.first("AB:"),
        year=b.first("YR:"),
        authors=authors_of(b.lines("AU:")),
        journal=b.first("SO:"),
        volume=b.first("VL:"),
        issue=b.first("NO:"),
        pages=b.first("PG:"),
        doi=b.first("DOI:"),
        keywords=[term for line in b.lines("KY:") for term in listed(line)],
        kinds=b.every("PT:"),
        language=b.first("LA:"),
        identifiers={"pmid": pmid[1] if pmid else ""},
    )
