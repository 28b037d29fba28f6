"""The flow ``read-share``: one of several runs that read a corpus together, on whatever machines a Prefect work pool has.

In: a corpus, and a store that all of them reach (PostgreSQL by its address); out: what this run read, in the store alone. The
runs share the work by leases: a shard that one has claimed no other reads, and what a killed one leaves another takes.
``extract`` with the same store then finds all of it known, and writes the outputs. Method: own, on Prefect.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from prefect import flow
from pydantic import SecretStr

from flows.extract import MEMORY_MB, SECONDS_A_FILE, SECONDS_A_PAGE, SHARD, flow_run_name, processors
from pipeline import ingest, outputs, remote, runners
from pipeline.outputs import Configuration, Stages
from pipeline.secrets import mask
from pipeline.shards import Desk, cut, work_on
from pipeline.store import open_store


@flow(name="read-share", persist_result=False)
def read_share(
    corpora: list[str],
    store: str | SecretStr,
    characters: str = "auto",
    workers: int | None = None,
    timeout: float = SECONDS_A_FILE,
    memory_mb: int | None = MEMORY_MB,
    supplement_pattern: str = ingest.SUPPLEMENT_PATTERN,
    shard_size: int = SHARD,
    stages: Stages | None = None,
) -> dict[str, int]:
    """Read into ``store`` what no other run reads or has; count the files ``read``, ``failed``, ``known``, ``left`` to others.

    Arguments and errors are those of `flows.extract.extract`; runs that share the work need the same ``characters`` and
    ``supplement_pattern``.
    """
    place = store.get_secret_value() if isinstance(store, SecretStr) else store
    configuration = Configuration(characters, supplement_pattern, timeout, SECONDS_A_PAGE, memory_mb, workers or processors())
    counts = Counter(read=0, failed=0, known=0, left=0)
    with (
        tempfile.TemporaryDirectory(prefix="intergrowth-") as folder,
        outputs.opened(Path(folder)) as staging,
        open_store(place) as kept,
        kept.run(
            version=outputs.method_version(),
            configuration=configuration.sha256,
            corpora=[mask(corpus) for corpus in corpora],
            limits=configuration.limits_sha256,
            flow_run=flow_run_name(),
        ) as run_id,
        runners.opened("processes", workers=configuration.workers, memory_mb=memory_mb) as runner,
    ):
        far = remote.look(filter(remote.is_remote, corpora), kept)
        here = [corpus for corpus in corpora if not remote.is_remote(corpus)]
        corpus = ingest.find(here, supplement_pattern=supplement_pattern, elsewhere=far.files)
        desk = Desk(kept, run_id, staging, configuration, stages or outputs.standard_stages(), runner, lay_out=False)
        shards = list(cut(corpus.sources, shard_size))
        first = run_id % max(1, len(shards))  # runs that start together begin at different shards
        for shard in [*shards[first:], *shards[:first]]:
            products, others = work_on(shard, desk)
            counts["left"] += len(others)
            for product in products:
                counts["known" if product.reused else "read" if product.read else "failed"] += 1
    return dict(counts)
