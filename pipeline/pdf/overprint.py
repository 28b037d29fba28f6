"""Text printed over other text: a table cell too long for its column runs on into the next one.

In: the characters of a page in the order in which the file prints them; out: the same characters in layers, no string of a
layer lying over another of it. Method: own – sorted from the left, the letters of two strings on one line would be shuffled;
the file prints each string in one go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pdf.chars import Char

_BASE = 0.88  # of the string's largest size: anything smaller is a script
_COVERED = 0.5  # of a character's width
_LEAST = 2  # characters of a string that must lie over another


@dataclass(slots=True)
class _String:
    """Characters printed in one go on one line. Internal and mutable."""

    chars: list[Char]
    x0: float
    x1: float
    size: float
    baseline: float
    layer: int = 0


def layers(chars: Sequence[Char]) -> list[list[Char]]:
    """Return the characters of a page in layers; a page that prints nothing over anything is one layer."""
    strings = _strings(chars)
    order = sorted(range(len(strings)), key=lambda k: strings[k].baseline)
    over: dict[int, list[int]] = {}
    for place, a in enumerate(order):
        for b in order[place + 1 :]:
            first, second = strings[min(a, b)], strings[max(a, b)]
            if strings[b].baseline - strings[a].baseline > 0.3 * max(first.size, second.size):
                break
            if min(first.x1, second.x1) - max(first.x0, second.x0) > 0.4 * second.size and _covers(first, second):
                over.setdefault(max(a, b), []).append(min(a, b))
    if not over:
        return [list(chars)]
    for k in sorted(over):
        strings[k].layer = 1 + max(strings[j].layer for j in over[k])
    out: list[list[Char]] = [[] for _ in range(1 + max(s.layer for s in strings))]
    for s in strings:
        out[s.layer].extend(s.chars)
    return out


def _strings(chars: Sequence[Char]) -> list[_String]:
    out: list[_String] = []
    for c in chars:
        s = out[-1] if out else None
        if c.rotation or c.size <= 0:
            continue
        em = max(s.size, c.size) if s else c.size
        if s and abs(c.baseline - s.baseline) < 0.65 * em and s.x1 - 1.1 * em < c.x0 < s.x1 + 0.85 * em and c.x0 > s.x0 - 0.1:
            s.chars.append(c)
            s.x1 = max(s.x1, c.x1)
            if c.size > 1.1 * s.size:
                s.size, s.baseline = c.size, c.baseline
        else:
            out.append(_String([c], c.x0, c.x1, c.size, c.baseline))
    return out


def _covers(first: _String, second: _String) -> bool:
    """Whether several base characters of the second string lie over base characters of the first."""
    under = [c for c in first.chars if c.size >= _BASE * first.size and c.x1 > second.x0 and not c.text.isspace()]
    count = 0
    for c in second.chars:
        if c.text.isspace() or c.size < _BASE * second.size:
            continue
        if any(min(c.x1, d.x1) - max(c.x0, d.x0) > _COVERED * min(c.x1 - c.x0, d.x1 - d.x0) for d in under):
            count += 1
    return count >= _LEAST
