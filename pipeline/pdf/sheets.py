"""Pages of a PDF as pictures for the web.

In: a PDF and where each page's picture goes; out: WebP files and each page's size in points. Method: own, on PDFium.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

RENDERING = "r1"
"""Changes whenever the same page would give another picture."""

_DOTS_AN_INCH = 110
_MOST_PIXELS = 4_000_000
_QUALITY = 55


def render_pages(pdf: Path | bytes, pages: Mapping[int, Path]) -> dict[int, tuple[float, float]]:
    """Write the picture of each page of ``pages`` (number, from 1, to file); return width and height in points by page number.

    Pages that the PDF does not have or that cannot be drawn are left out, as is every page of a PDF that cannot be opened.
    """
    out: dict[int, tuple[float, float]] = {}
    try:
        opened = pdfium.PdfDocument(pdf)
    except (pdfium.PdfiumError, OSError):
        return out
    try:
        for number, file in pages.items():
            with suppress(pdfium.PdfiumError, OSError, ValueError, IndexError):
                sheet: Any = opened[number - 1]
                width, height = sheet.get_size()
                scale = min(_DOTS_AN_INCH / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
                sheet.render(scale=scale).to_pil().convert("RGB").save(file, quality=_QUALITY, method=2)
                out[number] = (width, height)
                sheet.close()
    finally:
        opened.close()
    return out
