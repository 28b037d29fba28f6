"""Flows that send no heartbeats where nobody could hear them.

In: a function; out: a Prefect flow. The heartbeats tell a server that outlives the run whether the run still does. A run with a
private server, which ends with it, has no use for them, and their thread would keep its end waiting for up to a second. Method:
Prefect's settings, which take no such value from the environment.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from prefect import Flow
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

P = ParamSpec("P")
R = TypeVar("R")


def flow(name: str) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Return a decorator that makes a flow of a name, whose results are not kept."""
    return lambda function: _Unheard(function, name=name, persist_result=False)


class _Unheard(Flow[P, R]):
    """A flow that sends no heartbeats to a private server."""

    if not TYPE_CHECKING:  # its many signatures stay

        def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
            if PREFECT_API_URL.value():
                return super().__call__(*args, **kwargs)
            with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
                return super().__call__(*args, **kwargs)
