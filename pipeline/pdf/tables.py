"""Every table of a page: found, cut into cells, and joined over pages.

In: what a page prints and its segments; out: ``FoundTable`` values in reading order. Method: own (see ``table_regions``,
``table_columns``, ``table_rowsplit``, ``table_header``): caption, rules, white channels, then dynamic programming that gives lines
to rows. A table that can be read in two ways says so in ``Table.doubt``; nothing is guessed silently.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from pipeline.model import Box, Cell, Table, plain
from pipeline.pdf.chars import PageContent, turn_box, upright
from pipeline.pdf.table_columns import Interval, Piece, channels, pieces
from pipeline.pdf.table_header import header_cells, header_height
from pipeline.pdf.table_regions import Region, find_regions
from pipeline.pdf.table_rowsplit import Printed, RowSplit, split_rows
from pipeline.pdf.table_rules import Stroke
from pipeline.pdf.table_text import NOTE_START, NOTE_WORD, join, join_lines, line_text, note_marks, take_marks
from pipeline.pdf.words import Segment
from pipeline.pdf.words import segments as segments_of

_SIDEWAYS = 60  # characters that run sideways before a page is looked at that way
_MAX_SEGMENTS = 6_000


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on its page.

    ``region`` is all that belongs to it, caption and notes included; ``used`` are the indices of its segments (empty for a sideways
    table, whose characters are no running text), ``caption`` and ``notes`` those of its caption and notes; ``continued`` says that
    its caption calls it a continuation, or that it has no caption at all; ``columns`` are the left and right edges of its columns;
    ``headed`` says that something printed sets its header apart.
    """

    table: Table
    region: Box
    used: frozenset[int]
    continued: bool = False
    caption: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    columns: tuple[Interval, ...] = ()
    headed: bool = True
    rotation: int = 0


def find_tables(content: PageContent, segments: Sequence[Segment], body_size: float) -> list[FoundTable]:
    """Return the tables of a page, sideways ones last; ``body_size`` is the font size of running text in points."""
    found: list[FoundTable] = []
    if len(segments) <= _MAX_SEGMENTS:
        found.extend(_upright_tables(content, segments, body_size))
    for rotation in (90, 270):
        if sum(c.rotation == rotation for c in content.chars) >= _SIDEWAYS:
            turned = upright(content, rotation)
            own = segments_of(turned.chars)
            found.extend(_turned_back(t, turned, rotation) for t in _upright_tables(turned, own, body_size))
    return found


def join_continued(found: Sequence[FoundTable]) -> list[FoundTable]:
    """Join tables that go on over columns and pages; ``found`` in document order. A repeated header is dropped."""
    out: list[FoundTable] = []
    for part in found:
        home = next((k for k in range(len(out) - 1, -1, -1) if _goes_on(out[k], part)), None) if part.continued else None
        if home is None:
            out.append(part)
        else:
            out[home] = _joined(out[home], part)
    return out


def _upright_tables(content: PageContent, segments: Sequence[Segment], body_size: float) -> list[FoundTable]:
    out = []
    for region in find_regions(content, segments, body_size):
        table = _read(content, segments, region)
        if table is not None:
            out.append(table)
    return out


# -- one table -----------------------------------------------------------------------------------------------------------


def _read(content: PageContent, segments: Sequence[Segment], region: Region) -> FoundTable | None:
    em = median(segments[j].size for j in region.body)
    order = _printed_lines(segments, region.body, em)
    by_line = [[segments[j] for j in row] for row in order]
    gaps = channels(by_line, em, region.uprights, region.frame)
    if not gaps or len(order) < 2:
        return None
    lines, walls = _lined(by_line, order, gaps, region, em)
    height, headed = header_height(lines, walls, len(gaps) + 1)
    gaps = _with_headers(gaps, lines, height, em) if height and headed else gaps
    lines, walls = _lined(by_line, order, gaps, region, em)
    columns = len(gaps) + 1
    if columns < 2:
        return None
    heads = _turned_heads(content, region, lines, gaps)
    if heads and height and any(p.part.top < max(b[3] for _, b in heads.values()) - em for p in lines[height - 1].pieces):
        pass
    elif heads:
        height = 0
    elif not height:
        first = split_rows(lines, columns, [k for k, _ in walls], False, em).rows
        height = first[0][1] if len(first) > 1 else 0
    body = lines[height:]
    inner = [k - height for k, _ in walls if k > height]
    long_partial = _row_walls(region.partial, body, gaps, columns, region.frame)
    cuts = sorted({*inner, *(k for k, _ in long_partial)})
    split = split_rows(body, columns, cuts, False, em)
    if _solid(split, body, cuts, region, columns):
        split = split_rows(body, columns, cuts, True, em)
    note_texts = _note_texts(segments, region.notes)
    known = note_marks(note_texts) or None
    page = content.number
    header = _header(lines[:height], columns, gaps, [k for k, drawn in walls if k < height], region.partial, page, known)
    if heads:
        header, headed = _with_turned(header, heads, columns, page), True
    rows, odd = _rows(body, split, columns, page, known, _open_sides(region, body, split, cuts, gaps))
    rows = _spanned(rows, split, long_partial, columns)
    groups, rows = _groups(rows, body, split, columns, region.frame, em)
    doubt = _doubt(split, rows, header, headed, odd)
    caption = region.caption
    used = frozenset((*region.body, *region.notes, *(caption.segments if caption else ())))
    boxes = [segments[j].box for j in used]
    area = _union([*boxes, region.frame])
    table = Table(
        caption.label if caption else "",
        caption.text if caption else "",
        page,
        region.frame,
        header,
        rows,
        note_texts,
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
        _extents(lines, columns),
        headed and height > 0,
    )


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
    by_line: Sequence[Sequence[Segment]], order: Sequence[Sequence[int]], gaps: Sequence[Interval], region: Region, em: float
) -> tuple[list[Printed], list[tuple[int, bool]]]:
    lines = [
        Printed(median(s.baseline for s in row), tuple(pieces(row, sources, gaps, em))) for row, sources in zip(by_line, order)
    ]
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
    and a headless column beside it, where the one is set to the left and the other to the right.
    """
    columns = range(len(gaps) + 1)
    headed = {c for ln in lines[:height] for p in ln.pieces for c in range(p.first, p.last + 1)}
    named = {p.first for ln in lines[:height] for p in ln.pieces if p.first == p.last}
    filled = {c for ln in lines[height:] for p in ln.pieces for c in range(p.first, p.last + 1)}
    out = []
    for k, g in enumerate(gaps):
        a, b = k, k + 1
        halves = any(x in named and x not in filled and y in filled and y not in named for x, y in ((a, b), (b, a)))
        if b in columns and b not in headed and a in headed and g[1] - g[0] <= 1.2 * em:
            continue
        if halves and g[1] - g[0] <= 3.0 * em:
            continue
        out.append(g)
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
        edges = [(frame[0], gaps[0][0]), *((a[1], b[0]) for a, b in zip(gaps, gaps[1:])), (gaps[-1][1], frame[2])]
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
    for a, b in zip(edges, edges[1:]):
        counts = [sum(ln.of(c) is not None for ln in body[a:b]) for c in range(columns)]
        filled = [n for n in counts if n]
        if filled and min(filled) >= 2 and len(filled) > 1 and b - a >= 2 and filled.count(max(filled)) > 0.5 * len(filled):
            several += 1
    if several > 0.34 * slabs:
        return False
    closed = len(region.uprights) >= 2
    return len(split.rows) <= (2.2 if closed else 1.5) * slabs and (closed or slabs >= 3)


# -- cells ---------------------------------------------------------------------------------------------------------------


def _header(
    lines: Sequence[Printed],
    columns: int,
    gaps: Sequence[Interval],
    walls: Sequence[int],
    partial: Sequence[Stroke],
    page: int,
    known: frozenset[str] | None,
) -> tuple[tuple[Cell, ...], ...]:
    if not lines:
        return ()
    cells, depth = header_cells(lines, columns, gaps, walls, partial)
    grid = [[Cell("", page) for _ in range(columns)] for _ in range(depth)]
    for cell in cells:
        for r in range(cell.row, min(cell.row + cell.row_span, depth)):
            for c in range(cell.column, min(cell.column + cell.column_span, columns)):
                grid[r][c] = Cell("", page, covered=True)
        grid[cell.row][cell.column] = _cell(cell.pieces, page, known, cell.column_span, cell.row_span)
    return tuple(tuple(row) for row in grid)


def _cell(own: Sequence[Piece], page: int, known: frozenset[str] | None, column_span: int = 1, row_span: int = 1) -> Cell:
    lines: list[str] = []
    base = -1e9
    for p in own:
        if lines and abs(p.part.baseline - base) < 0.5 * p.part.size:
            lines[-1] = f"{lines[-1]} {p.text}"
        else:
            lines.append(p.text)
            base = p.part.baseline
    text, marks = take_marks(join_lines(lines), known)
    box = _union([p.box for p in own]) if own else None
    return Cell(text, page, box, column_span, row_span, False, marks)


def _rows(
    body: Sequence[Printed],
    split: RowSplit,
    columns: int,
    page: int,
    known: frozenset[str] | None,
    open_sides: Sequence[frozenset[int]],
) -> tuple[tuple[tuple[Cell, ...], ...], int]:
    """Rows of cells, and how many cells run over a channel into a filled one."""
    out = []
    odd = 0
    for a, b in split.rows:
        own: list[list[Piece]] = [[p for ln in body[a:b] for p in ln.pieces if p.first == c] for c in range(columns)]
        free_sides = open_sides[len(out)]
        merged = _merged(free_sides, columns)
        if merged and any(last > first for first, last in merged):
            out.append(_merged_row(own, merged, columns, page, known))
            continue
        cells = [_cell(p, page, known) if p else Cell("", page) for p in own]
        for c in range(columns):
            last = max((p.last for p in own[c]), default=c)
            if last > c:
                free = c
                while free < last and not own[free + 1]:
                    free += 1
                odd += free < last
                cells[c] = replace(cells[c], column_span=free - c + 1)
                for k in range(c + 1, free + 1):
                    cells[k] = Cell("", page, covered=True)
        out.append(tuple(cells))
    return tuple(out), odd


def _open_sides(
    region: Region, body: Sequence[Printed], split: RowSplit, cuts: Sequence[int], gaps: Sequence[Interval]
) -> list[frozenset[int]]:
    """For each row of a closed grid the channels that no upright rule runs through there: its cells are one."""
    closed = [[u for u in region.uprights if a - 2 < u.x < b + 2] for a, b in gaps]
    edges = {0, len(body), *cuts}
    out = []
    for a, b in split.rows:
        sides: frozenset[int] = frozenset()
        if all(closed) and a in edges and b in edges and len(split.rows) > 1:
            y = body[a].y - 0.3 * body[a].pieces[0].part.size
            sides = frozenset(k for k, own in enumerate(closed) if not any(u.top - 1 < y < u.bottom + 1 for u in own))
        out.append(sides)
    usual = [sum(k in s for s in out) for k in range(len(gaps))]
    return [frozenset(k for k in s if usual[k] <= 0.5 * len(out)) for s in out]


def _merged(sides: frozenset[int], columns: int) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for c in range(columns):
        if out and c - 1 in sides:
            out[-1] = (out[-1][0], c)
        else:
            out.append((c, c))
    return out


def _merged_row(
    own: Sequence[Sequence[Piece]], merged: Sequence[tuple[int, int]], columns: int, page: int, known: frozenset[str] | None
) -> tuple[Cell, ...]:
    cells = [Cell("", page, covered=True) for _ in range(columns)]
    for first, last in merged:
        inside = sorted((p for c in range(first, last + 1) for p in own[c]), key=lambda p: (round(p.part.baseline), p.part.x0))
        span = last - first + 1
        cells[first] = _cell(inside, page, known, span) if inside else Cell("", page, None, span)
    return tuple(cells)


def _spanned(
    rows: tuple[tuple[Cell, ...], ...], split: RowSplit, walls: Sequence[tuple[int, frozenset[int]]], columns: int
) -> tuple[tuple[Cell, ...], ...]:
    """Join the cells of a column that a row's line leaves whole: one cell over several rows."""
    starts = [a for a, _ in split.rows]
    grid = [list(r) for r in rows]
    for c in range(columns):
        first: int | None = None
        for r in range(1, len(grid)):
            whole = any(k == starts[r] and c in free for k, free in walls)
            if not whole:
                first = None
                continue
            first = r - 1 if first is None else first
            upper, lower = grid[first][c], grid[r][c]
            box = _union([b for b in (upper.box, lower.box) if b]) if upper.box or lower.box else None
            text = join_lines([upper.text, lower.text])
            marks = (*upper.marks, *lower.marks)
            grid[first][c] = replace(upper, text=text, box=box, marks=marks, row_span=r - first + 1)
            grid[r][c] = Cell("", upper.page, covered=True)
    return tuple(tuple(r) for r in grid)


def _groups(
    rows: tuple[tuple[Cell, ...], ...], body: Sequence[Printed], split: RowSplit, columns: int, frame: Box, em: float
) -> tuple[tuple[int, ...], tuple[tuple[Cell, ...], ...]]:
    """Rows that only name the group of the rows below, their cell spanning the table."""
    out = []
    grid = list(rows)
    counts = [sum(bool(c.text) for c in r) for r in rows]
    for r, row in enumerate(rows):
        if counts[r] != 1 or columns < 2 or r + 1 >= len(rows) or row[0].covered:
            continue
        place = next(c for c, cell in enumerate(row) if cell.text)
        cell = row[place]
        centred = cell.box is not None and abs((cell.box[0] + cell.box[2]) / 2 - (frame[0] + frame[2]) / 2) < 2 * em
        if place and not centred:
            continue
        if counts[r + 1] < 2 and columns > 2 and not (r + 2 < len(rows) and counts[r + 2] > 1 and cell.column_span > 1):
            continue
        if columns == 2 and cell.column_span == 1:
            continue
        out.append(r)
        page = cell.page
        grid[r] = (replace(cell, column_span=columns), *(Cell("", page, covered=True) for _ in range(columns - 1)))
    return tuple(out), tuple(grid)


def _note_texts(segments: Sequence[Segment], notes: Sequence[int]) -> tuple[str, ...]:
    """Return the notes as printed, one string a note: a line that begins with a mark begins a note."""
    out: list[str] = []
    usual = median(segments[j].size for j in notes) if notes else 0.0
    base, raised = -1e9, False
    for j in notes:
        s = segments[j]
        mark = s.size < 0.82 * usual and len(s.plain) <= 2
        text = f"^{{{s.plain}}}" if mark else line_text(s.words)
        fresh = mark or bool(NOTE_START.match(text) or NOTE_WORD.match(text))
        new_line = abs(s.baseline - base) > 0.5 * usual
        if not out or fresh and not raised:
            out.append(text)
        else:
            out[-1] = join(out[-1], text) if new_line and not raised else f"{out[-1]} {text}"
        base, raised = s.baseline, mark
    return tuple(out)


def _doubt(
    split: RowSplit, rows: Sequence[Sequence[Cell]], header: Sequence[Sequence[Cell]], headed: bool, odd: int
) -> str | None:
    reasons = []
    if split.rival:
        reasons.append("lines can be given to rows in two ways")
    elif split.cost > 4.0:
        reasons.append("rows are hard to tell")
    if odd:
        reasons.append(f"{odd} cell{'s' if odd > 1 else ''} printed over a neighbour")
    if not header:
        reasons.append("no header found")
    cut = sum(_unbalanced(c.text) for r in rows for c in r)
    if cut:
        reasons.append(f"{cut} cell{'s' if cut > 1 else ''} with an open bracket")
    return "; ".join(reasons) or None


def _unbalanced(text: str) -> bool:
    flat = plain(re.sub(r"(?:^|\s)\(?(?:[a-z]|[ivx]+|\d{1,2})\)", " ", text))
    return any(flat.count(a) != flat.count(b) for a, b in ("()", "[]")) and not re.search(r"[\[(]\s*-?[\d.]+\s*,\s*-?[\d.]+\s*[\])]", flat)


def _extents(lines: Sequence[Printed], columns: int) -> tuple[Interval, ...]:
    out = []
    for c in range(columns):
        own = [p.part for ln in lines for p in ln.pieces if p.first == p.last == c]
        out.append((min((s.x0 for s in own), default=0.0), max((s.x1 for s in own), default=0.0)))
    return tuple(out)


def _union(boxes: Sequence[Box]) -> Box:
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _turned_heads(
    content: PageContent, region: Region, lines: Sequence[Printed], gaps: Sequence[Interval]
) -> dict[int, tuple[str, Box]]:
    """Column heads that are printed sideways above the rows: text and box by column."""
    x0, top, x1, _ = region.frame
    floor = lines[0].y if lines else top
    found: dict[int, list[tuple[float, str, Box]]] = {}
    for rotation in (90, 270):
        inside = [c for c in content.chars if c.rotation == rotation and x0 < c.x0 < x1 and top - 2 < c.top and c.bottom < floor + 2]
        if len(inside) < 3:
            continue
        turned = upright(replace(content, chars=tuple(inside), rules=(), images=(), shapes=()), rotation)
        for s in segments_of(turned.chars):
            box = turn_box(s.box, 360 - rotation, turned.width, turned.height)
            middle = (box[0] + box[2]) / 2
            column = sum((a + b) / 2 < middle for a, b in gaps)
            found.setdefault(column, []).append((middle if rotation == 90 else -middle, line_text(s.words), box))
    return {c: (join_lines([t for _, t, _ in sorted(own)]), _union([b for _, _, b in own])) for c, own in found.items()}


def _with_turned(
    header: tuple[tuple[Cell, ...], ...], heads: dict[int, tuple[str, Box]], columns: int, page: int
) -> tuple[tuple[Cell, ...], ...]:
    """The header with its sideways heads in their columns."""
    rows = [list(r) for r in header] or [[Cell("", page) for _ in range(columns)]]
    for c, (text, box) in heads.items():
        if c < columns and not rows[-1][c].text:
            rows[-1][c] = Cell(text, page, box)
    return tuple(tuple(r) for r in rows)


# -- sideways ------------------------------------------------------------------------------------------------------------


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


# -- over pages ----------------------------------------------------------------------------------------------------------


def _goes_on(first: FoundTable, later: FoundTable) -> bool:
    """Whether ``later`` is a further part of ``first``."""
    a, b = first.table, later.table
    last_page = max((c.page for r in a.rows for c in r), default=a.page)
    if not 0 <= b.page - last_page <= 1 or first.rotation != later.rotation:
        return False
    if b.label:
        return a.label == b.label
    if not a.label or a.columns != b.columns:
        return False
    if _flat(a.header) == _flat(b.header) and a.header:
        return True
    shift = later.columns[0][0] - first.columns[0][0] if first.columns and later.columns else 0.0
    near = [abs(p[0] - q[0] - shift) < 6 or abs(p[1] - q[1] - shift) < 6 for p, q in zip(first.columns, later.columns)]
    return not later.headed and sum(near) >= 0.7 * len(near)


def _joined(first: FoundTable, later: FoundTable) -> FoundTable:
    a, b = first.table, later.table
    rows = b.rows
    shift = 0
    reasons = [r for r in (a.doubt, b.doubt) if r]
    reasons = [p for r in reasons for p in r.split("; ") if p != "no header found" or not a.header]
    if b.columns != a.columns:
        reasons.append(f"page {b.page} has {b.columns} columns where page {a.page} has {a.columns}")
        wide = max(a.columns, b.columns)
        a, rows = _padded(a, wide), tuple(_pad(r, wide, b.page) for r in rows)
    if b.header and _flat(a.header) != _flat(b.header) and not later.headed:
        rows = (*(_pad(r, a.columns, b.page) for r in b.header), *rows)
        shift = len(b.header)
    elif b.header and _flat(a.header) != _flat(b.header):
        reasons.append(f"the header on page {b.page} differs")
    # a group label repeated at the head of the next page names the same group
    groups = (*a.groups, *(g + shift + len(a.rows) for g in b.groups))
    doubt = "; ".join(dict.fromkeys(reasons)) or None
    notes = (*a.notes, *(n for n in b.notes if n not in a.notes))
    return replace(first, table=replace(a, rows=(*a.rows, *rows), groups=groups, notes=notes, doubt=doubt))


def _padded(table: Table, wide: int) -> Table:
    return replace(
        table,
        header=tuple(_pad(r, wide, table.page) for r in table.header),
        rows=tuple(_pad(r, wide, table.page) for r in table.rows),
    )


def _pad(row: tuple[Cell, ...], wide: int, page: int) -> tuple[Cell, ...]:
    return (*row, *(Cell("", page) for _ in range(wide - len(row))))


def _flat(header: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    return tuple(re.sub(r"\W", "", plain(c.text)).lower() for r in header for c in r)
