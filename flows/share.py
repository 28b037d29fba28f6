"""The flow ``read-share``: one of several runs that read a corpus together, on whatever machines a Prefect work pool has.

In: a corpus, and a store that all of them reach (PostgreSQL by its address); out: what this run read, in the store alone. The
runs share the work by leases: a shard that one has claimed no other reads; at the end each waits for what others still read, and
takes what a killed one leaves.
``extract`` with the same store then finds all of it known, and writes the outputs. Method: own, on Prefect.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import SecretStr

from flows import desk as desks
from flows.desk import MEMORY_MB, SECONDS_A_FILE, SECONDS_A_PAGE, Progress
from flows.unheard import flow
from pipeline import ingest
from pipeline.ingest import Failure, Source
from pipeline.outputs import Configuration, Product, Stages
from pipeline.shards import cut, size_of, wait_for, work_on


@dataclass(frozen=True, slots=True)
class Share:
    """What one run did: how many files it ``read``, how many ``failed``, were ``known``, or ``left`` to others; the failures.

    When a run ends, all of these are in the store, whoever has read them.
    """

    read: int = 0
    failed: int = 0
    known: int = 0
    left: int = 0
    failures: tuple[Failure, ...] = ()


@flow("read-share")
def read_share(
    corpora: Sequence[str | SecretStr],
    store: str | SecretStr,
    characters: str = "auto",
    workers: int | None = None,
    timeout: float = SECONDS_A_FILE,
    memory_mb: int | None = MEMORY_MB,
    supplement_pattern: str = ingest.SUPPLEMENT_PATTERN,
    shard_size: int | None = None,
    links_out: bool = False,
    stages: Stages | None = None,
    progress: Progress | None = None,
) -> Share:
    """Read into ``store`` what no other run reads or has.

    Arguments and errors are those of `flows.extract.extract`; runs that share the work need the same ``characters`` and
    ``supplement_pattern``, and find the files at the same places.
    """
    places = [desks.said(one) for one in corpora]
    configuration = Configuration(
        characters, supplement_pattern, timeout, SECONDS_A_PAGE, memory_mb, workers or desks.processors()
    )
    counts, tell = Counter[str](), progress or desks.silent
    with desks.opened(places, desks.said(store), configuration, stages) as desk:
        corpus = desks.find(places, supplement_pattern, lambda done: tell("finding", done, 0), links_out, memory=desk.store)
        failures = list(corpus.failures)
        shards = list(cut(corpus.sources, size_of(shard_size, configuration.workers)))
        first = desk.run_id % max(1, len(shards))  # runs that start together begin at different shards
        others: list[Source] = []

        def take(products: Iterable[Product], known: str) -> None:
            for product in products:
                counts[known if product.reused else "read" if product.read else "failed"] += 1
                failures.extend(product.failures)
            tell("reading", counts.total(), len(corpus.sources))

        for shard in [*shards[first:], *shards[:first]]:
            products, busy = work_on(shard, desk)
            others += busy
            take(products, "known")
        if others:
            tell("waiting for another run", 0, 0)
            take(wait_for(others, desk), "left")
    ordered = tuple(sorted(failures, key=lambda f: (f.path, f.stage)))
    return Share(counts["read"], counts["failed"], counts["known"], counts["left"], ordered)
