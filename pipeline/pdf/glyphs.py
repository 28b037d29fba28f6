"""What the glyphs of a page print, where the PDF says something else or nothing.

In: the characters of a page as a ``CharSource`` gives them; out: the same characters with their text repaired, copies dropped,
accents composed. What nobody can know from the glyph alone becomes a placeholder, and ``vote`` settles it once per document from
the words it stands in. Method: own, over the tables glyph_fonts.tsv and glyphs.tsv beside this file: encodings of TeX, Adobe and
Linotype, and private orders of publishers' fonts, keyed by font and glyph name.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from itertools import compress
from operator import itemgetter
from statistics import median
from typing import Final

import numpy as np
from pdfminer.glyphlist import glyphname2unicode

from pipeline.model import plain
from pipeline.pdf.chars import ASCENT, DESCENT, Char
from pipeline.pdf.hyphens import lexicon

UNRESOLVED: Final = "\ufffd"
"""What a placeholder becomes when no vote is clear."""

_FIRST, _LAST = 0xF0000, 0xFFFFD
_UNKNOWN: Final = "\x00"  # a plan that asks for a placeholder
_HYPHEN_OR_UNKNOWN: Final = "\x02"
_LIGATURE: Final = "\x03"  # a private-use ligature: trusted beside letters
_GLYPH = itemgetter(0, 7, 8, 9)  # of a Char: text, font, glyph name, whether it is mapped

_ACCENTS = {
    "´": "\u0301", "ˊ": "\u0301", "`": "\u0300", "ˋ": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "˜": "\u0303", "ˇ": "\u030c",
    "¸": "\u0327", "˛": "\u0328", "˚": "\u030a", "¯": "\u0304", "ˉ": "\u0304", "˘": "\u0306", "˙": "\u0307", "˝": "\u030b",
}  # fmt: skip
_ASCII_ACCENTS = {"^": "\u0302", "~": "\u0303"}
_RINGS = frozenset("◦∘º˚○o")
_SCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", "0123456789+−=()n")), dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₓ", "0123456789+−=()x"))
_CID = re.compile(r"\(cid:(\d+)\)")
_HIDDEN_FONT = re.compile(r"(?i)glyphless|hiddenhorz|invisible|ocr-?text|hidden")
_SYMBOLIC_FONT = re.compile(
    r"(?i)sym|(^|[^a-z])(mt|cm|px|tx|p|t)?sy\d*$|math|pi\d*$|^adv(p|ps)[0-9a-f]|-?pi-|mtex|euclid|universal"
)
_PUBLISHER_LIGATURES = re.compile(r"(?i)adv|^[ef]\d$|rsc")


class Placeholders:
    """The glyphs of one document that nobody could name yet: one character of plane 15 each. Grows while pages are read."""

    def __init__(self) -> None:
        self._chars: dict[tuple[str, str], str] = {}
        self._origins: dict[str, tuple[str, str]] = {}

    def char(self, font: str, code: str) -> str:
        """Return the placeholder of a font's glyph (its name, or the text the PDF gives); U+FFFD when plane 15 is full."""
        known = self._chars.get((font, code))
        if known is None:
            if _FIRST + len(self._chars) > _LAST:
                return UNRESOLVED
            known = self._chars[font, code] = chr(_FIRST + len(self._chars))
            self._origins[known] = (font, code)
        return known

    def origin(self, char: str) -> tuple[str, str] | None:
        """Return the font and glyph a placeholder stands for."""
        return self._origins.get(char)

    def __iter__(self) -> Iterator[str]:
        return iter(self._origins)

    def __len__(self) -> int:
        return len(self._origins)

    def __contains__(self, char: object) -> bool:
        return char in self._origins


def repair(chars: Sequence[Char], seen: Placeholders) -> tuple[Char, ...]:
    """Return a page's characters as printed: names resolved, copies dropped, accents composed, unknown glyphs in ``seen``.

    A ligature stays one Char whose text is several letters. Never raises; keeps the order of what it keeps.
    """
    plans = {key: _plan(*key) for key in dict.fromkeys(map(_GLYPH, chars))}
    changing = {key[0] for key, plan in plans.items() if plan is not None}
    out: list[Char] = []
    doubtful: list[int] = []
    start = 0
    for i in [i for i, c in enumerate(chars) if c[0] in changing]:
        c = chars[i]
        plan = plans[_GLYPH(c)]
        if plan is None:
            continue
        out += chars[start:i]
        start = i + 1
        if plan in (_UNKNOWN, _HYPHEN_OR_UNKNOWN, _LIGATURE):
            doubtful.append(len(out))
            out.append(c)
        elif plan:
            out.append(c._replace(text=plan))
    out += chars[start:]
    for i in doubtful:
        out[i] = _settle(out, i, seen)
    out = _without_copies(out, {key[1] for key in plans})
    texts = {p or key[0] for key, p in plans.items()}
    if any(t in _SCRIPTS[0] or t in _SCRIPTS[1] for t in texts):
        out = [_script(c) for c in out]
    if "ð" in texts and "Þ" in texts:
        out = _brackets(out)
    if "/" in texts or "0" in texts:
        out = _by_width(out)
    out = _contextual(out, plans)
    marks = {t: m for t in texts if (m := _mark(t))}
    if marks:
        out = _accents(out, marks)
    if not texts.isdisjoint(_RINGS):
        out = _degrees(out)
    return tuple(out)


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Return the tables: for each family the pattern of its fonts and its rows."""
    folder = resources.files("pipeline.pdf")
    tables: dict[str, dict[str, str]] = defaultdict(dict)
    for line in folder.joinpath("glyphs.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("# "):
            family, glyph, text, _reason = line.split("\t")
            tables[family][_literal(glyph)] = _literal(text) if text.startswith("U+") else text
    families = []
    for line in folder.joinpath("glyph_fonts.tsv").read_text("utf-8").split("\n"):
        if line and not line.startswith("# "):
            family, pattern, _reason = line.split("\t")
            families.append((re.compile(pattern, re.IGNORECASE), tables[family]))
    return tuple(families)


def _literal(cell: str) -> str:
    return chr(int(cell[2:], 16)) if cell.startswith("U+") else cell


@lru_cache(maxsize=512)
def _table(font: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the rows every font shares and the rows of this font's families."""
    (_, everywhere), *families = _rows()
    own: dict[str, str] = {}
    for pattern, rows in families:
        if pattern.fullmatch(font):
            own |= rows
    return everywhere, own


@lru_cache(maxsize=65536)
def _plan(text: str, font: str, glyph: str | None, mapped: bool) -> str | None:
    """Return the text of a glyph: None to keep it, "" to drop it, or one of the plans that need its neighbours."""
    everywhere, own = _table(font)
    if glyph is not None:
        named = own.get("/" + glyph, everywhere.get("/" + glyph) if _odd(text) or not mapped else None)
        if named is not None:
            return named
    code = _CID.fullmatch(text) if not mapped and glyph is None else None
    if code and own:
        place = own.get(chr(int(code[1])) if int(code[1]) < 0x110000 else "", own.get("/C" + code[1]))
        if place is not None:
            return place
    if text in own and (glyph is None or glyphname2unicode.get(glyph, text) == text):
        return own[text]
    if mapped and text == "\x02":
        return _HYPHEN_OR_UNKNOWN
    if glyph is not None and (not mapped or _odd(text)):
        named = _from_name(glyph, own)
        if named is not None:
            return _clean(named, everywhere)
    if not text or (not mapped and (_odd(text) or text.startswith("(cid:"))):
        return _UNKNOWN
    if len(text) == 1 and "\ue000" <= text <= "\ue1ff" and text in everywhere and not _PUBLISHER_LIGATURES.search(font):
        return _LIGATURE
    if _odd(text) and not all(t in everywhere or not _odd(t) for t in text):
        if len(text) == 1 and "\uf020" <= text <= "\uf0ff":  # the range of symbol fonts, whatever this one is called
            return _symbol_rows().get(text, _UNKNOWN)
        return _UNKNOWN
    if not mapped and text in everywhere:
        return everywhere[text]
    clean = _clean(text, everywhere)
    return None if clean == text else clean


@lru_cache(maxsize=1)
def _symbol_rows() -> dict[str, str]:
    return _table("SymbolMT")[1]


def _odd(text: str) -> bool:
    """Whether a text is nothing a page can print: control, private use, replacement or non-character."""
    return any(unicodedata.category(t) in ("Cc", "Co", "Cn", "Cs") or t == UNRESOLVED for t in text) or not text


def _clean(text: str, everywhere: dict[str, str]) -> str:
    out = []
    for t in text:
        row = everywhere.get(t)
        if row is not None:
            out.append(row)
        elif "\uff01" <= t <= "\uff5e" or "\U0001d400" <= t <= "\U0001d7ff":
            out.append(unicodedata.normalize("NFKC", t))
        else:
            out.append(t)
    return "".join(out)


def _from_name(glyph: str, own: dict[str, str]) -> str | None:
    """Read a glyph name as Adobe's rules have it: uniE103, f_f_i, one.superior, radicalBig."""
    base = glyph.split(".", 1)[0]
    parts = []
    for part in base.split("_"):
        code = re.fullmatch(r"uni((?:[0-9A-F]{4})+)|u([0-9A-F]{4,6})", part)
        if code and code[1]:
            text = "".join(chr(int(code[1][i : i + 4], 16)) for i in range(0, len(code[1]), 4))
        elif code and int(code[2], 16) < 0x110000:
            text = chr(int(code[2], 16))
        else:
            trimmed = re.sub(r"(?:big|Big|bigg|Bigg|display|text)$", "", part)
            found = own.get("/" + part) or glyphname2unicode.get(part) or glyphname2unicode.get(trimmed)
            if found is None:
                return None
            text = found
        parts.append(text)
    joined = "".join(parts)
    if not joined:
        return None
    everywhere = _table("")[0]
    return joined if all(t in everywhere or not _odd(t) for t in joined) else None


def _settle(chars: Sequence[Char], i: int, seen: Placeholders) -> Char:
    """Decide a doubtful glyph from its neighbours, or give it a placeholder."""
    c = chars[i]
    before = chars[i - 1] if i else None
    after = chars[i + 1] if i + 1 < len(chars) else None
    near_before = before is not None and _touch(before, c)
    near_after = after is not None and _touch(c, after)
    if c.text == "\x02" and c.mapped and near_before and not near_after and before is not None and not before.text.isspace():
        return c._replace(text="-")
    if c.text and "\ue000" <= c.text <= "\ue1ff" and c.text in _table("")[0]:
        beside = [n.text for n, near in ((before, near_before), (after, near_after)) if n is not None and near]
        if any(t and (t[-1].isalpha() or "\ue000" <= t[0] <= "\ue1ff") for t in beside):
            return c._replace(text=_table("")[0][c.text])
    return c._replace(text=seen.char(c.font, c.glyph or c.text))


def _touch(a: Char, b: Char) -> bool:
    """Whether ``b`` follows ``a`` on its line with no wide gap."""
    em = max(a.size, b.size)
    return abs(a.baseline - b.baseline) < 0.5 * em and -0.5 * em < b.x0 - a.x1 < 0.3 * em


def _without_copies(chars: list[Char], fonts: Iterable[str]) -> list[Char]:
    """Drop a glyph drawn again within a fraction of its width, and a text layer hidden over the real one."""
    cells: dict[tuple[str, int, int], Char] = {}
    known = cells.get
    layered = 0
    copied: set[int] = set()
    for c in _sharing_cells(chars):
        key = c[0], int(c[1]) >> 2, int(c[5]) >> 2
        other = known(key)
        if other is None:
            cells[key] = c
        elif _is_copy(other, c):
            copied.add(key[2])
        else:
            layered += other[7] != c[7]
            cells[key] = c
    out = _without_doubles(chars, copied) if copied else chars
    hidden = {f for f in fonts if _HIDDEN_FONT.search(f)}
    return _without_layer(out, hidden) if hidden or layered > 0.1 * len(out) else out


def _sharing_cells(chars: Sequence[Char]) -> list[Char]:
    """Return the characters that share their text and their cell of four points with another: the few that may be copies."""
    count = len(chars)
    texts = np.fromiter(map(hash, map(itemgetter(0), chars)), np.int64, count)
    places = [np.fromiter(map(itemgetter(side), chars), float, count) for side in (1, 5)]
    with np.errstate(all="ignore"):  # texts and cells in one number: where two fall together by chance, a few more are returned
        column, row = (place.astype(np.int64) >> 2 for place in places)
        cells = texts * 1_000_003 + column * 10_007 + row
    order = np.argsort(cells, kind="stable")
    same = np.flatnonzero(cells[order][1:] == cells[order][:-1])
    shared = np.zeros(count, bool)
    shared[order[same]] = shared[order[same + 1]] = True
    return list(compress(chars, shared.tolist()))


def _is_copy(a: Char, b: Char) -> bool:
    if b.rotation in (90, 270):  # the line runs upwards or downwards: along and across change places
        near = min(0.28 * (b.bottom - b.top), 1.2) or 0.05 * b.size
        return a.rotation == b.rotation and abs(a.top - b.top) <= near and abs(a.baseline - b.baseline) <= 0.08 * b.size
    near = min(0.28 * (b.x1 - b.x0), 1.2) or 0.05 * b.size
    if abs(a.x0 - b.x0) > near or abs(a.baseline - b.baseline) > 0.08 * b.size or a.rotation != b.rotation:
        return False
    return abs(a.size - b.size) <= 0.12 * b.size + 0.01


def _without_doubles(chars: list[Char], copied: set[int]) -> list[Char]:
    """Look closely where the coarse look found copies: in rows of four points."""
    near_rows = {r + d for r in copied for d in (-1, 0, 1)}
    cells: dict[tuple[str, int, int], list[Char]] = defaultdict(list)
    out: list[Char] = []
    for c in chars:
        row = int(c[5]) >> 2
        if row in near_rows:
            text, x, y = c[0], c[1] / 4, c[5] / 4
            columns = {int(x), int(x - 0.3), int(x + 0.3)}  # a copy is at most 1.2 points away
            rows = {int(y), int(y - 0.02 * c[6]), int(y + 0.02 * c[6])}
            if any(_is_copy(d, c) for i in columns for j in rows for d in cells.get((text, i, j), ())):
                continue
            cells[text, int(x), int(y)].append(c)
        out.append(c)
    return out


def _without_layer(chars: list[Char], hidden: set[str]) -> list[Char]:
    """Drop fonts whose characters lie over the same characters of another font: the recognised text of a scan, say."""
    grid: dict[tuple[int, int], list[Char]] = defaultdict(list)
    fonts: dict[str, list[Char]] = defaultdict(list)
    for c in chars:
        if not c.text.isspace():
            grid[int(c.x0 / 12), int(c.baseline / 12)].append(c)
            fonts[c.font].append(c)
    gone: set[str] = set()
    for font in sorted(fonts, key=lambda f: (f not in hidden, len(fonts[f]))):
        covered = same = 0
        for c in fonts[font]:
            others = [
                d
                for i in (-1, 0, 1)
                for j in (-1, 0, 1)
                for d in grid.get((int(c.x0 / 12) + i, int(c.baseline / 12) + j), ())
                if d.font != font
                and d.font not in gone
                and abs(d.baseline - c.baseline) < 0.35 * c.size
                and d.x0 - 0.3 * c.size < (c.x0 + c.x1) / 2 < d.x1 + 0.3 * c.size
            ]
            covered += bool(others)
            same += any(d.text.casefold() == c.text.casefold() for d in others)
        enough = covered if font in hidden else same
        if len(fonts[font]) >= (1 if font in hidden else 40) and enough >= 0.6 * len(fonts[font]):
            gone.add(font)
    return [c for c in chars if c.font not in gone] if gone else chars


def _script(c: Char) -> Char:
    """Set a Unicode super- or subscript figure as a smaller figure on a shifted baseline, as the rest of the house has it."""
    for table, shift in ((_SCRIPTS[0], -0.35), (_SCRIPTS[1], 0.15)):
        if c.text in table:
            size, baseline = 0.65 * c.size, c.baseline + shift * c.size
            if c.rotation:
                return c._replace(text=table[c.text])
            return c._replace(
                text=table[c.text], size=size, baseline=baseline, top=baseline - ASCENT * size, bottom=baseline + DESCENT * size
            )
    return c


_FIGURES = frozenset("123456789")
_PHASE_BEFORE = re.compile(r"(?:^|[^A-Za-z])(?:[OPTS][′″']?[1-4]|OP4|Z|spinel|layered)[′″']?$")
_PHASE_AFTER = re.compile(r"[OPTSZs]")


_WIDE_SLASH, _NARROW_NOUGHT = 1.6, 0.7  # of the width of the font's figures


def _by_width(chars: list[Char]) -> list[Char]:
    """Read an arrow that the file calls a slash, and a prime that it calls a nought, by their width in a font with figures.

    All figures of a font are of one width, no font has a slash much wider than those, or a nought much narrower.
    """
    suspects = [
        i
        for i, c in enumerate(chars)
        if not c[10] and ((c[0] == "/" and c[3] - c[1] > 0.7 * c[6]) or (c[0] == "0" and c[3] - c[1] < 0.4 * c[6]))
    ]
    if not suspects:
        return chars
    fonts = {chars[i].font for i in suspects}
    widths: dict[str, list[float]] = defaultdict(list)
    for c in chars:
        if c.font in fonts and c.text in _FIGURES and not c.rotation and c.x1 > c.x0 and c.size > 0:
            widths[c.font].append((c.x1 - c.x0) / c.size)
    out = list(chars)
    for i in suspects:
        c = chars[i]
        usual = median(widths[c.font]) if len(widths[c.font]) > 2 else 0.0
        if usual <= 0.0 or c.size <= 0.0:
            continue
        share = (c.x1 - c.x0) / c.size / usual
        if c.text == "/" and share > _WIDE_SLASH:
            out[i] = c._replace(text="→")
        elif c.text == "0" and share < _NARROW_NOUGHT:
            out[i] = c._replace(text="′")
    return out


_LATIN_FOR_MATHS = {"ð": "(", "Þ": ")", "¼": "=", "þ": "+"}


def _brackets(chars: list[Char]) -> list[Char]:
    """Read ð, Þ, ¼ and þ as brackets, = and + on a page that pairs ð with Þ and has hardly a bracket of its own.

    Math fonts of the 3B2 system say so, and pass it on where their text fonts are merged with them.
    """
    counts = Counter(c.text for c in chars)
    opened, closed = counts["ð"], counts["Þ"]
    plain_ones = min(counts["("], counts[")"])
    if min(opened, closed) < 2 or abs(opened - closed) > 0.2 * (opened + closed) or plain_ones > 0.2 * min(opened, closed):
        return chars
    return [c._replace(text=_LATIN_FOR_MATHS[c.text]) if c.text in _LATIN_FOR_MATHS else c for c in chars]


def _contextual(chars: list[Char], plans: dict[tuple[str, str, str | None, bool], str | None]) -> list[Char]:
    """Repair an arrow printed as ``/``, a prime as ``0`` and ≤ as ``#`` in a font that holds nothing but signs."""
    held: dict[str, set[str]] = defaultdict(set)
    for text, font, _, _ in plans:
        held[font].add(text)
    suspects = {
        f
        for f, texts in held.items()
        if len(texts) <= 12 and not texts.isdisjoint("/0#") and _SYMBOLIC_FONT.search(f) and sum(t.isalnum() for t in texts) <= 4
    }
    if not suspects or len(suspects) == len(held):
        return chars
    printed = [i for i, c in enumerate(chars) if c.text and not c.text.isspace()]
    out = list(chars)
    for k, i in enumerate(printed):
        c = chars[i]
        if c.font not in suspects or c.text not in ("/", "0", "#") or not 0 < k < len(printed) - 1:
            continue
        before, after = chars[printed[k - 1]], chars[printed[k + 1]]
        if c.font in (before.font, after.font):
            continue
        said = "".join(d.text for d in chars[max(0, i - 8) : i]).rstrip()
        if c.text == "/" and _PHASE_BEFORE.search(said) and _PHASE_AFTER.match(after.text):
            out[i] = c._replace(text="→")
        elif c.text == "0" and re.search(r"(?:^|[^A-Za-z])[OP][23]?$", said) and (after.text.isdigit() or after.text in "-–, )/"):
            if before.text in "OP" or c.baseline < before.baseline - 0.1 * before.size:
                out[i] = c._replace(text="′")
        elif c.text == "#" and (after.text.isdigit() or after.text in "xyz") and abs(c.baseline - before.baseline) < 0.2 * c.size:
            out[i] = c._replace(text="≤")
    return out


def _mark(text: str) -> str:
    """Return the combining mark of an accent that stands alone, "" for anything else."""
    if len(text) == 1 and unicodedata.combining(text):
        return text
    return _ACCENTS.get(text) or _ASCII_ACCENTS.get(text) or ""


def _accents(chars: list[Char], marks: dict[str, str]) -> list[Char]:
    """Compose accents drawn on their own with the letter they lie over, or stand beside."""
    out = list(chars)
    gone: set[int] = set()
    for i, c in enumerate(chars):
        mark = marks.get(c[0])
        if mark is None:
            continue
        best: tuple[float, int, str] | None = None
        for j in (i + 1, i - 1, i + 2, i - 2):
            if not 0 <= j < len(chars) or j in gone or j == i or chars[j].rotation != c.rotation:
                continue
            composed = _composed(out[j].text, mark)
            if composed is None:
                continue
            score = _over(c, out[j], strict=c.text in _ASCII_ACCENTS or c.text == "`" or composed.startswith(tuple("0123456789")))
            if abs(j - i) == 2 and score < 0.5:
                continue
            if score > 0 and (best is None or score > best[0] + 0.05):
                best = (score, j, composed)
        if best is None and c.text not in _ASCII_ACCENTS:
            best = _letter_below(out, i, mark)
        if best is None and c.text == "˜" and i + 1 < len(chars) and chars[i + 1].text[:1].isdigit():
            out[i] = c._replace(text="∼")
        if best is not None:
            _, j, composed = best
            out[j] = out[j]._replace(text=composed, x0=min(out[j].x0, c.x0), x1=max(out[j].x1, c.x1))
            gone.add(i)
    return [c for i, c in enumerate(out) if i not in gone] if gone else out


def _letter_below(chars: Sequence[Char], i: int, mark: str) -> tuple[float, int, str] | None:
    """Find the letter an accent lies over when it was drawn at some other time: RSC draws rings after the line."""
    c = chars[i]
    for j, d in enumerate(chars):
        if d[1] < c[3] and d[3] > c[1] and abs(d[5] - c[5]) < 0.6 * c[6] and j != i and d.rotation == c.rotation:
            composed = _composed(d.text, mark)
            if composed is not None and (score := _over(c, d, strict=True)) > 0.5:
                return score, j, composed
    return None


def _composed(letter: str, mark: str) -> str | None:
    """Return letter and mark as one character; figures take a bar only (a space group's 3̄); None where nothing is written so."""
    if len(letter) != 1:
        return None
    if letter.isdigit():
        return letter + mark if mark == "\u0304" else None
    base = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    joined = unicodedata.normalize("NFC", base + mark)
    return joined if len(joined) == 1 and joined != base else None


def _over(accent: Char, letter: Char, strict: bool) -> float:
    """Say how well an accent lies over a letter: 1 over its middle, 0.3 for standing beside it, 0 for neither."""
    width = max(letter.x1 - letter.x0, 0.2 * letter.size)
    if abs(accent.baseline - letter.baseline) > 0.6 * letter.size or accent.size > 1.6 * letter.size:
        return 0.0
    middle = (accent.x0 + accent.x1) / 2
    if accent.x1 - accent.x0 > 2 * width and not letter.x0 <= middle <= letter.x1:
        return 0.0
    away = abs(middle - (letter.x0 + letter.x1) / 2)
    if (
        away <= 0.55 * width
        and min(accent.x1, letter.x1) - max(accent.x0, letter.x0) > 0.3 * min(accent.x1 - accent.x0, width) - 0.01
    ):
        return 1.0 - 0.5 * away / width
    gap = max(accent.x0, letter.x0) - min(accent.x1, letter.x1)
    if strict or gap > 0.08 * letter.size or abs(accent.baseline - letter.baseline) > 0.3 * letter.size:
        return 0.0
    return 0.31 if accent.x0 < letter.x0 else 0.3


def _degrees(chars: list[Char]) -> list[Char]:
    """Make every ring that means a degree one sign: after a figure, or before a C that stands alone."""
    out = list(chars)
    for i in [i for i, c in enumerate(chars) if c[0] in _RINGS]:
        c = chars[i]
        if (c[0] != "o" or _between_figure_and_unit(chars, i)) and _is_degree(chars, i):
            out[i] = c._replace(text="°")
    return out


def _between_figure_and_unit(chars: list[Char], i: int) -> bool:
    return (
        0 < i < len(chars) - 1
        and chars[i + 1].text in ("C", "F")
        and (chars[i - 1].text[-1:].isdigit() or chars[i - 1].text == " ")
    )


def _is_degree(chars: list[Char], i: int) -> bool:
    c = chars[i]
    before = next((d for d in reversed(chars[max(0, i - 3) : i]) if not d.text.isspace()), None)
    after = next((d for d in chars[i + 1 : i + 4] if not d.text.isspace()), None)
    beyond = chars[i + 2].text if i + 2 < len(chars) and after is chars[i + 1] else ""
    follows = (
        after is not None
        and abs(after.baseline - c.baseline) < 0.6 * max(c.size, after.size)
        and -0.5 < (after.x0 - c.x1) / (c.size or 1) < 0.6
    )
    if i + 2 < len(chars) and after is not None and after is not chars[i + 1]:
        k = next((k for k in range(i + 1, min(i + 4, len(chars))) if chars[k] is after), i)
        beyond = chars[k + 1].text if k + 1 < len(chars) else ""
    unit = follows and after is not None and after.text in ("C", "F") and not (beyond[:1].islower() and beyond[:1].isalpha())
    figure = before is not None and before.text[-1:].isdigit() and c.x0 - before.x1 < 0.8 * before.size
    figure = figure and before is not None and abs(before.baseline - c.baseline) < 0.7 * before.size
    if c.text == "o":
        small = before is not None and c.size < 0.85 * before.size and before.baseline - c.baseline > 0.15 * before.size
        return small and figure and unit
    if c.text == "○":
        return figure and unit
    if c.text in "◦∘":
        return unit or (figure and not (follows and after is not None and after.text[:1].isdigit()))
    return figure or unit


def vote(words: Iterable[str], seen: Placeholders) -> dict[str, str]:
    """Return what each placeholder of a document prints: the candidate that makes words real, or fits its numbers and units.

    ``words`` are the document's words in reading order, with or without markup. Unclear ones become U+FFFD.
    """
    if not len(seen):
        return {}
    text = [w for w in words if w]
    places: dict[str, list[int]] = defaultdict(list)
    for i, word in enumerate(text):
        if not word.isascii() and any(_FIRST <= ord(t) <= _LAST for t in word):
            for mark in {t for t in word if t in seen}:
                places[mark].append(i)
    found: dict[str, str] = {}
    own = Counter(r for w in text if w.isascii() for r in re.findall(r"[a-z]{4,}", plain(w).lower())) if places else Counter()
    for _round in range(2):  # a word with two unknown glyphs is read once the first is known
        for mark, at in places.items():
            if mark in found:
                continue
            contexts = _contexts(text, at, found)
            best = _by_context(mark, contexts) or _by_words(mark, contexts, own, seen)
            if best is not None:
                found[mark] = best
    return {mark: found.get(mark, UNRESOLVED) for mark in seen}


_CANDIDATES = (
    "fi", "fl", "ff", "ffi", "ffl", "ft", "tt", "ti", "tti", "th", "ct", "st", "fj",
    *"éèêëáàâäãåçíìîïñóòôöõøúùûüýšžčćğłńřæœßÉÅÖÜÄÇŠŽØ",
)  # fmt: skip


def _contexts(text: Sequence[str], at: Sequence[int], found: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return the word at each place with its neighbours, what is known already filled in."""
    known = str.maketrans(found)
    near = [(text[i - 1] if i else "", text[i], text[i + 1] if i + 1 < len(text) else "") for i in at[:400]]
    return [(a.translate(known), b.translate(known), c.translate(known)) for a, b, c in near]


_UNIT = r"(?:mA|A|g|kg|cm|m|s|h|L|l|mol|K|V|min|W|Ah|mAh|Wh|S|nm|Å|eV|mV|dm|mL|J|kJ|Pa|Hz)"
_CONTEXT_RULES: tuple[tuple[str, str], ...] = (
    # what the placeholder (§) prints, and where: in the words before, of, and after it, joined by one blank
    ("−", rf"(?:^|[ /·(]){_UNIT}\^\{{§ ?[1-4](?:\.\d)?\}}"),
    ("−", rf"(?:^|[ /·(]){_UNIT} ?§ ?[1-3](?![\d.])"),
    ("−", r"10(?:\^\{)?§ ?\d{1,2}\b"),
    (
        "−",
        r"(?:O|S|F|Cl|OH|PF_\{6\}|PO_\{4\}|SO_\{4\}|CO_\{3\}|ClO_\{4\}|NO_\{3\}|e|I|Br|N|NCN|CN|NCS|TFSI|FSI|BF_\{4\})\^\{\d?§\}",
    ),
    ("−", r"(?:\b|[_({])\d§[xyzδ]\b"),
    ("−", r"[A-Za-z}]_\{\d(?:\.\d+)?§[xyzδ]\}"),
    ("−", r"O_\{\d§δ\}"),
    ("+", r"\b(?:Na|Li|K|H|Mg|Ca|Zn|Mn|Ni|Co|Fe|Cu|Ti|Al|M|TM|NH_\{4\})\^\{\d?§\}(?!\^)"),
    ("+", r"\b(?:Na|Li|K)§ ?/ ?(?:Na|Li|K)\b"),
    ("°", r"\d ?(?:\^\{)?§\}? ?C(?![a-z])"),
    ("°", r"(?:2θ|2q|angle|angles)[^§]{0,12}\d ?(?:\^\{)?§(?!\d)"),
    ("°", r"\d[–-]\d+ ?(?:\^\{)?§\}?(?= (?:using|with|at|in|of|and|by)\b)"),
    ("×", r"\d ?§ ?10(?:\^|[−-]|\b)"),
    ("×", r"\b\d ?§ ?\d(?: ?§ ?\d)?(?= (?:super|k-|mesh|Monk|cells?\b))"),
    ("·", r"[\d})]§\d?H_?\{?2\}?O"),
    ("’", r"[a-z]§s(?![a-z])"),
    ("’", r"[a-z]n§t(?![a-z])"),
    ("©", r"(?:^|[ (])§ ?(?:19|20)\d\d"),
    ("=", r"\b[xyz] § (?:0?\.\d|[01]\b)"),
    ("Å", r"\d §(?:\^\{[−-]?[13]\})"),
    ("Å", r"\b[abc] ?= ?\d+\.\d+(?:\(\d+\))? ?§"),
    ("θ", r"2§ ?=|2§ (?:range|from|between|angle)"),
    ("μ", r"\d §(?:m|L|l|g|A|s)\b"),
    ("→", r"\b[OP]′?[23]′? ?§ ?(?:[OP]′?[23]|OP4|Z)"),
)


def _by_context(mark: str, contexts: Sequence[tuple[str, str, str]]) -> str | None:
    """Read a placeholder that is a sign from the figures and units around it."""
    votes: Counter[str] = Counter()
    for before, word, after in contexts:
        joined = f"{before} {word} {after}".replace(mark, "§")
        for sign in {sign for sign, rule in _RULES if rule.search(joined)}:
            votes[sign] += 1
    if not votes:
        return None
    (sign, most), *others = votes.most_common(2)
    clear = most > 2 * sum(n for _, n in others)
    return sign if clear and (most >= 2 or most >= 0.15 * len(contexts)) else None


_RULES = tuple((sign, re.compile(rule)) for sign, rule in _CONTEXT_RULES)


def _by_words(mark: str, contexts: Sequence[tuple[str, str, str]], own: Counter[str], seen: Placeholders) -> str | None:
    """Read a placeholder that is a letter or ligature by the words each candidate makes real."""
    cores: set[str] = set()
    for _, word, _ in contexts:
        bare = plain(word)
        cores.update(r for r in re.findall(rf"[^\W\d_{mark}’']*(?:{mark}[^\W\d_{mark}’']*)+", bare) if len(r) > 2)
    if not cores:
        return None
    english = lexicon()
    prior = _prior(seen.origin(mark))
    scores: dict[str, float] = {}
    hits: Counter[str] = Counter()
    for candidate in dict.fromkeys((*_CANDIDATES, *((prior,) if prior else ()))):
        real = 0.0
        for core in cores:
            rest = core.replace(mark, "")
            if len(candidate) == 1 and not core.startswith(mark) and candidate.isupper() != rest.isupper():
                continue
            whole = core.replace(mark, candidate).lower()
            if not whole.isalpha():
                continue
            frequency = english.get(whole, 0.0)
            if whole in own or frequency >= 2.3:
                real += 1.0 if len(whole) >= 5 or frequency >= 4.5 else 0.5
            elif frequency >= 1.3:
                real += 0.6
            hits[candidate] += whole in own or frequency >= 1.3
        if real:
            scores[candidate] = real + (0.45 if candidate == prior else 0.0)
    if not scores:
        return prior
    ranked = sorted(scores.items(), key=lambda s: (-s[1], len(s[0])))
    best, most = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    clear = most >= 1.5 * second + 0.2 and most >= (0.4 * len(cores) if len(cores) > 2 else 0.5 * len(cores))
    every = len(cores) > 2 and hits[best] == len(cores) and (len(ranked) < 2 or hits[ranked[1][0]] <= 0.7 * len(cores))
    return best if clear or every else prior


def _prior(origin: tuple[str, str] | None) -> str | None:
    """Return what a glyph would print by its code alone: Latin-1 for C192 and above, a known private-use ligature."""
    if origin is None:
        return None
    code = re.fullmatch(r"C(\d{3})", origin[1])
    if code and 192 <= int(code[1]) <= 255 and chr(int(code[1])).isalpha():
        return chr(int(code[1]))
    text = _table("")[0].get(origin[1])
    return text if text and "\ue000" <= origin[1] <= "\uf8ff" else None
