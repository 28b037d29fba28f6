"""Why something is wrong: each error of an audit has one cause, by a rule that a person can follow.

In: a `Mismatch`, what the document's pages were read as, and whether the facts before reconciliation had it right. Out: the cause
and the reason in words. The first rule that holds decides:

1. ``reconciliation``: the facts state the missed unit in full and the records do not; or no fact has the record's false value.
2. ``normalisation``: claim and unit belong together and a number differs by a power of ten, a rate is in a form or a unit that
   cannot be compared, or two compositions have the same elements in other amounts.
3. ``table``: the false claim was read from a table; or the missed number stands in the document as read, but only in a table.
4. ``linking``: the values of the claim are right, on another material or under other conditions.
5. ``reading``: the claim's sentence has a sign that could not be read; or a missed number or phase stands nowhere in the document
   as read. Only where the run kept ``documents/`` can this be known.
6. ``recognition``: all else; the text was read, and what it states was not seen, or something was seen that it does not state.

Method: own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.audit.compare import Mismatch
from pipeline.audit.normal import number, phases_key, rate_key
from pipeline.audit.values import FIELDS, Cause, Claim, Unit
from pipeline.model import Json, plain

_DAMAGE = re.compile("[\ufffd\ue000-\uf8ff]|\\(cid:\\d+\\)")
_PHASE = re.compile(r"[A-Z]{1,2}'*\d")


@dataclass(frozen=True, slots=True)
class Pages:
    """What a document was read as: its running text and captions, and its tables, without markup."""

    prose: str
    tables: str


def read_pages(folder: Path, document: str) -> Pages | None:
    """Return what a run kept of a document and its supplements in ``documents/``; None where it kept nothing."""
    prose: list[str] = []
    tables: list[str] = []
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else []:
        if not path.stem.startswith(document):
            continue
        try:
            data: Any = json.loads(path.read_text(encoding="utf-8"))
            if document not in (data.get("document"), data.get("supplement_of")):
                continue
            prose += [b["text"] for b in data.get("blocks", []) if b.get("kind") not in ("table", "reference", "furniture")]
            for table in data.get("tables", []):
                tables += [" ".join(row) for row in (*table.get("header", []), *table.get("rows", []))]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # another program's file, or one of another version: nothing is known then
    return Pages(_folded(" \n".join(prose)), _folded(" \n".join(tables))) if prose or tables else None


def cause_of(mismatch: Mismatch, pages: Pages | None, facts: Sequence[Claim] | None, in_facts: bool) -> tuple[Cause, str]:
    """Return cause and reason of one error.

    ``facts`` are those of the document when records are audited, else None; ``in_facts``: they state the missed unit in full.
    """
    unit, claim = mismatch.unit, mismatch.claim
    if facts is not None and unit and in_facts:
        return "reconciliation", "the facts state it in full"
    if facts is not None and claim and not unit and not any(_same_main(claim, f) for f in facts):
        return "reconciliation", "no fact states this value"
    if unit and claim:
        if form := _form(mismatch, unit, claim):
            return "normalisation", form
        if _from_table(claim):
            return "table", f"read from {claim.table or 'a table'}; differs in {', '.join(mismatch.wrong)}"
        main = {f.name for f in FIELDS[unit.property] if f.role == "value"}
        if not main & set(mismatch.wrong) or FIELDS[unit.property][0].name not in mismatch.wrong:
            return "linking", f"differs in {', '.join(mismatch.wrong)}"
    elif claim:
        if _from_table(claim):
            return "table", f"read from {claim.table or 'a table'}"
        if mismatch.elsewhere:
            return "linking", "right for another material or other conditions"
    if claim and _DAMAGE.search(claim.text):
        return "reading", "its sentence has a sign that could not be read"
    if unit and not claim and pages is not None:
        if not _stands(unit, f"{pages.prose}\n{pages.tables}"):
            return "reading", "stands nowhere in the document as read"
        if not _stands(unit, pages.prose):
            return "table", "stands in a table only"
    return "recognition", "the text was read; " + ("it was not seen" if unit and not claim else "it does not say this")


def _from_table(claim: Claim) -> bool:
    return bool(claim.table) or claim.extractor.startswith("cells")


def _same_main(claim: Claim, fact: Claim) -> bool:
    """Tell whether a fact has the value of a record, on whatever material."""
    if claim.property != fact.property:
        return False
    if claim.property == "material":
        return claim.composition == fact.composition or bool(set(claim.labels) & set(fact.labels))
    return all(
        json.dumps(claim.values.get(f.name)) == json.dumps(fact.values.get(f.name))
        for f in FIELDS[claim.property]
        if f.role == "value" and claim.values.get(f.name) is not None
    )


def _form(mismatch: Mismatch, unit: Unit, claim: Claim) -> str | None:
    """Return why a wrong field may be the same value in another form, or None."""
    if unit.property == "material":
        elements = [sorted(re.findall("[A-Z][a-z]?", str(c))) for c in (claim.composition, *unit.values["composition"])]
        return "the same elements in other amounts" if elements[0] and elements[0] in elements[1:] else None
    for field in (f for f in FIELDS[unit.property] if f.name in mismatch.wrong):
        value = claim.values.get(field.name)
        for reading in unit.values.get(field.name, ()):
            if field.kind == "rate" and isinstance(value, str) and isinstance(reading, str):
                keys = rate_key(value), rate_key(reading)
                if None in keys or keys[0][0] != keys[1][0]:  # type: ignore[index]
                    return f"{field.name} {value} and {reading} cannot be compared"
            elif _shifted(value, reading):
                return f"{field.name} {value} is {reading} with its point moved"
    return None


def _shifted(one: Json, two: Json) -> bool:
    """Tell whether two different numbers have the same digits."""
    a, b = number(one), number(two)
    if not a or not b or a == b:
        return False
    left, right = (Decimal(abs(n)).normalize().as_tuple().digits for n in (a, b))
    return left == right


def _stands(unit: Unit, text: str) -> bool:
    """Tell whether the numbers or phases of a unit stand literally in a text; a unit without either is taken to."""
    if unit.property in ("phase", "transition"):
        readings = [r for f in FIELDS[unit.property] if f.role == "value" for r in unit.values.get(f.name, ())]
        names = {p for r in readings for step in (r if isinstance(r, list) else [r]) for p in phases_key(step)}
        return all(name in text for name in names if _PHASE.fullmatch(name) and "'" not in name)
    main = FIELDS[unit.property][: 2 if unit.property == "voltage_window" else 1]
    return all(any(_number_in(r, text) for r in unit.values[f.name]) for f in main if unit.values.get(f.name))


def _number_in(value: Json, text: str) -> bool:
    amount = number(value)
    if amount is None:
        return True
    printed = format(amount.normalize(), "f")
    decimals = r"0*" if "." in printed else r"(?:\.0+)?"
    return re.search(rf"(?<![\d.]){re.escape(printed)}{decimals}(?!\d|\.\d)", text) is not None


def _folded(text: str) -> str:
    return re.sub("[′’‘´]", "'", plain(text)).replace("″", "''")
