"""A table of materials regenerated with the table itself masked: what running text, captions and the cited papers give.

In: `Reconciled`; out: `MaterialRow`s, one for each row of each table, for ``table1_from_prose.csv``. The row's place and its
material (by reference and composition) are all that is taken from the table; every value is another place's. Of several tests the
one that states most is taken, half cells first; of several windows the one that test was run in. Nothing is filled in from two
tests. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.cells import MaterialRow, Value
from pipeline.chemistry.phases import parse_phases
from pipeline.model import Cell, Json
from pipeline.reconcile.compare import apart
from pipeline.reconcile.core import Reconciled
from pipeline.reconcile.elsewhere import RowEvidence, carried, rows_elsewhere, volts
from pipeline.reconcile.identity import alike
from pipeline.reconcile.values import Claim

_LEAST = 0.62
_KEPT = 0.5
_CYCLES = 10


def rows_from_prose(reconciled: Reconciled) -> list[MaterialRow]:
    """Return the rows that all other evidence gives, in the order of the tables; a row of which nothing is said is empty."""
    columns = {
        (r.document, r.table or ""): set[str]() for r in reconciled.records if r.table is not None and r.property == "material"
    }
    for record in reconciled.records:
        if record.table is not None:
            columns.setdefault((record.document, record.table), set()).update(record.printed)
    return [_row(row, columns.get(row.key[:2], set())) for row in rows_elsewhere(reconciled)]


def _row(row: RowEvidence, columns: set[str]) -> MaterialRow:
    printed: dict[str, Value] = {}
    material = _material(row)
    if material is not None:
        printed["cathode_material"] = _value(material.fact.subject.composition or material.fact.subject.label or "", material)
    numbers = [c for c in row.others if c.fact.subject.reference is not None and c.fact.evidence.document == row.key[0]]
    numbers = numbers or [
        c for c in row.controls if c.fact.subject.reference is not None and c.fact.evidence.document == row.key[0]
    ]
    if numbers:
        first = min(numbers, key=_place)
        printed["reference"] = _value(str(first.fact.subject.reference), first)
    test = _test(row)
    for column, claim, text in _plain_values(row, test):
        printed[column] = _value(text, claim)
    if test is not None:
        retained = "retention_modified_pct" if columns & {"retention_modified_pct", "retention_pristine_pct"} else "retention_pct"
        printed[retained] = _value(_number(test.fact.values.get("percent")), test)
        for name in ("cycles", "rate"):
            if test.fact.values.get(name) is not None:
                printed[name] = _value(_number(test.fact.values[name]), test)
        control = _control(row, test)
        if control is not None and retained == "retention_modified_pct":
            printed["retention_pristine_pct"] = _value(_number(control.fact.values.get("percent")), control)
    else:
        cycled = _cycled(row)
        for name, field in (("cycles", "cycle"), ("rate", "rate")):
            if cycled is not None:
                printed[name] = _value(_number(cycled.fact.values[field]), cycled)
    page = min((v.cell.page for v in printed.values()), default=0)
    printed.setdefault("cathode_material", Value("", Cell("", page)))
    return MaterialRow(row.key[0], row.key[1], row.key[2], page, printed)


def _material(row: RowEvidence) -> Claim | None:
    """Return the claim that gives the composition: a stated one before a derived one, a misprint's twin like any other."""
    found = [c for c in row.others if c.fact.property == "material" and c.fact.subject.composition]
    own = next((c.fact.subject.composition for c in row.claims if c.fact.property == "material"), None)
    alone = [c for c in found if own and c.fact.subject.composition and alike(c.fact.subject.composition, own)]
    return min(alone or found, key=lambda c: (c.fact.evidence.kind != "stated", *_place(c)), default=None)


def _test(row: RowEvidence) -> Claim | None:
    """Return the cycling test that the other places give, or None: the one with most conditions.

    Tables of materials give half cells; a full cell's test stands for a row only where the row says that it is one.
    """
    full = any(c.fact.values.get("cell") == "full" for c in row.of("retention"))
    found = [
        c
        for c in row.said("retention")
        if c.fact.values.get("basis") is None
        and c.fact.evidence.confidence >= _LEAST
        and (full or c.fact.values.get("cell") != "full")
    ]
    return min(
        found,
        key=lambda c: (
            -sum(c.fact.values.get(k) is not None for k in ("cycles", "rate")),
            -c.fact.evidence.confidence,
            *_place(c),
        ),
        default=None,
    )


def _cycled(row: RowEvidence) -> Claim | None:
    """Return the only statement of a capacity left after cycling at a rate: it gives the cycles and rate of the row's test."""
    found = [
        c
        for c in row.said("capacity")
        if isinstance(cycle := c.fact.values.get("cycle"), int | float)
        and cycle >= _CYCLES
        and c.fact.values.get("rate") is not None
        and c.fact.values.get("cell") != "full"
        and c.fact.evidence.confidence >= _LEAST
    ]
    return found[0] if len({(c.fact.values["cycle"], c.fact.values["rate"]) for c in found}) == 1 else None


def _control(row: RowEvidence, test: Claim) -> Claim | None:
    """Return the control's value in the same test, where there is one control only."""
    found = [
        c
        for c in row.said("retention", controls=True)
        if c.fact.values.get("basis") is None
        and c.fact.evidence.confidence >= _LEAST
        and c.fact.values.get("cycles") == test.fact.values.get("cycles") is not None
        and not apart("retention", c.fact.values, test.fact.values)
    ]
    pristine = [c for c in found if c.sample == "pristine"]
    samples = {(c.fact.subject.label, c.fact.subject.composition) for c in pristine or found}
    return (pristine or found)[0] if len(samples) == 1 else None


def _plain_values(row: RowEvidence, test: Claim | None) -> list[tuple[str, Claim, str]]:
    out: list[tuple[str, Claim, str]] = []
    phases = [c for c in row.said("phase") if c.fact.evidence.confidence >= _LEAST] or _mixed(row)
    if phases:
        best = max(phases, key=lambda c: (len(_list(c.fact.values.get("phases"))), c.fact.evidence.confidence))
        out.append(("phase", best, "/".join(_shown(p) for p in _list(best.fact.values.get("phases")))))
    steps = [c for c in row.said("transition") if c.fact.evidence.confidence >= (_KEPT if _is_kept(c) else _LEAST)]
    if steps:
        best = max(steps, key=lambda c: (c.fact.evidence.confidence, len(_list(c.fact.values.get("steps")))))
        shown = ["/".join(_shown(p) for p in s.split("/")) for s in _list(best.fact.values.get("steps"))]
        out.append(("phase_transition", best, " → ".join(shown)))
    window = _window(row, test)
    if window is not None:
        text = f"{volts(window.fact.values.get('low'))}–{volts(window.fact.values.get('high'))}"
        out.append(("voltage_range_V", window, text))
    return out


def _mixed(row: RowEvidence) -> list[Claim]:
    """Return what names of the row's work are said to hold, where all that hold several phases hold the same."""
    found = [c for c in row.said("phase", controls=True) if len(_list(c.fact.values.get("phases"))) > 1]
    sure = [c for c in found if c.fact.evidence.confidence >= _LEAST]
    return sure if len({frozenset(_list(c.fact.values.get("phases"))) for c in sure}) == 1 else []


def _is_kept(claim: Claim) -> bool:
    """Tell whether a transition is a structure kept: there is no sequence that could be misread."""
    return len(_list(claim.fact.values.get("steps"))) == 1


def _window(row: RowEvidence, test: Claim | None) -> Claim | None:
    """Return the window of the test, else the only one of its kind of cell, else None."""
    cell = test.fact.values.get("cell") if test is not None else None
    found = [c for c in row.said("voltage_window") if c.fact.values.get("cell") in (cell or "half", None, "half")]
    if test is not None and test.fact.values.get("low") is not None and "low" not in carried(test):
        found = [c for c in found if not apart("retention", c.fact.values, test.fact.values)] or [test]
    volts = {(c.fact.values.get("low"), c.fact.values.get("high")) for c in found}
    return found[0] if len(volts) == 1 and found[0].fact.evidence.confidence >= _LEAST else None


def _value(text: str, claim: Claim) -> Value:
    e = claim.fact.evidence
    return Value(text, Cell(text, e.page, e.boxes[0] if e.boxes else None), e.kind, e.confidence)


def _place(claim: Claim) -> tuple[object, ...]:
    e = claim.fact.evidence
    return e.document, e.page, e.text


def _list(value: Json) -> Sequence[str]:
    return [str(v) for v in value] if isinstance(value, list | tuple) else []


@lru_cache(maxsize=1024)
def _shown(phase: str) -> str:
    """Return a phase with typographic primes, as Table 1 prints it."""
    found = parse_phases(phase)
    return found[0].printed if len(found) == 1 and found[0].printed else phase


def _number(value: Json) -> str:
    return f"{value:g}" if isinstance(value, int | float) else str(value)
