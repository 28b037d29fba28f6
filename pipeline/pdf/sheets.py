"""Pages of a PDF as pictures for the web.

In: a PDF's path and page numbers; out: WebP files with each page's size in points. Method: own, on PDFium.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

_DOTS_AN_INCH = 110
_MOST_PIXELS = 4_000_000


def render_pages(path: Path, pages: Iterable[int], folder: Path, stem: str) -> dict[int, tuple[Path, float, float]]:
    """Write ``STEM-PAGE.webp`` for each page into ``folder``; return its path, width and height in points by page number.

    Pages that the PDF does not have or that cannot be drawn are left out, as is every page of a PDF that cannot be opened.
    """
    out: dict[int, tuple[Path, float, float]] = {}
    try:
        pdf = pdfium.PdfDocument(path)
    except (pdfium.PdfiumError, OSError):
        return out
    try:
        for number in pages:
            with suppress(pdfium.PdfiumError, OSError, ValueError, IndexError):
                sheet: Any = pdf[number - 1]
                width, height = sheet.get_size()
                scale = min(_DOTS_AN_INCH / 72, (_MOST_PIXELS / max(width * height, 1.0)) ** 0.5)
                file = folder / f"{stem}-{number}.webp"
                sheet.render(scale=scale).to_pil().convert("RGB").save(file, quality=70, method=2)
                out[number] = (file, width, height)
                sheet.close()
    finally:
        pdf.close()
    return out
