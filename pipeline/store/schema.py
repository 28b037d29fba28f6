"""The tables of the store.

In: nothing; out: SQLAlchemy's description of the tables as `HEAD` has them; `pipeline/store/migrations` makes them. Nothing is
ever overwritten in ``extractions``, ``record_versions``, ``evidence``, ``record_states`` and ``reviews``: a record's state is the
last row of ``record_states`` with its ``record_id``, and its state after a run the last one up to that run's ``last_state``.
Numbers of rows are given by the writer, under the one lock that all writers take. Method: own; append-only after event sourcing.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

HEAD = "0002"
"""The schema that this version of the program writes; a test compares it with the migrations."""


class Base(DeclarativeBase):
    """Base of the tables."""


class RunRow(Base):
    """A run. ``last_state`` and ``last_review`` are what the store held when the run's records were put; null until then.

    ``heartbeat`` is when the run last said that it lives, in seconds since 1970; ``limits`` the hash of the limits that decide
    what may fail; ``flow_run`` the orchestrator's name for the run.
    """

    __tablename__ = "runs"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    started: Mapped[str] = mapped_column(String(40))
    finished: Mapped[str | None] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(16))
    version: Mapped[str] = mapped_column(Text)
    configuration: Mapped[str] = mapped_column(Text)
    corpora: Mapped[str] = mapped_column(Text)
    host: Mapped[str] = mapped_column(Text)
    process: Mapped[int]
    last_state: Mapped[int | None]
    last_review: Mapped[int | None]
    limits: Mapped[str | None] = mapped_column(Text)
    heartbeat: Mapped[float | None]
    flow_run: Mapped[str | None] = mapped_column(Text)


class DocumentRow(Base):
    """A document, described as it was last read."""

    __tablename__ = "documents"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    doi: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int]
    licence: Mapped[str | None] = mapped_column(Text)
    place: Mapped[str | None] = mapped_column(Text)


class ExtractionRow(Base):
    """What one version of the pipeline read in a document, as JSON."""

    __tablename__ = "extractions"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    version: Mapped[str] = mapped_column(Text)
    configuration: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("sha256", "version", "configuration", "content_hash"),)


class ProductRow(Base):
    """What else a run needs of a document that it does not read again, packed by `pipeline.packed`."""

    __tablename__ = "products"
    extraction_id: Mapped[int] = mapped_column(ForeignKey("extractions.id"), primary_key=True, autoincrement=False)
    packed: Mapped[bytes]


class LeaseRow(Base):
    """A run is reading this document until ``expires`` (seconds since 1970); nobody else does unless the run is over."""

    __tablename__ = "leases"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(Text, primary_key=True)
    configuration: Mapped[str] = mapped_column(String(64), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), index=False)
    expires: Mapped[float]
    __table_args__ = (Index("leases_run", "run_id"),)


class PlaceRow(Base):
    """What a file of a remote folder held when its ``mark`` (etag, or size and time) was this: it need not be fetched to know."""

    __tablename__ = "places"
    place: Mapped[str] = mapped_column(Text, primary_key=True)
    mark: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]


class LedgerRow(Base):
    """What became of a document in a run.

    ``passing`` failures may go away by themselves, such as a lost connection. ``seconds`` and ``memory_mb`` (the highest
    resident memory of its process) are what reading it took, ``stages`` the seconds by stage as JSON.
    """

    __tablename__ = "ledger"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("documents.sha256"))
    status: Mapped[str] = mapped_column(String(16))
    stage: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    extraction_id: Mapped[int | None] = mapped_column(ForeignKey("extractions.id"))
    passing: Mapped[bool] = mapped_column(server_default=false())
    pages: Mapped[int | None]
    seconds: Mapped[float | None]
    memory_mb: Mapped[float | None]
    stages: Mapped[str | None] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("run_id", "sha256"), Index("ledger_document", "sha256", "id"))


class VersionRow(Base):
    """One content of a record: what is asked for in columns, the whole without its evidence as JSON in ``body``."""

    __tablename__ = "record_versions"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(String(64))
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text, index=True)
    table_name: Mapped[str | None] = mapped_column(Text)
    table_row: Mapped[int | None]
    property: Mapped[str] = mapped_column(Text, index=True)
    composition: Mapped[str | None] = mapped_column(Text, index=True)
    phases: Mapped[str] = mapped_column(Text)
    labels: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    verdict: Mapped[str] = mapped_column(Text)
    confidence: Mapped[float]
    doi: Mapped[str | None] = mapped_column(Text)
    percent: Mapped[float | None]
    value: Mapped[float | None]
    low: Mapped[float | None]
    high: Mapped[float | None]
    cycles: Mapped[float | None]
    cycle: Mapped[float | None]
    temperature_C: Mapped[float | None]  # noqa: N815 - the name of the contract
    c_rate: Mapped[float | None]
    body: Mapped[str] = mapped_column(Text)
    __table_args__ = (UniqueConstraint("record_id", "content_hash"),)


class EvidenceRow(Base):
    """One place that a record's version rests on."""

    __tablename__ = "evidence"
    version_id: Mapped[int] = mapped_column(ForeignKey("record_versions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document: Mapped[str] = mapped_column(Text)
    page: Mapped[int]
    boxes: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    extractor: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    table_name: Mapped[str | None] = mapped_column(Text)
    table_row: Mapped[int | None]


class StateRow(Base):
    """From this row on the record has this version; without one the pipeline says it no more."""

    __tablename__ = "record_states"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("record_versions.id"))
    __table_args__ = (Index("record_states_record", "record_id", "id"),)


class ReviewRow(Base):
    """A reviewer's decision, or the undoing of one (``undoes``); ``version_id`` is what the reviewer saw."""

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    record_id: Mapped[str] = mapped_column(String(64), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("record_versions.id"))
    action: Mapped[str] = mapped_column(String(16))
    cause: Mapped[str | None] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(Text)
    made: Mapped[str] = mapped_column(String(40))
    stored: Mapped[str] = mapped_column(String(40))
    new_values: Mapped[str] = mapped_column(Text)
    correction_id: Mapped[str | None] = mapped_column(String(64))
    correction_version: Mapped[int | None] = mapped_column(ForeignKey("record_versions.id"))
    undoes: Mapped[int | None] = mapped_column(ForeignKey("reviews.id"))
