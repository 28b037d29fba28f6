"""A run without Prefect and without processes: sources, a desk whose runner calls functions here, and what was read."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline import ingest, outputs, shards
from pipeline.outputs import Configuration
from pipeline.pool import Outcome
from pipeline.shards import Desk
from tests.support.stages import STAGES

CONFIGURATION = Configuration("auto", ingest.SUPPLEMENT_PATTERN, 60.0, 1.0, None, 1)


@dataclass
class Here:
    """A runner that calls functions in this process; ``before`` may say what becomes of a task instead."""

    read: list = field(default_factory=list)
    before: object = lambda source: None

    def run(self, function, tasks):
        for index, task in enumerate(tasks):
            source = task.argument.source
            self.read.append(source.name)
            trouble = self.before(source)
            yield replace(trouble, index=index) if trouble else Outcome(index, function(task.argument))

    def at_once(self, shard_size):
        return 1

    def close(self):
        pass


def run(
    store,
    corpus,
    out,
    *,
    version="1",
    again=False,
    runner=None,
    shard=50,
    configuration=CONFIGURATION,
    pauses=None,
    elsewhere=(),
    stages=STAGES,
    done=lambda: None,
):
    """Do what the flow does; return its summary and the names of the files that were read."""
    runner = runner or Here()
    with (
        outputs.opened(Path(out)) as staging,
        store.run(
            version=version, configuration=configuration.sha256, corpora=[str(corpus)], limits=configuration.limits_sha256
        ) as run_id,
    ):
        waited = [] if pauses is None else pauses
        desk = Desk(store, run_id, staging, configuration, stages, runner, again=again, done=done, pause=waited.append)
        found = ingest.find(corpus if isinstance(corpus, list) else [corpus], elsewhere=elsewhere)
        products, others = {}, []
        for part in shards.cut(found.sources, shard):
            made, busy = shards.work_on(part, desk)
            products |= {p.source.sha256: p for p in made}
            others += busy
        products |= {p.source.sha256: p for p in shards.wait_for(others, desk)}
        summary = outputs.write(
            Path(out),
            staging,
            found,
            [products[s.sha256] for s in found.sources],
            configuration,
            stages=stages,
            store=store,
            run_id=run_id,
            started=datetime(2024, 1, 1, tzinfo=UTC),
            timings={},
        )
    return summary, getattr(runner, "read", None)
