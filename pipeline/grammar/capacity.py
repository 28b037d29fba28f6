"""Specific capacities: "delivers 125.4 mAh g-1 at 0.1 C", "82.7 mAh g-1 after 200 cycles", "initial discharge capacity of …".

In: a `Sentence`; out: `Statement`s ``capacity`` with value, rate, cycle, kind_of. Theoretical and irreversible capacities,
parts of a capacity, differences and anodes give nothing. Method: own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.grammar.lexer import Token
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.shares import COMES
from pipeline.grammar.statements import Statement, an_anode, conditions, whole

_ANODE = frozenset("anode anodes hc graphite".split())  # noqa: SIM905
_FULL = (
    "full",
    "full-cell",
    "full-cells",
    "pouch",
    "pouch-type",
    "soft-package",
    "paired",
    "coupled",
    "battery",
    "batteries",
    "device",
    "|",
)
_COMPARES = frozenset("than whereas while compared vs versus against but outperforming exceeding surpassing (".split())  # noqa: SIM905


def capacity(sentence: Sentence) -> list[Statement]:
    """Return what a sentence states of specific capacity, in mAh/g."""
    out: list[Statement] = []
    if sentence.supposed():
        return out
    defining = {i for pair in sentence.definitions for i in pair}
    for slot in sentence.values:
        if slot.tag != "CAPACITY" or defining & set(slot.tokens) or sentence.ranged(slot) or _refused(sentence, slot):
            continue
        out += _statements(sentence, slot)
    told = _shared(sentence, out)  # the conditions of a bound may be those of the value it is compared with
    return [s for s in told if not sentence.bounded(s.slot) or _of_another(sentence, s.slot)]


def _refused(sentence: Sentence, slot: Slot) -> bool:
    tokens = sentence.tokens
    if any(not 20 <= float(tokens[i].value or 0) <= 400 for i in slot.tokens):
        return True
    for p in sentence.of("THEORETICAL", "IRREVERSIBLE", "DIFFERENCE", "FADE"):
        before, after = slot.first - p.last, p.first - slot.last
        between = tokens[p.last + 1 : slot.first]
        if (
            p.meaning == "THEORETICAL"
            and 0 < before <= 9
            and sentence.owner(p.first, p.last, phrase=True) is slot
            and not any(t.norm in _NEAR for t in tokens[max(0, p.first - 3) : p.first])
        ):
            return True
        if p.meaning == "THEORETICAL" and before > 0 and _explained(sentence, p.last, slot):
            return True
        if (
            p.meaning == "THEORETICAL"
            and 0 < after <= 3
            and all(t.norm in ("is", "was", "are", "were", "has", "been", "can", "be") for t in tokens[slot.last + 1 : p.first])
        ):
            return True
        if (
            p.meaning == "IRREVERSIBLE"
            and not _given_by_a_material(sentence, p.first)
            and (
                (0 < before <= 5 and not any(t.tag in ("CAPACITY", "PERCENT") or t.norm in _ANEW for t in between)) or after == 1
            )
        ):
            return True
        if (
            p.meaning in ("DIFFERENCE", "FADE")
            and (after == 1 or (before == 1 and tokens[p.last].norm in ("by", "of")))
            and _is_difference(sentence, p.first, p.last)
        ):
            return True
    if slot.first > 0 and tokens[slot.first - 1].norm == "by":
        return True
    if _of_a_region(sentence, slot) or _a_loss(sentence, slot) or _a_part(sentence, slot):
        return True
    if _a_point(sentence, slot) or _counted(sentence, slot):
        return True
    if slot.last + 2 < len(tokens) and tokens[slot.last + 1].norm == "per" and tokens[slot.last + 2].norm == "cycle":
        return True
    return _of_an_anode(sentence, slot) or an_anode(sentence, slot)


def _explained(sentence: Sentence, last: int, slot: Slot) -> bool:
    """Return whether a value stands in brackets right behind a word: "close to the theoretical one (135 mAh/g)"."""
    words = [t.norm for t in sentence.tokens[last + 1 : slot.first]]
    return bool(words) and words[-1] in ("(", "~", "≈") and all(w in _NOUN for w in words)


_NOUN = frozenset("( ~ ≈ = one value specific capacity limit of".split())  # noqa: SIM905


def _given_by_a_material(sentence: Sentence, index: int) -> bool:
    """Return whether a material "contributes" the capacity, and not a part of it."""
    before = [t for t in sentence.tokens[:index] if t.norm not in ("electrode", "cathode", "material", "sample", "can", "still")]
    verb = sentence.tokens[index].norm.startswith("contribut")
    return (
        verb and bool(before) and before[-1].tag == "MATERIAL" and not sentence.word("redox", "total", "overall", "theoretical")
    )


def _of_a_region(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is that of a part of the curve: "45 mAh/g above 4.0 V", "the capacity below 2.5 V is 20"."""
    for other in sentence.slots:
        if other.tag != "VOLTAGE" or len(other.tokens) != 1 or other.first == 0:
            continue
        if sentence.tokens[other.first - 1].norm not in ("above", "below", "beyond", "under"):
            continue
        behind = 0 < other.first - slot.last <= 3
        words = [t.norm for t in sentence.tokens[other.last + 1 : slot.first]]
        if behind or (0 < slot.first - other.last <= 5 and words[:1] in (["is"], ["was"], ["reaches"], ["of"])):
            return True
    return False


def _of_another(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value with which another is compared has a name: "lower than the 120 mAh/g of Y"."""
    behind = sentence.tokens[slot.last + 1 : slot.last + 5]
    return any(t.norm in ("of", "for") for t in behind[:1]) and any(t.tag == "MATERIAL" for t in behind)


def _a_part(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is a part of another: "of which 72 mAh/g stems from oxygen", "a plateau of 65 mAh/g"."""
    tokens = sentence.tokens
    before = [t.norm for t in tokens[max(0, slot.first - 4) : slot.first]]
    while before and before[-1] in _MORE_OR_LESS:
        before.pop()
    if before[-1:] and (before[-1] in _EXTRA or (before[-1] == "of" and before[-2:-1] and before[-2] in _PARTS)):
        return True
    stop = min(next((v.first for v in sentence.values if v.first > slot.last), len(tokens)), slot.last + 12)
    behind = [t.norm for t in tokens[slot.last + 1 : stop]]
    if behind[:2] == ["of", "which"] and {"irreversible", "lost", "redox", "oxygen"} & set(behind):
        return True
    owed = bool(behind) and behind[0] in _OWED and behind[1:2] in (["to"], ["by"])
    of_it = behind[:3] in (["of", "the", "capacity"], ["of", "its", "capacity"]) or before[-2:] == ["of", "which"]
    comes = next((i for i, w in enumerate(behind) if w in COMES and behind[i + 1 : i + 2] == ["from"]), None)
    from_a_part = behind[:1] == ["from"] and bool({"redox", "oxygen", "anionic", "cationic", "couple"} & set(behind[1:5]))
    return owed or from_a_part or (comes is not None and (of_it or comes == 0))


_MORE_OR_LESS = frozenset("about ~ only nearly almost around ca . some roughly approximately".split())  # noqa: SIM905
_EXTRA = frozenset("extra additional further including comprising excess".split())  # noqa: SIM905
_PARTS = frozenset("plateau plateaus slope region regions tail part parts portion".split())  # noqa: SIM905
_OWED = frozenset("attributed ascribed due assigned contributed".split())  # noqa: SIM905


def _a_loss(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is what is lost for good: "the irreversible capacity loss of X amounts to 38 mAh/g"."""
    for p in sentence.of("IRREVERSIBLE"):
        if sentence.tokens[p.first].norm != "irreversible" or not 0 < slot.first - p.last <= 9:
            continue
        between = sentence.tokens[p.last + 1 : slot.first]
        if all(t.tag == "MATERIAL" or t.norm in _SAYS_HOW_MUCH for t in between):
            return True
    return False


_SAYS_HOW_MUCH = frozenset(
    (  # noqa: SIM905
        "loss losses of for in the electrode cathode is was are were amounts amounted to reaches reached about only up as high"
    ).split()
)
_ANEW = frozenset((",", ";", "to", "and", "but", "while", "delivers", "delivering", "retains", "with"))
"""Words behind which a capacity is no longer the part or loss named before: "shows capacity fading, dropping to 37 mAh/g"."""
_NEAR = frozenset("close near approaching approaches approximates".split())  # noqa: SIM905


def _a_point(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is a point on a curve: "charged to 150 mAh/g", "at a depth of 90 mAh/g"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - 4) : slot.first]]
    charged = any(
        re.fullmatch(r"(?:dis)?charg(?:ed|ing)|(?:de)?sodiat(?:ed|ing)|limited|limit|restricted", w) for w in words[:-1]
    )
    return (words[-1:] == ["to"] and charged) or bool({"depth", "limit"} & set(words) and words[-1:] == ["of"])


_MOVES = frozenset("extraction removal insertion intercalation deintercalation de-intercalation extracting removing".split())  # noqa: SIM905


def _counted(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is worked out: "the extraction of 0.3 Na corresponds to 80 mAh/g", or a gap of two."""
    words = [t.norm for t in sentence.tokens[: slot.first]]
    if words[-1:] == ["to"] and any(w.startswith(("correspond", "equivalent", "equal", "amount")) for w in words[-4:]):
        return bool(_MOVES & set(words))
    gap = next(
        (i for i, w in enumerate(words) if w in ("gap", "difference") and words[i + 1 : i + 2] in (["between"], ["in"])), None
    )
    return gap is not None and not any(gap < v.first < slot.first for v in sentence.values) and "delivers" not in words[gap:]


def _is_difference(sentence: Sentence, first: int, last: int) -> bool:
    return any(
        sentence.tokens[i].norm
        in (
            "higher",
            "lower",
            "more",
            "less",
            "larger",
            "smaller",
            "by",
            "loss",
            "increase",
            "decrease",
            "fade",
            "fading",
            "decay",
            "drop",
            "of",
            "greater",
        )
        for i in range(first, last + 1)
    )


def _of_an_anode(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the nearest noun before the value is the anode, and the sentence not about a full cell."""
    for i in range(slot.first - 1, -1, -1):
        token = sentence.tokens[i]
        if token.tag == "MATERIAL" and i > 0 and sentence.tokens[i - 1].norm in ("against", "opposite", "facing", "for"):
            continue
        if token.tag == "MATERIAL" or token.norm in ("cathode", "cathodes", "cell", "cells", "battery", "batteries", "device"):
            return False
        hard_carbon = token.norm == "carbon" and i > 0 and sentence.tokens[i - 1].norm in ("hard", "soft", "activated")
        if token.norm in _ANODE or hard_carbon or token.norm == "hard-carbon":
            return not sentence.word(*_FULL) or sentence.word("half", "half-cell")
    return False


def _statements(sentence: Sentence, slot: Slot) -> list[Statement]:
    tokens = [sentence.tokens[i] for i in slot.tokens]
    out = []
    kinds = _kinds(sentence, slot)
    first = _first_cycle(sentence, slot)
    ends = first_and_last(sentence, slot)
    for place, token in enumerate(tokens):
        found = conditions(sentence, slot, place, ("CYCLES", "RATE", "WINDOW", "TEMPERATURE"))
        reached = "CYCLES" in found and not _of_a_life(sentence, slot, found["CYCLES"])
        cycle = int(found["CYCLES"].value or 0) if reached else 1 if first else None
        if ends is not None:
            cycle = ends[place]
        if _is_what_shares_are_of(sentence, slot):
            cycle = 1
        if slot.changed and len(tokens) == 2:
            cycle = (1 if first else None) if place == 0 else cycle
        values: dict[str, float | int | str | None] = {
            "value": whole(token.value or 0.0),
            "rate": found["RATE"].norm if "RATE" in found else None,
            "cycle": cycle,
            "kind_of": kinds[place],
            "low": whole(found["WINDOW"].value or 0.0) if "WINDOW" in found else None,
            "high": whole(found["WINDOW"].high or 0.0) if "WINDOW" in found else None,
            "temperature_C": whole(found["TEMPERATURE"].value or 0.0) if "TEMPERATURE" in found else None,
        }
        rule, weight = ("capacity: no unit printed", 0.7) if token.norm == "no unit" else ("capacity: mAh/g", 0.9)
        out.append(
            Statement("capacity", slot.tokens[place], token.start, token.end, values, slot, place, rule=rule, weight=weight)
        )
    return out


def _is_what_shares_are_of(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a capacity is the first one, of which a share is told: "92% of the initial 121 mAh/g survive 200 cycles"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - 3) : slot.first]]
    return words[:1] == ["of"] and words[-1:] in (["initial"], ["first"], ["original"], ["starting"])


_WHEN = frozenset("after upon following at in on by until end".split())  # noqa: SIM905


def _of_a_life(sentence: Sentence, slot: Slot, cycles: Token) -> bool:
    """Return whether cycles are how long a cell lives and not when a capacity is met: "and a long life of 1000 cycles"."""
    index = sentence.tokens.index(cycles)
    words = {t.norm for t in sentence.tokens[max(0, index - 3) : index]}
    if (
        cycles.ordinal
        or words & _WHEN
        or any(p.last < slot.first and slot.first - p.last <= 8 for p in sentence.of("RETAIN", "FALL"))
    ):
        return False
    return bool(words & _LASTS) or index < slot.first


_LASTS = frozenset("life lifespan lifetime up cyclability stability stable cycling long for over within during through".split())  # noqa: SIM905


def first_and_last(sentence: Sentence, slot: Slot) -> tuple[int, int | None] | None:
    """Return the cycles of two capacities of one sample, "in the first and the 200th cycle", "the initial and final …"."""
    if slot.tag != "CAPACITY" or len(slot.tokens) != 2 or slot.versus:
        return None
    tokens = sentence.tokens
    for i, token in enumerate(tokens[:-1]):
        if token.norm not in ("first", "initial", "1st", "starting") or token.tag == "MATERIAL":
            continue
        at = next((j for j in range(i + 1, min(i + 4, len(tokens))) if tokens[j].norm in ("and", "/", "to")), None)
        if at is None:
            continue
        for other in tokens[at + 1 : at + 4]:
            if other.norm in ("final", "last", "end", "ultimate"):
                return 1, None
            if other.tag == "CYCLES" and other.value is not None and other.value > 1:
                return 1, int(other.value)
    return None


def _first_cycle(sentence: Sentence, slot: Slot) -> bool:
    for p in sentence.of("INITIAL"):
        if (
            sentence.owner(p.first, p.last, phrase=True) is slot
            and (slot.first - p.last <= 12)
            and "CYCLES" not in sentence.owned[slot]
        ):
            return True
    return False


def _kinds(sentence: Sentence, slot: Slot) -> list[str | None]:
    """Return charge, discharge or reversible by place of the list, from the words of the noun phrase before it."""
    words = [
        p for p in sentence.of("DISCHARGE", "CHARGE", "BOTH", "REVERSIBLE") if p.last < slot.first and slot.first - p.last <= 10
    ]
    words = [p for p in words if sentence.owner(p.first, p.last, phrase=True) is slot and _of_capacity(sentence, p.last, slot)]
    n = len(slot.tokens)
    ways = [p for p in words if p.meaning in ("CHARGE", "DISCHARGE", "BOTH")]
    names = [p.meaning.lower() for p in ways if p.meaning != "BOTH"]
    if any(p.meaning == "BOTH" for p in ways):
        names = (
            ["charge", "discharge"]
            if sentence.tokens[next(p for p in ways if p.meaning == "BOTH").first].norm.startswith("charg")
            else ["discharge", "charge"]
        )
    if both_ways(sentence, slot) and len(names) == 2:
        return [names[place % 2] for place in range(n)]
    if len(names) == 2 and n == 2 and names[0] != names[1] and not _two_names(sentence):
        return [names[0], names[1]]
    if len(set(names)) == 1:
        return [names[0]] * n
    if any(p.meaning == "REVERSIBLE" for p in words) and not names:
        return ["reversible"] * n
    return [None] * n


def both_ways(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a list is one of pairs of charge and discharge: "151/144, 146/139 and 140/132 mAh/g"."""
    if slot.tag != "CAPACITY" or len(slot.tokens) < 4 or len(slot.tokens) % 2:
        return False
    pairs = list(zip(slot.tokens[::2], slot.tokens[1::2]))
    return all(sentence.text[sentence.tokens[a].end : sentence.tokens[b].start].strip() in ("/", "(") for a, b in pairs)


def _two_names(sentence: Sentence) -> bool:
    return any(s.tag == "MATERIAL" and len(s.tokens) == 2 for s in sentence.slots)


def _of_capacity(sentence: Sentence, last: int, slot: Slot) -> bool:
    return any(t.norm in ("capacity", "capacities") for t in sentence.tokens[last + 1 : slot.first])


def _shared(sentence: Sentence, found: list[Statement]) -> list[Statement]:
    """Share a rate over the capacities of a comparison, and the cycles where a comparing word says so."""
    out: list[Statement] = []
    for statement in found:
        values, shared = dict(statement.values), set()
        if values["rate"] is None and (rate := _of_an_efficiency(sentence, statement.slot)) is not None:
            values["rate"] = rate
            shared.add("rate")
        earlier = next((s for s in reversed(out) if s.slot is not statement.slot), None)
        later = next((s for s in found if s.token > statement.token and s.slot is not statement.slot), None)
        rated = next((s for s in found if later and s.token >= later.token and s.values["rate"] is not None), later)
        compared = earlier is not None and any(
            t.norm in _COMPARES for t in sentence.tokens[earlier.slot.last + 1 : statement.slot.first]
        )
        twins = [
            s
            for s in out
            if s.slot is not statement.slot
            and len(s.slot.tokens) == len(statement.slot.tokens) > 1
            and s.place == statement.place
        ]
        if twins and values["rate"] is None:  # a list against a list: each value at the rate of its fellow
            earlier = twins[-1]
        if values["rate"] is None and earlier is not None and earlier.values["rate"] is not None:
            values["rate"] = earlier.values["rate"]
            shared.add("rate")
        elif (
            values["rate"] is None
            and rated is not None
            and not any(s.tag == "PERCENT" for s in sentence.values if statement.slot.last < s.first < rated.slot.first)
        ):
            values["rate"] = rated.values["rate"]
            shared |= {"rate"} if rated.values["rate"] is not None else set()
        follows = later is not None and any(
            t.norm in _COMPARES for t in sentence.tokens[statement.slot.last + 1 : later.slot.first]
        )
        if follows and later is not None and values["cycle"] is None and (later.values["cycle"] or 0) not in (0, 1):
            values["cycle"] = later.values["cycle"]
            shared.add("cycle")
        for twin in (earlier, later):  # charge and discharge said in one breath are of one cycle
            if (
                twin is not None
                and values["cycle"] is None
                and twin.values["cycle"] is not None
                and {values["kind_of"], twin.values["kind_of"]} == {"charge", "discharge"}
                and sentence.parting(*sorted((twin.token, statement.token))) < 2
            ):
                values["cycle"] = twin.values["cycle"]
                shared.add("cycle")
        if earlier is not None and (compared or _each_for_a_name(sentence, earlier.slot, statement.slot)):
            for name in ("cycle", "kind_of"):
                if values[name] is None and earlier.values[name] is not None:
                    values[name] = earlier.values[name]
                    shared.add(name)
        if values["cycle"] is None:
            shared |= _of_what_is_left(sentence, statement, values)
        out.append(replace(statement, values=values, shared=frozenset(shared)))
    return out


def _each_for_a_name(sentence: Sentence, one: Slot, other: Slot) -> bool:
    """Return whether two values stand in a row of values each with its name: "98 mAh/g for X, 95 mAh/g for Y and 91 …"."""
    between = sentence.tokens[one.last + 1 : other.first]
    named = [i for i, t in enumerate(between) if t.tag == "MATERIAL"]
    if len(named) != 1 or not between or between[0].norm not in ("for", "of", "in", "from", "with"):
        return False
    behind = [t.norm for t in between[named[0] + 1 :]]
    return bool(behind) and all(w in _ROW for w in behind) and all(t.tag == "WORD" for t in between[: named[0]])


_ROW = frozenset(", and electrode cathode sample while whereas the".split())  # noqa: SIM905


def _of_an_efficiency(sentence: Sentence, slot: Slot) -> str | None:
    """Return the rate said of the efficiency right behind: "a capacity of 142 mAh/g with an efficiency of 87% at 1 C"."""
    following = next((v for v in sentence.values if v.first > slot.last), None)
    if (
        following is None
        or following.tag != "PERCENT"
        or (len(slot.tokens) > 1 and set(_kinds(sentence, slot)) != {"charge", "discharge"})
        or sentence.parting(slot.last, following.first) > 1
    ):
        return None
    if not any(slot.last < p.first < following.first for p in sentence.of("EFFICIENCY")):
        return None
    rates = sentence.owned[following].get("RATE", [])
    return sentence.tokens[rates[0].first].norm if len(rates) == 1 and len(rates[0].tokens) == 1 else None


def _of_what_is_left(sentence: Sentence, statement: Statement, values: dict[str, float | int | str | None]) -> set[str]:
    """Take the cycles and rate of the retention right behind: "falls to 52 mAh/g with a retention of 42% after 150 cycles"."""
    slot = statement.slot
    if len(slot.tokens) > 1 or not any(0 < slot.first - p.last <= 8 for p in sentence.of("RETAIN", "FALL")):
        return set()
    following = next((v for v in sentence.values if v.first > slot.last), None)
    if (
        following is None
        or following.tag != "PERCENT"
        or len(following.tokens) > 1
        or sentence.parting(slot.last, following.first) > 1
    ):
        return set()
    found = conditions(sentence, following, 0, ("CYCLES", "RATE"))
    shared = set()
    if "CYCLES" in found and (found["CYCLES"].value or 0) > 3:
        values["cycle"] = int(found["CYCLES"].value or 0)
        shared.add("cycle")
        if values["rate"] is None and "RATE" in found:
            values["rate"] = found["RATE"].norm
            shared.add("rate")
    return shared
