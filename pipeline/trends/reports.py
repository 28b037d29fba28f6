"""What reading and merging found, as tables: publications, bad records, and pairs of records merged or doubtful.

In: a `Reading` and a `Merged`; out: ``publications``, ``bad_records`` and ``merges`` in a folder (the first also as Parquet).
No cell of a CSV can run as a formula. Method: own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.trends.exports import Reading
from pipeline.trends.merge import Merged
from pipeline.trends.model import Publication
from pipeline.trends.tables import write_table

_NUMBERS = ("wos", "pmid", "pmcid", "eid", "openalex", "s2", "issn", "isbn")


def write_publications(publications: Sequence[Publication], folder: Path) -> list[Path]:
    """Write ``publications.csv`` and ``.parquet``; ``sources`` and ``chosen`` lead back to the exports. Raises OSError."""
    return write_table(folder, "publications", map(_publication, publications), _PUBLICATION)


def write_bad_records(reading: Reading, folder: Path) -> list[Path]:
    """Write ``bad_records.csv``: what could not be used (``lost`` yes), and remarks that cost no record (no). Raises OSError."""
    rows: list[dict[str, Any]] = [_bad(f.name, None, None, True, f"the file {f.error}") for f in reading.files if f.error]
    rows += [_bad(b.file, b.line, b.record, b.lost, b.reason) for b in reading.bad]
    return _csv_alone(write_table(folder, "bad_records", rows, _BAD))


def write_merges(merged: Merged, records: Sequence[Publication], folder: Path) -> list[Path]:
    """Write ``merges.csv``: pairs of ``records`` that were merged, then doubtful ones, which were not. Raises OSError."""
    return _csv_alone(write_table(folder, "merges", _pairs(merged, records), _MERGES))


def _bad(file: str, line: int | None, record: int | None, lost: bool, reason: str) -> dict[str, Any]:
    return {"file": file, "line": line, "record": record, "lost": "yes" if lost else "no", "reason": reason}


def _csv_alone(paths: Sequence[Path]) -> list[Path]:
    """Keep the CSV of a table that is for people."""
    for path in paths:
        if path.suffix == ".parquet":
            path.unlink()
    return [path for path in paths if path.suffix == ".csv"]


def _publication(p: Publication) -> dict[str, Any]:
    return {
        "identifier": p.identifier,
        "title": p.title,
        "year": p.year,
        "date": p.date,
        "authors": "; ".join(a.name for a in p.authors),
        "journal": p.journal,
        "volume": p.volume,
        "issue": p.issue,
        "pages": p.pages,
        "doi": p.doi,
        "kinds": "; ".join(p.kinds),
        "keywords": "; ".join(p.keywords),
        "index_terms": "; ".join(p.index_terms),
        "language": p.language,
        "countries": "; ".join(p.countries),
        "affiliations": "; ".join(p.affiliations),
        "publisher": p.publisher,
        "citations": p.citations,
        "reference_count": p.reference_count,
        **{name: p.identifiers.get(name) for name in _NUMBERS},
        "abstract": p.abstract,
        "sources": "; ".join(f"{o.file}#{o.record}" for o in p.origins),
        "chosen": "; ".join(f"{field} {place + 1}" for field, place in p.chosen.items()),
    }


def _pairs(merged: Merged, records: Sequence[Publication]) -> Iterator[dict[str, Any]]:
    for pair in merged.pairs:
        row: dict[str, Any] = {
            "verdict": "merged" if pair.merged else "doubtful",
            "reason": pair.reason,
            "score": round(pair.score, 1),
            "publication": pair.identifier,
        }
        for name, record in (("first", records[pair.first]), ("second", records[pair.second])):
            origin = record.origins[0]
            row |= {
                f"{name}_file": origin.file,
                f"{name}_record": origin.record,
                f"{name}_line": origin.line,
                f"{name}_title": record.title,
                f"{name}_author": record.authors[0].name if record.authors else None,
                f"{name}_year": record.year,
                f"{name}_journal": record.journal,
                f"{name}_doi": record.doi,
            }
        yield row


_PUBLICATION = {
    **dict.fromkeys(("identifier", "title"), "text"),
    "year": "int",
    **dict.fromkeys(
        ("date", "authors", "journal", "volume", "issue", "pages", "doi", "kinds", "keywords", "index_terms"), "text"
    ),
    **dict.fromkeys(("language", "countries", "affiliations", "publisher"), "text"),
    **dict.fromkeys(("citations", "reference_count"), "int"),
    **dict.fromkeys((*_NUMBERS, "abstract", "sources", "chosen"), "text"),
}
_BAD = {"file": "text", "line": "int", "record": "int", "lost": "text", "reason": "text"}
_MERGES = {
    **dict.fromkeys(("verdict", "reason"), "text"),
    "score": "float",
    "publication": "text",
    **{
        f"{which}_{column}": kind
        for which in ("first", "second")
        for column, kind in (
            *(("file", "text"), ("record", "int"), ("line", "int"), ("title", "text")),
            *(("author", "text"), ("year", "int"), ("journal", "text"), ("doi", "text")),
        )
    },
}
