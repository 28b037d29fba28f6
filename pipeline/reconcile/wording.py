"""Words beside a percentage that keep it from contradicting a cell: about, more than, between, another electrolyte.

In: the sentence of a claim and the percentage of a cell; out: yes or no, or the control's and the modified value. "Nearly 90%"
and 89.3 are one value, "78–80%" holds 78.6, and what was measured in another electrolyte or after a week in air is another test,
though cycles and rate are the same. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Json

_NUMBER = r"(\d+(?:\.\d+)?)"
_ABOUT = re.compile(
    rf"(?:\b(?:about|approximately|around|roughly|nearly|almost|close to|some|ca\.?|circa|approx\.?)|[~≈∼])\s*{_NUMBER}\s*%", re.I
)
_RANGE = re.compile(rf"(?:\bbetween\s+{_NUMBER}\s*%?\s+and|(?<![\d.]){_NUMBER}\s*%?\s*[–-])\s*{_NUMBER}\s*%", re.I)
_LOWER = re.compile(
    rf"(?:\b(?:over|above|more than|at least|exceed\w*|higher than|no less than|beyond)|[>≥])\s*{_NUMBER}\s*%", re.I
)
_UPPER = re.compile(rf"(?:\b(?:below|under|less than|at most|lower than|no more than)|[<≤])\s*{_NUMBER}\s*%", re.I)
_OTHER_TEST = re.compile(
    r"\b(?:electrolytes?|additives?|binders?|separators?|pouch|symmetric(?:al)? cells?|energy retention|"
    r"voltage retention|(?:in|to|of) (?:\w+ )?(?:air|water|moisture)|"
    r"humid\w*|exposed|exposure|stor(?:ed|age)|aged|days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_IMPROVES = re.compile(
    r"\b(?:improv|increas|enhanc|rais|rise|rose|boost|promot|lift|elevat|higher|climb|grow|grew|jump|soar)\w*", re.IGNORECASE
)
_FROM_TO = re.compile(rf"\bfrom\s+(?:\w+\s+)?{_NUMBER}\s*%?[^.;%]{{0,80}}?\bto\s+(?:\w+\s+)?{_NUMBER}\s*%", re.IGNORECASE)
_ROUND = 5.0
_PERCENT = re.compile(rf"(?<![\d.]){_NUMBER}\s*%")
_PARTS = re.compile(
    r"\b(?:while|whereas|whilst|but|compared (?:with|to)|in contrast to|against|versus|vs\.?|than)\b|;", re.IGNORECASE
)
_DONE = r"(?:coated|doped|modified|treated|substituted|decorated|wrapped|optimi[sz]ed)"
_CONTROL = re.compile(rf"\b(?:pristine|bare|parent|(?:un|non)-?{_DONE})\b", re.IGNORECASE)
_MODIFIED = re.compile(rf"(?<!\bun-)(?<!\bnon-)\b{_DONE}\b", re.IGNORECASE)


def may_be(text: str, said: Json, printed: Json) -> bool:
    """Tell whether a sentence gives ``said`` as an approximation of a cell's ``printed``, or a range or bound that holds it."""
    if not isinstance(said, int | float) or not isinstance(printed, int | float):
        return False
    if any(float(m[1]) == said and abs(said - printed) <= _slack(m[1]) for m in _ABOUT.finditer(text)):
        return True
    if any(float(m[1] or m[2]) <= printed <= float(m[3]) for m in _RANGE.finditer(text)):
        return True
    over = [float(m[1]) for m in _LOWER.finditer(text) if not float(m[1]) % _ROUND]
    under = [float(m[1]) for m in _UPPER.finditer(text) if not float(m[1]) % _ROUND]
    return any(bound <= printed < bound + 2 * _ROUND for bound in over) or any(
        bound - 2 * _ROUND < printed <= bound for bound in under
    )


def cites(text: str, number: int) -> bool:
    """Tell whether a sentence has a citation mark with a number, in brackets or raised: ``[11]``, ``^{9–12}`` for 9 and 12."""
    marks = re.findall(r"\[([\d,;\s–-]+)\]|\^\{([\d,;\s–-]+)\}", text)
    return any(str(number) in re.findall(r"\d+", one or other) for one, other in marks)


def other_test(text: str, said: Json) -> bool:
    """Tell whether the part of a sentence that prints ``said`` names a condition that is not read, such as days in air."""
    if not isinstance(said, int | float):
        return False
    return any(_OTHER_TEST.search(part) for part in re.split(r";\s", text) if _prints(part, float(said)))


def improved(text: str) -> Iterator[tuple[float, float]]:
    """Yield the control's and the modified sample's percentage of "improved the retention from 61.5% to 89.4%".

    Also where each is named in its part of the sentence: "the coated electrode kept 89.4%, while the bare one kept 61.5%".
    """
    for match in _FROM_TO.finditer(text):
        before, after = float(match[1]), float(match[2])
        if before < after and _IMPROVES.search(text):
            yield before, after
    yield from _named(text)


def _named(text: str) -> Iterator[tuple[float, float]]:
    """Yield the percentages of two parts of a sentence, one part naming the control alone and the other the modified sample."""
    parts = [(part, found) for part in _PARTS.split(text) if (found := _PERCENT.findall(part))]
    controls = [
        float(found[0]) for part, found in parts if len(found) == 1 and _CONTROL.search(part) and not _MODIFIED.search(part)
    ]
    modified = [
        float(found[0]) for part, found in parts if len(found) == 1 and _MODIFIED.search(part) and not _CONTROL.search(part)
    ]
    if len(parts) == 2 and len(controls) == len(modified) == 1:
        yield controls[0], modified[0]


def _slack(number: str) -> float:
    """Return by how much a value may differ from what it is said to be about: half of the step that the number is round to."""
    if "." in number:
        return 0.5
    value = int(number)
    return 5.0 if value % 10 == 0 else 2.5 if value % 5 == 0 else 1.0


def _prints(text: str, value: float) -> bool:
    return any(float(n) == value for n in re.findall(r"(?<![\d.])\d+(?:\.\d+)?", text))
