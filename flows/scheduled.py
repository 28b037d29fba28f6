"""The flows as a schedule runs them: read the watched corpora, audit the results, draw the trends.

In: what the settings name, by parameters that hold no secrets; out: the files of the plain flows, artifacts in the UI, and
messages to whom the settings name. The settings are loaded anew by every run, so that secrets are never parameters. Method:
own, on Prefect.
"""

from __future__ import annotations

import importlib
import logging
import os
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import FlowRun, State
from prefect.flows import Flow
from prefect.runtime import flow_run as current
from prefect.settings import get_current_settings
from prefect.states import Completed

from flows.artifacts import Artifacts
from flows.audit import audit
from flows.extract import extract
from flows.share import read_share
from pipeline import bulletin, ingest
from pipeline.audit import history
from pipeline.ingest import Failure
from pipeline.notify import Event, notify
from pipeline.outputs import Summary
from pipeline.secrets import mask, mask_logs
from pipeline.service.tidy import tidy
from pipeline.settings import Loaded, SettingsError, load
from pipeline.watch import in_words

_log = logging.getLogger("intergrowth.scheduled")
_SHARED = (
    ("read", "files read"),
    ("failed", "files that could not be used"),
    ("known", "files known from earlier runs"),
    ("left", "files left to other runs"),
)


class MaskedError(Exception):
    """An error whose own words would have shown a secret."""


class SharedStoreError(Exception):
    """Runs that share their work have no store to share it by."""


def tell_of_failure(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell whom the settings name that a run failed; called by Prefect, in the run's process or in the one that serves."""
    try:
        settings = load().settings
    except SettingsError as error:
        _log.error("%s", error)
        return
    what = "was cut off" if state.is_crashed() else "failed"
    message = f"{flow.name} {what}: {state.message or ''}".rstrip(": ")
    event = Event("failure", flow.name, flow_run.name, _now(), message, links=links(str(flow_run.id)))
    for trouble in notify(settings, event):
        _log.warning("%s", trouble)


def links(run: str) -> dict[str, str]:
    """Return where the UI shows a flow run, by its number."""
    ui = get_current_settings().server.ui.api_url or get_current_settings().api.url or ""
    return {"run": f"{ui.removesuffix('/api')}/runs/flow-run/{run}"} if ui else {}


@flow(
    name="extract-watched",
    persist_result=False,
    validate_parameters=True,
    on_failure=[tell_of_failure],
    on_crashed=[tell_of_failure],
)
def extract_corpora(corpora: list[str], out: str, again: bool = False) -> State[Any]:
    """Read what is new or changed in ``corpora`` into the folder ``out``, where all the rest stays.

    Raises what ``flows.extract.extract`` raises.
    """
    loaded = load()
    s = loaded.settings
    with _masked(s.secrets()):
        folder = Path(out)
        if not corpora:
            return Completed(message="no corpora are named: extract.corpora in intergrowth.toml")
        artifacts, before, lost = _artifacts(loaded), bulletin.contradictions(folder), bulletin.unreached(folder)
        progress = artifacts.progress("progress", "Files read")
        summary = extract.fn(
            corpora,
            out,
            **s.extract.reading(),
            progress=progress,
            store=loaded.store(),
            report=s.extract.report,
            settle_s=s.extract.settle_s,
            again=again,
            runner=s.extract.runner,
            scheduler=s.extract.scheduler,
        )
        progress.finish()
        _show(summary, loaded, artifacts)
        away = [f"{place}: {why}" for place, why in bulletin.unreached(folder).items() if place not in lost]
        if away:
            _tell(loaded, "failure", "parts of the watched corpora cannot be reached", away)
        found = sorted(bulletin.contradictions(folder) - before)
        if found:
            _tell(loaded, "contradiction", f"{len(found)} cells of a review's table are contradicted or implausible", found)
        return Completed(message=_in_words(summary.run))


@flow(name="share-watched", persist_result=False, on_failure=[tell_of_failure], on_crashed=[tell_of_failure])
def share_corpora(corpora: list[str]) -> State[Any]:
    """Read what of ``corpora`` no other run reads or has into the store of the settings; several runs at a time, on any machines.

    Raises what ``flows.share.read_share`` raises, and SharedStoreError where the settings name no store.
    """
    loaded = load()
    s = loaded.settings
    with _masked(s.secrets()):
        store = loaded.store()
        if store is None:
            raise SharedStoreError(
                "runs that share their work need one store: set store, for several machines a PostgreSQL address"
            )
        artifacts = _artifacts(loaded)
        progress = artifacts.progress("progress", "Files read")
        share = read_share.fn(corpora, store, **s.extract.reading(), progress=progress)
        progress.finish()
        told = [{"what": words, "count": getattr(share, name)} for name, words in _SHARED]
        artifacts.table("counts", told, "What the run read and left")
        _show_failures(share.failures, artifacts, "failures")
        return Completed(message=", ".join(f"{row['count']} {row['what']}" for row in told))


@flow(name="audit-results", persist_result=False, on_failure=[tell_of_failure], on_crashed=[tell_of_failure])
def audit_results(annotations: list[str], out: str) -> State[Any]:
    """Compare the results in ``out`` with ``annotations``, and show the accuracy over time."""
    loaded = load()
    s = loaded.settings
    with _masked(s.secrets()):
        folder = Path(out)
        if not annotations or not any((folder / name).is_file() for name in ("records.jsonl", "facts.jsonl")):
            return Completed(message="nothing to audit yet: it needs annotations (audit.annotations) and the results of a run")
        result = audit.fn(annotations, out, threshold=s.audit.threshold, strict=s.audit.strict, annotator=s.audit.annotator)
        points = history.remember(result, folder, datetime.now(UTC))
        artifacts = _artifacts(loaded)
        artifacts.markdown("accuracy", bulletin.accuracy(points), "Accuracy against annotations over time")
        artifacts.image("accuracy-over-time", history.chart(points), "F1 by property over time")
        artifacts.markdown("audit", _pages(loaded, "extract", folder), "The audit as a page")
        fallen = [f"{c.name}, {c.measure}: {c.before:.3f} → {c.now:.3f}" for c in result.regressions]
        if fallen:
            _tell(loaded, "accuracy", f"F1 fell in {len(fallen)} measures since the last audit", fallen)
        message = history.in_words(result)
        return Completed(message=f"F1 fell: {'; '.join(fallen)}; {message}" if fallen else message)


@flow(name="trends-of-publications", persist_result=False, on_failure=[tell_of_failure], on_crashed=[tell_of_failure])
def draw_trends(exports: list[str], out: str) -> State[Any]:
    """Draw the publication trends of ``exports`` into the folder ``out``."""
    loaded = load()
    s = loaded.settings
    with _masked(s.secrets()):
        if not exports and not s.trends.refresh:
            return Completed(message="no exports are named: trends.exports in intergrowth.toml")
        os.environ.update(s.for_apis())
        read = (Path(s.extract.out) / "records.jsonl").is_file()
        trends = importlib.import_module("flows.trends").trends
        trends.fn(
            exports,
            out,
            vocabulary=s.trends.vocabulary,
            records=s.extract.out if read else None,
            refresh=s.trends.refresh,
            queries=s.trends.queries,
        )
        artifacts = _artifacts(loaded)
        for picture in sorted((*Path(out).glob("figures/*.png"), *Path(out).glob("map/*.png"))):
            artifacts.image(_key(f"trends-{picture.stem}"), picture, picture.stem.replace("_", " ").replace("-", " "))
        artifacts.markdown("trends", _pages(loaded, "trends", Path(out)), "The trends as pages")
        return Completed(message="drawn")


@contextmanager
def _masked(secrets: Sequence[str]) -> Iterator[None]:
    """Let no error through whose words, or those of its causes, show a secret: Prefect keeps them and shows them."""
    mask_logs(secrets)
    try:
        yield
    except Exception as error:
        told = "".join(traceback.format_exception(error))
        if mask(told, secrets) == told:
            raise
        raise MaskedError(mask(f"{type(error).__name__}: {error}", secrets)) from None


def _artifacts(loaded: Loaded) -> Artifacts:
    """Return what makes the artifacts of this run; in a service, those of long ago make room."""
    state, address = os.environ.get("INTERGROWTH_SERVICE"), loaded.settings.server.results_address
    if state:
        tidy(Path(state), loaded.settings.server.keep_days)
    shelf = Path(state) / "pictures" if state and address else None
    return Artifacts(loaded.settings.secrets(), shelf, f"{address}/pictures")


def _show(summary: Summary, loaded: Loaded, artifacts: Artifacts) -> None:
    """Leave what a run did as artifacts."""
    artifacts.table("counts", bulletin.counts(summary.run), "What the run found and read")
    _show_failures(summary.failures, artifacts, "failures, in full in failures.csv")
    artifacts.markdown("table-1", bulletin.table1(summary.out), "Table 1, regenerated")
    changed = bulletin.changes(summary.run)
    if changed:
        artifacts.markdown("changes", changed, "What is new, changed, moved or gone")
    artifacts.markdown("results", _pages(loaded, "extract", summary.out), "The results as pages")


def _show_failures(failures: Sequence[Failure], artifacts: Artifacts, words: str) -> None:
    if failures:
        artifacts.table("failures", bulletin.failures(failures), f"{len(failures)} {words}")


def _tell(loaded: Loaded, kind: Any, message: str, details: Sequence[str]) -> None:  # noqa: ANN401 - one of Event's literals
    event = Event(kind, current.flow_name or "", current.name or "", _now(), message, details, links(str(current.id)))
    for trouble in notify(loaded.settings, event):
        _log.warning("%s", trouble)


_PAGES = {
    "report/index.html": "the evidence report",
    "table1.html": "Table 1",
    "audit.html": "the audit",
    "index.html": "the trends",
}


def _pages(loaded: Loaded, name: str, folder: Path) -> str:
    """Return links to the pages of results, with the paths for those who read on the machine itself."""
    address = loaded.settings.server.results_address
    out = []
    for page, words in _PAGES.items():
        if (folder / page).is_file():
            link = f"{address}/{name}/{page}"
            path = bulletin.escaped(ingest.shown((folder / page).absolute()))
            out.append(f"- [{words}]({link}) — {path}" if address else f"- {words}: {path}")
    return "\n".join(out) or f"all files are in {bulletin.escaped(ingest.shown(folder.absolute()))}"


def _in_words(run: Any) -> str:  # noqa: ANN401 - the content of run.json
    found = run["counts"]
    documents, failed = found["documents"], found["failed_files"]
    read = f"{documents} document{'' if documents == 1 else 's'} ({in_words(run['changes'])})"
    return f"{read}, {failed} file{'' if failed == 1 else 's'} with failures"


def _key(text: str) -> str:
    return "".join(c if c.isalnum() and c.isascii() else "-" for c in text.lower()).strip("-") or "picture"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
