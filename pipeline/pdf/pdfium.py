"""Characters, rules and pictures of a PDF through pypdfium2: the fast path.

In: a path; out: ``PageContent``. PDFium tells no glyph names; it spells unmapped glyphs with silent garbage, which is marked
here by asking for its map errors, once for each (font, character). A page has thousands of characters, so they are read column
by column: each of PDFium's questions asked of all of them, the answers worked on as arrays. Method: own, over PDFium's public
text and page-object API.
"""

from __future__ import annotations

import ctypes
import math
from collections import deque
from collections.abc import Callable, Sequence
from itertools import compress, repeat
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from numpy.typing import NDArray

from pipeline.model import Box
from pipeline.pdf.chars import ASCENT, DESCENT, Char, PageContent, Rule, place_char
from pipeline.pdf.errors import ReadError

_MAX_RULE = 2.5  # points: a filled rectangle thinner than this is a rule
_MAX_OBJECTS = 20_000  # page objects looked at: a drawing of more paths is a figure whatever they are
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_new = tuple.__new__  # of a named tuple, without its own constructor: there are thousands of characters on a page


_CHUNK = 4096  # characters whose places are read at a time
_SIDES = ("left", "top", "right", "bottom")
_PLACE = np.dtype([("x", "f8"), ("y", "f8"), *((side, "f4") for side in _SIDES)])
_TOLD = np.dtype([(name, "i8") for name in ("index", "code", "since", "run")] + [(name, "f8") for name in ("x", "y", *_SIDES)])
_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
_CODES = 0x110000  # of Unicode
_Array = NDArray[Any]


def _quick(function: Any, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """Return a function of PDFium without declared arguments: half the cost of a call, as nothing is checked or converted.

    An int is passed as a C int, so addresses must come as ``c_void_p`` or ``byref``.
    """
    return ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_get_unicode = _quick(raw.FPDFText_GetUnicode, ctypes.c_uint)
_get_text = _quick(raw.FPDFText_GetText)
_get_object = _quick(raw.FPDFText_GetTextObject, ctypes.c_void_p)
_get_origin = _quick(raw.FPDFText_GetCharOrigin)
_get_box = _quick(raw.FPDFText_GetLooseCharBox)
_is_generated = _quick(raw.FPDFText_IsGenerated)
_map_error = _quick(raw.FPDFText_HasUnicodeMapError)
_get_matrix = _quick(raw.FPDFText_GetMatrix)
_get_font_size = _quick(raw.FPDFText_GetFontSize, ctypes.c_double)
_get_font = _quick(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
_get_glyph_width = _quick(raw.FPDFFont_GetGlyphWidth)
_get_clip_path = _quick(raw.FPDFPageObj_GetClipPath, ctypes.c_void_p)
_count_paths = _quick(raw.FPDFClipPath_CountPaths)


class _Cells:
    """Memory that PDFium writes the places of characters to, and a pointer to every cell: made once a document."""

    def __init__(self) -> None:
        self.places: _Array = np.zeros(_CHUNK, _PLACE)
        memory = (ctypes.c_char * self.places.nbytes).from_buffer(self.places.data)
        starts = range(0, self.places.nbytes, _PLACE.itemsize)
        self.x, self.y, self.box = ([ctypes.byref(memory, start + offset) for start in starts] for offset in (0, 8, 16))


class PdfiumSource:
    """A PDF opened by PDFium."""

    name = "pdfium"

    def __init__(self, path: Path, password: str | None = None) -> None:
        self._path = path
        self._cells = _Cells()
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
                chars = _chars(text_page.raw, view, self._cells)
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


def _chars(text_page: Any, view: _View, cells: _Cells) -> tuple[Char, ...]:
    page = ctypes.c_void_p(ctypes.cast(text_page, ctypes.c_void_p).value)
    told = _told(page, max(raw.FPDFText_CountChars(text_page), 0), cells)
    addresses: list[int | None] = list(map(_get_object, repeat(page), told["index"].tolist()))
    names: list[str] = []
    runs, told["run"] = _runs(page, told, addresses, view, names)
    with np.errstate(all="ignore"):  # a damaged page may place a character anywhere
        shown = np.flatnonzero(_shown(told, runs[told["run"]]))
        if not len(shown):
            return ()
        return _placed(page, view, told[shown], runs, names, [addresses[k] for k in shown.tolist()])


def _told(page: Any, count: int, cells: _Cells) -> _Array:
    """Return code and place of the characters of a page that PDFium did not make up; ``since`` counts those it did before."""
    codes = _codes(page, count)
    made_up = (codes <= 32) | (codes == 0xFFFE)
    made_up[made_up] = [_is_generated(page, i) == 1 for i in np.flatnonzero(made_up).tolist()]
    kept = ~made_up
    high = 0
    for i in np.flatnonzero((codes >= 0xD800) & (codes < 0xE000)).tolist():  # halves of characters beyond the basic plane
        if codes[i] < 0xDC00:
            high, kept[i] = int(codes[i]), False
        else:
            codes[i] = 0x10000 + ((high - 0xD800) << 10) + (codes[i] - 0xDC00) if high else 0xFFFD
            high = 0
    told = np.zeros(count, _TOLD)
    told["index"], told["code"], told["since"] = np.arange(count), codes, np.cumsum(made_up)
    for start in range(0, count, _CHUNK):
        part = range(start, min(start + _CHUNK, count))
        deque(map(_get_origin, repeat(page), part, cells.x, cells.y), maxlen=0)
        deque(map(_get_box, repeat(page), part, cells.box), maxlen=0)
        for name in cells.places.dtype.names or ():
            told[name][start : part.stop] = cells.places[name][: len(part)]
    known: _Array = told[kept]
    return known


def _codes(page: Any, count: int) -> _Array:
    """Return the Unicode of a page's characters: as one text where that has one unit a character, else asked one by one."""
    text = np.zeros(count + 1, np.uint16)
    whole = _get_text(page, 0, count, ctypes.c_void_p(text.ctypes.data)) == count + 1
    halves = (text >= 0xD800) & (text < 0xE000)
    if not whole or halves.any():
        return np.fromiter(map(_get_unicode, repeat(page), range(count)), np.int64, count)
    codes = text[:count].astype(np.int64)
    for i in np.flatnonzero(codes == 0xFFFE).tolist():  # what the text has for a hyphen at a line end, among others
        codes[i] = _get_unicode(page, i)
    return codes


def _shown(told: _Array, run: _Array) -> _Array:
    """Whether characters have a size and lie within the clip of their text objects."""
    _, size, _, _, _, x0, y0, x1, y1 = run.T
    middle, y = (told["left"] + told["right"]) / 2, told["y"]
    shown: _Array = ~(size <= 0) & (x0 <= middle) & (middle <= x1) & (y0 <= y) & (y <= y1)
    return shown


def _placed(
    page: Any, view: _View, told: _Array, runs: _Array, names: Sequence[str], addresses: Sequence[int | None]
) -> tuple[Char, ...]:
    """Return shown characters in their order, ligatures put together, those outside the page left out."""
    font, size, dx, dy, stretch = runs[told["run"], :5].T
    font_of = font.astype(np.int64)
    glyphs, first, glyph = np.unique(font_of * _CODES + told["code"], return_index=True, return_inverse=True)
    mapped = np.array([_map_error(page, i) != 1 for i in told["index"][first].tolist()], bool)[glyph]
    left, base = told["x"] - view.x0, view.y1 - told["y"]
    right = np.maximum(told["right"] - view.x0, left)
    again = np.zeros(len(told), bool)  # a further letter of a ligature: same origin, nothing made up between
    again[1:] = np.logical_and.reduce([told[name][1:] == told[name][:-1] for name in ("x", "y", "run", "since")])
    straight = (dx > 0.999) & (view.rotation == 0)
    steady = np.flatnonzero(straight & ~again)
    widths = np.zeros(len(glyphs))
    for k, i in dict(zip(glyph[steady[::-1]].tolist(), steady[::-1].tolist(), strict=True)).items():  # the first of each glyph
        widths[k] = _width(addresses[i], int(glyphs[k]) % _CODES)
    own = widths[glyph] * stretch
    alone = ~np.append(again[1:], False)
    doubtful = steady[(alone & (own < 0.99 * (right - left)) & (stretch > 0))[steady]]
    codes = glyphs % _CODES
    _narrow(right, left, own, stretch, glyph, codes, doubtful, *_steps(steady, left, base, size, stretch, np.cumsum(again)))

    heads = np.flatnonzero(~again)
    texts = list(map(chr, told["code"].tolist()))
    for i in np.flatnonzero(again)[::-1].tolist():
        texts[i - 1] += texts[i]
    right = np.maximum.reduceat(right, heads)
    font_of, size, left, base, mapped = (column[heads] for column in (font_of, size, left, base, mapped))
    top, bottom = base - ASCENT * size, base + DESCENT * size
    inside = _within(left, right, view.width) & _within(top, bottom, view.height)
    columns = (left, top, right, bottom, base, size, np.array(names, object)[font_of])
    rows = zip(
        [texts[i] for i in heads.tolist()], *(c.tolist() for c in columns), repeat(None), mapped.tolist(), repeat(0), strict=False
    )
    chars = list(map(_new, repeat(Char), rows))
    for k in np.flatnonzero(~straight[heads]).tolist():
        i = heads[k]
        c = chars[k] = _turned(chars[k], told[i], (float(dx[i]), float(dy[i])), view)
        inside[k] = _within(c.x0, c.x1, view.width) and _within(c.top, c.bottom, view.height)
    return tuple(compress(chars, inside.tolist()))


def _within(low: Any, high: Any, length: float) -> Any:
    """Whether the middle is on the page, along one side of it."""
    middle = (low + high) / 2
    return (middle > -1) & (middle < length + 1)


def _turned(c: Char, told: Any, direction: tuple[float, float], view: _View) -> Char:
    """Return a character that does not run from left to right in the page's own coordinates."""
    across, up = abs(float(told["right"] - told["left"])), abs(float(told["top"] - told["bottom"]))
    sideways = abs(direction[0]) <= abs(direction[1])
    if view.rotation in (90, 270):
        sideways = not sideways
    point = view.point(float(told["x"]), float(told["y"]))
    return place_char(c.text, point, direction, up if sideways else across, c.size, c.font, None, c.mapped)


def _steps(steady: _Array, left: _Array, base: _Array, size: _Array, stretch: _Array, ligatures: _Array) -> tuple[_Array, _Array]:
    """Return the characters followed by another on their line, no ligature between, and the step to it over their stretch."""
    a, b = steady[:-1], steady[1:]
    step = left[b] - left[a]
    near = (step > 0) & (step < 1.2 * size[b]) & (np.abs(base[b] - base[a]) < 0.01) & (ligatures[a] == ligatures[b])
    a = a[near]
    return a, step[near] / np.where(stretch[a] == 0, 1.0, stretch[a])


def _narrow(
    right: _Array,
    left: _Array,
    own: _Array,
    stretch: _Array,
    glyph: _Array,
    codes: _Array,
    doubtful: _Array,
    followed: _Array,
    steps: _Array,
) -> None:
    """Settle ``right`` of letters whose loose box exceeds the font's width for their Unicode.

    The loose box of an overhanging letter reaches into the next word; the width by Unicode may be that of another figure style.
    Whichever is nearer to the usual step from this letter to the next is right; of a letter that only ends words, the font’s is.
    ``codes`` is the Unicode of each glyph.
    """
    for k in np.unique(glyph[doubtful]).tolist():
        seen = np.sort(steps[glyph[followed] == k])
        if not len(seen):
            continue
        i = doubtful[glyph[doubtful] == k]
        step, loose = seen[len(seen) * 3 // 10] * stretch[i], right[i] - left[i]
        # where all steps hold a space they tell nothing; no space is so narrow, but a slanted capital's correction is
        least = 0.04 if chr(codes[k]).islower() else 0.1 if chr(codes[k]).isalpha() else math.inf
        ends_words = step - loose > least * stretch[i]
        i = i[(own[i] > 0.3 * loose) & (ends_words | (np.abs(own[i] - step) < np.abs(loose - step)))]
        right[i] = left[i] + own[i]


def _width(address: int | None, code: int) -> float:
    """Advance of a character by its font's widths, for a font size of one; 0 where the font does not tell."""
    font = _get_font(ctypes.c_void_p(address)) if address else None
    width = ctypes.c_float()
    if not font or not _get_glyph_width(ctypes.c_void_p(font), code, ctypes.c_float(1.0), ctypes.byref(width)):
        return 0.0
    return float(width.value)


def _runs(page: Any, told: _Array, addresses: Sequence[int | None], view: _View, names: list[str]) -> tuple[_Array, list[int]]:
    """Return what each text object of a page says of its characters (``_run``), and each character's row in that table.

    The fonts' names are appended to ``names``.
    """
    first = dict(zip(reversed(addresses), told["index"][::-1].tolist(), strict=True))
    numbers = {address: n for n, address in enumerate(first)}
    fonts: dict[int, int] = {}
    rows = [_run(page, index, address, view, fonts, names) for address, index in first.items()]
    return np.array(rows, float).reshape(-1, 9), list(map(numbers.__getitem__, addresses))


def _run(page: Any, index: int, address: int | None, view: _View, fonts: dict[int, int], names: list[str]) -> tuple[float, ...]:
    """Font (its place in ``names``), size (points), reading direction, horizontal scale and clip box of a text object.

    ``index`` is one of its characters; without a clip the box is infinite.
    """
    matrix = raw.FS_MATRIX()
    _get_matrix(page, index, ctypes.byref(matrix))
    a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
    nominal = _get_font_size(page, index)
    length = math.hypot(a, b)
    sign = -1.0 if nominal < 0 else 1.0
    origin = view.point(0.0, 0.0)
    tip = view.point(sign * a / (length or 1.0), sign * b / (length or 1.0))
    handle = ctypes.c_void_p(address)
    font = (_get_font(handle) or 0) if address else 0
    number = fonts.get(font)
    if number is None:
        name = _font_name(font) if font else ""
        if name not in names:
            names.append(name)
        number = fonts[font] = names.index(name)
    clip = _clip(handle, (a, b, c, d, matrix.e, matrix.f)) if address else None
    direction = tip[0] - origin[0], tip[1] - origin[1]
    return number, abs(nominal) * math.hypot(c, d), *direction, abs(nominal) * length, *(clip or _EVERYWHERE)


def _font_name(address: int) -> str:
    buffer = ctypes.create_string_buffer(256)
    raw.FPDFFont_GetBaseFontName(ctypes.cast(address, raw.FPDF_FONT), buffer, 256)
    return buffer.value.decode("utf-8", "replace").split("+", 1)[-1]


def _clip(handle: Any, full: _Matrix) -> Box | None:
    """Return the box, in page coordinates (y upwards), outside which a text object is not printed; None without a clip.

    A clip path inside a form is told in the form's own coordinates: the form's matrix is what lies between the object's own
    matrix and the one it is printed with.
    """
    address = _get_clip_path(handle)
    if not address or _count_paths(ctypes.c_void_p(address)) <= 0:
        return None
    path, handle = ctypes.cast(address, raw.FPDF_CLIPPATH), ctypes.cast(handle, raw.FPDF_PAGEOBJECT)
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
