"""Ovid's own tagged text (MEDLINE, Embase, BIOSIS, Inspec and others by way of Ovid).

In: text; out: `Parsed` records and `Remark`s. A record begins with VN, mostly after its number in angle brackets, and has no end.
Journal, volume, issue and pages often stand in the source (SO) alone: ``Demo Letters. 201(2-3):327-334, November 15, 2004.``
Method: own, after Ovid's field guides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.trends.exports.clean import authors_of, publication
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.exports.tagged import Block, Shape, blocks, matcher, parsed
from pipeline.trends.model import Publication

SHAPE = Shape(matcher(r"[ \t\ufeff]*([A-Z][A-Z0-9]) {1,2}-(?: (.*)|[ \t]*)$"), begin="VN", end=None)

_NUMBER = re.compile(r"^[ \t\ufeff]*<\d+\. ?>[ \t]*$", re.MULTILINE)
_BRACKETS = re.compile(r"\s*\[[^\]]*\]")
_NAMED = re.compile(r"^\([^()]*\)\s*")
_LABEL = re.compile(r"\s*\[(?:Article|Report|Review|Miscellaneous|References)\][.\s]*$")
_JOURNAL = re.compile(r"(.+?)(?:\.\s+(?=\d|Conference|Vol\b)|,\s*vol\.|\.?\s*$)")
_VOLUME = re.compile(r"(?:^|[\s.])(\d+)\s?\(([^()]+)\)|\bvol\.\s*(\d+)(?:\s*,\s*no\.\s*(\d+))?")
_PAGES = re.compile(r"\(pp ([^()]+)\)|:\s*([A-Za-z]?\d+(?:-[A-Za-z]?\d+)?)|\bpp\.\s*(\d+(?:-\d+)?)")
_PMID = re.compile(r"\b\d{5,8}\b")


def records(text: str) -> Iterator[Parsed | Remark]:
    """Return the records of a file of Ovid's."""
    return parsed(blocks(_NUMBER.sub("", text), SHAPE), _publication)


def _publication(b: Block) -> Publication:
    source = b.first("SO")
    journal, volume, pages = _JOURNAL.match(source), _VOLUME.search(source), _PAGES.search(source)
    named = [group for group in (volume.groups() if volume else ()) if group]
    number = next((m[0] for tag in ("PM", "UI", "AN") if (m := _PMID.fullmatch(b.first(tag).split(" ")[0]))), "")
    of_medline = "medline" in b.first("DB").lower()
    return publication(
        title=_LABEL.sub("", b.first("TI", "TT")),
        abstract=b.first("AB"),
        year=b.first("YR", "DP") or source[-60:],
        date=b.first("DP", "DG", "YR"),
        authors=authors_of(_BRACKETS.sub("", a) for a in b.lines("FA") or b.lines("AU")),
        journal=b.first("JN", "NJ", "BT") or (journal[1] if journal else ""),
        volume=b.first("VO", "VL") or (named[0] if named else ""),
        issue=b.first("IP", "NO") or (named[1] if len(named) > 1 else ""),
        pages=b.first("PG") or (next(group for group in pages.groups() if group) if pages else ""),
        doi=b.first("DO", "DI"),
        keywords=[term.lstrip("*") for term in b.every("KW")],
        index_terms=[term.lstrip("*").partition("/")[0] for term in b.every("MH", "SH", "MC", "ID")],
        kinds=b.every("PT"),
        language=b.first("LG"),
        affiliations=[_NAMED.sub("", line) for line in b.lines("IN")],
        publisher=b.first("PB", "PU"),
        identifiers={"pmid": number if b.first("PM") or of_medline else "", "issn": b.first("IS").split(" ")[0]},
    )
