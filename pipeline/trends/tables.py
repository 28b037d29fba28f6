"""Counts and classifications as tidy tables, CSV and Parquet.

In: `Counts`, publications and their classifications, values of a run; out: files of a folder. ``counts`` has a number a row with
its name, ``count_records`` the records of every number by that name; ``classification`` says of every record what it is about and
why. No cell of a CSV can run as a formula. Files are moved into their place when they are whole. Method: own.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.table1 import safe_cell
from pipeline.trends.classify import Classification
from pipeline.trends.corpus import QUANTITIES, CorpusValue, medians
from pipeline.trends.count import Counts
from pipeline.trends.model import Publication

MOST_CITED = 100


def write_counts(counts: Counts, folder: Path) -> list[Path]:
    """Write ``counts``, ``count_records``, ``growth`` and, where the source counts citations, ``citations`` and ``most_cited``.

    Returns the files, CSV and Parquet of each. Raises OSError.
    """
    numbers = [
        {
            "number": c.number,
            "scope": c.scope,
            "dimension": c.dimension,
            "value": c.value,
            "year": c.year,
            "publications": c.publications,
            "fractional": round(c.fractional, 6),
            "of": c.of,
            "share": round(c.share, 6),
            "cumulative": c.cumulative,
            "complete": c.complete,
        }
        for c in counts.counts
    ]
    out = write_table(folder, "counts", numbers, _COUNTS)
    out += _write_index(counts, folder)
    out += write_table(folder, "growth", [_fields(g, _GROWTH) for g in counts.growth], _GROWTH)
    if counts.citations:
        out += write_table(folder, "citations", [_fields(c, _CITATIONS) for c in counts.citations], _CITATIONS)
        cited = [{"rank": n, **_fields(c, _CITED)} for n, c in enumerate(counts.cited[:MOST_CITED], start=1)]
        out += write_table(folder, "most_cited", cited, {"rank": "int", **_CITED})
    return out


def write_classifications(
    publications: Sequence[Publication], classifications: Sequence[Classification], folder: Path
) -> list[Path]:
    """Write ``classification.csv`` and ``.parquet``: what each record is about, and every term that says so. Raises OSError."""
    rows = (
        {
            "identifier": c.identifier,
            "title": p.title,
            "year": p.year,
            "on_topic": c.on_topic,
            "doubtful": c.doubtful,
            "review": c.review,
            "families": "; ".join(c.families),
            "challenges": "; ".join(c.challenges),
            "strategies": "; ".join(c.strategies),
            "subject_points": c.subject,
            "rival_points": c.rival,
            "why": c.why,
        }
        for p, c in zip(publications, classifications)
    )
    return write_table(folder, "classification", rows, _CLASSES)


def write_corpus(values: Sequence[CorpusValue], folder: Path) -> list[Path]:
    """Write ``corpus_values`` (every value of a run with its year, conditions and whether it counts) and ``corpus_medians``.

    Returns the files, CSV and Parquet of each. Raises OSError.
    """
    rows = [
        {
            **_fields(v, _VALUES_OF),
            "unit": QUANTITIES[v.quantity][1],
            "phases": "; ".join(v.phases),
            "evidence": "; ".join(v.evidence),
            "conditions": v.conditions,
        }
        for v in values
    ]
    found = [
        {
            **_fields(m, _MEDIANS_OF),
            "unit": QUANTITIES[m.quantity][1],
            "median": round(m.median, 6),
            "records": "; ".join(m.records),
        }
        for m in medians(values)
    ]
    return write_table(folder, "corpus_values", rows, _VALUES) + write_table(folder, "corpus_medians", found, _MEDIANS)


def write_table(folder: Path, name: str, rows: Iterable[Mapping[str, Any]], columns: Mapping[str, str]) -> list[Path]:
    """Write ``NAME.csv`` and ``NAME.parquet``; ``columns`` gives each its type: text, int, float or bool. Raises OSError."""
    import pyarrow as pa

    held = list(rows)
    arrays = [column([row[c] for row in held], t) for c, t in columns.items()]
    cells = [safe_texts(array) if t == "text" else array for t, array in zip(columns.values(), arrays)]
    return _write(folder, name, pa.table(cells, names=list(columns)), pa.table(arrays, names=list(columns)))


def column(values: Sequence[Any], kind: str) -> Any:
    """Return a pyarrow array of texts, ints, floats or bools, and None. What UTF-8 cannot hold becomes a question mark.

    ``pa.array`` would do it too, but imports pandas first: a second for nothing.
    """
    import numpy as np
    import pyarrow as pa

    known = np.fromiter((value is not None for value in values), bool, len(values))
    valid = None if known.all() else pa.py_buffer(np.packbits(known, bitorder="little"))
    if kind == "text":
        coded = [b"" if value is None else value.encode("utf-8", "replace") for value in values]
        ends = np.cumsum([0, *map(len, coded)], dtype=np.int64)
        if ends[-1] > _MOST_BYTES:
            return pa.LargeStringArray.from_buffers(len(coded), pa.py_buffer(ends), pa.py_buffer(b"".join(coded)), valid)
        return pa.StringArray.from_buffers(len(coded), pa.py_buffer(ends.astype(np.int32)), pa.py_buffer(b"".join(coded)), valid)
    numbers = np.fromiter((0 if value is None else value for value in values), _NUMBERS[kind], len(values))
    held = np.packbits(numbers, bitorder="little") if kind == "bool" else numbers
    return pa.Array.from_buffers(_type(kind), len(values), [valid, pa.py_buffer(held)])


_NUMBERS = {"int": "int64", "float": "float64", "bool": "bool"}
_MOST_BYTES = 2**31 - 1
"""Of all texts of a column, before their places need 64 bits."""


def _type(kind: str) -> Any:
    import pyarrow as pa

    return {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_()}[kind]


def safe_texts(texts: Any) -> Any:
    """Return an array of texts (pyarrow) of which none can run as a formula; the few that might are found all at once."""
    import pyarrow.compute as pc

    places = pc.indices_nonzero(pc.match_substring_regex(texts, _MAY_RUN)).to_pylist()
    if not places:
        return texts
    out = texts.to_pylist()
    for place in places:
        out[place] = safe_cell(out[place])
    return column(out, "text")


_MAY_RUN = r"(?:^|[;\t|])[\s\x0b\x1c-\x1f\x{85}\pZ]*[=+\-@＝＋－＠]"
"""What `safe_cell` may change holds this (in the syntax of RE2, whose ``\\s`` is ASCII)."""

_COUNTS = {
    "number": "text",
    "scope": "text",
    "dimension": "text",
    "value": "text",
    "year": "int",
    "publications": "int",
    "fractional": "float",
    "of": "int",
    "share": "float",
    "cumulative": "int",
    "complete": "bool",
}
_GROWTH = {
    "scope": "text",
    "span": "text",
    "first": "int",
    "last": "int",
    "publications_first": "int",
    "publications_last": "int",
    "rate": "float",
    "reason": "text",
}
_CITATIONS = {
    "dimension": "text",
    "value": "text",
    "publications": "int",
    "counted": "int",
    "citations": "int",
    "median": "float",
    "h_index": "int",
}
_CITED = {"identifier": "text", "title": "text", "year": "int", "citations": "int"}
_CLASSES = {
    "identifier": "text",
    "title": "text",
    "year": "int",
    "on_topic": "bool",
    "doubtful": "bool",
    "review": "bool",
    "families": "text",
    "challenges": "text",
    "strategies": "text",
    "subject_points": "float",
    "rival_points": "float",
    "why": "text",
}

_VALUES = {
    "record_id": "text",
    "document": "text",
    "reference": "int",
    "year": "int",
    "source": "text",
    "family": "text",
    "phases": "text",
    "composition": "text",
    "pristine": "bool",
    "quantity": "text",
    "value": "float",
    "unit": "text",
    "cycles": "int",
    "rate": "text",
    "low": "float",
    "high": "float",
    "cell": "text",
    "temperature": "float",
    "conditions": "text",
    "verdict": "text",
    "evidence": "text",
    "counted": "bool",
    "reason": "text",
}
_VALUES_OF = [c for c in _VALUES if c not in {"unit", "phases", "evidence", "conditions"}]
_MEDIANS = {
    "quantity": "text",
    "family": "text",
    "pristine": "bool",
    "year": "int",
    "number": "int",
    "works": "int",
    "materials": "int",
    "median": "float",
    "unit": "text",
    "least": "float",
    "greatest": "float",
    "same_conditions": "bool",
    "conditions": "text",
    "records": "text",
}
_MEDIANS_OF = [c for c in _MEDIANS if c not in {"unit", "median", "records"}]


def _fields(value: object, columns: Iterable[str]) -> dict[str, Any]:
    return {c: getattr(value, c) for c in columns}


def _write_index(counts: Counts, folder: Path) -> list[Path]:
    """Write the records of every number; the names repeat, so both columns are kept as dictionaries."""
    import numpy as np
    import pyarrow as pa

    names = [c.number for c in counts.counts]
    known: dict[str, int] = {}
    places = [known.setdefault(i, len(known)) for c in counts.counts for i in c.identifiers]
    owners = [n for n, c in enumerate(counts.counts) for _ in c.identifiers]

    def indices(numbers: Sequence[int]) -> Any:
        return pa.Array.from_buffers(pa.int32(), len(numbers), [None, pa.py_buffer(np.array(numbers, np.int32))])

    def table(texts: Sequence[str], identifiers: Sequence[str]) -> Any:
        columns = [
            pa.DictionaryArray.from_arrays(indices(owners), column(texts, "text")),
            pa.DictionaryArray.from_arrays(indices(places), column(identifiers, "text")),
        ]
        return pa.table(columns, names=["number", "identifier"])

    held = list(known)
    return _write(folder, "count_records", table([*map(safe_cell, names)], [*map(safe_cell, held)]), table(names, held))


def _write(folder: Path, name: str, cells: Any, table: Any) -> list[Path]:
    """Write the two files of one table beside their places and move them there."""
    import pyarrow.csv as pc
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".trends-", dir=folder) as staging:
        made = [Path(staging) / f"{name}.csv", Path(staging) / f"{name}.parquet"]
        pc.write_csv(_decoded(cells), made[0])
        pq.write_table(table, made[1], compression="zstd")
        return [path.replace(folder / path.name) for path in made]


def _decoded(table: Any) -> Any:
    """Return a table whose dictionaries are plain texts, which the writer of CSV asks for."""
    import pyarrow as pa

    plain = [c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns]
    return pa.table(plain, names=table.column_names)
