"""What a parsed sentence states: `Statement`s with their conditions, and which of these are shared from another value.

In: a `Sentence`; out: `Statement`s of all rule parsers, in the order of the sentence. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from pipeline.grammar.lexer import Token
from pipeline.grammar.sentence import Sentence, Slot

Value: TypeAlias = "float | int | str | None"


@dataclass(frozen=True, slots=True)
class Statement:
    """One value of one property, as its sentence alone gives it.

    ``token`` is the value's token and ``slot`` the list it stands in (at ``place``); ``shared`` names the conditions that
    were said of another value of the sentence; ``rule`` says which rule read it and ``weight`` how sure that rule is by itself.
    """

    property: str
    token: int
    start: int
    end: int
    values: Mapping[str, Value]
    slot: Slot
    place: int = 0
    shared: frozenset[str] = field(default_factory=frozenset)
    rule: str = ""
    weight: float = 0.9
    derived: bool = False
    record: Any = None


def conditions(sentence: Sentence, slot: Slot, place: int, kinds: tuple[str, ...]) -> dict[str, Token]:
    """Return by kind the condition said of value ``place`` of a list: its own of a list as long, or the one for all."""
    out: dict[str, Token] = {}
    owned = sentence.owned.get(slot, {})
    for kind in kinds:
        slots = [s for s in owned.get(kind, []) if not (s.changed and kind == "RATE") or _moves_with(s, slot)]
        if not slots:
            continue
        if (apart := each_apart(slots, slot)) is not None:
            out[kind] = sentence.tokens[apart[place].first]
            continue
        best = next((s for s in slots if len(s.tokens) == len(slot.tokens) and len(slot.tokens) > 1), None)
        best = best or next(
            (s for s in slots if len(s.tokens) == 1 or (len(slot.tokens) == 1 and kind == "RATE" and _alias(sentence, s))), None
        )
        if best is None:
            continue
        index = best.tokens[place] if len(best.tokens) == len(slot.tokens) else best.tokens[0]
        out[kind] = sentence.tokens[index]
    if "TEMPERATURE" in kinds and "TEMPERATURE" not in out and (heat := _said_first(sentence, slot)) is not None:
        out["TEMPERATURE"] = heat
    if len(slot.tokens) == 1:
        for fellow in sentence.fellows(slot):
            for kind in kinds:
                near = [s for s in sentence.owned[fellow].get(kind, []) if len(s.tokens) == 1]
                if len(near) == 1 and kind not in out and len(fellow.tokens) == 1:
                    out[kind] = sentence.tokens[near[0].first]
    return out


def _moves_with(condition: Slot, slot: Slot) -> bool:
    """Return whether a value and a rate go from one to another together: "from 0.1 C to 10 C … from 118 to 70 mAh/g"."""
    return condition.changed and slot.changed and len(condition.tokens) == len(slot.tokens) == 2


def each_apart(slots: Sequence[Slot], slot: Slot) -> list[Slot] | None:
    """Return the conditions of a list that stand apart, one a value: "90% and 84% … after 200 cycles at 1 C and 500 at 5 C"."""
    single = sorted((s for s in slots if len(s.tokens) == 1), key=lambda s: s.first)
    if len(slot.tokens) < 2 or slot.changed or slot.versus or len(single) != len(slots) or len(single) != len(slot.tokens):
        return None
    one_side = single[0].first > slot.last or single[-1].last < slot.first
    return single if one_side else None


def _said_first(sentence: Sentence, slot: Slot) -> Token | None:
    """Return the only temperature of a sentence where it opens it: "At 55 °C, X delivers 120 mAh/g, and the retention is 80%"."""
    heats = [s for s in sentence.slots if s.tag == "TEMPERATURE"]
    if len(heats) != 1 or len(heats[0].tokens) != 1 or heats[0].last > min(v.first for v in sentence.values):
        return None
    words = [t.norm for t in sentence.tokens[: heats[0].first]]
    opens = len(words) <= _OPENING and bool(words) and words[-1] in ("at", "of", "to")
    behind = sentence.tokens[heats[0].last + 1].norm if heats[0].last + 1 < len(sentence.tokens) else ""
    return sentence.tokens[heats[0].first] if opens and behind in (",", "and") and heats[0].last < slot.first else None


_OPENING = 7
"""So many words may stand before what opens a sentence: "Even at an elevated temperature of"."""


def _alias(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a list of two rates is one rate said twice, "100 mA g-1 or 0.5 C"."""
    ends = {sentence.tokens[i].norm.endswith(" C") for i in slot.tokens}
    return len(slot.tokens) == 2 and len(ends) == 2


def share(statements: list[Statement], names: tuple[str, ...], sentence: Sentence) -> list[Statement]:
    """Give values that lack a condition the one of an earlier value, else of a later one, of the same sentence.

    The earlier value with most conditions in common comes first: in "80% at 0.1 C and 60% at 1 C against 40% at 0.1 C and
    20% at 1 C" the cycles of the third value are those of the first.
    """
    out: list[Statement] = []
    for statement in statements:
        values, shared = dict(statement.values), set(statement.shared)
        for name in names:
            if values.get(name) is not None:
                continue
            earlier = [s for s in out if s.values.get(name) is not None]
            donors = sorted(earlier, key=lambda s: (_fellow(s, statement), _common(s, statement, names), s.token), reverse=True)
            if not donors and name != "temperature_C":  # "80% after 200 cycles; at 55 °C …": heat is said before what it is of
                later = [s for s in statements if s.token > statement.token and s.values.get(name) is not None]
                donors = later[:1]
            if donors:
                values[name] = donors[0].values[name]
                shared.add(name)
        out.append(replace(statement, values=values, shared=frozenset(shared)))
    return out


def _fellow(one: Statement, other: Statement) -> bool:
    """Return whether two values have the same place in two lists of one length."""
    return one.slot is not other.slot and len(one.slot.tokens) == len(other.slot.tokens) > 1 and one.place == other.place


def in_order(statements: list[Statement], sentence: Sentence) -> list[Statement]:
    """Give values that stand apart the rates that are listed before them: "at 1 C and 5 C are 88% after 200 and 79% after …"."""
    bare = [s for s in statements if s.values.get("rate") is None]
    lists = [s for s in sentence.slots if s.tag == "RATE" and len(s.tokens) == len(bare) > 1 and not s.changed]
    if len(lists) != 1 or len(bare) != len(statements) or len({s.slot for s in bare}) != len(bare):
        return statements
    rates = [sentence.tokens[i].norm for i in lists[0].tokens]
    cycles = [s.values.get("cycles") for s in bare]
    each = None not in cycles and len(set(cycles)) == len(cycles) and not sentence.of_rate_test()
    if lists[0].last > bare[0].token or not (sentence.word("respectively") or each):
        return statements
    return [replace(s, values={**s.values, "rate": rate}) for s, rate in zip(statements, rates)]


def _common(one: Statement, other: Statement, names: tuple[str, ...]) -> int:
    return sum(one.values.get(n) is not None and one.values.get(n) == other.values.get(n) for n in names if n not in other.shared)


def an_anode(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value is one of an anode that is the subject of its clause: "the hard carbon anode delivers 305 mAh/g"."""
    tokens = sentence.tokens
    for i in range(slot.first - 1, -1, -1):
        if tokens[i].tag == "MATERIAL" or tokens[i].norm in _NO_ANODE:
            return False
        if tokens[i].norm in ("anode", "carbon", "hc") and (i + 1 == len(tokens) or tokens[i + 1].norm in _GIVES):
            words = [t.norm for t in tokens[max(0, i - 5) : i]]
            while words and words[-1] in _OF_ANODES:
                words.pop()
            if len(words) > 1 and words[-1] == "and" and words[-2] == ",":
                words.pop()
            return not words or words[-1] in _OPENS
    return False


_NO_ANODE = frozenset("cathode cathodes cell cells battery batteries device full full-cell ; while whereas but".split())  # noqa: SIM905
_OF_ANODES = frozenset("the a hard soft carbon commercial presodiated pre-sodiated bare itself".split())  # noqa: SIM905
_OPENS = frozenset(", . ; while whereas".split())  # noqa: SIM905
_GIVES = frozenset(
    (  # noqa: SIM905
        "delivers delivered shows showed exhibits exhibited has had itself provides gives presents displays keeps kept retains "
        "retained maintains maintained offers offered possesses reaches"
    ).split()
)


def whole(value: float) -> float | int:
    """Return a number without a needless ".0"."""
    return int(value) if value == int(value) else value
