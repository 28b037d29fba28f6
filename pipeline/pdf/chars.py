"""What a page prints: characters, rules and pictures, from either of two PDF libraries.

In: a PDF file; out: one ``PageContent`` a page, in points from the top left corner of the page as a reader sees it.
A ``CharSource`` is the port behind which pdfplumber and pypdfium2 stand; both pass the same tests. Method: own.

Boxes of characters do not depend on a font's declared ascent and descent (publishers' fonts lie about them): a box runs from
0.25 of the font size below the baseline to 0.75 above it, and along the advance of the glyph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from pipeline.model import Box

ASCENT, DESCENT = 0.75, 0.25
"""Share of the font size above and below the baseline that counts as a character's box."""


class Char(NamedTuple):
    """One printed character: text, box and baseline in points, font size in points, font and glyph name.

    ``rotation`` is the reading direction in degrees anticlockwise (0, 90, 180, 270), or -1 for anything oblique.
    ``mapped`` is False where the font gives no Unicode for the glyph: ``text`` is then a guess or ``(cid:N)``.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float
    size: float
    font: str
    glyph: str | None = None
    mapped: bool = True
    rotation: int = 0


class Rule(NamedTuple):
    """A straight printed line, horizontal where ``x1 - x0`` exceeds ``bottom - top``, else vertical."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def horizontal(self) -> bool:
        """Whether the rule lies rather than stands."""
        return self.x1 - self.x0 > self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PageContent:
    """All that a page prints. ``images`` and ``shapes`` (curves, fills) are boxes; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    chars: tuple[Char, ...]
    rules: tuple[Rule, ...] = ()
    images: tuple[Box, ...] = ()
    shapes: tuple[Box, ...] = ()
    source: str = ""


class CharSource(Protocol):
    """An opened PDF that can tell what each page prints."""

    name: str

    @property
    def page_count(self) -> int:
        """Number of pages."""

    def page(self, index: int) -> PageContent:
        """Return what page ``index`` (from 0) prints; raise ReadError where the page cannot be read."""

    def close(self) -> None:
        """Free the file and the memory."""


def pages(source: CharSource) -> Iterator[PageContent]:
    """Yield every page of a source in turn, holding one at a time."""
    for index in range(source.page_count):
        yield source.page(index)


def place_char(
    text: str,
    origin: tuple[float, float],
    direction: tuple[float, float],
    advance: float,
    size: float,
    font: str,
    glyph: str | None = None,
    mapped: bool = True,
) -> Char:
    """Return the Char whose baseline starts at ``origin`` (top-left coordinates) and runs ``advance`` along ``direction``.

    ``direction`` is a unit vector with y growing downwards.
    """
    x, y = origin
    dx, dy = direction
    if dx > 0.999:
        return Char(text, x, y - ASCENT * size, x + advance, y + DESCENT * size, y, size, font, glyph, mapped, 0)
    ends = (x, y), (x + dx * advance, y + dy * advance)
    up = (dy, -dx)
    xs = [ex + up[0] * size * k for ex, _ in ends for k in (-DESCENT, ASCENT)]
    ys = [ey + up[1] * size * k for _, ey in ends for k in (-DESCENT, ASCENT)]
    if abs(dy) > 0.999:
        rotation, baseline = (90 if dy < 0 else 270), x
    elif dx < -0.999:
        rotation, baseline = 180, y
    else:
        rotation, baseline = -1, y
    return Char(text, min(xs), min(ys), max(xs), max(ys), baseline, size, font, glyph, mapped, rotation)


def upright(content: PageContent, rotation: int) -> PageContent:
    """Return the page turned so that text of reading direction ``rotation`` (90, 180 or 270) runs left to right.

    Only characters of that direction are kept. ``upright_box`` with the opposite turn maps boxes back.
    """
    chars = []
    for c in content.chars:
        if c.rotation == rotation:
            x0, top, x1, bottom = turn_box((c.x0, c.top, c.x1, c.bottom), rotation, content.width, content.height)
            chars.append(c._replace(x0=x0, top=top, x1=x1, bottom=bottom, baseline=bottom - DESCENT * c.size, rotation=0))

    def turn(box: Box) -> Box:
        return turn_box(box, rotation, content.width, content.height)

    sideways = rotation in (90, 270)
    return PageContent(
        content.number,
        content.height if sideways else content.width,
        content.width if sideways else content.height,
        tuple(chars),
        tuple(Rule(*turn(r)) for r in content.rules),
        tuple(turn(b) for b in content.images),
        tuple(turn(b) for b in content.shapes),
        content.source,
    )


def turn_box(box: Box | Rule, rotation: int, width: float, height: float) -> Box:
    """Map a box of a ``width`` x ``height`` page into the page turned so that ``rotation`` reads left to right."""
    x0, top, x1, bottom = box
    if rotation == 90:  # text runs upwards: the page's left edge becomes the top
        return height - bottom, x0, height - top, x1
    if rotation == 270:
        return top, width - x1, bottom, width - x0
    if rotation == 180:
        return width - x1, height - bottom, width - x0, height - top
    return x0, top, x1, bottom
