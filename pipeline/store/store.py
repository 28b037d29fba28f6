"""The store of everything that runs read and reviewers decided.

In: what a run reads of documents, `pipeline.model.Record`s, decisions; out: the same, at any moment of the past, and what changed
between two runs and why. Every method is one transaction: all of it is kept or nothing. Method: own, on SQLAlchemy.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType

from pipeline.ingest import Place
from pipeline.jsontext import written
from pipeline.model import Json, Record, in_place
from pipeline.reconcile.reviewed import Reviewed
from pipeline.store import database, documents, leases, states
from pipeline.store import diff as differences
from pipeline.store import find as finding
from pipeline.store import reviews as decisions_
from pipeline.store import stats as figures
from pipeline.store.settled import settled
from pipeline.store.values import (
    Change,
    Claim,
    Decision,
    DecisionError,
    Extraction,
    Happening,
    Known,
    LedgerEntry,
    Query,
    Reading,
    Review,
    Run,
    StaleError,
    State,
    Stats,
    StoredDocument,
    StoreError,
)

Reconcile = Callable[[Sequence[Extraction]], Iterable[Record]]
"""From what was read in all documents of the store to its records."""

_TRIES = 10


def open_store(place: str | os.PathLike[str], *, create: bool = True, clock: Callable[[], float] = time.time) -> Store:
    """Open the store at a path (SQLite) or address (``postgresql://user@host/database``), bringing it to the newest schema.

    Without ``create`` a store that is not there is an error, and nothing needs to be writable. Raises `StoreError`, whose message
    says what the user can do: not writable, no store, written by a newer version, no driver. ``clock`` tells the seconds since
    1970, by which leases end.
    """
    return Store(database.connect(place, create=create), clock)


class Store:
    """An open store, to be closed or used in a ``with``. Every method raises `StoreError` where the database fails."""

    def __init__(self, opened: database.Database, clock: Callable[[], float] = time.time) -> None:
        self._database, self._clock = opened, clock

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def name(self) -> str:
        """Where the store is, without a password."""
        return self._database.name

    def close(self) -> None:
        """Close the connections."""
        self._database.close()

    # --- runs

    def begin_run(
        self, *, version: str, configuration: str, corpora: Sequence[str], limits: str | None = None, flow_run: str | None = None
    ) -> int:
        """Note that a run starts and return its number.

        ``configuration`` is the hash of the settings that decide values, ``limits`` that of those that decide what may fail;
        ``flow_run`` is what an orchestrator calls the run. Runs that are over without having said so are marked as crashed.
        """
        with self._database.writing() as connection:
            return documents.begin_run(connection, version, configuration, corpora, limits, flow_run, self._clock())

    def finish_run(self, run_id: int, state: State = "finished") -> None:
        """Note that a run ended."""
        with self._database.writing() as connection:
            documents.finish_run(connection, run_id, state)

    @contextmanager
    def run(
        self, *, version: str, configuration: str, corpora: Sequence[str], limits: str | None = None, flow_run: str | None = None
    ) -> Iterator[int]:
        """Begin a run, yield its number, and finish it: as failed if an exception leaves the block.

        Meanwhile a thread shows from time to time that the run lives.
        """
        run_id = self.begin_run(version=version, configuration=configuration, corpora=corpora, limits=limits, flow_run=flow_run)
        over = threading.Event()
        life = threading.Thread(target=self._live, args=(run_id, over), name=f"run {run_id} lives", daemon=True)
        life.start()
        try:
            yield run_id
        except BaseException:
            over.set()
            life.join()
            self.finish_run(run_id, "failed")
            raise
        over.set()
        life.join()
        self.finish_run(run_id)

    def _live(self, run_id: int, over: threading.Event) -> None:
        """Show that a run lives until it is over; a store that cannot be reached now may be the next time."""
        while not over.wait(leases.LEASE_S / 4):
            with suppress(StoreError):
                self.beat(run_id)

    def beat(self, run_id: int) -> None:
        """Show that a run lives, so that its leases go on."""
        with self._database.writing() as connection:
            leases.beat(connection, run_id, self._clock())

    def mark_crashed(self) -> list[int]:
        """Mark the runs that are over without having said so as crashed, free what they had leased, return their numbers."""
        with self._database.writing() as connection:
            return leases.mark_crashed(connection, self._clock())

    def runs(self) -> list[Run]:
        """Return all runs, the oldest first."""
        with self._database.reading() as connection:
            return documents.runs(connection, self._clock())

    def ledger(self, run_id: int) -> list[LedgerEntry]:
        """Return what became of every document of a run."""
        with self._database.reading() as connection:
            return documents.ledger(connection, run_id)

    def stats(self, run_id: int | None = None) -> Stats:
        """Return what the last reading of every document took, or what a run's did, and what the store has grown to."""
        with self._database.reading() as connection:
            return figures.stats(connection, run_id)

    # --- documents

    def claim(self, run_id: int, sums: Sequence[str], *, again: bool = False) -> Claim:
        """Say which documents are known, which are now the run's own to read, and which another run is reading.

        Known are those that the same version with the same configuration has read, or could not read under the same limits;
        with ``again`` only those of this run itself. What a run claims is nobody else's until it is put, released, or the run
        shows no life for `leases.LEASE_S` seconds.
        """
        with self._database.writing() as connection:
            return leases.claim(connection, run_id, sums, self._clock(), again=again)

    def release(self, run_id: int, sums: Sequence[str]) -> None:
        """Give up documents that a run has claimed and will not read."""
        with self._database.writing() as connection:
            leases.release(connection, run_id, sums)

    def put(self, run_id: int, readings: Sequence[Reading]) -> None:
        """Keep what was read in documents, or why nothing could be: all of them or none.

        The same content by the same version and configuration adds no extraction; what an earlier run read in a document that
        could not be read now still counts.
        """
        with self._database.writing() as connection:
            documents.put(connection, run_id, readings)

    def reuse(self, run_id: int, known: Sequence[tuple[StoredDocument, Known]]) -> None:
        """Note that a run did not read again what is known, and what the documents are called now."""
        with self._database.writing() as connection:
            documents.reuse(connection, run_id, known)

    def product(self, extraction_id: int) -> tuple[bytes, Json]:
        """Return what was put as ``packed`` and ``content`` with an extraction."""
        with self._database.reading() as connection:
            return documents.product(connection, extraction_id)

    def places(self, places: Sequence[str]) -> dict[str, Place]:
        """Return what is remembered of files elsewhere, by their addresses without passwords."""
        with self._database.reading() as connection:
            return documents.places(connection, places)

    def keep_places(self, seen: Sequence[Place]) -> None:
        """Remember what files elsewhere held."""
        with self._database.writing() as connection:
            documents.keep_places(connection, seen)

    def commit_document(
        self, run_id: int, document: StoredDocument, content: Json, *, stage: str | None = None, error: str | None = None
    ) -> None:
        """Keep a document and what was read in it, whole or not at all; ``error`` is what went wrong in part."""
        self.put(run_id, [Reading(document, written(content), stage=stage, error=error)])

    def fail_document(self, run_id: int, document: StoredDocument, *, stage: str, error: str) -> None:
        """Note that a document could not be read; what an earlier run read in it still counts."""
        self.put(run_id, [Reading(document, stage=stage, error=error)])

    def extractions(self) -> list[Extraction]:
        """Return what was last read in every document of the store, by names; of two files at one place only the later counts."""
        with self._database.reading() as connection:
            return list(documents.extractions(connection))

    # --- records

    def reconcile(self, run_id: int, reconcile: Reconcile) -> list[Record]:
        """Reconcile all documents of the store, put the records, and return them as they stand with the decisions of reviewers.

        Where another run adds documents meanwhile, it is done again with these.
        """
        for attempt in range(_TRIES):
            with self._database.reading() as connection:
                seen = documents.mark(connection)
                known = list(documents.extractions(connection))
            try:
                put = self.put_records(run_id, reconcile(known), seen=seen)
                break
            except StaleError:
                if attempt == _TRIES - 1:
                    raise
        return self.records(run_id=run_id) if self.decided(run_id) else sorted(put, key=in_place)

    def put_records(
        self, run_id: int, records: Iterable[Record], *, documents: Collection[str] | None = None, seen: int | None = None
    ) -> list[Record]:
        """Make ``records`` what the store says of ``documents`` (names; all of the store if None) from this run on.

        Records that say the same as before add nothing; those not among them are obsolete from here on. ``seen`` is the `mark` of
        the extractions that they were made of; raises `StaleError` if it has changed. They are returned as they would be read
        back without decisions, in the order given.
        """
        with self._database.writing() as connection:
            return states.put(connection, run_id, records, documents, seen)

    def mark(self) -> int:
        """Return a number that changes whenever `extractions` may have changed."""
        with self._database.reading() as connection:
            return documents.mark(connection)

    def records(self, *, run_id: int | None = None) -> list[Record]:
        """Return the records as they stand now, or stood after a run, with the decisions of reviewers."""
        return self.find(Query(run_id=run_id))

    def find(self, query: Query) -> list[Record]:
        """Return the records that fit a question, by documents, tables, rows and properties.

        A conflict that decisions have settled is none: it comes with another verdict, and not where conflicts are asked for.
        """
        with self._database.reading() as connection:
            decided = decisions_.decided(connection, query.run_id)
            now = settled(states.load(connection, finding.matching(connection, query, decided)), decided)
            return [r for r in now if not query.verdicts or r.verdict in query.verdicts]

    def documents(self) -> list[StoredDocument]:
        """Return the documents of the store that count, by names."""
        with self._database.reading() as connection:
            return documents.known(connection)

    # --- what changed

    def diff(self, run_a: int, run_b: int) -> list[Change]:
        """Return what the store said after run ``run_b`` and not after run ``run_a``, and why."""
        with self._database.reading() as connection:
            return differences.diff(connection, run_a, run_b)

    def history(self, record_id: str) -> list[Happening]:
        """Return what runs and reviewers made of a record, the oldest first; empty where there is no such record."""
        with self._database.reading() as connection:
            return differences.history(connection, record_id)

    # --- decisions

    def add_decisions(self, decisions: Iterable[Decision], *, identify: decisions_.Identify | None = None) -> list[Review]:
        """Store decisions, all or none, and return them as stored; those stored already change nothing.

        ``identify`` gives a corrected record its id. Raises `DecisionError`.
        """
        with self._database.writing() as connection:
            return decisions_.decide(connection, decisions, identify)

    def take_in(self, decisions: Iterable[Decision]) -> list[Review | DecisionError]:
        """Store those decisions that can be stored; return for each, in order, what is stored or why it is not."""
        with self._database.writing() as connection:
            return decisions_.take_in(connection, decisions)

    def decided(self, run_id: int | None = None) -> list[Reviewed]:
        """Return what was decided on records by the decisions that hold now, or held after a run, in the order of taking in."""
        with self._database.reading() as connection:
            return decisions_.decided(connection, run_id)

    def holding(self) -> list[tuple[Review, Record]]:
        """Return the decisions that hold, on each record the last that was not undone, with the record as it was then."""
        with self._database.reading() as connection:
            held = states.holding(connection)[0]
            seen = states.load(connection, [row.version_id for row in held])
            return [(decisions_.review_of(row, False), record) for row, record in zip(held, seen)]

    def seen(self) -> list[tuple[Review, Record]]:
        """Return all decisions that were not undone, the oldest first, each with the record as it was then."""
        with self._database.reading() as connection:
            rows = decisions_.standing_rows(connection)
            records = states.load(connection, [row.version_id for row in rows])
            return [(decisions_.review_of(row, False), record) for row, record in zip(rows, records)]

    def undo(self, review_id: int, *, reviewer: str, when: str | None = None, cause: str | None = None) -> None:
        """Undo a decision; raises `DecisionError` where there is none, or it is undone already."""
        with self._database.writing() as connection:
            decisions_.undo(connection, review_id, reviewer, when or documents.now(), cause)

    def reviews(self, record_id: str | None = None) -> list[Review]:
        """Return the decisions on a record, or on all records, the oldest first."""
        with self._database.reading() as connection:
            return decisions_.reviews(connection, record_id)
