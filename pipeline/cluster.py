"""Work on the workers of a Dask cluster: one that is there already, by its scheduler's address, or one of this computer's own.

In: a function and tasks; out: their outcomes, as they come. Every file is one Dask task; on its worker it is read in a process of
that worker's own, so that a file which hangs, crashes or eats the memory costs as little there as it does here. Method: own, on
dask.distributed directly: a task costs Prefect's task runner for Dask a quarter of a second, and Dask itself a few milliseconds.
"""

from __future__ import annotations

import logging
import math
import multiprocessing
import queue
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from pipeline.pool import Outcome, Pool, Task

Argument = TypeVar("Argument")
Result = TypeVar("Result")

_ANSWER_S = 30
_PLUGIN = "intergrowth-processes"


class ClusterError(Exception):
    """The cluster cannot be used; the message says why and what the user can do."""


class Cluster:
    """Workers of a Dask cluster.

    ``scheduler`` is an address such as ``tcp://10.0.0.5:8786``; without one, ``workers`` processes of this computer are started,
    which listen on the loopback interface alone. ``version`` (a function of no arguments) must give the same on every worker.
    Raises `ClusterError` where there is no Dask, no answer, or another version.
    """

    def __init__(
        self,
        scheduler: str | None,
        workers: int,
        memory_mb: int | None = None,
        preload: Sequence[str] = (),
        version: Callable[[], str] | None = None,
    ) -> None:
        try:
            import distributed
        except ImportError:
            raise ClusterError("--runner dask needs Dask: pip install 'intergrowth[dask]'") from None
        made: Any = distributed  # only parts of it are typed
        self._local: Any = None
        _quieten()
        if scheduler is None:
            self._local = made.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
                worker_dashboard_address=None,
                memory_limit=0,
                silence_logs=40,
            )
        try:
            self._client: Any = made.Client(self._local or scheduler, timeout=_ANSWER_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            self._end_local()
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: start one with `dask scheduler` ({error})") from None
        try:
            self._check(version)
            self._client.register_plugin(_processes_plugin(memory_mb, preload), name=_PLUGIN)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def at_once(self, shard_size: int) -> int:
        """Return how many shards should be under way so that no worker waits for the end of one."""
        threads = sum(int(n) for n in self._client.nthreads().values())
        return 1 + math.ceil(2 * threads / max(1, shard_size))

    def run(self, function: Callable[[Argument], Result], tasks: Sequence[Task[Argument]]) -> Iterator[Outcome[Result]]:
        """Call ``function`` on every task's argument; yield the outcomes as they come, one a task. Threads may call it.

        Raises `ClusterError` where the scheduler is lost.
        """
        import distributed

        completed: Any = distributed.as_completed
        futures = {self._client.submit(_one, function, task, pure=False): index for index, task in enumerate(tasks)}
        try:
            for future in completed(futures, loop=self._client.loop):
                index = futures[future]
                if future.status == "finished":
                    yield replace(future.result(), index=index)
                elif future.status == "cancelled" or future.status == "lost":
                    raise ClusterError("the Dask scheduler is lost: start it again, and run again to go on")
                else:
                    error = future.exception()
                    lost = isinstance(error, distributed.KilledWorker)
                    trouble = "the workers that read it were lost" if lost else f"{type(error).__name__}: {error}"
                    yield Outcome(index, trouble=trouble, passing=lost)
                future.release()
        finally:
            self._client.cancel([f for f in futures if not f.done()])

    def close(self) -> None:
        """Let go of the cluster; end one that was started here."""
        self._client.close()
        self._end_local()

    def _end_local(self) -> None:
        if self._local is not None:
            self._local.close()

    def _check(self, version: Callable[[], str] | None) -> None:
        """Refuse a cluster without workers, or of another version: what it read would be taken for what we read."""
        found = self._client.run(version) if version is not None else self._client.nthreads()
        if not found:
            raise ClusterError("the Dask cluster has no workers: start some with `dask worker ADDRESS`")
        here = version() if version is not None else None
        other = sorted({str(told) for told in found.values() if version is not None and told != here})
        if other:
            raise ClusterError(f"the Dask workers have intergrowth {', '.join(other)}, here is {here}: install the same version")


def _quieten() -> None:
    """Let Dask say only what goes wrong, here and in the workers that are started here."""
    import dask

    dask.config.set({"logging.distributed": "error"})
    for name in [n for n in logging.root.manager.loggerDict if n.partition(".")[0] == "distributed"]:
        logging.getLogger(name).setLevel(logging.ERROR)


def _one(function: Callable[[Argument], Result], task: Task[Argument]) -> Outcome[Result]:
    """Work on one task in a process of this Dask worker."""
    from distributed import get_worker

    pools: queue.SimpleQueue[Pool] = cast(Any, get_worker()).plugins[_PLUGIN].pools
    pool = pools.get()
    try:
        (outcome,) = pool.run(function, [task])
    finally:
        pools.put(pool)
    return outcome


def _processes_plugin(memory_mb: int | None, preload: Sequence[str]) -> Any:
    from distributed import WorkerPlugin

    class Processes(WorkerPlugin):
        """A pool of one process for every thread of a Dask worker."""

        def setup(self, worker: Any) -> None:
            # Dask starts its workers as processes that may have no children; ours end with the pool.
            multiprocessing.current_process()._config["daemon"] = False  # type: ignore[attr-defined]
            self.pools: queue.SimpleQueue[Pool] = queue.SimpleQueue()
            for _ in range(worker.state.nthreads):
                self.pools.put(Pool(1, memory_mb, preload))

        def teardown(self, worker: Any) -> None:
            while not self.pools.empty():
                self.pools.get().close()

    return Processes()
