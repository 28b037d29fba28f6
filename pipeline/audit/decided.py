"""Decisions of reviewers as annotations.

In: decisions with the records they were made on; out: one annotation in our own JSON for each reviewer and document, by file
name. What was accepted or corrected is a fact; what was rejected, or stood where a correction stands, is ``rejected``; the
annotation is not ``complete``, so that an audit judges nothing else by it. Where the cause is that the document itself is wrong,
the document does state what was read, and that is the fact. Method: own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.audit.evidence.gather import slug
from pipeline.audit.values import FIELDS, SECTIONS
from pipeline.model import Record
from pipeline.store.reviews import corrected
from pipeline.store.values import Review

_ITSELF = "document"
"""The cause that says that the document itself is wrong."""


def as_annotations(seen: Iterable[tuple[Review, Record]], records: Iterable[Record] = ()) -> dict[str, dict[str, Any]]:
    """Return annotations by file name, ``REVIEWER/DOCUMENT.json``.

    ``seen`` are decisions with the records as they were then, the oldest first: of one reviewer's decisions on a record the last
    counts. ``records`` tell which documents are reviews.
    """
    last: dict[tuple[str, str], dict[str, tuple[Review, Record]]] = {}
    roles: dict[str, Counter[str]] = {}
    held = list(seen)
    for record in [*records, *(r for _, r in held)]:
        roles.setdefault(record.document, Counter())[record.role] += 1
    for review, record in held:
        last.setdefault((review.decision.reviewer, record.document), {})[record.record_id] = (review, record)
    out = {}
    for (reviewer, document), decided in sorted(last.items()):
        is_review = roles[document]["cited"] * 2 > roles[document].total()
        out[f"{_file(reviewer)}/{_file(document)}.json"] = _annotation(document, reviewer, is_review, decided.values())
    return out


def _annotation(document: str, reviewer: str, is_review: bool, decided: Iterable[tuple[Review, Record]]) -> dict[str, Any]:
    made = _Annotation()
    doi = None
    for review, record in decided:
        doi = doi or record.doi
        d = review.decision
        itself = (d.cause or "").partition(":")[0] == _ITSELF
        if d.action == "accept" or itself:
            made.fact(record)
            continue
        if d.action == "correct":
            made.fact(corrected(record, d))
        made.rejected(record, d.cause)
    return {
        "document": document,
        "doi": doi,
        "annotator": reviewer,
        "kind": "review" if is_review else "research",
        "complete": False,
        **made.sections(),
    }


class _Annotation:
    """The sections of an annotation while they are put together."""

    def __init__(self) -> None:
        self._materials: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._facts: dict[str, list[dict[str, Any]]] = {section: [] for section in SECTIONS.values()}
        self._rejected: list[dict[str, Any]] = []
        self._definition: dict[str, Any] | None = None

    def fact(self, record: Record) -> None:
        """Enter what a record says; a record that nothing was found says nothing."""
        if record.verdict == "missing":
            return
        if record.property == "rate_definition":
            self._definition = {n: record.values.get(n) for n in ("c_rate", "value", "unit")}
        elif record.property in FIELDS:
            material = self._material(record)
            material.pop("optional", None)
            if record.property in SECTIONS:
                self._facts[SECTIONS[record.property]].append({"material": material["id"], **_fields(record)})
            else:
                material |= {key: value for key, value in _fields(record).items() if value is not None}

    def rejected(self, record: Record, cause: str | None) -> None:
        """Enter what a record says as not stated."""
        if record.verdict == "missing" or record.property not in FIELDS:
            return
        entry = {"property": record.property, "material": self._material(record, optional=True)["id"], **_fields(record)}
        self._rejected.append(entry | ({"note": cause} if cause else {}))

    def sections(self) -> Mapping[str, Any]:
        """Return the sections, empty ones left out but for the materials."""
        told: dict[str, Any] = {"rate_definition": self._definition} if self._definition else {}
        told["materials"] = list(self._materials.values())
        told |= {name: entries for name, entries in self._facts.items() if entries}
        return told | ({"rejected": self._rejected} if self._rejected else {})

    def _material(self, record: Record, optional: bool = False) -> dict[str, Any]:
        """Return the entry of a record's material; one of which nothing is accepted neither rewards nor punishes."""
        key = (record.composition, *record.labels[:1], record.role == "cited", record.reference)
        if key not in self._materials:
            entry: dict[str, Any] = {"id": f"m{len(self._materials) + 1}", "role": record.role}
            entry |= {"labels": list(record.labels), "composition": record.composition}
            entry |= {"reference": record.reference} if record.reference is not None else {}
            self._materials[key] = entry | ({"optional": True} if optional else {})
        return self._materials[key]


def _fields(record: Record) -> dict[str, Any]:
    """Return a record's values by the keys of an annotation."""
    return {field.key: record.values.get(field.name) for field in FIELDS[record.property]}


def _file(name: str) -> str:
    """Return a name as a file name, changed only where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}", name) else slug(name)
