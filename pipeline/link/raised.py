"""Which sample each of two values is of, where one is raised to the other: "doping raises the retention from 51% to 87%".

In: a sentence, its statement and names; out: a `Choice`, None if the usual rules do. The lower value is the pristine sample's,
the higher the target's; where only the test is changed, both are of one sample. Method: own.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pipeline.grammar.raised import by_the_sample, by_the_test, raised
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement
from pipeline.link.comparison import complement_of
from pipeline.link.subject import oblique
from pipeline.link.words import Choice, Roster

_TESTED = frozenset(("CYCLES", "WINDOW", "TEMPERATURE"))


def of_raised(sentence: Sentence, statement: Statement, names: Sequence[Slot], roster: Roster) -> Choice | None:
    """Return the sample of a value that is raised to another, or is what another is raised to."""
    slot = statement.slot
    if statement.property not in ("capacity", "retention") or not raised(sentence, slot) or by_the_test(sentence):
        return None
    idents = tuple(dict.fromkeys(sentence.tokens[i].ident for s in names for i in s.tokens))
    if len(idents) == 2:
        other = [s for s in names if s.last < slot.first and complement_of(sentence, s.first) is not None]
        if len(other) != 1 or any(s.first > slot.first for s in names):
            return None
        behind = sentence.tokens[other[0].first].ident
        rest = next(i for i in idents if i != behind)
        return Choice((rest if statement.place else behind,), "raised from what it is compared with", 0.88)
    if len(idents) > 1 or roster.review:
        return None
    words = [t.norm for t in sentence.tokens[: slot.first]]
    if len(roster.own) > 2 and any(a in ("x", "y", "z") and b == "from" for a, b in itertools.pairwise(words)):
        return Choice((), "raised over the members of a series", 0.3)
    if statement.property == "capacity" and not by_the_sample(sentence):
        kept = (
            statement.place == 1 or bool(_TESTED & set(sentence.owned[slot])) or any(s.tag == "VOLTAGE" for s in sentence.slots)
        )
        return None if kept or names else Choice((), "raised, and nothing says how", 0.3)
    two = len(roster.own) == 2 and roster.target in roster.own and roster.pristine in roster.own
    named = idents[0] if idents else None
    changed_here = named is not None and named == roster.target and by_the_sample(sentence) and oblique(sentence, names[0])
    if statement.place == 0 and not changed_here:
        known = two and roster.pristine is not None and named in (None, roster.pristine, roster.target)
        return Choice((str(roster.pristine),) if known else (), "raised from that of the pristine sample", 0.75, beyond=True)
    if changed_here:
        return Choice((), "raised by what is done to the sample named", 0.3)
    if named is not None and named != roster.pristine:
        return Choice((named,), "raised to that of the sample named", 0.85)
    if roster.target is not None and (named is None or two):
        return Choice((roster.target,), "raised to that of the target", 0.8, beyond=True)
    return Choice((), "raised, and no sample named", 0.3)
