"""What tests of the store say often: a document by its name, a run that puts records, the numbers of rows."""

import hashlib

from sqlalchemy import func, select

from pipeline.store import StoredDocument
from pipeline.store.schema import Base


def document(name="paper", **more):
    return StoredDocument(more.pop("sha256", hashlib.sha256(name.encode()).hexdigest()), name, pages=more.pop("pages", 8), **more)


def run(store, records, documents=("paper",), version="1.0", configuration="c1", facts=None):
    """Do a whole run and return its number."""
    with store.run(version=version, configuration=configuration, corpora=["corpus"]) as run_id:
        for name in documents:
            store.commit_document(run_id, document(name), facts or {"facts": [name]})
        store.put_records(run_id, records)
    return run_id


def counts(store):
    """Return table → number of rows."""
    with store._database.reading() as connection:
        return {n: connection.execute(select(func.count()).select_from(t)).scalar() for n, t in Base.metadata.tables.items()}


def lasting(store):
    """Return the numbers of rows of all that a rerun must not add to."""
    return {n: c for n, c in counts(store).items() if n not in ("runs", "ledger", "leases", "places")}
