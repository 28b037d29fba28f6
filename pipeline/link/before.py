"""What has been said so far: followed from sentence to sentence, forgotten from paragraph to paragraph.

In: the `Context` before a sentence; out: the same, changed. Method: own.
"""

from __future__ import annotations

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.link.comparison import complement_of
from pipeline.link.conditions import cell_left, cell_of, conditions_in_a_row, says_the_same, speaks_of_cycling
from pipeline.link.others import of_others, speaks_of_own
from pipeline.link.subject import idents_of, oblique
from pipeline.link.unknown import unknown_subject
from pipeline.link.words import Context, Roster, Said, Value


def enter(context: Context, said: Said) -> None:
    """Forget what does not reach into this sentence."""
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
        context.foreign, context.unknown, context.rows = False, False, ()
        if all(ident.startswith("?") for ident in context.topic):
            context.topic = ()
        if said.kind in ("abstract", "title", "caption"):
            context.topic, context.topic_distance = (), 0
    else:
        context.topic_distance += 1


def turn_to_another(context: Context, said: Said) -> None:
    """Forget the conditions of one work where a review turns to another: a sentence with other materials than the one before."""
    if said.kind in ("caption", "heading") or not said.names or set(said.names) & {*context.topic, *context.named}:
        return
    context.cell, context.rate, context.any_rate, context.cycles, context.rows = None, None, None, None, ()
    context.here, context.several = {}, set()


def leave(context: Context, said: Said, roster: Roster) -> None:
    """Remember what this sentence says for those behind it."""
    sentence = said.parsed
    cells = {id(s): cell_of(sentence, s.slot, context) for s in said.statements}
    cell = cell_left(sentence, context)
    if sentence.has("FULL", "HALF"):
        if cell != context.cell:
            context.rate, context.cycles, context.any_rate = None, None, None
        context.cell = cell
    for s in said.statements:
        if s.property != "voltage_window" or (not roster.review and of_others(said, s.slot.first)):
            continue
        window = (s.values["low"], s.values["high"])
        if said.kind == "heading":
            context.of_heading = window
            continue
        kind = cells[id(s)] or "half"
        if said.section in ("abstract", "conclusion") and context.here.get(kind, window) != window:
            context.several.add(kind)  # two windows in one summary: neither is the window of what follows
        context.here[kind] = window
        if said.kind != "caption":
            context.window[kind] = window
    context.cycling = speaks_of_cycling(sentence)
    rates = [s for s in sentence.slots if s.tag == "RATE" and len(s.tokens) == 1]
    spoken_rates = {sentence.tokens[i].norm for s in sentence.slots if s.tag == "RATE" for i in s.tokens}
    if spoken_rates and said.kind != "caption":
        one = len(spoken_rates) == 1 and not sentence.of_rate_test()
        context.any_rate, context.rate_distance = (next(iter(spoken_rates)), 0) if one else (None, 0)
    about_cycling = any(s.property == "retention" and s.values.get("basis") is None for s in said.statements)
    about_cycling = about_cycling or (speaks_of_cycling(sentence) and bool(rates))
    if about_cycling and len({sentence.tokens[s.first].norm for s in rates}) == 1 and said.kind != "caption":
        context.rate = sentence.tokens[rates[0].first].norm
    told: set[Value] = {s.values.get("rate") for s in said.statements if s.property == "retention" and not s.values.get("basis")}
    if len(told - {None}) == 1 and len({sentence.tokens[s.first].norm for s in rates}) > 1 and said.kind != "caption":
        context.rate = next(iter(told - {None}))  # type: ignore[assignment]
    cycles: set[Value] = {s.values.get("cycles") for s in said.statements if s.property == "retention"} - {None}
    spoken = [t.value for t in sentence.tokens if t.tag == "CYCLES" and not t.ordinal and (t.value or 0) >= 20]
    if (
        not cycles
        and len(spoken) == 1
        and sentence.word("cycling", "cycle", "life", "stability", "cycled", "long-term", "examined", "tested")
    ):
        cycles = {spoken[0]}
    if not cycles:  # "106 mAh/g after 200 cycles. The retention is 87%."
        cycles = {s.values.get("cycle") for s in said.statements if s.property == "capacity"} - {None, 1}
        cycles = cycles if all(isinstance(c, int) and c >= _TESTED for c in cycles) else set()
    context.rows = conditions_in_a_row(said) or (context.rows if says_the_same(sentence) else ())
    if len(cycles) == 1 and said.kind != "caption":
        context.cycles = int(float(next(iter(cycles)) or 0))
    if said.figures and said.kind != "caption" and not all(f.startswith("S") for f in said.figures):
        context.figures = tuple(f for f in said.figures if not f.startswith("S"))
    if said.kind in ("caption", "heading"):
        return
    tells = said.section == "introduction" and of_others(said, len(sentence.tokens))
    context.foreign = tells or (context.foreign and not speaks_of_own(sentence))
    subjects = [s for s in sentence.slots if s.tag == "MATERIAL" and complement_of(sentence, s.first) is None]
    subjects = [s for s in subjects if not (oblique(sentence, s) and all(i.startswith("?") for i in idents_of(sentence, s)))]
    unknown = unknown_subject(sentence) is not None
    context.unknown = unknown or (context.unknown and not subjects)
    if subjects and not unknown:
        context.named = tuple(dict.fromkeys(i for s in subjects for i in idents_of(sentence, s)))
        direct = [s for s in subjects if not oblique(sentence, s)]
        context.contrasted = (
            not direct and _behind_a_verb(sentence, subjects[0]) and idents_of(sentence, subjects[0]) == (roster.pristine,)
        )
        context.others = len({idents_of(sentence, s) for s in direct or subjects}) > 1
        context.topic = idents_of(sentence, subjects[0])
        own_first = [s for s in subjects if roster.target in idents_of(sentence, s)]
        if (
            len(subjects) > 1
            and own_first
            and context.topic != (roster.target,)
            and len(idents_of(sentence, subjects[0])) == 1
            and (
                _behind_of(sentence, subjects[0]) or (own_first[0] in direct and _made_from(sentence, subjects[0], own_first[0]))
            )
        ):
            context.topic = idents_of(sentence, own_first[0])
        if roster.review and len(subjects) > 1 and _made_from(sentence, subjects[0], subjects[-1]):
            context.topic = idents_of(sentence, subjects[-1])
        context.topic_distance = 0


_TESTED = 20
"""So many cycles are a test of cycling."""


def _behind_a_verb(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a name is what is acted on and not the subject: "a coating is used to improve the stability of X"."""
    return any(
        t.norm in ("to", "is", "was", "are", "were", "can", "improves", "solves", "by") for t in sentence.tokens[: slot.first]
    )


def _made_from(sentence: Sentence, one: Slot, other: Slot) -> bool:
    """Return whether a name is that of what another is made of: "adding zinc to X yields Y"."""
    if not oblique(sentence, one) or any(v.first < other.first for v in sentence.values):
        return False
    return any(t.norm in _MAKES for t in sentence.tokens[one.last + 1 : other.first])


_MAKES = frozenset(
    (  # noqa: SIM905
        "yields yield yielded yielding gives give gave giving leads led leading results resulted resulting forms formed forming "
        "produces produced producing affords afforded provides provided obtain obtained get create creates created"
    ).split()
)


def _behind_of(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a name is only a complement: "unlike X"."""
    return slot.first > 0 and sentence.tokens[slot.first - 1].norm in ("unlike", "besides", "of")
