"""The record store: documents, runs, records and decisions in SQLite or PostgreSQL; `open_store` opens it."""

from pipeline.store.store import Reconcile, Store, open_store
from pipeline.store.values import (
    Change,
    Claim,
    Decision,
    DecisionError,
    Extraction,
    Happening,
    Known,
    LedgerEntry,
    PassingError,
    Query,
    Reading,
    Review,
    Run,
    StaleError,
    StoredDocument,
    StoreError,
)

__all__ = [
    "Change",
    "Claim",
    "Decision",
    "DecisionError",
    "Extraction",
    "Happening",
    "Known",
    "LedgerEntry",
    "PassingError",
    "Query",
    "Reading",
    "Reconcile",
    "Review",
    "Run",
    "StaleError",
    "Store",
    "StoreError",
    "StoredDocument",
    "open_store",
]
