"""Table 1 of a review, cell by cell: how many cells of the regenerated table are right.

usage: python benchmarks/table1.py SHARED_DEV [--source pdfium] [--show]

In: a folder with pdf/review-*.pdf, gold-table1.csv and score_table1.py; out: a table, one row a review and source.
Exit status 1 where a cell is wrong. Method: the scorer's.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import common

_NEEDS = "the folder with pdf/review-*.pdf, gold-table1.csv and score_table1.py"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, metavar="SHARED_DEV", help=_NEEDS)
    parser.add_argument("--source", action="append", choices=common.SOURCES, help="this source only; may be repeated")
    parser.add_argument("--show", action="store_true", help="list every wrong cell")
    options = parser.parse_args()
    shared = common.folder(options.shared, _NEEDS)
    scorer, gold = common.helper(shared / "score_table1.py"), common.helper(shared / "gold-table1.csv")
    reviews = sorted((shared / "pdf").glob("review-*.pdf"))
    if not reviews:
        common.fail(f"no review-*.pdf in {shared / 'pdf'}")
    rows = []
    good = True
    for path in reviews:
        for source in options.source or common.SOURCES:
            said, misses = score(path, source, scorer, gold)
            m = re.match(r"(\d+)/(\d+) cells, (\d+/\d+) rows, (\d+) rows given", said)
            good = good and m is not None and m[1] == m[2]
            rows.append([path.stem, source, *(f"{m[1]}/{m[2]}", m[3], m[4])] if m else [path.stem, source, said, "", ""])
            if options.show and misses:
                print(f"{path.stem} {source}:\n{misses}")
    common.table("Table 1 against the printed one", ["review", "source", "cells right", "rows right", "rows given"], rows)
    sys.exit(0 if good else 1)


def score(path: Path, source: str, scorer: Path, gold: Path) -> tuple[str, str]:
    """Return what the scorer says of one review read through one source, and its list of wrong cells."""
    from pipeline import table1
    from pipeline.cells import read_rows
    from pipeline.pdf.reader import read

    document = read(path, source=source)  # type: ignore[arg-type]
    rows = [r for k, t in enumerate(document.tables, 1) for r in read_rows(t, document.name, table_number=k)]
    with tempfile.TemporaryDirectory() as folder:
        table1.write(rows, Path(folder))
        command = [sys.executable, str(scorer), str(Path(folder) / "table1.csv"), str(gold), "--show"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        common.fail(f"{scorer} failed with exit status {done.returncode}: {done.stderr}")
    return done.stdout.strip(), done.stderr.strip()


if __name__ == "__main__":
    main()
