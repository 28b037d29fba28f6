"""Cells of a table: from lines given to rows and columns to text, marks, spans, row groups, notes and doubts.

In: printed lines, their rows, the channels between columns; out: rows of ``Cell``. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from pipeline.model import Box, Cell, plain
from pipeline.pdf.chars import PageContent, turn_box, upright
from pipeline.pdf.table_columns import Interval, Piece
from pipeline.pdf.table_header import header_cells
from pipeline.pdf.table_regions import Region
from pipeline.pdf.table_rowsplit import Printed, RowSplit
from pipeline.pdf.table_rules import Stroke
from pipeline.pdf.table_text import NOTE_START, NOTE_WORD, join, join_lines, line_text, take_marks
from pipeline.pdf.words import Segment
from pipeline.pdf.words import segments as segments_of


def header_rows(
    lines: Sequence[Printed],
    columns: int,
    gaps: Sequence[Interval],
    walls: Sequence[int],
    partial: Sequence[Stroke],
    page: int,
    known: frozenset[str] | None,
) -> tuple[tuple[Cell, ...], ...]:
    """Return the header's rows of cells, groups spanning their columns."""
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
    box = union([p.box for p in own]) if own else None
    return Cell(text, page, box, column_span, row_span, False, marks)


def body_rows(
    body: Sequence[Printed],
    split: RowSplit,
    columns: int,
    page: int,
    known: frozenset[str] | None,
    sides: Sequence[frozenset[int]],
) -> tuple[tuple[tuple[Cell, ...], ...], int]:
    """Rows of cells, and how many cells run over a channel into a filled one."""
    out: list[tuple[Cell, ...]] = []
    odd = 0
    for a, b in split.rows:
        own: list[list[Piece]] = [[p for ln in body[a:b] for p in ln.pieces if p.first == c] for c in range(columns)]
        merged = _merged(sides[len(out)], columns)
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


def open_sides(
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


def span_rows(
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
            box = union([b for b in (upper.box, lower.box) if b]) if upper.box or lower.box else None
            text = join_lines([upper.text, lower.text])
            marks = (*upper.marks, *lower.marks)
            grid[first][c] = replace(upper, text=text, box=box, marks=marks, row_span=r - first + 1)
            grid[r][c] = Cell("", upper.page, covered=True)
    return tuple(tuple(r) for r in grid)


def mark_groups(
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


def note_texts(segments: Sequence[Segment], notes: Sequence[int]) -> tuple[str, ...]:
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
        if not out or (fresh and not raised):
            out.append(text)
        else:
            out[-1] = join(out[-1], text) if new_line and not raised else f"{out[-1]} {text}"
        base, raised = s.baseline, mark
    return tuple(out)


def doubts(
    split: RowSplit, rows: Sequence[Sequence[Cell]], header: Sequence[Sequence[Cell]], headed: bool, odd: int
) -> str | None:
    """Return why a person should look at the table, or None."""
    reasons = []
    if split.rival:
        reasons.append("lines can be given to rows in two ways")
    elif split.cost > 4.0:
        reasons.append("rows are hard to tell")
    if odd:
        reasons.append(f"{odd} cell{'s' if odd > 1 else ''} printed over a neighbour")
    if not header:
        reasons.append("no header found")
    elif bare := _headless(header, rows):
        reasons.append(f"{bare} columns have no head")
    cut = sum(_unbalanced(c.text) for r in rows for c in r)
    if cut:
        reasons.append(f"{cut} cell{'s' if cut > 1 else ''} with an open bracket")
    return "; ".join(reasons) or None


def _headless(header: Sequence[Sequence[Cell]], rows: Sequence[Sequence[Cell]]) -> int:
    """Return how many filled columns have no head, where these are three or more: heads printed aslant, or a picture of them."""
    columns = range(1, len(header[0]))
    bare = [c for c in columns if not any(c < len(r) and (r[c].text.strip() or r[c].covered) for r in header)]
    full = [c for c in bare if 2 * sum(c < len(r) and bool(r[c].text.strip()) for r in rows) > len(rows)]
    return len(full) if len(full) > 2 else 0


def _unbalanced(text: str) -> bool:
    flat = plain(re.sub(r"(?:^|\s)\(?(?:[a-z]|[ivx]+|\d{1,2})\)", " ", text))
    return any(flat.count(a) != flat.count(b) for a, b in ("()", "[]")) and not re.search(
        r"[\[(]\s*-?[\d.]+\s*,\s*-?[\d.]+\s*[\])]", flat
    )


def extents(lines: Sequence[Printed], columns: int) -> tuple[Interval, ...]:
    """Return the left and right edges of each column's own text."""
    out = []
    for c in range(columns):
        own = [p.part for ln in lines for p in ln.pieces if p.first == p.last == c]
        out.append((min((s.x0 for s in own), default=0.0), max((s.x1 for s in own), default=0.0)))
    return tuple(out)


def union(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around boxes."""
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def turned_heads(
    content: PageContent, region: Region, lines: Sequence[Printed], gaps: Sequence[Interval], height: int
) -> dict[int, tuple[str, Box]]:
    """Column heads that are printed sideways above the rows: text and box by column.

    Upright heads may stand beside them, at the head, in the middle or at the foot of a header of ``height`` lines.
    """
    x0, top, x1, _ = region.frame
    floor = lines[0].y if lines else top
    if 0 < height < len(lines):
        floor = max(floor, min(p.part.top for p in lines[height].pieces) - 2)
    found: dict[int, list[tuple[float, str, Box]]] = {}
    for rotation in (90, 270):
        inside = [
            c for c in content.chars if c.rotation == rotation and x0 < c.x0 < x1 and top - 2 < c.top and c.bottom < floor + 2
        ]
        if len(inside) < 3:
            continue
        turned = upright(replace(content, chars=tuple(inside), rules=(), images=(), shapes=()), rotation)
        for s in segments_of(turned.chars):
            box = turn_box(s.box, 360 - rotation, turned.width, turned.height)
            middle = (box[0] + box[2]) / 2
            column = sum((a + b) / 2 < middle for a, b in gaps)
            found.setdefault(column, []).append((middle if rotation == 90 else -middle, line_text(s.words), box))
    return {c: (join_lines([t for _, t, _ in sorted(own)]), union([b for _, _, b in own])) for c, own in found.items()}


def with_turned_heads(
    header: tuple[tuple[Cell, ...], ...], heads: dict[int, tuple[str, Box]], columns: int, page: int
) -> tuple[tuple[Cell, ...], ...]:
    """Return the header with its sideways heads in their columns."""
    rows = [list(r) for r in header] or [[Cell("", page) for _ in range(columns)]]
    for c, (text, box) in heads.items():
        if c < columns and not rows[-1][c].text:
            rows[-1][c] = Cell(text, page, box)
    return tuple(tuple(r) for r in rows)
