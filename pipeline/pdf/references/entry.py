"""What one entry of a reference list says.

In: the text of an entry; out: a ``ParsedReference``. Method: own – the entry is read from its ends: authors from the left, year,
volume and pages by the shapes that publishers print them in, and what is left between is title and journal.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass

from pipeline.pdf.references.journals import JOURNAL_END, journal_likeness, title_and_journal
from pipeline.pdf.references.labels import strip_number
from pipeline.pdf.references.links import drop_links, take_doi
from pipeline.pdf.references.names import NAMES, authors_of
from pipeline.pdf.references.volumes import (
    DASH,
    MONTH,
    PAGES,
    SHAPES,
    TAIL_SPACED,
    TAIL_VOLUME,
    TAIL_VOLUME_PAGES,
    VOLUME,
    YEAR,
    YEAR_ALONE,
)


@dataclass(frozen=True, slots=True)
class _Fields:
    """What is read from the body of an entry."""

    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    suffix: str | None = None
    volume: str | None = None
    pages: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedReference(_Fields):
    """What one entry says; fields of the first paper where one number holds several, ``years`` of all of them.

    ``number`` is the printed one or None; ``suffix`` is the letter of ``2001a``; authors stand as printed; the dash of a page
    range is an en dash.
    """

    number: int | None
    text: str
    doi: str | None = None
    years: tuple[int, ...] = ()


_TRAILERS = re.compile(
    r"\s*\[\s*(?:Cross\s?Ref|Pub\s?Med(?:\s?Central)?|Google Scholar|Web of Science|CAS|Green Version|Free Full Text"
    r"|PMC(?:\s?free article)?|View Article Online|Article|Medline|Scopus)\s*\]"
    r"|\s+(?:CrossRef|PubMed|Google Scholar|View Article Online)\b"
)
_KIND_MARK = re.compile(r"\s*\[(?:Epub|Online) ahead of print\]\.?|\s*\[(?:J|M|D|C|P|R|S|N|J/OL|EB/OL|M/OL|OL)\](?=\s*[.,])")
_SUB_LETTER = re.compile(r"(?:(?<=^)|(?<=[;.,]\s)|(?<=[;.,]))\s*\(?([a-z])\)\s*(?=[A-ZÀ-ÞŁŚŽŠČ^])")


def parse_reference(text: str, number: int | None = None, style_hint: str | None = None) -> ParsedReference:
    """Return what one reference entry says; a field that is not sure is None (or empty).

    ``number`` is the entry's number where it is known from the layout, and is then removed if printed in front.
    ``style_hint`` is ``"unnumbered"`` where the list prints no numbers, else None.
    """
    printed, body = (None, text) if style_hint == "unnumbered" else strip_number(text, number)
    body = _tidy(body)
    everything = body
    parts = _papers(body)
    body = parts[0]
    doi, body = take_doi(body)
    body = drop_links(body)
    body = _KIND_MARK.sub("", _TRAILERS.sub("", body)).strip()
    fields = _early_year(body) or _by_shape(body) or _by_any_year(body)
    years = sorted({y for y in [fields.year, *(_paper_year(p) for p in parts[1:]), *_all_years(everything)] if y})
    return ParsedReference(
        **asdict(fields), number=number if number is not None else printed, text=text, doi=doi, years=tuple(years)
    )


def _early_year(body: str) -> _Fields | None:
    """Read an entry whose year follows the authors: Harvard, APA, Springer, IOP. None where it is not one."""
    authors, end = authors_of(body)
    rest = body[end:]
    begin = re.match(
        r"\s*(?:et al\.?)?\s*(?:\(?[Ee]ds?\.?\)?)?[.,:]?\s*"
        rf"(?:\(\s*(?:{MONTH})?(?P<a>{YEAR})(?P<b>[a-z])?(?:\s*[,/][^()]{{0,24}})?\)|(?P<c>{YEAR})(?P<d>[a-z])?)"
        r"(?P<stop>\s*[.,:;]*)\s*(?=[^\d\s.,:;]|\d+[A-Za-z-])",
        rest,
    )
    if not authors or begin is None:
        begin = re.match(
            rf"[^()\d]{{3,160}}?\(\s*(?P<a>{YEAR})(?P<b>[a-z])?(?:\s*,[^()]{{0,24}})?\)(?P<stop>[.,:]?)\s+(?=[^\d\s.,:;]|\d+[A-Za-z-])",
            body,
        )
        if begin is None or JOURNAL_END.search(body[: begin.start("a")]):
            return None
        authors = tuple(m[0].strip() for m in dict(NAMES)["surname, initials"].finditer(body[: begin.start("a")]))
        rest = body
        year, suffix = begin["a"], begin["b"]
    else:
        year, suffix = (begin["a"], begin["b"]) if begin["a"] else (begin["c"], begin["d"])
    rest = rest[begin.end() :]
    tail = TAIL_VOLUME_PAGES.search(rest) or _vancouver_tail(rest) or TAIL_SPACED.search(rest) or TAIL_VOLUME.search(rest)
    found = tail.groupdict() if tail else {}
    title, journal = title_and_journal(rest[: tail.start()] if tail else rest, found_tail=tail is not None)
    if tail is None and journal is not None and (journal_likeness(journal) < 0.8 or _PUBLISHER.search(", " + journal)):
        journal = None
    return _Fields(authors, title, journal, int(year), suffix, _clean(found.get("volume")), _clean(found.get("pages")))


def _vancouver_tail(rest: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.])vol\.?\s*{VOLUME}\s*,?\s*(?:no\.?\s*\d+\s*,?\s*)?{PAGES}(?=\s*[.;,]?\s*$)", rest)


def _by_shape(body: str) -> _Fields | None:
    """Read an entry in which year, volume and pages stand together. None where no such group is printed."""
    found = [(m.start(), rank, name, m) for rank, (name, shape) in enumerate(SHAPES) if (m := shape.search(body))]
    # A group in the last part of the entry, before any second paper; the earliest one, since titles rarely hold such a group.
    if not found:
        return None
    start, _, name, match = min(found, key=lambda f: (f[0], f[1]))
    fields = match.groupdict()
    volume, pages = fields.get("volume"), fields.get("pages")
    lone = name == "year first, one number" and pages is not None and re.fullmatch(r"\d{1,3}", pages) is not None
    if lone and body[match.end() :].strip(" .") and not re.search(r"p\.?\s*\d+$", match[0]):
        volume, pages = pages, None
    authors, end = authors_of(body[:start])
    head = body[end:start] if end < start else ""
    title, journal = title_and_journal(head, found_tail=True)
    if not head.strip(" ,.;:") and authors:
        authors, journal = _give_back(body[:start], authors)
    return _Fields(authors, title, journal, int(fields["year"]), fields.get("suffix"), _clean(volume), _clean(pages))


def _give_back(head: str, authors: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Take the last "author" for the journal where nothing else is left to be one: ``J. Power Sources`` looks like a name."""
    last = head.rstrip(" ,.;:")
    cut = last.rfind(authors[-1])
    return (authors[:-1], last[cut:]) if cut >= 0 and len(authors) > 1 else (authors, None)


def _by_any_year(body: str) -> _Fields:
    """Read a book, thesis, patent, preprint or web page: authors, and the year if there is only one it can be."""
    authors, end = authors_of(body)
    year, suffix = _lone_year(body)
    rest = body[end:].strip(" ,.;:")
    title, journal = None, None
    quoted = re.match(r"[“\"](?P<t>[^”\"]{5,}?)[,.]?[”\"]", rest)
    if quoted:
        title = quoted["t"].strip()
    elif re.search(r"\bar[Xx]iv\b", rest):
        journal = "arXiv"
    elif (
        authors
        and (house := _PUBLISHER.search(rest))
        and house.start() > 5
        and not re.match(r"[Ii]n[:\s]", rest)
        and not re.search(r"\bin[: ](?=[A-Z])|\bIn[:\s]", rest[: house.start()])
    ):
        title = (
            re.split(r"\s*\(?\b[Ee]ds?\b|\s*,?\s*\b\d+(?:st|nd|rd|th)\s+[Ee]d", rest[: house.start()])[0].strip(" ,.;:(") or None
        )
    elif authors and year is not None:
        found = title_and_journal(re.split(rf",?\s*\(?{YEAR}", rest)[0], found_tail=True)
        if found[1] is not None and journal_likeness(found[1]) >= 0.8 and not _PUBLISHER.search(", " + found[1]):
            title, journal = found
    return _Fields(authors, title, journal, year, suffix)


_PUBLISHER = re.compile(
    r"[,.;(]\s*(?:John )?(?:Springer|Elsevier|Wiley|Academic Press|CRC|Cambridge University|Oxford University|Pergamon"
    r"|World Scientific|McGraw|Prentice|Pearson|Plenum|Marcel Dekker|North[- ]Holland|Royal Society|De Gruyter|Taylor|In[Tt]ech"
    r"|MIT Press|Dover|Chapman|Kluwer|Woodhead|Butterworth|Humana|IntechOpen|ASM International)"
)


def _lone_year(body: str) -> tuple[int | None, str | None]:
    """Return the year of publication of an entry without volume and pages, or None where two could be it."""
    text = re.sub(r"\bar[Xx]iv\s*:?\s*[\w.-]*(?:/\d+)?\d[\w.]*(?:v\d+)?|\b\d{4}\.\d{4,5}(?:v\d+)?\b", " ", body)
    text = re.sub(r"\(?\b(?:[Aa]ccessed|[Rr]etrieved|[Ll]ast (?:accessed|visited)|[Vv]isited|[Cc]ited)\b[^;)]*\)?", " ", text)
    text = re.sub(rf"\bpp?\.?\s*\d+\s*(?:{DASH}\s*\d+)?", " ", text)
    text = re.sub(rf"\b\d+\s*{DASH}+\s*\d+\b", " ", text)
    text = re.sub(
        r"\b(?:[A-Z]{2}\s?)?\d{5,}[A-Z]?\d?\b|\b(?:US|CN|EP|WO|JP|KR|DE|FR|GB|TW)\s?\d{4}[\d/]*\b|\b\d{1,3}(?: \d{3}){2,}\b",
        " ",
        text,
    )
    for shape in (
        rf"\(\s*{MONTH}?(?P<y>{YEAR})(?P<s>[a-z])?(?:\s*,[^()]*)?\)",
        rf"(?P<y>{YEAR})(?P<s>[a-z])?\s*(?:[.,;]?\s*$|[,;.]\s*(?:[Cc]h(?:ap(?:ter)?)?\b|[Vv]ol\b|pp?\b|[Pp]art\b|$))",
    ):
        found = {(int(m["y"]), m["s"]) for m in re.finditer(r"(?<![\d.:/–—−-])" + shape if shape[0] != "\\" else shape, text)}
        if len({y for y, _ in found}) == 1:
            return next(iter(sorted(found, key=str)))
        if found:
            return None, None
    found = {(int(m[0]), None) for m in re.finditer(YEAR_ALONE + r"(?!\s?(?:cycles|mA|K\b|°))", text)}
    return next(iter(found)) if len(found) == 1 else (None, None)


def _paper_year(body: str) -> int | None:
    _, rest = take_doi(body)
    rest = drop_links(rest)
    fields = _early_year(rest) or _by_shape(rest) or _by_any_year(rest)
    return fields.year


def _all_years(body: str) -> list[int]:
    """Return years that stand in a group with volume and pages anywhere in the entry."""
    _, rest = take_doi(body)
    return [int(m["year"]) for _, shape in SHAPES[:7] for m in shape.finditer(rest)] if _SUB_LETTER.search(body) else []


def _papers(body: str) -> list[str]:
    """Cut ``a) …; b) …`` into its papers; an entry of one paper is one."""
    cuts = [(m.start(), m.end(), m[1]) for m in _SUB_LETTER.finditer(body)]
    kept: list[tuple[int, int, str]] = []
    for cut in cuts:
        if cut[2] == chr(ord("a") + len(kept)) and (kept or cut[0] < 3):
            kept.append(cut)
    if not kept:
        return [body]
    ends = [c[0] for c in kept[1:]] + [len(body)]
    return [body[c[1] : e].strip(" ;") for c, e in zip(kept, ends, strict=True)]


def _clean(value: str | None) -> str | None:
    if value is None:
        return None
    return re.sub(rf"\s*{DASH}+\s*", "–", value.strip(" .,;:")) or None


def _tidy(text: str) -> str:
    """Return ``text`` with single spaces and none before a comma, semicolon, colon or full stop."""
    text = unicodedata.normalize("NFC", re.sub(r"ı(?=[\u0300-\u036f])", "i", text))
    text = re.sub(r"[\u00ad\u200b\ufeff]", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" (?=[,;:)\]])| \.(?=\s|$|[a-z])", lambda m: m[0].strip(), text)
    return re.sub(r"(?<=[(\[]) ", "", text)
