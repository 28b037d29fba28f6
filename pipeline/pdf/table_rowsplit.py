"""Which lines of a table are one row: dynamic programming over its printed lines.

In: pieces of text by line and column; out: rows as runs of lines, and the cost of the reading. Method: own, after the
wrapped-cell finding of this project: a row is a run of lines whose cells are aligned at the top, the middle or the bottom; a
line follows where the next word had no room, rows leave few cells empty, and text that cannot end a cell (a slash, an arrow, an
open bracket) is never last in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median

from pipeline.model import plain
from pipeline.pdf.table_captions import is_bold
from pipeline.pdf.table_columns import Piece
from pipeline.pdf.table_text import formula_continues

_LONGEST = 30  # lines in one row
_ALIGNMENTS = ("top", "middle", "bottom")
_RARER = (0.0, 0.1, 0.18)  # a row that much dearer: most tables align at the top
_UNFINISHED = re.compile(
    r"(?:[/(\[{@,→⇌+·×<>≤≥=~≈]|\b(?:and|or|of|with|in|at|the|for|to|by|from|vs\.?|a|an|on|as)|(?<=\w)[-–‐])$"
)
_CONTINUES = re.compile(r"^(?:[)\]}/→⇌,;:%@·×]|[-−–]?\^\{|_\{|(?:and|or|of|with|in|at|for|to|by|from|per)\b)")
_NUMBER = re.compile(r"^[~≈<>≤≥±−–-]?\d[\d\s.,]*(?:\(\d+\))?\s?%?$")
_SIGN = re.compile(r"^[^\w\s]{1,4}$|^[A-Za-z]$")
_DASHES = frozenset(("–", "—", "-", "−", "/", "…", "...", "N/A", "n/a", "NA"))


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line of a table: its baseline and its pieces."""

    y: float
    pieces: tuple[Piece, ...]

    def of(self, column: int) -> Piece | None:
        """Return the piece that begins in a column."""
        return next((p for p in self.pieces if p.first == column), None)


@dataclass(frozen=True, slots=True)
class RowSplit:
    """Rows as (first, past last) line; ``cost`` is the mean of a row; ``rival``: another reading is nearly as cheap."""

    rows: tuple[tuple[int, int], ...]
    alignment: str
    cost: float
    rival: bool


def split_rows(lines: Sequence[Printed], columns: int, walls: Sequence[int], solid: bool, em: float) -> RowSplit:
    """Return the rows of ``lines``. ``walls`` are line numbers before which a row must begin; ``solid``: nothing else splits."""
    if not lines:
        return RowSplit((), "top", 0.0, False)
    if solid:
        edges = sorted({0, len(lines), *walls})
        return RowSplit(tuple(pairwise(edges)), "top", 0.0, False)
    judge = _Judge(lines, columns, set(walls), em)
    first = sorted((judge.best(alignment)[1] + _rarer(k, lines), k) for k, alignment in enumerate(_ALIGNMENTS))
    readings = []
    for cost, k in first:
        if cost > first[0][0] + 0.12 * len(lines) + 2.0:
            continue
        judge.forget()
        rows, cost = judge.best(_ALIGNMENTS[k])
        for _ in range(2):
            judge.learn(rows)
            before = rows
            rows, cost = judge.best(_ALIGNMENTS[k])
            if rows == before:
                break
        readings.append((cost + _rarer(k, lines), k, rows))
    readings.sort()
    cost, k, rows = readings[0]
    rival = any(r != rows and c - cost < 0.06 * len(rows) + 0.5 for c, _, r in readings[1:])
    return RowSplit(tuple(rows), _ALIGNMENTS[k], cost / max(len(rows), 1), rival)


def _rarer(k: int, lines: Sequence[Printed]) -> float:
    return _RARER[k] * (4.0 + 0.7 * len(lines)) if k else 0.0


class _Judge:
    """Costs of rows and breaks; learns how full rows are and how far apart from a first reading."""

    def __init__(self, lines: Sequence[Printed], columns: int, walls: set[int], em: float) -> None:
        self.lines, self.columns, self.walls, self.em = lines, columns, walls, em
        self.pitch = self._pitch()
        self.widths = [
            max((p.width for ln in lines for p in ln.pieces if p.first == p.last == c), default=0.0) for c in range(columns)
        ]
        self.regular_bold = self._mostly_bold()
        self.lone = [self._is_lone(k) for k in range(len(lines))]
        # by line: column, baseline, last column, whether scripts stand alone in it (they are raised)
        self.cells: list[list[tuple[int, float, int, bool]]] = [
            [
                (c, p.part.baseline, p.last, p.part.size < 0.9 * em or p.text[:1] in ("^", "_"))
                for c in range(columns)
                if (p := line.of(c)) is not None
            ]
            for line in lines
        ]
        self.joins: list[dict[int, float]] = [{} for _ in lines]  # by the upper line and column
        self.tears = [0.0] * len(lines)  # cost of a row that begins at a line
        for c in range(columns):
            own = [(k, p) for k, line in enumerate(lines) if (p := line.of(c)) is not None]
            for (a, p), (b, q) in pairwise(own):
                join, split = self._judge_pair(c, p, q)
                self.joins[a][c] = join
                for k in range(a + 1, b + 1):
                    if k - a <= 7 and b - k <= 6:
                        self.tears[k] += split
        self.forget()

    def forget(self) -> None:
        self.full = [0.93] + [0.85] * (self.columns - 1)
        self.gap = 0.0
        self.wrap = 0.0

    def _pitch(self) -> float:
        """Distance of lines inside a cell: the smallest that recurs within a column."""
        steps: list[float] = []
        for c in range(self.columns):
            ys = [ln.y for ln in self.lines if ln.of(c)]
            steps.extend(b - a for a, b in pairwise(ys) if b - a > 0.8 * self.em)
        steps.sort()
        for s in steps:
            if sum(abs(t - s) <= 0.05 * s for t in steps) >= max(2, 0.04 * len(steps)):
                near = [t for t in steps if abs(t - s) <= 0.05 * s]
                return min(median(near), 1.45 * self.em)
        return min(steps[0], 1.45 * self.em) if steps else 1.2 * self.em

    def _mostly_bold(self) -> list[bool]:
        out = []
        for c in range(self.columns):
            found = [is_bold(p.part.words[0].font) for ln in self.lines if (p := ln.of(c))]
            out.append(sum(found) > 0.5 * len(found))
        return out

    def _is_lone(self, k: int) -> bool:
        """Whether a line holds one cell that names the rows below: it spans columns, or is set in another face."""
        pieces = self.lines[k].pieces
        if len(pieces) != 1 or self.columns < 2:
            return False
        piece = pieces[0]
        if piece.last > piece.first and piece.first == 0:
            return True
        if piece.first == 0 and is_bold(piece.part.words[0].font) and not self.regular_bold[0]:
            return is_bold(piece.part.words[-1].font)
        if piece.first == 0 and all(_slanted(w.font) for w in piece.part.words):
            same = [ln.of(0) for ln in self.lines]
            return not any(
                p is not None and p is not piece and _slanted(p.part.words[0].font) for p in same if p and self._company(p)
            )
        return False

    def _company(self, piece: Piece) -> bool:
        return any(piece in ln.pieces and len(ln.pieces) > 1 for ln in self.lines)

    def learn(self, rows: Sequence[tuple[int, int]]) -> None:
        """Take from a reading how often each column is filled, and how far apart rows stand."""
        real = [r for r in rows if not (r[1] - r[0] == 1 and self.lone[r[0]])]
        for c in range(self.columns):
            filled = sum(any(self.lines[k].of(c) for k in range(a, b)) for a, b in real)
            self.full[c] = min(0.97, max(0.08, (filled + 0.5) / (len(real) + 1.0)))
        between = [self.lines[b].y - self.lines[b - 1].y for _, b in rows if b < len(self.lines)]
        inside = [
            q.part.baseline - p.part.baseline
            for a, b in rows
            for c in range(self.columns)
            for p, q in _neighbours([self.lines[k].of(c) for k in range(a, b)])
        ]
        wrapped = sum(any(_wraps(self.lines[a:b], c) for c in range(self.columns)) for a, b in real)
        self.wrap = 0.7 * min(-log((wrapped + 0.5) / (len(real) + 1.0)), 3.0)
        tight = median(inside) if inside else self.pitch
        self.gap = 0.0
        if between and len(inside) >= 2:
            low = sorted(between)[len(between) // 10]
            self.gap = low if low > 1.13 * tight else 0.0

    def best(self, alignment: str) -> tuple[list[tuple[int, int]], float]:
        """Return the cheapest rows under an alignment, and their cost."""
        n = len(self.lines)
        cost = [0.0] + [1e18] * n
        back = list(range(-1, n))
        absent = [-log(max(1.0 - f, 0.011)) for f in self.full]
        for j in range(1, n + 1):
            joined = 0.0
            ends: dict[int, tuple[float, float]] = {}  # first and last baseline of each filled column
            covered: set[int] = set()
            raised: set[int] = set()
            lone = double = False
            only = True
            for i in range(j - 1, max(-1, j - _LONGEST - 1), -1):
                if i + 1 < j and (i + 1 in self.walls or self.lines[j - 1].y - self.lines[i].y > 14 * self.pitch):
                    break
                steps = []
                for c, y, last, script in self.cells[i]:
                    if c in ends:
                        double = True
                        steps.append(self.joins[i][c])
                        ends[c] = (y, ends[c][1])
                    else:
                        ends[c] = (y, y)
                    if last > c:
                        covered.update(range(c + 1, last + 1))
                    if script:
                        raised.add(c)
                if steps:
                    most = max(steps)
                    share = len(steps) / len(ends)
                    everywhere = 2.5 if len(steps) >= 4 and share >= 0.75 else 1.0 if len(steps) >= 3 and share >= 0.6 else 0.0
                    joined += min(most + 0.35 * (sum(steps) - most) + everywhere, 7.0)
                if self.gap and i + 1 < j and self.lines[i + 1].y - self.lines[i].y >= 0.96 * self.gap:
                    joined += 1.6
                lone, only = lone or self.lone[i], only and self.lone[i]
                if joined > 16.0:
                    break
                if only:
                    own = 0.6 + joined
                else:
                    missing = sum(a for c, a in enumerate(absent) if c not in ends and c not in covered)
                    # a row that begins in the first column may leave cells empty; one that does not is likely a rest of another
                    missing = min(0.45 * missing, 2.4) if 0 in ends else min(missing, 4.5)
                    own = 0.45 + joined + missing + (6.0 if lone else 0.0) + (self.wrap if double else 0.0)
                    if len(ends) > 1:
                        own += self._misaligned(ends, raised, alignment)
                total = cost[i] + own + (self._break(i) if i else 0.0)
                if total < cost[j]:
                    cost[j], back[j] = total, i
        rows = []
        j = n
        while j > 0:
            rows.append((back[j], j))
            j = back[j]
        return rows[::-1], cost[n]

    def _misaligned(self, ends: dict[int, tuple[float, float]], raised: set[int], alignment: str) -> float:
        """Cost of cells that do not stand at the top, middle or bottom of their row, as the table's do."""
        top, bottom = min(a for a, _ in ends.values()), max(b for _, b in ends.values())
        if bottom - top < 0.12 * self.pitch:
            return 0.0
        cost = 0.0
        for c, (a, b) in ends.items():
            above, below = (a - top) / self.pitch, (bottom - b) / self.pitch
            middle = abs(above - below) / 2
            wanted = above if alignment == "top" else middle if alignment == "middle" else below
            if wanted > (0.3 if c in raised else 0.12):
                cost += min(1.7 * wanted, 1.3 + 1.7 * min(above, below, middle), 3.0)
        return cost

    def _break(self, k: int) -> float:
        """Cost of a row that begins at line ``k``: what it tears apart."""
        if k in self.walls:
            return 0.0
        cost = self.tears[k]
        if self.gap:
            short = self.lines[k].y - self.lines[k - 1].y
            if short < 0.93 * self.gap:
                cost += min(1.4, 3.0 * (self.gap - short) / self.gap + 0.5)
        return cost

    def _judge_pair(self, c: int, p: Piece, q: Piece) -> tuple[float, float]:
        above, below = p.text, q.text
        step = q.part.baseline - p.part.baseline
        join = split = 0.0
        if p.last > p.first or q.last > q.first:
            join += 1.0
        ratio = step / self.pitch
        if ratio > 1.12:
            join += min(4.0 * (ratio - 1.0), 4.0)
        torn = _torn(above, below) if ratio < 1.5 else 0.0
        split += torn
        if torn < 1.0:
            room = self.widths[c] - p.width - _chunk(q) - 0.25 * self.em
            if room > 0.25 * self.em:
                join += 1.0 + min(room / (4 * self.em), 1.6)
            if above in _DASHES or below in _DASHES:
                join += 2.0
            elif (_NUMBER.match(plain(above)) and _NUMBER.match(plain(below))) or (_SIGN.match(above) and _SIGN.match(below)):
                join += 1.2
            elif below[:1].islower() and above[-1:].islower() and len(below) > 3:
                split += 0.7
        if is_bold(p.part.words[-1].font) != is_bold(q.part.words[0].font):
            join += 0.8
        return join, split


def _torn(above: str, below: str) -> float:
    """How surely text that is cut between two lines is one cell: 0 where nothing says so."""
    if above in _DASHES or below in _DASHES or _SIGN.match(above) or _SIGN.match(below):
        return 0.0
    opened = sum(above.count(x) for x in "([") - sum(above.count(x) for x in ")]")
    closed = sum(below.count(x) for x in ")]") - sum(below.count(x) for x in "([")
    if opened > 0 and closed > 0:
        return 3.5
    if opened > 0 or closed > 0:
        return 2.0
    if _UNFINISHED.search(above) or _CONTINUES.match(below):
        return 3.0
    if formula_continues(above, below):
        return 0.6
    return 0.0


def _chunk(piece: Piece) -> float:
    """Width of the least that had to fit on the line above: the first word up to a place where it may break."""
    word = piece.part.words[0]
    text = ""
    for k, glyph in enumerate(word.glyphs):
        text += glyph.char.text
        nxt = word.glyphs[k + 1] if k + 1 < len(word.glyphs) else None
        if nxt is None:
            break
        if glyph.char.text in "/-–‐" and k:
            return max(glyph.char.x1 - word.x0, 0.0)
        if glyph.level != 0 and nxt.level == 0 and nxt.char.text[:1].isupper():
            return max(glyph.char.x1 - word.x0, 0.0)
    return word.x1 - word.x0


def _wraps(lines: Sequence[Printed], column: int) -> bool:
    return sum(line.of(column) is not None for line in lines) > 1


def _neighbours(own: Sequence[Piece | None]) -> list[tuple[Piece, Piece]]:
    there = [p for p in own if p is not None]
    return list(pairwise(there))


def _slanted(font: str) -> bool:
    return bool(re.search(r"ital|obli|slant|[-,_]i$|TTI|SFI|-It", font, re.IGNORECASE))
