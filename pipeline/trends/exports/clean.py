"""The fields of a publication from the words of an export: titles, years, dates, DOIs, names, pages, countries.

In: strings as exports have them; out: strings, numbers and `Author`s as `pipeline.trends.model` defines them, None where there is
nothing to understand. Method: own; DOIs after the DOI Handbook 2.2, countries by ``countries.tsv``.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote

from pipeline.trends.model import Author, Publication

_TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?/?>|<!--.*?-->|<!\[CDATA\[|\]\]>", re.DOTALL)
_CUT_TAG = re.compile(r"</?(?:jats|mml|[a-z]{1,6})?(?::\w*)?$")
_HEADING = re.compile(r"\s*<(?:jats:)?title>\s*(?:graphical )?abstract\s*</(?:jats:)?title>", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u2060\ufeff\ufffe\uffff]")
_SCRIPT = re.compile(r"\s*<(?:jats:)?(su[bp])>\s*(.*?)\s*</(?:jats:)?\1>", re.DOTALL)
_TEX = re.compile(r"\$\s*\\?[_^]\s*(?:\{([^{}$]{0,40})\}|(\w))\s*\$|\\?[_^]\{([^{}$]{0,40})\}")  # scripts as TeX has them
_FONT = re.compile(r"\\(?:(?:text|math)(?:rm|it|bf|sf)?|rm|ce)\s*\{([^{}]*)\}|\{\s*\\(?:rm|it|bf|sf)\s+([^{}]*)\}")
_BRACKETED_SCRIPT = re.compile(r"([A-Z][a-z]?)\((\d[\d.]*|[xyz])\)")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_QUERY = re.compile(r"[?&]|#(?=[A-Za-z])")
_VIEW = re.compile(r"(?:\.pdf|\.html?|/(?:full|fulltext|abstract|abs|summary|e?pdf|pdfdirect|meta|html))+$")
_ROMAN = re.compile(r"[ivxlcdm]+(?:\s*[-–—−‐]+\s*[ivxlcdm]+)?", re.IGNORECASE)
_NOTHING = frozenset({"NA", "N/A", "n/a", "nan", "NaN", "null", "NULL", "None"})  # how programs write that a field is empty
_CITED = re.compile(r"(?:times cited[^:;]{0,60}|cited by(?: \(since \d{4}\))?|\bcitations?(?=\s*:))\s*:?\s*(\d+)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_COMPACT = re.compile(r"\s*((?:1[5-9]|20)\d\d)(\d\d)(\d\d)\s*$")
_SOURCE = re.compile(
    r"(?P<journal>.+?) \((?P<year>(?:1[89]|20)\d\d)\)(?: (?P<volume>[^\s:().]+)(?::(?P<issue>[^\s().]+))?)?"
    r"(?:[^()]*?\((?P<pages>[^()]*\d[^()]*)\))?.*?Date of Publication: (?P<date>.+)"
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The first letters of months."""

_MONTHS = {m: n for n, m in enumerate(MONTHS, start=1)}
_MONTH = re.compile(r"\b(" + "|".join(_MONTHS) + r")[a-z]*\b\.?", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_INITIALS = re.compile(r"(.+?)\s+((?:[A-ZÀ-Þ]{1,3}|(?:[A-ZÀ-Þ][a-z]?\.[- ]?)+)(?:[-\s](?:[A-ZÀ-Þ]\.?)+)*)")
_FIRST_INITIALS = re.compile(
    r"((?:[A-ZÀ-Þ]\.?[- ]?){1,3})\s+((?:(?:van|von|de|da|di|del|der|den|la|le|ten|ter) )*[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*)"
)
_AND = re.compile(r"\s+(?:and|&)\s+", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+|electronic address:?.*|\be-?mail(?: address)?:.*", re.IGNORECASE | re.DOTALL)
_MAILED = re.compile(r"\s*\([^()]*@[^()]*\)")
_GLUED = re.compile(r"(?<=[a-zß-ÿ])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bLe)(?<!\bLa)(?<!\bDu)(?=[A-ZÀ-Þ])")
_HAN = re.compile("[\u3400-\u9fff]")
_MOST_WORDS = 5
_FOUND_AS = re.compile(r"(?:\[(?:CITATION|HTML|PDF|BOOK|DOC)\]\s*(?:\[(?:C|B|HTML|PDF|DOC)\]\s*)?)(?=\S)")


def publication(
    *,
    title: str = "",
    abstract: str = "",
    year: str = "",
    date: str = "",
    authors: Sequence[Author] = (),
    journal: str = "",
    volume: str = "",
    issue: str = "",
    pages: str = "",
    doi: str = "",
    keywords: Iterable[str] = (),
    index_terms: Iterable[str] = (),
    kinds: Iterable[str] = (),
    language: str = "",
    affiliations: Iterable[str] = (),
    countries: Sequence[str] | None = None,
    publisher: str = "",
    citations: str | int | None = None,
    reference_count: str | int | None = None,
    identifiers: Mapping[str, str] | None = None,
) -> Publication:
    """Return a publication whose fields are cleaned; ``countries`` are found in ``affiliations`` unless they are given.

    ``identifier`` and ``origins`` stay empty: they are given by who reads the file.
    """
    places = tuple(p for p in map(text_of, affiliations) if p)
    when = iso_date(date) or iso_date(year)
    number = year_of(year) or (int(when[:4]) if when else None)
    return Publication(
        "",
        title_of(title) or None,
        _said(abstract),
        number,
        when if when and (number is None or when.startswith(str(number))) else (str(number) if number else None),
        tuple(authors),
        _said(journal),
        _said(volume),
        _said(issue),
        pages_of(pages),
        doi_of(doi),
        distinct(keywords),
        distinct(index_terms),
        distinct(kinds),
        _said(language),
        distinct(countries) if countries is not None else countries_of(places),
        tuple(dict.fromkeys(places)),
        _said(publisher),
        count_of(citations),
        count_of(reference_count),
        {k: clean for k, v in (identifiers or {}).items() if v and (clean := _number(k, v))},
    )


def text_of(text: str) -> str:
    """Return text on one line, without markup (JATS, HTML, MathML, TeX's scripts), entities and control characters.

    >>> text_of("<jats:p>Na<jats:sub>0.7</jats:sub>MnO<sub>2</sub> &amp; more</jats:p>")
    'Na0.7MnO2 & more'
    """
    if "<" in text or "&" in text:
        if "&" in text:
            text = html.unescape(html.unescape(text))
        if "<" in text:
            text = _SCRIPT.sub(r"\2", _HEADING.sub("", text))
            text = _CUT_TAG.sub("", _TAG.sub(lambda m: " " if _parts(m[0]) else "", text))
    if "\\" in text:
        text, fonts = _FONT.subn(lambda m: m[1] or m[2] or "", text)
        text = text.replace("\\(", "").replace("\\)", "") if fonts else text
    if "_" in text or "^" in text or "$" in text:
        text = _TEX.sub(lambda m: m[1] or m[2] or m[3] or "", text)
    if not text.isprintable():
        text = _CONTROL.sub("", text)
    return " ".join(text.split())


def _said(text: str) -> str | None:
    """Return cleaned text, or None where it is empty or says so."""
    clean = text_of(text)
    return clean if clean and clean not in _NOTHING else None


def title_of(text: str) -> str:
    """Return a title on one line, without Google Scholar's mark (``[PDF]``) and the full stop that databases set after titles."""
    clean = text_of(text)
    if found := _FOUND_AS.match(clean):
        clean = clean[found.end() :]
    return clean[:-1].rstrip() if clean.endswith(".") and not clean.endswith("..") else clean


def pubmed_title(text: str) -> str:
    """Return a title without PubMed's brackets, around a translated one and around subscripts."""
    bare = text.strip().removesuffix(".")
    return formulas_of(bare[1:-1] if bare.startswith("[") and bare.endswith("]") else text)


def formulas_of(text: str) -> str:
    """Return a text without the brackets that PubMed sets around subscripts.

    >>> formulas_of("O3-Na(0.9)MnO(2) (part 2)")
    'O3-Na0.9MnO2 (part 2)'
    """
    return _BRACKETED_SCRIPT.sub(r"\1\2", text)


def _number(database: str, text: str) -> str:
    """Return a database's number as all sources shall have it: without prefix, address and blanks."""
    clean = " ".join(text.split())
    if database == "wos":
        return clean.rpartition(":")[2]
    return clean.rpartition("/")[2] if database in {"pmid", "pmcid", "openalex"} else clean


def _parts(tag: str) -> bool:
    """Say whether a tag parts words: paragraphs and breaks do, italics and scripts do not."""
    name = tag.strip("</>").split()[0].rpartition(":")[2].lower() if tag.strip("</>").split() else ""
    return name in {
        "p",
        "br",
        "br/",
        "div",
        "sec",
        "title",
        "li",
        "ul",
        "ol",
        "list",
        "list-item",
        "tr",
        "td",
        "h1",
        "h2",
        "h3",
        "h4",
    }


def distinct(terms: Iterable[str]) -> tuple[str, ...]:
    """Return cleaned terms without empty ones and without doubles, whatever their case; the first spelling stays."""
    out: dict[str, str] = {}
    for term in terms:
        clean = text_of(term)
        if clean:
            out.setdefault(clean.casefold(), clean)
    return tuple(out.values())


def listed(text: str, separator: str = ";") -> list[str]:
    """Split a cell or field into its parts."""
    return [part.strip() for part in text.split(separator) if part.strip()]


def doi_of(text: str) -> str | None:
    """Return a DOI in lower case, without resolver, prefix and what punctuation follows it; None if there is none.

    In an address of a publisher or of a database a DOI ends where its part of the address does.

    >>> doi_of("https://doi.org/10.1016%2Fj.X.2019.01.009.")
    '10.1016/j.x.2019.01.009'
    >>> doi_of("https://link.example/10.5555/demo.1.pdf?download=1")
    '10.5555/demo.1'
    """
    if "10." not in text:
        return None
    address = "://" in text
    parts = _QUERY.split(text) if address else [text]
    found = next((m for part in parts if (m := _DOI.search(unquote(part) if "%" in part else part))), None)
    if not found:
        return None
    out = html.unescape(found[0]).lower().partition('"')[0].rstrip(".,;:'\"»”’}")
    if address and "doi.org/" not in text:
        out = _VIEW.sub("", out)
    while out and ((out[-1] == ")" and out.count("(") < out.count(")")) or (out[-1] == "]" and out.count("[") < out.count("]"))):
        out = out[:-1].rstrip(".,;:")
    return out if len(out.partition("/")[2]) > 0 else None


def year_of(text: str) -> int | None:
    """Return the first year between 1500 and 2099 in a text: ``2019/03/01``, ``2019.0``, ``Mar 2019``."""
    found = _YEAR.search(text) or _COMPACT.match(text)
    return int(found[1]) if found else None


def iso_date(text: str) -> str | None:
    """Return a date as precise as the text has it: ``2019``, ``2019-03`` or ``2019-03-05``; None without a year.

    Days and months in figures are read in the order year, month, day only; ``03/05/2019`` gives its year.
    """
    if found := _COMPACT.match(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if (found := _ISO.search(text)) and _YEAR.fullmatch(found[1]):
        return _date(int(found[1]), int(found[2]), int(found[3] or 0))
    year = year_of(text)
    if year is None:
        return None
    month = _MONTH.search(text)
    if month is None:
        return str(year)
    day = _DAY.search(text.replace(str(year), " "))
    return _date(year, _MONTHS[month[1][:3].lower()], int(day[1]) if day else 0)


def _date(year: int, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return str(year)
    return f"{year}-{month:02d}-{day:02d}" if 1 <= day <= 31 else f"{year}-{month:02d}"


def pages_of(text: str) -> str | None:
    """Return pages as ``5–9``, or one page or article number; ``no pagination`` and other words are none."""
    clean = text_of(text)
    numbered = any(c.isdigit() for c in clean)
    if not numbered and not _ROMAN.fullmatch(clean):
        return None
    for dash in ("--", "—", "–", "−", "‐", "-"):
        first, found, last = (part.strip() for part in clean.partition(dash))
        short = found and first and last and len(first) <= 12 and len(last) <= 12
        if short and (not numbered or first[-1].isdigit() or last[-1].isdigit()):
            return f"{first}–{last}" if first != last else first
    return clean.strip("-–— ") or None


def span(first: str, last: str = "") -> str:
    """Return the pages from a first and a last page."""
    return f"{first.strip()}–{last.strip()}" if first.strip() and last.strip() else first.strip() or last.strip()


def count_of(value: str | int | None) -> int | None:
    """Return a count of citations or references, or None."""
    if value is None or isinstance(value, int):
        return value
    found = re.fullmatch(r"\s*(\d[\d,\s]*)(?:\.0+)?\s*", value)
    return int(re.sub(r"\D", "", found[1])) if found else None


def cited_in(text: str) -> str | None:
    """Return how often notes say that a work was cited: ``Cited By :9``, ``Cited by (since 1996) 12``, ``Times Cited: 3``."""
    found = _CITED.search(text)
    return found[1] if found else None


def whole_source(text: str) -> dict[str, str]:
    """Return journal, year, volume, issue, pages and date of a source that is a whole citation, as Embase has them; else nothing.

    >>> whole_source("Demo Letters (2019) 54:2 (83-86). Date of Publication: 1 Jan 2019")["pages"]
    '83-86'
    """
    found = _SOURCE.fullmatch(text.strip())
    if not found:
        return {}
    return {name: value.strip() for name, value in found.groupdict().items() if value}


def author_of(name: str) -> Author | None:
    """Return an author: ``Family, Given``, ``Family GN`` and ``G. N. Family`` are parted, another name is kept whole."""
    clean = text_of(_MAILED.sub("", name) if "@" in name else name).strip(" ,;")
    if not clean:
        return None
    family, comma, given = clean.partition(",")
    if comma and family.strip():
        return Author(family.strip(), given.strip(" ,"))
    initials = _INITIALS.fullmatch(clean)
    if initials and not re.fullmatch(r"(?:[A-Z]\.?[ -]?)+", initials[1]) and not clean.isupper():
        return Author(initials[1], initials[2])
    if first := _FIRST_INITIALS.fullmatch(clean):
        return Author(first[2], first[1].strip())
    return Author(clean)


def authors_of(names: Iterable[str]) -> tuple[Author, ...]:
    """Return the authors of a list of names; ``et al.`` and ``[No author name available]`` are none."""
    out = (author_of(name) for name in names)
    return tuple(a for a in out if a and not a.family.startswith("[") and a.family.rstrip(".").lower() not in {"et al", "others"})


def authors_in(text: str) -> tuple[Author, ...]:
    """Return the authors in one cell, parted by semicolons, bars, ``and``, line ends or, if nothing else, by commas.

    Names in Chinese characters have no comma within.
    """
    if _HAN.search(text):
        return authors_of(re.split(r"[;；|\n,，、]|//", text))
    for separator in (";", "|", "\n", "//"):
        if separator in text:
            return authors_of(text.split(separator))
    parts = _AND.split(text)
    if len(parts) > 1:
        return tuple(a for part in parts for a in ((author_of(part),) if part.count(",") == 1 else authors_in(part)) if a)
    pieces = [p.strip() for p in text.split(",") if p.strip()]
    if len(pieces) == 2 and " " not in pieces[0] and not _INITIALS.fullmatch(pieces[0]):
        return authors_of([text])
    if (
        len(pieces) > 2
        and len(pieces) % 2 == 0
        and all(re.fullmatch(r"(?:[A-ZÀ-Þ][a-z]?\.?[- ]?){1,4}", p) for p in pieces[1::2])
    ):
        return authors_of(f"{family}, {given}" for family, given in zip(pieces[::2], pieces[1::2]))
    return authors_of(pieces)


def glued_authors(text: str) -> tuple[Author, ...]:
    """Return authors whose names follow each other without any sign, as Springer's CSV has them."""
    return authors_of(_GLUED.split(text)) if not re.search(r"[;,|]", text) else authors_in(text)


def countries_of(affiliations: Iterable[str]) -> tuple[str, ...]:
    """Return the countries of affiliations, by English name, without doubles, in order."""
    return tuple(dict.fromkeys(c for place in affiliations for c in countries_in(place)))


@lru_cache(maxsize=100_000)
def countries_in(affiliation: str) -> tuple[str, ...]:
    """Return the countries that an affiliation, or several parted by semicolons, ends with."""
    out: dict[str, None] = {}
    for address in _EMAIL.sub(" ", affiliation).split(";"):
        parts = [p.strip(" .()[]") for p in address.split(",")]
        for part in [p for p in reversed(parts) if p][:2]:
            if name := _country(part):
                out[name] = None
                break
    return tuple(out)


def country_of_code(code: str) -> str | None:
    """Return the English name of a two-letter ISO 3166 code."""
    return _countries()[1].get(code.strip().upper())


def _country(part: str) -> str | None:
    """Return the country that the last words of a part of an address name: the longest that is known counts."""
    names, _ = _countries()
    words = part.lower().replace(".", "").split()
    for at in range(max(0, len(words) - _MOST_WORDS), len(words)):
        if name := names.get(" ".join(words[at:])):
            return name
    return None


@cache
def _countries() -> tuple[dict[str, str], dict[str, str]]:
    """Return spelling (lower case, no points) → name, and code → name."""
    text = files("pipeline.trends.exports").joinpath("countries.tsv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t"))
    spellings = {
        spelling.lower().replace(".", ""): row["name"]
        for row in rows
        for spelling in (row["name"], *row["also"].split("|"))
        if spelling
    }
    return spellings, {row["code"]: row["name"] for row in rows}
