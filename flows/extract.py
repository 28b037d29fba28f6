"""The flow ``extract``: a corpus of PDFs to the files of a run.

In: files and folders, and where to write; out: a ``Summary``, and in the folder ``documents/``, ``facts.jsonl``, ``table1.*``,
records, verdicts, ``failures.csv`` and ``run.json``, all of it also in the record store. One task a shard of 25 to 100 PDFs,
because a task costs Prefect milliseconds and kilobytes of database; inside it every PDF has a worker process, a time limit and a
memory limit. Method: own, on Prefect.
"""

from __future__ import annotations

import itertools
import logging
import os
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas import StateType
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL
from prefect.states import Crashed
from pydantic import SecretStr

from pipeline import ingest, logs, outputs, remote, runners
from pipeline import shards as shards_
from pipeline.audit.evidence import decided, write_report
from pipeline.ingest import Source, Watch
from pipeline.outputs import Configuration, Product, Stages, Summary
from pipeline.secrets import mask
from pipeline.shards import Desk, cut
from pipeline.store import Store, open_store
from pipeline.watch import changes, last_run

SECONDS_A_FILE = 60.0
SECONDS_A_PAGE = 1.0
MEMORY_MB = 4096
SHARD = 50
STORE = "intergrowth.sqlite"

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many files it has done, and how many there are (0: not known yet)."""

_log = logging.getLogger("intergrowth.extract")
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
    ``workers`` defaults to the number of processors; ``store`` (a path or an address, hidden where it holds a password,
    for Prefect shows parameters) to ``intergrowth.sqlite`` in ``out``;
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
    place = store.get_secret_value() if isinstance(store, SecretStr) else store
    started, clock, tell = datetime.now(UTC), time.perf_counter(), progress or _silent
    applied = stages or outputs.standard_stages()
    configuration = Configuration(characters, supplement_pattern, timeout, SECONDS_A_PAGE, memory_mb, workers or processors())
    with (
        outputs.opened(Path(out)) as staging,
        logs.to_file(Path(out) / logs.FILE),
        open_store(place or Path(out) / STORE) as kept,
        kept.run(
            version=outputs.method_version(),
            configuration=configuration.sha256,
            corpora=[mask(place) for place in corpora],
            limits=configuration.limits_sha256,
            flow_run=flow_run_name(),
        ) as run_id,
        runners.opened(
            runner,
            workers=configuration.workers,
            memory_mb=configuration.memory_mb,
            preload=_PRELOAD,
            scheduler=scheduler,
            version=outputs.method_version,
        ) as working,
    ):
        tell_crashed(kept)
        _log.info("run %d begins", run_id, extra={"run": run_id, "version": outputs.method_version(), "store": kept.name})
        before = last_run(Path(out) / "run.json")
        corpus = find(corpora, supplement_pattern, tell, links_out, Watch(settle_s, before=before), kept)
        found = time.perf_counter()
        count = itertools.count(1)
        tell("reading", 0, len(corpus.sources))
        desk = Desk(
            kept,
            run_id,
            staging,
            configuration,
            applied,
            working,
            again=again,
            done=lambda: tell("reading", next(count), len(corpus.sources)),
        )
        products: dict[str, Product] = {}
        others: list[Source] = []
        shards = list(cut(corpus.sources, shard_size))
        for done, busy in _worked_on(shards, desk, working.at_once(shard_size)):
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
            stages=applied,
            store=kept,
            run_id=run_id,
            started=started,
            timings=timings,
            changes=changes(before, corpus),
        )
        _log.info("run %d ends", run_id, extra={"run": run_id, "counts": summary.run["counts"]})
        if report:
            tell("writing the report", 0, 0)
            write_report(Path(out), decided(kept), workers=configuration.workers)
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
    far = remote.look(filter(remote.is_remote, corpora), memory, lambda done: progress("finding", done, 0))
    corpus = ingest.find(
        [place for place in corpora if not remote.is_remote(place)],
        supplement_pattern=supplement_pattern,
        progress=lambda done: progress("finding", done, 0),
        links_out=links_out,
        watch=watch,
        elsewhere=far.files,
    )
    failures = tuple(sorted((*corpus.failures, *far.failures), key=lambda f: (f.path, f.stage)))
    return replace(corpus, failures=failures, notes=(*corpus.notes, *far.notes))


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


def tell_crashed(store: Store) -> None:
    """Tell a Prefect server of our own that flow runs whose run in the store has crashed are not running any more."""
    lost = {run.flow_run for run in store.runs() if run.state == "crashed" and run.flow_run is not None}
    if not lost or not PREFECT_API_URL.value():
        return
    running = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.RUNNING])))
    try:
        with get_client(sync_client=True) as client:
            for run in client.read_flow_runs(flow_run_filter=running):
                if str(run.id) in lost:
                    client.set_flow_run_state(run.id, Crashed(message="its process is gone"), force=True)
    except Exception as error:  # whatever a client raises: this run goes on without it
        _log.warning("crashed flow runs could not be marked as such: %s", error)


def flow_run_name() -> str | None:
    """Return Prefect's name for this run."""
    context = FlowRunContext.get()
    return str(context.flow_run.id) if context is not None and context.flow_run is not None else None


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
