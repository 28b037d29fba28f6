"""What else was found for every cell of a table of materials: confirmed, contradicted, implausible or silent.

In: `Reconciled` clusters and records; out: `CellVerdict`s, one for each row and column, as ``verdicts.csv`` has them. Evidence is
everything but the row itself: the running text read with the table masked, captions, other tables, the papers that the row cites.
A retention of the same number settles which test a row is about; its cycles, rate and window are then compared. Values under
other conditions, of another sample, or of a rate test say nothing. Method: own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.cells import TABLE1_COLUMNS
from pipeline.model import Json, Sample, plain
from pipeline.reconcile.amend import REVIEWED
from pipeline.reconcile.compare import apart, comparable_rates, contradict, same_number, same_rate, same_value, stated, steps
from pipeline.reconcile.core import Reconciled, other_samples
from pipeline.reconcile.elsewhere import RowEvidence, carried, rows_elsewhere, volts
from pipeline.reconcile.identity import alike, doubt_of, several
from pipeline.reconcile.measured import near
from pipeline.reconcile.printed import printed_condition, printed_percentage, printed_phase, printed_the_other_way, prints_cycles
from pipeline.reconcile.values import Claim
from pipeline.reconcile.wording import may_be, other_test
from pipeline.table1 import safe_cell

CellJudgement = Literal["confirmed", "contradicted", "implausible", "silent"]

COLUMNS = ("document", "table", "row", "column", "table_value", "verdict", "other_value", "other_page", "other_text", "reason")
"""The columns of ``verdicts.csv``."""

_JUDGED = tuple(c for c in TABLE1_COLUMNS[4:] if c != "extra")
_PERCENTAGES = ("retention_pristine_pct", "retention_modified_pct", "retention_pct")
_SURE_ENOUGH = 0.62
_PRINTED = "printed in a sentence on the material"
_OPEN_CELL = "the table leaves this open"
_OPEN: Mapping[str, Json] = {"low": None, "high": None, "cell": None, "temperature_C": None}
_CONTROL = re.compile(
    r"\b(?:single[- ]?phased?|pristine|bare|un(?:doped|coated|modified|treated|substituted)|parent|pure|control|counterparts?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class CellVerdict:
    """The verdict on one cell; ``other_*`` tell what else was found and where, ``reason`` why, with a proposed correction."""

    document: str
    table: str
    row: int
    column: str
    table_value: str
    verdict: CellJudgement
    other_value: str = ""
    other_page: int | None = None
    other_text: str = ""
    reason: str = ""


def verdicts(reconciled: Reconciled) -> list[CellVerdict]:
    """Return a verdict for each judged column of each row of each table of materials, in the order of the tables."""
    out: list[CellVerdict] = []
    for row in rows_elsewhere(reconciled):
        columns = {column: text for c in row.claims for column, text in c.printed.items()}
        used = [c for c in _JUDGED if c in columns or c in _columns_of(reconciled, row.key)]
        out += [_with_note(_judge(row, column, plain(columns.get(column, ""))), row) for column in used]
    return out


def to_csv(found: Iterable[CellVerdict]) -> str:
    """Return ``verdicts.csv``: plain text, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(COLUMNS)
    for v in found:
        cells = (
            v.document,
            v.table,
            v.row,
            v.column,
            v.table_value,
            v.verdict,
            v.other_value,
            v.other_page or "",
            v.other_text,
            v.reason,
        )
        lines.writerow([safe_cell(" ".join(str(c).split())) for c in cells])
    return text.getvalue()


def _with_note(verdict: CellVerdict, row: RowEvidence) -> CellVerdict:
    """Return a verdict that says who decided on its cell."""
    notes = [str(c.fact.values[REVIEWED]) for c in row.claims if verdict.column in c.printed and REVIEWED in c.fact.values]
    open_ = verdict.reason == _OPEN_CELL and notes
    return replace(
        verdict, reason="; ".join([*([verdict.reason] if verdict.reason and not open_ else []), *dict.fromkeys(notes)])
    )


def _columns_of(reconciled: Reconciled, key: tuple[str, str, int]) -> set[str]:
    return {
        column
        for r in reconciled.records
        if r.verdict == "missing" and (r.document, r.table or "", r.row) == key
        for column in r.printed
    }


def _judge(row: RowEvidence, column: str, text: str) -> CellVerdict:
    if not text:
        return _told(row, column, text, "silent", reason=_OPEN_CELL)
    if column == "cathode_material":
        return _material(row, text)
    if column == "reference":
        return _reference(row, text)
    if column in _PERCENTAGES:
        return _percentage(row, column, text)
    if column in ("cycles", "rate"):
        return _condition(row, column, text)
    name = {"phase": "phase", "phase_transition": "transition", "voltage_range_V": "voltage_window"}[column]
    return _plain_value(row, column, text, name)


def _material(row: RowEvidence, text: str) -> CellVerdict:
    own = row.of("material")
    composition = own[0].fact.subject.composition if own else None
    doubt = doubt_of(composition) if composition else None
    if composition is not None:
        same = [c for c in row.others if c.fact.subject.composition and alike(c.fact.subject.composition, composition)]
        same.sort(key=lambda c: (c.fact.evidence.kind != "stated", -c.fact.evidence.confidence))
        if row.twin is not None:
            twin, gap = row.twin
            stated = [c for c in twin.claims if c.fact.property == "material" and c.fact.evidence.kind == "stated"]
            if stated:
                why = f"prints {gap}" + (f"; as printed, {doubt[0]}" if doubt else "")
                return _told(row, "cathode_material", text, "contradicted", stated[0], twin.composition or "", why)
            reason = f"{doubt[0] if doubt else 'prints ' + gap}; proposed: {twin.composition}"
            return _told(row, "cathode_material", text, "implausible", twin.claims[0], twin.composition or "", reason)
        if doubt:
            reason = doubt[0] + (f"; proposed: {doubt[1]}" if doubt[1] else "")
            return _told(row, "cathode_material", text, "implausible", reason=reason)
        if same:
            return _told(row, "cathode_material", text, "confirmed", same[0], same[0].fact.subject.composition or "")
        other = [c for c in row.others if c.fact.property == "material" and near(c.fact.subject.composition or "", composition)]
        if other:
            value = other[0].fact.subject.composition or ""
            return _told(
                row, "cathode_material", text, "confirmed", other[0], value, "nominal and measured composition of one sample"
            )
        return _told(row, "cathode_material", text, "silent")
    named = [c for c in row.others if c.fact.subject.label and own and c.fact.subject.label == own[0].fact.subject.label]
    return _told(row, "cathode_material", text, "confirmed" if named else "silent", named[0] if named else None)


def _reference(row: RowEvidence, text: str) -> CellVerdict:
    own = row.of("material")
    number = own[0].fact.subject.reference if own else None
    cited = [c for c in row.others if c.fact.evidence.document == row.key[0] and c.fact.subject.reference is not None]
    here = [c for c in cited if c.fact.subject.reference == number]
    if number is not None and not here and (part := _of_a_part(row, number)) is not None:
        return _told(row, "reference", text, "confirmed", part, str(number), "a part of the composite")
    printed = [c for o in row.of("retention") if not here and (c := printed_percentage(row, o)) in row.unnamed]
    if number is not None and printed:
        return _told(row, "reference", text, "confirmed", printed[0], str(number), _PRINTED)
    if number is None or not cited:
        return _told(row, "reference", text, "silent")
    if not here:
        other = f"{cited[0].fact.subject.reference}"
        return _told(row, "reference", text, "contradicted", cited[0], other, "the same composition and retention")
    return _told(row, "reference", text, "confirmed", here[0], str(number))


def _of_a_part(row: RowEvidence, number: int) -> Claim | None:
    """Return what the row's document says of a part of its composite (core or shell) under a reference number, or None."""
    composition = next((c.fact.subject.composition for c in row.of("material")), None) or ""
    parts = [re.sub(r"^[\d.]+ *(?:[a-z]+)? *%? *", "", p) for p in composition.split("@")] if "@" in composition else []
    for claim in row.controls:
        subject = claim.fact.subject
        here = claim.fact.evidence.document == row.key[0] and subject.reference == number
        if here and subject.composition and any(alike(subject.composition, part) for part in parts):
            return claim
    return None


def _plain_value(row: RowEvidence, column: str, text: str, name: str) -> CellVerdict:
    own = row.of(name)
    said = row.said(name)
    if name == "voltage_window":
        for claim, values in _windows_of_test(row):
            if own and not any(same_value(name, o.fact.values, values) for o in own):
                return _told(row, column, text, "contradicted", claim, _shown(name, values), "the same retention")
    for claim in said:
        if any(same_value(name, o.fact.values, claim.fact.values) for o in own):
            return _told(row, column, text, "confirmed", claim, _shown(name, claim.fact.values))
    for claim in said:
        sure = claim.fact.evidence.confidence >= _SURE_ENOUGH
        if sure and own and all(contradict(name, o.fact.values, claim.fact.values) for o in own):
            return _told(
                row, column, text, "contradicted", claim, _shown(name, claim.fact.values), "another value of the same material"
            )
        if sure and own and name == "transition" and all(_backwards(row, o.fact.values, claim) for o in own):
            return _told(
                row, column, text, "contradicted", claim, _shown(name, claim.fact.values), "the sequence the other way round"
            )
        if sure and name == "transition" and own and all(_other_way(row, o.fact.values, claim) for o in own):
            return _told(
                row, column, text, "contradicted", claim, _shown(name, claim.fact.values), "another sequence from the same start"
            )
    for claim in row.said(name, controls=True):
        if _telling(name, claim) and any(same_value(name, o.fact.values, claim.fact.values) for o in own):
            return _told(row, column, text, "confirmed", claim, _shown(name, claim.fact.values), "another name in the same work")
    if name == "phase" and own and (printed := printed_phase(row)) is not None:
        return _told(row, column, text, "confirmed", printed, _shown(name, own[0].fact.values), _PRINTED)
    return _told(row, column, text, "silent")


def _backwards(row: RowEvidence, own: Mapping[str, Json], claim: Claim) -> bool:
    """Tell whether a sequence is the row's from its end to its start, and begins, as the row's does not, with the row's phase."""
    one, two = steps(own), steps(claim.fact.values)
    phases = [steps({"steps": ["/".join(map(str, several(c.fact.values, "phases")))]}) for c in row.of("phase")]
    return len(one) > 1 and one != two and one == two[::-1] and claim.fact.evidence.kind != "derived" and two[:1] in phases


def _other_way(row: RowEvidence, own: Mapping[str, Json], claim: Claim) -> bool:
    """Tell whether a sequence written with arrows begins as the row's does and then takes steps that are no part of it."""
    values, one, two = claim.fact.values, steps(own), steps(claim.fact.values)
    windows = [w.fact.values for w in row.of("voltage_window")]
    elsewhere = values.get("low") is not None and not any(same_value("voltage_window", w, values) for w in windows)
    if claim.fact.evidence.kind == "derived" or "→" not in claim.fact.evidence.text or elsewhere:
        return False
    return len(one) > 1 and len(two) > 1 and one[0] == two[0] and not (_leads(one, two) or _leads(two, one))


def _leads(way: Sequence[frozenset[str]], some: Sequence[frozenset[str]]) -> bool:
    """Tell whether ``some`` steps are met in their order on a way; of a step not all phases need be named."""
    along = iter(way)
    return all(any(step <= met or met <= step for met in along) for step in some)


def _telling(name: str, claim: Claim) -> bool:
    """Tell whether a value said of another name in the row's work can be meant for the row: a window, or several phases or steps.

    The text may name the sample where the row prints a composition; its control has one phase.
    """
    values = claim.fact.values
    given = values.get({"phase": "phases", "transition": "steps"}.get(name, ""))
    return name == "voltage_window" or (isinstance(given, list | tuple) and len(given) > 1)


def _windows_of_test(row: RowEvidence) -> Iterable[tuple[Claim, Mapping[str, Json]]]:
    """Yield the windows stated in one breath with the row's very retention and cycles."""
    for own in row.of("retention"):
        for claim in row.said("retention", controls=own.sample == "pristine"):
            values = claim.fact.values
            tied = values.get("low") is not None and not {"low", "high", "cycles"} & set(carried(claim))
            if tied and _exact_enough(own) and values.get("cycles") is not None and _same_test(row, own, claim):
                yield claim, {"low": values["low"], "high": values.get("high")}


def _percentage(row: RowEvidence, column: str, text: str) -> CellVerdict:
    sample: Sample | None = (
        "pristine" if column == "retention_pristine_pct" else "modified" if column == "retention_modified_pct" else None
    )
    own = [c for c in row.of("retention") if c.sample == sample and column in c.printed]
    every = row.of("retention")
    if (turned := _turned(row, sample)) is not None:
        given = next(o.fact.values.get("percent") for o in every if o.sample not in (None, sample))
        other = _shown("retention", {**turned.fact.values, "percent": given})
        return _told(row, column, text, "contradicted", turned, other, "pristine and modified the other way round")
    said = row.said("retention", controls=sample == "pristine")
    stating = {
        c.fact.evidence.document for c in row.said("retention") for o in own if sample != "pristine" and _same_figure(row, o, c)
    }
    against = [
        c
        for c in said
        if own
        and _cycling(c)
        and c.fact.evidence.confidence >= _SURE_ENOUGH
        and c not in row.cores
        and (prints_cycles(c) or "cycles" not in carried(c))
        and c.fact.evidence.document not in stating
        and not any(other_samples(o, c) or _worded_apart(o, c) for o in own)
        and not any(_same_test(row, o, c) for o in every)
        and all(contradict("retention", o.fact.values, stated(c.fact.values)) for o in own)
    ]
    if against and (sample != "pristine" or _is_control(row, against)):
        other = _shown("retention", against[0].fact.values)
        return _told(row, column, text, "contradicted", against[0], other, "the same cycles and rate")
    compared = _compared(row) if sample == "pristine" else []
    if own and compared and not any(same_value("retention", o.fact.values, c.fact.values) for o in own for c in compared):
        other = ", ".join(f"{_number(c.fact.values.get('percent'))}%" for c in compared)
        return _told(row, column, text, "contradicted", compared[0], other, "the controls that the row's value is compared with")
    for claim in (*said, *row.said("retention", controls=sample != "pristine")):
        known = claim in said or claim.fact.values.get("cycles") is not None
        if known and any(_same_test(row, o, claim) for o in own):
            return _told(row, column, text, "confirmed", claim, _shown("retention", claim.fact.values))
    for claim in (*row.said("retention"), *row.cores):
        if sample != "pristine" and claim.fact.property == "retention" and any(_same_figure(row, o, claim) for o in own):
            return _told(row, column, text, "confirmed", claim, _shown("retention", claim.fact.values))
    for o in own:
        if (claim_ := printed_percentage(row, o)) is not None:
            return _told(
                row, column, text, "confirmed", claim_, _shown("retention", {"percent": o.fact.values["percent"]}), _PRINTED
            )
    return _told(row, column, text, "silent")


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
    own = [c for c in row.said("retention") if any(_same_test(row, o, c) for o in pristine)]
    controls = [
        c for c in row.said("retention", controls=True) if any(_same_test(row, o, c) for o in modified) and _named_control(c)
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
    modified = [o for o in row.of("retention") if o.sample == "modified" and _exact_enough(o)]
    said = [c for c in row.said("retention") if any(_same_test(row, o, c) for o in modified)]
    here = {(c.fact.evidence.document, c.fact.evidence.page, c.fact.evidence.text) for c in said}
    others = [
        c
        for c in row.said("retention", controls=True)
        if (c.fact.evidence.document, c.fact.evidence.page, c.fact.evidence.text) in here
    ]
    sure = all(_cycling(c) and c.fact.evidence.confidence >= _SURE_ENOUGH for c in others)
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


def _condition(row: RowEvidence, column: str, text: str) -> CellVerdict:
    """Judge cycles or rate by the tests elsewhere that give the row's percentage, else by one after its very cycles and rate."""
    own = [c for c in row.of("retention") if c.fact.values.get(column) is not None]
    if not own:
        return _told(row, column, text, "silent")
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
        if _equal(column, o.fact.values.get(column), claim.fact.values.get(column), row.current(claim)):
            return _told(row, column, text, "confirmed", claim, str(claim.fact.values.get(column)))
    for o, claim in tests:
        given = claim.fact.values.get(column)
        if column == "rate" and not comparable_rates(o.fact.values.get(column), given, row.current(claim)):
            continue
        if given is not None and column not in carried(claim) and _exact_enough(o) and not _else_apart(row, o, claim, column):
            return _told(row, column, text, "contradicted", claim, str(given), "the same percentage")
    for o in own:
        for claim in row.said("capacity"):
            values = claim.fact.values
            if _equal("cycles", o.fact.values.get("cycles"), values.get("cycle")) and _equal(
                "rate", o.fact.values.get("rate"), values.get("rate")
            ):
                return _told(row, column, text, "confirmed", claim, text, "a capacity after the same cycles at the same rate")
    for o in own:
        if (claim_ := printed_condition(row, o, column)) is not None:
            return _told(row, column, text, "confirmed", claim_, str(o.fact.values[column]), _PRINTED)
    return _told(row, column, text, "silent")


def _same_test(row: RowEvidence, a: Claim, b: Claim) -> bool:
    """Tell whether a claim elsewhere gives the retention of a row's test: its percentage, and no other cycles or rate."""
    one, two = ({k: c.fact.values.get(k) for k in ("cycles", "rate", "basis")} for c in (a, b))
    one_c = row.current(b)
    if not comparable_rates(one["rate"], two["rate"], one_c):
        one["rate"] = None
    return _cycling(b) and same_value("retention", a.fact.values, b.fact.values) and not apart("retention", one, two, one_c)


def _same_figure(row: RowEvidence, a: Claim, b: Claim) -> bool:
    """Tell whether a claim gives a row's very percentage with all conditions but the cycles or the rate: these are then wrong."""
    if not _cycling(b) or not _exact_enough(a) or not same_value("retention", a.fact.values, b.fact.values):
        return False
    return any(not _else_apart(row, a, b, column) for column in ("cycles", "rate"))


def _cycling(claim: Claim) -> bool:
    return claim.fact.values.get("basis") is None


def _exact_enough(claim: Claim) -> bool:
    """Tell whether a percentage is printed with decimals, so that meeting it again is no accident."""
    return any("." in text for text in claim.printed.values())


def _else_apart(row: RowEvidence, a: Claim, b: Claim, column: str) -> bool:
    return apart("retention", {**a.fact.values, column: None}, stated(b.fact.values), row.current(b))


def _equal(column: str, a: Json, b: Json, one_c: float | None = None) -> bool:
    if a is None or b is None:
        return False
    return same_rate(str(a), str(b), one_c) if column == "rate" else same_number(a, b)


def _shown(name: str, values: Mapping[str, Json]) -> str:
    if name == "retention":
        conditions = [f"{values['cycles']} cycles" if values.get("cycles") else "", str(values.get("rate") or "")]
        tail = ", ".join(c for c in conditions if c)
        return f"{_number(values.get('percent'))}%" + (f" ({tail})" if tail else "")
    if name == "voltage_window":
        return f"{volts(values.get('low'))}–{volts(values.get('high'))}"
    given = values.get("phases" if name == "phase" else "steps")
    mark = "/" if name == "phase" else " → "
    return mark.join(map(str, given)) if isinstance(given, list | tuple) else str(given)


def _number(value: Json) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def _told(
    row: RowEvidence,
    column: str,
    text: str,
    verdict: CellJudgement,
    claim: Claim | None = None,
    value: str = "",
    reason: str = "",
) -> CellVerdict:
    document, table, number = row.key
    if claim is None:
        return CellVerdict(document, table, number, column, text, verdict, reason=reason)
    e = claim.fact.evidence
    place = f"in {e.document}" if e.document != document else ""
    note = f"the other value was {claim.fact.values[REVIEWED]}" if REVIEWED in claim.fact.values else ""
    why = "; ".join(p for p in (reason, place, note) if p)
    return CellVerdict(document, table, number, column, text, verdict, value, e.page, plain(e.text), why)
