"""Sentences that print a row's very percentage, cycles or rate, where nothing was read of them.

In: `RowEvidence`; out: a claim whose sentence prints the value. "A film of 15 nm on NaNi0.5Mn0.5O2 raised the retention from
61.5% to 89.4% after 300 cycles": the numbers stand there, though no single sample was found for them. A percentage with decimals
in a sentence on the row's material that speaks of capacity is no accident; a whole one needs the row's cycles beside it. What was
read of a sentence counts as it was read, and a full cell or another temperature says nothing. Print confirms and never
contradicts. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.model import Json, Sample, plain
from pipeline.reconcile.compare import same_number, same_rate
from pipeline.reconcile.elsewhere import RowEvidence
from pipeline.reconcile.identity import several
from pipeline.reconcile.values import Claim
from pipeline.reconcile.wording import improved, other_test

_PERCENTAGES = re.compile(
    r"(\d+(?:\.\d+)?)(?=(?:\s*%?\s*(?:/|,|and|to|or|vs\.?|versus)\s*\d+(?:\.\d+)?){0,3}\s*(?:%|percent\b|per cent\b))"
)
_CYCLES = re.compile(r"(\d[\d,\s]*\d|\d)(?:st|nd|rd|th)?\s+(?:[^\W\d]+[- ]){0,2}cycles?\b")
_RATES = re.compile(r"(?<![\d./])(\d+(?:\.\d+)?\s*C|C\s*/\s*\d+|\d+(?:\.\d+)?\s*m?A\s*g\s*[−–-]\s*1)(?![\w/]|\s*=)")
_PHASES = re.compile(r"(?<![\w′.])(?:OP4|OP2|[OP]′?[1236]′?|spinel|tunnel)(?![\w′])")
_FORMULAS = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z][a-z]?[\d./]*){0,3}Na[\d./]*(?:[A-Z][a-z]?[\d./]*){2,}(?![a-z])")
_CHANGES = re.compile(
    r"→|transition|transform|convert|evol|(?<!un)chang|turn|instead|rather than|unlike|without|free\b|\bnot?\b|compared|\bthan\b|"
    r"from \S+ to|\b(?:parent|pristine|bare|control|counterpart|heat|anneal|calcin)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"[OP]′?[1236]′?\s?[/+&]\s?(?:[OP]′?[1236]|spinel|tunnel)|composite|biphas|mixture|intergrowth|mixed|domains|"
    r"consists? of|composed of"
)
_OF_CAPACITY = re.compile(r"capacit|retention|retain|preserv|maintain|cycl", re.IGNORECASE)
_ELSEWHERE = re.compile(r"full[- ]?cell|pouch|hard carbon|[−-]?\d+\s*(?:°\s*C|℃)", re.IGNORECASE)


def printed_percentage(row: RowEvidence, own: Claim) -> Claim | None:
    """Return a claim of a sentence on the row's material that prints a cell's percentage for the cell's sample, or None."""
    return next((c for c, text in _printing(row, own) if not _turned(own, text)), None)


def printed_condition(row: RowEvidence, own: Claim, column: str) -> Claim | None:
    """Return a claim whose sentence prints a cell's percentage and the row's cycles or rate as its only ones, or None."""
    claim, given = next((c for c, _ in _printing(row, own)), None), own.fact.values.get(column)
    told = _sole(plain(claim.fact.evidence.text), column) if claim is not None else None
    if told is None or given is None:
        return None
    return claim if (same_rate(str(told), str(given)) if column == "rate" else told == given) else None


def printed_phase(row: RowEvidence) -> Claim | None:
    """Return a claim whose sentence prints the row's phases and no others, beside no other formula and no change, or None."""
    wanted = {frozenset(map(str, several(c.fact.values, "phases"))) for c in row.of("phase")}
    for claim in row.said("material"):
        e = claim.fact.evidence
        if claim.row is not None or e.kind != "stated" or e.document != row.key[0]:
            continue
        text = plain(e.text).replace("'", "′")
        printed = frozenset(_PHASES.findall(text))
        one = len(set(_FORMULAS.findall(text))) == 1 and not _CHANGES.search(text)
        if one and printed in wanted and (len(printed) == 1 or _TOGETHER.search(text)):
            return claim
    return None


def prints_cycles(claim: Claim) -> bool:
    """Tell whether a claim's sentence prints its number of cycles, be it for another sample: it is not from another sentence."""
    return claim.fact.values.get("cycles") in _cycles(plain(claim.fact.evidence.text))


def printed_the_other_way(row: RowEvidence, pristine: Claim, modified: Claim) -> Claim | None:
    """Return a claim whose sentence raises the retention from the row's modified value to its pristine one, or None."""
    one, two = pristine.fact.values.get("percent"), modified.fact.values.get("percent")
    for claim, text in _sentences(row):
        if any(pair == (two, one) for pair in improved(text)):
            return claim
    return None


def printed_raised(row: RowEvidence, sample: Sample) -> tuple[Claim, float] | None:
    """Return what a sentence on the row's test says that a retention rises from (pristine) or to (modified), or None.

    The sentence prints the row's cycles and no others, and one of its two percentages is the row's own for its sample.
    """
    own = {o.sample: o.fact.values for o in row.of("retention") if o.sample is not None}
    if len(own) != 2:
        return None
    cycles = own[sample].get("cycles")
    for claim, text in _sentences(row):
        for pair in improved(text):
            given = dict(zip(("pristine", "modified"), pair))
            same = [same_number(given[s], own[s].get("percent")) for s in ("pristine", "modified")]
            if any(same) and cycles is not None and _cycles(text) == {cycles} and not other_test(text, given[sample]):
                return claim, given[sample]
    return None


def _printing(row: RowEvidence, own: Claim) -> Iterator[tuple[Claim, str]]:
    """Yield a claim and its text for every sentence on the row's material that prints the percentage of one of its cells."""
    given, cycles = own.fact.values.get("percent"), own.fact.values.get("cycles")
    with_decimals = any("." in text for text in own.printed.values())
    for claim, text in _sentences(row):
        if _read(row, text, given) or not any(
            same_number(float(m[1]), given) and _as_exact(m[1], given) for m in _PERCENTAGES.finditer(text)
        ):
            continue
        if with_decimals or _sole(text, "cycles") == cycles is not None:
            yield claim, text
    for claim in row.unnamed:
        text = plain(claim.fact.evidence.text)
        said = [float(m[1]) for m in _PERCENTAGES.finditer(text)]
        raised = {s: [pair[k] for pair in improved(text)] for k, s in enumerate(("pristine", "modified"))}
        meant = said == [given] and own.sample != "pristine" if len(said) == 1 else raised.get(own.sample or "") == [given]
        usual = with_decimals and not _ELSEWHERE.search(text) and not other_test(text, given)
        if usual and meant and cycles is not None and _cycles(text) == {cycles}:
            yield claim, text


def _turned(own: Claim, text: str) -> bool:
    """Tell whether a sentence on what a modification improves gives a cell's percentage to the other sample."""
    given = own.fact.values.get("percent")
    place = {"pristine": 1, "modified": 0}.get(own.sample or "")
    return place is not None and any(pair[place] == given for pair in improved(text))


def _cycles(text: str) -> set[int]:
    """Return the numbers of cycles that a text prints."""
    return {int(re.sub(r"[,\s]", "", m[1])) for m in _CYCLES.finditer(text)}


def _sentences(row: RowEvidence) -> Iterator[tuple[Claim, str]]:
    """Yield a claim and its text for every sentence of running text on the row's material, those of its document first."""
    seen = set()
    for claim in sorted((*row.others, *row.cores), key=lambda c: (c.fact.evidence.document != row.key[0], c.fact.evidence.page)):
        e = claim.fact.evidence
        if claim.row is None and e.kind != "derived" and (e.document, e.page, e.text) not in seen:
            seen.add((e.document, e.page, e.text))
            text = plain(e.text)
            if _OF_CAPACITY.search(text) and not _ELSEWHERE.search(text):
                yield claim, text


def _read(row: RowEvidence, text: str, percent: Json) -> bool:
    """Tell whether a percentage was read in a sentence: then it counts as what it was read as."""
    every = (*row.others, *row.controls, *row.cores)
    return any(
        c.fact.property == "retention"
        and plain(c.fact.evidence.text) == text
        and same_number(c.fact.values.get("percent"), percent)
        for c in every
    )


def _as_exact(printed: str, given: Json) -> bool:
    """Tell whether a print has as many digits as the value: 80 is not 80.4 here."""
    return isinstance(given, int | float) and float(printed) == float(given)


def _sole(text: str, column: str) -> Json:
    """Return the cycles or the rate of a sentence that names one only."""
    if column == "rate":
        rates = {re.sub(r"\s+", " ", m[1]) for m in _RATES.finditer(text)}
        return next(iter(rates)) if len(rates) == 1 else None
    cycles = _cycles(text)
    return next(iter(cycles)) if len(cycles) == 1 else None
