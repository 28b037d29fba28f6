"""Reading order on one page: full-width zones, columns, floats.

In: boxes of a page's lines, tables and figures; out: their indices in reading order, in leaves (a leaf is a stretch of one
column). Method: own, a recursive cut in which the gutter is found by a vote over the rows of a raster – a strip with no ink that
has text on both sides over the most height – because gaps alone fail on justified text. Full-width lines end a zone; inside a
zone left comes before right.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.model import Box

_X, _Y = 1.0, 1.5  # points a raster cell is wide and high
_GUTTER = 7.0  # points: the least width of a gutter
_MIN_ROWS = 4.2  # line heights that must stand on both sides of a gutter
_FULL_LINES = 4  # lines of one width that make a column


@dataclass(frozen=True, slots=True)
class Item:
    """A box to be ordered; ``text`` is False for a float (figure, table) that bars the way but has no lines of its own."""

    box: Box
    text: bool = True
    chars: int = 20
    size: float = 0.0


def reading_order(items: Sequence[Item], line_height: float, known: list[float] | None = None) -> list[list[int]]:
    """Return the indices of ``items`` in reading order, as leaves: stretches of one column from top to bottom.

    ``known`` are the x of gutters of earlier pages, to which this page's are added: where a gutter is known, two short columns
    of a line or two are believed.
    """
    items = [i if all(map(math.isfinite, i.box)) else Item((0.0, 0.0, 0.0, 0.0), False) for i in items]
    leaves: list[list[int]] = []
    line = max(line_height, 4.0)
    _cut(
        items,
        list(range(len(items))),
        line,
        leaves,
        0,
        [] if known is None else known,
        [*((a + b) / 2 for a, b in twins(items, line)), *_sidebars(items, line)],
    )
    return leaves


def twins(items: Sequence[Item], line: float) -> list[tuple[float, float]]:
    """Return where the left of two columns of one width ends and the right begins: several full lines there, at least one here.

    A column that has only just begun parts too few rows to be seen by its gutter alone.
    """
    text = [i for i in items if i.text and i.chars > 12 and i.box[2] - i.box[0] > 8 * line]
    edges: dict[tuple[int, int], list[Item]] = {}
    for i in text:
        edges.setdefault((round(i.box[0] / 3), round(i.box[2] / 3)), []).append(i)
    out: list[tuple[float, float]] = []
    for full in edges.values():
        if len(full) < _FULL_LINES:
            continue
        x0, x1 = full[0].box[0], full[0].box[2]
        for other in text:
            width = other.box[2] - other.box[0]
            apart = 0.5 * _GUTTER <= other.box[0] - x1 <= 4 * line
            equal = abs(width - (x1 - x0)) < 0.02 * width + 1.0 and abs(other.size - full[0].size) < 0.3
            if apart and equal and not any(abs(x1 - a) < 4.0 and abs(other.box[0] - b) < 4.0 for a, b in out):
                out.append((x1, other.box[0]))
    return out


def _sidebars(items: Sequence[Item], line: float) -> list[float]:
    """Return the x left of text beside which lines stand in a column of their own: dates, citation, licence, keywords.

    Their print is smaller; or they stand far from lines that are full and follow each other closely, as names do not beside long
    explanations.

    Such a column has too few lines to be seen by its gutter, and gaps between them.
    """
    text = [i for i in items if i.text]
    edges: dict[int, list[Item]] = {}
    for i in text:
        if i.chars > 30:
            edges.setdefault(round(i.box[0] / 3), []).append(i)
    out: list[float] = []
    for main in edges.values():
        if len(main) < _FULL_LINES + 2:
            continue
        x, size = min(i.box[0] for i in main), _middle(main)
        top, bottom = min(i.box[1] for i in main) - line, max(i.box[3] for i in main)
        near = [i for i in text if top <= i.box[1] <= bottom and i.box[0] < x - _GUTTER]
        apart = 2.5 * size if _block_beside(near, main, text, line) else math.inf
        side = [i for i in near if i.box[2] < x - (_GUTTER if i.size < 0.95 * size else apart)]
        flush = [i for i in side if abs(i.box[0] - min(s.box[0] for s in side)) < 2.0]
        long = sum(i.chars > 8 for i in flush)
        if len(side) == len(near) and long >= 3 and long >= 0.5 * len(side):
            out.append(x - 0.5 * _GUTTER)
    return out


def _block_beside(side: Sequence[Item], main: Sequence[Item], text: Sequence[Item], line: float) -> bool:
    """Whether lines follow each other closely beside lines that end at the right edge, all but the last."""
    tops = sorted(i.box[1] for i in side)
    if len(tops) < 4 or any(b - a > 1.6 * line for a, b in itertools.pairwise(tops)):
        return False
    x, lowest = min(i.box[0] for i in main), max(i.box[1] for i in main)
    rows = [i.box[1] for i in main if tops[0] - line < i.box[1] < min(tops[-1] + line, lowest)]
    ends = [max(i.box[2] for i in text if i.box[0] > x - 1 and abs(i.box[1] - top) < 2.0) for top in rows]
    return len(ends) > 1 and min(ends) > max(ends) - 3.0


def _cut(
    items: Sequence[Item],
    indices: list[int],
    line: float,
    leaves: list[list[int]],
    depth: int,
    known: list[float],
    hints: Sequence[float],
) -> None:
    if not indices:
        return
    gutter = _gutter(items, indices, line, known, hints) if len(indices) > 1 and depth < 12 else None
    if gutter is None:
        leaves.append(sorted(indices, key=lambda i: (items[i].box[1] + items[i].box[3], items[i].box[0])))
        return
    x, y0, y1 = gutter
    if not any(abs(x - k) < 4.0 for k in known):
        known.append(x)
    above, left, right, below = [], [], [], []
    for i in indices:
        x0, top, x1, bottom = items[i].box
        middle = (top + bottom) / 2
        if middle < y0:
            above.append(i)
        elif middle > y1:
            below.append(i)
        elif (x0 + x1) / 2 < x:
            left.append(i)
        else:
            right.append(i)
    # what stands alone on the left before the right column begins belongs to the zone above: the order is the same
    first_right = min((items[i].box[1] for i in right), default=y1)
    lead = [i for i in left if items[i].box[3] <= first_right + 1 and items[i].text]
    if above and lead and len(lead) < len(left):
        lowest = max(items[i].box[3] for i in above)
        lead.sort(key=lambda i: items[i].box[1])
        for i in lead:
            if items[i].box[1] - lowest > 0.9 * line:
                break
            above.append(i)
            left.remove(i)
            lowest = items[i].box[3]
    band = _zone_break(items, left, right, line)
    if band is not None:
        for low in (False, True):
            half = [i for i in (*left, *right) if (items[i].box[1] >= band) == low]
            if not low:
                half = above + half
            else:
                half += below
            _cut(items, half, line, leaves, depth + 1, known, hints)
        return
    if not left or not right:
        leaves.append(sorted(indices, key=lambda i: (items[i].box[1] + items[i].box[3], items[i].box[0])))
        return
    for part in (above, left, right, below):
        _cut(items, part, line, leaves, depth + 1, known, hints)


def _zone_break(items: Sequence[Item], left: Sequence[int], right: Sequence[int], line: float) -> float | None:
    """Return the height at which both columns break and go on in another type size: a list of references set below the text."""
    blank: list[tuple[float, float]] = []
    reach = -1e9
    for _, top, _, bottom in sorted((items[i].box for i in (*left, *right)), key=lambda b: b[1]):
        if reach > 0 and top - reach > 0.6 * line:
            blank.append((reach, top))
        reach = max(reach, bottom)
    for _, y in blank:
        sizes = []
        for side in (left, right):
            over = [items[i] for i in side if items[i].box[1] < y and items[i].text]
            under = [items[i] for i in side if items[i].box[1] >= y and items[i].text and items[i].chars > 12]
            if len(over) < 2 or len(under) < 3:
                break
            near = sorted(over, key=lambda i: -i.box[1])[:4]
            sizes.append(_middle(near) - _middle(sorted(under, key=lambda i: i.box[1])[:8]))
        if len(sizes) == 2 and min(abs(d) for d in sizes) > 0.4 and (sizes[0] > 0) == (sizes[1] > 0):
            return y - 0.01
    return None


def _middle(items: Sequence[Item]) -> float:
    sizes = sorted(i.size for i in items)
    return sizes[len(sizes) // 2]


def _gutter(
    items: Sequence[Item], indices: list[int], line: float, known: Sequence[float], hints: Sequence[float]
) -> tuple[float, float, float] | None:
    """Return x and the vertical extent of the strip that parts the most text, or None."""
    boxes = [items[i].box for i in indices]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    if right - left < 12 * line or bottom - top < 0.8 * line or not np.isfinite([left, top, right, bottom]).all():
        return None
    columns, rows = int((right - left) / _X) + 2, int((bottom - top) / _Y) + 2
    if columns * rows > 4_000_000:
        return None
    bar: NDArray[np.bool_] = np.zeros((rows, columns), dtype=bool)
    ink: NDArray[np.bool_] = np.zeros((rows, columns), dtype=bool)
    half = int(_GUTTER / 2 / _X)
    margin = int(0.08 * columns)
    close = {c + d for k in hints for c in [int((k - left) / _X)] for d in range(-2, 3)}
    close = {c for c in close if margin <= c < columns - margin}
    hinted = close | {
        c + d for k in known for c in [int((k - left) / _X)] for d in (-2, 0, 2) if margin <= c + d < columns - margin
    }
    places: list[tuple[int, int, int, int]] = []
    for i, (x0, y0, x1, y1) in zip(indices, boxes, strict=True):
        r0, r1 = int((y0 - top) / _Y), int((y1 - top) / _Y) + 1
        c0, c1 = int((x0 - left) / _X), int((x1 - left) / _X) + 1
        bar[r0:r1, max(c0 - half, 0) : c1 + half] = True
        places.append((r0, r1, c0, c1))
        if items[i].text:
            ink[r0:r1, c0:c1] = True
    for c in close:  # where this page's lines say that columns are parted, a narrow gutter is enough
        bar[:, c] = False
        for r0, r1, c0, c1 in places:
            if c0 <= c < c1:
                bar[r0:r1, c] = True
    across = np.arange(columns)
    first, last = ink.argmax(axis=1), columns - 1 - ink[:, ::-1].argmax(axis=1)
    last[~ink.any(axis=1)] = -1  # nothing printed in this row: no column is between
    parted = ~bar & (across >= first[:, None]) & (across <= last[:, None])
    printed = parted.sum(axis=0) * _Y
    strips: list[_Strip] = []
    for c in sorted({*range(margin, columns - margin, 2), *hinted}):
        least = (0.8 if c in hinted else _MIN_ROWS) * line
        if printed[c] < least:
            continue
        column = parted[:, c]
        walls = np.flatnonzero(bar[:, c])
        starts = np.concatenate(([0], walls + 1))
        ends = np.concatenate((walls, [rows]))
        sums = np.concatenate(([0], np.cumsum(column)))
        counts = sums[ends] - sums[starts]
        k = int(np.argmax(counts))
        score = float(counts[k]) * _Y
        if score >= least:
            strips.append(_Strip(c, score, int(starts[k]), int(ends[k])))
    if not strips:
        return None
    chosen = _widest(strips)
    best = max(chosen, key=lambda s: s.score)
    middle = chosen[len(chosen) // 2]
    longest = max(s.end - s.start for s in chosen)
    if middle.end - middle.start < 0.9 * longest:  # text above or below reaches into the gutter that numbers widen
        long = [s for s in chosen if s.end - s.start >= 0.9 * longest]
        middle = long[len(long) // 2]
    c = middle.column
    walls = np.flatnonzero(bar[:, c])
    # the extent of the zone at the middle of the gutter
    anchor = (best.start + best.end) // 2
    if bar[anchor, c]:
        c = best.column
        walls = np.flatnonzero(bar[:, c])
    over, under = walls[walls < anchor], walls[walls > anchor]
    r0 = int(over[-1]) + 1 if len(over) else 0
    r1 = int(under[0]) if len(under) else rows
    x, y0, y1 = left + c * _X, top + r0 * _Y - _Y, top + r1 * _Y + _Y
    if not _two_columns(items, indices, x, y0, y1, line):
        return None
    return x, y0, y1


@dataclass(frozen=True, slots=True)
class _Strip:
    """A raster column with no ink from row ``start`` to ``end``; ``score`` is the height, in points, of text on both sides."""

    column: int
    score: float
    start: int
    end: int


def _widest(strips: Sequence[_Strip]) -> list[_Strip]:
    """Return the widest run of neighbouring strips among those that part nearly the most text.

    Beside a column of entry numbers two strips part the same lines: the gutter is the wide one.
    """
    most = max(s.score for s in strips)
    runs: list[list[_Strip]] = []
    for s in strips:
        if s.score < 0.88 * most:
            continue
        if runs and s.column - runs[-1][-1].column <= 2 and s.start <= runs[-1][-1].end and runs[-1][-1].start <= s.end:
            runs[-1].append(s)
        else:
            runs.append([s])
    return max(runs, key=lambda run: (run[-1].column - run[0].column, max(s.score for s in run)))


def _two_columns(items: Sequence[Item], indices: list[int], x: float, y0: float, y1: float, line: float) -> bool:
    """Whether both sides hold text of their own: a column of entry numbers, bullets or line numbers is no column."""
    sides: tuple[list[Item], list[Item]] = ([], [])
    for i in indices:
        item = items[i]
        middle = (item.box[1] + item.box[3]) / 2
        if y0 <= middle <= y1 and item.text:
            sides[(item.box[0] + item.box[2]) / 2 >= x].append(item)
    for side in sides:
        if not side:
            return False
        widths = sorted(i.box[2] - i.box[0] for i in side)
        if widths[len(widths) // 2] < 3.0 * line and sum(i.chars for i in side) / len(side) < 8:
            return False
    return not _one_line(items, indices, (*sides[0], *sides[1]), line)


def _one_line(items: Sequence[Item], indices: Sequence[int], zone: Sequence[Item], line: float) -> bool:
    """Whether the text of a zone is one line with a wide gap where columns are parted elsewhere.

    A line of its size and with its edges stands right above or below, and goes on over the gap.
    """
    top, bottom = min(i.box[1] for i in zone), max(i.box[3] for i in zone)
    if bottom - top > 1.4 * line:
        return False
    x0, x1, size = min(i.box[0] for i in zone), max(i.box[2] for i in zone), max(i.size for i in zone)
    for other in (items[i] for i in indices):
        same = abs(other.box[0] - x0) < 2.0 and abs(other.box[2] - x1) < 2.0 and abs(other.size - size) < 0.1
        if other.text and same and min(abs(other.box[1] - bottom), abs(top - other.box[3])) < 0.5 * line:
            return True
    return False
