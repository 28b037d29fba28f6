"""On which side of a comparison a value or a name stands: "… compared with 40.4% for X", "than that of X (80%)".

In: a `Sentence` and a token; out: the place of the comparing word whose complement the token is in, or None. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement


def complement_of(sentence: Sentence, index: int) -> int | None:
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


def contrasts_conditions(sentence: Sentence, statement: Statement, names: Sequence[Slot], complement: int) -> bool:
    """Return whether a value is compared with one of the same sample under other conditions: "compared with 128 mAh/g at 0.1 C".

    So it is where no name stands on the other side, and the value has a rate, a temperature or a kind of cell of its own.
    """
    slot = statement.slot
    if any(complement_of(sentence, s.first) == complement for s in names):
        return False
    if any(
        t.norm in ("one", "that", "those", "pristine", "bare", "other", "undoped")
        for t in sentence.tokens[complement : slot.first]
    ):
        return False
    if any(t.norm in ("one", "pristine", "bare", "undoped", "counterpart") for t in sentence.tokens[slot.last : slot.last + 14]):
        return False
    earlier = [v for v in sentence.values if v.last < complement and v.tag == slot.tag]
    if not earlier:
        return False
    for kind in ("RATE", "TEMPERATURE", "CYCLES"):
        mine = {sentence.tokens[i].norm for s in sentence.owned[slot].get(kind, []) for i in s.tokens}
        other = {sentence.tokens[i].norm for s in sentence.owned[earlier[-1]].get(kind, []) for i in s.tokens}
        if mine and other and not mine & other:
            return True
    cells = [p for p in sentence.of("FULL", "HALF") if sentence.owner(p.first, p.last) in (slot, earlier[-1])]
    return len({p.meaning for p in cells}) == 2


def _of_time(sentence: Sentence, index: int) -> bool:
    """Return whether "over" is one of "over 200 cycles", "than" one of "more than 80%", "vs" that of a reference electrode."""
    word = sentence.tokens[index].norm
    following = sentence.tokens[index + 1 : index + 4]
    if word == "over" and any(
        t.tag in ("CYCLES", "FEW", "WINDOW", "PERCENT", "CAPACITY")
        or t.norm in ("the", "a", "prolonged", "long", "long-term", "extended")
        for t in following[:2]
    ):
        return True
    if word in ("more", "less", "higher", "lower", "better", "greater", "larger") and index + 2 < len(sentence.tokens):
        value = sentence.tokens[index + 2].tag if sentence.tokens[index + 1].norm == "than" else ""
        if value in ("PERCENT", "CAPACITY") and word not in ("more", "less"):
            return not any(t.tag == value for t in sentence.tokens[:index])  # "105 mAh/g, better than 90 mAh/g for X" compares
        return value in ("CYCLES", "PERCENT", "CAPACITY")
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


_ENDS_COMPARISON = frozenset(", ; : . while whereas but".split())  # noqa: SIM905
