"""From PDF to facts: CPU a page by stage, cost against length, and whether a confidence is a probability.

usage: python benchmarks/extract.py FOLDER… [--repeat 3] [--lengths 10,100,1000] [--gold RECORDS [--plot curve.svg]]

In: folders of PDFs (or files); out: tables. Every measurement runs in a process of its own, on one core, characters from PDFium.
Stages are told apart where one package calls another: what `pipeline.language`, `chemistry`, `materials`, `grammar` and `link`
do is counted where it is done, whoever called. The timers cost time themselves, so totals are of readings without them, and
stages are their shares. --lengths makes up a paper of each length (`made_up.py`) and takes it through the same. --gold compares
facts with people's records of the same documents (`truth.py`): expected calibration error over ten bins (Naeini, Cooper and
Hauskrecht 2015), the bins, and a reliability plot. Exit status 1 where a target is missed. Method: own.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import Any
from unittest.mock import patch

import common
import reliability
import truth
from rich.progress import track

STAGES = ("characters", "glyphs and words", "tables", "layout", "language", "materials", "grammar", "link", "rest")
READING = STAGES[:4]
_OWNERS = {
    "pipeline.language": "language",
    "pipeline.chemistry": "materials",
    "pipeline.materials": "materials",
    "pipeline.grammar": "grammar",
    "pipeline.link": "link",
    "pipeline.sequence": "link",
}
_TARGET_MS = 150.0
_TARGET_ERROR = 0.10
_LINEAR = 1.25  # cost a page of the longest over that of the shortest: more is no longer linear
_EXIT_MISSED = 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="folders of PDFs, or PDFs")
    parser.add_argument("--repeat", type=int, default=3, metavar="N", help="measurements of every document (default 3)")
    parser.add_argument("--lengths", metavar="N,N", help="cost of made-up papers of so many pages, such as 10,100,1000")
    parser.add_argument("--gold", type=Path, metavar="RECORDS", help="calibration, with people's records (NAME.json)")
    parser.add_argument(
        "--level", choices=truth.LEVELS, default="full", help="right with all conditions, or with the material only"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="where the reliability plot goes")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--warm", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = common.pdfs(options.folders)
    if options.one:
        print(json.dumps(measure(files, options.repeat, options.warm or files[0])))
    elif options.gold:
        sys.exit(_print_calibration(files, options.gold, options.level, options.plot))
    elif options.lengths:
        sys.exit(_print_lengths([int(n) for n in options.lengths.split(",")], options.repeat))
    else:
        sys.exit(_print_speed(files, options.repeat))


# -- cost ------------------------------------------------------------------------------------------------------------------


def measure(files: Sequence[Path], repeat: int, warm: Path) -> dict[str, Any]:
    """Return pages, facts, CPU seconds by stage of the quickest of ``repeat`` measurements, and peak memory in MB."""
    from pipeline.extract import extract
    from pipeline.pdf import reader
    from pipeline.pdf.errors import ReadError

    with suppress(ReadError):
        extract(reader.read(warm, source="pdfium"))  # imports, models and tables are paid once a process
    loaded = common.resident()
    pages = facts = 0
    seconds: dict[str, float] = defaultdict(float)
    unreadable = []
    for path in track(files, description="cost", console=common.progress()):
        best: dict[str, float] = {}
        shares: dict[str, float] = {}
        try:
            for _ in range(repeat):
                gc.collect()
                start = time.process_time()
                document = reader.read(path, source="pdfium")
                middle = time.process_time()
                found = extract(document)
                for part, taken in (("read", middle - start), ("extract", time.process_time() - middle)):
                    best[part] = min(best.get(part, taken), taken)
            with _stages() as timed:
                extract(reader.read(path, source="pdfium"))
            shares = timed
        except ReadError as error:
            unreadable.append(str(error))
            continue
        for part, names in (("read", READING), ("extract", STAGES[len(READING) :])):
            whole = sum(shares[name] for name in names)
            for name in names:
                seconds[name] += best[part] * shares[name] / whole
        pages, facts = pages + len(document.pages), facts + len(found)
    return {
        "pages": pages,
        "facts": facts,
        "seconds": seconds,
        "peak": common.peak(),
        "loaded": loaded,
        "unreadable": unreadable,
    }


@contextmanager
def _stages() -> Iterator[dict[str, float]]:
    """Time the pipeline by stage: every call from one stage's modules to another's stops one clock and starts the other."""
    from pipeline.materials import MaterialBook
    from pipeline.pdf import reader

    watch = _Stopwatch()
    asked = ((MaterialBook, name, "materials") for name in ("mentions", "find", "facts", "own"))
    with ExitStack() as undo:
        for owner, name, stage in (
            (reader._Opened, "page", "characters"),
            (reader, "page_words", "glyphs and words"),
            (reader, "find_tables", "tables"),
            (reader, "read", "layout"),
            *asked,
        ):
            undo.enter_context(patch.object(owner, name, watch.timed(getattr(owner, name), stage)))
        for module in _modules():
            here = _stage(module.__name__)
            for name, thing in list(vars(module).items()):
                stage = _stage(getattr(thing, "__module__", None) or "")
                if stage and stage != here and callable(thing) and not isinstance(thing, type) and hasattr(thing, "__name__"):
                    undo.enter_context(patch.object(module, name, watch.timed(thing, stage)))
        yield watch.seconds
    watch.switch("")


def _modules() -> Iterator[Any]:
    """Yield the imported modules that the way from Document to facts runs through."""
    import pipeline

    for found in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if not found.name.startswith(("pipeline.pdf", "pipeline.cli")) and found.name in sys.modules:
            yield importlib.import_module(found.name)


def _stage(module: str) -> str | None:
    return next((stage for owner, stage in _OWNERS.items() if module == owner or module.startswith(owner + ".")), None)


class _Stopwatch:
    """One clock at a time: what a stage calls in another is the other's."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._stage, self._since = "rest", time.process_time()

    def switch(self, stage: str) -> str:
        """Count the time since the last switch for the stage that ran, and run another; return the one that ran."""
        now = time.process_time()
        self.seconds[self._stage] += now - self._since
        before, self._stage, self._since = self._stage, stage, now
        return before

    def timed(self, function: Callable[..., Any], stage: str) -> Callable[..., Any]:
        """Return a function that runs on the clock of ``stage``; so do the steps of a generator that it returns."""

        @wraps(function)
        def call(*args: Any, **more: Any) -> Any:
            before = self.switch(stage)
            try:
                result = function(*args, **more)
            finally:
                self.switch(before)
            return self._steps(result, stage) if inspect.isgenerator(result) else result

        return call

    def _steps(self, steps: Iterator[Any], stage: str) -> Iterator[Any]:
        while True:
            before = self.switch(stage)
            try:
                step = next(steps)
            except StopIteration:
                return
            finally:
                self.switch(before)
            yield step


def _print_speed(files: Sequence[Path], repeat: int) -> int:
    before = common.calibration()
    found = _child(files, repeat)
    after = common.calibration()
    if not found["pages"]:
        common.fail("none of the PDFs could be read:\n" + "\n".join(found["unreadable"]))
    rows = [[stage, f"{1000 * found['seconds'][stage] / found['pages']:.1f}"] for stage in STAGES]
    total = 1000 * sum(found["seconds"].values()) / found["pages"]
    reading = 1000 * sum(found["seconds"][s] for s in READING) / found["pages"]
    rows += [["reading together", f"{reading:.1f}"], ["extracting together", f"{total - reading:.1f}"], ["all", f"{total:.1f}"]]
    common.table(
        f"From PDF to {found['facts']} facts: {len(files)} documents, {found['pages']} pages, one core",
        ["stage", "CPU ms a page"],
        rows,
    )
    print(f"peak memory {found['peak']:.0f} MB, of which {found['loaded']:.0f} after the first document")
    print(f"calibration loop: {before:.0f} ms before, {after:.0f} ms after; the quickest of {repeat} counts")
    for line in found["unreadable"]:
        print(f"left out: {line}")
    print(f"target: {_TARGET_MS:.0f} ms a page: {'met' if total <= _TARGET_MS else 'MISSED'}")
    return 0 if total <= _TARGET_MS else _EXIT_MISSED


def _print_lengths(lengths: Sequence[int], repeat: int) -> int:
    from made_up import make

    rows, costs = [], []
    before = common.calibration()
    with tempfile.TemporaryDirectory() as folder:
        warm = Path(folder) / "warm.pdf"
        make(warm, 3)
        for pages in sorted(lengths):
            path = Path(folder) / f"{pages}-pages.pdf"
            make(path, pages)
            found = _child([path], repeat if pages < 500 else 1, warm)
            each = {s: 1000 * found["seconds"][s] / found["pages"] for s in STAGES}
            reading, total = sum(each[s] for s in READING), sum(each.values())
            costs.append((reading, total - reading))
            figures = [reading, *(each[s] for s in STAGES[len(READING) :]), total - reading, total]
            rows.append([str(found["pages"]), str(found["facts"]), *(f"{n:.1f}" for n in figures), f"{found['peak']:.0f}"])
    after = common.calibration()
    common.table(
        "Made-up papers: CPU milliseconds a page against length",
        ["pages", "facts", "reading", *STAGES[len(READING) :], "extracting", "total", "peak MB"],
        rows,
    )
    print(f"calibration loop: {before:.0f} ms before, {after:.0f} ms after")
    linear = all(last <= _LINEAR * first for first, last in zip(costs[0], costs[-1], strict=True))
    print(f"linear (a page of the longest costs at most {_LINEAR} of one of the shortest): {'yes' if linear else 'NO'}")
    return 0 if linear else _EXIT_MISSED


def _child(files: Sequence[Path], repeat: int, warm: Path | None = None) -> Any:
    """Run one measurement in a fresh process and return what it prints."""
    command = [
        sys.executable,
        __file__,
        *map(str, files),
        "--one",
        "--repeat",
        str(repeat),
        *(["--warm", str(warm)] if warm else []),
    ]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        common.fail(f"the measurement failed with exit status {done.returncode}")
    return json.loads(done.stdout)


# -- calibration -----------------------------------------------------------------------------------------------------------


def _print_calibration(files: Sequence[Path], records: Path, level: truth.Level, plot: Path | None) -> int:
    known = truth.truths(common.folder(records, "records as annotations/records has them"))
    mine = [path for path in files if path.stem in known]
    if not mine:
        common.fail(f"no PDF of these bears the name of a record in {records}")
    judged = [(fact, right) for path in mine for fact, right in _judged(path, known[path.stem], level)]
    points = [(float(fact["confidence"]), right) for fact, right in judged]
    bins = reliability.bins(points)
    error = reliability.error(bins)
    rows = [
        [f"{b.low:.1f}–{b.high:.1f}", str(b.count), f"{b.confidence:.3f}", f"{b.right:.3f}", f"{b.right - b.confidence:+.3f}"]
        for b in bins
        if b.count
    ]
    common.table(
        f"Confidence against truth: {len(points)} judged facts of {len(mine)} documents, right means {level}",
        ["confidence", "facts", "mean confidence", "share right", "gap"],
        rows,
    )
    by_property: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    by_document: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for (fact, _), point in zip(judged, points, strict=True):
        by_property[fact["property"]].append(point)
        by_document[fact["document"]].append(point)
    for title, groups in (("property", by_property), ("document", by_document)):
        common.table(f"By {title}", [title, "facts", "mean confidence", "share right", "error"], list(_rows(groups)))
    print(f"expected calibration error {error:.3f} (target at most {_TARGET_ERROR:.2f})")
    if plot:
        plot.write_text(reliability.svg(bins, error), encoding="utf-8")
        print(f"reliability plot: {plot}")
    return 0 if error <= _TARGET_ERROR else _EXIT_MISSED


def _judged(path: Path, known: truth.Truth, level: truth.Level) -> Iterator[tuple[Mapping[str, Any], bool]]:
    """Yield the facts of one PDF that the record can judge, each with whether it is right."""
    from pipeline.extract import extract
    from pipeline.pdf import reader

    for fact in extract(reader.read(path, source="pdfium")):
        line = fact.as_json()
        right = known.judge(line, level)
        if right is not None:
            yield line, right


def _rows(groups: Mapping[str, Sequence[tuple[float, bool]]]) -> Iterator[list[str]]:
    for name, points in sorted(groups.items()):
        sure, right = (sum(p[i] for p in points) / len(points) for i in (0, 1))
        yield [name, str(len(points)), f"{sure:.3f}", f"{right:.3f}", f"{reliability.error(reliability.bins(points)):.3f}"]


if __name__ == "__main__":
    main()
