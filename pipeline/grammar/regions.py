"""Phases told with the potentials at which they are there: "P2 up to 3.9 V, P2 + OP4 from 3.9 to 4.2 V and OP4 above".

In: the line of `pipeline.grammar.steps`; out: the signs of its phases in the order in which charging passes them, or nothing.
Every phase needs a potential of its own, all of them on the same side of it, and they must not overlap. Method: own.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass

from pipeline.grammar.states import plain
from pipeline.grammar.steps import MATERIAL, STEP, Reduced


@dataclass(frozen=True, slots=True)
class _Region:
    """Where in the line potentials stand, and from which to which they reach (V)."""

    start: int
    end: int
    low: float
    high: float


def regions(line: Reduced) -> tuple[int, int, str] | None:
    """Return start, end and signs of a list of phases with their potentials, in rising order, falling on discharge."""
    text = line.text
    if not plain(text):
        return None
    prefixes = {m.start() for m in re.finditer(rf"{STEP}(?=\s?-?\s?{MATERIAL})", text)}
    signs = [m for m in re.finditer(STEP, text) if m.start() not in prefixes]
    if not 2 <= len(signs) <= 7:
        return None
    places = [_region(m) for m in _VOLTS.finditer(text)]
    paired = _remarks(line, signs) or _beside(text, signs, places)
    if not paired:
        return None
    paired = sorted(paired, key=lambda p: (p[1].low, p[1].high))
    for (_, a), (_, b) in itertools.pairwise(paired):
        open_above = a.low < b.low and a.high == math.inf
        if (b.low < a.high - _OVERLAP and not open_above) or (a.low, a.high) == (b.low, b.high):
            return None
    order = "".join(sign for sign, _ in paired)
    if re.search(r"\bdischarg", text) and not re.search(r"\b(?<!dis)charg", text):
        order = order[::-1]
    return signs[0].start(), signs[-1].end(), order


_OVERLAP = 0.11
"""What neighbouring regions may have in common (V): potentials are read off plots."""
_NUMBER = r"\d(?:\.\d+)?"
_ABOUT = r"(?:about\s|ca\.\s|roughly\s|approximately\s|[~<>]\s?)?"
_VOLTS = re.compile(
    rf"(?P<word>\b(?:above|beyond|over|below|under|up\sto|until|to|at|near|around|from|between|in\sthe\s(?:range|region)\s(?:of|from))\s)?{_ABOUT}"
    rf"(?P<a>{_NUMBER})(?:\s?V)?(?:(?:\s?[-~]\s?|\s(?:to|and|up\sto)\s){_ABOUT}(?P<b>{_NUMBER}))?\s?V\b(?P<on>\s(?:on|onwards?|upwards?|and\s(?:above|higher|up)))?",
    re.IGNORECASE,
)


def _region(m: re.Match[str]) -> _Region:
    word, a = (m["word"] or "").strip().lower(), float(m["a"])
    if m["b"]:
        return _Region(m.start(), m.end(), a, float(m["b"]))
    if word in ("above", "beyond", "over") or m["on"]:
        return _Region(m.start(), m.end(), a, math.inf)
    if word in ("below", "under", "up to", "until", "to"):
        return _Region(m.start(), m.end(), 0.0, a)
    return _Region(m.start(), m.end(), a, a)


def _remarks(line: Reduced, signs: list[re.Match[str]]) -> list[tuple[str, _Region]]:
    """Return the phases with the potentials that stand in brackets behind them; nothing if one has none."""
    out = []
    for m in signs:
        mention = line.mention(m[0])
        if not mention.remark:
            return []
        inside = _VOLTS.search(line.remark(m.start()))
        if inside is None:
            return []
        out.append((m[0], _region(inside)))
    return out


def _beside(text: str, signs: list[re.Match[str]], places: list[_Region]) -> list[tuple[str, _Region]]:
    """Return the phases with their potentials where all stand before their own, or all behind; a last one may lack its own."""
    if not signs or len(places) not in (len(signs), len(signs) - 1):
        return []
    if len(places) == len(signs):
        for before in (True, False):
            gaps = [text[p.end : s.start()] if before else text[s.end() : p.start] for p, s in zip(places, signs)]
            spans = [(min(p.start, s.start()), max(p.end, s.end())) for p, s in zip(places, signs)]
            apart = all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
            if (
                apart
                and all(_GAP.fullmatch(g) for g in gaps)
                and all((p.start < s.start()) == before for p, s in zip(places, signs))
            ):
                return [(s[0], p) for p, s in zip(places, signs)]
        return []
    gaps = [text[s.end() : p.start] for p, s in zip(places, signs)]
    last = re.match(r"\s(?:[a-z-]+\s){0,2}?(above|below)\b(?!\s\d)", text[signs[-1].end() :])
    if last is None or not all(_GAP.fullmatch(g) and p.start > s.start() for g, p, s in zip(gaps, places, signs)):
        return []
    edge = places[-1]
    rest = _Region(0, 0, edge.high, math.inf) if last[1] == "above" else _Region(0, 0, 0.0, edge.low)
    return [*((s[0], p) for p, s in zip(places, signs)), (signs[-1][0], rest)]


_GAP = re.compile(
    r"(?:[,:]|\s?\()?\s?"
    rf"(?:{MATERIAL}\s(?:is|was)\s)?"
    rf"(?:(?!(?:and|or|to|from|with|not|by|than|into)\s)[a-z-]+[, ]\s?|(?:coexistence|mixture)\sof\s){{0,5}}\(?",
    re.IGNORECASE,
)
"""What may stand between a phase and its potential: a few words, and nothing that leads to another."""
