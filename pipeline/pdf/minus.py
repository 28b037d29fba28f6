"""Minus signs that a publisher's font lost on the way: mAh g 1 is mAh g−1, and 10 3 S cm 1 is 10−3 S cm−1.

In: the words of a line or paragraph in order; out: the words with the signs put back, and the places where one is probably
missing but cannot be told. Method: own. A sign is restored only where the unit has no meaning without it (a rate per gram, a
current per square centimetre); everywhere else a doubt is a flag, because a wrong minus costs more than a missing one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.pdf.words import BASE, SUB, SUP, Glyph, PlacedWord

MINUS = "−"

_NUMERATORS = frozenset(
    """
    mAh Ah mA A μA nA mV V μV W mW kW Wh mWh kWh S mS μS F mF μF C °C mC J kJ mol mmol μmol g mg μg kg kcal cal eV meV mg L l mL
    ml min h s K m cm mm nm Ω kΩ N kN Pa counts
    """.split()  # noqa: SIM905
)
"""Units after which another unit must stand in a denominator."""

_PER = frozenset(
    {"g", "kg", "mg", "cm", "m", "mm", "nm", "s", "h", "min", "L", "l", "mL", "dm", "mol", "K", "V", "Å", "atom", "A", "ms", "C"}
)
_PER_AREA = frozenset(
    {
        "mA",
        "A",
        "μA",
        "nA",
        "mAh",
        "Ah",
        "W",
        "mW",
        "mWh",
        "Wh",
        "mg",
        "μg",
        "g",
        "kg",
        "F",
        "mF",
        "μF",
        "C",
        "mC",
        "J",
        "mol",
        "mmol",
    }
)
"""Units that are given for an area or a volume, and never times one."""

_WRONG = "À~!¡¯ˉ\ufffd¢Ϫ"
_HYPHENS = "–—‐‑-"
_FIGURE = re.compile("[1-9]")
_EXPONENT = re.compile(rf"[{_WRONG}\U000f0000-\U000fffff]?[1-3][.,;:)\]]*")
_GLUED = re.compile(r"(mAh|Ah|mA|Wh|mWh|mol|kJ|mV|S|mW|mS)(g|kg|cm|L|s|mol|dm)")
_LETTERS = re.compile(r"[A-Za-zμΩÅ°]+")
_ANION_TIMES = re.compile(r"(?:O|F|Cl|S)_\{[2-9]\d?[xyzδ]\}")
_CATION_BEFORE_ANION = re.compile(r"P_\{\d[xyz]\}")
_PLAIN_LOST = re.compile(r"(?:^|[A-Za-z)])1[xyzδ](?=[A-Z(]|$)")
_SERIES_END = re.compile(r"(?:^|[A-Za-z)}])(?:_\{)?([12])\}?$")
_ELEMENT_AFTER = re.compile(r"^(?:_\{)?[xyzδ](?:\})?(?:[A-Z(]|$)")


def restore(words: Sequence[PlacedWord]) -> tuple[list[PlacedWord], list[tuple[int, str]]]:
    """Return the words with lost minus signs restored where a unit demands them, and (index in the returned list, reason) flags.

    A superscript printed apart from its unit is joined to it, so the list may be shorter than ``words``.
    """
    plains = [word.plain for word in words]
    if not _FIGURE.search(" ".join(plains)):
        return list(words), []  # no exponent without a figure
    out: list[PlacedWord] = []
    flags: list[tuple[int, str]] = []
    for word, plain in zip(words, plains, strict=True):
        if not _FIGURE.search(plain):
            out.append(word)
            continue
        if out and _is_exponent(word) and _wants(out, out[-1], _digits(word), apart=True):
            unit = out.pop()
            out.append(_joined(unit, word))
            continue
        out.append(_mended(out, word))
    out = _powers(out)
    for i, word in enumerate(out):
        reason = _doubt(out, i) if _FIGURE.search(word.plain) else ""
        if reason:
            flags.append((i, reason))
    return out, flags


def _is_exponent(word: PlacedWord) -> bool:
    """Whether a word is nothing but an exponent without its sign: 1, 2 or 3, perhaps with a wrong glyph or a stop."""
    return _EXPONENT.fullmatch(word.plain) is not None


def _digits(word: PlacedWord) -> str:
    found = re.search(r"\d+", word.plain)
    return found[0] if found else ""


def _base_unit(word: PlacedWord) -> str:
    """Return the unit a word ends in on the base line, its scripts left out: g of ``mAh·g^{1}`` and of ``mAhg^{1}``."""
    base = "".join(g.char.text for g in word.glyphs if g.level == BASE).rstrip(".,;:)]")
    parts: list[str] = _LETTERS.findall(base)
    if not parts or not base.endswith(parts[-1]):
        return ""
    glued = _GLUED.fullmatch(parts[-1])
    return glued[2] if glued else parts[-1]


def _numerator(before: Sequence[PlacedWord], word: PlacedWord) -> str:
    """Return the unit that stands before the last unit of ``word``, in the same word (A·g) or the one before; "" if none."""
    inside = "".join(g.char.text for g in word.glyphs)
    parts: list[str] = _LETTERS.findall(inside)
    if "/" in inside:
        return ""
    glued = _GLUED.fullmatch(parts[-1]) if parts else None
    if glued:
        return glued[1]
    if len(parts) > 1 and re.search(r"[·⋅.∙]", inside):
        return parts[-2]
    if not before or inside[:1] in "([":
        return ""
    previous = before[-1].plain.lstrip("([")
    if previous in ("2", "3") and len(before) > 1 and before[-2].plain in ("cm", "m"):
        return before[-2].plain
    bare: list[str] = _LETTERS.findall(previous)
    if "/" in previous or not bare:
        return ""
    unit = bare[-1]
    rest = previous[previous.rfind(unit) + len(unit) :]
    if previous == unit and len(unit) == 1 and unit.isupper() and before[-1].plain == unit and not _counted(before[:-1]):
        return ""  # a symbol, as in "the area A", not an ampere
    return unit if re.fullmatch(rf"(?:[{MINUS}{_HYPHENS}]?[1-3])?[·⋅∙]?", rest) else ""


def _counted(before: Sequence[PlacedWord]) -> bool:
    """Whether a figure or another unit stands before a unit."""
    last = before[-1].plain if before else ""
    return last[-1:].isdigit() or last in _NUMERATORS or last in ("(in", "in", "per")


def _wants(before: Sequence[PlacedWord], unit_word: PlacedWord, digits: str, apart: bool) -> bool:
    """Whether the unit that ends ``unit_word`` has no meaning with this exponent unless it is negative."""
    unit = _base_unit(unit_word)
    if unit not in _PER or any(g.level == SUP for g in unit_word.glyphs):
        return False
    numerator = _numerator(before[:-1] if before and before[-1] is unit_word else before, unit_word)
    if numerator not in _NUMERATORS or numerator == unit:
        return False
    if digits == "1":
        return not (unit in ("V", "A", "C", "K") and numerator in ("V", "A", "K", "C", "h", "s", "min"))
    if unit in ("cm", "m", "mm", "dm", "nm") and digits in ("2", "3"):
        moment = (numerator, unit, digits) in (("A", "m", "2"), ("kg", "m", "2"), ("g", "cm", "2"))  # quantities of their own
        return numerator in _PER_AREA and (apart or not moment)
    return False


def _joined(unit: PlacedWord, exponent: PlacedWord) -> PlacedWord:
    """Set an exponent that stands apart on its unit, with the minus in the gap between them."""
    first = exponent.glyphs[0].char
    scripts = [g for g in exponent.glyphs if g.char.text.isdigit()]
    tail = [g for g in exponent.glyphs if not g.char.text.isdigit() and g.char is not first]
    like = scripts[0].char
    minus = Glyph(like._replace(text=MINUS, x0=min(unit.x1, like.x0), x1=like.x0, glyph=None, mapped=True), SUP)
    glyphs = (*unit.glyphs, minus, *(Glyph(g.char, SUP) for g in scripts), *(Glyph(g.char, BASE) for g in tail))
    return unit._replace(glyphs=glyphs, x1=max(unit.x1, exponent.x1))


def _mended(before: Sequence[PlacedWord], word: PlacedWord) -> PlacedWord:
    """Restore the sign of an exponent inside a word: g^{1}, g^{21}, g^{À1}, gÀ1."""
    glyphs = list(word.glyphs)
    tail = next((k for k in range(len(glyphs), 0, -1) if glyphs[k - 1].char.text not in ".,;:)]"), 0)
    start = tail
    while start > 0 and glyphs[start - 1].level == SUP:
        start -= 1
    if start == tail:
        start = next((k for k in range(tail, 0, -1) if not glyphs[k - 1].char.text.isdigit()), tail)
        if 0 < start < tail and _is_wrong(glyphs[start - 1].char.text):
            start -= 1
        elif start == tail or any(g.level == SUB for g in glyphs[start:tail]):
            return word
    script = "".join(g.char.text for g in glyphs[start:tail])
    raised = all(g.level == SUP for g in glyphs[start:tail])
    if not start or not script:
        return word
    head = word._replace(glyphs=tuple(glyphs[:start]))
    if script[0] in MINUS + _HYPHENS:
        return word
    if (
        _is_wrong(script[0])
        and script[1:] in ("1", "2", "3")
        and (_wants(before, head, script[1:], apart=True) or _lone(head, script[1:]))
    ):
        glyphs[start] = Glyph(glyphs[start].char._replace(text=MINUS), SUP)
        return _raised(word, glyphs, start, tail)
    if raised and script in ("21", "22", "23") and _wants(before, head, script[1:], apart=True):
        glyphs[start] = Glyph(glyphs[start].char._replace(text=MINUS), SUP)
        return _raised(word, glyphs, start, tail)
    if script in ("1", "2", "3") and _wants(before, head, script, apart=not raised):
        if not raised and script != "1" and _numerator(before, head) not in _PER_AREA:
            return word
        first = glyphs[start].char
        left = glyphs[start - 1].char.x1
        gap = first._replace(text=MINUS, x0=min(left, first.x0), x1=first.x0, glyph=None, mapped=True)
        glyphs.insert(start, Glyph(gap, SUP))
        return _raised(word, glyphs, start, tail + 1)
    return word


def _is_wrong(text: str) -> bool:
    return len(text) == 1 and (text in _WRONG or "\U000f0000" <= text <= "\U000ffffd")


def _lone(head: PlacedWord, digits: str) -> bool:
    """Whether a unit alone takes this negative exponent: cm−1, s−1, Å−1; the wrong glyph itself is the evidence of a sign."""
    return _base_unit(head) in ("cm", "g", "s", "Å", "nm", "mol", "K", "L", "h", "min", "kg") and digits in "123"


def _raised(word: PlacedWord, glyphs: Sequence[Glyph], start: int, stop: int) -> PlacedWord:
    return word._replace(glyphs=tuple(Glyph(g.char, SUP) if start <= k < stop else g for k, g in enumerate(glyphs)))


def _powers(words: list[PlacedWord]) -> list[PlacedWord]:
    """Restore the sign of a power of ten that stands apart from its ten, before a unit of conductivity or diffusion."""
    out: list[PlacedWord] = []
    i = 0
    while i < len(words):
        word = words[i]
        if (
            i + 3 < len(words)
            and word.glyphs[-1].char.text == "0"
            and re.search(r"(?:^|[×·x])10$", word.plain)
            and not any(g.level for g in word.glyphs)
            and re.fullmatch(r"\d{1,2}", words[i + 1].plain)
            and _small_unit(words[i + 2].text, words[i + 3].text)
        ):
            out.append(_joined(word, words[i + 1]))
            i += 2
            continue
        out.append(word)
        i += 1
    return out


def _small_unit(first: str, second: str) -> bool:
    """Whether two words are S cm−1 or cm2 s−1, quantities that are always far below one here."""
    negative = rf"\^\{{[{MINUS}-]1\}}[.,;:)\]]*"
    siemens = re.fullmatch(r"m?S", first) and re.fullmatch(rf"cm{negative}", second)
    diffusion = re.fullmatch(r"cm(?:\^\{2\}|2)", first) and re.fullmatch(rf"s{negative}", second)
    return bool(siemens or diffusion)


def _doubt(words: Sequence[PlacedWord], i: int) -> str:
    """Say why a minus is probably missing here, or ""."""
    word, before = words[i], words[i - 1] if i else None
    after, beyond = (*words[i + 1 : i + 3], None, None)[:2]
    text = word.text
    if re.search(r"_\{1[xyzδ]", text) or _PLAIN_LOST.search(word.plain):
        return "1x in a formula: a minus sign may be lost (1−x)"
    if _ANION_TIMES.search(text) or _CATION_BEFORE_ANION.search(text) or re.search(r"[POF][2-9][xyzδ]O\d", word.plain):
        return "a figure times a variable beside an anion: a minus sign may be lost"
    if beyond is not None and after is not None and re.search(r"10\^\{\d{1,2}\}$", text) and _small_unit(after.text, beyond.text):
        return "a large power of ten before a unit of small quantities: a minus sign may be lost"
    if after is not None and _apart_in_formula(word, after):
        return "a figure and a variable apart in a formula: a minus sign may be lost"
    if (
        before is not None
        and re.fullmatch(r"(?:\^\{)?1\}?[.,;:)\]]*", text)
        and _base_unit(before) in _PER
        and before.plain == _base_unit(before)
        and word.glyphs[0].level == SUP
    ):
        return "an exponent 1 apart from its unit: a minus sign may be lost"
    ends = re.search(r"(?:^|[^A-Za-z])(g|s|cm|kg|mol|L|h)\^\{1\}[.,;:)\]]*$", text)
    if ends and "/" not in text:
        return "a unit with exponent 1: a minus sign may be lost"
    if re.search(r"\^\{2[1-3]\}[.,;:)\]]*$", text) and _base_unit(word) in ("g", "cm", "s", "mol", "kg"):
        return "a unit with exponent 2x: a minus sign may be printed as 2"
    return ""


def _apart_in_formula(word: PlacedWord, after: PlacedWord) -> bool:
    """Whether a formula breaks off after 1 or 2 and goes on with a variable: ``Na1 xMO2``, ``2 y``."""
    close = 0 < after.x0 - word.x1 < 0.9 * word.size
    if not close or not _SERIES_END.search(word.text) or not _ELEMENT_AFTER.search(after.text):
        return False
    return word.plain in ("1", "2") or re.search(r"[A-Z]", word.plain) is not None
