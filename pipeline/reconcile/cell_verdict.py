"""The verdict on one cell of a table of materials, and how it is put.

In: the cell's row, what was found elsewhere and why it matters; out: a `CellVerdict`, with the place of what was found. Method:
own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipeline.model import Json, plain
from pipeline.reconcile.amend import REVIEWED
from pipeline.reconcile.elsewhere import RowEvidence, volts
from pipeline.reconcile.values import Claim

CellJudgement = Literal["confirmed", "contradicted", "implausible", "silent"]

SURE_ENOUGH = 0.62
"""The confidence from which on a value elsewhere may contradict a cell."""

PRINTED = "printed in a sentence on the material"
"""Why a cell is confirmed whose value no fact holds."""


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


def told(
    row: RowEvidence,
    column: str,
    text: str,
    verdict: CellJudgement,
    claim: Claim | None = None,
    value: str = "",
    reason: str = "",
) -> CellVerdict:
    """Return the verdict on a cell of a row: by a claim, where there is one, whose ``value`` is shown as it is named here."""
    document, table, at = row.key
    if claim is None:
        return CellVerdict(document, table, at, column, text, verdict, reason=reason)
    e = claim.fact.evidence
    place = f"in {e.document}" if e.document != document else ""
    note = f"the other value was {claim.fact.values[REVIEWED]}" if REVIEWED in claim.fact.values else ""
    why = "; ".join(p for p in (reason, place, note) if p)
    return CellVerdict(document, table, at, column, text, verdict, value, e.page, plain(e.text), why)


def shown(name: str, values: Mapping[str, Json]) -> str:
    """Return the values of a property as the file shows them."""
    if name == "retention":
        conditions = [f"{values['cycles']} cycles" if values.get("cycles") else "", str(values.get("rate") or "")]
        tail = ", ".join(c for c in conditions if c)
        return f"{number(values.get('percent'))}%" + (f" ({tail})" if tail else "")
    if name == "voltage_window":
        return f"{volts(values.get('low'))}–{volts(values.get('high'))}"
    given = values.get("phases" if name == "phase" else "steps")
    mark = "/" if name == "phase" else " → "
    return mark.join(map(str, given)) if isinstance(given, list | tuple) else str(given)


def number(value: Json) -> str:
    """Return a number as it is shown, without needless zeros."""
    return f"{value:g}" if isinstance(value, int | float) else str(value)
