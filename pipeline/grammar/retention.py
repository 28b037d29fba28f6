"""Capacity retention: "retains 80.6% of its capacity after 200 cycles at 1 C", with its conditions.

In: a `Sentence`; out: `Statement`s ``retention`` with percent, cycles, rate and basis (None for cycling; rate, recovery,
temperature, air). What a percentage is says `shares`; what a loss leaves is derived. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline.grammar.lexer import Token
from pipeline.grammar.phrases import Phrase
from pipeline.grammar.raised import raised
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.shares import FAR, FEW, KEEPS, Kind, distance, kind_of, several_things
from pipeline.grammar.statements import Statement, conditions, in_order, share, whole

SEVERAL_THINGS = "capacity retention among several things"
"""The rule of a value in a list of values of several properties: the list is of one material."""


def retention(sentence: Sentence, said_before: bool = False) -> list[Statement]:
    """Return what a sentence states of capacity retention; ``said_before``: the sentence before was about retention."""
    slots = [s for s in sentence.values if s.tag == "PERCENT"]
    if not slots:
        return []
    out: list[Statement] = []
    before: Kind | None = None
    for slot in slots:
        places = several_things(sentence, slot)
        if places:
            out += _statements(sentence, slot, Kind("RETENTION", SEVERAL_THINGS, 0.93), places)
            before = Kind("OTHER", "several things in a row", 0.9)
            continue
        kind = kind_of(sentence, slot, before, said_before)
        before = kind
        if kind.name in ("FADE", "DIFFERENCE"):
            as_before = out[-1] if out and out[-1].derived and kind.rule.startswith("as before") else None
            out += _left_of(sentence, slot, as_before, kind.rule == "is lost")
        if kind.name not in KEEPS and kind.name not in ("RATE_BASIS", "RECOVERY"):
            continue
        out += _statements(sentence, slot, kind)
    cycling = [s for s in out if s.values["basis"] is None]
    ordered = in_order(_with_capacity(sentence, _with_the_next(sentence, cycling)), sentence)
    told = share(ordered, ("cycles", "rate", "temperature_C"), sentence)
    by_token = {s.token: s for s in _at_the_only_rate(sentence, _after_the_only_cycles(sentence, told))}
    return [_with_basis(sentence, by_token.get(s.token, s)) for s in out]


def _statements(sentence: Sentence, slot: Slot, kind: Kind, only: Sequence[int] = ()) -> list[Statement]:
    out: list[Statement] = []
    tokens = [sentence.tokens[i] for i in slot.tokens]
    if sentence.supposed() or sentence.ranged(slot) or sentence.bounded(slot):
        return out
    if slot.changed and len(tokens) == 2 and kind.name in ("FALL", "FADE"):
        places = [1]
    elif slot.changed and not _named_twice(sentence) and not (raised(sentence, slot) and kind.name == "RETENTION"):
        return []
    else:
        places = list(only) or list(range(len(tokens)))
    for place in places:
        token = tokens[place]
        found = conditions(sentence, slot, place, ("CYCLES", "RATE", "WINDOW", "TEMPERATURE"))
        cycles = found.get("CYCLES")
        count = int(cycles.value) if cycles is not None and cycles.value is not None and cycles.value > 1 else None
        if cycles is not None and _reference(sentence, cycles):
            count = None
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


def _reference(sentence: Sentence, cycles: Token) -> bool:
    """Return whether a cycle is the one that a share is of: "with respect to the fifth cycle"."""
    index = sentence.tokens.index(cycles)
    words = [t.norm for t in sentence.tokens[max(0, index - 4) : index] if t.norm not in ("the", "that", "of", "in", "value")]
    return cycles.ordinal and (cycles.value or 0) <= _EARLY and words[-1:] in (["to"], ["on"], ["from"], ["with"])


_EARLY = 10
"""A cycle up to which the capacity may be one that others are shares of."""
_LEAST_LOSS = 1.0
"""A smaller loss of capacity (%) is one per cycle."""


def _left_of(sentence: Sentence, slot: Slot, before: Statement | None = None, lost_behind: bool = False) -> list[Statement]:
    """Return what is left of a capacity of which a part is lost over cycles: 82% where 18% are lost.

    Only where the loss is one of capacity, in so many cycles, and no rate of decay; ``before`` is what the loss said before left,
    "the capacity loss of X is 40% after 100 cycles, but only 10% for Y".
    """
    if before is not None and len(slot.tokens) == 1 and not sentence.bounded(slot):
        return [
            replace(s, values={**s.values, "percent": whole(round(100 - float(s.values["percent"] or 0), 4))}, derived=True)
            for s in _statements(sentence, slot, Kind("RETENTION", "what a loss leaves, as before", 0.65))
        ]
    if (worked := _worked_out(sentence, slot)) is not None:
        return worked
    loss = [p for p in sentence.of("FADE") if sentence.owner(p.first, p.last, phrase=True) is slot and distance(p, slot) <= 9]
    if lost_behind:
        loss = loss or [Phrase("FADE", slot.last + 1, slot.last + 1)]
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
    kind = Kind("RETENTION", "what a loss leaves", 0.7)
    return [
        replace(s, values={**s.values, "percent": whole(round(100 - value, 4))}, derived=True)
        for s in _statements(sentence, slot, kind)
    ]


def _worked_out(sentence: Sentence, slot: Slot) -> list[Statement] | None:
    """Return what is left where a loss is that from one capacity to another before it: "from 138 to 75 mAh/g, a loss of 45%"."""
    before = next((v for v in reversed(sentence.values) if v.last < slot.first), None)
    if before is None or before.tag != "CAPACITY" or not before.changed or len(before.tokens) != 2 or len(slot.tokens) != 1:
        return None
    first, last = (float(sentence.tokens[i].value or 0) for i in before.tokens)
    lost = float(sentence.tokens[slot.first].value or 0)
    cycles = conditions(sentence, before, 1, ("CYCLES",)).get("CYCLES")
    if cycles is None or (cycles.value or 0) <= FEW or not 0 < last < first or abs(100 * (1 - last / first) - lost) > _ROUNDED:
        return None
    rate = conditions(sentence, before, 1, ("RATE",)).get("RATE")
    told = {"percent": whole(round(100 - lost, 4)), "cycles": int(cycles.value or 0), "rate": rate.norm if rate else None}
    found = _statements(sentence, slot, Kind("RETENTION", "what a loss leaves", 0.85))
    return [replace(s, values={**s.values, **told}, shared=frozenset({"cycles", "rate"}), derived=True) for s in found]


_ROUNDED = 0.6
"""So far (%) a printed loss may be from the one that its capacities give."""


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
    one = len(counts) == 1 and (next(iter(counts)) or 0) > FEW and not any(v in stated for v in owners)
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
    """Give a retention the conditions of what is said with it: "92% capacity and 98% voltage retention after 200 cycles"."""
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


def _basis(sentence: Sentence, slot: Slot, kind: Kind, values: Mapping[str, float | int | str | None]) -> str | None:
    """Return what a percentage is a share of, other than capacity on cycling."""
    cycles = values["cycles"] is not None
    recoveries = sentence.of("RECOVERY")
    owned_recovery = any(
        (p.last > p.first or _recovers(sentence, p, slot)) and sentence.owner(p.first, p.last, phrase=True) is slot
        for p in recoveries
    )
    before = any(p.last < slot.first or sentence.owner(p.first, p.last, phrase=True) is slot for p in recoveries)
    if kind.name == "RECOVERY" or owned_recovery or _brought_back(sentence, slot) or (before and not cycles):
        return "recovery"
    if _aired(sentence, slot):
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


def _brought_back(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one that something brings back: "a fresh electrolyte brings 98% of the capacity back"."""
    ahead = [t.norm for t in sentence.tokens[max(0, slot.first - 3) : slot.first]]
    behind = [t.norm for t in sentence.tokens[slot.last + 1 : slot.last + 9]]
    return any(w in ("bring", "brings", "brought", "bringing") for w in ahead) and ("back" in behind or "back" in ahead)


def _aired(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a share is one kept in air or water; not that after cycles beside it: "96% in air, 87% after 200 cycles"."""
    airs = sentence.of("AIR")
    if not airs:
        return False
    owners = [sentence.owner(p.first, p.last, phrase=True) for p in airs]
    cycled = any((sentence.tokens[i].value or 0) > FEW for s in sentence.owned[slot].get("CYCLES", []) for i in s.tokens)
    return not (cycled and slot not in owners and any(v.tag == "PERCENT" for v in owners))


def _recovers(sentence: Sentence, phrase: Phrase, slot: Slot) -> bool:
    """Return whether a verb of recovery has the share for its object or subject: "recovers 98% of", "97% … is recovered"."""
    if phrase.last < slot.first:
        return all(t.norm in _TOWARDS_VALUE for t in sentence.tokens[phrase.last + 1 : slot.first])
    near = phrase.first - slot.last <= FAR - 4 and sentence.parting(slot.last, phrase.first) == 0
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
