"""What a service does: which of its processes run, what is due next, how the last runs ended.

In: the folder of a service and its server's API; out: an object of JSON. Where the server does not answer only the processes
are told. Method: own, on Prefect's REST API.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from pipeline.service.control import answers
from pipeline.service.state import Folder, Service, ServiceError


def report(folder: Folder, most: int) -> dict[str, Any]:
    """Return the state of a service with its next and its last ``most`` runs; raises `ServiceError` where the API fails."""
    service = folder.read()
    if service is None:
        nothing = {"running": False, "what": "not started"}
        return {"state": str(folder), "server": nothing, "flows": nothing, "next": [], "last": []}
    serving = service.server is not None and service.server.alive
    healthy = serving and answers(service)
    working = service.flows is not None and service.flows.alive
    told: dict[str, Any] = {
        "state": str(folder),
        "server": {"running": healthy, "what": _of_server(service, serving, healthy, folder)},
        "flows": {"running": working, "what": _of_flows(service, working, folder)},
        "next": [],
        "last": [],
    }
    if healthy:
        try:
            told |= _runs(service, most)
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise ServiceError(
                f"{service.address}: the server's answer cannot be read: {type(error).__name__}: {error}"
            ) from None
    return told


def _of_server(service: Service, serving: bool, healthy: bool, folder: Folder) -> str:
    if healthy and service.server is not None:
        return f"runs at {service.address} (process {service.server.pid})"
    if serving:
        return f"runs but does not answer (yet) at {service.address}: see {folder.log('server')}"
    return f"has stopped without being told to: see {folder.log('server')}; `intergrowth up` starts it again"


def _of_flows(service: Service, working: bool, folder: Folder) -> str:
    if service.flows is None:
        return "are not started yet"
    if working:
        return f"are served (process {service.flows.pid})" if folder.ready.exists() else "are being started"
    return f"have stopped without being told to: see {folder.log('flows')}; `intergrowth up` starts them again"


def _runs(service: Service, most: int) -> dict[str, Any]:
    with httpx.Client(base_url=service.api, timeout=15, trust_env=False) as client:

        def ask(what: str, question: Mapping[str, Any]) -> list[dict[str, Any]]:
            answer = client.post(f"/{what}/filter", json=dict(question))
            answer.raise_for_status()
            return list(answer.json())

        deployments = {d["id"]: d for d in ask("deployments", {})}
        ours = {"deployments": {"id": {"any_": sorted(deployments)}}} if deployments else {}
        due = ask(
            "flow_runs",
            {**ours, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 200},
        )
        begun = {"state": {"type": {"any_": ["RUNNING", "PENDING", "COMPLETED", "FAILED", "CRASHED", "CANCELLED"]}}}
        last = ask("flow_runs", {**ours, "flow_runs": begun, "sort": "START_TIME_DESC", "limit": most})
    first: dict[str, dict[str, Any]] = {}
    for run in due:
        first.setdefault(run["deployment_id"], run)
    coming = []
    for key, deployment in sorted(deployments.items(), key=lambda pair: pair[1]["name"]):
        crons = [s["schedule"].get("cron", "") for s in deployment.get("schedules", []) if s.get("active")]
        when = first[key]["expected_start_time"] if key in first else None
        coming.append({"flow": deployment["name"], "when": _moment(when), "schedule": ", ".join(crons) or "only by hand"})
    ended = [
        {
            "flow": deployments.get(r["deployment_id"], {}).get("name", ""),
            "run": r["name"],
            "began": _moment(r.get("start_time")),
            "seconds": round(float(r.get("total_run_time") or 0), 1),
            "state": r.get("state_name"),
            "message": ((r.get("state") or {}).get("message") or "")[:300],
        }
        for r in last
    ]
    return {"next": coming, "last": ended}


def _moment(text: str | None) -> str | None:
    return text[:19].replace("T", " ") + " UTC" if text else None
