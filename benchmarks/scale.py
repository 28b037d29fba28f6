"""What running many documents costs beside reading them: ``python benchmarks/scale.py WHAT [--documents N] [--save FILE]``.

``overhead`` compares the flow with store, ledger and server against the bare pipeline (a pool that reads, then reconciling and
writing without a store) on the same documents, and watches the memory of the process that runs it; ``processes`` compares two
processes with one; ``dask`` a local Dask cluster with the pool. Documents are made up and distinct (`made_up`), of ``--pages``
pages. Exit status 1 where a target is missed. ``--save`` adds the figures to a JSON file, from which ``model.py`` computes larger
corpora. Method: own; wall clock, the median where something is repeated.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, median, stdev
from typing import TextIO

import common
import made_up

MOST_OVERHEAD, LEAST_GAIN, MOST_DASK = 0.05, 1.7, 1.15
SECONDS, MEMORY_MB = 600.0, 4096
MATERIALS = 1
"""On a page: it gives 9.5 records a page, as printed papers give ten."""
PRELOAD = ("pipeline.outputs", "pipeline.results", "pipeline.pdf.reader")


def main() -> int:
    """Run one comparison and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["overhead", "processes", "dask"])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--shard", type=int, help="files in a shard, of overhead: small ones are compared more closely, and cost more"
    )
    parser.add_argument("--repeat", type=int, default=5, help="of processes and dask")
    parser.add_argument("--folder", type=Path, help="where the documents are kept; made where they are missing")
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as temporary:
        folder = given.folder or Path(temporary, "papers")
        papers = documents(folder, given.documents, given.pages)
        figures, missed = {"overhead": overhead, "processes": processes, "dask": dask}[given.what](papers, given, Path(temporary))
    figures |= {"load": os.getloadavg()[0], "calibration_ms": common.calibration()}
    common.table(
        f"{given.what}: {given.documents} documents of {given.pages} pages, {given.workers} workers",
        ("figure", "value"),
        [
            (name.replace("_", " "), f"{value:,.3f}" if isinstance(value, float) else str(value))
            for name, value in figures.items()
        ],
    )
    if given.save:
        kept = json.loads(given.save.read_text("utf-8")) if given.save.exists() else {}
        kept[given.what] = figures | {"documents": given.documents, "pages": given.pages, "workers": given.workers}
        given.save.write_text(json.dumps(kept, indent=1), "utf-8")
    if missed:
        print(missed, file=sys.stderr)
    return int(missed is not None)


def documents(folder: Path, count: int, pages: int) -> list[Path]:
    """Return so many documents in a folder of their own, made where they are missing."""
    home = folder / f"{count}x{pages}"
    home.mkdir(parents=True, exist_ok=True)
    papers = [home / f"paper-{number:06d}.pdf" for number in range(count)]
    for number, paper in enumerate(papers):
        if not paper.exists():
            made_up.make(paper, pages, first=number * pages, materials=MATERIALS)
    return papers


def bare(runner, papers: Sequence[Path], accounts: TextIO | None = None, working: list[float] | None = None) -> float:
    """Return the seconds in which a runner reads documents, with nothing around it.

    What it found is written to ``accounts``, and the seconds that a worker spent on each document are added to ``working``.
    """
    from pipeline import ingest, outputs
    from pipeline.outputs import Job
    from pipeline.pool import Task

    stages, sources = outputs.standard_stages(), ingest.find(papers).sources
    tasks = [Task(Job(source, "auto", stages), SECONDS) for source in sources]
    began = time.perf_counter()
    for outcome in runner.run(outputs.produce, tasks):
        assert outcome.value is not None, outcome.trouble
        assert outcome.value.read, outcome.value.failures
        if accounts is not None:
            accounts.write(outcome.value.account + "\n")
        if working is not None:
            working.append(sum(outcome.value.seconds.values()))
    return time.perf_counter() - began


def together(accounts: Path, papers: Sequence[Path], folder: Path) -> float:
    """Return the seconds in which what was read is reconciled and written, with no store."""
    from pipeline import jsontext, outputs

    stages = outputs.standard_stages()
    folder.mkdir()
    began = time.perf_counter()
    with accounts.open(encoding="utf-8") as lines:
        reconciled = stages.reconcile(jsontext.loaded(line) for line in lines)
    stages.finish(reconciled, reconciled.records, [paper.stem for paper in papers], folder, {}, ())
    return time.perf_counter() - began


def warm(runner, papers: Sequence[Path]):
    """Let every worker of a runner load what it needs."""
    bare(runner, papers[:8])
    return runner


def overhead(papers: list[Path], given: argparse.Namespace, temporary: Path):
    """The flow against the bare pipeline, shard by shard; the server has started, and all is imported, before the clock does.

    A machine's speed drifts by more than the difference looked for. So the bare pipeline reads every shard again right after the
    flow has (or before, in turn), and reconciles and writes right after it; the flow's clock, and its server, stand still then.
    Both start their own workers. The standard error is that of the shards' differences; what follows reading is measured once.
    """
    import psutil

    from flows.desk import collecting_less
    from flows.extract import extract
    from pipeline import shards
    from pipeline.pool import Pool
    from pipeline.store import open_store

    began = time.perf_counter()
    extract([str(papers[0])], str(temporary / "first"), workers=1)
    first = time.perf_counter() - began
    servers = [p for p in psutil.Process().children(recursive=True) if any("uvicorn" in word for word in p.cmdline())]
    accounts, resident, seconds = temporary / "accounts.jsonl", list[float](), list[tuple[float, float]]()
    tell = lambda stage, done, total: resident.append(common.resident()) if stage == "reading" else None  # noqa: E731
    work_on = shards.work_on
    with Pool(given.workers, MEMORY_MB, PRELOAD) as pool, accounts.open("w", encoding="utf-8") as found:

        def alone(shard) -> float:
            for server in servers:
                server.suspend()
            try:
                return bare(pool, [source.path for source in shard], found)
            finally:
                for server in servers:
                    server.resume()

        def both(shard, desk):
            bare_s = alone(shard) if len(seconds) % 2 else 0.0
            begun = time.perf_counter()
            done = work_on(shard, desk)
            flow_s = time.perf_counter() - begun
            seconds.append((flow_s, bare_s or alone(shard)))
            return done

        shards.work_on = both
        try:
            began = time.perf_counter()
            where = [str(papers[0].parent)]
            summary = extract(where, str(temporary / "out"), workers=given.workers, progress=tell, shard_size=given.shard)
            flow = time.perf_counter() - began - sum(bare_s for _, bare_s in seconds)
        finally:
            shards.work_on = work_on
    with collecting_less():
        after = together(accounts, papers, temporary / "bare")
    began = time.perf_counter()
    extract([str(papers[0].parent)], str(temporary / "out"), workers=given.workers)
    again = time.perf_counter() - began
    with open_store(temporary / "out" / "intergrowth.sqlite") as store:
        size = store.stats().bytes
    assert summary.run["counts"]["documents"] == len(papers), summary.failures[:3]
    timings, quarter = summary.run["timings_s"], max(1, len(resident) // 4)
    kept = sum(f.stat().st_size for f in (temporary / "out").rglob("*") if f.is_file() and ".sqlite" not in f.name)
    reading, bare_reading = (sum(column) for column in zip(*seconds))
    figures = {
        "bare_reading_s": bare_reading,
        "bare_reconciling_and_writing_s": after,
        "flow_s": flow,
        "shards_s": reading,
        "find_s": timings["find"],
        "reconcile_and_write_s": timings["assemble"],
        "overhead": flow / (bare_reading + after) - 1,
        "overhead_standard_error": len(seconds) ** 0.5 * stdev(f - b for f, b in seconds) / (bare_reading + after),
        "overhead_of_reading": reading / bare_reading - 1,
        "overhead_of_a_shard_median": median(flow_s / bare_s for flow_s, bare_s in seconds) - 1,
        "start_of_server_and_one_document_s": first,
        "all_known_s": again,
        "seconds_a_document": given.workers * bare_reading / len(papers),
        "seconds_a_page": given.workers * bare_reading / len(papers) / given.pages,
        "memory_first_quarter_mb": mean(resident[quarter : 2 * quarter] or resident),
        "memory_last_quarter_mb": mean(resident[-quarter:]),
        "memory_highest_mb": common.peak(),
        "store_bytes_a_document": size / len(papers),
        "output_bytes_a_document": kept / len(papers),
        "records": summary.run["counts"]["records"],
    }
    grown = figures["memory_last_quarter_mb"] - figures["memory_first_quarter_mb"]
    if figures["overhead"] > MOST_OVERHEAD:
        return figures, f"the overhead is {100 * figures['overhead']:.1f} %, more than {100 * MOST_OVERHEAD:.0f} %"
    if grown > max(8.0, 0.05 * figures["memory_first_quarter_mb"]):
        return figures, f"memory is not flat: it grew by {grown:.0f} MB"
    return figures, None


def processes(papers: list[Path], given: argparse.Namespace, temporary: Path):
    """Two processes against one."""
    from pipeline.pool import Pool

    seconds: dict[int, list[float]] = {1: [], 2: []}
    pools = {n: warm(Pool(n, MEMORY_MB, PRELOAD), papers) for n in seconds}
    for _ in range(given.repeat):
        for n, pool in pools.items():
            seconds[n].append(bare(pool, papers))
    for pool in pools.values():
        pool.close()
    one, two = median(seconds[1]), median(seconds[2])
    figures = {"one_process_s": one, "two_processes_s": two, "gain": one / two}
    return figures, None if one / two >= LEAST_GAIN else f"two processes are {one / two:.2f} times one, less than {LEAST_GAIN}"


def dask(papers: list[Path], given: argparse.Namespace, temporary: Path):
    """A local Dask cluster against the pool, in turn."""
    from pipeline.cluster import Cluster
    from pipeline.pool import Pool

    seconds: dict[str, list[float]] = {"pool": [], "dask": []}
    with Pool(given.workers, MEMORY_MB, PRELOAD) as pool, Cluster(None, given.workers, MEMORY_MB, PRELOAD) as cluster:
        for runner in (pool, cluster):
            warm(runner, papers)
        for _ in range(given.repeat):
            seconds["pool"].append(bare(pool, papers))
            seconds["dask"].append(bare(cluster, papers))
        began = time.perf_counter()
        list(cluster.run(abs, [_nothing(n) for n in range(200)]))
        a_task = (time.perf_counter() - began) / 200
    ours, theirs = median(seconds["pool"]), median(seconds["dask"])
    figures = {"pool_s": ours, "dask_s": theirs, "ratio": theirs / ours, "dask_ms_a_task": 1000 * a_task}
    missed = None if theirs <= MOST_DASK * ours else f"Dask takes {theirs / ours:.2f} times the pool, more than {MOST_DASK}"
    return figures, missed


def _nothing(number: int):
    from pipeline.pool import Task

    return Task(-number, SECONDS)


if __name__ == "__main__":
    sys.exit(main())
