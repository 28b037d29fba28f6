"""The flow ``extract``: a corpus of PDFs to the files of a run.

In: files and folders, and where to write; out: a ``Summary``, and in the folder ``documents/``, ``facts.jsonl``, ``table1.*``,
records, verdicts, ``failures.csv`` and ``run.json``, all of it also in the record store. One task a shard of 100 PDFs or more,
because a task costs Prefect milliseconds and kilobytes of database; inside it every PDF has a worker process, a time limit and a
memory limit. Method: own, on Prefect.
"""

from __future__ import annotations

import itertools
import logging
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from pydantic import SecretStr

from flows import desk as desks
from flows.desk import MEMORY_MB, SECONDS_A_FILE, SECONDS_A_PAGE, Progress
from flows.unheard import flow
from pipeline import ingest, logs, outputs, runners
from pipeline import shards as shards_
from pipeline.audit.evidence import decided, write_report
from pipeline.ingest import Source, Watch
from pipeline.outputs import Configuration, Product, Stages, Summary
from pipeline.shards import Desk, cut, size_of
from pipeline.store import Store
from pipeline.watch import changes, last_run

STORE = "intergrowth.sqlite"

_log = logging.getLogger("intergrowth.extract")


@flow("extract")
def extract(
    corpora: Sequence[str | SecretStr],
    out: str,
    characters: str = "auto",
    workers: int | None = None,
    timeout: float = SECONDS_A_FILE,
    memory_mb: int | None = MEMORY_MB,
    supplement_pattern: str = ingest.SUPPLEMENT_PATTERN,
    shard_size: int | None = None,
    progress: Progress | None = None,
    stages: Stages | None = None,
    store: str | SecretStr | None = None,
    report: bool = False,
    again: bool = False,
    links_out: bool = False,
    settle_s: float = 0.0,
    runner: runners.Kind = "processes",
    scheduler: str | None = None,
) -> Summary:
    """Read every PDF of ``corpora`` and write the outputs to the folder ``out``.

    ``timeout`` is seconds a file may take besides one second a page; ``memory_mb`` what one worker may allocate;
    ``workers`` defaults to the number of processors, ``shard_size`` to 100 files or 12 a worker, whichever is more;
    ``store`` (a path or an address, hidden where it holds a password, for Prefect shows parameters; so may those of ``corpora``
    be) to ``intergrowth.sqlite`` in ``out``;
    with ``report`` the evidence report is written too. What this version of the pipeline with this configuration has read before,
    in whatever run on the store, is not read again but laid out from it, unless ``again``. Links lead out of a corpus folder only
    with ``links_out``. Files that changed less than ``settle_s`` seconds ago are left for the next run, for they may still be
    being written.
    ``runner`` is "processes" of this computer or "dask": then ``scheduler`` is the address of a Dask scheduler, or there are
    ``workers`` Dask workers on this computer.
    Raises ``cluster.ClusterError``, ``store.StoreError``, ``FileNotFoundError`` for a place that does not exist,
    ``ValueError`` for a bad pattern, ``outputs.BusyError`` and ``OSError`` for a folder that cannot be written. A PDF that cannot
    be used raises nothing: it is in the summary's ``failures``.
    """
    place, places = desks.said(store) if store is not None else None, [desks.said(one) for one in corpora]
    started, clock, tell = datetime.now(UTC), time.perf_counter(), progress or desks.silent
    configuration = Configuration(
        characters, supplement_pattern, timeout, SECONDS_A_PAGE, memory_mb, workers or desks.processors()
    )
    with (
        outputs.opened(Path(out)) as staging,
        logs.to_file(Path(out) / logs.FILE),
        desks.opened(
            places,
            place or Path(out) / STORE,
            configuration,
            stages,
            staging=staging,
            again=again,
            runner=runner,
            scheduler=scheduler,
        ) as begun,
    ):
        before = last_run(Path(out) / "run.json")
        corpus = find(places, supplement_pattern, tell, links_out, Watch(settle_s, before=before), begun.store)
        found = time.perf_counter()
        count = itertools.count(1)
        tell("reading", 0, len(corpus.sources))
        desk = replace(begun, done=lambda: tell("reading", next(count), len(corpus.sources)))
        products: dict[str, Product] = {}
        others: list[Source] = []
        size = size_of(shard_size, configuration.workers)
        shards = list(cut(corpus.sources, size))
        for done, busy in _worked_on(shards, desk, desk.runner.at_once(size)):
            products |= {p.source.sha256: p for p in done}
            others += busy
        if others:
            tell("waiting for another run", 0, 0)
            products |= {p.source.sha256: p for p in wait_for_others(others, desk)}
        timings = {"find": found - clock, "shards": time.perf_counter() - found}
        summary = outputs.write(
            Path(out),
            staging,
            corpus,
            [products[s.sha256] for s in corpus.sources],
            configuration,
            stages=desk.stages,
            store=desk.store,
            run_id=desk.run_id,
            started=started,
            timings=timings,
            changes=changes(before, corpus, {p.source.sha256 for p in products.values() if not p.read}),
        )
        _log.info("run %d ends", desk.run_id, extra={"run": desk.run_id, "counts": summary.run["counts"]})
        if report:
            tell("writing the report", 0, 0)
            write_report(Path(out), decided(desk.store), workers=configuration.workers)
        return summary


@task(name="find", cache_policy=NO_CACHE, persist_result=False)
def find(
    corpora: Sequence[str],
    supplement_pattern: str,
    progress: Progress,
    links_out: bool = False,
    watch: Watch | None = None,
    memory: Store | None = None,
) -> ingest.Corpus:
    """Find and hash the PDFs, here and elsewhere."""
    return desks.find(corpora, supplement_pattern, lambda done: progress("finding", done, 0), links_out, watch, memory)


@task(name="read shard", cache_policy=NO_CACHE, persist_result=False)
def read_shard(shard: Sequence[Source], desk: Desk) -> tuple[list[Product], list[Source]]:
    """Work on the files of one shard; return their products, and the files that another run is reading just now."""
    return shards_.work_on(shard, desk)


@task(name="wait for another run", cache_policy=NO_CACHE, persist_result=False)
def wait_for_others(others: Sequence[Source], desk: Desk) -> list[Product]:
    """Wait for the files that another run is reading."""
    return shards_.wait_for(others, desk)


def _worked_on(shards: Sequence[Sequence[Source]], desk: Desk, at_once: int) -> Iterator[tuple[list[Product], list[Source]]]:
    """Yield what becomes of every shard, in their order; ``at_once`` of them are under way at a time."""
    under_way: deque[PrefectFuture[tuple[list[Product], list[Source]]]] = deque()
    for number, shard in enumerate(shards, start=1):
        named = read_shard.with_options(task_run_name=f"shard {number} of {len(shards)}")
        if at_once == 1:
            yield named(shard, desk)
            continue
        under_way.append(named.submit(shard, desk))
        if len(under_way) == at_once:
            yield under_way.popleft().result()
    while under_way:
        yield under_way.popleft().result()
