"""Characters, rules and pictures of a PDF through pdfplumber (and pdfminer.six under it).

In: a path; out: ``PageContent``. Slower than PDFium by a factor of about four, but it tells glyph names and marks every glyph
without Unicode, which glyph repair lives on. pdfplumber opens the file and keeps its page geometry; characters are taken from
pdfminer's interpreter by a device of our own, which spares the per-character dictionaries. Method: own.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFXRefStream
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name
from pdfminer.utils import apply_matrix_pt, mult_matrix

from pipeline.model import Box
from pipeline.pdf.chars import PageContent, Rule, place_char
from pipeline.pdf.cmaps import read_code_map
from pipeline.pdf.errors import ReadError

for _name in ("pdfminer", "pdfplumber"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_MAX_RULE = 2.5  # points: a filled rectangle thinner than this is a rule


class PlumberSource:
    """A PDF opened by pdfplumber."""

    name = "pdfplumber"

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._path = path
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise ReadError(path, error.strerror or str(error), stage="open") from error
        try:
            self._pdf = pdfplumber.open(self._file, password=password)
            _bound_cross_references(self._pdf)
            self._pages = self._pdf.pages
        except Exception as error:
            self._file.close()
            raise ReadError(path, _reason(error), stage="open") from error
        self._fonts = _GlyphNames()

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._pages)

    def page(self, index: int) -> PageContent:
        """Return what page ``index`` (from 0) prints."""
        try:
            page = self._pages[index]
        except IndexError as error:  # a damaged page tree: PDFium may count more pages
            raise ReadError(self._path, "the page cannot be found: the file is damaged", page=index + 1) from error
        device = _Device(self._fonts)
        try:
            PDFPageInterpreter(self._fonts, device).process_page(page.page_obj)
            width, height = float(page.mediabox[2] - page.mediabox[0]), float(page.mediabox[3] - page.mediabox[1])
            crop = _crop(page)
        except Exception as error:
            raise ReadError(self._path, _reason(error), page=index + 1) from error
        finally:
            page.close()
        return _assemble(index + 1, device, width, height, crop)

    def close(self) -> None:
        """Free the file."""
        self._file.close()  # pdfplumber's own close would read the tree of pages once more


def _bound_cross_references(pdf: Any) -> None:
    """Let no cross-reference stream claim more objects than it has entries: pdfminer would count to the number claimed."""
    for xref in pdf.doc.xrefs:
        if isinstance(xref, PDFXRefStream):
            left = len(xref.data or b"") // max(xref.entlen or 1, 1)
            ranges = []
            for start, count in xref.ranges:
                ranges.append((start, min(count, left)))
                left -= ranges[-1][1]
            xref.ranges = ranges


def _reason(error: Exception) -> str:
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    name = type(inner).__name__
    if "Password" in name or "Encryption" in name:
        return "encrypted: a password is needed to open it"
    detail = str(inner).strip()
    return f"{name}: {detail}" if detail else name


def _crop(page: Any) -> Box | None:
    media, crop = page.mediabox, page.cropbox
    x0, top = float(crop[0] - media[0]), float(crop[1] - media[1])
    x1, bottom = float(crop[2] - media[0]), float(crop[3] - media[1])
    width, height = float(media[2] - media[0]), float(media[3] - media[1])
    x0, top, x1, bottom = max(x0, 0.0), max(top, 0.0), min(x1, width), min(bottom, height)
    whole = x0 < 0.5 and top < 0.5 and width - x1 < 0.5 and height - bottom < 0.5
    return None if whole or x1 - x0 < 10 or bottom - top < 10 else (x0, top, x1, bottom)


def _assemble(number: int, device: _Device, width: float, height: float, crop: Box | None) -> PageContent:
    dx, dy = (crop[0], crop[1]) if crop else (0.0, 0.0)

    def moved(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return x0 - dx, height - y1 - dy, x1 - dx, height - y0 - dy

    chars = []
    for text, (x, y), direction, advance, size, font, glyph, mapped in device.glyphs:
        chars.append(
            place_char(text, (x - dx, height - y - dy), (direction[0], -direction[1]), advance, size, font, glyph, mapped)
        )
    if crop:
        width, height_out = crop[2] - crop[0], crop[3] - crop[1]
        chars = [c for c in chars if -1 < (c.x0 + c.x1) / 2 < width + 1 and -1 < (c.top + c.bottom) / 2 < height_out + 1]
    else:
        height_out = height
    rules, shapes = [], []
    for box, straight in device.paths:
        x0, top, x1, bottom = moved(box)
        if straight and min(x1 - x0, bottom - top) <= _MAX_RULE and max(x1 - x0, bottom - top) > _MAX_RULE:
            rules.append(Rule(x0, top, x1, bottom))
        elif x1 - x0 > 1 or bottom - top > 1:
            shapes.append((x0, top, x1, bottom))
    images = tuple(moved(b) for b in device.images)
    return PageContent(number, width, height_out, tuple(chars), tuple(rules), images, tuple(shapes), PlumberSource.name)


class _GlyphNames(PDFResourceManager):
    """pdfminer's font cache, remembering the glyph names that a font's Encoding gives its codes."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        font = super().get_font(objid, spec)
        if not hasattr(font, "glyph_names"):
            names: dict[int, str] = {}
            try:
                encoding = resolve1(spec.get("Encoding"))
                if isinstance(encoding, PDFStream) and isinstance(font, PDFCIDFont):
                    _use_code_map(font, encoding, "ToUnicode" in spec)
                if isinstance(encoding, dict):
                    code = 0
                    for item in list_value(encoding.get("Differences", [])):
                        if isinstance(item, PSLiteral):
                            names[code] = str(literal_name(item))
                            code += 1
                        else:
                            code = int(resolve1(item))
            except Exception:  # a broken Encoding only costs the names
                names = {}
            name = _font_name(spec, font)
            vars(font).update(glyph_names=names, plain_name=name, own_codes=name == "Symbol" and not _tells_unicode(spec))
        return font


def _use_code_map(font: PDFCIDFont, encoding: PDFStream, codes_tell_unicode: bool) -> None:
    """Let a composite font be read by the CMap inside the PDF: codes for ToUnicode, glyphs for the widths."""
    codes = read_code_map(encoding.get_data())
    if codes is None:
        return
    widths = {code: font.widths[cid] for code, cid in codes.cids.items() if cid in font.widths}
    changed: dict[str, object] = {"decode": codes.decode, "widths": widths}
    if not codes_tell_unicode and font.unicode_map is not None:
        by_glyph = font.to_unichr
        changed["to_unichr"] = lambda code: by_glyph(codes.cids.get(code, code))
    vars(font).update(changed)


def _tells_unicode(spec: Mapping[str, object]) -> bool:
    """Whether a font says what its codes mean; pdfminer takes the standard Symbol, which does not, for Latin letters."""
    descriptor = resolve1(spec.get("FontDescriptor"))
    embedded = isinstance(descriptor, dict) and any(k.startswith("FontFile") for k in descriptor)
    return embedded or "ToUnicode" in spec or isinstance(resolve1(spec.get("Encoding")), dict)


def _font_name(spec: Mapping[str, object], font: PDFFont) -> str:
    name = resolve1(spec.get("BaseFont")) or getattr(font, "fontname", "") or ""
    text = literal_name(name) if isinstance(name, PSLiteral) else name
    text = text.decode("latin-1") if isinstance(text, bytes) else str(text)
    return text.split("+", 1)[-1]


_Matrix = tuple[float, float, float, float, float, float]
_Glyph = tuple[str, tuple[float, float], tuple[float, float], float, float, str, "str | None", bool]


class _Device(PDFTextDevice):
    """Collects glyphs, paths and images in page coordinates (origin bottom left of the MediaBox)."""

    def __init__(self, fonts: PDFResourceManager) -> None:
        super().__init__(fonts)
        self.glyphs: list[_Glyph] = []
        self.paths: list[tuple[Box, bool]] = []
        self.images: list[Box] = []
        self.ctm: _Matrix = (1, 0, 0, 1, 0, 0)
        self._clip: Box | None = None
        self._clips: list[Box | None] = []
        self._texts: dict[tuple[int, int], tuple[str, float, str | None, bool]] = {}

    def render_char(
        self,
        matrix: Any,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,
        graphicstate: Any,
    ) -> float:
        key = (id(font), cid)
        known = self._texts.get(key)
        if known is None:
            known = self._texts[key] = _glyph(font, cid)
        text, width, glyph, mapped = known
        advance = width * fontsize * scaling
        a, b, c, d, e, f = matrix
        across, up = math.hypot(a, b), math.hypot(c, d)
        if across == 0 or up == 0:
            return advance
        size = abs(fontsize) * up * (_type3_em(font) if isinstance(font, PDFType3Font) else 1.0)
        flip = -1.0 if fontsize * scaling < 0 else 1.0
        direction = (a / across * flip, b / across * flip)
        if self._clip is not None:
            left, low, right, high = self._clip
            if not (left - 1 <= e + a * advance / 2 <= right + 1 and low - 1 <= f <= high + 1):
                return advance
        name = getattr(font, "plain_name", "")
        self.glyphs.append((text, (e + c * rise, f + d * rise), direction, abs(advance) * across, size, name, glyph, mapped))
        return advance

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        if not (stroke or fill):
            return
        half = (gstate.linewidth or 0) * math.hypot(self.ctm[0], self.ctm[1]) / 2 if stroke else 0.0
        part: list[tuple[float, float]] = []
        straight = True
        for op, *args in [*path, ("m", 0, 0)]:
            if op == "m":
                if len(part) > 1:
                    self._add(part, straight, half)
                part, straight = [], True
            if op == "h":
                continue
            straight = straight and op in ("m", "l")
            part.append(apply_matrix_pt(self.ctm, (float(args[-2]), float(args[-1]))))

    def _add(self, part: Sequence[tuple[float, float]], straight: bool, half: float) -> None:
        xs, ys = [p[0] for p in part], [p[1] for p in part]
        x0, x1, y0, y1 = min(xs), max(xs), min(ys), max(ys)
        if half > 1.25 and (x1 - x0 < 0.01 or y1 - y0 < 0.01):  # a fill drawn as one thick stroke
            grow_x, grow_y = (half, 0.0) if x1 - x0 < 0.01 else (0.0, half)
            x0, x1, y0, y1 = x0 - grow_x, x1 + grow_x, y0 - grow_y, y1 + grow_y
        box = self._clipped((x0, y0, x1, y1))
        if box is not None:
            self.paths.append((box, straight))

    def _clipped(self, box: Box) -> Box | None:
        """Return the part of a box that the forms around it let show, or None."""
        if self._clip is None:
            return box
        left, low, right, high = self._clip
        x0, y0, x1, y1 = max(box[0], left), max(box[1], low), min(box[2], right), min(box[3], high)
        return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None

    def render_image(self, name: str, stream: Any) -> None:
        corners = [apply_matrix_pt(self.ctm, p) for p in ((0, 0), (1, 0), (0, 1), (1, 1))]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        box = self._clipped((min(xs), min(ys), max(xs), max(ys)))
        if box is not None:
            self.images.append(box)

    def begin_page(self, page: Any, ctm: Any) -> None: ...

    def end_page(self, page: Any) -> None: ...

    def begin_figure(self, name: str, bbox: Any, matrix: Any) -> None:
        """Enter a form or image: nothing outside its box is printed."""
        try:
            x0, y0, x1, y1 = (float(v) for v in bbox)
        except (TypeError, ValueError):
            self._clips.append(self._clip)
            return
        full = mult_matrix(matrix, self.ctm)
        corners = [apply_matrix_pt(full, p) for p in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
        xs, ys = [p[0] for p in corners], [p[1] for p in corners]
        box = (min(xs), min(ys), max(xs), max(ys))
        self._clips.append(self._clip)
        self._clip = self._clipped(box) or (0.0, 0.0, 0.0, 0.0)

    def end_figure(self, name: str) -> None:
        """Leave a form or image."""
        self._clip = self._clips.pop() if self._clips else None


def _glyph(font: PDFFont, cid: int) -> tuple[str, float, str | None, bool]:
    try:
        text, mapped = (chr(0xF000 + cid) if getattr(font, "own_codes", False) else str(font.to_unichr(cid))), True
    except PDFUnicodeNotDefined:
        text, mapped = f"(cid:{cid})", False
    return text, float(font.char_width(cid)), getattr(font, "glyph_names", {}).get(cid), mapped


def _type3_em(font: PDFType3Font) -> float:
    """Font size of a Type 3 font, in its text space: about the height of its tallest glyph box."""
    _, y0, _, y1 = font.bbox
    height = abs(y1 - y0) * abs(font.vscale)
    return float(height) or 1.0
