"""Which name of its own sentence a value is said of.

In: a `Sentence`, one of its `Statement`s and its slots of names; out: a `Choice`, or None if the sentence does not say. The order
is: lists of one length, a name in the same bracket, a relative clause, "for X" behind the value, the subject before it; a name
that follows "than" or "compared with" only takes the values that follow it too. Method: own.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.grammar.capacity import both_ways, first_and_last
from pipeline.grammar.retention import SEVERAL_THINGS
from pipeline.grammar.sentence import Sentence, Slot
from pipeline.grammar.statements import Statement, each_apart
from pipeline.link.comparison import complement_of
from pipeline.link.words import Choice


def in_sentence(
    sentence: Sentence, statement: Statement, names: Sequence[Slot], complement: int | None, one: bool = False
) -> Choice | None:
    """Return the materials that the sentence itself gives a value; none in the choice if it names another sample.

    ``one``: a list of values is known to be of one material.
    """
    slot, count = statement.slot, len(statement.slot.tokens)
    window = statement.property == "voltage_window"
    if slot.versus and not window:
        return _of_two(sentence, statement, names)
    if count > 1 and not window:
        lists = [s for s in names if len(s.tokens) == count and len(idents_of(sentence, s)) == count]
        best = min(lists, key=lambda s: (complement_of(sentence, s.first) != complement, _gap(s, slot)), default=None)
        if best is not None:
            ident = sentence.tokens[best.tokens[statement.place]].ident
            return Choice((ident,), f"list of {count} names and {count} values", 0.97 if sentence.word("respectively") else 0.93)
        apart = list(dict.fromkeys(i for s in names if s.last < slot.first for i in idents_of(sentence, s)))
        if len(apart) == count and sentence.word("respective", "respectively", "corresponding"):
            return Choice((apart[statement.place],), f"the {count} names before, each with its value", 0.88)
    if both_ways(sentence, slot):
        halves = [s for s in names if 2 * len(s.tokens) == count and 2 * len(idents_of(sentence, s)) == count]
        if len(halves) == 1:
            ident = sentence.tokens[halves[0].tokens[statement.place // 2]].ident
            return Choice((ident,), f"list of {count // 2} names and as many pairs", 0.93)
    parallel = _parallel(sentence, slot, names)
    if parallel is not None:
        return Choice((parallel,), "a name and a value in brackets behind others", 0.93)
    bracketed = _by_bracket(sentence, slot, names)
    if bracketed is not None and not window:
        return Choice(idents_of(sentence, bracketed), "name at the bracket", 0.97)
    relative = _relative(sentence, slot, names, wherein=statement.property == "transition")
    if relative is not None:
        return Choice(idents_of(sentence, relative), "clause of the name before it", 0.93)
    same_side = [s for s in names if complement_of(sentence, s.first) == complement]
    if (
        complement is not None
        and len(same_side) == 1
        and same_side[0].first > slot.last
        and any(slot.last < v.first < same_side[0].first for v in sentence.values)
    ):
        return Choice(idents_of(sentence, same_side[0]), "named behind the values compared", 0.9)
    after = next((s for s in same_side if s.first > slot.last and _is_for(sentence, slot, s)), None)
    before = [s for s in same_side if s.last < slot.first]
    if after is not None and (complement is not None or not before or _prefers_after(sentence, slot, after, before[-1])):
        idents = idents_of(sentence, after)
        sure = count == 1 or window or (len(idents) == 1 and (one or of_one(sentence, statement)))
        return Choice(idents if sure else (), "named behind the value", 0.95)
    if before:
        nearest = _subject(sentence, slot, before)
        idents = idents_of(sentence, nearest)
        if _unnamed_between(sentence, nearest, slot) or _unnamed_behind(sentence, slot):
            return Choice((), "said of a sample that is not named", 0.3)
        if count > 1 and not window and (len(idents) > 1 or not (one or of_one(sentence, statement))):
            return Choice((), f"{len(idents)} names, {count} values", 0.4)
        parted = sentence.parting(nearest.last, slot.first)
        return Choice(idents, "subject before the value", (0.96, 0.94, 0.85)[parted])
    if not before and not window and (behind := _behind_a_participle(sentence, slot, names)) is not None:
        return Choice(idents_of(sentence, behind), "subject behind the clause that opens the sentence", 0.9)
    if after is None and complement is None:
        later = [s for s in same_side if s.first > slot.last]
        if (
            later
            and not window
            and any(v.first - later[0].last <= 3 and v.first > later[0].last and v is not slot for v in sentence.values)
        ):
            later = []  # the name has a value of its own
        if later and not window and _of_a_pronoun(sentence, slot):
            later = []  # "it delivers 98 mAh/g, outperforming X": what is spoken of was named before
        if later and not _clause_between(sentence, slot.last, later[0].first):
            idents = idents_of(sentence, later[0])
            if count == 1 or window or len(idents) == 1:
                return Choice(idents, "the only name, behind the value", 0.8)
    return None


def _behind_a_participle(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> Slot | None:
    """Return the subject of a sentence that a participle opens: "Starting from 121 mAh/g, X delivers …"."""
    opening = sentence.tokens[0].norm
    if not opening.endswith("ing") or opening in _NO_PARTICIPLE or len(slot.tokens) > 1:
        return None
    level = sentence.brackets[0]
    comma = next(
        (
            i
            for i in range(slot.last + 1, len(sentence.tokens))
            if sentence.tokens[i].norm == "," and sentence.brackets[i] == level
        ),
        None,
    )
    if comma is None:
        return None
    return next((s for s in names if comma < s.first <= comma + 2 and len(s.tokens) == 1), None)


_NO_PARTICIPLE = frozenset(
    "considering regarding concerning including comparing according using doping coating during cycling".split()  # noqa: SIM905
)


def _of_a_pronoun(sentence: Sentence, slot: Slot) -> bool:
    """Return whether the subject before a value is "it": "It delivers 98 mAh/g", "Moreover, it retains 80%"."""
    words = [t.norm for t in sentence.tokens[: slot.first]]
    return any(w == "it" and following not in ("is", "was", "can") for w, following in itertools.pairwise(words))


def _of_two(sentence: Sentence, statement: Statement, names: Sequence[Slot]) -> Choice | None:
    """Return the material of one of two values set against each other: the first is the subject's, the second the other's.

    "X is better (82% vs 55%) than Y", "compared with Y, X is better (82% vs 55%)".
    """
    each = [(i, s) for s in names for i in s.tokens]
    if len({sentence.tokens[i].ident for i, _ in each}) != 2:
        if statement.place == 0 and len({sentence.tokens[i].ident for i, _ in each}) == 1:
            only = each[0][1]
            if complement_of(sentence, only.first) is None:
                return Choice(idents_of(sentence, only), "the first of two values set against each other", 0.85)
        return Choice((), "one of two values, and not two names", 0.3)
    other = [i for i, s in each if complement_of(sentence, s.first) is not None]
    first = [i for i, _ in each if i not in other]
    if not other or not first:  # no comparing word: in the order of the names
        ordered = list(dict.fromkeys(sentence.tokens[i].ident for i, _ in each))
    else:
        ordered = [sentence.tokens[first[0]].ident, sentence.tokens[other[0]].ident]
    if ordered[0] == ordered[1]:
        return Choice((), "one of two values of one name", 0.3)
    return Choice((ordered[statement.place],), "two values set against each other", 0.9)


def _relative(sentence: Sentence, slot: Slot, names: Sequence[Slot], *, wherein: bool = False) -> Slot | None:
    """Return the name whose relative clause the value stands in: "X, which retains 45%, …"; ``wherein``: also "X, in which …"."""
    before = [s for s in names if s.last < slot.first]
    if not before:
        return None
    nearest = before[-1]
    level = sentence.brackets[nearest.last]
    words = [  # without what stands in brackets behind the name
        t.norm
        for i, t in enumerate(sentence.tokens[nearest.last + 1 : slot.first], nearest.last + 1)
        if sentence.brackets[i] == level
    ]
    opening = next(
        (i for i, w in enumerate(words[:4]) if w in ("which", "that", "whose", "who", *(["where"] if wherein else ()))), None
    )
    if (
        opening is None
        or (opening > 0 and words[opening - 1] in ("in", "among", "of", "from", "at") and not wherein and words[:3] != _OF_WHICH)
        or "," in words[opening + 1 :]
        or any(v.last < slot.first and v.first > nearest.last for v in sentence.values)
    ):
        return None
    return nearest if "," in words[:opening] or opening <= 1 else None


_OF_WHICH = [",", "of", "which"]
"""Right behind a name, the relative clause is the name's: "X, of which 58% is left"."""


def of_one(sentence: Sentence, statement: Statement) -> bool:
    """Return whether a list of values may be of one material: a value a rate, or charge and discharge."""
    if has_list(sentence, statement.slot) or statement.slot.changed or statement.rule.endswith(SEVERAL_THINGS):
        return True
    norm = {t.norm for t in sentence.tokens}
    if first_and_last(sentence, statement.slot):
        return True
    return (
        statement.property == "capacity"
        and len(statement.slot.tokens) == 2
        and bool({"charge", "discharge"} <= norm or norm & {"charge/discharge", "charge-discharge", "discharge/charge"})
    )


def _unnamed_between(sentence: Sentence, name: Slot, slot: Slot) -> bool:
    """Return whether a sample without a name comes between a name and the value: "X keeps 80%, its bare core 60%"."""
    level = sentence.brackets[slot.first]  # "X (without Mg) keeps 80%" tells of X
    places = [i for i in range(name.last + 1, slot.first) if sentence.brackets[i] in (level, 0)]
    words = [sentence.tokens[i].norm for i in places]
    explains = len(words) > 1 and words[-1] in (":", "=")
    if without(words[-_CLAUSE:]) or (explains and (words[-2] in _PLAIN or _DESCRIBED.search(words[-2]))):
        return True
    return any(w in _PLAIN | _AGED and any(v in SAMPLE for v in words[i + 1 : i + 4]) for i, w in enumerate(words))


_CLAUSE = 10


def without(words: Sequence[str]) -> bool:
    """Return whether words tell of a sample by what it has not: "without titanium", "in the absence of a coating"."""
    for i, word in enumerate(words):
        if word in ("without", "absence", "lacking") and any(w in _ADDED for w in words[i + 1 : i + 5]):
            return not any(w in (".", ";", "while", "whereas", "but") for w in words[i + 1 :])
    return False


_ADDED = frozenset(
    (  # noqa: SIM905
        "doping dopant dopants substitution coating coatings treatment modification washing surface "
        "lithium magnesium calcium aluminium aluminum titanium zinc copper zirconium niobium tungsten molybdenum antimony tin "
        "silicon boron potassium vanadium chromium cobalt iron nickel lanthanum yttrium cerium fluorine phosphate "
        "li mg ca al ti zn cu zr nb w mo sb sn si b k v cr co fe ni la y ce f sr"
    ).split()
)
"""What a sample may be told to go without; not an electrolyte's additive, which is no part of a sample."""


def _unnamed_behind(sentence: Sentence, slot: Slot) -> bool:
    """Return whether a value is said of a sample without a name behind it: "only 40 mAh/g for another oxide"."""
    words: list[str] = []
    if without([t.norm for t in sentence.tokens[slot.last + 1 : slot.last + 4]]):
        return True
    for token in sentence.tokens[slot.last + 1 : slot.last + 16]:
        if token.tag == "MATERIAL" or token.norm in (";", "while", "whereas", "but", "which"):
            break
        words.append(token.norm)
    at = next((i for i, w in enumerate(words) if w in ("for", "of", "by", "from", "with")), len(words))
    near = words[at + 1 : at + 5]
    other = any(w in _PLAIN or w in ("another", "other") or _DESCRIBED.search(w) for w in near)
    return other and any(w in SAMPLE for w in near)


def _subject(sentence: Sentence, slot: Slot, before: Sequence[Slot]) -> Slot:
    """Return the nearest name before the value, but the clause's own subject over a name behind a preposition."""
    nearest = before[-1]
    if len(before) > 1 and oblique(sentence, nearest) and sentence.parting(nearest.last, slot.first) >= 1:
        direct = [s for s in before if not oblique(sentence, s) and not _closed(sentence, s, nearest)]
        if direct and not any(nearest.last < v.first < slot.first for v in sentence.values):
            return direct[-1]
    if len(before) > 1 and nearest.first > 0 and sentence.brackets[nearest.first] != sentence.brackets[slot.first]:
        outside = [s for s in before if sentence.brackets[s.first] == sentence.brackets[slot.first]]
        if outside and slot.first - nearest.last > 3:
            return outside[-1]
    return nearest


def _closed(sentence: Sentence, name: Slot, nearest: Slot) -> bool:
    """Return whether the clause of a name ends, with its value, before another: "X gives 98 mAh/g, whereas the capacity of Y"."""
    own = [v for v in sentence.values if name.last < v.first < nearest.first]
    return bool(own) and sentence.parting(own[-1].last, nearest.first) > 0


_BEFORE_NAMES = frozenset("the a an bare pristine both its parent layered typical conventional oxide cathode p2 o3 p3".split())  # noqa: SIM905
_ADJECTIVE = re.compile(r"(?:-type|-phase|ed|ous|[aio]nal|sic)$|^[op]['′]?\d(?:/[op]\d)*$")


def oblique(sentence: Sentence, name: Slot) -> bool:
    """Return whether a name stands behind a preposition: "the first capacity of X"."""
    words = [t.norm for t in sentence.tokens[max(0, name.first - 4) : name.first]]
    while words and (words[-1] in _BEFORE_NAMES or _ADJECTIVE.search(words[-1])):
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
    inner, outer = sentence.brackets[slot.first], sentence.brackets[name.first]
    own = inner if inner and inner != outer else None  # what stands in one bracket is said of one sample
    if any(slot.last < v.first < name.first and sentence.brackets[v.first] != own for v in sentence.values):
        return False
    word = _word_before(sentence, name.first)
    places = [i for i in range(slot.last + 1, name.first) if sentence.brackets[i] == outer]
    if not word or len(places) > 16:
        return False
    between = tuple(sentence.tokens[i] for i in places)
    if between and between[0].norm in _IS:  # "only 65% is left for X": the verb is the value's own
        between = between[1:]
    return not any(t.norm in _PARTS_FROM_NAME or t.norm in _IS for t in between)


_IS = frozenset(("is", "are", "was", "were"))
_PARTS_FROM_NAME = frozenset((";", ",", "and", "while", "whereas", "but", "which", "than", "then", "instead", "rather", "unlike"))


def _clause_between(sentence: Sentence, first: int, last: int) -> bool:
    return sentence.parting(first, last) == 2


def _parallel(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> str | None:
    """Return the name of a value where both have another behind them in brackets: "the retention of X (Y) is 88% (51%)"."""
    tokens = sentence.tokens

    def explained(one: int, tag: str) -> int | None:
        behind = tokens[one + 1 : one + 4]
        fits = len(behind) == 3 and (behind[0].norm, behind[1].tag, behind[2].norm) == ("(", tag, ")")
        return one + 2 if fits else None

    pairs = [(s.last, i) for s in names if (i := explained(s.last, "MATERIAL")) is not None and s.last < slot.first]
    values = [(v.last, i) for v in sentence.values if v.tag == slot.tag and (i := explained(v.last, v.tag)) is not None]
    if len(pairs) != 1 or len(values) != 1 or len(slot.tokens) > 1 or slot.first not in values[0]:
        return None
    return tokens[pairs[0][values[0].index(slot.first)]].ident


def _by_bracket(sentence: Sentence, slot: Slot, names: Sequence[Slot]) -> Slot | None:
    """Return the name that a bracket ties to the value: "X (80%)", "(80% for X)", "80% (X)"."""
    inner = sentence.brackets[slot.first]
    if inner:
        same = [s for s in names if sentence.brackets[s.first] == inner and not _opens_another(sentence, s, slot)]
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


def _opens_another(sentence: Sentence, name: Slot, slot: Slot) -> bool:
    """Return whether a name behind a value in its bracket has the next value for its own: "(147 mAh/g; X: 133 mAh/g)"."""
    behind = sentence.tokens[name.last + 1].norm if name.last + 1 < len(sentence.tokens) else ""
    return name.first > slot.last and behind in (":", "=")


def idents_of(sentence: Sentence, slot: Slot) -> tuple[str, ...]:
    """Return the materials of a list of names, each once."""
    return tuple(dict.fromkeys(sentence.tokens[i].ident for i in slot.tokens))


def _gap(one: Slot, other: Slot) -> int:
    return one.first - other.last if one.first > other.last else other.first - one.last


def has_list(sentence: Sentence, slot: Slot) -> bool:
    """Return whether conditions make a list as long as the values, so that the values are of one material."""
    if any(len(s.tokens) == len(slot.tokens) for kinds in sentence.owned.get(slot, {}).values() for s in kinds):
        return True
    if any(each_apart(kinds, slot) is not None for kinds in sentence.owned.get(slot, {}).values()):
        return True
    twins = [v for v in sentence.values if v is not slot and v.tag == slot.tag and len(v.tokens) == len(slot.tokens)]
    listed = [s for v in twins for kind in ("RATE", "CYCLES") for s in sentence.owned[v].get(kind, [])]
    return any(len(s.tokens) == len(slot.tokens) for s in listed)


_FOR = frozenset("for of in by from on with using".split())  # noqa: SIM905


_DESCRIBED = re.compile(r"-(?:doped|substituted|coated|free|rich|deficient|containing)$")
_PLAIN = frozenset("bare pristine undoped un-doped uncoated unmodified untreated unsubstituted parent".split())  # noqa: SIM905
_AGED = frozenset(("fresh", "aged"))  # behind a value: "93% of the fresh sample" is what the value is measured by


SAMPLE = frozenset(
    (  # noqa: SIM905
        "core oxide oxides one compound sample samples material materials counterpart counterparts "
        "electrode electrodes cathode cathodes one ones product products composition"
    ).split()
)
