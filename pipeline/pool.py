"""Many files, some of them hostile: every file in a process of its own kind, with a limit on its time and its memory.

In: a function, its arguments and the seconds each may take; out: an ``Outcome`` for every argument, whatever became of the
process. A worker that hangs is killed, one that crashes is replaced, and the rest goes on. Method: own, over a fork server, so
that no worker inherits the threads of an orchestrator. Each worker has a pipe of its own and is sent a task only once it has said
that it is ready, and the next one while it works, so that it never waits for a busy caller: a death is that of the very task it
was at, or, before it was ready, of no task; the task after it goes to another. Workers share no lock that a dying one could keep,
and one that is no longer needed is ended without its noticing.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import pickle
import resource
import shutil
import signal
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from multiprocessing.util import Finalize, get_temp_dir
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

Argument = TypeVar("Argument")
Result = TypeVar("Result")

COLLECTING = (20_000, 10, 10)
"""Thresholds of Python's garbage collector, default (700, 10, 10): pages and records are many objects and few cycles, and looking
through them so often takes a tenth of the time."""

_TASKS_A_WORKER = 200
_START_SECONDS = 300.0
_FAILED_STARTS = 3
_PAUSE_SECONDS = 0.1
_GRACE_SECONDS = 5.0
_ORPHAN_SECONDS = 60.0
_MEGABYTE = 1024 * 1024
_SHORT_FOLDER = "/tmp"
_AHEAD_BYTES = 4096
"""What a pipe takes while nobody reads it; a longer task is sent once its worker waits for it."""

_LONGEST_FOLDER = 70  # /pymp-… and /listener-… take 32 bytes more; some systems have 103 in all
_UNKNOWN = 255
"""What multiprocessing gives as the exit status of a process whose fork server is gone: the process may even go on."""


@dataclass(frozen=True, slots=True)
class Task(Generic[Argument]):
    """One call: its argument, and the seconds it may take."""

    argument: Argument
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of task number ``index`` (from 0): its value, or the sentence that says why there is none.

    ``passing`` is a trouble that is not the task's: the process was killed from outside, or none could be started. ``seconds`` is
    what a task that was stopped had taken.
    """

    index: int
    value: Result | None = None
    trouble: str | None = None
    passing: bool = False
    seconds: float | None = field(default=None, compare=False)


@dataclass(slots=True)
class _Worker:
    """A process, our end of its pipe, when it must have answered, how many tasks it had, the one it is at, the one after it."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    tasks: int = 0
    index: int | None = None
    after: int | None = None


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
    with Pool(workers, memory_mb, preload) as pool:
        yield from pool.run(function, tasks)


class Pool:
    """Processes that are kept between calls of `run`, so that what they have loaded is loaded once; one thread may call it."""

    def __init__(self, workers: int, memory_mb: int | None = None, preload: Sequence[str] = ()) -> None:
        self._workers, self._memory_mb, self._context = max(1, workers), memory_mb, _context(preload)
        self._crew: list[_Worker] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        while self._crew:
            _end(self._crew.pop())

    def run(self, function: Callable[[Argument], Result], tasks: Sequence[Task[Argument]]) -> Iterator[Outcome[Result]]:
        """Call ``function`` on every task's argument; yield the outcomes as they come, one a task. See the function `run`."""
        unsent = deque(range(len(tasks)))
        told: list[Outcome[Result]] = []
        failed_starts, reason = 0, ""
        crew = self._crew
        try:
            while unsent or told or any(w.index is not None for w in crew):
                busy = sum(w.index is not None for w in crew)
                while len(crew) < min(self._workers, busy + len(unsent)) and failed_starts < _FAILED_STARTS:
                    try:
                        crew.append(_start(self._context, self._memory_mb))
                    except (OSError, EOFError) as error:
                        time.sleep(_PAUSE_SECONDS * 2**failed_starts)  # a fork server that is dying is soon replaced
                        failed_starts, reason = failed_starts + 1, str(error)
                if not crew:
                    trouble = f"no process could be started to read it: {reason}"
                    told += [Outcome(index, trouble=trouble, passing=True) for index in unsent]
                    unsent.clear()
                told += _hand_out(crew, unsent, function, tasks)
                if told:  # the workers have their next tasks by now, and the caller may take its time
                    yield from told
                    told = []
                    continue
                for worker in _stirring(crew):
                    had, message = worker.index, _message(worker)
                    if message is not None:
                        worker.ready, worker.index, worker.after = True, worker.after, None
                        worker.deadline = float("inf") if worker.index is None else time.monotonic() + tasks[worker.index].seconds
                        failed_starts = 0
                        if worker.tasks >= _TASKS_A_WORKER and worker.index is None:
                            crew.remove(worker)
                            _end(worker)
                        if had is not None:
                            told.append(_outcome(had, message))
                    elif (late := time.monotonic() >= worker.deadline) or _gone(worker):
                        crew.remove(worker)
                        code = _end(worker, gone=not late)
                        if worker.after is not None:
                            unsent.appendleft(worker.after)
                        late = late or code == -signal.SIGALRM  # its own clock, where the caller was busy for long
                        if had is not None:
                            limit = f"took longer than {tasks[had].seconds:.0f} s and was stopped"
                            trouble = limit if late else _how_it_died(code, self._memory_mb)
                            passing = not late and code in (-signal.SIGKILL, _UNKNOWN)
                            told.append(Outcome(had, None, trouble, passing, tasks[had].seconds if late else None))
                        elif not worker.ready:
                            failed_starts += 1
                            reason = "it took too long" if late else _how_it_died(code, self._memory_mb)
        finally:
            for worker in [w for w in crew if w.index is not None]:  # nobody waits for their answers any more
                crew.remove(worker)
                _end(worker)


def _context(preload: Sequence[str]) -> BaseContext:
    """Return a way to start processes that never copies the threads of this one."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    socket_folder()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def socket_folder() -> str:
    """Return the folder that the fork server of this process listens in, which is gone at its end unless it is killed.

    It is in /tmp where the temporary folder has too long a name: that of a socket holds 107 bytes. Raises OSError.
    """
    known: dict[str, Any] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if known.get("tempdir") is None and len(os.fsencode(tempfile.gettempdir())) > _LONGEST_FOLDER:
        with contextlib.suppress(OSError):
            folder = tempfile.mkdtemp(prefix="pymp-", dir=_SHORT_FOLDER)
            Finalize(None, shutil.rmtree, args=(folder,), kwargs={"ignore_errors": True}, exitpriority=-100)
            known["tempdir"] = folder
    return get_temp_dir()


def _start(context: BaseContext, memory_mb: int | None) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, memory_mb), daemon=True)  # type: ignore[attr-defined]
    try:
        with _unheard():
            process.start()
    except BaseException:
        ours.close()
        raise
    finally:
        theirs.close()
    return _Worker(process, ours, time.monotonic() + _START_SECONDS)


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """Let processes that are started meanwhile never hear of Ctrl-C, which this process answers: one that starts would print."""
    resource_tracker.ensure_running()  # else it is started meanwhile, and lets Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _hand_out(
    crew: Sequence[_Worker], unsent: deque[int], function: Callable[[Argument], Result], tasks: Sequence[Task[Argument]]
) -> list[Outcome[Result]]:
    """Send every worker that waits a task, and one that works the task after it; return what becomes of those not to be sent.

    The last tasks are for whoever waits first.
    """
    told: list[Outcome[Result]] = []
    for worker in [*(w for w in crew if w.index is None), *crew]:
        waits = worker.index is None
        more = worker.after is None and worker.tasks < _TASKS_A_WORKER and len(unsent) > len(crew)
        if not unsent or not worker.ready or not (waits or more):
            continue
        index = unsent.popleft()
        try:
            packed = ForkingPickler.dumps((function, tasks[index].argument, tasks[index].seconds))
        except Exception as error:
            told.append(Outcome(index, trouble=f"{type(error).__name__}: {error}"))
            continue
        if not waits and len(packed) > _AHEAD_BYTES:
            unsent.appendleft(index)
            continue
        try:
            worker.pipe.send_bytes(packed)
        except OSError:  # it is gone, and is found so by its silence
            unsent.appendleft(index)
            continue
        worker.tasks += 1
        if waits:
            worker.index, worker.deadline = index, time.monotonic() + tasks[index].seconds
        else:
            worker.after = index
    return told


def _stirring(crew: Sequence[_Worker]) -> list[_Worker]:
    """Wait until a worker says something, ends, or has had its time; return all that do."""
    first = min(w.deadline for w in crew)
    patience = None if first == float("inf") else max(0.0, first - time.monotonic())
    heard = set(wait([x for w in crew for x in (w.pipe, w.process.sentinel)], patience))
    now = time.monotonic()
    return [w for w in crew if w.pipe in heard or w.process.sentinel in heard or now >= w.deadline]


def _message(worker: _Worker) -> bytes | None:
    """Return what a worker says, or None where it says nothing (any more)."""
    try:
        return worker.pipe.recv_bytes() if worker.pipe.poll() else None
    except (EOFError, OSError):
        return None


def _gone(worker: _Worker) -> bool:
    """Tell whether a worker that said nothing has ended: its process has, or it has let go of its pipe."""
    try:
        return not worker.process.is_alive() or worker.pipe.poll()
    except OSError:
        return True


def _outcome(index: int, message: bytes) -> Outcome[Any]:
    try:
        value, trouble = pickle.loads(message)
    except Exception as error:  # a result that cannot be made again here
        return Outcome(index, trouble=f"{type(error).__name__}: {error}")
    return Outcome(index, value, trouble)


def _end(worker: _Worker, *, gone: bool = False) -> int | None:
    """End a worker and return its exit code: one that is ``gone``, or waits for work, ends by itself, another is killed."""
    idle = worker.ready and worker.index is None
    worker.pipe.close()
    if gone or idle:
        worker.process.join(_GRACE_SECONDS)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join(_GRACE_SECONDS)
    return worker.process.exitcode


def _how_it_died(exitcode: int | None, memory_mb: int | None = None) -> str:
    """Say how a worker ended: by a signal (negative code) or by leaving."""
    if exitcode == _UNKNOWN:
        return "its process was lost with the one that had started it, most often for want of memory: use fewer workers"
    if exitcode is None or exitcode >= 0:
        return f"made its process end (exit status {exitcode})"
    with contextlib.suppress(ValueError):
        name = signal.Signals(-exitcode).name
        if name == "SIGKILL":
            return "its process was killed (SIGKILL), most often because the machine ran out of memory: use fewer workers"
        if name == "SIGABRT" and memory_mb:  # how native libraries end where they are given no more
            return (
                f"crashed its process (SIGABRT), most often because it needs more memory than {memory_mb:,} MB: raise the limit"
            )
        return f"crashed its process ({name})"
    return f"crashed its process (signal {-exitcode})"


def _serve(pipe: Connection, memory_mb: int | None) -> None:
    """Be a worker: say that it is ready, then answer one task after the other until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(*COLLECTING)
    _quieten()
    _limit_memory(memory_mb)
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(b"")
        while True:
            pipe.send_bytes(_answer(pipe.recv_bytes(), memory_mb))


def _answer(packed: bytes, memory_mb: int | None) -> bytes:
    """Call the function that was sent and return what becomes of it; nothing that it raises comes through.

    Should whoever sent it be killed meanwhile, the alarm ends this process some time after the task's own limit.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    try:
        function, argument, seconds = pickle.loads(packed)
        signal.setitimer(signal.ITIMER_REAL, seconds + _ORPHAN_SECONDS)
        return bytes(ForkingPickler.dumps((function(argument), None)))
    except MemoryError:
        limit = f" than {memory_mb:,} MB" if memory_mb else ""
        trouble = f"needs more memory{limit}: raise the limit"
    except RecursionError:
        trouble = "is nested too deeply"
    except BaseException as error:
        trouble = f"{type(error).__name__}: {error}".rstrip(": ")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return pickle.dumps((None, trouble))


def _quieten() -> None:
    """Silence what native libraries print: all that matters is in the outcome."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.close(quiet)


def _limit_memory(memory_mb: int | None) -> None:
    """Limit this process's memory."""
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
