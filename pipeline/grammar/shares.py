"""What a percentage of a sentence is: capacity retention, or one of the many things that only look like it.

In: a `Sentence` and a slot of percentages; out: its `Kind`, by which phrase and how surely. Efficiencies, voltage and energy
retention, losses, differences, volume changes, parts of a curve and shares of other things are kinds of their own. Method: own.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from pipeline.grammar.phrases import Phrase
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import an_anode

KEEPS = ("RETENTION", "RETAIN", "STABILITY", "FALL")
_CLASSES = (*KEEPS, "FADE", "EFFICIENCY", "OTHER_RETENTION", "OTHER", "RATE_BASIS", "RECOVERY", "IRREVERSIBLE")
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
FAR = 14


@dataclass(frozen=True, slots=True)
class Kind:
    """What a list of percentages is, by which phrase, and how surely."""

    name: str
    rule: str
    weight: float


def kind_of(sentence: Sentence, slot: Slot, before: Kind | None, said_before: bool) -> Kind:
    """Return what the percentages of a slot are; ``before`` is what those before them are, ``said_before`` as in `retention`."""
    if any(sentence.tokens[i].value is None or not 0 < float(sentence.tokens[i].value or 0) <= 130 for i in slot.tokens):
        return Kind("OTHER", "not a share", 0.9)
    if _of_a_property(sentence, slot):
        return Kind("OTHER", "of another property", 0.9)
    if _a_part(sentence, slot):
        return Kind("OTHER", "a part of the capacity", 0.9)
    if _of_an_element(sentence, slot):
        return Kind("OTHER", "of an element", 0.9)
    if an_anode(sentence, slot):
        return Kind("OTHER", "of an anode", 0.9)
    if _is_lost(sentence, slot):
        return Kind("FADE", "is lost", 0.9)
    if _of_an_energy(sentence, slot):
        return Kind("OTHER_RETENTION", "of which, behind an energy", 0.9)
    near = _adjacent(sentence, slot, before)
    if near is not None:
        return near
    mine = [
        p for p in sentence.of(*_CLASSES) if sentence.owner(p.first, p.last, phrase=True) is slot and distance(p, slot) <= FAR
    ]
    mine = [p for p in mine if not (p.meaning == "RETAIN" and _keeps_something_else(sentence, p, slot))]
    mine = [p for p in mine if not (p.meaning == "OTHER" and _in_other_brackets(sentence, p, slot))]
    mine = [p for p in mine if not (p.last < slot.first and p.meaning == "RETENTION" and _stands_behind(sentence, p))]
    ahead = [p for p in mine if p.last < slot.first]
    behind = [p for p in mine if p.first > slot.last and _says_of(sentence, p, slot)]
    own = sentence.owned[slot]
    best = min(ahead, key=lambda p: (distance(p, slot), _RANK[p.meaning]), default=None)
    if best is None or (
        best.meaning in ("RETAIN", "STABILITY", "OTHER")
        and behind
        and distance(behind[0], slot) <= 3
        and behind[0].meaning in ("RETENTION", "EFFICIENCY")
    ):
        best = min(behind, key=lambda p: (distance(p, slot), _RANK[p.meaning]), default=best)
    capacity_kept = any(p.meaning in ("RETENTION", "OTHER_RETENTION", "EFFICIENCY") for p in mine)
    if best is not None and best.meaning in ("RATE_BASIS", "RECOVERY", "STABILITY", "RETAIN", "FALL", "OTHER") and capacity_kept:
        surer = min(
            (p for p in mine if p.meaning in ("RETENTION", "OTHER_RETENTION", "EFFICIENCY")), key=lambda p: distance(p, slot)
        )
        if best.meaning != "OTHER" or distance(surer, slot) <= distance(best, slot) + 3:
            best = surer
    if best is not None and best.meaning in ("RETENTION", "RETAIN", "FALL") and _of_voltage(sentence, best):
        return Kind("OTHER_RETENTION", "retention of a voltage or energy", 0.9)
    if best is not None and best.meaning in ("RETENTION", "RETAIN", "FALL") and _of_another_thing(sentence, best, slot):
        return Kind("OTHER", "of another thing", 0.9)
    if best is not None and best.meaning == "FADE" and _none_lost(sentence, best, slot):
        return Kind("RETENTION", "retention where nothing is lost", 0.85)
    if best is not None:
        name = best.meaning
        text = " ".join(t.norm for t in sentence.tokens[best.first : best.last + 1])
        cycling = any(s.tag == "CYCLES" for s in sentence.slots) or sentence.word("capacity", "capacities", "cycles", "cycling")
        if name in ("RETAIN", "FALL") and not cycling:
            after_one = name == "RETAIN" and said_before and not sentence.has("EFFICIENCY", "OTHER", "OTHER_RETENTION")
            return Kind("RETENTION", f"retention said before, {text}", 0.75) if after_one else Kind("OTHER", text, 0.9)
        if name == "FALL" and not sentence.word("capacity", "capacities", "retention", "retentions"):
            return Kind("OTHER", text, 0.9)
        if name == "STABILITY" and "CYCLES" not in own and not sentence.has("RETENTION"):
            return Kind("OTHER", text, 0.9)
        weight = {"RETENTION": 0.95, "RETAIN": 0.9, "STABILITY": 0.88, "FALL": 0.75}.get(name, 0.9)
        return Kind(name, text, weight)
    if _beside_what_is_kept(sentence, slot):
        return Kind("RETENTION", "retention in brackets behind a capacity kept", 0.85)
    if _that_is(sentence, slot):
        return Kind("RETENTION", "retention, said again of a capacity kept", 0.82)
    if _of_a_capacity(sentence, slot):
        return Kind("RETENTION", "retention of so many mAh/g", 0.88)
    if _in_a_cycle_life(sentence, slot) or _what_cycling_gave(sentence, slot):
        return Kind("RETENTION", "retention after cycles", 0.8)
    if before is not None:
        return Kind(before.name, f"as before: {before.rule}", before.weight * 0.95)
    if any(p.meaning == "RETENTION" for p in sentence.phrases) and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "OTHER"):
        return Kind("RETENTION", "retention in the sentence", 0.8)
    if "CYCLES" in own and said_before and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "FADE"):
        return Kind("RETENTION", "cycles, after a sentence on retention", 0.65)
    others = ("EFFICIENCY", "OTHER_RETENTION", "OTHER", "FADE", "RATE_BASIS", "RECOVERY", "DIFFERENCE")
    if (
        said_before
        and not sentence.has(*others)
        and len(sentence.values) == 1
        and any(t.tag == "MATERIAL" for t in sentence.tokens)
    ):
        return Kind("RETENTION", "retention said before, a name and a share", 0.65)
    return Kind("OTHER", "nothing says what it is", 0.9)


def several_things(sentence: Sentence, slot: Slot) -> list[int]:
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
    many = any((sentence.tokens[i].value or 0) > FEW for s in cycles for i in s.tokens)
    return alone and many and not sentence.has("EFFICIENCY", "OTHER_RETENTION", "RATE_BASIS", "RECOVERY", "THEORETICAL")


def _that_is(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share says again what a capacity after cycles is: "75 mAh/g after 100 cycles at 1 C, i.e. 55%"."""
    before = next((v for v in reversed(sentence.values) if v.last < slot.first), None)
    if before is None or before.tag != "CAPACITY" or len(before.tokens) != len(slot.tokens) or len(slot.tokens) > 1:
        return False
    words = [t.norm for t in sentence.tokens[before.last + 1 : slot.first] if t.tag not in ("CYCLES", "RATE", "TEMPERATURE")]
    said = " ".join(words).replace("i.e", "i . e").split()
    again = {"e", "namely", "equals", "equal", "equivalent", "corresponding", "corresponds"} & set(said)
    many = any((sentence.tokens[i].value or 0) > FEW for s in sentence.owned[before].get("CYCLES", []) for i in s.tokens)
    return bool(again) and many and all(w in _AGAIN for w in said)


_AGAIN = frozenset(
    (  # noqa: SIM905
        "after in at the over of , ; ( i . e namely or only equals equal equivalent corresponding corresponds to"
    ).split()
)


def _of_a_capacity(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one of a capacity told as a number: "92% of the initial 121 mAh/g survive 200 cycles"."""
    behind = sentence.tokens[slot.last + 1 : slot.last + 5]
    words = [t.norm for t in behind]
    first = words[:1] == ["of"] and bool({"initial", "first", "original", "starting"} & set(words[1:3]))
    number = next((t.tag for t in behind[2:] if t.tag != "WORD"), "")
    return first and number == "CAPACITY" and any(s.tag == "CYCLES" for s in sentence.slots)


def _in_a_cycle_life(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share after cycles stands in brackets behind a cycle life: "in cycle life (87% after 200 cycles)"."""
    inner = sentence.brackets[slot.first]
    if not inner or not _many_cycles(sentence, slot):
        return False
    opening = sentence.brackets.index(inner)
    return opening > 0 and sentence.tokens[opening - 1].norm in ("cycle life", "cycle performance", "cycle stability")


def _what_cycling_gave(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share after cycles is the outcome of cycling: "Cycling of X at 1 C gave 87% after 200 cycles"."""
    words = [t.norm for t in sentence.tokens[: slot.first]]
    while words and words[-1] in ("a", "about", "only", "still", "~"):
        words.pop()
    opens = any(w in ("cycling", "cycled") for w in words[:4])
    return opens and words[-1:] != [] and words[-1] in ("gave", "gives", "left", "leaves") and _many_cycles(sentence, slot)


def _many_cycles(sentence: Sentence, slot: Slot) -> bool:
    return any((sentence.tokens[i].value or 0) > FEW for s in sentence.owned[slot].get("CYCLES", []) for i in s.tokens)


FEW = 3
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
    verbs = {p.first for p in sentence.of("RETAIN") if p.last < slot.first and slot.first - p.last <= 3} | {phrase.first}
    before = [
        p
        for p in sentence.of("OTHER", "RETENTION", "RETAIN", "STABILITY", "FALL")
        if p.last < slot.first and p.first not in verbs
    ]
    if not before or before[-1].meaning != "OTHER" or sentence.tokens[before[-1].first].norm in _RECIPE:
        return False
    between = sentence.tokens[before[-1].last + 1 : slot.first]
    parted = next((i for i, t in enumerate(between) if t.norm in (",", ";", "and", "while", "whereas", "but")), len(between))
    of_it = sentence.tokens[before[-1].last].norm == "of"
    named = not of_it and between[:1] and between[0].tag == "MATERIAL"  # "owing to its hardness X cracks little and holds 88%"
    return not named and not any(t.tag == "MATERIAL" or t.norm in _IT for t in between[parted:])


_IT = frozenset("it electrode cathode cell sample material battery".split())  # noqa: SIM905
_RECIPE = frozenset("carbon electrolyte fec binder pvdf".split())  # noqa: SIM905
"""What a cell is built with; no share is one of it: "a full cell with hard carbon was built and retains 80%"."""


def _is_lost(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is said to be lost behind it: "only 13% of the capacity of X is lost in 200 cycles"."""
    stop = min((v.first for v in sentence.values if v.first > slot.last), default=len(sentence.tokens))
    words = [t.norm for t in sentence.tokens[slot.last + 1 : min(stop, slot.last + 16)]]
    end = next((i for i, w in enumerate(words) if w in (";", ",", "while", "whereas", "but", "(")), len(words))
    return any(
        (w in ("lost", "sacrificed", "forfeited", "gone") and words[i - 1] in _BECOMES and words[:1] in (["of"], ["is"], ["was"]))
        or (w in _VANISHES and words[:1] == ["of"])
        for i, w in enumerate(words[:end])
        if i
    )


_VANISHES = frozenset("vanish vanishes vanished disappear disappears disappeared fade fades faded".split())  # noqa: SIM905
_BECOMES = frozenset("is are was were be been being get gets got irreversibly already only".split())  # noqa: SIM905


def _of_an_energy(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one of an energy: "243 Wh/kg, of which 82% is kept"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - 7) : slot.first]]
    return words[-2:] == ["of", "which"] and any(" wh" in w for w in words[:-2])


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
    cycled = any(s.tag == "CYCLES" for s in sentence.slots)
    if not any(w.startswith("capacit") for w in words[:5]):
        return False
    for i, word in enumerate(words):
        if word in _ENDS_A_NOUN - {"at", "for", "in", "by", "on", "is", "are", "was", "were", "of"}:
            return False
        if word in COMES and words[i + 1 : i + 2] in (["from"], ["of"]):
            return True
        behind = tokens[slot.last + 3 + i : slot.last + 4 + i]
        if word in _BEYOND and not cycled and behind and behind[0].tag in ("VOLTAGE", "WINDOW"):
            return True
    return False


COMES = frozenset(
    (  # noqa: SIM905
        "comes come came coming stems stem stemmed stemming originates originate originated originating arises arise arose "
        "derives derive derived results result resulted belongs"
    ).split()
)
_BEYOND = frozenset("above below between beyond from".split())  # noqa: SIM905
_FIRST = frozenset("initial original first starting pristine maximum highest".split())  # noqa: SIM905
_ACCOUNTS = frozenset("account accounts accounted accounting responsible make makes made making".split())  # noqa: SIM905


def _of_an_element(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one of an element or dopant: "a 2% Ti substitution", "5% excess Na"."""
    behind = sentence.tokens[slot.last + 1 : slot.last + 3]
    if not behind or behind[0].tag != "WORD":
        return False
    word = behind[0].text
    return bool(_SYMBOL.fullmatch(word)) or behind[0].norm in _DOPES or behind[0].norm.endswith(("-doped", "-substituted"))


_SYMBOL = re.compile(
    r"(?:Li|Na|K|Mg|Ca|Sr|Ba|Sc|Y|La|Ce|Ti|Zr|Nb|V|Ta|Cr|Mo|W|Mn|Fe|Co|Ni|Cu|Zn|Al|Ga|In|Sn|Sb|Bi|B|Si|P|F|S)\d?\+?"
)
_DOPES = frozenset("doping doped dopant substitution substituted excess surplus deficiency addition".split())  # noqa: SIM905


def _adjacent(sentence: Sentence, slot: Slot, before: Kind | None) -> Kind | None:
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
        return Kind("OTHER", "from one range to another", 0.9)
    if slot.first > 0 and sentence.tokens[slot.first - 1].norm == "by":
        return Kind("DIFFERENCE", "by", 0.9)
    if not found:
        return None
    best = max(found, key=lambda p: p.last - p.first)
    if best.meaning == "RETENTION" and best.first > slot.last and _of_another_thing(sentence, best, slot):
        return Kind("OTHER", "of another thing", 0.9)
    if best.meaning == "RETENTION" and best.first > slot.last and _of_voltage(sentence, best):
        return Kind("OTHER_RETENTION", "retention of a voltage or energy", 0.9)
    beyond = sentence.tokens[best.last + 1].norm if best.last + 1 < len(sentence.tokens) else ""
    if sentence.tokens[best.last].norm in ("that", "it", "one") and beyond in (
        "at",
        "of",
        "obtained",
        "measured",
        "delivered",
        "for",
    ):
        return Kind("OTHER", "of another value", 0.9)
    other = [p for p in sentence.of("FADE", "OTHER") if p.last < slot.first and slot.first - p.last <= 5]
    other = [p for p in other if not any(t.norm in ("and", "while", "but") for t in sentence.tokens[p.last : slot.first])]
    other = [p for p in other if p.meaning == "FADE" or sentence.tokens[p.first].norm.startswith("contribut")]
    lost = any(sentence.owner(p.first, p.last, phrase=True) is slot for p in other)
    behind = {t.norm for t in sentence.tokens[best.last + 1 : best.last + 4]}
    lost = lost and not behind & (_LEFT - {"is", "are", "was", "were", "still"})
    earlier = [v for v in sentence.values if v.last < slot.first]
    still = earlier and any(earlier[-1].last < p.first < slot.first for p in sentence.of("RETAIN", "RETENTION", "FALL"))
    lost = lost or (before is not None and before.name == "FADE" and not still and not behind & _LEFT)
    if best.meaning == "RETENTION" and sentence.tokens[best.first].norm == "of" and lost:
        return Kind("FADE", "loss", 0.9)
    return Kind(best.meaning, " ".join(t.norm for t in sentence.tokens[best.first : best.last + 1]), 0.97)


def _keeps_something_else(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether "retain" keeps a capacity in mAh/g or a structure instead of this percentage."""
    between = sentence.tokens[phrase.last + 1 : slot.first]
    return any(t.tag == "CAPACITY" for t in between) or any(
        t.norm in ("structure", "phase", "plateau", "morphology") for t in between
    )


def distance(phrase: Phrase, slot: Slot) -> int:
    """Return how many tokens lie between a phrase and a value."""
    return slot.first - phrase.last if phrase.last < slot.first else phrase.first - slot.last
