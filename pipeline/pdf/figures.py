"""Where a page's figures are, and which text belongs to them (axis labels, panel letters) and not to the running text.

In: pictures, drawn shapes and rules of a page, its segments; out: figure boxes and indices of figure text. Method: own – drawn
things that touch are one figure; a box that holds paragraphs (a shaded abstract, a sidebar) is none.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.model import Box
from pipeline.pdf.chars import PageContent
from pipeline.pdf.words import TextSegment

_TOUCH = 6.0  # points: drawn things nearer than this belong together
_MOST_SHAPES = 1500


def figure_boxes(content: PageContent, segments: Sequence[TextSegment], body_size: float, tables: Sequence[Box]) -> list[Box]:
    """Return the boxes of the page's figures, text boxes and backgrounds left out."""
    page_area = content.width * content.height
    drawn: list[Box] = []
    for box in (*content.images, *content.shapes[:_MOST_SHAPES]):
        clipped = max(box[0], 0.0), max(box[1], 0.0), min(box[2], content.width), min(box[3], content.height)
        width, height = clipped[2] - clipped[0], clipped[3] - clipped[1]
        if width <= 0 or height <= 0 or width * height > 0.7 * page_area:
            continue
        if not any(_inside(clipped, t) for t in tables):
            drawn.append(clipped)
    if not drawn:
        return []
    short = [r for r in content.rules if max(r.x1 - r.x0, r.bottom - r.top) < 0.6 * content.width]
    lines: list[Box] = [(r.x0, r.top, r.x1, r.bottom) for r in short[:_MOST_SHAPES]]
    drawn += [line for line in lines if not any(_inside(line, t) for t in tables)]
    out = []
    for box, parts in _clusters(drawn):
        width, height = box[2] - box[0], box[3] - box[1]
        if width < 40 or height < 30 or width * height > 0.85 * page_area:
            continue
        if parts < 2 and width * height < 2500:
            continue
        if not _holds_paragraphs(box, segments, body_size):
            out.append(box)
    return out


def figure_text(boxes: Sequence[Box], segments: Sequence[TextSegment]) -> set[int]:
    """Return the indices of the segments whose middle lies in a figure."""
    out = set()
    for i, s in enumerate(segments):
        y, width = (s.top + s.bottom) / 2, max(s.x1 - s.x0, 0.1)
        if any(b[1] - 1 <= y <= b[3] + 1 and min(s.x1, b[2]) - max(s.x0, b[0]) > 0.7 * width for b in boxes):
            out.add(i)
    return out


def _inside(inner: Box, outer: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 2 <= x <= outer[2] + 2 and outer[1] - 2 <= y <= outer[3] + 2


def _clusters(boxes: Sequence[Box]) -> list[tuple[Box, int]]:
    """Unite boxes that touch: a sweep from top to bottom over open clusters, repeated until nothing changes."""
    current = [(b, 1) for b in boxes]
    for _ in range(6):
        current.sort(key=lambda c: c[0][1])
        merged: list[tuple[Box, int]] = []
        open_: list[tuple[Box, int]] = []
        for box, count in current:
            still: list[tuple[Box, int]] = []
            for other, n in open_:
                if other[3] + _TOUCH < box[1]:
                    merged.append((other, n))
                elif box[0] <= other[2] + _TOUCH and other[0] <= box[2] + _TOUCH:
                    box = min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3])
                    count += n
                else:
                    still.append((other, n))
            open_ = [*still, (box, count)]
        merged += open_
        if len(merged) == len(current):
            return merged
        current = merged
    return current


def _holds_paragraphs(box: Box, segments: Sequence[TextSegment], body_size: float) -> bool:
    width = box[2] - box[0]
    lines = [
        s
        for s in segments
        if min(s.x1, box[2]) - max(s.x0, box[0]) > 0.9 * (s.x1 - s.x0)
        and box[1] - 2 <= (s.top + s.bottom) / 2 <= box[3] + 2
        and len(s.plain) > 28
        and s.x1 - s.x0 > 0.3 * width
        and s.size > 0.72 * body_size
    ]
    if len(lines) < 3:
        return False
    lines.sort(key=lambda s: s.baseline)
    pitches = [b.baseline - a.baseline for a, b in itertools.pairwise(lines)]
    regular = [p for p in pitches if 0.9 * body_size < p < 2.0 * body_size]
    return len(regular) >= 2 and sum(len(s.plain) for s in lines) > 100
