"""What the store takes and gives: documents, extractions, runs, decisions, changes, questions.

In: nothing; out: frozen values. Times are text, ISO 8601 in UTC. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipeline.model import Json, Record

Status = Literal["done", "failed", "skipped"]
State = Literal["running", "finished", "failed", "crashed"]
Action = Literal["accept", "correct", "reject"]


class StoreError(Exception):
    """The store cannot be opened, read or written; the message says which, why, and what the user can do."""


class PassingError(StoreError):
    """The database cannot be reached or is locked now; the same may work a little later."""


class StaleError(StoreError):
    """Another run added documents since the extractions were read: read them again and reconcile anew."""


class DecisionError(StoreError):
    """A decision is about a record that the store does not have, or about a value that the record does not have."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as it was last read. ``place`` is the path it was read from: of two documents at one place the later counts."""

    sha256: str
    name: str
    title: str | None = None
    doi: str | None = None
    pages: int = 0
    licence: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the last run that could read a document made of it: ``content`` is what was given to `Store.commit_document`."""

    document: StoredDocument
    content: Json
    run_id: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a document came to: ``content`` (JSON) and ``packed`` where it could be used, else ``stage`` and ``error``.

    Both may be there: what went wrong in part. A ``passing`` failure may go away by itself. ``measured`` has ``pages``,
    ``seconds``, ``memory_mb`` and ``stages`` (seconds by stage), as far as they are known.
    """

    document: StoredDocument
    content: str | None = None
    packed: bytes | None = None
    stage: str | None = None
    error: str | None = None
    passing: bool = False
    measured: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of a document by the same version and configuration: its extraction, or why there can be none."""

    sha256: str
    extraction_id: int | None = None
    stage: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Of the documents that a run asked for: those ``known``, those now its own to read, those that another run reads."""

    known: Mapping[str, Known] = field(default_factory=dict)
    mine: frozenset[str] = frozenset()
    busy: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What reading a file took, in the run that last did; ``memory_mb`` is the highest resident memory of its process."""

    name: str
    place: str
    pages: int
    seconds: float
    memory_mb: float | None = None
    error: str | None = None
    run_id: int = 0


@dataclass(frozen=True, slots=True)
class Growth:
    """What a run added to the store: documents by what became of them, and changes of what records say."""

    run_id: int
    started: str
    state: str
    done: int
    failed: int
    skipped: int
    changes: int


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of a store: files as they were read, seconds by stage, failures by stage, growth, rows of tables, bytes."""

    files: tuple[ReadFile, ...]
    seconds: Mapping[str, float]
    failures: Mapping[str, int]
    growth: tuple[Growth, ...]
    rows: Mapping[str, int]
    bytes: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run: ``version`` of the pipeline, ``configuration`` the hash of its settings, counts of its documents by status."""

    id: int
    started: str
    finished: str | None
    state: State
    version: str
    configuration: str
    corpora: tuple[str, ...]
    done: int = 0
    failed: int = 0
    skipped: int = 0
    published: bool = False
    flow_run: str | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """What became of a document in a run; ``stage`` and ``error`` say what went wrong, in part or in whole."""

    run_id: int
    sha256: str
    name: str
    status: Status
    stage: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer says of a record. ``values`` are the fields that a correction changes, by their names in ``records.jsonl``.

    ``when`` is ISO 8601. The same decision given twice is one decision.
    """

    record_id: str
    action: Action
    reviewer: str
    when: str
    cause: str | None = None
    values: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Review:
    """A decision as stored: its number, the record that a correction made, and whether it was undone."""

    id: int
    decision: Decision
    correction_id: str | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in the life of a record: what it said from then on (None: nothing any more), and by which run or review."""

    when: str
    what: Literal["seen", "changed", "gone", "accept", "correct", "reject", "undo"]
    record: Record | None
    run_id: int | None = None
    version: str | None = None
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two runs. ``fields`` are the names that differ, ``causes`` sentences on why."""

    kind: Literal["added", "removed", "changed"]
    before: Record | None
    after: Record | None
    fields: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    @property
    def record(self) -> Record:
        """The later of the two records that there is."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the records; what is None or empty asks for nothing, and all that is asked for must hold.

    ``composition`` is compared exactly, with ``rounded`` also 0.67 with 2/3. ``minimum`` and ``maximum`` are bounds, both
    inclusive, by name of a number (``pipeline.records.NUMBERS``). ``run_id`` asks for the records as they stood after that run.
    """

    composition: str | None = None
    rounded: bool = False
    elements: tuple[str, ...] = ()
    without_elements: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    doi: str | None = None
    label: str | None = None
    minimum: Mapping[str, float] = field(default_factory=dict)
    maximum: Mapping[str, float] = field(default_factory=dict)
    run_id: int | None = None
