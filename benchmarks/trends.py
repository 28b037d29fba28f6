"""Time and memory of trends: ``python benchmarks/trends.py EXPORT… [--sizes 1000,10000,100000] [--peers PYTHON]``.

First every EXPORT alone: what was read, and seconds of CPU of each stage, in a process of its own. Then made-up sets of the
given sizes, a tenth of them twice in a second export: how the time grows. With ``--peers`` the same exports are read by other
libraries, by the Python that has them. Exit status 1 where an export of 10,000 records takes over 20 s of CPU or 1 GB,
100,000 records over 180 s, or the time grows faster than records to the power of 1.2. Method: own.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from common import calibration, table

SIZES = (1_000, 10_000, 100_000)
MOST_SECONDS, MOST_MB, MOST_POWER = {10_000: 20.0, 100_000: 180.0}, 1024, 1.2
STAGES = ("read", "merge", "classify", "count", "map", "write", "figures", "map files")
LIBRARIES = ("pybibx", "litstudy", "rispy", "pandas")
FORMS = {".ciw": "wos", ".isi": "wos", ".txt": "wos", ".ris": "ris", ".bib": "bibtex", ".nbib": "nbib", ".csv": "csv"}

_ROOT = Path(__file__).parents[1]
_ONE = """
import json, resource, sys, time
from pathlib import Path
from pipeline.trends import run as trends
clock = time.process_time
trends.time.perf_counter = clock
told = trends.run([Path(p) for p in sys.argv[2:]], Path(sys.argv[1])).run
print(json.dumps({"run": told, "cpu": clock(), "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""
_READ = """
import json, resource, sys, time
from pathlib import Path
from pipeline.trends import exports
began = time.process_time()
reading = exports.read([Path(sys.argv[1])])
print(json.dumps({"records": len(reading.publications), "seconds": time.process_time() - began,
                  "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
"""


def main() -> int:
    """Print the tables; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("exports", nargs="*", type=Path)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="records of the made-up sets; empty: none")
    parser.add_argument("--peers", help="the Python that has pybibx, litstudy, rispy and pandas")
    parser.add_argument("--peer-records", type=int, default=10_000, help="records of the made-up exports that peers read too")
    given = parser.parse_args()
    print(f"calibration loop: {calibration():.0f} ms of CPU")
    missed = False
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        rows, told = [], []
        for path in given.exports:
            told.append(whole([path], folder / "out"))
            rows.append(line(path.name, told[-1]))
        for size in map(int, filter(None, given.sizes.split(","))):
            told.append(whole(made_up(size, folder), folder / "out"))
            rows.append(line(f"made up, {size:,}", told[-1]))
        table("Whole of trends, seconds of CPU", ("exports", "records", "publications", *STAGES, "all", "MB"), rows)
        missed = any(over(t) for t in told)
        sizes = told[len(given.exports) :]
        if len(sizes) > 1:
            power = growth(sizes[0], sizes[-1])
            print(f"time beyond starting grows with records to the power of {power:.2f}")
            missed |= power > MOST_POWER
        if given.peers:
            peers([*given.exports, *forms(given.peer_records, folder)], given.peers)
    return int(missed)


def whole(paths: list[Path], out: Path) -> dict[str, Any]:
    """Run trends in a process of its own and return its account, CPU seconds and peak memory."""
    command = [sys.executable, "-c", _ONE, str(out), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(_ROOT)})
    return json.loads(done.stdout.splitlines()[-1])


def line(name: str, told: dict[str, Any]) -> list[str]:
    run = told["run"]
    stages = [f"{run['timings_s'].get(stage, 0):.1f}" for stage in STAGES]
    return [
        name,
        f"{run['counts']['records']:,}",
        f"{run['counts']['publications']:,}",
        *stages,
        f"{told['cpu']:.1f}",
        f"{told['mb']:.0f}",
    ]


def over(told: dict[str, Any]) -> bool:
    records = told["run"]["counts"]["records"]
    most = next((s for size, s in sorted(MOST_SECONDS.items()) if records <= 1.2 * size), math.inf)
    return told["cpu"] > most or (records <= 12_000 and told["mb"] > MOST_MB)


def growth(small: dict[str, Any], large: dict[str, Any]) -> float:
    def work(told: dict[str, Any]) -> float:
        return sum(told["run"]["timings_s"].get(stage, 0.0) for stage in ("read", "merge", "classify", "count", "write"))

    records = [t["run"]["counts"]["records"] for t in (small, large)]
    return math.log(work(large) / work(small)) / math.log(records[1] / records[0])


def made_up(size: int, folder: Path) -> list[Path]:
    """Write two exports with ``size`` records together, a tenth of the works in both."""
    rng, demo = random.Random(size), demonstration()
    number = round(size / 1.1)
    first, second = folder / f"a{size}.csv", folder / f"b{size}.csv"
    with first.open("w", newline="", encoding="utf-8") as a, second.open("w", newline="", encoding="utf-8") as b:
        rows, again = csv.writer(a), csv.writer(b)
        for writer in (rows, again):
            writer.writerow(("doi", "title", "year", "authors", "journal", "abstract", "author keywords", "cited by"))
        for n in range(number):
            w = demo.work(n, rng)
            title = f"{w.title} after {rng.choice(WORDS)} and {rng.choice(WORDS)} of {rng.choice(WORDS)} {rng.choice(WORDS)}"
            people = "; ".join(f"{f}, {g}" for f, g in w.authors)
            cells = (title, w.year, people, demo.JOURNALS[w.journal][0], w.abstract, "; ".join(w.keywords), w.citations)
            rows.writerow((f"10.5555/{n}", *cells))
            if n % 10 == 0:
                again.writerow(("" if n % 20 else f"10.5555/{n}", title.upper(), *cells[1:]))
    return [first, second]


WORDS = tuple(
    f"{a}{b}{c}"
    for a in ("mill", "heat", "wash", "grind", "anneal", "press")
    for b in ("ing", "ed", "er")
    for c in ("", "s", "like")
)


def forms(size: int, folder: Path) -> list[Path]:
    """Write the demonstration's works, ``size`` of them, in the formats that peers read."""
    rng, demo = random.Random(size), demonstration()
    works = [replace(demo.work(n, rng), number=n) for n in range(1, size + 1)]
    texts = {
        "wos.txt": demo.web_of_science(works, rng),
        "scopus.csv": demo.scopus(works, rng),
        "library.ris": demo.ris(works, rng),
        "pubmed.nbib": demo.medline(works),
        "references.bib": demo.bibtex(works).replace("@article{demo", "@article{x"),
    }
    out = []
    for name, text in texts.items():
        out.append(folder / f"{size} {name}")
        out[-1].write_text(text, "utf-8")
    return out


def demonstration() -> ModuleType:
    """Return the script that writes the demonstration exports."""
    spec = importlib.util.spec_from_file_location("exports", _ROOT / "corpora" / "typeset" / "exports.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["exports"] = module
    spec.loader.exec_module(module)
    return module


def peers(paths: list[Path], python: str) -> None:
    """Print a table of what each library makes of each export."""
    rows = []
    for path in paths:
        form = "scopus" if "scopus" in path.name and path.suffix == ".csv" else FORMS.get(path.suffix, "csv")
        cells = [told([sys.executable, "-c", _READ, str(path)])]
        cells += [told([python, str(_ROOT / "benchmarks" / "peer_trends.py"), library, form, str(path)]) for library in LIBRARIES]
        rows.append([path.name, *cells])
    table("Read alone: records, seconds of CPU, MB", ("export", "Intergrowth", *LIBRARIES), rows)


def told(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(_ROOT)}, timeout=600)
    try:
        got = json.loads(done.stdout.splitlines()[-1])
    except (IndexError, ValueError):
        return f"fails: {done.stderr.strip().splitlines()[-1][:40] if done.stderr.strip() else done.returncode}"
    return got["error"][:40] if "error" in got else f"{got['records']:,}, {got['seconds']:.1f} s, {got['mb']:.0f} MB"


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.exit(main())
