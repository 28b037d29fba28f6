"""A file that hangs, crashes or eats the memory costs only itself."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from multiprocessing import forkserver
from pathlib import Path

import pytest

from pipeline import pool
from pipeline.pool import Outcome, Task, run
from tests.support.hostile import double, mark, mark_and_die, misbehave


def outcomes(arguments, *, seconds=60.0, workers=2, memory_mb=None):
    found = run(misbehave, [Task(a, seconds) for a in arguments], workers=workers, memory_mb=memory_mb)
    return sorted(found, key=lambda outcome: outcome.index)


def test_every_task_has_one_outcome_with_its_index():
    found = list(run(double, [Task(n, 60.0) for n in range(30)], workers=2))
    assert sorted((o.index, o.value, o.trouble) for o in found) == [(n, 2 * n, None) for n in range(30)]


def test_a_worker_has_two_tasks_more_while_the_caller_looks_at_an_outcome(tmp_path):
    paths = [str(tmp_path / str(number)) for number in range(5)]
    outcomes = run(mark, [Task(path, 60.0) for path in paths], workers=1)
    assert next(outcomes).index == 0
    deadline = time.monotonic() + 60
    while not (Path(paths[1]).exists() and Path(paths[2]).exists()):
        assert time.monotonic() < deadline, "the second and third task were not begun"
        os.sched_yield()
    assert not Path(paths[3]).exists()
    assert [o.index for o in outcomes] == [1, 2, 3, 4]


def test_the_task_behind_one_that_kills_its_worker_is_not_lost():
    arguments = ["segfault", "a", "b", "c", "d", "wait", "e", "f", "g", "h"]
    found = [(o.value, (o.trouble or "")[:6]) for o in outcomes(arguments, seconds=5.0, workers=1)]
    assert found[0] == (None, "crashe")
    assert found[5] == (None, "took l")
    assert [value for value, _ in found if value] == ["a", "b", "c", "d", "e", "f", "g", "h"]


@pytest.mark.parametrize("workers", [1, 3])
def test_no_task_is_lost_or_begun_twice_whatever_kills_the_workers(tmp_path, workers):
    names = {0: "killed", 3: "crashes", 4: "killed", 5: "killed", 11: "crashes", 19: "killed"}
    paths = [str(tmp_path / f"{number} {names.get(number, 'good')}") for number in range(20)]
    found = sorted(run(mark_and_die, [Task(path, 60.0) for path in paths], workers=workers), key=lambda o: o.index)
    assert [o.index for o in found] == list(range(20))
    assert [o.value for o in found] == [None if n in names else paths[n] for n in range(20)]
    assert [o.index for o in found if o.passing] == [0, 4, 5, 19]
    assert len(list(tmp_path.iterdir())) == 20


def test_what_a_caller_that_stops_early_no_longer_wants_is_not_taken_for_an_answer_to_its_next_question():
    with pool.Pool(2) as workers:
        first = workers.run(double, [Task(number, 60.0) for number in range(30)])
        assert next(first).value is not None
        first.close()
        found = sorted((o.index, o.value) for o in workers.run(double, [Task(number, 60.0) for number in range(100, 130)]))
    assert found == [(n, 200 + 2 * n) for n in range(30)]


def test_a_worker_that_its_own_clock_ends_has_taken_too_long():
    found = outcomes(["alarm", "a"], seconds=7.0, workers=1)
    assert found == [Outcome(0, trouble="took longer than 7 s and was stopped"), Outcome(1, "a")]
    assert (found[0].seconds, found[0].passing) == (7.0, False)


def test_a_long_task_is_not_sent_ahead_and_not_lost_behind_one_that_kills_its_worker():
    tasks = [Task("kill", 60.0), *(Task("x" * 300_000, 60.0) for _ in range(4)), Task("segfault", 60.0), Task("z", 60.0)]
    found = sorted(run(misbehave, tasks, workers=1), key=lambda o: o.index)
    assert [o.index for o in found] == [0, 1, 2, 3, 4, 5, 6]
    assert [len(o.value) for o in found if o.value] == [300_000] * 4 + [1]


def test_tasks_and_results_larger_than_a_pipe_takes_come_through():
    found = list(run(double, [Task(b"x" * 1_000_000, 60.0) for _ in range(6)], workers=2))
    assert sorted(o.index for o in found) == [0, 1, 2, 3, 4, 5]
    assert all(o.value == b"x" * 2_000_000 for o in found)


def test_no_tasks_no_outcomes():
    assert list(run(double, [], workers=2)) == []


def test_hangs_crashes_and_errors_are_told_apart_and_the_rest_goes_on():
    arguments = ["a", "exit", "segfault", "kill", "raise", "recursion", "leave quietly", "unpicklable", "noise", "z"]
    found = outcomes(arguments)
    assert [o.index for o in found] == list(range(len(arguments)))
    assert found[0] == Outcome(0, "a")
    assert found[1].trouble == "made its process end (exit status 3)"
    assert found[2].trouble == "crashed its process (SIGSEGV)"
    assert found[3].trouble.startswith("its process was killed (SIGKILL)")
    assert found[4].trouble == "ValueError: no good"
    assert found[5].trouble == "is nested too deeply"
    assert found[6].trouble == "SystemExit: 0"
    assert found[7].value is None
    assert found[7].trouble is not None
    assert found[8:] == [Outcome(8, "noise"), Outcome(9, "z")]


@pytest.mark.parametrize("how", ["loop", "wait"])
def test_a_hanging_task_is_stopped_after_its_time(how):
    found = list(run(misbehave, [Task(how, 1.0), Task("after", 60.0)], workers=1))
    assert found[0] == Outcome(0, trouble="took longer than 1 s and was stopped")
    assert found[1] == Outcome(1, "after")


def test_a_task_that_wants_too_much_memory_is_told_so():
    assert outcomes(["memory", "after"], memory_mb=300, workers=1) == [
        Outcome(0, trouble="needs more memory than 300 MB: raise the limit"),
        Outcome(1, "after"),
    ]


def test_workers_print_nothing(capfd):
    outcomes(["noise"])
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def killed_at_the_start(monkeypatch):
    """Return a function: the first ``number`` workers are killed while they start."""

    def kill(number):
        start, begun = pool._start, []

        def started(*arguments):
            worker = start(*arguments)
            begun.append(worker)
            if len(begun) <= number:
                os.kill(worker.process.pid, signal.SIGKILL)
                worker.process.join()
                with contextlib.suppress(EOFError, OSError):  # one that was quick enough has not said that it is ready
                    while worker.pipe.poll():
                        worker.pipe.recv_bytes()
            return worker

        monkeypatch.setattr(pool, "_start", started)

    return kill


@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_while_it_starts_is_replaced_and_costs_no_task(killed_at_the_start, workers):
    killed_at_the_start(2)
    assert outcomes(["a", "exit", "z"], workers=workers) == [
        Outcome(0, "a"),
        Outcome(1, trouble="made its process end (exit status 3)"),
        Outcome(2, "z"),
    ]


def test_where_no_worker_can_start_every_task_says_so(killed_at_the_start):
    killed_at_the_start(100)
    found = outcomes(["a", "z"])
    assert [(o.index, o.passing) for o in found] == [(0, True), (1, True)]
    assert {o.trouble for o in found} == {
        "no process could be started to read it: its process was killed (SIGKILL), "
        "most often because the machine ran out of memory: use fewer workers"
    }


def test_an_argument_that_cannot_be_sent_costs_itself():
    found = list(run(misbehave, [Task(lambda: 1, 60.0), Task("z", 60.0)], workers=1))
    assert found[0].trouble is not None
    assert "pickle" in found[0].trouble
    assert found[1] == Outcome(1, "z")


class Closed:
    """An argument that asks a file which is not there when it is to be sent."""

    def __reduce__(self):
        raise OSError("the file is closed")


@pytest.mark.parametrize("place", [0, 1, 5])
def test_an_argument_that_fails_as_a_dead_worker_does_costs_itself(place):
    arguments = ["a"] * 6
    arguments[place] = Closed()
    found = outcomes(arguments, workers=1)
    assert [(o.index, o.trouble) for o in found if o.value is None] == [(place, "OSError: the file is closed")]


def script(file):
    return subprocess.run(
        [sys.executable, file.name],
        cwd=file.parent,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


ENDINGS = """
from pipeline.pool import Task, run
from tests.support.hostile import misbehave

if __name__ == "__main__":
    for _ in range(8):
        for how in ("exit", "kill", "a"):
            found = run(misbehave, [Task(how, 60.0), Task(how, 60.0)], workers=2)
            next(found)
            found.close()  # the other worker may be starting, at work, or about to be replaced
"""


def test_workers_that_are_ended_while_they_start_or_work_print_no_traceback(tmp_path):
    (tmp_path / "endings.py").write_text(ENDINGS, "utf-8")
    done = script(tmp_path / "endings.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


CTRL_C = """
import os, signal
from pipeline.pool import Task, run

if __name__ == "__mp_main__":  # a worker that starts imports this script
    os.kill(os.getpid(), signal.SIGINT)
if __name__ == "__main__":
    print([outcome.value for outcome in run(abs, [Task(-3, 60.0)], workers=1)])
"""


def test_ctrl_c_while_a_worker_starts_is_for_the_process_that_starts_it(tmp_path):
    (tmp_path / "interrupted.py").write_text(CTRL_C, "utf-8")
    done = script(tmp_path / "interrupted.py")
    assert (done.returncode, done.stdout, done.stderr) == (0, "[3]\n", "")


def test_a_worker_whose_fork_server_is_killed_is_lost_for_a_reason_that_may_pass():
    with pool.Pool(1) as workers:
        found = workers.run(misbehave, [Task("a", 60.0), Task("wait", 60.0), Task("z", 60.0)])
        assert next(found) == Outcome(0, "a")
        (worker,) = workers._crew
        os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)
        lost = next(found)
        os.kill(worker.process.pid, signal.SIGKILL)
        assert (lost.index, lost.passing) == (1, True)
        assert lost.trouble.startswith("its process was lost with the one that had started it")
        assert next(found) == Outcome(2, "z")


def test_a_temporary_folder_with_a_long_name_is_no_trouble(tmp_path):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    program = "from pipeline.pool import Task, run; print([o.value for o in run(abs, [Task(-3, 60.0)], workers=1)])"
    environment = os.environ | {"TMPDIR": str(folder), "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("[3]\n", "")
    assert list(folder.iterdir()) == []
