"""Which material a value is said of when its sentence names none: the subject last spoken of, then the paper's own target.

In: a sentence with what was said before it; out: a `Choice`. Method: own.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement
from pipeline.link.comparison import complement_of
from pipeline.link.subject import SAMPLE, has_list, idents_of, of_one, without
from pipeline.link.unknown import unknown_subject
from pipeline.link.words import Choice, Context, Roster, Said


def other_side(sentence: Sentence, roster: Roster, names: Sequence[Slot]) -> Choice:
    """Return the material of a value that is compared with, where no name stands beside it."""
    said = {i for s in names for i in idents_of(sentence, s)}
    if roster.pristine is not None and roster.pristine not in said and not roster.review and len(roster.own) == 2:
        return Choice((roster.pristine,), "compared with, so the other material", 0.6, beyond=True)
    return Choice((), "compared with a material that is not named", 0.3)


def from_context(
    said: Said, statement: Statement, context: Context, roster: Roster, cell: str | None, rivals: tuple[str, ...]
) -> Choice:
    """Return the materials of a value whose sentence names none in reach of it."""
    sentence, count = said.parsed, len(statement.slot.tokens)
    window = statement.property == "voltage_window"
    if window and not roster.review and cell != "full":
        pointing = sentence.word("this", "it", "its", "such") and len(context.topic) == 1
        if not pointing or said.section == "experimental":
            generic = said.section == "experimental" or said.kind == "heading" or any(t.norm in _GENERIC for t in sentence.tokens)
            if generic or not context.topic:
                return Choice(roster.own, "said of all samples", 0.8, beyond=True)
    if not window and (context.unknown or unknown_subject(sentence, statement.slot.first) is not None):
        return Choice((), "said of a sample that is never explained", 0.3, rivals)
    if not window and sentence.tokens[0].norm == "the" and sentence.tokens[1].norm == "former":
        return Choice((), "the former of two that are not both known", 0.3, rivals)
    if _other_sample(sentence, statement.slot) or (len(roster.own) > 1 and _made_somehow(sentence, statement.slot)):
        return Choice((), "said of a sample that is not named", 0.3, rivals)
    if (
        count > 1
        and len(context.named) == count
        and not window
        and sentence.word("they", "their", "these", "both", "respectively")
    ):
        return Choice((context.named[statement.place],), f"the {count} names of the sentence before", 0.8, rivals, beyond=True)
    if _contrasted(sentence, statement.slot):
        return Choice((), "in contrast with another value, and not named", 0.3, rivals)
    if statement.property == "transition" and len(context.named) > 1 and _theirs(sentence, statement.slot):
        return Choice(context.named, f"the {len(context.named)} names of the sentence before", 0.8, rivals, beyond=True)
    if count == 1 and not window and not roster.review and (every := _everything(sentence, statement, context, roster)):
        return Choice(every, "said of all samples", 0.85, rivals)
    if context.topic and said.section != "experimental":
        if count > 1 and len(context.topic) == count and not window and not has_list(sentence, statement.slot):
            return Choice(
                (context.topic[statement.place],), f"the {count} materials last named, in order", 0.7, rivals, beyond=True
            )
        if count > 1 and not window and not of_one(sentence, statement):
            return Choice((), f"{count} values and no names", 0.3, rivals)
        far = (context.topic_distance > 3 and not roster.review) or (cell == "full" and context.topic_distance > 1)
        if context.contrasted and roster.target is not None and not sentence.word("it", "its", "this", "latter") and not window:
            place = 0.8 if said.section in ("abstract", "conclusion") else 0.4
            return Choice(
                (roster.target,), "the target: the name before was that of what it is better than", place, rivals, beyond=True
            )
        if cell == "full" and context.others and roster.target in context.named and not window and count == 1:
            return Choice((str(roster.target),), "the full cell, so that of the target", 0.65, rivals, beyond=True)
        pointed = sentence.word("it", "its", "this", "latter") or (context.topic == (roster.target,) and _the_material(sentence))
        if context.others and len(context.topic) == 1 and not pointed and not window:
            return Choice(context.topic, "one of several subjects of the sentence before", 0.4, rivals, beyond=True)
        if len(context.topic) == 1 and not (far and roster.target is not None):
            weight = 0.9 if context.topic_distance <= 1 else 0.82 if context.topic_distance <= 3 else 0.72
            return Choice(context.topic, f"subject {context.topic_distance} sentences before", weight, rivals, beyond=True)
        if roster.target in context.topic and not window and count == 1:
            return Choice((str(roster.target),), "the target among the materials last named", 0.55, rivals, beyond=True)
        if window:
            return Choice(context.topic, "the materials last named", 0.7, rivals, beyond=True)
    if count > 1 and not window and not of_one(sentence, statement):
        return Choice((), f"{count} values and no names", 0.3, rivals)
    if roster.target is not None and not roster.review:
        place = {"abstract": 0.85, "conclusion": 0.85, "title": 0.85}.get(said.section, 0.65)
        return Choice((roster.target,), "the paper's target", place, rivals, beyond=True)
    return Choice((), "no material in reach", 0.2, rivals, beyond=True)


def _the_material(sentence: Sentence) -> bool:
    """Return whether a sentence opens with "The material …": the one that the sentence before was about."""
    words = [t.norm for t in sentence.tokens[:6]]
    while words and words[0] in ("as", "a", "result", ",", "thus", "hence", "therefore", "consequently", "moreover"):
        words.pop(0)
    return words[:1] == ["the"] and words[1:2] != [] and words[1] in _THING


_THING = frozenset("material compound cathode electrode oxide sample".split())  # noqa: SIM905


def _everything(sentence: Sentence, statement: Statement, context: Context, roster: Roster) -> tuple[str, ...]:
    """Return the materials of "both samples", "all three electrodes" right before a value, where there are so many."""
    words = [t.norm for t in sentence.tokens[max(0, statement.slot.first - 12) : statement.slot.first]]
    for i, word in enumerate(words):
        if word in _NUMBERS and any(w in _SAMPLES for w in words[i + 1 : i + 4]) and words[i - 1 : i] != ["than"]:
            number = max(_NUMBERS[w] for w in words[i : i + 2] if w in _NUMBERS)
            for group in (roster.own, context.named):
                if len(group) > 1 and number in (0, len(group)):
                    return group
    return ()


def _theirs(sentence: Sentence, slot: Slot) -> bool:
    """Return whether "their" stands right before a transition: "Their O3–P3 transitions begin at 2.8 V and 3.1 V"."""
    return any(t.norm == "their" for t in sentence.tokens[max(0, slot.first - 3) : slot.first + 1])


_NUMBERS = {"all": 0, "both": 2, "two": 2, "three": 3, "four": 4, "five": 5}
_SAMPLES = frozenset("samples materials electrodes cathodes oxides compounds compositions".split())  # noqa: SIM905


def _other_sample(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the subject is a sample that only a description tells, such as "the sample containing less Cu"."""
    start = max(0, slot.first - 30)
    before = [t for i, t in enumerate(sentence.tokens[start : slot.first], start) if complement_of(sentence, i) is None]
    if complement_of(sentence, slot.first) is not None:
        before = list(sentence.tokens[start : slot.first])
    cut = next((i for i in range(len(before) - 1, -1, -1) if before[i].norm in (";", "while", "whereas", "but", "yet")), -1)
    words = [t.norm for t in before[cut + 1 :]]
    if any(w in ("group", "et", "co-workers", "coworkers", "reported") for w in words) and not any(
        w in ("our", "we") for w in words
    ):
        return True
    stop = min((v.first for v in sentence.values if v.tag == slot.tag and v.first > slot.last), default=len(sentence.tokens))
    behind = [t.norm for t in sentence.tokens[slot.last + 1 : min(stop, slot.last + 16)]]
    opening = next(
        (i for i, w in enumerate(behind) if w in ("for", "of", "in", "by") and any(v in SAMPLE for v in behind[i + 1 : i + 5])),
        None,
    )
    words += behind[opening : opening + 8] if opening is not None else []
    if without(words[-_CLAUSE:]) or without(behind[:_RIGHT_BEHIND]) or _a_sample_with(words):
        return True
    for i, word in enumerate(words):
        if word in _OTHER and any(w.split("-")[-1] in SAMPLE for w in words[max(0, i - 3) : i + 4]):
            return True
    return False


def _made_somehow(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value stands behind a sample told by its making only, where there are several: "The quenched sample"."""
    words = [t.norm for t in sentence.tokens[max(0, slot.first - _CLAUSE) : slot.first]]
    return any(
        w in SAMPLE and _MADE.intersection(part for v in words[max(0, i - 2) : i] for part in (v, v.split("-")[-1]))
        for i, w in enumerate(words)
    )


_MADE = frozenset(
    (  # noqa: SIM905
        "heated quenched cooled fired milled washed dried calcined sintered annealed precipitated hydrothermal hydrothermally "
        "sol-gel solid-state microwave stored exposed doped substituted"
    ).split()
)
_CLAUSE, _RIGHT_BEHIND = 12, 3
"""So many words before a value, and behind it, may tell what its sample goes without."""


def _a_sample_with(words: Sequence[str]) -> bool:
    """Return whether a clause opens with a sample told by what is in it: "A sample with twice as much Ti gives …"."""
    return any(
        a in ("a", "another", "one") and b in ("sample", "compound", "composition", "oxide") and c in ("with", "of", "containing")
        for a, b, c in itertools.islice(zip(words, words[1:], words[2:]), 4)
    )


_GENERIC = frozenset(
    "cells electrodes samples cathodes batteries materials measurements tests all half-cells coin-cells coin galvanostatic "  # noqa: SIM905
    "charge/discharge charge-discharge electrochemical cell compositions both".split()
)


def _contrasted(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value without a name is set against an earlier one by "while", under no other conditions of its own."""
    earlier = [v for v in sentence.values if v.tag == slot.tag and v.last < slot.first]
    if not earlier or not any(t.norm in ("while", "whereas", "but") for t in sentence.tokens[earlier[-1].last : slot.first]):
        return False
    for kind in ("RATE", "CYCLES", "TEMPERATURE"):
        mine = {sentence.tokens[i].norm for s in sentence.owned[slot].get(kind, []) for i in s.tokens}
        other = {sentence.tokens[i].norm for s in sentence.owned[earlier[-1]].get(kind, []) for i in s.tokens}
        if mine and mine != other:
            return False
    return not sentence.has("FULL", "HALF")


_OTHER = frozenset(
    (  # noqa: SIM905
        "bare pristine parent untreated unsubstituted contrast control counterpart counterparts "
        "reference comparative comparison undoped un-doped uncoated unmodified excess excessive "
        "less without free bulk single-phase commercial other others rest remaining conventional "
        "annealed calcined calcinated sintered"
    ).split()
)
