"""What the columns of a table mean, by the words, units and sub-heads of their headers, in any order.

In: a `pipeline.model.Table`; out: one `Column` for each column. The vocabulary is ``headers.tsv`` beside this file; cells decide
where words do not (a "voltage" column is a window only if it holds ranges). Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal, cast, get_args

from pipeline.cells.tokens import MINUS, is_missing, one_line, tokenize
from pipeline.cells.values import CellKind, Sample
from pipeline.model import Cell, Table

Meaning = Literal[
    "material", "label", "phase", "typed", "window", "voltage", "transition", "capacity", "retention", "rate", "cycles",
    "reference", "conditions", "performance", "cellkind", "other",
]  # fmt: skip
Slot = Literal["value", "cycles", "rate"]
Limit = Literal["low", "high"]

PERFORMANCE: frozenset[Meaning] = frozenset(("window", "retention", "capacity", "transition", "performance", "conditions"))

_UNITS: tuple[tuple[str, str], ...] = (
    ("mAh/g", r"m\s?A\s?h\s?(?:/\s?g|g\s?-?\s?1)|Ah\s?(?:/\s?kg|kg\s?-?\s?1)"),
    ("mA/g", r"mA\s?(?:/\s?g|g\s?-?\s?1)"),
    ("A/g", r"A\s?(?:/\s?g|g\s?-?\s?1)"),
    ("mA/cm2", r"(?:m|μ|µ|u)A\s?(?:/\s?cm\s?2|cm\s?-?\s?2)"),
    (
        "other",
        r"m?Wh\s?(?:/\s?k?g|k?g\s?-?\s?1)|mg\s?(?:/\s?cm2|cm\s?-?\s?2)|°\s?C|nm|μm|µm|Å|mV|m2\s?/?\s?g(?:\s?-\s?1)?|h",
    ),
    ("%", r"(?:in )?(?:wt\.?\s?|mol\s?)?%"),
    ("V", r"(?:in )?V(?:olts?)?(?:[\s,]*\(?(?:vs?\.?|versus)[^()]{1,12}\)?)?"),
    ("C", r"C(?:[\s-]rate)?"),
    ("n", r"n|N|times"),
)
_RATE_UNITS = ("mA/g", "A/g", "mA/cm2", "C")
_BRACKETED_UNIT = re.compile(rf"\s*[(\[]\s*(?:{'|'.join(f'(?P<u{i}>{p})' for i, (_, p) in enumerate(_UNITS))})\s*[)\]]")
_INNER_UNIT = re.compile(rf"\s*,\s*(?:{'|'.join(f'(?P<u{i}>{p})' for i, (_, p) in enumerate(_UNITS))})(?=\s*[)\]])")
_TRAILING_UNIT = re.compile(rf"(?:^|\s*[/,]\s*|\s+)(?:{'|'.join(f'(?P<u{i}>{p})' for i, (_, p) in enumerate(_UNITS))})$")

_FIRST = (
    r"(?:pristine|bare|unmodi.{0,3}ed|un-?\s?doped|un-?\s?coated|un-?\s?treated|un-?\s?substituted|before|without|w/o|original|raw|blank"
    r"|control|parent|undecorated|single[- ]phased?|mono-?phasic|non-?(?:doped|coated))"
)
_SECOND = (
    r"(?:modi.{0,3}ed|coated|doped|after|with|optimi[sz]ed|treated|substituted|composited?|bi-?phas\w+|multi-?phas\w+|dual-?phased?"
    r"|engineered|decorated|improved|intergrown)"
)
_BETWEEN = (
    r"(?:\s+(?:samples?|materials?|electrodes?|cathodes?|one|phases?))?"
    r"\s*(?:/|→|->|\bvs\.?|\band\b|\bor\b|,|\||\bto\b|-|:|;)\s*(?:the\s+)?"
)
_PAIR = re.compile(rf"(?<![\w-])(?P<first>{_FIRST}){_BETWEEN}{_SECOND}\b")
_REVERSED = re.compile(rf"(?<![\w-]){_SECOND}{_BETWEEN}{_FIRST}\b")
_EXPLAINED_PAIR = re.compile(
    r"\b(?:pristine|bare|unmodi.{0,3}ed|un-?doped|un-?coated)\b.{0,40}?(?<!un)(?<!un-)\b(?:modi.{0,3}ed|coated|doped)\b"
)
_CYCLED = re.compile(r"(?:before|after)\W+(?:and\W+)?(?:after\W+)?(?:\d+\s*)?cycl|\bafter (?:the )?\d")
_CHANGE = r"\s+(?:\w+\s+)?(?:modification|doping|coating|treatment|substitution|optimi[sz]ation|decoration|composit\w+)\b"
_UNCHANGED = re.compile(rf"\b(?:before|without|prior to)(?:\s+the)?{_CHANGE}")
_CHANGED = re.compile(rf"\b(?:after|with|upon|following)(?:\s+the)?{_CHANGE}")
_ALONE_FIRST = re.compile(rf"(?<![\w-]){_FIRST}\b")
_ALONE_SECOND = re.compile(rf"(?<![\w-]){_SECOND}\b")
_PHASE = r"[′'\"″-]?[OPTSZ][′'\"″]*P?\d?[′'\"″0]*|spinel|tunnel|layered|monoclinic|hexagonal|orthorhombic"
_PHASES = re.compile(rf"(?:{_PHASE})(?:[\s/+,&@-]+(?:type|phase|{_PHASE}))*", re.IGNORECASE)
_SAMPLE_HEAD = re.compile(rf"\W*(?:(?P<first>{_FIRST})|{_SECOND})\b(?!\W*(?:and\W+after\W+)?(?:\d|\w*\s*cycl))")
_LIMIT = re.compile(
    r"\b(?:(?P<low>lower|low|min(?:imum)?|discharg(?:e|ing)|bottom)|(?P<high>upper|high|max(?:imum)?|charg(?:e|ing)|top))\b"
    r"|\b[VEU]\s?(?P<short>min|max)\b"
)
_KEPT = re.compile(r"\b(?:retention|retained|cycling (?:stabilit|performance)|cyclabilit)")
_SLOT_WORDS: tuple[tuple[Slot, str], ...] = (
    ("cycles", r"\bcycles?\b(?![\s-]*(?:stabilit|performance|life|retention|abilit))|\bcycle numbers?|\bcycling numbers?|\bn\b"),
    ("rate", r"\bc?[\s-]?rates?\b(?![\s-]*(?:capab|perf))|\bcurrent(?: densit\w+)?"),
    ("value", r"retention|capacit\w+(?! retention)|cycl\w* ?(?:stabilit|performance|life)|cyclabilit|stabilit|%"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it means, its unit, and what its header says for all of its cells.

    ``title`` is the header as printed in one line, without markup; ``pair`` is the order of samples in ``a/b`` cells;
    ``sample`` is the sample of the whole column; ``slots`` is the order of values in ``80.1/500`` cells;
    ``rate_unit`` is how the header prints the unit of a current or rate; ``percent`` tells that a bare number is a percentage,
    ``slash_cycles`` that a bare number after a slash is a cycle number; ``limit`` says which limit of a window the column holds,
    where two columns share one.
    """

    index: int
    title: str
    meaning: Meaning
    strength: int = 0
    unit: str | None = None
    rate_unit: str | None = None
    pair: tuple[Sample, Sample] | None = None
    sample: Sample | None = None
    slots: tuple[Slot, ...] = ()
    cycles: int | None = None
    rate: str | None = None
    cell_kind: CellKind | None = None
    kind_of: str | None = None
    group: str = ""
    percent: bool = False
    slash_cycles: bool = False
    limit: Limit | None = None


def read_columns(table: Table, body: Sequence[Sequence[Cell]]) -> tuple[Column, ...]:
    """Return the meaning of every column; ``body`` are the rows of materials with spans resolved."""
    columns = [_column(i, group, leaf) for i, (group, leaf) in enumerate(_paths(table))]
    context = one_line(" ".join((table.caption, *table.notes))).lower()
    decided = [_by_cells(c, [row[c.index] for row in body if c.index < len(row)], context) for c in columns]
    return tuple(_one_of_each(_limits(decided, body), body))


def classify(words: str) -> tuple[Meaning, int] | None:
    """Return what a header's words mean and how surely (strength 1 to 10), or None. Units must have been taken away."""
    text = one_line(words).lower().strip(" :;,.*")
    for meaning, strength, pattern in _vocabulary():
        if pattern.search(text) and not (meaning == "material" and len(text.split()) > 8):
            return meaning, strength
    return None


@cache
def _vocabulary() -> tuple[tuple[Meaning, int, re.Pattern[str]], ...]:
    rows = []
    for line in files("pipeline.cells").joinpath("headers.tsv").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            meaning, strength, pattern, _why = line.split("\t")
            if meaning not in get_args(Meaning):
                raise ValueError(f"headers.tsv: unknown meaning {meaning!r}")
            rows.append((cast(Meaning, meaning), int(strength), re.compile(pattern)))
    return tuple(rows)


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Return rows in which every covered place holds the cell that covers it."""
    out = [list(row) for row in rows]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell.covered or (cell.row_span == 1 and cell.column_span == 1):
                continue
            for rr in range(r, min(r + cell.row_span, len(rows))):
                for cc in range(c, min(c + cell.column_span, len(rows[rr]))):
                    if rows[rr][cc].covered:
                        out[rr][cc] = cell
    return out


def _paths(table: Table) -> list[tuple[str, str]]:
    """For each column the text of the heads that it shares with its neighbours, and of its own."""
    header = grid(table.header)
    width = table.columns
    out: list[tuple[str, str]] = []
    for c in range(width):
        shared: list[str] = []
        own: list[str] = []
        seen: list[Cell] = []
        for r, row in enumerate(header):
            cell = row[c] if c < len(row) else None
            if cell is None or any(cell is s for s in seen):
                continue
            seen.append(cell)
            text = one_line(cell.text)
            below = any(c < len(other) and one_line(other[c].text) for other in header[r + 1 :])
            left = row[c - 1] if c and c - 1 < len(row) else None
            if not text and not cell.covered and below and left is not None and _is_head_of_samples(header, r, c):
                shared.append(one_line(left.text))
            elif text:
                (shared if cell.column_span > 1 and cell.column_span < width else own).append(text)
        if not own and shared:
            own = [shared.pop()]
        out.append((" ".join(shared), " ".join(own)))
    return out


def _is_head_of_samples(header: list[list[Cell]], r: int, c: int) -> bool:
    """Find a head printed over two sub-heads without a recorded span: ``Capacity retention`` over ``Pristine | Modified``."""
    below = [" ".join(one_line(row[k].text).lower() for row in header[r + 1 :] if k < len(row)) for k in (c - 1, c)]
    return bool(_ALONE_FIRST.search(below[0]) and _ALONE_SECOND.search(below[1]))


def _column(index: int, group: str, leaf: str) -> Column:
    title = f"{group}: {leaf}" if group else leaf
    whole = f"{group} {leaf}".strip()
    leaf_words, leaf_units = _units(leaf)
    group_words, group_units = _units(group)
    of_leaf = classify(leaf_words) if leaf_words else None
    own_quantity = of_leaf[0] if of_leaf else None
    # the group's unit is that of its values, not of the conditions printed beside them
    units = leaf_units or (() if own_quantity in ("rate", "cycles", "window", "phase", "reference", "material") else group_units)
    unit = next((key for key, _ in units if key != "%"), next((key for key, _ in units), None))
    if "%" in dict(units) and re.search(r"retention|retained", leaf_words, re.IGNORECASE):
        unit = "%"
    rate_unit = next((printed for key, printed in units if key in _RATE_UNITS), None)
    if rate_unit is None and re.search(r"\bc[\s-]?rates?\b", f"{group} {leaf}".lower()):
        rate_unit = "C"
    found = of_leaf
    by_group = classify(group_words) if group_words else None
    if found is None or (by_group and by_group[0] == "other" and found[0] in ("retention", "capacity", "rate")):
        found = by_group if by_group and by_group[0] == "other" else classify(f"{group_words} {leaf_words}") or by_group
    of_sample = _SAMPLE_HEAD.match(leaf.lower()) if group else None
    if (
        of_sample
        and by_group
        and by_group[0] in ("retention", "capacity")
        and (found is None or found[0] in ("other", "material"))
    ):
        found = by_group
    meaning, strength = found if found else ("other", 0)
    meaning, strength = _by_unit(meaning, strength, unit)
    lower = whole.lower()
    cycled = _CYCLED.search(lower)
    pair: tuple[Sample, Sample] | None = None
    sample: Sample | None = None
    if meaning in ("retention", "capacity", "performance") and not cycled:
        pair, sample = _samples(lower)
        if of_sample and pair is None and sample is None:
            sample = "pristine" if of_sample["first"] else "modified"
    tokens = tokenize(whole) if meaning in ("retention", "capacity", "performance") else ()
    cycles = [t for t in tokens if t.kind == "cycles" and t.number is not None]
    rates = [t.text for t in tokens if t.kind == "rate"]
    return Column(
        index=index,
        title=title,
        meaning=meaning,
        strength=strength,
        unit=unit,
        rate_unit=rate_unit,
        pair=pair,
        sample=sample,
        slots=_slots(lower) if meaning in ("retention", "capacity", "cycles", "performance") else (),
        cycles=int(cycles[0].number or 0) if len(cycles) == 1 else None,
        rate=rates[0] if len(rates) == 1 else None,
        cell_kind="full" if re.search(r"\bfull[\s-]*cell", lower) else "half" if re.search(r"\bhalf[\s-]*cell", lower) else None,
        kind_of=_kind_of(lower),
        group=group,
    )


def _units(header: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a header's words without its units, and the units in printed order: key and as printed."""
    words = header
    found: list[tuple[int, str, str]] = []
    for pattern in (_BRACKETED_UNIT, _INNER_UNIT, _TRAILING_UNIT):
        for match in reversed(list(pattern.finditer(words))):
            index = next(i for i in range(len(_UNITS)) if match[f"u{i}"])
            key = _UNITS[index][0]
            if pattern is _TRAILING_UNIT and key in ("n", "C", "other") and match.group().strip()[:1] not in "/,[(":
                continue
            found.append((match.start(), key, _printed_unit(match[f"u{index}"])))
            words = words[: match.start()] + " " + words[match.end() :]
        words = re.sub(r"\s+", " ", words).strip()
    return words, tuple((key, printed) for _, key, printed in sorted(found))


def _printed_unit(unit: str) -> str:
    out = re.sub(r"\s*-?\s*([12])$", rf" {MINUS}\1", unit.strip()) if re.search(r"(?:g|cm)\s?-?\s?[12]$", unit) else unit.strip()
    out = re.sub(r"(?<=g|m) (?=−)", "", out)
    out = re.sub(r"(?<=[Ah])(?=(?:g|cm)−)", " ", out)
    return re.sub(r"^in ", "", out)


def _by_unit(meaning: Meaning, strength: int, unit: str | None) -> tuple[Meaning, int]:
    """Let the unit speak where the words are weak, and overrule words that it contradicts."""
    if unit == "mAh/g" and meaning in ("rate", "cycles", "typed", "voltage", "window", "transition", "phase"):
        return "other", 9
    if unit == "mAh/g" and (meaning == "retention" or strength == 0):
        return "capacity", 6
    if unit in ("mA/g", "A/g", "mA/cm2") and (strength == 0 or meaning == "performance"):
        return "rate", 6
    if unit == "V" and meaning in ("transition", "phase", "retention", "capacity", "rate", "cycles"):
        return "other", 9
    if unit == "V" and strength == 0:
        return "voltage", 4
    if unit == "C" and strength == 0:
        return "rate", 5
    foreign = unit == "other" and meaning not in ("material", "reference", "other", "cellkind")
    share = unit == "%" and meaning in ("phase", "typed", "rate", "window", "voltage", "material")
    return ("other", 9) if foreign or share else (meaning, strength)


def _samples(header: str) -> tuple[tuple[Sample, Sample] | None, Sample | None]:
    if _PAIR.search(header):
        return ("pristine", "modified"), None
    if _REVERSED.search(header):
        return ("modified", "pristine"), None
    unchanged, changed = _UNCHANGED.search(header), _CHANGED.search(header)
    if bool(unchanged) != bool(changed):
        return None, "pristine" if unchanged else "modified"
    first, second = _ALONE_FIRST.search(header), _ALONE_SECOND.search(re.sub(r"\b(?:after|with)\b", " ", header))
    if first and not second and first.group() not in ("before", "without", "raw", "original"):
        return None, "pristine"
    if second and not first:
        return None, "modified"
    return None, None


def _slots(header: str) -> tuple[Slot, ...]:
    found: list[tuple[int, Slot]] = []
    for slot, pattern in _SLOT_WORDS:
        match = re.search(pattern, header)
        if match and not re.search(r"\d\s*(?:st|nd|rd|th)?\s*$", header[: match.start()]):
            found.append((match.start(), slot))
    order = tuple(slot for _, slot in sorted(found))
    return order if len(order) > 1 else ()


def _kind_of(header: str) -> str | None:
    if re.search(r"\bdischarge", header) and not re.search(r"(?<!dis)charge\b", header):
        return "discharge"
    if "reversible" in header and "irreversible" not in header:
        return "reversible"
    return "charge" if re.search(r"(?<!dis)charge\b", header) and "discharge" not in header else None


def _by_cells(column: Column, cells: Sequence[Cell], context: str) -> Column:
    """Decide by the cells what words leave open."""
    texts = [one_line(c.text) for c in cells if not is_missing(c.text)]
    counted = column.meaning in ("retention", "cycles", "rate")
    kinds = [tuple(t.kind for t in tokenize(t)) for t in texts] if counted else []
    meaning = column.meaning
    if meaning == "voltage":
        ranged = sum(looks_like_window(t) for t in texts)
        meaning = "window" if texts and ranged > 0.5 * len(texts) else "other"
    elif (
        meaning in ("other", "material")
        and column.unit == "%"
        and _KEPT.search(context)
        and (
            alone := re.fullmatch(
                rf"(?:(?P<first>{_FIRST})|{_SECOND})(?: (?:samples?|materials?|electrodes?|cathodes?))?", _bare(column)
            )
        )
    ):  # "Pristine (%)" says what it is a percentage of in the caption only
        meaning = "retention"
        column = replace(column, sample="pristine" if alone["first"] else "modified", strength=7)
    elif meaning == "typed":
        meaning = "phase" if texts and sum(looks_like_phases(t) for t in texts) > 0.5 * len(texts) else "other"
    elif (meaning == "window" and texts and column.strength < 10 and not any(re.search(r"\d", t) for t in texts)) or (
        meaning == "transition" and texts and not any(re.search(r"[A-Z]", t) for t in texts)
    ):
        meaning = "other"
    elif meaning == "retention" and column.strength < 9 and texts:
        meaning = _retention_by_cells(texts, kinds, column)
    elif meaning == "cycles" and texts and sum("percent" in k for k in kinds) > 0.5 * len(kinds):
        meaning = "retention"
    elif meaning == "rate" and texts and sum("percent" in k or "capacity" in k for k in kinds) > 0.5 * len(kinds):
        meaning = "other"
    pair = column.pair
    if meaning == "retention" and pair is None and column.sample is None and not _CYCLED.search(context):
        chained = sum(bool(re.match(r"\D{0,2}[\d.,]+\s*%?\s*/\s*[\d.,]+\s*%", t)) for t in texts)
        explained = _EXPLAINED_PAIR.search(context)
        pair = _samples(context)[0] or (("pristine", "modified") if explained else None) if chained else None
    percent = column.unit == "%" or (meaning == "retention" and (column.strength >= 9 or any("percent" in k for k in kinds)))
    seconds = [
        m.group(1) for t in texts if (m := re.match(r"\D{0,2}[\d.,]+\s*%?\s*/\s*(\d+(?:\.\d+)?)(?![\d%]|\s*(?:%|C|mA))", t))
    ]
    slash = bool(seconds) and all("." not in s for s in seconds) and any(int(s) > 110 for s in seconds if "." not in s)
    return replace(column, meaning=meaning, pair=pair, percent=percent, slash_cycles=slash and pair is None)


def _bare(column: Column) -> str:
    """Return a header's words without units, in small letters."""
    return _units(column.title)[0].lower().strip(" :,")


def _retention_by_cells(texts: Sequence[str], kinds: Sequence[tuple[str, ...]], column: Column) -> Meaning:
    if any("percent" in k or "percent-range" in k for k in kinds) or column.unit == "%" or column.slots:
        return "retention"
    if any("capacity" in k for k in kinds):
        return "performance"
    bare = [float(t.replace(",", "")) for t in texts if re.fullmatch(r"[~>]?\d[\d,]*(?:\.\d+)?", t) and t[0].isdigit()]
    counted = sum(bool(re.fullmatch(r"[~>]?\s*[\d,]+\s*(?:n|cycles?|th)?", t)) for t in texts)
    if counted == len(texts) and (any(b > 120 for b in bare) or any("cycles" in k for k in kinds)):
        return "cycles"
    return "retention" if any(b <= 100 for b in bare) and column.pair else "performance"


def looks_like_window(text: str) -> bool:
    """Tell ``2.0-4.3 V`` and its like: two voltages, at the beginning."""
    return (
        re.match(
            r"\D{0,12}-?\d(?:[.,]\d+)?\s*V?\s*(?:-|~|to|÷|and|/|\s)\s*-?\d(?:[.,]\d+)?\s*(?:V|$|\(|;|,|/|vs)", text, re.IGNORECASE
        )
        is not None
    )


def looks_like_phases(text: str) -> bool:
    """Tell names of layered, spinel and tunnel structures joined by slashes, plus signs or commas."""
    return _PHASES.fullmatch(text) is not None


def _limits(columns: Sequence[Column], body: Sequence[Sequence[Cell]]) -> list[Column]:
    """Tell the two columns that share a window, one for each limit: under one head, or next to each other."""
    out = list(columns)
    single = [
        c for c in columns if c.meaning in ("window", "voltage", "other") and c.unit in ("V", None) and _volts_alone(c, body)
    ]
    for first, second in pairwise(single):
        words = [_limit(c.title.rpartition(": ")[2] if c.group else c.title) for c in (first, second)]
        together = first.group == second.group and second.index == first.index + 1
        speaks = any(c.unit == "V" or c.meaning != "other" for c in (first, second))
        if together and speaks and {"low", "high"} == set(words):
            for column, word in zip((first, second), words):
                out[column.index] = replace(column, meaning="window", limit=word)
            break
    return out


def _limit(head: str) -> Limit | None:
    match = _LIMIT.search(head.lower().replace("cut-off", "cutoff")) or re.search(r"(?i)[VEU]\s?(?P<short>min|max)", head)
    if match is None:
        return None
    found = match.groupdict()
    return "low" if found.get("low") or (found.get("short") or "").lower() == "min" else "high"


def _volts_alone(column: Column, body: Sequence[Sequence[Cell]]) -> bool:
    """Whether the cells of a column are single voltages between 0 and 6 V."""
    texts = [one_line(row[column.index].text) for row in body if column.index < len(row)]
    found = [re.fullmatch(r"-?(\d(?:[.,]\d+)?)\s*V?", t) for t in texts if not is_missing(t)]
    return bool(found) and all(m is not None and float(m.group(1).replace(",", ".")) <= 6 for m in found)


def _one_of_each(columns: Sequence[Column], body: Sequence[Sequence[Cell]]) -> list[Column]:
    """Keep the surest material, phase, window, transition and reference column; a second name column is a label."""
    out = list(columns)
    for meaning in ("phase", "transition", "window", "reference"):
        held = [c for c in out if c.meaning == meaning and not c.limit]
        rivals = sorted(held, key=lambda c: (-c.strength, c.index))
        for loser in rivals[1:]:
            out[loser.index] = replace(loser, meaning="other")
    if not any(c.meaning == "material" for c in out):
        unnamed = [c for c in out if c.meaning == "other" and not c.strength and _formulas(c, body) > 0.6]
        if unnamed:  # a column of formulas needs no head to be the materials
            out[unnamed[0].index] = replace(unnamed[0], meaning="material", strength=6)
    materials = [c for c in out if c.meaning == "material"]
    if materials:
        best = max(materials, key=lambda c: (_formulas(c, body) > 0.4, c.strength + 2 * _formulas(c, body), -c.index))
        for c in materials:
            if c is not best:
                out[c.index] = replace(c, meaning="label" if c.strength <= 5 else "other")
    return out


def _formulas(column: Column, body: Sequence[Sequence[Cell]]) -> float:
    """Share of a column's cells that hold a chemical formula."""
    texts = [one_line(row[column.index].text) for row in body if column.index < len(row)]
    texts = [t for t in texts if t]
    return sum(looks_like_formula(t) for t in texts) / len(texts) if texts else 0.0


def looks_like_formula(text: str) -> bool:
    """Tell whether two element symbols stand together with an amount: ``Na0.67MnO2``, ``FeS2``, ``NaxMO2``."""
    run = re.search(r"(?:[A-Z][a-z]?[\d.x/()\[\]δyz+-]*){2,}", text)
    return run is not None and re.search(r"[A-Z][a-z]?(?:\d|x\b|x[A-Z])", text) is not None
