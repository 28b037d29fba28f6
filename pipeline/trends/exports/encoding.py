r"""The text of an export: which encoding its bytes are in.

In: bytes; out: text with ``\n`` line ends, the encoding's name, and what is doubtful about it. A byte order mark decides; else
UTF-16 shows by its zero bytes; else strict UTF-8; else UTF-8 with some foreign bytes in it, which are read as Windows-1252; else
GB 18030 where nearly all bytes beyond ASCII are pairs of its common characters; else the one of Windows-1252 and Mac Roman in
which the letters beyond ASCII stand where letters can stand. Method: own; the marks
after the Unicode Standard, 23.8.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_HIGH = re.compile(rb"[A-Za-z]?[\x80-\xff]+[A-Za-z]?")
_LONG_RUNS = re.compile(rb"[\x80-\xff]{4,}")
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_HAN = re.compile("[\u3400-\u9fff]{1,8}")
_MOSTLY = 0.8
_ESCAPED = re.compile("[\udc80-\udcff]")
_RUNS = 5000
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, its encoding, and a remark for people where the encoding had to be guessed or bytes were replaced."""

    text: str
    encoding: str
    remark: str | None = None


def decode(data: bytes) -> Decoded:
    """Return the text of ``data``. Never fails: bytes that mean nothing become ``�``, which the remark says."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _by_zeros(data)
    if encoding is not None and encoding != "utf-8":
        return _decoded(data, encoding)
    try:
        return Decoded(_one_line_end(data.decode("utf-8").removeprefix("\ufeff")), "utf-8")
    except UnicodeDecodeError as error:
        first = error.start
    foreign = _foreign(data)
    multibyte = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", data))
    if encoding == "utf-8" or multibyte > 2 * foreign:
        text = data.decode("utf-8", _AS_WINDOWS).removeprefix("\ufeff")
        line = data.count(b"\n", 0, first) + 1
        return Decoded(
            _one_line_end(text), "utf-8", f"not all UTF-8: {foreign} stray bytes, first on line {line}, read as Windows-1252"
        )
    return _chinese(data) or _one_byte(data)


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    lost = text.count("\ufffd")
    return Decoded(_one_line_end(text), encoding, f"{lost} characters could not be decoded" if lost else None)


def _by_zeros(data: bytes) -> str | None:
    """Tell UTF-16 without a mark: in Latin text every second byte is zero."""
    sample = data[:_SAMPLE]
    if len(sample) < 4:
        return None
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _foreign(data: bytes) -> int:
    """Count the bytes that are no UTF-8."""
    return len(_ESCAPED.findall(data.decode("utf-8", "surrogateescape")))


def _chinese(data: bytes) -> Decoded | None:
    """Read GB 18030 (GBK, GB 2312): its common characters are pairs of bytes of which the first is B0 to D7, signs A1 or A3."""
    runs = _LONG_RUNS.findall(data)
    pairs = [run[k] for run in runs if len(run) % 2 == 0 for k in range(0, len(run), 2)]
    high = len(data) - len(data.translate(None, _BEYOND_ASCII))
    common = sum(0xB0 <= first <= 0xD7 or first in (0xA1, 0xA3) for first in pairs)
    if 2 * len(pairs) < _MOSTLY * high or common < _MOSTLY * len(pairs):
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return None
    return Decoded(_one_line_end(text), "gb18030", f"not UTF-8: read as GB 18030, a guess (it gives {_HAN.findall(text)[0]})")


def _one_byte(data: bytes) -> Decoded:
    runs = _HIGH.findall(data)[:_RUNS]
    scores = {name: _plausible(runs, name) for name in ("cp1252", "mac_roman")}
    best = max(scores, key=lambda name: scores[name])
    text = data.decode("cp1252", _AS_LATIN) if best == "cp1252" else data.decode(best)
    called = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}[best]
    example = ", ".join(dict.fromkeys(r.decode(best, "replace") for r in runs[:_SHOWN]))
    return Decoded(_one_line_end(text), best, f"not UTF-8: read as {called}, a guess (it gives {example})")


def _plausible(runs: list[bytes], encoding: str) -> int:
    """Weigh letters that stand beside letters of their own case against signs, capitals and controls inside words."""
    score = 0
    for run in runs:
        text = run.decode(encoding, "replace")
        for at, character in enumerate(text):
            if ord(character) < 128:
                continue
            before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
            inside = (before + after).isalpha()
            if character == "\ufffd":
                score -= 3
            elif character.isalpha():
                score += 1 if character.islower() or not inside or (before + after).isupper() or not before else -2
            elif before.isalpha() and after.isalpha() and character not in "’‘–—-·":
                score -= 2
            elif character in "’‘“”–—°±µ×·©®…":
                score += 1
    return score


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252, those that are none either as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", _AS_LATIN), error.end


def _latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_AS_WINDOWS, _AS_LATIN = "intergrowth.windows", "intergrowth.latin"
codecs.register_error(_AS_WINDOWS, _windows)
codecs.register_error(_AS_LATIN, _latin)
