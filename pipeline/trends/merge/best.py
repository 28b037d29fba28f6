"""One publication from several records of it: the best of each field, with where it came from.

In: records of one publication, in order of files; out: the merged publication, whose ``chosen`` tells for each field which of its
``origins`` gave it. Nothing is mixed within a field and nothing averaged; identifiers alone are collected. Method: own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from pipeline.trends.model import Publication

_FIELDS = tuple(
    f.name for f in fields(Publication) if f.name not in {"identifier", "identifiers", "origins", "chosen", "year", "date"}
)
_GENERIC = {"article", "journal article", "journal", "serial", "generic", "journal-article", "misc"}
_PLACE = ("volume", "issue", "pages")


def best(records: Sequence[Publication]) -> Publication:
    """Return one publication with the best of each field of ``records`` (at least one).

    Title and journal: not in capitals, not abbreviated, the longest. Abstract: whole before cut, then the longest. Year: of a
    record that has volume or pages (so of the issue, not of early access), then what most say, then the later. Authors: most of
    them, given names in full. Lists: the longest; document types: the most telling. Citations and references: the highest
    count. Between equals the earlier record.
    """
    if len(records) == 1:
        return records[0]
    offsets = _offsets(records)
    dated = _dated(records)
    values: dict[str, Any] = {}
    chosen: dict[str, int] = {}
    for name in _FIELDS:
        better = _BETTER.get(name, _present)
        there = [k for k, r in enumerate(records) if getattr(r, name) not in (None, ())]
        if not there:
            continue
        place = max(there, key=lambda k: (better(getattr(records[k], name)), name in _PLACE and k == dated, -k))
        values[name] = getattr(records[place], name)
        chosen[name] = offsets[place] + records[place].chosen.get(name, 0)
    if dated is not None:
        year = records[dated].year
        same = [k for k, r in enumerate(records) if r.year == year and r.date]
        day = max(same, key=lambda k: (len(records[k].date or ""), k == dated, -k)) if same else dated
        values |= {"year": year, "date": records[day].date}
        chosen |= {"year": offsets[dated] + records[dated].chosen.get("year", 0), "date": offsets[day]}
    numbers: dict[str, str] = {}
    for record in records:
        for key, number in record.identifiers.items():
            numbers.setdefault(key, number)
    named = next((r for r in records if r.doi), None) or records[0]
    origins = tuple(o for r in records for o in r.origins)
    return replace(Publication(named.identifier, identifiers=numbers, origins=origins, chosen=chosen), **values)


def _offsets(records: Sequence[Publication]) -> list[int]:
    out, at = [], 0
    for record in records:
        out.append(at)
        at += len(record.origins)
    return out


def _dated(records: Sequence[Publication]) -> int | None:
    """Return the place of the record whose year is taken."""
    there = {k: r.year for k, r in enumerate(records) if r.year is not None}
    if not there:
        return None
    said = Counter(there.values())
    return max(there, key=lambda k: (bool(records[k].volume or records[k].pages), said[there[k]], there[k], -k))


def _present(value: object) -> bool:
    return True


def _words(text: str) -> tuple[bool, bool, int]:
    return (not text.isupper(), not text.rstrip().endswith(("…", "...")), len(text))


def _journal(text: str) -> tuple[bool, bool, int]:
    return (not text.isupper(), "." not in text, len(text))


def _abstract(text: str) -> tuple[bool, int]:
    return (text.rstrip()[-1:] in '.!?)”"]' or len(text) > 1500, len(text))


def _authors(authors: Sequence[Any]) -> tuple[int, bool, int]:
    return (len(authors), all(a.given for a in authors), sum(len(a.given.replace(".", "")) for a in authors))


def _kinds(kinds: Sequence[str]) -> tuple[int, int]:
    return (sum(k.lower() not in _GENERIC for k in kinds), len(kinds))


def _pages(text: str) -> tuple[bool, int]:
    return ("–" in text, len(text))


def _same(value: int) -> int:
    return value


_BETTER: dict[str, Callable[[Any], Any]] = {
    "title": _words,
    "abstract": _abstract,
    "authors": _authors,
    "journal": _journal,
    "pages": _pages,
    "keywords": len,
    "index_terms": len,
    "kinds": _kinds,
    "language": len,
    "countries": len,
    "affiliations": len,
    "publisher": _words,
    "citations": _same,
    "reference_count": _same,
}
