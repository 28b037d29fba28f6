"""Records of tagged text, line by line: what Web of Science, RIS, MEDLINE and EndNote share.

In: text; out: `Block`s, or what is made of them, each with its first line (from 1) and its fields, tag → values, a value being
the lines that stand under one tag. A block that has no end mark in a file that has them is broken: it may miss anything.
Method: own, after the publishers' format descriptions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pipeline.trends.exports.parsed import Parsed, Remark
from pipeline.trends.model import Publication

Tagged = Callable[[str], "tuple[str, str] | None"]
"""Returns the tag and the rest of a line that begins a field, else None."""


@dataclass(slots=True)
class Block:
    """One record: its first line, its fields (each occurrence of a tag is a list of lines), and why it is broken."""

    line: int
    fields: dict[str, list[list[str]]] = field(default_factory=dict)
    fault: str | None = None
    stray: int | None = None

    def first(self, *tags: str) -> str:
        """Return the first field of the first of ``tags`` that has words, as one line."""
        for tag in tags:
            for lines in self.fields.get(tag, ()):
                if text := " ".join(part for part in map(str.strip, lines) if part):
                    return text
        return ""

    def every(self, *tags: str) -> list[str]:
        """Return every occurrence of ``tags``, each as one line."""
        return [" ".join(map(str.strip, lines)) for tag in tags for lines in self.fields.get(tag, ())]

    def lines(self, *tags: str) -> list[str]:
        """Return every line under ``tags``."""
        return [line.strip() for tag in tags for lines in self.fields.get(tag, ()) for line in lines if line.strip()]


@dataclass(frozen=True, slots=True)
class Shape:
    """How a tagged format marks its records.

    ``begin`` opens a record, ``end`` closes it (None: the next ``begin`` or the end of the file does). ``heads`` stand outside of
    records. ``indented``: only indented lines go on a field; otherwise any line does. ``parted``: after an empty line one of
    these tags opens a record too, if the record before has all of ``whole``.
    """

    tagged: Tagged
    begin: str
    end: str | None
    heads: frozenset[str] = frozenset()
    indented: bool = False
    opens_anywhere: bool = False
    parted: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()


def blocks(text: str, shape: Shape) -> Iterator[Block | Remark]:
    """Yield the records of ``text``, the broken ones too, and remarks on lines that belong to none."""
    closes = shape.end is not None and _has_end(text, shape)
    if shape.end is not None and not closes:
        yield Remark(None, f"no record has an end mark ({shape.end}): records are parted where the next one begins")
    block: Block | None = None
    last: list[str] | None = None
    outside: list[int] = []
    after_empty = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line.isspace():
            after_empty = True
            continue
        apart, after_empty = after_empty, False
        found = shape.tagged(line)
        if found is None:
            if block is None:
                outside.append(number)
            elif last is not None and (not shape.indented or line[0] in " \t"):
                last.append(line)
            elif block.stray is None:
                block.stray = number
            continue
        tag, rest = found
        if tag == shape.end:
            if block is not None:
                yield block
            block = last = None
        elif tag in shape.heads:
            last = None
        else:
            if block is not None and _opens(tag, block, shape, apart):
                if closes:
                    block.fault = f"has no end mark ({shape.end}) before the next record begins on line {number}"
                yield block
                block = None
            if block is None:
                if tag != shape.begin and not shape.opens_anywhere:
                    outside.append(number)
                    continue
                block = Block(number)
            last = [rest]
            block.fields.setdefault(tag, []).append(last)
    if block is not None:
        if closes:
            block.fault = f"has no end mark ({shape.end}): the file is cut off"
        yield block
    if outside:
        yield Remark(outside[0], f"{len(outside)} lines outside of records were passed over")


def parsed(found: Iterable[Block | Remark], make: Callable[[Block], Publication]) -> Iterator[Parsed | Remark]:
    """Yield what ``make`` makes of each block, a fault for a broken one, and remarks as they are."""
    for block in found:
        if isinstance(block, Remark):
            yield block
        else:
            yield Parsed(block.line, fault=block.fault) if block.fault else Parsed(block.line, make(block))


def _opens(tag: str, block: Block, shape: Shape, apart: bool) -> bool:
    """Return whether a tag opens another record than ``block``; ``apart``: an empty line stands before it."""
    if shape.parted:
        done = apart and shape.whole <= block.fields.keys()
        return (tag == shape.begin and (tag in block.fields or done)) or (tag in shape.parted and done)
    return tag == shape.begin and (bool(block.fields) or shape.end is None)


def matcher(pattern: str) -> Tagged:
    """Return a function that tells tag and rest by a regular expression with two groups."""
    match = re.compile(pattern, re.DOTALL).match

    def tagged(line: str) -> tuple[str, str] | None:
        found = match(line)
        return (found[1], found[2] or "") if found else None

    return tagged


def _has_end(text: str, shape: Shape) -> bool:
    for found in re.finditer(rf"^[ \t\ufeff]*{shape.end}\b[^\n]*", text, re.MULTILINE):
        tagged = shape.tagged(found[0])
        if tagged is not None and tagged[0] == shape.end:
            return True
    return False
