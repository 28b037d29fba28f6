"""The record store: documents, runs, records and decisions in SQLite or PostgreSQL; `open_store` opens it."""

from pipeline.store.store import Reconcile, Store, open_store
from pipeline.store.values import (
    Change,
    Decision,
    DecisionError,
    Extraction,
    Happening,
    LedgerEntry,
    Query,
    Review,
    Run,
    StaleError,
    StoredDocument,
    StoreError,
)

__all__ = [
    "Change",
    "Decision",
    "DecisionError",
    "Extraction",
    "Happening",
    "LedgerEntry",
    "Query",
    "Reconcile",
    "Review",
    "Run",
    "StaleError",
    "Store",
    "StoreError",
    "StoredDocument",
    "open_store",
]
