"""JSON and JSON lines of OpenAlex, Crossref, Semantic Scholar, and CSL-JSON (Zotero).

In: text: pages as the APIs send them, lists, single works, or one of these a line; out: `Parsed` records and `Remark`s. A list
that is cut off or has a broken element gives all that can be read; a broken element costs itself. Method: own, after the APIs'
documentation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipeline.trends.exports.clean import authors_of, country_of_code, publication, span, text_of
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Author, Publication

Thing = Mapping[str, Any]

_LISTS = ("results", "items", "data", "recommendedPapers", "works")
_WRAPPERS = ("message", "citingPaper", "citedPaper", "paper")
_LIST = re.compile(r'"(?:' + "|".join(_LISTS) + r')"\s*:\s*\[')
_NEXT = re.compile(r"\}\s*,\s*(?=\{)|\n\s*(?=\{)")
_PREPRINT = "posted-content"


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
    """Return where the next element that is a work begins, or None."""
    for found in _NEXT.finditer(text, at + 1):
        try:
            value, _ = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and (_source(value) != "unknown" or "title" in value):
            return found.end()
    return None


def _parsed(work: Thing, line: int) -> Parsed:
    made = _MADE.get(_source(work))
    if made is None:
        return Parsed(line, fault="is no work of OpenAlex, Crossref, Semantic Scholar or CSL-JSON")
    try:
        return Parsed(line, made(work))
    except (TypeError, ValueError, AttributeError, KeyError, IndexError) as error:
        return Parsed(line, fault=f"has a field that is not what its source documents: {error}")


def _source(work: Thing) -> str:
    if "authorships" in work or "openalex.org/" in str(work.get("id", "")):
        return "OpenAlex"
    if "paperId" in work or "externalIds" in work or "corpusId" in work:
        return "Semantic Scholar"
    if "DOI" in work or "container-title" in work or "issued" in work or {"type", "title"} <= work.keys():
        return "Crossref"
    return "unknown"


def _from_openalex(w: Thing) -> Publication:
    places = [a for a in w.get("authorships") or () if isinstance(a, dict)]
    source = _dict(_dict(w.get("primary_location") or w.get("host_venue")).get("source") or w.get("host_venue"))
    biblio, ids = _dict(w.get("biblio")), _dict(w.get("ids"))
    codes = [
        code
        for a in places
        for code in (a.get("countries") or [i.get("country_code") for i in a.get("institutions") or ()])
        if code
    ]
    addresses = [
        text
        for a in places
        for text in (a.get("raw_affiliation_strings") or [i.get("display_name") or "" for i in a.get("institutions") or ()])
    ]
    topics = w.get("concepts") or w.get("topics") or ()
    return publication(
        title=_text(w.get("title") or w.get("display_name")),
        abstract=_inverted(w.get("abstract_inverted_index")) or _text(w.get("abstract")),
        year=_text(w.get("publication_year")),
        date=_text(w.get("publication_date")),
        authors=authors_of(_text(_dict(a.get("author")).get("display_name") or a.get("raw_author_name")) for a in places),
        journal=_text(source.get("display_name")),
        volume=_text(biblio.get("volume")),
        issue=_text(biblio.get("issue")),
        pages=span(_text(biblio.get("first_page")), _text(biblio.get("last_page"))),
        doi=_text(w.get("doi") or ids.get("doi")),
        keywords=[
            _text(k.get("display_name") or k.get("keyword")) if isinstance(k, dict) else _text(k) for k in w.get("keywords") or ()
        ],
        index_terms=[_text(t.get("display_name")) for t in topics if isinstance(t, dict)],
        kinds=[_text(w.get("type"))],
        language=_text(w.get("language")),
        affiliations=dict.fromkeys(addresses),
        countries=[country_of_code(c) or c for c in codes] if codes else None,
        publisher=_text(source.get("host_organization_name") or source.get("publisher")),
        citations=_whole(w.get("cited_by_count")),
        reference_count=_whole(w.get("referenced_works_count")),
        identifiers={
            "openalex": _text(w.get("id") or ids.get("openalex")).rpartition("/")[2],
            "pmid": _text(ids.get("pmid")).rpartition("/")[2],
            "pmcid": _text(ids.get("pmcid")).rpartition("/")[2],
            "issn": _text(source.get("issn_l")),
        },
    )


def _from_crossref(w: Thing) -> Publication:
    when = next(
        (d for key in ("issued", "published", "published-print", "published-online", "created") if (d := _parts(w.get(key)))), ""
    )
    people = [a for a in w.get("author") or w.get("editor") or () if isinstance(a, dict)]
    title, subtitle = _first(w.get("title")), _first(w.get("subtitle"))
    kind = " ".join(_text(part) for part in (w.get("type"), w.get("subtype")) if part)
    return publication(
        title=f"{title}: {subtitle}" if title and subtitle and subtitle.lower() not in title.lower() else title,
        abstract=_text(w.get("abstract")),
        year=when[:4],
        date=when,
        authors=[
            Author(family, text_of(_text(a.get("given"))))
            for a in people
            if (family := text_of(_text(a.get("family") or a.get("name") or a.get("literal"))))
        ],
        journal=_first(w.get("container-title")) or (_first(w.get("institution")) if w.get("type") == _PREPRINT else ""),
        volume=_text(w.get("volume")),
        issue=_text(w.get("issue")),
        pages=_text(w.get("page") or w.get("article-number")),
        doi=_text(w.get("DOI")),
        keywords=_text(w.get("keyword")).split(",") if isinstance(w.get("keyword"), str) else (),
        index_terms=[_text(s) for s in w.get("subject") or () if isinstance(s, str)],
        kinds=[kind],
        language=_text(w.get("language")),
        affiliations=dict.fromkeys(_text(_dict(p).get("name")) for a in people for p in a.get("affiliation") or ()),
        publisher=_text(w.get("publisher")),
        citations=_whole(w.get("is-referenced-by-count")),
        reference_count=_whole(w.get("reference-count") if "reference-count" in w else w.get("references-count")),
        identifiers={
            "issn": _first(w.get("ISSN")),
            "isbn": _first(w.get("ISBN")),
            "pmid": _text(w.get("PMID")),
            "pmcid": _text(w.get("PMCID")),
        },
    )


def _from_semantic_scholar(w: Thing) -> Publication:
    ids, journal = _dict(w.get("externalIds")), _dict(w.get("journal"))
    fields = [f.get("category") if isinstance(f, dict) else f for f in w.get("s2FieldsOfStudy") or w.get("fieldsOfStudy") or ()]
    return publication(
        title=_text(w.get("title")),
        abstract=_text(w.get("abstract")),
        year=_text(w.get("year")),
        date=_text(w.get("publicationDate")),
        authors=authors_of(_text(a.get("name")) for a in w.get("authors") or () if isinstance(a, dict)),
        journal=_text(journal.get("name") or _dict(w.get("publicationVenue")).get("name") or w.get("venue")),
        volume=_text(journal.get("volume")),
        pages=_text(journal.get("pages")),
        doi=_text(ids.get("DOI") or w.get("doi")),
        index_terms=[_text(f) for f in fields],
        kinds=[_text(k) for k in w.get("publicationTypes") or ()],
        citations=_whole(w.get("citationCount")),
        reference_count=_whole(w.get("referenceCount")),
        identifiers={"s2": _text(w.get("paperId")), "pmid": _text(ids.get("PubMed")), "pmcid": _text(ids.get("PubMedCentral"))},
    )


_MADE: Mapping[str, Callable[[Thing], Publication]] = {
    "OpenAlex": _from_openalex,
    "Crossref": _from_crossref,
    "Semantic Scholar": _from_semantic_scholar,
}


def _inverted(index: object) -> str:
    """Return the text of OpenAlex's inverted index: word → places."""
    if not isinstance(index, dict):
        return ""
    at = sorted(
        (place, word) for word, places in index.items() if isinstance(places, list) for place in places if isinstance(place, int)
    )
    return " ".join(word for _, word in at)


def _parts(value: object) -> str:
    """Return the ISO date of ``{"date-parts": [[2019, 3, 5]]}``, or of CSL's ``raw``."""
    if not isinstance(value, dict):
        return ""
    parts = value.get("date-parts") or [[]]
    numbers = [int(n) for n in parts[0] if str(n).isdigit()] if parts and isinstance(parts[0], list) else []
    return "-".join(f"{n:02d}" if k else f"{n:04d}" for k, n in enumerate(numbers)) or _text(
        value.get("raw") or value.get("literal")
    )


def _dict(value: object) -> Thing:
    return value if isinstance(value, dict) else {}


def _first(value: object) -> str:
    if isinstance(value, list):
        return _first(value[0]) if value else ""
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, bool | dict | list) else str(value)


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _called(value: object) -> str:
    return "null" if value is None else f"a {type(value).__name__}"


def _said(error: Exception) -> str:
    return getattr(error, "msg", "") or type(error).__name__
