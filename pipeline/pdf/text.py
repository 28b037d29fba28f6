"""From lines to the text of a block, with the place of every word in it.

In: lines of one block in order; out: text with markup, ``Word`` places and ``Flag`` doubts. Words broken at a line end are
joined by ``hyphens.Hyphens``. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.model import Flag, Word
from pipeline.pdf.hyphens import Hyphens
from pipeline.pdf.lines import Line
from pipeline.pdf.words import TextWord

_HYPHENS = ("-", "‐", "\u00ad", "\u2011")
_WRAPPED = re.compile(r"\^\{[\[−–-]?\d[\d,–−\- \[\]]*\}$")  # a mark or exponent that its word's line had no room for
_TIGHT_END = ("/", "–", "⁄", "∕")


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block's text, the places of its words, and doubts about parts of it."""

    text: str
    words: tuple[Word, ...]
    flags: tuple[Flag, ...]


def block_text(lines: Sequence[Line], hyphens: Hyphens, glyphs: Mapping[str, str]) -> BlockText:
    """Return the text of these lines; ``glyphs`` spells out the placeholders of unmapped glyphs."""
    text = ""
    words: list[Word] = []
    flags: list[Flag] = []
    last: TextWord | None = None
    for line in lines:
        for k, word in enumerate(line.words):
            piece = spelled(word.text, glyphs)
            if not piece:
                continue
            if last is not None:
                wrapped = k == 0 and (len(line.words) == 1 or _WRAPPED.match(word.text))
                if wrapped and _only_script(word) and not _only_script(last):
                    glue = ""
                elif k == 0:
                    text, glue = _over_line_end(text, spelled(last.plain, glyphs), spelled(word.plain, glyphs), hyphens)
                else:
                    glue = "" if _hangs_on(last, word) else " "
                text += glue
            start = len(text)
            text, start = _append(text, piece, start)
            words.append(Word(start, len(text), line.page, (word.x0, word.top, word.x1, word.bottom)))
            if word.doubt:
                flags.append(Flag(start, len(text), word.doubt))
            last = word
    return BlockText(text, tuple(_clipped(words)), tuple(flags))


def spelled(text: str, glyphs: Mapping[str, str]) -> str:
    """Return ``text`` with the placeholders of unmapped glyphs spelt out."""
    if not glyphs or text.isascii():
        return text
    return "".join(glyphs.get(c, c) for c in text)


def _append(text: str, piece: str, start: int) -> tuple[str, int]:
    """Add a piece; scripts of one kind that meet share their braces."""
    if text.endswith("}") and piece[:2] in ("_{", "^{"):
        opening = max(text.rfind("_{"), text.rfind("^{"))
        if text[opening : opening + 2] == piece[:2] and "}" not in text[opening:-1]:
            return text[:-1] + piece[2:], start - 1
    return text + piece, start


def _clipped(words: Sequence[Word]) -> list[Word]:
    """A hyphen taken out shortens the word before it: no word may reach into the next."""
    out: list[Word] = []
    for i, w in enumerate(words):
        end = min(w.end, words[i + 1].start) if i + 1 < len(words) else w.end
        out.append(w if end == w.end else Word(w.start, max(end, w.start), w.page, w.box))
    return out


def _hangs_on(last: TextWord, word: TextWord) -> bool:
    """A script set a little off its base belongs to it: ``g ^{−1}``."""
    gap = word.x0 - last.x1
    return _only_script(word) and gap < (0.12 if last.text.endswith("}") else 0.42) * word.size


def _only_script(word: TextWord) -> bool:
    return word.text[:2] in ("^{", "_{") and word.text.endswith("}") and word.text.count("{") == 1


def _over_line_end(text: str, left: str, right: str, hyphens: Hyphens) -> tuple[str, str]:
    """Return the text so far (its last hyphen perhaps taken out) and what stands between it and the next line's first word."""
    if text.endswith(_HYPHENS) and len(left) > 1:
        joined = hyphens.join(left, right)
        if joined == left[:-1] + right:
            return text[:-1], ""
        return text, "" if joined == left + right else " "
    if text.rstrip("}").endswith(_TIGHT_END) and len(left) > 1:
        return text, ""
    return text, " "
