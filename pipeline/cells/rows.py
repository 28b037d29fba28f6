"""Tables of materials: which tables they are, and what each of their rows says.

In: a `pipeline.model.Table`; out: a `MaterialRow` for every row of a table on the performance of electrode materials, and nothing
for any other table. Columns are known by `pipeline.cells.headers`, compact cells by `pipeline.cells.statements`. Method: own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.cells.abbreviations import read_abbreviations
from pipeline.cells.cycling import read_cycling
from pipeline.cells.folded import unfolded
from pipeline.cells.headers import (
    PERFORMANCE,
    Column,
    Meaning,
    classify,
    grid,
    looks_like_formula,
    looks_like_phases,
    looks_like_window,
    read_columns,
)
from pipeline.cells.names import composition, phase_prefix, read_phases, read_transition
from pipeline.cells.printed import read_material, read_reference, read_windows, readable
from pipeline.cells.tokens import MINUS, is_missing, one_line, tokenize
from pipeline.cells.values import Capacity, CellKind, Conditions, MaterialRow, Retention, Value, Window
from pipeline.model import Cell, EvidenceKind, Table

_OTHER_SUBJECT = re.compile(
    r"rietveld|refine|\bicp\b|atomic (?:coordinates|positions)|crystallographic|lattice (?:parameter|constant)|fitting|\bexafs\b"
    r"|\bxanes\b|impedance|equivalent circuit|diffusion coefficient|solvents?\b|abbreviations? (?:and|list)"
    r"|list of (?:abbr|symbols)|binding energ|\bdft\b|calculated|computed|price|cost\b|nomenclature",
    re.IGNORECASE,
)
_DOUBTFUL = 0.7
_TRANSPOSED = 0.9


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows of materials of a table: their cells with spans resolved, and the group each stands in."""

    rows: tuple[tuple[Cell, ...], ...]
    groups: tuple[Cell | None, ...]


def read_rows(
    table: Table,
    document_name: str,
    abbreviations: Mapping[str, str] | None = None,
    table_number: int | str | None = None,
) -> list[MaterialRow]:
    """Return the rows of a table of materials in printed order, or an empty list for a table of another kind.

    ``abbreviations`` are those of the document (short form → long form); the table's own caption and notes go before them.
    ``table_number`` is the number to give the table; without it, the one in its label.
    """
    known = {**(abbreviations or {}), **read_abbreviations((*table.notes, table.caption))}
    number = str(table_number) if table_number is not None else _number(table.label)
    for candidate, trust in _candidates(unfolded(table)):
        body = _body(candidate)
        columns = read_columns(candidate, body.rows) if body.rows else ()
        if is_table_of_materials(candidate, columns, body.rows):
            reader = _RowReader(candidate, document_name, number, columns, known, trust * (_DOUBTFUL if table.doubt else 1.0))
            return reader.read(body)
    return []


def is_table_of_materials(table: Table, columns: Sequence[Column], body: Sequence[Sequence[Cell]]) -> bool:
    """Tell a table on the performance of electrode materials from all others, by what its headers mean and its cells hold."""
    material = next((c for c in columns if c.meaning == "material"), None)
    if material is None or not body:
        return False
    held = {c.meaning for c in columns if any(_holds(c, row[c.index].text) for row in body if c.index < len(row))}
    performance = held & PERFORMANCE
    cycled = held & {"cycles", "rate"}
    names = [one_line(row[material.index].text) for row in body if material.index < len(row)]
    formulas = sum(looks_like_formula(n) for n in names) / max(1, len(names))
    if not names or sum(bool(re.search(r"[A-Za-z]", n)) for n in names) < 0.5 * len(names):
        return False
    if _OTHER_SUBJECT.search(table.caption) and not ({"retention"} & held or len(performance) > 1):
        return False
    if not performance:
        return len(cycled) == 2 and material.strength >= 7
    enough = len(performance) + len(cycled) + ("reference" in held) + ("phase" in held)
    return enough >= (1 if formulas >= 0.3 and material.strength > 5 else 2)


def _holds(column: Column, text: str) -> bool:
    """Tell whether a cell holds what its column is said to hold."""
    if is_missing(text):
        return False
    line = one_line(text)
    kinds = {t.kind for t in tokenize(line)}
    if column.meaning == "window":
        return looks_like_window(line) or bool(read_windows(text)[1])
    if column.meaning in ("retention", "capacity"):
        return bool(kinds & {"percent", "percent-range", "capacity", "number"})
    if column.meaning in ("performance", "conditions"):
        return bool(kinds & {"percent", "capacity", "cycles", "window", "rate"})
    if column.meaning in ("cycles", "rate"):
        return bool(re.search(r"\d", line))
    if column.meaning == "transition":
        return bool(re.search(r"[OPTS][′'″]*P?\d|→|->|spinel|tunnel|solid|phase|monoclinic|hexagonal|cubic|two", line))
    return True


def _number(label: str) -> str:
    match = re.search(r"\b([A-Z]{0,2}\.?\d+[a-z]?|[IVX]+)\b", label)
    return match.group(1) if match else ""


def _candidates(table: Table) -> Iterable[tuple[Table, float]]:
    """Yield the table as read; with its first row as header where none was seen; and turned."""
    yield table, 1.0
    if table.rows and (not table.header or not any(one_line(c.text) for row in table.header for c in row)):
        groups = tuple(g - 1 for g in table.groups if g > 0)
        yield replace(table, header=table.rows[:1], rows=table.rows[1:], groups=groups), _TRANSPOSED
    turned = _turned(table)
    if turned is not None:
        yield turned, _TRANSPOSED


def _turned(table: Table) -> Table | None:
    """Turn a table whose first column names properties, one material a column, into one with a material a row."""
    full = grid((*table.header, *table.rows))
    if not full or len(full[0]) < 2 or len(full) < 3 or any(len(row) != len(full[0]) for row in full):
        return None
    meanings = [m[0] for row in full[1:] if (m := classify(re.sub(r"\([^)]*\)", "", row[0].text)))]
    if len({m for m in meanings if m in (*PERFORMANCE, "voltage", "cycles", "rate", "phase")}) < 2:
        return None
    first = full[0][0]
    if not one_line(first.text) or classify(first.text) is None or classify(first.text) == ("other", 9):
        first = replace(first, text="Material")
    columns = list(zip(*[[replace(c, covered=False, row_span=1, column_span=1) for c in row] for row in full]))
    header = (replace(first, covered=False, row_span=1, column_span=1), *columns[0][1:])
    return replace(table, header=(header,), rows=tuple(columns[1:]), groups=())


def _body(table: Table) -> _Body:
    """Leave out group heads, repeated headers and empty rows."""
    full = grid(table.rows)
    heads = {tuple(one_line(c.text) for c in row) for row in table.header}
    rows: list[tuple[Cell, ...]] = []
    groups: list[Cell | None] = []
    group: Cell | None = None
    for r, row in enumerate(full):
        texts = tuple(one_line(c.text) for c in row)
        printed = [c for c, t in zip(row, texts) if t]
        distinct = list({id(c): c for c in printed}.values())
        if not distinct or texts in heads:
            continue
        alone = len(distinct) == 1 and len(row) > 2 and (texts[0] == one_line(distinct[0].text) or distinct[0].column_span > 1)
        if r in table.groups or (alone and (distinct[0].column_span > 1 or composition(distinct[0].text) is None)):
            group = distinct[0]
            continue
        rows.append(tuple(row))
        groups.append(group)
    return _Body(tuple(rows), tuple(groups))


@dataclass(frozen=True, slots=True)
class _RowReader:
    """Reads the rows of one table."""

    table: Table
    document: str
    number: str
    columns: tuple[Column, ...]
    abbreviations: Mapping[str, str]
    trust: float

    def read(self, body: _Body) -> list[MaterialRow]:
        """Return a row for each row of the body that names a material, or continues the one above."""
        out: list[MaterialRow] = []
        above: Cell | None = None
        for row, group in zip(body.rows, body.groups):
            material = self._cell(row, "material")
            carried = material is None and above is not None
            named = material or above
            if named is None:
                continue
            above = named
            out.append(self._row(row, named, group, len(out) + 1, "carried-over" if carried else "stated"))
        return out

    def _column(self, meaning: Meaning) -> Column | None:
        return next((c for c in self.columns if c.meaning == meaning), None)

    def _cell(self, row: Sequence[Cell], meaning: Meaning) -> Cell | None:
        column = self._column(meaning)
        cell = row[column.index] if column is not None and column.index < len(row) else None
        if cell is None or (
            is_missing(cell.text) and (meaning != "material" or not re.search(r"[A-Z]{2}", cell.text) or "/" in cell.text)
        ):
            return None
        return cell

    def _value(self, text: str, cell: Cell, sure: float = 0.97, kind: EvidenceKind = "stated") -> Value:
        return Value(text, cell, kind, round(sure * self.trust, 3))

    def _row(self, row: Sequence[Cell], material: Cell, group: Cell | None, number: int, named: EvidenceKind) -> MaterialRow:
        name, cited = read_material(material.text)
        printed: dict[str, Value] = {"cathode_material": self._value(name, material, 0.97 if named == "stated" else 0.7, named)}
        extra: dict[str, Value] = {}
        phases = self._phases(row, group, name, printed)
        steps = self._transition(row, phases, printed)
        windows = self._windows(row, group, printed, extra)
        retentions, capacities, windows = self._cycling(row, group, printed, extra, windows)
        reference, own = self._reference(row, material, cited, printed)
        for column in self.columns:
            if column.meaning in ("other", "label", "cellkind") and column.index < len(row):
                self._keep(extra, column, row[column.index])
        label = self._cell(row, "label")
        places = [material, *row]
        return MaterialRow(
            document=self.document,
            table=self.number,
            row=number,
            page=next((c.page for c in places if c.box is not None), material.page),
            printed=printed,
            extra=dict(sorted(extra.items(), key=lambda item: self._order(item[0]))),
            group=None if group is None else self._value(re.sub(r"\s+", " ", group.text).strip(), group),
            label=None if label is None else self._value(readable(label.text), label),
            phases=phases,
            steps=steps,
            windows=windows,
            retentions=retentions,
            capacities=capacities,
            reference=reference,
            own_work=own,
            doubt=self.table.doubt,
        )

    def _order(self, title: str) -> int:
        return next((c.index for c in self.columns if self._title(c) == title), len(self.columns))

    def _title(self, column: Column) -> str:
        same = [c.index for c in self.columns if c.title == column.title]
        title = readable(column.title) or f"column {column.index + 1}"
        return title if len(same) == 1 else f"{title} ({same.index(column.index) + 1})"

    def _keep(self, extra: dict[str, Value], column: Column, cell: Cell) -> None:
        text = readable(cell.text)
        if text:
            extra[self._title(column)] = self._value(text, cell)

    def _phases(self, row: Sequence[Cell], group: Cell | None, name: str, printed: dict[str, Value]) -> tuple[str, ...]:
        cell = self._cell(row, "phase")
        if cell is not None:
            named = read_phases(cell.text, self.abbreviations)
            printed["phase"] = self._value(named.text, cell, named.confidence)
            return named.names
        if self._column("phase") is None and group is not None:
            words = re.sub(
                r"[-\s]*\b(?:types?|phases?|layered|oxides?|cathodes?|materials?|structured?|structures?|bi-?phasic|tri-?phasic|bi-?phase)\b",
                "",
                one_line(group.text),
            ).strip(" :-")
            if words and looks_like_phases(words):
                named = read_phases(words, self.abbreviations)
                printed["phase"] = self._value(named.text, group, 0.85, "carried-over")
                return named.names
        return read_phases(phase_prefix(name), self.abbreviations).names

    def _transition(self, row: Sequence[Cell], phases: tuple[str, ...], printed: dict[str, Value]) -> tuple[str, ...]:
        cell = self._cell(row, "transition")
        if cell is None:
            return ()
        named = read_transition(cell.text, self.abbreviations, phases)
        printed["phase_transition"] = self._value(named.text, cell, named.confidence)
        return named.names

    def _windows(
        self, row: Sequence[Cell], group: Cell | None, printed: dict[str, Value], extra: dict[str, Value]
    ) -> tuple[Window, ...]:
        column, cell = self._column("window"), self._cell(row, "window")
        if column is not None and column.limit:
            return self._limits(row, group, printed, extra)
        if column is None or cell is None:
            return ()
        text, volts, clear = read_windows(cell.text)
        if not clear or (not volts and not re.fullmatch(r"[≤≥<>~]?\s*[\d.]+", text)):
            self._keep(extra, column, cell)
        if not text or not (volts or clear):
            return ()
        sure = min((v.confidence for v in volts), default=0.9)
        value = self._value(text, cell, sure)
        printed["voltage_range_V"] = value
        kind = column.cell_kind or self._cell_kind(row, group)
        return tuple(Window(v.low, v.high, self._value(v.text, cell, v.confidence), v.cell_kind or kind) for v in volts)

    def _limits(
        self, row: Sequence[Cell], group: Cell | None, printed: dict[str, Value], extra: dict[str, Value]
    ) -> tuple[Window, ...]:
        """Read a window whose two limits stand in columns of their own."""
        columns = {c.limit: c for c in self.columns if c.limit}
        cells = {limit: row[c.index] for limit, c in columns.items() if c.index < len(row) and not is_missing(row[c.index].text)}
        texts = {limit: one_line(cell.text).rstrip(" V").replace(",", ".") for limit, cell in cells.items()}
        if set(texts) != {"low", "high"} or not float(texts["low"]) < float(texts["high"]):
            for limit, cell in cells.items():
                self._keep(extra, columns[limit], cell)
            return ()
        value = self._value(f"{texts['low']}–{texts['high']}".replace("-", MINUS), cells["low"], 0.95)
        printed["voltage_range_V"] = value
        kind = columns["low"].cell_kind or self._cell_kind(row, group)
        return (Window(float(texts["low"]), float(texts["high"]), value, kind),)

    def _cell_kind(self, row: Sequence[Cell], group: Cell | None) -> CellKind | None:
        cell = self._cell(row, "cellkind")
        texts = (cell.text if cell is not None else "", group.text if group is not None else "", self.table.caption)
        text = next((t for t in map(str.lower, map(one_line, texts)) if re.search(r"\b(?:full|half)\b", t)), "")
        full, half = (bool(re.search(rf"\b{k}[\s-]*cell|^{k}$", text)) for k in ("full", "half"))
        return None if full == half else "full" if full else "half"

    def _cycling(
        self,
        row: Sequence[Cell],
        group: Cell | None,
        printed: dict[str, Value],
        extra: dict[str, Value],
        windows: tuple[Window, ...],
    ) -> tuple[tuple[Retention, ...], tuple[Capacity, ...], tuple[Window, ...]]:
        low, high = (windows[0].low, windows[0].high) if len(windows) == 1 else (None, None)
        base = Conditions(low=low, high=high, cell_kind=self._cell_kind(row, group))
        found = read_cycling(row, self.columns, base)
        for name, shown in found.printed.items():
            printed[name] = self._value(shown.text, shown.cell, shown.confidence)
        for index in found.unheld:
            self._keep(extra, self.columns[index], row[index])
        if not windows and found.window is not None and found.window_volts is not None and "voltage_range_V" not in printed:
            value = self._value(found.window.text, found.window.cell, found.window.confidence)
            printed["voltage_range_V"] = value
            windows = (Window(*found.window_volts, value, base.cell_kind),)
        trusted = [replace(r, confidence=r.confidence * self.trust) for r in found.retentions]
        return tuple(trusted), tuple(replace(c, confidence=c.confidence * self.trust) for c in found.capacities), windows

    def _reference(
        self, row: Sequence[Cell], material: Cell, cited: tuple[int, ...], printed: dict[str, Value]
    ) -> tuple[int | None, bool | None]:
        """Return the reference number and whether the row is the paper's own work (None where the table does not say)."""
        cell = self._cell(row, "reference")
        named = read_reference(cell.text) if cell is not None else None
        if named is not None and cell is not None:
            printed["reference"] = self._value(named.text, cell)
            return (named.numbers[0] if named.numbers else None), named.own_work
        if cited:
            printed["reference"] = self._value(", ".join(map(str, cited)), material, 0.9)
            return cited[0], False
        return None, None if self._column("reference") is None else False
