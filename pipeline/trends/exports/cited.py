"""Exports that print each record as a citation: PubMed's summary and abstract texts, and Scopus' plain text.

In: text; out: `Parsed` records. PubMed numbers its records: ``1: Family I, …. Title. Journal. Date;…`` in the summary text,
``1. Journal. Date;….`` with title and authors in paragraphs below in the abstract text. Scopus prints authors, their numbers,
title and ``(Year) Journal, …`` on lines of their own, then labelled fields, and ends a record with its SOURCE.
Method: own, after the sources' exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.trends.exports.clean import authors_of, cited_in, listed, publication, pubmed_title
from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

SUMMARY = re.compile(r"^\ufeff?1: \S[^\n]*(?:\n[ \t]*\S[^\n]*){0,30}?\bPMID:\s*\d+", re.MULTILINE)
ABSTRACT = re.compile(r"^\ufeff?1\. \S[^\n]*\b(?:19|20)\d\d\b(?:[^\n]*\n){1,400}?PMID: \d+", re.MULTILINE)
SCOPUS = re.compile(r"^\ufeff?Scopus[ \t]*\nEXPORT DATE:[^\n]*(?=\n)(?!\s*(?:@|TY  -))", re.MULTILINE)

_ITEM = re.compile(r"^\ufeff?\d+(?P<mark>[:.]) (?=\S)", re.MULTILINE)
_PERSON = r"[^\W\d_][^.,;:?!]{0,60}? [A-ZÀ-Þ]{1,4}(?: (?:Jr|Sr|[23][nr]d))?(?=[.,;]|$)"
_PEOPLE = re.compile(rf"({_PERSON}(?:[,;] {_PERSON})*(?:, et al)?)\. ")
_CITATION = re.compile(
    r"(?P<title>.+?[.?!\]]) (?P<journal>[^.?!\[\]]+)\. (?P<date>(?:19|20)\d\d\b[^;:.]*)(?P<rest>[;:.].*)", re.DOTALL
)
_SOURCE = re.compile(r"(?P<journal>[^.]+)\. (?P<date>(?:19|20)\d\d\b[^;:.]*)(?P<rest>[;:.].*)", re.DOTALL)
_PLACE = re.compile(r"(?:; ?(?P<volume>[^(:;.\s]*)(?:\((?P<issue>[^)]*)\))?)?(?::(?P<pages>[A-Za-z]?\d[\w-]*))?")
_PMID = re.compile(r"\bPMID:\s*(\d+)")
_PMCID = re.compile(r"\bPMCID:\s*(PMC\d+)")
_DOI = re.compile(r"\bdoi:\s*(10\.\S+)", re.IGNORECASE)
_MARKS = re.compile(r"\(\d+\)")
_AT = re.compile(r"\((\d{4})\) ?(.*)")
_LABEL = re.compile(r"([A-Z][A-Z &/()-]+[A-Z)]|DOI|ISSN|ISBN|CODEN): (.*)")
_NUMBERS = re.compile(r"[\d;, ]+")
_JOURNAL = re.compile(r"(?P<journal>.+?)(?:, (?P<volume>[^,()]*\d[^,()]*?)(?: \((?P<issue>[^)]*)\))?)?(?:,|\.|$)")
_PAGES = re.compile(r"\bpp\. ([\w.-]+?)\.?(?:\s|$)|\bart\. no\. ([\w.-]+)")
_CITED = re.compile(r"Cited (\d+) times?")
_NAME = re.compile(r"(?<=\.), ")


def summary(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of PubMed's summary text."""
    for line, item in _items(text, ":"):
        said = " ".join(item.split())
        if _PMID.search(said):
            yield Parsed(line, _from_summary(said))
        else:
            yield Parsed(line, fault="has no PubMed number (PMID), which ends a record: the file is cut off")


def abstract(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of PubMed's abstract text."""
    for line, item in _items(text, "."):
        yield Parsed(line, _from_paragraphs([" ".join(p.split()) for p in re.split(r"\n\s*\n", item) if p.strip()]))


def scopus(text: str) -> Iterator[Parsed | Remark]:
    """Yield the records of Scopus' plain text."""
    begun, held = 0, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip() or line.lstrip("\ufeff").strip() == "Scopus" or line.startswith("EXPORT DATE:"):
            continue
        begun = begun if held else number
        held.append(line.strip())
        if line.startswith("SOURCE:"):
            yield _from_lines(begun, held)
            held = []
    if held:
        yield Parsed(begun, fault="has no end (SOURCE): the file is cut off")


def _items(text: str, mark: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of numbered records; a number begins one only if it is the next, after an empty line."""
    starts: list[tuple[int, int]] = []
    for found in _ITEM.finditer(text):
        number = int(re.sub(r"\D", "", found[0]))
        apart = not text[: found.start()].rstrip(" \t").removesuffix("\n").rstrip(" \t") or text[: found.start()].endswith("\n\n")
        if found["mark"] == mark and number == len(starts) + 1 and apart:
            starts.append((found.start(), found.end()))
    for k, (start, begin) in enumerate(starts):
        until = starts[k + 1][0] if k + 1 < len(starts) else len(text)
        yield text.count("\n", 0, start) + 1, text[begin:until]


def _from_summary(text: str) -> Publication:
    people = _PEOPLE.match(text)
    found = _CITATION.match(text[people.end() :] if people else text)
    if found is None:
        return publication(doi=_doi(text), identifiers=_numbers(text))
    return _publication(found["title"], people[1] if people else "", found, text)


def _from_paragraphs(parts: Sequence[str]) -> Publication:
    text = "\n".join(parts)
    found = _SOURCE.match(parts[0]) if parts else None
    if found is None or len(parts) < 2:
        return publication(title=parts[1] if len(parts) > 1 else "", doi=_doi(text), identifiers=_numbers(text))
    people = _MARKS.sub("", parts[2]).rstrip(".") if len(parts) > 2 else ""
    named = bool(re.fullmatch(rf"{_PERSON}(?:[,;] {_PERSON})*(?:, et al)?", people))
    return _publication(parts[1], people if named else "", found, text)


def _publication(title: str, people: str, found: re.Match[str], text: str) -> Publication:
    place = _PLACE.match(found["rest"].strip())
    return publication(
        title=pubmed_title(title),
        year=found["date"],
        date=found["date"],
        authors=authors_of(re.split(r"[,;] ", people)),
        journal=found["journal"],
        volume=place["volume"] or "" if place else "",
        issue=place["issue"] or "" if place else "",
        pages=place["pages"] or "" if place else "",
        doi=_doi(text),
        identifiers=_numbers(text),
    )


def _doi(text: str) -> str:
    found = _DOI.search(text)
    return found[1] if found else ""


def _numbers(text: str) -> dict[str, str]:
    pmid, pmcid = _PMID.search(text), _PMCID.search(text)
    return {"pmid": pmid[1] if pmid else "", "pmcid": pmcid[1] if pmcid else ""}


def _from_lines(line: int, lines: Sequence[str]) -> Parsed:
    at = next((k for k, text in enumerate(lines) if _AT.match(text)), None)
    found = _AT.match(lines[at]) if at is not None else None
    if at is None or found is None:
        return Parsed(line, fault="has no line with year and journal")
    labels: dict[str, str] = {m[1]: m[2] for text in lines if (m := _LABEL.match(text))}
    head = [text for text in lines[:at] if not _NUMBERS.fullmatch(text) and not _LABEL.match(text)]
    people = head[0] if len(head) > 1 else ""
    source, pages, cited = _JOURNAL.match(found[2]), _PAGES.search(found[2]), _CITED.search(found[2])
    eid = next((m[0] for text in lines if (m := re.search(r"2-s2\.0-\d+", text))), "")
    return Parsed(
        line,
        publication(
            title=head[-1] if head else "",
            abstract=labels.get("ABSTRACT", ""),
            year=found[1],
            authors=authors_of(listed(people) if ";" in people else _NAME.split(people)),
            journal=source["journal"] if source else "",
            volume=(source["volume"] or "") if source else "",
            issue=(source["issue"] or "") if source else "",
            pages=next((p for p in pages.groups() if p), "") if pages else "",
            doi=labels.get("DOI", ""),
            keywords=listed(labels.get("AUTHOR KEYWORDS", "")),
            index_terms=listed(labels.get("INDEX KEYWORDS", "")),
            kinds=[labels.get("DOCUMENT TYPE", "")],
            language=labels.get("LANGUAGE OF ORIGINAL DOCUMENT", ""),
            affiliations=listed(labels.get("AFFILIATIONS", "")),
            publisher=labels.get("PUBLISHER", ""),
            citations=cited[1] if cited else cited_in(found[2]),
            identifiers={"eid": eid, "issn": labels.get("ISSN", ""), "isbn": labels.get("ISBN", "")},
        ),
    )
