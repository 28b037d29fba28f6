"""Compact cells of cycling data: ``40.4%/80.6% (200n, 1 C)``, ``120 mAh g−1 after 100 cycles``, ``85.3 (150) @ 1C``.

In: a cell's text and what its column says; out: a `Reading` of statements, each a value with the conditions that belong to it.
A number is read only where its kind is printed or follows from the header; two values whose owner is unknown stay unattributed.
Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.cells.headers import Column
from pipeline.cells.tokens import Token, one_line, tokenize
from pipeline.cells.values import Conditions, Sample
from pipeline.cells.words import words

_NEUTRAL = words("neutral")
_COUNT_MARKS = frozenset(("@", "after", "over", "for", "in"))
_STRONG = frozenset((";", "and", "&", "|"))
_PAIRING = frozenset(("/", "→", "->", "vs", "vs.", "versus", "to", "//"))
_VALUES = frozenset(("percent", "percent-range", "capacity", "capacity-range"))
_CONDITIONS = frozenset(("cycles", "rate", "window", "temperature", "cell"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A value as printed with its number (None for a range) and the conditions stated for it."""

    kind: str
    text: str
    number: float | None
    conditions: Conditions
    sample: Sample | None = None
    qualifier: str | None = None
    basis: str | None = None
    attributed: bool = True
    carried: bool = False
    confidence: float = 0.97


@dataclass(frozen=True, slots=True)
class Reading:
    """All statements of a cell, the conditions that stand without a value, and whether anything was left unread."""

    statements: tuple[Statement, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    complete: bool = True
    windows: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class _Item:
    token: Token
    depth: int
    before: str
    """The separators before this item since the last one, as one string."""


@dataclass(slots=True)
class _Group:
    values: list[_Item]
    conditions: list[_Item]
    joint: str = ""
    excluded: str | None = None


def read_statements(text: str, column: Column) -> Reading:
    """Return what a cell states of capacity and its retention."""
    tokens = _resolve(tokenize(one_line(text)), column)
    items, complete = _items(tokens)
    if not any(i.token.kind in _VALUES for i in items):
        conditions, clear = _conditions([i for i in items if i.token.kind in _CONDITIONS])
        windows = tuple(i.token for i in items if i.token.kind == "window")
        return Reading((), conditions, complete and clear and not _unread(items), windows)
    if any(i.token.kind == "number" and i.depth == 0 and "/" in i.before.split() for i in items):
        return Reading((), Conditions(), False)  # "40.4/80.6" with nothing to say whose either is
    groups = _groups(items)
    statements: list[Statement] = []
    for index, group in enumerate(groups):
        found, clear = _statements(group, column, _position(groups, index, column))
        statements += found
        complete = complete and clear
    out = _share_rate(statements) if len(groups) > 1 and _rate_is_last(groups) else statements
    if not complete:  # a word that was not understood may say what the numbers are
        out = [replace(s, confidence=s.confidence * 0.85) for s in out]
    kept = [s for s in out if s.basis is None or s.kind == "percent"]
    return Reading(tuple(kept), Conditions(), complete and not _unread(items) and len(kept) == len(out))


def _resolve(tokens: Sequence[Token], column: Column) -> list[Token]:
    """Say of every bare number what it counts, where header or place tells; others stay numbers."""
    out: list[Token] = []
    depth, place, marked = 0, 0, ""
    seen = counted = lost = False
    for i, token in enumerate(tokens):
        word = token.text.lower()
        following = [t for t in tokens[i + 1 :] if not (t.kind == "word" and t.text.lower() in _NEUTRAL)]
        if token.kind == "separator":
            depth += (word in "([") - (word in ")]")
            place += word == "/"
            if word in _STRONG:
                seen = counted = lost = False
                place = 0
            marked = word if word in ("@", "/", ",", "(", "[", "→", "->", "to", ":", "=") or word in _STRONG else ""
            out.append(token)
            continue
        if token.kind == "word":
            marked = word if word in _COUNT_MARKS else marked
            out.append(token)
            continue
        new = token
        if token.kind == "number" and token.number is not None:
            kind = _meaning(
                token, column, depth=depth, place=place, seen=seen, counted=counted, marked=marked, following=following
            )
            new = token if lost else _as_kind(token, kind, column)
            lost = lost or new.kind == "number"
        elif token.kind == "percent" and marked == "" and seen and depth == 0:
            place = 0
        seen = seen or new.kind in _VALUES or new.kind == "missing"
        counted = counted or new.kind == "cycles"
        marked = ""
        out.append(new)
    return out


def _meaning(
    token: Token, column: Column, *, depth: int, place: int, seen: bool, counted: bool, marked: str, following: Sequence[Token]
) -> str:
    value = "capacity" if column.unit == "mAh/g" else "percent"
    count = float(token.number or 0).is_integer() and "." not in token.text and token.qualifier in (None, "~")
    bare_value = value == "capacity" or column.percent
    rated = "rate" in column.slots and "cycles" not in column.slots
    if marked == "@" and (rated or value == "capacity"):
        return "rate" if rated else "number"
    if marked in _COUNT_MARKS:
        return "cycles" if count else "number"
    if marked == "/" and depth == 0:
        if column.pair and place == 1 and (bare_value or column.unit == "%"):
            return value  # pristine/modified comes before what the header's words could number
        if place < len(column.slots):
            slot = column.slots[place]
            return value if slot == "value" else slot if slot == "rate" or count else "number"
        if column.pair and bare_value:
            return value
        if column.slash_cycles and place == 1 and count:
            return "cycles"
        many = count and float(token.number or 0) > 120 and value == "percent"
        return "cycles" if seen and many and not counted else "number"
    if depth and seen:
        if rated:
            return "rate"
        return "cycles" if count and not counted and value == "percent" else "number"
    if not seen or marked in (*_STRONG, "→", "->", "to"):
        if column.slots and place == 0 and column.slots[0] == "cycles" and count and any(t.text in "/,(" for t in following[:1]):
            return "cycles"
        pairs_with_percent = (
            len(following) > 1 and following[0].text == "/" and following[1].kind == "percent" and bool(column.pair)
        )
        return value if bare_value or pairs_with_percent else "number"
    if marked == "," and seen and count and not counted and value == "percent":
        return "cycles"
    return "number"


def _as_kind(token: Token, kind: str, column: Column) -> Token:
    if kind == "percent":
        # a fraction of one under a header without a percent sign may be meant as one: not read
        if column.unit != "%" and float(token.number or 0) <= 1.2:
            return token
        return replace(token, kind="percent") if float(token.number or 0) <= 200 else token
    if kind == "capacity":
        return replace(token, kind="capacity")
    if kind == "cycles":
        return replace(token, kind="cycles", text=str(round(float(token.number or 0))))
    if kind == "rate" and column.rate_unit:
        return replace(token, kind="rate", text=f"{token.text} {column.rate_unit}")
    return token


def _items(tokens: Sequence[Token]) -> tuple[list[_Item], bool]:
    """Drop separators and neutral words, remembering what stood between; tell whether all words were understood."""
    items: list[_Item] = []
    depth, between, clear = 0, "", True
    for token in tokens:
        if token.kind == "separator":
            depth = max(0, depth + (token.text in "([") - (token.text in ")]"))
            between += f" {token.text.lower()}"
        elif token.kind == "word":
            known = token.text.lower().strip(".'") in _NEUTRAL or token.text in (".", "~")
            clear = clear and known
            between += "" if known else " ?"
        else:
            items.append(_Item(token, depth, between.strip()))
            between = ""
    return items, clear


def _unread(items: Sequence[_Item]) -> bool:
    return any(i.token.kind in ("number", "not-cycling") for i in items)


def _separated(item: _Item, marks: frozenset[str]) -> bool:
    return any(mark in item.before.split() for mark in marks)


def _groups(items: Sequence[_Item]) -> list[_Group]:
    """Group values that share conditions, and hang each condition on its group."""
    first_value = next(i for i, item in enumerate(items) if item.token.kind in _VALUES)
    conditions_first = any(item.token.kind in ("cycles", "rate") and item.depth == 0 for item in items[:first_value])
    groups: list[_Group] = []
    waiting: list[_Item] = []
    excluded: str | None = None
    fresh = True
    for item in items:
        kind = item.token.kind
        strong = _separated(item, _STRONG) or (item.depth == 0 and _separated(item, frozenset((",",))) and kind == "not-cycling")
        if kind in _VALUES or kind == "missing":
            joins = bool(groups) and not fresh and not excluded and _joins(groups[-1], item)
            if joins:
                groups[-1].values.append(item)
            else:
                groups.append(_Group([item], list(waiting), item.before, excluded))
                waiting, excluded = [], None
            fresh = False
        elif kind == "not-cycling":
            if groups and not strong and "," not in item.before:
                groups[-1].excluded = item.token.text
            else:
                excluded = item.token.text
        elif kind in _CONDITIONS:
            own = bool(groups) and not waiting and not (conditions_first and item.depth == 0 and "@" not in item.before)
            if own and not (strong and _value_follows(items, item)):
                groups[-1].conditions.append(item)
                fresh = True
            else:
                waiting.append(item)
    if waiting and groups:
        groups[-1].conditions += waiting
    return groups


def _joins(group: _Group, item: _Item) -> bool:
    """Tell whether a value shares the conditions of the one before it only a mark between them."""
    marks = item.before.split()
    if any(m == "?" or m == ";" for m in marks):
        return False
    same = {v.token.kind.removesuffix("-range") for v in group.values} | {item.token.kind.removesuffix("-range")}
    if len(same - {"missing"}) > 1:
        return all(m in ("(", ")", "[", "]", "=", ":") for m in marks)
    return True


def _value_follows(items: Sequence[_Item], item: _Item) -> bool:
    at = next(i for i, other in enumerate(items) if other is item)
    return any(other.token.kind in _VALUES for other in items[at + 1 :])


def _position(groups: Sequence[_Group], index: int, column: Column) -> Sample | None:
    """Return the sample of a group that stands alone on one side of a pair: ``40.4% (100n)/80.6% (200n)``."""
    if column.pair and len(groups) == 2 and all(len(g.values) == 1 for g in groups):
        marks = groups[1].joint.split()
        if any(m in _PAIRING for m in marks) and not any(m in _STRONG for m in marks):
            return column.pair[index]
    return None


def _conditions(items: Sequence[_Item]) -> tuple[Conditions, bool]:
    """Return the conditions of items and whether they are single-valued."""
    cycles = [int(i.token.number or 0) for i in items if i.token.kind == "cycles"]
    rates = [i.token.text for i in items if i.token.kind == "rate"]
    windows = [i.token for i in items if i.token.kind == "window"]
    warm = [i.token.number for i in items if i.token.kind == "temperature"]
    cells = {i.token.text for i in items if i.token.kind == "cell"}
    clear = len(set(cycles)) < 2 and len(set(rates)) < 2 and len(windows) < 2 and len(warm) < 2 and len(cells) < 2
    low, high = sorted((windows[0].number or 0.0, windows[0].second or 0.0)) if len(windows) == 1 else (None, None)
    return (
        Conditions(
            cycles=cycles[0] if len(set(cycles)) == 1 else None,
            rate=rates[0] if len(set(rates)) == 1 else None,
            low=low,
            high=high,
            cell_kind=("full" if "full" in cells else "half") if len(cells) == 1 else None,
            temperature=warm[0] if len(warm) == 1 else None,
        ),
        clear,
    )


def _statements(group: _Group, column: Column, position: Sample | None) -> tuple[list[Statement], bool]:
    conditions, clear = _conditions(group.conditions)
    values = [v for v in group.values if v.token.kind != "missing"]
    kinds = {v.token.kind.removesuffix("-range") for v in values}
    basis = _basis(group)
    spread = [_conditions([c for c in group.conditions if c.token.kind not in ("cycles", "rate")])[0]] * len(values)
    cycles = [i.token for i in group.conditions if i.token.kind == "cycles"]
    rates = [i.token for i in group.conditions if i.token.kind == "rate"]
    paired = len(kinds) == 1 and column.pair is not None and len(group.values) == 2
    out: list[Statement] = []
    for i, item in enumerate(values):
        kind = item.token.kind.removesuffix("-range")
        sample, attributed, own, sure = position or column.sample, True, conditions, clear
        if paired and column.pair and kind in ("percent", "capacity"):
            sample = column.pair[group.values.index(item)]
        elif kinds == {kind} and len(values) > 1:
            lists = [x for x in (cycles, rates) if len(x) == len(values)]
            if lists:
                own = replace(
                    spread[i],
                    cycles=int(cycles[i].number or 0) if len(cycles) == len(values) else conditions.cycles,
                    rate=rates[i].text if len(rates) == len(values) else conditions.rate,
                )
                sure = True
            else:
                attributed = False
            sample = "modified" if column.pair and attributed else column.sample
        elif column.pair and sample is None:
            sample = "modified"
        out.append(
            Statement(
                kind=kind,
                text=item.token.text,
                number=item.token.number,
                conditions=own,
                sample=sample if attributed else None,
                qualifier=item.token.qualifier,
                basis=basis,
                attributed=attributed,
                confidence=_confidence(item.token, column, sure and attributed),
            )
        )
    lists_read = (
        bool(out)
        and all(s.attributed for s in out)
        and len(values) > 1
        and (len(cycles) == len(values) or len(rates) == len(values))
    )
    return out, (clear or lists_read) and basis is None and all(s.attributed for s in out)


def _basis(group: _Group) -> str | None:
    """Name what a percentage is of when it is not capacity on cycling."""
    if group.excluded is not None:
        return "rate" if "rate" in group.excluded or group.excluded.startswith("vs") else group.excluded.lower()
    rates = [i.token.text for i in group.conditions if i.token.kind == "rate"]
    cycles = [i for i in group.conditions if i.token.kind == "cycles"]
    both = any("C/" in r.replace(" ", "") and not r.startswith("C") for r in rates)
    return "rate" if both and not cycles else None


def _confidence(token: Token, column: Column, sure: bool) -> float:
    out = 0.97 if token.printed_percent or "mA" in token.text else 0.95 if column.unit else 0.85
    if token.qualifier or token.number is None:
        out -= 0.02
    if token.number is not None and token.kind == "percent" and not 1.5 <= token.number <= 110:
        out *= 0.6
    return out if sure else out * 0.6


def _rate_is_last(groups: Sequence[_Group]) -> bool:
    last = groups[-1]
    rates = [c.token.start for c in last.conditions if c.token.kind == "rate"]
    return bool(rates) and min(rates) > last.values[-1].token.end and ";" not in last.joint


def _share_rate(statements: Sequence[Statement]) -> list[Statement]:
    """``53 % at the 50th and 27 % at the 300th cycle at 1 C``: a rate stated once, last, holds for the list before it."""
    of_kind = [s for s in statements if s.kind == "percent"]
    if len(of_kind) < 2 or any(s.conditions.rate for s in of_kind[:-1]) or not of_kind[-1].conditions.rate:
        return list(statements)
    rate = of_kind[-1].conditions.rate
    return [
        replace(s, conditions=replace(s.conditions, rate=rate), carried=True, confidence=s.confidence * 0.85)
        if s.kind == "percent" and s.conditions.rate is None
        else s
        for s in statements
    ]
