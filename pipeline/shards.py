"""A shard of a corpus: claimed, read where nobody has read it, put into the store, laid out.

In: sources and a `Desk`; out: their `Product`s in the same order, in the store and in the private folder of the run. A shard is
claimed in one transaction and put a few files at a time while others are read, so that a run killed at any moment loses little
more than the files in hand, and two runs on one store read no file twice. What may pass is tried again with growing pauses, what
cannot is recorded once. Method: own.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline import outputs
from pipeline.ingest import Failure, Source, shown
from pipeline.outputs import Configuration, Job, Product, Stages
from pipeline.packed import account_as_named, as_named, unpack
from pipeline.pool import Task
from pipeline.runners import Runner
from pipeline.store import Claim, Known, PassingError, Reading, Store, StoredDocument

PAUSES = (1.0, 4.0, 16.0)
"""Seconds before what may pass is tried again."""

SHARD, A_WORKER = 100, 12
"""Files in a shard at least: in all, and for each worker, so that at its end none waits long for the others."""

_PUT = 10
"""Read files that are put into the store together: each transaction costs, and a kill loses those not put yet."""

_PAGE = re.compile(r"page (\d+)\b")
_LONGEST_PAUSE = 10.0
_log = logging.getLogger("intergrowth.shards")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a run works with: its store, number, private folder, settings, and the runner that reads.

    ``again`` reads what is known, too; without ``staging`` files are put into the store alone; ``pause`` waits so many seconds;
    ``done`` is called after every file.
    """

    store: Store
    run_id: int
    staging: Path | None
    configuration: Configuration
    stages: Stages
    runner: Runner
    again: bool = False
    pause: Callable[[float], None] = time.sleep
    done: Callable[[], None] = lambda: None


def work_on(shard: Sequence[Source], desk: Desk) -> tuple[list[Product], list[Source]]:
    """Work on a shard; return the products in its order, and the sources that another run is reading just now."""
    claim = patiently(lambda: desk.store.claim(desk.run_id, [s.sha256 for s in shard], again=desk.again), desk.pause)
    products = _from_store([s for s in shard if s.sha256 in claim.known], claim, desk)
    products |= _read([s for s in shard if s.sha256 in claim.mine], desk)
    return [products[s.sha256] for s in shard if s.sha256 in products], [s for s in shard if s.sha256 in claim.busy]


def wait_for(others: Sequence[Source], desk: Desk) -> list[Product]:
    """Return the products of files that another run was reading, as it comes to know them; read what it leaves."""
    products: list[Product] = []
    waited = 0
    while others:
        desk.pause(min(_LONGEST_PAUSE, float(2 ** min(waited, 10))))
        waited += 1
        found, still = work_on(others, desk)
        waited, others = (0 if found else waited), still
        products += found
    return products


def patiently(act: Callable[[], Value], pause: Callable[[float], None] = time.sleep) -> Value:
    """Do something with a store, again after growing pauses while it cannot be reached; raises its last `PassingError`."""
    for seconds in PAUSES:
        try:
            return act()
        except PassingError as error:
            _log.warning("%s; again in %.0f s", error, seconds)
            pause(seconds)
    return act()


def seconds_for(source: Source, configuration: Configuration) -> float:
    """Return the seconds a file may take: the limit for any file and a share for every page, so that a long one is read."""
    return configuration.timeout + configuration.seconds_a_page * source.pages


def size_of(asked: int | None, workers: int) -> int:
    """Return how many files a shard has: what was asked for, else `SHARD`, or `A_WORKER` times the workers where that is more."""
    return asked or max(SHARD, A_WORKER * workers)


def cut(sources: Sequence[Source], size: int) -> Iterator[Sequence[Source]]:
    """Cut sources into shards of ``size``, the last one shorter."""
    for start in range(0, len(sources), max(1, size)):
        yield sources[start : start + max(1, size)]


def _from_store(shard: Sequence[Source], claim: Claim, desk: Desk) -> dict[str, Product]:
    """Lay out what is known; a document that is called otherwise now is put under its new name."""
    products: dict[str, Product] = {}
    same: list[tuple[StoredDocument, Known]] = []
    moved: list[Reading] = []
    for source in shard:
        known = claim.known[source.sha256]
        if known.extraction_id is None:
            failure = Failure(shown(source.path), known.stage or "read", known.error or "gave no result")
            products[source.sha256] = Product(source, failures=(failure,), reused=True)
            same.append((_described(source), known))
        else:
            data, content = patiently(lambda number=known.extraction_id: desk.store.product(number), desk.pause)  # type: ignore[misc]
            packed = unpack(data)
            named = as_named(packed, source)
            product = outputs.reused(source, named)
            if desk.staging is not None:
                outputs.lay_out(desk.staging, source, named)
            products[source.sha256] = product
            if named is packed:
                same.append((_described(source), known))
            else:
                assert isinstance(content, dict)
                moved.append(outputs.reading(outputs.with_account(product, account_as_named(content, source), named)))
        desk.done()
    if products:
        _log.info("%d file(s) are known and not read again", len(products), extra={"reused": len(products)})
    if same:
        patiently(lambda: desk.store.reuse(desk.run_id, same), desk.pause)
    if moved:
        patiently(lambda: desk.store.put(desk.run_id, moved), desk.pause)
    return products


def _read(shard: Sequence[Source], desk: Desk) -> dict[str, Product]:
    """Read files, the largest first, so that no worker is left with a long one; keep what comes of them while others are read."""
    products: dict[str, Product] = {}
    unput: list[Reading] = []
    left = sorted(shard, key=lambda s: (-s.pages, -s.size, s.name))
    for seconds in (*PAUSES, None):
        passing: list[Source] = []
        with closing(_outcomes(left, desk)) as outcomes:
            for source, product in outcomes:
                if product.passing and seconds is not None:
                    passing.append(source)
                    continue
                unput.append(outputs.reading(product))
                products[source.sha256] = _laid_out(product, desk)
                if len(unput) == _PUT:
                    _put(unput, desk)
                desk.done()
        _put(unput, desk)
        left = passing
        if not left or seconds is None:
            break
        _log.warning("%d file(s) could not be read for a reason that may pass; again in %.0f s", len(left), seconds)
        desk.pause(seconds)
    return products


def _put(readings: list[Reading], desk: Desk) -> None:
    """Put readings into the store and empty the list."""
    if readings:
        patiently(lambda: desk.store.put(desk.run_id, readings), desk.pause)
        readings.clear()


def _laid_out(product: Product, desk: Desk) -> Product:
    """Log what became of a file, lay it out, and return its product without what is kept elsewhere now."""
    _tell(product)
    if product.packed is not None and desk.staging is not None:
        outputs.lay_out(desk.staging, product.source, unpack(product.packed))
    return replace(product, account=None, packed=None)


def _outcomes(sources: Sequence[Source], desk: Desk) -> Generator[tuple[Source, Product]]:
    tasks = [
        Task(Job(source, desk.configuration.characters, desk.stages), seconds_for(source, desk.configuration))
        for source in sources
    ]
    for outcome in desk.runner.run(outputs.produce, tasks):
        source = sources[outcome.index]
        if outcome.value is not None:
            yield source, outcome.value
        else:
            failure = Failure(shown(source.path), "read", outcome.trouble or "gave no result")
            spent = None if outcome.seconds is None else {"read": outcome.seconds}
            yield source, Product(source, failures=(failure,), seconds=spent, passing=outcome.passing)


def _tell(product: Product) -> None:
    """Log what became of a file."""
    source = product.source
    about = {"document": source.name, "path": shown(source.path), "sha256": source.sha256}
    for failure in product.failures:
        page = _PAGE.match(failure.error)
        more = {"stage": failure.stage, "page": int(page[1]) if page else None}
        _log.warning("%s: %s", about["path"], failure.error, extra={**about, **more})
    if product.read:
        spent = sum((product.seconds or {}).values())
        took = {"pages": product.pages, "facts": product.facts, "seconds": round(spent, 3), "stages": dict(product.seconds or {})}
        _log.info("%s: read", about["path"], extra={**about, **took, "memory_mb": product.memory_mb})


def _described(source: Source) -> StoredDocument:
    return StoredDocument(source.sha256, source.name, place=source.place)
