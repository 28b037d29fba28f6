"""Texts as numbers: every word of every publication as the number of its normal form, in one flat array.

In: publications; out: `Tokens`. A normal form is lower case, singular, in American spelling; hyphens part words, but are
remembered for labels. What cannot stand inside a term (function words, verbs, praise, numbers, units, punctuation) is a break.
Method: own.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..model import Publication
from .markup import plain
from .tables import Words, words

BREAK = -1
_OPENING, _CLOSING = "([{<\"'`*", ")]}>\"'`.,;:!?*…"
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_SPLIT = re.compile(r"[@|&~≈→≥≤=<>;,:!?\"…*•·]+|(?<!\d)/(?!\d)|(?<=[A-Za-z)\]])/|/(?=[A-Za-z(\[])")
_PHASES = re.compile(r"[OPTS]'?\d?/[OPTS]'?\d?", re.I)
_NUMBER = re.compile(r"[+-]?[\d.,]+(?:[a-zµμ%°Å]{0,4}|[ACVK]|mAh?|Wh?|[KMG]?Pa|MHz|GHz|Hz)?")
_ISATION = re.compile(r"isation(?=s?$)")  # British and American spelling are one word
_DIMENSIONAL = re.compile(r"\d[DTH]", re.I)
_INVERSE = re.compile(r"[A-Za-zµ]{1,4}-[1-3]")  # a unit, as in mAh g-1
_WORD = re.compile(r"[^\W_]")
_GROUP = re.compile(r"[(\[][A-Z][^()\[\] ]*(?:\([^()]*\)[^()\[\] ]*)?[)\]][\dA-Zx]")  # as in (PO4)3 and [Fe(CN)6]4
_VARIABLE = re.compile(r"(?<=[\d.A-Za-z)\]])-(?=\d*[xyzδn](?![a-z]))")  # the minus of Na3-xV2
_THIRD, _TWO_THIRDS = re.compile(r"0\.333?(?!\d)"), re.compile(r"0\.66?6?[67](?!\d)")
_MINUS = "\u2212"
_SHOUTED = re.compile(r"[^a-z]*[A-Z][^a-z]*[A-Z][^a-z]*")
_SHORT = re.compile(r"\(([A-Za-z][A-Za-z0-9-]{1,9})\)")
_NOUN_LIKE_ED = 4
_PROPER = 5
_LONGEST_TITLE = 40


@dataclass(frozen=True)
class Tokens:
    """The words of a set of publications, flat.

    ``word`` holds the normal form's number in ``forms``, or -1 for a break; ``publication`` the publication's place; ``hyphen``
    whether a hyphen joins the word to the one before; ``headline`` whether it stands in the title or a keyword; ``keyword``
    whether it stands in a keyword or index term. ``display`` is how each form is written. ``abbreviations`` maps a short form's
    number to the forms of the long one it is defined for.
    """

    word: npt.NDArray[np.int32]
    publication: npt.NDArray[np.int32]
    hyphen: npt.NDArray[np.bool_]
    headline: npt.NDArray[np.bool_]
    keyword: npt.NDArray[np.bool_]
    forms: tuple[str, ...]
    display: tuple[str, ...]
    abbreviations: dict[int, tuple[int, ...]]


def tokens(publications: Sequence[Publication], *, abstracts: bool = True, index_terms: bool = True) -> Tokens:
    """Return the words of ``publications``: titles, keywords and, if wanted, index terms and abstracts."""
    reader = Reader()
    flat = array("i")
    lengths: list[tuple[int, int, int, int]] = []
    for publication in publications:
        start = len(flat)
        reader.read(publication.title or "", flat)
        titled = len(flat)
        for keyword in publication.keywords:
            reader.read(_quiet(keyword), flat)
        named = len(flat)
        if index_terms:
            for term in publication.index_terms:
                reader.read(_quiet(term), flat)
        indexed = len(flat)
        if abstracts and publication.abstract:
            reader.read(publication.abstract, flat)
        lengths.append((titled - start, named - titled, indexed - named, len(flat) - indexed))
    unit = np.frombuffer(flat, dtype=np.int32) if len(flat) else np.zeros(0, np.int32)
    sizes = np.array(lengths, dtype=np.int64).reshape(-1, 4)
    owner = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes.sum(axis=1))
    field = np.repeat(np.tile(np.arange(4, dtype=np.int8), len(sizes)), sizes.ravel())
    unit_word = np.array(reader.unit_word, dtype=np.int32)
    return Tokens(
        word=unit_word[unit],
        publication=owner,
        hyphen=np.array(reader.unit_hyphen, dtype=bool)[unit],
        headline=field <= 1,
        keyword=(field == 1) | (field == 2),
        forms=tuple(reader.forms),
        display=_display(reader, unit),
        abbreviations=reader.abbreviations(),
    )


class Reader:
    """Turns texts into units: a unit is a word as written, with or without a hyphen before it; unit 0 is a break."""

    def __init__(self) -> None:
        self.table: Words = words()
        self.forms: list[str] = []
        self.unit_word: list[int] = [BREAK]
        self.unit_hyphen: list[bool] = [False]
        self.unit_form: list[str] = [""]
        self._form_number: dict[str, int] = {}
        self._unit_number: dict[tuple[str, bool], int] = {}
        self._of_token: dict[str, tuple[int, ...]] = {}
        self._defined: dict[int, dict[tuple[int, ...], int]] = {}

    def read(self, text: str, flat: array[int]) -> None:
        """Append the units of ``text`` to ``flat``, and a break; remember the abbreviations that it defines."""
        text = plain(text)
        known = self._of_token
        for token in _uncapitalised(text.split()):
            units = known.get(token)
            if units is None:
                units = known[token] = self._units(token)
            flat.extend(units)
        flat.append(0)
        if "(" in text:
            self._definitions(text)

    def words(self, text: str) -> tuple[int, ...]:
        """Return the numbers of the normal forms of ``text``; nothing when a break stands in it."""
        units = [u for token in plain(text).split() for u in self._units(token)]
        return tuple(self.unit_word[u] for u in units) if 0 not in units else ()

    def abbreviations(self) -> dict[int, tuple[int, ...]]:
        """Return the long forms of short ones that are defined at least twice, and at least four times in five the same way."""
        found = {}
        for short, longs in self._defined.items():
            best, count = max(longs.items(), key=lambda item: (item[1], item[0]))
            if 2 <= len(best) <= 6 and count >= 2 and count >= 0.8 * sum(longs.values()):
                found[short] = best
        return found

    def _units(self, token: str) -> tuple[int, ...]:
        """Return the units of one token between spaces: breaks for its punctuation, words for its parts."""
        units: list[int] = []
        if token[0] in _OPENING and not _opens_formula(token):
            units.append(0)
            token = token.lstrip(_OPENING)
        stripped = token.rstrip(_CLOSING)
        while len(stripped) < len(token) and token[len(stripped)] in ")]}" and not _balanced(stripped):
            stripped = token[: len(stripped) + 1]
        closed = len(stripped) < len(token)
        stripped = stripped.removesuffix("'s")
        parts = [stripped] if _PHASES.fullmatch(stripped) else _SPLIT.split(stripped)
        for number, part in enumerate(parts):
            if number:
                units.append(0)
            units.extend(self._hyphened(part))
        if closed:
            units.append(0)
        return tuple(units)

    def _hyphened(self, part: str) -> Iterable[int]:
        """Return the units of a part: its words between hyphens, prefixes joined to what follows them."""
        joined = False
        prefix = ""
        if "-" in part and any(c.isdigit() for c in part):
            part = _VARIABLE.sub(_MINUS, part)
        pieces = [p for p in part.split("-") if p] if "-" in part else [part]
        if (len(pieces) == 1 and len(part) == 1 and part not in "Xx") or _INVERSE.fullmatch(part):
            yield 0
            return
        for place, piece in enumerate(pieces):
            if place + 1 < len(pieces) and not prefix and self._is_prefix(piece) and pieces[place + 1].isalpha():
                prefix = piece
                continue
            yield self._unit(prefix + piece, joined)
            joined, prefix = True, ""

    def _is_prefix(self, piece: str) -> bool:
        """Return whether a piece before a hyphen is a prefix; ``Co`` is cobalt, ``co`` is one."""
        return piece.lower() in self.table.prefixes and (piece.islower() or len(piece) > 2)

    def _unit(self, form: str, joined: bool) -> int:
        """Return the number of the unit of a word as written."""
        form = form.strip("'.")
        if not _balanced(form):
            form = form.strip("()[]{}")
        known = self._unit_number.get((form, joined))
        if known is not None:
            return known
        normal = self._normal(form, joined)
        number = 0
        if normal is not None:
            number = len(self.unit_word)
            self.unit_word.append(self._form_number.setdefault(normal, len(self.forms)))
            if self.unit_word[-1] == len(self.forms):
                self.forms.append(normal)
            self.unit_hyphen.append(joined)
            self.unit_form.append(form)
        self._unit_number[form, joined] = number
        return number

    def _normal(self, form: str, joined: bool) -> str | None:
        """Return the normal form of a word, or None for a break."""
        table = self.table
        if not _WORD.search(form) or len(form) > 40:
            return None
        if form[0] in "0123456789.+-" and (_NUMBER.fullmatch(form) and not _DIMENSIONAL.fullmatch(form)):
            return None
        low = form.lower()
        if low in table.breaks:
            return None
        if low.endswith("ly") and low not in table.kept and len(low) > _NOUN_LIKE_ED:
            return None
        if low.endswith("ed") and not joined and low not in table.kept and len(low) > _NOUN_LIKE_ED and low.isalpha():
            return None
        if any(c.isdigit() for c in low):
            return _TWO_THIRDS.sub("2/3", _THIRD.sub("1/3", low))
        low = table.spelling.get(low, low)
        low = _ISATION.sub("ization", low)
        if form[-1] != "S" or (form.isupper() and len(form) > 4):
            low = singular(low, table)
        return table.spelling.get(low, low)

    def _definitions(self, text: str) -> None:
        """Remember the abbreviations that ``text`` defines, as ``long form (SHORT)``, after Schwartz and Hearst (2003)."""
        for match in _SHORT.finditer(text):
            short = match.group(1)
            if sum(c.isupper() for c in short) < 2:
                continue
            letters = short[:-1] if short[-1] == "s" and short[-2].isupper() else short
            before = text[max(0, match.start() - 120) : match.start()].split()[-min(len(letters) + 5, 2 * len(letters)) :]
            long = long_form(letters, before)
            if long is None:
                continue
            name = self.words(short)
            meaning = self.words(" ".join(long))
            if len(name) == 1:
                counts = self._defined.setdefault(name[0], {})
                counts[meaning] = counts.get(meaning, 0) + 1


def long_form(short: str, before: Sequence[str]) -> list[str] | None:
    """Return the last words of ``before`` that spell ``short``, or None.

    Each letter is found in order from the right, the first at the start of a word.
    """
    text = " ".join(before)
    place = len(text) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while place >= 0 and (text[place].lower() != letter or (index == 0 and place > 0 and text[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return None
        place -= 1
    return text[place + 1 :].split()


def singular(word: str, table: Words) -> str:
    """Return the singular of a lower-case word, by table and rule; a formula or a short word stays."""
    known = table.plurals.get(word)
    if known is not None:
        return known
    if len(word) < 3 or word[-1] != "s" or not word.isalpha() or word.endswith(("ss", "us", "is", "ics", "ous")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


def _balanced(text: str) -> bool:
    return all(text.count(opening) == text.count(closing) for opening, closing in _PAIRS.items())


def _uncapitalised(found: list[str]) -> list[str]:
    """Return the tokens of a text without the capital of its first, and, if it is set in title case, of all."""
    if not found:
        return found
    if len(found) < _LONGEST_TITLE:
        long = [token[0].isupper() for token in found if len(token) > 3 and token[0].isalpha()]
        if sum(long) > 0.6 * len(long):
            return [_low(token) for token in found]
    return [_low(found[0]), *found[1:]]


def _low(token: str) -> str:
    """Return the token with its parts between hyphens in lower case, but for symbols, digits and capitals inside."""
    if token.islower():
        return token
    parts = token.split("-")
    return "-".join(part.lower() if len(part) > 2 and part[1:].islower() and part.isalpha() else part for part in parts)


def _opens_formula(token: str) -> bool:
    """Return whether the bracket that opens ``token`` belongs to a formula and goes on behind its pair."""
    return token[0] in "([" and _GROUP.match(token) is not None


def _quiet(keyword: str) -> str:
    """Return a keyword that is all capitals in lower case, unless it is one word (an acronym or a formula)."""
    return keyword.lower() if " " in keyword and _SHOUTED.fullmatch(keyword) else keyword


def _display(reader: Reader, unit: npt.NDArray[np.int32]) -> tuple[str, ...]:
    """Return how each normal form is written: in lower case if that is seen at least once in ten, else as it mostly is.

    A mere capital at the start counts only from the fifth time on: titles and sentences begin with one.
    """
    seen = np.bincount(unit, minlength=len(reader.unit_word))
    written: list[dict[str, int]] = [{} for _ in reader.forms]
    for number in range(1, len(reader.unit_word)):
        form, normal = reader.unit_form[number], reader.forms[reader.unit_word[number]]
        if form[-1:] == "s" and normal == form[:-1].lower():
            form = form[:-1]
        counts = written[reader.unit_word[number]]
        counts[form] = counts.get(form, 0) + int(seen[number])
    return tuple(_written(normal, counts, reader.table.names) for normal, counts in zip(reader.forms, written))


def _written(normal: str, counts: dict[str, int], names: frozenset[str]) -> str:
    if normal in names:
        return normal.capitalize()
    same = {form: count for form, count in counts.items() if form.lower() == normal}
    if not same and any(c.isdigit() for c in normal):
        same = counts
    total = sum(same.values())
    if not same or same.get(normal, 0) * 10 >= total:
        return normal
    best = min(same, key=lambda form: (-same[form], form))
    return normal if best == normal.capitalize() and best.isalpha() and total < _PROPER else best
