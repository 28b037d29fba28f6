"""Where voltages, percentages, cycle numbers, rates, capacities and temperatures stand in a sentence.

In: a folded text (``letters.fold``). Out: labelled places. A range is one mention (``2.0-4.3 V``, ``from 2 to 4 V``, ``between 2
and 4 V``); each number of a list is its own (``0.1, 0.2 and 0.5 C`` are three), also where the unit is printed once, at the end.
Units in every usual spelling, the minus of ``g-1`` kept or lost. What a number is the value *of* is not decided here.
Method: own; one pass over the numbers, each with the unit behind it, then chains of numbers that commas, dashes and words join.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


def quantities(folded: str) -> list[tuple[str, int, int]]:
    """Return (label, start, end) of every quantity in order."""
    found: list[tuple[str, int, int]] = []
    for chain in _chains(_numbers(folded), folded):
        for label, start, end in _mentions(chain, folded):
            kind = _kind(folded, label, start, end)
            if kind:
                found.append((kind, start, end))
    for label, hint, pattern in _SINGLES:
        if hint in folded:
            found += [(label, m.start("q"), m.end("q")) for m in pattern.finditer(folded)]
    return sorted({f[1]: f for f in sorted(found, key=lambda f: f[1:])}.values(), key=lambda f: f[1:])


# ---------------------------------------------------------------------------------------------- numbers and units

_N = r"(?>\d{1,3}(?:,\d{3})+(?![\d.])|\d+(?:\.\d+)?|\.\d+)"
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
_SPELT = rf"(?:{_ONES}|{_TENS}|a hundred|a thousand)(?:[ -](?:{_ONES}|{_TENS}))*"
_GLUED = (
    "(?:"
    + "|".join(rf"(?<=\b{w})" for w in ("at", "for", "of", "to", "in", "with", "after", "over", "by", "than", "and", "is", "was"))
    + ")"
)
_NUMBER = re.compile(
    rf"(?:(?<![A-Za-z0-9_^])|{_GLUED})(?<![A-Za-z0-9][.,/](?=\d))"
    rf"(?P<number>1/\d{{1,2}}(?= ?C(?![A-Za-z0-9/]))|{_N}(?: ?\u00b1 ?{_N})?)(?P<ordinal>st|nd|rd|th)?"
    rf"|(?<=[\d%VCAhg])/(?P<slashed>{_N})"
)
_SPELT_NUMBER = re.compile(rf"\b(?P<spelt>{_SPELT})(?=[ -][a-z(])", re.I)
_PER_GRAM = r"(?: ?/ ?g| ?[\u00b7.]? ?g ?(?:\( ?-? ?1 ?\)|[-~^]{0,2} ?1)| per gram)(?!\w)"
_PER_AREA = r"(?: ?/ ?cm2| ?\u00b7? ?cm ?[-~]? ?2)(?!\w)"
_BETWEEN_CYCLES = (
    r"(?:(?:dis)?charg(?:e|ing)|\(dis\)charg(?:e|ing)|de-?sodiation|sodiation|(?:de)?intercalation|galvanostatic|consecutive|"
    r"continuous|further|electrochemical|full|long|deep|more|formation|activation|repeated|successive|prolonged|subsequent|initial|"
    r"first|complete|stable|operation|operating|GCD|CV|term|whole|and|high|rate|extended|additional|charge)"
)
_UNITS: Mapping[str, str] = {
    "VOLTAGE": r"V(?![A-Za-z0-9+])",
    "PERCENT": r"(?:(?:wt|mol|at|vol|mass|weight|atom)?\.? ?%|per ?cent(?![a-z]))",
    "CYCLES": rf"-?(?:{_BETWEEN_CYCLES}[ /-]{{1,3}}){{0,5}}(?:pre-)?cycl(?:es?|ings?(?: tests?)?)(?![a-z])",
    "CAPACITY": rf"(?:m ?A ?[-\u00b7.]? ?h{_PER_GRAM}|A ?\u00b7? ?h ?(?:/ ?kg|\u00b7? ?kg ?-? ?1)(?!\w))",
    "RATE": rf"(?:C(?![A-Za-z0-9+\u00b0/]| ?NMR)|C(?=/\d(?:\.\d+)? ?C)|[m\u03bc]? ?A{_PER_GRAM}|[m\u03bc]A{_PER_AREA})",
    "TEMPERATURE": r"(?:\u00b0 ?C|\u2103|o ?C(?= |[.,;)])|degrees? (?:C|Celsius)|K)(?![\w-])",
}
_UNIT = re.compile(" ?(?:" + "|".join(f"(?P<{label}>{unit})" for label, unit in _UNITS.items()) + ")")
_C_OVER = re.compile(r"(?<![A-Za-z0-9.])C ?/ ?$")


@dataclass(frozen=True, slots=True)
class _Number:
    """A number with the unit right behind it; ``label`` is empty where there is none."""

    start: int
    end: int
    label: str


def _numbers(folded: str) -> list[_Number]:
    out: list[_Number] = []
    for match in _NUMBER.finditer(folded):
        start = match.start("slashed") if match["slashed"] else match.start()
        if _C_OVER.search(folded, max(0, start - 4), start):
            continue
        unit = _UNIT.match(folded, match.end())
        label = unit.lastgroup if unit and unit.lastgroup else ""
        if match["ordinal"] and label != "CYCLES":
            label = ""
        out.append(_Number(start, unit.end() if unit and label else match.end(), label))
    if "cycle" in folded or "per" in folded:
        for match in _SPELT_NUMBER.finditer(folded):
            unit = _UNIT.match(folded, match.end())
            if unit and unit.lastgroup in {"CYCLES", "PERCENT"}:
                out.append(_Number(match.start(), unit.end(), unit.lastgroup))
        out.sort(key=lambda n: n.start)
    return out


# ---------------------------------------------------------------------------------------------- lists and ranges

_RANGE = r"(?: ?(?:-|~|\u2192|--) ?| to (?:about |~)?| up to | through )"
_LIST = r"(?:,? (?:and|or|vs\.?|versus) (?:~ ?)?|, ?~? ?| ?& ?| ?/ ?|; ?)"
_IS_RANGE = re.compile(_RANGE)
_JOINT = re.compile(rf"{_RANGE}|{_LIST}")
_BETWEEN = re.compile(r"\b(?:[Bb]etween|BETWEEN) (?:ca\. |about |~)?$")
_LABELLED = r"=|\b(?:Figs?|Figures?|Tables?|Refs?|Nos?|Eqs?|Schemes?)\.?"
_TAKES_OTHER: Mapping[str, str] = {
    "VOLTAGE": "after|over|cycles?",
    "PERCENT": "after|over|for|cycles?|at|in",
    "CYCLES": "at",
    "RATE": "after|over|cycles?",
    "CAPACITY": "after|over|for|cycles?|at|in",
    "TEMPERATURE": "after|over|cycles?",
}
_OF_SOMETHING_ELSE = {k: re.compile(rf"(?:{_LABELLED}|\b(?:{v})) ?~? ?$") for k, v in _TAKES_OTHER.items()}
"""What stands before bare numbers that do not share the unit behind them: "80% after 100 and 75% after 200 cycles"."""


def _chains(numbers: Sequence[_Number], folded: str) -> Iterator[list[_Number]]:
    """Yield runs of numbers that only commas, dashes or joining words part, each run with one unit, printed at its end."""
    chain: list[_Number] = []
    for number in numbers:
        joined = chain and _JOINT.fullmatch(folded, chain[-1].end, number.start)
        if chain and not joined:
            chain = []
        chain.append(number)
        if number.label:
            yield chain
            chain = [number]


def _mentions(chain: Sequence[_Number], folded: str) -> Iterator[tuple[str, int, int]]:
    """Yield the mentions of a chain that ends in a number with a unit; an earlier number with a unit only opens a range."""
    label = chain[-1].label
    own = [n for n in chain if not n.label or n is chain[-1]]
    opener = chain[0] if chain[0].label and len(chain) > 1 else None
    if opener and opener.label == label and len(own) == 1 and _range(folded, opener, chain[-1], label):
        yield label, opener.start, chain[-1].end
        return
    own = _sharing(own, folded, label)
    i = 0
    while i < len(own):
        ranged = i + 1 < len(own) and _range(folded, own[i], own[i + 1], label)
        yield label, _signed(folded, own[i].start, label), own[i + 1 if ranged else i].end
        i += 2 if ranged else 1


def _sharing(own: list[_Number], folded: str, label: str) -> list[_Number]:
    """Return the numbers that share the unit at the end: a bare one must be joined to it without doubt."""
    bare = len(own) - 1
    if not bare:
        return own
    before = folded[max(0, own[0].start - 24) : own[0].start]
    last_joint = folded[own[-2].end : own[-1].start].strip()
    ranged = _range(folded, own[-2], own[-1], label)
    if last_joint in {",", ";"} or (last_joint.startswith(",") and not re.search("and|or|vs|versus", last_joint)):
        commas_only = bare > 1 and last_joint == "," and not re.search(r"\b(?:and|or)\b", folded[own[0].start : own[-1].start])
        if not commas_only or re.search(r"= ?$", before):
            return own[-1:]
    if _OF_SOMETHING_ELSE[label].search(before):
        return own[-2:] if ranged else own[-1:]
    return own


def _range(folded: str, one: _Number, other: _Number, label: str) -> bool:
    """Whether two neighbours are the ends of a range; a percentage or a capacity that goes from one value to another has none."""
    joint = folded[one.end : other.start]
    if label in {"PERCENT", "CAPACITY"} and joint.strip().startswith("to"):
        return False
    if joint.strip() == "and":
        return _BETWEEN.search(folded, max(0, one.start - 24), one.start) is not None
    return _IS_RANGE.fullmatch(joint) is not None


def _signed(folded: str, start: int, label: str) -> int:
    """Return ``start`` moved before a sign that belongs to the number."""
    if label in {"TEMPERATURE", "VOLTAGE"} and re.search(r"(?:^|[\s(])[+-]$", folded[max(0, start - 2) : start]):
        return start - 1
    return start


# ---------------------------------------------------------------------------------------------- no number before the unit

_SINGLES: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("RATE", "C", re.compile(rf"(?<![A-Za-z0-9.])(?P<q>(?:{_N} ?)?C ?/ ?\d+(?:\.\d+)?)(?![\w.]*\d| ?C(?![a-z]))")),
    (
        "CYCLES",
        "cycle",
        re.compile(
            r"(?<![A-Za-z])(?P<q>(?:[Ii]nitial|[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]ifth|[Tt]enth|[Ll]ast|[Hh]undredth)"
            r"(?: (?:(?:dis)?charge|charge[-/ ](?:and )?discharge|full|CV|formation))? cycle)(?![a-z])"
        ),
    ),
    (
        "CYCLES",
        "cycle",
        re.compile(
            r"(?<![A-Za-z0-9])(?<!\d[ -])(?P<q>cycles? (?:no\.? ?|number ?|# ?)?\d+(?: ?(?:-|to|and) ?\d+)?)"
            r"(?![.\w]*\d| ?(?:%|[VCKh]\b|mA|min|\u00b0))"
        ),
    ),
    ("TEMPERATURE", "temperature", re.compile(r"(?<![A-Za-z])(?P<q>(?:[Rr]oom|[Aa]mbient)[ -]temperatures?)(?![A-Za-z])")),
    ("TEMPERATURE", "RT", re.compile(r"(?<![A-Za-z])(?P<q>RT(?= |[.,;)]))")),
)

# ---------------------------------------------------------------------------------------------- what only looks like a quantity

_HEATED = re.compile(
    r"(?:temperature|calcin|heat|dried|dry|anneal|sinter|stor|oven|furnace|chamber|\u00b0|fired|quench|kept)[^.;]{0,60}$",
    re.I,
)
_RAMP = re.compile(r" ?(?:/ ?min|\u00b7? ?min ?-? ?1|s ?- ?1|/ ?s\b|per min|h ?- ?1|/ ?h\b)")
_PANEL = re.compile(
    r"\b(?:Figs?|Figures?|Tables?|Schemes?|Panels?)\.? ?(?:S?\d+[A-Za-z]?(?:[,-] ?[A-Za-z])*(?:,? and |, | & ))*S?$", re.I
)
_SCAN = re.compile(r" ?(?:s ?-? ?1|/ ?s)(?!\w)")


def _kind(folded: str, label: str, start: int, end: int) -> str | None:
    """Return the label a quantity deserves, or None where it is none."""
    if _PANEL.search(folded, max(0, start - 32), start) and len(folded[start:end]) < 5:
        return None  # "Figure 1C"
    if label == "TEMPERATURE" and _RAMP.match(folded, end):
        return None
    if label == "VOLTAGE" and _SCAN.match(folded, end):
        return None
    if label == "RATE" and folded[end - 1] == "C":
        if re.match(r"-[A-Z](?![a-z])(?!-rate)", folded[end : end + 8]):
            return None  # a bond
        number = re.match(_N, folded[start:end])
        value = float(number[0].replace(",", "")) if number else 0.0
        if value > 100 or (value >= 20 and _HEATED.search(folded, max(0, start - 80), start)):
            return "TEMPERATURE" if value <= 1500 else None
        if re.search(r"(?:^|[\s(])-$", folded[max(0, start - 2) : start]):
            return "TEMPERATURE"
    return label
