"""The columns of a table: white channels through its lines, upright rules, left edges of header cells.

In: a table's segments; out: channels (white strips between columns) and the pieces of text between them. Method: own; a channel
is a strip at least half an em wide that (nearly) no line crosses. Lines that do cross it must be few and hold one cell that
spans.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.model import Box
from pipeline.pdf.table_rules import Upright
from pipeline.pdf.table_text import line_text
from pipeline.pdf.words import PlacedWord, Segment, segment

Interval = tuple[float, float]
_CHANNEL = 0.5  # em: a channel wide enough on its own
_NARROW = 0.22  # em: least width of a channel that left edges speak for
_TIGHT = 0.38  # em: least gap of all lines in a channel that one edge of the text keeps to
_WORD_SPACE = 0.37  # em: most that stands between the words of one head
_WIDE = 0.8  # em: a gap in a line that is no word space


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one line in one cell: columns ``first`` to ``last``, their text with markup."""

    part: Segment
    first: int
    last: int
    text: str

    @property
    def box(self) -> Box:
        """x0, top, x1, bottom."""
        return self.part.box

    @property
    def width(self) -> float:
        """Length in points."""
        return self.part.x1 - self.part.x0


def channels(lines: Sequence[Sequence[Segment]], em: float, upright: Sequence[Upright], box: Box) -> list[Interval]:
    """Return the white strips between a table's columns, from the left."""
    forced = _forced(lines, upright, box)
    if forced and len(forced) >= 2 and _grid(upright, box):
        return forced
    runs = [[(w.x0, w.x1) for s in line for w in s.words] for line in lines]
    runs = [sorted(r) for r in runs if r]
    if not runs:
        return forced
    left, right = min(r[0][0] for r in runs), max(max(b for _, b in r) for r in runs)
    cuts = sorted((left - 1.0, *((a + b) / 2 for a, b in forced), right + 1.0))
    out = list(forced)
    for x0, x1 in pairwise(cuts):
        out.extend(_search(runs, x0, x1, em, depth=0))
    return [_past_heads(runs, gap, em) for gap in sorted(_without_doubles(out))]


def _past_heads(runs: Sequence[Sequence[Interval]], gap: Interval, em: float) -> Interval:
    """Widen a channel that is only the word space of a head over both columns ("Capacity | retention" over two samples).

    The head stands in one of the first lines, and the line under it has a head on either side, farther apart.
    """
    middle = (gap[0] + gap[1]) / 2
    if gap[1] - gap[0] >= _WORD_SPACE * em:
        return gap
    spaces: list[float | None] = []
    for run in runs:
        left = max((q for _, q in run if q <= middle), default=None)
        right = min((p for p, _ in run if p >= middle), default=None)
        spaces.append(right - left if left is not None and right is not None else None)
    tight = [k for k, space in enumerate(spaces) if space is not None and space < _WORD_SPACE * em]
    under = [spaces[k + 1] if k + 1 < len(spaces) else None for k in tight]
    if not tight or tight[-1] > 1 or any(space is None or space < _TIGHT * em for space in under):
        return gap
    others = [run for k, run in enumerate(runs) if k not in tight]
    ends = [max(q for _, q in run if q <= middle) for run in others if any(q <= middle for _, q in run)]
    starts = [min(p for p, _ in run if p >= middle) for run in others if any(p >= middle for p, _ in run)]
    return max(ends, default=gap[0]), min(starts, default=gap[1])


def _grid(upright: Sequence[Upright], box: Box) -> bool:
    """Whether upright rules close the table on both sides."""
    tall = [u for u in upright if u.bottom - u.top > 0.6 * (box[3] - box[1])]
    return bool(tall) and tall[0].x < box[0] + 8 and tall[-1].x > box[2] - 8


def _forced(lines: Sequence[Sequence[Segment]], upright: Sequence[Upright], box: Box) -> list[Interval]:
    """Return strips around upright rules that stand between columns for most of the table's height."""
    x0, top, x1, bottom = box
    height: dict[int, float] = {}
    for u in upright:
        height[round(u.x)] = height.get(round(u.x), 0.0) + u.bottom - u.top
    out: list[Interval] = []
    for x, tall in sorted(height.items()):
        if tall < 0.45 * (bottom - top) or x < x0 + 5 or x > x1 - 5:
            continue
        words = [w for line in lines for s in line for w in s.words]
        if sum(w.x0 < x - 1.5 and w.x1 > x + 1.5 for w in words) > 0.1 * len(lines) + 1:
            continue
        left = max((w.x1 for w in words if w.x1 <= x + 1.5), default=x - 1.0)
        right = min((w.x0 for w in words if w.x0 >= x - 1.5), default=x + 1.0)
        if not any(w.x1 <= x + 1.5 for w in words) or not any(w.x0 >= x - 1.5 for w in words):
            continue
        if not out or x - out[-1][1] > -1.5:
            out.append((min(left, x), max(right, x)))
    return out


def _search(runs: Sequence[Sequence[Interval]], x0: float, x1: float, em: float, depth: int) -> list[Interval]:
    """Channels between ``x0`` and ``x1``: first those that no line crosses, then inside each column those that few cross."""
    local = [[(a, b) for a, b in run if a < x1 and b > x0] for run in runs]
    local = [r for r in local if r]
    clear = [gap for gap in _gaps(local, 0) if x0 < gap[0] and gap[1] < x1]
    found = [gap for gap in clear if gap[1] - gap[0] >= _CHANNEL * em and _accept(local, gap, em)]
    if not found:  # narrow ones are judged inside a column, where the lines on both sides are its own
        found = [gap for gap in clear if _accept(local, gap, em)]
    if not found:
        allowed = min(max(1, len(local) // 4), 8)
        for count in range(1, allowed + 1):
            for rough in _gaps(local, count):
                gap = _trimmed(local, rough, em)
                if x0 < gap[0] and gap[1] < x1 and _crossed(local, gap, em):
                    found.append(gap)
            if found:
                break
        if not found or depth > 24:
            return []
    out: list[Interval] = []
    cuts = [x0, *((a + b) / 2 for a, b in found), x1]
    for gap in found:
        out.append(gap)
    for a, b in pairwise(cuts):
        inner = [[(p, q) for p, q in run if (p + q) / 2 > a and (p + q) / 2 < b and p > a - 0.5 and q < b + 0.5] for run in local]
        out.extend(_search([r for r in inner if r], a, b, em, depth + 1) if depth <= 24 else [])
    return out


def _gaps(runs: Sequence[Sequence[Interval]], count: int) -> list[Interval]:
    """Return strips that at most ``count`` lines cover (word spaces inside a line do not cover), between covered places."""
    events: list[tuple[float, int, int]] = []
    for k, run in enumerate(runs):
        for a, b in run:
            events.append((a, 1, k))
            events.append((b, -1, k))
    events.sort(key=lambda e: (e[0], e[1]))
    depth: dict[int, int] = {}
    out: list[Interval] = []
    start: float | None = None
    for x, step, k in events:
        before = len(depth)
        level = depth.get(k, 0) + step
        if level <= 0:
            depth.pop(k, None)
        else:
            depth[k] = level
        if before > count and len(depth) <= count:
            start = x
        elif before <= count and len(depth) > count:
            if start is not None and x > start:
                out.append((start, x))
            start = None
    return out


def _trimmed(runs: Sequence[Sequence[Interval]], gap: Interval, em: float) -> Interval:
    """Return the strip as the lines that do not cross it leave it."""
    middle = (gap[0] + gap[1]) / 2
    ends, starts = [], []
    for run in runs:
        left = max((q for _, q in run if q <= middle), default=None)
        right = min((p for p, _ in run if p >= middle), default=None)
        if any(p < middle < q for p, q in run) or (left is not None and right is not None and right - left < 0.6 * em):
            continue
        ends.extend([left] if left is not None else [])
        starts.extend([right] if right is not None else [])
    if not ends or not starts or min(starts) <= max(ends):
        return gap
    return max(ends), min(starts)


def _sides(runs: Sequence[Sequence[Interval]], gap: Interval) -> tuple[list[float], list[float], list[float], int, int]:
    """Return, of lines with text on both sides, gap widths, ends and starts there; and how many have text on one side only."""
    a, b = gap
    widths, ends, starts = [], [], []
    left_only = right_only = 0
    for run in runs:
        left = max((q for p, q in run if q <= a + 0.05), default=None)
        right = min((p for p, q in run if p >= b - 0.05), default=None)
        if any((p < a - 0.05 and q > a + 0.05) or (p < b - 0.05 and q > b + 0.05) for p, q in run):
            continue
        if left is not None and right is not None:
            widths.append(right - left)
            ends.append(left)
            starts.append(right)
        elif left is not None:
            left_only += 1
        elif right is not None:
            right_only += 1
    return widths, ends, starts, left_only, right_only


def _accept(runs: Sequence[Sequence[Interval]], gap: Interval, em: float) -> bool:
    widths, ends, starts, _, _ = _sides(runs, gap)
    width = gap[1] - gap[0]
    if width < _NARROW * em:
        return False
    wide = sum(w >= _WIDE * em for w in widths)
    if width >= _CHANNEL * em:
        return not widths or width >= em or wide >= 0.4 * len(widths) or len(widths) >= 4
    if len(widths) < 3:
        return False
    if len(widths) >= 6 and min(widths) >= _TIGHT * em and max(_aligned(starts, em), _aligned(ends, em)) >= 0.9:
        return True  # set tightly throughout: no word space is as wide in every line and ends at one place
    wide = sum(w >= _CHANNEL * em for w in widths)
    if wide < 0.5 * len(widths):
        return False
    if _centred(runs, gap, em):
        return True
    if _aligned(starts, em) < 0.6 and _aligned(ends, em) < 0.6:
        return False
    # the lines that make it narrow must keep the columns' edges: a word space of a spanning cell does not
    tight = [k for k, w in enumerate(widths) if w < _CHANNEL * em]
    kept = sum(_shares(starts[k], starts, em) >= 0.4 or _shares(ends[k], ends, em) >= 0.4 for k in tight)
    return kept >= 0.7 * len(tight)


def _crossed(runs: Sequence[Sequence[Interval]], gap: Interval, em: float) -> bool:
    """Whether a strip that some lines cross is a channel all the same: others have text on both of its sides."""
    widths, _, _, left_only, right_only = _sides(runs, gap)
    width = gap[1] - gap[0]
    clear = len(widths) + left_only + right_only
    crossing = len(runs) - clear
    both = len(widths) + min(left_only, right_only)
    if width < 0.6 * em or both < max(2, 2 * crossing):
        return False
    wide = sum(w >= _WIDE * em for w in widths)
    return (len(widths) >= 1 and wide >= 0.7 * len(widths)) or min(left_only, right_only) >= 3 * crossing


def _centred(runs: Sequence[Sequence[Interval]], gap: Interval, em: float) -> bool:
    """Whether the text on both sides of a strip is centred in all lines, each side about an axis of its own."""
    axes: tuple[list[float], list[float]] = ([], [])
    for run in runs:
        ordered = sorted(run)
        left = [r for r in ordered if r[1] <= gap[0] + 0.05]
        right = [r for r in ordered if r[0] >= gap[1] - 0.05]
        if left:
            k = len(left) - 1
            while k and left[k][0] - left[k - 1][1] < _CHANNEL * em:
                k -= 1
            axes[0].append((left[k][0] + left[-1][1]) / 2)
        if right:
            k = 0
            while k + 1 < len(right) and right[k + 1][0] - right[k][1] < _CHANNEL * em:
                k += 1
            axes[1].append((right[0][0] + right[k][1]) / 2)
    return all(len(a) >= 3 and max(a) - min(a) < 0.3 * em for a in axes)


def _shares(value: float, values: Sequence[float], em: float) -> float:
    return sum(abs(value - v) <= 0.12 * em for v in values) / len(values)


def _aligned(values: Sequence[float], em: float) -> float:
    """Largest share of values within a tenth of an em of each other."""
    if not values:
        return 0.0
    return max(sum(abs(v - w) <= 0.12 * em for w in values) for v in values) / len(values)


def _without_doubles(found: Iterable[Interval]) -> list[Interval]:
    out: list[Interval] = []
    for a, b in sorted(found):
        if out and a < out[-1][1] - 0.01:
            if b - a > out[-1][1] - out[-1][0]:
                out[-1] = (a, b)
            continue
        out.append((a, b))
    return out


def pieces(line: Sequence[Segment], gaps: Sequence[Interval], em: float) -> list[Piece]:
    """Cut the segments of one line at the channels; a segment whose words run over a channel spans the columns beside it."""
    out: list[Piece] = []
    for seg in line:
        parts: list[list[PlacedWord]] = [[seg.words[0]]]
        for a, b in pairwise(seg.words):
            if b.x0 > a.x1 and any(_cuts(a.x1, b.x0, gap, em) for gap in gaps):
                parts.append([b])
            else:
                parts[-1].append(b)
        for words in parts:
            part = segment(words) if len(parts) > 1 else seg
            first, last = _columns_of(part.x0, part.x1, gaps, em)
            out.append(Piece(part, first, last, line_text(part.words)))
    return _united(sorted(out, key=lambda p: p.part.x0))


def _united(found: Sequence[Piece]) -> list[Piece]:
    """Join the pieces of a line that stand in one column: a justified cell is printed with gaps as wide as a channel."""
    out: list[Piece] = []
    for piece in found:
        last = out[-1] if out else None
        if last is not None and last.first == last.last == piece.first == piece.last:
            part = segment((*last.part.words, *piece.part.words))
            out[-1] = Piece(part, last.first, last.last, line_text(part.words))
        else:
            out.append(piece)
    return out


def _cuts(left: float, right: float, gap: Interval, em: float) -> bool:
    """Whether the space between two words holds the channel."""
    a, b = gap
    inner = min(right, b) - max(left, a)
    return inner > 0 and (inner >= 0.8 * (b - a) or inner >= 0.7 * em) and right - left >= 0.2 * em


def _columns_of(x0: float, x1: float, gaps: Sequence[Interval], em: float) -> tuple[int, int]:
    first = sum((a + b) / 2 <= x0 + 0.02 or (b <= x0 + 0.3 * em and (a + b) / 2 < (x0 + x1) / 2) for a, b in gaps)
    last = sum(b <= x1 - 0.25 * em or (a + b) / 2 < x1 - 0.6 * em for a, b in gaps)
    if last > first:
        # a piece that only sticks out over a channel is not a spanning cell
        middle = sum((a + b) / 2 <= (x0 + x1) / 2 for a, b in gaps)
        reach_right = x1 - gaps[last - 1][1]
        reach_left = gaps[first][0] - x0
        if reach_right < 0.25 * em and last > middle:
            last -= 1
        elif reach_left < 0.25 * em and first < middle:
            first += 1
    return first, max(first, last)
