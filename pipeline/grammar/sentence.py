"""The parts of a sentence and what belongs to what: lists, brackets, clauses, and which value a condition is said of.

In: tokens and phrases; out: `Sentence` with its `Slot`s (lists of one kind of quantity) and, by value slot, the slots of
conditions that it owns. Rule: between two values a condition goes with the value it is not parted from by a coordinating
word; where it is parted from both, the weaker parting decides. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from pipeline.grammar.lexer import Token, lex
from pipeline.grammar.phrases import Phrase, phrases

VALUES = frozenset(("PERCENT", "CAPACITY", "PERCENT_RANGE", "CAPACITY_RANGE", "ENERGY", "ABSOLUTE"))
CONDITIONS = frozenset(("RATE", "CYCLES", "WINDOW", "TEMPERATURE"))

_STRONG = frozenset(
    (  # noqa: SIM905
        "; while whereas but although though versus vs than unlike however yet . outperforming "
        "exceeding surpassing compared comparing contrast"
    ).split()
)
_WEAK = frozenset(", and or with to : - including ( ) as then".split())  # noqa: SIM905
_LINKS = frozenset(
    ", and or / & ~ > < ≈ at about ca approximately only nearly almost around merely just ≥ ≤ over still up even".split()  # noqa: SIM905
)
_LINKS_OF_NAMES = _LINKS | frozenset(
    "the electrode electrodes cathode cathodes sample samples for of both its bare pristine material materials".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Tokens (by index) of one kind that make a list, or one alone.

    ``changed`` if the list runs "from … to …", ``versus`` if it sets two values against each other, "82% vs 55%".
    """

    tag: str
    tokens: tuple[int, ...]
    changed: bool = False
    versus: bool = False

    @property
    def first(self) -> int:
        """Index of the first token."""
        return self.tokens[0]

    @property
    def last(self) -> int:
        """Index of the last token."""
        return self.tokens[-1]


@dataclass(frozen=True)
class Sentence:
    """A sentence in tokens, with its phrases and lists."""

    text: str
    tokens: tuple[Token, ...]
    phrases: tuple[Phrase, ...]
    brackets: tuple[int, ...] = field(default=())

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Lists of quantities and of names, in order; rates that only define "1 C" are left out."""
        defining = {i for pair in self.definitions for i in pair} | _activation(self.tokens)
        return _slots(self.tokens, self.brackets, defining)

    @cached_property
    def values(self) -> tuple[Slot, ...]:
        """Lists of values, in order."""
        return tuple(s for s in self.slots if s.tag in VALUES)

    @cached_property
    def owned(self) -> dict[Slot, dict[str, list[Slot]]]:
        """By value slot and kind, the conditions said of it, those after it first."""
        out: dict[Slot, dict[str, list[Slot]]] = {v: {} for v in self.values}
        for slot in self.slots:
            if slot.tag in CONDITIONS and self.values:
                owner = self.owner(slot.first, slot.last)
                out[owner].setdefault(slot.tag, []).append(slot)
        for owner, kinds in out.items():
            for tag, slots in kinds.items():
                after = [s for s in slots if s.first > owner.last]
                before = [s for s in slots if s.last < owner.first]
                tied = [
                    s
                    for s in before
                    if self.tokens[s.last + 1].norm == "(" and self.brackets[owner.first] != self.brackets[s.last]
                ]
                kinds[tag] = tied + after + [s for s in before[::-1] if s not in tied]
        self._one_each(out)
        return out

    def _one_each(self, owned: dict[Slot, dict[str, list[Slot]]]) -> None:
        """Give values that stand apart the conditions listed behind the last: "85% (100 mAh/g) and 79% after 300 … and 600 …"."""
        for last in self.values:
            row = [v for v in self.values if v.tag == last.tag and v.first <= last.first]
            row = [v for v in row if self.brackets[v.first] == self.brackets[last.first]]
            if len(row) < 2 or any(len(v.tokens) > 1 for v in row) or any(owned[v].get("CYCLES") for v in row[:-1]):
                continue
            cycles = owned[last].get("CYCLES", [])
            if len(cycles) != len(row) or any(len(s.tokens) > 1 or s.first < last.last for s in cycles):
                continue
            if any(self.parting(last.last, s.first) == 2 for s in cycles):
                continue  # "…, whereas Y fails in 100 cycles" is no part of the list
            for tag in ("CYCLES", "RATE"):
                listed = sorted(owned[last].get(tag, []), key=lambda s: s.first)
                if len(listed) == len(row) and all(len(s.tokens) == 1 for s in listed):
                    for value, slot in zip(row, listed):
                        owned[value][tag] = [slot]

    @cached_property
    def definitions(self) -> tuple[tuple[int, int], ...]:
        """Pairs of tokens that define a rate: "1 C = 170 mA g-1"."""
        return _definitions(self.tokens)

    def owner(self, first: int, last: int, phrase: bool = False) -> Slot:
        """Return the value slot that tokens ``first`` to ``last`` go with."""
        left = next((v for v in reversed(self.values) if v.last < first), None)
        right = next((v for v in self.values if v.first > last), None)
        if left is None or right is None:
            found = left or right
            assert found is not None
            host = self.host(found) if right is None and not phrase else None
            return host if host is not None and self.brackets[first] == self.brackets[host.first] else found
        if phrase:
            if first - left.last <= 1:
                return left
            if right.first - last <= 4 and all(self.tokens[i].norm in _TOWARDS for i in range(last + 1, right.first)):
                return right
        inner = self.brackets[first]
        if not phrase and last + 1 < right.first and self.tokens[last + 1].norm == "(" and self.brackets[right.first] != inner:
            share_of = (left.tag, right.tag) == ("CAPACITY", "PERCENT") and self.brackets[left.first] == inner
            share_of = share_of or any(last < p.first < right.first for p in self.of("THEORETICAL"))
            if not share_of or self.parting(left.last, first):  # "99 mAh/g after 300 cycles at 3 C (88%)" is all of the capacity
                return right  # "at 0.2 C (142 mAh/g) and 0.5 C (137 mAh/g)"
        host = self.host(left)
        if not phrase and host is not None and self.brackets[left.first] != inner == self.brackets[host.first]:
            left = host  # "88% (118 mAh/g, 1 C) after 200 cycles": what follows the bracket is of what it explains
        in_left, in_right = inner == self.brackets[left.last], inner == self.brackets[right.first]
        if inner and in_left != in_right:
            return left if in_left else right
        apart_left, apart_right = self.parting(left.last, first), self.parting(last, right.first)
        if apart_left == apart_right == 0:
            return right if phrase else left
        if apart_left == apart_right and (phrase or self._announced(right, left.last, first)):
            return right
        if apart_left == apart_right == 1 and self._set_between(left.last, first, last, right.first):
            return right
        if apart_left == apart_right == 1 and self._opens_a_clause(left.last, first, last, right.first):
            return right
        return left if apart_left <= apart_right else right

    def _set_between(self, after: int, first: int, last: int, before: int) -> bool:
        """Return whether conditions open a clause behind "and", up to a comma: "98 mAh/g and, after 500 cycles at 1 C, 86%"."""

        def condition(i: int) -> bool:
            return self.tokens[i].tag in CONDITIONS or self.tokens[i].norm in _OF_CONDITIONS

        start, end = first - 1, last + 1
        while start > after and condition(start):
            start -= 1
        while end < before and condition(end):
            end += 1
        opening, comma = start + 1, self.tokens[start].norm == "," and start - 1 > after
        start -= comma
        if start <= after or self.tokens[start].norm not in ("and", "but") or self.tokens[end].norm != ",":
            return False
        kinds = {t.tag for t in self.tokens[opening:end]} & CONDITIONS
        again = any(
            t.tag in kinds for t in self.tokens[after + 1 : start]
        )  # "after 100 cycles and after 200 cycles, …" is a list
        return comma or (self.tokens[opening].norm in _OF_CONDITIONS and not again)

    def _opens_a_clause(self, after: int, first: int, last: int, before: int) -> bool:
        """Return whether a condition stands in a clause of its own with the value behind it: "… and works at −30 °C with 82%"."""
        between = [self.tokens[i] for i in range(after + 1, first)]
        at = max((i for i, t in enumerate(between) if t.norm == "and"), default=None)
        if at is None or not any(t.norm in _WORKS for t in between[at + 1 :]):
            return False
        return all(w not in _WEAK or w == "with" for w in (self.tokens[i].norm for i in range(last + 1, before)))

    def _announced(self, value: Slot, after: int, before: int) -> bool:
        """Return whether what a value is stands before a condition: "121 mAh/g, its retention after 200 cycles is 88%"."""
        names = {"PERCENT": ("RETENTION", "STABILITY"), "CAPACITY": ("CAPACITY",)}.get(value.tag, ())
        return any(after < p.first and p.last < before and self.parting(after, p.first) for p in self.of(*names))

    def host(self, slot: Slot) -> Slot | None:
        """Return the value that a value in brackets explains: 88% in "88% (118 mAh/g at 1 C)"."""
        inner = self.brackets[slot.first]
        if not inner:
            return None
        opening = self.brackets.index(inner)
        return next((v for v in self.values if v.last == opening - 1), None)

    def fellows(self, slot: Slot) -> list[Slot]:
        """Return the values that share conditions with one: that it explains, that explain it, beside it in its bracket."""
        host = self.host(slot)
        inner = self.brackets[slot.first]
        found = [v for v in self.values if v is not slot and (v is host or self.host(v) is slot)]
        if inner:
            found += [
                v
                for v in self.values
                if v is not slot and v not in found and self.brackets[v.first] == inner and _beside(self, v, slot)
            ]
        return found

    def parting(self, first: int, last: int) -> int:
        """Return how far two tokens are parted: 2 by a new clause, 1 by a comma or "and", 0 not at all."""
        between = [self.tokens[i].norm for i in range(first + 1, last)]
        if any(w in _STRONG for w in between):
            return 2
        return 1 if any(w in _WEAK for w in between) else 0

    def of(self, *meanings: str) -> list[Phrase]:
        """Return the phrases of these meanings."""
        return [p for p in self.phrases if p.meaning in meanings]

    def has(self, *meanings: str) -> bool:
        """Return whether there is a phrase of these meanings."""
        return any(p.meaning in meanings for p in self.phrases)

    def ranged(self, slot: Slot) -> bool:
        """Return whether two values are the ends of a range, "between 75% and 85%"."""
        return len(slot.tokens) == 2 and slot.first > 0 and self.tokens[slot.first - 1].norm == "between"

    def bounded(self, slot: Slot) -> bool:
        """Return whether a value is only a bound: "less than 60%", "over 80%", ">75%", "at least 90%".

        "More than 89.1%" is a measured value, and what is "higher than" or ", more than" another value is compared with it.
        """
        upper, lower = self._bounds(slot)
        return upper or (lower and not self._exact(slot))

    def _exact(self, slot: Slot) -> bool:
        return any("." in self.tokens[i].text for i in slot.tokens)

    def _bounds(self, slot: Slot) -> tuple[bool, bool]:
        """Return whether a value is an upper and whether it is a lower bound."""
        words = [t.norm for t in self.tokens[max(0, slot.first - 4) : slot.first]]
        while words and words[-1] in ("a", "an", "the", "its", "about"):
            words.pop()
        upper = (words[-1:] and words[-1] in _UPPER_BOUNDS) or words[-2:] in _AT_MOST
        lower = (words[-1:] and words[-1] in _LOWER_BOUNDS) or words[-2:] == ["at", "least"]
        if words[-1:] and words[-1] in _EXCEEDS | _KEEPS and _NOT & set(words[:-1]) and "only" not in words:
            upper = True
        if words[-3:] == ["no", "more", "than"]:
            return not self._exact(slot), False
        if words[-1:] == ["than"] and words[-2:-1] and words[-2] in (*_LESS, *_MORE):
            earlier = next((v for v in reversed(self.values) if v.tag == slot.tag and v.last < slot.first), None)
            compared = earlier is not None and (
                words[-2] not in ("more", "less") or words[-3:-2] in ([","], ["is"], ["was"], ["far"], ["much"])
            )
            if compared and earlier is not None and words[-3:-2] and words[-3] in _IS:
                compared = self.parting(earlier.last, slot.first - 2) < 2  # "…, whereas that of Y is lower than 60%" is a bound
            upper, lower = not compared and words[-2] in _LESS, not compared and words[-2] in _MORE
        return bool(upper), bool(lower)

    def same_cycles(self) -> bool:
        """Return whether the cycles are those said before: "after the same number of cycles"."""
        words = [t.norm for t in self.tokens]
        return any(w in ("same", "equal", "identical") and "cycles" in words[i + 1 : i + 4] for i, w in enumerate(words))

    def of_rate_test(self) -> bool:
        """Return whether the first rate spoken of is that of a rate test: "a rate capability of 100 mAh/g at 5 C"."""
        rate = next((s.first for s in self.slots if s.tag == "RATE"), None)
        named = [p for p in self.of("RATE_BASIS") if any(t.norm in _OF_RATE_TESTS for t in self.tokens[p.first : p.last + 1])]
        return rate is not None and any(0 < rate - p.last <= 12 and self.parting(p.last, rate) < 2 for p in named)

    def supposed(self) -> bool:
        """Return whether the sentence tells what would or should be."""
        modal = self.word("would", "should", "must", "hypothetically", "ought")
        return modal or (self.word("if") and self.word("could", "can", "might"))

    def word(self, *words: str) -> bool:
        """Return whether one of these words stands in the sentence."""
        return any(t.norm in words for t in self.tokens if t.tag == "WORD")


_OF_CONDITIONS = frozenset("at after over for of under a the rate current density high higher rates upon following".split())  # noqa: SIM905
_WORKS = frozenset(
    (  # noqa: SIM905
        "works work operates operate runs run functions function performs perform survives can could cycles shows exhibits "
        "delivers performed worked operated even still"
    ).split()
)
_OF_RATE_TESTS = frozenset("capability capabilities performance performances property properties test tests".split())  # noqa: SIM905
_UPPER_BOUNDS = frozenset("below under < ≤ ⩽ ≦".split())  # noqa: SIM905
_LOWER_BOUNDS = frozenset("above over beyond > ≥ ⩾ ≧".split())  # noqa: SIM905
_AT_MOST = (["at", "most"], ["not", "even"], ["short", "of"])
_EXCEEDS = frozenset("exceed exceeds exceeded exceeding reach reaches reached reaching surpass".split())  # noqa: SIM905
_KEEPS = frozenset("keep hold retain maintain preserve deliver".split())  # noqa: SIM905
_NOT = frozenset("not never cannot hardly barely scarcely fails failed failing".split())  # noqa: SIM905
_IS = frozenset("is are was were".split())  # noqa: SIM905
_LESS = ("less", "lower", "fewer")
_MORE = ("more", "higher", "greater", "better")


def _beside(sentence: Sentence, one: Slot, other: Slot) -> bool:
    """Return whether two values of one bracket are of one sample: "(94.2 mAh/g, 65.6%)"."""
    first, last = sorted((one, other), key=lambda s: s.first)
    return one.tag != other.tag and all(
        t.norm in (",", "and", "/", ";", "with", "a") for t in sentence.tokens[first.last + 1 : last.first]
    )


_TOWARDS = frozenset(
    (  # noqa: SIM905
        "of is are was were at to reaches reached reach : = ( as high up low about only ~ ≈ > < "
        "being value values by still a an approximately around nearly over ca . ,"
    ).split()
) - {","}


def parse(text: str, materials: Sequence[tuple[int, int, str]] = ()) -> Sentence:
    """Return a sentence in its parts; ``materials`` are (start, end, id) of its material names, in order."""
    tokens = lex(text, materials)
    return Sentence(text, tokens, phrases(tokens), _brackets(tokens))


def _brackets(tokens: Sequence[Token]) -> tuple[int, ...]:
    """Return by token the number of the innermost bracket it stands in, 0 for none."""
    out, stack, count = [], [0], 0
    for token in tokens:
        if token.tag == "MARK" and token.norm in "([":
            count += 1
            stack.append(count)
        out.append(stack[-1])
        if token.tag == "MARK" and token.norm in ")]" and len(stack) > 1:
            stack.pop()
    return tuple(out)


def _slots(tokens: Sequence[Token], brackets: Sequence[int], without: set[int]) -> tuple[Slot, ...]:
    out: list[Slot] = []
    again = _said_again(tokens)
    for i, token in enumerate(tokens):
        if i in again:
            continue
        if token.tag not in VALUES and token.tag not in CONDITIONS and token.tag not in ("MATERIAL", "VOLTAGE"):
            continue
        if i in without:
            continue
        if out and out[-1].tag == token.tag and brackets[out[-1].last] == brackets[i]:
            links = _LINKS_OF_NAMES if token.tag == "MATERIAL" else _LINKS
            between = [
                t.norm for j, t in enumerate(tokens[out[-1].last + 1 : i], out[-1].last + 1) if not {j - 1, j, j + 1} & again
            ]
            if token.tag == "MATERIAL":
                between = _without_phases(between)
            if token.tag in _AGAINST_ONE_ANOTHER and len(out[-1].tokens) == 1 and _versus(token, between, brackets[i] > 0):
                out[-1] = Slot(token.tag, (*out[-1].tokens, i), versus=True)
                continue
            to = token.joined == "to" or (between[:1] == ["to"] and token.tag != "MATERIAL")
            if token.joined or (all(w in links for w in between) and between) or (to and len(between) <= 2):
                out[-1] = Slot(token.tag, (*out[-1].tokens, i), out[-1].changed or to)
                continue
        out.append(Slot(token.tag, (i,)))
    return tuple(part for slot in out for part in _without_mere_commas(slot, tokens))


def _without_phases(words: Sequence[str]) -> list[str]:
    """Return words without the phases before a name: the last two of "and P2-" in "P2-A and P2-B"."""
    kept = list(words)
    while kept and _BEFORE_A_NAME.fullmatch(kept[-1]):
        kept.pop()
    return kept


_BEFORE_A_NAME = re.compile(r"-|/|-?type|(?:o|p|op)'{0,3}\d'{0,3}(?:[-/]?(?:type|phase|(?:o|p)'{0,3}\d))*-?")


def _said_again(tokens: Sequence[Token]) -> set[int]:
    """Return names in brackets behind the same material: the second of "P2-Na2/3MnO2 (P2-NMO)"."""
    return {
        i
        for i in range(2, len(tokens) - 1)
        if tokens[i].tag == tokens[i - 2].tag == "MATERIAL"
        and tokens[i].ident == tokens[i - 2].ident
        and (tokens[i - 1].norm, tokens[i + 1].norm) == ("(", ")")
    }


_AGAINST_ONE_ANOTHER = frozenset(("PERCENT", "CAPACITY"))


def _versus(token: Token, between: Sequence[str], in_brackets: bool) -> bool:
    """Return whether two values are set against each other with no name between: "82% vs. 55%", "(82% compared with 55%)"."""
    if token.joined == "versus":
        return True
    words = [w for w in between if w not in (".", "only", "just", "merely", "about", "~", ",")]
    return words in (["vs"], ["versus"]) or (
        in_brackets and words in (["against"], ["compared", "with"], ["compared", "to"], ["as", "compared", "to"])
    )


def _without_mere_commas(slot: Slot, tokens: Sequence[Token]) -> list[Slot]:
    """Take apart two names with only a comma between: "unlike X, Y is stable" is no list."""
    if slot.tag != "MATERIAL" or len(slot.tokens) == 1:
        return [slot]
    between = {t.norm for a, b in zip(slot.tokens, slot.tokens[1:]) for t in tokens[a + 1 : b]}
    return [slot] if between & {"and", "or", "/", "&"} else [Slot(slot.tag, (i,)) for i in slot.tokens]


def _activation(tokens: Sequence[Token]) -> set[int]:
    """Return rates that are only those of the first cycles: "after five pre-cycles at 0.06 C", "(initial at 0.1 C)"."""
    out = set()
    for i, token in enumerate(tokens):
        if token.tag != "RATE":
            continue
        before = list(tokens[max(0, i - 4) : i])
        words = [t.norm for t in before]
        few = any(
            (t.tag == "FEW" and not t.norm.startswith("cycle ")) or (t.tag == "CYCLES" and not t.ordinal and (t.value or 0) <= 10)
            for t in before
        )
        if (
            (few and words and words[-1] in ("at", "under", "of"))
            or words[-2:] == ["initial", "at"]
            or any(w in ("activation", "activated", "formation", "precycled", "pre-cycled") for w in words[-3:])
        ):
            out.add(i)
    return out


_MEANS = frozenset(
    (  # noqa: SIM905
        "= ≈ ~ : corresponds corresponding equals equal is equivalent defined as to means denotes "
        "refers represents was here define of the and specific capacity current density"
    ).split()
)


def _definitions(tokens: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    out = []
    for i, token in enumerate(tokens):
        if token.tag != "RATE" or not token.norm.endswith(" C") or token.value != 1.0:
            continue
        for j in range(i + 1, min(i + 9, len(tokens))):
            other = tokens[j]
            if other.tag in ("RATE", "CAPACITY"):
                between = [t.norm for t in tokens[i + 1 : j]]
                sign = any(
                    w
                    in (
                        "=",
                        "≈",
                        "corresponds",
                        "corresponding",
                        "equals",
                        "defined",
                        "means",
                        "denotes",
                        "refers",
                        "equivalent",
                        "represents",
                    )
                    for w in between
                )
                said = between in (["is"], ["was"]) and other.tag == "RATE"  # "the current of 1 C is 170 mA/g"
                if (sign or said) and not other.norm.endswith(" C") and all(w in _MEANS for w in between):
                    out.append((i, j))
                break
            if other.norm not in _MEANS:
                break
    return tuple(out)
