"""A page as a picture, with what was read drawn over it.

In: a PDF, its Document and a page number; out: a PNG with the blocks' boxes coloured by kind, the reading order as numbers joined
by a line, and the cells of tables. Method: own, over PDFium's rendering and Pillow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
from PIL import Image, ImageDraw, ImageFont

from pipeline.model import Block, BlockKind, Box, Document, Region
from pipeline.pdf.errors import ReadError

COLOURS = {
    BlockKind.TITLE: (214, 39, 40),
    BlockKind.AUTHORS: (140, 86, 75),
    BlockKind.HEADING: (255, 127, 14),
    BlockKind.ABSTRACT: (148, 103, 189),
    BlockKind.PARAGRAPH: (31, 119, 180),
    BlockKind.LIST: (23, 160, 175),
    BlockKind.CAPTION: (44, 160, 44),
    BlockKind.TABLE: (188, 150, 34),
    BlockKind.REFERENCE: (110, 110, 110),
    BlockKind.FURNITURE: (190, 190, 190),
}
"""Red, green and blue of each kind of block."""

_MAX_PIXELS = 25_000_000


def draw(path: Path | str, document: Document, page: int, out: Path | str, scale: float = 2.0) -> Path:
    """Write a PNG of page ``page`` (from 1) with its blocks, cells and reading order over it, and return its path.

    ``scale`` is pixels per point. Raises ReadError where the page does not exist or cannot be rendered.
    """
    if not 1 <= page <= len(document.pages):
        raise ReadError(path, f"there is no page {page}; the document has {len(document.pages)}", page=page)
    picture = _render(Path(path), page, scale)
    factor = picture.width / document.pages[page - 1].width if document.pages[page - 1].width else scale
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    font = ImageFont.load_default(size=max(9, int(7 * factor)))
    last: tuple[float, float] | None = None
    number = 0
    for block in document.blocks:
        regions = [r for r in _columns(block) if r.page == page]
        if not regions:
            continue
        colour = COLOURS[block.kind]
        for region in regions:
            box = _scaled(region.box, factor, 1.5)
            pen.rectangle(box, outline=(*colour, 255), width=2, fill=(*colour, 28))
            if block.kind is BlockKind.FURNITURE:
                continue
            number += 1
            start = (box[0], box[1])
            if last is not None:
                pen.line([last, start], fill=(220, 0, 120, 110), width=2)
            last = (box[0], box[3])
            label = str(number) if block.kind is BlockKind.REFERENCE else f"{number} {block.kind.value}"
            width = pen.textlength(label, font=font) + 4
            left = box[0] - width if box[0] > width else box[0]  # beside the text where the margin has room, else above it
            top = box[1] if left < box[0] else box[1] - 8 * factor
            pen.rectangle((left, top, left + width, top + 8 * factor), fill=(*colour, 215))
            pen.text((left + 2, top), label, fill=(255, 255, 255, 255), font=font)
    for table in document.tables:
        for k, row in enumerate((*table.header, *table.rows)):
            for cell in row:
                if cell.page == page and cell.box is not None:
                    tint = (200, 80, 0) if k < len(table.header) else (0, 110, 60)
                    pen.rectangle(_scaled(cell.box, factor, 0.5), outline=(*tint, 255), width=1, fill=(*tint, 22))
    out = Path(out)
    Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB").save(out)
    return out


def _render(path: Path, page: int, scale: float) -> Image.Image:
    try:
        pdf = pdfium.PdfDocument(path)
        try:
            sheet: Any = pdf[page - 1]
            width, height = sheet.get_size()
            scale = min(scale, (_MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            image: Image.Image = sheet.render(scale=scale).to_pil()
            return image
        finally:
            pdf.close()
    except (pdfium.PdfiumError, OSError, ValueError) as error:
        raise ReadError(path, f"the page cannot be rendered: {error}", page=page) from error


def _columns(block: Block) -> list[Region]:
    """Unite a block's lines to one box a column and page."""
    out: list[Region] = []
    for region in block.regions():
        x0, top, x1, bottom = region.box
        if out and out[-1].page == region.page:
            a0, at, a1, ab = out[-1].box
            if x0 < a1 and a0 < x1 and -2 <= top - ab < 30:
                out[-1] = Region(region.page, (min(a0, x0), min(at, top), max(a1, x1), max(ab, bottom)))
                continue
            if x0 < a1 + 40 and top < ab and bottom > at:
                out[-1] = Region(region.page, (min(a0, x0), min(at, top), max(a1, x1), max(ab, bottom)))
                continue
        out.append(region)
    return out


def _scaled(box: Box, factor: float, grow: float) -> tuple[float, float, float, float]:
    return (box[0] - grow) * factor, (box[1] - grow) * factor, (box[2] + grow) * factor, (box[3] + grow) * factor
