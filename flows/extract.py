"""The flow ``extract``: a corpus of PDFs to the files of a run.

In: files and folders, and where to write; out: a ``Summary``, and in the folder ``documents/``, ``facts.jsonl``, ``table1.*``,
records, verdicts, ``failures.csv`` and ``run.json``, all of it also in the record store. One task a shard of 25 to 100 PDFs,
because a task costs Prefect milliseconds and kilobytes of database; inside it every PDF has a worker process, a time limit and a
memory limit. Method: own, on Prefect.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from pipeline import ingest, outputs, pool
from pipeline.audit.evidence import decided, write_report
from pipeline.ingest import Failure, Source
from pipeline.outputs import Configuration, Job, Product, Stages, Summary
from pipeline.store import open_store

SECONDS_A_FILE = 60.0
SECONDS_A_PAGE = 1.0
MEMORY_MB = 4096
SHARD = 50
STORE = "intergrowth.sqlite"

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many files it has done, and how many there are (0: not known yet)."""

_PRELOAD = ("pipeline.outputs", "pipeline.results", "pipeline.pdf.reader")


@flow(name="extract", persist_result=False)
def extract(
    corpora: list[str],
    out: str,
    characters: str = "auto",
    workers: int | None = None,
    timeout: float = SECONDS_A_FILE,
    memory_mb: int | None = MEMORY_MB,
    supplement_pattern: str = ingest.SUPPLEMENT_PATTERN,
    shard_size: int = SHARD,
    progress: Progress | None = None,
    stages: Stages | None = None,
    store: str | None = None,
    report: bool = False,
) -> Summary:
    """Read every PDF of ``corpora`` and write the outputs to the folder ``out``.

    ``timeout`` is seconds a file may take besides one second a page; ``memory_mb`` what one worker may allocate;
    ``workers`` defaults to the number of processors; ``store`` (a path or an address) to ``intergrowth.sqlite`` in ``out``;
    with ``report`` the evidence report is written too.
    Raises ``store.StoreError``, ``FileNotFoundError`` for a place that does not exist,
    ``ValueError`` for a bad pattern, ``outputs.BusyError`` and ``OSError`` for a folder that cannot be written. A PDF that cannot
    be used raises nothing: it is in the summary's ``failures``.
    """
    started, clock, tell = datetime.now(UTC), time.perf_counter(), progress or _silent
    applied = stages or outputs.standard_stages()
    configuration = Configuration(characters, supplement_pattern, timeout, SECONDS_A_PAGE, memory_mb, workers or _processors())
    version = outputs.versions().get("intergrowth", "")
    with (
        outputs.opened(Path(out)) as staging,
        open_store(store or Path(out) / STORE) as kept,
        kept.run(version=version, configuration=configuration.sha256, corpora=corpora) as run_id,
    ):
        corpus = find(corpora, supplement_pattern, tell)
        found = time.perf_counter()
        products: list[Product] = []
        shards = list(cut(corpus.sources, shard_size))
        for number, shard in enumerate(shards, start=1):
            named = read_shard.with_options(task_run_name=f"shard {number} of {len(shards)}")
            done = named(shard, staging, configuration, applied, tell, len(products), len(corpus.sources))
            outputs.commit(kept, run_id, staging, done)
            products += done
        timings = {"find": found - clock, "shards": time.perf_counter() - found}
        summary = outputs.write(
            Path(out),
            staging,
            corpus,
            products,
            configuration,
            stages=applied,
            store=kept,
            run_id=run_id,
            started=started,
            timings=timings,
        )
        if report:
            tell("writing the report", 0, 0)
            write_report(Path(out), decided(kept), workers=configuration.workers)
        return summary


@task(name="find", cache_policy=NO_CACHE, persist_result=False)
def find(corpora: Sequence[str], supplement_pattern: str, progress: Progress) -> ingest.Corpus:
    """Find and hash the PDFs."""
    return ingest.find(corpora, supplement_pattern=supplement_pattern, progress=lambda done: progress("finding", done, 0))


@task(name="read shard", cache_policy=NO_CACHE, persist_result=False)
def read_shard(
    shard: Sequence[Source],
    staging: Path,
    configuration: Configuration,
    stages: Stages | None = None,
    progress: Progress | None = None,
    done: int = 0,
    total: int = 0,
) -> list[Product]:
    """Work on the files of one shard, each in a worker; return their products in the shard's order."""
    tell, applied = progress or _silent, stages or outputs.standard_stages()
    tasks = [
        pool.Task(Job(source, staging, configuration.characters, applied), seconds_for(source, configuration)) for source in shard
    ]
    products: dict[int, Product] = {}
    tell("reading", done, total)
    for outcome in pool.run(
        outputs.produce, tasks, workers=configuration.workers, memory_mb=configuration.memory_mb, preload=_PRELOAD
    ):
        products[outcome.index] = outcome.value or _lost(shard[outcome.index], outcome.trouble or "gave no result")
        tell("reading", done + len(products), total)
    return [products[index] for index in sorted(products)]


def seconds_for(source: Source, configuration: Configuration) -> float:
    """Return the seconds a file may take: the limit for any file and a share for every page, so that a long one is read."""
    return configuration.timeout + configuration.seconds_a_page * source.pages


def cut(sources: Sequence[Source], size: int) -> Iterator[Sequence[Source]]:
    """Cut sources into shards of ``size``, the last one shorter."""
    for start in range(0, len(sources), max(1, size)):
        yield sources[start : start + max(1, size)]


def _lost(source: Source, trouble: str) -> Product:
    return Product(source, failures=(Failure(ingest.shown(source.path), "read", trouble),))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
