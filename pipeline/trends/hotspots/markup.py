"""Text of bibliographic records without its markup: tags, entities, MathML, TeX, odd hyphens and digits.

In: a title, abstract or keyword as an export gives it; out: one line of plain text, with formulas in one piece
(``Na<sub>3</sub>V<sub>2</sub>(PO<sub>4</sub>)<sub>3</sub>`` is ``Na3V2(PO4)3``). Method: own.
"""

from __future__ import annotations

import html
import re
import unicodedata

# Tags that stand between parts of a text; all others stand inside a word or a formula.
_BLOCKS = r"p|title|sec|div|br|li|list|list-item|ul|ol|h[1-6]|tr|td|th|label|abstract|disp-formula"
_SCRIPT_OR_STYLE = re.compile(r"<(script|style|annotation(?:-xml)?)\b[^<>]*>.*?</\1\s*>", re.I | re.S)
_TEX = re.compile(r"<(?:[\w-]+:)?tex-math\b[^<>]*>.*?</(?:[\w-]+:)?tex-math\s*>", re.I | re.S)
_MATH = re.compile(r"<(?:[\w-]+:)?math\b[^<>]*>.*?</(?:[\w-]+:)?math\s*>", re.I | re.S)
_BLOCK = re.compile(rf"</?(?:[\w-]+:)?(?:{_BLOCKS})\b[^<>]*>", re.I)
_SUBSCRIPT = re.compile(r"\s*<(/?)(?:[\w-]+:)?(?:sub|sup|inf)\b[^<>]*>", re.I)
_CUT_TAG = re.compile(r"</?[A-Za-z][\w:.-]*(?:\s[^<>]*)?$")  # at the end of a text that was cut
_APART = re.compile(r"\b((?:Na|Li|K|Mg|Ca|Zn)[\d.]*\d) (?=[A-Z(\[][A-Za-z]?[\d.A-Z(])")  # Na3 V2(PO4)3
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>", re.S)
_TEX_DOLLARS = re.compile(r"\$([^$]{0,200}?[\\_^{][^$]{0,200})\$")
_TEX_COMMANDS = re.compile(r"\\(?:mathrm|mathbf|mathit|text|rm|it|bf|ce|textit|textbf|textsubscript|textsuperscript)\b\s*")
_OPEN_SCRIPT = re.compile(r"(?<=[A-Za-z)\]])\s+(?=[_^]\{)")
_BRACES = re.compile(r"[_^]?\{([^{}]*)\}")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-") | {
    0xAD: None,
    0x200B: None,
    0xFEFF: None,
}
_QUOTES = {0x2018: "'", 0x2019: "'", 0x02BC: "'", 0x201C: '"', 0x201D: '"'}
_TRANSLATION = _HYPHENS | _QUOTES | {0x2032: "'"}
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return ``text`` as plain text on one line: entities (also doubled ones) resolved, tags gone, hyphens and digits plain."""
    for _ in range(3):
        if "&" not in text:
            break
        resolved = html.unescape(text)
        if resolved == text:
            break
        text = resolved
    if "<" in text:
        text = _untagged(text)
    if "$" in text or "\\" in text or "_{" in text or "^{" in text:
        text = _without_tex(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_TRANSLATION)
    return _APART.sub(r"\1", _SPACES.sub(" ", text).strip())


def _untagged(text: str) -> str:
    """Return ``text`` without tags: those between parts become spaces, those within words nothing."""
    text = _SCRIPT_OR_STYLE.sub(" ", text)
    text = _TEX.sub("", text)
    text = _MATH.sub(lambda m: _SPACES.sub("", _TAG.sub("", m.group())), text)
    text = _BLOCK.sub(" . ", text)
    text = _SUBSCRIPT.sub(lambda m: m.group() if m.group(1) else m.group().lstrip(), text)
    return _CUT_TAG.sub("", _TAG.sub("", text))


def _without_tex(text: str) -> str:
    """Return ``text`` without the signs of TeX: dollars, commands that set a typeface, braces of sub- and superscripts."""
    text = _TEX_DOLLARS.sub(r"\1", text)
    text = _TEX_COMMANDS.sub("", text)
    text = _OPEN_SCRIPT.sub("", text)
    for _ in range(3):
        text = _BRACES.sub(r"\1", text)
    return re.sub(r"(?<=\w)[_^](?=\w)", "", text)
