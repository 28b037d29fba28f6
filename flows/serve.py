"""The three flows with their schedules, served by one process.

In: the settings; out: deployments ``extract``, ``audit`` and ``trends`` on a Prefect server, and a process that runs what is
due, one run of a flow at a time. What a process that died before had begun is marked as crashed, and what was due meanwhile is
left to the next run. Method: own, on Prefect's runner.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import Flow
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Cancelled, Crashed
from prefect.types.entrypoint import EntrypointType

from flows.scheduled import audit_results, draw_trends, extract_corpora, links
from pipeline.notify import Event, notify
from pipeline.secrets import mask_logs
from pipeline.service.results import serving
from pipeline.settings import Loaded, Settings, load

_log = logging.getLogger("intergrowth.serve")
_BEGUN = (StateType.RUNNING, StateType.PENDING, StateType.CANCELLING)
_LONGEST_QUERY = 200


def main() -> None:
    """Serve the flows until the process is told to stop; the process that ``intergrowth up`` and ``serve`` start."""
    loaded = load()
    serve(loaded, os.environ.get("INTERGROWTH_SERVICE"))


def serve(loaded: Loaded, state: str | None = None) -> None:
    """Deploy and serve the flows on the server of ``PREFECT_API_URL``; ``state`` is the folder of a service of our own.

    Only on a server of our own are runs that have lost their process marked: on another one they may be somebody's.
    """
    mask_logs(loaded.settings.secrets())
    if state is not None:
        with get_client(sync_client=True) as client:
            heal(client, loaded.settings)
    runner = Runner(name="intergrowth", pause_on_shutdown=True)
    for deployment in deployments(loaded):
        runner.add_deployment(deployment)
    ready = Path(state) / "ready" if state is not None else None
    with _results(loaded, state):
        if ready is not None:
            ready.write_text(f"{os.getpid()}\n", "utf-8")
        try:
            asyncio.run(runner.start())
        except (SystemExit, KeyboardInterrupt):  # it was told to stop
            if state is not None:
                with suppress(Exception), get_client(sync_client=True) as client:
                    _end_begun(client, Cancelled(message="the service was stopped"))
            raise
        finally:
            if ready is not None:
                ready.unlink(missing_ok=True)


def deployments(loaded: Loaded) -> list[RunnerDeployment]:
    """Return the deployments of the three flows; without anything to work on one has no schedule, but can be run by hand.

    Parameters are seen by everybody who sees the UI: nothing secret is among them, the runs take it from the settings.
    """
    s = loaded.settings
    return [
        _deployment(
            extract_corpora,
            "extract",
            s.extract.cron if s.extract.corpora else None,
            s.timezone,
            {"corpora": list(s.extract.corpora), "out": s.extract.out},
            "Read what is new or changed in the watched corpora.",
        ),
        _deployment(
            audit_results,
            "audit",
            s.audit.cron if s.audit.annotations else None,
            s.timezone,
            {"annotations": list(s.audit.annotations), "out": s.extract.out},
            "Compare the results with annotations.",
        ),
        _deployment(
            draw_trends,
            "trends",
            s.trends.cron if s.trends.exports or s.trends.refresh else None,
            s.timezone,
            {"exports": list(s.trends.exports), "out": s.trends.out},
            "Draw the publication trends anew.",
        ),
    ]


def heal(client: SyncPrefectClient, settings: Settings) -> None:
    """Mark runs as crashed whose process is gone, and tell of them; drop those that were due while nobody served."""
    now, lost = datetime.now(UTC), "its process is gone: the machine or the service stopped"
    for run in _end_begun(client, Crashed(message=lost)):
        name = client.read_flow(run.flow_id).name
        told, when = f"{name} was cut off: {lost}", now.isoformat(timespec="seconds")
        event = Event("failure", name, run.name, when, told, links=links(str(run.id)))
        for trouble in notify(settings, event):
            _log.warning("%s", trouble)
    due = {"state": {"type": {"any_": [StateType.SCHEDULED]}}, "expected_start_time": {"before_": now.isoformat()}}
    for run in client.read_flow_runs(flow_run_filter=FlowRunFilter.model_validate(due), limit=_LONGEST_QUERY):
        if run.auto_scheduled:
            client.delete_flow_run(run.id)


def _end_begun(client: SyncPrefectClient, state: State[Any]) -> list[FlowRun]:
    """Give a state to all runs that are begun and not ended, and return them."""
    begun = FlowRunFilter.model_validate({"state": {"type": {"any_": list(_BEGUN)}}})
    runs = client.read_flow_runs(flow_run_filter=begun, limit=_LONGEST_QUERY)
    for run in runs:
        client.set_flow_run_state(run.id, state, force=True)
    return runs


def _deployment(
    flow: Flow[..., Any], name: str, cron: str | None, zone: str, parameters: Mapping[str, object], description: str
) -> RunnerDeployment:
    """Describe a deployment; a run that is due while the last one still works is not begun, for they write to one folder."""
    deployment = flow.to_deployment(
        name,
        schedule=Cron(cron, timezone=zone) if cron else None,
        parameters=dict(parameters),
        description=description,
        tags=["intergrowth"],
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    assert isinstance(deployment, RunnerDeployment)
    return deployment


@contextmanager
def _results(loaded: Loaded, state: str | None) -> Iterator[None]:
    """Serve the pages of results meanwhile; that they cannot be served stops nothing."""
    server = loaded.settings.server
    folders = {"extract": loaded.path(loaded.settings.extract.out), "trends": loaded.path(loaded.settings.trends.out)}
    folders |= {"pictures": Path(state) / "pictures"} if state is not None else {}
    with ExitStack() as stack:
        if server.results_port:
            try:
                stack.enter_context(serving(server.host, server.results_port, folders))
            except OSError as error:
                _log.warning("the pages of results are not served: port %d: %s", server.results_port, error.strerror or error)
        yield
