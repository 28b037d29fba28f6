"""Phase fractions in a sentence: ``24.8 wt% P2 and 75.2 wt% O3 for NMT3``, ``19.6, 41.7 and 60.3 wt% in A, B and C``.

In: a sentence and the materials it names; out: statements with fractions in percent. A fraction goes to the one material of the
sentence, to the one beside it, or by order; never by guess. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.materials.passages import Passage
from pipeline.materials.phrases import PHASE, Said, names_of
from pipeline.materials.sightings import Cluster, Sighting
from pipeline.materials.values import Place


def find_fractions(text: str) -> Iterable[tuple[int, str, float]]:
    """Find stated fractions: (place, phase, percent)."""
    if "%" not in text:
        return
    seen: set[int] = set()
    for pattern in _FRACTION:
        for m in pattern.finditer(text):
            number = next(g for g in m.groups() if g and re.fullmatch(r"\d{1,3}(?:\.\d+)?", g))
            if m.start("phase") in seen or float(number) > 100:
                continue
            seen.add(m.start("phase"))
            for name in names_of(m["phase"])[:1]:
                yield m.start("phase"), name, float(number)
    for m in (*_PAIR.finditer(text), *_SHARES.finditer(text)):
        if m.start("one") not in seen and m.start("other") not in seen:
            for phase, value in (("one", "first"), ("other", "second")):
                for name in names_of(m[phase])[:1]:
                    yield m.start(phase), name, float(m[value])


_NUMBER = r"(\d{1,3}(?:\.\d+)?)"
_PERCENT = r"\s?(?:\(\d+\)\s?)?(?:wt|mol|vol|mass)?\.?\s?%"
_FRACTION = (
    re.compile(
        rf"(?<![\d.]){_NUMBER}{_PERCENT}\s(?:of\s)?(?:the\s)?(?P<phase>{PHASE})(?![-–‐−/→]\s?[OPZ\d])(?:[-\s](?:type"
        rf"|phase|structure))?"
    ),
    re.compile(rf"(?P<phase>{PHASE})\sas\s(?:the\s|an?\s)?[a-z]+\sphase\s?\({_NUMBER}(?:\(\d+\))?{_PERCENT}\)"),
    re.compile(rf"(?P<phase>{PHASE})(?:[-\s](?:type|phase|structure))*\s?\({_NUMBER}(?:\(\d+\))?{_PERCENT}\)"),
    re.compile(
        rf"(?P<phase>{PHASE})(?:[-\s](?:type|phase|structure))*\s(?:proportion|fraction|content|ratio|percentage"
        rf"|amount)s?\s(?:\w+\s){{0,3}}(?:of|is|was|to|reaches)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"
    ),
    re.compile(
        rf"(?P<phase>{PHASE})\s(?:amounts? to|makes? up|accounts? for|constitutes?)\s(?:about\s|~\s?|≈\s?)?{_NUMBER}{_PERCENT}"
    ),
)


_PAIR = re.compile(
    rf"(?P<one>{PHASE})(?:\s\([^()]{{2,12}}\))?(?:\s(?:type|phase|structure)s?)?\s(?:and|/)\s(?P<other>{PHASE})(?:\s\([^()]{{2,12}}\))?"
    rf"(?:\s(?:phases|structures|components|domains))?\s(?:with|in|at|having)\s(?:[a-z]+\s){{0,3}}?"
    rf"(?:fraction|content|ratio|proportion|percentage|amount)s?\sof\s(?:about\s)?(?P<first>\d{{1,2}}(?:\.\d+)?){_PERCENT}"
    rf"\sand\s(?P<second>\d{{1,2}}(?:\.\d+)?){_PERCENT}"
)
"""Two phases and their fractions in order: "P2 and O3 with mass fractions of 60.2% and 39.8%, respectively"."""
_SHARES = re.compile(
    rf"(?:fraction|content|ratio|proportion|percentage|amount|share)s?\s(?:\([^()]{{1,12}}\)\s)?"
    rf"(?:of|for)\s(?:the\s)?(?P<one>{PHASE})(?:[-\s](?:type|phase))?"
    rf"\s(?:and|/)\s(?:the\s)?(?P<other>{PHASE})(?:[-\s](?:type|phase|structure|component|domain)s?)*\s"
    rf"(?:is|are|was|were|amounts?\sto|come\sto)\s"
    rf"(?:[a-z]+\s(?:to\sbe\s|as\s)?){{0,2}}?(?:about\s|ca\.\s|~\s?)?(?P<first>\d{{1,2}}(?:\.\d+)?){_PERCENT}\sand\s"
    rf"(?P<second>\d{{1,2}}(?:\.\d+)?){_PERCENT}"
)
"""… and in the order of a clause: "the fractions of P2 and P3 are 81% and 19%"."""


def with_fractions(
    p: Passage,
    number: int,
    start: int,
    text: str,
    fractions: Sequence[tuple[int, str, float]],
    inside: Sequence[tuple[Sighting, Cluster]],
    distinct: Sequence[Cluster],
) -> Iterable[tuple[Cluster, Said]]:
    """Give fractions to the one material of the sentence, or to the one that each follows; never by guess."""
    fractions = sorted(fractions)
    place = Place(number, start + fractions[0][0], start + fractions[-1][0] + 2)
    repeated = len({phase for _, phase, _ in fractions}) < len(fractions)
    subject: Cluster | None = distinct[0] if len(distinct) == 1 else None
    if subject is None and not repeated:
        subject = _neighbour(text, start, fractions, inside)
    if subject is not None and not repeated:
        values = {phase: value for _, phase, value in fractions}
        if sum(values.values()) <= 100.5:
            yield subject, Said(tuple(values), values, 5.0, place)
    elif repeated and len(distinct) > 1:
        yield from _in_turn(number, start, fractions, inside)


def _in_turn(
    number: int, start: int, fractions: Sequence[tuple[int, str, float]], inside: Sequence[tuple[Sighting, Cluster]]
) -> Iterable[tuple[Cluster, Said]]:
    """Read ``A has 91.5% O3 and 8.5% P2, B 34.2% P2 and 65.8% O3``: the fractions behind a name, where they make up the whole."""
    named = sorted(((s.start - start, c) for s, c in inside if s.how != "series"), key=lambda pair: pair[0])
    if not named or fractions[0][0] < named[0][0]:
        return
    for k, (at, c) in enumerate(named):
        end = named[k + 1][0] if k + 1 < len(named) else fractions[-1][0] + 1
        mine = [f for f in fractions if at < f[0] < end]
        values = {phase: value for _, phase, value in mine}
        if len(values) == len(mine) > 1 and 99 <= sum(values.values()) <= 100.5:
            yield c, Said(tuple(values), values, 5.0, Place(number, start + mine[0][0], start + mine[-1][0] + 2))


def _neighbour(
    text: str, start: int, fractions: Sequence[tuple[int, str, float]], inside: Sequence[tuple[Sighting, Cluster]]
) -> Cluster | None:
    """Return the material right behind the last fraction (``… for NMT3``), else the last one before the first."""
    last = fractions[-1][0]
    for s, c in inside:
        gap = text[last : s.start - start] if s.start - start > last else ""
        if gap and re.fullmatch(rf"{PHASE}(?:[-\s](?:type|phase|structure)s?)*\s(?:for|in|of)\s(?:the\s)?", gap):
            return c
    before = [(s, c) for s, c in inside if s.end - start <= fractions[0][0] and s.how != "series"]
    if not before or any(s.start - start > last for s, _ in inside):
        return None
    return before[-1][1]


def paired(text: str, number: int, start: int, inside: Sequence[tuple[Sighting, Cluster]]) -> Iterable[tuple[Cluster, Said]]:
    """Read ``O3 content rises from 41.1% (A) to 72.3% for B``: a number right beside each name, one phase in the sentence."""
    phases = list(dict.fromkeys(n for q in re.finditer(rf"(?<![A-Za-z/]){PHASE}(?![/–-])", text) for n in names_of(q[0])))
    if len(phases) != 1 or not re.search(r"fraction|content|proportion|ratio|percentage|amount|wt", text):
        return
    if re.search(r"retain|retention|capacit|efficien|volume|excess", text, re.IGNORECASE):
        return
    for s, c in inside:
        a, b = s.start - start, s.end - start
        beside = re.search(
            rf"{_NUMBER}{_PERCENT}\s?(?:\((?:for|in)?\s?|(?:for|in|of)\s(?:the\s)?)$", text[max(0, a - 30) : a]
        ) or re.match(rf"\s?\((?:about\s|≈\s?|~\s?)?{_NUMBER}{_PERCENT}\)", text[b : b + 20])
        if beside and 0 < float(beside[1]) <= 100:
            yield c, Said((phases[0],), {phases[0]: float(beside[1])}, 5.0, Place(number, s.start, s.end))


def listed(text: str, number: int, start: int, inside: Sequence[tuple[Sighting, Cluster]]) -> Iterable[tuple[Cluster, Said]]:
    """Read ``19.6, 41.7 and 60.3 wt% of P2 in A, B and C``: as many numbers as names, one phase; the rest may be named too."""
    m = re.search(rf"({_NUMBER}(?:\s?%)?(?:,\s{_NUMBER}(?:\s?%)?)*,?\sand\s{_NUMBER}){_PERCENT}", text)
    phases = list(dict.fromkeys(n for q in re.finditer(PHASE, text) for n in names_of(q[0])))
    if not m or not phases or re.search(r"retain|retention|capacit|efficien|volume", text, re.IGNORECASE):
        return
    numbers = [float(v) for v in re.findall(r"\d+(?:\.\d+)?", m[1])]
    listed = list({id(c): c for s, c in inside if s.start - start > m.end() or s.end - start < m.start()}.values())
    rest = re.search(rf"\b(?:remainder|rest|balance)\b[^.]*?({PHASE})", text)
    phase = next((n for n in phases if not rest or n not in names_of(rest[1])), None)
    if phase is None or len(numbers) != len(listed) or max(numbers) > 100 or (len(phases) > 1 and not rest):
        return
    for c, value in zip(listed, numbers):
        values = {phase: value}
        if rest:
            values[names_of(rest[1])[0]] = round(100 - value, 3)
        yield c, Said(tuple(values), values, 5.0, Place(number, start + m.start(), start + m.end()))
