"""What a run claims: the lines of ``records.jsonl`` or ``facts.jsonl`` as `Claim` values.

In: the file; out: claims. A record is a claim about every document in which it has evidence: a value that a review and its paper
agree on is one record. One that a correction replaced is left out, and so is one that says that nothing was found. An
annotation can be turned into claims, to compare two annotators. Method: own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.audit.values import FIELDS, Claim, Gold
from pipeline.model import Json


def parse_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSONL file whose lines have a document and a property."""
    out: list[dict[str, Any]] = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name}: is not UTF-8 text: {error.reason}") from None
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise ValueError(f"{path.name}:{at}: is no JSON ({error})") from None
        if not isinstance(entry, dict) or not all(isinstance(entry.get(k), str) for k in ("document", "property")):
            raise ValueError(f'{path.name}:{at}: an object with "document" and "property" is expected')
        out.append(entry)
    return out


def claims_of(entries: Iterable[Mapping[str, Any]]) -> list[Claim]:
    """Return the claims of records or facts by document, those of a replaced or a missing value left out."""
    kept = list(entries)
    replaced = {str(e["supersedes"]) for e in kept if e.get("supersedes")}
    valid = (e for e in kept if str(e.get("record_id")) not in replaced and e.get("verdict") != "missing")
    return [_claim(e, document) for e in valid for document in _documents(e)]


def claims_of_gold(gold: Gold) -> list[Claim]:
    """Return what a person annotated as if a run had claimed it."""
    known = {m.id: m for m in gold.materials}
    out = []
    for at, unit in enumerate(u for u in gold.units if not u.rejected):
        material = known[unit.materials[0]] if unit.materials else None
        values = {f.name: unit.values[f.name][0] for f in FIELDS[unit.property] if unit.values.get(f.name)}
        out.append(
            Claim(
                document=gold.document,
                property=unit.property,
                composition=material.compositions[0] if material and material.compositions else None,
                labels=material.labels if material else (),
                role=material.role if material else "target",
                values=values,
                id=f"{gold.annotator}:{at}",
            )
        )
    return out


def _documents(entry: Mapping[str, Any]) -> list[str]:
    """Return the document an entry is filed under, and the others in which it has evidence."""
    others = sorted({e["document"] for e in _evidence(entry) if isinstance(e.get("document"), str)} - {entry["document"]})
    return [entry["document"], *others]


def _role(entry: Mapping[str, Any], document: str) -> str:
    """Return the role of a record's material in one of its documents; empty where the record does not say.

    What one document makes, another cites; what the document of the record only cites may be any other's own.
    """
    role = str(entry.get("role") or "target")
    if document == entry["document"]:
        return role
    return "" if role == "cited" else "cited"


def _claim(entry: Mapping[str, Any], document: str) -> Claim:
    every = _evidence(entry)
    evidence = [e for e in every if e.get("document") == document] or every
    first: Mapping[str, Any] = evidence[0] if evidence else entry
    labels = _list(entry.get("labels")) or [entry.get("label")]
    composition = entry["composition"] if isinstance(entry.get("composition"), str) else None
    control = entry.get("sample") == "pristine" and "retention_pristine_pct" in (entry.get("printed") or ())
    kinds = [e.get("kind") for e in evidence] or [entry.get("kind")]
    values: dict[str, Json] = {f.name: entry[f.name] for f in FIELDS.get(entry["property"], ()) if entry.get(f.name) is not None}
    if entry["property"] == "rate_definition":
        values = {k: entry.get(k) for k in ("c_rate", "value", "unit")}
    return Claim(
        document=document.removesuffix(".pdf"),
        property=entry["property"],
        composition=None if control else composition,
        labels=tuple(x for x in labels if isinstance(x, str) and x),
        role=_role(entry, document),
        values=values,
        carried=_carried(entry, kinds),
        id=str(entry.get("record_id") or ""),
        rivals=tuple(str(r) for r in _list(entry.get("rivals"))),
        page=first["page"] if isinstance(first.get("page"), int) else None,
        text=str(first.get("text") or ""),
        table=next((str(e["table"]) for e in (*evidence, entry) if e.get("table")), None),
        extractor=str(first.get("extractor") or ""),
        reference=entry["reference"] if isinstance(entry.get("reference"), int) else None,
        control_of=composition if control else None,
    )


def _carried(entry: Mapping[str, Any], kinds: list[Any]) -> frozenset[str]:
    """Return the fields that come from the context and not from the statement itself; ``*`` stands for all of them."""
    if any(k in ("stated", None) for k in kinds):
        return frozenset()
    named = entry.get("carried")
    return frozenset(str(n) for n in named) if isinstance(named, list) else frozenset({"*"})


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _evidence(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [e for e in _list(entry.get("evidence")) if isinstance(e, dict)]
