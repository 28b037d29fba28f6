"""From measured figures to 100 thousand and 10 million papers: ``python benchmarks/model.py FIGURES.json [--pages N]``.

In: the figures that ``scale.py`` and ``growth.py`` saved; out: a table of hours, machines, storage and rows, each with the error
of its extrapolation: how far the cost of a document at the whole of a measurement is from that at a tenth. Method: own; linear,
since everything that is done a document is; what is not (reconciling, listing) stands in lines of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import common

CORPORA = (1_000, 100_000, 10_000_000)
HOURS = 7 * 24


def main() -> int:
    """Print the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", type=Path)
    parser.add_argument("--pages", type=float, default=10.0, help="of a paper")
    parser.add_argument("--megabytes", type=float, default=2.5, help="of a PDF")
    parser.add_argument("--cores", type=int, default=16, help="of a machine")
    given = parser.parse_args()
    told = json.loads(given.figures.read_text("utf-8"))
    for part, script in (("overhead", "scale.py overhead"), ("growth", "growth.py")):
        if part not in told:
            common.fail(f"{given.figures} lacks the figures of {script}: run it with --save {given.figures}")
    lines = model(told, given.pages, given.megabytes, given.cores)
    common.table(
        f"Papers of {given.pages:g} pages on machines of {given.cores} cores",
        ("", *(f"{n:,}" for n in CORPORA), "error"),
        [(name, *(_number(cost * n) for n in CORPORA), error) for name, cost, error in lines],
    )
    return 0


def model(told: dict[str, dict[str, float]], pages: float, megabytes: float, cores: int) -> list[tuple[str, float, str]]:
    """Return name, cost a paper and the error of each line."""
    run, grown = told["overhead"], told["growth"]
    seconds = run["seconds_a_page"] * pages * (1 + max(0.0, run["overhead"]))
    put, tenth = grown["ms_a_document_up_to_the_whole"], grown["ms_a_document_up_to_a_tenth"]
    drift = f"{100 * abs(put / tenth - 1):.0f} %"
    hours = seconds / 3600
    stored = run["store_bytes_a_document"] * pages / run["pages"] + 200 * 20
    return [
        ("hours of one core, reading", hours, "a page of the corpus against ours"),
        (f"hours of one machine of {cores} cores", hours / cores, "as above"),
        (f"machines to read it in {HOURS // 24} days", hours / cores / HOURS, "as above"),
        ("hours of the store's one writer, first run", put / 3.6e6, drift),
        ("hours of the store's one writer, records", 20 * grown["us_a_record_put"] / 3.6e9, drift),
        ("hours of a later run that finds all known", grown["us_a_document_known"] / 3.6e9, drift),
        ("hours of reconciling (one core, all at once)", run["reconcile_and_write_s"] / run["documents"] / 3600, "grows faster"),
        ("GB of PDFs", megabytes / 1000, "the size of a PDF"),
        ("GB of the store", stored / 1e9, drift),
        ("GB of outputs", run["output_bytes_a_document"] * pages / run["pages"] / 1e9, "pages of the corpus"),
        ("rows of record versions", 20.0, "records a paper"),
        ("rows of the ledger a run", 1.0, "none"),
    ]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:,.2g}"


if __name__ == "__main__":
    sys.exit(main())
