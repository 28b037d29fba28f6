"""The verdict on a retention in a table of materials, and on the cycles and the rate that it is given after.

In: a row and what was found elsewhere; out: `CellVerdict`s. A retention of the same number settles which test a row is about; its
cycles and rate are then compared. Values under other conditions, of another sample, or of a rate test say nothing. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.model import Json, Sample, plain
from pipeline.reconcile.cell_verdict import PRINTED, SURE_ENOUGH, CellVerdict, number, shown, told
from pipeline.reconcile.compare import apart, comparable_rates, contradict, same_condition, same_value, stated
from pipeline.reconcile.core import other_samples
from pipeline.reconcile.elsewhere import RowEvidence, carried
from pipeline.reconcile.printed import (
    printed_condition,
    printed_percentage,
    printed_raised,
    printed_the_other_way,
    prints_cycles,
)
from pipeline.reconcile.values import Claim
from pipeline.reconcile.wording import may_be, other_test

_OPEN: Mapping[str, Json] = {"low": None, "high": None, "cell": None, "temperature_C": None}
_CONTROL = re.compile(
    r"\b(?:single[- ]?phased?|pristine|bare|un(?:doped|coated|modified|treated|substituted)|parent|pure|control|counterparts?)\b",
    re.I,
)


def percentage(row: RowEvidence, column: str, text: str) -> CellVerdict:
    """Judge a percentage by the values elsewhere of the row's material and sample: the same, or another after the same test."""
    sample: Sample | None = (
        "pristine" if column == "retention_pristine_pct" else "modified" if column == "retention_modified_pct" else None
    )
    own = [c for c in row.of("retention") if c.sample == sample and column in c.printed]
    every = row.of("retention")
    if (turned := _turned(row, sample)) is not None:
        given = next(o.fact.values.get("percent") for o in every if o.sample not in (None, sample))
        other = shown("retention", {**turned.fact.values, "percent": given})
        return told(row, column, text, "contradicted", turned, other, "pristine and modified the other way round")
    raised = printed_raised(row, sample) if sample is not None and own else None
    agrees = raised is not None and any(same_value("retention", o.fact.values, {"percent": raised[1]}) for o in own)
    if raised is not None and not agrees:
        reason = "the same control" if sample == "modified" else "the same modified sample"
        return told(row, column, text, "contradicted", raised[0], shown("retention", {"percent": raised[1]}), reason)
    said = row.said("retention", controls=sample == "pristine")
    stating = {
        c.fact.evidence.document for c in row.said("retention") for o in own if sample != "pristine" and _same_figure(row, o, c)
    }
    against = [
        c
        for c in said
        if own
        and not agrees
        and _cycling(c)
        and c.fact.evidence.confidence >= SURE_ENOUGH
        and c not in row.cores
        and (prints_cycles(c) or "cycles" not in carried(c))
        and c.fact.evidence.document not in stating
        and not any(other_samples(o, c) or _worded_apart(o, c) for o in own)
        and not any(same_test(row, o, c) for o in every)
        and all(contradict("retention", o.fact.values, stated(c.fact.values)) for o in own)
    ]
    if against and (sample != "pristine" or _is_control(row, against)):
        other = shown("retention", against[0].fact.values)
        return told(row, column, text, "contradicted", against[0], other, "the same cycles and rate")
    compared = _compared(row) if sample == "pristine" and not agrees else []
    if own and compared and not any(same_value("retention", o.fact.values, c.fact.values) for o in own for c in compared):
        other = ", ".join(f"{number(c.fact.values.get('percent'))}%" for c in compared)
        return told(row, column, text, "contradicted", compared[0], other, "the controls that the row's value is compared with")
    for claim in (*said, *row.said("retention", controls=sample != "pristine")):
        known = claim in said or claim.fact.values.get("cycles") is not None
        if known and any(same_test(row, o, claim) for o in own):
            return told(row, column, text, "confirmed", claim, shown("retention", claim.fact.values))
    for claim in (*row.said("retention"), *row.cores):
        if sample != "pristine" and claim.fact.property == "retention" and any(_same_figure(row, o, claim) for o in own):
            return told(row, column, text, "confirmed", claim, shown("retention", claim.fact.values))
    for o in own:
        if (claim_ := printed_percentage(row, o)) is not None:
            return told(
                row, column, text, "confirmed", claim_, shown("retention", {"percent": o.fact.values["percent"]}), PRINTED
            )
    if raised is not None:
        return told(row, column, text, "confirmed", raised[0], shown("retention", {"percent": raised[1]}), PRINTED)
    return told(row, column, text, "silent")


def _turned(row: RowEvidence, sample: Sample | None) -> Claim | None:
    """Return what the text gives for a sample where it has the row's two values the other way round, the control called one."""
    pristine, modified = ([o for o in row.of("retention") if o.sample == s] for s in ("pristine", "modified"))
    if (
        sample is None
        or not pristine
        or not modified
        or same_value("retention", pristine[0].fact.values, modified[0].fact.values)
    ):
        return None
    own = [c for c in row.said("retention") if any(same_test(row, o, c) for o in pristine)]
    controls = [
        c for c in row.said("retention", controls=True) if any(same_test(row, o, c) for o in modified) and _named_control(c)
    ]
    if own and controls:
        return controls[0] if sample == "pristine" else own[0]
    return printed_the_other_way(row, pristine[0], modified[0])


def _named_control(claim: Claim) -> bool:
    """Tell whether a claim's sample is said to be the control: by its role, or by a word just before its name."""
    name = re.escape(claim.fact.subject.label or claim.fact.subject.composition or "")
    called = re.search(rf"{_CONTROL.pattern}[^,;.]{{0,40}}{name}", plain(claim.fact.evidence.text), re.I) if name else None
    return claim.sample == "pristine" or claim.fact.subject.role == "pristine" or called is not None


def _compared(row: RowEvidence) -> list[Claim]:
    """Return the values of controls in the sentence that gives the row's modified value, where it calls all others controls."""
    modified = [o for o in row.of("retention") if o.sample == "modified" and exact_enough(o)]
    said = [c for c in row.said("retention") if any(same_test(row, o, c) for o in modified)]
    here = {(c.fact.evidence.document, c.fact.evidence.page, c.fact.evidence.text) for c in said}
    others = [
        c
        for c in row.said("retention", controls=True)
        if (c.fact.evidence.document, c.fact.evidence.page, c.fact.evidence.text) in here
    ]
    sure = all(_cycling(c) and c.fact.evidence.confidence >= SURE_ENOUGH for c in others)
    apart_ = any(apart("retention", {**o.fact.values, **_OPEN}, {**c.fact.values, **_OPEN}) for o in modified for c in others)
    return sorted(others, key=_percent) if sure and not apart_ and all(_called_control(c) for c in others) else []


def _called_control(claim: Claim) -> bool:
    return claim.sample == "pristine" or _CONTROL.search(plain(claim.fact.evidence.text)) is not None


def _worded_apart(own: Claim, claim: Claim) -> bool:
    """Tell whether the words beside a value elsewhere let the row's value stand: an approximation, a range, another test."""
    said, text = claim.fact.values.get("percent"), plain(claim.fact.evidence.text)
    return may_be(text, said, own.fact.values.get("percent")) or other_test(text, said)


def _percent(claim: Claim) -> float:
    given = claim.fact.values.get("percent")
    return float(given) if isinstance(given, int | float) else 0.0


def _is_control(row: RowEvidence, against: Sequence[Claim]) -> bool:
    """Tell whether values of other samples are the row's control: said to be pristine, or of the only other sample there is."""
    samples = {(c.fact.subject.label, c.fact.subject.composition) for c in row.controls if c.fact.property == "retention"}
    return all(c.sample == "pristine" or c.fact.subject.role == "pristine" for c in against) or len(samples) == 1


def condition(row: RowEvidence, column: str, text: str) -> CellVerdict:
    """Judge cycles or rate by the tests elsewhere that give the row's percentage, else by one after its very cycles and rate."""
    own = [c for c in row.of("retention") if c.fact.values.get(column) is not None]
    if not own:
        return told(row, column, text, "silent")
    tests = [
        (o, c)
        for o in own
        for c in (
            *row.said("retention", controls=o.sample == "pristine"),
            *(k for k in row.cores if k.fact.property == "retention"),
        )
        if _cycling(c) and same_value("retention", o.fact.values, c.fact.values)
    ]
    for o, claim in tests:
        if same_condition(column, o.fact.values.get(column), claim.fact.values.get(column), row.current(claim)):
            return told(row, column, text, "confirmed", claim, str(claim.fact.values.get(column)))
    for o, claim in tests:
        given = claim.fact.values.get(column)
        if column == "rate" and not comparable_rates(o.fact.values.get(column), given, row.current(claim)):
            continue
        if given is not None and column not in carried(claim) and exact_enough(o) and not _else_apart(row, o, claim, column):
            return told(row, column, text, "contradicted", claim, str(given), "the same percentage")
    for o in own:
        for claim in row.said("capacity"):
            values = claim.fact.values
            if same_condition("cycles", o.fact.values.get("cycles"), values.get("cycle")) and same_condition(
                "rate", o.fact.values.get("rate"), values.get("rate")
            ):
                return told(row, column, text, "confirmed", claim, text, "a capacity after the same cycles at the same rate")
    for o in own:
        if (claim_ := printed_condition(row, o, column)) is not None:
            return told(row, column, text, "confirmed", claim_, str(o.fact.values[column]), PRINTED)
    return told(row, column, text, "silent")


def same_test(row: RowEvidence, a: Claim, b: Claim) -> bool:
    """Tell whether a claim elsewhere gives the retention of a row's test: its percentage, and no other cycles or rate."""
    one, two = ({k: c.fact.values.get(k) for k in ("cycles", "rate", "basis")} for c in (a, b))
    one_c = row.current(b)
    if not comparable_rates(one["rate"], two["rate"], one_c):
        one["rate"] = None
    return _cycling(b) and same_value("retention", a.fact.values, b.fact.values) and not apart("retention", one, two, one_c)


def _same_figure(row: RowEvidence, a: Claim, b: Claim) -> bool:
    """Tell whether a claim gives a row's very percentage with all conditions but the cycles or the rate: these are then wrong."""
    if not _cycling(b) or not exact_enough(a) or not same_value("retention", a.fact.values, b.fact.values):
        return False
    return any(not _else_apart(row, a, b, column) for column in ("cycles", "rate"))


def _cycling(claim: Claim) -> bool:
    return claim.fact.values.get("basis") is None


def exact_enough(claim: Claim) -> bool:
    """Tell whether a percentage is printed with decimals, so that meeting it again is no accident."""
    return any("." in text for text in claim.printed.values())


def _else_apart(row: RowEvidence, a: Claim, b: Claim, column: str) -> bool:
    return apart("retention", {**a.fact.values, column: None}, stated(b.fact.values), row.current(b))
