"""A block's text as it is spoken, and the way back to the page.

In: a Block, whose text has ``_{…}`` and ``^{…}``, or such a text alone. Out: a FlatText: markup off (``Na_{0.85}`` is ``Na0.85``,
``g^{−1}`` is ``g−1``), citation marks out of the text but kept aside with their place, blanks single, words joined that a
ligature had torn (``confi guration``), and for every character its place in the block's text. Method: own.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.model import Block, Citation
from pipeline.pdf.hyphens import lexicon

BASE, SUB, SUPER = " ", "_", "^"


def flatten(block: Block) -> FlatText:
    """Return the block's text without markup and citation marks, with the way back to it."""
    return flatten_text(block.text, block.citations)


def flatten_text(text: str, citations: Sequence[Citation] = ()) -> FlatText:
    """Return ``text`` without markup and without the marks that ``citations`` name (places in ``text``)."""
    spoken, levels, origin = _without_markup(text)
    gone, marks = _marks(text, spoken, levels, origin, citations)
    return _assemble(spoken, levels, origin, gone, marks)


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation mark taken out of a flat text: it stood before character ``at``; ``numbers`` are the references it names.

    ``start`` and ``end`` are its place in the block's text. ``numbers`` is empty for a mark that names no known reference.
    """

    at: int
    start: int
    end: int
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FlatText:
    """A text without markup. ``origin[i]`` is the place in the block's text of character ``i``; ``levels[i]`` its script.

    ``levels`` has one character for each of ``text``: ``_`` subscript, ``^`` superscript, a blank otherwise.
    """

    text: str
    origin: tuple[int, ...]
    levels: str
    marks: tuple[Mark, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the block's text of ``text[start:end]``, for ``Block.regions`` (markup between is in it)."""
        if start >= end:
            here = self.origin[start] if start < len(self.origin) else (self.origin[-1] + 1 if self.origin else 0)
            return here, here
        return self.origin[start], self.origin[end - 1] + 1

    def index(self, place: int) -> int:
        """Return the first character of ``text`` that stands at or behind ``place`` of the block's text."""
        return bisect_left(self.origin, place)

    def marks_in(self, start: int, end: int) -> tuple[Mark, ...]:
        """Return the citation marks that stood inside or right behind ``text[start:end]``."""
        return tuple(m for m in self.marks if start < m.at <= end)

    def part(self, start: int, end: int) -> FlatText:
        """Return ``text[start:end]`` as a FlatText of the same block; marks inside or right behind it stay with it."""
        marks = tuple(Mark(m.at - start, m.start, m.end, m.numbers) for m in self.marks_in(start, end))
        return FlatText(self.text[start:end], self.origin[start:end], self.levels[start:end], marks)


# ---------------------------------------------------------------------------------------------- markup

_SIGN = re.compile("[_^]\\{|[{}]|[\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\ufeff]")


def _without_markup(text: str) -> tuple[str, str, list[int]]:
    """Return the characters outside markup signs, their levels, and their places; invisible characters go."""
    chars: list[str] = []
    levels: list[str] = []
    origin: list[int] = []
    open_levels: list[str] = []
    plain_braces = 0
    last_brace = text.rfind("}")
    at = 0

    def keep(start: int, end: int) -> None:
        chars.append(text[start:end])
        levels.append((open_levels[-1] if open_levels else BASE) * (end - start))
        origin.extend(range(start, end))

    for sign in _SIGN.finditer(text):
        start, end = sign.span()
        keep(at, start)
        at = end
        what = text[start]
        if what in "_^":
            if start < last_brace:
                open_levels.append(SUB if what == "_" else SUPER)
            else:
                keep(start, end)
        elif what == "}" and open_levels and not plain_braces:
            open_levels.pop()
        elif what in "{}":
            if open_levels:
                plain_braces += 1 if what == "{" else -1
            keep(start, end)
    keep(at, len(text))
    return "".join(chars), "".join(levels), origin


# ---------------------------------------------------------------------------------------------- citation marks

_NUMBERED = re.compile(r"[\[(]?\s*\d{1,4}[a-z]?(?:\s*[,;–−‐-]\s*\[?\d{1,4}[a-z]?\]?)*\s*[\])]?")
_WORDED_BEFORE = re.compile(
    r"(?:\b(?:refs?|reference|references|eqs?|equations?|figs?|figures?|tables?|in|of|from|by|see|to|and)\.?\s*)$", re.I
)
_WITH_YEAR = re.compile(r"[\[(].*(?:1[89]|20)\d\d.*[\])]", re.DOTALL)
_BROKEN_BRACKET = re.compile(r"(?=[^\]]*\[|[^\[]*\])\s*\[?[\d\s,;–−‐-]+\]?\s*")


def _marks(
    text: str, spoken: str, levels: str, origin: Sequence[int], citations: Sequence[Citation]
) -> tuple[set[int], list[Mark]]:
    """Return which characters of ``spoken`` belong to citation marks, and the marks (``at`` still a place in ``spoken``)."""
    gone: set[int] = set()
    marks: list[Mark] = []
    for citation in citations:
        first, last = bisect_left(origin, citation.start), bisect_left(origin, citation.end)
        if first < last and _may_go(spoken, levels, first, last):
            gone.update(range(first, last))
            marks.append(Mark(first, citation.start, citation.end, citation.numbers))
    for run in re.finditer(r"\^+", levels):  # what is left of marks that a line end broke: ^{[9,} ^{10]}
        first, last = run.span()
        if first in gone or not _BROKEN_BRACKET.fullmatch(spoken[first:last]) or not re.search(r"\d", spoken[first:last]):
            continue
        gone.update(range(first, last))
        marks.append(Mark(first, origin[first], origin[last - 1] + 1))
    return gone, sorted(marks, key=lambda m: m.start)


def _may_go(spoken: str, levels: str, first: int, last: int) -> bool:
    """Whether a mark is no word of its sentence: a superscript, ``[12]`` or ``(Author, 2020)``, but not "as in ref. 12"."""
    mark = spoken[first:last].strip()
    if set(levels[first:last].replace(BASE, "")) == {SUPER} and _NUMBERED.fullmatch(mark):
        return not re.search(r"\b[Rr]efs?\.?\s*$", spoken[:first])
    if not mark.startswith(("[", "(")):
        return False
    if _WORDED_BEFORE.search(spoken[max(0, first - 16) : first]):
        return False
    return bool(_NUMBERED.fullmatch(mark) or _WITH_YEAR.fullmatch(mark))


# ---------------------------------------------------------------------------------------------- assembling

_TORN = re.compile(r"(?<![^\W\d_])([^\W\d_]?[a-z]*(?:ffi|ffl|ff|fi|fl|ft|tt)|F[il]|Th) ([a-z]+)")
_BLANK = re.compile(r"\s")
_BLANKS = re.compile(r"\s\s+|\A\s")


def _assemble(spoken: str, levels: str, origin: Sequence[int], gone: set[int], marks: Sequence[Mark]) -> FlatText:
    """Put together what stays: no blank before a stop that a mark had parted, no double blanks, no torn words."""
    torn = {m.start(2) - 1 for m in _TORN.finditer(spoken) if _is_torn(m[1], m[2])}
    out = gone | torn
    # Only here may a character go or take the one before it along; all between is kept as it stands.
    doubtful = (
        out | {i + 1 for i in out} | {i for m in _BLANKS.finditer(spoken) for i in range(m.start() + bool(m.start()), m.end())}
    )
    runs: list[tuple[int, int]] = []
    count = begin = 0
    at: dict[int, int] = {}
    for i in sorted(doubtful):
        if i >= len(spoken):
            break
        if begin < i:
            runs.append((begin, i))
            count += i - begin
        begin = i + 1
        at[i] = count
        if i in out:
            continue
        c = spoken[i]
        after_blank = bool(runs) and spoken[runs[-1][1] - 1].isspace()
        if c.isspace() and (not runs or after_blank):
            continue
        if c in ".,;:)" and after_blank and i - 1 in gone:
            count -= 1
            _shorten(runs)
        runs.append((i, i + 1))
        count += 1
    if begin < len(spoken):
        runs.append((begin, len(spoken)))
    while runs and spoken[runs[-1][1] - 1].isspace():
        _shorten(runs)
    text = _BLANK.sub(" ", "".join(spoken[a:b] for a, b in runs))
    return FlatText(
        text,
        tuple(itertools.chain.from_iterable(origin[a:b] for a, b in runs)),
        "".join(levels[a:b] for a, b in runs),
        tuple(Mark(min(at[m.at], len(text)), m.start, m.end, m.numbers) for m in marks),
    )


def _shorten(runs: list[tuple[int, int]]) -> None:
    """Take the last character off."""
    start, end = runs.pop()
    if start < end - 1:
        runs.append((start, end - 1))


def _is_torn(left: str, right: str) -> bool:
    """Whether two words are one that a ligature parted: ``diff`` and ``erent``, but not ``off`` and ``ice``."""
    words = lexicon()
    whole, one, two = words.get((left + right).lower(), 0.0), words.get(left.lower(), 0.0), words.get(right, 0.0)
    if len(right) == 1 and right in "ai":
        return False
    if whole:
        return whole > min(one, two) + 0.5
    return len(left) > 3 and len(right) > 3 and not two and not one
