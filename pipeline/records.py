"""Records as files: ``records.jsonl``, ``records.csv`` and ``records.parquet``, and back from a line of JSON.

In: `pipeline.model.Record`s; out: the three files by the contract in the README. The columns of CSV and Parquet are fixed,
whatever is in the records: a value that no column holds, or that is not of its column's type, stands as JSON in ``other``. CSV
gives the place of the first evidence and how many there are; JSON and Parquet give all. No cell of the CSV can run as a formula.
Files are written beside their place and then moved into it, so that a reader never sees half of one. Method: own.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, cast

from pipeline import jsontext
from pipeline.model import Box, Evidence, Json, Record, plain
from pipeline.table1 import safe_cell

NUMBERS = ("percent", "value", "low", "high", "cycles", "cycle", "temperature_C", "c_rate")
"""The fields of a record that are numbers."""

TEXTS = ("unit", "qualifier", "rate", "kind_of", "basis", "cell")
"""The fields of a record that are text."""

VALUES = (*NUMBERS, *TEXTS, "steps", "fractions", "carried")
"""The columns for values and conditions of all properties; ``steps`` and ``carried`` are lists, ``fractions`` by phase."""

MAIN_NUMBER = {"retention": "percent", "voltage_window": "low", "rate_definition": "value"}
"""The number that a property is about, where that is not ``value``."""

_BEFORE = ("record_id", "document", "table", "row", "composition", "labels", "phases", "role", "sample", "reference", "property")
_JUDGED = ("verdict", "confidence", "rivals", "reason", "proposal")
_AFTER = ("supersedes", "doi", "licence")
CSV_COLUMNS = (
    *(*_BEFORE, *VALUES, *_JUDGED),
    *("evidence_page", "evidence_text", "evidence_count"),
    *(*_AFTER, "other"),
)
"""The columns of ``records.csv``."""

_OF_RECORD = frozenset({*_BEFORE, *_JUDGED, *_AFTER, "printed", "evidence"})
_BATCH = 5000
_UNSOUND = re.compile("[\x00\ud800-\udfff]")


def write_records(records: Iterable[Record], out_dir: Path) -> list[Path]:
    """Write ``records.jsonl``, ``records.csv`` and ``records.parquet`` into ``out_dir`` and return their paths.

    All three are complete before the first is moved into place. Raises OSError.
    """
    import pyarrow.parquet as pq

    out_dir.mkdir(parents=True, exist_ok=True)
    names = ("records.jsonl", "records.csv", "records.parquet")
    staged = [_beside(out_dir, name) for name in names]
    schema = parquet_schema()
    try:
        with (
            staged[0].open("wb") as lines,
            staged[1].open("w", encoding="utf-8", newline="") as cells,
            pq.ParquetWriter(staged[2], schema, compression="zstd") as parquet,
        ):
            table = csv.writer(cells, lineterminator="\n")
            table.writerow(CSV_COLUMNS)
            every = iter(records)
            while batch := [_written(record.as_json()) for record in islice(every, _BATCH)]:
                lines.writelines(line for _, line in batch)
                sorted_out = [(value, *_fields(value)) for value, _ in batch]
                table.writerows(_csv_cells(*one) for one in sorted_out)
                parquet.write_batch(_batch(sorted_out, schema))
        places = [out_dir / name for name in names]
        for path, place in zip(staged, places):
            path.chmod(0o666 & ~_umask())
            path.replace(place)
        return places
    finally:
        for path in staged:
            with suppress(OSError):
                path.unlink(missing_ok=True)


def record_from_json(value: Mapping[str, Any]) -> Record:
    """Return the record of one line of ``records.jsonl``, as `Record.as_json` gives it.

    Raises ``ValueError`` that names the record where a field is missing.
    """
    try:
        values: dict[str, Json] = {k: v for k, v in value.items() if k not in _OF_RECORD}
        if value["property"] == "phase":
            values = {"phases": value["phases"], **values}
        return Record(
            record_id=value["record_id"],
            document=value["document"],
            property=value["property"],
            composition=value["composition"],
            labels=tuple(value["labels"]),
            phases=tuple(value["phases"]),
            role=value["role"],
            verdict=value["verdict"],
            confidence=value["confidence"],
            evidence=tuple(evidence_from_json(e) for e in value["evidence"]),
            values=values,
            printed=dict(value["printed"]),
            sample=value["sample"],
            reference=value["reference"],
            table=value["table"],
            row=value["row"],
            rivals=tuple(value["rivals"]),
            reason=value["reason"],
            proposal=value["proposal"],
            supersedes=value["supersedes"],
            doi=value["doi"],
            licence=value["licence"],
        )
    except KeyError as error:
        raise ValueError(f"record {value.get('record_id', '(without an id)')} has no field {error}") from None


def evidence_from_json(value: Mapping[str, Any]) -> Evidence:
    """Return the evidence of a record's line; raises ``KeyError`` where a field is missing."""
    boxes = tuple(cast(Box, tuple(float(x) for x in box)) for box in value["boxes"])
    return Evidence(
        document=value["document"],
        page=value["page"],
        boxes=boxes,
        text=value["text"],
        extractor=value["extractor"],
        kind=value["kind"],
        confidence=value["confidence"],
        table=value["table"],
        row=value["row"],
    )


def sound(value: dict[str, Json]) -> dict[str, Json]:
    """Return a record's JSON without what no database and no UTF-8 file can hold: U+0000 and half surrogates become U+FFFD."""
    return cast("dict[str, Json]", _sound(value))


def _written(value: dict[str, Json]) -> tuple[dict[str, Json], bytes]:
    """Return a record's JSON made `sound`, and as a line; most records are, which their line shows."""
    line = jsontext.sound_line(value)
    if line is None:
        value = sound(value)
    return value, line or jsontext.line(value)


def csv_cells(value: Mapping[str, Any]) -> list[str]:
    """Return the cells of one record for `CSV_COLUMNS`, plain text, nothing that a spreadsheet would run."""
    return _csv_cells(value, *_fields(value))


def _csv_cells(value: Mapping[str, Any], fields: Mapping[str, Any], other: str | None) -> list[str]:
    evidence = value["evidence"]
    row = {
        **{name: value[name] for name in (*_BEFORE, *_JUDGED, *_AFTER)},
        **fields,
        "phases": "/".join(value["phases"]),
        "steps": " → ".join(fields["steps"] or ()),
        "evidence_page": evidence[0]["page"] if evidence else None,
        "evidence_text": plain(evidence[0]["text"]) if evidence else None,
        "evidence_count": len(evidence),
        "other": other,
    }
    return ["" if row[column] is None else safe_cell(_cell(row[column])) for column in CSV_COLUMNS]


def parquet_schema() -> Any:
    """Return the Arrow schema of ``records.parquet``."""
    import pyarrow as pa

    texts, number, whole, text = pa.list_(pa.string()), pa.float64(), pa.int64(), pa.string()
    kinds = {
        **dict.fromkeys(("row", "reference", "cycles", "cycle"), whole),
        **dict.fromkeys((*(n for n in NUMBERS if n not in ("cycles", "cycle")), "confidence"), number),
        **dict.fromkeys(("labels", "phases", "steps", "carried", "rivals"), texts),
        "fractions": pa.map_(text, number),
    }
    evidence = pa.struct(
        [
            *((n, kinds.get(n, text)) for n in ("document",)),
            ("page", whole),
            ("boxes", pa.list_(pa.list_(number))),
            *((n, text) for n in ("text", "extractor", "kind")),
            ("confidence", number),
            ("table", text),
            ("row", whole),
        ]
    )
    columns = [(n, kinds.get(n, text)) for n in (*_BEFORE, *VALUES, *_JUDGED)]
    return pa.schema(
        [
            *columns,
            ("printed", pa.map_(text, text)),
            ("evidence", pa.list_(evidence)),
            *((n, text) for n in (*_AFTER, "other")),
        ]
    )


def _batch(batch: Sequence[tuple[Mapping[str, Any], Mapping[str, Any], str | None]], schema: Any) -> Any:
    import pyarrow as pa

    rows = []
    for value, fields, other in batch:
        fractions = list(fields["fractions"].items()) if fields["fractions"] else None
        head = {name: value[name] for name in (*_BEFORE, *_JUDGED, *_AFTER, "evidence")}
        rows.append({**head, **fields, "fractions": fractions, "printed": list(value["printed"].items()), "other": other})
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _fields(value: Mapping[str, Any]) -> tuple[dict[str, Any], str | None]:
    """Return the values that have a column and are of its type, and the others as JSON."""
    fields: dict[str, Any] = dict.fromkeys(VALUES)
    other: dict[str, Any] = {}
    for name, one in value.items():
        if name in _OF_RECORD or one is None:
            continue
        if name in fields and _fits(name, one):
            fields[name] = int(one) if name in ("cycles", "cycle") else one
        else:
            other[name] = one
    return fields, json.dumps(other, ensure_ascii=False) if other else None


def _fits(name: str, one: object) -> bool:
    if name in NUMBERS:
        if not isinstance(one, int | float) or isinstance(one, bool) or not abs(one) < 2**53:
            return False
        return name not in ("cycles", "cycle") or one == int(one)
    if name in ("steps", "carried"):
        return isinstance(one, list) and all(isinstance(x, str) for x in one)
    if name == "fractions":
        return isinstance(one, dict) and all(isinstance(x, int | float) and not isinstance(x, bool) for x in one.values())
    return isinstance(one, str)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return " ".join(str(value).split())


def _sound(value: Json) -> Json:
    if isinstance(value, str):
        return _UNSOUND.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_UNSOUND.sub("\ufffd", key): _sound(one) for key, one in value.items()}
    return [_sound(one) for one in value] if isinstance(value, list) else value


def _beside(folder: Path, name: str) -> Path:
    handle, path = tempfile.mkstemp(prefix=f".{name}-", dir=folder)
    os.close(handle)
    return Path(path)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
