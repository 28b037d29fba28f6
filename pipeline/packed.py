"""One document's products in one piece: what a worker hands over, the store keeps, and a later run lays out.

In: facts as lines of ``facts.jsonl``, the document as JSON, counts; out: bytes, and from these the same, under the name that the
document has in the corpus at hand. Method: own; a line of JSON that says how long the parts are, then the parts, deflated.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.ingest import Source
from pipeline.jsontext import file, line

_LEVEL = 3
"""Three quarters smaller at a fifth of the time of the best compression."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Products of a document: its lines of ``facts.jsonl``, its ``documents/NAME.json``, and what was counted (``head``)."""

    head: Mapping[str, Any]
    facts: bytes
    document: bytes


def pack(packed: Packed) -> bytes:
    """Return the products as bytes."""
    sizes = {"facts": len(packed.facts), "document": len(packed.document), "head": packed.head}
    first = json.dumps(sizes, ensure_ascii=True).encode("ascii")
    return zlib.compress(b"\n".join((first, packed.facts + packed.document)), _LEVEL)


def unpack(data: bytes) -> Packed:
    """Return what `pack` packed; raises ``ValueError`` for anything else."""
    try:
        first, _, rest = zlib.decompress(data).partition(b"\n")
        sizes = json.loads(first)
        cut = sizes["facts"]
        facts, document = rest[:cut], rest[cut:]
        if len(document) != sizes["document"]:
            raise ValueError("the parts are not as long as they should be")
        return Packed(sizes["head"], facts, document)
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError(f"these are no packed products: {error}") from None


def as_named(packed: Packed, source: Source) -> Packed:
    """Return the products under the name of ``source`` and as the supplement that it is, should either have changed."""
    if (packed.head["name"], packed.head["supplement_of"]) == (source.name, source.supplement_of):
        return packed
    lines = []
    for text in filter(None, packed.facts.split(b"\n")):
        fact = json.loads(text)
        fact.pop("supplement", None)
        fact["document"] = source.supplement_of or source.name
        lines.append(line(fact | ({"supplement": source.name} if source.supplement_of else {})))
    document = json.loads(packed.document) | {"document": source.name, "supplement_of": source.supplement_of}
    head = {**packed.head, "name": source.name, "supplement_of": source.supplement_of}
    return Packed(head, b"".join(lines), file(document))


def account_as_named(account: Mapping[str, Any], source: Source) -> Mapping[str, Any]:
    """Return a document's account under the name of ``source`` and as the supplement that it is."""
    out = {**account, "supplement_of": source.supplement_of}
    if "document" in out:
        out["document"] = source.name
    if "claims" in out:
        out["claims"] = [{**claim, "document": source.name} for claim in out["claims"]]
    return out
