"""Every statement of a document on its material, with its conditions.

In: the sentences of a document; out: `Linked` statements. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.grammar.statements import Statement
from pipeline.link.apart import GENERAL, set_apart, without_exceptions
from pipeline.link.before import enter, leave, turn_to_another
from pipeline.link.beyond import from_context, other_side
from pipeline.link.captions import captions_of, only_windows
from pipeline.link.comparison import complement_of, contrasts_conditions
from pipeline.link.conditions import about_cycling, cell_of, conditions_of, of_the_row
from pipeline.link.confidence import confidence
from pipeline.link.others import foreign_chemistry, of_others, reported, speaks_of_own
from pipeline.link.raised import of_raised
from pipeline.link.subject import in_sentence
from pipeline.link.unknown import of_unknown
from pipeline.link.words import Choice, Context, Linked, Roster, Said, Whole


def link(said: Sequence[Said], roster: Roster) -> list[Linked]:
    """Return every statement on its material or materials, in the order of the document."""
    whole = Whole(roster, captions_of(said), only_windows(said))
    context = Context()
    out: list[Linked] = []
    for number, sentence in enumerate(said):
        enter(context, sentence)
        if roster.review:
            turn_to_another(context, sentence)
        for statement in sentence.statements:
            cell = cell_of(sentence.parsed, statement.slot, context)
            out += _linked(number, sentence, statement, context, whole, cell)
        leave(context, sentence, roster)
    return without_exceptions(out, said)


def _linked(number: int, said: Said, statement: Statement, context: Context, whole: Whole, cell: str | None) -> list[Linked]:
    if statement.property == "rate_definition":
        return [Linked(number, statement, None, dict(statement.values), frozenset(), statement.rule, statement.weight)]
    choice = _choose(said, statement, context, whole.roster, cell)
    if statement.property == "transition":
        return _of_transition(number, said, statement, choice, whole.roster)
    values, carried, how = conditions_of(said, statement, context, whole, cell)
    reason = f"{statement.rule}; {choice.reason}" + (f"; {how}" if how else "")
    off_topic = (
        statement.property == "retention" and values.get("cycles") is None and not about_cycling(said, context, whole.captions)
    )
    if off_topic:
        reason = f"{reason}; nothing speaks of cycling"
    sure = confidence(statement.weight, choice.weight, carried, off_topic)
    if choice.beyond:
        carried = carried | {"material"}
    return [Linked(number, statement, m, values, carried, reason, sure, choice.rivals) for m in choice.materials or (None,)]


def _of_transition(number: int, said: Said, statement: Statement, choice: Choice, roster: Roster) -> list[Linked]:
    """Link a transition; one of "P2-type oxides" in general, or of nothing named in an introduction, is no fact of a material."""
    if choice.weight < _SURELY.get(str(statement.values["form"]), 0.0):
        return []
    if choice.beyond and (
        (said.section == "introduction" and not roster.review)
        or any(t.norm in _PLURALS and t.tag == "WORD" for t in said.parsed.tokens)
    ):
        return []
    carried = frozenset({"material"}) if choice.beyond else frozenset()
    reason = f"{statement.rule}; {choice.reason}"
    sure = confidence(statement.weight, choice.weight)
    return [Linked(number, statement, m, dict(statement.values), carried, reason, sure, choice.rivals) for m in choice.materials]


def _choose(said: Said, statement: Statement, context: Context, roster: Roster, cell: str | None) -> Choice:
    sentence, slot = said.parsed, statement.slot
    if statement.values.get("of") is not None:
        return Choice((str(statement.values["of"]),), "named at the transition", 0.96)
    if not roster.review and (
        said.of_others or of_others(said, slot.first) or (context.foreign and not speaks_of_own(sentence) and not said.names)
    ):
        return Choice((), "said of another's work", 0.2)
    if statement.property in ("capacity", "retention") and of_unknown(sentence, slot):
        return Choice((), "said of a sample that is never explained", 0.3)
    if statement.property in ("capacity", "retention") and foreign_chemistry(sentence, slot):
        return Choice((), "said of another kind of material", 0.3)
    if not roster.review and statement.property in ("capacity", "retention") and reported(said, slot):
        return Choice((), "said of another's work", 0.2)
    names = [s for s in sentence.slots if s.tag == "MATERIAL"]
    complement = complement_of(sentence, slot.first)
    rivals = tuple(dict.fromkeys(sentence.tokens[i].ident for s in names for i in s.tokens))
    if complement is not None and contrasts_conditions(sentence, statement, names, complement):
        complement = None
    if statement.property == "voltage_window" and names and not roster.review:
        aside = set_apart(sentence, slot, names)
        if aside is not None:
            rest = tuple(i for i in roster.own if i not in aside)
            return Choice(rest, f"{GENERAL} but those set apart", 0.8, rivals, beyond=True)
    rise = of_raised(sentence, statement, names, roster)
    if rise is not None:
        return replace(rise, rivals=tuple(r for r in rivals if r not in rise.materials))
    if names:
        found = in_sentence(sentence, statement, names, complement, of_the_row(sentence, statement, context) is not None)
        if found is not None:
            return replace(found, rivals=tuple(r for r in rivals if r not in found.materials))
    if complement is not None:
        return other_side(sentence, roster, names)
    return from_context(said, statement, context, roster, cell, rivals)


_SURELY = {"state": 0.8, "new": 0.8, "appear": 0.8}
"""How surely the material of a transition must be known that is read from the phases of a charged state alone."""
_PLURALS = frozenset("materials oxides cathodes compounds systems".split())  # noqa: SIM905
