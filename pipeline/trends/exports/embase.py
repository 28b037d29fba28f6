"""Embase's exports that name every field: a CSV with a row for each field, and plain text with a field under its heading.

In: text; out: `Parsed` records and `Remark`s. A record begins with ``RECORD 3`` or, where there is no such line, with its
TITLE. (The CSV with a row for each record is a table like others, its RIS like others.) Method: own, after Embase's exports.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO

from pipeline.trends.exports.clean import authors_in, publication, whole_source
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

_HEADINGS = (
    "TITLE|ORIGINAL TITLE|(?:AUTHOR|EDITOR|CONFERENCE EDITOR)(?: NAME)?S?|AUTHOR ADDRESS(?:ES)?|CORRESPONDENCE ADDRESS|"
    "AiP/IP ENTRY DATE|FULL RECORD ENTRY DATE|SOURCE|SOURCE TITLE|PUBLICATION YEAR|VOLUME|ISSUE|PAGES|FIRST PAGE|LAST PAGE|"
    "DATE OF PUBLICATION|PUBLICATION TYPE|CONFERENCE (?:NAME|LOCATION|DATE)|E?ISSN|ISBN|BOOK PUBLISHER|PUBLISHER|"
    "(?:ORIGINAL )?ABSTRACT|SUMMARY|ABSTRACT/SUMMARY|AUTHOR KEYWORDS|"
    r"EMTREE (?:DRUG|MEDICAL|DEVICE) INDEX TERMS(?: \(MAJOR FOCUS\))?|(?:DRUG|DEVICE) (?:TRADE ?NAMES?|MANUFACTURERS?)|"
    "CAS REGISTRY NUMBERS|MOLECULAR SEQUENCE NUMBERS|EMBASE CLASSIFICATIONS?|CLINICAL TRIAL NUMBERS|"
    "(?:ARTICLE|SUMMARY) LANGUAGE|LANGUAGE OF (?:ARTICLE|SUMMARY)|EMBASE ACCESSION ID|MEDLINE PMID|PUI|DOI|FULL TEXT LINK|"
    "EMBASE LINK|OPEN URL LINK|COPYRIGHT"
)
_ROW = re.compile(rf'[ \t\ufeff]*(?:"({_HEADINGS})"|({_HEADINGS}))[ \t]*(?:,(.*))?$')
_RECORD = re.compile(r'[ \t\ufeff]*"?RECORD \d+"?[ \t,]*$')
_RULE = re.compile(r'[ \t"]*-{3,}[ \t",]*$')
_NAMED = re.compile(r"^\([^()]*\)\s*")
_COMMA = re.compile(r",\s+(?![^()]*\))")
_BIGGEST_CELL = 2**31 - 1
_QUALIFIED = re.compile(r"\s*\([^()]*\)$")

MARK = re.compile(
    r'^[ \t\ufeff]*(?:"?TITLE"?,[^\n]*\n(?:[^\n]*\n){0,40}?"?(?:AUTHOR NAMES|SOURCE)"?,|'
    r"TITLE[ \t]*\n(?:[^\n]*\n){1,40}?[ \t]*(?:AUTHOR NAMES|SOURCE)[ \t]*$)",
    re.MULTILINE,
)
"""What such a file holds near its beginning."""

Fields = Mapping[str, Sequence[str]]


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of a file; what was searched for may stand before them as a title of its own."""
    for number, (line, fields) in enumerate(_records(text)):
        if number == 0 and set(fields) == {"TITLE"}:
            yield Remark(line, "the search that the file begins with was passed over")
        else:
            yield Parsed(line, _publication(fields))


def _records(text: str) -> Iterator[tuple[int, Fields]]:
    """Yield the first line of each record and its fields: heading → values, one for each cell or line."""
    begun, fields = 0, dict[str, list[str]]()
    for line, heading, values in _fields(text):
        if fields and (not heading or (heading == "TITLE" and heading in fields)):
            yield begun, fields
            fields = {}
        if heading:
            begun = begun if fields else line
            fields.setdefault(heading, []).extend(values)
    if fields:
        yield begun, fields


def _fields(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the line, heading and values of each field; an empty heading parts records."""
    line, heading, row, under = 0, "", "", list[str]()
    for number, content in enumerate(text.split("\n"), start=1):
        found = _ROW.match(content)
        parts = _RECORD.match(content) or _RULE.match(content)
        if found or parts:
            if heading:
                yield line, heading, _values(row, under)
            line, heading, row, under = number, "", "", []
        if found:
            heading, row = found[1] or found[2], found[3] or ""
        elif parts:
            yield number, "", []
        elif content.strip():
            under.append(content)
    if heading:
        yield line, heading, _values(row, under)


def _values(row: str, under: Sequence[str]) -> list[str]:
    """Return the cells of a row, which may go on below, or else the lines under a heading."""
    if not row:
        return [line.strip() for line in under]
    csv.field_size_limit(_BIGGEST_CELL)
    rows = csv.reader(StringIO("\n".join((row, *under)), newline=""), skipinitialspace=True)
    return [cell.strip() for cells in rows for cell in cells if cell.strip()]


def _publication(f: Fields) -> Publication:
    def get(*headings: str) -> str:
        return next((" ".join(f[heading]) for heading in headings if f.get(heading)), "")

    source = whole_source(get("SOURCE"))
    terms = [t for heading in f if heading.startswith("EMTREE") for t in _terms(f[heading])]
    return publication(
        title=get("TITLE", "ORIGINAL TITLE"),
        abstract=get("ABSTRACT", "ABSTRACT/SUMMARY", "SUMMARY", "ORIGINAL ABSTRACT"),
        year=get("PUBLICATION YEAR") or source.get("year", ""),
        date=get("DATE OF PUBLICATION") or source.get("date", ""),
        authors=[a for value in f.get("AUTHOR NAMES") or f.get("AUTHORS") or f.get("AUTHOR") or () for a in authors_in(value)],
        journal=get("SOURCE TITLE") or source.get("journal", "") or get("SOURCE"),
        volume=get("VOLUME") or source.get("volume", ""),
        issue=get("ISSUE") or source.get("issue", ""),
        pages="–".join(p for p in (get("FIRST PAGE"), get("LAST PAGE")) if p) or get("PAGES") or source.get("pages", ""),
        doi=get("DOI", "OPEN URL LINK", "FULL TEXT LINK"),
        keywords=_terms(f.get("AUTHOR KEYWORDS", ())),
        index_terms=[_QUALIFIED.sub("", term) for term in terms],
        kinds=f.get("PUBLICATION TYPE", ()),
        language=get("LANGUAGE OF ARTICLE", "ARTICLE LANGUAGE"),
        affiliations=[_NAMED.sub("", a) for a in f.get("AUTHOR ADDRESSES") or f.get("CORRESPONDENCE ADDRESS") or ()],
        publisher=get("PUBLISHER", "BOOK PUBLISHER"),
        identifiers={
            "pmid": found[0] if (found := re.search(r"\b\d{5,8}\b", get("MEDLINE PMID"))) else "",
            "issn": (get("ISSN").split() or [""])[0].strip(",;"),
            "isbn": get("ISBN"),
        },
    )


def _terms(values: Sequence[str]) -> list[str]:
    """Return the terms of one cell each, or of one cell for all."""
    if len(values) != 1:
        return list(values)
    return values[0].split(";") if ";" in values[0] else _COMMA.split(values[0])
