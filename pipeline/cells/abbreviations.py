"""Abbreviations that a caption or a table's notes explain: ``S = spinel``, ``“T” for tunnel``, ``LS, layered-spinel``.

In: texts; out: short form → long form. A pair counts only when the short form looks like one (a capital or a symbol of at most
six characters) and the long form begins like a word or shares its letters. Method: own, after Schwartz and Hearst (2003) for
bracketed forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.cells.words import words
from pipeline.model import plain

_QUOTES = "\"'“”‘’„‟«»`"
_SHORT = rf"[{_QUOTES}]?(?P<short>[A-Za-z][A-Za-z0-9′'″]{{0,5}})[{_QUOTES}]?"
_LONG = rf"[{_QUOTES}]?(?P<long>[A-Za-z][A-Za-z]+(?:[ \-/–‐][A-Za-z]+){{0,5}})[{_QUOTES}]?"
_VERB = (
    r"(?:stands?\s+for|denotes?|represents?|means?|indicates?|refers?\s+to|is\s+short\s+for|signif(?:y|ies)|for|is|=|:|–|—|, )"
)
_PAIR = re.compile(rf"(?<![\w\-/–]){_SHORT}\s*{_VERB}\s*(?:the\s+|an?\s+)?{_LONG}")
_BRACKETED = re.compile(r"(?P<long>[A-Za-z]{3,}(?:[ \-][A-Za-z]+)?)\s*\(\s*(?P<short>[A-Z][A-Z′']{0,4})\s*\)")
_LISTED = re.compile(
    rf"(?P<shorts>[{_QUOTES}]?[A-Z]\w{{0,4}}[{_QUOTES}]?(?:\s*(?:,|and|&)\s*(?:and\s+)?[{_QUOTES}]?[A-Z]\w{{0,4}}[{_QUOTES}]?)+)"
    r"\s+(?:stand\s+for|denote|represent|mean|indicate|refer\s+to|are)\s+(?:the\s+)?"
    r"(?P<longs>[a-z][\w\- ]*(?:\s*(?:,|and|&)\s*(?:and\s+)?(?:the\s+)?[a-z][\w\- ]*?)+)\s*,?\s*respectively",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s+(?:and|or|are|is|in|of|for|with|as|used|throughout|phases?|structures?|types?|respectively|the|respective)\b.*$",
    re.IGNORECASE,
)
_NOT_SHORT = words("no-abbreviation")


def read_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Return short form → long form of every explanation in ``texts``; the first explanation of a short form wins."""
    found: dict[str, str] = {}
    for raw in texts:
        text = re.sub(r"\s+", " ", plain(raw))
        for short, long in (*_listed(text), *_pairs(text), *_bracketed(text)):
            found.setdefault(short, long)
    return found


def _listed(text: str) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for match in _LISTED.finditer(text):
        shorts = [s.strip(_QUOTES + " ") for s in re.split(r",|\band\b|&", match["shorts"]) if s.strip()]
        longs = [_long(s) for s in re.split(r",|\band\b|&", match["longs"]) if s.strip()]
        if len(shorts) == len(longs):
            out += [(s, w) for s, w in zip(shorts, longs) if _is_short(s)]
    return out


def _pairs(text: str) -> list[tuple[str, str]]:
    out = []
    for match in _PAIR.finditer(text):
        short, long = match["short"], _long(match["long"])
        if not _is_short(short) or not long or long.lower() == short.lower():
            continue
        weak = re.search(r"^\W*(?:for|is|,|–|—)", text[match.end("short") : match.start("long")].strip(_QUOTES + " "))
        if weak and not _shares_letters(short, long):
            continue
        out.append((short, long))
    return out


def _bracketed(text: str) -> list[tuple[str, str]]:
    return [(m["short"], m["long"]) for m in _BRACKETED.finditer(text) if _shares_letters(m["short"], m["long"])]


def _long(text: str) -> str:
    return _TAIL.sub("", text.strip(_QUOTES + " ")).strip(_QUOTES + " ")


def _is_short(text: str) -> bool:
    """Tell a capital letter, or one lower-case letter as a symbol (``n`` = cycles)."""
    return text.lower() not in _NOT_SHORT and (text[0].isupper() or len(text) == 1)


def _shares_letters(short: str, long: str) -> bool:
    """Tell whether every letter of the short form occurs in the long form in order, the first at its beginning."""
    letters = [c for c in short.lower() if c.isalpha()]
    rest = long.lower()
    if not letters or not rest.startswith(letters[0]):
        return False
    for letter in letters:
        at = rest.find(letter)
        if at < 0:
            return False
        rest = rest[at + 1 :]
    return True
