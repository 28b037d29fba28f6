"""Labels of a figure put where they cover neither each other nor, as far as may be, other things.

In: anchors (discs) and the size of each one's label, the most important first; out: where each label goes, or None where there is
no room. Method: own, greedy: in order of importance each label takes, of the places at and around its disc that are free of
labels, that which covers least of other discs; a label without a free place is left out. What is drawn is the more important, and
it is legible.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_AWAY = (
    (1, 0), (-1, 0), (0, 1), (0, -1), (0.75, 0.75), (-0.75, 0.75), (0.75, -0.75), (-0.75, -0.75),
    (0.95, 0.4), (-0.95, 0.4), (0.95, -0.4), (-0.95, -0.4),
)  # fmt: skip
_INSIDE = 0.9  # of a disc's diameter: a label that is no wider may stand in it
_GAP = 0.15  # of a label's height, between it and its disc
_COVERING = 0.35  # the part of a label that may cover other discs
_CELL = 40.0


@dataclass(frozen=True, slots=True)
class Anchor:
    """A disc with a label: centre, radius, and the label's width and height, all in one unit."""

    x: float
    y: float
    radius: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: left, bottom, right, top."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share more than an edge."""
        return self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top


def place(anchors: Sequence[Anchor], bounds: Box, *, taken: Sequence[Box] = (), around: bool = True) -> list[Box | None]:
    """Return the box of each label, or None; boxes lie within ``bounds`` and meet neither each other nor those ``taken``.

    ``around`` lets labels stand beside their disc; else they stand on its centre.
    """
    placed = _Grid()
    for box in taken:
        placed.add(box)
    discs = _Grid()
    for anchor in anchors:
        discs.add(_around(anchor))
    found: list[Box | None] = []
    for anchor in anchors:
        best: Box | None = None
        least = _COVERING * anchor.width * anchor.height
        for candidate in _candidates(anchor, around):
            if not _within(candidate, bounds) or placed.meeting(candidate):
                continue
            own = _around(anchor)
            covered = sum(_overlap(candidate, disc) for disc in discs.meeting(candidate) if disc != own)
            if covered < least - 1e-9 * (best is not None):
                best, least = candidate, covered
        if best is not None:
            placed.add(best)
        found.append(best)
    return found


def _candidates(anchor: Anchor, around: bool) -> list[Box]:
    half_width, half_height = anchor.width / 2, anchor.height / 2
    centre = Box(anchor.x - half_width, anchor.y - half_height, anchor.x + half_width, anchor.y + half_height)
    if not around:
        return [centre]
    gap = anchor.radius + _GAP * anchor.height
    boxes = []
    for right, up in _AWAY:
        x = anchor.x + right * gap + (half_width if right > 0 else -half_width if right < 0 else 0)
        y = anchor.y + up * gap + (half_height if up > 0 else -half_height if up < 0 else 0)
        boxes.append(Box(x - half_width, y - half_height, x + half_width, y + half_height))
    return [centre, *boxes] if anchor.width <= _INSIDE * 2 * anchor.radius else boxes


def _around(anchor: Anchor) -> Box:
    r = anchor.radius
    return Box(anchor.x - r, anchor.y - r, anchor.x + r, anchor.y + r)


def _within(box: Box, bounds: Box) -> bool:
    return box.left >= bounds.left and box.right <= bounds.right and box.bottom >= bounds.bottom and box.top <= bounds.top


def _overlap(one: Box, other: Box) -> float:
    return max(min(one.right, other.right) - max(one.left, other.left), 0) * max(
        min(one.top, other.top) - max(one.bottom, other.bottom), 0
    )


class _Grid:
    """Boxes by the cells they touch, so that only near ones are compared."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}

    def add(self, box: Box) -> None:
        for cell in self._touched(box):
            self._cells.setdefault(cell, []).append(box)

    def meeting(self, box: Box) -> list[Box]:
        near = dict.fromkeys(other for cell in self._touched(box) for other in self._cells.get(cell, ()))
        return [other for other in near if box.meets(other)]

    def _touched(self, box: Box) -> list[tuple[int, int]]:
        columns = range(int(box.left // _CELL), int(box.right // _CELL) + 1)
        rows = range(int(box.bottom // _CELL), int(box.top // _CELL) + 1)
        return [(column, row) for column in columns for row in rows]
