"""A cluster of this computer: what a file does there costs only itself, as in processes; wrong clusters are refused in words."""

import pytest

from pipeline import runners
from pipeline.cluster import Cluster, ClusterError
from pipeline.pool import Outcome, Task
from tests.support.hostile import double, misbehave

pytest.importorskip("distributed")


@pytest.fixture(scope="module")
def cluster():
    with Cluster(None, 2, memory_mb=300, version=str) as opened:
        yield opened


def test_every_task_has_one_outcome_with_its_index(cluster):
    found = sorted(cluster.run(double, [Task(n, 60.0) for n in range(20)]), key=lambda outcome: outcome.index)
    assert found == [Outcome(n, 2 * n) for n in range(20)]


def test_hangs_crashes_and_errors_cost_only_themselves(cluster):
    arguments = ["a", "exit", "segfault", "raise", "memory", "z"]
    tasks = [Task(how, 60.0) for how in arguments] + [Task("loop", 1.0)]
    found = sorted(cluster.run(misbehave, tasks), key=lambda outcome: outcome.index)
    assert [outcome.trouble for outcome in found] == [
        None,
        "made its process end (exit status 3)",
        "crashed its process (SIGSEGV)",
        "ValueError: no good",
        "needs more memory than 300 MB: raise the limit",
        None,
        "took longer than 1 s and was stopped",
    ]
    assert not any(outcome.passing for outcome in found)


def test_shards_under_way_keep_every_worker_busy(cluster):
    assert (cluster.at_once(50), cluster.at_once(2)) == (2, 3)


def test_no_scheduler_is_said(monkeypatch):
    monkeypatch.setattr("pipeline.cluster._ANSWER_S", 0.2)
    with pytest.raises(ClusterError, match=r"no Dask scheduler answers at tcp://127.0.0.1:1: start one with `dask scheduler`"):
        runners.opened("dask", workers=1, memory_mb=None, scheduler="tcp://127.0.0.1:1")
