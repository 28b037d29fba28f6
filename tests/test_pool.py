"""A file that hangs, crashes or eats the memory costs only itself."""

import pytest

from pipeline.pool import Outcome, Task, run
from tests.support.hostile import double, misbehave


def outcomes(arguments, *, seconds=60.0, workers=2, memory_mb=None):
    found = run(misbehave, [Task(a, seconds) for a in arguments], workers=workers, memory_mb=memory_mb)
    return sorted(found, key=lambda outcome: outcome.index)


def test_every_task_has_one_outcome_with_its_index():
    found = list(run(double, [Task(n, 60.0) for n in range(30)], workers=2))
    assert sorted((o.index, o.value, o.trouble) for o in found) == [(n, 2 * n, None) for n in range(30)]


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
