"""Characters, rules and pictures of a PDF through pypdfium2: the fast path.

In: a path; out: ``PageContent``. PDFium tells no glyph names; it spells unmapped glyphs with silent garbage, which is marked
here by asking for its map errors, once for each (font, character). Method: own, over PDFium's public text and page-object API.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from pipeline.model import Box
from pipeline.pdf.chars import Char, PageContent, Rule, place_char
from pipeline.pdf.errors import ReadError

_MAX_RULE = 2.5  # points: a filled rectangle thinner than this is a rule
_MAX_OBJECTS = 20_000  # page objects looked at: a drawing of more paths is a figure whatever they are
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_new = tuple.__new__  # of a named tuple, without its own constructor: there are thousands of characters on a page


def _quick(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return a function of PDFium that takes addresses: half the cost of a call with pointer objects."""
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_get_unicode = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_get_object = _quick(raw.FPDFText_GetTextObject, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
_get_origin = _quick(raw.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_get_box = _quick(raw.FPDFText_GetLooseCharBox, ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_is_generated = _quick(raw.FPDFText_IsGenerated, ctypes.c_int, ctypes.c_void_p, ctypes.c_int)
_map_error = _quick(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class PdfiumSource:
    """A PDF opened by PDFium."""

    name = "pdfium"

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._path = path
        try:
            self._pdf = pdfium.PdfDocument(path, password=password)
        except (pdfium.PdfiumError, OSError, ValueError) as error:
            raise ReadError(path, _reason(error), stage="open") from error

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return len(self._pdf)

    def page(self, index: int) -> PageContent:
        """Return what page ``index`` (from 0) prints."""
        try:
            page = self._pdf[index]
        except (pdfium.PdfiumError, ValueError) as error:
            raise ReadError(self._path, _reason(error), page=index + 1) from error
        try:
            text_page = page.get_textpage()
            try:
                view = _View(page)
                chars = _chars(text_page.raw, view)
                rules, images, shapes = _drawn(page, view)
            finally:
                text_page.close()
        except pdfium.PdfiumError as error:
            raise ReadError(self._path, _reason(error), page=index + 1) from error
        finally:
            page.close()
        return PageContent(index + 1, view.width, view.height, chars, rules, images, shapes, self.name)

    def close(self) -> None:
        """Free the file."""
        self._pdf.close()


def _reason(error: Exception) -> str:
    text = str(error)
    if "Incorrect password" in text or "security" in text.lower():
        return "encrypted: a password is needed to open it"
    if "Data format error" in text:
        return "not a PDF, or damaged beyond repair"
    return text or type(error).__name__


class _View:
    """From a page's own coordinates to points from the top left corner as a reader sees it."""

    def __init__(self, page: Any) -> None:
        self.rotation = page.get_rotation() % 360
        x0, y0, x1, y1 = page.get_mediabox()
        c0, d0, c1, d1 = page.get_cropbox()
        if min(x1, c1) - max(x0, c0) > 10 and min(y1, d1) - max(y0, d0) > 10:
            x0, y0, x1, y1 = max(x0, c0), max(y0, d0), min(x1, c1), min(y1, d1)
        self.x0, self.y0, self.x1, self.y1 = x0, y0, x1, y1
        sideways = self.rotation in (90, 270)
        self.width = float(y1 - y0 if sideways else x1 - x0)
        self.height = float(x1 - x0 if sideways else y1 - y0)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.y0, x - self.x0
        if self.rotation == 180:
            return self.x1 - x, y - self.y0
        if self.rotation == 270:
            return self.y1 - y, self.x1 - x
        return x - self.x0, self.y1 - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)


def _chars(text_page: Any, view: _View) -> tuple[Char, ...]:
    out: list[Char] = []
    page = ctypes.cast(text_page, ctypes.c_void_p).value
    x_cell, y_cell, rect = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    px, py, prect = ctypes.addressof(x_cell), ctypes.addressof(y_cell), ctypes.addressof(rect)
    runs: dict[int, _TextRun] = {}
    fonts: dict[int, str] = {}
    mapped: dict[tuple[str, int], bool] = {}
    widths: dict[tuple[str, int], float] = {}
    steps: dict[tuple[str, int], list[float]] = defaultdict(list)
    doubtful: list[tuple[int, tuple[str, int], float, float]] = []
    before: tuple[tuple[str, int], float, float, float] | None = None
    upright = view.rotation == 0
    x0, y1 = view.x0, view.y1
    last: tuple[float, float, int] | None = None
    high = 0
    for i in range(raw.FPDFText_CountChars(text_page)):
        code = _get_unicode(page, i)
        if (code <= 32 or code == 0xFFFE) and _is_generated(page, i) == 1:
            last = None
            continue
        if 0xD800 <= code < 0xE000:  # half of a character beyond the basic plane
            if code < 0xDC00:
                high = code
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        address = _get_object(page, i) or 0
        run = runs.get(address)
        if run is None:
            run = runs[address] = _run(text_page, i, view, fonts)
        size, font, (dx, dy), clip, stretch = run
        if not _get_origin(page, i, px, py) or size <= 0:
            continue
        _get_box(page, i, prect)
        x, y, right = x_cell.value, y_cell.value, rect.right
        if clip is not None and not (clip[0] <= (rect.left + right) / 2 <= clip[2] and clip[1] <= y <= clip[3]):
            continue
        key = (font, code)
        known = mapped.get(key)
        if known is None:
            known = mapped[key] = _map_error(page, i) != 1
        here = (x, y, address)
        if here == last and out:  # the second letter of a ligature: same origin
            whole = out[-1]._replace(text=out[-1].text + chr(code))
            if doubtful and doubtful[-1][0] == len(out) - 1:
                doubtful.pop()
            before = None
            out[-1] = whole._replace(x1=max(whole.x1, right - x0)) if upright and dx > 0.999 else whole
            continue
        last = here
        if upright and dx > 0.999:
            left, base = x - x0, y1 - y
            right = max(right - x0, left)
            own = widths.get(key)
            if own is None:
                own = widths[key] = _width(raw.FPDFText_GetTextObject(text_page, i), code)
            if before is not None and 0 < left - before[1] < 1.2 * size and abs(base - before[2]) < 0.01:
                steps[before[0]].append((left - before[1]) / before[3])
            if own * stretch < 0.99 * (right - left) and stretch > 0:
                doubtful.append((len(out), key, own * stretch, stretch))
            before = (key, left, base, stretch or 1.0)
            place = left, base - 0.75 * size, right, base + 0.25 * size, base
            out.append(_new(Char, (chr(code), *place, size, font, None, known, 0)))
            continue
        advance = max(abs(right - rect.left), 0.0) if abs(dx) > abs(dy) else abs(rect.top - rect.bottom)
        if not upright and view.rotation in (90, 270):
            advance = abs(rect.top - rect.bottom) if abs(dx) > abs(dy) else abs(right - rect.left)
        out.append(place_char(chr(code), view.point(x, y), (dx, dy), advance, size, font, None, known))
    _narrow(out, doubtful, steps)
    width, height = view.width + 1, view.height + 1
    return tuple([c for c in out if -1 < (c[1] + c[3]) / 2 < width and -1 < (c[2] + c[4]) / 2 < height])


def _narrow(
    chars: list[Char],
    doubtful: list[tuple[int, tuple[str, int], float, float]],
    steps: dict[tuple[str, int], list[float]],
) -> None:
    """Settle the width of letters whose loose box exceeds the font's width for their Unicode.

    The loose box of an overhanging letter reaches into the next word; the width by Unicode may be that of another figure style.
    Whichever is nearer to the usual step from this letter to the next is right.
    """
    usual: dict[tuple[str, int], float] = {}
    for index, key, own, stretch in doubtful:
        step = usual.get(key)
        if step is None:
            seen = sorted(steps.get(key, ()))
            step = usual[key] = seen[len(seen) * 3 // 10] if seen else -1.0
        c = chars[index]
        loose = c.x1 - c.x0
        if step > 0 and own > 0.3 * loose and abs(own - step * stretch) < abs(loose - step * stretch):
            chars[index] = c._replace(x1=c.x0 + own)


_TextRun = tuple[float, str, tuple[float, float], "Box | None", float]


def _width(handle: Any, code: int) -> float:
    """Advance of a character by its font's widths, for a font size of one; 0 where the font does not tell."""
    font = raw.FPDFTextObj_GetFont(handle) if handle else None
    width = ctypes.c_float()
    if not font or not raw.FPDFFont_GetGlyphWidth(font, code, 1.0, ctypes.byref(width)):
        return 0.0
    return float(width.value)


def _run(page: Any, index: int, view: _View, fonts: dict[int, str]) -> _TextRun:
    """Font size (points), name, reading direction, clip box and horizontal scale of the text object of character ``index``."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(page, index, ctypes.byref(matrix))
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    nominal = raw.FPDFText_GetFontSize(page, index)
    size = abs(nominal) * math.hypot(c, d)
    length = math.hypot(a, b) or 1.0
    sign = -1.0 if nominal < 0 else 1.0
    origin = view.point(0.0, 0.0)
    tip = view.point(sign * a / length, sign * b / length)
    handle = raw.FPDFText_GetTextObject(page, index)
    font = raw.FPDFTextObj_GetFont(handle) if handle else None
    name = ""
    if font:
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        known = fonts.get(address)
        name = fonts[address] = _font_name(font) if known is None else known
    clip = _clip(handle, (a, b, c, d, matrix.e, matrix.f)) if handle else None
    return size, name, (tip[0] - origin[0], tip[1] - origin[1]), clip, abs(nominal) * math.hypot(a, b)


def _font_name(font: Any) -> str:
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(font, buffer, 256)
    return buffer.value.decode("utf-8", "replace").split("+", 1)[-1]


def _clip(handle: Any, full: _Matrix) -> Box | None:
    """Return the box, in page coordinates (y upwards), outside which a text object is not printed; None without a clip.

    A clip path inside a form is told in the form's own coordinates: the form's matrix is what lies between the object's own
    matrix and the one it is printed with.
    """
    path = raw.FPDFPageObj_GetClipPath(handle)
    if not path or raw.FPDFClipPath_CountPaths(path) <= 0:
        return None
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, ctypes.byref(own))
    det = own.a * own.d - own.b * own.c
    if abs(det) < 1e-12:
        return None
    ia, ib, ic, id_ = own.d / det, -own.b / det, -own.c / det, own.a / det
    inverse = (ia, ib, ic, id_, -(own.e * ia + own.f * ic), -(own.e * ib + own.f * id_))
    return _clip_box(path, _times(inverse, full))


def _clip_box(path: Any, form: _Matrix) -> Box | None:
    """Return the common box of a clip's paths, told in the coordinates of a form with matrix ``form``."""
    box: Box | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for k in range(raw.FPDFClipPath_CountPaths(path)):
        points = []
        for j in range(min(raw.FPDFClipPath_CountPathSegments(path, k), 500)):
            segment = raw.FPDFClipPath_GetPathSegment(path, k, j)
            raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            points.append(_apply(form, x.value, y.value))
        if len(points) < 3:
            continue
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        part = min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1
        box = part if box is None else (max(box[0], part[0]), max(box[1], part[1]), min(box[2], part[2]), min(box[3], part[3]))
    return box


def _drawn(page: Any, view: _View) -> tuple[tuple[Rule, ...], tuple[Box, ...], tuple[Box, ...]]:
    rules: list[Rule] = []
    images: list[Box] = []
    shapes: list[Box] = []
    budget = [_MAX_OBJECTS]
    for i in range(raw.FPDFPage_CountObjects(page.raw)):
        if budget[0] <= 0:
            break
        _look(raw.FPDFPage_GetObject(page.raw, i), _IDENTITY, view, rules, images, shapes, budget, 0)
    return tuple(rules), tuple(images), tuple(shapes)


def _look(
    item: Any,
    matrix: _Matrix,
    view: _View,
    rules: list[Rule],
    images: list[Box],
    shapes: list[Box],
    budget: list[int],
    depth: int,
) -> None:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_TEXT:
        return
    budget[0] -= 1
    if kind == raw.FPDF_PAGEOBJ_FORM:
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
        inner = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
        if depth < 8:
            for j in range(raw.FPDFFormObj_CountObjects(item)):
                if budget[0] <= 0:
                    return
                _look(raw.FPDFFormObj_GetObject(item, j), inner, view, rules, images, shapes, budget, depth + 1)
        return
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, *(ctypes.byref(v) for v in (left, bottom, right, top))):
        return
    box = _bounds(matrix, left.value, bottom.value, right.value, top.value, view)
    path = raw.FPDFPageObj_GetClipPath(item) if depth else None
    clip = _clip_box(path, matrix) if path and raw.FPDFClipPath_CountPaths(path) > 0 else None
    if clip is not None:
        c0, d0, c1, d1 = view.box(*clip)
        box = max(box[0], c0), max(box[1], d0), min(box[2], c1), min(box[3], d1)
        if box[0] > box[2] or box[1] > box[3]:
            return
    if kind == raw.FPDF_PAGEOBJ_IMAGE:
        images.append(box)
    elif kind == raw.FPDF_PAGEOBJ_SHADING:
        shapes.append(box)
    elif kind == raw.FPDF_PAGEOBJ_PATH:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        x0, y0, x1, y1 = box
        if min(x1 - x0, y1 - y0) <= _MAX_RULE:
            if max(x1 - x0, y1 - y0) > _MAX_RULE:
                rules.append(Rule(*_centre(box, item, bool(stroke.value))))
            return
        segments = raw.FPDFPath_CountSegments(item)
        if segments > 5:
            parts = _straight_parts(item, segments, matrix, view)
            rules.extend(parts)
            if parts:
                return
        shapes.append(box)


def _centre(box: Box, item: Any, stroked: bool) -> Box:
    """PDFium's bounds of a stroke include its width: give the line itself, as pdfminer does."""
    if not stroked:
        return box
    x0, top, x1, bottom = box
    if x1 - x0 > bottom - top:
        middle = (top + bottom) / 2
        return x0, middle, x1, middle
    middle = (x0 + x1) / 2
    return middle, top, middle, bottom


def _straight_parts(item: Any, segments: int, matrix: _Matrix, view: _View) -> list[Rule]:
    """Return the lines of a path that holds nothing but separate horizontal and vertical lines and thin rectangles."""
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(own))
    full = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    parts: list[list[tuple[float, float]]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    if segments > 400:
        return []
    for i in range(segments):
        segment = raw.FPDFPath_GetPathSegment(item, i)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return []
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = view.point(*_apply(full, x.value, y.value))
        if kind == raw.FPDF_SEGMENT_MOVETO or not parts:
            parts.append([point])
        else:
            parts[-1].append(point)
    rules = []
    for part in parts:
        if len(part) < 2:
            continue
        xs, ys = [p[0] for p in part], [p[1] for p in part]
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if min(x1 - x0, bottom - top) > _MAX_RULE:
            return []
        if max(x1 - x0, bottom - top) > _MAX_RULE:
            rules.append(Rule(x0, top, x1, bottom))
    return rules


def _bounds(m: _Matrix, x0: float, y0: float, x1: float, y1: float, view: _View) -> Box:
    corners = [view.point(*_apply(m, x, y)) for x in (x0, x1) for y in (y0, y1)]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _apply(m: _Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _times(m: _Matrix, n: _Matrix) -> _Matrix:
    """Return the matrix that applies ``m`` first, then ``n``."""
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + o
