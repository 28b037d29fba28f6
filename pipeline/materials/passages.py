"""A document cut into passages: plain text of every block, its section, its sentences and its citation marks.

In: `pipeline.model.Document`; out: `Passage`s. Text is flat: markup and superscript citation marks are taken out, and every flat
character knows its place in the block. What is no prose (LaTeX that a publisher left in the text) is blanked, so offsets stay.
Method: own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

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
        text, origin, subscripts = _flatten(block)
        if section == "other" and block.kind is BlockKind.PARAGRAPH:
            continue
        marks = tuple((_flat_place(origin, c.start), c.numbers) for c in block.citations)
        out.append(Passage(index, block, here, text, origin, subscripts, marks, _sentences(text)))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Passage:
    """One block as flat ``text``; ``origin[i]`` is the place of ``text[i]`` in ``block.text`` (one more entry ends the text).

    ``citations`` are (flat place, numbers); ``sentences`` are (start, end); ``subscripts`` tells lowered characters.
    """

    index: int
    block: Block
    section: Section
    text: str
    origin: tuple[int, ...]
    subscripts: frozenset[int]
    citations: tuple[tuple[int, tuple[int, ...]], ...]
    sentences: tuple[tuple[int, int], ...]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the sentence around a place."""
        return next(((a, b) for a, b in self.sentences if a <= at < b), (0, len(self.text)))

    def cited(self, start: int, end: int) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """Return the citation marks between two places; a mark at the full stop belongs to its sentence."""
        return tuple((at, numbers) for at, numbers in self.citations if start < at <= end)


_MARKUP_OPEN = re.compile(r"[_^]\{")
_LATEX = re.compile(r"\$[^$]*\\[^$]*\$|\$\s*\{[^$]*\$")


def _flatten(block: Block) -> tuple[str, tuple[int, ...], frozenset[int]]:
    """Take markup and superscript citations off; blank LaTeX; a subscript torn in two keeps a word joiner for its blank."""
    text = block.text
    hidden = [False] * len(text)
    for c in block.citations:
        if text[max(0, c.start - 2) : c.start] == "^{" or text.startswith("^{", c.start):
            hidden[c.start : c.end] = [True] * (c.end - c.start)
    for m in _LATEX.finditer(text):
        for i in range(m.start(), m.end()):
            hidden[i] = True
    out: list[str] = []
    origin: list[int] = []
    lowered: set[int] = set()
    stack: list[str] = []
    i = 0
    while i < len(text):
        if _MARKUP_OPEN.match(text, i) and not hidden[i]:
            stack.append(text[i])
            i += 2
            continue
        if text[i] == "}" and stack:
            torn = text.startswith(" _{", i + 1) and stack[-1] == "_"
            stack.pop()
            i += 1
            if torn and re.match(r"[\d.]", text[i + 3 : i + 4]):
                out.append("\u2060")
                origin.append(i)
                i += 1
            continue
        if not hidden[i]:
            if stack and stack[-1] == "_":
                lowered.add(len(out))
            out.append(text[i])
            origin.append(i)
        i += 1
    return "".join(out), (*origin, len(text)), frozenset(lowered)


def _flat_place(origin: tuple[int, ...], place: int) -> int:
    """Return how many flat characters stand before a place of the block's text."""
    lo, hi = 0, len(origin) - 1
    while lo < hi:
        mid = (lo + hi) // 2
        if origin[mid] < place:
            lo = mid + 1
        else:
            hi = mid
    return lo


_NOT_AN_END = re.compile(
    r"(?:\b(?:Figs?|Refs?|Eqs?|Tabs?|et al|vs|ca|cf|i\.e|e\.g|No|Nos|approx|resp|abbr|St|Dr|Prof|wt|vol|Inc|Ltd|Co|Suppl|Sect)|\b[A-Z])\.$"
)


def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Cut at full stops that are followed by a capital; rows of a table are sentences of their own."""
    out: list[tuple[int, int]] = []
    start = 0
    for m in re.finditer(r"[.!?][)\]\"”]?\s+(?=[A-Z(\[“\"0-9αβ])|\n+", text):
        if "\n" not in m[0] and _NOT_AN_END.search(text[start : m.start() + 1]):
            continue
        out.append((start, m.end()))
        start = m.end()
    out.append((start, len(text)))
    return tuple((a, b) for a, b in out if b > a)


_SECTIONS: tuple[tuple[Section, str], ...] = (
    ("other", r"acknowledg|conflicts? of|confl icts? of|competing interest|declaration|author contrib|data availab|supporting info|references|keywords|funding|credit"),
    ("experimental", r"experimental|methods?\b|methodology|preparation|synthes[ie]s of|materials and|^\W*[\d.]*\s*synthesis$|materials synthesis"),
    ("conclusion", r"conclusion|summary|outlook|remarks"),
    ("results", r"results?|discussion|electrochemical|structur|performance|characteri[sz]ation|mechanism|kinetic|cycling|full cell"),
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
