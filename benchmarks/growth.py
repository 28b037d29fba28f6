"""How the store grows: ``python benchmarks/growth.py [--documents N] [--runs N] [--store URL] [--save FILE]``.

By default 50,000 documents of twenty records each, seen by twenty runs: a million rows of the ledger and a million records,
through the store's own methods and for real. What a product holds is filled up to the size that ``scale.py overhead`` measured
only with ``--bytes``; without it contents are short and the figures are of rows. Method: own; wall clock at a tenth, at half and
at the whole, so that what grows faster than linearly shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import common

from pipeline.model import Evidence, Record
from pipeline.store import Query, Reading, StoredDocument, open_store

SHARD, RECORDS = 100, 20


def main() -> int:
    """Fill a store and print what it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--store")
    parser.add_argument("--bytes", type=int, default=0, help="of the product of a document")
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        figures = grow(given.store or str(Path(folder, "store.sqlite")), given.documents, given.runs, os.urandom(given.bytes))
    figures |= {"load": os.getloadavg()[0], "calibration_ms": common.calibration()}
    rows = [(n.replace("_", " "), f"{v:,.3f}" if isinstance(v, float) else f"{v:,}") for n, v in figures.items()]
    common.table(f"A store of {given.documents:,} documents after {given.runs} runs", ("figure", "value"), rows)
    if given.save:
        kept = json.loads(given.save.read_text("utf-8")) if given.save.exists() else {}
        given.save.write_text(json.dumps({**kept, "growth": figures}, indent=1), "utf-8")
    return 0


def grow(place: str, documents: int, runs: int, packed: bytes) -> dict[str, float]:
    """Return seconds and bytes of a store that is filled by a first run and seen by others."""
    sums = [hashlib.sha256(str(n).encode()).hexdigest() for n in range(documents)]
    shards = [range(start, min(start + SHARD, documents)) for start in range(0, documents, SHARD)]
    marks = {max(1, len(shards) // 10): "a_tenth", max(1, len(shards) // 2): "half", len(shards): "the_whole"}
    out: dict[str, float] = {}
    with open_store(place) as store:
        run = {"version": "1", "configuration": "c", "corpora": ["made up"], "limits": "l"}
        with store.run(**run) as first:
            spent = 0.0
            for count, shard in enumerate(shards, start=1):
                began = time.perf_counter()
                store.claim(first, [sums[n] for n in shard])
                store.put(first, [_reading(n, sums[n], packed) for n in shard])
                spent += time.perf_counter() - began
                if count in marks:
                    out[f"ms_a_document_up_to_{marks[count]}"] = 1000 * spent / (count * SHARD)
            began = time.perf_counter()
            store.put_records(first, (_record(n, k) for n in range(documents) for k in range(RECORDS)))
            out["us_a_record_put"] = 1e6 * (time.perf_counter() - began) / (documents * RECORDS)
        began = time.perf_counter()
        for _ in range(runs - 1):
            with store.run(**run) as later:
                for shard in shards:
                    claim = store.claim(later, [sums[n] for n in shard])
                    store.reuse(later, [(_document(n, sums[n]), claim.known[sums[n]]) for n in shard])
        out["us_a_document_known"] = 1e6 * (time.perf_counter() - began) / max(1, documents * (runs - 1))
        for name, ask in {
            "claim_of_a_shard": lambda: store.claim(later, sums[:SHARD]),
            "find_by_composition": lambda: store.find(Query(composition="Na0.67Mn0.5Ni0.5O2", documents=("paper 7",))),
            "runs": store.runs,
            "stats": store.stats,
        }.items():
            began = time.perf_counter()
            ask()
            out[f"ms_to_{name}"] = 1000 * (time.perf_counter() - began)
        found = store.stats()
    out |= {
        f"rows_of_{name}": found.rows[name] for name in ("ledger", "extractions", "record_versions", "evidence", "record_states")
    }
    return out | {"bytes": found.bytes, "bytes_a_document": found.bytes / documents}


def _document(number: int, digest: str) -> StoredDocument:
    return StoredDocument(digest, f"paper {number}", "Layered oxides", None, 8, None, f"/papers/{number}.pdf")


def _reading(number: int, digest: str, packed: bytes) -> Reading:
    measured = {"pages": 8, "seconds": 1.0, "memory_mb": 300.0, "stages": {"read": 0.6, "facts": 0.4}}
    return Reading(_document(number, digest), f'{{"document":"paper {number}"}}', packed or b"x", measured=measured)


def _record(number: int, which: int) -> Record:
    name = f"paper {number}"
    place = Evidence(name, which + 1, ((10.0, 20.0, 300.0, 32.0),), "It keeps 80.6% after 200 cycles at 1 C.", "prose/1")
    values = {"percent": 50 + which, "cycles": 200, "rate": "1 C"}
    given = {"composition": "Na0.67Mn0.5Ni0.5O2", "labels": ("NMO",), "phases": ("P2",), "role": "target", "verdict": "single"}
    return Record(
        f"{number * RECORDS + which:016x}", name, "retention", confidence=0.9, evidence=(place,), values=values, **given
    )


if __name__ == "__main__":
    sys.exit(main())
