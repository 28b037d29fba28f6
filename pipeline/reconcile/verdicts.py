"""What else was found for every cell of a table of materials: confirmed, contradicted, implausible or silent.

In: `Reconciled` clusters and records; out: `CellVerdict`s, one for each row and column, as ``verdicts.csv`` has them. Evidence is
everything but the row itself: the running text read with the table masked, captions, other tables, the papers that the row cites.
A retention of the same number settles which test a row is about; its window is then compared. Method: own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.cells import TABLE1_COLUMNS
from pipeline.model import Json, plain
from pipeline.reconcile.amend import REVIEWED
from pipeline.reconcile.cell_verdict import PRINTED, SURE_ENOUGH, CellVerdict, shown, told
from pipeline.reconcile.compare import contradict, same_value, steps
from pipeline.reconcile.core import Reconciled
from pipeline.reconcile.elsewhere import RowEvidence, carried, rows_elsewhere
from pipeline.reconcile.identity import alike, doubt_of, several
from pipeline.reconcile.measured import near
from pipeline.reconcile.printed import printed_percentage, printed_phase
from pipeline.reconcile.retained import condition, exact_enough, percentage, same_test
from pipeline.reconcile.values import Claim
from pipeline.reconcile.within import Doubtful, within
from pipeline.reconcile.wording import cites
from pipeline.table1 import safe_cell

COLUMNS = ("document", "table", "row", "column", "table_value", "verdict", "other_value", "other_page", "other_text", "reason")
"""The columns of ``verdicts.csv``."""

_JUDGED = tuple(c for c in TABLE1_COLUMNS[4:] if c != "extra")
_PERCENTAGES = ("retention_pristine_pct", "retention_modified_pct", "retention_pct")
_OPEN_CELL = "the table leaves this open"


def verdicts(reconciled: Reconciled) -> list[CellVerdict]:
    """Return a verdict for each judged column of each row of each table of materials, in the order of the tables."""
    out: list[CellVerdict] = []
    rows = rows_elsewhere(reconciled)
    doubtful = within(rows)
    for row in rows:
        columns = {column: text for c in row.claims for column, text in c.printed.items()}
        used = [c for c in _JUDGED if c in columns or c in _columns_of(reconciled, row.key)]
        judged = [_judge(row, column, plain(columns.get(column, ""))) for column in used]
        out += [_with_note(_doubted(v, doubtful.get((row.key, v.column))), row) for v in judged]
        if (beyond := doubtful.get((row.key, "extra"))) is not None:
            out.append(told(row, "extra", beyond.text, "implausible", reason=beyond.reason))
    return out


def _doubted(verdict: CellVerdict, doubt: Doubtful | None) -> CellVerdict:
    """Return a verdict, or that a cell which nothing contradicts cannot be as printed; what is confirmed mostly stands."""
    if (
        doubt is None
        or verdict.verdict in ("contradicted", "implausible")
        or (verdict.verdict == "confirmed" and not doubt.agreed)
    ):
        return verdict
    reason = "; ".join(part for part in (doubt.reason, verdict.reason) if part)
    return replace(verdict, verdict="implausible", reason=reason)


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
        return told(row, column, text, "silent", reason=_OPEN_CELL)
    if column == "cathode_material":
        return _material(row, text)
    if column == "reference":
        return _reference(row, text)
    if column in _PERCENTAGES:
        return percentage(row, column, text)
    if column in ("cycles", "rate"):
        return condition(row, column, text)
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
                return told(row, "cathode_material", text, "contradicted", stated[0], twin.composition or "", why)
            reason = f"{doubt[0] if doubt else 'prints ' + gap}; proposed: {twin.composition}"
            return told(row, "cathode_material", text, "implausible", twin.claims[0], twin.composition or "", reason)
        if doubt:
            reason = doubt[0] + (f"; proposed: {doubt[1]}" if doubt[1] else "")
            return told(row, "cathode_material", text, "implausible", reason=reason)
        if same:
            return told(row, "cathode_material", text, "confirmed", same[0], same[0].fact.subject.composition or "")
        other = [c for c in row.others if c.fact.property == "material" and near(c.fact.subject.composition or "", composition)]
        if other:
            value = other[0].fact.subject.composition or ""
            return told(
                row, "cathode_material", text, "confirmed", other[0], value, "nominal and measured composition of one sample"
            )
        return told(row, "cathode_material", text, "silent")
    named = [c for c in row.others if c.fact.subject.label and own and c.fact.subject.label == own[0].fact.subject.label]
    return told(row, "cathode_material", text, "confirmed" if named else "silent", named[0] if named else None)


def _reference(row: RowEvidence, text: str) -> CellVerdict:
    own = row.of("material")
    number = own[0].fact.subject.reference if own else None
    cited = [c for c in row.others if c.fact.evidence.document == row.key[0] and c.fact.subject.reference is not None]
    here = [c for c in cited if c.fact.subject.reference == number]
    if number is not None and not here and (part := _of_a_part(row, number)) is not None:
        return told(row, "reference", text, "confirmed", part, str(number), "a part of the composite")
    printed = [c for o in row.of("retention") if not here and (c := printed_percentage(row, o)) in row.unnamed]
    if number is not None and printed:
        return told(row, "reference", text, "confirmed", printed[0], str(number), PRINTED)
    if number is None or not cited:
        return told(row, "reference", text, "silent")
    if not here and (said := next((c for c in cited if cites(c.fact.evidence.text, number)), None)) is not None:
        return told(row, "reference", text, "confirmed", said, str(number), PRINTED)
    if not here:
        other = f"{cited[0].fact.subject.reference}"
        return told(row, "reference", text, "contradicted", cited[0], other, "the same composition and retention")
    return told(row, "reference", text, "confirmed", here[0], str(number))


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
                return told(row, column, text, "contradicted", claim, shown(name, values), "the same retention")
    for claim in said:
        if any(same_value(name, o.fact.values, claim.fact.values) for o in own):
            return told(row, column, text, "confirmed", claim, shown(name, claim.fact.values))
    for claim in said:
        sure = claim.fact.evidence.confidence >= SURE_ENOUGH
        if sure and own and all(contradict(name, o.fact.values, claim.fact.values) for o in own):
            return told(
                row, column, text, "contradicted", claim, shown(name, claim.fact.values), "another value of the same material"
            )
        if sure and own and name == "transition" and all(_backwards(row, o.fact.values, claim) for o in own):
            return told(
                row, column, text, "contradicted", claim, shown(name, claim.fact.values), "the sequence the other way round"
            )
        if sure and name == "transition" and own and all(_other_way(row, o.fact.values, claim) for o in own):
            return told(
                row, column, text, "contradicted", claim, shown(name, claim.fact.values), "another sequence from the same start"
            )
    for claim in row.said(name, controls=True):
        if _telling(name, claim) and any(same_value(name, o.fact.values, claim.fact.values) for o in own):
            return told(row, column, text, "confirmed", claim, shown(name, claim.fact.values), "another name in the same work")
    if name == "phase" and own and (printed := printed_phase(row)) is not None:
        return told(row, column, text, "confirmed", printed, shown(name, own[0].fact.values), PRINTED)
    return told(row, column, text, "silent")


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
            if tied and exact_enough(own) and values.get("cycles") is not None and same_test(row, own, claim):
                yield claim, {"low": values["low"], "high": values.get("high")}
