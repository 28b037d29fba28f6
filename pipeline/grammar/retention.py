"""Capacity retention: "retains 80.6% of its capacity after 200 cycles at 1 C", and the percentages that only look like it.

In: a `Sentence`; out: `Statement`s ``retention`` with percent, cycles, rate and basis (None for cycling; rate, recovery, air).
Efficiencies, voltage and energy retention, losses, differences, volume changes and shares give nothing. Method: own.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.grammar.phrases import Phrase
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement, an_anode, conditions, in_order, share, whole

_KEEPS = ("RETENTION", "RETAIN", "STABILITY", "FALL")
_CLASSES = (*_KEEPS, "FADE", "EFFICIENCY", "OTHER_RETENTION", "OTHER", "RATE_BASIS", "RECOVERY", "IRREVERSIBLE")
_RANK = {
    name: i
    for i, name in enumerate(
        (
            "OTHER_RETENTION",
            "EFFICIENCY",
            "FADE",
            "RETENTION",
            "RATE_BASIS",
            "RECOVERY",
            "OTHER",
            "STABILITY",
            "RETAIN",
            "FALL",
            "IRREVERSIBLE",
        )
    )
}
_FAR = 14
SEVERAL_THINGS = "capacity retention among several things"
"""The rule of a value in a list of values of several properties: the list is of one material."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a list of percentages is, by which phrase, and how surely."""

    name: str
    rule: str
    weight: float


def retention(sentence: Sentence, said_before: bool = False) -> list[Statement]:
    """Return what a sentence states of capacity retention; ``said_before``: the sentence before was about retention."""
    slots = [s for s in sentence.values if s.tag == "PERCENT"]
    if not slots:
        return []
    out: list[Statement] = []
    before: _Kind | None = None
    for slot in slots:
        places = _several_things(sentence, slot)
        if places:
            out += _statements(sentence, slot, _Kind("RETENTION", SEVERAL_THINGS, 0.93), places)
            before = _Kind("OTHER", "several things in a row", 0.9)
            continue
        kind = _kind(sentence, slot, before, said_before)
        before = kind
        if kind.name in ("FADE", "DIFFERENCE"):
            out += _left_of(sentence, slot, out[-1] if out and out[-1].derived and kind.rule.startswith("as before") else None)
        if kind.name not in _KEEPS and kind.name not in ("RATE_BASIS", "RECOVERY"):
            continue
        out += _statements(sentence, slot, kind)
    cycling = [s for s in out if s.values["basis"] is None]
    ordered = in_order(_with_capacity(sentence, _with_the_next(sentence, cycling)), sentence)
    told = share(ordered, ("cycles", "rate", "temperature_C"), sentence)
    by_token = {s.token: s for s in _at_the_only_rate(sentence, _after_the_only_cycles(sentence, told))}
    return [_with_basis(sentence, by_token.get(s.token, s)) for s in out]


def _several_things(sentence: Sentence, slot: Slot) -> list[int]:
    """Return the places of a list that are capacity retentions, where as many things are named in a row before it.

    "The Coulombic efficiency and the capacity retention are 99.6% and 98.5%", "the capacity, voltage and energy retentions …".
    """
    count = len(slot.tokens)
    if count < 2 or slot.changed or slot.versus:
        return []
    start = max((v.last + 1 for v in sentence.values if v.last < slot.first), default=0)
    things = [p for p in sentence.of("RETENTION", "EFFICIENCY", "OTHER_RETENTION") if start <= p.first and p.last < slot.first]
    if not things:
        return []
    row = _row_before(sentence, things[0], start)
    names = [*row, *("capacity" if p.meaning == "RETENTION" else "other" for p in (things[1:] if row else things))]
    if not row and any(not _joined(sentence, a, b) for a, b in itertools.pairwise(things)):
        return []
    places = [i for i, name in enumerate(names) if name == "capacity"]
    return places if len(names) == count and len(places) == 1 else []


def _joined(sentence: Sentence, one: Phrase, other: Phrase) -> bool:
    """Return whether two things are named in one row: nothing but "and", a comma and small words between."""
    words = [t.norm for t in sentence.tokens[one.last + 1 : other.first]]
    return bool({",", "and", "&", "/"} & set(words)) and all(w in _BETWEEN_THINGS for w in words)


_BETWEEN_THINGS = frozenset(", and & / the its their average mean initial corresponding also as well".split())  # noqa: SIM905


def _row_before(sentence: Sentence, first: Phrase, start: int) -> list[str]:
    """Return what is kept, where one word of keeping follows a row of nouns: "the capacity, voltage and energy retentions"."""
    tokens = sentence.tokens
    last = tokens[first.last].norm
    if not last.startswith("retention") and last not in ("rates", "ratios"):
        return []
    words: list[str] = []
    for i in range(first.last - 1, start - 1, -1):
        if tokens[i].norm in _KEPT_NOUNS:
            words.append("capacity" if tokens[i].norm == "capacity" else "other")
        elif tokens[i].norm not in (",", "and", "&", "/", "retention", "retentions"):
            break
    return words[::-1] if len(words) > 1 else []


_KEPT_NOUNS = frozenset("capacity voltage energy power potential mid-voltage mid-point".split())  # noqa: SIM905


def _kind(sentence: Sentence, slot: Slot, before: _Kind | None, said_before: bool) -> _Kind:
    if any(sentence.tokens[i].value is None or not 0 < float(sentence.tokens[i].value or 0) <= 130 for i in slot.tokens):
        return _Kind("OTHER", "not a share", 0.9)
    if _of_a_property(sentence, slot):
        return _Kind("OTHER", "of another property", 0.9)
    if _a_part(sentence, slot):
        return _Kind("OTHER", "a part of the capacity", 0.9)
    if an_anode(sentence, slot):
        return _Kind("OTHER", "of an anode", 0.9)
    near = _adjacent(sentence, slot)
    if near is not None:
        return near
    mine = [
        p for p in sentence.of(*_CLASSES) if sentence.owner(p.first, p.last, phrase=True) is slot and _distance(p, slot) <= _FAR
    ]
    mine = [p for p in mine if not (p.meaning == "RETAIN" and _keeps_something_else(sentence, p, slot))]
    mine = [p for p in mine if not (p.meaning == "OTHER" and _in_other_brackets(sentence, p, slot))]
    mine = [p for p in mine if not (p.last < slot.first and p.meaning == "RETENTION" and _stands_behind(sentence, p))]
    ahead = [p for p in mine if p.last < slot.first]
    behind = [p for p in mine if p.first > slot.last and _says_of(sentence, p, slot)]
    own = sentence.owned[slot]
    best = min(ahead, key=lambda p: (_distance(p, slot), _RANK[p.meaning]), default=None)
    if best is None or (
        best.meaning in ("RETAIN", "STABILITY", "OTHER")
        and behind
        and _distance(behind[0], slot) <= 3
        and behind[0].meaning in ("RETENTION", "EFFICIENCY")
    ):
        best = min(behind, key=lambda p: (_distance(p, slot), _RANK[p.meaning]), default=best)
    capacity_kept = any(p.meaning in ("RETENTION", "OTHER_RETENTION", "EFFICIENCY") for p in mine)
    if best is not None and best.meaning in ("RATE_BASIS", "RECOVERY", "STABILITY", "RETAIN", "FALL", "OTHER") and capacity_kept:
        surer = min(
            (p for p in mine if p.meaning in ("RETENTION", "OTHER_RETENTION", "EFFICIENCY")), key=lambda p: _distance(p, slot)
        )
        if best.meaning != "OTHER" or _distance(surer, slot) <= _distance(best, slot) + 3:
            best = surer
    if best is not None and best.meaning in ("RETENTION", "RETAIN", "FALL") and _of_voltage(sentence, best):
        return _Kind("OTHER_RETENTION", "retention of a voltage or energy", 0.9)
    if best is not None and best.meaning in ("RETENTION", "RETAIN", "FALL") and _of_another_thing(sentence, best, slot):
        return _Kind("OTHER", "of another thing", 0.9)
    if best is not None and best.meaning == "FADE" and _none_lost(sentence, best, slot):
        return _Kind("RETENTION", "retention where nothing is lost", 0.85)
    if best is not None:
        name = best.meaning
        text = " ".join(t.norm for t in sentence.tokens[best.first : best.last + 1])
        cycling = any(s.tag == "CYCLES" for s in sentence.slots) or sentence.word("capacity", "capacities", "cycles", "cycling")
        if name in ("RETAIN", "FALL") and not cycling:
            after_one = name == "RETAIN" and said_before and not sentence.has("EFFICIENCY", "OTHER", "OTHER_RETENTION")
            return _Kind("RETENTION", f"retention said before, {text}", 0.75) if after_one else _Kind("OTHER", text, 0.9)
        if name == "FALL" and not sentence.word("capacity", "capacities", "retention", "retentions"):
            return _Kind("OTHER", text, 0.9)
        if name == "STABILITY" and "CYCLES" not in own and not sentence.has("RETENTION"):
            return _Kind("OTHER", text, 0.9)
        weight = {"RETENTION": 0.95, "RETAIN": 0.9, "STABILITY": 0.88, "FALL": 0.75}.get(name, 0.9)
        return _Kind(name, text, weight)
    if _beside_what_is_kept(sentence, slot):
        return _Kind("RETENTION", "retention in brackets behind a capacity kept", 0.85)
    if before is not None:
        return _Kind(before.name, f"as before: {before.rule}", before.weight * 0.95)
    if any(p.meaning == "RETENTION" for p in sentence.phrases) and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "OTHER"):
        return _Kind("RETENTION", "retention in the sentence", 0.8)
    if "CYCLES" in own and said_before and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "FADE"):
        return _Kind("RETENTION", "cycles, after a sentence on retention", 0.65)
    others = ("EFFICIENCY", "OTHER_RETENTION", "OTHER", "FADE", "RATE_BASIS", "RECOVERY", "DIFFERENCE")
    if (
        said_before
        and not sentence.has(*others)
        and len(sentence.values) == 1
        and any(t.tag == "MATERIAL" for t in sentence.tokens)
    ):
        return _Kind("RETENTION", "retention said before, a name and a share", 0.65)
    return _Kind("OTHER", "nothing says what it is", 0.9)


def _none_lost(sentence: Sentence, loss: Phrase, slot: Slot) -> bool:
    """Return whether next to nothing is lost, so that a large share is what is kept: "almost no capacity fading (98.9%)"."""
    words = {t.norm for t in sentence.tokens[max(0, loss.first - 3) : loss.first]}
    value = min(float(sentence.tokens[i].value or 0) for i in slot.tokens)
    return bool(words & _NONE) and value >= _MOSTLY and loss.last < slot.first


_NONE = frozenset("no negligible without little minimal hardly neglectable minor".split())  # noqa: SIM905
_MOSTLY = 60.0
"""A share (%) so large is not what is lost where nothing is."""


def _in_other_brackets(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether a phrase before a share stands in brackets that the share is not in: "for X (without doping) it is 88%"."""
    inner = sentence.brackets[phrase.first]
    return phrase.last < slot.first and inner not in (0, sentence.brackets[slot.first])


def _stands_behind(sentence: Sentence, phrase: Phrase) -> bool:
    """Return whether a phrase speaks of the share before it: "of the capacity", "80% was left"."""
    words = [t.norm for t in sentence.tokens[phrase.first : phrase.last + 1]]
    return words[0] == "of" or set(words) <= _LEFT


_LEFT = frozenset("is are was were still left remained remains remaining retained kept preserved maintained conserved".split())  # noqa: SIM905


def _beside_what_is_kept(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share stands alone in brackets behind a capacity after cycles: "keeps 92 mAh/g after 200 cycles (86%)"."""
    inner = sentence.brackets[slot.first]
    before = next((v for v in reversed(sentence.values) if v.last < slot.first), None)
    if not inner or before is None or before.tag != "CAPACITY":
        return False
    if len(before.tokens) != len(slot.tokens) and not (before.changed and len(slot.tokens) == 1):
        return False
    alone = sum(n == inner for n in sentence.brackets) == slot.last - slot.first + 3
    cycles = [*sentence.owned[before].get("CYCLES", []), *sentence.owned[slot].get("CYCLES", [])]
    many = any((sentence.tokens[i].value or 0) > _FEW for s in cycles for i in s.tokens)
    return alone and many and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "RATE_BASIS", "RECOVERY", "THEORETICAL")


_FEW = 3
"""So many cycles are no test of cycling."""


def _says_of(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether a phrase behind the value says what it is: not from far, and shares only from beside it."""
    if phrase.meaning in ("OTHER", "STABILITY", "RETAIN", "RATE_BASIS") and phrase.first - slot.last > 3:
        return False
    return sentence.parting(slot.last, phrase.first) == 0 or phrase.first - slot.last <= 2


def _of_voltage(sentence: Sentence, phrase: Phrase) -> bool:
    """Return whether a bare "retention" is of the voltage or energy before it: "a voltage of 3.6 V with a retention of 96%"."""
    words = [t.norm for t in sentence.tokens[phrase.first : phrase.last + 1]]
    if any(w.startswith("capacit") for w in words):
        return False
    before = [p for p in sentence.of("OTHER_RETENTION", "CAPACITY", "RETENTION") if p.last < phrase.first]
    return bool(before) and before[-1].meaning == "OTHER_RETENTION"


def _of_another_thing(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether "of the initial one" is one of something else: "the intensity of the peak is 91% of the initial one"."""
    behind = sentence.tokens[slot.last + 1 : slot.last + 4] if phrase.meaning == "RETAIN" else ()
    if any(t.norm.startswith(("capacit", "retenti")) for t in (*sentence.tokens[: phrase.last + 1], *behind)):
        return False
    before = [
        p for p in sentence.of("OTHER", "RETENTION", "RETAIN", "STABILITY", "FALL") if p.last < slot.first and p is not phrase
    ]
    if not before or before[-1].meaning != "OTHER" or sentence.tokens[before[-1].first].norm in _RECIPE:
        return False
    between = sentence.tokens[before[-1].last + 1 : slot.first]
    parted = next((i for i, t in enumerate(between) if t.norm in (",", ";", "and", "while", "whereas", "but")), len(between))
    return not any(t.tag == "MATERIAL" for t in between[parted:])


_RECIPE = frozenset("carbon electrolyte fec binder pvdf".split())  # noqa: SIM905
"""What a cell is built with; no share is one of it: "a full cell with hard carbon was built and retains 80%"."""


def _of_a_property(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one of a property other than capacity: "97% of its (002) peak intensity"."""
    if slot.last + 1 >= len(sentence.tokens) or sentence.tokens[slot.last + 1].norm != "of":
        return False
    level = sentence.brackets[slot.last]
    for i in range(slot.last + 2, min(slot.last + 10, len(sentence.tokens))):
        if sentence.brackets[i] != level:
            continue
        word = sentence.tokens[i].norm
        if word in _ENDS_A_NOUN or word.startswith("capacit"):
            return False
        if word in _PROPERTIES:
            return True
    return False


_PROPERTIES = frozenset(
    (  # noqa: SIM905
        "intensity intensities area areas height heights conductivity crystallinity hardness strength modulus resistance "
        "diffusivity absorbance"
    ).split()
)
_ENDS_A_NOUN = frozenset(", ; : . and or after over at for in on with by upon during is are was were which while".split())  # noqa: SIM905


def _a_part(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is that of a part of the curve: "35% of the capacity comes from oxygen", "… is gained above 4 V"."""
    tokens, end = sentence.tokens, len(sentence.tokens)
    if slot.last + 1 >= end or tokens[slot.last + 1].norm != "of":
        return False
    ahead = [t.norm for t in tokens[max(0, slot.first - 4) : slot.first]]
    makes_up = any(a in _ACCOUNTS and b in ("for", "up") for a, b in itertools.pairwise(ahead))
    first = {t.norm for t in tokens[slot.last + 2 : slot.last + 5]} & _FIRST
    if makes_up and not first and not any(p.first == slot.last + 1 for p in sentence.of("RATE_BASIS", "OTHER_RETENTION")):
        return True
    stop = min(next((v.first for v in sentence.values if v.first > slot.last), end), slot.last + 16, end)
    words = [t.norm for t in tokens[slot.last + 2 : stop]]
    if not any(w.startswith("capacit") for w in words[:5]):
        return False
    for i, word in enumerate(words):
        if word in _ENDS_A_NOUN - {"at", "for", "in", "by", "on", "is", "are", "was", "were", "of"}:
            return False
        if word in _COMES and words[i + 1 : i + 2] in (["from"], ["of"]):
            return True
        if (
            word in _BEYOND
            and tokens[slot.last + 3 + i : slot.last + 4 + i]
            and (tokens[slot.last + 3 + i].tag in ("VOLTAGE", "WINDOW"))
        ):
            return True
    return False


_COMES = frozenset(
    (  # noqa: SIM905
        "comes come came coming stems stem stemmed stemming originates originate originated originating arises arise arose "
        "derives derive derived results result resulted belongs"
    ).split()
)
_BEYOND = frozenset("above below between beyond from".split())  # noqa: SIM905
_FIRST = frozenset("initial original first starting pristine maximum highest".split())  # noqa: SIM905
_ACCOUNTS = frozenset("account accounts accounted accounting responsible make makes made making".split())  # noqa: SIM905


def _adjacent(sentence: Sentence, slot: Slot) -> _Kind | None:
    """Return the kind that the words touching the value give: "80% capacity retention", "10% higher", "by 20%"."""
    found = []
    for p in sentence.phrases:
        after = p.first == slot.last + 1
        if after and p.meaning in (*_CLASSES, "DIFFERENCE") and p.meaning not in ("RETAIN", "STABILITY", "FALL", "RECOVERY"):
            found.append(p)
        if p.last == slot.first - 1 and p.meaning == "DIFFERENCE" and sentence.tokens[p.last].norm in ("by", "of", "in"):
            found.append(p)
    following = sentence.tokens[slot.last + 1 : slot.last + 4]
    if following and following[0].norm == "to" and any(t.tag == "PERCENT_RANGE" for t in following):
        return _Kind("OTHER", "from one range to another", 0.9)
    if slot.first > 0 and sentence.tokens[slot.first - 1].norm == "by":
        return _Kind("DIFFERENCE", "by", 0.9)
    if not found:
        return None
    best = max(found, key=lambda p: p.last - p.first)
    if best.meaning == "RETENTION" and best.first > slot.last and _of_another_thing(sentence, best, slot):
        return _Kind("OTHER", "of another thing", 0.9)
    if best.meaning == "RETENTION" and best.first > slot.last and _of_voltage(sentence, best):
        return _Kind("OTHER_RETENTION", "retention of a voltage or energy", 0.9)
    beyond = sentence.tokens[best.last + 1].norm if best.last + 1 < len(sentence.tokens) else ""
    if sentence.tokens[best.last].norm in ("that", "it", "one") and beyond in (
        "at",
        "of",
        "obtained",
        "measured",
        "delivered",
        "for",
    ):
        return _Kind("OTHER", "of another value", 0.9)
    other = [p for p in sentence.of("FADE", "OTHER") if p.last < slot.first and slot.first - p.last <= 5]
    other = [p for p in other if not any(t.norm in ("and", "while", "but") for t in sentence.tokens[p.last : slot.first])]
    other = [p for p in other if p.meaning == "FADE" or sentence.tokens[p.first].norm.startswith("contribut")]
    lost = any(sentence.owner(p.first, p.last, phrase=True) is slot for p in other)
    behind = {t.norm for t in sentence.tokens[best.last + 1 : best.last + 4]}
    lost = lost and not behind & (_LEFT - {"is", "are", "was", "were", "still"})
    if best.meaning == "RETENTION" and sentence.tokens[best.first].norm == "of" and lost:
        return _Kind("FADE", "loss", 0.9)
    return _Kind(best.meaning, " ".join(t.norm for t in sentence.tokens[best.first : best.last + 1]), 0.97)


def _keeps_something_else(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether "retain" keeps a capacity in mAh/g or a structure instead of this percentage."""
    between = sentence.tokens[phrase.last + 1 : slot.first]
    return any(t.tag == "CAPACITY" for t in between) or any(
        t.norm in ("structure", "phase", "plateau", "morphology") for t in between
    )


def _distance(phrase: Phrase, slot: Slot) -> int:
    return slot.first - phrase.last if phrase.last < slot.first else phrase.first - slot.last


def _statements(sentence: Sentence, slot: Slot, kind: _Kind, only: Sequence[int] = ()) -> list[Statement]:
    out: list[Statement] = []
    tokens = [sentence.tokens[i] for i in slot.tokens]
    if sentence.supposed() or sentence.ranged(slot) or sentence.bounded(slot):
        return out
    if slot.changed and len(tokens) == 2 and kind.name in ("FALL", "FADE"):
        places = [1]
    elif slot.changed and not _named_twice(sentence):
        return []
    else:
        places = list(only) or list(range(len(tokens)))
    for place in places:
        token = tokens[place]
        found = conditions(sentence, slot, place, ("CYCLES", "RATE", "WINDOW", "TEMPERATURE"))
        cycles = found.get("CYCLES")
        count = int(cycles.value) if cycles is not None and cycles.value is not None and cycles.value > 1 else None
        values: dict[str, float | int | str | None] = {
            "percent": whole(token.value or 0.0),
            "cycles": count,
            "rate": found["RATE"].norm if "RATE" in found else None,
            "low": whole(found["WINDOW"].value or 0.0) if "WINDOW" in found else None,
            "high": whole(found["WINDOW"].high or 0.0) if "WINDOW" in found else None,
            "temperature_C": whole(found["TEMPERATURE"].value or 0.0) if "TEMPERATURE" in found else None,
            "basis": None,
        }
        values["basis"] = _basis(sentence, slot, kind, values)
        out.append(
            Statement(
                "retention",
                slot.tokens[place],
                token.start,
                token.end,
                values,
                slot,
                place,
                rule=f"retention: {kind.rule}",
                weight=kind.weight,
            )
        )
    return out


_LEAST_LOSS = 1.0
"""A smaller loss of capacity (%) is one per cycle."""


def _left_of(sentence: Sentence, slot: Slot, before: Statement | None = None) -> list[Statement]:
    """Return what is left of a capacity of which a part is lost over cycles: 82% where 18% are lost.

    Only where the loss is one of capacity, in so many cycles, and no rate of decay; ``before`` is what the loss said before left,
    "the capacity loss of X is 40% after 100 cycles, but only 10% for Y".
    """
    if before is not None and len(slot.tokens) == 1 and not sentence.bounded(slot):
        return [
            replace(s, values={**s.values, "percent": whole(round(100 - float(s.values["percent"] or 0), 4))}, derived=True)
            for s in _statements(sentence, slot, _Kind("RETENTION", "what a loss leaves, as before", 0.65))
        ]
    loss = [p for p in sentence.of("FADE") if sentence.owner(p.first, p.last, phrase=True) is slot and _distance(p, slot) <= 9]
    words = {t.norm for p in loss for t in sentence.tokens[p.first : p.last + 1]}
    value = float(sentence.tokens[slot.first].value or 0)
    cycles = conditions(sentence, slot, 0, ("CYCLES",)).get("CYCLES")
    if (
        not loss
        or words & {"rate", "ratio", "per"}
        or sentence.has("OTHER_RETENTION", "RATE_BASIS", "RECOVERY", "AIR")
        or any(sentence.tokens[p.first].norm != "of" for p in sentence.of("RETENTION"))
        or sentence.word("irreversible", "irreversibly")
        or not _of_capacity(sentence, loss[0], slot)
        or len(slot.tokens) != 1
        or not _LEAST_LOSS <= value < 100
        or cycles is None
        or (cycles.value or 0) < 3
        or sentence.bounded(slot)
    ):
        return []
    kind = _Kind("RETENTION", "what a loss leaves", 0.7)
    return [
        replace(s, values={**s.values, "percent": whole(round(100 - value, 4))}, derived=True)
        for s in _statements(sentence, slot, kind)
    ]


def _of_capacity(sentence: Sentence, loss: Phrase, slot: Slot) -> bool:
    """Return whether it is capacity that is lost: "capacity loss", "loses 18% of its capacity", "the capacity drops by 18%"."""
    tokens = [t.norm for t in sentence.tokens]
    behind = tokens[slot.last + 1 : slot.last + 6]
    if any(t.startswith("capacit") for t in tokens[loss.first : loss.last + 1]) or (
        behind[:1] == ["of"] and any(t.startswith("capacit") for t in behind)
    ):
        return True
    noun = next((t for t in reversed(tokens[: loss.first]) if t in _LOST), "")
    return noun.startswith("capacit") and behind[:1] != ["of"]


_LOST = frozenset("capacity capacities voltage potential energy power intensity resistance volume mass content".split())  # noqa: SIM905


def _after_the_only_cycles(sentence: Sentence, statements: list[Statement]) -> list[Statement]:
    """Give retentions the only cycles of their sentence, where capacities own them: "95 mAh/g after 100 cycles; it keeps 82%"."""
    slots = [s for s in sentence.slots if s.tag == "CYCLES"]
    counts = {sentence.tokens[i].value for s in slots for i in s.tokens}
    owners = [v for v, kinds in sentence.owned.items() if "CYCLES" in kinds]
    stated = {s.slot for s in statements}
    one = len(counts) == 1 and (next(iter(counts)) or 0) > _FEW and not any(v in stated for v in owners)
    if not one or any(s.values["cycles"] is not None for s in statements):
        return statements
    return [
        replace(s, values={**s.values, "cycles": int(next(iter(counts)) or 0)}, shared=s.shared | {"cycles"})
        if slots[0].last < s.slot.first and s.weight >= _SURE and s.values["rate"] is None
        else s
        for s in statements
    ]


_SURE = 0.85
"""Weight of what is surely called a retention."""


def _at_the_only_rate(sentence: Sentence, statements: list[Statement]) -> list[Statement]:
    """Give a retention without a rate the only one spoken of before it: "at 5 C X delivers 120 mAh/g and keeps 98 (82%)".

    Not the one of a rate test: "a good rate capability (100 mAh/g at 5 C) and cycling stability (80% after 300 cycles)".
    """
    rates = [s for s in sentence.slots if s.tag == "RATE"]
    if sentence.of_rate_test() or len({sentence.tokens[i].norm for s in rates for i in s.tokens}) != 1:
        return statements
    return [
        replace(s, values={**s.values, "rate": sentence.tokens[rates[0].first].norm}, shared=s.shared | {"rate"})
        if s.values["rate"] is None and s.values["cycles"] is not None and rates[0].last < s.slot.first
        else s
        for s in statements
    ]


def _with_the_next(sentence: Sentence, statements: list[Statement]) -> list[Statement]:
    """Give a retention the conditions of what is said with it: "92% capacity and 98% voltage retention after 200 cycles at 1 C"."""
    stated = {s.slot for s in statements}
    out = []
    for s in statements:
        following = next((v for v in sentence.values if v.first > s.slot.last), None)
        bare = s.values["cycles"] is None and s.values["rate"] is None
        if (
            bare
            and following is not None
            and following.tag == "PERCENT"
            and following not in stated
            and (_only_and(sentence, s.slot, following))
        ):
            found = conditions(sentence, following, 0, ("CYCLES", "RATE"))
            if "CYCLES" in found and sentence.tokens.index(found["CYCLES"]) > following.last:
                told = {"cycles": int(found["CYCLES"].value or 0), "rate": found["RATE"].norm if "RATE" in found else None}
                s = replace(s, values={**s.values, **told}, shared=s.shared | {"cycles", "rate"})
        out.append(s)
    return out


def _only_and(sentence: Sentence, one: Slot, other: Slot) -> bool:
    words = [t.norm for t in sentence.tokens[one.last + 1 : other.first]]
    return "and" in words and not {",", ";", "while", "whereas", "but", "(", ")"} & set(words)


def _beside(sentence: Sentence, capacity: Slot, slot: Slot) -> bool:
    """Return whether a capacity is said in one breath with a retention: the same brackets, the only capacity there.

    So is one whose share stands in brackets behind its conditions: "99 mAh/g after 300 cycles at 3 C (88%)".
    """
    inner = sentence.brackets[slot.first]
    if inner and capacity.last < (opening := sentence.brackets.index(inner)):
        between = [v for v in sentence.values if capacity.last < v.first < slot.first]
        if sentence.brackets[capacity.first] == sentence.brackets[opening - 1] and not between:
            return sentence.parting(capacity.last, opening) == 0
    if sentence.brackets[capacity.first] != sentence.brackets[slot.first]:
        inner = sentence.brackets[slot.first]
        nearest = next((v for v in reversed(sentence.values) if v.last < slot.first), None)
        return bool(inner) and nearest is capacity and sentence.parting(capacity.last, sentence.brackets.index(inner)) == 0
    others = [v for v in sentence.values if v.tag == "CAPACITY" and v is not capacity and v.first < slot.first]
    return not others or (
        capacity.first < slot.first
        and all(v.first < capacity.first for v in others)
        and sentence.parting(capacity.last, slot.first) == 1
    )


def _named_twice(sentence: Sentence) -> bool:
    return any(s.tag == "MATERIAL" and len(s.tokens) == 2 for s in sentence.slots)


def _basis(sentence: Sentence, slot: Slot, kind: _Kind, values: Mapping[str, float | int | str | None]) -> str | None:
    """Return what a percentage is a share of, other than capacity on cycling."""
    cycles = values["cycles"] is not None
    recoveries = sentence.of("RECOVERY")
    owned_recovery = any(
        (p.last > p.first or _recovers(sentence, p, slot)) and sentence.owner(p.first, p.last, phrase=True) is slot
        for p in recoveries
    )
    before = any(p.last < slot.first or sentence.owner(p.first, p.last, phrase=True) is slot for p in recoveries)
    if kind.name == "RECOVERY" or owned_recovery or (before and not cycles):
        return "recovery"
    if sentence.has("AIR"):
        return "air"
    if not cycles and _at_another_temperature(sentence, slot):
        return "temperature"
    cycles = cycles or sentence.same_cycles()
    if kind.name == "RATE_BASIS":
        return "rate" if not cycles else None
    by_rate = [s for s in sentence.owned[slot].get("RATE", []) if len(s.tokens) > 1]
    if not cycles and by_rate and len(by_rate[0].tokens) == len(slot.tokens):
        return "rate"
    anywhere = any(s.tag == "CYCLES" for s in sentence.slots)
    if not cycles and not anywhere and values["rate"] is not None and (_fast(str(values["rate"])) or kind.rule.startswith("of ")):
        return "rate"
    owned = [
        p
        for p in sentence.of("RATE_BASIS")
        if p.last < slot.first
        or (sentence.owner(p.first, p.last, phrase=True) is slot and sentence.parting(slot.last, p.first) == 0)
    ]
    ranged = any(s.changed or _from_to(sentence, s) for s in sentence.slots if s.tag == "RATE")
    if not cycles and (ranged or (owned and not any(s.tag == "CYCLES" for s in sentence.slots))):
        return "rate"
    return None


def _recovers(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether a verb of recovery has the share for its object or subject: "recovers 98% of", "97% … is recovered"."""
    if phrase.last < slot.first:
        return all(t.norm in _TOWARDS_VALUE for t in sentence.tokens[phrase.last + 1 : slot.first])
    near = phrase.first - slot.last <= _FAR - 4 and sentence.parting(slot.last, phrase.first) == 0
    return near and sentence.tokens[phrase.first - 1].norm in _BE


_TOWARDS_VALUE = frozenset("about up to nearly almost over some ca . ~ approximately as much".split())  # noqa: SIM905
_BE = frozenset("is are was were be been being can fully readily still again".split())  # noqa: SIM905


def _at_another_temperature(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one of the capacity at another temperature: "at −20 °C it keeps 84% of the capacity at 25 °C"."""
    said = next((p for p in sentence.of("RETENTION") if p.first == slot.last + 1), None)
    heats = [i for s in sentence.owned[slot].get("TEMPERATURE", []) for i in s.tokens]
    if said is None or (any(s.tag == "CYCLES" for s in sentence.slots) and len(heats) < 2):
        return False
    behind = [t.norm for t in sentence.tokens[said.last + 1 : said.last + 5]]
    heat = any(t.tag == "TEMPERATURE" for t in sentence.tokens[said.last + 1 : said.last + 3])
    return behind[:1] in (["at"], ["under"]) and (heat or behind[1:3] in (["room", "temperature"], ["ambient", "temperature"]))


def _fast(rate: str) -> bool:
    """Return whether a rate is one at which a rate test ends rather than one of a cycling test."""
    number, unit = float(rate.split()[0]) if not rate.startswith("C/") else 0.0, rate.split()[-1]
    return number >= {"C": 5.0, "g−1": 500.0 if " mA" in rate else 0.5}.get(unit, 99.0)


def _from_to(sentence: Sentence, slot: Slot) -> bool:
    return any(sentence.tokens[i].joined == "to" for i in slot.tokens)


def _with_basis(sentence: Sentence, statement: Statement) -> Statement:
    """Mark as rate capability a share without cycles beside a capacity at the same high rate."""
    values = statement.values
    if values["basis"] is not None or values["cycles"] is not None or values["rate"] is None:
        return statement
    at_rate = [
        c
        for c, kinds in sentence.owned.items()
        if c.tag == "CAPACITY" and "RATE" in kinds and statement.slot.first - c.last < 16 and c.last < statement.slot.first
    ]
    if at_rate and "rate" in statement.shared:
        return replace(statement, values={**values, "basis": "rate"}, weight=statement.weight * 0.9)
    return statement


def _with_capacity(sentence: Sentence, statements: list[Statement]) -> list[Statement]:
    """Let a retention that lacks cycles or rate take them from the capacity said right before or after it."""
    out = []
    for statement in statements:
        values, shared = dict(statement.values), set(statement.shared)
        first = statement.slot is statements[0].slot
        others = [
            v
            for v in sentence.values
            if v.tag == "CAPACITY"
            and (len(v.tokens) in (1, len(statement.slot.tokens)) or v.changed)
            and _beside(sentence, v, statement.slot)
        ]
        nearest = sorted(others, key=lambda v: (v.first > statement.slot.first, abs(v.first - statement.slot.first)))
        if first:
            for other in nearest[:1]:
                found = conditions(sentence, other, len(other.tokens) - 1, ("CYCLES", "RATE"))
                cycles = found.get("CYCLES")
                if values["cycles"] is None and cycles is not None and (cycles.value or 0) > 3:
                    values["cycles"] = int(cycles.value or 0)
                    shared.add("cycles")
                if values["rate"] is None and "RATE" in found:
                    values["rate"] = found["RATE"].norm
                    shared.add("rate")
        out.append(replace(statement, values=values, shared=frozenset(shared)))
    return out
