"""A document cut into passages: plain text of every block, its section, its sentences and its citation marks.

In: `pipeline.model.Document`; out: `Passage`s. Text is that of `pipeline.language.flat`, so offsets are those of every other
reader of prose; what is no prose (LaTeX that a publisher left in the text) is blanked, character for character.
Method: own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from pipeline.language.flat import SUB, FlatText, flatten
from pipeline.language.sentences import boundaries
from pipeline.model import Block, BlockKind, Document

Section = Literal["title", "abstract", "introduction", "experimental", "results", "conclusion", "other"]


def passages(document: Document) -> tuple[Passage, ...]:
    """Return the passages of a document in reading order; references, page furniture and short author lines are left out."""
    out: list[Passage] = []
    section: Section = "introduction"
    for index, block in enumerate(document.blocks):
        if block.kind in {BlockKind.REFERENCE, BlockKind.FURNITURE}:
            continue
        if block.kind is BlockKind.AUTHORS and len(block.text) < 400:
            continue
        if block.kind is BlockKind.HEADING:
            section = _section(block.text, section)
        here: Section = section
        if block.kind is BlockKind.TITLE:
            here = "title"
        elif block.kind in {BlockKind.ABSTRACT, BlockKind.AUTHORS}:
            here = "abstract"
        if section == "other" and block.kind is BlockKind.PARAGRAPH:
            continue
        flat = flatten(block)
        text = _working(flat, block)
        subscripts = frozenset(i for run in _LOWERED.finditer(flat.levels) for i in range(*run.span()))
        unread = _unread_marks(flat)
        for (a, b), _ in unread:
            text = text[:a] + " " * (b - a) + text[b:]
        marks = (*((m.at, m.numbers) for m in flat.marks if m.numbers), *((a, numbers) for (a, _), numbers in unread))
        out.append(Passage(index, block, here, text, flat, subscripts, tuple(sorted(marks)), _cut(flat, text, block)))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Passage:
    """One block as flat ``text``, character for character that of ``flat``, which knows the places in ``block.text``.

    ``citations`` are (flat place, numbers); ``sentences`` are (start, end); ``subscripts`` tells lowered characters.
    """

    index: int
    block: Block
    section: Section
    text: str
    flat: FlatText
    subscripts: frozenset[int]
    citations: tuple[tuple[int, tuple[int, ...]], ...]
    sentences: tuple[tuple[int, int], ...]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the sentence around a place."""
        return next(((a, b) for a, b in self.sentences if a <= at < b), (0, len(self.text)))

    def around(self, at: int) -> str:
        """Return the sentence around a place; for a table its head and the row."""
        start, end = self.sentence(at)
        return (self.text[:200] + " " if self.block.kind is BlockKind.TABLE else "") + self.text[start:end]

    def cited(self, start: int, end: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return the citation marks between two places; a mark at the full stop belongs to its sentence."""
        return tuple((at, numbers) for at, numbers in self.citations if start < at <= end)


_LATEX = re.compile(r"\$[^$]*\\[^$]*\$|\$\s*\{[^$]*\$")
_LOWERED = re.compile(f"{SUB}+")
_TORN = re.compile(r"(?<=[_\d])\} _\{(?=[\d.])")


def _working(flat: FlatText, block: Block) -> str:
    """Return the flat text, character for character, with LaTeX blanked and what a blank means told.

    Ends of table rows are line feeds; the blank in a subscript torn in two (``Com_{950} _{0.8}``) is a word joiner.
    """
    table = block.kind is BlockKind.TABLE
    torn = {m.start() + 1 for m in _TORN.finditer(block.text)}
    if not (table or torn or "$" in flat.text):
        return flat.text
    text = list(flat.text)
    for m in _LATEX.finditer(flat.text):
        text[m.start() : m.end()] = " " * (m.end() - m.start())
    for i, place in enumerate(flat.origin):
        if text[i] != " ":
            continue
        if table and "\n" in block.text[place : flat.origin[min(i + 1, len(flat.origin) - 1)]]:
            text[i] = "\n"
        elif place in torn:
            text[i] = "\u2060"
    return "".join(text)


_MARK = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3})*")


def _unread_marks(flat: FlatText) -> list[tuple[tuple[int, int], tuple[int, ...]]]:
    """Find raised numbers that the reader took for no citation (its list of references was not read): (span, numbers).

    Only behind a stop, a bracket or a long word, where a raised number is neither a power nor a charge; ranges are written out.
    """
    out: list[tuple[tuple[int, int], tuple[int, ...]]] = []
    for run in re.finditer(r"\^+", flat.levels):
        a, b = run.span()
        if (
            not _MARK.fullmatch(flat.text[a:b])
            or not re.search(r"(?:[.,;:)\]\d]|[a-z]{4})$", flat.text[:a])
            or re.search(r"10$|[eE]$", flat.text[:a])
        ):
            continue
        if re.search(r"\d$", flat.text[:a]) and not re.search(r"[A-Z)]\S*\d$", flat.text[:a].split(" ")[-1]):
            continue
        numbers: list[int] = []
        for piece in re.split(r"\s?,\s?", flat.text[a:b]):
            low, _, high = (v.strip() for v in re.sub("[–-]", "|", piece).partition("|"))
            numbers += range(int(low), min(int(high), int(low) + 60) + 1) if high else [int(low)]
        out.append(((a, b), tuple(numbers)))
    return out


def _cut(flat: FlatText, text: str, block: Block) -> tuple[tuple[int, int], ...]:
    """Return the sentences; rows of a table are sentences of their own."""
    if block.kind is not BlockKind.TABLE:
        return tuple(boundaries(flat.text)) or ((0, len(text)),)
    ends = [i + 1 for i, c in enumerate(text) if c == "\n"]
    return tuple(zip([0, *ends], [*ends, len(text)]))


_SECTIONS: tuple[tuple[Section, str], ...] = (
    (
        "other",
        r"acknowledg|conflicts? of|confl icts? of|competing interest|declaration|author contrib|data availab"
        r"|supporting info|references|keywords|funding|credit",
    ),
    (
        "experimental",
        r"experimental|methods?\b|methodology|preparation|synthes[ie]s of|materials and|^\W*[\d.]*\s*synthesis$"
        r"|materials synthesis",
    ),
    ("conclusion", r"conclusion|summary|outlook|remarks"),
    (
        "results",
        r"results?|discussion|electrochemical|structur|performance|characteri[sz]ation|mechanism|kinetic|cycling|full cell",
    ),
    ("introduction", r"introduc"),
)


def _section(heading: str, current: Section) -> Section:
    """Return the section that a heading opens; a heading that says nothing keeps the section."""
    text = re.sub(r"(?<=[a-z])\s(?=(?:on|ti|tion|ons)\b)", "", heading.lower())
    for section, pattern in _SECTIONS:
        if re.search(pattern, text):
            if section == "experimental" and current == "results" and "synthes" in text:
                return current
            return section
    return "results" if current == "other" else current
