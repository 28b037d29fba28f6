"""From the lines of a reference list to its references.

In: lines in reading order; out: the lines of each entry, and the model's ``Reference`` values. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.model import Reference, Region, plain
from pipeline.pdf.references.entry import ParsedReference, parse_reference
from pipeline.pdf.references.labels import strip_number
from pipeline.pdf.references.lines import EntryLine, join_lines, join_lone_labels
from pipeline.pdf.references.starts import numbered_starts, starts_like_entry, unnumbered_starts

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


def split_entries(lines: Sequence[EntryLine]) -> list[list[EntryLine]]:
    """Return the lines of each entry, in order; lines before the first entry and after the list are left out.

    Lines come in reading order. A number that stands alone is joined to the line on the same height.
    """
    kept = [line for line in join_lone_labels(lines) if line.text.strip() and not _HEADING.fullmatch(plain(line.text))]
    kept = kept[: _end_of_list(kept)]
    if not kept:
        return []
    starts = numbered_starts(kept)
    if starts is None:
        starts = unnumbered_starts(kept)
    return [kept[a:b] for a, b in zip(starts, [*starts[1:], len(kept)], strict=True)]


def _label_number(entry: Sequence[EntryLine]) -> int | None:
    return strip_number(entry[0].text, None)[0]


def _end_of_list(lines: Sequence[EntryLine]) -> int:
    """Return where the list ends: at what publishers print below it, if hardly a line after that could begin an entry."""
    for i, line in enumerate(lines):
        if i and _AFTER_LIST.match(plain(line.text)):
            after = [k for k in range(i + 1, len(lines)) if starts_like_entry(lines[k])]
            if len(after) <= 0.1 * (len(lines) - i):
                return i
    return len(lines)
