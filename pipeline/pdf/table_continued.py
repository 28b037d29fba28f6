"""The further part of a table at the head of the next page, where no caption says so: rows on the columns of the part before.

In: a page as the search for tables sees it, and the columns of a table that reached the foot of the page before; out: the
segments of its further part. Method: own; from the head of the page (running heads aside) down as long as every piece of a line
stands inside one of the columns, or in a header line over several. Rules and colour bands are not needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.pdf.table_captions import starts_other_caption
from pipeline.pdf.table_columns import Interval
from pipeline.pdf.table_space import PageSpace
from pipeline.pdf.table_text import NOTE_START, NOTE_WORD

FOOT = 0.72
"""Share of a page's height that the last row must reach for a table to be able to go on."""

_HEAD = 0.2  # share of the page height in which the further part must begin
_SKIPPED = 4  # lines that may stand above it: running heads


def continuation(page: PageSpace, columns: Sequence[Interval], size: float) -> list[int]:
    """Return the segments of a table's further part at the head of a page, in the order of lines, or none.

    ``columns`` are the left and right edges of the columns before, in points, ``size`` their font size.
    """
    if len(columns) < 3 or any(b - a <= 0 for a, b in columns):
        return []
    walls = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    rows = page.rows(page.inside(columns[0][0] - 0.1 * page.content.width, columns[-1][1] + 0.1 * page.content.width, 0, 1e6))
    for start, row in enumerate(rows[: _SKIPPED + 1]):
        if page.segments[row[0]].top > _HEAD * page.content.height:
            break
        if _columns_of(page, row, walls, size) is not None and (found := _down(page, rows[start:], walls, size)):
            return found
        if page.tabular(row) and _columns_of(page, row, walls, size) is None and len(row) > 2:
            break
    return []


def _down(page: PageSpace, rows: Sequence[Sequence[int]], walls: Sequence[float], size: float) -> list[int]:
    """Return the lines from the first of ``rows`` that stand on the columns; none unless they are surely rows of the table."""
    out: list[int] = []
    pending: list[int] = []
    full, base, pitch = 0, 0.0, 0.0
    for row in rows:
        own = [page.segments[j] for j in row]
        gap = min(s.baseline for s in own) - base
        if base and gap > max(2.6 * size, 1.9 * pitch):
            break
        text = own[0].text
        if starts_other_caption(text) or any(page.running(s) for s in own):
            break
        if (NOTE_START.match(text) or NOTE_WORD.match(text)) and len(own[0].words) > 2 and not page.tabular(row):
            break
        met = _columns_of(page, row, walls, size)
        if met is None:
            break
        if base and gap > 0.5 * size:
            pitch = max(pitch, min(gap, 2.2 * size))
        base = max(s.baseline for s in own)
        pending.extend(row)
        if len(met) >= 2:
            full += len(met) >= max(3, 0.6 * (len(walls) + 1))
            out, pending = [*out, *pending], []
    if full >= 2:
        return [*out, *_tail(page, pending, out)]
    return []


def _tail(page: PageSpace, pending: Sequence[int], body: Sequence[int]) -> list[int]:
    """Return the last lines of wrapped cells: pieces that begin where pieces of the body begin, at the pitch of a cell."""
    starts = [page.segments[j].x0 for j in body]
    size = median(page.segments[j].size for j in body)
    out: list[int] = []
    base = max(page.segments[j].baseline for j in body)
    for j in pending:
        s = page.segments[j]
        if s.baseline - base > 1.6 * size or not any(abs(s.x0 - x) < 2.0 for x in starts):
            break
        out.append(j)
        base = s.baseline
    return out


def _columns_of(page: PageSpace, row: Sequence[int], walls: Sequence[float], size: float) -> set[int] | None:
    """Return the columns that a line's pieces stand in, or None where a piece crosses the space between two columns."""
    met: set[int] = set()
    for j in row:
        s = page.segments[j]
        if not 0.8 < s.size / size < 1.25 and len(s.words) > 1:
            return None
        for word in _chunks(s.x0, s.x1, [(w.x0, w.x1) for w in s.words], walls):
            column = sum(w < (word[0] + word[1]) / 2 for w in walls)
            left = walls[column - 1] if column else -1e9
            right = walls[column] if column < len(walls) else 1e9
            if word[0] < left - 0.6 * size or word[1] > right + 0.6 * size:
                return None
            met.add(column)
    return met


def _chunks(x0: float, x1: float, words: Sequence[Interval], walls: Sequence[float]) -> list[Interval]:
    """Cut a segment where a wall falls between two of its words: narrow columns print as one segment."""
    out, start, end = [], x0, x0
    for k, (a, b) in enumerate(words):
        if k and any(end - 0.5 <= w <= a + 0.5 for w in walls):
            out.append((start, end))
            start = a
        end = b
    return [*out, (start, max(end, x1 if not out else end))]
