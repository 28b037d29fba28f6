"""What the benchmarks share: their arguments, their tables, a calibration loop.

In: command-line arguments; out: folders that exist, tables on standard output, milliseconds. Method: own.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.table import Table

SOURCES = ("pdfium", "pdfplumber", "auto")

_LOOPS = 200_000
_MB = 1024 * 1024


def fail(message: str) -> NoReturn:
    """End the script as wrong usage: the message on standard error, exit status 2."""
    print(message, file=sys.stderr)
    sys.exit(2)


def folder(place: Path, holding: str) -> Path:
    """Return the folder; end the script with a clear message where it is missing. ``holding`` says what it should hold."""
    if not place.is_dir():
        fail(f"{place} is not a folder. This benchmark needs {holding}; give its path as the argument.")
    return place


def pdfs(places: Sequence[Path]) -> list[Path]:
    """Return the PDFs of files and folders, sorted within a folder; end the script where there are none."""
    found: list[Path] = []
    for place in places:
        if place.is_file():
            found.append(place)
        else:
            found.extend(sorted(p for p in folder(place, "a folder of PDFs").iterdir() if p.suffix.lower() == ".pdf"))
    if not found:
        fail(f"no PDFs in {', '.join(map(str, places))}")
    return found


def helper(place: Path) -> Path:
    """Return a scorer's path; end the script where it is missing."""
    if not place.is_file():
        fail(f"{place} is missing: this benchmark calls that scorer, which is no part of the project.")
    return place


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column to the left, figures to the right; whole where output is no terminal."""
    drawn = Table(title=title, title_justify="left", title_style="bold")
    for k, column in enumerate(columns):
        drawn.add_column(column, justify="left" if k == 0 else "right", no_wrap=k == 0)
    for row in rows:
        drawn.add_row(*row)
    console = Console()
    (console if console.is_terminal else Console(width=140)).print(drawn)


def calibration() -> float:
    """Return the milliseconds of CPU that a fixed loop of plain Python takes now, the best of three.

    A machine that is shared or slow shows here: figures of two runs compare by their ratio to this one.
    """
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        total, seen = 0, {}
        for i in range(_LOOPS):
            key = i & 1023
            seen[key] = (i, total)
            total += len(seen) ^ key
        best = min(best, time.process_time() - start)
    return 1000 * best


def resident() -> float:
    """Resident memory of this process now, in MB; the highest so far where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / _MB
    except OSError:
        return peak()


def peak() -> float:
    """Return the highest resident memory of this process so far, in MB."""
    return megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def megabytes(maxrss: float) -> float:
    """Return ``ru_maxrss`` in MB: macOS tells bytes, Linux kilobytes."""
    return maxrss / _MB if sys.platform == "darwin" else maxrss / 1024


def progress() -> Console:
    """Return where progress is shown: standard error, so that standard output holds figures alone."""
    return Console(stderr=True)
