"""What a report shows, drawn together from the files of a run.

In: ``records.jsonl``, ``run.json``, ``verdicts.csv``, ``questions.csv`` and ``documents/`` of a run, and the decisions of
reviewers; out: plain data for the page: what there is in all documents, and for each document its sheets and values. A supplement
is shown with its paper. Method: own.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pipeline.audit.evidence.pictures import CHANGED, GONE, Drawn, Wanted
from pipeline.audit.values import CAUSES
from pipeline.model import Evidence, Fact, Subject
from pipeline.records import VALUES, record_from_json
from pipeline.worded import what

if TYPE_CHECKING:
    from pipeline.store import Store

VERDICTS = ("conflict", "implausible", "missing", "single", "agreed")
"""The order in which values are shown."""

ABSENT = "This document was not part of the run, so its pages are not shown."

_HIDDEN = ("printed", "extra", "group", "reference")
_CORRECTABLE = ("composition", "labels", "phases", "role", "sample", "reference", *VALUES)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that holds: who made it when and why; ``before`` is the record as it was, ``correction`` the new one's id."""

    number: int
    record_id: str
    action: str
    reviewer: str
    when: str
    cause: str | None
    before: Mapping[str, Any] | None = None
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A document as it was read: the sizes of its pages in points, its title and its DOI, where they are kept."""

    sizes: Mapping[int, tuple[float, float]]
    title: str | None = None
    doi: str | None = None


@dataclass(frozen=True)
class Works:
    """All that a report shows."""

    told: Mapping[str, Any]
    records: Sequence[Mapping[str, Any]]
    checks: Sequence[Mapping[str, str]]
    decided: Sequence[Decided]
    read: Mapping[str, Read]
    doubts: Sequence[Mapping[str, str]] = ()

    @cached_property
    def entries(self) -> dict[str, Mapping[str, Any]]:
        """What ``run.json`` says of each document."""
        return {entry["document"]: entry for entry in self.told["documents"]}

    @cached_property
    def homes(self) -> dict[str, str]:
        """Document → the document it is shown with: a supplement's paper, else itself."""
        names = [*self.entries, *(n for r in self.records for n in _documents(r))]
        return {n: self.entries.get(n, {}).get("supplement_of") or n for n in dict.fromkeys(names)}

    @cached_property
    def slugs(self) -> dict[str, str]:
        """Slug → document, of those that have a page of their own."""
        return {slug(home): home for home in dict.fromkeys(self.homes.values())}

    @cached_property
    def by_home(self) -> dict[str, list[Mapping[str, Any]]]:
        """Records by the document they are shown with: their own, and each in which they have evidence."""
        out: dict[str, list[Mapping[str, Any]]] = {home: [] for home in self.slugs.values()}
        for record in sorted(self.records, key=_order):
            for home in dict.fromkeys(self.homes[n] for n in _documents(record)):
                out[home].append(record)
        return out

    @cached_property
    def by_id(self) -> dict[str, Mapping[str, Any]]:
        """Records by their ids."""
        return {r["record_id"]: r for r in self.records}

    @cached_property
    def pages(self) -> dict[str, tuple[int, ...]]:
        """Document → the pages of it that carry evidence."""
        found: dict[str, set[int]] = defaultdict(set)
        for e in (e for r in self.records for e in r["evidence"]):
            if isinstance(e["page"], int) and e["page"] > 0:
                found[e["document"]].add(e["page"])
        return {name: tuple(sorted(numbers)) for name, numbers in found.items()}

    @property
    def wanted(self) -> list[Wanted]:
        """The pages to draw."""
        known = ((n, self.entries[n], p) for n, p in self.pages.items() if n in self.entries)
        return [Wanted(n, Path(os.fsdecode(e["path"])), str(e["sha256"]), p) for n, e, p in known]

    def index(self) -> dict[str, Any]:
        """Return what the page needs before a document is opened."""
        documents = []
        for s, home in self.slugs.items():
            own = [r for r in self.by_home[home] if self.homes[r["document"]] == home]
            entry = self.entries.get(home, {})
            read = self.read.get(home)
            documents.append(
                {
                    "slug": s,
                    "document": _clean(home),
                    "title": _clean(read.title) if read and read.title else None,
                    "doi": _clean(read.doi) if read and read.doi else None,
                    "sha256": str(entry.get("sha256") or f"name:{home}"),
                    "pages": entry.get("pages"),
                    "supplements": [_clean(n) for n, h in self.homes.items() if h == home and n != home],
                    "counts": Counter(r["verdict"] for r in own),
                    "cells": Counter(c["verdict"] for c in self.checks if self.homes.get(c["document"]) == home),
                    "notes": entry.get("notes", []),
                }
            )
        store = str(self.told.get("store") or "")
        return {
            "started": self.told.get("started"),
            "run": self.told.get("run"),
            "store": store,
            "version": (self.told.get("versions") or {}).get("intergrowth"),
            "causes": CAUSES,
            "documents": sorted(documents, key=_weight),
            "questions": self._questions(),
            "doubts": [self._doubt(d) for d in self.doubts],
        }

    def document(self, slug: str, drawn: Mapping[str, Drawn]) -> dict[str, Any]:
        """Return the sheets and values of one document; ``drawn`` are the pictures by document."""
        home = self.slugs[slug]
        parts = [home, *(n for n, h in self.homes.items() if h == home and n != home)]
        held = self.by_home[home]
        mine = {r["record_id"] for r in held}
        return {
            "slug": slug,
            "document": _clean(home),
            "notes": [note for part in parts if (note := self._note(part, drawn))],
            "sheets": [sheet for part in parts for sheet in self._sheets(part, drawn)],
            "records": [self._record(r, home) for r in held],
            "rejected": [
                {**self._decision(d), "said": said(d.before), "material": _material(d.before), "property": d.before["property"]}
                for d in self.decided
                if d.action == "reject" and d.before and self.homes.get(d.before["document"]) == home
            ],
            "tables": self._tables(parts, mine),
        }

    def _note(self, name: str, drawn: Mapping[str, Drawn]) -> str:
        if not self.pages.get(name):
            return ""
        found = drawn.get(name)
        note = ABSENT if found is None else found.note
        return f"{_clean(name)}: {note}" if note and self.homes[name] != name else note

    def _sheets(self, name: str, drawn: Mapping[str, Drawn]) -> list[dict[str, Any]]:
        """Return the pages of a document that carry evidence; without a picture an empty sheet of the right size."""
        pictures = drawn[name].pages if name in drawn else {}
        sizes = self.read[name].sizes if name in self.read else {}
        out = []
        for page in self.pages.get(name, ()):
            image, width, height = pictures.get(page) or (None, *sizes.get(page, (595.0, 842.0)))
            out.append({"document": _clean(name), "page": page, "image": image, "width": width, "height": height})
        return out

    def _record(self, r: Mapping[str, Any], home: str) -> dict[str, Any]:
        owner = self.homes[r["document"]]
        stored = self._stored.get(r["record_id"])
        checks = [c for column in r["printed"] if (c := self._checked.get((r["document"], r["table"], r["row"], column)))]
        return {
            "id": r["record_id"],
            "owner": slug(owner),
            "document": _clean(r["document"]),
            "property": r["property"],
            "side": r["property"] in _HIDDEN,
            "said": said(r),
            "material": _material(r),
            "verdict": r["verdict"],
            "confidence": r["confidence"],
            "reason": r["reason"],
            "proposal": r["proposal"],
            "table": r["table"],
            "row": r["row"],
            "carried": r.get("carried") or [],
            "fields": {n: r[n] for n in _CORRECTABLE if r.get(n) not in (None, [])},
            "rivals": [self._rival(i) for i in r["rivals"]],
            "evidence": [self._evidence(e, home) for e in r["evidence"]],
            "checks": [_check(c) for c in checks if c["verdict"] != "silent"],
            "stored": self._decision(stored) if stored else None,
            "before": said(stored.before) if stored and stored.before and stored.action == "correct" else None,
        }

    def _evidence(self, e: Mapping[str, Any], home: str) -> dict[str, Any]:
        place = self.homes[e["document"]]
        told = {n: e[n] for n in ("page", "boxes", "text", "kind", "extractor", "confidence")}
        return {**told, "document": _clean(e["document"]), "slug": None if place == home else slug(place)}

    def _rival(self, ident: str) -> dict[str, Any]:
        """Return the other side of a conflict; where no record has the id (it was corrected or rejected), only that."""
        r = self.by_id.get(ident)
        if r is None:
            return {"id": ident, "slug": None, "said": None, "where": None}
        return {"id": ident, "slug": slug(self.homes[r["document"]]), "said": said(r), "where": _where(r)}

    def _decision(self, d: Decided) -> dict[str, Any]:
        names = ("number", "record_id", "action", "reviewer", "when", "cause")
        return {n: getattr(d, n) for n in names}

    @cached_property
    def _stored(self) -> dict[str, Decided]:
        """Record as it stands → the decision that holds for it."""
        return {d.correction or d.record_id: d for d in self.decided}

    @cached_property
    def _checked(self) -> dict[tuple[str, str, int, str], Mapping[str, str]]:
        return {(c["document"], c["table"], int(c["row"]), c["column"]): c for c in self.checks if c["row"].isdigit()}

    def _tables(self, parts: Sequence[str], mine: set[str]) -> list[dict[str, Any]]:
        """Return the tables that were checked, cell by cell, each with the record that fills it."""
        cells: dict[tuple[str, str], dict[int, list[dict[str, Any]]]] = {}
        filled = {
            (r["document"], r["table"], r["row"], column): r["record_id"]
            for part in parts
            for r in self.by_home[self.homes[part]]
            if r["table"] is not None and r["record_id"] in mine
            for column in r["printed"]
        }
        for key, check in self._checked.items():
            if key[0] in parts:
                cell = {**_check(check), "record": filled.get(key)}
                cells.setdefault(key[:2], {}).setdefault(key[2], []).append(cell)
        return [
            {"document": _clean(d), "table": t, "rows": [{"row": n, "cells": c} for n, c in sorted(rows.items())]}
            for (d, t), rows in cells.items()
        ]

    def _questions(self) -> list[list[dict[str, Any]]]:
        """Return what a reviewer should look at first: conflicts with all their sides together, then what is implausible."""
        sides: dict[str, set[str]] = {}
        for r in self.records:
            if r["verdict"] not in ("conflict", "implausible"):
                continue
            group = {r["record_id"], *(i for i in r["rivals"] if i in self.by_id)}
            for member in tuple(group):
                group |= sides.get(member, set())
            for member in group:
                sides[member] = group
        groups = {min(group): group for group in sides.values()}
        told = []
        for group in groups.values():
            held = sorted((self.by_id[i] for i in group), key=lambda r: (r["document"], r["record_id"]))
            told.append([{**self._rival(r["record_id"]), **_named(r), "proposal": r["proposal"]} for r in held])
        return sorted(told, key=lambda g: (g[0]["verdict"] != "conflict", str(g[0]["material"]["composition"]), g[0]["id"]))

    def _doubt(self, told: Mapping[str, str]) -> dict[str, Any]:
        """Return a question of ``questions.csv`` with its documents and their slugs, where they have a page."""
        names = [n for n in (told.get("documents") or "").split("; ") if n]
        places = [[_clean(n), slug(self.homes[n]) if n in self.homes else None] for n in names]
        return {"documents": places, **{n: _clean(told.get(n) or "") for n in ("one", "other", "reason")}}


def gather(run: Path, decided: Iterable[Decided] = ()) -> Works:
    """Read the files of a run; raises FileNotFoundError, OSError, and ValueError that names the file."""
    told = _json(run / "run.json")
    if not isinstance(told, dict) or not isinstance(told.get("documents"), list):
        raise ValueError(f"{run / 'run.json'}: says nothing of documents: run `intergrowth run` anew")
    records = []
    with (run / "records.jsonl").open(encoding="utf-8") as lines:
        for at, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    record = json.loads(line)
                    record_from_json(record)
                except (ValueError, KeyError, TypeError) as error:
                    raise ValueError(f"{run / 'records.jsonl'}:{at}: is no record: {error}") from None
                records.append(record)
    read = {e["document"]: _read(run, e) for e in told["documents"]}
    return Works(told, records, _lines(run / "verdicts.csv"), tuple(decided), read, _lines(run / "questions.csv"))


def decided(store: Store) -> list[Decided]:
    """Return the decisions that hold in a store."""
    out = []
    for r, before in store.holding():
        d = r.decision
        out.append(Decided(r.id, d.record_id, d.action, d.reviewer, d.when, d.cause, before.as_json(), r.correction_id))
    return out


def slug(name: str) -> str:
    """Return a file name of plain letters for a document; two names never share one."""
    digest = hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:8]
    return f"{re.sub(r'[^A-Za-z0-9.-]+', '_', name)[:60]}~{digest}"


def said(record: Mapping[str, Any]) -> str:
    """Return what a record says, in words, without its material."""
    if record["verdict"] == "missing":
        return "not found"
    if record["property"] == "material":
        return str(record["composition"] or ", ".join(record["labels"]) or "unnamed")
    if record["property"] in _HIDDEN:
        column = record.get("column")
        told = record.get("value", record.get("group"))
        return f"{column}: {told}" if column and column != record["property"] else str(told)
    held = record_from_json(record)
    subject = Subject(None, held.composition, held.role, held.reference)
    evidence = held.evidence[0] if held.evidence else Evidence(held.document, 0, (), "", "")
    words = what(Fact(held.property, subject, evidence, held.values))
    return words.removeprefix(f"{held.property.replace('_', ' ')} ")


def _lines(path: Path) -> list[Mapping[str, str]]:
    """Return the lines of a CSV file, none where it is not there."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as cells:
        return list(csv.DictReader(cells))


def _json(path: Path) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", json.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise ValueError(f"{path}: is no JSON: {error}") from None


def _read(run: Path, entry: Mapping[str, Any]) -> Read:
    """Return what is kept of a document as it was read."""
    try:
        told = json.loads((run / str(entry["file"])).read_text("utf-8"))
        sizes = {int(p["number"]): (float(p["width"]), float(p["height"])) for p in told["pages"]}
        title = next((str(b["text"]) for b in told.get("blocks", ()) if b["kind"] == "title"), None)
        return Read(sizes, title, told.get("doi"))
    except (OSError, ValueError, KeyError, TypeError):
        return Read({})


def _documents(record: Mapping[str, Any]) -> list[str]:
    return list(dict.fromkeys([record["document"], *(e["document"] for e in record["evidence"])]))


def _order(record: Mapping[str, Any]) -> tuple[bool, int, bool, int]:
    hidden = record["property"] in _HIDDEN
    return (hidden, VERDICTS.index(record["verdict"]), record["property"] == "material", record["row"] or 0)


def _weight(document: Mapping[str, Any]) -> tuple[int, int, str]:
    """Return what puts the documents with the most to look at first."""
    counts = document["counts"]
    return (-counts["conflict"], -counts["implausible"], document["document"])


def _material(record: Mapping[str, Any]) -> dict[str, Any]:
    return {n: record[n] for n in ("composition", "labels", "role", "sample")}


def _named(record: Mapping[str, Any]) -> dict[str, Any]:
    return {n: record[n] for n in ("property", "verdict", "reason")} | {"material": _material(record)}


def _where(record: Mapping[str, Any]) -> str:
    if record["table"] is not None and record["row"] is not None:
        return f"{_clean(record['document'])}, Table {record['table']}, row {record['row']}"
    page = record["evidence"][0]["page"] if record["evidence"] else None
    return _clean(record["document"]) + (f", page {page}" if page else "")


def _check(check: Mapping[str, str]) -> dict[str, Any]:
    names = {"column": "column", "table_value": "value", "verdict": "verdict", "other_value": "other", "other_page": "page"}
    return {own: check.get(name) or "" for name, own in names.items()} | {
        "text": check.get("other_text") or "",
        "reason": check.get("reason") or "",
    }


def _clean(text: str) -> str:
    """Take away control characters and marks that turn the reading direction."""
    return re.sub("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", " ", text)


__all__ = ["ABSENT", "CHANGED", "GONE", "Decided", "Works", "decided", "gather", "said", "slug"]
