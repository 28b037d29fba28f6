"""All products of a run to its files.

In: the private folder with what was laid out, the products in the order of the corpus, and the store; out: the files in place,
and a `Summary`. Method: own.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from pipeline import jsontext
from pipeline.ingest import Corpus, Failure, shown
from pipeline.model import Record
from pipeline.outliers import Measured, Outlier, outliers
from pipeline.outputs.folder import document_file
from pipeline.outputs.method import versions
from pipeline.outputs.values import Configuration, Product, Stages, Summary
from pipeline.table1 import safe_cell

if TYPE_CHECKING:
    from pipeline.results import Finished
    from pipeline.store import Extraction, Store
    from pipeline.watch import Changes

_log = logging.getLogger("intergrowth.outputs")
_STAGES = ("read", "cells", "facts", "write")


def write(
    out: Path,
    staging: Path,
    corpus: Corpus,
    products: Sequence[Product],
    configuration: Configuration,
    *,
    stages: Stages,
    store: Store,
    run_id: int,
    started: datetime,
    timings: Mapping[str, float],
    changes: Changes | None = None,
) -> Summary:
    """Put together what the workers left in ``staging`` and move it into ``out``; return the summary."""
    began = time.perf_counter()
    used = [p for p in products if p.read]
    failures = tuple(sorted((*corpus.failures, *(f for p in products for f in p.failures)), key=lambda f: (f.path, f.stage)))
    with (staging / "facts.jsonl").open("wb") as together:
        for product in used:
            together.write((staging / "facts" / f"{product.source.sha256}.jsonl").read_bytes())
    (staging / "failures.csv").write_bytes(failures_csv(failures).encode("utf-8", "replace"))
    results = staging / "results"
    results.mkdir()
    finished = _finish(used, stages, store, run_id, results, out)
    made = _move(staging, out, used)
    took = {**timings, **_stages(products), "assemble": time.perf_counter() - began}
    run: dict[str, Any] = {
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": run_id,
        "store": store.name,
        "versions": versions(),
        "configuration": asdict(configuration),
        "configuration_sha256": configuration.sha256,
        "counts": _counts(corpus, products, failures) | {"table1_rows": len(finished.rows), **finished.counts},
        "timings_s": {name: round(seconds, 3) for name, seconds in took.items()},
        **({"changes": changes.as_json()} if changes is not None else {}),
        "outliers": [asdict(one) for one in _outliers(products)],
        "results": made,
        "documents": [_entry(p) for p in used],
        "duplicates": [{"path": shown(d.path), "of": shown(d.first), "sha256": d.sha256} for d in corpus.duplicates],
        "unread": [{"path": shown(p.source.path), "sha256": p.source.sha256} for p in products if not p.read],
        "notes": list(corpus.notes),
    }
    (staging / "run.json").write_bytes(jsontext.file(run))
    (staging / "run.json").replace(out / "run.json")
    return Summary(out, run, failures, finished.rows, finished.said)


def failures_csv(failures: Iterable[Failure]) -> str:
    """Return ``failures.csv``: ``path, stage, error``, one line a failure, nothing a spreadsheet would run."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(("path", "stage", "error"))
    lines.writerows([safe_cell(cell) for cell in (f.path, f.stage, " ".join(f.error.split()))] for f in failures)
    return text.getvalue()


def _finish(used: Sequence[Product], stages: Stages, store: Store, run_id: int, results: Path, out: Path) -> Finished:
    """Reconcile all documents of the store and write the results on those of this run to the folder ``results``."""
    reconciled: list[Any] = []

    def reconcile(extractions: Sequence[Extraction]) -> Iterable[Record]:
        reconciled[:] = [stages.reconcile(_named(x) for x in extractions)]
        return cast(Iterable[Record], reconciled[0].records)

    kept = store.reconcile(run_id, reconcile)
    mine = {p.source.name: place for place, p in enumerate(used)}
    links = {p.source.name: shown(p.source.path) if p.source.url else _address(p.source.path, out) for p in used}
    records = sorted((r for r in kept if r.document in mine), key=lambda r: mine[r.document])
    finished: Finished = stages.finish(reconciled[0], records, tuple(mine), results, links, store.decided(run_id))
    return finished


def _named(extraction: Extraction) -> Mapping[str, Any]:
    """Return an account under the name that its document has in the store, which tells apart two of one name."""
    content, name = cast("dict[str, Any]", extraction.content), extraction.document.name
    if content.get("document", name) == name:
        return content
    claims = [{**c, "document": name} for c in content["claims"]]
    return {**content, "document": name, "claims": claims}


def _address(pdf: Path, out: Path) -> str:
    """Return the way from a page in ``out`` to a PDF, as a link has it."""
    return quote(os.fsencode(os.path.relpath(pdf.absolute(), out.absolute())), safe="/")


def _move(staging: Path, out: Path, used: Sequence[Product]) -> list[str]:
    """Move all but ``run.json`` into place, take away what only an earlier run wrote, and return the names of the results."""
    before, before_results = _documents_of(out / "run.json"), _results_of(out / "run.json")
    documents = out / "documents"
    documents.mkdir(exist_ok=True)
    names = {document_file(p.source.name) for p in used}
    for name in sorted(names):
        (staging / "documents" / name).replace(documents / name)
    for name in before - names:
        (documents / name).unlink(missing_ok=True)
    made = sorted(path.name for path in (staging / "results").iterdir())
    for file in (staging / "facts.jsonl", *(staging / "results" / name for name in made), staging / "failures.csv"):
        file.replace(out / file.name)
    for name in before_results - set(made):
        (out / name).unlink(missing_ok=True)
    return made


def _documents_of(run_json: Path) -> set[str]:
    """Return the files that an earlier run wrote to ``documents/``; files that people put there are not ours to remove."""
    try:
        entries = json.loads(run_json.read_text("utf-8"))["documents"]
        return {document_file(entry["document"]) for entry in entries}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _results_of(run_json: Path) -> set[str]:
    """Return the names of the results of an earlier run, to take away those that this one does not have."""
    try:
        names = json.loads(run_json.read_text("utf-8"))["results"]
        return {name for name in names if isinstance(name, str) and Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _stages(products: Sequence[Product]) -> dict[str, float]:
    """Return the seconds that workers spent on each stage."""
    return {stage: sum((p.seconds or {}).get(stage, 0.0) for p in products) for stage in _STAGES}


def _counts(corpus: Corpus, products: Sequence[Product], failures: Iterable[Failure]) -> dict[str, int]:
    used = [p for p in products if p.read]
    return {
        "files": len(corpus.sources) + len(corpus.duplicates) + len({f.path for f in corpus.failures}),
        "documents": len(used),
        "supplements": sum(p.source.supplement_of is not None for p in used),
        "duplicates": len(corpus.duplicates),
        "failed_files": len({f.path for f in failures}),
        "pages": sum(p.pages for p in used),
        "tables": sum(p.tables for p in used),
        "facts": sum(p.facts for p in used),
        "reused": sum(p.reused for p in products),
    }


def _outliers(products: Iterable[Product]) -> Sequence[Outlier]:
    """Return the files that were slow or hungry in this run, and log them."""
    named = outliers(
        Measured(shown(p.source.path), p.pages, sum((p.seconds or {}).values()), p.memory_mb)
        for p in products
        if not p.reused and p.seconds is not None
    )
    for one in named:
        _log.warning("%s %s", one.name, one.why, extra={"path": one.name})
    return named


def _entry(product: Product) -> dict[str, Any]:
    source = product.source
    return {
        "document": source.name,
        "path": shown(source.path),
        "sha256": source.sha256,
        "supplement_of": source.supplement_of,
        "file": f"documents/{document_file(source.name)}",
        "pages": product.pages,
        "tables": product.tables,
        "table1_rows": product.rows,
        "facts": product.facts,
        "seconds": round(sum((product.seconds or {}).values()), 3),
        "memory_mb": None if product.memory_mb is None else round(product.memory_mb, 1),
        "reused": product.reused,
        "notes": list(product.notes),
    }
