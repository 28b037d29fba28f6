"""Every table of a page: found, cut into cells, and joined over pages.

In: what a page prints and its segments; out: ``FoundTable`` values in reading order. Method: own (see ``table_regions``,
``table_columns``, ``table_rowsplit``, ``table_header``): caption, rules, white channels, then dynamic programming that gives
lines to rows. A table that can be read in two ways says so in ``Table.doubt``; nothing is guessed silently.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.model import Box, Cell, Table, plain
from pipeline.pdf.chars import PageContent, turn_box, upright
from pipeline.pdf.table_cells import (
    body_rows,
    doubts,
    extents,
    header_rows,
    mark_groups,
    note_texts,
    open_sides,
    span_rows,
    turned_heads,
    union,
    with_turned_heads,
)
from pipeline.pdf.table_columns import Interval, channels, pieces
from pipeline.pdf.table_continued import FOOT
from pipeline.pdf.table_header import header_height
from pipeline.pdf.table_join import FoundTable, join_continued
from pipeline.pdf.table_regions import OpenTable, Region, find_regions
from pipeline.pdf.table_rowsplit import Printed, RowSplit, split_rows
from pipeline.pdf.table_rules import Stroke
from pipeline.pdf.table_text import note_marks
from pipeline.pdf.words import Segment
from pipeline.pdf.words import segments as segments_of

__all__ = ["FoundTable", "find_tables", "join_continued"]

_SIDEWAYS = 60  # characters that run sideways before a page is looked at that way
_MAX_SEGMENTS = 6_000


def find_tables(
    content: PageContent, segments: Sequence[Segment], body_size: float, before: Sequence[FoundTable] = ()
) -> list[FoundTable]:
    """Return the tables of a page, sideways ones last; ``body_size`` is the font size of running text in points.

    ``before`` are the tables of the page before, one of which may go on at the head of this page without a caption.
    """
    found: list[FoundTable] = []
    if len(segments) <= _MAX_SEGMENTS:
        found.extend(_upright_tables(content, segments, body_size, before))
    turns = [c.rotation for c in content.chars if c.rotation]
    for rotation in (90, 270):
        if turns.count(rotation) >= _SIDEWAYS:
            turned = upright(content, rotation)
            own = segments_of(turned.chars)
            found.extend(_turned_back(t, turned, rotation) for t in _upright_tables(turned, own, body_size))
    return found


def _upright_tables(
    content: PageContent, segments: Sequence[Segment], body_size: float, before: Sequence[FoundTable] = ()
) -> list[FoundTable]:
    out = []
    foot = FOOT * content.height
    may_go_on = [
        OpenTable(t.columns, t.size, _words_of(c.text for row in t.table.header for c in row))
        for t in before
        if not t.rotation and t.size and t.table.box[3] > foot
    ]
    for region in find_regions(content, segments, body_size, may_go_on):
        table = _read(content, segments, region)
        if table is not None:
            out.append(table)
    return out


# -- one table -----------------------------------------------------------------------------------------------------------


def _read(content: PageContent, segments: Sequence[Segment], region: Region) -> FoundTable | None:
    em = median(segments[j].size for j in region.body)
    by_line = [[segments[j] for j in row] for row in _printed_lines(segments, region.body, em)]
    gaps = channels(by_line, em, region.uprights, region.frame)
    if not gaps or len(by_line) < 2:
        return None
    lines, walls = _lined(by_line, gaps, region, em)
    height, headed = header_height(lines, walls, len(gaps) + 1)
    kept = _with_headers(gaps, lines, height, em) if height and headed else gaps
    if len(kept) != len(gaps):
        gaps = kept
        lines, walls = _lined(by_line, gaps, region, em)
    columns = len(gaps) + 1
    if columns < 2:
        return None
    if region.head is not None:
        height, headed = _repeated(lines, region.head), True
    heads = turned_heads(content, region, lines, gaps, height if headed else 0)
    if heads:
        foot = max(b[3] for _, b in heads.values()) - 0.3 * em
        height = sum(all(p.part.top < foot for p in line.pieces) for line in lines)
    elif not height and region.head is None:
        height = _first_row(split_rows(lines, columns, [k for k, _ in walls], False, em), lines, columns)
    body = lines[height:]
    inner = [k - height for k, _ in walls if k > height]
    long_partial = _row_walls(region.partial, body, gaps, columns, region.frame)
    cuts = sorted({*inner, *(k for k, _ in long_partial)})
    split = split_rows(body, columns, cuts, False, em)
    if _solid(split, body, cuts, region, columns):
        split = split_rows(body, columns, cuts, True, em)
    printed_notes = note_texts(segments, region.notes)
    known = note_marks(printed_notes) or None
    page = content.number
    header = header_rows(lines[:height], columns, gaps, [k for k, drawn in walls if k < height], region.partial, page, known)
    if heads:
        header, headed = with_turned_heads(header, heads, columns, page), True
    rows, odd = body_rows(body, split, columns, page, known, open_sides(region, body, split, cuts, gaps))
    rows = span_rows(rows, split, long_partial, columns)
    groups, rows = mark_groups(rows, body, split, columns, region.frame, em)
    doubt = doubts(split, rows, header, headed, max(odd, sum(_printed_over(row) for row in by_line)))
    caption = region.caption
    used = frozenset((*region.body, *region.notes, *(caption.segments if caption else ())))
    boxes = [segments[j].box for j in used]
    area = union([*boxes, region.frame])
    table = Table(
        caption.label if caption else "",
        caption.text if caption else "",
        page,
        region.frame,
        header,
        rows,
        printed_notes,
        groups,
        doubt,
    )
    return FoundTable(
        table,
        area,
        used,
        caption is None or caption.continued,
        caption.segments if caption else (),
        region.notes,
        extents(lines, columns),
        headed and height > 0,
        size=em,
    )


def _printed_over(line: Sequence[Segment]) -> int:
    """Return how many words of a line run on under the text beside them."""
    return sum(w.glyphs[-1].char.x1 > w.x1 + 0.5 for s in line for w in s.words)


def _words_of(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the sorted letters and digits of texts: two settings of one header differ in their line ends only."""
    return tuple(sorted(c for text in texts for c in plain(text).lower() if c.isalnum()))


def _repeated(lines: Sequence[Printed], head: Sequence[str]) -> int:
    """Return how many lines at the head of a further part say the header again; 0 where it goes on with rows."""
    seen: list[str] = []
    for height, line in enumerate(lines, start=1):
        seen += _words_of(piece.text for piece in line.pieces)
        if len(seen) >= len(head):
            return height if tuple(sorted(seen)) == tuple(head) else 0
    return 0


def _first_row(split: RowSplit, lines: Sequence[Printed], columns: int) -> int:
    """Return how many lines the first row has, taking in the next one where it names few columns and that one names the rest."""
    rows = split.rows
    if len(rows) < 2:
        return 0

    def named(a: int, b: int) -> set[int]:
        return {c for line in lines[a:b] for p in line.pieces for c in range(p.first, p.last + 1)}

    first, second = named(*rows[0]), named(*rows[1])
    few = len(first) < 0.5 * columns and len(second) > 0.7 * columns and 0 not in first
    return rows[1][1] if few and len(rows) > 2 else rows[0][1]


def _printed_lines(segments: Sequence[Segment], members: Sequence[int], em: float) -> list[list[int]]:
    """Segments of a table by printed line; a small piece that stands raised or lowered belongs to the line it touches."""
    main = sorted((j for j in members if segments[j].size >= 0.82 * em), key=lambda j: segments[j].baseline)
    rows: list[list[int]] = []
    base = -1e9
    for j in main:
        s = segments[j]
        if rows and s.baseline - base <= 0.22 * em:
            rows[-1].append(j)
        else:
            rows.append([j])
            base = s.baseline
    bases = [median(segments[j].baseline for j in row) for row in rows]
    for j in sorted((j for j in members if segments[j].size < 0.82 * em), key=lambda j: segments[j].baseline):
        s = segments[j]
        near = [k for k, y in enumerate(bases) if -0.55 * em <= s.baseline - y <= 0.25 * em]
        if near:
            rows[min(near, key=lambda k: abs(bases[k] - 0.2 * em - s.baseline))].append(j)
        else:
            rows.append([j])
            bases.append(s.baseline)
    order = sorted(range(len(rows)), key=lambda k: bases[k])
    return [sorted(rows[k], key=lambda j: segments[j].x0) for k in order]


def _lined(
    by_line: Sequence[Sequence[Segment]], gaps: Sequence[Interval], region: Region, em: float
) -> tuple[list[Printed], list[tuple[int, bool]]]:
    lines = [Printed(median(s.baseline for s in row), tuple(pieces(row, gaps, em))) for row in by_line]
    walls: dict[int, bool] = {}
    for s in region.lines:
        k = _line_after(lines, s)
        if 0 < k < len(lines):
            walls[k] = walls.get(k, False) or s.drawn
    return lines, sorted(walls.items())


def _line_after(lines: Sequence[Printed], s: Stroke) -> int:
    return sum(line.y - 0.3 * line.pieces[0].part.size < s.y for line in lines)


def _with_headers(gaps: Sequence[Interval], lines: Sequence[Printed], height: int, em: float) -> list[Interval]:
    """Channels without those that no column stands behind.

    A column that no header stands over, close beside one that has a header, belongs to it; so do a header whose column is empty
    and a headless column beside it, where the one is set to the left and the other to the right. The torn end of a justified
    header line ("Voltage   win-", "dow") is no column either.
    """
    columns = range(len(gaps) + 1)
    headed = {c for ln in lines[:height] for p in ln.pieces for c in range(p.first, p.last + 1)}
    named = {p.first for ln in lines[:height] for p in ln.pieces if p.first == p.last}
    torn = _torn(lines[:height])
    filled = {c for ln in lines[height:] for p in ln.pieces for c in range(p.first, p.last + 1)}
    out = []
    for k, g in enumerate(gaps):
        a, b = k, k + 1
        halves = any(x in named and x not in filled and y in filled and y not in named for x, y in ((a, b), (b, a)))
        row_of_none = b + 1 in filled and b + 1 not in headed  # several columns without heads: theirs were not read
        if b in columns and b not in headed and a in headed and g[1] - g[0] <= 1.2 * em and not row_of_none:
            continue
        if halves and g[1] - g[0] <= 3.0 * em:
            continue
        if b in torn and b not in filled and a in filled and len(lines) - height >= 3 and g[1] - g[0] <= 4.0 * em:
            continue
        out.append(g)
    return out


def _torn(header: Sequence[Printed]) -> set[int]:
    """Columns that hold only a word cut by a hyphen, whose other half begins a later line of the column before."""
    out: set[int] = set()
    for k, line in enumerate(header):
        for a, b in pairwise(line.pieces):
            cut = b.text.endswith(("-", "‐")) and b.first == a.last + 1
            below = next((p for after in header[k + 1 :] for p in after.pieces if p.first == a.first), None)
            if cut and below is not None and below.text[:1].islower():
                out.add(b.first)
    return out


def _row_walls(
    partial: Sequence[Stroke], body: Sequence[Printed], gaps: Sequence[Interval], columns: int, frame: Box
) -> list[tuple[int, frozenset[int]]]:
    """Lines drawn through most of the body's columns: (line number, columns that the line leaves whole)."""
    out = []
    heights: dict[int, list[Stroke]] = {}
    for s in partial:
        heights.setdefault(round(s.y), []).append(s)
    for group in heights.values():
        if not any(s.drawn for s in group) or sum(s.width for s in group) < 0.5 * (frame[2] - frame[0]):
            continue
        k = _line_after(body, group[0])
        if not 0 < k < len(body):
            continue
        edges = [(frame[0], gaps[0][0]), *((a[1], b[0]) for a, b in pairwise(gaps)), (gaps[-1][1], frame[2])]
        whole = frozenset(
            c
            for c, (a, b) in enumerate(edges)
            if sum(max(min(s.x1, b) - max(s.x0, a), 0.0) for s in group) < 0.3 * max(b - a, 1.0)
        )
        out.append((k, whole))
    return out


def _solid(split: RowSplit, body: Sequence[Printed], cuts: Sequence[int], region: Region, columns: int) -> bool:
    """Whether every row of the body stands between lines drawn above and below it."""
    slabs = len(cuts) + 1
    if slabs < 2:
        return False
    edges = [0, *cuts, len(body)]
    several = 0
    for a, b in pairwise(edges):
        counts = [sum(ln.of(c) is not None for ln in body[a:b]) for c in range(columns)]
        filled = [n for n in counts if n]
        if filled and min(filled) >= 2 and len(filled) > 1 and b - a >= 2 and filled.count(max(filled)) > 0.5 * len(filled):
            several += 1
    if several > 0.34 * slabs:
        return False
    closed = len(region.uprights) >= 2
    return len(split.rows) <= (2.2 if closed else 1.5) * slabs and (closed or slabs >= 3)


def _turned_back(found: FoundTable, turned: PageContent, rotation: int) -> FoundTable:
    back = 360 - rotation

    def box(b: Box) -> Box:
        return turn_box(b, back, turned.width, turned.height)

    def cell(c: Cell) -> Cell:
        return replace(c, box=box(c.box)) if c.box else c

    t = found.table
    table = replace(
        t,
        box=box(t.box),
        header=tuple(tuple(cell(c) for c in r) for r in t.header),
        rows=tuple(tuple(cell(c) for c in r) for r in t.rows),
    )
    return replace(found, table=table, region=box(found.region), used=frozenset(), caption=(), notes=(), rotation=rotation)
