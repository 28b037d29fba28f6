"""The skeleton that printed lines and fills give a table: long rules, bands of colour, upright separators.

In: the rules and filled shapes of a page; out: ``Stroke`` values (merged collinear rules and edges of colour bands) and the
stacks of equal extent that frame a table. Method: own; publishers draw one rule as many pieces, a cell at a time, so that
collinear pieces which touch are one rule, and tiles of colour which touch are one band.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.model import Box
from pipeline.pdf.chars import PageContent, Rule

_SAME = 0.9  # points: rules of one height
_TOUCH = 4.0  # points: pieces of one rule
_SHORTEST = 8.0  # points: anything shorter is a mark in a figure
_SAME_END = 5.0  # points: rules of equal extent
_MAX_DRAWN = 4_000  # rules or shapes looked at: a page of more is a drawing


class Stroke(NamedTuple):
    """A horizontal line of a table at height ``y`` from ``x0`` to ``x1``; ``drawn`` is False for the edge of a colour band."""

    x0: float
    x1: float
    y: float
    drawn: bool = True

    @property
    def width(self) -> float:
        """Length in points."""
        return self.x1 - self.x0


class Upright(NamedTuple):
    """A vertical line of a table at ``x`` from ``top`` to ``bottom``."""

    x: float
    top: float
    bottom: float


def strokes(content: PageContent) -> list[Stroke]:
    """Return the horizontal lines of a page, collinear pieces united, sorted from the top."""
    flat = [r for r in content.rules[:_MAX_DRAWN] if r.horizontal and _sane(r)]
    lines = [s for s in _unite((r.x0, r.x1, (r.top + r.bottom) / 2) for r in flat) if s.width >= _SHORTEST]
    edges: list[Stroke] = []
    for x0, top, x1, bottom in bands(content):
        for y in (top, bottom):
            if not any(abs(s.y - y) < 2.5 and s.x0 < x1 and s.x1 > x0 for s in (*lines, *edges)):
                edges.append(Stroke(x0, x1, y, drawn=False))
    return sorted((*lines, *edges), key=lambda s: (s.y, s.x0))


def bands(content: PageContent) -> list[Box]:
    """Return the colour bands of a page: tiles of the same top and bottom that touch, united."""
    rows: dict[tuple[int, int], list[Box]] = {}
    for box in content.shapes[:_MAX_DRAWN]:
        x0, top, x1, bottom = box
        if x1 - x0 >= _SHORTEST and 6.0 <= bottom - top <= 0.5 * content.height and x1 - x0 > 0.3 * (bottom - top):
            rows.setdefault((round(top / 1.5), round(bottom / 1.5)), []).append(box)
    out: list[Box] = []
    for tiles in rows.values():
        tiles.sort()
        current = tiles[0]
        for tile in tiles[1:]:
            if tile[0] - current[2] <= 2.0:
                current = (current[0], min(current[1], tile[1]), max(current[2], tile[2]), max(current[3], tile[3]))
            else:
                out.append(current)
                current = tile
        out.append(current)
    return [b for b in out if b[2] - b[0] >= 60.0 and b[2] - b[0] > 1.5 * (b[3] - b[1])]


def uprights(content: PageContent, box: Box) -> list[Upright]:
    """Return the vertical lines inside ``box``, collinear pieces united, sorted from the left."""
    x0, top, x1, bottom = box
    found: list[Upright] = []
    pieces = [
        Upright((r.x0 + r.x1) / 2, r.top, r.bottom)
        for r in content.rules[:_MAX_DRAWN]
        if not r.horizontal and _sane(r) and x0 - 4 < r.x0 < x1 + 4 and r.bottom > top - 3 and r.top < bottom + 3
    ]
    for piece in sorted(pieces, key=lambda u: (round(u.x), u.top)):
        if found and abs(found[-1].x - piece.x) <= 1.2 and piece.top - found[-1].bottom <= _TOUCH:
            found[-1] = found[-1]._replace(bottom=max(found[-1].bottom, piece.bottom))
        else:
            found.append(piece)
    return sorted((u for u in found if u.bottom - u.top >= _SHORTEST), key=lambda u: u.x)


def same_extent(a: Stroke, b: Stroke) -> bool:
    """Whether two lines begin and end at the same places."""
    slack = max(_SAME_END, 0.02 * a.width)
    return abs(a.x0 - b.x0) <= slack and abs(a.x1 - b.x1) <= slack


def stacks(lines: Sequence[Stroke], shortest: float) -> list[list[Stroke]]:
    """Group lines of at least ``shortest`` points by equal extent; each group is sorted from the top."""
    out: list[list[Stroke]] = []
    for line in lines:
        if line.width < shortest:
            continue
        home = next((g for g in out if same_extent(g[0], line)), None)
        if home is None:
            out.append([line])
        elif abs(home[-1].y - line.y) > 0.3:
            home.append(line)
    return out


def _sane(r: Rule) -> bool:
    return all(-1e5 < v < 1e5 for v in r)


def _unite(pieces: Iterable[tuple[float, float, float]]) -> list[Stroke]:
    rows: list[list[tuple[float, float, float]]] = []
    for piece in sorted(pieces, key=lambda p: p[2]):
        if rows and piece[2] - rows[-1][-1][2] <= _SAME:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    out: list[Stroke] = []
    for row in rows:
        row.sort()
        x0, x1, ys = row[0][0], row[0][1], [row[0][2]]
        for a, b, y in row[1:]:
            if a - x1 <= _TOUCH:
                x1 = max(x1, b)
                ys.append(y)
            else:
                out.append(Stroke(x0, x1, sum(ys) / len(ys)))
                x0, x1, ys = a, b, [y]
        out.append(Stroke(x0, x1, sum(ys) / len(ys)))
    return out
