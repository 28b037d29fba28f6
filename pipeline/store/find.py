"""Records that answer a question.

In: a connection and a `Query`; out: the versions that fit, in the order of documents. What is text or a number is asked of the
database; compositions are compared as formulas (`pipeline.chemistry.formula`), each different one once. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Connection, Row, func, select

from pipeline.chemistry import formula
from pipeline.chemistry.formula import FormulaError
from pipeline.reconcile.reviewed import PassedOn, Reviewed, passed_on
from pipeline.records import NUMBERS
from pipeline.store.documents import known
from pipeline.store.schema import VersionRow
from pipeline.store.states import in_order, phase_names, standing
from pipeline.store.values import Query, StoreError

_ROUNDING = 0.02
_SETTLED = frozenset({"agreed", "single"})
"""What a conflict can be when decisions have settled it."""

_SIMPLE = re.compile(r"(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?(?:/\d+)?)?)+")


def matching(connection: Connection, query: Query, decided: Sequence[Reviewed] = ()) -> list[int]:
    """Return the numbers of the versions that fit; raises `StoreError` for a composition or field that cannot be asked for.

    ``decided`` are the decisions that hold: compositions are those that they leave, and where it is asked for a verdict that a
    settled conflict has, conflicts are among the answers.
    """
    stand = set(standing(connection, query.run_id).versions.values())
    place = (VersionRow.document, VersionRow.table_name, VersionRow.table_row)
    asked = select(VersionRow.id, VersionRow.composition, VersionRow.phases, VersionRow.labels, *place)
    verdicts = set(query.verdicts)
    if decided and verdicts & _SETTLED:
        verdicts.add("conflict")
    for column, wanted in (
        (VersionRow.property, query.properties),
        (VersionRow.verdict, tuple(sorted(verdicts))),
        (VersionRow.document, query.documents),
        (VersionRow.role, query.roles),
    ):
        if wanted:
            asked = asked.where(column.in_(wanted))
    if query.doi is not None:
        works = [d.name for d in known(connection) if d.doi is not None and bare_doi(d.doi) == bare_doi(query.doi)]
        asked = asked.where((func.lower(VersionRow.doi) == bare_doi(query.doi)) | VersionRow.document.in_(works))
    for bounds, least in ((query.minimum, True), (query.maximum, False)):
        for name, bound in bounds.items():
            if name not in NUMBERS:
                raise StoreError(f"{name!r} is no number of a record: {', '.join(NUMBERS)}")
            number = getattr(VersionRow, name)
            asked = asked.where(number >= bound if least else number <= bound)
    phases = {p for one in query.phases for p in phase_names([one]).strip("|").split("|")}
    rows = [
        row
        for row in connection.execute(asked)
        if row.id in stand
        and phases <= set(row.phases.strip("|").split("|"))
        and (query.label is None or f"|{query.label}|" in row.labels)
    ]
    if query.composition is not None or query.elements or query.without_elements:
        given = passed_on(decided)
        held = {row.id: _composition(row, given) if given else row.composition for row in rows}
        fitting = _fitting({c for c in held.values() if c}, query)
        rows = [row for row in rows if held[row.id] in fitting]
    return in_order(connection, {row.id for row in rows})


def _composition(row: Row[Any], given: Iterable[PassedOn]) -> str | None:
    """Return the composition of a version's record with what decisions on others pass on."""
    found: str | None = row.composition
    for one in given:
        here = one.concerns(row.document, row.table_name, row.table_row, found)
        if here and "composition" in one.changes and found == one.composition:
            found = cast("str | None", one.changes["composition"])
    return found


def bare_doi(text: str) -> str:
    """Return a DOI without what is often put before it, in lower case: ``10.1000/x``."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE).lower()


def elements(composition: str) -> frozenset[str]:
    """Return the elements of all parts of a composition; none where it cannot be read."""
    if _SIMPLE.fullmatch(composition) and "O" in composition:
        return frozenset(re.findall(r"[A-Z][a-z]?", composition))
    try:
        parts = formula.parse(composition).parts
    except FormulaError:
        return frozenset()
    return frozenset(symbol for part in parts if part.units for symbol in part.amounts)


def _fitting(compositions: set[str], query: Query) -> set[str]:
    wanted, without = set(query.elements), set(query.without_elements)
    found = {c: elements(c) for c in compositions}
    kept = {c for c, has in found.items() if has and wanted <= has and not without & has}
    if query.composition is None:
        return kept
    try:
        asked = formula.parse(query.composition)
    except FormulaError as error:
        raise StoreError(f"the composition {query.composition!r} cannot be read: {error.reason}") from None
    own = frozenset(symbol for part in asked.parts if part.units for symbol in part.amounts)
    return {c for c in kept if found[c] == own and _near(c, query.composition, query.rounded) and _same(c, asked, query.rounded)}


def _near(composition: str, asked: str, rounded: bool) -> bool:
    """Tell at little cost whether two compositions may be the same: False only where an amount differs by more than rounding."""
    one, two = _amounts(composition), _amounts(asked)
    most = _ROUNDING if rounded else 1e-9
    return one is None or two is None or (one.keys() == two.keys() and all(abs(one[s] - two[s]) < most for s in one))


def _amounts(composition: str) -> dict[str, float] | None:
    """Return the amounts of a composition of elements and plain numbers, each element once; else None."""
    if not _SIMPLE.fullmatch(composition):
        return None
    found = re.findall(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?(?:/(\d+))?", composition)
    amounts = {symbol: float(number or 1) / float(divisor or 1) for symbol, number, divisor in found if float(divisor or 1)}
    return amounts if len(amounts) == len(found) else None


def _same(composition: str, asked: formula.Formula, rounded: bool) -> bool:
    try:
        return formula.same_composition(composition, asked, rounding=rounded)
    except FormulaError:
        return False
