"""JSON and JSON lines of OpenAlex, Crossref, Semantic Scholar, Lens, Europe PMC, DataCite, and CSL-JSON (Zotero).

In: text: pages as the APIs send them, lists, single works, or one of these a line; out: `Parsed` records and `Remark`s. A list
that is cut off or has a broken element gives all that can be read; a broken element costs itself. Method: own, after the APIs'
documentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.trends.exports import repositories, works
from pipeline.trends.exports.fields import Thing
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

_LISTS = ("results", "items", "data", "recommendedPapers", "works", "result")
_WRAPPERS = ("message", "resultList", "data", "citingPaper", "citedPaper", "paper")
SOURCES = "OpenAlex, Crossref, Semantic Scholar, Lens, Europe PMC, DataCite or CSL-JSON"
"""The sources whose JSON is read, for messages."""

_NESTED = frozenset({"Lens", "Europe PMC", "DataCite"})
"""Sources whose works hold objects with titles that are no works."""

_LIST = re.compile(r'"(?:' + "|".join(_LISTS) + r')"\s*:\s*\[')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)|\n\s*(?=\{)")


def records(text: str) -> Iterator[Parsed | Remark]:
    """Yield the works of a JSON document or of JSON lines."""
    if _is_lines(text):
        yield from _lines(text)
        return
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        whole = None
    if isinstance(whole, dict) and not _held(whole):
        yield from _works(whole, 1)
        return
    start = text.find("[") if text.lstrip().startswith("[") else (found.end() - 1 if (found := _LIST.search(text)) else -1)
    if start < 0 and isinstance(whole, dict):
        yield from _works(whole, 1)
        return
    if start < 0:
        yield Parsed(1, fault="is no list of works: neither an array nor one of " + ", ".join(_LISTS))
        return
    yield from _elements(text, start + 1)


def recognised(text: str) -> str | None:
    """Return which source's JSON this is, by the names that its works carry; None if none is known."""
    sample = text[:200_000]
    for name, marks in _MARKS.items():
        if any(mark in sample for mark in marks):
            return name
    return None


_MARKS = {
    "Lens": ('"lens_id"',),
    "Europe PMC": ('"resultList"', '"authorString"', '"citedByCount"'),
    "DataCite": ('"resourceTypeGeneral"', '"publicationYear"'),
    "OpenAlex": ('"https://openalex.org/W', '"authorships"', "https:\\/\\/openalex.org\\/W"),
    "Semantic Scholar": ('"paperId"', '"corpusId"', '"externalIds"'),
    "Crossref": ('"is-referenced-by-count"', '"container-title"', '"reference-count"', '"date-parts"', '"DOI"'),
}


def _is_lines(text: str) -> bool:
    """Say whether the first line is an object of its own and others follow."""
    first, found, rest = text.lstrip().partition("\n")
    if not first.lstrip().startswith("{") or not found or not rest.strip():
        return False
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return bool(re.match(r'\s*\{"', rest)) and first.rstrip().endswith("}")


def _lines(text: str) -> Iterator[Parsed | Remark]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Parsed(number, fault=f"is no JSON: {_said(error)}")
            continue
        yield from _works(value, number)


def _works(value: object, line: int) -> Iterator[Parsed]:
    """Yield the works in a value: a page, a wrapped work or a work."""
    if not isinstance(value, dict):
        yield Parsed(line, fault=f"is no work but {_called(value)}")
        return
    held = _held(value)
    if held:
        for work in held:
            yield from _works(work, line)
        return
    if not any(isinstance(value.get(key), list) for key in _LISTS) or "paperId" in value or "DOI" in value:
        yield _parsed(value, line)


def _held(value: Thing) -> list[Any]:
    """Return the works that a page or a wrapper holds; none if it is a work itself."""
    if isinstance(value.get("title"), str | list) or "authorships" in value:
        return []
    for key in _LISTS:
        if isinstance(value.get(key), list):
            return list(value[key])
    for key in _WRAPPERS:
        if isinstance(value.get(key), dict):
            return _held(value[key]) or [value[key]]
    return []


def _elements(text: str, at: int) -> Iterator[Parsed | Remark]:
    """Yield the elements of an array that begins before ``at``, however it ends."""
    decoder, line, counted = json.JSONDecoder(), 1, 0
    while True:
        while at < len(text) and text[at] in " \t\n\r,":
            at += 1
        line += text.count("\n", counted, at)
        counted = at
        if at >= len(text):
            yield Remark(line, "the list has no end: the file is cut off, and works may be missing after it")
            return
        if text[at] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            following = _following(text, at, decoder)
            rest = "; nothing after it can be read" if following is None and text[at + 1 :].strip() else ""
            yield Parsed(line, fault=f"is no JSON: {_said(error)}{rest}")
            if following is None:
                return
            end = following
        else:
            yield from _works(value, line)
        at = end


def _following(text: str, at: int, decoder: json.JSONDecoder) -> int | None:
    """Return where the next element that is a work begins, or None; parts of a work may have titles of their own."""
    name = recognised(text)
    for found in _NEXT.finditer(text, at + 1):
        try:
            value, _ = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and (
            _source(value) == name if name in _NESTED else _source(value) != "unknown" or "title" in value
        ):
            return found.end()
    return None


def _parsed(work: Thing, line: int) -> Parsed:
    made = _MADE.get(_source(work))
    if made is None:
        return Parsed(line, fault=f"is no work of {SOURCES}")
    try:
        return Parsed(line, made(work))
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        return Parsed(line, fault=f"has a field that is not what its source documents: {error}")


def _source(work: Thing) -> str:
    if "lens_id" in work and len(work) > 1:
        return "Lens"
    if isinstance(work.get("attributes"), dict):
        return "DataCite"
    if {"id", "source"} <= work.keys() and work.keys() & {"pubYear", "authorString", "citedByCount", "journalInfo"}:
        return "Europe PMC"
    if "authorships" in work or "openalex.org/" in str(work.get("id", "")):
        return "OpenAlex"
    if "paperId" in work or "externalIds" in work or "corpusId" in work:
        return "Semantic Scholar"
    if "DOI" in work or "container-title" in work or "issued" in work or {"type", "title"} <= work.keys():
        return "Crossref"
    return "unknown"


_MADE: Mapping[str, Callable[[Thing], Publication]] = {
    "OpenAlex": works.openalex,
    "Crossref": works.crossref,
    "Semantic Scholar": works.semantic_scholar,
    "Lens": repositories.lens,
    "Europe PMC": repositories.europe_pmc,
    "DataCite": repositories.datacite,
}


def _called(value: object) -> str:
    return "null" if value is None else f"a {type(value).__name__}"


def _said(error: Exception) -> str:
    return getattr(error, "msg", "") or type(error).__name__
