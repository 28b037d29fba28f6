"""What a run has to say to a person who looks at the UI of the scheduler: tables and Markdown.

In: the files of a run; out: rows for tables, Markdown for pages. Text from PDFs is escaped for Markdown and for the HTML in it,
and nothing grows without bounds: what is left out is counted. Method: own.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.audit.history import Point
from pipeline.away import STAYS
from pipeline.printable import one_line
from pipeline.remote import is_remote
from pipeline.watch import WORDS

MOST_ROWS = 200
_LONGEST_CELL = 160
_SPECIAL = re.compile(r"([\\`*_{}\[\]()|~#$!:@<>&])")
_COUNTS = (
    ("files", "files in the corpora"),
    ("documents", "documents read"),
    ("reused", "of these, known from earlier runs"),
    ("duplicates", "the same file under another name"),
    ("failed_files", "files with failures"),
    ("pages", "pages"),
    ("tables", "tables"),
    ("table1_rows", "rows of Table 1"),
    ("facts", "facts"),
    ("records", "records"),
    ("records_agreed", "records on which two places agree"),
    ("records_conflict", "records in conflict"),
    ("cells_contradicted", "cells of Table 1 contradicted"),
    ("cells_implausible", "cells of Table 1 implausible"),
)
_COLUMNS = (
    *("document", "row", "page", "cathode_material", "phase", "voltage_range_V", "phase_transition"),
    *("retention_pristine_pct", "retention_modified_pct", "retention_pct", "cycles", "rate", "reference"),
)


def counts(run: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the counts of ``run.json`` as rows of a table: what, how many."""
    found, changed = run.get("counts", {}), run.get("changes", {})
    rows = [{"what": f"documents {words}", "count": changed[name]} for name, words in WORDS.items() if name in changed]
    return rows + [{"what": words, "count": found[name]} for name, words in _COUNTS if name in found]


def failures(found: Sequence[Any]) -> list[dict[str, str]]:
    """Return ``pipeline.ingest.Failure`` values as rows of a table."""
    rows = [{"file": one_line(f.path), "stage": f.stage, "error": _short(one_line(f.error))} for f in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        rows.append({"file": "…", "stage": "", "error": f"and {len(found) - MOST_ROWS} more in failures.csv"})
    return rows


def changes(run: Mapping[str, Any]) -> str:
    """Return what is new, changed, moved or gone as Markdown; empty where nothing is."""
    paths = run.get("changes", {}).get("paths", {})
    out = []
    for name, words in WORDS.items():
        found = paths.get(name, [])
        if found:
            out += [f"**{words}** ({len(found)})", "", *(f"- {escaped(p)}" for p in found[:MOST_ROWS])]
            out += [f"- and {len(found) - MOST_ROWS} more"] if len(found) > MOST_ROWS else []
            out.append("")
    return "\n".join(out)


def table1(out: Path) -> str:
    """Return Table 1 of a run as Markdown: the columns that hold anything, one table a document; raises OSError."""
    rows = _rows(out / "table1.csv")
    if not rows:
        return "No table of materials was read."
    told = [
        f"{len(rows)} row{'' if len(rows) == 1 else 's'}" + (f", the first {MOST_ROWS}:" if len(rows) > MOST_ROWS else ":"),
        "",
    ]
    by_table: dict[tuple[str, str], list[Mapping[str, str]]] = {}
    for row in rows[:MOST_ROWS]:
        by_table.setdefault((row["document"], row["table"]), []).append(row)
    for (document, table), group in by_table.items():
        used = [c for c in _COLUMNS[1:] if c in group[0] and any(r[c] for r in group)]
        told += [f"**{escaped(document)}, Table {escaped(table)}**", ""]
        told += _grid([c.replace("_", " ") for c in used], [[r[c] for c in used] for r in group])
        told.append("")
    return "\n".join(told)


def accuracy(points: Sequence[Point]) -> str:
    """Return the F1 of the last audits as Markdown: a line an audit, a column a property."""
    names = list(dict.fromkeys(p.property for p in points))
    moments = list(dict.fromkeys(p.when for p in points))[-30:]
    at = {(p.when, p.property): p.f1 for p in points}
    lines = []
    for when in reversed(moments):
        lines.append([when[:16].replace("T", " "), *("" if (f := at.get((when, n))) is None else f"{f:.3f}" for n in names)])
    told = "F1 of the records against the annotations: value, material and every condition right. The last audit is first."
    return "\n".join([told, "", *_grid(["when (UTC)", *names], lines)])


def contradictions(out: Path) -> set[str]:
    """Return a sentence for every cell of a review's table that the rest contradicts or that cannot be; none without a run."""
    try:
        rows = _rows(out / "verdicts.csv")
    except OSError:
        return set()
    told = set()
    for row in rows:
        if row.get("verdict") in ("contradicted", "implausible"):
            other = f"; {row['other_value']} on page {row['other_page']}" if row.get("other_value") else ""
            where = f"{row['document']}, Table {row['table']}, row {row['row']}, {row['column']}"
            told.add(one_line(f"{where}: {row['table_value']} is {row['verdict']}{other} ({row['reason']})"))
    return told


def unreached(out: Path) -> dict[str, str]:
    """Return what a run says of what it could not reach: addresses, and what it keeps as it was; nothing without a run."""
    try:
        rows = _rows(out / "failures.csv")
    except OSError:
        return {}
    return {
        r["path"]: one_line(r["error"])
        for r in rows
        if STAYS in r.get("error", "") or (r.get("stage") == "find" and is_remote(r["path"]))
    }


def escaped(text: str) -> str:
    """Return text on one line as Markdown shows it, whatever is in it."""
    return _SPECIAL.sub(lambda m: html.escape(m[0]) if m[0] in "<>&" else f"\\{m[0]}", _short(one_line(text)))


def _grid(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    head = [f"| {' | '.join(escaped(t) for t in titles)} |", f"|{' --- |' * len(titles)}"]
    return head + [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"
