"""Where the work on files is done: in processes of this computer, or on the workers of a Dask cluster.

In: a function and tasks; out: an outcome for every task, as they come. A runner keeps its processes for the whole of a run.
Method: own; one small port, so that the flow does not know where its files are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Literal, Protocol, Self, TypeVar

from pipeline.cluster import Cluster
from pipeline.pool import Outcome, Pool, Task

Argument = TypeVar("Argument")
Result = TypeVar("Result")

Kind = Literal["processes", "dask"]


class Runner(Protocol):
    """A place where tasks are worked on."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def at_once(self, shard_size: int) -> int:
        """Return how many shards, each from a thread of its own, should be under way."""
        ...

    def run(self, function: Callable[[Argument], Result], tasks: Sequence[Task[Argument]]) -> Iterator[Outcome[Result]]:
        """Call ``function`` on every task's argument; yield the outcomes as they come, one a task."""
        ...

    def close(self) -> None:
        """End the processes that belong to the runner alone."""
        ...


def opened(
    kind: Kind,
    *,
    workers: int,
    memory_mb: int | None,
    preload: Sequence[str] = (),
    scheduler: str | None = None,
    version: Callable[[], str] | None = None,
) -> Runner:
    """Return a runner of a kind. Raises ``ValueError`` for another kind and `pipeline.cluster.ClusterError`."""
    if kind == "dask":
        return Cluster(scheduler, workers, memory_mb, preload, version)
    if kind != "processes":
        raise ValueError(f"a runner is processes or dask, not {kind}")
    return Processes(workers, memory_mb, preload)


class Processes(Pool):
    """Processes of this computer, each with a limit on its memory and on the time of a task; one thread may call it."""

    def at_once(self, shard_size: int) -> int:
        """Return 1."""
        return 1
