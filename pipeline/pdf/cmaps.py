"""Character codes of composite fonts whose encoding is a CMap inside the PDF, which pdfminer.six does not read.

In: the bytes of a CMap stream; out: a ``CodeMap`` that cuts strings into codes and knows the glyph (CID) of each. Method: the
Adobe CMap specification (Technical Note 5014), of which codespace ranges, cidchar and cidrange are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_BLOCK = re.compile(rb"begin(codespacerange|cidchar|cidrange)(.*?)end\1", re.DOTALL)
_RANGE = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*<\s*([0-9A-Fa-f\s]+)>\s*(\d+)?")
_CHAR = re.compile(rb"<\s*([0-9A-Fa-f\s]+)>\s*(\d+)")
_MOST_CODES = 70_000  # of one range: no font has more glyphs


@dataclass(frozen=True, slots=True)
class CodeMap:
    """Codes of a font: ``spaces`` are (length in bytes, lowest, highest) of valid codes, ``cids`` the glyph of each code."""

    spaces: tuple[tuple[int, int, int], ...]
    cids: Mapping[int, int]

    def decode(self, text: bytes) -> Iterator[int]:
        """Yield the codes of a string; bytes that begin no valid code are passed over one by one."""
        i = 0
        while i < len(text):
            for length, low, high in self.spaces:
                code = int.from_bytes(text[i : i + length], "big")
                if i + length <= len(text) and low <= code <= high:
                    yield code
                    i += length
                    break
            else:
                i += 1

    def is_vertical(self) -> bool:
        """Whether the font is set vertically: never, for an embedded CMap."""
        return False


def read_code_map(data: bytes) -> CodeMap | None:
    """Return the codes of an embedded CMap, or None where it defines none."""
    spaces: list[tuple[int, int, int]] = []
    cids: dict[int, int] = {}
    for kind, body in _BLOCK.findall(data):
        if kind == b"cidchar":
            cids.update((_number(code), int(cid)) for code, cid in _CHAR.findall(body))
            continue
        for low, high, cid in _RANGE.findall(body):
            first, last = _number(low), _number(high)
            if kind == b"codespacerange":
                spaces.append((max(len(b"".join(low.split())) // 2, 1), first, last))
            elif cid and 0 <= last - first < _MOST_CODES:
                cids.update((code, int(cid) + code - first) for code in range(first, last + 1))
    return CodeMap(tuple(sorted(spaces)) or ((2, 0, 0xFFFF),), cids) if cids else None


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split()) or b"0", 16)
