"""Tables: CSV and TSV of Scopus, Dimensions, Lens, Springer, PubMed, IEEE Xplore, Zotero, Citavi and others, or of one's own.

In: text, and the caller's column map; out: `Parsed` records and `Remark`s, one record a row. Headers are known by
``columns.tsv``, whatever their case and signs; the first that has words in a row wins. Method: own. Quoting is read strictly
(RFC 4180): a quotation mark that is never closed costs its own row, not all that follow, because reading starts anew on the
next line.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.trends.exports import wos
from pipeline.trends.exports.clean import (
    authors_in,
    country_of_code,
    glued_authors,
    listed,
    publication,
    span,
    whole_source,
)
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

FIELDS = (
    *("title", "abstract", "year", "date", "authors", "journal", "volume", "issue", "pages", "first_page", "last_page"),
    *("article_number", "doi", "keywords", "index_terms", "kinds", "language", "countries", "affiliations", "publisher"),
    *("citations", "reference_count", "wos", "pmid", "pmcid", "eid", "openalex", "s2", "issn", "isbn", "subtitle"),
)
"""What a column can be."""

_IDENTIFIERS = ("wos", "pmid", "pmcid", "eid", "openalex", "s2", "issn", "isbn")
_DELIMITERS = ",\t;|"
_LINES_OF_PREAMBLE = 10
_BIGGEST_CELL = 2**31 - 1
_SIGNS = re.compile(r"[^a-z0-9]")
_MARKS = re.compile(r"[\W_]")
_COMMA = re.compile(r",\s+(?![^()]*\))")
_NUMBERED = re.compile(r"\s*\(\d+(?:,\s*\d+)*\)")
_WOS_TAG = re.compile(r"[A-Z][A-Z0-9]")
_LEAST_TAGS = 5
_WOS_HEADER = re.compile(r"PT\t(?:[A-Z][A-Z0-9]\t)+")
_DATABASES = {
    "scopus",
    "crossref",
    "openalex",
    "pubmed",
    "wos",
    "webofscience",
    "semanticscholar",
    "s2",
    "dimensions",
    "lens",
    "ieee",
}


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its line (index from 0), its delimiter, its cells, and which columns (by place) are which field."""

    at: int
    delimiter: str
    cells: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    of_wos: bool = False


def header_of(lines: Sequence[str], columns: Mapping[str, str] | None = None) -> Header | None:
    """Find the header among the first lines, or return None: it names at least two fields, a title or a DOI among them."""
    best: Header | None = None
    for at, line in enumerate(lines[:_LINES_OF_PREAMBLE]):
        if _WOS_HEADER.match(line.lstrip("\ufeff")):
            cells = tuple(c.strip() for c in line.lstrip("\ufeff").rstrip("\n").split("\t"))
            return Header(at, "\t", cells, {}, of_wos=True)
        for delimiter in _DELIMITERS:
            if delimiter not in line:
                continue
            named = _cells(line, delimiter)
            if {"TI", "AU"} <= set(named) and sum(map(bool, map(_WOS_TAG.fullmatch, named))) >= _LEAST_TAGS:
                return Header(at, delimiter, named, {}, of_wos=True)
            known = _columns(named, columns or {})
            if ({"title", "doi"} & set(known)) and len(known) >= 2 and (best is None or len(known) > len(best.columns)):
                best = Header(at, delimiter, named, known)
        if best is not None:
            return best
    return None


def records(text: str, header: Header) -> Iterator[Parsed | Remark]:
    """Yield the rows of a table as records."""
    lines = text.split("\n")
    width = len(header.cells)
    if header.of_wos and header.delimiter == "\t":
        rows = _unquoted(lines, header.at + 1, width)
    elif header.delimiter == "\t" and all(c is not None for _, c, _ in _unquoted(lines, header.at + 1, width)):
        rows = (
            (n, [_bare(c) for c in cells] if cells else None, fault) for n, cells, fault in _unquoted(lines, header.at + 1, width)
        )
    else:
        rows = _quoted(lines, header.at + 1, header.delimiter, width)
    springer = "Item DOI" in header.cells
    for line, cells, fault in rows:
        if cells is None:
            yield Parsed(line, fault=fault)
        elif tuple(cells[:width]) == header.cells:
            yield Remark(line, "the header stands here again; passed over")
        elif header.of_wos:
            yield Parsed(line, wos.row(dict(zip(header.cells, cells))))
        else:
            yield Parsed(line, _publication(cells, header, springer))


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.lstrip("\ufeff")], delimiter=delimiter), [])
    except csv.Error:
        cells = line.split(delimiter)
    while cells and not cells[-1].strip():
        cells.pop()
    return tuple(c.strip() for c in cells)


def _columns(cells: Sequence[str], given: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """Return field → places of its columns, the best first; columns that the caller names come before those that are known."""
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        places.setdefault(_plain(cell), []).append(at)
    out: dict[str, list[int]] = {}
    for field, header in (*given.items(), *_known()):
        if field in given and given[field] != header:
            continue
        for at in places.get(_plain(header), ()):
            if at not in out.setdefault(field, []):
                out[field].append(at)
    return {field: tuple(found) for field, found in out.items() if found}


@cache
def _known() -> tuple[tuple[str, str], ...]:
    text = files("pipeline.trends.exports").joinpath("columns.tsv").read_text("utf-8")
    return tuple((row["field"], row["header"]) for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def _plain(header: str) -> str:
    """Return a header without case, accents and signs; of one in two scripts its Latin letters."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", header).casefold())
    return _SIGNS.sub("", folded) or _MARKS.sub("", folded) or header.strip()


def _bare(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _unquoted(lines: Sequence[str], start: int, width: int) -> Iterator[tuple[int, list[str] | None, str | None]]:
    """Yield line, cells and fault of rows in which a quotation mark is a mark like any other."""
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.strip():
            yield number, *_fitted(line.split("\t"), width)


def _quoted(lines: Sequence[str], start: int, delimiter: str, width: int) -> Iterator[tuple[int, list[str] | None, str | None]]:
    """Yield line (from 1), cells and fault of quoted rows; after a row that has no right end, start on its second line."""
    csv.field_size_limit(_BIGGEST_CELL)
    at, torn = start, False
    while at < len(lines):
        reader = csv.reader((f"{line}\n" for line in lines[at:]), delimiter=delimiter, strict=True)
        done, row, trouble = 0, [""], ""
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row, trouble = (
                    [],
                    "a quotation mark is not closed" if "end of data" in str(error) else "a quotation mark stands inside a cell",
                )
            first, last = at + done, at + reader.line_num
            done = reader.line_num
            if not trouble and not any(map(str.strip, row)):
                continue
            if trouble and last - first == 1:
                row = next(csv.reader([lines[first]], delimiter=delimiter))
            cells, fault = (None, trouble) if trouble and last - first > 1 else _fitted(row, width)
            if cells is not None:
                torn = False
                yield first + 1, cells, None
            else:
                # In a torn row's wake, lines with too few cells are what is left of it, not rows of their own.
                if not torn or lines[first].count(delimiter) >= width - 1:
                    yield first + 1, None, trouble or fault
                torn = torn or bool(trouble) or last - first > 1
                if last - first > 1:
                    at = first + 1
                    break
            if trouble:
                at = first + 1
                break


def _fitted(row: list[str], width: int) -> tuple[list[str] | None, str | None]:
    """Return a row of the header's width, or why it is none: one that is too short or too long may have its cells shifted."""
    if len(row) > width and not any(map(str.strip, row[width:])):
        row = row[:width]
    if len(row) == width:
        return row, None
    return None, f"has {len(row)} cells, where the header has {width}"


def _terms(text: str) -> list[str]:
    """Return the terms of a cell, parted by semicolons, bars, line ends, `` - `` or, if there are three at least, commas."""
    if text.startswith(("['", '["')) and text.endswith("]"):  # a list as Python prints it
        text = re.sub(r"""['"],\s*['"]""", ";", text[1:-1]).strip("'\" ")
    if separator := next((s for s in (";", "；", "|", "\n") if s in text), None):
        return listed(text, separator)
    return _COMMA.split(text) if text.count(", ") > 1 else listed(text, " - ")


def _publication(cells: Sequence[str], header: Header, springer: bool) -> Publication:
    def get(field: str) -> str:
        for at in header.columns.get(field, ()):
            if text := cells[at].strip():
                return text
        return ""

    def terms(field: str) -> list[str]:
        return _terms(get(field))

    title, subtitle = get("title").rstrip(), get("subtitle")
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title.rstrip(' :')}: {subtitle}"
    authors = _NUMBERED.sub("", get("authors"))
    journal = get("journal")
    source = whole_source(journal) if "Date of Publication" in journal else {}
    pages = get("pages") or span(get("first_page"), get("last_page")) or get("article_number") or source.get("pages", "")
    countries = [country_of_code(c) or c for c in terms("countries")] if "countries" in header.columns else None
    identifiers = {name: get(name) for name in _IDENTIFIERS}
    if "openalex" in header.columns and not re.search(r"\bW\d+$", identifiers["openalex"]):
        identifiers["openalex"] = ""
    return publication(
        title=title,
        abstract=get("abstract"),
        year=get("year") or get("date") or source.get("year", ""),
        date=get("date") or get("year") or source.get("date", ""),
        authors=glued_authors(authors) if springer else authors_in(authors),
        journal=source.get("journal") or ("" if _plain(journal) in _DATABASES else journal),
        volume=get("volume") or source.get("volume", ""),
        issue=get("issue") or source.get("issue", ""),
        pages=pages,
        doi=get("doi"),
        keywords=terms("keywords"),
        index_terms=[t for at in header.columns.get("index_terms", ()) for t in _terms(cells[at].strip())],
        kinds=terms("kinds"),
        language=get("language"),
        affiliations=listed(_NUMBERED.sub("", get("affiliations"))),
        countries=countries,
        publisher=get("publisher"),
        citations=get("citations") or None,
        reference_count=get("reference_count") or None,
        identifiers={**identifiers, "openalex": identifiers["openalex"].rpartition("/")[2]},
    )
