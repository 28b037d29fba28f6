"""Tables that go on over columns and pages: which part goes on which, and how the parts become one.

In: the tables of a document in order; out: the same with continuations joined. Method: own; a part goes on a table where its
caption says so, or where it has no caption and repeats the header or stands on the same columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model import Box, Cell, Table, plain
from pipeline.pdf.table_columns import Interval


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on its page.

    ``region`` is all that belongs to it, caption and notes included; ``used`` are the indices of its segments (empty for a
    sideways table, whose characters are no running text), ``caption`` and ``notes`` those of its caption and notes;
    ``continued`` says that its caption calls it a continuation, or that it has no caption at all; ``columns`` are the left
    and right edges of its columns; ``headed`` says that something printed sets its header apart; ``size`` is the font size of its
    rows in points.
    """

    table: Table
    region: Box
    used: frozenset[int]
    continued: bool = False
    caption: tuple[int, ...] = ()
    notes: tuple[int, ...] = ()
    columns: tuple[Interval, ...] = ()
    headed: bool = True
    rotation: int = 0
    size: float = 0.0


def join_continued(found: Sequence[FoundTable]) -> list[FoundTable]:
    """Join tables that go on over columns and pages; ``found`` in document order. A repeated header is dropped."""
    out: list[FoundTable] = []
    for part in found:
        home = next((k for k in range(len(out) - 1, -1, -1) if _goes_on(out[k], part)), None) if part.continued else None
        if home is None:
            out.append(part)
        else:
            out[home] = _joined(out[home], part)
    return out


def _goes_on(first: FoundTable, later: FoundTable) -> bool:
    """Whether ``later`` is a further part of ``first``."""
    a, b = first.table, later.table
    last_page = max((c.page for r in a.rows for c in r), default=a.page)
    if not 0 <= b.page - last_page <= 1 or first.rotation != later.rotation:
        return False
    if b.label:
        return a.label == b.label
    if not a.label or a.columns != b.columns:
        return False
    if _flat(a.header) == _flat(b.header) and a.header:
        return True
    shift = later.columns[0][0] - first.columns[0][0] if first.columns and later.columns else 0.0
    near = [abs(p[0] - q[0] - shift) < 6 or abs(p[1] - q[1] - shift) < 6 for p, q in zip(first.columns, later.columns)]
    centred = [abs(p[0] + p[1] - q[0] - q[1]) < 6 for p, q in zip(first.columns, later.columns)]
    near = near if sum(near) >= sum(centred) else centred
    return (not later.headed or _only_row(a, b)) and sum(near) >= 0.7 * len(near)


def _only_row(a: Table, b: Table) -> bool:
    """Whether the further part's header is a row of values, or the rest of one, that a grid's lines set apart like all rows."""
    if len(b.header) != 1 or not a.header:
        return False
    texts = [c.text.strip() for c in b.header[0]]
    if _rest_of_row(a, b.header[0]):
        return True
    figures = [any(ch.isdigit() for ch in plain(t)) for t in texts if t]
    usual = [any(ch.isdigit() for ch in plain(c.text)) for row in a.header for c in row if c.text.strip()]
    return len(figures) > 0.6 * len(texts) and sum(figures) >= 0.6 * len(figures) and sum(usual) <= 0.3 * len(usual)


def _rest_of_row(a: Table, row: Sequence[Cell]) -> bool:
    """Whether a row at the head of a page is what the last row of the page before had no room for."""
    if not a.rows or len(row) != len(a.rows[-1]) or row[0].text.strip():
        return False
    filled = [(above.text.strip(), c.text.strip()) for above, c in zip(a.rows[-1], row) if c.text.strip()]
    opened = any(above.endswith(_OPEN) for above, _ in filled)
    return opened and len(filled) <= 0.5 * len(row) and all(above for above, _ in filled)


_OPEN = ("/", "→", "-", "–", "(", ",", "@", "+")


def _completed(above: Cell, below: Cell) -> Cell:
    if not below.text.strip():
        return above
    glued = above.text.endswith(("/", "(", "@", "–"))
    return replace(above, text=above.text + ("" if glued else " ") + below.text)


def _joined(first: FoundTable, later: FoundTable) -> FoundTable:
    a, b = first.table, later.table
    rows = b.rows
    shift = 0
    reasons = [r for r in (a.doubt, b.doubt) if r]
    reasons = [p for r in reasons for p in r.split("; ") if p != "no header found" or not a.header]
    if b.columns != a.columns:
        reasons.append(f"page {b.page} has {b.columns} columns where page {a.page} has {a.columns}")
        wide = max(a.columns, b.columns)
        a, rows = _padded(a, wide), tuple(_pad(r, wide, b.page) for r in rows)
    if b.header and _flat(a.header) != _flat(b.header) and (not later.headed or _only_row(a, b)):
        rows = (*(_pad(r, a.columns, b.page) for r in b.header), *rows)
        shift = len(b.header)
    elif b.header and _flat(a.header) != _flat(b.header):
        reasons.append(f"the header on page {b.page} differs")
    if rows and _rest_of_row(a, rows[0]):
        last = tuple(_completed(above, below) for above, below in zip(a.rows[-1], rows[0], strict=True))
        a, rows, shift = replace(a, rows=(*a.rows[:-1], last)), rows[1:], shift - 1
    # a group label repeated at the head of the next page names the same group
    groups = (*a.groups, *(g + shift + len(a.rows) for g in b.groups))
    doubt = "; ".join(dict.fromkeys(reasons)) or None
    notes = (*a.notes, *(n for n in b.notes if n not in a.notes))
    return replace(first, table=replace(a, rows=(*a.rows, *rows), groups=groups, notes=notes, doubt=doubt))


def _padded(table: Table, wide: int) -> Table:
    return replace(
        table,
        header=tuple(_pad(r, wide, table.page) for r in table.header),
        rows=tuple(_pad(r, wide, table.page) for r in table.rows),
    )


def _pad(row: tuple[Cell, ...], wide: int, page: int) -> tuple[Cell, ...]:
    return (*row, *(Cell("", page) for _ in range(wide - len(row))))


def _flat(header: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    return tuple(re.sub(r"\W", "", plain(c.text)).lower() for r in header for c in r)
