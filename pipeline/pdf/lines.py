"""From ordered segments to lines, with what their typography says.

In: segments of one stretch of a column, in order; out: ``Line`` values. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Box
from pipeline.pdf.words import TextSegment, TextWord

_BOLD = re.compile(
    r"(?i)bold|black|heavy|demi|semibold|[-,]bd|BdCn|medium$|-medi(?![a-z])|^(cm|sf|ec|ar|la|lm)[a-z]*bx|cmb\d"
    r"|(?<=[a-z])(OB|B|BI|OZ|OBI)$"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line of one column: its words, box, dominant size (points) and font, and the column's edges."""

    page: int
    words: tuple[TextWord, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    font: str
    left: float
    right: float

    @property
    def box(self) -> Box:
        """x0, top, x1, bottom."""
        return self.x0, self.top, self.x1, self.bottom

    @property
    def plain(self) -> str:
        """The words without markup."""
        return " ".join([w.plain for w in self.words])

    @property
    def text(self) -> str:
        """The words with markup."""
        return " ".join([w.text for w in self.words])

    @property
    def bold(self) -> bool:
        """Whether the line's dominant font is bold by its name."""
        return is_bold(self.font)

    @property
    def characters(self) -> int:
        """Number of printed characters."""
        return sum([len(w.plain) for w in self.words])


def is_bold(font: str) -> bool:
    """Whether a font's name says it is bold."""
    return bool(_BOLD.search(font))


def make_lines(page: int, ordered: Sequence[TextSegment]) -> list[Line]:
    """Unite segments of one baseline to lines, sorted from top to bottom; the column's edges are those of all its lines."""
    rows: list[list[TextSegment]] = []
    for s in sorted(ordered, key=lambda s: (s.baseline, s.x0)):
        if rows:
            last = rows[-1][0]
            if abs(s.baseline - last.baseline) < 0.28 * max(min(s.size, last.size), 1.0):
                rows[-1].append(s)
                continue
        rows.append([s])
    lines = [_line(page, row) for row in rows]
    return with_edges(lines)


def with_edges(lines: Sequence[Line]) -> list[Line]:
    """Return the lines knowing their column's left and right edge (the outermost of the lines that matter)."""
    if not lines:
        return []
    left = min(line.x0 for line in lines)
    right = max(line.x1 for line in lines)
    return [replace(line, left=left, right=right) for line in lines]


def _line(page: int, row: Sequence[TextSegment]) -> Line:
    words = tuple(w for s in sorted(row, key=lambda s: s.x0) for w in s.words)
    size, font = dominant(words)
    main = max(row, key=lambda s: (round(s.size), s.x1 - s.x0))
    return Line(
        page,
        words,
        min(s.x0 for s in row),
        min(s.top for s in row),
        max(s.x1 for s in row),
        max(s.bottom for s in row),
        main.baseline,
        size,
        font,
        min(s.x0 for s in row),
        max(s.x1 for s in row),
    )


def dominant(words: Sequence[TextWord]) -> tuple[float, str]:
    """Return the size (points, to 0.1) and font that most characters of these words have."""
    looks: dict[tuple[float, str], int] = {}
    for w in words:
        look = w[6], w[8]  # size and font
        looks[look] = looks.get(look, 0) + len(w.plain)
    if not looks:
        return 0.0, ""
    sizes: dict[float, int] = {}
    fonts: dict[str, int] = {}
    for (points, font), characters in looks.items():
        size = round(points, 1)
        sizes[size] = sizes.get(size, 0) + characters
        fonts[font] = fonts.get(font, 0) + characters
    return max(sizes, key=lambda size: sizes[size]), max(fonts, key=lambda font: fonts[font])
