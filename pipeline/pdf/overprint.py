"""Text printed over other text: a table cell too long for its column runs on into the next one.

In: the characters of a page in the order in which the file prints them; out: the same characters in layers, no string of a
layer lying over another of it. Method: own – sorted from the left, the letters of two strings on one line would be shuffled;
the file prints each string in one go, and goes back a little where the next one begins too early.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.pdf.chars import Char

BACK = 0.2
"""Em that a character must begin before the end of another to lie over it: more than kerning takes away."""
_KERNED = frozenset(".,;:’'”\"-–")  # drawn under an overhanging letter more than others
_BASE = 0.88  # of the string's largest size: anything smaller is a script


@dataclass(slots=True)
class _String:
    """Characters printed in one go on one line. Internal and mutable."""

    chars: list[Char]
    x0: float
    x1: float
    size: float
    baseline: float
    letters: int = 0
    layer: int = 0


def layers(chars: Sequence[Char]) -> list[list[Char]]:
    """Return the characters of a page in layers; a page that prints nothing over anything is one layer."""
    strings = _strings(chars)
    order = sorted((k for k, s in enumerate(strings) if s.letters > 1), key=lambda k: strings[k].baseline)
    over: dict[int, list[int]] = {}
    for place, a in enumerate(order):
        for b in order[place + 1 :]:
            first, second = strings[min(a, b)], strings[max(a, b)]
            if strings[b].baseline - strings[a].baseline > 0.3 * max(first.size, second.size):
                break
            if first.x0 < second.x0 and min(first.x1, second.x1) - second.x0 > BACK * second.size:
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
        if c.rotation or c.size <= 0 or c.text.isspace():
            continue
        em = max(s.size, c.size) if s else c.size
        accent = unicodedata.category(c.text[-1:] or " ") in ("Mn", "Sk", "Lm")
        loose = accent or c.text in _KERNED
        goes_on = (
            s is not None
            and abs(c.baseline - s.baseline) < 0.65 * em
            and s.x1 - (BACK if c.size >= _BASE * s.size and not loose else 1.1) * em < c.x0 < s.x1 + 0.85 * em
        )
        if s is None or not goes_on:
            s = _String([], c.x0, c.x0, c.size, c.baseline)
            out.append(s)
        s.chars.append(c)
        if not accent:
            s.letters += 1
            s.x1 = max(s.x1, c.x1)
        if c.size > 1.1 * s.size:
            s.size, s.baseline = c.size, c.baseline
    return out
