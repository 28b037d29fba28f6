"""A long, narrow table set in parts side by side, its header repeated over each: A–D | A–D.

In: a ``Table``; out: the table with its parts below each other, the left one first; any other table as it is. Method: own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.cells.headers import grid
from pipeline.cells.tokens import one_line
from pipeline.model import Cell, Table

_MOST_PARTS = 4


def unfolded(table: Table) -> Table:
    """Return a table whose header says the same columns several times with those parts set below each other."""
    width = _part(table)
    if not width:
        return table
    starts = range(0, table.columns, width)
    rows = [row[a : a + width] for a in starts for row in table.rows if any(c.text.strip() for c in row[a : a + width])]
    return replace(table, header=tuple(row[:width] for row in table.header), rows=tuple(rows), groups=())


def _part(table: Table) -> int:
    """Return how many columns a part has, or 0 for a table that is set in one."""
    if not table.header or table.groups:
        return 0
    heads = [tuple(one_line(c.text).lower() for c in column) for column in zip(*grid(table.header), strict=False)]
    for parts in range(2, _MOST_PARTS + 1):
        width = len(heads) // parts
        if width < 2 or width * parts != len(heads):
            continue
        own = heads[:width]
        repeats = all(heads[a : a + width] == own for a in range(width, len(heads), width))
        if repeats and len(set(own)) == width and all(any(h) for h in own) and not _crossed((*table.header, *table.rows), width):
            return width
    return 0


def _crossed(rows: Sequence[Sequence[Cell]], width: int) -> bool:
    """Whether a cell spans from one part into the next."""
    return any(c % width + cell.column_span > width for row in rows for c, cell in enumerate(row) if not cell.covered)
