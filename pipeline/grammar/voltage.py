"""Voltage windows of cycling: "between 2.0 and 4.3 V", "in the range of 1.5-4.25 V vs. Na+/Na"; and rates: "1 C = 170 mA g-1".

In: a `Sentence`; out: `Statement`s ``voltage_window`` (low, high) and ``rate_definition`` (c_rate, value, unit). Ranges of a
scan, a plateau or a peak, and the way of one charge, give nothing. Method: own.
"""

from __future__ import annotations

import itertools
import re

from pipeline.grammar.phrases import Phrase
from pipeline.grammar.regions import regions
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement, whole
from pipeline.grammar.steps import reduce

NARROWEST = 1.2
"""A cycling window is at least so wide (V); plateaus and steps of a curve are narrower."""


def voltage_window(sentence: Sentence) -> list[Statement]:
    """Return the cycling windows that a sentence states."""
    out = []
    for slot in sentence.slots:
        if slot.tag != "WINDOW":
            continue
        for place, index in enumerate(slot.tokens):
            token = sentence.tokens[index]
            rule = _rule(sentence, slot, float(token.value or 0), float(token.high or 0))
            if rule is None:
                continue
            values = {"low": whole(float(token.value or 0)), "high": whole(float(token.high or 0))}
            out.append(
                Statement(
                    "voltage_window",
                    index,
                    token.start,
                    token.end,
                    values,
                    slot,
                    place,
                    rule=f"window: {rule[0]}",
                    weight=rule[1],
                )
            )
    return [*out, *_cut_offs(sentence)]


def _rule(sentence: Sentence, slot: Slot, low: float, high: float) -> tuple[str, float] | None:
    if high > 5.2 or low > 3.2 or high < 2.5:
        return None
    named = any(abs(p.last - slot.first) <= 6 or abs(p.first - slot.last) <= 6 for p in sentence.of("WINDOW"))
    wide = high - low >= NARROWEST
    if not wide and not named:
        return None
    if _touching(sentence, slot, "PLATEAU") or high - low < 0.6:
        return None
    if sentence.has("CV") and _of_a_scan(sentence, slot):
        return None
    if _of_a_probe(sentence, slot) or _of_others(sentence, slot) or _of_phases(sentence, slot, wide):
        return None
    if _direction(sentence, slot) or _of_an_electrolyte(sentence, slot) or _worked_out(sentence, slot):
        return None
    if named:
        return "said to be a window", 0.95
    if sentence.has("CYCLED"):
        return "with a word of testing", 0.9
    return "wide enough for a window", 0.75


_PHASE = r"(?:[OP]['′″]{0,2}\d['′″]{0,2}|OP\d|[Ss]pinel)"
_THERE = (
    r"(?:\s(?:phases?|structure|alone|only|also|both|are|is|was|were|then|\w+ly|single|solid|solution|region|domain|zone|field|mixture))*"
    r"(?:\s(?:exist|coexist|co-exist|extend|span|stretch|form|appear|emerge|occur|grow|develop|found|seen|observed|detected|formed|present|there)"
    r"(?:s|ed|ing)?)"
)
_STAYS = (
    r"(?:\s(?:phase|structure|alone|still|is|was|\w+ly))*"
    r"\s(?:persist|remain|stay|prevail|dominat|stable|last|retained|maintained|kept)\w*"
)
_REGION_AHEAD = re.compile(
    rf"{_PHASE}{_THERE}(?P<rest>[^,;]{{0,30}})$|{_PHASE}\s?\($|"
    rf"\b(?:two-phase|biphasic|coexistence|phase\stransition|transformation|{_PHASE}\stransition)\b(?P<more>[^,;]{{0,50}})$"
)
_REGION_STAYS = re.compile(
    rf"{_PHASE}{_STAYS}(?P<rest>[^,;]{{0,30}})$|\b(?:single-phase|solid[- ]solution)\b(?P<more>[^,;]{{0,50}})$"
)
_REGION_BEHIND = re.compile(
    rf"^[^,;a-z]{{0,16}}[,:)]\s?(?:the\s|an?\s|only\s|pure\s|single\s)?{_PHASE}(?:\s(?:and|\+|plus|/)\s{_PHASE})?"
    r"(?=\s(?:solid|single|phases?\b|alone|is|are|was|were|exist|coexist|forms?|appears?|transform|turn|convert|becom|persist|remain|→)|[;.]|$)|"
    r"^[^,;a-z]{0,16},\s(?:an?\s|the\s)?(?:coexistence|mixture|two-phase|single-phase|solid[- ]solution|biphasic)\b"
)
_USED = re.compile(r"\b(?:cycl|test|galvanostat|operat|window|measur|evaluat|deliver|capacit)\w*", re.IGNORECASE)


def _of_phases(sentence: Sentence, slot: Slot, wide: bool) -> bool:
    """Return whether a range is where phases are, not of cycling: "a two-phase region from 4.0 to 4.3 V"."""
    if regions(reduce(sentence)) is not None:
        return True
    text = sentence.text
    ahead = re.split(r";|:\s|,?\s(?:while|whereas|but)\s", text[: sentence.tokens[slot.first].start])[-1]
    ahead = ahead.rstrip()
    behind = text[sentence.tokens[slot.last].end :]
    for pattern in (_REGION_AHEAD, *(() if wide else (_REGION_STAYS,))):
        m = pattern.search(ahead)
        if m is not None and not any(_USED.search(g) for g in m.groups() if g):
            return True
    return _REGION_BEHIND.match(behind) is not None


_ANY_TEST = frozenset(
    "tested tests test measured measurements evaluated operated performed conducted assessed examined".split()  # noqa: SIM905
)
"""Words of testing that are said of a scan too."""


def _of_a_scan(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is one of a voltage scan: nothing in its sentence is cycled, or the scan is nearer than the cycling.

    "… cycled in 2.0–4.4 V, the CV being scanned from 1.5 to 4.5 V": each range is of the word in its own clause.
    """
    cycled = [
        p
        for p in sentence.of("CYCLED")
        if sentence.tokens[p.first].norm not in _ANY_TEST
        and sentence.tokens[max(0, p.first - 1)].norm not in ("no", "not", "never")
    ]
    scans = [p for p in sentence.of("CV") if _near(p.first, p.last, slot) <= 14]
    if not cycled or not scans:
        return not cycled

    def parted(p: Phrase) -> int:
        return sentence.parting(p.last, slot.first) if p.last < slot.first else sentence.parting(slot.last, p.first)

    scan, cycling = min(map(parted, scans)), min(map(parted, cycled))
    if (scan > 0) != (cycling > 0):
        return scan == 0
    return min(_near(p.first, p.last, slot) for p in cycled) >= min(_near(p.first, p.last, slot) for p in scans)


def _of_a_probe(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is that of a probe and not of cycling: "in situ XRD between 2.5 and 4.2 V"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - _REACH) : slot.first]]
    cycled = [p for p in sentence.of("CYCLED") if sentence.tokens[p.first].norm in _CYCLING]
    watched = sentence.word("situ", "operando", "in-situ", "ex-situ") and sentence.word(
        "recorded", "collected", "acquired", "taken"
    )
    if watched:
        words = [t.norm for t in sentence.tokens[: slot.first]]
    else:
        words += [t.norm for t in sentence.tokens[:3] if t.norm in ("gitt", "titration", "eis", "impedance")]
    return bool(_PROBES & set(words)) and not cycled


def _of_others(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is one that others use: "the usual 2.0–4.0 V", "earlier studies in 2.0–4.0 V"."""
    before = [t.norm for t in sentence.tokens[max(0, slot.first - 3) : slot.first]]
    behind = [t.norm for t in sentence.tokens[slot.last + 1 : slot.last + 6]]
    ahead = [t.norm for t in sentence.tokens[: slot.first]]
    if any(
        a in ("earlier", "previous", "prior") and b in ("studies", "study", "work", "works", "reports", "investigations")
        for a, b in itertools.pairwise(ahead)
    ):
        return True
    usual = not {"usual", "common", "conventional", "typical", "customary"}.isdisjoint(before)
    return (usual and "than" in [t.norm for t in sentence.tokens[max(0, slot.first - 6) : slot.first]]) or any(
        a in ("of", "for", "in") and b in ("other", "others", "most", "many") for a, b in itertools.pairwise(behind)
    )


_REACH = 6
_PROBES = frozenset("xrd diffraction diffractograms xas xanes raman dems gitt titration eis impedance".split())  # noqa: SIM905
_CYCLING = frozenset("cycled cycling cycle cycles galvanostatically gcd charge/discharge charge-discharge".split())  # noqa: SIM905


def _near(first: int, last: int, slot: Slot) -> int:
    return slot.first - last if last < slot.first else first - slot.last


def _touching(sentence: Sentence, slot: Slot, meaning: str) -> bool:
    for p in sentence.of(meaning):
        if (
            0 < slot.first - p.last <= 5
            and sentence.parting(p.last, slot.first) == 0
            and not _capacity_between(sentence, p.last, slot.first)
        ):
            return True
        if 0 < p.first - slot.last <= 2:
            return True
    return False


def _of_an_electrolyte(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is where an electrolyte or binder is stable."""
    words = [t.norm for t in sentence.tokens[: slot.first]]
    of_it = any(a == "electrochemical" and b in ("window", "stability") for a, b in itertools.pairwise(words))
    return not {"electrolyte", "electrolytes", "binder", "solvent", "separator"}.isdisjoint(words) and (
        of_it or not {"stable", "stability", "decomposes", "decomposition", "oxidized", "withstands"}.isdisjoint(words)
    )


def _worked_out(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is one of calculated potentials."""
    words = [t.norm for t in sentence.tokens[: slot.first]]
    calculated = any(re.search(r"calculat|\bdft|simulat|predict|comput", w) for w in words)
    return calculated and not sentence.has("CYCLED")


def _capacity_between(sentence: Sentence, first: int, last: int) -> bool:
    return any(t.tag in ("CAPACITY", "PERCENT", "RATE") for t in sentence.tokens[first + 1 : last])


def _direction(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a range is the way of one half-cycle: "upon charging from 2.0 to 4.0 V"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - 3) : slot.first]]
    joined = sentence.tokens[slot.first].text
    to = " to " in f" {joined} "
    return (
        to
        and "from" in words[-2:]
        and {"window", "range", "limits"}.isdisjoint(words)
        and any(
            w
            in (
                "charging",
                "discharging",
                "charge",
                "discharge",
                "charged",
                "discharged",
                "increases",
                "increased",
                "rises",
                "raised",
                "decreases",
                "decreased",
                "cutoff",
                "cut-off",
                "voltage",
            )
            for w in words[:-1]
        )
    )


def _cut_offs(sentence: Sentence) -> list[Statement]:
    """Read "an upper cut-off of 4.3 V and a lower one of 2.0 V", "charged to 4.3 V and discharged to 2.0 V"."""
    volts = [i for s in sentence.slots if s.tag == "VOLTAGE" for i in s.tokens]
    if len(volts) != 2:
        return []
    if not (sentence.word("cut-off", "cutoff", "cut-offs", "cutoffs", "limit", "limits") or _there_and_back(sentence, volts)):
        return []
    upper, lower = (
        sentence.word("upper", "charge", "charging", "charged", "high"),
        sentence.word("lower", "discharge", "discharging", "discharged", "low"),
    )
    low, high = sorted(float(sentence.tokens[i].value or 0) for i in volts)
    if not (upper and lower) or high - low < NARROWEST or high > 5.2:
        return []
    first, last = sentence.tokens[volts[0]], sentence.tokens[volts[1]]
    slot = Slot("VOLTAGE", tuple(volts))
    return [
        Statement(
            "voltage_window",
            volts[0],
            first.start,
            last.end,
            {"low": whole(low), "high": whole(high)},
            slot,
            0,
            rule="window: upper and lower cut-off",
            weight=0.85,
        )
    ]


def _there_and_back(sentence: Sentence, volts: list[int]) -> bool:
    """Return whether cells, not one electrode, are charged to one potential and discharged to the other."""
    if not sentence.word("cell", "cells", "battery", "batteries", "half-cells", "coin-cells"):
        return False
    ways = []
    for index in volts:
        words = [t.norm for t in sentence.tokens[max(0, index - 4) : index]]
        way = next((w for w in reversed(words) if w in ("charged", "discharged")), "")
        ways.append(way if words[-1:] == ["to"] else "")
    charged = {way: float(sentence.tokens[i].value or 0) for way, i in zip(ways, volts)}
    return charged.get("charged", 0.0) > charged.get("discharged", 9.0)


def rate_definition(sentence: Sentence) -> list[Statement]:
    """Return what a sentence defines 1 C to be."""
    out = []
    for first, last in sentence.definitions:
        one, other = sentence.tokens[first], sentence.tokens[last]
        value = whole(float(other.value or 0.0))
        values: dict[str, float | int | str | None] = {"c_rate": 1, "value": value, "unit": "mA g−1"}
        out.append(
            Statement(
                "rate_definition",
                first,
                one.start,
                other.end,
                values,
                Slot("RATE", (first, last)),
                0,
                rule="rate: 1 C = …",
                weight=0.95,
            )
        )
    return out
