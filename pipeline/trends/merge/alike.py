"""Whether two records describe one publication: titles, authors, years, places, and what speaks against it.

In: `Key`s of two publications; out: a `Verdict`, or None where they are plainly two. Titles are compared by their letters and
figures alone (Levenshtein ratio of rapidfuzz, at least `TITLE_SCORE`); figures must be the same, and words that differ must be
spellings of one word. Two DOIs, two numbers of one database, a notice (erratum, reply, …) and its article, a preprint and its
article, a thesis, patent or data set and another work, and other pages in another volume are never merged; versions of one
preprint are one. Method: own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.trends.model import Publication

TITLE_SCORE = 95.0
"""Least similarity (0 to 100) of two titles whose records may be one publication; author and year must agree besides."""

WORD_SCORE = 86.0
"""Least similarity of two words that may be spellings of one."""

SAME_DOI_SCORE = 60.0
"""Least similarity of the titles of two records of one DOI; chapters of a book sometimes carry the book's."""

DATABASES = ("wos", "pmid", "eid", "openalex", "s2")
"""Databases in which one publication has one number."""

NAMES = {"wos": "Web of Science", "pmid": "PubMed", "eid": "Scopus", "openalex": "OpenAlex", "s2": "Semantic Scholar"}
_SHORT_LETTERS, _SHORT_WORDS = 25, 4
_LONG_LETTERS, _LONG_WORDS = 40, 6
_WORD = re.compile(r"[^\W_]+")
_NO_WORDS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # scripts that write no blanks: a "word" is a whole phrase
_MARK = re.compile(
    r"^(?:retracted(?:article)?|withdrawn(?:article)?)|retracted(?:article)?$"
)  # on an article, in a title's letters
_FIGURES = re.compile(r"\d+")
_PLAIN_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_GREEK = str.maketrans(
    {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta", "κ": "kappa"}
    | {"λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi"}
    | {"χ": "chi", "ψ": "psi", "ω": "omega"}
)
_NOTICE = re.compile(
    r"^\W*(?:erratum|errata|corrigend\w+|(?:publisher |author )?correction|correction to|addendum|retract\w+|withdrawn|"
    r"expression of concern|reply|response to|authors? ?reply|comments? on|comments? to|discussion of)\b|"
    r"\(vol\.? \w+, pg\.? \w+, \d{4}\)\W*$",
    re.IGNORECASE,
)
_NOTICE_KIND = re.compile(r"errat|corrig|correction|retract|withdraw|addend|published erratum|\breply\b|^comment$", re.IGNORECASE)
_PREPRINT_KIND = re.compile(r"preprint|posted.content", re.IGNORECASE)
_PREPRINT_PLACE = re.compile(
    r"\b(?:arxiv|chemrxiv|biorxiv|medrxiv|ssrn|research square|preprints(?:\.org)?|techrxiv|authorea)\b", re.IGNORECASE
)
_PREPRINT_DOI = re.compile(
    r"10\.(?:26434|1101/20\d\d\.|1101/\d{6}$|2139/ssrn|48550|20944/preprints|21203/rs|36227|22541/au|33774|31219)"
)
_CUT = ("…", "...")
_VERSION = re.compile(r"(?:[-./]|(?<=\d))v\d{1,2}$")
_FORMS = (
    ("thesis", re.compile(r"\bthes[ie]s\b|thesis$|\bdissertation\b|\bthes\b|硕士|博士|学位论文", re.IGNORECASE)),
    ("patent", re.compile(r"\bpatent\b", re.IGNORECASE)),
    ("data set", re.compile(r"\bdata ?set\b", re.IGNORECASE)),
)
_UNSAID = frozenset({"generic", "misc", "web page", "webpage", "document", "other", "html", "pdf", "citation"})
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "an", "de", "la", "und", "der", "section", "part"})
_BRACKETS = re.compile(r"\([^)]*\)")
_PREFIXES = frozenset(
    {"a", "an", "ab", "un", "in", "im", "ir", "dis", "de", "non", "anti", "bi", "tri", "di", "mono", "poly", "sub", "super"}
    | {"pre", "post", "over", "co", "re", "en"}
)


@dataclass(frozen=True, slots=True)
class Key:
    """What of a publication is compared: the title as words, as letters and figures alone, its figures alone, and so on."""

    words: tuple[str, ...]
    compact: str
    figures: str
    family: str
    names: frozenset[str]
    year: int | None
    doi: str | None
    numbers: dict[str, str]
    notice: str
    cut: bool
    preprint: bool
    form: str
    journal: tuple[str, ...]
    issn: str
    volume: str
    page: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One publication (``same``) or doubtful, with a score from 0 to 100 and the reason."""

    same: bool
    score: float
    reason: str


def key_of(p: Publication) -> Key:
    """Return what of ``p`` is compared."""
    words = title_words(p.title or "")
    compact = "".join(words)
    first = p.authors[0] if p.authors else None
    family = "".join(title_words(first.family)) if first else ""
    notice = _NOTICE.search(p.title or "")
    kind = next((k for k in p.kinds if _NOTICE_KIND.search(k)), "")
    return Key(
        words,
        compact,
        "".join(_FIGURES.findall(compact)),
        family,
        frozenset(title_words(first.name)) if first else frozenset(),
        p.year,
        one_doi(p.doi),
        p.identifiers,
        "notice" if notice or kind else "",
        bool(p.title and p.title.endswith(_CUT)),
        any(_PREPRINT_KIND.search(k) for k in p.kinds)
        or bool(p.journal and _PREPRINT_PLACE.search(p.journal))
        or bool(p.doi and _PREPRINT_DOI.match(p.doi)),
        _form(p.kinds),
        (*journal_words(p.journal or ""), *((_CUT[0],) if p.journal and p.journal.endswith(_CUT) else ())),
        p.identifiers.get("issn", "").replace("-", "").upper()[:8],
        (p.volume or "").strip().lower(),
        (p.pages or "").partition("–")[0].strip().lower(),
    )


def one_doi(doi: str | None) -> str | None:
    """Return a DOI as all versions of a preprint share it: servers number them at its end (``-v2``, ``/v1``)."""
    return _VERSION.sub("", doi) if doi and _PREPRINT_DOI.match(doi) else doi


def _form(kinds: Sequence[str]) -> str:
    """Return what is merged with its like only (thesis, patent, data set), ``work`` for the rest, ``""`` if unsaid."""
    said = [kind for kind in kinds if kind.lower() not in _UNSAID]
    return next((name for kind in said for name, mark in _FORMS if mark.search(kind)), "work" if said else "")


@lru_cache(maxsize=200_000)
def title_words(text: str) -> tuple[str, ...]:
    """Return the words of a title in small letters without accents, Greek letters by name, subscripts as figures."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower().translate(_GREEK).translate(_PLAIN_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return tuple(_WORD.findall(text.lower()))


@lru_cache(maxsize=50_000)
def journal_words(text: str) -> tuple[str, ...]:
    """Return the words of a journal's title that abbreviations keep."""
    return tuple(w for w in title_words(_BRACKETS.sub(" ", text)) if w not in _SMALL)


def compare(a: Key, b: Key) -> Verdict | None:
    """Return whether two records describe one publication, which they may even without a DOI in common; None: plainly two."""
    if not a.compact or not b.compact:
        return None
    if one_cut(a, b):
        return _one_cut(a, b)
    exact = a.compact == b.compact
    score = 100.0 if exact else fuzz.ratio(a.compact, b.compact, score_cutoff=TITLE_SCORE)
    if not score:
        return _one_longer(a, b)
    author, placed = _authors(a, b), _place(a, b)
    apart = None if a.year is None or b.year is None else abs(a.year - b.year)
    if not exact and (not author or apart is None or apart > 1):
        return None
    if not exact and (a.figures != b.figures or not _spellings(a, b)):
        listed = apart == 0 and placed and not (a.doi and b.doi)
        return Verdict(False, score, "titles differ in a figure or a word") if listed else None
    if against := _against(a, b):
        near = author is not False and (apart is None or apart <= 2) and len(a.compact) >= _SHORT_LETTERS
        return Verdict(False, score, against) if near else None
    return _weighed(a, b, score, exact, author, apart, placed)


def one_cut(a: Key, b: Key) -> bool:
    """Say whether one of two titles is the other's long beginning, cut off with an ellipsis, as search engines cut them."""
    if not (a.cut or b.cut):
        return False
    short, long = sorted((a, b), key=lambda k: len(k.compact))
    if not short.cut or len(short.compact) < _LONG_LETTERS or len(short.words) < _LONG_WORDS:
        return False
    return short.compact != long.compact and long.compact.startswith(short.compact)


def _one_cut(a: Key, b: Key) -> Verdict | None:
    """Compare records of which one has a cut title: first author, year and what is known of the place must agree."""
    if not _authors(a, b) or a.year is None or b.year is None or abs(a.year - b.year) > 1 or _place(a, b) is False:
        return None
    against, score = _against(a, b), fuzz.partial_ratio(a.compact, b.compact)
    return Verdict(against is None, score, against or "same beginning of the title, which one cuts off, first author and year")


def _one_longer(a: Key, b: Key) -> Verdict | None:
    """Compare records of one place of publication whose titles differ by a subtitle."""
    if (a.doi and b.doi) or not a.page or a.page != b.page or a.year != b.year or not _authors(a, b) or not _place(a, b):
        return None
    if fuzz.token_set_ratio(" ".join(a.words), " ".join(b.words)) < 90:
        return None
    score, against = fuzz.ratio(a.compact, b.compact), _against(a, b)
    reason = "same first author, year, journal, volume and page; one title is longer"
    return Verdict(against is None, score, against or reason)


def same_doi(a: Key, b: Key) -> Verdict:
    """Return whether two records of one DOI describe one publication: their titles must not be altogether different."""
    if a.notice != b.notice and (not a.compact or _MARK.sub("", a.compact) != _MARK.sub("", b.compact)):
        return Verdict(False, 100.0, "one DOI, but one of the two is a notice (erratum, reply, …)")
    if not a.compact or not b.compact:
        return Verdict(True, 100.0, "same DOI; one has no title")
    score = max(fuzz.ratio(a.compact, b.compact), fuzz.token_set_ratio(" ".join(a.words), " ".join(b.words)))
    if score >= SAME_DOI_SCORE:
        return Verdict(True, score, "same DOI")
    if _authors(a, b) and a.page and a.page == b.page:
        return Verdict(True, score, "same DOI, first author and page; titles in two languages or forms")
    return Verdict(False, score, "one DOI, but other titles")


def _weighed(
    a: Key, b: Key, score: float, exact: bool, author: bool | None, apart: int | None, placed: bool | None
) -> Verdict | None:
    """Weigh two records whose titles agree and between which nothing stands."""
    alike = "same title" if exact else "titles that differ in spelling"
    letters, words = _length(a)
    short = letters < _SHORT_LETTERS or words < _SHORT_WORDS
    if author is False:
        return Verdict(False, score, f"{alike}, other first authors") if apart == 0 and not short else None
    if apart is not None and apart > 1:
        return Verdict(False, score, f"{alike}, years {apart} apart") if apart <= 3 and author and not short else None
    if placed is False:
        return Verdict(False, score, f"{alike}, other journal, volume or page") if not short else None
    if short and placed is not True:
        return Verdict(False, score, f"{alike}, but a short one, and nothing else to go by") if author else None
    if author is None:
        long = letters >= _LONG_LETTERS and words >= _LONG_WORDS
        sure = exact and long and apart == 0
        return Verdict(sure, score, f"{alike} and year; no author to compare" if sure else f"{alike}; no author to compare")
    if apart == 1 and not (exact or placed):
        return Verdict(False, score, f"{alike}, years one apart")
    if apart is None and not exact:
        return Verdict(False, score, f"{alike}, a year is missing")
    when = {0: "year", 1: "years one apart (early access)", None: "a year is missing"}[apart]
    return Verdict(True, score, f"{alike}, first author and {when}" if apart == 0 else f"{alike} and first author, {when}")


def _length(key: Key) -> tuple[int, int]:
    """Return the letters and words of a title; an ideograph says as much as three letters, two as much as a word."""
    ideographs = len(_NO_WORDS.findall(key.compact))
    return len(key.compact) + 2 * ideographs, len(key.words) + ideographs // 2


def _against(a: Key, b: Key) -> str | None:
    """Return what forbids that two records are merged, or None."""
    if a.doi and b.doi and a.doi != b.doi:
        return "a preprint and an article" if a.preprint != b.preprint else "two DOIs"
    if a.notice != b.notice:
        return "one of the two is a notice (erratum, reply, …)"
    if a.preprint != b.preprint:
        return "a preprint and an article"
    if a.form and b.form and a.form != b.form:
        return f"one of the two is a {a.form if a.form != 'work' else b.form}"
    return two_numbers(a.numbers, b.numbers)


def two_numbers(a: dict[str, str], b: dict[str, str]) -> str | None:
    """Return the database in which two records have two numbers, as a reason."""
    for name in DATABASES:
        if name in a and name in b and a[name] != b[name]:
            return f"two records of {NAMES[name]}"
    return None


def _authors(a: Key, b: Key) -> bool | None:
    """Say whether the first authors agree; None where one is missing."""
    if not a.family or not b.family:
        return None
    if a.family == b.family or a.names == b.names:
        return True
    short, long = sorted((a.family, b.family), key=len)
    if len(short) >= 4 and long.endswith(short):
        return True
    if (len(a.family) > 2 and a.family in b.names) or (len(b.family) > 2 and b.family in a.names):
        return True
    return len(short) >= 5 and fuzz.ratio(short, long) >= WORD_SCORE


def _place(a: Key, b: Key) -> bool | None:
    """Say whether journal, volume and page agree; None where there is nothing to compare."""
    journal = _journals(a, b)
    volume = a.volume == b.volume if a.volume and b.volume else None
    page = a.page == b.page if a.page and b.page else None
    if journal is False or (volume is False and page is False):
        return False
    if (volume is False and _numeric(a.volume, b.volume)) or (volume and page is False and _numeric(a.page, b.page)):
        return False
    if volume and page:
        return True
    return True if journal else None


def _numeric(*texts: str) -> bool:
    return all(text.isdigit() for text in texts)


def _journals(a: Key, b: Key) -> bool | None:
    """Say whether two journals are one: by ISSN, by words, or one as the other's abbreviation; None where one is missing."""
    if a.issn and a.issn == b.issn:
        return True
    if not a.journal or not b.journal:
        return None
    if a.journal == b.journal:
        return True
    if _CUT[0] in (a.journal[-1], b.journal[-1]):
        return all(x.startswith(y) or y.startswith(x) for x, y in zip(a.journal, b.journal) if _CUT[0] not in (x, y))
    if len(a.journal) == len(b.journal) and all(x.startswith(y) or y.startswith(x) for x, y in zip(a.journal, b.journal)):
        return True
    short, long = sorted((a.journal, b.journal), key=len)
    if len(short) == 1 and len(short[0]) <= 6 and short[0] == "".join(w[0] for w in long)[: len(short[0])]:
        return True
    return fuzz.token_set_ratio(" ".join(a.journal), " ".join(b.journal)) >= 90


def _spellings(a: Key, b: Key) -> bool:
    """Say whether the words in which two titles differ are spellings of the same words."""
    left, right = list(a.words), list(b.words)
    for word in a.words:
        if word in right:
            right.remove(word)
            left.remove(word)
    if "".join(left) == "".join(right):
        return True
    if len(left) != len(right):
        small = [w for w in (*left, *right) if w not in _SMALL]
        return not small
    return all(_one_word(x, y) for x, y in zip(left, right))


def _one_word(x: str, y: str) -> bool:
    short, long = sorted((x, y), key=len)
    if len(short) <= 3 or _NO_WORDS.search(short) or fuzz.ratio(x, y) < WORD_SCORE:
        return False
    return not (long.endswith(short) and long[: len(long) - len(short)] in _PREFIXES)
