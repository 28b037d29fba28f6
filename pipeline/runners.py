"""Where the work on files is done: in processes of this computer, or on the workers of a Dask cluster.

In: a function and tasks; out: an outcome for every task, as they come. A runner keeps its processes for the whole of a run.
Method: own; one small port, so that the flow does not know where its files are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from pipeline import pool
from pipeline.pool import Outcome, Task

Argument = TypeVar("Argument")
Result = TypeVar("Result")


class Runner(Protocol):
    """A place where tasks are worked on."""

    def run(self, function: Callable[[Argument], Result], tasks: Sequence[Task[Argument]]) -> Iterator[Outcome[Result]]:
        """Call ``function`` on every task's argument; yield the outcomes as they come, one a task."""
        ...

    def close(self) -> None:
        """End the processes that belong to the runner alone."""
        ...


class Processes(pool.Pool):
    """Processes of this computer, each with a limit on its memory and on the time of a task."""
