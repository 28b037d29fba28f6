"""The header of a table: how many of its lines are header, and the rows they make.

In: a table's printed lines and the lines drawn through it; out: the number of header lines, and header cells with their spans.
Method: own; a rule or colour band under the header decides, else bold type, else the change from words to numbers. A header piece
over several columns, or one with a partial rule under it, is a group; what stands under it is a level of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pipeline.model import plain
from pipeline.pdf.table_captions import is_bold
from pipeline.pdf.table_columns import Interval, Piece
from pipeline.pdf.table_rowsplit import Printed
from pipeline.pdf.table_rules import Stroke

_UNITS = frozenset(
    """
    % ° °C ℃ V mV eV meV keV kV Å Å3 nm µm μm mm cm cm2 cm3 m m2 h min s K C A mA µA μA g mg µg μg kg mol mmol Wh mWh
    kWh mAh Ah S mS Ω ohm kΩ wt wt% at at% vol vol% mol% ppm ppb a.u. arb. units n cycle cycles J kJ MPa GPa Pa Hz kHz
    MHz N T L mL nS F mF W mW kW vs vs. Na/Na+ Na+/Na Li/Li+ Li+/Li M deg degrees - –
    """.split()  # noqa: SIM905
)
_VALUE = re.compile(r"^[~≈<>≤≥±−–-]?\s?\d")


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """Pieces of one header cell, its place and its spans."""

    pieces: tuple[Piece, ...]
    row: int
    column: int
    column_span: int
    row_span: int


def header_height(lines: Sequence[Printed], walls: Sequence[tuple[int, bool]], columns: int) -> tuple[int, bool]:
    """Return how many lines are header, and whether anything printed says so.

    ``walls`` are (line number before which a full line is drawn, whether it is a rule rather than an edge of colour).
    """
    n = len(lines)
    if n < 2:
        return 0, False
    bold = _leading(lines, lambda p: is_bold(p.part.words[0].font))
    inner = [(k, drawn) for k, drawn in walls if 0 < k < n]
    if inner and inner[0][0] <= max(8, 0) and (inner[0][0] <= 0.6 * n or inner[0][0] <= 3):
        height, drawn = inner[0]
        if not drawn and 0 < bold < height and bold < n:
            return bold, True
        if height > 4 and 0 < bold < height and not _mixed(lines[:height]):
            return bold, True
        if not drawn and height > 1:  # where every second row is shaded, the first band may be that of the second row
            rows = next((k for k in range(1, height) if _row_of_values(lines[k])), height)
            if rows < height:
                return rows, False
        if _all_values(lines[:height]):
            return (0, False) if height > 1 or columns < 2 else (height, False)
        for k, _ in inner[1:]:
            if (k - height <= 2 and _units(lines[height:k])) or (k - height <= 3 and k < n and _second_level(lines, height, k)):
                height = k
            else:
                break
        while height < n - 2 and _second_level(lines, height, height + 1) and _values_below(lines, height):
            height += 1
        return height, True
    if 0 < bold < min(n, 9):
        return bold, True
    if n > 2 and _second_level(lines, 1, 2):
        return 2, False
    return 0, False


def _leading(lines: Sequence[Printed], test: object) -> int:
    """Return the number of lines at the top whose pieces all pass a test that most pieces of the table fail."""
    assert callable(test)
    pieces = [p for ln in lines for p in ln.pieces]
    if sum(bool(test(p)) for p in pieces) > 0.6 * len(pieces):
        return 0
    count = 0
    for line in lines:
        if not all(test(p) for p in line.pieces):
            break
        count += 1
    while count > 1 and len(lines[count - 1].pieces) == 1 and lines[count - 1].pieces[0].first == 0 and _next_full(lines, count):
        if len(lines[count - 2].pieces) == 1:
            break
        label = lines[count - 1].pieces[0]
        step = lines[count - 1].y - lines[count - 2].y
        if step < 1.35 * label.part.size and not _had_room(lines, count - 1):
            break
        count -= 1  # a bold group label under the header
    return count


def _had_room(lines: Sequence[Printed], k: int) -> bool:
    """Whether the first word of line ``k``, alone in the first column, had room at the end of the line above it there."""
    above, below = lines[k - 1].of(0), lines[k].of(0)
    if above is None or below is None or above.last > 0:
        return False
    width = max(p.width for line in lines if (p := line.of(0)) and p.last == 0)
    word = below.part.words[0]
    return above.width + word.x1 - word.x0 + 0.25 * below.part.size < width


def _next_full(lines: Sequence[Printed], k: int) -> bool:
    return k < len(lines) and len(lines[k].pieces) > 1


def _mixed(lines: Sequence[Printed]) -> bool:
    faces = {is_bold(p.part.words[0].font) for ln in lines for p in ln.pieces}
    return len(faces) == 1


def _all_values(lines: Sequence[Printed]) -> bool:
    later = [p for ln in lines for p in ln.pieces if p.first > 0]
    return len(later) > 1 and sum(bool(_VALUE.match(plain(p.text))) for p in later) > 0.7 * len(later)


def _row_of_values(line: Printed) -> bool:
    """Whether a line fills its columns like a row of the body: at least two numbers, and they are half of what it holds."""
    later = [p for p in line.pieces if p.first > 0]
    values = [p for p in later if _VALUE.match(plain(p.text)) and not re.search(r"[a-z]{3}", plain(p.text))]
    return len(line.pieces) > 2 and line.pieces[0].first == 0 and len(values) >= max(2, 0.5 * len(later))


def _units(lines: Sequence[Printed]) -> bool:
    found = [p.text for ln in lines for p in ln.pieces]
    return bool(found) and all(is_unit(t) for t in found)


def is_unit(text: str) -> bool:
    """Whether a text is only a unit, in brackets or bare: ``(V)``, ``[mA g^{−1}]``, ``%``."""
    bare = re.sub(r"\^\{[−–-]?\d\}|(?<=[a-zA-ZÅ])[−–-]?\d\b", "", plain_signs(text)).strip("()[]/ ")
    tokens = [t for t in re.split(r"[\s·∙⋅/×]+", bare) if t]
    return bool(tokens) and all(t in _UNITS for t in tokens) and any(t not in "-–" for t in tokens)


def plain_signs(text: str) -> str:
    """Return a text with ``Na^{+}`` as ``Na+``; exponents keep their markup."""
    return re.sub(r"\^\{\+\}", "+", text)


def _second_level(lines: Sequence[Printed], a: int, b: int) -> bool:
    """Whether lines ``a`` to ``b`` are header still: units, or names under a spanning cell with nothing in the first column."""
    if _units(lines[a:b]):
        return True
    pieces = [p for ln in lines[a:b] for p in ln.pieces]
    above = [p for ln in lines[:a] for p in ln.pieces]
    spanned = {c for p in above if p.last > p.first for c in range(p.first, p.last + 1)}
    if not pieces or not spanned or any(p.first == 0 for p in pieces):
        return False
    return all(p.first in spanned for p in pieces) and not any(_VALUE.match(plain(p.text)) for p in pieces)


def _values_below(lines: Sequence[Printed], k: int) -> bool:
    below = lines[k + 1]
    return any(p.first == 0 for p in below.pieces)


def header_cells(
    lines: Sequence[Printed], columns: int, gaps: Sequence[Interval], walls: Sequence[int], partial: Sequence[Stroke]
) -> tuple[list[HeaderCell], int]:
    """Return the header's cells and the number of its rows. ``walls``: line numbers before which a full rule is drawn."""
    edges = [0, *sorted(k for k in set(walls) if 0 < k < len(lines)), len(lines)]
    cells: list[HeaderCell] = []
    offset = 0
    for a, b in pairwise(edges):
        part, depth = _section(lines[a:b], columns, gaps, partial)
        cells.extend(HeaderCell(c.pieces, c.row + offset, c.column, c.column_span, c.row_span) for c in part)
        offset += depth
    return cells, offset


def _section(
    lines: Sequence[Printed], columns: int, gaps: Sequence[Interval], partial: Sequence[Stroke]
) -> tuple[list[HeaderCell], int]:
    pieces = [p for ln in lines for p in ln.pieces]
    groups = _groups(lines, columns, gaps, partial)
    level: dict[int, int] = {}
    for p in pieces:
        level[id(p)] = sum(f <= p.first and p.last <= last and p.part.baseline > y for f, last, y in groups)
    levels = sorted({level[id(p)] for p in pieces})
    rank = {v: k for k, v in enumerate(levels)}
    depth = max(1, len(levels))
    places: dict[tuple[int, int, int], list[Piece]] = {}
    for p in pieces:
        row = rank[level[id(p)]]
        first, last = p.first, p.last
        over = [(f, g) for f, g, y in groups if f <= p.first and p.last <= g and p.part.baseline <= y]
        if over:
            first, last = min(over, key=lambda fg: fg[1] - fg[0])
        home = next((k for k in places if k[0] == row and k[1] <= last and first <= k[2]), None)
        if home is None:
            places[(row, first, last)] = [p]
        else:
            own = places.pop(home)
            places[(row, min(home[1], first), max(home[2], last))] = [*own, p]
    out = []
    for (row, first, last), own in places.items():
        below = [k[0] for k in places if k[0] > row and k[1] <= last and first <= k[2]]
        span = (min(below) if below else depth) - row
        own.sort(key=lambda p: (round(p.part.baseline), p.part.x0))
        out.append(HeaderCell(tuple(own), row, first, last - first + 1, span))
    # a cell that stands alone in its columns covers all levels, wherever it is printed
    settled = []
    for c in out:
        alone = not any(o is not c and o.column < c.column + c.column_span and c.column < o.column + o.column_span for o in out)
        settled.append(HeaderCell(c.pieces, 0, c.column, c.column_span, depth) if alone else c)
    return settled, depth


def _groups(
    lines: Sequence[Printed], columns: int, gaps: Sequence[Interval], partial: Sequence[Stroke]
) -> list[tuple[int, int, float]]:
    """Header groups as (first column, last column, height below which their own columns begin)."""
    if not lines:
        return []
    top, bottom = lines[0].y, lines[-1].y
    found: list[tuple[int, int, float]] = []
    for s in partial:
        if top - 1 < s.y < bottom:
            covered = _covered(s, gaps, columns)
            if covered and covered[1] > covered[0]:
                found.extend((a, b, s.y) for a, b in _shared(covered, lines, s.y, gaps) if b > a)
    for k, line in enumerate(lines):
        for p in line.pieces:
            if p.last > p.first:
                lower = [q for ln in lines[k + 1 :] for q in ln.pieces if p.first <= q.first and q.last <= p.last]
                if len({q.first for q in lower if q.last - q.first < p.last - p.first}) > 1 and not any(
                    f <= p.first and p.last <= g and y > p.part.baseline for f, g, y in found
                ):
                    found.append((p.first, p.last, p.part.baseline + 0.3 * p.part.size))
    return sorted(set(found), key=lambda g: g[2])


def _shared(covered: tuple[int, int], lines: Sequence[Printed], y: float, gaps: Sequence[Interval]) -> list[tuple[int, int]]:
    """Divide the columns under one partial rule among the pieces right above it: each over the columns it is centred on."""
    first, last = covered
    above = [[p for p in ln.pieces if p.part.baseline < y + 1 and first <= p.first and p.last <= last] for ln in lines]
    named = next((row for row in reversed(above) if row), [])
    if len(named) < 2 or len(named) > last - first + 1 or len(named) > 6:
        return [covered]
    edges = [gaps[0][0] - 24.0, *(x for g in gaps for x in g), gaps[-1][1] + 24.0]
    best: tuple[float, list[tuple[int, int]]] = (1e9, [covered])
    for cuts in combinations(range(first + 1, last + 1), len(named) - 1):
        spans = list(zip((first, *cuts), (*(c - 1 for c in cuts), last)))
        cost = 0.0
        for p, (a, b) in zip(named, spans):
            x0, x1 = edges[2 * a], edges[2 * b + 1]
            cost += min(abs((p.part.x0 + p.part.x1 - x0 - x1) / 2), abs(p.part.x0 - x0) + 3.0)
        best = min(best, (cost, spans))
    return best[1]


def _covered(s: Stroke, gaps: Sequence[Interval], columns: int) -> tuple[int, int] | None:
    """First and last column whose middle a partial rule stands over."""
    if not gaps:
        return None
    edges = [gaps[0][0] - 24.0, *(x for g in gaps for x in g), gaps[-1][1] + 24.0]
    spans = [(edges[2 * c], edges[2 * c + 1]) for c in range(columns)]
    over = [c for c, (a, b) in enumerate(spans) if min(s.x1, b) - max(s.x0, a) > 0.5 * min(b - a, 48.0)]
    return (over[0], over[-1]) if over else None
