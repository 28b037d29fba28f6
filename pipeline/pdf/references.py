"""Reference lists: where each entry begins, and what one entry says.

In: the lines of a reference list in reading order, or the text of one entry (``_{…}`` and ``^{…}`` markup allowed, number
printed in front or not). Out: the lines of each entry, and authors, title, journal, year, volume, pages and DOI as far as
they are sure. Method: own. Entry numbers are the best rising chain over the line starts (dynamic programming); without
numbers the hanging indent decides. An entry is read from its ends: authors from the left, year, volume and pages by the
shapes that publishers print them in, and what is left between is title and journal.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from pipeline.model import Reference, Region, plain


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One printed line of a reference list: text with markup, box in points, page (from 1) and column (from 0)."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    page: int
    column: int


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """What one entry says; fields of the first paper where one number holds several, ``years`` of all of them.

    ``number`` is the printed one or None; ``suffix`` is the letter of ``2001a``; authors stand as printed; the dash of a page
    range is an en dash.
    """

    number: int | None
    text: str
    authors: tuple[str, ...] = ()
    title: str | None = None
    journal: str | None = None
    year: int | None = None
    suffix: str | None = None
    volume: str | None = None
    pages: str | None = None
    doi: str | None = None
    years: tuple[int, ...] = ()


def read_references(lines: Sequence[EntryLine]) -> tuple[Reference, ...]:
    """Return the references of a list; the number is the printed one, or the entry's place where none is printed."""
    entries = split_entries(lines)
    numbers = [_label_number(entry) for entry in entries]
    numbered = bool(numbers) and all(n is not None for n in numbers)
    out: list[Reference] = []
    for place, (entry, printed) in enumerate(zip(entries, numbers, strict=True), start=1):
        number = printed if numbered and printed is not None else place
        parsed = parse_reference(join_lines(entry), number if numbered else None, None if numbered else "unnumbered")
        regions = tuple(Region(line.page, (line.x0, line.top, line.x1, line.bottom)) for line in entry)
        out.append(as_reference(parsed, number, entry[0].page, regions))
    return tuple(out)


def as_reference(parsed: ParsedReference, number: int, page: int, regions: tuple[Region, ...] = ()) -> Reference:
    """Return ``parsed`` as the model's Reference with its number, page and places."""
    return Reference(
        number=number,
        text=parsed.text,
        page=page,
        authors=parsed.authors,
        title=parsed.title,
        journal=parsed.journal,
        year=parsed.year,
        volume=parsed.volume,
        pages=parsed.pages,
        doi=parsed.doi,
        regions=regions,
    )


# ---------------------------------------------------------------------------------------------- one entry

_DASH = r"[-‐‑‒–—−]"
_YEAR = r"(?:1[89]\d\d|20[0-4]\d)"
_YEAR_ALONE = rf"(?<![\d.:/–—−-]){_YEAR}(?![\d:/])"
_VOLUME = r"(?:[A-Z]{1,2}-?)?\d{1,4}[A-Z]?(?:\s?[-–/]\s?\d{1,4})?"
_ISSUE = r"(?:\s*\(\s*[^()]{1,16}\))?"
_PAGE = r"(?:[A-Za-z]{1,6}[.-]?\s?)?\d[\dA-Za-z.]*\d[A-Za-z]?|(?:[A-Za-z]{1,4}\s?)?\d[A-Za-z]?"
_PAGES = rf"(?:pp?\.?\s*|pages?\s+|[Aa]rt(?:icle)?\.?\s*(?:[Nn]o\.?\s*)?)?(?P<pages>(?:{_PAGE})(?:\s*{_DASH}+\s*(?:{_PAGE}))?)"
_MONTH = r"(?:(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?(?:\s*\d{1,2})?\s*,?\s*)"
_Y = rf"(?P<year>{_YEAR_ALONE})(?P<suffix>[a-z])?"
_V = rf"(?P<volume>{_VOLUME})"
_END = r"(?![\dA-Za-z]|\.\d)"

# How publishers print year, volume and pages together; of shapes that begin at the same place the first wins.
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        # vol. 148, no. 11, pp. 1225–1229, Nov. 2001 (IEEE); vol. 148, no. 11, 2001, pp. 1225–1229 (MLA)
        (
            "ieee",
            rf"\b[Vv]ol(?:ume)?\.?\s*{_V}(?:\s*,\s*(?:[Nn]o|iss|[Ii]ssue|[Nn]um)\.?\s*[\w–-]+)?\s*,\s*(?:[Aa]rt\.?\s*)?{_PAGES}"
            rf"\s*,\s*{_MONTH}?{_Y}",
        ),
        ("mla", rf"\b[Vv]ol(?:ume)?\.?\s*{_V}(?:\s*,\s*[Nn]o\.?\s*[\w–-]+)?\s*,\s*{_MONTH}?{_Y}\s*,\s*{_PAGES}{_END}"),
        # 148, A1225 (2001) (Nature, Science, APS, AIP, ECS, Springer)
        ("year last", rf"(?<![\w.]){_V}{_ISSUE}\s*[,:]\s*{_PAGES}\s*,?\s*\(\s*{_MONTH}?{_Y}\s*\)"),
        # 148 (11) (2001) 1–9 (Elsevier); 148, no. 11 (2001): 1225 (Chicago)
        (
            "year middle",
            rf"(?<![\w.]){_V}{_ISSUE}(?:,\s*no\.?\s*\d+)?\s*,?\s*\(\s*{_MONTH}?{_Y}\s*\)\s*[,:]?\s*{_PAGES}{_END}",
        ),
        # 2001;148(11):1225–1229 (Vancouver, AMA)
        ("vancouver", rf"{_Y}(?:\s+{_MONTH})?\s*;\s*{_V}{_ISSUE}\s*[:,]\s*{_PAGES}{_END}"),
        # 2001, 148 (11), 1225 (RSC, ACS, Wiley, MDPI, GB/T 7714); 2001, vol. 148, p. 1225
        ("year first", rf"{_Y}\s*,\s*(?:[Vv]ol\.?\s*)?{_V}{_ISSUE}\s*[,:]\s*{_PAGES}{_END}"),
        # 148(11):1225–1229, 2001 (BibTeX plain)
        ("year trailing", rf"(?<![\w.]){_V}{_ISSUE}\s*[:,]\s*{_PAGES}\s*,\s*{_MONTH}?{_Y}(?=\s*[.;]?\s*$)"),
        # 2001:100139 (Vancouver, article number only)
        ("vancouver, no volume", rf"(?<![\d.:/–—−-])(?P<year>{_YEAR})(?P<suffix>[a-z])?\s*:\s*{_PAGES}(?=\s*[.;,]?\s*$)"),
        # J. Name (2001) 1–9 (no volume)
        ("year middle, no volume", rf"\(\s*{_Y}\s*\)\s*,?\s*{_PAGES}(?=\s*[.;,]?\s*$)"),
        # 2001, 1225–1229 (RSC without a volume); 2022, 23 with a DOI for a page
        ("year first, one number", rf"{_Y}\s*[,;]\s*{_PAGES}(?=\s*[.;,]|\s*$)"),
    )
)
_TAIL_VOLUME_PAGES = re.compile(rf"(?<![\w.]){_V}{_ISSUE}\s*[,:]\s*{_PAGES}(?=\s*[.;,]?\s*$)")
_TAIL_SPACED = re.compile(rf"(?<![\w.]){_V}{_ISSUE}\s+{_PAGES}(?=\s*[.;,]?\s*$)")
_TAIL_VOLUME = re.compile(rf"(?<![\w.,])\s{_V}{_ISSUE}(?=\s*[.;,]?\s*$)")

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
    printed, body = (None, text) if style_hint == "unnumbered" else _strip_number(text, number)
    body = _tidy(body)
    everything = body
    parts = _papers(body)
    body = parts[0]
    doi, body = _take_doi(body)
    body = _drop_links(body)
    body = _KIND_MARK.sub("", _TRAILERS.sub("", body)).strip()
    fields = _early_year(body) or _by_shape(body) or _by_any_year(body)
    years = sorted({y for y in [fields.year, *(_paper_year(p) for p in parts[1:]), *_all_years(everything)] if y})
    return ParsedReference(
        number=number if number is not None else printed,
        text=text,
        authors=fields.authors,
        title=fields.title,
        journal=fields.journal,
        year=fields.year,
        suffix=fields.suffix,
        volume=fields.volume,
        pages=fields.pages,
        doi=doi,
        years=tuple(years),
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


def _early_year(body: str) -> _Fields | None:
    """Read an entry whose year follows the authors: Harvard, APA, Springer, IOP. None where it is not one."""
    authors, end = _authors(body)
    rest = body[end:]
    begin = re.match(
        r"\s*(?:et al\.?)?\s*(?:\(?[Ee]ds?\.?\)?)?[.,:]?\s*"
        rf"(?:\(\s*(?:{_MONTH})?(?P<a>{_YEAR})(?P<b>[a-z])?(?:\s*[,/][^()]{{0,24}})?\)|(?P<c>{_YEAR})(?P<d>[a-z])?)"
        r"(?P<stop>\s*[.,:;]*)\s*(?=[^\d\s.,:;]|\d+[A-Za-z-])",
        rest,
    )
    if not authors or begin is None:
        begin = re.match(
            rf"[^()\d]{{3,160}}?\(\s*(?P<a>{_YEAR})(?P<b>[a-z])?(?:\s*,[^()]{{0,24}})?\)(?P<stop>[.,:]?)\s+(?=[^\d\s.,:;]|\d+[A-Za-z-])",
            body,
        )
        if begin is None or _JOURNAL_END.search(body[: begin.start("a")]):
            return None
        authors = tuple(m[0].strip() for m in dict(_NAMES)["surname, initials"].finditer(body[: begin.start("a")]))
        rest = body
        year, suffix = begin["a"], begin["b"]
    else:
        year, suffix = (begin["a"], begin["b"]) if begin["a"] else (begin["c"], begin["d"])
    rest = rest[begin.end() :]
    tail = _TAIL_VOLUME_PAGES.search(rest) or _vancouver_tail(rest) or _TAIL_SPACED.search(rest) or _TAIL_VOLUME.search(rest)
    found = tail.groupdict() if tail else {}
    title, journal = _title_and_journal(rest[: tail.start()] if tail else rest, found_tail=tail is not None)
    if tail is None and journal is not None and (_journal_likeness(journal) < 0.8 or _PUBLISHER.search(", " + journal)):
        journal = None
    return _Fields(authors, title, journal, int(year), suffix, _clean(found.get("volume")), _clean(found.get("pages")))


def _vancouver_tail(rest: str) -> re.Match[str] | None:
    return re.search(rf"(?<![\w.])vol\.?\s*{_V}\s*,?\s*(?:no\.?\s*\d+\s*,?\s*)?{_PAGES}(?=\s*[.;,]?\s*$)", rest)


def _by_shape(body: str) -> _Fields | None:
    """Read an entry in which year, volume and pages stand together. None where no such group is printed."""
    found = [(m.start(), rank, name, m) for rank, (name, shape) in enumerate(_SHAPES) if (m := shape.search(body))]
    # A group in the last part of the entry, before any second paper; the earliest one, since titles rarely hold such a group.
    if not found:
        return None
    start, _, name, match = min(found, key=lambda f: (f[0], f[1]))
    fields = match.groupdict()
    volume, pages = fields.get("volume"), fields.get("pages")
    lone = name == "year first, one number" and pages is not None and re.fullmatch(r"\d{1,3}", pages) is not None
    if lone and body[match.end() :].strip(" .") and not re.search(r"p\.?\s*\d+$", match[0]):
        volume, pages = pages, None
    authors, end = _authors(body[:start])
    head = body[end:start] if end < start else ""
    title, journal = _title_and_journal(head, found_tail=True)
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
    authors, end = _authors(body)
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
        found = _title_and_journal(re.split(rf",?\s*\(?{_YEAR}", rest)[0], found_tail=True)
        if found[1] is not None and _journal_likeness(found[1]) >= 0.8 and not _PUBLISHER.search(", " + found[1]):
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
    text = re.sub(rf"\bpp?\.?\s*\d+\s*(?:{_DASH}\s*\d+)?", " ", text)
    text = re.sub(rf"\b\d+\s*{_DASH}+\s*\d+\b", " ", text)
    text = re.sub(
        r"\b(?:[A-Z]{2}\s?)?\d{5,}[A-Z]?\d?\b|\b(?:US|CN|EP|WO|JP|KR|DE|FR|GB|TW)\s?\d{4}[\d/]*\b|\b\d{1,3}(?: \d{3}){2,}\b",
        " ",
        text,
    )
    for shape in (
        rf"\(\s*{_MONTH}?(?P<y>{_YEAR})(?P<s>[a-z])?(?:\s*,[^()]*)?\)",
        rf"(?P<y>{_YEAR})(?P<s>[a-z])?\s*(?:[.,;]?\s*$|[,;.]\s*(?:[Cc]h(?:ap(?:ter)?)?\b|[Vv]ol\b|pp?\b|[Pp]art\b|$))",
    ):
        found = {(int(m["y"]), m["s"]) for m in re.finditer(r"(?<![\d.:/–—−-])" + shape if shape[0] != "\\" else shape, text)}
        if len({y for y, _ in found}) == 1:
            return next(iter(sorted(found, key=str)))
        if found:
            return None, None
    found = {(int(m[0]), None) for m in re.finditer(_YEAR_ALONE + r"(?!\s?(?:cycles|mA|K\b|°))", text)}
    return next(iter(found)) if len(found) == 1 else (None, None)


def _paper_year(body: str) -> int | None:
    _, rest = _take_doi(body)
    rest = _drop_links(rest)
    fields = _early_year(rest) or _by_shape(rest) or _by_any_year(rest)
    return fields.year


def _all_years(body: str) -> list[int]:
    """Return years that stand in a group with volume and pages anywhere in the entry."""
    _, rest = _take_doi(body)
    return [int(m["year"]) for _, shape in _SHAPES[:7] for m in shape.finditer(rest)] if _SUB_LETTER.search(body) else []


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
    return re.sub(rf"\s*{_DASH}+\s*", "–", value.strip(" .,;:")) or None


def _tidy(text: str) -> str:
    """Return ``text`` with single spaces and none before a comma, semicolon, colon or full stop."""
    text = unicodedata.normalize("NFC", re.sub(r"ı(?=[\u0300-\u036f])", "i", text))
    text = re.sub(r"[\u00ad\u200b\ufeff]", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" (?=[,;:)\]])| \.(?=\s|$|[a-z])", lambda m: m[0].strip(), text)
    return re.sub(r"(?<=[(\[]) ", "", text)


# ---------------------------------------------------------------------------------------------- numbers in front

_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bracket", re.compile(r"\s*(?:\^\{\s*)?\[\s*(\d{1,4})\s*\](?:\s*\})?[.:]?\s*")),
    ("paren", re.compile(r"\s*(?:\^\{\s*)?\(\s*(\d{1,4})\s*\)(?:\s*\})?[.:]?\s*")),
    ("superscript", re.compile(r"\s*\^\{\s*(\d{1,4})[.)]?\s*\}\s*")),
    ("dot", re.compile(r"\s*(\d{1,4})\s?\.(?!\d)\s*")),
    ("half paren", re.compile(r"\s*(\d{1,4})\s?\)[.:]?\s*")),
    (
        "bare",
        re.compile(
            r"\s*(\d{1,4})(?:(?=\s*$)|\s+(?=\S)|(?=\(?[a-z]\)\s?[A-Z])|(?=[^\W\d_a-z](?:[a-z’'\u00c0-\u024f.-]|\s[A-Z])))"
        ),
    ),
)


def _strip_number(text: str, number: int | None) -> tuple[int | None, str]:
    for name, shape in _LABELS:
        match = shape.match(text)
        if match is None or (number is not None and int(match[1]) != number):
            continue
        rest = text[match.end() :]
        if (
            number is None
            and name == "bare"
            and (int(match[1]) > 1500 or not re.match(r"[\w(“\"‘^]", rest) or re.match(r"[a-z]{2}", rest))
        ):
            continue
        return int(match[1]), rest
    return None, text


def _label_number(entry: Sequence[EntryLine]) -> int | None:
    return _strip_number(entry[0].text, None)[0]


# ---------------------------------------------------------------------------------------------- DOI and links

_DOI_LEAD = r"(?:https?\s*:\s*/\s*/\s*(?:dx\s*\.\s*)?doi\s*\.\s*org\s*/\s*|\b[Dd][Oo][Ii]\s*[:.]?\s*(?:org/)?\s*)"
_DOI_BEGIN = re.compile(rf"(?:{_DOI_LEAD})*(10\s?\.\s?\d{{4,9}}(?:\.\d+)*)\s*/\s*", re.I)
_DOI_RUN = re.compile(r"[^\s\"“”<>\[\]{}|^]+")
_DOI_ONWARD = re.compile(r"\s+(?=(?:[a-z0-9(][^\s,;]*\d[^\s]*|\d+)(?:[\s.,;)\]]|$))")


def _take_doi(body: str) -> tuple[str | None, str]:
    """Return the DOI, mended where a line end broke it, and the text without it."""
    begin = _DOI_BEGIN.search(body)
    if begin is None:
        return None, body
    at, run = begin.end(), ""
    while match := _DOI_RUN.match(body, at):
        run += match[0]
        at = match.end()
        if re.fullmatch(r"\s+\d{3,}\.?\s*", body[at:]) and re.search(r"\d[a-z]?$", run):
            run, at = run + body[at:].strip(" ."), len(body)
        if run[-1] not in "-‐‑–/._(" and not (len(run) <= 4 and run.isalpha()):
            break
        onward = _DOI_ONWARD.match(body, at)
        if onward is None:
            break
        if run[-1] in "-‐‑–" and run[-2:-1].islower() and body[onward.end()].islower():
            run = run[:-1]
        at = onward.end()
    run = re.sub(r"[‐‑–−]", "-", run)
    run = re.split(r"[,;](?=$|[A-Za-z(])|\.(?=[A-Z][a-z]{3})", run)[0].rstrip(".,;:-/_")
    while run.endswith(")") and run.count(")") > run.count("("):
        run = run[:-1].rstrip(".,;:")
    rest = (body[: begin.start()].rstrip() + " " + body[at:].lstrip(" .")).strip()
    rest = re.sub(rf"{_DOI_LEAD}\s*$", "", rest, flags=re.I).strip()
    return (f"{re.sub(chr(92) + 's', '', begin[1])}/{run}" if re.search(r"\w", run) else None), rest


def _drop_links(body: str) -> str:
    body = re.sub(r"\s*(?:Available (?:online|at|from)|URL|Online)\s*:?\s*(?=https?:|www\.)", " ", body)
    body = re.sub(r"(?:https?\s*:\s*//|www\.)\s*\S+(?:\s?/\s?\S+)*", " ", body)
    return re.sub(r"\s+", " ", body).strip()


# ---------------------------------------------------------------------------------------------- authors

_UP = r"[^\W\d_a-zß-öø-ÿāăąćčďđēęěğīłńňőřśşšťūůűźżž]"
_PARTICLE = r"(?:van|von|der|den|de|da|di|la|le|del|della|dos|du|ten|ter|al|el|bin|ben|zu|zur|af|av|dal|das|do|y)"
_WORD = rf"(?:[A-Za-z]{{1,2}}[’'`])?{_UP}[\w’'`´¨\ufffd\ue000-\uf8ff]*(?:\s?[-‐‑]\s?(?:{_PARTICLE}\s)?[\w’'`´]+)*"
_SURNAME = rf"(?:{_PARTICLE}[ ’'-]+)*{_WORD}(?:\s(?:{_PARTICLE}\s)*{_WORD}){{0,3}}"
_SHORT_SURNAME = rf"(?:{_PARTICLE}[ ’'-]+)*{_WORD}(?:\s(?:{_PARTICLE}\s)*{_WORD}){{0,2}}"
_INITIAL = rf"{_UP}[a-zäöüç]?\."
_INITIALS = rf"{_INITIAL}(?:\s?(?:[-‐‑–]\s?)?(?:{_INITIAL}|(?<=[-‐‑–\s])[a-z]\.(?=\s|{_UP}|-)))*"
_AFTER = r"(?=\s*(?:[,;:.]|$|\(|and\b|&|et al|und\b|[12]\d{3}))"
_JUNIOR = r"(?:,?\s(?:Jr|Sr|II|III)\b\.?)?"

_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("initials first", re.compile(rf"{_INITIALS}\s*{_SURNAME}{_JUNIOR}{_AFTER}")),
    (
        "surname, initials",
        re.compile(rf"{_SHORT_SURNAME}{_JUNIOR},\s?{_INITIALS}{_JUNIOR}(?=\s*(?:[,;:]|$|\(|\s|and\b|&|[12]\d{{3}}))"),
    ),
    ("surname initials", re.compile(rf"{_SHORT_SURNAME}\s{_UP}(?:[- ]?{_UP}){{0,3}}{_JUNIOR}(?![\w’'-]){_AFTER}")),
    (
        "given names",
        re.compile(
            rf"{_UP}[a-z\u00c0-\u024f]+(?:[- ]{_UP}?[a-z\u00c0-\u024f]+)?\s(?:{_INITIALS}\s*)?{_WORD}(?=\s*(?:,|;|and\b|&|$))"
        ),
    ),
)
_DELIMITER = re.compile(r"\s*[,;]?\s*(?:(?:and|&|und),?\s+)?")
_ET_AL = re.compile(r"\s*[,;]?\s*(?:et\.?\s*al\b\.?|and (?:co-?workers|others)|…|\.\.\.)")


def _authors(text: str) -> tuple[tuple[str, ...], int]:
    """Return the authors that ``text`` begins with, as printed, and where they end."""
    best: tuple[tuple[str, ...], int] = ((), 0)
    for name, shape in _NAMES:
        if name == "given names" and best[0]:
            break
        found = _run_of_names(text, name, shape)
        if name == "given names" and len(found[0]) < 2:
            continue
        if found[1] > best[1]:
            best = found
    return best


def _run_of_names(text: str, kind: str, shape: re.Pattern[str]) -> tuple[tuple[str, ...], int]:
    names: list[str] = []
    at = end = 0
    while True:
        match = shape.match(text, at)
        if match is not None and _is_journal_start(match[0], text[match.end() :], kind):
            match = None
        if (
            match is not None
            and kind == "initials first"
            and re.search(rf"\s{_UP}$", match[0])
            and text.startswith(".", match.end())
        ):
            match = None
        if match is None and names and kind == "initials first":
            lone = re.compile(rf"(?:{_UP}[a-z]{{2,11}}|{_INITIALS})(?=\s*,\s)").match(text, at)
            after = _DELIMITER.match(text, lone.end()) if lone else None
            following = shape.match(text, after.end()) if after else None
            if following is None and after:
                lone2 = re.compile(rf"{_INITIALS}(?=\s*,\s)").match(text, after.end())
                skip = _DELIMITER.match(text, lone2.end()) if lone2 else None
                following = shape.match(text, skip.end()) if skip else None
            if following is not None and not _is_journal_start(following[0], text[following.end() :], kind):
                match = lone
        if match is None:
            return tuple(names), end
        names.append(re.sub(r"\s+", " ", match[0]).strip())
        end = match.end()
        more = _ET_AL.match(text, end)
        if more:
            return tuple(names), more.end()
        between = _DELIMITER.match(text, end)
        if between is None or between.end() == end or not between[0].strip():
            return tuple(names), end
        at = between.end()


def _is_journal_start(name: str, after: str, kind: str) -> bool:
    """Whether what looks like a name is the beginning of a journal: ``J. Power Sources 2010``, ``Nature A``."""
    words = [w for w in re.findall(r"[^\W\d_]+", name) if len(w) > 1]
    if kind == "initials first":
        known = bool(words) and all(w.casefold() in _JOURNAL_WORDS for w in words)
        ends = re.match(rf"\s*,?\s*\(?{_YEAR}|\s*,?\s*\d|\.\s|\.,", after) is not None
        return known and (ends or re.match(r"(?:J|Z|C|P|T|N|I)\.\s", name) is not None)
    if kind == "surname initials":
        return all(w.casefold() in _JOURNAL_WORDS for w in words) and re.match(r"\s*[,.]?\s*\(?\d", after) is not None
    return False


def family_name(author: str) -> str:
    """Return the family name of an author as printed: ``Lu, Z.``, ``Z. Lu`` and ``Lu ZH`` are all ``Lu``."""
    name = re.sub(rf"{_JUNIOR}$", "", author.strip())
    if "," in name:
        return name.split(",")[0].strip()
    if re.match(_INITIAL, name):
        return re.sub(rf"^{_INITIALS}\s*", "", name).strip()
    trailing = re.sub(rf"\s{_UP}(?:[- ]?{_UP}){{0,3}}$", "", name)
    return trailing if trailing != name else name.split()[-1] if name else name


# ---------------------------------------------------------------------------------------------- title and journal

# Words (whole or abbreviated as ISO 4 does) that names of journals in chemistry, physics and materials are made of.
_JOURNAL_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
    acad academy acc accounts acs acta actuators adv advanced advances aggregate aip akad alloys am american anal analyst
    analytical angew angewandte ann annalen annu annual anorg anorganische apl appl applied aps aquat arch archives asian
    atmos atom automot batter batteries battery beilstein ber biochem biochemistry biol biomater biomed biophys bull
    bulletin bunsenges calphad can canadian carbon carbonenergy catal catalysis catalysts cell central ceram ceramic
    ceramics chem chem-eur chemcatchem chemelectrochem chemistry chemistryselect chemnanomat chemphyschem chemsuschem chim
    chimica chimie chin chinese clean cleaner coatings coll colloid colloids combust commun communications comp compd compos
    composites compounds comptes comput computational condens condensed conf conference connect convers conversion coord
    cryogenics cryst crystal crystallogr crystallography crystengcomm curr current dalton data delta des diffr discov
    discover discuss discussions diss dokl earth eco ecomat ecs ed edn elect electr electrical electrochem electrochemical
    electrochemistry electrochim electrochimica electron electronics elife emergent endeavour energies energy eng
    engineering environ environment environmental epl equilib escience eur european exp expert exploration express faraday
    fluid fluorine fresenius front frontiers fuel fuels funct functional fundam futures gen geochem glass global gmbh green
    hazard heat heliyon helv helvetica high hybrid hydrogen ieee imaging impact ind industrial inf infomat informat inorg
    inorganic inorganica inst int interdiscip interdisciplinary interface interfaces intermetallics international ion ionics
    ironmak iscience isr j jacs japanese jetp jom joule journal jpn korean lab lang langmuir lett letters low macromol
    macromolecules magn magnetic manuf mass mater materialia materials materialstoday math matter meas measurement mech
    membr membranes mendeleev mesoporous met metal metall metals methods micro micron microporous microsc microscopy miner
    mod model modell mol molecular molecules monatsh mrs nachr nano nanomater nanomaterials nanoscale nanotechnol
    nanotechnology nanotoday nat national natl nature naturforsch new npg npj nucl nuclear ny omega open opin opinion opt
    optical optik opto org organic organomet organometallics part particle particuology pccp perspect petrol pharm phase
    phenom phil philos phys physica physical physics phytochem plasma plos pnas pol polym polymer polymers powder power pr
    proc procedia proceedings process prog progress protein publ pure quantum quart quim r radiat rapid rare react recl
    recycl rend renew renewable rep report reports res research reson resour rev review reviews rsc russ russian sae scand
    scanning sci science sciences scientific scr scripta select semicond sens sensors sep ser sib simul singapore small
    smart soc society soft sol solar solid sources spectra spectrochim spectrom spectrosc spectroscopy stat state states
    storage struct structural structure structures stud supercaps supercond superconductivity superlattices surf surface
    surfaces sust sustain sustainable symp synchrotron synth synthesis syst systems tech technol technologies technology
    tetrahedron theor theory therm thermal thermochim thin today top topics trans transactions transit transport treat
    ultramicroscopy ultrason univ vac vacuum waste water wiley wires world x-ray z zeitschrift zh
    """,
    )
)
# Those of them that also end sentences: a full stop after one is no sign of an abbreviation.
_WHOLE_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
    academy accounts acta actuators advanced advances alloys american analytical angewandte annual applied atom batteries
    battery beilstein carbon catalysis catalysts cell central ceramic ceramics chemistry chimica clean coatings colloid
    colloids communications composites compounds computational condensed conference conversion crystal crystallography
    current data delta discover discussions earth electrical electrochemical electrochemistry electron electronics energies
    energy engineering environment environmental european expert exploration express fluid fluorine frontiers fuel fuels
    functional futures glass global green hazard heat high hybrid hydrogen imaging impact industrial inorganic interface
    interfaces international ion ionics journal letters low magnetic mass materials matter measurement mesoporous metal
    metals methods micro micron microporous microscopy model molecular molecules nano nanomaterials nanoscale nanotechnology
    national nature nuclear open opinion optical organic particle phase physica physical physics plasma polymer polymers
    powder power proceedings process progress protein pure quantum rapid rare renewable report reports research review
    reviews science sciences scientific scripta select sensors small smart society soft solar solid sources spectra
    spectroscopy state states storage structural structure structures superconductivity superlattices surface surfaces
    sustainable synchrotron synthesis systems technologies technology theory thermal thin today top topics transactions
    transport vacuum waste water world
    """,
    )
)
_CONNECTIVES = frozenset(re.findall(r"\S+", "of and the for in on & de der für fur und des et la du di e y – - to"))
_JOURNAL_END = re.compile(r"(?:\d|\b[Vv]ol\.?\s*\d+)\s*,?\s*\($")


def _title_and_journal(head: str, *, found_tail: bool) -> tuple[str | None, str | None]:
    """Divide what stands between authors and volume into title (None if not printed) and journal (None if not sure)."""
    head = re.sub(r",?\s*(?:[Vv]ol(?:ume)?\.?|no\.?)\s*$", "", head.strip(" ,;:")).strip(" ,;:")
    head = re.sub(r"^\.\s*", "", head)
    if not head:
        return None, None
    quoted = re.match(r"[“\"‘](?P<t>.{5,}?)[,.?!]?[”\"’][,.]?\s+(?P<j>.+)$", head)
    if quoted and _looks_like_journal(quoted["j"]):
        return quoted["t"].strip(" ,."), _journal_as_printed(quoted["j"])
    cuts = [0, *(m.end() for m in re.finditer(r"(?:[.?!,;:][”\"’)]?|[”\"])\s+(?=\S)", head))]
    ranked: list[tuple[float, int]] = []
    for cut in cuts:
        left, right = head[:cut].strip(), head[cut:].strip()
        if not _looks_like_journal(right):
            continue
        likeness = _journal_likeness(right)
        if cut == 0:
            score = likeness + (0.3 if likeness >= 0.5 else 0.0)
        else:
            last = re.findall(r"[^\s]+", left)[-1]
            bare = re.sub(r"[^\w]", "", last).casefold()
            score = likeness
            if re.match(r"[a-z(]", last) or re.search(r"[\d?!}”\"]", last):
                score += 0.4 if last[-1] != "," else 0.35
            if last[0].isupper() and last[-1] in ".,:" and (len(bare) == 1 or (bare in _JOURNAL_WORDS and "." in last)):
                score -= 0.2 if bare in _WHOLE_WORDS else 0.7
            elif re.search(r"(?:^|[^.\s]\s)[^\W\d_-]{4,}\.$", left):
                score += 0.3 if last[0].isupper() else 0.0
        ranked.append((round(score, 3), cut))
    if not ranked:
        return (
            (head.strip(" .,") or None, None) if not found_tail and len(head.split()) >= 4 and head[-1:] != "," else (None, None)
        )
    best_score = max(score for score, _ in ranked)
    best = min(cut for score, cut in ranked if score == best_score)
    if best_score < 0.3:
        return None, None
    title = head[:best].strip(' ,;:“”"').rstrip(".") or None
    if title and _NAMES[0][1].match(title):
        title = None
    return title, _journal_as_printed(head[best:])


def _journal_as_printed(text: str) -> str | None:
    journal = re.sub(r"^[Ii]n:?\s+", "", text.strip(" ,;:("))
    words = journal[:-1].split()
    # Vancouver prints "Adv Funct Mater." without inner stops: the last one ends the sentence. "Nano Lett." keeps its own.
    short = [w for w in words[:-1] if not w.isupper() or w == "J"]
    unmarked = len(words) == 1 or any(w.casefold() in _JOURNAL_WORDS - _WHOLE_WORDS for w in short)
    if unmarked and journal.endswith(".") and "." not in journal[:-1]:
        journal = journal[:-1]
    return journal or None


def _looks_like_journal(text: str) -> bool:
    words = [w for w in re.split(r"[\s/]+", plain(text)) if w]
    if text.count("(") != text.count(")"):
        return False
    if not 1 <= len(words) <= 12 or not re.search(r"[^\W\d_]{2}|^[A-Z]$", text):
        return False
    return all(
        w.strip(".,:;()[]").casefold() in _CONNECTIVES
        or w[0].isupper()
        or (w.strip(".,:;()").casefold() in _JOURNAL_WORDS and w[0] in "eniz")
        or re.match(r"[(\d]", w) is not None
        for w in words
    ) and words[0].casefold() not in (_CONNECTIVES - {"the", "la", "der", "e"})


def _journal_likeness(text: str) -> float:
    """Share of the words that names of journals are made of; an unknown abbreviation counts four fifths."""
    words = [w for w in re.findall(r"[^\W\d_]+\.?", plain(text)) if w.strip(".").casefold() not in _CONNECTIVES]
    known = 0.0
    for word in words:
        bare = word.strip(".").casefold()
        if bare in _JOURNAL_WORDS or len(bare) == 1:
            known += 1.0
        elif word.endswith(".") and word[0].isupper() and len(bare) <= 12 and word is not words[-1]:
            known += 0.8
    return known / len(words) if words else 0.0


# ---------------------------------------------------------------------------------------------- where entries begin

_AFTER_LIST = re.compile(
    r"\s*(?:Manuscript received|Received[: ]+|Revised (?:manuscript|version)|Version of record|Publisher[’']?s [Nn]ote"
    r"|Conflicts? of Interest|Copyright\s*(?:©|\(c\))|©|Publisher’s|Sample Availability|Disclaimer"
    r"|Correspondence and requests|Reprints and permission|How to cite|Cite this|Open Access\b"
    r"|Supplementary [Ii]nformation|Acknowledge?ments?\b|Author [Cc]ontributions"
    r"|Springer Nature remains|Accepted manuscript|Additional [Ii]nformation|Competing [Ii]nterests?)"
)
_HEADING = re.compile(
    r"\s*(?:\d+\.?\s+)?(?:references?(?: and notes)?|notes and references|bibliography|literature(?: cited)?)\s*:?\s*",
    re.I,
)


def split_entries(lines: Sequence[EntryLine]) -> list[list[EntryLine]]:
    """Return the lines of each entry, in order; lines before the first entry and after the list are left out.

    Lines come in reading order. A number that stands alone is joined to the line on the same height.
    """
    kept = [line for line in _join_lone_labels(lines) if line.text.strip() and not _HEADING.fullmatch(plain(line.text))]
    kept = kept[: _end_of_list(kept)]
    if not kept:
        return []
    starts = _numbered_starts(kept)
    if starts is None:
        starts = _unnumbered_starts(kept)
    return [kept[a:b] for a, b in zip(starts, [*starts[1:], len(kept)], strict=True)]


def join_lines(entry: Sequence[EntryLine]) -> str:
    """Return the text of an entry's lines joined: hyphens at line ends are kept where a name, range, number or DOI needs them."""
    text = ""
    for line in entry:
        piece = line.text.strip()
        if not text or not piece:
            text += piece
            continue
        in_link = re.search(r"(?:https?://|www\.|10\.\d{4,9}/)\S*$", text) is not None
        if (in_link and (text[-1] in "/._-‐=(" or piece[0] in "/.?=&_")) or text[-1] in "–—" or piece[0] in "–—":
            text += piece
        elif text[-1] in "-‐\u00ad\u0002\ufffe":
            lower = len(text) > 2 and text[-2].islower() and text[-3].isalpha() and piece[0].islower() and not in_link
            text = (text[:-1] if lower or text[-1] in "\u00ad\u0002\ufffe" else text[:-1] + "-") + piece
        else:
            text += " " + piece
    return text


def _join_lone_labels(lines: Sequence[EntryLine]) -> list[EntryLine]:
    """Put a number that stands alone in a column of its own in front of the line on the same height."""
    lone = {i for i, line in enumerate(lines) if re.fullmatch(r"\s*(?:\^\{\s*)?[\[(]?\s*\d{1,4}\s*[\])]?\.?\s*\}?\s*", line.text)}
    prefix: dict[int, int] = {}
    for i in sorted(lone):
        label = lines[i]
        beside = [
            (line.x0 - label.x1, k)
            for k, line in enumerate(lines)
            if k not in lone
            and k not in prefix
            and line.page == label.page
            and -1.0 <= line.x0 - label.x1 <= 6 * max(label.bottom - label.top, 1.0)
            and min(line.bottom, label.bottom) - max(line.top, label.top)
            > 0.5 * min(line.bottom - line.top, label.bottom - label.top)
        ]
        if beside:
            prefix[min(beside)[1]] = i
    used = set(prefix.values())
    out: list[EntryLine] = []
    for k, line in enumerate(lines):
        if k in used:
            continue
        if k in prefix:
            label = lines[prefix[k]]
            text = f"{label.text.strip()} {line.text.strip()}"
            out.append(
                EntryLine(
                    text, label.x0, min(label.top, line.top), line.x1, max(label.bottom, line.bottom), line.page, line.column
                )
            )
        else:
            out.append(line)
    return out


@dataclass(frozen=True, slots=True)
class _Label:
    """A line start that could be an entry's number."""

    line: int
    number: int
    style: str
    weight: float


def _numbered_starts(lines: Sequence[EntryLine]) -> list[int] | None:
    """Return the lines where numbered entries begin, or None where the list is not numbered."""
    side = _sides(lines)
    found = [label for i, line in enumerate(lines) for label in _labels(i, line, lines[i - 1] if i else None)]
    best: tuple[float, list[_Label]] = (0.0, [])
    for style in (name for name, _ in _LABELS):
        own = [label for label in found if label.style == style]
        chain = _best_chain(own)
        if not chain:
            continue
        usual = Counter(side[label.line] for label in chain).most_common(1)[0][0]
        chain = _best_chain([_Label(c.line, c.number, c.style, c.weight + (0.6 if side[c.line] == usual else 0.0)) for c in own])
        value = sum(label.weight for label in chain) - 0.5 * (chain[-1].number - chain[0].number + 1 - len(chain))
        if value > best[0]:
            best = (value, chain)
    chain = best[1]
    if not chain or not _is_numbered(chain, lines):
        return None
    return [label.line for label in _fill_gaps(chain, found, side)]


def _is_numbered(chain: Sequence[_Label], lines: Sequence[EntryLine]) -> bool:
    """Whether a chain of labels carries a list: it begins near the top and its entries have a usual number of lines."""
    if chain[0].line > 3 and chain[0].line > 0.1 * len(lines) and len(chain) < 8:
        return False
    if chain[0].style == "bare" and len(chain) == 1 and (chain[0].number != 1 or chain[0].line != 0):
        return False
    spans = [b.line - a.line for a, b in pairwise(chain)]
    if len(spans) >= 4 and median(spans) > 12:
        return False
    steady = len(chain) >= 0.6 * (chain[-1].number - chain[0].number + 1) or (chain[0].line == 0 and len(chain) >= 5)
    return steady and (len(chain) >= 2 or len(lines) <= 30)


def _labels(index: int, line: EntryLine, before: EntryLine | None) -> Iterable[_Label]:
    for style, shape in _LABELS:
        match = shape.match(line.text)
        if match is None:
            continue
        number, rest = int(match[1]), line.text[match.end() :]
        if number == 0 or (style == "bare" and (re.match(r"[a-z]{2}|[,;:)–-]", rest) or number > 1500)):
            continue
        weight = 1.0
        if re.match(rf"(?:\(?[a-z]\)\s*)?(?:{_UP}|[“\"‘]|{_PARTICLE}\s)", rest):
            weight += 0.4
        elif not rest.strip():
            weight -= 0.5
        if before is None or re.search(r"[.;\])\d]\s*$", before.text) or "10." in before.text:
            weight += 0.2
        yield _Label(index, number, style, weight)


def _best_chain(labels: Sequence[_Label]) -> list[_Label]:
    """Return the heaviest chain of labels with rising numbers; numbers left out cost, at most four labels a gap."""
    longest_gap = 40
    value: list[float] = []
    previous: list[int | None] = []
    seen: dict[int, list[int]] = defaultdict(list)
    for i, label in enumerate(labels):
        best, link = label.weight - 0.5 * min(label.number - 1, 10), None
        for gap in range(1, longest_gap + 1):
            for k in seen.get(label.number - gap, ()):
                candidate = value[k] + label.weight - min(gap - 1, 4)
                if labels[k].line < label.line and candidate > best:
                    best, link = candidate, k
        value.append(best)
        previous.append(link)
        seen[label.number].append(i)
    if not labels:
        return []
    at: int | None = max(range(len(labels)), key=lambda i: (value[i], -i))
    if at is not None and value[at] <= 0:
        return []
    chain: list[_Label] = []
    while at is not None:
        chain.append(labels[at])
        at = previous[at]
    return chain[::-1]


def _fill_gaps(chain: Sequence[_Label], found: Sequence[_Label], side: Sequence[int]) -> list[_Label]:
    """Look for numbers missing in the chain among labels of another style, between their neighbours, on the same side."""
    usual = Counter(side[label.line] for label in chain).most_common(1)[0][0]
    out: list[_Label] = [chain[0]]
    for label in chain[1:]:
        while out[-1].number + 1 < label.number:
            wanted, after = out[-1].number + 1, out[-1].line
            between = [
                f
                for f in found
                if f.number == wanted and after < f.line < label.line and side[f.line] == usual and f.weight > 1.3
            ]
            if not between:
                break
            out.append(between[0])
        out.append(label)
    return out


def _sides(lines: Sequence[EntryLine]) -> list[int]:
    """Say of each line whether it begins left of (-1), at (0) or right of (1) the usual left edge of its column's other lines."""
    edges: dict[tuple[int, int], list[float]] = defaultdict(list)
    for line in lines:
        if not any(shape.match(line.text) for _, shape in _LABELS):
            edges[(line.page, line.column)].append(line.x0)
    every: dict[tuple[int, int], float] = {key: median(values) for key, values in edges.items()}
    out: list[int] = []
    for line in lines:
        edge = every.get((line.page, line.column))
        shift = 0.0 if edge is None else line.x0 - edge
        out.append(-1 if shift < -1.5 else 1 if shift > 1.5 else 0)
    return out


_AUTHOR_START = re.compile(
    rf"\s*(?:{_SHORT_SURNAME},\s?{_INITIALS}|{_INITIALS}\s*{_WORD}(?=,|\sand\b|\s&|\s\()"
    rf"|{_SHORT_SURNAME}\s{_UP}(?:-?{_UP}){{0,2}}(?=,|\.|\sand\b|\s\(|\set\b)|{_SHORT_SURNAME},\s{_UP}[a-z]+)"
)


def _unnumbered_starts(lines: Sequence[EntryLine]) -> list[int]:
    """Return the lines where the entries of a list without numbers begin: hanging or first-line indent, else gaps, else text."""
    columns: dict[tuple[int, int], list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        columns[(line.page, line.column)].append(i)
    looks = [_AUTHOR_START.match(line.text.lstrip()) is not None for line in lines]
    deep = [False] * len(lines)
    mixed: list[tuple[int, int]] = []
    for key, members in columns.items():
        edge = min(lines[i].x0 for i in members)
        height = median(lines[i].bottom - lines[i].top for i in members)
        for i in members:
            deep[i] = lines[i].x0 - edge > max(0.35 * height, 2.0)
        if any(deep[i] for i in members):
            mixed.append(key)
    inside = [i for key in mixed for i in columns[key]]
    flat = [i for i in inside if not deep[i]]
    indented = [i for i in inside if deep[i]]
    if not indented or not flat:
        return _starts_by_text(lines, looks)
    # In a hanging list the lines at the edge begin with authors; in a list with first-line indent the indented ones do.
    hanging = sum(looks[i] for i in flat) / len(flat) >= sum(looks[i] for i in indented) / len(indented)
    starts: list[int] = []
    for key, members in columns.items():
        if key in mixed:
            starts += [i for i in members if deep[i] != hanging]
        elif len(members) > 3 or sum(looks[i] for i in members) > len(members) / 2:
            starts += [i for i in members if looks[i] and (i == 0 or _ends_entry(lines[i - 1]))]
    starts = sorted(set(starts))
    return _without_false_starts(starts, lines, looks)


def _without_false_starts(starts: Sequence[int], lines: Sequence[EntryLine], looks: Sequence[bool]) -> list[int]:
    """Drop starts that read as a continuation: a lower-case word or a number after a line that does not end an entry."""
    out: list[int] = []
    for i in starts:
        goes_on = re.match(r"\s*(?:[a-z]|\d|[,;:&(]|doi\b|https?:)", lines[i].text) is not None
        particle = re.match(rf"\s*{_PARTICLE}\s+(?:{_PARTICLE}\s+)*{_UP}", lines[i].text) is not None
        if out and goes_on and not particle and not looks[i]:
            continue
        out.append(i)
    return out or [0]


def _starts_by_text(lines: Sequence[EntryLine], looks: Sequence[bool]) -> list[int]:
    """Find starts where nothing is indented: a wider gap above, or an entry's end followed by authors."""
    gaps = [b.top - a.bottom if (a.page, a.column) == (b.page, b.column) else None for a, b in pairwise(lines)]
    known = sorted(g for g in gaps if g is not None)
    usual = known[len(known) // 3] if known else 0.0
    height = median(line.bottom - line.top for line in lines)
    wide = [g is not None and g > usual + 0.25 * height for g in gaps]
    if 0.08 < sum(wide) / max(len(wide), 1) < 0.75:
        return [0] + [i + 1 for i, w in enumerate(wide) if w or (gaps[i] is None and looks[i + 1] and _ends_entry(lines[i]))]
    return [0] + [i for i in range(1, len(lines)) if looks[i] and _ends_entry(lines[i - 1])]


def _ends_entry(line: EntryLine) -> bool:
    text = line.text.rstrip()
    if re.search(r"(?:10\.\d{4,9}/|https?://)\S+$|\]$", text):
        return True
    return (
        text.endswith(".")
        and re.search(rf"(?:\b{_UP}|\b(?:J|Chem|Phys|Mater|Lett|Sci|Am|Soc|Int|Rev|Adv|Nat|al|pp|vol|ed|eds))\.$", text) is None
    )


def _end_of_list(lines: Sequence[EntryLine]) -> int:
    """Return where the list ends: at what publishers print below it, if hardly a line after that could begin an entry."""
    for i, line in enumerate(lines):
        if i and _AFTER_LIST.match(plain(line.text)):
            after = [k for k in range(i + 1, len(lines)) if _starts_like_entry(lines[k])]
            if len(after) <= 0.1 * (len(lines) - i):
                return i
    return len(lines)


def _starts_like_entry(line: EntryLine) -> bool:
    rest = next((line.text[m.end() :] for _, shape in _LABELS if (m := shape.match(line.text))), line.text)
    return _AUTHOR_START.match(rest) is not None
