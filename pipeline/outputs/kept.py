"""What the store keeps of a file, and what a later run makes of that.

In: the `Product` of a file; out: a ``Reading`` for the store; and back, without reading the file again. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.ingest import Source
from pipeline.jsontext import written
from pipeline.outputs.values import Product, failure
from pipeline.packed import Packed, pack

if TYPE_CHECKING:
    from pipeline.store import Reading


def reading(product: Product) -> Reading:
    """Return what the store keeps of a file that was read, or could not be."""
    from pipeline.store import Reading, StoredDocument

    source, trouble = product.source, product.failures[0] if product.failures else None
    place = source.place
    measured: dict[str, Any] = {
        "pages": product.pages,
        "seconds": None if product.seconds is None else sum(product.seconds.values()),
        "memory_mb": product.memory_mb,
        "stages": None if product.seconds is None else dict(product.seconds),
    }
    stage, error = (trouble.stage, trouble.error) if trouble else (None, None)
    if product.account is None:
        failed = StoredDocument(source.sha256, source.name, place=place)
        return Reading(failed, None, None, stage or "read", error or "gave no result", passing=product.passing, measured=measured)
    document = StoredDocument(source.sha256, source.name, product.title, product.doi, product.pages, product.licence, place)
    return Reading(document, product.account, product.packed, stage, error, measured=measured)


def reused(source: Source, packed: Packed) -> Product:
    """Return the product of a file that need not be read again."""
    kept = packed.head
    failures = tuple(failure(source, stage, error) for stage, error in kept["failures"])
    return Product(
        source, kept["pages"], kept["tables"], kept["facts"], kept["rows"], tuple(kept["notes"]), failures, reused=True
    )


def head(product: Product) -> dict[str, Any]:
    """Return what of a product is kept with its files, for a run that need not read them again."""
    return {
        "name": product.source.name,
        "supplement_of": product.source.supplement_of,
        "pages": product.pages,
        "tables": product.tables,
        "facts": product.facts,
        "rows": product.rows,
        "notes": list(product.notes),
        "failures": [[f.stage, f.error] for f in product.failures],
    }


def with_account(product: Product, account: Mapping[str, Any] | None, packed: Packed) -> Product:
    """Return a product with what the store keeps of it."""
    if account is None:
        return replace(product, packed=pack(packed))
    work = account.get("work") or {}
    return replace(
        product,
        account=written(account),
        title=work.get("title"),
        doi=work.get("doi"),
        licence=account.get("licence"),
        packed=pack(packed),
    )
