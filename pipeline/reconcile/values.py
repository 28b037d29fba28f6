"""What reconciliation takes in: one ``Account`` a document, with its ``Claim``s and the works that it cites.

In: nothing; out: frozen values and their JSON, which a store keeps so that a later run can reconcile them again. Method: own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pipeline.model import Evidence, EvidenceKind, Fact, Json, Role, Sample, Subject

_HEAD = ("document", "property", "label", "composition", "role", "reference")
_TAIL = ("page", "boxes", "text", "extractor", "kind", "confidence")
_OURS = ("printed", "sample", "table", "row")


@dataclass(frozen=True, slots=True)
class Work:
    """A published work, as it names itself or as another cites it. ``author`` is the first author's surname."""

    doi: str | None = None
    title: str | None = None
    author: str | None = None
    year: int | None = None
    volume: str | None = None
    pages: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One fact, the ``table1.csv`` columns that it fills as printed, and whose sample it is where a table tells them apart."""

    fact: Fact
    printed: Mapping[str, str] = field(default_factory=dict)
    sample: Sample | None = None

    @property
    def row(self) -> tuple[str, str, int] | None:
        """The document, table and row that the claim stands in, or None for running text."""
        e = self.fact.evidence
        return None if e.row is None else (e.document, e.table or "", e.row)

    def as_json(self) -> dict[str, Json]:
        """Return the claim as JSON: its fact, and what a row adds."""
        e = self.fact.evidence
        head: dict[str, Json] = {"printed": dict(self.printed), "sample": self.sample, "table": e.table, "row": e.row}
        return {**self.fact.as_json(), **head}


@dataclass(frozen=True, slots=True)
class Account:
    """What one document states: its own work, the works that it cites by number, and its claims.

    ``review`` says that the materials are others'; then the claims of running text are read with the tables of materials masked,
    so that the two are independent. ``columns`` are the ``table1.csv`` columns that each of its tables of materials has.
    ``unnamed`` are the sentences on a cited work whose material the running text does not name; no record is made of them.
    ``supplement_of`` is the document that it supplements, whose work is its own.
    """

    document: str
    sha256: str
    work: Work = Work()
    review: bool = False
    cited: Mapping[int, Work] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    licence: str | None = None
    supplement_of: str | None = None
    unnamed: tuple[Claim, ...] = ()

    def as_json(self) -> dict[str, Json]:
        """Return the account as JSON."""
        return {
            "document": self.document,
            "sha256": self.sha256,
            "work": _work_json(self.work),
            "review": self.review,
            "cited": {str(n): _work_json(w) for n, w in sorted(self.cited.items())},
            "columns": {t: list(c) for t, c in self.columns.items()},
            "licence": self.licence,
            "supplement_of": self.supplement_of,
            "claims": [c.as_json() for c in self.claims],
            "unnamed": [c.as_json() for c in self.unnamed],
        }


def account_from_json(value: Mapping[str, Any]) -> Account:
    """Return the account that ``Account.as_json`` wrote; KeyError for JSON of another kind."""
    return Account(
        document=value["document"],
        sha256=value["sha256"],
        work=Work(**value["work"]),
        review=value["review"],
        cited={int(n): Work(**w) for n, w in value["cited"].items()},
        claims=tuple(_claim(c) for c in value["claims"]),
        columns={t: tuple(c) for t, c in value["columns"].items()},
        licence=value["licence"],
        supplement_of=value["supplement_of"],
        unnamed=tuple(_claim(c) for c in value.get("unnamed", ())),
    )


def _claim(value: Mapping[str, Any]) -> Claim:
    known = {*_HEAD, *_TAIL, *_OURS}
    evidence = Evidence(
        document=value["document"],
        page=value["page"],
        boxes=tuple((b[0], b[1], b[2], b[3]) for b in value["boxes"]),
        text=value["text"],
        extractor=value["extractor"],
        kind=cast(EvidenceKind, value["kind"]),
        confidence=value["confidence"],
        table=value["table"],
        row=value["row"],
    )
    subject = Subject(value["label"], value["composition"], cast(Role, value["role"]), value["reference"])
    fact = Fact(value["property"], subject, evidence, {k: v for k, v in value.items() if k not in known})
    return Claim(fact, value["printed"], value["sample"])


def _work_json(work: Work) -> dict[str, Json]:
    return {
        "doi": work.doi,
        "title": work.title,
        "author": work.author,
        "year": work.year,
        "volume": work.volume,
        "pages": work.pages,
    }
