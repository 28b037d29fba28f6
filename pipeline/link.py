"""Which material a value is said of, and under which conditions: from the sentence over the paragraph to the document.

In: the sentences of a document with their material names and `Statement`s (`Said`); out: `Linked` statements, each with its
material, the conditions it took from elsewhere, and the reason. Within a sentence the order is: lists of one length, a name
in the same bracket, "for X" behind the value, the subject before it; a name that follows "than" or "compared with" only takes
the values that follow it too. Beyond the sentence the subject last spoken of, then the paper's own target. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement

Value = float | int | str | None

_FOR = frozenset("for of in by from on with using".split())  # noqa: SIM905
_ENDS_COMPARISON = frozenset(", ; : . while whereas but".split())  # noqa: SIM905
_GENERIC = frozenset(
    "cells electrodes samples cathodes batteries materials measurements tests all half-cells coin-cells coin galvanostatic "  # noqa: SIM905
    "charge/discharge charge-discharge electrochemical cell compositions both".split()
)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence in its place.

    ``paragraph`` numbers blocks, ``section`` is its kind of section, ``figures`` are those whose caption it is in or that it
    points at ("3b"), ``parsed`` its tokens, ``statements`` what it states, ``names`` its material ids in order.
    """

    paragraph: int
    section: str
    kind: str
    parsed: Sentence
    statements: tuple[Statement, ...]
    names: tuple[str, ...]
    figures: tuple[str, ...] = ()
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The materials a document may speak of: its own (target first), and whether it is a review."""

    own: tuple[str, ...]
    target: str | None
    pristine: str | None
    review: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """A statement on a material (None: not known): ``values`` with all conditions, ``carried`` those from elsewhere, and why."""

    said: int
    statement: Statement
    material: str | None
    values: Mapping[str, Value]
    carried: frozenset[str]
    reason: str
    confidence: float
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """The materials of a value, why, how surely, and the names passed over."""

    materials: tuple[str, ...]
    reason: str
    weight: float
    rivals: tuple[str, ...] = ()
    beyond: bool = False


@dataclass
class _Context:
    """What has been said so far; changed from sentence to sentence within `link`."""

    topic: tuple[str, ...] = ()
    topic_distance: int = 0
    paragraph: int = -1
    cell: str | None = None
    rate: str | None = None
    any_rate: str | None = None
    rate_distance: int = 0
    cycles: int | None = None
    temperature: Value = None
    window: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    here: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    of_heading: tuple[Value, Value] | None = None
    heading: str = ""
    retention: bool = False
    figures: tuple[str, ...] = ()
    cycling: bool = False
    several: set[str] = field(default_factory=set)


def link(said: Sequence[Said], roster: Roster) -> list[Linked]:
    """Return every statement on its material or materials, in the order of the document."""
    captions = _captions(said)
    only = only_windows(said)
    context = _Context()
    out: list[Linked] = []
    for number, sentence in enumerate(said):
        _enter(context, sentence)
        cell = _cell(sentence.parsed, context)
        choices: dict[Slot, _Choice] = {}
        for statement in sentence.statements:
            out += _linked(number, sentence, statement, context, roster, captions, only, cell, choices)
        _leave(context, sentence, cell, roster)
    return out


# ------------------------------------------------------------------------------------------------ the subject


def _linked(
    number: int,
    said: Said,
    statement: Statement,
    context: _Context,
    roster: Roster,
    captions: Mapping[str, Mapping[str, Value]],
    only: Mapping[str, tuple[Value, Value]],
    cell: str | None,
    choices: dict[Slot, _Choice],
) -> list[Linked]:
    if statement.property == "rate_definition":
        return [Linked(number, statement, None, dict(statement.values), frozenset(), statement.rule, statement.weight)]
    choice = _choose(said, statement, context, roster, cell)
    if statement.property == "transition":
        return _of_transition(number, said, statement, choice, roster)
    values, carried, how = _conditions(said, statement, context, captions, only, cell)
    reason = f"{statement.rule}; {choice.reason}" + (f"; {how}" if how else "")
    confidence = statement.weight * choice.weight * (0.97 if carried & {"cycles", "rate"} else 1.0)
    if statement.property == "retention" and values.get("cycles") is None and not _about_cycling(said, context, captions):
        confidence, reason = confidence * 0.4, f"{reason}; nothing speaks of cycling"
    if choice.beyond:
        carried = carried | {"material"}
    targets = choice.materials or (None,)
    return [Linked(number, statement, m, values, carried, reason, round(confidence, 3), choice.rivals) for m in targets]


_PLURALS = frozenset("materials oxides cathodes compounds systems".split())  # noqa: SIM905


def _of_transition(number: int, said: Said, statement: Statement, choice: _Choice, roster: Roster) -> list[Linked]:
    """Link a transition; one of "P2-type oxides" in general, or of nothing named in an introduction, is no fact of a material."""
    if choice.beyond and (
        (said.section == "introduction" and not roster.review)
        or any(t.norm in _PLURALS and t.tag == "WORD" for t in said.parsed.tokens)
    ):
        return []
    carried = frozenset({"material"}) if choice.beyond else frozenset()
    reason = f"{statement.rule}; {choice.reason}"
    confidence = round(statement.weight * choice.weight, 3)
    return [
        Linked(number, statement, m, dict(statement.values), carried, reason, confidence, choice.rivals) for m in choice.materials
    ]


_CYCLING = ("cycling", "cycles", "cycled", "cyclability", "long-term", "lifespan", "cycle", "cyclic", "prolonged")


def _about_cycling(said: Said, context: _Context, captions: Mapping[str, Mapping[str, Value]]) -> bool:
    """Return whether the sentence, the one before it or the caption of its figure speaks of cycling."""
    figures = (*said.figures, *context.figures)
    return said.parsed.word(*_CYCLING) or context.cycling or any(captions.get(f, {}).get("cycling") for f in figures)


def _choose(said: Said, statement: Statement, context: _Context, roster: Roster, cell: str | None) -> _Choice:
    sentence, slot = said.parsed, statement.slot
    names = [s for s in sentence.slots if s.tag == "MATERIAL"]
    complement = _complement(sentence, slot.first)
    rivals = tuple(dict.fromkeys(sentence.tokens[i].ident for s in names for i in s.tokens))
    if names:
        found = _in_sentence(sentence, statement, names, complement)
        if found is not None:
            return replace(found, rivals=tuple(r for r in rivals if r not in found.materials))
    if complement is not None:
        return _other_side(sentence, slot, context, roster, names)
    return _from_context(said, statement, context, roster, cell, rivals)


def _in_sentence(sentence: Sentence, statement: Statement, names: Sequence[Slot], complement: int | None) -> _Choice | None:
    slot, count = statement.slot, len(statement.slot.tokens)
    window = statement.property == "voltage_window"
    if count > 1 and not window:
        lists = [s for s in names if len(s.tokens) == count and len(_idents(sentence, s)) == count]
        best = min(lists, key=lambda s: (_complement(sentence, s.first) != complement, _gap(s, slot)), default=None)
        if best is not None:
            ident = sentence.tokens[best.tokens[statement.place]].ident
            return _Choice((ident,), f"list of {count} names and {count} values", 0.97 if sentence.word("respectively") else 0.93)
    bracketed = _by_bracket(sentence, slot, names)
    if bracketed is not None and not window:
        return _Choice(_idents(sentence, bracketed), "name at the bracket", 0.97)
    relative = _relative(sentence, slot, names)
    if relative is not None:
        return _Choice(_idents(sentence, relative), "clause of the name before it", 0.93)
    same_side = [s for s in names if _complement(sentence, s.first) == complement]
    if (
        complement is not None
        and len(same_side) == 1
        and same_side[0].first > slot.last
        and any(slot.last < v.first < same_side[0].first for v in sentence.values)
    ):
        return _Choice(_idents(sentence, same_side[0]), "named behind the values compared", 0.9)
    after = next((s for s in same_side if s.first > slot.last and _is_for(sentence, slot, s)), None)
    before = [s for s in same_side if s.last < slot.first]
    if after is not None and (complement is not None or not before or _prefers_after(sentence, slot, after, before[-1])):
        idents = _idents(sentence, after)
        return _Choice(idents if count == 1 or window or len(idents) == 1 else (), "named behind the value", 0.95)
    if before:
        nearest = _subject(sentence, slot, before)
        idents = _idents(sentence, nearest)
        if _unnamed_between(sentence, nearest, slot):
            return _Choice((), "said of a sample that is not named", 0.3)
        if count > 1 and not window and (len(idents) > 1 or not _of_one(sentence, statement)):
            return _Choice((), f"{len(idents)} names, {count} values", 0.4)
        parted = sentence.parting(nearest.last, slot.first)
        return _Choice(idents, "subject before the value", (0.96, 0.94, 0.85)[parted])
    if after is None and complement is None:
        later = [s for s in same_side if s.first > slot.last]
        if later and any(v.first - later[0].last <= 3 and v.first > later[0].last and v is not slot for v in sentence.values):
            later = []  # the name has a value of its own
        if later and (window or not _clause_between(sentence, slot.last, later[0].first)):
            idents = _idents(sentence, later[0])
            if count == 1 or window or len(idents) == 1:
                return _Choice(idents, "the only name, behind the value", 0.8)
    return None


def _relative(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> Slot | None:
    """Return the name whose relative clause the value stands in: "X, which retains 45%, …"."""
    before = [s for s in names if s.last < slot.first]
    if not before:
        return None
    nearest = before[-1]
    words = [t.norm for t in sentence.tokens[nearest.last + 1 : slot.first]]
    opening = next((i for i, w in enumerate(words[:4]) if w in ("which", "that", "whose", "who")), None)
    if (
        opening is None
        or (opening > 0 and words[opening - 1] in ("in", "among", "of", "from", "at"))
        or "," in words[opening + 1 :]
        or any(v.last < slot.first and v.first > nearest.last for v in sentence.values)
    ):
        return None
    return nearest if "," in words[:opening] or opening <= 1 else None


def _of_one(sentence: Sentence, statement: Statement) -> bool:
    """Return whether a list of values may be of one material: a value a rate, or charge and discharge."""
    if _has_list(sentence, statement.slot) or statement.slot.changed:
        return True
    norm = {t.norm for t in sentence.tokens}
    return (
        statement.property == "capacity"
        and len(statement.slot.tokens) == 2
        and bool({"charge", "discharge"} <= norm or norm & {"charge/discharge", "charge-discharge", "discharge/charge"})
    )


def _unnamed_between(sentence: Sentence, name: Slot, slot: Slot) -> bool:
    """Return whether a sample without a name comes between a name and the value: "X keeps 80%, its bare core 60%"."""
    words = [t.norm for t in sentence.tokens[name.last + 1 : slot.first]]
    return any(w in _PLAIN and any(v in _SAMPLE for v in words[i + 1 : i + 4]) for i, w in enumerate(words))


def _subject(sentence: Sentence, slot: Slot, before: Sequence[Slot]) -> Slot:
    """Return the nearest name before the value, but the clause's own subject over a name behind a preposition."""
    nearest = before[-1]
    if len(before) > 1 and _oblique(sentence, nearest) and sentence.parting(nearest.last, slot.first) >= 1:
        direct = [s for s in before if not _oblique(sentence, s)]
        if direct and not any(nearest.last < v.first < slot.first for v in sentence.values):
            return direct[-1]
    if len(before) > 1 and nearest.first > 0 and sentence.brackets[nearest.first] != sentence.brackets[slot.first]:
        outside = [s for s in before if sentence.brackets[s.first] == sentence.brackets[slot.first]]
        if outside and slot.first - nearest.last > 3:
            return outside[-1]
    return nearest


def _oblique(sentence: Sentence, name: Slot) -> bool:
    """Return whether a name stands behind a preposition: "the first capacity of X"."""
    words = [t.norm for t in sentence.tokens[max(0, name.first - 3) : name.first]]
    while words and words[-1] in ("the", "bare", "pristine", "both", "its"):
        words.pop()
    return bool(words) and words[-1] in ("of", "with", "in", "from", "by", "on", "into", "to", "like", "as")


def _prefers_after(sentence: Sentence, slot: Slot, after: Slot, before: Slot) -> bool:
    """Return whether "for X" behind the value wins over a name before it."""
    word = (
        sentence.tokens[after.first - 1].norm
        if sentence.tokens[after.first - 1].norm in _FOR
        else _word_before(sentence, after.first)
    )
    return word in ("for", "of") or sentence.parting(before.last, slot.first) > 0


def _word_before(sentence: Sentence, index: int) -> str:
    for i in range(index - 1, max(-1, index - 6), -1):
        if sentence.tokens[i].norm in _FOR:
            return sentence.tokens[i].norm
        if sentence.tokens[i].tag == "MARK":
            return ""
    return ""


def _is_for(sentence: Sentence, slot: Slot, name: Slot) -> bool:
    """Return whether a name follows the value as in "80% after 200 cycles for X", with no other value or clause between."""
    if any(slot.last < v.first < name.first for v in sentence.values):
        return False
    word = _word_before(sentence, name.first)
    if not word or name.first - slot.last > 16:
        return False
    between = sentence.tokens[slot.last + 1 : name.first]
    if sentence.brackets[slot.first] and sentence.brackets[name.first] != sentence.brackets[slot.first]:
        between = tuple(t for t in between if t.norm != ")")
    return not any(
        t.norm in (";", ",", "and", "while", "whereas", "but", "which", "is", "are", "was", "were", "than", "then")
        for t in between
    )


def _clause_between(sentence: Sentence, first: int, last: int) -> bool:
    return sentence.parting(first, last) == 2


def _by_bracket(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> Slot | None:
    """Return the name that a bracket ties to the value: "X (80%)", "(80% for X)", "80% (X)"."""
    inner = sentence.brackets[slot.first]
    if inner:
        same = [s for s in names if sentence.brackets[s.first] == inner]
        owned = [
            s
            for s in same
            if len(sentence.values) == 1
            or not any(min(s.first, slot.first) < v.first < max(s.first, slot.first) for v in sentence.values if v is not slot)
        ]
        if owned:
            return min(owned, key=lambda s: _gap(s, slot))
        opening = next(
            (
                i
                for i in range(slot.first, -1, -1)
                if sentence.brackets[i] == inner and (i == 0 or sentence.brackets[i - 1] != inner)
            ),
            slot.first,
        )
        touching = next((s for s in names if 0 < opening - s.last <= 2 and len(s.tokens) >= 1), None)
        if touching is not None:
            return replace(touching, tokens=(touching.tokens[-1],))
        return None
    after = next((s for s in names if s.first - slot.last == 2 and sentence.tokens[slot.last + 1].norm == "("), None)
    return after


def _complement(sentence: Sentence, index: int) -> int | None:
    """Return the place of the comparing word that token ``index`` stands behind, or None: "than that of X (80%)"."""
    ahead = [
        p
        for p in sentence.of("COMPARED")
        if p.last < index and not any(q.first <= p.first <= q.last for q in sentence.of("NOTHING"))
    ]
    ahead = [p for p in ahead if not _of_time(sentence, p.first)]
    if not ahead:
        return None
    nearest = ahead[-1]
    between = sentence.tokens[nearest.last + 1 : index]
    depth = sentence.brackets[nearest.first]
    for offset, token in enumerate(between, nearest.last + 1):
        if token.norm in _ENDS_COMPARISON and sentence.brackets[offset] == depth and not _in_list(sentence, offset):
            return None
        if token.norm == "," and sentence.brackets[offset] == depth and not _in_list(sentence, offset):
            return None
        if token.norm == ")" and sentence.brackets[offset] == depth and depth:
            return None
    if any(
        t.norm
        in (
            "shows",
            "show",
            "exhibits",
            "delivers",
            "displays",
            "retains",
            "maintains",
            "achieves",
            "delivered",
            "showed",
            "exhibited",
        )
        for t in between
    ):
        return None
    return nearest.first


def _of_time(sentence: Sentence, index: int) -> bool:
    """Return whether "over" is one of "over 200 cycles", "than" one of "more than 80%", "vs" that of a reference electrode."""
    word = sentence.tokens[index].norm
    following = sentence.tokens[index + 1 : index + 4]
    if word == "over" and any(
        t.tag in ("CYCLES", "FEW", "WINDOW", "PERCENT") or t.norm in ("the", "a", "prolonged", "long", "long-term", "extended")
        for t in following[:2]
    ):
        return True
    if word in ("more", "less", "higher", "lower", "better", "greater", "larger") and index + 2 < len(sentence.tokens):
        return sentence.tokens[index + 1].norm == "than" and sentence.tokens[index + 2].tag in ("CYCLES", "PERCENT", "CAPACITY")
    if word == "than":
        return (
            index + 1 < len(sentence.tokens)
            and sentence.tokens[index + 1].tag in ("CYCLES", "PERCENT", "CAPACITY")
            and index > 0
            and sentence.tokens[index - 1].norm in ("more", "less")
        )
    return word in ("vs", "versus", "against") and any(t.norm in ("na", "na+", "na+/na", "na/na", "sodium") for t in following)


def _in_list(sentence: Sentence, index: int) -> bool:
    """Return whether a comma is one of a list of names or values."""
    return any(s.first < index < s.last for s in sentence.slots)


def _idents(sentence: Sentence, slot: Slot) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sentence.tokens[i].ident for i in slot.tokens))


def _gap(one: Slot, other: Slot) -> int:
    return one.first - other.last if one.first > other.last else other.first - one.last


def _other_side(sentence: Sentence, slot: Slot, context: _Context, roster: Roster, names: Sequence[Slot]) -> _Choice:
    """Return the material of a value that is compared with, where no name stands beside it."""
    said = {i for s in names for i in _idents(sentence, s)}
    if roster.pristine is not None and roster.pristine not in said and not roster.review and len(roster.own) == 2:
        return _Choice((roster.pristine,), "compared with, so the other material", 0.6, beyond=True)
    return _Choice((), "compared with a material that is not named", 0.3)


def _from_context(
    said: Said, statement: Statement, context: _Context, roster: Roster, cell: str | None, rivals: tuple[str, ...]
) -> _Choice:
    sentence, count = said.parsed, len(statement.slot.tokens)
    window = statement.property == "voltage_window"
    if window and not roster.review and cell != "full":
        pointing = sentence.word("this", "it", "its", "such") and len(context.topic) == 1
        if not pointing or said.section == "experimental":
            generic = said.section == "experimental" or said.kind == "heading" or any(t.norm in _GENERIC for t in sentence.tokens)
            if generic or not context.topic:
                return _Choice(roster.own, "said of all samples", 0.8, beyond=True)
    if _other_sample(sentence, statement.slot):
        return _Choice((), "said of a sample that is not named", 0.3, rivals)
    if context.topic and said.section != "experimental":
        if count > 1 and len(context.topic) == count and not window and not _has_list(sentence, statement.slot):
            return _Choice(
                (context.topic[statement.place],), f"the {count} materials last named, in order", 0.7, rivals, beyond=True
            )
        if count > 1 and not window and not _of_one(sentence, statement):
            return _Choice((), f"{count} values and no names", 0.3, rivals)
        far = (context.topic_distance > 3 and not roster.review) or (cell == "full" and context.topic_distance > 1)
        if len(context.topic) == 1 and not (far and roster.target is not None):
            weight = 0.9 if context.topic_distance <= 1 else 0.82 if context.topic_distance <= 3 else 0.72
            return _Choice(context.topic, f"subject {context.topic_distance} sentences before", weight, rivals, beyond=True)
        if roster.target in context.topic and not window and count == 1:
            return _Choice((str(roster.target),), "the target among the materials last named", 0.55, rivals, beyond=True)
        if window:
            return _Choice(context.topic, "the materials last named", 0.7, rivals, beyond=True)
    if count > 1 and not window and not _of_one(sentence, statement):
        return _Choice((), f"{count} values and no names", 0.3, rivals)
    if roster.target is not None and not roster.review:
        place = {"abstract": 0.85, "conclusion": 0.85, "title": 0.85}.get(said.section, 0.65)
        return _Choice((roster.target,), "the paper's target", place, rivals, beyond=True)
    return _Choice((), "no material in reach", 0.2, rivals, beyond=True)


_PLAIN = frozenset("bare pristine undoped un-doped uncoated unmodified untreated unsubstituted parent".split())  # noqa: SIM905
_SAMPLE = frozenset(
    (  # noqa: SIM905
        "core oxide oxides one compound sample samples material materials counterpart counterparts "
        "electrode electrodes cathode cathodes one ones product products composition"
    ).split()
)
_OTHER = frozenset(
    (  # noqa: SIM905
        "bare pristine parent untreated unsubstituted contrast control counterpart counterparts "
        "reference comparative comparison undoped un-doped uncoated unmodified excess excessive "
        "less without free bulk single-phase commercial other others rest remaining conventional "
        "annealed calcined calcinated sintered"
    ).split()
)


def _other_sample(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the subject is a sample that only a description tells, such as "the sample containing less Cu"."""
    before = sentence.tokens[max(0, slot.first - 30) : slot.first]
    cut = next((i for i in range(len(before) - 1, -1, -1) if before[i].norm in (";", "while", "whereas", "but", "yet")), -1)
    words = [t.norm for t in before[cut + 1 :]]
    if any(w in ("group", "et", "co-workers", "coworkers", "reported") for w in words) and not any(
        w in ("our", "we") for w in words
    ):
        return True
    behind = [t.norm for t in sentence.tokens[slot.last + 1 : slot.last + 16]]
    opening = next(
        (i for i, w in enumerate(behind) if w in ("for", "of", "in", "by") and any(v in _SAMPLE for v in behind[i + 1 : i + 5])),
        None,
    )
    words += behind[opening : opening + 8] if opening is not None else []
    for i, word in enumerate(words):
        if word in _OTHER and any(w.split("-")[-1] in _SAMPLE for w in words[max(0, i - 3) : i + 4]):
            return True
    return False


def _has_list(sentence: Sentence, slot: Slot) -> bool:
    """Return whether conditions make a list as long as the values, so that the values are of one material."""
    return any(len(s.tokens) == len(slot.tokens) for kinds in sentence.owned.get(slot, {}).values() for s in kinds)


# ------------------------------------------------------------------------------------------------ the conditions


def _conditions(
    said: Said,
    statement: Statement,
    context: _Context,
    captions: Mapping[str, Mapping[str, Value]],
    only: Mapping[str, tuple[Value, Value]],
    cell: str | None,
) -> tuple[dict[str, Value], frozenset[str], str]:
    """Return all values of a statement, the names of those from elsewhere, and where from."""
    values: dict[str, Value] = dict(statement.values)
    carried, why = set(statement.shared), []
    if statement.shared:
        why.append(f"{', '.join(sorted(statement.shared))} of a value beside it")
    sentence = said.parsed
    if statement.property == "voltage_window":
        values["cell"] = cell or "half"
        return values, frozenset(carried), ""
    values["cell"] = cell or "half"
    if not sentence.has("FULL", "HALF"):
        carried.add("cell")
    figures = [f for f in said.figures if f in captions] or [f for f in context.figures if f in captions]
    figure = captions[figures[0]] if figures else {}
    if statement.property == "retention" and values.get("basis") is None:
        for name in ("rate", "cycles"):
            if values.get(name) is not None:
                continue
            if figure.get(name) is not None and (name == "rate" or figure.get("retention")):
                values[name] = figure[name]
                carried.add(name)
                why.append(f"{name} of the figure")
            elif name == "rate" and context.rate is not None and context.cell == cell:
                values[name] = context.rate
                carried.add(name)
                why.append("rate of the paragraph")
            elif (
                name == "cycles"
                and context.cycles is not None
                and context.cell == cell
                and "rate" not in statement.values.keys() - {k for k, v in statement.values.items() if v is None}
            ):
                values[name] = context.cycles
                carried.add(name)
                why.append("cycles of the paragraph")
    if statement.property == "capacity" and values.get("rate") is None and figure.get("rate") is not None:
        values["rate"] = figure["rate"]
        carried.add("rate")
        why.append("rate of the figure")
    if (
        statement.property == "capacity"
        and values.get("rate") is None
        and context.any_rate is not None
        and context.rate_distance <= 2
        and context.cell == cell
    ):
        values["rate"] = context.any_rate
        carried.add("rate")
        why.append("rate of a sentence before")
    if values.get("low") is None:
        window, source = _window(said, context, figure, only, cell)
        if window is not None:
            values["low"], values["high"] = window
            carried |= {"low", "high"}
            why.append(f"window of {source}")
    if values.get("temperature_C") is None and figure.get("temperature_C") is not None:
        values["temperature_C"] = figure["temperature_C"]
        carried.add("temperature_C")
    return values, frozenset(carried), "; ".join(why)


def _window(
    said: Said, context: _Context, figure: Mapping[str, Value], only: Mapping[str, tuple[Value, Value]], cell: str | None
) -> tuple[tuple[Value, Value] | None, str]:
    kind = cell or "half"
    stated = [s for s in said.statements if s.property == "voltage_window"]
    if len(stated) == 1:
        return (stated[0].values["low"], stated[0].values["high"]), "the sentence"
    if kind in context.here and kind not in context.several:
        return context.here[kind], "the paragraph"
    if context.of_heading is not None and kind == "half":
        return context.of_heading, "the heading"
    if figure.get("low") is not None:
        return (figure["low"], figure["high"]), "the figure"
    if kind in only:
        return only[kind], "the document"
    if kind in context.window:
        return context.window[kind], "the text before"
    return None, ""


def _cell(sentence: Sentence, context: _Context) -> str | None:
    full, half = sentence.of("FULL"), sentence.of("HALF")
    if full and half:
        values = sentence.values
        if values:
            near_full = min(abs(p.first - values[0].first) for p in full)
            near_half = min(abs(p.first - values[0].first) for p in half)
            return "full" if near_full <= near_half else "half"
        return "full"
    if full:
        return "full"
    return "half" if half else context.cell


def _captions(said: Sequence[Said]) -> dict[str, dict[str, Value]]:
    """Return the conditions that captions give, by figure and panel ("3", "3b")."""
    out: dict[str, dict[str, Value]] = {}
    for sentence in said:
        if sentence.kind != "caption" or not sentence.figures:
            continue
        found: dict[str, Value] = {}
        rates = [t for t in sentence.parsed.tokens if t.tag == "RATE"]
        slots = [s for s in sentence.parsed.slots if s.tag == "RATE"]
        if (
            len(slots) >= 1
            and rates
            and len({sentence.parsed.tokens[s.first].norm for s in slots}) == 1
            and not slots[0].changed
            and len(slots[0].tokens) == 1
        ) or (slots and sentence.parsed.word("long-term", "cycling", "cycle", "life")):
            found["rate"] = sentence.parsed.tokens[slots[0].first].norm
        if sentence.parsed.word(*_CYCLING):
            found["cycling"] = 1
        windows = [s for s in sentence.statements if s.property == "voltage_window"]
        if len(windows) == 1:
            found["low"], found["high"] = windows[0].values["low"], windows[0].values["high"]
        heats = [t for t in sentence.parsed.tokens if t.tag == "TEMPERATURE"]
        if len(heats) == 1 and sentence.parsed.word("cycling", "performance", "stability", "cycle", "capacity", "cycled"):
            found["temperature_C"] = heats[0].value
        cycles = [t for t in sentence.parsed.tokens if t.tag == "CYCLES" and (t.value or 0) >= 20]
        if len(cycles) == 1 and sentence.parsed.word("cycling", "stability", "performance", "long-term"):
            found["cycles"], found["retention"] = int(cycles[0].value or 0), 1
        for name in sentence.figures:
            known = out.setdefault(name, {})
            for key, value in found.items():
                known.setdefault(key, value)
    for name, conditions in list(out.items()):
        whole = out.get(name.rstrip("abcdefghijklmnopqrstuvwxyz"), {})
        for key in ("low", "high"):
            if key in whole:
                conditions.setdefault(key, whole[key])
    return out


def only_windows(said: Sequence[Said]) -> dict[str, tuple[Value, Value]]:
    """Return, by cell, the window of a document that names only one."""
    found: dict[str, set[tuple[Value, Value]]] = {}
    for sentence in said:
        kind = "full" if sentence.parsed.has("FULL") else "half"
        for s in sentence.statements:
            if s.property == "voltage_window":
                found.setdefault(kind, set()).add((s.values["low"], s.values["high"]))
    return {kind: next(iter(windows)) for kind, windows in found.items() if len(windows) == 1}


# ------------------------------------------------------------------------------------------------ what was said before


def _enter(context: _Context, said: Said) -> None:
    if said.heading != context.heading:
        context.heading, context.of_heading = said.heading, None
        context.cell = None
    context.rate_distance += 1
    if said.paragraph != context.paragraph:
        context.paragraph = said.paragraph
        context.any_rate, context.cycling = None, False
        context.cell, context.rate, context.cycles, context.here, context.figures, context.several = (
            None,
            None,
            None,
            {},
            (),
            set(),
        )
        context.topic_distance += 2
        if said.kind in ("abstract", "title", "caption"):
            context.topic, context.topic_distance = (), 0
    else:
        context.topic_distance += 1


def _leave(context: _Context, said: Said, cell: str | None, roster: Roster) -> None:
    sentence = said.parsed
    if sentence.has("FULL", "HALF"):
        if cell != context.cell:
            context.rate, context.cycles, context.any_rate = None, None, None
        context.cell = cell
    for s in said.statements:
        if s.property != "voltage_window":
            continue
        window = (s.values["low"], s.values["high"])
        if said.kind == "heading":
            context.of_heading = window
            continue
        kind = cell or "half"
        if said.section in ("abstract", "conclusion") and context.here.get(kind, window) != window:
            context.several.add(kind)  # two windows in one summary: neither is the window of what follows
        context.here[kind] = window
        if said.kind != "caption":
            context.window[cell or "half"] = window
    context.cycling = sentence.word(*_CYCLING)
    rates = [s for s in sentence.slots if s.tag == "RATE" and len(s.tokens) == 1]
    spoken_rates = {sentence.tokens[i].norm for s in sentence.slots if s.tag == "RATE" for i in s.tokens}
    if spoken_rates and said.kind != "caption":
        context.any_rate, context.rate_distance = (next(iter(spoken_rates)), 0) if len(spoken_rates) == 1 else (None, 0)
    about_cycling = any(s.property == "retention" and s.values.get("basis") is None for s in said.statements)
    about_cycling = about_cycling or (
        sentence.word("cycling", "cycled", "cyclability", "cycles", "long-term", "lifespan") and bool(rates)
    )
    if about_cycling and len({sentence.tokens[s.first].norm for s in rates}) == 1 and said.kind != "caption":
        context.rate = sentence.tokens[rates[0].first].norm
    cycles: set[Value] = {s.values.get("cycles") for s in said.statements if s.property == "retention"} - {None}
    spoken = [t.value for t in sentence.tokens if t.tag == "CYCLES" and not t.ordinal and (t.value or 0) >= 20]
    if (
        not cycles
        and len(spoken) == 1
        and sentence.word("cycling", "cycle", "life", "stability", "cycled", "long-term", "examined", "tested")
    ):
        cycles = {spoken[0]}
    if len(cycles) == 1 and said.kind != "caption":
        context.cycles = int(float(next(iter(cycles)) or 0))
    if said.figures and said.kind != "caption" and not all(f.startswith("S") for f in said.figures):
        context.figures = tuple(f for f in said.figures if not f.startswith("S"))
    if said.kind in ("caption", "heading"):
        return
    subjects = [s for s in sentence.slots if s.tag == "MATERIAL" and _complement(sentence, s.first) is None]
    if subjects:
        context.topic = _idents(sentence, subjects[0])
        own_first = [s for s in subjects if roster.target in _idents(sentence, s)]
        if (
            len(subjects) > 1
            and own_first
            and context.topic != (roster.target,)
            and len(_idents(sentence, subjects[0])) == 1
            and _behind_of(sentence, subjects[0])
        ):
            context.topic = _idents(sentence, own_first[0])
        context.topic_distance = 0


def _behind_of(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a name is only a complement: "unlike X"."""
    return slot.first > 0 and sentence.tokens[slot.first - 1].norm in ("unlike", "besides", "of")
