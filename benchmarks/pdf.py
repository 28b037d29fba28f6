"""Speed and memory of reading PDFs: pages a second, CPU milliseconds a page by stage, peak memory.

usage: python benchmarks/pdf.py FOLDER… [--source pdfium] [--repeat 3] [--memory 100]

In: folders of PDFs (or files); out: a table. Each source is measured in a process of its own, on one core; of --repeat readings
of a document the quickest counts, because whatever else runs on a machine only ever makes a reading slower. The stages are
timed around the reader's own functions. pdftotext and PyMuPDF stand beside them where they happen to be installed. With
--memory N, documents are read in turn until N are read, after one round to warm up, and resident memory is watched.
Exit status 1 where memory is not flat. Method: own.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import common
from rich.progress import track

if TYPE_CHECKING:
    from pipeline.pdf.reader import Source

STAGES = ("characters", "glyphs and words", "tables", "layout and text")
_GROWTH = 1.05  # last quartile of resident memory over the first: more is no longer flat …
_SLACK = 8.0  # … unless it is less than this, in MB
_EXIT_NOT_FLAT = 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folders of PDFs, or PDFs")
    parser.add_argument("--source", action="append", choices=common.SOURCES, help="measure this source only; may be repeated")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="readings of every document (default 3)")
    parser.add_argument("--memory", type=int, metavar="N", help="watch memory over N documents instead of measuring speed")
    parser.add_argument("--one", choices=["speed", "memory", "pymupdf"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = common.pdfs(options.folders)
    sources = options.source or list(common.SOURCES)
    if options.one:
        _one(options.one, files, sources[0], options.repeat, options.memory or 0)
    elif options.memory:
        sys.exit(_print_memory(files, sources, options.memory))
    else:
        _print_speed(files, sources, options.repeat)


def _one(what: str, files: Sequence[Path], source: Source, repeat: int, count: int) -> None:
    """The work of one child process: JSON on standard output."""
    if what == "speed":
        print(json.dumps(speed(files, source, repeat)))
    elif what == "memory":
        print(json.dumps(memory(files, source, count)))
    else:
        print(json.dumps(pymupdf(files, repeat)))


# -- speed ---------------------------------------------------------------------------------------------------------------


def speed(files: Sequence[Path], source: Source, repeat: int) -> dict[str, Any]:
    """Return pages, CPU and wall seconds of the quickest reading of each document (by stage), and peak memory in MB."""
    from pipeline.pdf import reader
    from pipeline.pdf.errors import ReadError
    from pipeline.pdf.tables import find_tables

    loaded = common.resident()
    with suppress(ReadError):
        reader.read(files[0], source=source)  # imports, tables and the lexicon are paid once a process
    pages, wall = 0, 0.0
    stages: dict[str, float] = defaultdict(float)
    unreadable = []
    for path in track(files, description=source, console=common.progress()):
        best: dict[str, float] | None = None
        for _ in range(repeat):
            taken: dict[str, float] = defaultdict(float)
            with (
                patch.object(reader._Opened, "page", _timed(reader._Opened.page, "characters", taken)),
                patch.object(reader, "page_words", _timed(reader.page_words, "glyphs and words", taken)),
                patch.object(reader, "find_tables", _timed(find_tables, "tables", taken)),
            ):
                gc.collect()
                start, clock = time.process_time(), time.perf_counter()
                try:
                    document = reader.read(path, source=source)
                except ReadError as error:
                    unreadable.append(str(error))
                    break
                taken["total"], taken["wall"] = time.process_time() - start, time.perf_counter() - clock
            if best is None or taken["total"] < best["total"]:
                best = taken
        if best is None:
            continue
        pages += len(document.pages)
        wall += best["wall"]
        for stage in (*STAGES[:-1], "total"):
            stages[stage] += best[stage]
    stages[STAGES[-1]] = stages["total"] - sum(stages[s] for s in STAGES[:-1])
    return {"pages": pages, "wall": wall, "stages": stages, "peak": common.peak(), "loaded": loaded, "unreadable": unreadable}


def _timed(function: Callable[..., Any], stage: str, taken: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: Any, **more: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **more)
        finally:
            taken[stage] += time.process_time() - start

    return timed


def _print_speed(files: Sequence[Path], sources: Sequence[str], repeat: int) -> None:
    before = common.calibration()
    rows = []
    unreadable: dict[str, None] = {}
    pages = 0
    for source in sources:
        found = _child("speed", files, source, repeat)
        unreadable.update(dict.fromkeys(found["unreadable"]))
        if not found["pages"]:
            continue
        pages = found["pages"]
        stages = (found["stages"][s] for s in (*STAGES, "total"))
        times = [f"{1000 * s / pages:.1f}" for s in stages]
        rows.append([source, f"{pages / found['wall']:.1f}", *times, f"{found['peak']:.0f}"])
    if not pages:
        common.fail("none of the PDFs could be read:\n" + "\n".join(unreadable))
    for name, measured in (("pdftotext", pdftotext(files, repeat)), ("PyMuPDF", _child("pymupdf", files, None, repeat))):
        if measured:
            ms = f"{1000 * measured['cpu'] / pages:.1f}"
            rows.append([name, f"{pages / measured['wall']:.1f}", ms, "", "", "", ms, f"{measured['peak']:.0f}"])
        else:
            rows.append([f"{name} (not installed)", *[""] * 7])
    after = common.calibration()
    common.table(
        f"Reading {len(files)} documents, {pages} pages, one core: CPU milliseconds a page",
        ["source", "pages/s", *STAGES, "total", "peak MB"],
        rows,
    )
    print(f"calibration loop: {before:.0f} ms before, {after:.0f} ms after; the quickest of {repeat} readings counts")
    for line in unreadable:
        print(f"left out: {line}")


def pdftotext(files: Sequence[Path], repeat: int) -> dict[str, float] | None:
    """Return CPU and wall seconds of pdftotext over the files, the quickest of ``repeat``, or None without it."""
    program = shutil.which("pdftotext")
    if program is None:
        return None
    cpu = wall = peak = 0.0
    for path in files:
        best: tuple[float, float] | None = None
        for _ in range(repeat):
            clock = time.perf_counter()
            with tempfile.TemporaryFile() as out, subprocess.Popen([program, str(path), "-"], stdout=out, stderr=out) as child:
                _, status, used = os.wait4(child.pid, 0)
                child.returncode = os.waitstatus_to_exitcode(status)
            taken = used.ru_utime + used.ru_stime, time.perf_counter() - clock
            peak = max(peak, common.megabytes(used.ru_maxrss))
            best = min(best, taken) if best else taken
        if best is not None:
            cpu, wall = cpu + best[0], wall + best[1]
    return {"cpu": cpu, "wall": wall, "peak": peak}


def pymupdf(files: Sequence[Path], repeat: int) -> dict[str, float] | None:
    """Return CPU and wall seconds of PyMuPDF giving every character with its place, or None without it."""
    try:
        import pymupdf as fitz  # type: ignore[import-not-found]
    except ImportError:
        return None
    cpu = wall = 0.0
    for path in files:
        best: tuple[float, float] | None = None
        for _ in range(repeat):
            start, clock = time.process_time(), time.perf_counter()
            try:
                with fitz.open(path) as document:
                    for page in document:
                        page.get_text("rawdict")
            except (RuntimeError, ValueError):
                break
            taken = time.process_time() - start, time.perf_counter() - clock
            best = min(best, taken) if best else taken
        if best is not None:
            cpu, wall = cpu + best[0], wall + best[1]
    return {"cpu": cpu, "wall": wall, "peak": common.peak()}


# -- memory --------------------------------------------------------------------------------------------------------------


def memory(files: Sequence[Path], source: Source, count: int) -> dict[str, Any]:
    """Return resident memory (MB) after each of ``count`` documents, read in turn after one round that does not count."""
    from pipeline.pdf import reader
    from pipeline.pdf.errors import ReadError

    out: list[float] = []
    pages = 0
    for n in track(range(len(files) + count), description=source, console=common.progress()):
        try:
            pages += len(reader.read(files[n % len(files)], source=source).pages)
        except ReadError:
            continue
        finally:
            if n >= len(files):
                out.append(common.resident())
    return {"resident": out, "pages": pages, "peak": common.peak()}


def _print_memory(files: Sequence[Path], sources: Sequence[str], count: int) -> int:
    rows = []
    status = 0
    for source in sources:
        found = _child("memory", files, source, 1, count)
        resident = found["resident"]
        quarter = max(len(resident) // 4, 1)
        first, last = mean(resident[:quarter]), mean(resident[-quarter:])
        flat = last <= max(first * _GROWTH, first + _SLACK)
        status = status if flat else _EXIT_NOT_FLAT
        figures = [f"{first:.1f}", f"{last:.1f}", f"{last - first:+.1f}", f"{found['peak']:.0f}", "yes" if flat else "NO"]
        rows.append([source, str(found["pages"]), *figures])
    common.table(
        f"Resident memory (MB) over {count} documents in one process, after a round of {len(files)} to warm up",
        ["source", "pages read", "first quarter", "last quarter", "growth", "peak", "flat"],
        rows,
    )
    return status


# -- children ------------------------------------------------------------------------------------------------------------


def _child(what: str, files: Sequence[Path], source: str | None, repeat: int, count: int = 0) -> Any:
    """Run one measurement in a fresh process and return what it prints."""
    command = [sys.executable, __file__, *map(str, files), "--one", what, "--repeat", str(repeat), "--memory", str(count)]
    done = subprocess.run([*command, *(["--source", source] if source else [])], stdout=subprocess.PIPE, check=False)
    if done.returncode:
        common.fail(f"measuring {source or what} failed with exit status {done.returncode}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    main()
