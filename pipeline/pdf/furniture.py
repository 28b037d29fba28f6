"""Running heads and feet, page numbers, line numbers, stamps: what stands on a page but is not of its text.

In: the segments of all pages; out: for every page the indices of segments that are furniture. Method: own – lines in the margin
zones that repeat at one height over pages with the same words (digits aside), or that stand apart at a height where other
pages have such lines.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pdf.words import Segment, TextSegment

_PAGE_NUMBER = re.compile(
    r"(?i)^(page\s*)?[-–—|(\[ ]*(\d{1,6}|[ivxl]{1,6}|[eS]\d{1,6})[-–—|)\] ]*$|^(page\s+)?\d{1,5}\s+(of|/)\s+\d{1,5}$"
)
_STAMP = re.compile(
    r"(?i)^(downloaded (from|on|by|via)|published on \d|view (article|journal|article online|issue)|this article is licensed|"
    r"open access article\b|accepted manuscript|just accepted|published online|author manuscript|preprint|"
    r"https?://doi\.org/\S+$|doi: ?10\.\S+$|www\.\S+$|©|\(c\) (19|20)\d\d|copyright ©|see discussions, stats)"
)
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_ZONE = 0.115  # share of the page height at top and bottom where heads and feet stand
_OUTER = 0.075  # share of the page height where even a second group of lines that stands apart is furniture
_SAME_HEIGHT = 2.5  # points


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page's number, size and segments, as furniture detection needs them."""

    number: int
    width: float
    height: float
    segments: Sequence[TextSegment]


def furniture(pages: Sequence[PageLines]) -> list[frozenset[int]]:
    """Return, for every page, the indices of the segments that are running heads, feet, page or line numbers, or stamps."""
    numbers = _line_numbers(pages)
    out = [set(_stamps(page)) | own for page, own in zip(pages, numbers, strict=True)]
    for top in (True, False):
        for page_index, found in enumerate(_margin(pages, numbers, top)):
            out[page_index] |= found
    return [frozenset(s) for s in out]


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text.lower()))


def _stamps(page: PageLines) -> set[int]:
    out = set()
    for i, s in enumerate(page.segments):
        if (s.top < 0.1 * page.height or s.bottom > 0.9 * page.height) and _STAMP.match(s.plain):
            out.add(i)
    return out


def _margin(pages: Sequence[PageLines], numbers: Sequence[set[int]], top: bool) -> list[set[int]]:
    rows = [_rows(page, own, top) for page, own in zip(pages, numbers, strict=True)]
    seen: Counter[tuple[str, int]] = Counter()
    heights: Counter[int] = Counter()
    within: Counter[int] = Counter()  # pages where text goes on right below (or above) a row at this height
    for page, page_rows in zip(pages, rows, strict=True):
        keys: set[tuple[str, int]] = set()
        places: set[int] = set()
        close: set[int] = set()
        for row in page_rows:
            place = round((row.baseline if top else page.height - row.baseline) / _SAME_HEIGHT)
            for i in row.members:
                text = _key(page.segments[i].plain)
                keys |= {(text, place + d) for d in (-1, 0, 1)}
            (places if row.apart else close).update(place + d for d in (-1, 0, 1))
        seen.update(keys)
        heights.update(places)
        within.update(close)
    often = max(2, min(5, round(0.3 * len(pages))))
    at_height = max(3, round(0.4 * len(pages)))
    out: list[set[int]] = []
    for page, page_rows in zip(pages, rows, strict=True):
        found: set[int] = set()
        inner: float | None = None
        running = _running(page, page_rows)
        for row in page_rows:
            place = round((row.baseline if top else page.height - row.baseline) / _SAME_HEIGHT)
            texts = [page.segments[i].plain for i in row.members]
            s = page.segments[row.members[0]]
            outside = row.apart or row.parted or (s.bottom if top else page.height - s.top) < _OUTER * page.height
            worded = [_key(t) for t in texts if any(c.isalpha() for c in t)]
            repeats = outside and any(seen[(k, place)] >= often for k in worded) and not _wide_text(page, row)
            number = row.apart and all(_PAGE_NUMBER.match(t) for t in texts)
            usual = heights[place] >= at_height and heights[place] > 2 * within[place]
            stands = row.apart and usual and len(" ".join(texts)) < 180 and row.baseline not in running
            if repeats or number or stands:
                found |= set(row.members)
                inner = row.baseline if row.apart or (repeats and row.parted) else inner
        if inner is not None:  # whatever stands farther out than a running head is no text either
            for row in page_rows:
                if (row.baseline < inner) if top else (row.baseline > inner):
                    found |= set(row.members)
        out.append(found)
    return out


@dataclass(frozen=True, slots=True)
class _Row:
    baseline: float
    members: tuple[int, ...]
    apart: bool  # a wide gap parts this row, and all rows farther out, from the text
    parted: bool  # a wide gap parts it from the next row inward


def _rows(page: PageLines, left_out: set[int], top: bool) -> list[_Row]:
    limit = _ZONE * page.height
    lines = sorted((i for i in range(len(page.segments)) if i not in left_out), key=lambda i: page.segments[i].baseline)
    groups: list[list[int]] = []
    for i in lines:
        s = page.segments[i]
        if groups and s.baseline - page.segments[groups[-1][-1]].baseline < 3.0:
            groups[-1].append(i)
        else:
            groups.append([i])
    if not top:
        groups.reverse()
    zone = []
    for g in groups:
        s = page.segments[g[0]]
        distance = s.top if top else page.height - s.bottom
        if distance > limit:
            break
        zone.append(g)
    gaps = []
    for a, b in itertools.pairwise(groups):
        first, second = page.segments[a[0]], page.segments[b[0]]
        gaps.append(abs(first.baseline - second.baseline) / max(first.size, second.size, 1.0))
    out = []
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 12 else 1.2
    least = max(1.75, min(1.45 * usual, 3.2))
    last_apart = -1
    for k in range(min(len(zone), 5, len(gaps))):
        s = page.segments[groups[k][0]]
        outer = (s.bottom if top else page.height - s.top) < _OUTER * page.height
        if gaps[k] > least and (last_apart < 0 or outer):
            last_apart = k
    for k, g in enumerate(zone[:6]):
        out.append(_Row(page.segments[g[0]].baseline, tuple(g), k <= last_apart, k < len(gaps) and gaps[k] > least))
    return out


def _running(page: PageLines, rows: Sequence[_Row]) -> set[float]:
    """Return the baselines of rows that are running text, which a figure or table parts from the rest of the page."""
    if not any(row.apart for row in rows):
        return set()
    lefts, sizes = (Counter(round(v) for v in values) for values in zip(*((s.x0, s.size) for s in page.segments), strict=True))
    out: set[float] = set()
    block: list[_Row] = []
    for row in rows:
        block.append(row)
        if row.parted or row is rows[-1]:
            first = [page.segments[r.members[0]] for r in block]
            if any(
                lefts[round(s.x0)] > 4 and sizes[round(s.size)] > 0.4 * len(page.segments) and _sentence_like(s.plain)
                for s in first
            ):
                out |= {r.baseline for r in block}
            block = []
    return out


def _sentence_like(text: str) -> bool:
    words = [w for w in text.split() if w[:1].isalpha()]
    return len(words) > 6 and sum(w.islower() for w in words) > 0.6 * len(words)


def _wide_text(page: PageLines, row: _Row) -> bool:
    """A full line of running text is not furniture, whatever it says."""
    return len(row.members) == 1 and len(page.segments[row.members[0]].plain) > 110


def line_numbers(page: PageLines) -> set[int]:
    """Return the indices of a manuscript's line numbers on one page, where they are beyond doubt."""
    return {i for numbers in (_side(page, True), _side(page, False)) if _counts_lines(page, numbers, 0.85) for i, _ in numbers}


def without_line_numbers(found: Sequence[Segment], width: float) -> list[int]:
    """Return the indices of segments that begin with a manuscript's line number, printed too near to be a segment of its own.

    ``width`` is the page's, in points. The numbers beside such a one stand alone, end at the same place and count up with it.
    """
    edges: dict[int, list[tuple[float, int, int]]] = {}
    for i, s in enumerate(found):
        first = s.words[0]
        if first.x1 < 0.2 * width and first.plain.isdigit() and len(first.plain) < 5:
            edges.setdefault(round(first.x1), []).append((s.baseline, int(first.plain), i))
    for numbers in edges.values():
        numbers.sort()
        steps = [b[1] - a[1] for a, b in itertools.pairwise(numbers)]
        glued = [i for _, _, i in numbers if len(found[i].words) > 1]
        if glued and len(numbers) >= 8 and len(glued) < 0.5 * len(numbers) and steps.count(1) >= 0.9 * len(steps):
            return glued
    return []


def _line_numbers(pages: Sequence[PageLines]) -> list[set[int]]:
    """A manuscript's line numbers: integers counting up by one (or five) in a column of their own beside the text.

    Where some page shows them beyond doubt, other pages need less evidence at the same place.
    """
    sides = [(_side(page, True), _side(page, False)) for page in pages]
    sure = [
        _edge(numbers)
        for page, both in zip(pages, sides, strict=True)
        for numbers in both
        if _counts_lines(page, numbers, coverage=0.85)
    ]
    out: list[set[int]] = []
    for page, both in zip(pages, sides, strict=True):
        own: set[int] = set()
        for numbers in both:
            placed = bool(numbers) and any(abs(_edge(numbers) - e) < 8.0 for e in sure)
            if placed and _counts_lines(page, numbers, coverage=0.2):
                own |= {i for i, _ in numbers}
        out.append(own)
    return out


_Numbers = list[tuple[int, TextSegment]]


def _side(page: PageLines, left: bool) -> _Numbers:
    digits = [(i, s) for i, s in enumerate(page.segments) if s.plain.isdigit() and len(s.plain) < 5]
    near = [n for n in digits if (n[1].x1 < 0.2 * page.width if left else n[1].x0 > 0.88 * page.width)]
    return sorted(near, key=lambda n: n[1].baseline)


def _edge(numbers: _Numbers) -> float:
    """Return the right edge that most of the numbers share, in points."""
    return float(Counter(round(s.x1) for _, s in numbers).most_common(1)[0][0])


def _counts_lines(page: PageLines, numbers: _Numbers, coverage: float) -> bool:
    """Whether the numbers count the lines beside them, unlike a reference list's entry numbers.

    ``coverage`` is the least share of the lines, of the size of those with a number, that the numbers account for.
    """
    if len(numbers) < 5:
        return False
    values = [int(s.plain) for _, s in numbers]
    step, count = Counter(b - a for a, b in itertools.pairwise(values)).most_common(1)[0]
    if step not in (1, 2, 5, 10) or count < 0.8 * (len(values) - 1):
        return False
    own = {i for i, _ in numbers}
    if _inside_text(page, numbers, own) or (coverage > 0.5 and _beside_cells(page, numbers, own)):
        return False
    heights = [s.baseline for _, s in numbers]
    middle = page.width / 2
    left = numbers[0][1].x0 < middle
    texts = [
        s
        for i, s in enumerate(page.segments)
        if i not in own
        and heights[0] - 3 <= s.baseline <= heights[-1] + 3
        and len(s.plain) > 12
        and ((s.x0 < middle) if left else (s.x1 > middle))
    ]
    beside = Counter(round(s.size) for s in texts if any(abs(s.baseline - h) < 2.5 for h in heights))
    if not beside:
        return False
    usual = beside.most_common(1)[0][0]
    same = [s for s in texts if abs(s.size - usual) <= 0.75]
    lines = {round(s.baseline / 2.5) for s in same}
    dated = sum(bool(_YEAR.search(s.plain)) for s in same)
    entries = coverage > 0.5 and dated >= 0.3 * max(len(same), 1)  # years: these may be entries of one line each
    counted, most = len(numbers) * step, (1.6 if coverage > 0.5 else 2.5) * len(lines) + step
    return coverage * len(lines) <= counted <= most and not entries


def _inside_text(page: PageLines, numbers: _Numbers, own: set[int]) -> bool:
    """Whether the numbers stand in the text's own width, as a table's running numbers do, and not in the margin beside it."""
    left = numbers[0][1].x0 < page.width / 2
    edge = min(s.x0 for _, s in numbers) if left else max(s.x1 for _, s in numbers)
    long = [s for i, s in enumerate(page.segments) if i not in own and s.x1 - s.x0 > 0.3 * page.width]
    return sum((s.x0 < edge + 1.0) if left else (s.x1 > edge - 1.0) for s in long) >= 2


def _beside_cells(page: PageLines, numbers: _Numbers, own: set[int]) -> bool:
    """Whether most of the numbers stand in one line with several pieces of text: the running numbers of a table's rows."""
    pieces = Counter(round(s.baseline / 2.5) for i, s in enumerate(page.segments) if i not in own)
    beside = [sum(pieces[round(s.baseline / 2.5) + d] for d in (-1, 0, 1)) for _, s in numbers]
    return sum(n > 3 for n in beside) > 0.5 * len(numbers)
