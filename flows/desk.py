"""What the flows that read PDFs have in common: a run begun in the store, with the workers that read, and the files to read.

In: what a flow was asked; out: a `Desk` for as long as the run lasts, and a corpus. A Prefect server of our own is told of runs
that a crash has left. Method: own, on Prefect.
"""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from prefect.client.orchestration import get_client
from prefect.client.schemas import StateType
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.context import FlowRunContext
from prefect.settings import PREFECT_API_URL
from prefect.states import Crashed
from pydantic import SecretStr

from pipeline import ingest, outputs, remote, runners
from pipeline.ingest import Corpus, Watch
from pipeline.outputs import Configuration, Stages
from pipeline.pool import COLLECTING
from pipeline.secrets import mask
from pipeline.shards import Desk
from pipeline.store import Store, open_store

SECONDS_A_FILE = 60.0
SECONDS_A_PAGE = 1.0
MEMORY_MB = 4096

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how many files it has done, and how many there are (0: not known yet)."""

_log = logging.getLogger("intergrowth.desk")
_PRELOAD = ("pipeline.outputs", "pipeline.results", "pipeline.pdf.reader")


@contextmanager
def opened(
    corpora: Sequence[str],
    store: str | Path,
    configuration: Configuration,
    stages: Stages | None = None,
    *,
    staging: Path | None = None,
    again: bool = False,
    runner: runners.Kind = "processes",
    scheduler: str | None = None,
) -> Iterator[Desk]:
    """Begin a run in ``store``, start what reads, and yield the desk; both end with it.

    Raises ``store.StoreError`` and ``cluster.ClusterError``.
    """
    version = outputs.method_version()
    with (
        collecting_less(),
        open_store(store) as kept,
        kept.run(
            version=version,
            configuration=configuration.sha256,
            corpora=[mask(place) for place in corpora],
            limits=configuration.limits_sha256,
            flow_run=_flow_run(),
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
        _tell_crashed(kept)
        _log.info("run %d begins", run_id, extra={"run": run_id, "version": version, "store": kept.name})
        yield Desk(kept, run_id, staging, configuration, stages or outputs.standard_stages(), working, again=again)


@contextmanager
def collecting_less() -> Iterator[None]:
    """Let Python look for cycles less often meanwhile, as the workers do."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTING)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def find(
    corpora: Sequence[str],
    supplement_pattern: str,
    progress: Callable[[int], None] = lambda done: None,
    links_out: bool = False,
    watch: Watch | None = None,
    memory: Store | None = None,
) -> Corpus:
    """Find and hash the PDFs, here and elsewhere; arguments and errors are those of `pipeline.ingest.find`."""
    before = watch.before if watch is not None else {}
    far = remote.look(filter(remote.is_remote, corpora), memory, progress, before=before)
    corpus = ingest.find(
        [place for place in corpora if not remote.is_remote(place)],
        supplement_pattern=supplement_pattern,
        progress=progress,
        links_out=links_out,
        watch=watch,
        elsewhere=far.files,
    )
    failures = tuple(sorted((*corpus.failures, *far.failures), key=lambda f: (f.path, f.stage)))
    return replace(corpus, failures=failures, notes=(*corpus.notes, *far.notes))


def said(place: str | SecretStr) -> str:
    """Return a place that may have been hidden, because Prefect shows the parameters of a run."""
    return place.get_secret_value() if isinstance(place, SecretStr) else place


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody how far a run is."""


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _flow_run() -> str | None:
    """Return Prefect's name for this run."""
    context = FlowRunContext.get()
    return str(context.flow_run.id) if context is not None and context.flow_run is not None else None


def _tell_crashed(store: Store) -> None:
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
