"""Many files, some of them hostile: every file in a process of its own kind, with a limit on its time and its memory.

In: a function, its arguments and the seconds each may take; out: an ``Outcome`` for every argument, whatever became of the
process. A worker that hangs is killed, one that crashes is replaced, and the rest goes on. Method: pebble's process pool
(a task has a time limit, a dead worker costs only its own task) over a fork server, so that no worker inherits the threads
of an orchestrator; what pebble gives up as a broken pool is tried once more, one task at a time.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

Argument = TypeVar("Argument")
Result = TypeVar("Result")

_TASKS_A_WORKER = 200
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Task(Generic[Argument]):
    """One call: its argument, and the seconds it may take."""

    argument: Argument
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of task number ``index`` (from 0): its value, or the sentence that says why there is none.

    ``passing`` is a trouble that may go away by itself: the process was killed from outside.
    """

    index: int
    value: Result | None = None
    trouble: str | None = None
    passing: bool = False


def run(
    function: Callable[[Argument], Result],
    tasks: Sequence[Task[Argument]],
    *,
    workers: int,
    memory_mb: int | None = None,
    preload: Sequence[str] = (),
) -> Iterator[Outcome[Result]]:
    """Call ``function`` on every task's argument in ``workers`` processes; yield the outcomes as they come, one a task.

    ``function``, arguments and results must be picklable. ``memory_mb`` limits what one process may allocate.
    ``preload`` names modules that are imported once for all workers. No exception of ``function`` comes through.
    """
    lost: list[int] = []
    for outcome in _attempt(function, tasks, range(len(tasks)), workers, memory_mb, preload):
        if isinstance(outcome, int):
            lost.append(outcome)
        else:
            yield outcome
    for index in lost:
        for outcome in _attempt(function, tasks, [index], 1, memory_mb, preload):
            yield Outcome(index, trouble="the process that read it died") if isinstance(outcome, int) else outcome


def _attempt(
    function: Callable[[Argument], Result],
    tasks: Sequence[Task[Argument]],
    indices: Sequence[int],
    workers: int,
    memory_mb: int | None,
    preload: Sequence[str],
) -> Iterator[Outcome[Result] | int]:
    """Run the tasks at ``indices``; yield an outcome, or the bare index of a task that a broken pool never tried."""
    call = partial(_guarded, function, memory_mb)
    pool = ProcessPool(
        max_workers=max(1, min(workers, len(indices))),
        max_tasks=_TASKS_A_WORKER,
        initializer=_prepare_worker,
        initargs=(memory_mb,),
        context=_context(preload),
    )
    try:
        futures: dict[Future[tuple[Result | None, str | None]], int] = {}
        unsent = []
        for index in indices:
            try:
                futures[pool.schedule(call, args=(tasks[index].argument,), timeout=tasks[index].seconds)] = index
            except RuntimeError:  # the pool broke while it was being filled
                unsent.append(index)
        yield from unsent
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in sorted(done, key=futures.__getitem__):
                index = futures[future]
                try:
                    value, trouble = future.result()
                except BrokenProcessPool:
                    yield index
                except TimeoutError:
                    yield Outcome(index, trouble=f"took longer than {tasks[index].seconds:.0f} s and was stopped")
                except ProcessExpired as death:
                    yield Outcome(index, trouble=_how_it_died(death.exitcode))
                except Exception as error:  # a result that cannot be sent
                    yield Outcome(index, trouble=f"{type(error).__name__}: {error}")
                else:
                    yield Outcome(index, value, trouble)
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _guarded(
    function: Callable[[Argument], Result], memory_mb: int | None, argument: Argument
) -> tuple[Result | None, str | None]:
    """Call ``function`` in the worker and turn anything it raises into a sentence."""
    try:
        return function(argument), None
    except MemoryError:
        limit = f" than {memory_mb:,} MB" if memory_mb else ""
        return None, f"needs more memory{limit}: raise the limit"
    except RecursionError:
        return None, "is nested too deeply"
    except BaseException as error:
        return None, f"{type(error).__name__}: {error}".rstrip(": ")


def _how_it_died(exitcode: int | None) -> str:
    """Say how a worker ended: by a signal (negative code) or by leaving."""
    if exitcode is None or exitcode >= 0:
        return f"made its process end (exit status {exitcode})"
    with contextlib.suppress(ValueError):
        name = signal.Signals(-exitcode).name
        if name == "SIGKILL":
            return "its process was killed (SIGKILL), most often because the machine ran out of memory: use fewer workers"
        return f"crashed its process ({name})"
    return f"crashed its process (signal {-exitcode})"


def _context(preload: Sequence[str]) -> multiprocessing.context.BaseContext:
    """Return a way to start processes that never copies the threads of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _prepare_worker(memory_mb: int | None) -> None:
    """Limit this process's memory and silence what native libraries print: all that matters is in the outcome."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.close(quiet)
    if memory_mb is None:
        return
    limit = memory_mb * _MEGABYTE
    _lower(resource.RLIMIT_DATA, limit)
    _lower(resource.RLIMIT_AS, _address_space() + limit)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, limit: int) -> None:
    """Lower a limit of this process; one that is lower already, or that the system does not know, stays."""
    with contextlib.suppress(ValueError, OSError):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _address_space() -> int:
    """Return the bytes of address space that this process holds already: its libraries are not the file's fault."""
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1024 * _MEGABYTE
